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

TEST(weeks_counts_and_years_first)
{
	is("2004-W05-1", "2004-01-26T00:00:00Z");
	is("2004W051", "2004-01-26T00:00:00Z");
	is("2009-W53-7T10:00Z", "2010-01-03T10:00:00Z");
	is("2004-W54-1", "");
	is("2004026", "2004-01-26T00:00:00Z");
	is("1075134660", "2004-01-26T16:31:00Z");
	is("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z");
	is("Mon, 26 January 2004 16:31:00 AT", "2004-01-26T20:31:00Z");
}

TEST(months_in_the_languages_of_outlets)
{
	is("5 марта 2024 08:15", "2024-03-05T08:15:00Z");
	is("вт, 05 МАР 2024 08:15:00 +0300", "2024-03-05T05:15:00Z");
	is("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z");
	is("mar., 05 févr. 2024 08:15:00 +0100", "2024-02-05T07:15:00Z");
	is("mardi 5 mars 2024", "2024-03-05T00:00:00Z");
	is("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z");
	is("30 listopada 2024", "2024-11-30T00:00:00Z");
	is("1. července 2024", "2024-07-01T00:00:00Z");
	is("5 أغسطس 2024", "2024-08-05T00:00:00Z");
	is("15 जनवरी 2024 10:00", "2024-01-15T10:00:00Z");
	is("2004년 05월 28일  오후 01:31:15", "2004-05-28T13:31:15Z");
	is("2024年3月5日 08:15", "2024-03-05T08:15:00Z");
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
		RUN(weeks_counts_and_years_first),
		RUN(months_in_the_languages_of_outlets),
		RUN(what_is_no_date_is_none),
		RUN(a_date_keeps_its_zone),
	};

	arena = arena_new((size_t)1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
