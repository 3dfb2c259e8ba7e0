/*
 * Text cut into words, in one way for articles and for the tables they are looked up in: what the
 * compiler hashes is what a reader finds.
 *
 * A hyphen inside a word cuts it and marks the second half as joined ("Iran-backed", "15-20");
 * a possessive ending is a word of its own; an acronym with dots is one word.
 */
#ifndef LEXICON_WORDS_H
#define LEXICON_WORDS_H

#include "base/text.h"

enum word_flag {
	WORD_CAPITAL = 1 << 0,    /* begins with a capital letter */
	WORD_UPPER = 1 << 1,      /* two letters or more, all of them capitals */
	WORD_NUMBER = 1 << 2,     /* digits, with commas, points or colons inside */
	WORD_PUNCT = 1 << 3,
	WORD_JOINED = 1 << 4,     /* stands behind a hyphen */
	WORD_POSSESSIVE = 1 << 5, /* 's */
	WORD_SPACED = 1 << 6,     /* white space before it */
	WORD_LINE = 1 << 7,       /* a blank line, or the beginning of the text, before it */
};

struct word {
	uint32_t start;
	uint32_t end;
	uint32_t flags;
	int32_t symbol; /* the code point of a WORD_PUNCT */
	uint64_t hash;  /* of the folded word */
};

/* The next word at or behind `*position`, which moves behind it; false at the end of the text. */
bool word_next(struct arena *arena, struct text text, size_t *position, struct word *word);

/* No fewer than the words of the text, and in news hardly more. */
size_t words_most(struct text text);

/* The hash of a phrase that goes on with one more word; a phrase begins with PHRASE_START. */
#define PHRASE_START UINT64_C(0x9e3779b97f4a7c15)
static inline uint64_t phrase_add(uint64_t phrase, uint64_t word)
{
	uint64_t mixed = (phrase ^ word) * UINT64_C(0xff51afd7ed558ccd);

	return mixed ^ (mixed >> 29);
}

#endif
