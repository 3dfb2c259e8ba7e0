#include "parsers/xml.h"

#include <string.h>

#include "base/limits.h"
#include "base/writer.h"
#include "parsers/markup.h"
#include "parsers/vocabulary.h"

/*
 * How far up an end tag looks for its element: a row of end tags that close nothing must not cost the
 * depth of the document each.
 */
#define LOOK_UP_MOST 64
/*
 * Declarations of namespaces that a name is looked for among, the innermost first. Real documents have some thirty
 * in all; of one that declares a hundred thousand, inside one another, no name must go through them all.
 */
#define BINDINGS_MOST 256

/* A declaration of a namespace, for the element that has it and all inside. */
struct binding {
	struct text prefix; /* empty: of names without one */
	struct text uri;
	enum vocabulary vocabulary;
	size_t depth;
	struct binding *outer;
};

struct reading {
	struct arena *arena;
	struct text text;
	size_t at;
	struct xml_document *document;
	struct xml_node *open; /* the innermost element that is open */
	size_t depth;
	struct binding *bindings;
	struct xml_attribute attributes[LIMIT_ATTRIBUTES]; /* of the tag that is read */
	size_t attributes_count;
	struct error *error;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name_end(char c)
{
	return is_space(c) || c == '>' || c == '/' || c == '<' || c == '=' || c == '"' || c == '\'';
}

static char peek(const struct reading *reading, size_t ahead)
{
	return reading->at + ahead < reading->text.length ? reading->text.data[reading->at + ahead]
	                                                  : '\0';
}

static bool begins(const struct reading *reading, struct text with)
{
	return reading->text.length - reading->at >= with.length &&
	       !memcmp(reading->text.data + reading->at, with.data, with.length);
}

/* The text up to `close`, behind which the reading goes on; up to the end where there is none. */
static struct text take_until(struct reading *reading, struct text close)
{
	size_t from = reading->at, end = text_find(reading->text, close, from);

	if (end == TEXT_NOT_FOUND) {
		reading->document->damaged = true;
		reading->at = end = reading->text.length;
	} else {
		reading->at = end + close.length;
	}
	return text_slice(reading->text, from, end);
}

/* --- text --- */

/* No reference is shorter than the character it stands for. */
static struct text resolved(struct reading *reading, struct text raw)
{
	const char *next = raw.length ? memchr(raw.data, '&', raw.length) : NULL;

	if (!next)
		return raw;
	struct writer writer = writer_new(reading->arena, raw.length + 4);
	size_t at = 0;
	do {
		size_t ampersand = (size_t)(next - raw.data);
		int32_t codepoint;
		size_t taken = markup_reference(raw, ampersand, &codepoint);
		writer_put(&writer, text_slice(raw, at, ampersand + !taken));
		reading->document->damaged |= !taken;
		if (taken && (codepoint >= 0x20 || codepoint == '\t' || codepoint == '\n' ||
		              codepoint == '\r'))
			writer_put_codepoint(&writer, codepoint);
		at = ampersand + (taken ? taken : 1);
		next = at < raw.length ? memchr(raw.data + at, '&', raw.length - at) : NULL;
	} while (next);
	writer_put(&writer, text_slice(raw, at, raw.length));
	return writer_text(&writer);
}

static struct xml_node *append(struct reading *reading)
{
	struct xml_node *node = arena_alloc(reading->arena, sizeof(*node)), *parent = reading->open;

	node->parent = parent;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	return node;
}

static void put_text(struct reading *reading, struct text text)
{
	struct xml_node *last = reading->open->last;

	if (!text.length)
		return;
	if (reading->open == &reading->document->top) {
		reading->document->damaged |= text_trim(text).length > 0;
		return;
	}
	/* What was apart by a lone '<' is one run. */
	if (last && !last->name.length && last->text.data + last->text.length == text.data) {
		last->text.length += text.length;
		return;
	}
	append(reading)->text = text;
}

/* --- tags --- */

/* In an attribute's value white space is spaces (XML 1.0, 3.3.3). */
static struct text value_of(struct reading *reading, struct text raw)
{
	struct text value = text_trim(resolved(reading, raw));
	char *copy = NULL;

	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] != '\n' && value.data[i] != '\t' && value.data[i] != '\r')
			continue;
		if (!copy) {
			value = text_copy(reading->arena, value);
			copy = (char *)(uintptr_t)value.data;
		}
		copy[i] = ' ';
	}
	return value;
}

/* A value in quotes. XML has no '<' in them: where one follows a '>', the closing quote is missing.
 */
static struct text take_quoted(struct reading *reading)
{
	char quote = reading->text.data[reading->at];
	struct text rest = text_slice(reading->text, reading->at + 1, reading->text.length);
	const char *close = rest.length ? memchr(rest.data, quote, rest.length) : NULL;
	struct text value = close ? (struct text){rest.data, (size_t)(close - rest.data)} : rest;
	const char *angle = value.length ? memchr(value.data, '<', value.length) : NULL;

	if (angle || !close) {
		size_t before = angle ? (size_t)(angle - value.data) : value.length;
		const char *end = before ? memchr(value.data, '>', before) : NULL;
		reading->document->damaged = true;
		if (end) {
			value.length = (size_t)(end - value.data);
			reading->at += 1 + value.length;
			return value;
		}
	}
	reading->at += 1 + value.length + (close != NULL);
	return value;
}

static struct text take_bare(struct reading *reading)
{
	size_t from = reading->at;

	reading->document->damaged = true;
	while (reading->at < reading->text.length && !is_space(peek(reading, 0)) &&
	       peek(reading, 0) != '>' && peek(reading, 0) != '<')
		reading->at++;
	return text_slice(reading->text, from, reading->at);
}

static struct text take_name(struct reading *reading)
{
	size_t from = reading->at;

	while (reading->at < reading->text.length && !is_name_end(reading->text.data[reading->at]))
		reading->at++;
	return text_slice(reading->text, from, reading->at);
}

static void skip_space(struct reading *reading)
{
	while (reading->at < reading->text.length && is_space(reading->text.data[reading->at]))
		reading->at++;
}

/* The part behind the prefix, which goes to `*prefix`; the whole where nothing stands behind it. */
static struct text split_name(struct text name, struct text *prefix)
{
	const char *colon = name.length ? memchr(name.data, ':', name.length) : NULL;

	*prefix = TEXT_NONE;
	if (!colon || colon + 1 == name.data + name.length)
		return name;
	*prefix = (struct text){name.data, (size_t)(colon - name.data)};
	return text_slice(name, prefix->length + 1, name.length);
}

static void bind(struct reading *reading, struct text prefix, struct text uri)
{
	struct binding *binding = arena_alloc(reading->arena, sizeof(*binding));

	*binding = (struct binding){.prefix = prefix,
	                            .uri = uri,
	                            .vocabulary = vocabulary_of_uri(uri),
	                            .depth = reading->depth + 1,
	                            .outer = reading->bindings};
	reading->bindings = binding;
}

static bool take_attribute(struct reading *reading)
{
	struct text name = take_name(reading), value = TEXT_NONE, prefix;

	skip_space(reading);
	if (peek(reading, 0) == '=') {
		reading->at++;
		skip_space(reading);
		char quote = peek(reading, 0);
		value = quote == '"' || quote == '\'' ? take_quoted(reading) : take_bare(reading);
	} else {
		reading->document->damaged = true;
	}
	if (reading->attributes_count >= LIMIT_ATTRIBUTES)
		return error_set(reading->error, ERROR_DATA,
		                 "a tag has more than %d attributes, which is the limit",
		                 LIMIT_ATTRIBUTES);
	struct text local = split_name(name, &prefix);
	value = value_of(reading, value);
	struct xml_attribute *attribute = &reading->attributes[reading->attributes_count++];
	*attribute = (struct xml_attribute){prefix, local, value};
	if (text_equal(name, TEXT("xmlns")) || text_equal(prefix, TEXT("xmlns"))) {
		bind(reading, prefix.length ? local : TEXT_NONE, value);
		attribute->name = TEXT_NONE;
	}
	return true;
}

/* Up to the end of the tag. `*empty`: it ended with "/>". */
static bool take_attributes(struct reading *reading, bool *empty)
{
	*empty = false;
	reading->attributes_count = 0;
	while (reading->at < reading->text.length) {
		skip_space(reading);
		char c = peek(reading, 0);
		if (c == '>') {
			reading->at++;
			return true;
		}
		if (c == '<')
			break;
		if (c == '/') {
			*empty = peek(reading, 1) == '>';
			reading->at++;
			continue;
		}
		if (is_name_end(c)) {
			reading->document->damaged = true;
			reading->at++;
			continue;
		}
		if (!take_attribute(reading))
			return false;
	}
	reading->document->damaged = true;
	return true;
}

static void resolve_name(struct reading *reading, struct xml_node *node)
{
	const struct binding *binding = reading->bindings;
	struct text prefix;

	node->name = split_name(node->text, &prefix);
	for (int i = 0; binding && i < BINDINGS_MOST; i++, binding = binding->outer) {
		if (!text_equal(binding->prefix, prefix))
			continue;
		node->namespace = binding->uri;
		if (binding->uri.length)
			node->vocabulary = binding->vocabulary;
		return;
	}
	if (prefix.length)
		node->vocabulary = vocabulary_of_prefix(prefix);
}

static void keep_attributes(struct reading *reading, struct xml_node *node)
{
	size_t kept = 0;

	for (size_t i = 0; i < reading->attributes_count; i++)
		kept += reading->attributes[i].name.length > 0;
	if (!kept)
		return;
	node->attributes = arena_array(reading->arena, kept, sizeof(*node->attributes));
	for (size_t i = 0; i < reading->attributes_count; i++)
		if (reading->attributes[i].name.length)
			node->attributes[node->attributes_count++] = reading->attributes[i];
}

static void leave(struct reading *reading)
{
	while (reading->bindings && reading->bindings->depth == reading->depth)
		reading->bindings = reading->bindings->outer;
	reading->open = reading->open->parent;
	reading->depth--;
}

/* HTML inside a feed that nobody escaped: these have no end tag. */
static bool is_void(const struct xml_node *node)
{
	return xml_named(node, TEXT("br")) || xml_named(node, TEXT("hr")) ||
	       xml_named(node, TEXT("img"));
}

/* No item and no entry has another in it: where one begins, the end tag of the one before is missing. */
static void close_before(struct reading *reading, struct text name)
{
	size_t up = 0;

	if (!text_equal_nocase(name, TEXT("item")) && !text_equal_nocase(name, TEXT("entry")))
		return;
	const struct xml_node *node = reading->open;
	while (node != &reading->document->top && up < LOOK_UP_MOST && !text_equal(node->text, name)) {
		node = node->parent;
		up++;
	}
	if (node == &reading->document->top || up == LOOK_UP_MOST)
		return;
	reading->document->damaged = true;
	for (up++; up; up--)
		leave(reading);
}

static bool take_start(struct reading *reading)
{
	bool empty;

	reading->at++;
	struct text name = take_name(reading);

	close_before(reading, name);
	if (!take_attributes(reading, &empty))
		return false;
	if (reading->at >= reading->text.length && reading->text.data[reading->at - 1] != '>') {
		/* The document ends inside the tag. */
		reading->document->cut_off = true;
		reading->at = reading->text.length;
		return true;
	}
	if (!empty && reading->depth >= LIMIT_DEPTH)
		return error_set(reading->error, ERROR_DATA, "elements are nested deeper than %d",
		                 LIMIT_DEPTH);
	struct xml_node *node = append(reading);
	node->text = name;
	resolve_name(reading, node);
	keep_attributes(reading, node);
	reading->open = node;
	reading->depth++;
	if (!empty && is_void(node) && node->vocabulary == VOCABULARY_NONE) {
		reading->document->damaged = true;
		empty = true;
	}
	if (empty)
		leave(reading);
	return true;
}

/* The nearest open element that the name closes, and how far up it is; NULL where none is. */
static struct xml_node *closed_by(const struct reading *reading, struct text name, size_t *up)
{
	for (int folded = 0; folded < 2; folded++) {
		struct xml_node *node = reading->open;
		for (*up = 0; node != &reading->document->top && *up < LOOK_UP_MOST;
		     (*up)++, node = node->parent)
			if (folded ? text_equal_nocase(node->text, name)
			           : text_equal(node->text, name))
				return node;
	}
	return NULL;
}

static void take_end(struct reading *reading)
{
	size_t up;

	reading->at += 2;
	struct text name = take_name(reading);
	skip_space(reading);
	if (peek(reading, 0) == '>')
		reading->at++;
	else
		reading->document->damaged = true;
	const struct xml_node *node = closed_by(reading, name, &up);
	reading->document->damaged |= !node || up > 0;
	if (node)
		for (up++; up; up--)
			leave(reading);
}

/* --- what is no element --- */

/* <!DOCTYPE ... [ ... ]> */
static void skip_declaration(struct reading *reading)
{
	bool inside = false;
	char quote = '\0';

	for (; reading->at < reading->text.length; reading->at++) {
		char c = reading->text.data[reading->at];
		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (inside && (c == '"' || c == '\''))
			quote = c;
		else if (c == '[')
			inside = true;
		else if (c == ']')
			inside = false;
		else if (c == '>' && !inside) {
			reading->at++;
			return;
		}
	}
}

static bool take_angle(struct reading *reading)
{
	char next = peek(reading, 1);

	if (next == '/') {
		take_end(reading);
	} else if (is_name_start(next)) {
		return take_start(reading);
	} else if (begins(reading, TEXT("<![CDATA["))) {
		reading->at += strlen("<![CDATA[");
		put_text(reading, take_until(reading, TEXT("]]>")));
	} else if (begins(reading, TEXT("<!--"))) {
		take_until(reading, TEXT("-->"));
	} else if (next == '!') {
		skip_declaration(reading);
	} else if (next == '?') {
		take_until(reading, TEXT("?>"));
	} else {
		put_text(reading, text_slice(reading->text, reading->at, reading->at + 1));
		reading->document->damaged = true;
		reading->at++;
	}
	return true;
}

static bool read_all(struct reading *reading)
{
	while (reading->at < reading->text.length) {
		struct text rest = text_slice(reading->text, reading->at, reading->text.length);
		const char *angle = memchr(rest.data, '<', rest.length);
		struct text run =
		        angle ? (struct text){rest.data, (size_t)(angle - rest.data)} : rest;
		put_text(reading, resolved(reading, run));
		reading->at += run.length;
		if (angle && !take_angle(reading))
			return false;
	}
	return true;
}

const struct xml_document *xml_parse(struct arena *arena, struct text text, struct error *error)
{
	struct xml_document *document = arena_alloc(arena, sizeof(*document));
	struct reading *reading = arena_alloc(arena, sizeof(*reading));

	reading->arena = arena;
	reading->text = text;
	reading->document = document;
	reading->open = &document->top;
	reading->error = error;
	if (!read_all(reading))
		return NULL;
	document->cut_off |= reading->open != &document->top;
	const struct xml_node *root = xml_first(&document->top);
	document->damaged |= document->cut_off || (root && xml_next(root));
	if (root)
		return document;
	error_set(error, ERROR_DATA, "there is no XML in it");
	return NULL;
}

/* --- the tree --- */

bool xml_named(const struct xml_node *node, struct text name)
{
	return node->name.length == name.length &&
	       (!memcmp(node->name.data, name.data, name.length) ||
	        text_equal_nocase(node->name, name));
}

static const struct xml_node *element_from(const struct xml_node *node)
{
	while (node && !node->name.length)
		node = node->next;
	return node;
}

const struct xml_node *xml_first(const struct xml_node *node)
{
	return element_from(node->first);
}

const struct xml_node *xml_next(const struct xml_node *node)
{
	return element_from(node->next);
}

struct text xml_attribute(const struct xml_node *node, struct text name)
{
	for (size_t i = 0; i < node->attributes_count; i++)
		if (text_equal_nocase(node->attributes[i].name, name))
			return node->attributes[i].value;
	return TEXT_NONE;
}

struct text xml_own_attribute(const struct xml_node *node, struct text name)
{
	for (size_t i = 0; i < node->attributes_count; i++)
		if (text_equal(node->attributes[i].prefix, TEXT("xml")) &&
		    text_equal(node->attributes[i].name, name))
			return node->attributes[i].value;
	return TEXT_NONE;
}

/* The next node in document order inside `top`; `*close` is called for elements that end. */
static const struct xml_node *walk(const struct xml_node *top, const struct xml_node *node,
                                   void (*close)(struct writer *, const struct xml_node *),
                                   struct writer *writer)
{
	if (node->first)
		return node->first;
	while (node != top) {
		if (close && node->name.length)
			close(writer, node);
		if (node->next)
			return node->next;
		node = node->parent;
	}
	return NULL;
}

const struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *node)
{
	return walk(top, node, NULL, NULL);
}

struct text xml_text(struct arena *arena, const struct xml_node *node)
{
	struct writer writer = writer_new(arena, LIMIT_FEED);
	const struct xml_node *only = node->first;

	if (!only)
		return TEXT_NONE;
	if (!only->next && !only->name.length)
		return only->text;
	for (const struct xml_node *at = node; at; at = xml_walk(node, at))
		if (!at->name.length)
			writer_put(&writer, at->text);
	return writer_text(&writer);
}

static void put_escaped(struct writer *writer, struct text text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		if (c != '&' && c != '<' && c != '>' && c != '"')
			continue;
		writer_put(writer, text_slice(text, from, i));
		writer_put(writer, c == '&'   ? TEXT("&amp;")
		                   : c == '<' ? TEXT("&lt;")
		                   : c == '>' ? TEXT("&gt;")
		                              : TEXT("&quot;"));
		from = i + 1;
	}
	writer_put(writer, text_slice(text, from, text.length));
}

static void put_end(struct writer *writer, const struct xml_node *node)
{
	if (!node->first)
		return;
	writer_put(writer, TEXT("</"));
	writer_put(writer, node->name);
	writer_put_char(writer, '>');
}

static void put_start(struct writer *writer, const struct xml_node *node)
{
	writer_put_char(writer, '<');
	writer_put(writer, node->name);
	for (size_t i = 0; i < node->attributes_count; i++) {
		writer_put_char(writer, ' ');
		writer_put(writer, node->attributes[i].name);
		writer_put(writer, TEXT("=\""));
		put_escaped(writer, node->attributes[i].value);
		writer_put_char(writer, '"');
	}
	writer_put(writer, node->first ? TEXT(">") : TEXT("/>"));
}

struct text xml_inner(struct arena *arena, const struct xml_node *node)
{
	struct writer writer = writer_new(arena, LIMIT_FEED);

	for (const struct xml_node *at = node->first; at; at = walk(node, at, put_end, &writer)) {
		if (at->name.length)
			put_start(&writer, at);
		else
			put_escaped(&writer, at->text);
	}
	return writer_text(&writer);
}
