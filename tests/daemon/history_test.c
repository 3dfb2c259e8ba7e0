#include "tests/arena.h"
#include "tests/test.h"

#include "base/limits.h"
#include "daemon/history.h"

#define DAY ((int64_t)86400000)
#define NEW TEXT("https://new.example/rss")

static const struct instant start = {1773051961000};

static struct feed_record feed_new(void)
{
	struct feed_record feed;

	json_blank(&feed_record_shape, &feed);
	feed.url = TEXT("https://old.example/rss");
	feed.failures = feed.moved_times = 0;
	return feed;
}

static struct instant after(int64_t days)
{
	return (struct instant){start.ms + days * DAY};
}

TEST(a_permanent_redirect_is_believed_after_three_times_and_three_days)
{
	struct feed_record feed = feed_new();

	for (int i = 0; i < 10; i++)
		history_moved(&feed, NEW, start);
	CHECK(!feed.moved_adopted);
	CHECK_TEXT(history_address(&feed), "https://old.example/rss");
	history_moved(&feed, NEW, after(3));
	CHECK(feed.moved_adopted);
	CHECK_TEXT(history_address(&feed), "https://new.example/rss");
	CHECK_TEXT(feed.url, "https://old.example/rss");
}

TEST(a_maintenance_page_is_not_believed)
{
	struct feed_record feed = feed_new();

	history_moved(&feed, NEW, start);
	history_moved(&feed, NEW, after(1));
	history_moved(&feed, TEXT_NONE, after(2));
	history_moved(&feed, NEW, after(4));
	history_moved(&feed, NEW, after(5));
	CHECK(!feed.moved_adopted);
	history_moved(&feed, TEXT("https://other.example/"), after(9));
	CHECK(!feed.moved_adopted);
	CHECK_INT(feed.moved_times, 1);
	/* Two redirects with a failure between are two beginnings. */
	feed.failures = 1;
	history_failed(&feed);
	for (int i = 0; i < 4; i++)
		history_moved(&feed, TEXT("https://other.example/"), after(20));
	CHECK(!feed.moved_adopted);
}

TEST(a_new_address_that_fails_is_left_for_the_old_one)
{
	struct feed_record feed = feed_new();

	for (int i = 0; i < 4; i++)
		history_moved(&feed, NEW, after(i));
	CHECK(feed.moved_adopted);
	history_moved(&feed, TEXT_NONE, after(5));
	CHECK(feed.moved_adopted);
	for (feed.failures = 1; feed.failures < MOVED_FAILURES; feed.failures++) {
		history_failed(&feed);
		CHECK(feed.moved_adopted);
	}
	history_failed(&feed);
	CHECK_TEXT(history_address(&feed), "https://old.example/rss");
}

TEST(the_gap_is_that_of_late_and_grows_with_silence)
{
	struct entry entries[30];

	for (size_t i = 0; i < 30; i++)
		entries[i] = (struct entry){.date_published = {start.ms - (int64_t)i * 3600000}};
	CHECK_INT(history_gap_ms(arena, entries, 30, start), 19 * 3600000 / 20);
	CHECK_INT(history_gap_ms(arena, entries, 30, after(10)), (10 * DAY + 19 * 3600000) / 20);
	CHECK_INT(history_gap_ms(arena, entries, 2, start), 0);
	/* Dates of the future say nothing of the past. */
	for (size_t i = 0; i < 30; i++)
		entries[i].date_published = after(1);
	CHECK_INT(history_gap_ms(arena, entries, 30, start), 0);
	for (size_t i = 0; i < 30; i++)
		entries[i].date_published = INSTANT_NONE;
	CHECK_INT(history_gap_ms(arena, entries, 30, start), 0);
}

TEST(the_last_answers_are_kept)
{
	struct feed_record feed = feed_new();

	for (int64_t i = 0; i < 40; i++)
		history_answer(arena, &feed, &(struct answer_record){.at = after(i), .status = i});
	CHECK_INT(feed.answers_count, ANSWERS_KEPT);
	CHECK_INT(feed.answers[0].status, 40 - ANSWERS_KEPT);
	CHECK_INT(feed.answers[ANSWERS_KEPT - 1].status, 39);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_permanent_redirect_is_believed_after_three_times_and_three_days),
		RUN(a_maintenance_page_is_not_believed),
		RUN(a_new_address_that_fails_is_left_for_the_old_one),
		RUN(the_gap_is_that_of_late_and_grows_with_silence),
		RUN(the_last_answers_are_kept),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
