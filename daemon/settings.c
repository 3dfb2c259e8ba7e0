#include "daemon/settings.h"

#include <confuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "daemon/scan.h"

#define MISTAKES_SHOWN 100
/* 10,000 feeds take 1.5 MB. */
#define SETTINGS_FILE MIB(4)

void mistakes_add(struct mistakes *mistakes, const char *file, int line, const char *format, ...)
{
	char sentence[512];
	va_list arguments;

	if (mistakes->count >= MISTAKES_SHOWN)
		return;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	mistakes->lines = arena_grow(mistakes->arena, mistakes->lines, mistakes->count,
				     &mistakes->room, sizeof(*mistakes->lines));
	mistakes->lines[mistakes->count++] =
		line ? text_format(mistakes->arena, "%s:%d: %s", file, line, sentence)
		     : text_format(mistakes->arena, "%s: %s", file, sentence);
}

/* --- what libconfuse is told --- */

/* What its callbacks need. libconfuse gives them no context, so this one pointer is the file's own. */
struct reading {
	struct settings *settings;
	const char *file;
	struct mistakes *mistakes;
	struct value_line {
		const cfg_opt_t *option;
		int line;
	} *lines;
	size_t lines_count, lines_room;
	int refused_line;
	bool refused_brace;
};
static struct reading *now_reading;

/* The line of a value, known only while it is read. */
static int option_seen(cfg_t *cfg, cfg_opt_t *option)
{
	struct reading *reading = now_reading;

	reading->lines = arena_grow(reading->settings->arena, reading->lines, reading->lines_count,
				    &reading->lines_room, sizeof(*reading->lines));
	reading->lines[reading->lines_count++] = (struct value_line){option, cfg->line};
	return 0;
}

#define PLAIN(key)                                                                                 \
	{                                                                                          \
		.name = (key), .type = CFGT_STR, .validcb = option_seen, .flags = CFGF_NODEFAULT   \
	}
#define LIST(key)                                                                                  \
	{                                                                                          \
		.name = (key), .type = CFGT_STR, .validcb = option_seen,                           \
		.flags = CFGF_LIST | CFGF_NODEFAULT                                                \
	}
#define SECTION(key, keys)                                                                         \
	{                                                                                          \
		.name = (key), .type = CFGT_SEC, .validcb = option_seen, .subopts = (keys),        \
		.flags = CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES                             \
	}

/* Without a name; a second one is a mistake that config.c tells. */
#define SECTION_PLAIN(key, keys)                                                                   \
	{                                                                                          \
		.name = (key), .type = CFGT_SEC, .validcb = option_seen, .subopts = (keys),        \
		.flags = CFGF_MULTI                                                                \
	}

static void refused(cfg_t *cfg, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* libconfuse's sentences in ours. */
static void refused(cfg_t *cfg, const char *format, va_list arguments)
{
	char sentence[256], name[200];
	struct reading *reading = now_reading;

	vsnprintf(sentence, sizeof(sentence), format, arguments);
	reading->refused_line = cfg->line;
	reading->refused_brace = strstr(sentence, "closing brace") != NULL;
	if (sscanf(sentence, "no such option '%199[^']'", name) == 1)
		mistakes_add(reading->mistakes, reading->file, cfg->line,
			     "\"%s\" is no key here; sitrepd.conf(5) lists them", name);
	else if (sscanf(sentence, "missing title for section '%199[^']'", name) == 1)
		mistakes_add(reading->mistakes, reading->file, cfg->line,
			     "the %s has no name: %s \"NAME\" { ... }", name, name);
	else if (sscanf(sentence, "found duplicate title '%199[^']'", name) == 1)
		mistakes_add(reading->mistakes, reading->file, cfg->line,
			     "\"%s\" is the name of another one above", name);
	else if (strcmp(sentence, "premature end of file") == 0)
		mistakes_add(reading->mistakes, reading->file, cfg->line,
			     "the file ends in the middle of a setting: a value or a } is missing");
	else
		mistakes_add(reading->mistakes, reading->file, cfg->line, "%s", sentence);
}

static cfg_t *options_new(void)
{
	cfg_opt_t feed[] = {
		PLAIN("url"), PLAIN("interval"), PLAIN("full-text"), PLAIN("follow-links"), PLAIN("language"),
		PLAIN("credentials"), LIST("headers"), PLAIN("proxy"), PLAIN("contact"), PLAIN("tls-ca"),
		PLAIN("tls-verify"), LIST("tags"), CFG_END(),
	};
	cfg_opt_t watch[] = {
		LIST("place"), LIST("kind"), LIST("effect"), LIST("type"), PLAIN("minimum-rise"),
		PLAIN("minimum-growth"), PLAIN("minimum-people"), PLAIN("minimum-confidence"),
		PLAIN("minimum-sources"), PLAIN("minimum-severity"), PLAIN("severity"), CFG_END(),
	};
	cfg_opt_t websub[] = {
		PLAIN("callback"), PLAIN("listen"), PLAIN("lease"), PLAIN("poll"), CFG_END(),
	};
	cfg_opt_t top[] = {
		PLAIN("contact"), PLAIN("state-directory"), PLAIN("alert-log"),
		PLAIN("control-socket"), PLAIN("reader"), PLAIN("lexicon"), PLAIN("readers"), PLAIN("sandbox"),
		PLAIN("poll-interval"), PLAIN("poll-floor"), PLAIN("poll-slowest"), PLAIN("poll-ceiling"),
		PLAIN("start-spread"), PLAIN("host-spacing"), PLAIN("fetch-timeout"),
		PLAIN("feed-limit"), PLAIN("page-limit"), PLAIN("gather"), PLAIN("include"),
		PLAIN("alert-ceiling"), PLAIN("unwatched"), PLAIN("oldest-news"),
		PLAIN("keep-text"), PLAIN("keep-articles"),
		PLAIN("keep-history"),
		PLAIN("proxy"), PLAIN("tls-verify"), LIST("allow-networks"), SECTION("feed", feed),
		SECTION("watch", watch), SECTION_PLAIN("websub", websub), CFG_END(),
	};

	return cfg_init(top, CFGF_NONE);
}

/* --- what it read --- */

static int lines_compare(const void *a, const void *b)
{
	const struct value_line *one = a, *other = b;

	if (one->option != other->option)
		return (uintptr_t)one->option < (uintptr_t)other->option ? -1 : 1;
	return one->line - other->line;
}

/* The first of an option's lines in the sorted list; lines_count where it has none. */
static size_t lines_find(const struct reading *reading, const cfg_opt_t *option)
{
	size_t low = 0, high = reading->lines_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if ((uintptr_t)reading->lines[middle].option < (uintptr_t)option)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int line_of(const struct reading *reading, const cfg_opt_t *option, size_t nth)
{
	size_t at = lines_find(reading, option) + nth;

	return at < reading->lines_count && reading->lines[at].option == option
		       ? reading->lines[at].line
		       : 0;
}

static void setting_take(struct reading *reading, struct setting_group *group, cfg_opt_t *option)
{
	struct arena *arena = reading->settings->arena;
	size_t count = cfg_opt_size(option);

	if (option->type != CFGT_STR || count == 0 || !cfg_opt_getnstr(option, 0))
		return;
	group->settings = arena_grow(arena, group->settings, group->settings_count,
				     &group->settings_room, sizeof(*group->settings));
	struct setting *setting = &group->settings[group->settings_count++];
	*setting = (struct setting){
		.key = text_string(arena, text_of(option->name)),
		.file = reading->file,
		.line = line_of(reading, option, 0),
		.values = arena_array(arena, count, sizeof(struct text)),
		.values_count = count,
	};
	for (size_t i = 0; i < count; i++) {
		const char *value = cfg_opt_getnstr(option, (unsigned)i);
		struct bytes bytes = {(const unsigned char *)value, strlen(value)};
		setting->values[i] = text_repair(arena, bytes);
	}
}

static void group_take(struct reading *reading, cfg_t *cfg, enum section section, int line)
{
	struct settings *settings = reading->settings;
	const char *title = cfg_title(cfg);

	settings->groups = arena_grow(settings->arena, settings->groups, settings->groups_count,
				      &settings->groups_room, sizeof(*settings->groups));
	struct setting_group *group = &settings->groups[settings->groups_count++];
	*group = (struct setting_group){
		.section = section,
		.title = title ? text_repair(settings->arena, (struct bytes){(const unsigned char *)title,
									    strlen(title)})
			       : TEXT_NONE,
		.file = reading->file,
		.line = line,
	};
	for (cfg_opt_t *option = cfg->opts; option->name; option++)
		setting_take(reading, group, option);
}

static void groups_take(struct reading *reading, cfg_t *cfg)
{
	static const struct {
		const char *name;
		enum section section;
	} sections[] = {{"feed", SECTION_FEED}, {"watch", SECTION_WATCH}, {"websub", SECTION_WEBSUB}};

	if (reading->lines_count)
		qsort(reading->lines, reading->lines_count, sizeof(*reading->lines), lines_compare);
	group_take(reading, cfg, SECTION_TOP, 1);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		cfg_opt_t *option = cfg_getopt(cfg, sections[i].name);
		for (unsigned n = 0; n < cfg_opt_size(option); n++) {
			/* A section's option was seen at the end of each of them, in order. */
			int line = line_of(reading, option, n);
			group_take(reading, cfg_opt_getnsec(option, n), sections[i].section, line);
		}
	}
}

/* True when libconfuse has taken the whole text. */
static bool text_take(struct reading *reading, const char *text)
{
	FILE *stream = *text ? fmemopen((void *)(uintptr_t)text, strlen(text), "r") : NULL;
	cfg_t *cfg = options_new();
	bool taken = !*text;

	if (cfg && stream) {
		cfg_set_error_function(cfg, refused);
		reading->lines_count = 0;
		now_reading = reading;
		taken = cfg_parse_fp(cfg, stream) == CFG_SUCCESS;
		if (taken)
			groups_take(reading, cfg);
		now_reading = NULL;
	}
	if (cfg)
		cfg_free(cfg);
	if (stream)
		fclose(stream);
	return taken;
}

static void read_text(struct settings *settings, const char *file, struct text text,
			struct mistakes *mistakes)
{
	struct reading reading = {.settings = settings, .file = file, .mistakes = mistakes};
	char *clean = scan_clean(settings->arena, file, text, mistakes);

	for (int round = 0; round < MISTAKES_SHOWN && !text_take(&reading, clean); round++)
		if (!scan_blank(clean, reading.refused_line, reading.refused_brace))
			break;
}

static bool file_read(struct arena *arena, const char *file, struct text *text, struct error *error)
{
	struct stat status;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == EACCES)
		return error_set(error, ERROR_PERMISSION,
				 "%.180s: this user may not read the configuration", file);
	if (fd < 0)
		return error_set(error, ERROR_CONFIG, "%s: %s", file, strerror(errno));
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		close(fd);
		return error_set(error, ERROR_CONFIG, "%.180s: it is a folder", file);
	}
	if (fstat(fd, &status) || !S_ISREG(status.st_mode) || (size_t)status.st_size > SETTINGS_FILE) {
		close(fd);
		return error_set(error, ERROR_CONFIG, "%s: no regular file of at most %zu MiB", file,
				 SETTINGS_FILE >> 20);
	}
	unsigned char *data = arena_alloc(arena, (size_t)status.st_size + 1);
	ssize_t length = read(fd, data, (size_t)status.st_size);
	close(fd);
	if (length < 0)
		return error_set(error, ERROR_CONFIG, "%s: %s", file, strerror(errno));
	*text = text_repair(arena, (struct bytes){data, (size_t)length});
	return true;
}

bool settings_read(struct settings *settings, const char *file, struct mistakes *mistakes,
		   struct error *error)
{
	struct text text;

	if (!file_read(settings->arena, file, &text, error))
		return false;
	read_text(settings, text_string(settings->arena, text_of(file)), text, mistakes);
	return true;
}

const struct setting *setting_of(const struct setting_group *group, const char *key)
{
	for (size_t i = 0; i < group->settings_count; i++)
		if (strcmp(group->settings[i].key, key) == 0)
			return &group->settings[i];
	return NULL;
}

bool setting_has_control(struct text text)
{
	return !text_is_clean(text, false);
}
