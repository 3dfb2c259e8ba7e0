#include "parsers/layout.h"

#include <string.h>

#include "base/limits.h"
#include "parsers/html.h"

/* Each takes 64 bytes: with them a page of 4 MiB stays under the ceiling of its arena. */
#define BOXES_MOST 100000
/* What a run takes over from the boxes around it. */
#define INHERITED (SIGN_PARAGRAPH | SIGN_ITEM | SIGN_HEADING | SIGN_QUOTE)
/* Inline elements with one of these get a box of their own. */
#define TELLING                                                                                    \
	(SIGN_FRAME | SIGN_BESIDE | SIGN_COMMENTS | SIGN_HIDDEN | SIGN_BODY | SIGN_PROPERTY |      \
	 SIGN_DATE | SIGN_AUTHOR)

struct place {
	int box;
	int links; /* <a> around it */
	uint32_t signs;
};

struct walk {
	struct layout *layout;
	const xmlNode *heading;
	struct place *places; /* of the elements around the current node */
	size_t depth, room;
	struct run run; /* the one that grows */
	int breaks;     /* <br> since the last character */
	char space;     /* white space that waits for the next character; 0 for none */
	int picture;    /* the box of the last picture behind which no text has come; NO_BOX */
	bool inside;    /* the last border was an inline one: the next run goes on in its line */
};

static void end_run(struct walk *walk, bool block)
{
	struct layout *layout = walk->layout;
	struct run *run = &walk->run;

	run->end = (uint32_t)layout->text.length;
	if (run->end > run->start) {
		layout->runs = arena_grow(layout->arena, layout->runs, layout->runs_count,
		                          &layout->runs_room, sizeof(*layout->runs));
		layout->runs[layout->runs_count++] = *run;
		walk->inside = true;
	}
	if (block) {
		walk->inside = false;
		walk->space = 0;
		walk->breaks = 0;
	}
	*run = (struct run){.start = run->end};
}

static const struct place *place_of(const struct walk *walk)
{
	return &walk->places[walk->depth];
}

static bool is_white(const char *c, size_t left, size_t *length)
{
	*length = 1;
	if (*c == ' ' || *c == '\n' || *c == '\t' || *c == '\r' || *c == '\f')
		return true;
	/* U+00A0; the spaces of U+2000 to U+200A. */
	if (left > 1 && *c == '\xc2' && c[1] == '\xa0') {
		*length = 2;
		return true;
	}
	*length = 3;
	return left > 2 && *c == '\xe2' && c[1] == '\x80' && (unsigned char)c[2] <= 0x8a;
}

/* The box around both of two that are near: the same, a parent, or two children of one. */
static int common_box(const struct layout *layout, int a, int b)
{
	if (a == NO_BOX || b == NO_BOX || a == b)
		return a == b ? a : NO_BOX;
	int over_a = layout->boxes[a].parent, over_b = layout->boxes[b].parent;
	if (over_a == b)
		return b;
	return over_b == a || over_b == over_a ? over_b : NO_BOX;
}

static void begin_text(struct walk *walk)
{
	struct writer *text = &walk->layout->text;

	if (walk->breaks > 1)
		end_run(walk, true);
	else if (walk->breaks == 1)
		walk->space = '\n';
	walk->breaks = 0;
	if (text->length > walk->run.start) {
		if (walk->space)
			writer_put_char(text, walk->space);
	} else {
		walk->run.box = place_of(walk)->box;
		walk->run.signs = place_of(walk)->signs;
		walk->run.glue = !walk->inside ? 0 : walk->space ? walk->space : 1;
		walk->run.picture = common_box(walk->layout, walk->picture, walk->run.box);
		walk->picture = NO_BOX;
	}
	walk->space = 0;
}

static void put_text(struct walk *walk, const char *data)
{
	struct writer *text = &walk->layout->text;
	size_t length = strlen(data), white;

	for (size_t at = 0; at < length;) {
		if (is_white(data + at, length - at, &white)) {
			walk->space = walk->space ? walk->space : ' ';
			at += white;
			continue;
		}
		size_t from = at;
		while (at < length && !is_white(data + at, length - at, &white))
			at++;
		size_t before = text->length;
		begin_text(walk);
		writer_put(text, (struct text){data + from, at - from});
		if (place_of(walk)->links)
			walk->run.links += (uint32_t)(text->length - before);
	}
}

static int new_box(struct layout *layout, const xmlNode *node, int parent, uint32_t signs)
{
	if (layout->boxes_count >= BOXES_MOST)
		return parent;
	layout->boxes = arena_grow(layout->arena, layout->boxes, layout->boxes_count,
	                           &layout->boxes_room, sizeof(*layout->boxes));
	layout->boxes[layout->boxes_count] = (struct box){
	        .node = node,
	        .parent = parent,
	        .signs = signs,
	        .run_from = (uint32_t)layout->runs_count,
	        .run_to = (uint32_t)layout->runs_count,
	};
	return (int)layout->boxes_count++;
}

static bool is_picture(const xmlNode *node)
{
	return html_is(node, "img") || html_is(node, "amp-img") || html_is(node, "picture");
}

/* To another page: footnotes and the anchors of headings stay on this one. */
static bool is_link(const xmlNode *node)
{
	if (node->name[0] != 'a' || node->name[1])
		return false;
	const char *href = html_attribute(node, "href");
	return href && href[0] != '#';
}

/* Goes into an element; false where nothing in it is seen. */
static bool enter(struct walk *walk, const xmlNode *node)
{
	uint32_t signs = signs_of(node);
	struct place place = *place_of(walk);

	if (is_picture(node))
		walk->picture = place.box;
	if (signs & SIGN_RAW || walk->depth >= LIMIT_HTML_DEPTH)
		return false;
	if (signs & (SIGN_BLOCK | TELLING)) {
		end_run(walk, signs & SIGN_BLOCK);
		place.box = new_box(walk->layout, node, place.box, signs);
	}
	if (node == walk->heading)
		walk->layout->heading_run = walk->layout->runs_count;
	place.links += is_link(node);
	place.signs |= signs & INHERITED;
	walk->places = arena_grow(walk->layout->arena, walk->places, walk->depth + 1, &walk->room,
	                          sizeof(*walk->places));
	walk->places[++walk->depth] = place;
	return true;
}

static void leave(struct walk *walk)
{
	struct layout *layout = walk->layout;
	int box = place_of(walk)->box, parent = walk->places[walk->depth - 1].box;

	walk->depth--;
	if (box == parent)
		return;
	end_run(walk, layout->boxes[box].signs & SIGN_BLOCK);
	layout->boxes[box].run_to = (uint32_t)layout->runs_count;
}

/* The tree in the order of the document, without recursion: it may be LIMIT_HTML_DEPTH deep. */
static void walk_tree(struct walk *walk, xmlNode *top)
{
	xmlNode *node = top;

	while (node) {
		bool entered = false;
		if (node->type == XML_TEXT_NODE && node->content)
			put_text(walk, (const char *)node->content);
		else if (html_is(node, "br"))
			walk->breaks++;
		else if (node->type == XML_ELEMENT_NODE)
			entered = enter(walk, node);
		if (entered && node->children) {
			node = node->children;
			continue;
		}
		if (entered)
			leave(walk);
		while (node != top && !node->next) {
			node = node->parent;
			leave(walk);
		}
		node = node == top ? NULL : node->next;
	}
	end_run(walk, true);
}

struct layout *layout_read(struct arena *arena, xmlNode *top, const xmlNode *heading)
{
	struct layout *layout = arena_alloc(arena, sizeof(*layout));
	struct walk walk = {.layout = layout, .heading = heading, .picture = NO_BOX};

	*layout = (struct layout){
	        .arena = arena, .text = writer_new(arena, 3 * LIMIT_PAGE), .heading_run = SIZE_MAX};
	walk.places = arena_grow(arena, NULL, 0, &walk.room, sizeof(*walk.places));
	walk.places[0] = (struct place){.box = NO_BOX};
	walk_tree(&walk, top);
	if (layout->heading_run > layout->runs_count)
		layout->heading_run = layout->runs_count;
	return layout;
}

struct text layout_run(const struct layout *layout, const struct run *run)
{
	return text_slice(writer_text(&layout->text), run->start, run->end);
}

double layout_density(uint32_t links, uint32_t length)
{
	return length ? (double)links / length : 1;
}
