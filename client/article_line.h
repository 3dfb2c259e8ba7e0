/* An article as one JSON object on a line: what `extract --jsonl` and `replay` take. */
#ifndef CLIENT_ARTICLE_LINE_H
#define CLIENT_ARTICLE_LINE_H

#include "model/article.h"

/* Its members as they stand, with whatever characters; empty where one is missing or no string. */
struct article_line {
	struct text id, source, published, url, title, text;
};

/*
 * The article of a line, in the arena, its title and text clean. DATA where it is no JSON object, then
 * `line` is empty, and where its text is longer than LIMIT_ARTICLE_TEXT.
 */
struct article *article_line_read(struct arena *arena, struct bytes bytes, struct article_line *line,
                                  struct error *error);

#endif
