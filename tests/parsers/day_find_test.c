#include "parsers/day_find.h"

#include "tests/arena.h"
#include "tests/test.h"

static struct text found(const char *line, bool month_first)
{
	struct day day = day_in_line(arena, text_of(line), month_first);

	return day_known(day) ? day_format(arena, day) : TEXT("none");
}

TEST(a_day_in_words_of_many_languages)
{
	CHECK_TEXT(found("Posted on May 12, 2026 by Ida", true), "2026-05-12");
	CHECK_TEXT(found("Stand: 05. Februar 2020", false), "2020-02-05");
	CHECK_TEXT(found("Publi\u00e9 le 12 ao\u00fbt 2026 \u00e0 9 h", false), "2026-08-12");
	CHECK_TEXT(found("12 de mayo de 2026", false), "2026-05-12");
	CHECK_TEXT(found("8th of January, 2020, 3:51 pm", true), "2020-01-08");
	CHECK_TEXT(found("2 \u043c\u0430\u0440\u0442\u0430 2026, 12:30", false), "2026-03-02");
	CHECK_TEXT(found("2026\u5e743\u67082\u65e5 17:00", false), "2026-03-02");
}

TEST(a_day_in_numbers)
{
	CHECK_TEXT(found("am 25.08.2015 22:30", false), "2015-08-25");
	CHECK_TEXT(found("Erstellt am09.02.2022", false), "2022-02-09");
	CHECK_TEXT(found("03/04/2026", true), "2026-03-04");
	CHECK_TEXT(found("03/04/2026", false), "2026-04-03");
	CHECK_TEXT(found("13/04/2026", true), "2026-04-13");
	CHECK_TEXT(found("Written: 2023-11-07 15:03:30", true), "2023-11-07");
	CHECK_TEXT(found("28.09.19", false), "2019-09-28");
}

TEST(what_is_no_day)
{
	CHECK_TEXT(found("Market 5, 2020", true), "none");
	CHECK_TEXT(found("call 555-12-2020", true), "none");
	CHECK_TEXT(found("version 1.2.3", false), "none");
	CHECK_TEXT(found("31.02.2026", false), "none");
	CHECK_TEXT(found("", false), "none");
}

TEST(a_day_in_an_address)
{
	CHECK_INT(day_in_url(TEXT("https://example.org/2026/03/02/mine")).number, 20514);
	CHECK_INT(day_in_url(TEXT("https://example.org/news-2026-03-02-mine")).number, 20514);
	CHECK_INT(day_in_url(TEXT("https://example.org/20260302-mine")).number, 20514);
	CHECK(!day_known(day_in_url(TEXT("https://example.org/article/123456789"))));
	CHECK(!day_known(day_in_url(TEXT("https://example.org/2026/mine"))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_day_in_words_of_many_languages),
		RUN(a_day_in_numbers),
		RUN(what_is_no_day),
		RUN(a_day_in_an_address),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
