#include "parsers/xml.h"

#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/writer.h"
#include "parsers/markup.h"

/* --- before libxml2 --- */

struct scan {
	struct text text;
	size_t at;
	struct writer out;
	size_t depth;
	bool mended;
	struct error *error;
};

static bool name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
	       (unsigned char)c >= 0x80;
}

static bool begins(const struct scan *scan, struct text with)
{
	return text_starts(text_slice(scan->text, scan->at, scan->text.length), with);
}

/* Copies up to and with `close`, or to the end. */
static void copy_through(struct scan *scan, struct text close)
{
	size_t end = text_find(scan->text, close, scan->at);

	if (end == TEXT_NOT_FOUND) {
		scan->mended = true;
		end = scan->text.length;
	} else {
		end += close.length;
	}
	writer_put(&scan->out, text_slice(scan->text, scan->at, end));
	scan->at = end;
}

static void skip_through(struct scan *scan, struct text close)
{
	size_t end = text_find(scan->text, close, scan->at);

	scan->at = end == TEXT_NOT_FOUND ? scan->text.length : end + close.length;
}

/* <!DOCTYPE ... [ ... ]> */
static void skip_declaration(struct scan *scan)
{
	bool inside = false;
	char quote = '\0';

	for (; scan->at < scan->text.length; scan->at++) {
		char c = scan->text.data[scan->at];
		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (inside && (c == '"' || c == '\''))
			quote = c;
		else if (c == '[')
			inside = true;
		else if (c == ']')
			inside = false;
		else if (c == '>' && !inside) {
			scan->at++;
			return;
		}
	}
}

/* A character reference, a name of XML's five, or a lone ampersand. */
static void take_ampersand(struct scan *scan)
{
	static const char *const five[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
	int32_t codepoint;

	for (size_t i = 0; i < 5; i++) {
		if (begins(scan, text_of(five[i]))) {
			writer_put(&scan->out, text_of(five[i]));
			scan->at += strlen(five[i]);
			return;
		}
	}
	size_t taken = markup_reference(scan->text, scan->at, &codepoint);
	if (!taken) {
		writer_put(&scan->out, TEXT("&amp;"));
		scan->mended = true;
		scan->at++;
		return;
	}
	scan->at += taken;
	if (codepoint == '&' || codepoint == '<' || codepoint == '>' || codepoint == '"')
		writer_format(&scan->out, "&#%d;", (int)codepoint);
	else if (codepoint >= 0x20 || codepoint == '\t' || codepoint == '\n' || codepoint == '\r')
		writer_put_codepoint(&scan->out, codepoint);
}

/* A start or end tag; its quotes are respected, its attributes counted. */
static bool take_tag(struct scan *scan)
{
	const char *data = scan->text.data;
	bool closing = data[scan->at + 1] == '/';
	size_t attributes = 0;
	char quote = '\0';

	writer_put_char(&scan->out, '<');
	for (scan->at++; scan->at < scan->text.length;) {
		char c = data[scan->at];
		if (c == '&') {
			take_ampersand(scan);
			continue;
		}
		if (c == '<') {
			scan->mended = true;
			if (!quote)
				break;
			writer_put(&scan->out, TEXT("&lt;"));
			scan->at++;
			continue;
		}
		attributes += !quote && c == '=';
		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		writer_put_char(&scan->out, c);
		scan->at++;
		if (c == '>' && !quote) {
			bool empty = data[scan->at - 2] == '/';
			scan->depth += !closing && !empty;
			scan->depth -= closing && scan->depth;
			break;
		}
	}
	if (attributes > LIMIT_ATTRIBUTES)
		return error_set(scan->error, ERROR_DATA,
		                 "a tag has %zu attributes, the limit is %d", attributes,
		                 LIMIT_ATTRIBUTES);
	if (scan->depth > LIMIT_DEPTH)
		return error_set(scan->error, ERROR_DATA, "elements are nested deeper than %d",
		                 LIMIT_DEPTH);
	return true;
}

static bool take_angle(struct scan *scan)
{
	char next = scan->at + 1 < scan->text.length ? scan->text.data[scan->at + 1] : '\0';

	if (begins(scan, TEXT("<!--")))
		skip_through(scan, TEXT("-->"));
	else if (begins(scan, TEXT("<![CDATA[")))
		copy_through(scan, TEXT("]]>"));
	else if (next == '!')
		skip_declaration(scan);
	else if (next == '?')
		skip_through(scan, TEXT("?>"));
	else if (next == '/' || name_start(next))
		return take_tag(scan);
	else {
		writer_put(&scan->out, TEXT("&lt;"));
		scan->mended = true;
		scan->at++;
	}
	return true;
}

static bool rewrite(struct scan *scan)
{
	/* What stands before the first tag is no part of a document. */
	const char *first =
	        scan->text.length ? memchr(scan->text.data, '<', scan->text.length) : NULL;

	if (!first)
		return error_set(scan->error, ERROR_DATA, "there is no XML in it");
	scan->at = (size_t)(first - scan->text.data);
	while (scan->at < scan->text.length) {
		char c = scan->text.data[scan->at];
		if (c == '<') {
			if (!take_angle(scan))
				return false;
		} else if (c == '&') {
			take_ampersand(scan);
		} else {
			size_t from = scan->at;
			while (scan->at < scan->text.length && scan->text.data[scan->at] != '<' &&
			       scan->text.data[scan->at] != '&')
				scan->at++;
			writer_put(&scan->out, text_slice(scan->text, from, scan->at));
		}
	}
	if (scan->out.full)
		return error_set(scan->error, ERROR_DATA,
		                 "it is too big when its references are resolved");
	return true;
}

static void silent(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

xmlDoc *xml_parse(struct arena *arena, struct text document, bool *damaged, struct error *error)
{
	struct scan scan = {
	        .text = document, .out = writer_new(arena, LIMIT_FEED * 2), .error = error};
	int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_NOERROR |
	              XML_PARSE_NOWARNING | XML_PARSE_RECOVER | XML_PARSE_HUGE;

	if (!rewrite(&scan))
		return NULL;
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, silent);
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (!parser) {
		error_set(error, ERROR_SYSTEM, "no memory for a parser");
		return NULL;
	}
	struct text text = writer_text(&scan.out);
	xmlDoc *doc =
	        xmlCtxtReadMemory(parser, text.data, (int)text.length, NULL, "UTF-8", options);
	*damaged = scan.mended || !parser->wellFormed;
	xmlFreeParserCtxt(parser);
	if (doc && xmlDocGetRootElement(doc))
		return doc;
	xmlFreeDoc(doc);
	error_set(error, ERROR_DATA, "it is no XML");
	return NULL;
}

/* --- names --- */

struct known {
	const char *key;
	enum vocabulary vocabulary;
};

/* URIs as specified and as misspelt in feeds; compared without case and without a slash or '#' at
 * the end. */
static const struct known uris[] = {
        {"http://www.w3.org/2005/atom", VOCABULARY_ATOM},
        {"http://purl.org/atom/ns", VOCABULARY_ATOM},
        {"http://purl.org/rss/1.0", VOCABULARY_NONE},
        {"http://my.netscape.com/rdf/simple/0.9", VOCABULARY_NONE},
        {"http://channel.netscape.com/rdf/simple/0.9", VOCABULARY_NONE},
        {"http://my.netscape.com/publish/formats/rss-0.91.dtd", VOCABULARY_NONE},
        {"http://purl.org/net/rss1.1", VOCABULARY_NONE},
        {"http://backend.userland.com", VOCABULARY_NONE},
        {"http://blogs.law.harvard.edu/tech/rss", VOCABULARY_NONE},
        {"http://www.w3.org/1999/02/22-rdf-syntax-ns", VOCABULARY_RDF},
        {"http://purl.org/dc/elements/1.1", VOCABULARY_DC},
        {"http://purl.org/dc/elements/1.0", VOCABULARY_DC},
        {"http://purl.org/dc/terms", VOCABULARY_DC},
        {"http://purl.org/rss/1.0/modules/content", VOCABULARY_CONTENT},
        {"http://purl.org/rss/1.0/modules/syndication", VOCABULARY_SYNDICATION},
        {"http://search.yahoo.com/mrss", VOCABULARY_MEDIA},
        {"http://search.yahoo.com/rss", VOCABULARY_MEDIA},
        {"http://video.search.yahoo.com/mrss", VOCABULARY_MEDIA},
        {"http://www.itunes.com/dtds/podcast-1.0.dtd", VOCABULARY_ITUNES},
        {"http://example.com/dtds/podcast-1.0.dtd", VOCABULARY_ITUNES},
        {"http://www.w3.org/1999/xhtml", VOCABULARY_XHTML},
        {"http://rssnamespace.org/feedburner/ext/1.0", VOCABULARY_FEEDBURNER},
};

static const struct known prefixes[] = {
        {"atom", VOCABULARY_ATOM},       {"atom10", VOCABULARY_ATOM},
        {"a10", VOCABULARY_ATOM},        {"rdf", VOCABULARY_RDF},
        {"dc", VOCABULARY_DC},           {"dcterms", VOCABULARY_DC},
        {"content", VOCABULARY_CONTENT}, {"sy", VOCABULARY_SYNDICATION},
        {"media", VOCABULARY_MEDIA},     {"itunes", VOCABULARY_ITUNES},
        {"xhtml", VOCABULARY_XHTML},     {"feedburner", VOCABULARY_FEEDBURNER},
        {"xml", VOCABULARY_XML},         {"rss", VOCABULARY_NONE},
};

static enum vocabulary by_prefix(const char *prefix, size_t length)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strlen(prefixes[i].key) == length &&
		    !strncasecmp(prefixes[i].key, prefix, length))
			return prefixes[i].vocabulary;
	return VOCABULARY_OTHER;
}

static enum vocabulary by_uri(const char *uri)
{
	size_t length = strlen(uri);

	while (length && (uri[length - 1] == '/' || uri[length - 1] == '#'))
		length--;
	if (!length || !strncasecmp(uri, "http://backend.userland.com", 27))
		return VOCABULARY_NONE;
	for (size_t i = 0; i < sizeof(uris) / sizeof(*uris); i++)
		if (strlen(uris[i].key) == length && !strncasecmp(uris[i].key, uri, length))
			return uris[i].vocabulary;
	return VOCABULARY_OTHER;
}

enum vocabulary xml_vocabulary(const xmlNode *node)
{
	const char *name = (const char *)node->name;
	const char *colon = strchr(name, ':');

	if (node->ns && node->ns->href)
		return by_uri((const char *)node->ns->href);
	return colon ? by_prefix(name, (size_t)(colon - name)) : VOCABULARY_NONE;
}

const char *xml_name(const xmlNode *node)
{
	const char *colon = strchr((const char *)node->name, ':');

	return colon ? colon + 1 : (const char *)node->name;
}

bool xml_is(const xmlNode *node, enum vocabulary vocabulary, const char *name)
{
	return !strcasecmp(xml_name(node), name) && xml_vocabulary(node) == vocabulary;
}

static xmlNode *element_from(xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

xmlNode *xml_first(const xmlNode *node)
{
	return element_from(node->children);
}

xmlNode *xml_next(const xmlNode *node)
{
	return element_from(node->next);
}

/* --- values --- */

static struct text attribute_value(struct arena *arena, const xmlAttr *attribute)
{
	struct writer writer = writer_new(arena, LIMIT_FEED);

	for (const xmlNode *part = attribute->children; part; part = part->next)
		if (part->content)
			writer_put(&writer, text_of((const char *)part->content));
	return text_trim(writer_text(&writer));
}

struct text xml_attribute(struct arena *arena, const xmlNode *node, const char *name)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		const char *own = (const char *)attribute->name, *colon = strchr(own, ':');
		if (!strcasecmp(colon ? colon + 1 : own, name))
			return attribute_value(arena, attribute);
	}
	return TEXT_NONE;
}

struct text xml_own_attribute(struct arena *arena, const xmlNode *node, const char *name)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
		if (attribute->ns && attribute->ns->prefix &&
		    !strcmp((const char *)attribute->ns->prefix, "xml") &&
		    !strcmp((const char *)attribute->name, name))
			return attribute_value(arena, attribute);
	return TEXT_NONE;
}

/* The next node in document order inside `top`; `*close` is called for elements that end. */
static const xmlNode *walk(const xmlNode *top, const xmlNode *node,
                           void (*close)(void *, const xmlNode *), void *context)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node != top) {
		if (close && node->type == XML_ELEMENT_NODE)
			close(context, node);
		if (node->next)
			return node->next;
		node = node->parent;
	}
	return NULL;
}

const xmlNode *xml_walk(const xmlNode *top, const xmlNode *node)
{
	return walk(top, node, NULL, NULL);
}

struct text xml_text(struct arena *arena, const xmlNode *node)
{
	struct writer writer = writer_new(arena, LIMIT_FEED);
	const xmlNode *only = node->children;

	if (only && !only->next && only->content && only->type != XML_ELEMENT_NODE)
		return text_copy(arena, text_of((const char *)only->content));
	for (const xmlNode *at = node; at; at = walk(node, at, NULL, NULL))
		if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
		    at->content)
			writer_put(&writer, text_of((const char *)at->content));
	return writer_text(&writer);
}

static void put_escaped(struct writer *writer, const char *string)
{
	for (; *string; string++) {
		switch (*string) {
		case '&':
			writer_put(writer, TEXT("&amp;"));
			break;
		case '<':
			writer_put(writer, TEXT("&lt;"));
			break;
		case '>':
			writer_put(writer, TEXT("&gt;"));
			break;
		case '"':
			writer_put(writer, TEXT("&quot;"));
			break;
		default:
			writer_put_char(writer, *string);
		}
	}
}

static void put_end(void *context, const xmlNode *node)
{
	if (node->children)
		writer_format(context, "</%s>", xml_name(node));
}

static void put_start(struct writer *writer, const xmlNode *node)
{
	writer_format(writer, "<%s", xml_name(node));
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		writer_format(writer, " %s=\"", (const char *)attribute->name);
		for (const xmlNode *part = attribute->children; part; part = part->next)
			if (part->content)
				put_escaped(writer, (const char *)part->content);
		writer_put_char(writer, '"');
	}
	writer_put(writer, node->children ? TEXT(">") : TEXT("/>"));
}

struct text xml_inner(struct arena *arena, const xmlNode *node)
{
	struct writer writer = writer_new(arena, LIMIT_FEED);

	if (!node->children)
		return TEXT_NONE;
	for (const xmlNode *at = node->children; at; at = walk(node, at, put_end, &writer)) {
		if (at->type == XML_ELEMENT_NODE)
			put_start(&writer, at);
		else if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
		         at->content)
			put_escaped(&writer, (const char *)at->content);
	}
	return writer_text(&writer);
}
