/* Rules against the items of a sentence: which one matched where, and what it captured. */
#ifndef EXTRACTION_FRAMES_H
#define EXTRACTION_FRAMES_H

#include "extraction/document.h"

#define NOTHING SIZE_MAX

struct match {
	const struct table_rule *rule;
	size_t sentence;
	size_t anchor;                        /* items */
	size_t captures[CAPTURES_OF_PATTERN]; /* NOTHING where the rule has none */
	size_t first;                         /* the items that it covers */
	size_t last;
};

/* Turns a match into its facts. */
void facts_add(struct document *document, const struct match *match);

/* Adds the parties and the place of a match to the facts from `first` on where they have none. */
void facts_complete(struct document *document, const struct match *match, size_t first);

#endif
