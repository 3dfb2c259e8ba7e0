#include "lexicon/compile.h"
#include "lexicon/lookup.h"
#include "lexicon/words.h"

#include "tests/test.h"

static struct text lines_of(struct arena *arena, const struct lexicon_mistakes *mistakes)
{
	struct text all = TEXT_NONE;

	for (size_t i = 0; i < mistakes->count; i++)
		all = text_format(arena, "%.*s%.*s\n", TEXT_ARGS(all), TEXT_ARGS(mistakes->list[i]));
	return all;
}

static bool knows(struct arena *arena, const struct lexicon *lexicon, const char *phrase)
{
	uint64_t hash = PHRASE_START;
	size_t position = 0;
	struct word word;

	while (word_next(arena, text_of(phrase), &position, &word))
		hash = phrase_add(hash, word.hash);
	const struct table_slot *slot = lexicon_slot(lexicon, hash);
	return slot && slot->readings;
}

static bool has_rule(const struct lexicon *lexicon, const char *name)
{
	for (uint32_t i = 0; i < lexicon->header->rules.count; i++)
		if (text_equal(lexicon_string(lexicon, lexicon->rules[i].name), text_of(name)))
			return true;
	return false;
}

TEST(an_operator_adds_words_places_and_rules)
{
	struct arena *arena = arena_new(1 << 26);
	struct lexicon_mistakes mistakes = {0};
	struct lexicon_examples examples = {0};
	const struct lexicon_source sources[] = {
		{TEXT("/etc/sitrep/lexicon/a.rules"),
		 TEXT("rule mine.zapped\n\tn:PERSON BE <ZAP.part>\n\tyields casualty killed count=n 80\n"
		      "\t+ Two men were zapped . = 2\n")},
		{TEXT("/etc/sitrep/lexicon/b.words"), TEXT("[ZAP verb]\nzap\n[THING noun]\nmoon ray\n")},
		{TEXT("/etc/sitrep/lexicon/my-places.tsv"), TEXT("Ulthar\tcity\tGB\n")},
	};
	const struct lexicon *lexicon = lexicon_extend(arena, sources, 3, &examples, &mistakes);
	CHECK_TEXT(lines_of(arena, &mistakes), "");
	CHECK(knows(arena, lexicon, "zapped") && knows(arena, lexicon, "moon rays") && knows(arena, lexicon, "Ulthar"));
	CHECK(knows(arena, lexicon, "killed") && has_rule(lexicon, "mine.zapped"));
	CHECK_INT(examples.count, 1);
	CHECK_TEXT(examples.list[0].wanted, "2");
	arena_free(arena);
}

TEST(every_mistake_is_told_and_leaves_out_only_its_line_or_rule)
{
	struct arena *arena = arena_new(1 << 26);
	struct lexicon_mistakes mistakes = {0};
	const struct lexicon_source sources[] = {
		{TEXT("a.rules"),
		 TEXT("rule mine.one\n\tKILL n:PERSON\n\tyields casualty killed count=n\n"
		      "rule mine.two\n\t<KILL> n:PERSON\n\tyields casualty killed count=m\n"
		      "rules\n\t<KILL>\n"
		      "rule mine.three\n\t<KILL> n:PERSON\n\tyields casualty killed count=n\n")},
		{TEXT("b.words"), TEXT("[THING noun\nspear\n[THING noun]\nmoon ray\n[ZAP verb]\nzap / zaps\nzip\n")},
		{TEXT("places.tsv"), TEXT("Ulthar\tcity\nDylath\tcity\tGB\n")},
		{TEXT("notes.txt"), TEXT("to do\n")},
	};
	const struct lexicon *lexicon = lexicon_extend(arena, sources, 4, NULL, &mistakes);
	CHECK_TEXT(lines_of(arena, &mistakes),
		   "b.words:1: a heading ends with ']'\n"
		   "b.words:6: a verb has one form or five apart by '/', not 2\n"
		   "places.tsv:1: 2 columns apart by tabs, at least 3 wanted\n"
		   "notes.txt:0: not a name that the lexicon knows: *.words, *.rules, *.tsv\n"
		   "a.rules:2: a pattern needs an anchor in <>\n"
		   "a.rules:6: nothing is captured as \"m\"; a pattern captures by \"m:CLASS\"\n"
		   "a.rules:7: neither \"rule\", \"define\" nor \"without\"\n");
	CHECK(!has_rule(lexicon, "mine.one") && !has_rule(lexicon, "mine.two") && has_rule(lexicon, "mine.three"));
	CHECK(!knows(arena, lexicon, "spears") && knows(arena, lexicon, "moon rays"));
	CHECK(!knows(arena, lexicon, "zaps") && knows(arena, lexicon, "zips"));
	CHECK(!knows(arena, lexicon, "Ulthar") && knows(arena, lexicon, "Dylath"));
	CHECK(knows(arena, lexicon, "killed") && has_rule(lexicon, "casualty.killed.active"));
	arena_free(arena);
}

TEST(an_operator_may_do_without_a_builtin_rule)
{
	struct arena *arena = arena_new(1 << 26);
	struct lexicon_mistakes mistakes = {0};
	const struct lexicon_source source = {
		TEXT("a.rules"), TEXT("without casualty.killed.active\nwithout casualty.killed.actve\n")};
	const struct lexicon *lexicon = lexicon_extend(arena, &source, 1, NULL, &mistakes);
	CHECK(!has_rule(lexicon, "casualty.killed.active") && has_rule(lexicon, "casualty.killed.passive"));
	CHECK_TEXT(lines_of(arena, &mistakes), "a.rules:2: no rule is called \"casualty.killed.actve\"\n");
	arena_free(arena);
}

TEST(without_files_it_is_the_builtin_one)
{
	struct arena *arena = arena_new(1 << 26);
	struct lexicon_mistakes mistakes = {0};
	const struct lexicon *lexicon = lexicon_extend(arena, NULL, 0, NULL, &mistakes);
	const struct lexicon *builtin = lexicon_builtin();
	CHECK_INT(mistakes.count, 0);
	CHECK_INT(lexicon->header->size, builtin->header->size);
	CHECK(!memcmp(lexicon->memory, builtin->memory, builtin->header->size));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(an_operator_adds_words_places_and_rules),
		RUN(every_mistake_is_told_and_leaves_out_only_its_line_or_rule),
		RUN(an_operator_may_do_without_a_builtin_rule),
		RUN(without_files_it_is_the_builtin_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
