#include "lexicon/inflect.h"

#include <string.h>

static bool is_vowel(char c)
{
	return c && strchr("aeiou", c) != NULL;
}

static char at_end(struct text word, size_t from_end)
{
	return word.length > from_end ? word.data[word.length - 1 - from_end] : '\0';
}

static bool hisses(struct text word)
{
	return text_ends(word, TEXT("s")) || text_ends(word, TEXT("x")) ||
	       text_ends(word, TEXT("z")) || text_ends(word, TEXT("ch")) ||
	       text_ends(word, TEXT("sh"));
}

static bool ends_in_consonant_y(struct text word)
{
	return at_end(word, 0) == 'y' && word.length > 1 && !is_vowel(at_end(word, 1));
}

/* "stab" and "gun" double their last letter; words of more syllables do so only when listed. */
static bool doubles(struct text word)
{
	char last = at_end(word, 0);
	size_t vowels = 0;

	if (word.length < 3 || is_vowel(last) || strchr("wxy", last) || !is_vowel(at_end(word, 1)) ||
	    is_vowel(at_end(word, 2)))
		return false;
	for (size_t i = 0; i < word.length; i++)
		vowels += is_vowel(word.data[i]);
	return vowels == 1;
}

struct text inflect_plural(struct arena *arena, struct text word)
{
	if (ends_in_consonant_y(word))
		return text_format(arena, "%.*sies", (int)word.length - 1, word.data);
	return text_format(arena, "%.*s%s", TEXT_ARGS(word), hisses(word) ? "es" : "s");
}

void inflect_verb(struct arena *arena, struct text base, struct text forms[VERB_FORMS])
{
	int length = (int)base.length;
	const char *word = base.data;

	forms[VERB_BASE] = base;
	forms[VERB_S] = inflect_plural(arena, base);
	if (at_end(base, 0) == 'e') {
		forms[VERB_PAST] = text_format(arena, "%.*sd", length, word);
		forms[VERB_ING] = at_end(base, 1) == 'i' || at_end(base, 1) == 'e'
					  ? text_format(arena, "%.*sing", length, word)
					  : text_format(arena, "%.*sing", length - 1, word);
	} else if (ends_in_consonant_y(base)) {
		forms[VERB_PAST] = text_format(arena, "%.*sied", length - 1, word);
		forms[VERB_ING] = text_format(arena, "%.*sing", length, word);
	} else if (doubles(base)) {
		forms[VERB_PAST] = text_format(arena, "%.*s%ced", length, word, at_end(base, 0));
		forms[VERB_ING] = text_format(arena, "%.*s%cing", length, word, at_end(base, 0));
	} else {
		forms[VERB_PAST] = text_format(arena, "%.*sed", length, word);
		forms[VERB_ING] = text_format(arena, "%.*sing", length, word);
	}
	forms[VERB_PART] = forms[VERB_PAST];
}
