#include "parsers/date.h"

#include <string.h>

#include "parsers/date_pieces.h"

#define DATE_MOST 100

/* With East Asia's signs replaced and the spaces behind a year's or a month's gone. */
static struct text without_signs(struct text text, char buffer[DATE_MOST])
{
	size_t n = 0;

	for (size_t at = 0; at < text.length && n + 4 < DATE_MOST;) {
		const struct date_sign *sign = date_sign_at(text_slice(text, at, text.length));
		if (!sign) {
			buffer[n++] = text.data[at++];
			continue;
		}
		memcpy(buffer + n, sign->instead, strlen(sign->instead));
		n += strlen(sign->instead);
		at += strlen(sign->sign);
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

static bool read_written(struct text text, struct reading_date *reading)
{
	*reading = (struct reading_date){0};
	if (date_read_iso(text, reading))
		return true;
	*reading = (struct reading_date){0};
	return date_read_words(text, reading);
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
	if (!date_read_mail(text, &reading) && !read_written(without_signs(text, buffer), &reading))
		return false;
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
