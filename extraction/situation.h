/* Where and when a fact was, as far as its own sentence says. */
#ifndef EXTRACTION_SITUATION_H
#define EXTRACTION_SITUATION_H

#include "extraction/document.h"

/*
 * The place and time that the sentence gives at the item, which is the anchor of a match that ends at `last`.
 * `place_item`: the place that the rule itself has captured; NULL.
 */
void situate(struct document *document, struct found *found, const struct sentence *sentence, size_t at, size_t last,
	     const struct item *place_item);

/* What no table knows, in the country where it must lie. */
struct place *place_village_in(struct document *document, const struct place *village, const struct place *country);

/* The town or village that a fact tells anew of which only the country was told; NULL. */
struct place *place_closer(struct document *document, const struct found *old, const struct found *new);

/* The day that the sentences behind give for what was only told with the day of its telling; NULL. */
const struct timespan *day_behind(struct document *document, const struct found *said);

#endif
