/* Who wrote it, as pages write it: names with words, dates and networks around them. */
#ifndef PARSERS_BYLINE_H
#define PARSERS_BYLINE_H

#include "base/text.h"

/*
 * The names in a line that is known to be a byline: without "By", "Text:", what follows the names,
 * and titles of the page. Empty where nothing of a name is left, or it is the site's own name.
 */
struct text byline_clean(struct arena *arena, struct text line, struct text site);

/* Whether a line begins as bylines do: "By Ana Example", "Von ...", "Text: ...". */
bool byline_begins(struct text line);

/* Whether such a line has a colon behind its first word, and only names behind that. */
bool byline_says(struct text line);

#endif
