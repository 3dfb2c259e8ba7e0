/* One feed's alerts of an hour, and what is told of those that were held. */
#include "tracking/flow.h"

#include "base/limits.h"
#include "tests/test.h"

#define MINUTE 60000

static struct arena *arena;
static struct flow *flow;
static const struct policy policy = {.ceiling = 5};

static int begin(void **state)
{
	struct report report;

	(void)state;
	arena = arena_new(MIB(16));
	json_blank(&report_shape, &report);
	report.feed = TEXT("https://a.example/feed");
	report.source = TEXT("Outlet");
	flow = flow_begin(arena, &report);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct instant minute(int64_t n)
{
	return (struct instant){INT64_C(1700000000000) / MINUTE * MINUTE + n * MINUTE};
}

static void note(int64_t alerts, int64_t held, int64_t n)
{
	flow_note(arena, flow, alerts, held, minute(n));
}

TEST(alerts_count_for_an_hour)
{
	note(3, 0, 0);
	note(2, 0, 0);
	note(4, 0, 30);
	CHECK_INT(flow_alerts(flow, minute(30)), 9);
	CHECK_INT(flow_alerts(flow, minute(60)), 9);
	CHECK_INT(flow_alerts(flow, minute(61)), 4);
	note(1, 0, 61);
	CHECK_INT(flow->minutes_count, 2);
	CHECK_INT(flow_alerts(flow, minute(500)), 0);
}

TEST(a_clock_that_was_set_back_holds_nothing_for_long)
{
	note(5, 0, 600);
	CHECK_INT(flow_alerts(flow, minute(0)), 0);
	note(2, 0, 0);
	CHECK_INT(flow_alerts(flow, minute(0)), 2);
}

TEST(a_minute_s_flood_is_told_once)
{
	note(5, 1, 0);
	CHECK_INT(flow->due.ms, minute(1).ms);
	note(0, 40, 0);
	CHECK_INT(flow->due.ms, minute(1).ms);
	const struct alert *alert = flow_notice(arena, flow, &policy);
	CHECK_INT(alert->held, 41);
	CHECK_INT(alert->ceiling, 5);
	CHECK_TEXT(alert->headline, "Feed Outlet passed its ceiling of 5 alerts an hour; 41 developments were held: see"
	                            " sitrep incidents --held");
	CHECK(text_empty(alert->replaces));
	CHECK(!instant_known(flow->due));
}

TEST(a_flood_that_goes_on_is_told_again_at_the_end_of_its_hour)
{
	note(5, 1, 0);
	struct text first = flow_notice(arena, flow, &policy)->id;
	note(0, 10, 20);
	CHECK_INT(flow->due.ms, minute(60).ms);
	note(0, 10, 59);
	const struct alert *alert = flow_notice(arena, flow, &policy);
	CHECK_INT(alert->held, 21);
	CHECK(text_equal(alert->replaces, first));
	CHECK(!text_equal(alert->id, first));
	/* The next one is another flood. */
	note(0, 2, 70);
	CHECK_INT(flow->due.ms, minute(71).ms);
	alert = flow_notice(arena, flow, &policy);
	CHECK_INT(alert->held, 2);
	CHECK(text_empty(alert->replaces));
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(alerts_count_for_an_hour),
		FRESH(a_clock_that_was_set_back_holds_nothing_for_long),
		FRESH(a_minute_s_flood_is_told_once),
		FRESH(a_flood_that_goes_on_is_told_again_at_the_end_of_its_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
