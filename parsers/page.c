/*
 * The way from a page to its text: the tree is read as boxes and runs (layout), the boxes that are
 * the story are found (body), and their runs are written as paragraphs without the lines that are
 * no part of a story (lines).
 */
#include "parsers/page.h"

#include <string.h>

#include "base/limits.h"
#include "base/writer.h"
#include "parsers/body.h"
#include "parsers/charset.h"
#include "parsers/explain.h"
#include "parsers/html.h"
#include "parsers/markup.h"
#include "parsers/metadata.h"
#include "parsers/paragraphs.h"

/* Under this a page has most likely been read wrongly. */
#define TEXT_LEAST 250
/* What is outside the body is not worth a second reading: a headline. */
#define REST_LEAST 40

/* --- the page --- */

struct reading {
	struct body body;
	struct paragraphs paragraphs;
	struct text text;
};

static struct reading read_body(struct layout *layout, struct text title,
                                enum strictness strictness)
{
	struct reading reading;

	body_find(&reading.body, layout, strictness);
	reading.paragraphs = paragraphs_read(layout, title);
	reading.text = paragraphs_text(&reading.paragraphs);
	return reading;
}

/* `explained`: the marks of the layout have to be those of the reading that is taken. */
static struct reading find_text(struct layout *layout, struct text title, bool explained)
{
	struct reading strict = read_body(layout, title, BODY_STRICT);
	size_t rest = layout->text.length - strict.text.length;

	if (strict.text.length >= TEXT_LEAST && strict.text.length >= .2 * strict.body.prose)
		return strict;
	if (strict.text.length < layout->text.length && rest < REST_LEAST)
		return strict;
	struct reading loose = read_body(layout, title, BODY_LOOSE);
	if (loose.text.length > strict.text.length)
		return loose;
	return explained ? read_body(layout, title, BODY_STRICT) : strict;
}

/* A picture, an archive, a film: bytes that no text has, more than one in a hundred. */
static bool is_binary(struct bytes document, struct text charset)
{
	size_t length = document.length < KIB(2) ? document.length : KIB(2), odd = 0;

	if (text_starts(charset, TEXT("utf-16")) || text_starts(charset, TEXT("utf-32")))
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = document.data[i];
		odd += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b;
	}
	return odd * 100 > length;
}

static struct article *read_page(struct arena *arena, struct bytes document,
                                 const struct origin *origin, struct text *explanation,
                                 struct error *error)
{
	struct article *article = arena_alloc(arena, sizeof(*article));
	struct metadata metadata;
	struct text text, charset;

	json_blank(&article_shape, article);
	if (!charset_decode(arena, document, origin, MARKUP_HTML, &text, &charset, error))
		return NULL;
	if (is_binary(document, charset) || !markup_present(text)) {
		error_set(error, ERROR_DATA, "there is no page in it");
		return NULL;
	}
	xmlDoc *doc = html_parse(arena, text, error);
	if (!doc)
		return NULL;
	metadata_read(&metadata, arena, doc, origin->url);
	struct layout *layout = layout_read(arena, xmlDocGetRootElement(doc), metadata.heading);
	metadata_fill(&metadata, layout, article);
	struct reading reading = find_text(layout, article->title, explanation);
	article->text = reading.text;
	article->partial |= paragraphs_walled(&reading.paragraphs);
	if (explanation)
		*explanation = explain_reading(arena, &reading.body, &reading.paragraphs);
	xmlFreeDoc(doc);
	/* JSON-LD's body is often the first tenth only. */
	struct text body = metadata.linked.body;
	if (body.length > article->text.length * 8 / 5)
		article->text = text_cut(text_clean(arena, body, true), LIMIT_ARTICLE_TEXT);
	if (article->text.length < TEXT_LEAST && !text_empty(metadata.sends_on)) {
		error_set(error, ERROR_DATA, "the page only sends on to %.*s",
		          TEXT_ARGS(text_cut(text_clean(arena, metadata.sends_on, false), 160)));
		return NULL;
	}
	if (text_empty(article->text) && text_empty(article->title)) {
		error_set(error, ERROR_DATA, "no text can be found in the page");
		return NULL;
	}
	return article;
}

struct article *page_parse(struct arena *arena, struct bytes document, const struct origin *origin,
                           struct error *error)
{
	return read_page(arena, document, origin, NULL, error);
}

struct text page_explain(struct arena *arena, struct bytes document, const struct origin *origin,
                         struct error *error)
{
	struct text explanation = TEXT_NONE;

	return read_page(arena, document, origin, &explanation, error) ? explanation : TEXT_NONE;
}

struct text page_fragment_text(struct arena *arena, struct text html)
{
	struct text text = markup_paragraphs(arena, html);

	/* Plain text stays as it is: what is found in it is told by its bytes. */
	if (markup_present(html))
		text = lines_prune(arena, text);
	return text_cut(text, LIMIT_ARTICLE_TEXT);
}
