/* A figure over time as a small chart, at most 80 columns wide: who gave which number when. */
#ifndef CLIENT_CHART_H
#define CLIENT_CHART_H

#include "client/display.h"

struct chart_point {
	int64_t at; /* milliseconds */
	int64_t value;
	char mark; /* of its source */
};

/* Nothing where there are not two moments and two values. Lines in ASCII where the locale has no UTF-8. */
void chart_print(const struct display *display, const struct chart_point *points, size_t count);

#endif
