/* An article as a page or a feed gives it: its text in paragraphs apart by a blank line, and who, when, where from. */
#ifndef MODEL_ARTICLE_H
#define MODEL_ARTICLE_H

#include "base/json.h"

struct article {
	struct text title;
	struct text byline;
	struct instant published;
	struct text published_text; /* with the zone that the page gives, in RFC 3339 or as a bare date */
	struct text modified_text;
	struct text site_name;
	struct text language; /* BCP 47, as declared */
	struct text canonical_url;
	struct text text;
	bool partial; /* a paywall's stub or the beginning only */
	struct text *defects;
	size_t defects_count;
};

extern const struct json_shape article_shape;

#endif
