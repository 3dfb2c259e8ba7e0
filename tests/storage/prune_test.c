/* What is too old goes in small steps, and takes nothing with it that is to stay. */
#include "storage/store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "tests/folder.h"
#include "tests/test.h"
#include "tracking/track.h"

#define DAY KEEPING_DAYS(1)

static struct arena *arena;
static struct store *store;
static struct error error;
static struct instant start;
static char folder[FOLDER_LENGTH], path[96];
static struct place lebanon;
/* So many figures has an article besides. */
static size_t figures;
/* Nine articles of today, so that the clock is believed (prune.c). */
#define TODAY 9

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)512 << 20);
	instant_parse(TEXT("2024-09-23T12:00:00Z"), &start);
	lebanon = (struct place){TEXT("Lebanon"), TEXT("LB"), TEXT_NONE, TEXT("LB")};
	if (!folder_begin(folder, "prune"))
		return -1;
	snprintf(path, sizeof(path), "%s/db", folder);
	store = store_open(path, &error);
	return store ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	store_close(store);
	arena_free(arena);
	return folder_end(folder);
}

static struct instant day(int n)
{
	return (struct instant){start.ms + n * DAY};
}

static struct changes *decide(void *context, struct picture *picture)
{
	const struct report *report = context;

	return track(arena, report, picture, report->published);
}

static void add_figures(struct report *report)
{
	struct count *counts = arena_array(arena, figures, sizeof(*counts));

	report->facts = arena_array(arena, figures, sizeof(*report->facts));
	report->facts_count = figures;
	for (size_t i = 0; i < figures; i++) {
		json_blank(&fact_shape, &report->facts[i]);
		counts[i].low = counts[i].high = (int64_t)(report->text_hash >> 12) + (int64_t)i * 99991;
		report->facts[i].type = FACT_CASUALTY;
		report->facts[i].effect = EFFECT_INJURED;
		report->facts[i].modality = MODALITY_ACTUAL;
		report->facts[i].count = &counts[i];
	}
}

/* An article of that day about a strike there that killed so many; 0: about nothing. */
static struct changes *receive(const char *id, int n, int64_t killed)
{
	struct report *report = arena_alloc(arena, sizeof(*report));
	struct timespan *time = arena_alloc(arena, sizeof(*time));
	struct count *count = arena_alloc(arena, sizeof(*count));
	struct changes *changes;

	json_blank(&report_shape, report);
	report->article_id = text_copy(arena, text_of(id));
	report->source = TEXT("Outlet");
	report->published = day(n);
	report->words = 100;
	report->text_hash = hash_text(report->article_id, 7);
	report->sketch_count = 500;
	report->shingles = 500;
	report->sketch = arena_array(arena, 500, sizeof(uint64_t));
	for (size_t i = 0; i < 500; i++)
		report->sketch[i] = (i + 1) * (UINT64_C(1) << 54) + (report->text_hash >> 12);
	*count = (struct count){killed, killed, TEXT("n"), false};
	time->start = time->end = day_of_instant(day(n));
	if (killed) {
		report->facts = arena_array(arena, 1, sizeof(*report->facts));
		json_blank(&fact_shape, report->facts);
		*report->facts = (struct fact){.type = FACT_CASUALTY, .effect = EFFECT_KILLED, .count = count,
		                               .place = &lebanon, .time = time, .modality = MODALITY_ACTUAL};
		report->incidents = arena_array(arena, 1, sizeof(*report->incidents));
		json_blank(&incident_shape, report->incidents);
		*report->incidents = (struct incident){.type = FACT_STRIKE, .place = &lebanon, .time = time,
		                                       .facts = arena_array(arena, 1, sizeof(int64_t)), .facts_count = 1};
		report->incidents->effects[EFFECT_KILLED] = count;
		report->facts_count = report->incidents_count = 1;
	}
	if (figures)
		add_figures(report);
	struct receiving receiving = {.report = report, .now = day(n), .due = day(n), .decide = decide, .context = report};
	CHECK(store_receive(store, arena, &receiving, &changes, &error));
	return changes;
}

/* The articles of the day that is today. */
static void live_on(int n)
{
	char id[20];

	for (int i = 0; i < TODAY; i++) {
		snprintf(id, sizeof(id), "today-%d", i);
		receive(id, n, 0);
	}
}

/* Steps until there is nothing to do. */
static int prune(struct instant now)
{
	bool more = true;
	int steps = 0;

	for (; more && steps < 1000; steps++)
		CHECK(store_prune(store, now, &more, &error));
	CHECK(!more);
	return steps;
}

static int64_t count_of(const char *sql)
{
	sqlite3_stmt *statement;
	sqlite3 *db;

	CHECK_INT(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	CHECK_INT(sqlite3_step(statement), SQLITE_ROW);
	int64_t count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}

TEST(an_old_text_is_known_again_only_as_the_same)
{
	receive("old", 0, 0);
	live_on(61);
	prune(day(61));
	CHECK_INT(count_of("SELECT count(*) FROM article WHERE sketch IS NULL"), 1);
	CHECK_INT(count_of("SELECT count(*) FROM article WHERE sketch IS NOT NULL"), TODAY);
	CHECK_INT(receive("old", 61, 0)->verdict, VERDICT_DUPLICATE);
	CHECK_INT(receive("today-3", 61, 0)->verdict, VERDICT_DUPLICATE);
}

TEST(old_articles_go_with_what_became_of_them)
{
	struct fate *fates;
	size_t count;

	receive("old", 0, 12);
	receive("old", 0, 12);
	live_on(366);
	prune(day(366));
	CHECK_INT(count_of("SELECT count(*) FROM article"), TODAY);
	CHECK_INT(count_of("SELECT count(*) FROM fate"), TODAY);
	CHECK_INT(count_of("SELECT count(*) FROM fate_tracked"), 0);
	CHECK_INT(count_of("SELECT count(*) FROM story WHERE last < 1727179200000"), 0);
	CHECK(store_fates(store, arena, TEXT("old"), 4, &fates, &count, &error));
	CHECK_INT(count, 0);
}

TEST(an_incident_without_news_for_a_year_goes_and_its_alert_stays)
{
	struct alert alert;
	struct tracked tracked;
	struct changes *opening = receive("old", 0, 12);

	CHECK_INT(opening->alerts_count, 1);
	receive("later", 10, 12);
	receive("young", 300, 40);
	live_on(376);
	prune(day(376));
	CHECK(!store_tracked(store, arena, opening->alerts[0].incident, &tracked, &error));
	CHECK_INT(count_of("SELECT count(*) FROM tracked"), 1);
	CHECK_INT(count_of("SELECT count(*) FROM tracked_country"), 1);
	CHECK_INT(count_of("SELECT count(*) FROM fate_tracked"), 1);
	CHECK(store_alert(store, arena, opening->alerts[0].id, &alert, &error));
	CHECK_INT(alert.killed, 12);
}

TEST(a_place_that_no_gazetteer_knows_goes_with_its_incident)
{
	lebanon = (struct place){TEXT("Ayn al-Nowhere"), TEXT("LB"), TEXT_NONE, TEXT_NONE};
	receive("a", 0, 12);
	CHECK_INT(count_of("SELECT count(*) FROM tracked_country"), 2);
	live_on(366);
	prune(day(366));
	CHECK_INT(count_of("SELECT count(*) FROM tracked"), 0);
	CHECK_INT(count_of("SELECT count(*) FROM tracked_country"), 0);
}

TEST(a_clock_in_another_century_takes_nothing_with_it)
{
	receive("old", 0, 12);
	live_on(1);
	prune(day(40000));
	CHECK_INT(count_of("SELECT count(*) FROM article WHERE sketch IS NOT NULL"), TODAY + 1);
	CHECK_INT(count_of("SELECT count(*) FROM tracked"), 1);
	/* And where nothing comes any more nothing goes. */
	prune(day(500));
	CHECK_INT(count_of("SELECT count(*) FROM article"), TODAY + 1);
}

static void poll_with(const struct entry *entries, size_t count, struct instant now, int64_t *fresh)
{
	struct claim *claims;
	size_t claimed;

	CHECK(store_poll_feed(store, TEXT_NONE, now, &error));
	CHECK(store_claim_due(store, arena, TEXT("me"), 1, 1000, now, &claims, &claimed, &error));
	CHECK_INT(claimed, 1);
	struct poll_outcome outcome = {.feed = claims[0].feed, .token = claims[0].token, .entries = entries,
	                               .entries_count = count};
	outcome.feed.next_poll = now;
	struct poll_commit commit;
	CHECK(store_commit_polls(store, arena, &outcome, 1, now, &commit, &error));
	CHECK_INT(commit.result, COMMIT_OK);
	*fresh = commit.fresh;
}

static struct entry entry(const char *url, struct instant published)
{
	return (struct entry){.id = text_of(url), .url = text_of(url), .title = text_of(url),
	                      .date_published = published, .date_modified = INSTANT_NONE};
}

static void read_all(struct instant now)
{
	const struct wanted_work wanted = {.most = 10, .now = now};
	struct work *work;
	size_t count;

	CHECK(store_take_work(store, arena, &wanted, &work, &count, &error));
	for (size_t i = 0; i < count; i++)
		CHECK(store_give_up_work(store, work[i].id, TEXT("test"), &error));
}

TEST(an_entry_that_is_forgotten_is_not_read_again)
{
	const struct entry entries[] = {entry("https://a.example/dated", day(0)),
	                                entry("https://a.example/undated", INSTANT_NONE)};
	int64_t id, fresh;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, day(0), &id, &error));
	poll_with(entries, 2, day(0), &fresh);
	CHECK_INT(fresh, 2);
	read_all(day(0));
	live_on(366);
	prune(day(366));
	/* One without a date would be new again, as long as its feed may bring it. */
	CHECK_INT(count_of("SELECT count(*) FROM entry"), 1);
	poll_with(entries, 2, day(366), &fresh);
	CHECK_INT(fresh, 0);
	CHECK(store_remove_feed(store, TEXT("https://a.example/feed"), &error));
	live_on(368);
	prune(day(368));
	CHECK_INT(count_of("SELECT count(*) FROM entry"), 0);
}

TEST(an_archive_is_taken_as_long_as_nothing_was_forgotten)
{
	const struct entry old = entry("https://a.example/old", day(-800));
	int64_t id, fresh;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, day(0), &id, &error));
	poll_with(&old, 1, day(0), &fresh);
	CHECK_INT(fresh, 1);
	read_all(day(0));
	prune(day(1));
	CHECK_INT(count_of("SELECT count(*) FROM entry"), 1);
	poll_with(&old, 1, day(2), &fresh);
	CHECK_INT(fresh, 0);
}

TEST(a_live_page_of_years_ago_is_taken_when_it_changes)
{
	struct entry live = entry("https://a.example/live", day(-800));
	int64_t id, fresh;

	CHECK_INT(count_of("INSERT INTO counter VALUES ('entries_forgotten', 1) RETURNING value"), 1);
	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, day(0), &id, &error));
	poll_with(&live, 1, day(0), &fresh);
	CHECK_INT(fresh, 0);
	live.date_modified = day(0);
	poll_with(&live, 1, day(0), &fresh);
	CHECK_INT(fresh, 1);
}

TEST(what_is_waiting_to_be_read_stays_whatever_its_age)
{
	const struct entry waiting = entry("https://a.example/waiting", day(0));
	int64_t id, fresh;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, day(0), &id, &error));
	poll_with(&waiting, 1, day(0), &fresh);
	live_on(700);
	prune(day(700));
	CHECK_INT(count_of("SELECT count(*) FROM entry"), 1);
}

TEST(the_file_gets_smaller)
{
	const struct keeping keeping = {KEEPING_DAYS(1), KEEPING_DAYS(7), KEEPING_DAYS(30)};
	struct stat before, after;
	char id[20];

	figures = 1500;
	for (int i = 0; i < 300; i++) {
		snprintf(id, sizeof(id), "old-%d", i);
		receive(id, 0, 0);
		arena_reset(arena);
	}
	figures = 0;
	live_on(40);
	store_close(store);
	CHECK_INT(stat(path, &before), 0);
	store = store_open(path, &error);
	CHECK(store);
	store_set_keeping(store, &keeping);
	CHECK(prune(day(40)) > 1);
	store_close(store);
	CHECK_INT(stat(path, &after), 0);
	store = store_open(path, &error);
	CHECK(store);
	if (after.st_size * 2 > before.st_size)
		fail_msg("%lld bytes of %lld", (long long)after.st_size, (long long)before.st_size);
	CHECK_INT(count_of("SELECT count(*) FROM article"), TODAY);
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(an_old_text_is_known_again_only_as_the_same),
		FRESH(old_articles_go_with_what_became_of_them),
		FRESH(an_incident_without_news_for_a_year_goes_and_its_alert_stays),
		FRESH(a_place_that_no_gazetteer_knows_goes_with_its_incident),
		FRESH(a_clock_in_another_century_takes_nothing_with_it),
		FRESH(an_entry_that_is_forgotten_is_not_read_again),
		FRESH(an_archive_is_taken_as_long_as_nothing_was_forgotten),
		FRESH(a_live_page_of_years_ago_is_taken_when_it_changes),
		FRESH(what_is_waiting_to_be_read_stays_whatever_its_age),
		FRESH(the_file_gets_smaller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
