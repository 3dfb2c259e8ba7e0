/*
 * JSON-LD as pages write it: in CDATA or a comment, with raw line ends in its strings, a semicolon
 * behind it, entities in its text; as a tree of nodes, a list, or a @graph whose nodes name one
 * another by @id.
 */
#ifndef PARSERS_LINKED_DATA_H
#define PARSERS_LINKED_DATA_H

#include "base/text.h"

struct linked_data {
	struct text headline, published, modified, author, site, body;
	struct text organisation; /* an author that is no person */
	struct text page_published; /* of the page's own node or a video: a guess at the article's */
	bool premium;
};

/* Adds what a script says to what is known; what was found first stays. */
void linked_data_read(struct arena *arena, struct text script, struct linked_data *data);

#endif
