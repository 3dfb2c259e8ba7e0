#include "parsers/paragraphs.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/writer.h"

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
	return run->box != NO_BOX && layout->boxes[run->box].chosen &&
	       !layout->boxes[run->box].away;
}

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
		if (!many)
			line.first = *at;
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
	if (many)
		line.signs &= ~(uint32_t)SIGN_CAPTION;
	return line;
}

static void read_lines(struct paragraphs *all)
{
	struct layout *layout = all->layout;

	for (size_t at = 0; at < layout->runs_count;) {
		struct line line = read_line(layout, &at);
		if (!line.text.length)
			continue;
		line.role = line_role(layout->arena, line.text);
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

/* Alone with a picture in a box: what the picture shows. */
static bool is_caption(const struct layout *layout, const struct line *line)
{
	const struct box *box = &layout->boxes[line->box];

	return line->signs & SIGN_CAPTION && box->length == line->text.length &&
	       line->text.length < (box->signs & SIGN_PARAGRAPH ? 100 : 250);
}

static const char *why_single(const struct layout *layout, const struct line *line)
{
	if (line->heading)
		return "the headline";
	if (is_caption(layout, line))
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
	uint64_t headline = hash_text(text_fold(arena, title), 0) | 1;
	size_t room = 64;

	while (room < all->count * 2)
		room *= 2;
	struct seen {
		uint64_t hash;
		int box;
	} *seen = arena_array(arena, room, sizeof(*seen));
	for (size_t i = 0; i < all->count; i++) {
		struct line *line = &all->lines[i];
		uint64_t hash = hash_text(text_fold(arena, line->text), 0) | 1;
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

static bool has_year(struct text line)
{
	for (size_t i = 0; i + 3 < line.length; i++)
		if ((line.data[i] == '2' && line.data[i + 1] == '0') ||
		    (line.data[i] == '1' && line.data[i + 1] == '9'))
			if (line.data[i + 2] >= '0' && line.data[i + 2] <= '9' &&
			    line.data[i + 3] >= '0' && line.data[i + 3] <= '9')
				return true;
	return false;
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
		if (line->text.length < 60 && has_year(line->text))
			line->dropped = "a date";
	}
}

/* Below the last one: how to reach the author, what else there is. */
static void drop_tail(struct paragraphs *all)
{
	size_t behind = 0;

	for (size_t i = 0; i < all->count; i++) {
		struct line *line = &all->lines[i];
		behind += line->text.length;
		if (line->role != LINE_END || line->text.length > 80 || behind < .55 * all->bytes)
			continue;
		for (; i < all->count; i++)
			all->lines[i].dropped = "behind the end";
	}
	for (size_t i = all->count; i-- > 0;) {
		struct line *line = &all->lines[i];
		if (line->dropped)
			continue;
		if (line->role != LINE_END && !line_is_contact(line->text))
			return;
		line->dropped = "a contact";
	}
}

struct paragraphs paragraphs_read(struct layout *layout, struct text title)
{
	struct paragraphs all = {.layout = layout};

	read_lines(&all);
	drop_single(&all);
	drop_repeats(&all, title);
	drop_head(&all);
	drop_tail(&all);
	return all;
}

struct text paragraphs_text(const struct paragraphs *all)
{
	struct writer writer = writer_new(all->layout->arena, LIMIT_ARTICLE_TEXT);

	for (size_t i = 0; i < all->count; i++) {
		if (all->lines[i].dropped)
			continue;
		if (writer.length)
			writer_put(&writer, TEXT("\n\n"));
		writer_put(&writer, all->lines[i].text);
	}
	return text_clean(all->layout->arena, writer_text(&writer), true);
}
