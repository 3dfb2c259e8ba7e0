#include "tests/test.h"

#include "base/instant.h"

static struct arena *arena;

static struct text again(const char *string)
{
	struct instant instant;

	if (!instant_parse(text_of(string), &instant))
		return TEXT("refused");
	return instant_format(arena, instant);
}

TEST(rfc_3339_is_read_and_written)
{
	CHECK_TEXT(again("2026-03-09T10:26:01Z"), "2026-03-09T10:26:01Z");
	CHECK_TEXT(again("2026-03-09T10:26:01.5+02:00"), "2026-03-09T08:26:01.500Z");
	CHECK_TEXT(again("2026-03-09"), "2026-03-09T00:00:00Z");
	CHECK_TEXT(again("1969-12-31T23:59:59Z"), "1969-12-31T23:59:59Z");
	CHECK_TEXT(again("2024-02-29T24:00:00Z"), "2024-03-01T00:00:00Z");
}

TEST(impossible_dates_are_refused)
{
	CHECK_TEXT(again("2023-02-29"), "refused");
	CHECK_TEXT(again("2023-13-01"), "refused");
	CHECK_TEXT(again("2023-01-01T25:00:00Z"), "refused");
	CHECK_TEXT(again("2023-01-01T10:00:00Q"), "refused");
	CHECK_TEXT(again(""), "refused");
}

TEST(days_and_weekdays_agree_with_the_calendar)
{
	struct day day;
	int year, month, day_of_month;

	CHECK(day_of_civil(2024, 9, 23, &day)); /* a Monday */
	CHECK_INT(day_weekday(day), 0);
	for (int32_t n = -800000; n < 800000; n += 997) {
		struct day round;
		if (n < -719162)
			continue;
		day_civil((struct day){n}, &year, &month, &day_of_month);
		CHECK(day_of_civil(year, month, day_of_month, &round));
		CHECK_INT(round.number, n);
	}
	CHECK_TEXT(day_format(arena, DAY_NONE), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(rfc_3339_is_read_and_written),
		RUN(impossible_dates_are_refused),
		RUN(days_and_weekdays_agree_with_the_calendar),
	};
	arena = arena_new(1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
