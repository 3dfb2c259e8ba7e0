/* Dates of words and numbers in any order. */
#include <string.h>

#include "parsers/date_pieces.h"
#include "parsers/months.h"

#define TOKENS_MOST 12

struct words_date {
	int numbers[3];
	int lengths[3];
	int count;
	int month;    /* 0: no name was seen */
	int month_at; /* how many numbers stood before its name */
};

static bool take_number_word(struct text word, struct words_date *words)
{
	size_t at = 0;
	int value = 0;

	while (at < word.length && date_is_digit(word.data[at]) && at < 4)
		value = value * 10 + (word.data[at++] - '0');
	struct text rest = text_slice(word, at, word.length);
	bool whole = at == word.length || date_starts(rest, "st") || date_starts(rest, "nd") ||
	             date_starts(rest, "rd") || date_starts(rest, "th") || text_equal(rest, TEXT(".")) ||
	             text_equal(rest, TEXT("'"));
	if (!whole || words->count == 3)
		return false;
	words->lengths[words->count] = (int)at;
	words->numbers[words->count++] = value;
	return true;
}

/* "10:26:01+0200", "10:26am". */
static bool take_time_word(struct text word, struct reading_date *reading)
{
	size_t at = 0;

	if (reading->has_time || !date_take_time(word, &at, reading))
		return false;
	struct text rest = text_slice(word, at, word.length);
	if (date_starts(rest, "pm") || date_starts(rest, "p.m"))
		reading->pm = true;
	else if (date_starts(rest, "am") || date_starts(rest, "a.m"))
		reading->am = true;
	else if (rest.length)
		reading->has_zone = date_take_offset(word, &at, &reading->civil.offset) ||
		                    date_zone(rest, &reading->civil.offset);
	return true;
}

static bool take_word(struct text word, struct reading_date *reading, struct words_date *words)
{
	size_t at = 0;
	int month;

	if (memchr(word.data, ':', word.length) && date_is_digit(word.data[0]))
		return take_time_word(word, reading);
	if ((word.data[0] == '+' || word.data[0] == '-') && reading->has_time) {
		reading->has_zone |= date_take_offset(word, &at, &reading->civil.offset);
		return true;
	}
	if (date_is_digit(word.data[0]))
		return take_number_word(word, words);
	/* The first of two is a day of the week: "mar., 5 févr.". */
	if ((!words->month || !words->month_at) && (month = month_named(word))) {
		words->month = month;
		words->month_at = words->count;
		return true;
	}
	if (date_starts(word, "pm") || date_starts(word, "p.m"))
		reading->pm = true;
	else if (date_starts(word, "am") || date_starts(word, "a.m"))
		reading->am = true;
	else if (reading->has_time && !reading->has_zone) {
		/* "GMT+2", or a name that may be one of the zones; otherwise a word that says
		 * nothing. */
		reading->has_zone = date_zone(word, &reading->civil.offset);
		if (!reading->has_zone && (date_starts(word, "gmt") || date_starts(word, "utc"))) {
			at = 3;
			reading->has_zone = date_take_offset(word, &at, &reading->civil.offset);
		}
	}
	return true;
}

/* RFC 2822 section 4.3: two digits below 50 are of this century, three count from 1900. */
static int whole_year(int year, int digits)
{
	if (digits >= 4)
		return year;
	if (digits == 3)
		return year + 1900;
	return year < 50 ? year + 2000 : year + 1900;
}

static bool place_numbers(const struct words_date *words, struct civil *civil)
{
	const int *number = words->numbers, *length = words->lengths;

	if (words->month) {
		civil->month = words->month;
		if (words->count == 1 && length[0] == 4) {
			civil->year = number[0];
			civil->day = 1;
			return true;
		}
		if (words->count < 2)
			return false;
		bool year_first = length[0] == 4 || (words->month_at == 1 && number[0] > 31);
		civil->day = year_first ? number[1] : number[0];
		civil->year = year_first ? number[0] : whole_year(number[1], length[1]);
		return true;
	}
	return false;
}

/* "3/9/2026", "09.03.2026", "9-3-26": the dot and what cannot be a month tell the day's place. */
static bool read_numeric(struct text word, struct civil *civil)
{
	int part[3] = {0}, length[3] = {0}, n = 0;
	char separator = '\0';

	for (size_t i = 0; i < word.length; i++) {
		if (date_is_digit(word.data[i])) {
			if (++length[n] > 4)
				return false;
			part[n] = part[n] * 10 + (word.data[i] - '0');
		} else if (n < 2 && length[n] &&
		           (word.data[i] == '/' || word.data[i] == '.' || word.data[i] == '-') &&
		           (!separator || separator == word.data[i])) {
			separator = word.data[i];
			n++;
		} else {
			return false;
		}
	}
	if (n != 2 || !length[2] || length[2] == 3)
		return false;
	if (length[0] == 4) {
		*civil = (struct civil){.year = part[0],
		                        .month = part[1],
		                        .day = part[2],
		                        .hour = civil->hour,
		                        .minute = civil->minute,
		                        .second = civil->second,
		                        .offset = civil->offset};
		return true;
	}
	bool day_first = separator == '.' || part[0] > 12;
	civil->day = day_first ? part[0] : part[1];
	civil->month = day_first ? part[1] : part[0];
	civil->year = whole_year(part[2], length[2]);
	return true;
}

bool date_read_words(struct text text, struct reading_date *reading)
{
	struct words_date words = {0};
	size_t at = 0;
	bool numeric = false;

	for (int n = 0; at < text.length && n < TOKENS_MOST;) {
		char c = text.data[at];
		if (!date_is_digit(c) && !date_is_letter(c) && c != '+' && c != '-') {
			at++;
			continue;
		}
		size_t start = at++;
		while (at < text.length && text.data[at] != ' ' && text.data[at] != ',' &&
		       text.data[at] != '\n' && text.data[at] != '(' && text.data[at] != ')' &&
		       text.data[at] != ';')
			at++;
		struct text word = text_slice(text, start, at);
		n++;
		/* "09-Mar-2026": the words of a date joined by hyphens. */
		const char *hyphen = memchr(word.data, '-', word.length);
		if (!numeric && date_is_digit(c) && !words.month &&
		    read_numeric(word, &reading->civil)) {
			numeric = true;
			continue;
		}
		if (hyphen && date_is_digit(c) && hyphen + 1 < word.data + word.length &&
		    date_is_letter(hyphen[1])) {
			at = start + (size_t)(hyphen - word.data);
			word = text_slice(text, start, at++);
		} else if (hyphen && date_is_letter(c) && month_named(word) && !reading->has_time) {
			at = start + (size_t)(hyphen - word.data);
			word = text_slice(text, start, at++);
		}
		if (!take_word(word, reading, &words))
			return false;
	}
	return numeric || place_numbers(&words, &reading->civil);
}
