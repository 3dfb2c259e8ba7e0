#include "tests/test.h"

#include "base/limits.h"
#include "daemon/schedule.h"

#define MINUTE 60000
#define HOUR (60 * MINUTE)

/* Monday, 2026-03-09T10:26:01Z. */
static const struct instant now = {1773051961000};
static const struct schedule_limits limits = {15 * MINUTE, MINUTE, HOUR, 12 * HOUR, 6 * HOUR};

static struct schedule_history history(void)
{
	return (struct schedule_history){
		.url = TEXT("https://example.org/rss"),
		.fresh_s = SCHEDULE_UNKNOWN,
		.retry_after_s = SCHEDULE_UNKNOWN,
	};
}

static int64_t wait_of(const struct schedule_history *given)
{
	return schedule_next(&limits, given, now).next.ms - now.ms;
}

#define CHECK_WAIT(given, least, percent)                                                          \
	do {                                                                                       \
		int64_t check_wait = wait_of(given);                                               \
		CHECK(check_wait >= (least));                                                      \
		CHECK(check_wait <= (least) + (least) * (percent) / 100);                          \
	} while (0)

TEST(a_feed_that_says_nothing_is_asked_at_the_poll_interval)
{
	struct schedule_history given = history();

	CHECK_WAIT(&given, 15 * MINUTE, 5);
	assert_string_equal(schedule_next(&limits, &given, now).why, "poll-interval");
}

TEST(ttl_and_sy_replace_it_and_the_longer_one_holds)
{
	struct feed_schedule says = {.ttl_minutes = 60, .update_period_s = INTEGER_NONE};
	struct schedule_history given = history();

	given.says = &says;
	CHECK_WAIT(&given, HOUR, 5);
	assert_string_equal(schedule_next(&limits, &given, now).why, "ttl");
	says.update_period_s = 7200;
	CHECK_WAIT(&given, 2 * HOUR, 5);
	says.ttl_minutes = 5;
	says.update_period_s = INTEGER_NONE;
	CHECK_WAIT(&given, 5 * MINUTE, 5);
	says.ttl_minutes = 0;
	CHECK_WAIT(&given, 15 * MINUTE, 5);
}

TEST(floor_and_ceiling_hold_whatever_a_feed_says)
{
	struct feed_schedule says = {.ttl_minutes = INT64_MAX, .update_period_s = INTEGER_NONE};
	struct schedule_history given = history();

	given.says = &says;
	CHECK_WAIT(&given, 12 * HOUR, 5);
	says.ttl_minutes = INTEGER_NONE;
	says.update_period_s = 1;
	CHECK_WAIT(&given, MINUTE, 5);
}

TEST(a_server_may_ask_for_longer_but_not_for_shorter)
{
	struct schedule_history given = history();

	given.fresh_s = 3600;
	CHECK_WAIT(&given, HOUR, 5);
	given.fresh_s = 60;
	CHECK_WAIT(&given, 15 * MINUTE, 5);
	given.fresh_s = INT64_MAX;
	CHECK_WAIT(&given, 12 * HOUR, 5);
}

TEST(the_operators_own_interval_stands_above_feed_and_server)
{
	struct feed_schedule says = {.ttl_minutes = 600, .update_period_s = INTEGER_NONE};
	struct schedule_history given = history();

	given.says = &says;
	given.fresh_s = 36000;
	given.own_interval_ms = 5 * MINUTE;
	CHECK_WAIT(&given, 5 * MINUTE, 5);
	given.own_interval_ms = 1000;
	CHECK_WAIT(&given, MINUTE, 5);
	given.own_interval_ms = 24 * HOUR;
	CHECK_WAIT(&given, 24 * HOUR, 5);
}

TEST(failures_back_off_exponentially_up_to_the_ceiling)
{
	struct schedule_history given = history();
	int64_t before = 0;

	for (given.failures = 1; given.failures < 8; given.failures++) {
		int64_t wait = wait_of(&given);
		CHECK(wait > before);
		before = wait;
	}
	given.failures = 1;
	CHECK_WAIT(&given, 15 * MINUTE / 8, 25);
	given.failures = 4;
	CHECK_WAIT(&given, 15 * MINUTE, 25);
	given.failures = 1000000;
	CHECK_WAIT(&given, 12 * HOUR, 25);
}

TEST(a_feed_is_asked_twice_between_its_entries)
{
	struct schedule_history given = history();

	given.gap_ms = 10 * MINUTE;
	CHECK_WAIT(&given, 5 * MINUTE, 5);
	assert_string_equal(schedule_next(&limits, &given, now).why, "posting rate");
	given.gap_ms = 1;
	CHECK_WAIT(&given, MINUTE, 5);
	given.gap_ms = 100 * (int64_t)24 * HOUR;
	CHECK_WAIT(&given, HOUR, 5);
	struct feed_schedule says = {.ttl_minutes = 30, .update_period_s = INTEGER_NONE};
	given.says = &says;
	CHECK_WAIT(&given, 30 * MINUTE, 5);
	given.own_interval_ms = 2 * MINUTE;
	CHECK_WAIT(&given, 2 * MINUTE, 5);
}

TEST(after_a_403_a_feed_is_left_alone_for_an_hour_at_least)
{
	struct schedule_history given = history();

	given.failures = 1;
	given.status = 403;
	CHECK_WAIT(&given, HOUR, 25);
	given.failures = 2;
	CHECK_WAIT(&given, 2 * HOUR, 25);
	given.failures = 100;
	CHECK_WAIT(&given, 12 * HOUR, 25);
	assert_string_equal(schedule_next(&limits, &given, now).why, "forbidden (403)");
	given.retry_after_s = 60;
	CHECK_WAIT(&given, MINUTE, 5);
}

TEST(two_feeds_that_fail_together_do_not_come_back_together)
{
	struct schedule_history one = history(), other = history();

	one.failures = other.failures = 3;
	other.url = TEXT("https://example.org/atom");
	CHECK(wait_of(&one) != wait_of(&other));
	CHECK_INT(wait_of(&one), wait_of(&one));
}

TEST(retry_after_stands_above_everything_up_to_a_day)
{
	struct schedule_history given = history();

	given.failures = 1;
	given.retry_after_s = 7200;
	CHECK_WAIT(&given, 2 * HOUR, 5);
	given.own_interval_ms = 5 * MINUTE;
	CHECK_WAIT(&given, 2 * HOUR, 5);
	given.retry_after_s = 0;
	CHECK_WAIT(&given, MINUTE, 5);
	given.retry_after_s = INT64_MAX;
	CHECK_WAIT(&given, 24 * HOUR, 5);
	assert_string_equal(schedule_next(&limits, &given, now).why, "Retry-After");
}

TEST(hours_and_days_that_a_feed_skips_are_skipped)
{
	struct feed_schedule says = {INTEGER_NONE, INTEGER_NONE, 1 << 10 | 1 << 11, 0};
	struct schedule_history given = history();

	given.says = &says;
	struct civil civil = instant_civil(schedule_next(&limits, &given, now).next);
	CHECK_INT(civil.hour, 12);
	says.skip_hours = 0;
	says.skip_days = 1 << 0 | 1 << 1;
	civil = instant_civil(schedule_next(&limits, &given, now).next);
	CHECK_INT(civil.day, 11);
	CHECK_INT(civil.hour, 0);
	says.skip_hours = (1 << 24) - 1;
	CHECK_WAIT(&given, 15 * MINUTE, 5);
}

TEST(a_feed_whose_hub_pushes_is_polled_for_safety)
{
	struct schedule_history given = history();
	struct feed_schedule says = {.ttl_minutes = 600, .update_period_s = INTEGER_NONE};

	given.pushed = true;
	given.gap_ms = 10 * MINUTE;
	CHECK_WAIT(&given, 6 * HOUR, 5);
	assert_string_equal(schedule_next(&limits, &given, now).why, "pushed by its hub");
	given.says = &says;
	CHECK_WAIT(&given, 10 * HOUR, 5);
	assert_string_equal(schedule_next(&limits, &given, now).why, "ttl");
	given.says = NULL;
	given.failures = 1;
	CHECK_WAIT(&given, MINUTE, 25);
	given.failures = 0;
	given.own_interval_ms = 5 * MINUTE;
	CHECK_WAIT(&given, 5 * MINUTE, 5);
}

TEST(a_feed_that_is_gone_is_left_alone)
{
	struct schedule_history given = history();

	given.failures = 1;
	given.gone = true;
	CHECK(wait_of(&given) > 300 * (int64_t)24 * HOUR);
}

TEST(first_polls_are_spread_by_address)
{
	struct instant a = schedule_first(TEXT("https://a.example/"), 60000, now);
	struct instant b = schedule_first(TEXT("https://b.example/"), 60000, now);

	CHECK(a.ms != b.ms);
	CHECK(a.ms >= now.ms && a.ms < now.ms + 60000);
	CHECK_INT(schedule_first(TEXT("https://a.example/"), 0, now).ms, now.ms);
}

TEST(cache_control_is_read_for_its_max_age)
{
	CHECK_INT(schedule_max_age(TEXT("max-age=300")), 300);
	CHECK_INT(schedule_max_age(TEXT("public, Max-Age=300, s-maxage=9")), 300);
	CHECK_INT(schedule_max_age(TEXT("max-age=300, no-cache")), SCHEDULE_UNKNOWN);
	CHECK_INT(schedule_max_age(TEXT("no-store")), SCHEDULE_UNKNOWN);
	CHECK_INT(schedule_max_age(TEXT("max-age=x")), SCHEDULE_UNKNOWN);
	CHECK_INT(schedule_max_age(TEXT("max-age=999999999")), LIMIT_RETRY_AFTER_S);
	CHECK_INT(schedule_max_age(TEXT("")), SCHEDULE_UNKNOWN);
}

TEST(retry_after_is_seconds_or_a_date)
{
	CHECK_INT(schedule_retry_after(TEXT("120"), now), 120);
	CHECK_INT(schedule_retry_after(TEXT("0"), now), 0);
	CHECK_INT(schedule_retry_after(TEXT(" 5 "), now), 5);
	CHECK_INT(schedule_retry_after(TEXT("Mon, 09 Mar 2026 10:28:01 GMT"), now), 120);
	CHECK_INT(schedule_retry_after(TEXT("Monday, 09-Mar-26 10:28:01 GMT"), now), 120);
	CHECK_INT(schedule_retry_after(TEXT("Mon Mar  9 10:28:01 2026"), now), 120);
	CHECK_INT(schedule_retry_after(TEXT("Mon, 09 Mar 2020 10:28:01 GMT"), now), 0);
	CHECK_INT(schedule_retry_after(TEXT("Mon, 09 Mar 2099 10:28:01 GMT"), now), LIMIT_RETRY_AFTER_S);
	CHECK_INT(schedule_retry_after(TEXT("soon"), now), SCHEDULE_UNKNOWN);
	CHECK_INT(schedule_retry_after(TEXT("-5"), now), SCHEDULE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_feed_that_says_nothing_is_asked_at_the_poll_interval),
		RUN(ttl_and_sy_replace_it_and_the_longer_one_holds),
		RUN(floor_and_ceiling_hold_whatever_a_feed_says),
		RUN(a_server_may_ask_for_longer_but_not_for_shorter),
		RUN(the_operators_own_interval_stands_above_feed_and_server),
		RUN(failures_back_off_exponentially_up_to_the_ceiling),
		RUN(a_feed_is_asked_twice_between_its_entries),
		RUN(after_a_403_a_feed_is_left_alone_for_an_hour_at_least),
		RUN(two_feeds_that_fail_together_do_not_come_back_together),
		RUN(retry_after_stands_above_everything_up_to_a_day),
		RUN(hours_and_days_that_a_feed_skips_are_skipped),
		RUN(a_feed_whose_hub_pushes_is_polled_for_safety),
		RUN(a_feed_that_is_gone_is_left_alone),
		RUN(first_polls_are_spread_by_address),
		RUN(cache_control_is_read_for_its_max_age),
		RUN(retry_after_is_seconds_or_a_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
