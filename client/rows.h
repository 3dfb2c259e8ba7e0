/* What is told of one thing: rows of a name and a text that goes on below itself. */
#ifndef CLIENT_ROWS_H
#define CLIENT_ROWS_H

#include "client/display.h"

#define ROW_LABEL 14

/* Nothing where the text is empty. */
void row_put(const struct display *display, const char *name, const char *text);
/* A member of the object under that name: a text, a number, a moment. */
void row_text(const struct display *display, const json_t *item, const char *key, const char *name);
void row_number(const struct display *display, const json_t *item, const char *key,
                const char *name);
void row_when(const struct display *display, const json_t *item, const char *key, const char *name);

/* "Nov 24 20:15:04, 3 h ago". */
const char *row_moment(const struct display *display, const json_t *value, char *room,
                       size_t length);
/* An integer, or a text without what could change the terminal; "" where it is missing. */
const char *row_value(const json_t *item, const char *key, char *room, size_t length);

#endif
