/*
 * An HTML page as an article: the text that a reader of the page came for, in paragraphs, and its
 * title, byline, dates, site and language. Everything it returns lives in the arena.
 */
#ifndef PARSERS_PAGE_H
#define PARSERS_PAGE_H

#include "base/error.h"
#include "model/article.h"
#include "parsers/feed.h"

/* NULL with a sentence where no text can be found; a damaged page gives what is there. */
struct article *page_parse(struct arena *arena, struct bytes document, const struct origin *origin,
			   struct error *error);

/* How the page is read, for people: see explain.h. Empty with a sentence where page_parse() fails. */
struct text page_explain(struct arena *arena, struct bytes document, const struct origin *origin,
			 struct error *error);

/* An HTML fragment (an entry's content_html) as plain text in paragraphs; never fails. */
struct text page_fragment_text(struct arena *arena, struct text html);

#endif
