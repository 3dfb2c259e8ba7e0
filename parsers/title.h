/*
 * Which of a page's titles is the story's: the headline that a reader sees, told from a site's name
 * and a topic above it by what the page declares.
 */
#ifndef PARSERS_TITLE_H
#define PARSERS_TITLE_H

#include "base/text.h"

struct titles {
	struct text open_graph; /* og:title */
	struct text tag;        /* <title> */
	struct text linked;     /* JSON-LD's headline */
	struct text site;
};

/* How well a heading is the headline, in hundredths; 0 where it is not. `only` where it is the page's only h1. */
int title_match(struct arena *arena, const struct titles *titles, struct text heading, bool only);

/* `heading` may be empty. */
struct text title_choose(struct arena *arena, const struct titles *titles, struct text heading);

#endif
