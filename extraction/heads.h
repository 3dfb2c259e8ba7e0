/*
 * The way through a noun group: what each word does in it, up to what ends it. The head is the last noun on
 * the way.
 */
#ifndef EXTRACTION_HEADS_H
#define EXTRACTION_HEADS_H

#include "extraction/document.h"

#define FORMS_OF_VERB (FORM_BASE | FORM_S | FORM_PAST | FORM_PART | FORM_ING)

enum step { STEP_END, STEP_MODIFIER, STEP_HEAD };

struct walk {
	size_t head;       /* SIZE_MAX while there is none */
	size_t head_length;
	bool plural;
	bool either;       /* singular and plural look the same */
	bool known;        /* the head is a noun of the lexicon */
	bool named;        /* a name stands in it */
};

/* "off-duty", "well-known": whatever the first half is alone, it says something of what comes. */
bool begins_compound(const struct document *document, size_t at);

/* What the word at the place does in a group of which so much has been seen. */
enum step step_at(const struct document *document, size_t at, const struct walk *walk);

/* "Boko Haram kidnaps 20 girls", "Israel attacks Beirut": behind who acts, before whom it meets, a verb. */
bool is_determiner(const struct document *document, size_t at);
bool begins_object(const struct document *document, size_t at);
bool is_verb_of_actor(const struct document *document, size_t at);

/* The word is the head, for now. */
void take_head(const struct document *document, size_t at, struct walk *walk);

/* Whether the last letters of the word are of the class: "ed", "s". */
bool ends_like(const struct document *document, size_t at, unsigned class);

/* The forms of the phrase at the place; none behind the end. */
static inline uint16_t forms_at(const struct document *document, size_t at)
{
	return at < document->tokens_count ? document->tokens[at].forms : 0;
}

#endif
