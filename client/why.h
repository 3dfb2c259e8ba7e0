/* The sentences of model/fate.h: why an article is an incident's. */
#ifndef CLIENT_WHY_H
#define CLIENT_WHY_H

#include "client/display.h"

/* "the same place, the day after, the same story"; "" of none. */
const char *why_matched(const json_t *reasons, char *room, size_t length);

/* "BBC News: Title, https://..." of another article, for a row. */
const char *why_article(const json_t *article, char *room, size_t length);
/* Such articles, a row each; the name stands at the first. */
void why_articles(const struct display *display, const json_t *list, const char *name);

#endif
