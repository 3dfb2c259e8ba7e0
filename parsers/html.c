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

/* Attributes of the tag at `*at`, which moves behind it. */
static size_t count_attributes(struct text page, size_t *at)
{
	size_t count = 0;
	char quote = '\0';

	for (; *at < page.length; (*at)++) {
		char c = page.data[*at];
		if (quote) {
			quote = c == quote ? '\0' : quote;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			(*at)++;
			break;
		} else if (!is_space(c) && c != '/' && is_space(page.data[*at - 1])) {
			count++;
		}
	}
	return count;
}

static bool attributes_within_limit(struct text page, struct error *error)
{
	for (size_t at = 0; at + 1 < page.length;) {
		const char *open = memchr(page.data + at, '<', page.length - at - 1);
		if (!open)
			break;
		at = (size_t)(open - page.data) + 1;
		if (!is_letter(page.data[at]))
			continue;
		size_t start = at, count = count_attributes(page, &at);
		if (count > LIMIT_ATTRIBUTES)
			return error_set(error, ERROR_DATA,
			                 "a tag has %zu attributes, the limit is %d", count,
			                 LIMIT_ATTRIBUTES);
		/* A quote that never closes hides the rest of the page from this count: look inside
		 * it too. */
		if (at == page.length)
			at = start;
	}
	return true;
}

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
	htmlParserCtxt *parser = context;

	if (parser->nodeNr >= LIMIT_DEPTH) {
		xmlStopParser(parser);
		return;
	}
	xmlSAX2StartElement(context, name, attributes);
}

xmlDoc *html_parse(struct text page, struct error *error)
{
	if (!attributes_within_limit(page, error))
		return NULL;
	xmlInitParser();
	htmlParserCtxt *parser = htmlCreateMemoryParserCtxt(page.data, (int)page.length);
	if (!parser) {
		error_set(error, ERROR_DATA, "there is no page in it");
		return NULL;
	}
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	                                   HTML_PARSE_NONET | HTML_PARSE_COMPACT |
	                                   HTML_PARSE_NODEFDTD);
	/* Lifts the depth of 256 behind which libxml2 loses everything; ours is in start_element().
	 */
	parser->options |= XML_PARSE_HUGE;
	parser->sax->startElement = start_element;
	xmlSwitchToEncoding(parser, xmlFindCharEncodingHandler("UTF-8"));
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
