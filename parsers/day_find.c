#include "parsers/day_find.h"

#include <string.h>

#include "parsers/date_pieces.h"
#include "parsers/months.h"

/* Longer lines are sentences, and the days in them are those of the story. */
#define LINE_MOST 400

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

struct scan {
	struct text text; /* folded */
	size_t at;
};

static char here(const struct scan *scan)
{
	return scan->at < scan->text.length ? scan->text.data[scan->at] : '\0';
}

/* A number of up to four digits; how many it has, 0 where none or a longer one stands there. */
static int take_number(struct scan *scan, int *number)
{
	size_t from = scan->at;

	*number = 0;
	while (is_digit(here(scan)) && scan->at - from < 5)
		*number = *number * 10 + (scan->text.data[scan->at++] - '0');
	int digits = (int)(scan->at - from);
	return digits > 4 ? 0 : digits;
}

static void skip_any(struct scan *scan, const char *marks)
{
	while (here(scan) && strchr(marks, here(scan)))
		scan->at++;
}

static bool take_word(struct scan *scan, const char *word)
{
	size_t length = strlen(word);

	if (!text_starts(text_slice(scan->text, scan->at, scan->text.length),
	                 (struct text){word, length}))
		return false;
	scan->at += length;
	return true;
}

static int take_month(struct scan *scan)
{
	size_t from = scan->at;

	while (is_letter(here(scan)))
		scan->at++;
	return month_called(text_slice(scan->text, from, scan->at));
}

static struct day day_of(int year, int month, int day)
{
	struct day found;

	if (year < 100)
		year += year < 70 ? 2000 : 1900;
	if (year < 1990 || year > 2099 || !day_of_civil(year, month, day, &found))
		return DAY_NONE;
	return found;
}

/* What a hyphen is elsewhere: the sign of a year or a month. */
static bool take_hyphen_sign(struct scan *scan)
{
	const struct date_sign *sign = date_sign_at(text_slice(scan->text, scan->at, scan->text.length));

	return sign && !strcmp(sign->instead, "-") && take_word(scan, sign->sign);
}

/* "2020-05-12" behind its year. */
static struct day take_iso(struct scan *scan, int year)
{
	char separator = here(scan);
	int month, day;

	if (take_hyphen_sign(scan)) {
		skip_any(scan, " ");
		if (!take_number(scan, &month) || !take_hyphen_sign(scan))
			return DAY_NONE;
		skip_any(scan, " ");
		return take_number(scan, &day) ? day_of(year, month, day) : DAY_NONE;
	}
	if (separator != '-' && separator != '/' && separator != '.')
		return DAY_NONE;
	scan->at++;
	skip_any(scan, " ");
	if (!take_number(scan, &month) || here(scan) != separator)
		return DAY_NONE;
	scan->at++;
	skip_any(scan, " ");
	int digits = take_number(scan, &day);
	return digits == 1 || digits == 2 ? day_of(year, month, day) : DAY_NONE;
}

/* "12.05.2020" behind its first number. */
static struct day take_numeric(struct scan *scan, int first, bool month_first)
{
	char separator = here(scan);
	int second, year;

	scan->at++;
	skip_any(scan, " ");
	int digits = take_number(scan, &second);
	if (digits < 1 || digits > 2 || here(scan) != separator)
		return DAY_NONE;
	scan->at++;
	skip_any(scan, " ");
	digits = take_number(scan, &year);
	if (digits != 2 && digits != 4)
		return DAY_NONE;
	bool swapped = separator != '.' && (second > 12 || (month_first && first <= 12));
	return swapped ? day_of(year, first, second) : day_of(year, second, first);
}

static void take_one_of(struct scan *scan, const struct word_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (take_word(scan, list->words[i]))
			return;
}

/* Between the parts of "12 de mayo de 2020", "12th of May, 2020". */
static void skip_between(struct scan *scan)
{
	take_one_of(scan, &date_ordinals);
	skip_any(scan, " .,'\"");
	take_one_of(scan, &date_between);
	skip_any(scan, " ");
}

static struct day take_day_first(struct scan *scan, int day)
{
	int year;

	skip_between(scan);
	int month = take_month(scan);
	if (!month)
		return DAY_NONE;
	skip_between(scan);
	return take_number(scan, &year) == 4 ? day_of(year, month, day) : DAY_NONE;
}

static struct day take_month_first(struct scan *scan)
{
	int month = take_month(scan), day, year;

	if (!month)
		return DAY_NONE;
	skip_any(scan, " .");
	int digits = take_number(scan, &day);
	if (digits < 1 || digits > 2)
		return DAY_NONE;
	skip_between(scan);
	return take_number(scan, &year) == 4 ? day_of(year, month, day) : DAY_NONE;
}

static struct day take_digits(struct scan *scan, bool month_first)
{
	int number;
	int digits = take_number(scan, &number);

	if (digits == 4)
		return take_iso(scan, number);
	if (digits != 1 && digits != 2)
		return DAY_NONE;
	struct scan numeric = *scan;
	if (here(scan) && strchr("./-", here(scan))) {
		struct day found = take_numeric(&numeric, number, month_first);
		if (day_known(found))
			return found;
	}
	return take_day_first(scan, number);
}

static bool has_digit(struct text line)
{
	for (size_t i = 0; i < line.length; i++)
		if (is_digit(line.data[i]))
			return true;
	return false;
}

struct day day_in_line(struct arena *arena, struct text line, bool month_first)
{
	struct scan scan = {TEXT_NONE, 0};
	char before = ' ';

	if (!has_digit(line))
		return DAY_NONE;
	scan.text = text_fold(arena, text_cut(line, LINE_MOST));
	while (scan.at < scan.text.length) {
		struct scan try = scan;
		char c = here(&scan);
		/* "Created on09.02.2022": what markup held apart. */
		bool begins = is_digit(c) ? !is_digit(before)
		                          : is_letter(c) && (!is_letter(before) ||
		                                             (unsigned char)c >= 0x80);
		if (begins) {
			struct day found = is_digit(c) ? take_digits(&try, month_first)
			                               : take_month_first(&try);
			if (day_known(found))
				return found;
		}
		before = c;
		scan.at++;
	}
	return DAY_NONE;
}

struct day day_in_url(struct text url)
{
	for (size_t i = 1; i + 8 <= url.length; i++) {
		struct scan scan = {url, i};
		int year, month;
		if (is_digit(url.data[i - 1]) || !is_digit(url.data[i]))
			continue;
		size_t digits = 0;
		while (i + digits < url.length && is_digit(url.data[i + digits]))
			digits++;
		struct day found = DAY_NONE;
		if (digits == 8) {
			take_number(&(struct scan){text_slice(url, i, i + 4), 0}, &year);
			take_number(&(struct scan){text_slice(url, i + 4, i + 8), 0}, &month);
			found = day_of(year, month / 100, month % 100);
		} else if (digits == 4 && take_number(&scan, &year) == 4 &&
		           (here(&scan) == '/' || here(&scan) == '-')) {
			found = take_iso(&scan, year);
		}
		if (day_known(found))
			return found;
		i += digits;
	}
	return DAY_NONE;
}
