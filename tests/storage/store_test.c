/* The conformance test of a store: what every engine behind storage/store.h must do. */
#include "storage/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/folder.h"
#include "tests/test.h"

static struct arena *arena;
static struct store *store;
static struct error error;
static const struct instant now = {1000000};

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	store = store_open(":memory:", &error);
	return store ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	store_close(store);
	arena_free(arena);
	return 0;
}

static struct claim claim_one(void)
{
	struct claim *claims;
	size_t count;

	CHECK(store_claim_due(store, arena, TEXT("me"), 4, 1000, now, &claims, &count, &error));
	CHECK_INT(count, 1);
	return claims[0];
}

static enum commit_result commit(const struct claim *claim, const struct entry *entries, size_t count, int64_t *fresh)
{
	struct poll_outcome outcome = {
		.feed = claim->feed, .token = claim->token, .entries = entries, .entries_count = count,
	};

	outcome.feed.next_poll = (struct instant){now.ms + 60000};
	struct poll_commit commit;
	CHECK(store_commit_polls(store, arena, &outcome, 1, now, &commit, &error));
	*fresh = commit.fresh;
	return commit.result;
}

TEST(a_feed_is_added_once_and_owned)
{
	struct feed_record configured = {.url = TEXT("https://c.example/"), .next_poll = {now.ms + 9}};
	int64_t id;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/")}, now, &id, &error));
	CHECK(!store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/")}, now, &id, &error));
	CHECK_INT(error.kind, ERROR_BUSY);
	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	CHECK(!store_remove_feed(store, configured.url, &error));
	CHECK_INT(error.kind, ERROR_PERMISSION);
	CHECK(!store_remove_feed(store, TEXT("https://no.example/"), &error));
	CHECK_INT(error.kind, ERROR_INPUT);
	CHECK(store_configure_feeds(store, NULL, 0, now, &error));
	struct feed_record *feeds;
	size_t count;
	CHECK(store_list_feeds(store, arena, 0, &feeds, &count, &error));
	CHECK_INT(count, 1);
	CHECK_TEXT(feeds[0].url, "https://a.example/");
}

TEST(a_claim_fences_the_one_before)
{
	struct claim *later;
	size_t count;
	int64_t id, fresh;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/")}, now, &id, &error));
	struct claim claim = claim_one();
	CHECK(store_claim_due(store, arena, TEXT("other"), 4, 1000, now, &later, &count, &error));
	CHECK_INT(count, 0);
	CHECK(store_claim_due(store, arena, TEXT("other"), 4, 1000, (struct instant){now.ms + 1000}, &later, &count, &error));
	CHECK_INT(count, 1);
	CHECK_INT(commit(&claim, NULL, 0, &fresh), COMMIT_FENCED);
	CHECK_INT(commit(&later[0], NULL, 0, &fresh), COMMIT_OK);
}

TEST(feeds_are_listed_in_steps)
{
	struct feed_record *feeds, *wanted = arena_array(arena, FEEDS_LISTED + 1, sizeof(*wanted));
	size_t count;

	for (size_t i = 0; i <= FEEDS_LISTED; i++)
		wanted[i] = (struct feed_record){.url = text_format(arena, "https://e.example/%zu", i),
						 .next_poll = now};
	CHECK(store_configure_feeds(store, wanted, FEEDS_LISTED + 1, now, &error));
	CHECK(store_list_feeds(store, arena, 0, &feeds, &count, &error));
	CHECK_INT(count, FEEDS_LISTED);
	CHECK(store_list_feeds(store, arena, feeds[count - 1].id, &feeds, &count, &error));
	CHECK_INT(count, 1);
}

TEST(polls_that_are_committed_together_are_fenced_one_by_one)
{
	struct claim *claims, *later;
	size_t count;
	int64_t id;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/")}, now, &id, &error));
	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://b.example/")}, now, &id, &error));
	CHECK(store_claim_due(store, arena, TEXT("me"), 2, 1000, now, &claims, &count, &error));
	CHECK_INT(count, 2);
	struct instant over = {now.ms + 2000};
	CHECK(store_claim_due(store, arena, TEXT("other"), 1, 1000, over, &later, &count, &error));
	CHECK_INT(count, 1);
	struct poll_outcome outcomes[2];
	struct poll_commit commits[2];
	for (size_t i = 0; i < 2; i++) {
		outcomes[i] = (struct poll_outcome){.feed = claims[i].feed, .token = claims[i].token};
		outcomes[i].feed.next_poll = (struct instant){now.ms + 60000};
	}
	CHECK(store_commit_polls(store, arena, outcomes, 2, over, commits, &error));
	for (size_t i = 0; i < 2; i++)
		CHECK_INT(commits[i].result,
			  claims[i].feed.id == later[0].feed.id ? COMMIT_FENCED : COMMIT_OK);
}

TEST(a_feed_that_is_asked_for_while_it_is_polled_is_polled_again)
{
	int64_t id, fresh;
	struct claim *claims;
	size_t count;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/"), .next_poll = now}, now, &id, &error));
	struct claim claim = claim_one();
	struct instant asked = {now.ms + 100};
	CHECK(store_poll_feed(store, claim.feed.url, asked, &error));
	CHECK_INT(commit(&claim, NULL, 0, &fresh), COMMIT_OK);
	CHECK(store_claim_due(store, arena, TEXT("me"), 4, 1000, asked, &claims, &count, &error));
	CHECK_INT(count, 1);
	CHECK_INT(commit(&claims[0], NULL, 0, &fresh), COMMIT_OK);
	CHECK(store_claim_due(store, arena, TEXT("me"), 4, 1000, asked, &claims, &count, &error));
	CHECK_INT(count, 0);
}

TEST(an_interval_of_a_month_is_not_due_at_once)
{
	const struct instant month = {now.ms + INT64_C(30) * 86400000}, wrong = {now.ms + INT64_C(400) * 86400000};
	struct feed_record configured[] = {{.url = TEXT("https://a.example/"), .next_poll = month}};
	struct claim *claims;
	size_t count;

	CHECK(store_configure_feeds(store, configured, 1, now, &error));
	CHECK(store_claim_due(store, arena, TEXT("me"), 4, 1000, now, &claims, &count, &error));
	CHECK_INT(count, 0);
	CHECK(store_poll_feed(store, TEXT_NONE, wrong, &error));
	CHECK(store_claim_due(store, arena, TEXT("me"), 4, 1000, now, &claims, &count, &error));
	CHECK_INT(count, 1);
}

TEST(a_claim_that_is_returned_waits_and_lets_others_pass)
{
	struct claim *claims;
	size_t count;
	int64_t id;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/1")}, now, &id, &error));
	struct claim claim = claim_one();
	CHECK(store_return_claims(store, &claim, 1, (struct instant){now.ms + 50}, &error));
	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://b.example/2")}, now, &id, &error));
	CHECK_TEXT(claim_one().feed.url, "https://b.example/2");
	CHECK(store_claim_due(store, arena, TEXT("me"), 4, 1000, (struct instant){now.ms + 50}, &claims, &count, &error));
	CHECK_INT(count, 1);
	CHECK_TEXT(claims[0].feed.url, "https://a.example/1");
}

TEST(what_a_reload_changes_during_a_poll_stays_changed)
{
	struct feed_record configured = {.url = TEXT("https://a.example/"), .next_poll = now, .settings.interval_ms = 60000};
	struct feed_record *feeds;
	size_t count;
	int64_t fresh;

	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	struct claim claim = claim_one();
	configured.settings.interval_ms = 5000;
	configured.settings.full_text = true;
	configured.title = TEXT("A Name");
	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	CHECK_INT(commit(&claim, NULL, 0, &fresh), COMMIT_OK);
	CHECK(store_list_feeds(store, arena, 0, &feeds, &count, &error));
	CHECK_INT(feeds[0].settings.interval_ms, 5000);
	CHECK(feeds[0].settings.full_text);
	CHECK_TEXT(feeds[0].title, "A Name");
}

TEST(a_feed_whose_settings_change_is_due_as_a_new_one)
{
	struct text headers[] = {TEXT("X-A: 1")};
	struct feed_access access = {.headers = headers, .headers_count = 1};
	struct feed_record configured = {.url = TEXT("https://a.example/"), .next_poll = {now.ms + 90000}}, *feeds;
	size_t count;

	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	configured.next_poll = now;
	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	CHECK(store_list_feeds(store, arena, 0, &feeds, &count, &error));
	CHECK_INT(feeds[0].next_poll.ms, now.ms + 90000);
	configured.settings.access = &access;
	configured.next_poll.ms = now.ms + 100;
	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	CHECK(store_list_feeds(store, arena, 0, &feeds, &count, &error));
	CHECK_INT(feeds[0].next_poll.ms, now.ms + 100);
	configured.next_poll = now;
	CHECK(store_configure_feeds(store, &configured, 1, now, &error));
	CHECK(store_list_feeds(store, arena, 0, &feeds, &count, &error));
	CHECK_INT(feeds[0].next_poll.ms, now.ms + 100);
}

static struct entry entry(const char *id, const char *title)
{
	return (struct entry){.id = text_of(id), .url = text_of(id), .title = text_of(title),
			      .date_published = INSTANT_NONE, .date_modified = INSTANT_NONE};
}

static bool take(struct instant when, struct work **work, size_t *count)
{
	return store_take_work(store, arena, &(struct wanted_work){.most = 8, .now = when}, work, count, &error);
}

TEST(a_feed_that_has_enough_under_way_lets_others_pass)
{
	const struct instant later = {now.ms + 1000};
	struct work *work;
	size_t count;
	int64_t id, other, fresh;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, now, &id, &error));
	struct claim claim = claim_one();
	struct entry many[] = {entry("http://a.example/1", "One"), entry("http://a.example/2", "Two")};
	CHECK_INT(commit(&claim, many, 2, &fresh), COMMIT_OK);
	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://b.example/feed")}, now, &other, &error));
	claim = claim_one();
	struct entry one = entry("http://b.example/1", "Three");
	CHECK_INT(commit(&claim, &one, 1, &fresh), COMMIT_OK);
	struct wanted_work wanted = {.most = 8, .now = later, .busy_feeds = &id, .busy_count = 1};
	CHECK(store_take_work(store, arena, &wanted, &work, &count, &error));
	CHECK_INT(count, 1);
	CHECK_TEXT(work[0].title, "Three");
}

TEST(what_is_no_news_any_more_waits_behind_what_is)
{
	static const int64_t ages[] = {40, 6, 1, 30, -1, 2};
	static const char *const order[] = {"d6", "d2", "d1", "d-1", "d40", "d30"};
	struct entry entries[6];
	char ids[6][32], titles[6][8];
	int64_t id, fresh;
	struct work *work;
	size_t count;

	store_set_oldest_news(store, INT64_C(7) * 86400000);
	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, now, &id, &error));
	struct claim claim = claim_one();
	for (size_t i = 0; i < 6; i++) {
		snprintf(ids[i], sizeof(ids[i]), "http://a.example/%zu", i);
		snprintf(titles[i], sizeof(titles[i]), "d%d", (int)ages[i]);
		entries[i] = entry(ids[i], titles[i]);
		entries[i].date_published.ms = now.ms - ages[i] * 86400000;
	}
	CHECK_INT(commit(&claim, entries, 6, &fresh), COMMIT_OK);
	CHECK(take(now, &work, &count));
	CHECK_INT(count, 6);
	for (size_t i = 0; i < count; i++)
		CHECK_TEXT(work[i].title, order[i]);
	store_set_oldest_news(store, 0);
}

TEST(an_entry_is_new_once_and_again_when_it_changes)
{
	int64_t id, fresh;
	struct work *work;
	size_t count;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, now, &id, &error));
	struct claim claim = claim_one();
	struct entry first[] = {entry("http://a.example/1", "One"), entry("https://www.a.example/1/?utm_source=x", "One")};
	CHECK_INT(commit(&claim, first, 2, &fresh), COMMIT_OK);
	CHECK_INT(fresh, 1);
	CHECK(take(now, &work, &count));
	CHECK_INT(count, 1);
	CHECK_INT(work[0].attempts, 1);
	CHECK_TEXT(work[0].feed_url, "https://a.example/feed");
	CHECK(store_put_back_work(store, work[0].id, PUT_BACK_UNREAD, (struct instant){now.ms + 5}, TEXT("later"), &error));
	CHECK(take(now, &work, &count));
	CHECK_INT(count, 0);
	CHECK(take((struct instant){now.ms + 5}, &work, &count));
	CHECK_INT(count, 1);
	CHECK_INT(work[0].attempts, 1);
	CHECK(store_give_up_work(store, work[0].id, TEXT("dead"), &error));
	CHECK(store_poll_feed(store, TEXT_NONE, now, &error));
	claim = claim_one();
	CHECK_INT(commit(&claim, first, 1, &fresh), COMMIT_OK);
	CHECK_INT(fresh, 0);
	CHECK(store_poll_feed(store, TEXT_NONE, now, &error));
	claim = claim_one();
	struct entry changed = entry("http://a.example/1", "One, and more");
	CHECK_INT(commit(&claim, &changed, 1, &fresh), COMMIT_OK);
	CHECK_INT(fresh, 1);
}

TEST(an_entry_that_changes_while_it_is_read_is_read_again)
{
	int64_t id, fresh;
	struct work *work;
	size_t count;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, now, &id, &error));
	struct claim claim = claim_one();
	struct entry first = entry("http://a.example/1", "Ten"), second = entry("http://a.example/1", "Twelve");
	CHECK_INT(commit(&claim, &first, 1, &fresh), COMMIT_OK);
	CHECK(take(now, &work, &count));
	CHECK(store_poll_feed(store, TEXT_NONE, now, &error));
	claim = claim_one();
	CHECK_INT(commit(&claim, &second, 1, &fresh), COMMIT_OK);
	CHECK_INT(fresh, 1);
	CHECK(store_give_up_work(store, work[0].id, TEXT("any end"), &error));
	CHECK(take(now, &work, &count));
	CHECK_INT(count, 1);
	CHECK_TEXT(work[0].title, "Twelve");
	CHECK(store_give_up_work(store, work[0].id, TEXT("any end"), &error));
	CHECK(take(now, &work, &count));
	CHECK_INT(count, 0);
}

TEST(only_a_death_counts_as_an_attempt)
{
	const enum put_back why[] = {PUT_BACK_DIED, PUT_BACK_UNREAD, PUT_BACK_UNASKED, PUT_BACK_DIED};
	const int attempts[] = {1, 2, 2, 2}, returns[] = {0, 0, 1, 1};
	int64_t id, fresh;
	struct work *work;
	size_t count;

	CHECK(store_add_feed(store, &(struct feed_record){.url = TEXT("https://a.example/feed")}, now, &id, &error));
	struct claim claim = claim_one();
	struct entry one = entry("http://a.example/1", "One");
	CHECK_INT(commit(&claim, &one, 1, &fresh), COMMIT_OK);
	for (int i = 0; i < 4; i++) {
		CHECK(take(now, &work, &count));
		CHECK_INT(count, 1);
		CHECK_INT(work[0].attempts, attempts[i]);
		CHECK_INT(work[0].returns, returns[i]);
		CHECK(store_put_back_work(store, work[0].id, why[i], now, TEXT("a reason"), &error));
	}
}

static struct alert one_alert;

static struct changes *decide(void *context, struct picture *picture)
{
	struct changes *changes = arena_alloc(arena, sizeof(*changes));
	const struct report *report = context;

	(void)picture;
	changes->article = known_article_of(arena, report);
	changes->keep_article = true;
	changes->alerts = &one_alert;
	changes->alerts_count = 1;
	return changes;
}

static void receive(const char *id, const char *alert)
{
	struct report report;
	struct changes *changes;

	json_blank(&report_shape, &report);
	report.article_id = text_of(id);
	alert_blank(&one_alert);
	one_alert.id = text_of(alert);
	one_alert.kind = ALERT_INCIDENT_NEW;
	struct receiving receiving = {.report = &report, .now = now, .due = now, .decide = decide, .context = &report};
	CHECK(store_receive(store, arena, &receiving, &changes, &error));
}

TEST(an_alert_is_pending_until_it_is_written)
{
	struct alert *alerts;
	size_t count;
	int64_t seq;
	struct instant due;

	receive("a", "id-1");
	receive("b", "id-1");
	receive("c", "id-2");
	CHECK(store_pending(store, arena, now, now, 8, &alerts, &count, &error));
	CHECK_INT(count, 2);
	CHECK_TEXT(alerts[0].id, "id-1");
	struct written written[] = {{TEXT("id-1"), 1, now}, {TEXT("id-2"), 2, now}};
	CHECK(store_mark_written(store, written, 2, &error));
	CHECK(store_last_seq(store, &seq, &error));
	CHECK_INT(seq, 2);
	CHECK(store_next_due(store, &due, &error));
	CHECK(!instant_known(due));
	struct alert_filter filter = {.since = INSTANT_NONE, .limit = 1};
	CHECK(store_alerts(store, arena, &filter, &alerts, &count, &error));
	CHECK_INT(count, 1);
	CHECK_INT(alerts[0].seq, 2);
}

TEST(alerts_are_listed_in_pieces_and_what_nobody_wants_takes_no_memory)
{
	const size_t most = 2 * ALERTS_LISTED + 7;
	struct alert *alerts;
	size_t count, all = 0;
	char id[32];

	for (size_t i = 1; i <= most; i++) {
		snprintf(id, sizeof(id), "id-%zu", i);
		receive(id, id);
		struct written written = {text_of(id), (int64_t)i, now};
		CHECK(store_mark_written(store, &written, 1, &error));
	}
	struct alert_filter filter = {.since = INSTANT_NONE};
	do {
		CHECK(store_alerts(store, arena, &filter, &alerts, &count, &error));
		for (size_t i = 0; i < count; i++)
			CHECK_INT(alerts[i].seq, (int64_t)++all);
		filter.after_seq = (int64_t)all;
	} while (count == ALERTS_LISTED);
	CHECK_INT(all, most);
	filter = (struct alert_filter){.since = INSTANT_NONE, .limit = ALERTS_LISTED + 3};
	CHECK(store_alerts(store, arena, &filter, &alerts, &count, &error));
	CHECK_INT(count, ALERTS_LISTED);
	CHECK_INT(alerts[0].seq, (int64_t)(most - ALERTS_LISTED - 2));
	filter = (struct alert_filter){.since = INSTANT_NONE, .kind = TEXT("toll_raised"), .severity = SEVERITY_CRITICAL};
	arena_reset(arena);
	CHECK(store_alerts(store, arena, &filter, &alerts, &count, &error));
	CHECK_INT(count, 0);
	CHECK(arena_used(arena) < (ALERTS_LISTED + 1) * sizeof(struct alert));
}

TEST(a_clock_that_was_set_back_holds_nothing_up)
{
	const struct instant yesterday = {now.ms - 86400000};
	struct alert *alerts;
	size_t count;

	receive("a", "id-1");
	CHECK(store_pending(store, arena, yesterday, now, 8, &alerts, &count, &error));
	CHECK_INT(count, 0);
	CHECK(store_pending(store, arena, yesterday, (struct instant){yesterday.ms + 60000}, 8, &alerts, &count, &error));
	CHECK_INT(count, 1);
}

static struct changes *hand_over(void *context, struct picture *picture)
{
	(void)picture;
	return context;
}

/* A changed article as tracking would hand it over; `of`: the id that it is a copy of, or NULL. */
static void receive_fate(const char *id, const char *url, const char *of, int64_t when)
{
	struct changes *changes = arena_alloc(arena, sizeof(*changes));
	struct fate *fate = arena_alloc(arena, sizeof(*fate));
	struct report report;

	json_blank(&report_shape, &report);
	report.article_id = text_of(id);
	report.url = text_of(url);
	json_blank(&fate_shape, fate);
	fate->article = report.article_id;
	fate->url = report.url;
	fate->source = text_of("Outlet");
	fate->received.ms = when;
	fate->verdict = of ? VERDICT_DUPLICATE : VERDICT_NEW;
	fate->of = of ? text_of(of) : TEXT_NONE;
	changes->article = known_article_of(arena, &report);
	changes->keep_article = !of;
	changes->fate = fate;
	struct receiving receiving = {.report = &report, .now = now, .due = now, .decide = hand_over, .context = changes};
	CHECK(store_receive(store, arena, &receiving, &changes, &error));
}

static struct fate *fates_of(const char *asked, size_t expected)
{
	struct fate *fates;
	size_t count;

	CHECK(store_fates(store, arena, text_of(asked), 8, &fates, &count, &error));
	CHECK_INT(count, expected);
	return fates;
}

TEST(what_became_of_an_article_is_found_by_its_id_and_its_address)
{
	struct fate *fates;
	size_t count;

	receive_fate("a.example/1", "https://a.example/1", NULL, 10);
	receive_fate("feed#7", "http://www.b.example/seven?utm_source=x", NULL, 20);
	receive_fate("c.example/1", "https://c.example/1", "a.example/1", 30);
	receive_fate("d.example/1", "https://d.example/1", "a.example/1", 40);
	receive_fate("a.example/1", "https://a.example/1", NULL, 50);
	CHECK_TEXT(fates_of("feed#7", 1)->url, "http://www.b.example/seven?utm_source=x");
	CHECK_TEXT(fates_of("https://b.example/seven", 1)->article, "feed#7");
	CHECK_INT(fates_of("c.example/1", 1)->verdict, VERDICT_DUPLICATE);
	CHECK_TEXT(fates_of("https://c.example/1#top", 1)->of, "a.example/1");
	fates = fates_of("http://a.example/1", 2);
	CHECK_INT(fates[0].received.ms, 50);
	CHECK_TEXT(fates[0].url, "https://a.example/1");
	fates_of("https://a.example/2", 0);
	CHECK(store_fates_of(store, arena, TEXT("a.example/1"), 8, &fates, &count, &error));
	CHECK_INT(count, 2);
	CHECK_TEXT(fates[0].article, "d.example/1");
}

static bool merge_two(void *context, struct corrected *corrected, struct error *why)
{
	struct tracked *tracked = arena_alloc(arena, sizeof(*tracked));
	const bool *fails = context;

	json_blank(&tracked_shape, tracked);
	tracked->id = TEXT("lb-2");
	tracked->merged_into = TEXT("lb-1");
	tracked->last = now;
	corrected->correction = (struct correction){.n = INTEGER_NONE, .kind = CORRECTION_MERGE, .at = now, .uid = 7,
						    .incident = TEXT("lb-1"), .other = TEXT("lb-2")};
	corrected->tracked[corrected->tracked_count++] = tracked;
	alert_blank(&corrected->alerts[0]);
	corrected->alerts[corrected->alerts_count++].id = TEXT("merged");
	corrected->withdrawn = arena_alloc(arena, sizeof(struct text));
	corrected->withdrawn[corrected->withdrawn_count++] = TEXT("id-1");
	return !*fails || error_set(why, ERROR_DATA, "it makes no sense");
}

TEST(a_ruling_is_kept_with_all_that_follows_or_not_at_all)
{
	struct corrected corrected = {0};
	struct correction *list;
	struct tracked tracked;
	struct alert *alerts;
	bool fails = true;
	size_t count;

	receive("a", "id-1");
	CHECK(!store_correct(store, arena, &corrected, merge_two, &fails, now, &error));
	CHECK(!store_tracked(store, arena, TEXT("lb-2"), &tracked, &error));
	CHECK(store_corrections(store, arena, TEXT_NONE, 8, &list, &count, &error));
	CHECK_INT(count, 0);
	CHECK(store_pending(store, arena, now, now, 8, &alerts, &count, &error));
	CHECK_INT(count, 1);
	fails = false;
	corrected = (struct corrected){0};
	CHECK(store_correct(store, arena, &corrected, merge_two, &fails, now, &error));
	CHECK_INT(corrected.correction.n, 1);
	CHECK(store_tracked(store, arena, TEXT("lb-2"), &tracked, &error));
	CHECK_TEXT(tracked.merged_into, "lb-1");
	CHECK(store_pending(store, arena, now, now, 8, &alerts, &count, &error));
	CHECK_INT(count, 1);
	CHECK_TEXT(alerts[0].id, "merged");
	CHECK(store_corrections(store, arena, TEXT("lb-2"), 8, &list, &count, &error));
	CHECK_INT(count, 1);
	CHECK_INT(list[0].uid, 7);
	CHECK_INT(list[0].n, 1);
}

TEST(a_file_that_is_no_database_is_left_alone)
{
	char folder[FOLDER_LENGTH], path[96], found[8] = "";

	CHECK(folder_begin(folder, "store"));
	snprintf(path, sizeof(path), "%s/db", folder);
	int file = open(path, O_RDWR | O_CREAT, 0600);
	CHECK(file >= 0 && write(file, "hello", 5) == 5);
	CHECK(!store_open(path, &error));
	CHECK_INT(error.kind, ERROR_DATA);
	CHECK(pread(file, found, sizeof(found), 0) == 5);
	assert_string_equal(found, "hello");
	close(file);
	/* Its lock lay beside it. */
	CHECK(folder_end(folder) == 0);
}

TEST(a_second_one_is_kept_out)
{
	char folder[FOLDER_LENGTH], path[96];

	CHECK(folder_begin(folder, "store"));
	snprintf(path, sizeof(path), "%s/db", folder);
	struct store *first = store_open(path, &error);
	CHECK(first);
	CHECK(!store_open(path, &error));
	CHECK_INT(error.kind, ERROR_BUSY);
	store_close(first);
	struct store *second = store_open(path, &error);
	CHECK(second && !store_unclean(second));
	CHECK(store_check(path, NULL, NULL, &error));
	store_close(second);
	/* What a killed daemon's child holds for a moment keeps nobody out. */
	pid_t child = fork();
	if (child == 0) {
		strcat(path, ".lock");
		flock(open(path, O_RDWR), LOCK_EX);
		usleep(300000);
		_exit(0);
	}
	usleep(100000);
	struct store *third = store_open(path, &error);
	CHECK(third);
	store_close(third);
	waitpid(child, NULL, 0);
	CHECK(folder_end(folder) == 0);
}

/* What a report of these samples is held against. */
static struct picture seen_picture;

static struct changes *look(void *context, struct picture *picture)
{
	(void)context;
	seen_picture = *picture;
	return arena_alloc(arena, sizeof(struct changes));
}

static struct picture picture_of(struct store *of, const char *id, uint64_t *sketch, size_t count)
{
	struct report report;
	struct changes *changes;

	json_blank(&report_shape, &report);
	report.article_id = text_of(id);
	report.sketch = sketch;
	report.sketch_count = count;
	struct receiving receiving = {.report = &report, .now = now, .due = now, .decide = look};
	if (!store_receive(of, arena, &receiving, &changes, &error))
		fail_msg("%s", error.message);
	return seen_picture;
}

/* What was written by the version before is read: a tracked record as its JSON document. */
TEST(an_older_database_is_brought_up)
{
	static const char older[] =
		"PRAGMA application_id = 0x53495452; PRAGMA user_version = 1;"
		"CREATE TABLE article (n INTEGER PRIMARY KEY, id TEXT NOT NULL, url INTEGER NOT NULL, text_hash INTEGER NOT NULL,"
		" title_hash INTEGER NOT NULL, shingles INTEGER NOT NULL, words INTEGER NOT NULL, published INTEGER,"
		" story INTEGER NOT NULL, sketch BLOB, claims BLOB, subjects BLOB) STRICT;"
		"CREATE INDEX article_id ON article (id);"
		"INSERT INTO article (id, url, text_hash, title_hash, shingles, words, story, sketch) VALUES"
		" ('a/1', 0, 1, 2, 1, 80, 7, x'0102030405060708'), ('a/2', 0, 2, 2, 0, 0, 7, NULL);"
		"CREATE TABLE sample (hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article))"
		" STRICT, WITHOUT ROWID;"
		"INSERT INTO sample VALUES (4294967296, 1), (4294967297, 1);"
		"CREATE TABLE story (id INTEGER PRIMARY KEY, last INTEGER NOT NULL, document TEXT NOT NULL) STRICT;"
		"CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
		"CREATE TABLE story_term (term INTEGER NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (term, story))"
		" STRICT, WITHOUT ROWID;"
		"INSERT INTO story VALUES (7, 5, '{\"id\":\"0000000000000007\",\"articles\":1}');"
		"CREATE TABLE tracked (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, story INTEGER NOT NULL,"
		" last INTEGER NOT NULL, document TEXT NOT NULL) STRICT;"
		"INSERT INTO tracked VALUES (1, 'lb-1', 7, 5, '{\"id\":\"lb-1\",\"outlets\":[\"A\",\"B\"]}');"
		"CREATE TABLE tracked_country (country TEXT NOT NULL, tracked INTEGER NOT NULL,"
		" PRIMARY KEY (country, tracked)) STRICT, WITHOUT ROWID;"
		"INSERT INTO tracked_country VALUES ('LB', 1);"
		"CREATE TABLE entry (state INTEGER, attempts INTEGER, again INTEGER, document TEXT) STRICT;"
		"CREATE TABLE outbox (document TEXT) STRICT;"
		"CREATE TABLE feed (url TEXT, document TEXT, state INTEGER, lease_until INTEGER, owner TEXT) STRICT;";
	char folder[FOLDER_LENGTH], path[96];
	struct tracked tracked;
	sqlite3 *db;

	CHECK(folder_begin(folder, "store"));
	snprintf(path, sizeof(path), "%s/db", folder);
	CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	CHECK(sqlite3_exec(db, older, NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
	struct store *brought = store_open(path, &error);
	if (!brought)
		fail_msg("%s", error.message);
	CHECK(store_tracked(brought, arena, TEXT("lb-1"), &tracked, &error));
	CHECK_INT(tracked.outlets_count, 2);
	CHECK_TEXT(tracked.outlets[1], "B");
	struct picture seen = picture_of(brought, "a/1", (uint64_t[]){UINT64_C(1) << 32}, 1);
	CHECK_INT(seen.same_count, 1);
	CHECK_INT(seen.near_count, 1);
	CHECK_TEXT(seen.near[0].article_id, "a/1");
	CHECK_INT(seen.stories_count, 1);
	store_close(brought);
	snprintf(path, sizeof(path), "%s/db.version-1", folder);
	struct stat status;
	CHECK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0640);
	CHECK(folder_end(folder) == 0);
}

static struct subscription subscription_of(const char *path, const char *feed)
{
	struct subscription subscription;

	json_blank(&subscription_shape, &subscription);
	subscription.path = text_of(path);
	subscription.secret = TEXT("secret");
	subscription.feed = text_of(feed);
	subscription.state = SUBSCRIPTION_LIVE;
	subscription.hub = TEXT("https://hub.e.org/");
	subscription.topic = text_of(feed);
	subscription.until = (struct instant){5000};
	subscription.failures = subscription.pushes = 0;
	return subscription;
}

TEST(a_subscription_outlives_its_feed_until_its_hub_is_told)
{
	struct store *own = store_open(":memory:", &error);
	struct subscription one = subscription_of("one", "https://e.org/a"), *all;
	struct feed_record wanted = {.url = TEXT("https://e.org/a")}, feed;
	size_t count;
	int64_t id;

	CHECK(own);
	CHECK(store_add_feed(own, &wanted, (struct instant){100000}, &id, &error));
	CHECK(store_put_subscription(own, &one, &error));
	one.pushes = 7;
	CHECK(store_put_subscription(own, &one, &error));
	CHECK(store_subscriptions(own, arena, &all, &count, &error));
	CHECK_INT(count, 1);
	CHECK_TEXT(all[0].path, "one");
	CHECK_TEXT(all[0].secret, "secret");
	CHECK_TEXT(all[0].feed, "https://e.org/a");
	CHECK_INT(all[0].pushes, 7);
	CHECK_INT(all[0].until.ms, 5000);
	CHECK(store_show_feed(own, arena, wanted.url, &feed, &error));
	CHECK(feed.subscription && feed.subscription->pushes == 7);
	CHECK(text_empty(feed.subscription->secret) && text_empty(feed.subscription->path));
	CHECK(store_remove_feed(own, wanted.url, &error));
	CHECK(store_subscriptions(own, arena, &all, &count, &error));
	CHECK_INT(count, 1);
	CHECK_TEXT(all[0].feed, "");
	/* Added again it is another feed, and the old subscription not its own. */
	CHECK(store_add_feed(own, &wanted, (struct instant){100000}, &id, &error));
	CHECK(store_put_subscription(own, &one, &error));
	CHECK(store_show_feed(own, arena, wanted.url, &feed, &error));
	CHECK(!feed.subscription);
	CHECK(store_drop_subscription(own, TEXT("one"), &error));
	CHECK(store_subscriptions(own, arena, &all, &count, &error));
	CHECK_INT(count, 0);
	store_close(own);
}

TEST(feeds_that_waited_for_pushes_are_polled_when_these_end)
{
	struct store *own = store_open(":memory:", &error);
	struct subscription one = subscription_of("one", "https://e.org/a");
	struct feed_record wanted = {.url = TEXT("https://e.org/a")}, feed;
	int64_t id;

	CHECK(own && store_add_feed(own, &wanted, (struct instant){100000}, &id, &error));
	CHECK(store_put_subscription(own, &one, &error));
	CHECK(store_poll_before(own, wanted.url, (struct instant){90000}, &error));
	CHECK(store_poll_before(own, wanted.url, (struct instant){95000}, &error));
	CHECK(store_poll_before(own, TEXT("https://e.org/none"), (struct instant){1}, &error));
	CHECK(store_show_feed(own, arena, wanted.url, &feed, &error));
	CHECK_INT(feed.next_poll.ms, 90000);
	CHECK(store_drop_subscriptions(own, 1000, (struct instant){50000}, &error));
	CHECK(store_show_feed(own, arena, wanted.url, &feed, &error));
	CHECK(feed.next_poll.ms >= 50000 && feed.next_poll.ms <= 51000 && !feed.subscription);
	store_close(own);
}

TEST(what_is_pushed_is_seen_once_and_disturbs_no_poll)
{
	struct store *own = store_open(":memory:", &error);
	struct feed_record wanted = {.url = TEXT("https://e.org/a")}, feed;
	struct entry entries[2] = {{.id = TEXT("1"), .title = TEXT("One")}, {.id = TEXT("2"), .title = TEXT("Two")}};
	struct claim *claims;
	struct poll_commit commit;
	size_t count;
	int64_t id, fresh;

	for (size_t i = 0; i < 2; i++)
		entries[i].date_published = entries[i].date_modified = INSTANT_NONE;
	CHECK(own && store_add_feed(own, &wanted, (struct instant){1000}, &id, &error));
	CHECK(store_claim_due(own, arena, TEXT("me"), 1, 60000, (struct instant){1000}, &claims, &count, &error));
	CHECK_INT(count, 1);
	CHECK(store_push(own, arena, wanted.url, entries, 1, (struct instant){2000}, &fresh, &error));
	CHECK_INT(fresh, 1);
	CHECK(store_push(own, arena, wanted.url, entries, 1, (struct instant){2000}, &fresh, &error));
	CHECK_INT(fresh, 0);
	struct poll_outcome outcome = {.feed = claims[0].feed, .token = claims[0].token, .entries = entries, .entries_count = 2};
	CHECK(store_commit_polls(own, arena, &outcome, 1, (struct instant){3000}, &commit, &error));
	CHECK_INT(commit.result, COMMIT_OK);
	CHECK_INT(commit.fresh, 1);
	CHECK(store_show_feed(own, arena, wanted.url, &feed, &error));
	CHECK_INT(feed.entries, 2);
	CHECK(store_push(own, arena, TEXT("https://e.org/none"), entries, 2, (struct instant){2000}, &fresh, &error));
	CHECK_INT(fresh, 0);
	CHECK(store_pause_feed(own, wanted.url, true, (struct instant){4000}, &error));
	entries[0].id = TEXT("3");
	CHECK(store_push(own, arena, wanted.url, entries, 1, (struct instant){5000}, &fresh, &error));
	CHECK_INT(fresh, 0);
	store_close(own);
}

TEST(passwords_in_addresses_of_an_older_database_are_forgotten)
{
	static const char *const urls[] = {"https://u:Secret@e.org/a", "https://e.org/b", "https://u:Secret@e.org/b",
					   "https://e.org/@c"};
	char folder[FOLDER_LENGTH], path[96];
	struct feed_record *feeds;
	size_t count;
	int64_t id;
	sqlite3 *db;

	CHECK(folder_begin(folder, "store"));
	snprintf(path, sizeof(path), "%s/db", folder);
	struct store *brought = store_open(path, &error);
	CHECK(brought);
	for (size_t i = 0; i < 4; i++) {
		struct feed_record feed = {.url = text_of(urls[i])};
		CHECK(store_add_feed(brought, &feed, (struct instant){1}, &id, &error));
	}
	store_close(brought);
	CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	CHECK(sqlite3_exec(db, "PRAGMA user_version = 7; DROP INDEX feed_state; DROP TABLE subscription", NULL, NULL,
			   NULL) == SQLITE_OK);
	sqlite3_close(db);
	brought = store_open(path, &error);
	if (!brought)
		fail_msg("%s", error.message);
	CHECK(store_list_feeds(brought, arena, 0, &feeds, &count, &error));
	CHECK_INT(count, 3);
	CHECK_TEXT(feeds[0].url, "https://e.org/a");
	CHECK_TEXT(feeds[1].url, "https://e.org/b");
	CHECK_TEXT(feeds[2].url, "https://e.org/@c");
	store_close(brought);
	CHECK(folder_end(folder) == 0);
}

static struct changes *remember(void *context, struct picture *picture)
{
	static struct story_term terms[] = {{7, 3000}, {9, 2000}};
	static struct known_story story = {.id = 5, .last = {1000000}, .terms = terms, .terms_count = 2};
	struct changes *changes = arena_alloc(arena, sizeof(*changes));

	seen_picture = *picture;
	changes->article = known_article_of(arena, context);
	changes->article.story = 5;
	changes->keep_article = changes->count_terms = true;
	changes->story = &story;
	return changes;
}

/* An article with terms and a sample, again and again. */
static struct picture remember_one(struct store *of, const char *id)
{
	static struct story_term terms[] = {{7, 1000}, {8, 1000}};
	static uint64_t sketch[] = {UINT64_C(77) << 40};
	struct report report;
	struct changes *changes;

	json_blank(&report_shape, &report);
	report.article_id = text_of(id);
	report.terms = terms;
	report.terms_count = 2;
	report.sketch = sketch;
	report.sketch_count = 1;
	struct receiving receiving = {.report = &report, .now = now, .due = now, .decide = remember, .context = &report};
	CHECK(store_receive(of, arena, &receiving, &changes, &error));
	return seen_picture;
}

TEST(what_is_in_memory_comes_back)
{
	char folder[FOLDER_LENGTH], path[96], id[16];

	CHECK(folder_begin(folder, "store"));
	snprintf(path, sizeof(path), "%s/db", folder);
	struct store *first = store_open(path, &error);
	CHECK(first);
	struct picture picture = remember_one(first, "a0");
	CHECK_INT(picture.stories_count, 0);
	for (int i = 1; i < 300; i++) {
		snprintf(id, sizeof(id), "a%d", i);
		remember_one(first, id);
	}
	store_close(first);
	struct store *second = store_open(path, &error);
	CHECK(second);
	picture = remember_one(second, "b");
	/* Counts that are written rarely are written when it is closed. */
	CHECK_INT(picture.documents_total, 300);
	CHECK_INT(picture.documents[0], 300);
	CHECK_INT(picture.near_count, 12);
	CHECK_TEXT(picture.near[0].article_id, "a299");
	CHECK_INT(picture.stories_count, 1);
	store_close(second);
	CHECK(folder_end(folder) == 0);
}

static struct place *tyre(void)
{
	struct place *place = arena_alloc(arena, sizeof(*place));

	json_blank(&place_shape, place);
	place->name = TEXT("Tyre");
	place->country = TEXT("LB");
	place->within = TEXT("LB/Tyre");
	return place;
}

/* A record counts in its status the reports that come to it; one that only looks changes its own copy alone. */
static struct changes *take_record(void *context, struct picture *picture)
{
	struct changes *changes = remember(context, picture);
	struct tracked *tracked = picture->tracked;

	if (!picture->tracked_count) {
		tracked = arena_alloc(arena, sizeof(*tracked));
		json_blank(&tracked_shape, tracked);
		tracked->id = TEXT("lb-2");
		tracked->place = tyre();
		tracked->last = now;
	}
	tracked->status = text_format(arena, "%d", atoi(text_string(arena, tracked->status)) + 1);
	if (!text_equal(((const struct report *)context)->article_id, TEXT("only looks"))) {
		changes->tracked = arena_array(arena, 1, sizeof(*changes->tracked));
		changes->tracked[changes->tracked_count++] = tracked;
	}
	return changes;
}

/* What the report has made of the record that it saw. */
static struct tracked record_at(const char *id)
{
	struct fact fact;
	struct report report;
	struct changes *changes;

	json_blank(&report_shape, &report);
	json_blank(&fact_shape, &fact);
	fact.place = tyre();
	report.article_id = text_of(id);
	report.facts = &fact;
	report.facts_count = 1;
	struct receiving receiving = {.report = &report, .now = now, .due = now, .decide = take_record, .context = &report};
	CHECK(store_receive(store, arena, &receiving, &changes, &error));
	return seen_picture.tracked_count ? seen_picture.tracked[0] : (struct tracked){0};
}

static int64_t status_at(const char *id)
{
	return atoi(text_string(arena, record_at(id).status));
}

TEST(a_record_in_memory_is_what_was_committed)
{
	struct corrected corrected = {0};
	bool fails = true;

	CHECK(text_empty(record_at("a1").id));
	CHECK_INT(status_at("a2"), 2);
	CHECK_INT(status_at("only looks"), 3);
	CHECK_INT(status_at("only looks"), 3);
	CHECK_INT(status_at("a3"), 3);
	CHECK_INT(status_at("only looks"), 4);
	CHECK(!store_correct(store, arena, &corrected, merge_two, &fails, now, &error));
	CHECK(text_empty(record_at("only looks").merged_into));
	fails = false;
	corrected = (struct corrected){0};
	CHECK(store_correct(store, arena, &corrected, merge_two, &fails, now, &error));
	CHECK_TEXT(record_at("only looks").merged_into, "lb-1");
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_feed_is_added_once_and_owned),
		FRESH(a_claim_fences_the_one_before),
		FRESH(feeds_are_listed_in_steps),
		FRESH(polls_that_are_committed_together_are_fenced_one_by_one),
		FRESH(a_feed_that_is_asked_for_while_it_is_polled_is_polled_again),
		FRESH(an_interval_of_a_month_is_not_due_at_once),
		FRESH(a_claim_that_is_returned_waits_and_lets_others_pass),
		FRESH(what_a_reload_changes_during_a_poll_stays_changed),
		FRESH(a_feed_whose_settings_change_is_due_as_a_new_one),
		FRESH(a_feed_that_has_enough_under_way_lets_others_pass),
		FRESH(what_is_no_news_any_more_waits_behind_what_is),
		FRESH(an_entry_is_new_once_and_again_when_it_changes),
		FRESH(an_entry_that_changes_while_it_is_read_is_read_again),
		FRESH(only_a_death_counts_as_an_attempt),
		FRESH(a_clock_that_was_set_back_holds_nothing_up),
		FRESH(an_alert_is_pending_until_it_is_written),
		FRESH(alerts_are_listed_in_pieces_and_what_nobody_wants_takes_no_memory),
		FRESH(what_became_of_an_article_is_found_by_its_id_and_its_address),
		FRESH(a_ruling_is_kept_with_all_that_follows_or_not_at_all),
		FRESH(a_file_that_is_no_database_is_left_alone),
		FRESH(a_second_one_is_kept_out),
		FRESH(an_older_database_is_brought_up),
		FRESH(a_subscription_outlives_its_feed_until_its_hub_is_told),
		FRESH(feeds_that_waited_for_pushes_are_polled_when_these_end),
		FRESH(what_is_pushed_is_seen_once_and_disturbs_no_poll),
		FRESH(passwords_in_addresses_of_an_older_database_are_forgotten),
		FRESH(what_is_in_memory_comes_back),
		FRESH(a_record_in_memory_is_what_was_committed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
