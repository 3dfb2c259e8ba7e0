/* show: an incident with its figures over time, or an alert with its evidence. */
#include <inttypes.h>
#include <stdlib.h>

#include "client/command.h"
#include "client/database.h"
#include "client/display.h"
#include "client/live.h"
#include "client/rows.h"

struct showing {
	struct live live;
	struct display display;
	const char *id;
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct showing *showing = state->input;

	if (live_option(&showing->live, key, argument))
		return 0;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (showing->id)
		argp_error(state, "\"%.60s\": one ID at a time", argument);
	showing->id = argument;
	return 0;
}

/* --- rows --- */

static void put_place_and_day(const struct display *display, const json_t *item, const char *time)
{
	row_text(display, json_object_get(item, "place"), "name", "place");
	row_text(display, json_object_get(item, time), "start", "day");
}

/* --- an alert --- */

static void put_change(const struct display *display, const json_t *alert)
{
	char from[60], to[60], effect[40], room[200];

	row_value(alert, "from", from, sizeof(from));
	row_value(alert, "to", to, sizeof(to));
	display_text(alert, "effect", effect, sizeof(effect));
	if (!*effect || !*to)
		return;
	if (*from)
		snprintf(room, sizeof(room), "%s, from %s to %s", effect, from, to);
	else
		snprintf(room, sizeof(room), "%s, now %s", effect, to);
	row_put(display, "change", room);
}

static void show_alert(const struct display *display, const json_t *alert)
{
	row_text(display, alert, "headline", "headline");
	row_text(display, alert, "kind", "kind");
	row_text(display, alert, "severity", "severity");
	put_change(display, alert);
	row_number(display, alert, "killed", "killed");
	row_number(display, alert, "injured", "injured");
	row_number(display, alert, "missing", "missing");
	row_text(display, alert, "type", "type");
	row_text(display, alert, "name", "name");
	put_place_and_day(display, alert, "event_time");
	row_when(display, alert, "logged", "logged");
	row_text(display, alert, "source", "outlet");
	row_text(display, alert, "attributed_to", "who says so");
	row_text(display, alert, "evidence", "in the words");
	row_text(display, alert, "url", "url");
	row_number(display, alert, "sources", "outlets");
	row_text(display, alert, "incident", "incident");
	row_text(display, alert, "id", "id");
	row_text(display, alert, "replaces", "replaces");
}

/* --- an incident --- */

static void show_claim(const struct display *display, const json_t *claim)
{
	const json_t *published = json_object_get(claim, "published");
	char room[200];

	printf("  %.12s  ", display_clock(published, room, sizeof(room)));
	display_column(display_time(display, published, room, sizeof(room)), 10);
	printf(" %8" PRId64 "  ", (int64_t)json_integer_value(json_object_get(claim, "value")));
	display_column(display_text(claim, "outlet", room, sizeof(room)), 18);
	putchar(' ');
	display_rest(display, display_text(claim, "source", room, sizeof(room)), 56);
	putchar('\n');
}

static void show_series(const struct display *display, const json_t *series)
{
	const json_t *claims = json_object_get(series, "claims"),
	             *value = json_object_get(series, "value");
	size_t count = json_array_size(claims), i;
	int64_t *values = calloc(count + 1, sizeof(*values));
	char room[200];
	json_t *claim;

	if (!values)
		abort();
	json_array_foreach(claims, i, claim) values[i] =
	        json_integer_value(json_object_get(claim, "value"));
	display_tone(display, TONE_STRONG);
	printf("\n%s", display_text(series, "effect", room, sizeof(room)));
	if (json_is_integer(value))
		printf(" %" PRId64, (int64_t)json_integer_value(value));
	display_tone(display, TONE_PLAIN);
	if (count > 1)
		fputs("  ", stdout);
	display_sparkline(values, count);
	putchar('\n');
	json_array_foreach(claims, i, claim) show_claim(display, claim);
	free(values);
}

static void show_incident(const struct display *display, const json_t *incident)
{
	const json_t *outlets = json_object_get(incident, "outlets"),
	             *series = json_object_get(incident, "series");
	json_t *one;
	size_t i;

	row_text(display, incident, "id", "id");
	row_text(display, incident, "type", "type");
	row_text(display, incident, "status", "status");
	row_text(display, incident, "name", "name");
	put_place_and_day(display, incident, "time");
	row_when(display, incident, "first", "first report");
	row_when(display, incident, "last", "last news");
	json_array_foreach(outlets, i, one)
	{
		json_t *holder = json_pack("{s:O}", "outlet", one);
		row_text(display, holder, "outlet", i ? "" : "outlets");
		json_decref(holder);
	}
	json_array_foreach(series, i, one) show_series(display, one);
}

static bool show_one(void *context, json_t *item)
{
	struct showing *showing = context;

	if (showing->live.json)
		display_json(item);
	else if (json_object_get(item, "headline"))
		show_alert(&showing->display, item);
	else
		show_incident(&showing->display, item);
	return !ferror(stdout);
}

int command_show(int count, char **arguments)
{
	static const struct argp_option options[] = {DATABASE_OPTION, LIVE_OPTIONS, {0}};
	static const struct argp argp = {
	        options,
	        parse_option,
	        "ID",
	        "Shows an incident with its figures over time, every claim and its source; or an "
	        "alert with its evidence.\v"
	        "Examples:\n"
	        "  sitrep show \"$(sitrep incidents --json | head -1 | jq -r .id)\"\n"
	        "  sitrep show --json lb-2024-09-23-3f2a11c0 | jq .series",
	        NULL,
	        NULL,
	        NULL,
	};
	struct showing showing = {.live = {.command = "show"}, .display = display_new()};
	struct error error;

	command_parse(&argp, "show", count, arguments, &showing);
	if (!showing.id) {
		error_set(&error, ERROR_USAGE,
		          "which ID? \"sitrep incidents\" and \"sitrep alerts --json\" tell them");
		return command_failed("show", &error);
	}
	json_t *request = live_request("show");
	json_object_set_new(request, "id", json_string(showing.id));
	return live_run(&showing.live, request, show_one, &showing);
}
