/*
 * When and by whom, as a reader of the page sees it: near the headline, in what calls itself a date
 * or an author, or in a short line that looks like one.
 */
#ifndef PARSERS_SIGHTINGS_H
#define PARSERS_SIGHTINGS_H

#include "base/instant.h"
#include "parsers/layout.h"

enum sighting {
	SIGHTING_PUBLISHED, /* says that it is the date of publication */
	SIGHTING_DATE,      /* says that it is a date */
	SIGHTING_LINE,      /* a short line with a date in it */
};

/*
 * The text of the nearest to the headline, an attribute's before what is shown; empty for none.
 * With `far` one that says that it is a date may stand anywhere behind the headline.
 */
struct text sighting_of_date(const struct layout *layout, enum sighting kind, bool month_first,
                             bool far);

/* The names, cleaned; empty for none. */
struct text sighting_of_author(const struct layout *layout, struct text site);

#endif
