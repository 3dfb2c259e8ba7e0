/* Whether a rule does what its own examples promise; what it did instead is told to people. */
#ifndef EXTRACTION_EXPLAIN_EXAMPLE_H
#define EXTRACTION_EXPLAIN_EXAMPLE_H

#include "lexicon/compile.h"

/*
 * Empty where the example holds: a positive one is read by its rule, with the count that it gives; a
 * negative one is not. Otherwise "file:line: sentence", with what came out.
 */
struct text explain_example(struct arena *arena, const struct lexicon *lexicon,
			    const struct lexicon_example *example);

#endif
