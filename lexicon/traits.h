/*
 * Questions that are asked of every word of a text, answered once for every set of classes when the
 * lexicon is opened: each is a bit, true where the word may be of any of a few classes.
 */
#ifndef LEXICON_TRAITS_H
#define LEXICON_TRAITS_H

#include "lexicon/table.h"

enum trait {
	TRAIT_BORDER = 1 << 0,      /* ends a noun group */
	TRAIT_AMOUNT = 1 << 1,      /* may begin a number in words */
	TRAIT_ACTOR = 1 << 2,       /* a body, a country or its people */
	TRAIT_PLACE = 1 << 3,       /* a country, its people or a town */
	TRAIT_MARK = 1 << 4,        /* marks the kind of the whole text, or credits an agency */
	TRAIT_TOPIC = 1 << 5,       /* belongs to a field without violence, or to real events */
	TRAIT_BOILERPLATE = 1 << 6, /* of a line that is no text */
	TRAIT_TIME = 1 << 7,        /* may begin a time, unless it begins with a number */
	TRAIT_WHERE = 1 << 8,       /* may begin a place, unless that begins with its name */
	TRAIT_ANCHOR = 1 << 9,      /* a rule that makes facts may have its anchor here; known when all rules are */
	TRAIT_TEXT_ONLY = 1 << 10,  /* tells of the whole text, and nothing of the sentence */
};

uint16_t traits_of(const struct table_set *set);

#endif
