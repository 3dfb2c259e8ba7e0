#include "parsers/dialect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/url.h"
#include "parsers/charset.h"
#include "parsers/date.h"
#include "parsers/discover.h"
#include "parsers/markup.h"

/* --- making --- */

struct entry *making_entry(struct making *making)
{
	struct feed *feed = making->feed;

	if (feed->entries_count >= LIMIT_ENTRIES) {
		if (feed->entries_count == LIMIT_ENTRIES && !feed->expired)
			making_defect(making, "only the first %d entries are taken", LIMIT_ENTRIES);
		return NULL;
	}
	feed->entries = arena_grow(making->arena, feed->entries, feed->entries_count,
	                           &making->entries_room, sizeof(*feed->entries));
	struct entry *entry = &feed->entries[feed->entries_count++];
	*entry = (struct entry){.date_published = INSTANT_NONE, .date_modified = INSTANT_NONE};
	making->entry_has_page = false;
	making->entry_authors_room = making->entry_tags_room = making->entry_attachments_room = 0;
	return entry;
}

void making_defect(struct making *making, const char *format, ...)
{
	struct feed_notes *notes = making->feed->notes;
	char sentence[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	struct text text = text_repair(making->arena,
	                               (struct bytes){(unsigned char *)sentence, strlen(sentence)});
	for (size_t i = 0; i < notes->defects_count; i++)
		if (text_equal(notes->defects[i], text))
			return;
	if (notes->defects_count >= LIMIT_DEFECTS)
		return;
	notes->defects = arena_grow(making->arena, notes->defects, notes->defects_count,
	                            &making->defects_room, sizeof(*notes->defects));
	notes->defects[notes->defects_count++] = text_clean(making->arena, text, false);
}

#define LIST_MOST 64

void making_author(struct making *making, struct entry *entry, struct author author)
{
	struct author **list = entry ? &entry->authors : &making->feed->authors;
	size_t *count = entry ? &entry->authors_count : &making->feed->authors_count;
	size_t *room = entry ? &making->entry_authors_room : &making->authors_room;

	author.name = text_cut(author.name, LIMIT_NAME);
	if ((text_empty(author.name) && text_empty(author.email) && text_empty(author.url)) ||
	    *count >= LIST_MOST)
		return;
	for (size_t i = 0; i < *count; i++)
		if (text_equal((*list)[i].name, author.name) &&
		    text_equal((*list)[i].email, author.email) &&
		    text_equal((*list)[i].url, author.url))
			return;
	*list = arena_grow(making->arena, *list, *count, room, sizeof(**list));
	(*list)[(*count)++] = author;
}

void making_hub(struct making *making, struct text url)
{
	struct feed *feed = making->feed;

	if (text_empty(url) || feed->hubs_count)
		return;
	feed->hubs = arena_alloc(making->arena, sizeof(*feed->hubs));
	feed->hubs[feed->hubs_count++] = (struct hub){TEXT("WebSub"), url};
}

void making_tag(struct making *making, struct entry *entry, struct text tag)
{
	tag = text_cut(plain_line(making->arena, tag), LIMIT_NAME);
	if (!entry || text_empty(tag) || entry->tags_count >= LIST_MOST)
		return;
	for (size_t i = 0; i < entry->tags_count; i++)
		if (text_equal(entry->tags[i], tag))
			return;
	entry->tags = arena_grow(making->arena, entry->tags, entry->tags_count,
	                         &making->entry_tags_room, sizeof(*entry->tags));
	entry->tags[entry->tags_count++] = tag;
}

void making_tags(struct making *making, struct entry *entry, struct text tags)
{
	struct text part;

	while (text_next(&tags, ',', &part))
		making_tag(making, entry, part);
}

void making_attachment(struct making *making, struct entry *entry, struct attachment attachment)
{
	if (!entry || text_empty(attachment.url) || entry->attachments_count >= LIST_MOST)
		return;
	for (size_t i = 0; i < entry->attachments_count; i++)
		if (text_equal(entry->attachments[i].url, attachment.url))
			return;
	entry->attachments =
	        arena_grow(making->arena, entry->attachments, entry->attachments_count,
	                   &making->entry_attachments_room, sizeof(*entry->attachments));
	entry->attachments[entry->attachments_count++] = attachment;
}

struct text plain_line(struct arena *arena, struct text text)
{
	if (markup_present(text))
		return markup_line(arena, text);
	return text_squeeze(arena, text_clean(arena, text, false));
}

static bool is_email(struct text text)
{
	const char *at = text.length ? memchr(text.data, '@', text.length) : NULL;

	return at && at > text.data && !memchr(text.data, ' ', text.length);
}

struct author author_of(struct arena *arena, struct text text)
{
	struct author author = {0};
	static const char pairs[][2] = {{'(', ')'}, {'<', '>'}};

	text = text_squeeze(arena, text_clean(arena, markup_decode(arena, text), false));
	for (size_t i = 0; i < 2; i++) {
		const char *open = text.length ? memchr(text.data, pairs[i][0], text.length) : NULL;
		if (!open || text.data[text.length - 1] != pairs[i][1])
			continue;
		size_t at = (size_t)(open - text.data);
		struct text outside = text_trim(text_slice(text, 0, at));
		struct text inside = text_trim(text_slice(text, at + 1, text.length - 1));
		if (is_email(outside)) {
			author.email = outside;
			author.name = inside;
		} else if (is_email(inside)) {
			author.email = inside;
			author.name = outside;
		} else {
			continue;
		}
		return author;
	}
	if (is_email(text))
		author.email = text;
	else
		author.name = plain_line(arena, text);
	return author;
}

void take_date(struct making *making, struct instant *date, struct text text)
{
	struct instant read = date_instant(text);

	if (instant_known(read))
		*date = read;
	else if (!text_empty(text_trim(text)))
		making_defect(making, "\"%.*s\" is no date",
		              TEXT_ARGS(text_cut(text_trim(text), 60)));
}

/* --- addresses --- */

#define BASES_MOST 16

struct text base_at(struct making *making, const struct xml_node *node)
{
	struct text bases[BASES_MOST];
	size_t count = 0;
	struct text base = making->base;

	for (; node && count < BASES_MOST; node = node->parent) {
		struct text own = xml_own_attribute(node, TEXT("base"));
		if (!text_empty(own))
			bases[count++] = own;
	}
	while (count--) {
		struct text whole = url_resolve(making->arena, base, bases[count]);
		if (!text_empty(whole))
			base = whole;
	}
	return base;
}

struct text url_at(struct making *making, const struct xml_node *node, struct text reference)
{
	reference = text_trim(text_clean(making->arena, reference, false));
	if (text_empty(reference) || reference.length > LIMIT_URL)
		return TEXT_NONE;
	struct text whole =
	        url_resolve(making->arena, node ? base_at(making, node) : making->base, reference);
	return text_empty(whole) ? url_plain(making->arena, reference) : whole;
}

/* --- what holds for all dialects --- */

/* JSON Feed has no place for an address of an author but his URL. */
static void finish_authors(struct arena *arena, struct author *authors, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_empty(authors[i].url) && !text_empty(authors[i].email))
			authors[i].url = text_format(arena, "mailto:%.*s", TEXT_ARGS(authors[i].email));
}

static void finish_entry(struct making *making, struct entry *entry)
{
	struct arena *arena = making->arena;

	entry->title = text_cut(entry->title, LIMIT_TITLE);
	finish_authors(arena, entry->authors, entry->authors_count);
	entry->content_html = text_clean(arena, entry->content_html, true);
	entry->content_text = text_clean(arena, entry->content_text, true);
	entry->url = url_plain(arena, text_clean(arena, entry->url, false));
	entry->external_url = url_plain(arena, text_clean(arena, entry->external_url, false));
	entry->id = text_cut(text_clean(arena, entry->id, false), LIMIT_URL);
	if (text_empty(entry->id))
		entry->id = entry->url;
	if (!text_empty(entry->id))
		return;
	struct text date = instant_format(arena, entry->date_published);
	struct text basis =
	        text_format(arena, "%.*s\n%.*s\n%.*s", TEXT_ARGS(entry->title), TEXT_ARGS(date),
	                    TEXT_ARGS(text_cut(entry->content_html, KIB(4))));
	entry->id = hash_id(arena, basis);
}

static void finish(struct making *making)
{
	struct feed *feed = making->feed;

	feed->title = text_cut(feed->title, LIMIT_TITLE);
	finish_authors(making->arena, feed->authors, feed->authors_count);
	for (size_t i = 0; i < feed->entries_count; i++)
		finish_entry(making, &feed->entries[i]);
	if (text_empty(feed->feed_url))
		feed->feed_url = url_plain(making->arena, making->base);
}

struct dialect {
	const char *root;
	void (*make)(struct making *making, const struct xml_node *root);
};

static const struct dialect dialects[] = {
        {"rss", rss_make},     {"rdf", rss_make},    {"feed", atom_make},
        {"urlset", sitemap_make}, {"channel", rss_make}, {"entry", atom_make},
};

static const struct dialect *dialect_of(const struct xml_node *root)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (xml_named(root, text_of(dialects[i].root)))
			return &dialects[i];
	return NULL;
}

/* Why a document is no feed, for whoever gave a site's address in place of its feed's. */
static bool no_feed(struct making *making, struct text text, struct text root, struct error *error)
{
	struct origin origin = {.url = making->base};
	struct feed_link found[FEED_LINKS_MOST];
	bool page = text_equal_nocase(root, TEXT("html")) || text_empty(root);
	size_t count = page ? feed_discover(making->arena, text, &origin, found) : 0;

	if (!count && text_equal_nocase(root, TEXT("html")))
		return error_set(error, ERROR_DATA, "it is no feed: it is a web page that names none (<html>)");
	if (!count)
		return error_set(error, ERROR_DATA, "it is no feed: its root element is <%.*s>",
				 TEXT_ARGS(text_cut(root, 40)));
	return error_set(error, ERROR_DATA, "it is a web page, not a feed; %s %.*s",
			 count > 1 ? "the first of the feeds that it names is" : "it names a feed:",
			 TEXT_ARGS(text_cut(found[0].url, 140)));
}

static bool make_xml(struct making *making, struct text text, struct error *error)
{
	const struct xml_document *document = xml_parse(making->arena, text, error);

	if (!document)
		return false;
	/* The outermost element, or one inside something else: a SOAP envelope, an <opml>, a warning in HTML. */
	const struct dialect *dialect = NULL;
	const struct xml_node *root = xml_first(&document->top), *node = root;
	for (; node && !dialect; node = dialect ? node : xml_walk(&document->top, node))
		dialect = node->name.length ? dialect_of(node) : NULL;
	if (!dialect)
		return no_feed(making, text, root->name, error);
	making->feed->notes->cut_off = document->cut_off;
	if (document->cut_off)
		making_defect(making, "the end of the document is missing");
	else if (document->damaged)
		making_defect(making, "the XML is not well-formed; what could be read is here");
	dialect->make(making, node);
	return true;
}

static bool looks_json(struct text text)
{
	text = text_trim(text);
	return text.length && text.data[0] == '{';
}

struct feed *feed_parse(struct arena *arena, struct bytes document, const struct origin *origin,
                        struct error *error)
{
	struct feed *feed = arena_alloc(arena, sizeof(*feed));
	struct making making = {.arena = arena, .feed = feed, .base = origin->url};
	struct text text;
	struct bytes start = {document.data, document.length < 64 ? document.length : 64};
	bool json = text_find_nocase(origin->content_type, TEXT("json"), 0) != TEXT_NOT_FOUND;

	json_blank(&feed_shape, feed);
	feed->notes = arena_alloc(arena, sizeof(*feed->notes));
	for (size_t i = 0; i < start.length && !json; i++) {
		if (start.data[i] == '{')
			json = true;
		else if (start.data[i] > ' ' && start.data[i] < 0x7f)
			break;
	}
	if (!charset_decode(arena, document, origin, json ? MARKUP_JSON : MARKUP_XML, &text,
	                    &feed->notes->charset, error))
		return NULL;
	feed->version = TEXT("https://jsonfeed.org/version/1.1");
	bool made = looks_json(text) ? json_feed_make(&making, text, error)
	                             : make_xml(&making, text, error);
	if (!made)
		return NULL;
	finish(&making);
	return feed;
}
