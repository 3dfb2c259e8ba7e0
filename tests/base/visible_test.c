#include "tests/test.h"

#include "base/visible.h"

static void check_escaped(const char *from, const char *expected)
{
	char to[256];

	visible_string(from, to, sizeof(to));
	assert_string_equal(to, expected);
}

TEST(what_comes_from_outside_cannot_forge_a_line)
{
	check_escaped("title\n<3>sitrepd: lost", "title\\x0a<3>sitrepd: lost");
	check_escaped("\033[31mred\x7f", "\\x1b[31mred\\x7f");
	check_escaped("a\xc2\x9b" "b", "a\\xc2\\x9b" "b");
	check_escaped("\xe2\x80\xae" "evil", "\\xe2\\x80\\xae" "evil");
}

TEST(text_in_any_script_stays_as_it_is)
{
	check_escaped("Kh\xc4\x81n Y\xc5\xabnis, \xd9\x84\xd8\xa8\xd9\x86\xd8\xa7\xd9\x86, \xf0\x9f\x8c\x8d",
		      "Kh\xc4\x81n Y\xc5\xabnis, \xd9\x84\xd8\xa8\xd9\x86\xd8\xa7\xd9\x86, \xf0\x9f\x8c\x8d");
}

TEST(bytes_that_are_no_utf8_are_shown_as_numbers)
{
	check_escaped("\xff\xc3", "\\xff\\xc3");
	check_escaped("\xed\xa0\x80", "\\xed\\xa0\\x80");
}

TEST(what_does_not_fit_is_left_out)
{
	char to[10];

	visible_string("abcdefghijkl", to, sizeof(to));
	CHECK(strlen(to) < sizeof(to));
	visible_string("\n\n\n\n\n", to, sizeof(to));
	CHECK(strlen(to) < sizeof(to));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(what_comes_from_outside_cannot_forge_a_line),
		RUN(text_in_any_script_stays_as_it_is),
		RUN(bytes_that_are_no_utf8_are_shown_as_numbers),
		RUN(what_does_not_fit_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
