#include "parsers/sightings.h"

#include "base/writer.h"
#include "parsers/byline.h"
#include "parsers/date.h"
#include "parsers/day_find.h"
#include "parsers/html.h"

/* Runs of text from the headline down and up in which its date and author stand. */
#define DOWN 40
#define UP 15
/* Boxes that a run's own is in, up to the one that says what it is. */
#define OVER 3
/* A line with a date and a name; longer ones are sentences. */
#define LINE_MOST 140

/* The box of a run, or one around it, that has the sign; NO_BOX where none. */
static int box_with(const struct layout *layout, int at, uint32_t sign)
{
	for (int over = 0; at != NO_BOX && over <= OVER; at = layout->boxes[at].parent, over++)
		if (layout->boxes[at].signs & sign)
			return at;
	return NO_BOX;
}

/* All text of the runs from one to another, not included, on one line. */
static struct text text_between(const struct layout *layout, size_t from, size_t to, size_t most)
{
	struct writer writer = writer_new(layout->arena, most);

	if (to == from + 1) {
		struct text only = layout_run(layout, &layout->runs[from]);
		return only.length <= most ? only : TEXT_NONE;
	}
	for (size_t i = from; i < to && !writer.full; i++) {
		if (writer.length)
			writer_put_char(&writer, ' ');
		writer_put(&writer, layout_run(layout, &layout->runs[i]));
	}
	return writer.full ? TEXT_NONE : writer_text(&writer);
}

static size_t line_end(const struct layout *layout, size_t at)
{
	size_t end = at + 1;

	while (end < layout->runs_count && layout->runs[end].glue)
		end++;
	return end;
}

/* The runs to look at, the most likely first: those below the headline, then those above it. */
struct order {
	size_t from, down, up;
	bool above;
	size_t at;
};

static struct order order_of(const struct layout *layout)
{
	bool headed = layout->heading_run < layout->runs_count;
	size_t from = headed ? layout->heading_run : 0;

	return (struct order){.from = from,
	                      .at = from,
	                      .down = headed ? from + DOWN : layout->runs_count,
	                      .up = from > UP ? from - UP : 0};
}

static bool order_next(const struct layout *layout, struct order *order, size_t *run)
{
	if (!order->above && order->at < order->down && order->at < layout->runs_count) {
		*run = order->at++;
		return true;
	}
	if (!order->above)
		order->at = order->from;
	order->above = true;
	if (order->at <= order->up)
		return false;
	*run = --order->at;
	return true;
}

/* The machine's form of a date: an attribute of its element. */
static struct text date_attribute(const struct layout *layout, int box)
{
	static const char *const names[] = {"datetime", "content", "title"};
	struct date date;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = html_attribute(layout->boxes[box].node, names[i]);
		if (value && date_read(text_of(value), &date) && date.instant.ms > 0)
			return text_copy(layout->arena, text_of(value));
	}
	return TEXT_NONE;
}

static struct text date_text(const struct layout *layout, struct text line, bool month_first)
{
	struct day day = day_in_line(layout->arena, line, month_first);

	return day_known(day) ? day_format(layout->arena, day) : TEXT_NONE;
}

static struct text date_at(const struct layout *layout, size_t run, enum sighting kind,
                           bool month_first)
{
	static const uint32_t signs[] = {
	        [SIGHTING_PUBLISHED] = SIGN_PUBLISHED, [SIGHTING_DATE] = SIGN_DATE};
	if (kind == SIGHTING_LINE && layout->runs[run].glue)
		return TEXT_NONE;
	if (kind == SIGHTING_LINE)
		return date_text(layout,
		                 text_between(layout, run, line_end(layout, run), LINE_MOST),
		                 month_first);
	int box = box_with(layout, layout->runs[run].box, signs[kind]);
	if (box == NO_BOX)
		return TEXT_NONE;
	struct text attribute = date_attribute(layout, box);
	if (!text_empty(attribute))
		return attribute;
	const struct box *found = &layout->boxes[box];
	return date_text(layout, text_between(layout, found->run_from, found->run_to, LINE_MOST),
	                 month_first);
}

struct text sighting_of_date(const struct layout *layout, enum sighting kind, bool month_first,
                             bool far)
{
	struct order order = order_of(layout);
	struct text found = TEXT_NONE;
	size_t run;

	while (order_next(layout, &order, &run)) {
		struct text text = date_at(layout, run, kind, month_first);
		if (!text_empty(text))
			return text;
	}
	/* At the foot of the story, or of a page whose headline was not found. */
	for (run = order.from; far && text_empty(found) && run < layout->runs_count; run++)
		if (kind != SIGHTING_LINE)
			found = date_at(layout, run, kind, month_first);
	return found;
}

/* --- authors --- */

/* The innermost box with the sign is the name; the outer one has its picture and office. */
static struct text author_at(const struct layout *layout, size_t run, uint32_t sign,
                             struct text site)
{
	int at = box_with(layout, layout->runs[run].box, sign);

	if (at == NO_BOX || layout->boxes[at].signs & SIGN_COMMENTS)
		return TEXT_NONE;
	const struct box *box = &layout->boxes[at];
	struct text text = text_between(layout, box->run_from, box->run_to, LINE_MOST);
	return byline_clean(layout->arena, text, site);
}

static struct text author_line(const struct layout *layout, size_t run, bool far, struct text site)
{
	if (layout->runs[run].glue)
		return TEXT_NONE;
	struct text line = text_between(layout, run, line_end(layout, run), LINE_MOST);
	if (!byline_begins(line) || (far && !byline_says(line)))
		return TEXT_NONE;
	return byline_clean(layout->arena, line, site);
}

static struct text author_by_sign(const struct layout *layout, uint32_t sign, struct text site)
{
	struct order order = order_of(layout);
	struct text text = TEXT_NONE;
	size_t run;

	while (text_empty(text) && order_next(layout, &order, &run))
		text = author_at(layout, run, sign, site);
	return text;
}

struct text sighting_of_author(const struct layout *layout, struct text site)
{
	struct order order = order_of(layout);
	struct text text = author_by_sign(layout, SIGN_NAME, site);
	size_t run;

	if (text_empty(text))
		text = author_by_sign(layout, SIGN_AUTHOR, site);
	while (text_empty(text) && order_next(layout, &order, &run))
		text = author_line(layout, run, false, site);
	/* Behind the story a line has to say more plainly that it names its author. */
	for (size_t i = order.from; text_empty(text) && i < layout->runs_count; i++)
		text = author_line(layout, i, true, site);
	return text;
}
