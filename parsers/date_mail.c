/* Dates as RFC 822 and 2822 have them, and nearly every RSS feed: "Mon, 09 Mar 2026 10:26:01 +0100". */
#include <string.h>

#include "parsers/date_pieces.h"

static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool take_month(struct text text, size_t *at, int *month)
{
	for (int i = 0; *at + 3 <= text.length && i < 12; i++)
		if (!memcmp(text.data + *at, months[i], 3)) {
			*at += 3;
			*month = i + 1;
			return true;
		}
	return false;
}

/* "Mon, ", whatever the name: the numbers decide. */
static void pass_weekday(struct text text, size_t *at)
{
	if (text.length > 5 && !date_is_digit(text.data[0]) && text.data[3] == ',' && text.data[4] == ' ')
		*at = 5;
}

static bool take_day(struct text text, size_t *at, int *day)
{
	size_t from = *at;

	if (date_take_digits(text, at, 2, day))
		return true;
	*at = from;
	return date_take_digits(text, at, 1, day);
}

bool date_read_mail(struct text text, struct reading_date *reading)
{
	struct civil *civil = &reading->civil;
	size_t at = 0;

	pass_weekday(text, &at);
	if (!take_day(text, &at, &civil->day) || !date_take_char(text, &at, ' ') ||
	    !take_month(text, &at, &civil->month) || !date_take_char(text, &at, ' ') ||
	    !date_take_digits(text, &at, 4, &civil->year) || !date_take_char(text, &at, ' ') ||
	    !date_take_digits(text, &at, 2, &civil->hour) || !date_take_char(text, &at, ':') ||
	    !date_take_digits(text, &at, 2, &civil->minute) || !date_take_char(text, &at, ':') ||
	    !date_take_digits(text, &at, 2, &civil->second) || !date_take_char(text, &at, ' '))
		return false;
	reading->has_time = reading->has_zone = true;
	struct text zone = text_slice(text, at, text.length);
	if (date_zone(zone, &civil->offset))
		return true;
	return zone.length == 5 && date_take_offset(text, &at, &civil->offset) && at == text.length;
}
