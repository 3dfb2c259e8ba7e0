#include "daemon/suspects.h"

#include "tests/test.h"

TEST(a_feed_is_suspect_for_ten_minutes_after_its_last_death)
{
	struct suspects suspects = {0};
	int64_t feeds[SUSPECTS_MOST];

	CHECK(!suspects_have(&suspects, 7, 1000));
	CHECK(!suspects_have(&suspects, 0, 1000));
	suspects_note(&suspects, 7, 1000);
	suspects_note(&suspects, 9, 1000);
	suspects_note(&suspects, 7, 60000);
	CHECK(suspects_have(&suspects, 7, 1000 + SUSPECT_MS));
	CHECK(!suspects_have(&suspects, 9, 1000 + SUSPECT_MS));
	CHECK(!suspects_have(&suspects, 8, 2000));
	CHECK_INT(suspects_feeds(&suspects, 1000 + SUSPECT_MS, feeds), 1);
	CHECK_INT(feeds[0], 7);
	CHECK(!suspects_have(&suspects, 7, 60000 + SUSPECT_MS));
}

TEST(of_too_many_the_first_are_forgotten)
{
	struct suspects suspects = {0};

	for (int64_t feed = 1; feed <= SUSPECTS_MOST + 2; feed++)
		suspects_note(&suspects, feed, 1000);
	CHECK(!suspects_have(&suspects, 1, 2000) && !suspects_have(&suspects, 2, 2000));
	CHECK(suspects_have(&suspects, 3, 2000) && suspects_have(&suspects, SUSPECTS_MOST + 2, 2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_feed_is_suspect_for_ten_minutes_after_its_last_death),
		RUN(of_too_many_the_first_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
