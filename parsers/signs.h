/*
 * What an element says about its part in a page: by its name, its class and id, its role and its
 * style. Words of a class are compared whole, split at case, '-', '_' and digits: "ad" is a sign,
 * "shadow" is none. A site that reads badly is mended by a word in lexicon/pages/classes.tsv, which then
 * holds for every site; there is nothing that knows a site.
 */
#ifndef PARSERS_SIGNS_H
#define PARSERS_SIGNS_H

#include <libxml/tree.h>
#include <stdint.h>

enum sign {
	SIGN_BLOCK = 1 << 0,      /* begins and ends a line of text */
	SIGN_RAW = 1 << 1,        /* holds no text that a reader sees: script, style, picture */
	SIGN_FRAME = 1 << 2,      /* its name says that it is around the story: nav, footer, aside */
	SIGN_BESIDE = 1 << 3,     /* its words say so: share, related, newsletter */
	SIGN_COMMENTS = 1 << 4,   /* what readers wrote */
	SIGN_HIDDEN = 1 << 5,     /* not seen: hidden, display:none */
	SIGN_BODY = 1 << 6,       /* says that it is the body: story-body, entry-content */
	SIGN_HINT = 1 << 7,       /* a word that bodies and much else have: content, text, post */
	SIGN_PROPERTY = 1 << 8,   /* itemprop="articleBody" */
	SIGN_ARTICLE = 1 << 9,    /* <article>, <main> */
	SIGN_PARAGRAPH = 1 << 10, /* holds a line and nothing else: p, li, h2, pre */
	SIGN_ITEM = 1 << 11,      /* li, dd */
	SIGN_HEADING = 1 << 12,   /* h1 to h6 */
	SIGN_QUOTE = 1 << 13,     /* blockquote */
	SIGN_STANDFIRST = 1 << 14, /* the summary under a headline: standfirst, dek, lead */
	SIGN_FIGURE = 1 << 15,    /* figure, figcaption */
	SIGN_HEADER = 1 << 16,    /* header */
	SIGN_FORM = 1 << 17,
	SIGN_TABLE = 1 << 18,     /* td, th */
	SIGN_ROW = 1 << 20,       /* tr, tbody */
	SIGN_DATE = 1 << 21,      /* when it was published: time, class date */
	SIGN_AUTHOR = 1 << 22,    /* who wrote it: rel=author, class byline */
	SIGN_NAME = 1 << 24,      /* says that it is the author's name and nothing else */
	SIGN_PUBLISHED = 1 << 23, /* says that it is the date of publication */
};

/* Zero for an inline element that says nothing. */
uint32_t signs_of(const xmlNode *element);

#endif
