/*
 * What a line of text is, by its words alone: part of the story, or one of the lines that pages put
 * between its paragraphs. For pages, for feed content and for plain text, which has lost its links.
 */
#ifndef PARSERS_LINES_H
#define PARSERS_LINES_H

#include "base/text.h"

enum line_role {
	LINE_TEXT,
	LINE_CALL,    /* asks for a click, a share, an e-mail address */
	LINE_LINK,    /* a link to another story: "READ MORE: ..." */
	LINE_CREDIT,  /* who made a picture, who holds the rights */
	LINE_NOTICE,  /* "Advertisement", "Story continues below" */
	LINE_WALL,    /* says that the rest is for those who pay */
	LINE_END,     /* a heading behind which no story comes: "Related stories" */
};

/* A short line with an address or the name of a network: how to reach an author or a paper. */
bool line_is_contact(struct text line);

/* `hash` gets that of the line as line_hash() has it. */
enum line_role line_role(struct arena *arena, struct text line, uint64_t *hash);

/* The same for lines of the same words; never 0. */
uint64_t line_hash(struct arena *arena, struct text line);

/* A text without the paragraphs that are no part of its story. */
struct text lines_prune(struct arena *arena, struct text text);

/* "a credit": for explanations. */
const char *line_role_name(enum line_role role);

#endif
