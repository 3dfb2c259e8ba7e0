/* show: an incident with its figures over time, or an alert with its evidence. */
#include <inttypes.h>
#include <stdlib.h>

#include "client/chart.h"
#include "client/command.h"
#include "client/corrections.h"
#include "client/database.h"
#include "client/display.h"
#include "client/live.h"
#include "client/rows.h"
#include "client/why.h"

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

/* --- figures over time --- */

#define MARKS_MOST 26

/* Who says so: the source that the text names, else its outlet. */
static const char *teller(const json_t *claim, char *room, size_t length)
{
	if (!*display_text(claim, "source", room, length))
		display_text(claim, "outlet", room, length);
	return room;
}

/* The sources in the order in which they come, each with a letter. */
static char mark_of(json_t *sources, const char *name)
{
	json_t *known = json_object_get(sources, name);
	size_t count = json_object_size(sources);

	if (!known) {
		known = json_integer(count < MARKS_MOST ? 'a' + (int)count : '+');
		json_object_set_new(sources, name, known);
	}
	return (char)json_integer_value(known);
}

static int64_t moment_of(const json_t *claim)
{
	const char *string = json_string_value(json_object_get(claim, "published"));
	struct instant instant;

	return string && instant_parse(text_of(string), &instant) ? instant.ms : 0;
}

static void put_chart(const struct display *display, const json_t *claims, json_t *sources)
{
	size_t count = json_array_size(claims), i, used = 0;
	struct chart_point *points = calloc(count + 1, sizeof(*points));
	char room[200];
	json_t *claim;

	if (!points)
		abort();
	json_array_foreach(claims, i, claim)
	{
		struct chart_point point = {
		        .at = moment_of(claim),
		        .value = json_integer_value(json_object_get(claim, "value")),
		        .mark = mark_of(sources, teller(claim, room, sizeof(room))),
		};
		if (point.at)
			points[used++] = point;
	}
	chart_print(display, points, used);
	free(points);
}

static void put_claim(const struct display *display, const json_t *claim, json_t *sources)
{
	const json_t *published = json_object_get(claim, "published");
	char room[200];

	char mark = mark_of(sources, teller(claim, room, sizeof(room)));
	printf("  %c  %.12s  ", mark, display_clock(published, room, sizeof(room)));
	display_column(display_time(display, published, room, sizeof(room)), 10);
	printf(" %8" PRId64 "  ", (int64_t)json_integer_value(json_object_get(claim, "value")));
	display_column(display_text(claim, "outlet", room, sizeof(room)), 18);
	putchar(' ');
	display_rest(display, display_text(claim, "source", room, sizeof(room)), 59);
	putchar('\n');
}

static void put_sparkline(const struct display *display, const json_t *claims)
{
	size_t count = json_array_size(claims), i;
	int64_t *values = calloc(count + 1, sizeof(*values));
	json_t *claim;

	if (!values)
		abort();
	json_array_foreach(claims, i, claim) values[i] =
	        json_integer_value(json_object_get(claim, "value"));
	if (count > 1)
		fputs("  ", stdout);
	display_sparkline(display, values, count);
	free(values);
}

static void put_series(const struct display *display, const json_t *series)
{
	const json_t *claims = json_object_get(series, "claims"),
	             *value = json_object_get(series, "value");
	json_t *sources, *claim;
	char room[200];
	size_t i;

	/* All of it was retracted, or is of another incident now. */
	if (!json_is_integer(value) && !json_array_size(claims))
		return;
	sources = json_object();
	display_tone(display, TONE_STRONG);
	printf("\n%s", display_text(series, "effect", room, sizeof(room)));
	if (json_is_integer(value))
		printf(" %" PRId64, (int64_t)json_integer_value(value));
	display_tone(display, TONE_PLAIN);
	put_sparkline(display, claims);
	putchar('\n');
	put_chart(display, claims, sources);
	json_array_foreach(claims, i, claim) put_claim(display, claim, sources);
	json_decref(sources);
}

/* --- why it is there --- */

static void put_matched(const struct display *display, const json_t *item, const char *name)
{
	char matched[600], via[100], line[800];

	why_matched(json_object_get(item, "matched"), matched, sizeof(matched));
	display_text(item, "via", via, sizeof(via));
	const char *why = json_object_get(item, "begun") ? "its article began the incident" : matched;
	snprintf(line, sizeof(line), "%s%s%s%s", why, *via ? "; by way of " : "", via,
	         *via ? ", which is merged into it" : "");
	row_put(display, name, line);
}

static void put_corrections(const struct display *display, const json_t *item)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(item, "corrections"), i, one)
		correction_row(display, one, i ? "" : "corrections");
}

static void put_names(const struct display *display, const json_t *list, const char *name)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		json_t *holder = json_pack("{s:O}", "name", one);
		row_text(display, holder, "name", i ? "" : name);
		json_decref(holder);
	}
}

/* "Death toll rises to 15 (9f3c...)" */
static void put_headline(const struct display *display, const json_t *alert, const char *name)
{
	char headline[1000], id[80], line[1200];

	if (!*display_text(alert, "id", id, sizeof(id)))
		return;
	snprintf(line, sizeof(line), "%s (%s)", display_text(alert, "headline", headline, sizeof(headline)), id);
	row_put(display, name, line);
}

static void put_headlines(const struct display *display, const json_t *list, const char *name)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) put_headline(display, one, i ? "" : name);
}

/* --- an alert --- */

static void show_alert(const struct display *display, const json_t *alert)
{
	row_text(display, alert, "headline", "headline");
	row_text(display, alert, "kind", "kind");
	row_text(display, alert, "severity", "severity");
	put_names(display, json_object_get(alert, "watch"), "watch");
	put_change(display, alert);
	row_number(display, alert, "killed", "killed");
	row_number(display, alert, "injured", "injured");
	row_number(display, alert, "missing", "missing");
	row_text(display, alert, "type", "type");
	row_text(display, alert, "name", "name");
	put_place_and_day(display, alert, "event_time");
	if (json_object_get(alert, "logged"))
		row_when(display, alert, "logged", "logged");
	else
		row_put(display, "logged",
		        json_object_get(alert, "withdrawn") ? "never: it was withdrawn before it went out"
		                                            : "not yet: it waits to be written");
	row_number(display, alert, "ceiling", "ceiling");
	row_number(display, alert, "held", "held");
	row_text(display, alert, "attributed_to", "who says so");
	row_text(display, alert, "evidence", "in the words");
	row_text(display, alert, "source", "outlet");
	row_text(display, alert, "title", "title");
	row_text(display, alert, "url", "url");
	why_articles(display, json_object_get(alert, "copies"), "copies");
	row_number(display, alert, "sources", "outlets");
	row_text(display, alert, "incident", "incident");
	row_text(display, alert, "other", "and");
	row_text(display, alert, "note", "because");
	put_matched(display, alert, "matched by");
	row_text(display, alert, "id", "id");
	put_headline(display, json_object_get(alert, "replaced"), "replaces");
	put_headlines(display, json_object_get(alert, "replaced_by"), "replaced by");
	put_corrections(display, alert);
	if (json_object_get(alert, "series"))
		put_series(display, json_object_get(alert, "series"));
}

/* --- an incident --- */

static void put_members(const struct display *display, const json_t *incident)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(incident, "articles"), i, one)
	{
		char room[1600];
		row_put(display, i ? "" : "articles", why_article(one, room, sizeof(room)));
		put_matched(display, one, "");
	}
}

static void show_incident(const struct display *display, const json_t *incident)
{
	json_t *one;
	size_t i;

	row_text(display, incident, "id", "id");
	row_text(display, incident, "type", "type");
	row_text(display, incident, "status", "status");
	put_place_and_day(display, incident, "time");
	row_when(display, incident, "first", "first report");
	row_when(display, incident, "last", "last news");
	row_text(display, incident, "merged_into", "merged into");
	put_names(display, json_object_get(incident, "merged"), "merged");
	row_put(display, "told", json_object_get(incident, "muted") ? "no: it is muted" : "");
	put_names(display, json_object_get(incident, "outlets"), "outlets");
	put_headlines(display, json_object_get(incident, "alerts"), "alerts");
	put_members(display, incident);
	put_corrections(display, incident);
	json_array_foreach(json_object_get(incident, "series"), i, one) put_series(display, one);
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
		.options = options,
		.parser = parse_option,
		.args_doc = "ID",
		.doc = "Shows an incident with its figures over time, every claim and its source, its "
		       "articles and why they are its own; or an alert with its evidence, the copies of its "
		       "article, the claims beside it, and what it replaces.\v"
		       "Examples:\n"
		       "  sitrep show \"$(sitrep incidents --json | head -1 | jq -r .id)\"\n"
		       "  sitrep show \"$(sitrep alerts --limit 1 --json | jq -r .id)\"\n"
		       "  sitrep show --json lb-2024-09-23-3f2a11c0 | jq .series",
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
