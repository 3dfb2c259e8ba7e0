#include "lexicon/words.h"

#include "tests/test.h"

/* The words of a text, apart by '|'. */
static struct text cut(struct arena *arena, const char *string)
{
	struct text text = text_of(string), out = TEXT_NONE;
	size_t position = 0;
	struct word word;

	while (word_next(arena, text, &position, &word)) {
		struct text itself = text_slice(text, word.start, word.end);
		out = text_format(arena, "%.*s%s%.*s", TEXT_ARGS(out), out.length ? "|" : "",
				  TEXT_ARGS(itself));
	}
	return out;
}

static uint64_t hash_of(struct arena *arena, const char *string)
{
	size_t position = 0;
	struct word word;

	assert_true(word_next(arena, text_of(string), &position, &word));
	return word.hash;
}

TEST(a_hyphen_cuts_and_a_possessive_stands_alone)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK_TEXT(cut(arena, "France\xe2\x80\x99s Iran-backed 12-year-old"), "France|\xe2\x80\x99s|Iran|backed|12|year|old");
	arena_free(arena);
}

TEST(acronyms_and_numbers_are_one_word_each)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK_TEXT(cut(arena, "At 11:40 p.m. the U.S. counted 1,200.5."), "At|11:40|p.m.|the|U.S.|counted|1,200.5|.");
	arena_free(arena);
}

TEST(a_negation_keeps_its_apostrophe_and_two_hyphens_are_a_dash)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK_TEXT(cut(arena, "O'Brien isn't here -- \"no\""), "O'Brien|isn't|here|--|\"|no|\"");
	arena_free(arena);
}

TEST(case_and_accents_do_not_change_the_hash)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK(hash_of(arena, "S\xc3\xa3o") == hash_of(arena, "sao"));
	CHECK(hash_of(arena, "Sana'a") == hash_of(arena, "SANAA"));
	CHECK(hash_of(arena, "U.S.") != hash_of(arena, "us"));
	arena_free(arena);
}

TEST(a_blank_line_is_seen_at_the_word_behind_it)
{
	struct arena *arena = arena_new(1 << 20);
	struct text text = text_of("one\n\ntwo three-four");
	size_t position = 0;
	struct word word;
	CHECK(word_next(arena, text, &position, &word));
	CHECK(word_next(arena, text, &position, &word));
	CHECK(word.flags & WORD_LINE);
	CHECK(word_next(arena, text, &position, &word));
	CHECK(!(word.flags & WORD_LINE));
	CHECK(word_next(arena, text, &position, &word));
	CHECK(word.flags & WORD_JOINED);
	CHECK(!word_next(arena, text, &position, &word));
	arena_free(arena);
}

static size_t count_words(struct arena *arena, struct text text)
{
	size_t position = 0, count = 0;
	struct word word;

	while (word_next(arena, text, &position, &word))
		count++;
	return count;
}

TEST(a_text_has_no_more_words_than_are_expected)
{
	static const char *const texts[] = {
		"", " ", "a", "one two", "\"('\" \"('\"", "U.S.5 p.m.7a", "it's France's 's5 'S",
		"a\xe2\x80\x94" "b\xe2\x80\x9c" "c \xc3\xa9\xc3\xa9t\xc3\xa9 1.5a 12:30pm",
		"--- -a- a--b \xe4\xb8\xad\xe2\x80\x99\xe4\xb8\xad",
	};
	struct arena *arena = arena_new(1 << 20);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		CHECK(count_words(arena, text_of(texts[i])) <= words_most(text_of(texts[i])));
	struct text news = text_of("At least 12 people were killed on Monday, officials said.");
	CHECK_INT(words_most(news), count_words(arena, news));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_hyphen_cuts_and_a_possessive_stands_alone),
		RUN(acronyms_and_numbers_are_one_word_each),
		RUN(a_negation_keeps_its_apostrophe_and_two_hyphens_are_a_dash),
		RUN(case_and_accents_do_not_change_the_hash),
		RUN(a_text_has_no_more_words_than_are_expected),
		RUN(a_blank_line_is_seen_at_the_word_behind_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
