#include "parsers/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/writer.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* --- tags with too many attributes --- */

static bool is_name(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == ':' || c == '-' || c == '_' ||
	       c == '.';
}

static size_t skip_spaces(struct text page, size_t at)
{
	while (at < page.length && is_space(page.data[at]))
		at++;
	return at;
}

static bool tag_ends(struct text page, size_t at)
{
	return at >= page.length || page.data[at] == '>';
}

/* Behind the value that follows a '='. */
static size_t skip_value(struct text page, size_t at)
{
	at = skip_spaces(page, at);
	if (at < page.length && (page.data[at] == '"' || page.data[at] == '\'')) {
		const char *close = memchr(page.data + at + 1, page.data[at], page.length - at - 1);
		return close ? (size_t)(close - page.data) + 1 : page.length;
	}
	while (!tag_ends(page, at) && !is_space(page.data[at]))
		at++;
	return at;
}

/* Behind one attribute, or what stands in its place, as libxml2 2.9 reads it. */
static size_t skip_attribute(struct text page, size_t at)
{
	size_t start = at;

	while (at < page.length && is_name(page.data[at]))
		at++;
	if (at == start) {
		while (!tag_ends(page, at) && !is_space(page.data[at]))
			at++;
		return at;
	}
	size_t next = skip_spaces(page, at);
	return next < page.length && page.data[next] == '=' ? skip_value(page, next + 1) : at;
}

/* Where a start tag is cut, and where it ends; the same place where it has not too many. */
static size_t read_tag(struct text page, size_t at, size_t *end)
{
	size_t cut = 0;
	int count = 0;

	while (at < page.length && (is_name(page.data[at])))
		at++;
	for (at = skip_spaces(page, at); !tag_ends(page, at); at = skip_spaces(page, at)) {
		if (count++ == LIMIT_HTML_ATTRIBUTES)
			cut = at;
		at = skip_attribute(page, at);
	}
	*end = at;
	return cut ? cut : at;
}

/* Behind the end of what begins with these letters and is no text. */
static size_t skip_until(struct text page, size_t at, struct text end)
{
	size_t found = text_find_nocase(page, end, at);

	return found == TEXT_NOT_FOUND ? page.length : found;
}

static bool tag_is(struct text page, size_t at, struct text name)
{
	return page.length - at > name.length && !is_name(page.data[at + name.length]) &&
	       text_equal_nocase(text_slice(page, at, at + name.length), name);
}

/* Behind what follows a '<' at this place; `*cut` is where the tag has to be cut, or the same. */
static size_t read_markup(struct text page, size_t at, size_t *cut)
{
	size_t end = at;

	*cut = at;
	if (text_starts(text_slice(page, at, page.length), TEXT("!--")))
		return *cut = skip_until(page, at + 3, TEXT("-->"));
	if (!is_letter(page.data[at]))
		return at;
	*cut = read_tag(page, at, &end);
	if (*cut == end && tag_is(page, at, TEXT("script")))
		return *cut = skip_until(page, end, TEXT("</script"));
	if (*cut == end && tag_is(page, at, TEXT("style")))
		return *cut = skip_until(page, end, TEXT("</style"));
	return end;
}

/* The page without the attributes behind the first LIMIT_HTML_ATTRIBUTES of a tag. */
static struct text cut_attributes(struct arena *arena, struct text page)
{
	struct writer writer = writer_new(arena, page.length);
	size_t copied = 0;

	for (size_t at = 0; at + 1 < page.length;) {
		const char *open = memchr(page.data + at, '<', page.length - at - 1);
		if (!open)
			break;
		size_t cut, end = read_markup(page, (size_t)(open - page.data) + 1, &cut);
		if (cut < end) {
			writer_put(&writer, text_slice(page, copied, cut));
			copied = end;
		}
		at = end;
	}
	if (!copied)
		return page;
	writer_put(&writer, text_slice(page, copied, page.length));
	return writer_text(&writer);
}

/* --- the tree --- */

/* libxml2's own data of the parser counts what has been made: elements, attributes, texts. */
struct tree {
	size_t nodes;
};

static bool is_full(htmlParserCtxt *parser, const xmlChar **attributes)
{
	struct tree *tree = parser->_private;

	for (; attributes && *attributes; attributes += 2)
		tree->nodes++;
	if (tree->nodes++ < LIMIT_HTML_NODES && parser->nodeNr < LIMIT_HTML_DEPTH)
		return false;
	xmlStopParser(parser);
	return true;
}

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
	if (!is_full(context, attributes))
		xmlSAX2StartElement(context, name, attributes);
}

static void characters(void *context, const xmlChar *text, int length)
{
	if (!is_full(context, NULL))
		xmlSAX2Characters(context, text, length);
}

static void no_comment(void *context, const xmlChar *text)
{
	(void)context;
	(void)text;
}

static void set_up(htmlParserCtxt *parser, struct tree *tree)
{
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	                                   HTML_PARSE_NONET | HTML_PARSE_COMPACT |
	                                   HTML_PARSE_NODEFDTD);
	/* Lifts the depth of 256 behind which libxml2 loses everything; ours is in is_full(). */
	parser->options |= XML_PARSE_HUGE;
	parser->_private = tree;
	parser->sax->startElement = start_element;
	parser->sax->characters = characters;
	parser->sax->ignorableWhitespace = characters;
	parser->sax->comment = no_comment;
	xmlSwitchToEncoding(parser, xmlFindCharEncodingHandler("UTF-8"));
}

/* A page is all that there is of it: nothing that it names is opened. */
static xmlParserInput *no_entity(const char *url, const char *id, xmlParserCtxt *parser)
{
	(void)url;
	(void)id;
	(void)parser;
	return NULL;
}

xmlDoc *html_parse(struct arena *arena, struct text page, struct error *error)
{
	struct tree tree = {.nodes = 0};

	page = cut_attributes(arena, page);
	xmlInitParser();
	xmlSetExternalEntityLoader(no_entity);
	htmlParserCtxt *parser = htmlCreateMemoryParserCtxt(page.data, (int)page.length);
	if (!parser) {
		error_set(error, ERROR_DATA, "there is no page in it");
		return NULL;
	}
	set_up(parser, &tree);
	htmlParseDocument(parser);
	xmlDoc *doc = parser->myDoc;
	parser->myDoc = NULL;
	htmlFreeParserCtxt(parser);
	if (doc && xmlDocGetRootElement(doc))
		return doc;
	xmlFreeDoc(doc);
	error_set(error, ERROR_DATA, "there is no page in it");
	return NULL;
}

const char *html_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
		if (!strcasecmp((const char *)attribute->name, name))
			return attribute->children && attribute->children->content
			               ? (const char *)attribute->children->content
			               : "";
	return NULL;
}

bool html_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !strcasecmp((const char *)node->name, name);
}

xmlNode *html_next(const xmlNode *top, xmlNode *node, bool skip)
{
	if (!skip && node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node != top) {
		if (node->next)
			return node->next;
		node = node->parent;
	}
	return NULL;
}

struct text html_line(struct arena *arena, const xmlNode *node)
{
	struct writer writer = writer_new(arena, LIMIT_PAGE);
	xmlNode *at = (xmlNode *)(uintptr_t)node;

	while (at) {
		bool skip = html_is(at, "script") || html_is(at, "style");
		if (at->type == XML_TEXT_NODE && at->content)
			writer_put(&writer, text_of((const char *)at->content));
		else if (html_is(at, "br") || html_is(at, "p") || html_is(at, "div") ||
		         html_is(at, "li"))
			writer_put_char(&writer, ' ');
		at = html_next(node, at, skip);
	}
	return text_squeeze(arena, text_clean(arena, writer_text(&writer), false));
}
