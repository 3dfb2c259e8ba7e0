#include "parsers/date_pieces.h"

#include <string.h>

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

bool date_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

char date_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool date_is_letter(char c)
{
	return (date_lower(c) >= 'a' && date_lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

bool date_starts(struct text text, const char *with)
{
	size_t length = strlen(with);

	if (text.length < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (date_lower(text.data[i]) != with[i])
			return false;
	return true;
}

bool date_zone(struct text word, int *offset)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		if (word.length == strlen(zones[i].name) && date_starts(word, zones[i].name)) {
			*offset = zones[i].value;
			return true;
		}
	}
	return false;
}

const struct date_sign *date_sign_at(struct text text)
{
	for (size_t i = 0; i < date_signs_count; i++)
		if (text_starts(text, text_of(date_signs[i].sign)))
			return &date_signs[i];
	return NULL;
}

/* --- pieces --- */

bool date_take_digits(struct text text, size_t *at, int digits, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++) {
		if (*at >= text.length || !date_is_digit(text.data[*at]))
			return false;
		*value = *value * 10 + (text.data[(*at)++] - '0');
	}
	return true;
}

bool date_take_char(struct text text, size_t *at, char c)
{
	if (*at >= text.length || text.data[*at] != c)
		return false;
	(*at)++;
	return true;
}

bool date_take_offset(struct text text, size_t *at, int *offset)
{
	int hours, minutes = 0, sign;

	if (*at < text.length && date_lower(text.data[*at]) == 'z') {
		(*at)++;
		*offset = 0;
		return true;
	}
	if (date_take_char(text, at, '+'))
		sign = 1;
	else if (date_take_char(text, at, '-'))
		sign = -1;
	else
		return false;
	size_t from = *at;
	if (!date_take_digits(text, at, 2, &hours)) {
		*at = from;
		if (!date_take_digits(text, at, 1, &hours))
			return false;
	}
	from = *at;
	date_take_char(text, at, ':');
	if (!date_take_digits(text, at, 2, &minutes)) {
		*at = from;
		minutes = 0;
	}
	if (hours > 14 || minutes > 59)
		return false;
	*offset = sign * (hours * 60 + minutes);
	return true;
}

bool date_take_time(struct text text, size_t *at, struct reading_date *reading)
{
	struct civil *civil = &reading->civil;
	size_t from = *at;

	if (!date_take_digits(text, at, 2, &civil->hour)) {
		*at = from;
		if (!date_take_digits(text, at, 1, &civil->hour))
			return false;
	}
	if (!date_take_char(text, at, ':') && !date_take_char(text, at, 'h'))
		return false;
	if (!date_take_digits(text, at, 2, &civil->minute)) {
		*at = from;
		return false;
	}
	from = *at;
	if (date_take_char(text, at, ':') && date_take_digits(text, at, 2, &civil->second)) {
		from = *at;
		if ((date_take_char(text, at, '.') || date_take_char(text, at, ',')) && *at < text.length &&
		    date_is_digit(text.data[*at])) {
			int scale = 100;
			for (; *at < text.length && date_is_digit(text.data[*at]); (*at)++, scale /= 10)
				civil->millisecond += (text.data[*at] - '0') * scale;
			from = *at;
		}
	}
	*at = from;
	reading->has_time = true;
	return true;
}
