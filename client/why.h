/* The sentences of model/fate.h: why an article is an incident's, and why a figure was told or not. */
#ifndef CLIENT_WHY_H
#define CLIENT_WHY_H

#include "client/display.h"

/* "the same place, the day after, the same story"; "" of none. */
const char *why_matched(const json_t *reasons, char *room, size_t length);
/* "known already": of an outcome by its name; "" of one that is not known here. */
const char *why_outcome(const char *name);

/* "BBC News: Title, https://..." of another article, for a row. */
const char *why_article(const json_t *article, char *room, size_t length);

#endif
