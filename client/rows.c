#include "client/rows.h"

#include <inttypes.h>

void row_put(const struct display *display, const char *name, const char *text)
{
	if (!*text)
		return;
	display_tone(display, TONE_DIM);
	display_column(name, ROW_LABEL);
	display_tone(display, TONE_PLAIN);
	display_words(display, text, ROW_LABEL, ROW_LABEL);
	putchar('\n');
}

void row_text(const struct display *display, const json_t *item, const char *key, const char *name)
{
	char room[2000];

	row_put(display, name, display_text(item, key, room, sizeof(room)));
}

const char *row_value(const json_t *item, const char *key, char *room, size_t length)
{
	const json_t *value = json_object_get(item, key);

	if (!json_is_integer(value))
		return display_text(item, key, room, length);
	snprintf(room, length, "%" PRId64, (int64_t)json_integer_value(value));
	return room;
}

void row_number(const struct display *display, const json_t *item, const char *key,
                const char *name)
{
	char room[40];

	if (json_is_integer(json_object_get(item, key)))
		row_put(display, name, row_value(item, key, room, sizeof(room)));
}

const char *row_moment(const struct display *display, const json_t *value, char *room, size_t length)
{
	char clock[40], distance[40];

	snprintf(room, length, "%s, %s", display_clock(value, clock, sizeof(clock)),
	         display_time(display, value, distance, sizeof(distance)));
	return room;
}

void row_when(const struct display *display, const json_t *item, const char *key, const char *name)
{
	const json_t *value = json_object_get(item, key);
	char room[100];

	if (value)
		row_put(display, name, row_moment(display, value, room, sizeof(room)));
}
