/*
 * What a statement is made of: who speaks, in what office, for whom, and what was said: the words in
 * quotes where the sentence has any, else what its verb says.
 */
#include "extraction/statements.h"

#define NEAR 60 /* items: no statement goes on for longer */

static bool is_quote(const struct item *item)
{
	return set_has(&item->set, CLASS_QUOTE);
}

/* The items between the first quote near the verb and the last that closes it; false where there is none. */
static bool find_quoted(const struct sentence *sentence, size_t verb, size_t *first, size_t *end)
{
	*first = *end = 0;
	for (size_t i = verb > NEAR ? verb - NEAR : 0; i < sentence->items_count && i < verb + NEAR; i++) {
		if (!is_quote(&sentence->items[i]))
			continue;
		if (!*first)
			*first = i + 1;
		else if (i > *first)
			*end = i;
	}
	return *end > *first && *first;
}

/* The end of what the verb says: a new clause, or the attribution of another. */
static size_t clause_end(const struct sentence *sentence, size_t verb)
{
	for (size_t i = verb + 1; i < sentence->items_count && i < verb + NEAR; i++) {
		const struct item *item = &sentence->items[i];
		if (set_has(&item->set, CLASS_SEMICOLON) || set_has(&item->set, CLASS_STOP))
			return i;
		if (set_has(&item->set, CLASS_COMMA) && i + 1 < sentence->items_count &&
		    (set_has(&sentence->items[i + 1].set, CLASS_AND) ||
		     set_has(&sentence->items[i + 1].set, CLASS_ACCORDING)))
			return i;
	}
	return verb + NEAR < sentence->items_count ? verb + NEAR : sentence->items_count;
}

struct text statement_text(const struct document *document, const struct sentence *sentence, size_t verb)
{
	size_t first, end;

	if (!find_quoted(sentence, verb, &first, &end)) {
		first = verb;
		end = clause_end(sentence, verb);
	}
	if (end <= first)
		return TEXT_NONE;
	return tokens_text(document, sentence->items[first].first, sentence->items[end - 1].end);
}

static bool is_determiner(const struct document *document, size_t token)
{
	return token_is(document, token, CLASS_DEFINITE) || token_is(document, token, CLASS_INDEFINITE) ||
	       token_is(document, token, CLASS_POSSESSOR);
}

void statement_speaker(const struct document *document, const struct item *speaker, struct fact *fact)
{
	const struct table_entity *entity =
		speaker->entity >= 0 ? &document->lexicon->entities[speaker->entity] : NULL;
	size_t first = speaker->first;

	if (entity)
		fact->organisation = lexicon_string(document->lexicon, entity->name);
	if (!set_has(&speaker->set, CLASS_PERSON))
		return;
	while (first < speaker->head && is_determiner(document, first))
		first++;
	size_t end = speaker->name_end ? speaker->name_first : speaker->end;
	if (end > first)
		fact->role = tokens_text(document, first, end);
}
