#include "parsers/body.h"

#include <string.h>

#include "base/hash.h"
#include "parsers/html.h"

/* Page builders put each paragraph of a body into its own section, row, column and box. */
#define CHUNK_LEVELS 7

/* --- sums --- */

static bool run_away(const struct layout *layout, const struct run *run)
{
	return run->box != NO_BOX && layout->boxes[run->box].away;
}

/* Where the line that begins with a run ends: the first run that is not glued to it. */
static size_t line_end(const struct layout *layout, size_t at)
{
	size_t end = at + 1;

	while (end < layout->runs_count && layout->runs[end].glue)
		end++;
	return end;
}

/* Long enough and with few enough links to be sentences; captions and teasers are shorter. */
static bool is_prose(const struct layout *layout, size_t from, size_t to)
{
	uint32_t length = 0, links = 0;

	for (size_t i = from; i < to; i++) {
		const struct run *run = &layout->runs[i];
		if (run_away(layout, run))
			continue;
		length += run->end - run->start;
		links += run->links;
	}
	return length >= (layout->runs[from].signs & (SIGN_PARAGRAPH | SIGN_QUOTE) ? 40 : 60) &&
	       links * 2 < length;
}

static void add_run(struct layout *layout, const struct run *run, bool prose)
{
	struct box *box = &layout->boxes[run->box];

	if (box->away)
		return;
	box->length += run->end - run->start;
	box->links += run->links;
	box->prose += prose ? run->end - run->start : 0;
}

static void sum_up(struct layout *layout)
{
	for (size_t i = 0; i < layout->boxes_count; i++)
		layout->boxes[i].length = layout->boxes[i].links = layout->boxes[i].prose = 0;
	for (size_t i = 0; i < layout->runs_count;) {
		size_t end = line_end(layout, i);
		bool prose = is_prose(layout, i, end);
		for (; i < end; i++)
			if (layout->runs[i].box != NO_BOX)
				add_run(layout, &layout->runs[i], prose);
	}
	for (size_t i = layout->boxes_count; i-- > 1;) {
		const struct box *box = &layout->boxes[i];
		if (box->parent == NO_BOX)
			continue;
		struct box *parent = &layout->boxes[box->parent];
		parent->length += box->length;
		parent->links += box->links;
		parent->prose += box->prose;
	}
}

static bool holds_heading(const struct layout *layout, const struct box *box)
{
	return layout->heading_run >= box->run_from && layout->heading_run < box->run_to;
}

/* --- what is left out --- */

/* Boxes are in the order of the document: what is inside one follows it. */
static bool holds_quote(const struct layout *layout, size_t at)
{
	const struct box *box = &layout->boxes[at];

	for (size_t i = at + 1; i < layout->boxes_count && i < at + 12; i++) {
		if (layout->boxes[i].run_from >= box->run_to)
			return false;
		if (layout->boxes[i].signs & SIGN_QUOTE)
			return true;
	}
	return false;
}

static bool box_away(const struct layout *layout, size_t at, double prose,
                     enum strictness strictness)
{
	const struct box *box = &layout->boxes[at];
	uint32_t signs = box->signs;

	if (signs & SIGN_HIDDEN && box->prose < .5 * prose)
		return true;
	if (signs & (SIGN_BODY | SIGN_PROPERTY))
		return false;
	if (signs & SIGN_COMMENTS)
		return !holds_heading(layout, box);
	if (signs & (SIGN_FIGURE | SIGN_BESIDE) && holds_quote(layout, at))
		return false;
	/* A section's own heading; the page's header stands above the headline or around it. */
	if (signs & SIGN_HEADER && !(signs & SIGN_BESIDE) && layout->heading_run < box->run_from &&
	    box->links * 2 <= box->length)
		return false;
	if (signs & SIGN_FRAME)
		return box->prose < .6 * prose;
	return signs & SIGN_BESIDE && strictness == BODY_STRICT && box->prose < .3 * prose;
}

static void leave_out(struct layout *layout, enum strictness strictness)
{
	double prose = 0, comments = 0;

	for (size_t i = 0; i < layout->boxes_count; i++)
		layout->boxes[i].away = false;
	sum_up(layout);
	for (size_t i = 0; i < layout->boxes_count; i++) {
		struct box *box = &layout->boxes[i];
		bool around = box->parent != NO_BOX && layout->boxes[box->parent].away;
		box->whole = box->length;
		if (box->parent == NO_BOX)
			prose += box->prose;
		box->away = around || (box->signs & SIGN_COMMENTS && !holds_heading(layout, box));
		comments += box->away && !around ? box->prose : 0;
	}
	for (size_t i = 0; i < layout->boxes_count; i++) {
		struct box *box = &layout->boxes[i];
		box->away = (box->parent != NO_BOX && layout->boxes[box->parent].away) ||
		            box_away(layout, i, prose - comments, strictness);
	}
	sum_up(layout);
}

/* --- weights --- */

static bool has_sentence(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		if ((c == '.' || c == '!' || c == '?' || c == ',') &&
		    (i + 1 == text.length || text.data[i + 1] == ' ' || text.data[i + 1] == '"' ||
		     (unsigned char)text.data[i + 1] >= 0x80))
			return true;
		/* U+3001, U+3002; U+FF0C, U+FF01, U+FF1F; U+060C, U+061F; U+0964. */
		if (c == '\xe3' && i + 2 < text.length && text.data[i + 1] == '\x80' &&
		    (text.data[i + 2] == '\x81' || text.data[i + 2] == '\x82'))
			return true;
		if (c == '\xef' && i + 2 < text.length && text.data[i + 1] == '\xbc')
			return true;
		if (c == '\xd8' && i + 1 < text.length &&
		    (text.data[i + 1] == '\x8c' || text.data[i + 1] == '\x9f'))
			return true;
		if (c == '\xe0' && i + 2 < text.length && text.data[i + 1] == '\xa5' &&
		    text.data[i + 2] == '\xa4')
			return true;
	}
	return false;
}

static double run_mass(const struct layout *layout, const struct run *run)
{
	double length = run->end - run->start,
	       density = layout_density(run->links, run->end - run->start);

	if (density > .6)
		return 0;
	double mass = length * (1 - density);
	if (!has_sentence(layout_run(layout, run)))
		mass *= .3;
	if (run->signs & SIGN_ITEM)
		mass *= .5;
	return mass;
}

/* Paragraphs speak for the box around them, from there up with less weight at each step. */
static void push_up(struct layout *layout, const struct run *run, double mass)
{
	static const float share[] = {1, .8f, .55f, .35f, .2f};
	size_t level = 0;
	int at = run->box;

	if (at != NO_BOX)
		layout->boxes[at].mass += (float)mass;
	while (at != NO_BOX && (layout->boxes[at].signs & SIGN_PARAGRAPH ||
	                        !(layout->boxes[at].signs & SIGN_BLOCK)))
		at = layout->boxes[at].parent;
	for (; at != NO_BOX && level < sizeof(share) / sizeof(*share); level++) {
		layout->boxes[at].score += (float)mass * share[level];
		at = layout->boxes[at].parent;
	}
}

/* The box of a teaser: small, and its heading is one link. */
static void mark_teasers(const struct layout *layout, bool *teaser)
{
	for (size_t i = 0; i < layout->runs_count; i++) {
		const struct run *run = &layout->runs[i];
		if (!(run->signs & SIGN_HEADING) || run->links < .9 * (run->end - run->start))
			continue;
		int at = run->box;
		for (int level = 0; level < 3 && at != NO_BOX; level++) {
			if (layout->boxes[at].length >= 700)
				break;
			teaser[at] = true;
			at = layout->boxes[at].parent;
		}
	}
	for (size_t i = 0; i < layout->boxes_count; i++)
		teaser[i] |= layout->boxes[i].parent != NO_BOX && teaser[layout->boxes[i].parent];
}

static void weigh_runs(struct layout *layout)
{
	bool *teaser = arena_array(layout->arena, layout->boxes_count + 1, sizeof(*teaser));

	mark_teasers(layout, teaser);
	for (size_t i = 0; i < layout->boxes_count; i++)
		layout->boxes[i].mass = layout->boxes[i].score = 0;
	for (size_t i = 0; i < layout->runs_count; i++) {
		const struct run *run = &layout->runs[i];
		if (run->box == NO_BOX || run_away(layout, run))
			continue;
		push_up(layout, run, run_mass(layout, run) * (teaser[run->box] ? .15 : 1));
	}
	for (size_t i = layout->boxes_count; i-- > 1;)
		if (layout->boxes[i].parent != NO_BOX)
			layout->boxes[layout->boxes[i].parent].mass += layout->boxes[i].mass;
}

struct weight {
	const char *name;
	bool (*holds)(const struct layout *layout, const struct box *box);
	float factor;
};

static bool is_property(const struct layout *layout, const struct box *box)
{
	(void)layout;
	return box->signs & SIGN_PROPERTY;
}

static bool is_hinted(const struct layout *layout, const struct box *box)
{
	(void)layout;
	return box->signs & (SIGN_BODY | SIGN_HINT);
}

static bool is_body(const struct layout *layout, const struct box *box)
{
	(void)layout;
	return box->signs & SIGN_BODY;
}

static bool is_article(const struct layout *layout, const struct box *box)
{
	(void)layout;
	return box->signs & SIGN_ARTICLE;
}

/* The box itself or one around it, up to the box that holds the headline too. */
static bool is_beside(const struct layout *layout, const struct box *box)
{
	while (!(box->signs & (SIGN_BODY | SIGN_PROPERTY))) {
		if (box->signs & (SIGN_BESIDE | SIGN_COMMENTS | SIGN_FRAME | SIGN_HIDDEN))
			return true;
		if (box->parent == NO_BOX || holds_heading(layout, box))
			return false;
		box = &layout->boxes[box->parent];
	}
	return false;
}

static bool is_before_heading(const struct layout *layout, const struct box *box)
{
	return layout->heading_run < layout->runs_count && box->run_to <= layout->heading_run;
}

static bool is_far_behind(const struct layout *layout, const struct box *box)
{
	if (layout->heading_run >= layout->runs_count || box->run_from >= box->run_to)
		return false;
	double start = layout->runs[box->run_from].start,
	       heading = layout->runs[layout->heading_run].start;
	return start - heading > .35 * layout->text.length;
}

static const struct weight weights[] = {
        /* The author of the page says it, for machines. */
        {"itemprop articleBody", is_property, 2.5f},
        /* Words like content are on bodies and on what is around them. */
        {"a body's word", is_hinted, 1.5f},
        {"a body's name", is_body, 1.2f},
        {"article element", is_article, 1.15f},
        {"a word of what is beside", is_beside, .6f},
        /* Stories stand under their headline. */
        {"before the headline", is_before_heading, .5f},
        {"far behind the headline", is_far_behind, .7f},
};

#define WEIGHTS (sizeof(weights) / sizeof(*weights))

static void weigh_boxes(struct layout *layout)
{
	weigh_runs(layout);
	for (size_t i = 0; i < layout->boxes_count; i++) {
		struct box *box = &layout->boxes[i];
		box->score *= (float)(1 - layout_density(box->links, box->length));
		for (size_t k = 0; k < WEIGHTS; k++)
			if (weights[k].holds(layout, box))
				box->score *= weights[k].factor;
	}
}

struct text body_reasons(struct arena *arena, const struct body *body, int at)
{
	const struct box *box = &body->layout->boxes[at];
	struct writer writer = writer_new(arena, 1000);

	for (size_t k = 0; k < WEIGHTS; k++)
		if (weights[k].holds(body->layout, box))
			writer_format(&writer, "%s%s x%.2f", writer.length ? ", " : "",
			              weights[k].name, (double)weights[k].factor);
	return writer_text(&writer);
}

/* --- choosing --- */

static void find_best(struct body *body)
{
	const struct box *boxes = body->layout->boxes;

	for (size_t k = 0; k < BODY_BEST; k++)
		body->best[k] = NO_BOX;
	for (size_t i = 0; i < body->layout->boxes_count; i++) {
		if (boxes[i].away || !(boxes[i].score > 0) || !(boxes[i].signs & SIGN_BLOCK))
			continue;
		int candidate = (int)i;
		for (size_t k = 0; k < BODY_BEST; k++) {
			int other = body->best[k];
			if (other != NO_BOX && boxes[other].score >= boxes[candidate].score)
				continue;
			body->best[k] = candidate;
			if (other == NO_BOX)
				break;
			candidate = other;
		}
	}
}

/* What two chunks of one body have in common: the element and its class. */
static uint64_t signature(const struct box *box)
{
	const char *class = html_attribute(box->node, "class");
	uint64_t seed = hash_text(text_of((const char *)box->node->name), 0);

	return class ? hash_text(text_of(class), seed) : seed;
}

static bool is_whole_page(const struct box *box)
{
	return html_is(box->node, "html");
}

/* The box around, where the body goes on in it. */
static int widen_up(const struct layout *layout, int at)
{
	for (int level = 0; level < 3; level++) {
		const struct box *box = &layout->boxes[at];
		if (box->parent == NO_BOX)
			break;
		const struct box *parent = &layout->boxes[box->parent];
		double density = layout_density(parent->links, parent->length);
		bool more = parent->prose > 1.25 * box->prose && parent->prose < 3.0 * box->prose &&
		            density < .25 &&
		            parent->signs & (SIGN_BODY | SIGN_HINT | SIGN_PROPERTY | SIGN_ARTICLE);
		if (!more || is_whole_page(parent))
			break;
		at = box->parent;
	}
	return at;
}

/* The beginning of another story: a headline of its own, or a heading that is a link. */
static bool begins_story(const struct layout *layout, const struct box *box)
{
	for (size_t i = box->run_from; i < box->run_to; i++) {
		const struct run *run = &layout->runs[i];
		if (run->signs & SIGN_HEADING && !run_away(layout, run) &&
		    run->links > .9 * (run->end - run->start))
			return true;
	}
	return false;
}

/* A neighbour that goes on with the body: like it by name, or large. */
static bool goes_on(const struct layout *layout, const struct box *box, const struct box *body,
                    float best, int level)
{
	if (box->away || box->run_to <= box->run_from ||
	    layout_density(box->links, box->length) >= .25)
		return false;
	bool like = signature(box) == signature(body) && !(box->signs & SIGN_ARTICLE);
	if (box->mass <= best * (like ? .1f : .25f) || (!like && level))
		return false;
	return !begins_story(layout, box);
}

/* The boxes beside the body and beside those around it that hold more of it. */
static void choose_neighbours(struct layout *layout, int at)
{
	float best = layout->boxes[at].mass;

	for (int level = 0; level < CHUNK_LEVELS && layout->boxes[at].parent != NO_BOX; level++) {
		int parent = layout->boxes[at].parent;
		for (size_t i = (size_t)parent + 1; i < layout->boxes_count; i++) {
			struct box *box = &layout->boxes[i];
			if (box->run_from >= layout->boxes[parent].run_to)
				break;
			if (box->parent == parent && (int)i != at &&
			    goes_on(layout, box, &layout->boxes[at], best, level))
				box->chosen = true;
		}
		at = parent;
	}
}

void body_find(struct body *body, struct layout *layout, enum strictness strictness)
{
	*body = (struct body){.layout = layout};
	leave_out(layout, strictness);
	weigh_boxes(layout);
	find_best(body);
	for (size_t i = 0; i < layout->boxes_count; i++) {
		body->prose += layout->boxes[i].parent == NO_BOX ? layout->boxes[i].prose : 0;
		layout->boxes[i].chosen = false;
	}
	if (body->best[0] == NO_BOX)
		return;
	int at = widen_up(layout, body->best[0]);
	layout->boxes[at].chosen = true;
	choose_neighbours(layout, at);
	for (size_t i = 1; i < layout->boxes_count; i++)
		layout->boxes[i].chosen |= layout->boxes[i].parent != NO_BOX &&
		                           layout->boxes[layout->boxes[i].parent].chosen;
}
