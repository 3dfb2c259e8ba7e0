/*
 * Dates as feeds and pages write them: RFC 3339 and the rest of ISO 8601's calendar and ordinal
 * dates, RFC 822 with the years, zones and orders that are found in the wild, asctime's, "March 9,
 * 2026 10:26 am". Names of months and days in English, which is what the RFCs prescribe, and in
 * some languages of feeds that write them all the same.
 */
#ifndef PARSERS_DATE_H
#define PARSERS_DATE_H

#include "base/instant.h"

struct date {
	struct instant instant; /* a missing zone is UTC, a missing time is midnight */
	int offset;             /* minutes east of Greenwich */
	bool has_time;
	bool has_zone;
};

/* False where it is no date; nothing is invented. */
bool date_read(struct text text, struct date *date);

/* As date_read(); INSTANT_NONE where it is no date. */
struct instant date_instant(struct text text);

/* "2026-03-09T10:26:01+02:00" in the date's own zone, or "2026-03-09" where it has no time. */
struct text date_format(struct arena *arena, const struct date *date);

#endif
