#include <stdio.h>

#include "lexicon/compile.h"
#include "lexicon/lookup.h"
#include "lexicon/words.h"

#include "tests/test.h"

static bool compile(struct arena *arena, const char *name, const char *text, struct bytes *table,
		    struct error *error)
{
	struct lexicon_source source = {text_of(name), text_of(text)};

	return lexicon_compile(arena, &source, 1, table, NULL, NULL, error);
}

static const struct table_slot *find(struct arena *arena, const struct lexicon *lexicon, const char *phrase)
{
	uint64_t hash = PHRASE_START;
	size_t position = 0;
	struct word word;

	while (word_next(arena, text_of(phrase), &position, &word))
		hash = phrase_add(hash, word.hash);
	return lexicon_slot(lexicon, hash);
}

TEST(a_verb_is_found_in_every_form)
{
	struct arena *arena = arena_new(1 << 24);
	struct bytes table;
	struct error error;
	CHECK(compile(arena, "a.words",
		      "[IRREGULAR verb]\nshoot / shoots / shot / shot / shooting\n[KILL verb]\nshoot dead\n", &table, &error));
	struct lexicon *lexicon = lexicon_open(arena, table, &error);
	CHECK(lexicon != NULL);
	const struct table_slot *slot = find(arena, lexicon, "Shot dead");
	CHECK(slot && slot->readings == 1);
	CHECK_INT(lexicon->readings[slot->reading].forms, FORM_PAST | FORM_PART);
	slot = find(arena, lexicon, "shooting");
	CHECK(slot && slot->readings == 0 && slot->longer);
	CHECK(find(arena, lexicon, "shelter") == NULL);
	arena_free(arena);
}

TEST(a_place_of_two_names_is_one_entity)
{
	struct arena *arena = arena_new(1 << 24);
	struct bytes table;
	struct error error;
	CHECK(compile(arena, "en/places.tsv", "#name\nKyiv\tcity\tUA\t\tKiev; Kyyiv\t9\n", &table, &error));
	struct lexicon *lexicon = lexicon_open(arena, table, &error);
	const struct table_slot *slot = find(arena, lexicon, "Kiev");
	CHECK(slot && slot->readings == 1);
	const struct table_entity *entity = &lexicon->entities[lexicon->readings[slot->reading].entity];
	CHECK_TEXT(lexicon_string(lexicon, entity->name), "Kyiv");
	CHECK(!memcmp(entity->countries[0], "UA", 2));
	arena_free(arena);
}

static void check_mistake(const char *name, const char *text, const char *sentence)
{
	struct arena *arena = arena_new(1 << 24);
	struct bytes table;
	struct error error;
	CHECK(!compile(arena, name, text, &table, &error));
	assert_string_equal(error.message, sentence);
	arena_free(arena);
}

TEST(a_mistake_is_a_sentence_with_file_and_line)
{
	check_mistake("my.rules", "rule a\n\tACTOR PERSON\n\tyields casualty killed\n",
		      "my.rules:2: a pattern needs an anchor in <>");
	check_mistake("my.rules", "rule a\n\tPERSON _<KILL>\n\tyields casualty killed\n",
		      "my.rules:2: the anchor takes no '_', '!' or '?': its neighbours do");
	check_mistake("my.rules", "\nhello\n", "my.rules:2: neither \"rule\", \"define\" nor \"without\"");
	check_mistake("my.words", "word\n", "my.words:1: a word before the first [CLASS kind]");
	check_mistake("my.words", "[KILL verb]\nkill / kills\n",
		      "my.words:2: a verb has one form or five apart by '/', not 2");
	check_mistake("my.csv", "x\n", "my.csv:0: not a name that the lexicon knows: *.words, *.rules, *.tsv");
}

static void check_rule(const char *pattern, const char *yield, const char *sentence)
{
	char text[200];

	snprintf(text, sizeof(text), "rule a\n\t%s\n\tyields %s\n", pattern, yield);
	check_mistake("my.rules", text, sentence);
}

TEST(what_a_rule_names_and_nobody_knows_gets_the_nearest_name)
{
	check_rule("<ACTOR> n:PRESON", "casualty killed count=n", "my.rules:2: no word is of a class PRESON; is it PERSON?");
	check_rule("<ACTOR> n:FLUFF", "casualty killed count=n", "my.rules:2: no word is of a class FLUFF");
	check_rule("<ACTOR.pst> n:PERSON", "casualty killed count=n", "my.rules:2: \"pst\" is no form of a word; is it past?");
	check_rule("<ACTOR> n:PERSON", "casualty kiled count=n", "my.rules:3: \"kiled\" is no effect; is it killed?");
	check_rule("<ACTOR> n:PERSON", "casualy killed count=n", "my.rules:3: \"casualy\" is no type of fact; is it casualty?");
	check_rule("<ACTOR> n:PERSON", "casualty killed cuont=n", "my.rules:3: \"cuont\" is no key of a yield; is it count?");
	check_rule("<ACTOR> n:PERSON", "ceasefire status=inforce count=n", "my.rules:3: \"inforce\" is no status; is it in-force?");
	check_rule("<ACTOR> n:PERSON", "casualty killed modality=planed", "my.rules:3: \"planed\" is no modality; is it planned?");
	check_rule("<ACTOR> n:PERSON", "casualty killed count=m", "my.rules:3: nothing is captured as \"m\"; a pattern captures by \"m:CLASS\"");
	check_rule("<ACTOR> n:PERSON", "casualty killed", "my.rules:1: \"n:\" is captured, and no yield asks for it");
}

TEST(a_damaged_table_is_refused)
{
	struct arena *arena = arena_new(1 << 24);
	struct bytes table;
	struct error error;
	CHECK(compile(arena, "a.words", "[KILL verb]\nkill\n", &table, &error));
	CHECK(lexicon_open(arena, (struct bytes){table.data, table.length - 1}, &error) == NULL);
	CHECK(lexicon_open(arena, (struct bytes){table.data, 3}, &error) == NULL);
	arena_free(arena);
}

TEST(the_builtin_lexicon_knows_killing)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK(find(arena, lexicon_builtin(), "gunned down") != NULL);
	CHECK(lexicon_builtin() == lexicon_builtin());
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_verb_is_found_in_every_form),
		RUN(a_place_of_two_names_is_one_entity),
		RUN(a_mistake_is_a_sentence_with_file_and_line),
		RUN(what_a_rule_names_and_nobody_knows_gets_the_nearest_name),
		RUN(a_damaged_table_is_refused),
		RUN(the_builtin_lexicon_knows_killing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
