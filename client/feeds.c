/* feeds: list, add, remove, pause, resume, poll, import, export. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/url.h"
#include "base/visible.h"
#include "client/command.h"
#include "client/database.h"
#include "client/display.h"
#include "client/feed.h"
#include "client/live.h"
#include "client/opml.h"
#include "wire/control.h"

struct feeds {
	struct live live;
	struct display display;
	const char *action;
	char *argument;
	char **words; /* KEY=VALUE, of add and set */
	size_t words_count, words_room;
	struct arena *arena;
	bool untested;
	json_t *found; /* of export, which prints nothing by halves; of add, what is behind the address */
	size_t shown;
};

#define KEY_UNTESTED 0x2001

static void word_add(struct feeds *feeds, char *word)
{
	feeds->words = arena_grow(feeds->arena, feeds->words, feeds->words_count, &feeds->words_room,
	                          sizeof(*feeds->words));
	feeds->words[feeds->words_count++] = word;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct feeds *feeds = state->input;

	if (live_option(&feeds->live, key, argument))
		return 0;
	if (key == KEY_UNTESTED) {
		feeds->untested = true;
		return 0;
	}
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (!feeds->action)
		feeds->action = argument;
	else if (!feeds->argument)
		feeds->argument = argument;
	else if (!strcmp(feeds->action, "add") || !strcmp(feeds->action, "set"))
		word_add(feeds, argument);
	else
		argp_error(state, "\"%.60s\": one argument too many", argument);
	return 0;
}

/* One that is well may still have no answer yet, or a document that something ails. */
static const char *state_of(const json_t *feed, char *room, size_t length)
{
	if (strcmp(display_text(feed, "state", room, length), "ok"))
		return room;
	if (!json_object_get(feed, "last_success"))
		return "new";
	if (json_is_true(json_object_get(feed, "cut_off")))
		return "cut off";
	return json_object_get(feed, "defects") ? "flawed" : "ok";
}

static enum tone tone_of(const char *state)
{
	if (!strcmp(state, "ok") || !strcmp(state, "new"))
		return TONE_GOOD;
	if (!strcmp(state, "cut off") || !strcmp(state, "flawed"))
		return TONE_WARN;
	return strcmp(state, "paused") ? TONE_BAD : TONE_DIM;
}

static void put_time(const struct display *display, const json_t *feed, const char *key, int width)
{
	char room[60];

	display_column(display_time(display, json_object_get(feed, key), room, sizeof(room)), width);
}

static void feeds_header(const struct display *display)
{
	display_tone(display, TONE_DIM);
	puts("state   last good  next         seen  title                url");
	display_tone(display, TONE_PLAIN);
}

static bool show_feed(void *context, json_t *feed)
{
	struct feeds *feeds = context;
	const struct display *display = &feeds->display;
	char room[1000];

	if (feeds->live.json) {
		display_json(feed);
		return !ferror(stdout);
	}
	if (!feeds->shown++)
		feeds_header(display);
	const char *state = state_of(feed, room, sizeof(room));
	display_tone(display, tone_of(state));
	display_column(state, 8);
	display_tone(display, TONE_PLAIN);
	put_time(display, feed, "last_success", 11);
	put_time(display, feed, "next_poll", 10);
	printf("%6" PRId64 "  ", (int64_t)json_integer_value(json_object_get(feed, "entries")));
	bool titled = *display_text(feed, "title", room, sizeof(room));
	if (titled) {
		display_column(room, 20);
		putchar(' ');
	}
	/* Without a title the address has its room too. */
	display_address(display, display_text(feed, "url", room, sizeof(room)), titled ? 58 : 37);
	putchar('\n');
	if (json_is_true(json_object_get(json_object_get(feed, "access"), "tls_unverified"))) {
		display_tone(display, TONE_WARN);
		fputs("        its server's certificate is not looked at (tls-verify)\n", stdout);
		display_tone(display, TONE_PLAIN);
	}
	if (*display_text(feed, "error", room, sizeof(room))) {
		fputs("        ", stdout);
		display_words(display, room, 8, 8);
		putchar('\n');
	}
	return !ferror(stdout);
}

static int list(struct feeds *feeds)
{
	int status = live_run(&feeds->live, live_request("feeds.list"), show_feed, feeds);

	if (!status && !feeds->shown && !feeds->live.json)
		puts("no feeds");
	return status;
}

static bool print_feed(void *context, json_t *feed)
{
	struct feeds *feeds = context;

	if (feeds->live.json)
		display_json(feed);
	else
		feed_print(&feeds->display, feed);
	return true;
}

static json_t *request_for(const char *command, const char *url)
{
	json_t *request = live_request(command);

	if (url)
		json_object_set_new(request, "url", json_string(url));
	return request;
}

static json_t *request_with_words(const struct feeds *feeds, const char *command, const char *url)
{
	json_t *request = request_for(command, url), *words = json_array();

	for (size_t i = 0; i < feeds->words_count; i++)
		json_array_append_new(words, json_string(feeds->words[i]));
	json_object_set_new(request, "settings", words);
	return request;
}

static int refuse(const char *action, enum error_kind kind, const char *sentence)
{
	struct error error;

	error_set(&error, kind, "%s: %s", action, sentence);
	return command_failed("feeds", &error);
}

/* A user and password are taken off in place, so that the list of processes has them no longer. */
static void take_login_off(char *url)
{
	char *at = NULL, *begin = strstr(url, "://");

	for (char *c = begin ? begin + 3 : NULL; c && *c && !strchr("/?#", *c); c++)
		at = *c == '@' ? c : at;
	if (!at)
		return;
	size_t length = strlen(at + 1), gone = (size_t)(at + 1 - (begin + 3));
	memmove(begin + 3, at + 1, length);
	memset(begin + 3 + length, 0, gone);
}

/* Of an action that is about one address: 0, or the exit status after a sentence. */
static int check_address(struct feeds *feeds)
{
	char *url = feeds->argument;

	if (!url || !*url)
		return refuse(feeds->action, ERROR_USAGE, "which URL?");
	if (strlen(url) > LIMIT_URL)
		return refuse(feeds->action, ERROR_DATA, "the address is too long");
	json_t *string = json_string(url);
	json_decref(string);
	if (!string)
		return refuse(feeds->action, ERROR_DATA, "the address is no UTF-8");
	for (size_t i = 0; i < feeds->words_count; i++) {
		json_t *word = json_string(feeds->words[i]);
		json_decref(word);
		if (!word)
			return refuse(feeds->action, ERROR_DATA, "a setting is no UTF-8");
	}
	bool login = !text_empty(url_login(feeds->arena, text_of(url)));
	take_login_off(url);
	if (login && !strcmp(feeds->action, "add"))
		return refuse(feeds->action, ERROR_DATA, CONTROL_NO_LOGIN);
	feeds->argument = text_string(feeds->arena, url_plain(feeds->arena, text_of(url)));
	return 0;
}

static int show(struct feeds *feeds)
{
	int status = check_address(feeds);

	return status ? status
	              : live_run(&feeds->live, request_for("feeds.show", feeds->argument), print_feed, feeds);
}

static bool nothing(void *context, json_t *item)
{
	(void)context;
	(void)item;
	return true;
}

/* --- adding, which looks first --- */

/* The one that a person picks of those a page names; NULL: none. */
static const char *pick(const struct feeds *feeds, const json_t *links)
{
	char room[1000], line[20];
	const json_t *link;
	size_t i;

	fprintf(stderr, "%s is a page that names these feeds:\n", visible_string(feeds->argument, room, sizeof(room)));
	json_array_foreach(links, i, link)
	{
		fprintf(stderr, "%3zu  %s", i + 1, display_text(link, "url", room, sizeof(room)));
		if (*display_text(link, "title", room, sizeof(room)))
			fprintf(stderr, "  (%s)", room);
		fputc('\n', stderr);
	}
	if (feeds->live.json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		fputs("sitrep feeds: nothing was added; add the one that you want\n", stderr);
		return NULL;
	}
	fprintf(stderr, "which one? (1 to %zu, or nothing for none) ", json_array_size(links));
	if (!fgets(line, sizeof(line), stdin))
		return NULL;
	size_t number = strtoul(line, NULL, 10);
	link = number ? json_array_get(links, number - 1) : NULL;
	return json_string_value(json_object_get(link, "url"));
}

static bool keep_found(void *context, json_t *found)
{
	struct feeds *feeds = context;

	json_decref(feeds->found);
	feeds->found = json_incref(found);
	return true;
}

/* What is behind the address. What is no address has no hint: it would not be added either. */
static int look(struct feeds *feeds, const char *url)
{
	struct error error;
	int status;

	if (live_ask(&feeds->live, request_with_words(feeds, "feeds.find", url), keep_found, feeds, &status, &error))
		return 0;
	/* Nor has it without a daemon, where it may not be asked, or with a wrong setting: --untested is no way
	 * around any of these. */
	bool untold = error.kind != ERROR_DATA || status == 64 || status == 77 || status == 78;
	if (untold || !url_is_web(text_of(url))) {
		command_failed("feeds", &error);
		return status ? status : 70;
	}
	char said[1000], shown[1000];
	fprintf(stderr, "sitrep feeds: %.200s: %s\n", visible_string(url, shown, sizeof(shown)),
	        visible_string(error.message, said, sizeof(said)));
	fputs("sitrep feeds: nothing was added; with --untested it is added all the same\n", stderr);
	return status ? status : 70;
}

/* It is added all the same, since much of it can be read; whoever adds it can still look for a better one. */
static void said_of_damage(const struct feeds *feeds)
{
	const json_t *defects = json_object_get(feeds->found, "defects"), *defect;
	char room[600];
	size_t i;

	if (json_is_true(json_object_get(feeds->found, "cut_off")))
		puts("        it is cut off: its end is missing, and will be asked for again");
	json_array_foreach(defects, i, defect)
	{
		fputs("        ", stdout);
		display_words(&feeds->display, display_string(defect, room, sizeof(room)), 8, 8);
		putchar('\n');
	}
}

static void said_of(struct feeds *feeds, const char *url)
{
	char title[300], when[60], shown[1000];
	const json_t *newest = json_object_get(feeds->found, "newest");

	if (feeds->live.json) {
		json_t *said = feeds->found ? json_copy(feeds->found) : json_object();
		json_object_set_new(said, "added", json_true());
		json_object_set_new(said, "url", json_string(url));
		display_json(said);
		json_decref(said);
		return;
	}
	printf("%s: added", visible_string(url, shown, sizeof(shown)));
	if (feeds->found) {
		int64_t entries = json_integer_value(json_object_get(feeds->found, "entries"));
		printf(", \"%s\", %" PRId64 " %s", display_text(feeds->found, "title", title, sizeof(title)),
		       entries, entries == 1 ? "entry" : "entries");
		if (newest)
			printf(", the newest %s", display_time(&feeds->display, newest, when, sizeof(when)));
	}
	putchar('\n');
	said_of_damage(feeds);
}

/* Credentials go to the host that they were meant for. */
static bool same_host(const struct feeds *feeds, const char *url)
{
	return text_equal(url_host(feeds->arena, text_of(feeds->argument)), url_host(feeds->arena, text_of(url)));
}

/* The feed that is behind the address, which may be a page that names it; NULL: the status says why. */
static const char *find(struct feeds *feeds, char *room, size_t length, int *status)
{
	*status = look(feeds, feeds->argument);
	const json_t *links = json_object_get(feeds->found, "links");
	if (*status || !links)
		return *status ? NULL : feeds->argument;
	const char *picked = json_array_size(links) == 1
	                             ? json_string_value(json_object_get(json_array_get(links, 0), "url"))
	                             : pick(feeds, links);
	*status = picked ? 0 : 65;
	if (!picked)
		return NULL;
	/* It is of the answer, which the next one takes the place of. */
	snprintf(room, length, "%s", picked);
	if (feeds->words_count && !same_host(feeds, room)) {
		*status = refuse("add", ERROR_DATA,
		                 "the page names a feed of another host, for which the settings may not be meant; add "
		                 "that one itself");
		return NULL;
	}
	*status = look(feeds, room);
	return *status ? NULL : room;
}

static int add(struct feeds *feeds)
{
	char room[LIMIT_URL + 1];
	int status = check_address(feeds);
	const char *url = feeds->argument;

	if (!status && !feeds->untested)
		url = find(feeds, room, sizeof(room), &status);
	if (!status) {
		json_t *request = request_with_words(feeds, "feeds.add", url);
		json_t *title = json_object_get(feeds->found, "title");
		if (title)
			json_object_set(request, "title", title);
		status = live_run(&feeds->live, request, nothing, NULL);
	}
	if (!status)
		said_of(feeds, url);
	json_decref(feeds->found);
	return status;
}

/* --- the other changes --- */

static int change(struct feeds *feeds)
{
	static const char *const said[][2] = {
	        {"remove", "removed"},
	        {"pause", "paused"},
	        {"resume", "resumed"},
	        {"poll", "will be polled now"},
	};
	char command[40], shown[1000];
	bool all = !feeds->argument && !strcmp(feeds->action, "poll");
	int status = all ? 0 : check_address(feeds);

	snprintf(command, sizeof(command), "feeds.%s", feeds->action);
	if (!status)
		status = live_run(&feeds->live, request_for(command, feeds->argument), nothing, NULL);
	for (size_t i = 0; !status && i < sizeof(said) / sizeof(*said); i++) {
		if (strcmp(said[i][0], feeds->action))
			continue;
		if (feeds->live.json)
			printf("{\"%s\":true}\n", said[i][0]);
		else
			printf("%s: %s\n",
			       feeds->argument ? visible_string(feeds->argument, shown, sizeof(shown)) : "all feeds",
			       said[i][1]);
	}
	return status;
}

static int set(struct feeds *feeds)
{
	char shown[1000];
	int status = check_address(feeds);

	if (!status && !feeds->words_count)
		status = refuse("set", ERROR_USAGE,
		                "what? such as interval=30m; sitrepd.conf(5) lists the keys of a feed");
	if (!status)
		status = live_run(&feeds->live, request_with_words(feeds, "feeds.set", feeds->argument), nothing, NULL);
	if (!status && feeds->live.json)
		puts("{\"set\":true}");
	else if (!status)
		printf("%s: set, and will be polled now\n", visible_string(feeds->argument, shown, sizeof(shown)));
	return status;
}

/* --- OPML --- */

static int import(struct feeds *feeds)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct opml_feed *found;
	size_t count, added = 0, known = 0, logins = 0;
	struct error error;
	int status = 0, worst = 0;

	if (!feeds->argument) {
		error_set(&error, ERROR_USAGE, "import: which OPML file?");
		arena_free(arena);
		return command_failed("feeds", &error);
	}
	if (!opml_read(arena, feeds->argument, &found, &count, &error)) {
		arena_free(arena);
		return command_failed("feeds", &error);
	}
	for (size_t i = 0; i < count; i++) {
		logins += !text_empty(url_login(arena, found[i].url));
		json_t *request = request_for("feeds.add", text_string(arena, url_plain(arena, found[i].url)));
		json_put_text(request, "title", found[i].title);
		json_put_text(request, "tags", found[i].tags);
		if (live_ask(&feeds->live, request, nothing, NULL, &status, &error)) {
			added++;
		} else if (status == error_exit_status(ERROR_BUSY)) {
			known++;
		} else {
			worst = command_failed("feeds", &error);
			worst = status ? status : worst;
			if (status == 69 || status == 77) {
				arena_free(arena);
				return worst;
			}
		}
	}
	printf(feeds->live.json ? "{\"added\":%zu,\"known\":%zu}\n"
	                        : "feeds added: %zu; there already: %zu\n",
	       added, known);
	if (logins)
		fprintf(stderr, "sitrep feeds: %zu had a user or password in the address, which was not taken; "
		                "sitrepd.conf(5) tells of credentials\n", logins);
	arena_free(arena);
	return worst;
}

static bool keep_feed(void *context, json_t *feed)
{
	struct feeds *feeds = context;

	json_array_append(feeds->found, feed);
	return true;
}

static int export(struct feeds *feeds)
{
	feeds->found = json_array();
	int status = live_run(&feeds->live, live_request("feeds.list"), keep_feed, feeds);

	if (!status)
		opml_write(feeds->found);
	json_decref(feeds->found);
	return !status && fflush(stdout) ? 74 : status;
}

/* --- the command --- */

static const struct action {
	const char *name;
	int (*run)(struct feeds *feeds);
	bool alone; /* it takes no URL or FILE */
} actions[] = {
        {"list", list, true},     {"show", show, false},    {"add", add, false},       {"set", set, false},
        {"remove", change, false}, {"pause", change, false}, {"resume", change, false},
        {"poll", change, false},  {"import", import, false}, {"export", export, true},
};

static const struct action *action_of(const char *name)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (!strcmp(actions[i].name, name))
			return &actions[i];
	return NULL;
}

int command_feeds(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        {"untested", KEY_UNTESTED, NULL, 0, "add: without looking whether a feed is there", 0},
	        DATABASE_OPTION,
	        LIVE_OPTIONS,
	        {0},
	};
	static const struct argp argp = {
	        options,
	        parse_option,
	        "[list | show URL | add URL [KEY=VALUE...] | set URL KEY=VALUE... | remove URL | pause URL | "
	        "resume URL | poll [URL] | import FILE | export]",
	        "Lists the feeds, or changes those that are not the configuration's. import reads "
	        "OPML, export writes it. The KEYs are those of a feed in sitrepd.conf(5), title and tags; an "
	        "empty VALUE is the default again.\v"
	        "Examples:\n"
	        "  sitrep feeds\n"
	        "  sudo sitrep feeds add https://example.org/\n"
	        "  sitrep feeds show https://example.org/world.rss\n"
	        "  sudo sitrep feeds add https://example.org/world.rss\n"
	        "  sudo sitrep feeds set https://example.org/world.rss interval=30m\n"
	        "  sudo sitrep feeds set https://example.org/world.rss credentials=example\n"
	        "  sudo sitrep feeds pause https://example.org/world.rss\n"
	        "  sudo sitrep feeds resume https://example.org/world.rss\n"
	        "  sudo sitrep feeds poll https://example.org/world.rss\n"
	        "  sudo sitrep feeds remove https://example.org/world.rss\n"
	        "  sitrep feeds export > feeds.opml\n"
	        "  sudo sitrep feeds import feeds.opml\n"
	        "  sitrep feeds list --json | jq 'select(.state != \"ok\") | .url, .error'",
	        NULL,
	        NULL,
	        NULL,
	};
	struct feeds feeds = {.live = {.command = "feeds"}, .display = display_new(), .arena = arena_new(MIB(1))};
	struct error error;

	command_parse(&argp, "feeds", count, arguments, &feeds);
	const struct action *action = action_of(feeds.action ? feeds.action : "list");
	if (action && !(action->alone && feeds.argument)) {
		int status = action->run(&feeds);
		arena_free(feeds.arena);
		return status;
	}
	if (action)
		error_set(&error, ERROR_USAGE, "%s: \"%.60s\" is one argument too many",
		          action->name, feeds.argument);
	else
		error_set(&error, ERROR_USAGE,
		          "\"%.60s\" is nothing that can be done to feeds; see \"sitrep feeds "
		          "--help\"",
		          feeds.action);
	return command_failed("feeds", &error);
}
