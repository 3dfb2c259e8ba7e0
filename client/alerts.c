/* alerts and incidents. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/visible.h"
#include "client/command.h"
#include "client/database.h"
#include "client/display.h"
#include "client/input.h"
#include "client/lexicon.h"
#include "client/live.h"
#include "model/alert.h"
#include "parsers/date.h"
#include "tracking/knowledge.h"

struct asking {
	struct live live;
	struct display display;
	const char *since;
	const char *kind;
	const char *place;
	const char *watch;
	const char *severity;
	const char *log;
	int64_t limit;
	size_t shown;
	bool follow;
	bool all;
	bool held;
};

enum { KEY_SINCE = 256, KEY_KIND, KEY_PLACE, KEY_WATCH, KEY_SEVERITY, KEY_LIMIT, KEY_LOG, KEY_ALL, KEY_HELD };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct asking *asking = state->input;

	if (live_option(&asking->live, key, argument))
		return 0;
	switch (key) {
	case 'f':
		asking->follow = true;
		break;
	case KEY_SINCE:
		asking->since = argument;
		break;
	case KEY_KIND:
		asking->kind = argument;
		break;
	case KEY_PLACE:
		asking->place = argument;
		break;
	case KEY_WATCH:
		asking->watch = argument;
		break;
	case KEY_SEVERITY:
		asking->severity = argument;
		break;
	case KEY_LOG:
		asking->log = argument;
		break;
	case KEY_HELD:
		asking->held = true;
		break;
	case KEY_ALL:
		asking->all = true;
		break;
	case KEY_LIMIT:
		live_limit(state, argument, &asking->limit);
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "\"%.60s\": it takes no arguments but options", argument);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static bool is_kind(const char *name)
{
	for (size_t i = ALERT_NONE + 1; i < ALERT_KINDS; i++)
		if (!strcmp(alert_kind_names[i], name))
			return true;
	return false;
}

/* "2026-03-09T10:00Z", "2026-03-09", or how long ago: "90m", "12h", "3d". */
static bool since_of(const struct asking *asking, struct instant *since)
{
	char *end;
	long long number = strtoll(asking->since, &end, 10);
	static const char units[] = "smhd";
	static const int64_t lengths[] = {1000, 60000, 3600000, 86400000};
	const char *unit = *end && !end[1] ? strchr(units, *end) : NULL;

	if (unit && number >= 0 && number < 1000000) {
		since->ms = asking->display.now.ms - number * lengths[unit - units];
		return true;
	}
	*since = date_instant(text_of(asking->since));
	return instant_known(*since);
}

static bool since_check(const struct asking *asking, struct instant *since, struct error *error)
{
	if (!asking->since || since_of(asking, since))
		return true;
	return error_set(error, ERROR_USAGE,
	                 "--since %.60s: neither a time (2026-03-09, 2026-03-09T10:26Z) nor how long ago (12h, 3d)",
	                 asking->since);
}

static bool asking_check(const struct asking *asking, struct instant *since, struct error *error)
{
	if (!since_check(asking, since, error))
		return false;
	if (asking->kind && !is_kind(asking->kind))
		return error_set(error, ERROR_USAGE,
		                 "--kind %.60s: there is no such kind; sitrep-alerts(5) lists them",
		                 asking->kind);
	if (asking->severity && !severity_named(text_of(asking->severity)))
		return error_set(error, ERROR_USAGE,
		                 "--severity %.60s: it is not low, medium, high or critical",
		                 asking->severity);
	return true;
}

static enum tone tone_of(const char *severity)
{
	if (!strcmp(severity, "critical"))
		return TONE_BAD;
	return !strcmp(severity, "high") ? TONE_WARN : TONE_PLAIN;
}

/* How long ago, where it is read at once; what a follower leaves on the screen keeps its hour. */
static int put_logged(const struct asking *asking, const json_t *item)
{
	const json_t *logged = json_object_get(item, "logged");
	int width = asking->follow ? 15 : 10;
	char time[40];

	display_tone(&asking->display, TONE_DIM);
	display_column(asking->follow
	                       ? display_clock(logged, time, sizeof(time))
	                       : display_time(&asking->display, logged, time, sizeof(time)),
	               width);
	putchar(' ');
	display_tone(&asking->display, TONE_PLAIN);
	return width + 1;
}

static bool show_alert(void *context, json_t *item)
{
	struct asking *asking = context;
	char severity[20], headline[1000], source[200], after[210];

	asking->shown++;
	if (asking->live.json) {
		display_json(item);
		return !ferror(stdout);
	}
	display_text(item, "severity", severity, sizeof(severity));
	display_text(item, "headline", headline, sizeof(headline));
	if (!*display_text(item, "attributed_to", source, sizeof(source)))
		display_text(item, "source", source, sizeof(source));
	int indent = put_logged(asking, item);
	display_tone(&asking->display, tone_of(severity));
	int column = display_words(&asking->display, headline, indent, indent);
	display_tone(&asking->display, TONE_PLAIN);
	snprintf(after, sizeof(after), *source ? ", %s" : "%s", source);
	display_words(&asking->display, after, indent, column);
	putchar('\n');
	fflush(stdout);
	return !ferror(stdout);
}

/* --- without a daemon: the log itself --- */

static struct text given(const char *argument)
{
	return argument ? text_of(argument) : TEXT_NONE;
}

static bool is_wanted(const struct asking *asking, struct instant since, const json_t *json)
{
	const struct alert_filter filter = {
	        .since = since,
	        .kind = given(asking->kind),
	        .place = given(asking->place),
	        .watch = given(asking->watch),
	        .severity = severity_named(given(asking->severity)),
	};
	struct arena *arena = arena_new(MIB(1));
	struct error ignored;
	struct alert alert;
	bool wanted = alert_of_json(arena, json, &alert, &ignored) && alert_matches(&alert, &filter);

	arena_free(arena);
	return wanted;
}

static bool show_log(struct asking *asking, struct instant since, struct error *error)
{
	struct input input;
	struct bytes line;
	json_t *list = json_array(), *item;
	enum input_line got;
	size_t i;

	if (!input_open(&input, asking->log, error)) {
		json_decref(list);
		return false;
	}
	while ((got = input_line(&input, LIMIT_JSON_LINE, &line, error)) <= INPUT_TOO_LONG) {
		json_t *json = got == INPUT_LINE
		                       ? json_loadb((const char *)line.data, line.length, 0, NULL)
		                       : NULL;
		if (json && is_wanted(asking, since, json))
			json_array_append(list, json);
		json_decref(json);
		if (asking->limit > 0 && json_array_size(list) > (size_t)asking->limit)
			json_array_remove(list, 0);
	}
	input_close(&input);
	json_array_foreach(list, i, item) show_alert(asking, item);
	json_decref(list);
	return got == INPUT_END;
}

static json_t *asking_request(const struct asking *asking, const char *command, struct instant since)
{
	json_t *request = live_request(command);
	struct arena *arena = arena_new(KIB(8));
	int64_t limit = asking->limit;

	/* As journalctl -f and tail -f: a little of what was before. */
	if (asking->follow && limit < 0 && !asking->since)
		limit = 10;
	if (instant_known(since))
		json_put_text(request, "since", instant_format(arena, since));
	if (asking->kind)
		json_object_set_new(request, "kind", json_string(asking->kind));
	if (asking->place)
		json_object_set_new(request, "place", json_string(asking->place));
	if (asking->watch)
		json_object_set_new(request, "watch", json_string(asking->watch));
	if (asking->severity)
		json_object_set_new(request, "severity", json_string(asking->severity));
	if (limit >= 0)
		json_put_integer(request, "limit", limit);
	if (asking->follow)
		json_object_set_new(request, "follow", json_true());
	arena_free(arena);
	return request;
}

/* Nothing at all leaves people wondering; programs take it for an empty list. A name that nobody knows is no answer. */
static int asking_end(const struct asking *asking, const char *nothing)
{
	struct error error;
	char place[160];

	if (!asking->shown && asking->place && !lexicon_knows_place(asking->place)) {
		error_set(&error, ERROR_INPUT, "%s, and no place is known by the name \"%s\"", nothing,
		          visible_string(asking->place, place, sizeof(place)));
		return command_failed(asking->live.command, &error);
	}
	if (!asking->shown && !asking->live.json)
		puts(nothing);
	return fflush(stdout) ? 74 : 0;
}

#define DEFAULT_LOG "/var/log/sitrep/alerts.jsonl"

int command_alerts(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        {"follow", 'f', NULL, 0, "wait for more; begins with the last ten", 0},
	        {"since", KEY_SINCE, "TIME", 0, "a date, a time, or how long ago: 90m, 12h, 3d", 0},
	        {"kind", KEY_KIND, "KIND", 0, "incident_new, toll_raised, status_changed, ...", 0},
	        {"place", KEY_PLACE, "PLACE", 0, "a name, or a country's code of two letters", 0},
	        {"watch", KEY_WATCH, "NAME", 0, "only those that this watch of the configuration wants", 0},
	        {"severity", KEY_SEVERITY, "LEVEL", 0, "low, medium, high or critical: this one and above", 0},
	        {"limit", KEY_LIMIT, "N", 0, "only the newest N; 0: all", 0},
	        {"log", KEY_LOG, "FILE", 0,
	         "the alert log that is read where no daemon answers (" DEFAULT_LOG ")", 0},
	        DATABASE_OPTION,
	        LIVE_OPTIONS,
	        {0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "Shows the alerts: what was new, once. Without a daemon the alert log is read.\v"
		       "Examples:\n  sitrep alerts -f\n  sitrep alerts --since 12h --kind toll_raised\n"
		       "  sitrep alerts --watch Lebanon --severity high\n"
		       "  sitrep alerts --place LB --json | jq -r .headline",
	};
	struct asking asking = {.live = {.command = "alerts"},
	                        .display = display_new(),
	                        .limit = -1,
	                        .log = DEFAULT_LOG};
	struct instant since = INSTANT_NONE;
	struct error error, log_error;
	int status;

	command_parse(&argp, "alerts", count, arguments, &asking);
	if (!asking_check(&asking, &since, &error))
		return command_failed("alerts", &error);
	if (live_ask(&asking.live, asking_request(&asking, "alerts", since), show_alert, &asking, &status,
	             &error))
		return asking_end(&asking, "no alerts");
	if (error.kind != ERROR_UNAVAILABLE || asking.follow) {
		command_failed("alerts", &error);
		return status ? status : 70;
	}
	if (show_log(&asking, since, &log_error)) {
		fprintf(stderr, "sitrep alerts: no daemon answers; this is what %s has\n",
		        asking.log);
		return asking_end(&asking, "no alerts");
	}
	/* That there is no log in the usual place is no news beside that. */
	if (log_error.kind != ERROR_INPUT || strcmp(asking.log, DEFAULT_LOG))
		command_failed("alerts", &log_error);
	command_failed("alerts", &error);
	return status ? status : 70;
}

/* --- incidents --- */

/* "agreed", "37 killed, 30 injured". */
static void put_figures(const struct display *display, const json_t *item, int column)
{
	static const char *const effects[] = {"killed",   "injured",   "missing", "abducted",
	                                      "detained", "displaced", "released"};
	char line[400];

	display_text(item, "status", line, 100);
	for (size_t i = 0; i < sizeof(effects) / sizeof(*effects); i++) {
		const json_t *value = json_object_get(item, effects[i]);
		size_t used = strlen(line);
		if (json_is_integer(value))
			snprintf(line + used, sizeof(line) - used, "%s%" PRId64 " %s",
			         used ? ", " : "", (int64_t)json_integer_value(value), effects[i]);
	}
	if (json_object_get(item, "muted"))
		snprintf(line + strlen(line), sizeof(line) - strlen(line), "%smuted", *line ? ", " : "");
	display_words(display, line, column, column);
	putchar('\n');
}

static void put_cell(const char *text, int width)
{
	display_column(text, width);
	putchar(' ');
}

static void incidents_header(const struct display *display)
{
	display_tone(display, TONE_DIM);
	put_cell("id", 24);
	put_cell("type", 10);
	put_cell("place", 16);
	put_cell("news", 10);
	puts("figures");
	display_tone(display, TONE_PLAIN);
}

static bool show_incident(void *context, json_t *item)
{
	struct asking *asking = context;
	const json_t *place = json_object_get(item, "place"), *last = json_object_get(item, "last");
	char room[400];

	if (asking->live.json) {
		display_json(item);
		return !ferror(stdout);
	}
	if (!asking->shown++)
		incidents_header(&asking->display);
	put_cell(display_text(item, "id", room, sizeof(room)), 24);
	put_cell(display_text(item, "type", room, sizeof(room)), 10);
	put_cell(display_text(place, "name", room, sizeof(room)), 16);
	put_cell(display_time(&asking->display, last, room, sizeof(room)), 10);
	put_figures(&asking->display, item, 24 + 10 + 16 + 10 + 4);
	return !ferror(stdout);
}

/* The kinds of records, and of what they are: "incident", "strike". */
static bool is_incident_kind(const char *name)
{
	for (size_t i = TRACKED_NONE + 1; i < TRACKED_KINDS; i++)
		if (!strcmp(tracked_kind_names[i], name))
			return true;
	for (size_t i = FACT_NONE + 1; i < FACT_TYPES; i++)
		if (!strcmp(fact_type_names[i], name))
			return true;
	return false;
}

static bool incidents_check(const struct asking *asking, struct instant *since, struct error *error)
{
	if (!since_check(asking, since, error))
		return false;
	if (asking->kind && !is_incident_kind(asking->kind))
		return error_set(error, ERROR_USAGE,
		                 "--kind %.60s: neither incident, total, process or deed nor a type of "
		                 "sitrep-facts(5)",
		                 asking->kind);
	return true;
}

int command_incidents(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        {"since", KEY_SINCE, "TIME", 0, "with news since a date, a time, or 90m, 12h, 3d ago", 0},
	        {"kind", KEY_KIND, "KIND", 0, "incident, total, process, deed; or strike, ceasefire, ...", 0},
	        {"place", KEY_PLACE, "PLACE", 0, "a name, or a country's code of two letters", 0},
	        {"held", KEY_HELD, NULL, 0, "only those of which something is known that no alert has told", 0},
	        {"all", KEY_ALL, NULL, 0, "those too that have had no news for 30 days", 0},
	        {"limit", KEY_LIMIT, "N", 0, "only the newest N (100; at most 10000)", 0},
	        DATABASE_OPTION,
	        LIVE_OPTIONS,
	        {0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "Lists the incidents, totals, truces and talks that are tracked, the newest "
		       "first.\v"
		       "Examples:\n  sitrep incidents --limit 20\n"
		       "  sitrep incidents --place LB --kind strike --since 3d",
	};
	struct asking asking = {
	        .live = {.command = "incidents"}, .display = display_new(), .limit = -1};
	struct instant since = INSTANT_NONE;
	struct error error;

	command_parse(&argp, "incidents", count, arguments, &asking);
	if (!incidents_check(&asking, &since, &error))
		return command_failed("incidents", &error);
	json_t *request = asking_request(&asking, "incidents", since);
	if (asking.held)
		json_object_set_new(request, "held", json_true());
	if (asking.all)
		json_object_set_new(request, "all", json_true());
	int status = live_run(&asking.live, request, show_incident, &asking);
	return status ? status : asking_end(&asking, "no incidents");
}
