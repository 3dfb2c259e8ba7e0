#include "tests/test.h"

#include <stdio.h>

#include "daemon/lane.h"

static struct text host_of(size_t n, char room[16])
{
	snprintf(room, 16, "host%zu", n);
	return text_of(room);
}

TEST(lanes_take_turns)
{
	struct lanes lanes = {.per_host = 2, .total = 10};
	struct lane_item many[3], one;

	for (size_t i = 0; i < 3; i++)
		lanes_push(&lanes, TEXT("many"), &many[i]);
	lanes_push(&lanes, TEXT("one"), &one);
	CHECK(lanes_take(&lanes, 0) == &many[0]);
	CHECK(lanes_take(&lanes, 0) == &one);
	CHECK(lanes_take(&lanes, 0) == &many[1]);
	/* Two at once of a host, and no more. */
	CHECK(lanes_take(&lanes, 0) == NULL);
	CHECK_INT(lanes_count(&lanes, TEXT("many")), 3);
	lanes_release(&lanes, &many[0], 0);
	CHECK(lanes_take(&lanes, 0) == &many[2]);
	lanes_free(&lanes);
}

TEST(a_lane_keeps_its_distance_when_nothing_is_in_it)
{
	struct lanes lanes = {.per_host = 2, .total = 10, .spacing_ms = 100};
	struct lane_item first, second;

	lanes_push(&lanes, TEXT("host"), &first);
	CHECK(lanes_take(&lanes, 1000) == &first);
	lanes_release(&lanes, &first, 1010);
	lanes_push(&lanes, TEXT("host"), &second);
	CHECK(lanes_take(&lanes, 1020) == NULL);
	CHECK_INT(lanes_wait_ms(&lanes, 1020), 80);
	CHECK(lanes_take(&lanes, 1100) == &second);
	lanes_free(&lanes);
}

TEST(lanes_that_are_over_go)
{
	struct lanes lanes = {.per_host = 1, .total = 10000, .spacing_ms = 10};
	static struct lane_item items[5000];
	char room[16];

	for (size_t i = 0; i < 5000; i++) {
		lanes_push(&lanes, host_of(i, room), &items[i]);
		CHECK(lanes_take(&lanes, (int64_t)i) == &items[i]);
		lanes_release(&lanes, &items[i], (int64_t)i);
		CHECK(lanes.count < 200);
	}
	CHECK_INT(lanes_count(&lanes, TEXT("host1")), 0);
	lanes_free(&lanes);
}

TEST(what_waits_at_the_end_is_handed_back)
{
	struct lanes lanes = {.per_host = 1, .total = 1};
	struct lane_item items[3];

	lanes_push(&lanes, TEXT("a"), &items[0]);
	lanes_push(&lanes, TEXT("a"), &items[1]);
	lanes_push(&lanes, TEXT_NONE, &items[2]);
	CHECK(lanes_drain(&lanes) == &items[0]);
	CHECK(lanes_drain(&lanes) == &items[1]);
	CHECK(lanes_drain(&lanes) == &items[2]);
	CHECK(lanes_drain(&lanes) == NULL);
	lanes_free(&lanes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(lanes_take_turns),
		RUN(a_lane_keeps_its_distance_when_nothing_is_in_it),
		RUN(lanes_that_are_over_go),
		RUN(what_waits_at_the_end_is_handed_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
