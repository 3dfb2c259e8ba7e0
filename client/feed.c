#include "client/feed.h"

#include <inttypes.h>
#include <string.h>

#include "base/visible.h"
#include "client/rows.h"

static int64_t number_of(const json_t *object, const char *key)
{
	return (int64_t)json_integer_value(json_object_get(object, key));
}

/* "40 s", "5 min", "3 h", "2 d". */
static const char *span_of(int64_t ms, char *room, size_t length)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}};
	size_t i = 0;

	while (i < 3 && ms < 2 * units[i].ms)
		i++;
	snprintf(room, length, "%" PRId64 " %s", (ms + units[i].ms / 2) / units[i].ms, units[i].name);
	return room;
}

/* --- why the next poll is when it is --- */

static void why_rate(const json_t *feed, char *room, size_t length)
{
	char span[40];

	snprintf(room, length, "half the time between its entries of late, which is %s",
		 span_of(number_of(feed, "gap_ms"), span, sizeof(span)));
}

static void why_failing(const json_t *feed, char *room, size_t length)
{
	snprintf(room, length, "it has failed %" PRId64 " %s in a row; each time the wait doubles",
		 number_of(feed, "failures"), number_of(feed, "failures") == 1 ? "time" : "times");
}

static void why_ttl(const json_t *feed, char *room, size_t length)
{
	snprintf(room, length, "the feed asks to be left alone for %" PRId64 " min (ttl)",
		 number_of(json_object_get(feed, "says"), "ttl_minutes"));
}

static void why_update(const json_t *feed, char *room, size_t length)
{
	char span[40];

	snprintf(room, length, "the feed says that it changes every %s (sy:updatePeriod)",
		 span_of(1000 * number_of(json_object_get(feed, "says"), "update_period_s"), span, sizeof(span)));
}

static const struct {
	const char *why;
	const char *words;
	void (*more)(const json_t *feed, char *room, size_t length);
} reasons[] = {
	{"poll-interval", "nothing says otherwise: the configuration's poll-interval", NULL},
	{"interval", "the configuration's own interval for this feed", NULL},
	{"posting rate", NULL, why_rate},
	{"ttl", NULL, why_ttl},
	{"sy:updatePeriod", NULL, why_update},
	{"max-age", "so long its server says that the answer is fresh (max-age, Expires)", NULL},
	{"pushed by its hub", "its hub brings what is new; a poll is a safety net (websub in the configuration)", NULL},
	{"Retry-After", "its server has asked to wait so long (Retry-After)", NULL},
	{"backing off", NULL, why_failing},
	{"forbidden (403)", "its server refuses (403): it is left alone for an hour at least, and longer each time",
	 NULL},
	{"gone", "its server says that it is gone for good (410); \"feeds poll\" tries again", NULL},
};

static void row_next(const struct display *display, const json_t *feed)
{
	char why[100], words[200] = "", moment[100], row[400];

	display_text(feed, "why", why, sizeof(why));
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (strcmp(reasons[i].why, why))
			continue;
		if (reasons[i].more)
			reasons[i].more(feed, words, sizeof(words));
		else
			snprintf(words, sizeof(words), "%s", reasons[i].words);
	}
	row_moment(display, json_object_get(feed, "next_poll"), moment, sizeof(moment));
	snprintf(row, sizeof(row), "%s%s%s", moment, *words ? ": " : "", words);
	row_put(display, "next poll", row);
}

/* --- what its operator wants --- */

static void row_flags(const struct display *display, const json_t *feed)
{
	char span[40];

	if (number_of(feed, "interval_ms"))
		row_put(display, "interval", span_of(number_of(feed, "interval_ms"), span, sizeof(span)));
	row_text(display, feed, "language", "language");
	if (json_is_true(json_object_get(feed, "full_text")))
		row_put(display, "full text", "yes: pages are not fetched");
	if (json_is_true(json_object_get(feed, "feed_only")))
		row_put(display, "follow links", "no: pages are not fetched");
}

static void row_access(const struct display *display, const json_t *feed)
{
	const json_t *access = json_object_get(feed, "access"), *header;
	char room[600];
	size_t i;

	row_text(display, access, "credentials", "credentials");
	json_array_foreach(json_object_get(access, "headers"), i, header)
		row_put(display, i ? "" : "headers", visible_string(json_string_value(header), room, sizeof(room)));
	row_text(display, access, "proxy", "proxy");
	row_text(display, access, "contact", "contact");
	row_text(display, access, "tls_ca", "tls-ca");
	if (json_is_true(json_object_get(access, "tls_unverified")))
		row_put(display, "tls-verify", "no: whoever answers there is believed");
}

/* --- the rest of it --- */

static void row_moved(const struct display *display, const json_t *feed)
{
	char url[400], moment[100], row[700];

	if (!*display_text(feed, "moved", url, sizeof(url)))
		return;
	row_moment(display, json_object_get(feed, "moved_since"), moment, sizeof(moment));
	if (json_is_true(json_object_get(feed, "moved_adopted")))
		snprintf(row, sizeof(row), "fetched at %s, where permanent redirects led since %s", url, moment);
	else
		snprintf(row, sizeof(row),
			 "a permanent redirect leads to %s, seen since %s (%" PRId64 " of three "
			 "times over three days, after which it is believed)",
			 url, moment, number_of(feed, "moved_times"));
	row_put(display, "moved", row);
}

static void row_skips(const struct display *display, const json_t *feed)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	const json_t *says = json_object_get(feed, "says");
	char row[240] = "";
	size_t n = 0;

	for (int i = 0; i < 24; i++)
		if (number_of(says, "skip_hours") >> i & 1)
			n += (size_t)snprintf(row + n, sizeof(row) - n, "%s%02d:00", n ? ", " : "", i);
	for (int i = 0; i < 7; i++)
		if (number_of(says, "skip_days") >> i & 1)
			n += (size_t)snprintf(row + n, sizeof(row) - n, "%s%s", n ? ", " : "", days[i]);
	row_put(display, "skips (UTC)", row);
}

static void row_defects(const struct display *display, const json_t *feed)
{
	const json_t *defects = json_object_get(feed, "defects"), *defect;
	char room[600];
	size_t i;

	json_array_foreach(defects, i, defect)
		row_put(display, i ? "" : "defects", display_string(defect, room, sizeof(room)));
}

static void print_answer(const struct display *display, const json_t *answer)
{
	char room[600], when[40];
	int64_t status = number_of(answer, "status");

	display_column("", ROW_LABEL);
	display_column(display_clock(json_object_get(answer, "at"), when, sizeof(when)), 17);
	if (status)
		printf("%3" PRId64 " ", status);
	else
		fputs("  - ", stdout);
	printf("%9" PRId64 " %5" PRId64 "  ", number_of(answer, "bytes"), number_of(answer, "new"));
	display_rest(display, display_text(answer, "error", room, sizeof(room)), ROW_LABEL + 17 + 4 + 17);
	putchar('\n');
}

static void print_answers(const struct display *display, const json_t *feed)
{
	const json_t *answers = json_object_get(feed, "answers");

	if (!json_array_size(answers))
		return;
	display_tone(display, TONE_DIM);
	display_column("answers", ROW_LABEL);
	puts("when         status     bytes   new");
	display_tone(display, TONE_PLAIN);
	for (size_t i = json_array_size(answers); i-- > 0;)
		print_answer(display, json_array_get(answers, i));
}

/* --- its hub --- */

static void row_lease(const struct display *display, const json_t *websub)
{
	char since[100], until[100], row[300];

	if (!json_object_get(websub, "lease_until"))
		return;
	row_moment(display, json_object_get(websub, "since"), since, sizeof(since));
	row_moment(display, json_object_get(websub, "lease_until"), until, sizeof(until));
	snprintf(row, sizeof(row), "live since %s; lease until %s", since, until);
	row_put(display, "pushes", row);
}

static void row_pushed(const struct display *display, const json_t *websub)
{
	char last[100] = "never", row[300];
	int64_t bad = number_of(websub, "bad_signatures"), missed = number_of(websub, "missed");
	size_t n;

	if (json_object_get(websub, "last_push"))
		row_moment(display, json_object_get(websub, "last_push"), last, sizeof(last));
	n = (size_t)snprintf(row, sizeof(row), "%" PRId64 ", last %s", number_of(websub, "pushes"), last);
	if (bad)
		n += (size_t)snprintf(row + n, sizeof(row) - n, "; %" PRId64 " without its signature, ignored", bad);
	if (missed)
		snprintf(row + n, sizeof(row) - n, "; missed %" PRId64 " times what a poll found", missed);
	row_put(display, "pushed", row);
}

static void rows_hub(const struct display *display, const json_t *feed)
{
	const json_t *websub = json_object_get(feed, "websub");
	char state[40], row[100];

	row_text(display, websub ? websub : feed, "hub", "hub");
	if (!websub)
		return;
	display_text(websub, "state", state, sizeof(state));
	row_lease(display, websub);
	if (strcmp(state, "live")) {
		snprintf(row, sizeof(row), "%s", !strcmp(state, "denied")            ? "the hub refuses"
						 : json_object_get(websub, "asked") ? "asked for, not confirmed yet"
										    : "to be asked for");
		row_put(display, "pushes", row);
	}
	row_text(display, websub, "error", "hub's failure");
	row_pushed(display, websub);
}

void feed_print(const struct display *display, const json_t *feed)
{
	row_text(display, feed, "url", "feed");
	row_text(display, feed, "title", "title");
	row_text(display, feed, "tags", "tags");
	row_put(display, "belongs to", json_is_true(json_object_get(feed, "configured")) ? "the configuration"
											: "those added by hand");
	row_flags(display, feed);
	row_access(display, feed);
	row_text(display, feed, "state", "state");
	row_text(display, feed, "error", "last failure");
	row_defects(display, feed);
	row_when(display, feed, "last_poll", "last poll");
	row_when(display, feed, "last_success", "last good");
	row_next(display, feed);
	row_skips(display, feed);
	rows_hub(display, feed);
	row_number(display, feed, "entries", "entries seen");
	row_text(display, feed, "etag", "ETag");
	row_text(display, feed, "last_modified", "Last-Modified");
	row_moved(display, feed);
	print_answers(display, feed);
}
