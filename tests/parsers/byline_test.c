#include "parsers/byline.h"

#include "tests/arena.h"
#include "tests/test.h"

static struct text clean(const char *line)
{
	return byline_clean(arena, text_of(line), TEXT("The Example Courier"));
}

TEST(words_before_the_names_go)
{
	CHECK_TEXT(clean("By Ida Brandt"), "Ida Brandt");
	CHECK_TEXT(clean("Von Jana Kern und Tom Ashe"), "Jana Kern und Tom Ashe");
	CHECK_TEXT(clean("Autor: Jana Kern"), "Jana Kern");
	CHECK_TEXT(clean("Ein Gastbeitrag von Jana Kern"), "Jana Kern");
	CHECK_TEXT(clean("Par Luc Moreau"), "Luc Moreau");
	CHECK_TEXT(clean("Posted on May 12, 2026 by Ida Brandt"), "Ida Brandt");
}

TEST(what_follows_the_names_goes)
{
	CHECK_TEXT(clean("Ida Brandt 8 January 2026, 3:51 pm 11 Edit"), "Ida Brandt");
	CHECK_TEXT(clean("By Ida Brandt | March 2"), "Ida Brandt");
	CHECK_TEXT(clean("Ida Brandt, political editor"), "Ida Brandt");
	CHECK_TEXT(clean("Joe S."), "Joe S.");
}

TEST(what_is_no_name_is_none)
{
	CHECK(text_empty(clean("By")));
	CHECK(text_empty(clean("admin")));
	CHECK(text_empty(clean("the example courier")));
	CHECK(text_empty(clean("https://example.org/ida")));
	CHECK(text_empty(clean("desk@example.org")));
	CHECK(text_empty(clean("12.05.2026")));
	CHECK(text_empty(clean("")));
}

TEST(a_line_that_begins_as_bylines_do)
{
	CHECK(byline_begins(TEXT("By Ida Brandt")));
	CHECK(byline_begins(TEXT("Text: Jana Kern")));
	CHECK(!byline_begins(TEXT("By the river the water rose")));
	CHECK(!byline_begins(TEXT("Byron Lake is a town")));
	CHECK(byline_says(TEXT("Autor: Jana Kern")));
	CHECK(!byline_says(TEXT("Von Jana Kern")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(words_before_the_names_go),
		RUN(what_follows_the_names_goes),
		RUN(what_is_no_name_is_none),
		RUN(a_line_that_begins_as_bylines_do),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
