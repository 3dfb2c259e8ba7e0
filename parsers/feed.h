/*
 * A feed as published: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x, news sitemaps.
 *
 * feed_parse() makes the best of a damaged document: what cannot be read is left out and listed in
 * feed->notes->defects. It fails only where nothing of a feed is found. Everything it returns lives in the
 * arena.
 */
#ifndef PARSERS_FEED_H
#define PARSERS_FEED_H

#include "base/error.h"
#include "base/text.h"
#include "model/feed.h"

/* What came with a document: where it was found at last, and the Content-Type header, both may be empty. */
struct origin {
	struct text url;
	struct text content_type;
};

struct feed *feed_parse(struct arena *arena, struct bytes document, const struct origin *origin,
			struct error *error);

#endif
