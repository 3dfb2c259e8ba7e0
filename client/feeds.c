/* feeds: list, add, remove, pause, resume, poll, import, export. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/command.h"
#include "client/display.h"
#include "client/live.h"
#include "client/opml.h"

struct feeds {
	struct live live;
	struct display display;
	const char *action;
	const char *argument;
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct feeds *feeds = state->input;

	if (live_option(&feeds->live, key, argument))
		return 0;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (!feeds->action)
		feeds->action = argument;
	else if (!feeds->argument)
		feeds->argument = argument;
	else
		argp_error(state, "\"%.60s\": one argument too many", argument);
	return 0;
}

static enum tone tone_of(const char *state)
{
	if (!strcmp(state, "ok"))
		return TONE_GOOD;
	return strcmp(state, "paused") ? TONE_BAD : TONE_DIM;
}

static bool show_feed(void *context, json_t *feed)
{
	struct feeds *feeds = context;
	char room[1000], title[300];

	if (feeds->live.json) {
		display_json(feed);
		return true;
	}
	display_text(feed, "state", room, sizeof(room));
	display_tone(&feeds->display, tone_of(room));
	display_column(room, 8);
	display_tone(&feeds->display, TONE_PLAIN);
	display_column(display_time(&feeds->display, json_object_get(feed, "last_success"), room,
	                            sizeof(room)),
	               11);
	display_column(display_time(&feeds->display, json_object_get(feed, "next_poll"), room,
	                            sizeof(room)),
	               10);
	printf("%6" PRId64 "  ", (int64_t)json_integer_value(json_object_get(feed, "entries")));
	display_column(display_text(feed, "title", title, sizeof(title)), 20);
	printf(" %s\n", display_text(feed, "url", room, sizeof(room)));
	if (*display_text(feed, "error", room, sizeof(room)))
		printf("        %s\n", room);
	return !ferror(stdout);
}

static int list(struct feeds *feeds)
{
	if (!feeds->live.json && feeds->display.colour) {
		display_tone(&feeds->display, TONE_DIM);
		puts("state   last good  next         seen  title                url");
		display_tone(&feeds->display, TONE_PLAIN);
	}
	return live_run(&feeds->live, live_request("feeds.list"), show_feed, feeds);
}

static bool nothing(void *context, json_t *item)
{
	(void)context;
	(void)item;
	return true;
}

static json_t *request_for(const char *command, const char *url)
{
	json_t *request = live_request(command);

	if (url)
		json_object_set_new(request, "url", json_string(url));
	return request;
}

static int change(struct feeds *feeds)
{
	static const char *const said[][2] = {
	        {"add", "added"},      {"remove", "removed"},  {"pause", "paused"},
	        {"resume", "resumed"}, {"poll", "polled now"},
	};
	char command[40];
	struct error error;

	if (!feeds->argument && strcmp(feeds->action, "poll")) {
		error_set(&error, ERROR_USAGE, "%s: which URL?", feeds->action);
		return command_failed("feeds", &error);
	}
	snprintf(command, sizeof(command), "feeds.%s", feeds->action);
	json_t *request = request_for(command, feeds->argument);
	if (!request || (feeds->argument && !json_object_get(request, "url"))) {
		json_decref(request);
		error_set(&error, ERROR_DATA, "%s: the address is no UTF-8", feeds->action);
		return command_failed("feeds", &error);
	}
	int status = live_run(&feeds->live, request, nothing, NULL);
	for (size_t i = 0; !status && i < sizeof(said) / sizeof(*said); i++) {
		if (strcmp(said[i][0], feeds->action))
			continue;
		if (feeds->live.json)
			printf("{\"%s\":true}\n", said[i][0]);
		else
			printf("%s: %s\n", feeds->argument ? feeds->argument : "all feeds",
			       said[i][1]);
	}
	return status;
}

/* --- OPML --- */

static int import(struct feeds *feeds)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct text *urls;
	size_t count, added = 0, known = 0;
	struct error error;
	int status = 0, worst = 0;

	if (!feeds->argument) {
		error_set(&error, ERROR_USAGE, "import: which OPML file?");
		arena_free(arena);
		return command_failed("feeds", &error);
	}
	if (!opml_read(arena, feeds->argument, &urls, &count, &error)) {
		arena_free(arena);
		return command_failed("feeds", &error);
	}
	for (size_t i = 0; i < count; i++) {
		json_t *request = request_for("feeds.add", text_string(arena, urls[i]));
		if (live_ask(&feeds->live, request, nothing, NULL, &status, &error)) {
			added++;
		} else if (status == error_exit_status(ERROR_BUSY)) {
			known++;
		} else {
			worst = command_failed("feeds", &error);
			worst = status ? status : worst;
			if (status == 69 || status == 77)
				break;
		}
	}
	printf(feeds->live.json ? "{\"added\":%zu,\"known\":%zu}\n"
	                        : "%zu feeds added, %zu were there already\n",
	       added, known);
	arena_free(arena);
	return worst;
}

static bool export_feed(void *context, json_t *feed)
{
	(void)context;
	opml_outline(json_string_value(json_object_get(feed, "title")),
	             json_string_value(json_object_get(feed, "url")));
	return !ferror(stdout);
}

static int export(struct feeds *feeds)
{
	struct error error;
	int status;

	opml_begin();
	bool done = live_ask(&feeds->live, live_request("feeds.list"), export_feed, NULL, &status,
	                     &error);
	opml_end();
	if (done)
		return fflush(stdout) ? 74 : 0;
	command_failed("feeds", &error);
	return status ? status : 70;
}

int command_feeds(int count, char **arguments)
{
	static const struct argp_option options[] = {LIVE_OPTIONS, {0}};
	static const struct argp argp = {
	        options,
	        parse_option,
	        "[list | add URL | remove URL | pause URL | resume URL | poll [URL] | import FILE "
	        "| export]",
	        "Lists the feeds, or changes those that are not the configuration's. import reads "
	        "OPML, export writes it.\v"
	        "Examples:\n  sitrep feeds\n  sudo sitrep feeds add https://example.org/world.rss\n"
	        "  sitrep feeds list --json | jq 'select(.state != \"ok\") | .url, .error'\n"
	        "  sitrep feeds export > feeds.opml",
	        NULL,
	        NULL,
	        NULL,
	};
	struct feeds feeds = {.live = {.command = "feeds"}, .display = display_new()};
	struct error error;

	command_parse(&argp, "feeds", count, arguments, &feeds);
	if (!feeds.action || !strcmp(feeds.action, "list"))
		return list(&feeds);
	if (!strcmp(feeds.action, "import"))
		return import(&feeds);
	if (!strcmp(feeds.action, "export"))
		return export(&feeds);
	static const char *const changes[] = {"add", "remove", "pause", "resume", "poll"};
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		if (!strcmp(feeds.action, changes[i]))
			return change(&feeds);
	error_set(&error, ERROR_USAGE,
	          "\"%.60s\" is nothing that can be done to feeds; see \"sitrep feeds --help\"",
	          feeds.action);
	return command_failed("feeds", &error);
}
