/* What people see: columns, relative times, colour on a terminal only, sparklines, safe text. */
#ifndef CLIENT_DISPLAY_H
#define CLIENT_DISPLAY_H

#include <stdio.h>

#include "base/json.h"

struct display {
	bool colour; /* stdout is a terminal and NO_COLOR is not set */
	bool utf8;   /* so says the locale; without it lines and heights are drawn in ASCII */
	int columns; /* COLUMNS, or the terminal's; 0 where lines are not to be cut */
	struct instant now;
};

struct display display_new(void);

enum tone { TONE_PLAIN, TONE_DIM, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_STRONG };
void display_tone(const struct display *display, enum tone tone);

/* A member as text without what could change the terminal; "" where it is missing. `room` is
 * reused. */
const char *display_text(const json_t *object, const char *key, char *room, size_t length);

/* An element of a list likewise. */
const char *display_string(const json_t *value, char *room, size_t length);

/* "3 min", "5 h", "12 d": whole ones of the largest unit. */
const char *display_span(int64_t ms, char *room, size_t length);

/* "3 min ago", "in 5 h", "never". */
const char *display_time(const struct display *display, const json_t *value, char *room,
                         size_t length);

/* "Nov 24 20:15:04" in local time, for lines that stay on the screen; "never". */
const char *display_clock(const json_t *value, char *room, size_t length);

/* Text in a column: cut at its width with an ellipsis, padded. Width counts terminal cells. */
void display_column(const char *text, int width);
/* The last text of a line: cut where the terminal ends. `column` is where it begins. */
void display_rest(const struct display *display, const char *text, int column);
/* An address as the last text of a line, cut in its middle: its host and its end tell which it is. */
void display_address(const struct display *display, const char *url, int column);
/* A sentence that begins at `column` and goes on below, behind `indent`; the column behind it. */
int display_words(const struct display *display, const char *text, int indent, int column);

/* One line per JSON object. */
void display_json(const json_t *json);

/* Eight heights of a figure over time; nothing for fewer than two values. */
void display_sparkline(const struct display *display, const int64_t *values, size_t count);

#endif
