#include "lexicon/inflect.h"

#include "tests/test.h"

TEST(regular_verbs_take_their_endings)
{
	struct arena *arena = arena_new(1 << 20);
	struct text forms[VERB_FORMS];
	inflect_verb(arena, TEXT("stab"), forms);
	CHECK_TEXT(forms[VERB_PAST], "stabbed");
	inflect_verb(arena, TEXT("bury"), forms);
	CHECK_TEXT(forms[VERB_S], "buries");
	CHECK_TEXT(forms[VERB_PAST], "buried");
	CHECK_TEXT(forms[VERB_ING], "burying");
	inflect_verb(arena, TEXT("seize"), forms);
	CHECK_TEXT(forms[VERB_PART], "seized");
	CHECK_TEXT(forms[VERB_ING], "seizing");
	inflect_verb(arena, TEXT("injure"), forms);
	CHECK_TEXT(forms[VERB_S], "injures");
	inflect_verb(arena, TEXT("wound"), forms);
	CHECK_TEXT(forms[VERB_PAST], "wounded");
	arena_free(arena);
}

TEST(plurals_hiss_and_change_their_y)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK_TEXT(inflect_plural(arena, TEXT("ambush")), "ambushes");
	CHECK_TEXT(inflect_plural(arena, TEXT("casualty")), "casualties");
	CHECK_TEXT(inflect_plural(arena, TEXT("boy")), "boys");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(regular_verbs_take_their_endings),
		RUN(plurals_hiss_and_change_their_y),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
