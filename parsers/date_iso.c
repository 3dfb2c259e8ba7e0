/* ISO 8601 as it is written and as it is found. */
#include "parsers/date_pieces.h"
#include "parsers/months.h"

static bool ordinal_date(struct civil *civil, int ordinal)
{
	struct day first;

	if (!day_of_civil(civil->year, 1, 1, &first) || ordinal < 1 || ordinal > 366)
		return false;
	first.number += ordinal - 1;
	day_civil(first, &civil->year, &civil->month, &civil->day);
	return true;
}

/* "-W11-1", "W111", "-W11": a week and its day, Monday where none is given; the week of 4 January
 * is 1. */
static bool take_week(struct text text, size_t *at, struct reading_date *reading)
{
	struct civil *civil = &reading->civil;
	struct day day;
	int week, weekday = 1;

	date_take_char(text, at, '-');
	date_take_char(text, at, 'W');
	if (!date_take_digits(text, at, 2, &week) || week < 1 || week > 53 ||
	    !day_of_civil(civil->year, 1, 4, &day))
		return false;
	date_take_char(text, at, '-');
	if (*at < text.length && date_is_digit(text.data[*at]) && !date_take_digits(text, at, 1, &weekday))
		return false;
	day.number += (week - 1) * 7 + weekday - 1 - day_weekday(day);
	day_civil(day, &civil->year, &civil->month, &civil->day);
	return weekday >= 1 && weekday <= 7;
}

/* "-march-13": a month's name between hyphens. */
static bool take_named_day(struct text text, size_t *at, struct reading_date *reading)
{
	struct text rest = text_slice(text, *at + 1, text.length);
	size_t hyphen = text_find(rest, TEXT("-"), 0);

	if (hyphen == TEXT_NOT_FOUND)
		return false;
	reading->civil.month = month_named(text_slice(rest, 0, hyphen));
	*at += hyphen + 2;
	size_t from = *at;
	if (!date_take_digits(text, at, 2, &reading->civil.day)) {
		*at = from;
		if (!date_take_digits(text, at, 1, &reading->civil.day))
			return false;
	}
	return reading->civil.month > 0;
}

/* "2026", "2026-03", "2026-03-09", "20260309", "2026-068", "2026-W11-1"; `*at` moves behind it. */
static bool take_iso_day(struct text text, size_t *at, struct reading_date *reading)
{
	struct civil *civil = &reading->civil;
	size_t digits = 0;
	int ordinal;

	civil->month = civil->day = 1;
	while (digits < text.length && date_is_digit(text.data[digits]))
		digits++;
	if (digits == 8)
		return date_take_digits(text, at, 4, &civil->year) &&
		       date_take_digits(text, at, 2, &civil->month) &&
		       date_take_digits(text, at, 2, &civil->day);
	if (digits == 7)
		return date_take_digits(text, at, 4, &civil->year) &&
		       date_take_digits(text, at, 3, &ordinal) && ordinal_date(civil, ordinal);
	if (digits != 4 || !date_take_digits(text, at, 4, &civil->year))
		return false;
	char separator = *at < text.length ? text.data[*at] : '\0';
	if (separator == 'W' ||
	    (separator == '-' && *at + 1 < text.length && text.data[*at + 1] == 'W'))
		return take_week(text, at, reading);
	if (separator == '-' && *at + 1 < text.length && date_is_letter(text.data[*at + 1]))
		return take_named_day(text, at, reading);
	if (separator != '-' && separator != '/' && separator != '.')
		return true;
	size_t from = ++*at;
	if (date_take_digits(text, at, 3, &ordinal) &&
	    (*at == text.length || !date_is_digit(text.data[*at])))
		return ordinal_date(civil, ordinal);
	*at = from;
	if (!date_take_digits(text, at, 2, &civil->month)) {
		*at = from;
		if (!date_take_digits(text, at, 1, &civil->month))
			return false;
	}
	if (!date_take_char(text, at, separator))
		return true;
	from = *at;
	if (date_take_digits(text, at, 2, &civil->day))
		return true;
	*at = from;
	return date_take_digits(text, at, 1, &civil->day);
}

bool date_read_iso(struct text text, struct reading_date *reading)
{
	size_t at = 0;

	if (!take_iso_day(text, &at, reading))
		return false;
	if (at == text.length)
		return true;
	if (date_lower(text.data[at]) != 't' && text.data[at] != ' ' && text.data[at] != '_')
		return date_take_offset(text, &at, &reading->civil.offset);
	while (at < text.length &&
	       (date_lower(text.data[at]) == 't' || text.data[at] == ' ' || text.data[at] == '_'))
		at++;
	if (at == text.length)
		return true;
	size_t time = at;
	if (!date_take_time(text, &at, reading)) {
		/* "T10Z", "T102601Z": hours alone, or without colons. */
		reading->civil.minute = reading->civil.second = 0;
		at = time;
		if (!date_take_digits(text, &at, 2, &reading->civil.hour))
			return false;
		size_t from = at;
		if (!date_take_digits(text, &at, 2, &reading->civil.minute)) {
			at = from;
			reading->civil.minute = 0;
		} else if (from = at, !date_take_digits(text, &at, 2, &reading->civil.second)) {
			at = from;
			reading->civil.second = 0;
		}
		reading->has_time = true;
	}
	while (at < text.length && text.data[at] == ' ')
		at++;
	struct text rest = text_slice(text, at, text.length);
	if (text_empty(rest))
		return true;
	reading->has_zone = date_take_offset(text, &at, &reading->civil.offset) ||
	                    date_zone(rest, &reading->civil.offset);
	return true;
}
