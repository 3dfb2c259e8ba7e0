/* The feeds that a web page names: HTML's <link rel="alternate"> with a feed's type (RSS autodiscovery,
 * https://www.rssboard.org/rss-autodiscovery), against the page's base. */
#ifndef PARSERS_DISCOVER_H
#define PARSERS_DISCOVER_H

#include "parsers/feed.h"

/* The feeds in the page's order, each once; 0 where it is no page or names none. */
size_t feed_discover(struct arena *arena, struct text page, const struct origin *origin,
		     struct feed_link links[FEED_LINKS_MOST]);

/* The same of a document as it came. */
size_t feed_discover_in(struct arena *arena, struct bytes document, const struct origin *origin,
			struct feed_link links[FEED_LINKS_MOST]);

#endif
