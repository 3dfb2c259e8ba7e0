/* What lines say that are no part of a story: the table behind lines.h. */
#ifndef PARSERS_PHRASES_H
#define PARSERS_PHRASES_H

#include <stddef.h>

#include "parsers/lines.h"

/* How a phrase has to stand in a line, both folded. */
enum stands {
	WHOLE, /* it is the line, but for marks at its end */
	FIRST, /* the line begins with it */
	COLON, /* the same, with ':' behind it */
};

struct phrase {
	const char *phrase; /* folded: NFKC, small letters */
	enum stands stands;
	enum line_role role;
};

extern const struct phrase phrases[];
extern const size_t phrases_count;

#endif
