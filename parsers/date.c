#include "parsers/date.h"

#include <string.h>

#include "parsers/months.h"

#define TOKENS_MOST 12
#define DATE_MOST 100

struct name_value {
	const char *name;
	int value;
};

/* RFC 822 section 5, and those that feeds use besides; minutes east. */
static const struct name_value zones[] = {
        {"z", 0},      {"ut", 0},      {"utc", 0},     {"gmt", 0},    {"wet", 0},    {"est", -300},
        {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420}, {"mdt", -360}, {"pst", -480},
        {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"ast", -240}, {"adt", -180},
        {"nst", -210}, {"ndt", -150},  {"et", -300},   {"ct", -360},  {"mt", -420},  {"pt", -480},
        {"cet", 60},   {"met", 60},    {"mez", 60},    {"cest", 120}, {"mest", 120}, {"mesz", 120},
        {"bst", 60},   {"west", 60},   {"eet", 120},   {"eest", 180}, {"sast", 120}, {"msk", 180},
        {"trt", 180},  {"ist", 330},   {"pkt", 300},   {"sgt", 480},  {"hkt", 480},  {"jst", 540},
        {"kst", 540},  {"aest", 600},  {"aedt", 660},  {"acst", 570}, {"awst", 480}, {"nzst", 720},
        {"nzdt", 780}, {"at", -240},
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_letter(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

static bool starts(struct text text, const char *with)
{
	size_t length = strlen(with);

	if (text.length < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (lower(text.data[i]) != with[i])
			return false;
	return true;
}

static bool zone_of(struct text word, int *offset)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		if (word.length == strlen(zones[i].name) && starts(word, zones[i].name)) {
			*offset = zones[i].value;
			return true;
		}
	}
	return false;
}

/* --- reading pieces --- */

struct reading_date {
	struct civil civil;
	bool has_time, has_zone, has_day;
	bool pm, am;
};

/* Exactly `digits` digits at `*at`. */
static bool take_digits(struct text text, size_t *at, int digits, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++) {
		if (*at >= text.length || !is_digit(text.data[*at]))
			return false;
		*value = *value * 10 + (text.data[(*at)++] - '0');
	}
	return true;
}

static bool take_char(struct text text, size_t *at, char c)
{
	if (*at >= text.length || text.data[*at] != c)
		return false;
	(*at)++;
	return true;
}

/* "+02:00", "-0700", "+9", "Z"; signs that typesetters put there count as a minus. */
static bool take_offset(struct text text, size_t *at, int *offset)
{
	int hours, minutes = 0, sign;

	if (*at < text.length && lower(text.data[*at]) == 'z') {
		(*at)++;
		*offset = 0;
		return true;
	}
	if (take_char(text, at, '+'))
		sign = 1;
	else if (take_char(text, at, '-'))
		sign = -1;
	else
		return false;
	size_t from = *at;
	if (!take_digits(text, at, 2, &hours)) {
		*at = from;
		if (!take_digits(text, at, 1, &hours))
			return false;
	}
	from = *at;
	take_char(text, at, ':');
	if (!take_digits(text, at, 2, &minutes)) {
		*at = from;
		minutes = 0;
	}
	if (hours > 14 || minutes > 59)
		return false;
	*offset = sign * (hours * 60 + minutes);
	return true;
}

/* "10:26", "10:26:01.5", "9:05" and "10h26"; `*at` moves behind it. */
static bool take_time(struct text text, size_t *at, struct reading_date *reading)
{
	struct civil *civil = &reading->civil;
	size_t from = *at;

	if (!take_digits(text, at, 2, &civil->hour)) {
		*at = from;
		if (!take_digits(text, at, 1, &civil->hour))
			return false;
	}
	if (!take_char(text, at, ':') && !take_char(text, at, 'h'))
		return false;
	if (!take_digits(text, at, 2, &civil->minute)) {
		*at = from;
		return false;
	}
	from = *at;
	if (take_char(text, at, ':') && take_digits(text, at, 2, &civil->second)) {
		from = *at;
		if ((take_char(text, at, '.') || take_char(text, at, ',')) && *at < text.length &&
		    is_digit(text.data[*at])) {
			int scale = 100;
			for (; *at < text.length && is_digit(text.data[*at]); (*at)++, scale /= 10)
				civil->millisecond += (text.data[*at] - '0') * scale;
			from = *at;
		}
	}
	*at = from;
	reading->has_time = true;
	return true;
}

/* --- ISO 8601 --- */

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

	take_char(text, at, '-');
	take_char(text, at, 'W');
	if (!take_digits(text, at, 2, &week) || week < 1 || week > 53 ||
	    !day_of_civil(civil->year, 1, 4, &day))
		return false;
	take_char(text, at, '-');
	if (*at < text.length && is_digit(text.data[*at]) && !take_digits(text, at, 1, &weekday))
		return false;
	day.number += (week - 1) * 7 + weekday - 1 - day_weekday(day);
	day_civil(day, &civil->year, &civil->month, &civil->day);
	reading->has_day = true;
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
	reading->has_day = true;
	size_t from = *at;
	if (!take_digits(text, at, 2, &reading->civil.day)) {
		*at = from;
		if (!take_digits(text, at, 1, &reading->civil.day))
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
	while (digits < text.length && is_digit(text.data[digits]))
		digits++;
	if (digits == 8) {
		reading->has_day = true;
		return take_digits(text, at, 4, &civil->year) &&
		       take_digits(text, at, 2, &civil->month) &&
		       take_digits(text, at, 2, &civil->day);
	}
	if (digits == 7) {
		reading->has_day = true;
		return take_digits(text, at, 4, &civil->year) &&
		       take_digits(text, at, 3, &ordinal) && ordinal_date(civil, ordinal);
	}
	if (digits != 4 || !take_digits(text, at, 4, &civil->year))
		return false;
	char separator = *at < text.length ? text.data[*at] : '\0';
	if (separator == 'W' ||
	    (separator == '-' && *at + 1 < text.length && text.data[*at + 1] == 'W'))
		return take_week(text, at, reading);
	if (separator == '-' && *at + 1 < text.length && is_letter(text.data[*at + 1]))
		return take_named_day(text, at, reading);
	if (separator != '-' && separator != '/' && separator != '.')
		return true;
	size_t from = ++*at;
	if (take_digits(text, at, 3, &ordinal) &&
	    (*at == text.length || !is_digit(text.data[*at]))) {
		reading->has_day = true;
		return ordinal_date(civil, ordinal);
	}
	*at = from;
	if (!take_digits(text, at, 2, &civil->month)) {
		*at = from;
		if (!take_digits(text, at, 1, &civil->month))
			return false;
	}
	if (!take_char(text, at, separator))
		return true;
	from = *at;
	reading->has_day = true;
	if (take_digits(text, at, 2, &civil->day))
		return true;
	*at = from;
	return take_digits(text, at, 1, &civil->day);
}

static bool read_iso(struct text text, struct reading_date *reading)
{
	size_t at = 0;

	if (!take_iso_day(text, &at, reading))
		return false;
	if (at == text.length)
		return true;
	if (lower(text.data[at]) != 't' && text.data[at] != ' ' && text.data[at] != '_')
		return take_offset(text, &at, &reading->civil.offset);
	while (at < text.length &&
	       (lower(text.data[at]) == 't' || text.data[at] == ' ' || text.data[at] == '_'))
		at++;
	if (at == text.length)
		return true;
	size_t time = at;
	if (!take_time(text, &at, reading)) {
		/* "T10Z", "T102601Z": hours alone, or without colons. */
		reading->civil.minute = reading->civil.second = 0;
		at = time;
		if (!take_digits(text, &at, 2, &reading->civil.hour))
			return false;
		size_t from = at;
		if (!take_digits(text, &at, 2, &reading->civil.minute)) {
			at = from;
			reading->civil.minute = 0;
		} else if (from = at, !take_digits(text, &at, 2, &reading->civil.second)) {
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
	reading->has_zone = take_offset(text, &at, &reading->civil.offset) ||
	                    zone_of(rest, &reading->civil.offset);
	return true;
}

/* --- words in any order --- */

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

	while (at < word.length && is_digit(word.data[at]) && at < 4)
		value = value * 10 + (word.data[at++] - '0');
	struct text rest = text_slice(word, at, word.length);
	bool whole = at == word.length || starts(rest, "st") || starts(rest, "nd") ||
	             starts(rest, "rd") || starts(rest, "th") || text_equal(rest, TEXT(".")) ||
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

	if (reading->has_time || !take_time(word, &at, reading))
		return false;
	struct text rest = text_slice(word, at, word.length);
	if (starts(rest, "pm") || starts(rest, "p.m"))
		reading->pm = true;
	else if (starts(rest, "am") || starts(rest, "a.m"))
		reading->am = true;
	else if (rest.length)
		reading->has_zone = take_offset(word, &at, &reading->civil.offset) ||
		                    zone_of(rest, &reading->civil.offset);
	return true;
}

static bool take_word(struct text word, struct reading_date *reading, struct words_date *words)
{
	size_t at = 0;
	int month;

	if (memchr(word.data, ':', word.length) && is_digit(word.data[0]))
		return take_time_word(word, reading);
	if ((word.data[0] == '+' || word.data[0] == '-') && reading->has_time) {
		reading->has_zone |= take_offset(word, &at, &reading->civil.offset);
		return true;
	}
	if (is_digit(word.data[0]))
		return take_number_word(word, words);
	/* The first of two is a day of the week: "mar., 5 févr.". */
	if ((!words->month || !words->month_at) && (month = month_named(word))) {
		words->month = month;
		words->month_at = words->count;
		return true;
	}
	if (starts(word, "pm") || starts(word, "p.m"))
		reading->pm = true;
	else if (starts(word, "am") || starts(word, "a.m"))
		reading->am = true;
	else if (reading->has_time && !reading->has_zone) {
		/* "GMT+2", or a name that may be one of the zones; otherwise a word that says
		 * nothing. */
		reading->has_zone = zone_of(word, &reading->civil.offset);
		if (!reading->has_zone && (starts(word, "gmt") || starts(word, "utc"))) {
			at = 3;
			reading->has_zone = take_offset(word, &at, &reading->civil.offset);
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
		if (is_digit(word.data[i])) {
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

static bool read_words(struct text text, struct reading_date *reading)
{
	struct words_date words = {0};
	size_t at = 0;
	bool numeric = false;

	for (int n = 0; at < text.length && n < TOKENS_MOST;) {
		char c = text.data[at];
		if (!is_digit(c) && !is_letter(c) && c != '+' && c != '-') {
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
		if (!numeric && is_digit(c) && !words.month &&
		    read_numeric(word, &reading->civil)) {
			numeric = true;
			continue;
		}
		if (hyphen && is_digit(c) && hyphen + 1 < word.data + word.length &&
		    is_letter(hyphen[1])) {
			at = start + (size_t)(hyphen - word.data);
			word = text_slice(text, start, at++);
		} else if (hyphen && is_letter(c) && month_named(word) && !reading->has_time) {
			at = start + (size_t)(hyphen - word.data);
			word = text_slice(text, start, at++);
		}
		if (!take_word(word, reading, &words))
			return false;
	}
	reading->has_day = true;
	return numeric || place_numbers(&words, &reading->civil);
}

/* What stands behind the numbers of a date in East Asia, and what it is elsewhere. */
static const struct {
	const char *sign, *instead;
} signs[] = {
        {"年", "-"},      {"월", "-"},      {"년", "-"},      {"月", "-"},      {"日", " "},
        {"일", " "},      {"时", ":"},      {"時", ":"},      {"시", ":"},      {"分", ":"},
        {"분", ":"},      {"秒", ""},       {"초", ""},       {"오후", " pm "}, {"下午", " pm "},
        {"午後", " pm "}, {"오전", " am "}, {"上午", " am "}, {"午前", " am "},
};

/* With East Asia's signs replaced and the spaces behind a year's or a month's gone. */
static struct text without_signs(struct text text, char buffer[DATE_MOST])
{
	size_t n = 0;

	for (size_t at = 0; at < text.length && n + 4 < DATE_MOST;) {
		size_t sign = 0;
		while (sign < sizeof(signs) / sizeof(*signs) &&
		       !text_starts(text_slice(text, at, text.length), text_of(signs[sign].sign)))
			sign++;
		if (sign == sizeof(signs) / sizeof(*signs)) {
			buffer[n++] = text.data[at++];
			continue;
		}
		memcpy(buffer + n, signs[sign].instead, strlen(signs[sign].instead));
		n += strlen(signs[sign].instead);
		at += strlen(signs[sign].sign);
		while (n && buffer[n - 1] == '-' && at < text.length && text.data[at] == ' ')
			at++;
	}
	return text_trim((struct text){buffer, n});
}

/* Seconds or milliseconds since 1970, as programs without a calendar write it. */
static bool read_count(struct text text, struct date *date)
{
	int64_t count;

	if ((text.length != 10 && text.length != 13) || !text_number(text, &count))
		return false;
	*date = (struct date){.instant = {text.length == 10 ? count * 1000 : count},
	                      .has_time = true,
	                      .has_zone = true};
	return true;
}

bool date_read(struct text text, struct date *date)
{
	struct reading_date reading = {0};
	char buffer[DATE_MOST];

	text = text_trim(text);
	if (text.length < 4 || text.length > DATE_MOST)
		return false;
	if (read_count(text, date))
		return true;
	text = without_signs(text, buffer);
	bool iso = read_iso(text, &reading);
	if (!iso) {
		reading = (struct reading_date){0};
		if (!read_words(text, &reading))
			return false;
	}
	if (reading.pm && reading.civil.hour < 12)
		reading.civil.hour += 12;
	if (reading.am && reading.civil.hour == 12)
		reading.civil.hour = 0;
	/* Midnight at a day's end. */
	bool next_day = reading.civil.hour == 24 && !reading.civil.minute && !reading.civil.second;
	if (next_day)
		reading.civil.hour = 0;
	if (!instant_of_civil(&reading.civil, &date->instant))
		return false;
	if (next_day)
		date->instant.ms += 86400000;
	date->offset = reading.civil.offset;
	date->has_time = reading.has_time;
	date->has_zone = reading.has_zone;
	return true;
}

struct instant date_instant(struct text text)
{
	struct instant instant;
	struct date date;

	/* As programs write it, and nearly always. */
	if (instant_parse(text, &instant))
		return instant;
	return date_read(text, &date) ? date.instant : INSTANT_NONE;
}

struct text date_format(struct arena *arena, const struct date *date)
{
	struct instant local = {date->instant.ms + (int64_t)date->offset * 60000};
	struct civil civil = instant_civil(local);
	struct text day = day_format(arena, day_of_instant(local));
	int offset = date->offset < 0 ? -date->offset : date->offset;

	if (!date->has_time)
		return day;
	if (!offset)
		return text_format(arena, "%.*sT%02d:%02d:%02dZ", TEXT_ARGS(day), civil.hour,
		                   civil.minute, civil.second);
	return text_format(arena, "%.*sT%02d:%02d:%02d%c%02d:%02d", TEXT_ARGS(day), civil.hour,
	                   civil.minute, civil.second, date->offset < 0 ? '-' : '+', offset / 60,
	                   offset % 60);
}
