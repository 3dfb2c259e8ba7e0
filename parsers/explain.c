#include "parsers/explain.h"

#include "base/limits.h"
#include "base/writer.h"
#include "parsers/html.h"

/* Boxes of a path, from the innermost; and bytes of a line, of a class. */
#define PATH_MOST 4
#define LINE_MOST 72
#define CLASS_MOST 48

static void put_cut(struct writer *writer, const char *prefix, const char *value)
{
	struct text text = text_of(value);

	if (text_empty(text))
		return;
	writer_put(writer, text_of(prefix));
	writer_put(writer, text_cut(text, CLASS_MOST));
}

static void put_box(struct writer *writer, const struct box *box)
{
	const char *class = html_attribute(box->node, "class"),
	           *id = html_attribute(box->node, "id");

	writer_put(writer, text_of((const char *)box->node->name));
	put_cut(writer, "#", id ? id : "");
	put_cut(writer, ".", class ? class : "");
}

static void put_path(struct writer *writer, const struct layout *layout, int at)
{
	int path[PATH_MOST];
	size_t count = 0;

	for (; at != NO_BOX && count < PATH_MOST; at = layout->boxes[at].parent)
		path[count++] = at;
	while (count-- > 0) {
		put_box(writer, &layout->boxes[path[count]]);
		writer_put(writer, count ? TEXT(" > ") : TEXT_NONE);
	}
}

/* The outermost box that takes a run away; NO_BOX where none does. */
static int away_by(const struct layout *layout, int at)
{
	int by = NO_BOX;

	for (; at != NO_BOX; at = layout->boxes[at].parent)
		if (layout->boxes[at].away)
			by = at;
	return by;
}

static void put_best(struct writer *writer, const struct body *body)
{
	const struct layout *layout = body->layout;

	writer_format(writer, "prose: %u bytes\n", body->prose);
	for (size_t i = 0; i < BODY_BEST && body->best[i] != NO_BOX; i++) {
		const struct box *box = &layout->boxes[body->best[i]];
		struct text reasons = body_reasons(writer->arena, body, body->best[i]);
		writer_format(writer,
		              "best %zu: score %.0f, mass %.0f, %u bytes, %u in links: ", i + 1,
		              (double)box->score, (double)box->mass, box->length, box->links);
		put_path(writer, layout, body->best[i]);
		if (!text_empty(reasons))
			writer_format(writer, " (%.*s)", TEXT_ARGS(reasons));
		writer_put_char(writer, '\n');
	}
}

static void put_excerpt(struct writer *writer, struct text text)
{
	struct text cut = text_cut(text, LINE_MOST);

	writer_put(writer, text_squeeze(writer->arena, cut));
	writer_put(writer, cut.length < text.length ? TEXT("...\n") : TEXT("\n"));
}

static void put_outside(struct writer *writer, const struct layout *layout, const struct run *run)
{
	int by = run->box == NO_BOX ? NO_BOX : away_by(layout, run->box);

	writer_put(writer, TEXT("  ["));
	if (by != NO_BOX)
		writer_put(writer, TEXT("away: "));
	put_path(writer, layout, by != NO_BOX ? by : run->box);
	writer_put(writer, TEXT("] "));
	put_excerpt(writer, layout_run(layout, run));
}

static void put_line(struct writer *writer, const struct layout *layout, const struct line *line)
{
	writer_put(writer, line->dropped ? TEXT("- [") : TEXT("+ ["));
	if (line->dropped)
		writer_format(writer, "%s: ", line->dropped);
	put_path(writer, layout, line->box);
	writer_put(writer, TEXT("] "));
	put_excerpt(writer, line->text);
}

struct text explain_reading(struct arena *arena, const struct body *body,
                            const struct paragraphs *paragraphs)
{
	struct writer writer = writer_new(arena, LIMIT_PAGE);
	const struct layout *layout = body->layout;
	size_t line = 0;

	put_best(&writer, body);
	for (size_t i = 0; i < layout->runs_count; i++) {
		const struct run *run = &layout->runs[i];
		const struct box *box = run->box == NO_BOX ? NULL : &layout->boxes[run->box];
		if (!(run->signs & SIGN_STANDFIRST) && (!box || box->away || !box->chosen))
			put_outside(&writer, layout, run);
		else if (line < paragraphs->count && paragraphs->lines[line].first == i)
			put_line(&writer, layout, &paragraphs->lines[line++]);
	}
	return text_clean(arena, writer_text(&writer), true);
}
