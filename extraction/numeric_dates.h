/* Days written in figures alone: "08/04/2019", "2019-08-04", "4.8.2019". */
#ifndef EXTRACTION_NUMERIC_DATES_H
#define EXTRACTION_NUMERIC_DATES_H

#include "extraction/document.h"

/*
 * How many tokens the day takes that begins at the token; 0 where none does. Of two readings of "08/04/2019" the one
 * that does not lie after publication is meant, else the later one; with a point or a hyphen the day stands first.
 */
size_t numeric_date(const struct document *document, size_t token, size_t end, struct timespan *span);

#endif
