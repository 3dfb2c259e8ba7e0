/* status and reload. */
#include <inttypes.h>
#include <string.h>

#include "client/command.h"
#include "client/display.h"
#include "client/live.h"

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	if (live_option(state->input, key, argument))
		return 0;
	if (key == ARGP_KEY_ARG)
		argp_error(state, "\"%.60s\": it takes no arguments", argument);
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {LIVE_OPTIONS, {0}};

static int64_t number(const json_t *status, const char *group, const char *key)
{
	const json_t *object = group ? json_object_get(status, group) : status;

	return json_integer_value(json_object_get(object, key));
}

static void label(const struct display *display, const char *name)
{
	display_tone(display, TONE_DIM);
	printf("%-10s", name);
	display_tone(display, TONE_PLAIN);
}

/* A number that should be zero stands out where it is not. */
static void count(const struct display *display, int64_t value, const char *name, bool bad,
                  const char *end)
{
	if (bad && value)
		display_tone(display, TONE_WARN);
	printf("%" PRId64 " %s", value, name);
	if (bad && value)
		display_tone(display, TONE_PLAIN);
	fputs(end, stdout);
}

static void put_state(const struct display *display, const json_t *object)
{
	char words[300];

	display_text(object, "state", words, sizeof(words));
	display_tone(display, strcmp(words, "ok") ? TONE_BAD : TONE_GOOD);
	fputs(words, stdout);
	display_tone(display, TONE_PLAIN);
}

static void state(const struct display *display, const json_t *status, const char *group)
{
	char path[200];
	const json_t *object = json_object_get(status, group);

	label(display, group);
	printf("%s, ", display_text(object, "path", path, sizeof(path)));
	put_state(display, object);
	if (json_object_get(object, "bytes"))
		printf(", %" PRId64 " KiB", number(status, group, "bytes") / 1024);
	putchar('\n');
}

static bool show_status(void *context, json_t *status)
{
	const struct live *live = context;
	struct display display = display_new();
	char room[100], span[40];
	int64_t uptime_ms;

	if (live->json) {
		display_json(status);
		return true;
	}
	label(&display, "sitrepd");
	/* Whoever answers may be no daemon of ours. */
	if (__builtin_mul_overflow(number(status, NULL, "uptime"), 1000, &uptime_ms))
		uptime_ms = 0;
	printf("%s, up %s\n", display_text(status, "version", room, sizeof(room)),
	       display_span(uptime_ms, span, sizeof(span)));
	label(&display, "feeds");
	count(&display, number(status, "feeds", "total"), "in all", false, ": ");
	count(&display, number(status, "feeds", "ok"), "ok", false, ", ");
	count(&display, number(status, "feeds", "failing"), "failing", true, ", ");
	count(&display, number(status, "feeds", "gone"), "gone", true, ", ");
	count(&display, number(status, "feeds", "paused"), "paused", false, "");
	printf("; next poll %s\n",
	       display_time(&display, json_object_get(json_object_get(status, "feeds"), "due_next"),
	                    room, sizeof(room)));
	label(&display, "polls");
	count(&display, number(status, "polls", "total"), "in all", false, ": ");
	count(&display, number(status, "polls", "unchanged"), "unchanged", false, ", ");
	count(&display, number(status, "polls", "failed"), "failed", true, "\n");
	label(&display, "articles");
	count(&display, number(status, "articles", "seen"), "seen", false, ", ");
	count(&display, number(status, "articles", "read"), "read", false, ", ");
	count(&display, number(status, "articles", "unreadable"), "unreadable", true, ", ");
	count(&display, number(status, "articles", "handled"), "handled", false, "\n");
	label(&display, "found");
	count(&display, number(status, NULL, "facts"), "facts", false, ", ");
	count(&display, number(status, NULL, "incidents"), "incidents", false, "\n");
	label(&display, "alerts");
	count(&display, number(status, "alerts", "total"), "in all", false, ", ");
	if (number(status, "alerts", "total"))
		printf("the newest is number %" PRId64 ", ", number(status, "alerts", "last"));
	count(&display, number(status, "alerts", "pending"), "pending", true, "\n");
	label(&display, "readers");
	count(&display, number(status, "readers", "running"), "running", false, ", ");
	count(&display, number(status, "readers", "deaths"), "deaths", true, ", ");
	put_state(&display, json_object_get(status, "readers"));
	putchar('\n');
	label(&display, "queues");
	count(&display, number(status, "queues", "reader"), "at the readers", false, ", ");
	count(&display, number(status, "queues", "desk"), "at the desk", false, "\n");
	state(&display, status, "database");
	state(&display, status, "log");
	label(&display, "loop");
	printf("held for %" PRId64 " ms at most\n", number(status, "loop", "longest_ms"));
	return true;
}

int command_status(int count_, char **arguments)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "Shows what the daemon does: feeds, polls, articles, alerts, its database and its "
		       "log.\v"
		       "Example:\n  sitrep status --json | jq .articles.handled",
	};
	struct live live = {.command = "status"};

	command_parse(&argp, "status", count_, arguments, &live);
	return live_run(&live, live_request("status"), show_status, &live);
}

static bool nothing(void *context, json_t *item)
{
	(void)context;
	(void)item;
	return true;
}

int command_reload(int count_, char **arguments)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "Has the daemon read its configuration anew and reopen the alert log. With a "
		       "mistake in it the old "
		       "configuration stays, and the exit status is 78.\v"
		       "Example:\n  sudo sitrep reload",
	};
	struct live live = {.command = "reload"};

	command_parse(&argp, "reload", count_, arguments, &live);
	int status = live_run(&live, live_request("reload"), nothing, NULL);
	if (!status && live.json)
		puts("{\"reloaded\":true}");
	return status;
}
