/* No statement that runs for every report reads a whole table: what it costs must not grow with what is stored. */
#include <stdio.h>

#include "storage/sqlite.h"
#include "tests/test.h"

#define REPORTS 600
/* Steps through rows that no index led to, for each run of a statement. */
#define SCANNED_MOST 64

static struct arena *arena;
static struct error error;
static int64_t report_number;

static struct tracked *record_of(const char *id)
{
	static struct place place = {.name = {"Tyre", 4}, .country = {"LB", 2}};
	struct tracked *tracked = arena_alloc(arena, sizeof(*tracked));

	json_blank(&tracked_shape, tracked);
	tracked->id = text_format(arena, "%s", id);
	tracked->kind = TRACKED_INCIDENT;
	tracked->place = &place;
	tracked->story = 1 + (uint64_t)report_number / 7;
	tracked->last = (struct instant){1000000 + report_number};
	return tracked;
}

/* Each report begins a story and a record, and has an alert. */
static struct changes *decide(void *context, struct picture *picture)
{
	struct changes *changes = arena_alloc(arena, sizeof(*changes));
	struct known_story *story = arena_alloc(arena, sizeof(*story));
	const struct report *report = context;
	char id[32];

	(void)picture;
	snprintf(id, sizeof(id), "record-%d", (int)report_number);
	changes->article = known_article_of(arena, report);
	*story = (struct known_story){.id = (uint64_t)report_number + 1, .last = {1000000 + report_number},
				      .terms = report->terms, .terms_count = report->terms_count};
	changes->keep_article = changes->count_terms = true;
	changes->story = story;
	changes->tracked = arena_array(arena, 1, sizeof(struct tracked *));
	changes->tracked[0] = record_of(id);
	changes->tracked_count = 1;
	changes->alerts = arena_array(arena, 1, sizeof(*changes->alerts));
	alert_blank(&changes->alerts[0]);
	changes->alerts[0].id = text_format(arena, "alert-%s", id);
	changes->alerts[0].incident = changes->tracked[0]->id;
	changes->alerts[0].kind = ALERT_INCIDENT_NEW;
	changes->alerts_count = 1;
	return changes;
}

static void receive(struct store *store)
{
	struct instant now = {1000000 + report_number};
	struct story_term terms[] = {{(uint64_t)report_number << 40 | 1, 1000}, {7, 1000}};
	uint64_t sketch[] = {(uint64_t)report_number << 36, (uint64_t)(report_number + 3) << 40};
	struct fact fact;
	struct report report;
	struct changes *changes;
	struct alert *alerts;
	size_t count;

	json_blank(&fact_shape, &fact);
	fact.place = record_of("")->place;
	json_blank(&report_shape, &report);
	report.article_id = text_format(arena, "article-%d", (int)report_number);
	report.url = text_format(arena, "https://a.example/%d", (int)report_number);
	report.feed = TEXT("https://a.example/feed");
	report.text_hash = report.title_hash = (uint64_t)report_number + 1;
	report.words = 100;
	report.facts = &fact;
	report.facts_count = 1;
	report.terms = terms;
	report.terms_count = 2;
	report.sketch = sketch;
	report.sketch_count = 2;
	struct receiving receiving = {.report = &report, .now = now, .due = now, .decide = decide, .context = &report};
	if (!store_receive(store, arena, &receiving, &changes, &error))
		fail_msg("%s", error.message);
	CHECK(store_pending(store, arena, now, now, 8, &alerts, &count, &error));
	for (size_t i = 0; i < count; i++) {
		struct written written = {alerts[i].id, report_number * 10 + (int64_t)i + 1, now};
		CHECK(store_mark_written(store, &written, 1, &error));
	}
	arena_reset(arena);
}

TEST(what_a_report_costs_does_not_grow_with_what_is_stored)
{
	struct store *store = store_open(":memory:", &error);

	CHECK(store);
	for (; report_number < REPORTS; report_number++)
		receive(store);
	for (size_t i = 0; i < STATEMENTS; i++) {
		sqlite3_stmt *statement = store->statements[i].statement;
		if (!statement)
			continue;
		int runs = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, 0);
		int scanned = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
		if (scanned > SCANNED_MOST * runs)
			fail_msg("%d rows a run: %s", scanned / runs, store->statements[i].sql);
		/* Costs more than most statements take; a few are for what SQLite's own settings change. */
		int prepared = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 0);
		if (prepared * 20 > runs + 20)
			fail_msg("prepared %d times in %d runs: %s", prepared, runs, store->statements[i].sql);
	}
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(what_a_report_costs_does_not_grow_with_what_is_stored),
	};
	arena = arena_new((size_t)64 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
