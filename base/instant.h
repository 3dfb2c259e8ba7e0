/*
 * Moments and days. An instant is milliseconds since 1970-01-01T00:00Z; a day is a count of days
 * since 1970-01-01 in the proleptic Gregorian calendar. Nothing here reads a clock: time is an
 * argument everywhere below daemon/ and client/.
 */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct instant {
	int64_t ms;
};

struct day {
	int32_t number;
};

#define INSTANT_NONE ((struct instant){INT64_MIN})
#define DAY_NONE ((struct day){INT32_MIN})

struct civil {
	int year;        /* 1 to 9999 */
	int month;       /* 1 to 12 */
	int day;         /* 1 to 31 */
	int hour;
	int minute;
	int second;
	int millisecond;
	int offset;      /* minutes east of Greenwich */
};

static inline bool instant_known(struct instant instant)
{
	return instant.ms != INT64_MIN;
}

static inline bool day_known(struct day day)
{
	return day.number != INT32_MIN;
}

/* False when a field is out of range (a second of 60 is taken as 59). */
bool instant_of_civil(const struct civil *civil, struct instant *instant);
struct civil instant_civil(struct instant instant); /* in UTC */

bool day_of_civil(int year, int month, int day, struct day *result);
struct day day_of_instant(struct instant instant); /* in UTC; DAY_NONE of INSTANT_NONE */
void day_civil(struct day day, int *year, int *month, int *day_of_month);
int day_weekday(struct day day); /* 0 is Monday */
struct instant day_instant(struct day day); /* its first moment */

/* RFC 3339 with Z: "2026-03-09T10:26:01Z"; the fraction only where there is one. */
struct text instant_format(struct arena *arena, struct instant instant);
/* The same without an arena; how many bytes it has, 0 of INSTANT_NONE. */
#define INSTANT_LENGTH 24
size_t instant_write(struct instant instant, char text[INSTANT_LENGTH]);
/* RFC 3339 section 5.6; a bare date is its midnight UTC, a missing zone is UTC. */
bool instant_parse(struct text text, struct instant *instant);

/* "2026-03-09", without a closing zero byte; years that need more than four digits are written as 9999. */
#define DAY_LENGTH 10
void day_write(struct day day, char text[DAY_LENGTH]);
struct text day_format(struct arena *arena, struct day day);
bool day_parse(struct text text, struct day *day);

#endif
