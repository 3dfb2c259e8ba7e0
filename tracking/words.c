/* The few words of a report's text that tracking has to know by their class. */
#include "lexicon/classes.h"
#include "lexicon/lookup.h"
#include "lexicon/words.h"
#include "tracking/tracking.h"

static bool is_word_of(const struct lexicon *lexicon, const struct word *word, unsigned class)
{
	const struct table_slot *slot = lexicon_slot(lexicon, phrase_add(PHRASE_START, word->hash));

	for (unsigned i = 0; slot && i < slot->readings; i++)
		if (lexicon->readings[slot->reading + i].class == class)
			return true;
	return false;
}

/* The last word: "Taliban militants". */
bool words_name_foes(const struct tracking *tracking, const struct fact *fact)
{
	struct word word;
	size_t position = 0;
	bool foes = false;

	while (word_next(tracking->arena, fact->victims, &position, &word))
		foes = is_word_of(tracking->lexicon, &word, CLASS_KIND_REBELS);
	return foes;
}

bool words_name_leader(const struct tracking *tracking, const struct fact *fact)
{
	struct word word;
	size_t position = 0;

	for (size_t i = 0; i < fact->names_count; i++)
		if (fact->names[i].leader)
			return true;
	while (word_next(tracking->arena, fact->victims, &position, &word))
		if (is_word_of(tracking->lexicon, &word, CLASS_LEADER))
			return true;
	return false;
}

bool words_name_foes_as_source(const struct tracking *tracking, struct text source)
{
	struct word word;
	size_t position = 0;

	while (word_next(tracking->arena, source, &position, &word))
		if (is_word_of(tracking->lexicon, &word, CLASS_KIND_REBELS))
			return true;
	return false;
}

bool words_name_unofficial(const struct tracking *tracking, struct text source)
{
	struct word word;
	size_t position = 0;

	while (word_next(tracking->arena, source, &position, &word))
		if (is_word_of(tracking->lexicon, &word, CLASS_UNOFFICIAL))
			return true;
	return false;
}

bool words_name_official_count(const struct tracking *tracking, struct text source)
{
	struct word word;
	size_t position = 0;
	uint64_t phrase = PHRASE_START;

	while (word_next(tracking->arena, source, &position, &word))
		phrase = phrase_add(phrase, word.hash);
	const struct table_slot *slot = lexicon_slot(tracking->lexicon, phrase);
	for (unsigned i = 0; slot && i < slot->readings; i++)
		if (tracking->lexicon->readings[slot->reading + i].class == CLASS_OFFICIAL_TOLL)
			return true;
	return false;
}

bool words_rebuff_news(const struct tracking *tracking, struct text said)
{
	struct word word;
	size_t position = 0;
	bool rebuffs = false;

	for (size_t i = 0; word_next(tracking->arena, said, &position, &word); i++) {
		if (i < WORDS_TO_VERB)
			rebuffs = rebuffs || is_word_of(tracking->lexicon, &word, CLASS_REBUFF);
		if (rebuffs && is_word_of(tracking->lexicon, &word, CLASS_NEWS_OF_DEATH))
			return true;
	}
	return false;
}
