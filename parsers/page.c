/*
 * The way from a page to its text: the tree is walked once; each stretch of running text between
 * two block borders is a run, each element that holds some is a box. Runs give their weight to the
 * boxes around them, the heaviest box is widened where a body is split, and its runs are the
 * paragraphs.
 *
 * The weights are those of the measurements in docs/design.md (pages).
 */
#include "parsers/page.h"

#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/writer.h"
#include "parsers/charset.h"
#include "parsers/html.h"
#include "parsers/markup.h"
#include "parsers/metadata.h"

#define BOXES_MOST 100000
#define NO_BOX (-1)

struct box {
	const xmlNode *node;
	int parent;
	bool unwanted; /* by a token of its class or id */
	bool hinted;   /* by one too: it says that it is the body */
	double length, links, sentences;
	double score, mass;
};

struct run {
	int box;
	uint32_t start, end; /* bytes of the page's running text */
	uint32_t links;      /* bytes of it inside links */
	bool item, heading;
};

struct reading_page {
	struct arena *arena;
	struct writer text;
	struct box *boxes;
	size_t boxes_count, boxes_room;
	struct run *runs;
	size_t runs_count, runs_room;
	struct run run; /* the one that grows */
	bool space;
	double sentences; /* of the whole page */
};

/* --- names --- */

static bool in_list(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcasecmp(name, list[i]))
			return true;
	return false;
}

#define IN(name, list) in_list(name, list, sizeof(list) / sizeof(*(list)))

static const char *const removed[] = {
        "script", "style",  "noscript", "template", "svg",     "iframe",     "form",
        "button", "nav",    "footer",   "aside",    "figure",  "figcaption", "video",
        "audio",  "object", "embed",    "canvas",   "dialog",  "select",     "textarea",
        "head",   "input",  "label",    "math",     "picture", "map",        "menu",
};

static const char *const blocks[] = {
        "html", "body", "div",        "p",       "section", "article", "main",     "header", "ul",
        "ol",   "li",   "dl",         "dt",      "dd",      "table",   "tbody",    "thead",  "tr",
        "td",   "th",   "blockquote", "pre",     "h1",      "h2",      "h3",       "h4",     "h5",
        "h6",   "hr",   "center",     "address", "details", "summary", "fieldset", "figure",
};

static const char *const unwanted_tokens[] = {
        "share",       "sharing",         "social",        "related",    "recommend",
        "recommended", "recommendations", "recirc",        "teaser",     "teasers",
        "promo",       "sponsor",         "sponsored",     "outbrain",   "taboola",
        "newsletter",  "subscribe",       "subscription",  "nav",        "navigation",
        "menu",        "breadcrumb",      "breadcrumbs",   "sidebar",    "ad",
        "ads",         "advert",          "advertisement", "banner",     "cookie",
        "cookies",     "consent",         "modal",         "popup",      "caption",
        "credit",      "gallery",         "slider",        "carousel",   "tags",
        "byline",      "author",          "authors",       "bio",        "meta",
        "timestamp",   "dateline",        "popular",       "trending",   "widget",
        "player",      "comments",        "comment",       "disqus",     "footer",
        "signup",      "paywall",         "toolbar",       "pagination", "hidden",
};

static const char *const hint_tokens[] = {
        "articlebody", "body", "content", "entry", "post", "story", "article", "text", "main",
};

/* Words of a class or id: split at case, '-', '_' and spaces. */
static void read_tokens(struct box *box, const char *value)
{
	char token[40];
	size_t length = 0;

	for (const char *c = value;; c++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
		bool upper = *c >= 'A' && *c <= 'Z' && c > value && c[-1] >= 'a' && c[-1] <= 'z';
		if ((!letter || upper) && length) {
			token[length] = '\0';
			box->unwanted |= IN(token, unwanted_tokens);
			box->hinted |= IN(token, hint_tokens);
			length = 0;
		}
		if (!*c)
			break;
		if (letter && length < sizeof(token) - 1)
			token[length++] = *c;
	}
}

static bool hidden(const xmlNode *node)
{
	const char *style = html_attribute(node, "style"),
	           *aria = html_attribute(node, "aria-hidden");
	const char *role = html_attribute(node, "role");
	static const char *const roles[] = {"navigation",  "complementary", "banner",
	                                    "contentinfo", "dialog",        "search"};

	if (html_attribute(node, "hidden") || (aria && !strcasecmp(aria, "true")))
		return true;
	if (style && (strcasestr(style, "display:none") || strcasestr(style, "display: none")))
		return true;
	return role && IN(role, roles);
}

static bool is_removed(const xmlNode *node)
{
	return IN((const char *)node->name, removed) || hidden(node);
}

/* --- runs --- */

static void end_run(struct reading_page *page)
{
	struct run *run = &page->run;

	run->end = (uint32_t)page->text.length;
	if (run->end > run->start && run->box != NO_BOX) {
		page->runs = arena_grow(page->arena, page->runs, page->runs_count, &page->runs_room,
		                        sizeof(*page->runs));
		page->runs[page->runs_count++] = *run;
	}
	run->start = (uint32_t)page->text.length;
	run->links = 0;
	page->space = false;
}

static void put_text(struct reading_page *page, struct text text, bool link)
{
	size_t before = page->text.length;

	for (size_t at = 0; at < text.length;) {
		int32_t codepoint = text_codepoint(text, &at);
		if (codepoint == ' ' || codepoint == '\n' || codepoint == '\t' ||
		    codepoint == '\r' || codepoint == 0xa0) {
			page->space = page->text.length > page->run.start;
			continue;
		}
		if (page->space)
			writer_put_char(&page->text, ' ');
		page->space = false;
		writer_put_codepoint(&page->text, codepoint);
	}
	if (link)
		page->run.links += (uint32_t)(page->text.length - before);
}

static int new_box(struct reading_page *page, const xmlNode *node, int parent)
{
	if (page->boxes_count >= BOXES_MOST)
		return parent;
	page->boxes = arena_grow(page->arena, page->boxes, page->boxes_count, &page->boxes_room,
	                         sizeof(*page->boxes));
	struct box *box = &page->boxes[page->boxes_count++];
	*box = (struct box){.node = node, .parent = parent};
	const char *class = html_attribute(node, "class"), *id = html_attribute(node, "id");
	if (class)
		read_tokens(box, class);
	if (id)
		read_tokens(box, id);
	const char *property = html_attribute(node, "itemprop");
	box->hinted |= property && !strcasecmp(property, "articleBody");
	return (int)page->boxes_count - 1;
}

struct place {
	int box;
	int links; /* depth of <a> */
	bool item, heading;
};

/* Walks up and down with a stack of its own, as deep as the tree may be. */
static void read_runs(struct reading_page *page, xmlNode *top)
{
	struct place *stack = arena_array(page->arena, LIMIT_DEPTH + 8, sizeof(*stack));
	size_t depth = 0;
	xmlNode *node = top;

	stack[0] = (struct place){.box = NO_BOX};
	page->run.box = NO_BOX;
	while (node) {
		struct place place = stack[depth];
		bool enter = false;
		if (node->type == XML_TEXT_NODE && node->content) {
			put_text(page, text_of((const char *)node->content), place.links > 0);
		} else if (html_is(node, "br")) {
			if (node->next && html_is(node->next, "br"))
				end_run(page);
			page->space = page->text.length > page->run.start;
		} else if (node->type == XML_ELEMENT_NODE && !is_removed(node) &&
		           depth < LIMIT_DEPTH) {
			enter = true;
			if (IN((const char *)node->name, blocks)) {
				end_run(page);
				place.box = new_box(page, node, place.box);
			}
			place.links += html_is(node, "a");
			place.item |= html_is(node, "li");
			place.heading |= node->name[0] == 'h' && node->name[1] >= '1' &&
			                 node->name[1] <= '6' && !node->name[2];
			page->run.box = place.box;
			page->run.item = place.item;
			page->run.heading = place.heading;
		}
		if (enter && node->children) {
			stack[++depth] = place;
			node = node->children;
			continue;
		}
		if (enter && place.box != stack[depth].box)
			end_run(page);
		while (node != top && !node->next) {
			node = node->parent;
			if (depth)
				depth--;
			if (IN((const char *)node->name, blocks))
				end_run(page);
		}
		page->run.box = stack[depth].box;
		page->run.item = stack[depth].item;
		page->run.heading = stack[depth].heading;
		node = node == top ? NULL : node->next;
	}
	end_run(page);
}

/* --- weighing --- */

static struct text run_text(const struct reading_page *page, const struct run *run)
{
	return text_slice(writer_text(&page->text), run->start, run->end);
}

static bool has_sentence(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((text.data[i] == '.' || text.data[i] == '!' || text.data[i] == '?' ||
		     text.data[i] == ',') &&
		    (i + 1 == text.length || text.data[i + 1] == ' ' || text.data[i + 1] == '"' ||
		     (unsigned char)text.data[i + 1] >= 0x80))
			return true;
	return text_find(text, TEXT("\xe3\x80\x82"), 0) != TEXT_NOT_FOUND;
}

static double run_mass(const struct reading_page *page, const struct run *run)
{
	double length = run->end - run->start, density = run->links / length;

	if (density > .6)
		return 0;
	double mass = length * (1 - density);
	if (!has_sentence(run_text(page, run)))
		mass *= .3;
	if (run->item)
		mass *= .5;
	return run->heading ? mass * .3 : mass;
}

static void weigh(struct reading_page *page)
{
	static const double share[] = {1, .8, .55, .35, .2};

	for (size_t i = 0; i < page->runs_count; i++) {
		const struct run *run = &page->runs[i];
		double length = run->end - run->start, mass = run_mass(page, run);
		bool sentence = length >= 40 && run->links < length / 2 &&
		                has_sentence(run_text(page, run));
		int level = 0;
		if (sentence)
			page->sentences += length;
		/* The block itself gives nothing to itself: a paragraph's box is its parent's. */
		for (int at = run->box; at != NO_BOX; at = page->boxes[at].parent, level++) {
			struct box *box = &page->boxes[at];
			box->length += length;
			box->links += run->links;
			box->sentences += sentence ? length : 0;
			box->mass += mass;
			if (level >= 1 && level <= 5)
				box->score += mass * share[level - 1];
			else if (level == 0)
				box->score += mass * .9;
		}
	}
}

/* Unwanted boxes count only while they hold little of the page's prose. */
static bool box_unwanted(const struct reading_page *page, const struct box *box)
{
	return box->unwanted && !box->hinted && box->sentences < .3 * page->sentences;
}

static double box_score(const struct reading_page *page, const struct box *box)
{
	double density = box->length > 0 ? box->links / box->length : 1;
	double score = box->score * (1 - density);
	const char *property = html_attribute(box->node, "itemprop");

	if (property && !strcasecmp(property, "articleBody"))
		score *= 2.5;
	if (box->hinted)
		score *= 1.5;
	if (html_is(box->node, "article"))
		score *= 1.15;
	if (box_unwanted(page, box))
		score *= .3;
	return score;
}

static int best_box(const struct reading_page *page)
{
	int best = NO_BOX;
	double most = 0;

	for (size_t i = 0; i < page->boxes_count; i++) {
		double score = box_score(page, &page->boxes[i]);
		if (score > most) {
			most = score;
			best = (int)i;
		}
	}
	return best;
}

/* A body that is split: the box around it, where it brings much more prose and few links. */
static int widen(const struct reading_page *page, int at)
{
	for (int level = 0; at != NO_BOX && level < 3; level++) {
		const struct box *box = &page->boxes[at];
		if (box->parent == NO_BOX)
			break;
		const struct box *parent = &page->boxes[box->parent];
		double density = parent->length > 0 ? parent->links / parent->length : 1;
		bool split = parent->sentences > 1.25 * box->sentences && density < .25 &&
		             (parent->sentences < 3 * box->sentences || parent->hinted);
		if (!split || html_is(parent->node, "body") || html_is(parent->node, "html"))
			break;
		at = box->parent;
	}
	return at;
}

/* --- emitting --- */

static bool inside(const struct reading_page *page, int box, int container)
{
	for (; box != NO_BOX; box = page->boxes[box].parent) {
		if (box == container)
			return true;
		if (box_unwanted(page, &page->boxes[box]))
			return false;
	}
	return false;
}

struct output {
	struct writer text;
	uint64_t *seen;
	size_t seen_count, seen_room;
	uint64_t title;
};

static bool seen_before(struct reading_page *page, struct output *output, struct text line)
{
	uint64_t hash = hash_text(text_fold(page->arena, line), 0);

	if (hash == output->title)
		return true;
	for (size_t i = 0; i < output->seen_count; i++)
		if (output->seen[i] == hash && line.length > 30)
			return true;
	output->seen = arena_grow(page->arena, output->seen, output->seen_count, &output->seen_room,
	                          sizeof(*output->seen));
	output->seen[output->seen_count++] = hash;
	return false;
}

static void emit(struct reading_page *page, int container, struct text title, struct text *text)
{
	struct output output = {.text = writer_new(page->arena, LIMIT_ARTICLE_TEXT),
	                        .title = hash_text(text_fold(page->arena, title), 0)};

	for (size_t i = 0; i < page->runs_count; i++) {
		const struct run *run = &page->runs[i];
		struct text line = run_text(page, run);
		double density = (double)run->links / (run->end - run->start);
		if (!inside(page, run->box, container))
			continue;
		if ((density > .9 && line.length < 140) || seen_before(page, &output, line))
			continue;
		if (output.text.length)
			writer_put(&output.text, TEXT("\n\n"));
		writer_put(&output.text, line);
	}
	*text = text_clean(page->arena, writer_text(&output.text), true);
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

struct article *page_parse(struct arena *arena, struct bytes document, const struct origin *origin,
                           struct error *error)
{
	struct article *article = arena_alloc(arena, sizeof(*article));
	struct reading_page page = {.arena = arena, .text = writer_new(arena, LIMIT_PAGE)};
	struct text text, charset, body;
	const xmlNode *heading;

	json_blank(&article_shape, article);
	if (!charset_decode(arena, document, origin, MARKUP_HTML, &text, &charset, error))
		return NULL;
	if (is_binary(document, charset) || !markup_present(text)) {
		error_set(error, ERROR_DATA, "there is no page in it");
		return NULL;
	}
	xmlDoc *doc = html_parse(text, error);
	if (!doc)
		return NULL;
	metadata_read(arena, doc, origin->url, article, &body, &heading);
	read_runs(&page, xmlDocGetRootElement(doc));
	weigh(&page);
	int container = widen(&page, best_box(&page));
	if (container != NO_BOX)
		emit(&page, container, article->title, &article->text);
	xmlFreeDoc(doc);
	/* JSON-LD's body is often the first tenth only. */
	if (body.length > article->text.length * 8 / 5)
		article->text = text_cut(text_clean(arena, body, true), LIMIT_ARTICLE_TEXT);
	if (text_empty(article->text) && text_empty(article->title)) {
		error_set(error, ERROR_DATA, "no text can be found in the page");
		return NULL;
	}
	return article;
}

struct text page_fragment_text(struct arena *arena, struct text html)
{
	return text_cut(markup_paragraphs(arena, html), LIMIT_ARTICLE_TEXT);
}
