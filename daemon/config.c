#include "daemon/config.h"

#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/url.h"
#include "build_config.h"
#include "daemon/callback.h"
#include "daemon/feed_keys.h"
#include "daemon/quantity.h"
#include "daemon/watches.h"

/* --- the table of plain keys --- */

enum key_kind { KEY_DURATION, KEY_SIZE, KEY_COUNT, KEY_STRING, KEY_PATH };

struct key_row {
	const char *name;
	enum key_kind kind;
	size_t offset;
	const char *otherwise;  /* the default, as it would be written; NULL: made in defaults_put() */
	const char *least;
	const char *most;
};

#define ROW(name, kind, field, otherwise, least, most)                                             \
	{                                                                                          \
		(name), KEY_##kind, offsetof(struct config, field), (otherwise), (least), (most)   \
	}
static const struct key_row rows[] = {
	ROW("contact", STRING, contact, "", NULL, NULL),
	ROW("state-directory", PATH, state_directory, NULL, NULL, NULL),
	ROW("alert-log", PATH, alert_log, NULL, NULL, NULL),
	ROW("control-socket", PATH, control_socket, NULL, NULL, NULL),
	ROW("reader", PATH, reader, SITREP_LIBEXECDIR "/sitrepd-reader", NULL, NULL),
	ROW("lexicon", PATH, lexicon, SITREP_SYSCONFDIR "/lexicon", NULL, NULL),
	ROW("readers", COUNT, readers, "2", "1", "4"),
	ROW("poll-interval", DURATION, poll_interval_ms, "15m", "1s", "7d"),
	ROW("poll-floor", DURATION, poll_floor_ms, "1m", "1s", "1d"),
	ROW("poll-slowest", DURATION, poll_slowest_ms, "1h", "1s", "7d"),
	ROW("poll-ceiling", DURATION, poll_ceiling_ms, "12h", "1s", "30d"),
	ROW("start-spread", DURATION, start_spread_ms, "60s", "0s", "1h"),
	ROW("host-spacing", DURATION, host_spacing_ms, "1s", "0s", "1m"),
	ROW("fetch-timeout", DURATION, fetch_timeout_ms, "30s", "1s", "5m"),
	ROW("feed-limit", SIZE, feed_limit, "8MiB", "1KiB", "12MiB"),
	ROW("page-limit", SIZE, page_limit, "4MiB", "1KiB", "12MiB"),
	ROW("gather", DURATION, gather_ms, "60s", "0s", "1h"),
	ROW("oldest-news", DURATION, policy.oldest_ms, "7d", "1h", "36500d"),
	ROW("keep-text", DURATION, keeping.text_ms, "60d", "1d", "36500d"),
	ROW("keep-articles", DURATION, keeping.articles_ms, "365d", "7d", "36500d"),
	ROW("keep-history", DURATION, keeping.history_ms, "365d", "30d", "36500d"),
	ROW("alert-ceiling", COUNT, policy.ceiling, "60", "0", "100000"),
	ROW("proxy", STRING, proxy, "", NULL, NULL),
};

/* Handled by functions of their own, in top_take(). */
struct builder {
	struct config *config;
	struct settings settings;
	struct mistakes *mistakes;
	const struct setting *given[sizeof(rows) / sizeof(*rows)];
	const struct setting_group *websub;
	const struct setting *networks, *sandbox, *unwatched, *include;
	bool included; /* what is taken now stands in an included file */
	size_t feeds_room, watches_room;
};

#define WRONG(builder, setting, ...)                                                               \
	mistakes_add((builder)->mistakes, (setting)->file, (setting)->line, __VA_ARGS__)

static bool quantity_of(enum key_kind kind, struct text text, int64_t *value)
{
	if (kind == KEY_DURATION)
		return duration_parse(text, value);
	if (kind == KEY_SIZE)
		return size_parse(text, value);
	return text_number(text, value);
}

static void quantity_take(struct builder *builder, const struct key_row *row,
			  const struct setting *setting)
{
	static const char *const forms[] = {
		[KEY_DURATION] = "a duration such as 500ms, 30s, 15m, 12h or 7d",
		[KEY_SIZE] = "a size such as 64KiB or 8MiB",
		[KEY_COUNT] = "a whole number",
	};
	struct text text = setting ? setting->values[0] : text_of(row->otherwise);
	int64_t value, least = 0, most = INT64_MAX;

	quantity_of(row->kind, text_of(row->least), &least);
	quantity_of(row->kind, text_of(row->most), &most);
	if (!quantity_of(row->kind, text, &value))
		WRONG(builder, setting, "%s: \"%.*s\" is not %s", row->name, TEXT_ARGS(text),
		      forms[row->kind]);
	else if (value < least || value > most)
		WRONG(builder, setting, "%s: %.*s is not between %s and %s", row->name,
		      TEXT_ARGS(text), row->least, row->most);
	else
		memcpy((char *)builder->config + row->offset, &value, sizeof(value));
}

static void string_take(struct builder *builder, const struct key_row *row,
			const struct setting *setting)
{
	const char *string = row->otherwise;

	if (setting) {
		struct text text = setting->values[0];
		string = text_string(builder->config->arena, text);
		if (setting_has_control(text))
			WRONG(builder, setting, "%s: has a control character", row->name);
		else if (row->kind == KEY_PATH && string[0] != '/')
			WRONG(builder, setting, "%s: \"%s\" is not a path from the root", row->name,
			      string);
	}
	if (string)
		memcpy((char *)builder->config + row->offset, &string, sizeof(string));
}

/* --- directories --- */

/* systemd hands over a list apart by ':'; the first one is ours. */
static const char *directory_of(struct config *config, const char *variable, const char *otherwise)
{
	const char *value = getenv(variable);

	if (!value || value[0] != '/')
		return otherwise;
	return text_string(config->arena, (struct text){value, strcspn(value, ":")});
}

static const char *path_join(struct config *config, const char *directory, const char *name)
{
	struct text text = text_format(config->arena, "%s/%s", directory, name);

	return text_string(config->arena, text);
}

static void directories_put(struct config *config)
{
	if (!config->state_directory)
		config->state_directory = directory_of(config, "STATE_DIRECTORY", "/var/lib/sitrep");
	config->database = path_join(config, config->state_directory, "sitrep.db");
	if (!config->alert_log)
		config->alert_log = path_join(
			config, directory_of(config, "LOGS_DIRECTORY", "/var/log/sitrep"),
			"alerts.jsonl");
	if (!config->control_socket)
		config->control_socket = path_join(
			config, directory_of(config, "RUNTIME_DIRECTORY", "/run/sitrep"), "control");
}

/* --- sections --- */

static struct text list_join(struct builder *builder, const struct setting *setting)
{
	struct text joined = TEXT_NONE;

	for (size_t i = 0; setting && i < setting->values_count; i++) {
		struct text value = setting->values[i];
		if (text_empty(value) || setting_has_control(value) ||
		    text_find(value, TEXT(","), 0) != TEXT_NOT_FOUND)
			WRONG(builder, setting, "%s: \"%.*s\" is empty or has a comma in it",
			      setting->key, TEXT_ARGS(value));
		joined = i ? text_format(builder->config->arena, "%.*s,%.*s", TEXT_ARGS(joined),
					 TEXT_ARGS(value))
			   : value;
	}
	return joined;
}

static void url_take(struct builder *builder, const struct setting_group *group,
		     struct feed_config *feed)
{
	const struct setting *url = setting_of(group, "url");

	if (!url) {
		WRONG(builder, group, "feed \"%.*s\" has no url", TEXT_ARGS(group->title));
		return;
	}
	feed->line = url->line;
	/* What stands before the host goes no further than to its server. */
	feed->url = url_plain(builder->config->arena, url->values[0]);
	feed->login = url_login(builder->config->arena, url->values[0]);
	if (!url_is_web(feed->url) || feed->url.length > LIMIT_URL || setting_has_control(feed->url))
		WRONG(builder, url, "url: \"%.*s\" is no http or https address",
		      TEXT_ARGS(text_find(feed->url, TEXT("@"), 0) == TEXT_NOT_FOUND ? text_cut(feed->url, 200)
										   : TEXT("...")));
	else if (setting_has_control(feed->login))
		WRONG(builder, url, "url: its user or password has a control character");
}

static void settings_take(struct builder *builder, const struct setting_group *group, struct feed_config *feed)
{
	struct error error;

	for (size_t i = 0; i < group->settings_count; i++) {
		const struct setting *setting = &group->settings[i];
		if (feed_key_known(text_of(setting->key)) &&
		    !feed_key_take(builder->config->arena, &feed->settings, text_of(setting->key), setting->values,
				   setting->values_count, &error))
			WRONG(builder, setting, "%s", error.message);
	}
}

static void feed_take(struct builder *builder, const struct setting_group *group)
{
	struct config *config = builder->config;
	struct feed_config feed = {.name = group->title, .file = group->file};

	if (setting_has_control(group->title))
		WRONG(builder, group, "the feed's name has a control character");
	url_take(builder, group, &feed);
	settings_take(builder, group, &feed);
	feed.tags = list_join(builder, setting_of(group, "tags"));
	if (config->feeds_count == CONFIG_FEEDS_MOST) {
		WRONG(builder, group, "more than %d feeds", CONFIG_FEEDS_MOST);
		return;
	}
	config->feeds = arena_grow(config->arena, config->feeds, config->feeds_count,
				   &builder->feeds_room, sizeof(*config->feeds));
	config->feeds[config->feeds_count++] = feed;
}

static void watch_add(struct builder *builder, const struct setting_group *group)
{
	struct config *config = builder->config;
	struct policy *policy = &config->policy;

	for (size_t i = 0; i < policy->watches_count; i++)
		if (text_equal_nocase(policy->watches[i].name, group->title))
			WRONG(builder, group, "there are two watches of the name \"%.*s\"",
			      TEXT_ARGS(group->title));
	if (policy->watches_count == ALERT_WATCHES_MOST) {
		WRONG(builder, group, "more than %d watches", ALERT_WATCHES_MOST);
		return;
	}
	policy->watches = arena_grow(config->arena, policy->watches, policy->watches_count,
				     &builder->watches_room, sizeof(*policy->watches));
	watch_take(group, builder->mistakes, &policy->watches[policy->watches_count++]);
}

static const struct key_row websub_rows[] = {
	ROW("callback", STRING, websub_callback, "", NULL, NULL),
	ROW("listen", STRING, websub_listen, "127.0.0.1:8088", NULL, NULL),
	ROW("lease", DURATION, websub_lease_ms, "10d", "5m", "90d"),
	ROW("poll", DURATION, websub_poll_ms, "6h", "1m", "7d"),
};

/* Hubs put the rest of the path behind it. */
static void callback_take(struct builder *builder, const struct setting_group *group)
{
	struct config *config = builder->config;
	const struct setting *setting = setting_of(group, "callback"), *listen = setting_of(group, "listen");
	struct text callback = text_of(config->websub_callback);

	if (!setting)
		WRONG(builder, group, "websub has no callback, the address at which hubs reach this daemon");
	else if (!url_is_web(callback) || callback.length > LIMIT_TITLE ||
		 text_find(callback, TEXT("?"), 0) != TEXT_NOT_FOUND ||
		 text_find(callback, TEXT("#"), 0) != TEXT_NOT_FOUND ||
		 text_find(callback, TEXT("@"), 0) != TEXT_NOT_FOUND)
		WRONG(builder, setting, "callback: \"%.*s\" is no plain http or https address",
		      TEXT_ARGS(text_cut(callback, 200)));
	else if (!text_ends(callback, TEXT("/")))
		config->websub_callback = path_join(config, config->websub_callback, "");
	if (listen && !callback_address_fine(listen->values[0]))
		WRONG(builder, listen, "listen: \"%.*s\" is no address and port such as 127.0.0.1:8088 or [::1]:8088",
		      TEXT_ARGS(listen->values[0]));
}

static void websub_take(struct builder *builder, const struct setting_group *group)
{
	for (size_t i = 0; i < sizeof(websub_rows) / sizeof(*websub_rows); i++) {
		const struct setting *setting = group ? setting_of(group, websub_rows[i].name) : NULL;
		if (websub_rows[i].kind == KEY_STRING)
			string_take(builder, &websub_rows[i], setting);
		else
			quantity_take(builder, &websub_rows[i], setting);
	}
	if (!group)
		return;
	if (builder->websub)
		WRONG(builder, group, "websub is given twice, first in %s:%d", builder->websub->file,
		      builder->websub->line);
	builder->websub = group;
	callback_take(builder, group);
}

/* --- the top of each file --- */

static void once(struct builder *builder, const struct setting **place,
		 const struct setting *setting)
{
	if (*place && strcmp((*place)->file, setting->file) != 0)
		WRONG(builder, setting, "%s is given twice, first in %s:%d", setting->key,
		      (*place)->file, (*place)->line);
	else
		*place = setting;
}

static void top_take(struct builder *builder, const struct setting_group *group)
{
	for (size_t i = 0; i < group->settings_count; i++) {
		const struct setting *setting = &group->settings[i];
		for (size_t row = 0; row < sizeof(rows) / sizeof(*rows); row++)
			if (strcmp(setting->key, rows[row].name) == 0)
				once(builder, &builder->given[row], setting);
		if (strcmp(setting->key, "tls-verify") == 0)
			WRONG(builder, setting,
			      "tls-verify: certificates are looked at for all feeds; one feed's server is believed "
			      "without by tls-verify = no in its section, or by its authority in tls-ca");
		if (strcmp(setting->key, "allow-networks") == 0)
			once(builder, &builder->networks, setting);
		if (strcmp(setting->key, "sandbox") == 0)
			once(builder, &builder->sandbox, setting);
		if (strcmp(setting->key, "unwatched") == 0)
			once(builder, &builder->unwatched, setting);
		if (strcmp(setting->key, "include") == 0 && builder->included)
			WRONG(builder, setting, "include: an included file cannot include another");
		else if (strcmp(setting->key, "include") == 0)
			once(builder, &builder->include, setting);
	}
}

static void networks_take(struct builder *builder)
{
	const struct setting *setting = builder->networks;
	struct config *config = builder->config;
	struct error error;

	if (!setting)
		return;
	config->networks = arena_array(config->arena, setting->values_count,
				       sizeof(*config->networks));
	for (size_t i = 0; i < setting->values_count; i++) {
		if (network_parse(setting->values[i], &config->networks[config->networks_count],
				  &error))
			config->networks_count++;
		else
			WRONG(builder, setting, "allow-networks: %s", error.message);
	}
}

static void sandbox_take(struct builder *builder)
{
	const struct setting *setting = builder->sandbox;

	if (!setting || text_equal(setting->values[0], TEXT("required")))
		return;
	builder->config->best_effort = text_equal(setting->values[0], TEXT("best-effort"));
	if (!builder->config->best_effort)
		WRONG(builder, setting, "sandbox: \"%.*s\" is neither required nor best-effort",
		      TEXT_ARGS(setting->values[0]));
}

static void unwatched_take(struct builder *builder)
{
	const struct setting *setting = builder->unwatched;

	if (!setting || text_equal(setting->values[0], TEXT("told")))
		return;
	builder->config->policy.unwatched_silent = text_equal(setting->values[0], TEXT("silent"));
	if (!builder->config->policy.unwatched_silent)
		WRONG(builder, setting, "unwatched: \"%.*s\" is neither told nor silent",
		      TEXT_ARGS(setting->values[0]));
}

static void include_take(struct builder *builder)
{
	const struct setting *setting = builder->include;
	glob_t found = {0};
	struct error error;

	if (!setting)
		return;
	if (text_empty(setting->values[0]) || setting->values[0].data[0] != '/') {
		WRONG(builder, setting, "include: \"%.*s\" is not a path from the root",
		      TEXT_ARGS(setting->values[0]));
		return;
	}
	const char *pattern = text_string(builder->config->arena, setting->values[0]);
	int result = glob(pattern, 0, NULL, &found);
	if (result && result != GLOB_NOMATCH)
		WRONG(builder, setting, "include: %s cannot be looked through", pattern);
	else if (result == GLOB_NOMATCH && !strpbrk(pattern, "*?["))
		WRONG(builder, setting, "include: there is no %s", pattern);
	for (size_t i = 0; !result && i < found.gl_pathc; i++) {
		if (!settings_read(&builder->settings, found.gl_pathv[i], builder->mistakes, &error))
			WRONG(builder, setting, "include: %s", error.message);
	}
	globfree(&found);
}

/* --- what only the whole can tell --- */

static int feeds_compare(const void *a, const void *b)
{
	const struct feed_config *const *one = a, *const *other = b;
	int order = text_compare((*one)->url, (*other)->url);

	if (order)
		return order;
	return *one < *other ? -1 : 1;
}

static int logins_compare(const void *a, const void *b)
{
	const struct feed_config *const *one = a, *const *other = b;

	return text_compare((*one)->url, (*other)->url);
}

static bool is_exposed(const char *file)
{
	struct stat status;

	return stat(file, &status) == 0 && status.st_mode & S_IROTH;
}

static void logins_sort(struct config *config, const struct setting *proxy)
{
	struct text proxy_login = url_login(config->arena, text_of(config->proxy));

	config->logins_exposed = proxy && !text_empty(proxy_login) && is_exposed(proxy->file);
	config->logins = arena_array(config->arena, config->feeds_count, sizeof(*config->logins));
	for (size_t i = 0; i < config->feeds_count; i++) {
		const struct feed_config *feed = &config->feeds[i];
		if (text_empty(feed->login))
			continue;
		config->logins[config->logins_count++] = feed;
		config->logins_exposed = config->logins_exposed || is_exposed(feed->file);
	}
	qsort(config->logins, config->logins_count, sizeof(*config->logins), logins_compare);
}

struct text config_login(const struct config *config, struct text url)
{
	const struct feed_config wanted = {.url = url}, *key = &wanted;
	const struct feed_config **found =
		config->logins_count ? bsearch(&key, config->logins, config->logins_count, sizeof(*config->logins),
					       logins_compare)
				     : NULL;

	return found ? (*found)->login : TEXT_NONE;
}

static void feeds_check(struct builder *builder)
{
	struct config *config = builder->config;
	const struct feed_config **sorted =
		arena_array(config->arena, config->feeds_count + 1, sizeof(*sorted));

	for (size_t i = 0; i < config->feeds_count; i++)
		sorted[i] = &config->feeds[i];
	qsort(sorted, config->feeds_count, sizeof(*sorted), feeds_compare);
	for (size_t i = 1; i < config->feeds_count; i++)
		if (!text_empty(sorted[i]->url) && text_equal(sorted[i]->url, sorted[i - 1]->url))
			WRONG(builder, sorted[i], "url: feed \"%.*s\" (%s:%d) has the same one",
			      TEXT_ARGS(sorted[i - 1]->name), sorted[i - 1]->file,
			      sorted[i - 1]->line);
}

static const struct setting *given_of(const struct builder *builder, const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return builder->given[i];
	return NULL;
}

static void whole_check(struct builder *builder)
{
	const struct config *config = builder->config;
	const struct setting *floor = given_of(builder, "poll-floor");
	const struct setting *ceiling = given_of(builder, "poll-ceiling");
	const struct setting *texts = given_of(builder, "keep-text");
	const struct setting *articles = given_of(builder, "keep-articles");
	const struct setting *reader = given_of(builder, "reader");
	const struct setting *socket = given_of(builder, "control-socket");
	const struct setting *proxy = given_of(builder, "proxy");

	if (config->poll_floor_ms > config->poll_ceiling_ms && (ceiling || floor))
		WRONG(builder, ceiling ? ceiling : floor, "poll-ceiling is below poll-floor");
	if (config->keeping.text_ms > config->keeping.articles_ms && (texts || articles))
		WRONG(builder, texts ? texts : articles, "keep-text is longer than keep-articles");
	if (reader && access(config->reader, X_OK))
		WRONG(builder, reader, "reader: %s cannot be executed", config->reader);
	if (strlen(config->control_socket) >= sizeof(((struct sockaddr_un *)0)->sun_path) && socket)
		WRONG(builder, socket, "control-socket: longer than a socket's path may be");
	if (proxy && config->proxy[0] && !proxy_check(url_plain(config->arena, text_of(config->proxy))))
		WRONG(builder, proxy, "proxy: it is no address such as http://proxy.example.org:3128 or "
				      "socks5h://127.0.0.1:9050");
	feeds_check(builder);
	logins_sort(builder->config, proxy);
}

static void config_build(struct builder *builder)
{
	size_t done = builder->settings.groups_count;

	for (size_t i = 0; i < done; i++)
		if (builder->settings.groups[i].section == SECTION_TOP)
			top_take(builder, &builder->settings.groups[i]);
	include_take(builder);
	builder->included = true;
	for (size_t i = done; i < builder->settings.groups_count; i++)
		if (builder->settings.groups[i].section == SECTION_TOP)
			top_take(builder, &builder->settings.groups[i]);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].kind == KEY_STRING || rows[i].kind == KEY_PATH)
			string_take(builder, &rows[i], builder->given[i]);
		else
			quantity_take(builder, &rows[i], builder->given[i]);
	}
	networks_take(builder);
	sandbox_take(builder);
	unwatched_take(builder);
	directories_put(builder->config);
	websub_take(builder, NULL);
	for (size_t i = 0; i < builder->settings.groups_count; i++) {
		const struct setting_group *group = &builder->settings.groups[i];
		if (group->section == SECTION_FEED)
			feed_take(builder, group);
		else if (group->section == SECTION_WATCH)
			watch_add(builder, group);
		else if (group->section == SECTION_WEBSUB)
			websub_take(builder, group);
	}
	whole_check(builder);
}

struct config *config_read(const char *file, struct mistakes *mistakes, struct error *error)
{
	struct arena *arena = arena_new(MIB(128));
	struct builder builder = {.settings = {.arena = arena}, .mistakes = mistakes};

	builder.config = arena_alloc(arena, sizeof(*builder.config));
	builder.config->arena = arena;
	builder.config->file = text_string(arena, text_of(file));
	if (!settings_read(&builder.settings, file, mistakes, error)) {
		arena_free(arena);
		return NULL;
	}
	config_build(&builder);
	if (mistakes->count) {
		error_set(error, ERROR_CONFIG, "%.*s", TEXT_ARGS(mistakes->lines[0]));
		arena_free(arena);
		return NULL;
	}
	return builder.config;
}

void config_free(struct config *config)
{
	if (config)
		arena_free(config->arena);
}

bool config_same_places(const struct config *config, const struct config *other, const char **key)
{
	*key = strcmp(config->database, other->database)               ? "state-directory"
	       : strcmp(config->alert_log, other->alert_log)           ? "alert-log"
	       : strcmp(config->control_socket, other->control_socket) ? "control-socket"
	       : config->gather_ms != other->gather_ms                 ? "gather"
	       : strcmp(config->websub_listen, other->websub_listen)   ? "listen"
	       : !config->websub_callback[0] != !other->websub_callback[0] ? "websub"
								       : NULL;
	return *key == NULL;
}
