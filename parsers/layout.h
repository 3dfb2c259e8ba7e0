/*
 * A page as boxes and runs. A run is a stretch of text between two borders; a box is an element
 * that makes borders, or an inline one that says something of itself. Both stand in the order of
 * the document, so that what is inside a box is a range of runs and all that is asked of a page
 * costs time linear in its length.
 */
#ifndef PARSERS_LAYOUT_H
#define PARSERS_LAYOUT_H

#include "base/writer.h"
#include "parsers/signs.h"

#define NO_BOX (-1)

struct box {
	const xmlNode *node;
	int parent;
	uint32_t signs;
	uint32_t run_from, run_to; /* runs inside, the last one not included */
	uint32_t whole;            /* bytes of text inside */
	uint32_t length, links;    /* bytes of it that are not left out, and of those inside links */
	uint32_t prose;            /* bytes of text in paragraphs of sentences */
	float mass, score;
	bool away;   /* it or a box around it is left out */
	bool chosen; /* it or a box around it is part of the body */
};

struct run {
	uint32_t start, end; /* bytes of the page's text */
	uint32_t links;      /* bytes of it inside links */
	int box;
	uint32_t signs;      /* ITEM, HEADING, QUOTE, PARAGRAPH of the boxes around it */
	int picture;         /* the box around it and a picture right before it; NO_BOX for none */
	char glue;           /* not 0: goes on in the line of the run before, behind this character */
};

struct layout {
	struct arena *arena;
	struct writer text;
	struct box *boxes;
	size_t boxes_count, boxes_room;
	struct run *runs;
	size_t runs_count, runs_room;
	size_t heading_run; /* the run that begins with the headline; runs_count where there is none */
};

/* `heading` is the headline's element; it may be NULL. */
struct layout *layout_read(struct arena *arena, xmlNode *top, const xmlNode *heading);

struct text layout_run(const struct layout *layout, const struct run *run);

/* Of a box's or a run's text, the share inside links: 0 to 1; 1 where there is no text. */
double layout_density(uint32_t links, uint32_t length);

#endif
