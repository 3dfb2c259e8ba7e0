#include "parsers/paragraphs.h"

#include "base/limits.h"
#include "base/writer.h"
#include "parsers/byline.h"
#include "parsers/day_find.h"

/* --- lines --- */

static double line_density(const struct line *line)
{
	return layout_density(line->links, (uint32_t)line->text.length);
}

static bool is_prose(const struct line *line)
{
	return line->text.length >= 80 && line_density(line) < .5;
}

static bool run_inside(const struct layout *layout, const struct run *run)
{
	return run->signs & SIGN_STANDFIRST ||
	       (run->box != NO_BOX && layout->boxes[run->box].chosen &&
	        !layout->boxes[run->box].away);
}

/* The longest captions that say who is where have three sentences. */
#define CAPTION_MOST 350

/* Alone with a picture in a box: what the picture shows. */
static bool is_caption(const struct layout *layout, int picture, uint32_t length)
{
	return picture != NO_BOX && layout->boxes[picture].whole == length &&
	       length < (layout->boxes[picture].signs & SIGN_PARAGRAPH ? 100 : CAPTION_MOST);
}

/* --- the standfirst --- */

#define STANDFIRST_LEAST 140
#define STANDFIRST_MOST 600

/*
 * The box that says of a run that it is a standfirst, or the one around it and the headline;
 * NO_BOX where one between says that it is something else.
 */
static int standfirst_box(const struct layout *layout, const struct run *run)
{
	int at = run->box;

	for (; at != NO_BOX; at = layout->boxes[at].parent) {
		const struct box *box = &layout->boxes[at];
		bool around =
		        layout->heading_run >= box->run_from && layout->heading_run < box->run_to;
		if (box->signs & SIGN_STANDFIRST || around)
			return at;
		if (box->signs & (SIGN_BESIDE | SIGN_COMMENTS | SIGN_HIDDEN | SIGN_ITEM) ||
		    (box->signs & SIGN_FRAME && !(box->signs & SIGN_HEADER)))
			return NO_BOX;
	}
	return NO_BOX;
}

/* Some sites begin the body with it again. */
static bool in_body(const struct layout *layout, struct text text)
{
	for (size_t i = 0; i < layout->runs_count; i++)
		if (run_inside(layout, &layout->runs[i]) &&
		    text_starts(layout_run(layout, &layout->runs[i]), text_cut(text, 40)))
			return true;
	return false;
}

static bool is_standfirst(const struct layout *layout, const struct run *run)
{
	uint32_t length = run->end - run->start;

	return length >= STANDFIRST_LEAST && length <= STANDFIRST_MOST &&
	       layout_density(run->links, length) < .3 &&
	       !is_caption(layout, run->picture, length) && standfirst_box(layout, run) != NO_BOX &&
	       !in_body(layout, layout_run(layout, run));
}

/* The summary between the headline and the body, one that says that it is it before any other. */
static void mark_standfirst(struct layout *layout)
{
	size_t found = SIZE_MAX;

	bool headed = layout->heading_run < layout->runs_count;

	for (size_t i = headed ? layout->heading_run + 1 : 0; i < layout->runs_count; i++) {
		struct run *run = &layout->runs[i];
		if (run_inside(layout, run))
			break;
		if (!is_standfirst(layout, run))
			continue;
		bool says = layout->boxes[standfirst_box(layout, run)].signs & SIGN_STANDFIRST;
		if (says || (headed && found == SIZE_MAX))
			found = i;
		if (says)
			break;
	}
	if (found != SIZE_MAX)
		layout->runs[found].signs |= SIGN_STANDFIRST;
}

/* --- lines --- */

/* The text of the runs from one on that stand in its line; *at moves behind them. */
static struct line read_line(const struct layout *layout, size_t *at)
{
	struct line line = {.heading = *at == layout->heading_run, .box = NO_BOX};
	struct writer writer = writer_new(layout->arena, LIMIT_PAGE);
	bool many = false;

	do {
		const struct run *run = &layout->runs[*at];
		if (!run_inside(layout, run))
			continue;
		many = line.text.length;
		if (!many) {
			line.first = *at;
			line.picture = run->picture;
		}
		if (many && !writer.length)
			writer_put(&writer, line.text);
		if (many && run->glue > 1)
			writer_put_char(&writer, run->glue);
		if (many)
			writer_put(&writer, layout_run(layout, run));
		line.text = many ? writer_text(&writer) : layout_run(layout, run);
		line.links += run->links;
		line.signs |= run->signs;
		line.box = run->box;
	} while (++*at < layout->runs_count && layout->runs[*at].glue);
	return line;
}

static void read_lines(struct paragraphs *all)
{
	struct layout *layout = all->layout;

	for (size_t at = 0; at < layout->runs_count;) {
		struct line line = read_line(layout, &at);
		if (!line.text.length)
			continue;
		line.role = line_role(layout->arena, line.text, &line.hash);
		all->lines =
		        arena_grow(layout->arena, all->lines, all->count, &all->room, sizeof(line));
		all->lines[all->count++] = line;
		all->bytes += line.text.length;
	}
}

/* --- pruning --- */

static bool has_lower(struct text line)
{
	for (size_t i = 0; i < line.length; i++)
		if ((line.data[i] >= 'a' && line.data[i] <= 'z') ||
		    (unsigned char)line.data[i] >= 0x80)
			return true;
	return false;
}

static const char *why_single(const struct layout *layout, const struct line *line)
{
	if (line->heading)
		return "the headline";
	if (is_caption(layout, line->picture, (uint32_t)line->text.length))
		return "a caption";
	if (line_density(line) > .9 && (line->text.length < 140 || !has_lower(line->text)))
		return "a link";
	if (line->role != LINE_TEXT && line->role != LINE_END)
		return line_role_name(line->role);
	return NULL;
}

static void drop_single(struct paragraphs *all)
{
	for (size_t i = 0; i < all->count; i++)
		all->lines[i].dropped = why_single(all->layout, &all->lines[i]);
}

/* Exact repeats elsewhere on the page are pull quotes and teasers of the story itself. */
static void drop_repeats(struct paragraphs *all, struct text title)
{
	struct arena *arena = all->layout->arena;
	uint64_t headline = line_hash(arena, title);
	size_t room = 8;

	while (room < all->count * 2)
		room *= 2;
	struct seen {
		uint64_t hash;
		int box;
	} *seen = arena_array(arena, room, sizeof(*seen));
	for (size_t i = 0; i < all->count; i++) {
		struct line *line = &all->lines[i];
		uint64_t hash = line->hash;
		int parent = all->layout->boxes[line->box].parent;
		if (hash == headline)
			line->dropped = "the headline";
		if (line->text.length <= 30)
			continue;
		size_t at = hash & (room - 1);
		while (seen[at].hash && seen[at].hash != hash)
			at = (at + 1) & (room - 1);
		if (seen[at].hash == hash)
			line->dropped = seen[at].box != parent ? "a repeat" : line->dropped;
		else
			seen[at] = (struct seen){hash, parent};
	}
}

/* Above the first paragraph: dates, the headline in other words, sections. */
static void drop_head(struct paragraphs *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct line *line = &all->lines[i];
		if (line->dropped)
			continue;
		if (is_prose(line))
			return;
		if (line->text.length < 60 &&
		    day_known(day_in_line(all->layout->arena, line->text, true)))
			line->dropped = "a date";
		if (line->text.length < 60 && byline_begins(line->text))
			line->dropped = "a byline";
	}
}

/* Headings like "Related stories": what is behind them goes too where it is not much. */
static void drop_ends(struct paragraphs *all)
{
	size_t prose = 0, behind = 0, end = all->count;

	for (size_t i = all->count; i-- > 0;) {
		struct line *line = &all->lines[i];
		prose += !line->dropped && is_prose(line) ? line->text.length : 0;
		behind += line->text.length;
		if (line->role != LINE_END)
			continue;
		line->dropped = "an end";
		if (prose < .2 * (double)all->bytes && behind < .45 * (double)all->bytes)
			end = i;
	}
	for (size_t i = end; i < all->count; i++)
		all->lines[i].dropped = "behind the end";
}

/* Below the last paragraph: how to reach the author. */
static void drop_tail(struct paragraphs *all)
{
	for (size_t i = all->count; i-- > 0;) {
		struct line *line = &all->lines[i];
		if (line->dropped)
			continue;
		if (line->signs & SIGN_QUOTE || !line_is_contact(line->text))
			return;
		line->dropped = "a contact";
	}
}

struct paragraphs paragraphs_read(struct layout *layout, struct text title)
{
	struct paragraphs all = {.layout = layout};

	mark_standfirst(layout);
	read_lines(&all);
	drop_single(&all);
	drop_repeats(&all, title);
	drop_head(&all);
	drop_ends(&all);
	drop_tail(&all);
	return all;
}

bool paragraphs_walled(const struct paragraphs *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->lines[i].role == LINE_WALL)
			return true;
	return false;
}

struct text paragraphs_text(const struct paragraphs *all)
{
	struct writer writer = writer_new(all->layout->arena, LIMIT_ARTICLE_TEXT);

	for (size_t i = 0; i < all->count; i++) {
		if (all->lines[i].dropped)
			continue;
		if (writer.length)
			writer_put(&writer, TEXT("\n\n"));
		writer_put(&writer,
		           text_cut(all->lines[i].text, LIMIT_ARTICLE_TEXT - writer.length));
	}
	return text_clean(all->layout->arena, writer_text(&writer), true);
}
