#include "parsers/date.h"

#include "tests/test.h"

static struct arena *arena;

static void is(const char *written, const char *wanted)
{
	struct date date;

	if (!date_read(text_of(written), &date)) {
		assert_string_equal(wanted, "");
		return;
	}
	CHECK_TEXT(instant_format(arena, date.instant), wanted);
}

TEST(the_forms_of_the_rfcs)
{
	is("Mon, 09 Mar 2026 10:26:01 GMT", "2026-03-09T10:26:01Z");
	is("9 Mar 26 10:26 EST", "2026-03-09T15:26:00Z");
	is("Mon, 9 Mar 2026 10:26:01 +0530", "2026-03-09T04:56:01Z");
	is("2026-03-09T10:26:01.5+02:00", "2026-03-09T08:26:01.500Z");
	is("2026-03-09", "2026-03-09T00:00:00Z");
	is("20260309T102601Z", "2026-03-09T10:26:01Z");
	is("2026-068", "2026-03-09T00:00:00Z");
}

TEST(the_forms_of_the_wild)
{
	is("Mon Mar  9 10:26:01 PST 2026", "2026-03-09T18:26:01Z");
	is("March 9th, 2026 10:26 PM", "2026-03-09T22:26:00Z");
	is("09-Mar-2026 10:26", "2026-03-09T10:26:00Z");
	is("09.03.2026", "2026-03-09T00:00:00Z");
	is("3/9/2026 12:05 am", "2026-03-09T00:05:00Z");
	is("Mon, 09 Mar 2026 24:00:00 GMT", "2026-03-10T00:00:00Z");
	is("2026-03-09 10:26:01 EDT", "2026-03-09T14:26:01Z");
}

TEST(what_is_no_date_is_none)
{
	is("", "");
	is("yesterday", "");
	is("31 February 2026", "");
	is("13/13/2026", "");
	is("99999999999999999999", "");
	is("the 9th of something", "");
}

TEST(a_date_keeps_its_zone)
{
	struct date date;

	CHECK(date_read(TEXT("Mon, 09 Mar 2026 10:26:01 +0530"), &date));
	CHECK_TEXT(date_format(arena, &date), "2026-03-09T10:26:01+05:30");
	CHECK(date_read(TEXT("2026-03-09"), &date));
	CHECK_TEXT(date_format(arena, &date), "2026-03-09");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_forms_of_the_rfcs),
		RUN(the_forms_of_the_wild),
		RUN(what_is_no_date_is_none),
		RUN(a_date_keeps_its_zone),
	};

	arena = arena_new((size_t)1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
