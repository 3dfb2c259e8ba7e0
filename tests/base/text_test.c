#include "tests/test.h"

static struct arena *arena;

static struct bytes bytes_of(const char *string)
{
	return (struct bytes){(const unsigned char *)string, strlen(string)};
}

TEST(only_valid_utf8_becomes_text)
{
	struct text text = TEXT("untouched");

	CHECK(!text_check(bytes_of("caf\xe9"), &text));
	CHECK(!text_check(bytes_of("\xed\xa0\x80"), &text)); /* a surrogate */
	CHECK(!text_check(bytes_of("\xc0\xaf"), &text));     /* overlong */
	CHECK_TEXT(text, "untouched");
	CHECK(text_check(bytes_of("caf\xc3\xa9"), &text));
	CHECK_TEXT(text, "café");
}

TEST(repair_replaces_each_bad_byte_and_keeps_the_rest)
{
	CHECK_TEXT(text_repair(arena, bytes_of("a\xff" "b\xc3")), "a\xef\xbf\xbd" "b\xef\xbf\xbd");
}

TEST(controls_and_bidi_overrides_go)
{
	CHECK_TEXT(text_clean(arena, TEXT("a\x1b[31mb\xe2\x80\xae" "c\xc2\x9b" "d\te\nf"), false),
		   "a[31mbcd e f");
	CHECK_TEXT(text_clean(arena, TEXT("a\nb\xe2\x80\xa8" "c"), true), "a\nb c");
}

/* Plain characters are passed over eight at a time: each other one is found wherever among them it stands. */
TEST(controls_go_wherever_they_stand)
{
	for (size_t at = 0; at < 24; at++)
		for (int c = 0; c < 0x80; c++) {
			char text[24];
			memset(text, 'a', sizeof(text));
			text[at] = (char)c;
			bool clean = c == '\n' || (c >= 0x20 && c < 0x7f);
			CHECK(text_is_clean((struct text){text, sizeof(text)}, true) == clean);
		}
}

TEST(squeezing_knows_unicode_spaces)
{
	CHECK_TEXT(text_squeeze(arena, TEXT("  a\xc2\xa0\n b  ")), "a b");
}

TEST(folding_makes_spellings_equal)
{
	CHECK_TEXT(text_fold(arena, TEXT("STRASSE")), "strasse");
	CHECK_TEXT(text_fold(arena, TEXT("Stra\xc3\x9f" "e")), "strasse");
	CHECK_TEXT(text_fold(arena, TEXT("\xef\xac\x81re")), "fire");
}

TEST(a_cut_never_splits_a_character)
{
	CHECK_TEXT(text_cut(TEXT("ab\xc3\xa9"), 3), "ab");
	CHECK_TEXT(text_cut(TEXT("ab\xc3\xa9"), 4), "ab\xc3\xa9");
}

TEST(parts_come_off_the_front_one_by_one)
{
	struct text rest = TEXT("a,,b"), part;

	CHECK(text_next(&rest, ',', &part));
	CHECK_TEXT(part, "a");
	CHECK(text_next(&rest, ',', &part));
	CHECK_TEXT(part, "");
	CHECK(text_next(&rest, ',', &part));
	CHECK_TEXT(part, "b");
	CHECK(!text_next(&rest, ',', &part));
}

TEST(numbers_are_whole_and_fit)
{
	int64_t number = -1;

	CHECK(text_number(TEXT("9223372036854775807"), &number));
	CHECK(number == INT64_MAX);
	CHECK(!text_number(TEXT("9223372036854775808"), &number));
	CHECK(!text_number(TEXT("12a"), &number));
	CHECK(!text_number(TEXT(""), &number));
}

TEST(finding_looks_from_where_it_is_told)
{
	CHECK_INT(text_find(TEXT("abcabc"), TEXT("bc"), 2), 4);
	CHECK(text_find(TEXT("abc"), TEXT("x"), 0) == TEXT_NOT_FOUND);
	CHECK_INT(text_find_nocase(TEXT("<BODY>"), TEXT("body"), 0), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(only_valid_utf8_becomes_text),
		RUN(repair_replaces_each_bad_byte_and_keeps_the_rest),
		RUN(controls_and_bidi_overrides_go),
		RUN(controls_go_wherever_they_stand),
		RUN(squeezing_knows_unicode_spaces),
		RUN(folding_makes_spellings_equal),
		RUN(a_cut_never_splits_a_character),
		RUN(parts_come_off_the_front_one_by_one),
		RUN(numbers_are_whole_and_fit),
		RUN(finding_looks_from_where_it_is_told),
	};
	arena = arena_new(1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
