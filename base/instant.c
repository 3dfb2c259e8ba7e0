#include "base/instant.h"

#include <string.h>

#define DAY_MS ((int64_t)86400000)

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. */
static int32_t days_from_civil(int year, int month, int day)
{
	year -= month <= 2;
	int era = (year >= 0 ? year : year - 399) / 400;
	int year_of_era = year - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

bool day_of_civil(int year, int month, int day, struct day *result)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > month_length(year, month))
		return false;
	result->number = days_from_civil(year, month, day);
	return true;
}

void day_civil(struct day day, int *year, int *month, int *day_of_month)
{
	int32_t z = day.number + 719468;
	int32_t era = (z >= 0 ? z : z - 146096) / 146097;
	int32_t doe = z - era * 146097;
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;

	*day_of_month = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

int day_weekday(struct day day)
{
	/* 1970-01-01 was a Thursday. */
	int weekday = (day.number + 3) % 7;

	return weekday < 0 ? weekday + 7 : weekday;
}

struct instant day_instant(struct day day)
{
	return (struct instant){day.number * DAY_MS};
}

struct day day_of_instant(struct instant instant)
{
	if (!instant_known(instant))
		return DAY_NONE;
	int64_t days = instant.ms / DAY_MS;
	if (instant.ms % DAY_MS < 0)
		days--;
	return (struct day){(int32_t)days};
}

bool instant_of_civil(const struct civil *civil, struct instant *instant)
{
	struct day day;
	int second = civil->second == 60 ? 59 : civil->second;

	if (!day_of_civil(civil->year, civil->month, civil->day, &day))
		return false;
	if (civil->hour < 0 || civil->hour > 24 || civil->minute < 0 || civil->minute > 59 ||
	    second < 0 || second > 59 || civil->millisecond < 0 || civil->millisecond > 999 ||
	    civil->offset < -24 * 60 || civil->offset > 24 * 60)
		return false;
	if (civil->hour == 24 && (civil->minute || second || civil->millisecond))
		return false;
	int64_t minutes = (int64_t)civil->hour * 60 + civil->minute - civil->offset;
	instant->ms = day.number * DAY_MS + (minutes * 60 + second) * 1000 + civil->millisecond;
	return true;
}

struct civil instant_civil(struct instant instant)
{
	struct civil civil = {0};
	struct day day = day_of_instant(instant);
	int64_t rest = instant.ms - day.number * DAY_MS;

	day_civil(day, &civil.year, &civil.month, &civil.day);
	civil.millisecond = (int)(rest % 1000);
	civil.second = (int)(rest / 1000 % 60);
	civil.minute = (int)(rest / 60000 % 60);
	civil.hour = (int)(rest / 3600000);
	return civil;
}

static void write_digits(char *text, int count, int value)
{
	for (int i = count; i-- > 0; value /= 10)
		text[i] = (char)('0' + value % 10);
}

/* Without snprintf: a report holds hundreds of moments and days, and it would be a tenth of its cost. */
size_t instant_write(struct instant instant, char text[INSTANT_LENGTH])
{
	if (!instant_known(instant))
		return 0;
	struct civil c = instant_civil(instant);
	memcpy(text, "0000-00-00T00:00:00.000Z", INSTANT_LENGTH);
	write_digits(text, 4, c.year);
	write_digits(text + 5, 2, c.month);
	write_digits(text + 8, 2, c.day);
	write_digits(text + 11, 2, c.hour);
	write_digits(text + 14, 2, c.minute);
	write_digits(text + 17, 2, c.second);
	write_digits(text + 20, 3, c.millisecond);
	if (c.millisecond)
		return INSTANT_LENGTH;
	text[19] = 'Z';
	return 20;
}

struct text instant_format(struct arena *arena, struct instant instant)
{
	char text[INSTANT_LENGTH];
	size_t length = instant_write(instant, text);

	return length ? text_copy(arena, (struct text){text, length}) : TEXT_NONE;
}

void day_write(struct day day, char text[DAY_LENGTH])
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	year = year < 1 ? 1 : year > 9999 ? 9999 : year;
	write_digits(text, 4, year);
	write_digits(text + 5, 2, month);
	write_digits(text + 8, 2, day_of_month);
	text[4] = text[7] = '-';
}

struct text day_format(struct arena *arena, struct day day)
{
	if (!day_known(day))
		return TEXT_NONE;
	char *text = arena_alloc(arena, DAY_LENGTH);
	day_write(day, text);
	return (struct text){text, DAY_LENGTH};
}

/* Exactly `digits` digits at the position, which moves behind them. */
static bool take_digits(struct text text, size_t *at, int digits, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++, (*at)++) {
		if (*at >= text.length || text.data[*at] < '0' || text.data[*at] > '9')
			return false;
		*value = *value * 10 + (text.data[*at] - '0');
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

static bool take_date(struct text text, size_t *at, struct civil *civil)
{
	return take_digits(text, at, 4, &civil->year) && take_char(text, at, '-') &&
	       take_digits(text, at, 2, &civil->month) && take_char(text, at, '-') &&
	       take_digits(text, at, 2, &civil->day);
}

static void take_fraction(struct text text, size_t *at, struct civil *civil)
{
	int scale = 100;

	if (!take_char(text, at, '.'))
		return;
	for (; *at < text.length && text.data[*at] >= '0' && text.data[*at] <= '9'; (*at)++) {
		civil->millisecond += (text.data[*at] - '0') * scale;
		scale /= 10;
	}
}

static bool take_zone(struct text text, size_t *at, struct civil *civil)
{
	int hours, minutes;

	if (*at == text.length || take_char(text, at, 'Z') || take_char(text, at, 'z'))
		return true;
	int sign = text.data[*at] == '-' ? -1 : text.data[*at] == '+' ? 1 : 0;
	if (!sign)
		return false;
	(*at)++;
	if (!take_digits(text, at, 2, &hours))
		return false;
	take_char(text, at, ':');
	if (!take_digits(text, at, 2, &minutes))
		return false;
	civil->offset = sign * (hours * 60 + minutes);
	return true;
}

bool instant_parse(struct text text, struct instant *instant)
{
	struct civil civil = {0};
	size_t at = 0;

	if (!take_date(text, &at, &civil))
		return false;
	if (at == text.length)
		return instant_of_civil(&civil, instant);
	if (!take_char(text, &at, 'T') && !take_char(text, &at, 't') && !take_char(text, &at, ' '))
		return false;
	if (!take_digits(text, &at, 2, &civil.hour) || !take_char(text, &at, ':') ||
	    !take_digits(text, &at, 2, &civil.minute))
		return false;
	if (take_char(text, &at, ':') && !take_digits(text, &at, 2, &civil.second))
		return false;
	take_fraction(text, &at, &civil);
	return take_zone(text, &at, &civil) && at == text.length && instant_of_civil(&civil, instant);
}

bool day_parse(struct text text, struct day *day)
{
	struct civil civil = {0};
	size_t at = 0;

	return take_date(text, &at, &civil) && at == text.length &&
	       day_of_civil(civil.year, civil.month, civil.day, day);
}
