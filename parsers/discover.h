/* The feeds that a web page names: HTML's <link rel="alternate"> with a feed's type (RSS autodiscovery,
 * https://www.rssboard.org/rss-autodiscovery), against the page's base. */
#ifndef PARSERS_DISCOVER_H
#define PARSERS_DISCOVER_H

#include "parsers/feed.h"

/* A page that names more than these is an index of feeds. */
#define DISCOVERED_MOST 16

struct discovered {
	struct text url;   /* absolute */
	struct text title; /* as the page calls it; may be empty */
};

/* The feeds in the page's order, each once; 0 where it is no page or names none. */
size_t feed_discover(struct arena *arena, struct text page, const struct origin *origin,
		     struct discovered found[DISCOVERED_MOST]);

#endif
