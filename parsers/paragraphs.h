/*
 * The lines of a body, and which of them are no paragraphs of the story: links to others, captions,
 * calls, repeats, what stands above the first and below the last.
 */
#ifndef PARSERS_PARAGRAPHS_H
#define PARSERS_PARAGRAPHS_H

#include "parsers/layout.h"
#include "parsers/lines.h"

struct line {
	struct text text;
	size_t first;   /* its first run */
	uint32_t links; /* bytes of it inside links */
	uint32_t signs; /* of its runs */
	int box;        /* of its last run */
	int picture;    /* the box around it and a picture right before it; NO_BOX for none */
	enum line_role role;
	uint64_t hash; /* of its words, whatever their case; never 0 */
	bool heading;        /* it begins where the headline does */
	const char *dropped; /* why; NULL for a paragraph */
};

struct paragraphs {
	struct layout *layout;
	struct line *lines;
	size_t count, room;
	size_t bytes; /* of all lines */
};

/* The lines of the boxes that are chosen and not away. */
struct paragraphs paragraphs_read(struct layout *layout, struct text title);

/* Whether one of them says that there is more for those who pay. */
bool paragraphs_walled(const struct paragraphs *all);

/* Those that are not dropped, apart by a blank line. */
struct text paragraphs_text(const struct paragraphs *all);

#endif
