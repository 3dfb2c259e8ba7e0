/*
 * Which part of a page is the story. Runs give their weight to the boxes around them, what a box
 * says of itself changes its weight, the heaviest box is the body, and it is widened where a page
 * splits its body in several.
 */
#ifndef PARSERS_BODY_H
#define PARSERS_BODY_H

#include "parsers/layout.h"

#define BODY_BEST 5

struct body {
	struct layout *layout;
	uint32_t prose;        /* bytes of the whole page's prose that is not left out */
	int best[BODY_BEST];   /* boxes, the heaviest first; NO_BOX where there are fewer */
};

/* How strict a page is read; the next one where one finds nothing. */
enum strictness { BODY_STRICT, BODY_LOOSE };

/* Marks the boxes that are away and those that are chosen. */
void body_find(struct body *body, struct layout *layout, enum strictness strictness);

/* The weights of one box, in words: "articleBody x2.5". For explanations. */
struct text body_reasons(struct arena *arena, const struct body *body, int box);

#endif
