/* Atom 1.0 (RFC 4287) and 0.3 (draft-ietf-atompub-format-00 and before). */
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "parsers/dialect.h"
#include "parsers/markup.h"

/* RFC 4648; what is no base64 comes back as it is. */
static struct text base64_text(struct arena *arena, struct text text)
{
	unsigned char *out = arena_alloc(arena, text.length + 1);
	struct text result;
	size_t length = 0;
	uint32_t bits = 0;
	int have = 0;

	for (size_t i = 0; i < text.length; i++) {
		static const char digits[] =
		        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
		const char *digit = strchr(digits, text.data[i]);
		if (!digit || !text.data[i])
			continue;
		bits = bits << 6 | (uint32_t)(digit - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[length++] = (unsigned char)(bits >> have);
		}
	}
	return text_check((struct bytes){out, length}, &result) ? text_clean(arena, result, true)
	                                                        : text;
}

enum construct { CONSTRUCT_PLAIN, CONSTRUCT_HTML, CONSTRUCT_ELEMENTS };

/* RFC 4287 3.1 and 4.1.3; Atom 0.3 says it with "mode". The value as written, and what it is. */
static enum construct construct_of(struct making *making, const struct xml_node *node,
                                   struct text *value)
{
	struct arena *arena = making->arena;
	struct text type = xml_attribute(node, TEXT("type")),
	            mode = xml_attribute(node, TEXT("mode"));
	bool elements = xml_first(node) != NULL;

	*value = xml_text(arena, node);
	if (text_equal_nocase(mode, TEXT("base64")) ||
	    (!text_empty(type) && text_empty(mode) && !elements && type.length > 4 &&
	     memchr(type.data, '/', type.length) && !text_starts(type, TEXT("text/")) &&
	     !text_ends(type, TEXT("xml")) && !text_ends(type, TEXT("html"))))
		*value = base64_text(arena, *value);
	if (text_equal_nocase(mode, TEXT("escaped")))
		return text_equal_nocase(type, TEXT("text/plain")) ? CONSTRUCT_PLAIN
		                                                   : CONSTRUCT_HTML;
	if (elements && !text_equal_nocase(type, TEXT("html")) &&
	    !text_equal_nocase(type, TEXT("text"))) {
		const struct xml_node *first = xml_first(node);
		bool wrapped = xml_named(first, TEXT("div")) && !xml_next(first);
		*value = xml_inner(arena, wrapped ? first : node);
		return CONSTRUCT_ELEMENTS;
	}
	if (text_equal_nocase(type, TEXT("html")) || text_equal_nocase(type, TEXT("xhtml")) ||
	    text_equal_nocase(type, TEXT("text/html")) ||
	    text_equal_nocase(type, TEXT("application/xhtml+xml")))
		return CONSTRUCT_HTML;
	return CONSTRUCT_PLAIN;
}

static struct text line_of(struct making *making, const struct xml_node *node)
{
	struct text value;

	if (construct_of(making, node, &value) == CONSTRUCT_PLAIN)
		return plain_line(making->arena, value);
	return markup_line(making->arena, value);
}

static void take_content(struct making *making, struct entry *entry, const struct xml_node *node)
{
	struct text value, source = xml_attribute(node, TEXT("src"));

	if (!text_empty(source)) {
		if (text_empty(entry->url))
			entry->url = url_at(making, node, source);
		return;
	}
	enum construct construct = construct_of(making, node, &value);
	if (construct == CONSTRUCT_PLAIN && !markup_present(value))
		entry->content_text = text_clean(making->arena, text_trim(value), true);
	else
		entry->content_html =
		        markup_resolve(making->arena, text_trim(value), base_at(making, node));
}

/* A summary that is markup keeps its links for whoever finds no content beside it. */
static void take_summary(struct making *making, struct entry *entry, const struct xml_node *node)
{
	struct text value;

	entry->summary = line_of(making, node);
	if (construct_of(making, node, &value) != CONSTRUCT_PLAIN || markup_present(value))
		making->summary_html =
		        markup_resolve(making->arena, text_trim(value), base_at(making, node));
}

void atom_link(struct making *making, struct entry *entry, const struct xml_node *node)
{
	struct arena *arena = making->arena;
	struct text rel = xml_attribute(node, TEXT("rel")),
	            type = xml_attribute(node, TEXT("type"));
	struct text written = xml_attribute(node, TEXT("href"));
	struct text href =
	        url_at(making, node, text_empty(written) ? xml_text(arena, node) : written);
	bool alternate = text_empty(rel) || text_equal_nocase(rel, TEXT("alternate"));
	bool page = text_empty(type) || text_find_nocase(type, TEXT("html"), 0) != TEXT_NOT_FOUND;

	if (text_empty(href))
		return;
	if (entry) {
		/* Among several the first that is a page. */
		if (alternate && (text_empty(entry->url) || (page && !making->entry_has_page))) {
			entry->url = href;
			making->entry_has_page = page;
		} else if (text_equal_nocase(rel, TEXT("enclosure"))) {
			struct attachment attachment = {
			        .url = href,
			        .mime_type = type,
			        .title = xml_attribute(node, TEXT("title")),
			        .size_in_bytes = INTEGER_NONE,
			        .duration_in_seconds = INTEGER_NONE,
			};
			text_number(xml_attribute(node, TEXT("length")), &attachment.size_in_bytes);
			making_attachment(making, entry, attachment);
		}
		return;
	}
	if (alternate && text_empty(making->feed->home_page_url))
		making->feed->home_page_url = href;
	else if (text_equal_nocase(rel, TEXT("self")) && text_empty(making->feed->feed_url))
		making->feed->feed_url = href;
	else if (text_equal_nocase(rel, TEXT("hub")))
		making_hub(making, href);
}

void atom_person(struct making *making, struct entry *entry, const struct xml_node *node)
{
	struct author author = {0};

	if (!xml_first(node))
		author = author_of(making->arena, xml_text(making->arena, node));
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child)) {
		struct text text = plain_line(making->arena, xml_text(making->arena, child));
		if (xml_named(child, TEXT("name")))
			author.name = text;
		else if (xml_named(child, TEXT("email")))
			author.email = text;
		else if (xml_named(child, TEXT("uri")) || xml_named(child, TEXT("url")) ||
		         xml_named(child, TEXT("homepage")))
			author.url = url_at(making, child, text);
	}
	making_author(making, entry, author);
}

static void take_category(struct making *making, struct entry *entry, const struct xml_node *node)
{
	struct text label = xml_attribute(node, TEXT("label"));

	if (text_empty(label))
		label = xml_attribute(node, TEXT("term"));
	making_tag(making, entry, text_empty(label) ? xml_text(making->arena, node) : label);
}

/* Atom's, Dublin Core's, or of the namespace that the feed itself is in, whatever it is called. */
static bool is_own(const struct making *making, const struct xml_node *node,
                   enum vocabulary vocabulary)
{
	return vocabulary == VOCABULARY_ATOM || vocabulary == VOCABULARY_NONE ||
	       vocabulary == VOCABULARY_DC ||
	       (node->namespace.length && text_equal(node->namespace, making->root->namespace));
}

static void entry_element(struct making *making, struct entry *entry, struct text *title,
                          const struct xml_node *node)
{
	struct arena *arena = making->arena;
	enum vocabulary vocabulary = node->vocabulary;

	if (vocabulary == VOCABULARY_FEEDBURNER && xml_named(node, TEXT("origLink"))) {
		entry->external_url = url_at(making, node, xml_text(arena, node));
		return;
	}
	if (!is_own(making, node, vocabulary)) {
		media_take(making, entry, title, node);
		return;
	}
	if (xml_named(node, TEXT("title")) && text_empty(entry->title))
		entry->title = line_of(making, node);
	else if (xml_named(node, TEXT("link")))
		atom_link(making, entry, node);
	else if (xml_named(node, TEXT("id")) || xml_named(node, TEXT("guid")))
		entry->id = text_squeeze(arena, xml_text(arena, node));
	else if (xml_named(node, TEXT("published")) || xml_named(node, TEXT("issued")) ||
	         xml_named(node, TEXT("date")))
		take_date(making, &entry->date_published, xml_text(arena, node));
	else if (xml_named(node, TEXT("created"))) {
		if (!instant_known(entry->date_published))
			take_date(making, &entry->date_published, xml_text(arena, node));
	} else if (xml_named(node, TEXT("updated")) || xml_named(node, TEXT("modified")))
		take_date(making, &entry->date_modified, xml_text(arena, node));
	else if (xml_named(node, TEXT("summary")) || xml_named(node, TEXT("tagline")) ||
	         xml_named(node, TEXT("description")))
		take_summary(making, entry, node);
	else if (xml_named(node, TEXT("content")) || xml_named(node, TEXT("body")))
		take_content(making, entry, node);
	else if (xml_named(node, TEXT("author")) || xml_named(node, TEXT("creator")))
		atom_person(making, entry, node);
	else if (xml_named(node, TEXT("category")) || xml_named(node, TEXT("subject")))
		take_category(making, entry, node);
}

static void take_source(struct making *making, struct entry *entry, const struct xml_node *source)
{
	for (const struct xml_node *child = xml_first(source); child; child = xml_next(child))
		if (xml_named(child, TEXT("author")) && !entry->authors_count)
			atom_person(making, entry, child);
}

static void make_entry(struct making *making, const struct xml_node *node)
{
	struct entry *entry = making_entry(making);
	struct text title = TEXT_NONE;

	if (!entry)
		return;
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child))
		entry_element(making, entry, &title, child);
	if (text_empty(entry->title))
		entry->title = title;
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child))
		if (xml_named(child, TEXT("source")))
			take_source(making, entry, child);
	if (text_empty(entry->content_html) && text_empty(entry->content_text))
		entry->content_html = making->summary_html;
	making->summary_html = TEXT_NONE;
	if (text_empty(entry->url))
		entry->url = entry->external_url;
	entry->language = xml_own_attribute(node, TEXT("lang"));
	if (text_empty(entry->url) && url_is_web(entry->id))
		entry->url = entry->id;
	if (!instant_known(entry->date_published))
		entry->date_published = entry->date_modified;
}

static void feed_element(struct making *making, const struct xml_node *node)
{
	struct feed *feed = making->feed;
	enum vocabulary vocabulary = node->vocabulary;

	if (!is_own(making, node, vocabulary)) {
		media_take(making, NULL, NULL, node);
		return;
	}
	if (xml_named(node, TEXT("title")) && text_empty(feed->title))
		feed->title = line_of(making, node);
	else if (xml_named(node, TEXT("subtitle")) || xml_named(node, TEXT("tagline")) ||
	         xml_named(node, TEXT("description")))
		feed->description = line_of(making, node);
	else if (xml_named(node, TEXT("link")))
		atom_link(making, NULL, node);
	else if (xml_named(node, TEXT("author")) || xml_named(node, TEXT("creator")))
		atom_person(making, NULL, node);
	else if (xml_named(node, TEXT("logo")) ||
	         (xml_named(node, TEXT("icon")) && text_empty(feed->icon)))
		feed->icon = url_at(making, node, xml_text(making->arena, node));
	else if (xml_named(node, TEXT("language")))
		feed->language = plain_line(making->arena, xml_text(making->arena, node));
}

void atom_make(struct making *making, const struct xml_node *root)
{
	struct text version = xml_attribute(root, TEXT("version"));
	bool old = text_equal(version, TEXT("0.3")) || text_equal(version, TEXT("0.2")) ||
	           text_equal(version, TEXT("0.1"));

	making->root = root;
	making->feed->notes->dialect = old ? TEXT("atom-0.3") : TEXT("atom-1.0");
	making->feed->language = xml_own_attribute(root, TEXT("lang"));
	if (xml_named(root, TEXT("entry"))) {
		make_entry(making, root);
		return;
	}
	for (const struct xml_node *node = xml_first(root); node; node = xml_next(node)) {
		if (xml_named(node, TEXT("entry")) || xml_named(node, TEXT("item")))
			make_entry(making, node);
		else
			feed_element(making, node);
	}
}
