/*
 * RSS 0.9x and 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 and 0.90 (RDF), with the
 * modules that feeds use: Dublin Core, content, syndication, Atom, Media RSS, iTunes.
 */
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "parsers/dialect.h"
#include "parsers/markup.h"

struct item {
	struct entry *entry;
	struct text description, second; /* feeds that have both a description and a summary */
	struct text encoded, guid, comments;
	struct text title; /* of another vocabulary than the dialect's own: counts where that has
	                      none */
	bool guid_is_link;
	struct instant created;
};

/* Text of an element that may hold markup as text or as elements. */
static struct text content_of(struct making *making, const struct xml_node *node)
{
	struct text text =
	        xml_first(node) ? xml_inner(making->arena, node) : xml_text(making->arena, node);

	return markup_resolve(making->arena, text_trim(text), base_at(making, node));
}

static struct text line_of(struct making *making, const struct xml_node *node)
{
	return plain_line(making->arena, xml_text(making->arena, node));
}

/* --- an item --- */

static void take_guid(struct making *making, struct item *item, const struct xml_node *node)
{
	struct text permanent = xml_attribute(node, TEXT("isPermaLink"));

	item->guid = text_squeeze(making->arena, xml_text(making->arena, node));
	item->guid_is_link = !text_equal_nocase(permanent, TEXT("false"));
}

static void take_link(struct making *making, struct item *item, const struct xml_node *node)
{
	struct text link = text_trim(xml_text(making->arena, node));

	if (text_empty(link))
		link = xml_attribute(node, TEXT("href"));
	if (text_empty(link))
		link = xml_attribute(node, TEXT("resource"));
	if (text_empty(item->entry->url) && !text_empty(link))
		item->entry->url = url_at(making, node, link);
}

static void take_enclosure(struct making *making, struct item *item, const struct xml_node *node)
{
	struct text url = xml_attribute(node, TEXT("url"));
	struct attachment attachment = {
	        .url = url_at(making, node,
	                      text_empty(url) ? xml_attribute(node, TEXT("resource")) : url),
	        .mime_type = xml_attribute(node, TEXT("type")),
	        .size_in_bytes = INTEGER_NONE,
	        .duration_in_seconds = INTEGER_NONE,
	};

	text_number(xml_attribute(node, TEXT("length")), &attachment.size_in_bytes);
	making_attachment(making, item->entry, attachment);
}

/* <tags><tag>one</tag><tag>two</tag></tags>, or words apart by commas. */
static void take_tags(struct making *making, struct entry *entry, const struct xml_node *node)
{
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child))
		making_tag(making, entry, xml_text(making->arena, child));
	if (!xml_first(node))
		making_tags(making, entry, xml_text(making->arena, node));
}

static void take_description(struct making *making, struct item *item, const struct xml_node *node)
{
	if (text_empty(item->description))
		item->description = content_of(making, node);
	else if (text_empty(item->second))
		item->second = content_of(making, node);
}

static void item_own(struct making *making, struct item *item, const struct xml_node *node)
{
	struct arena *arena = making->arena;
	struct entry *entry = item->entry;

	if (xml_named(node, TEXT("title")) && text_empty(entry->title))
		entry->title = line_of(making, node);
	else if (xml_named(node, TEXT("link")))
		take_link(making, item, node);
	else if (xml_named(node, TEXT("description")) || xml_named(node, TEXT("summary")))
		take_description(making, item, node);
	else if (xml_named(node, TEXT("encoded")) || xml_named(node, TEXT("body")) ||
	         xml_named(node, TEXT("fullitem")) || xml_named(node, TEXT("content")))
		item->encoded = content_of(making, node);
	else if (xml_named(node, TEXT("guid")) || xml_named(node, TEXT("id")))
		take_guid(making, item, node);
	else if (xml_named(node, TEXT("pubDate")) || xml_named(node, TEXT("date")) ||
	         xml_named(node, TEXT("published")))
		take_date(making, &entry->date_published, xml_text(arena, node));
	else if (xml_named(node, TEXT("lastBuildDate")) || xml_named(node, TEXT("updated")))
		take_date(making, &entry->date_modified, xml_text(arena, node));
	else if (xml_named(node, TEXT("author")) || xml_named(node, TEXT("creator")) ||
	         xml_named(node, TEXT("managingEditor")))
		making_author(making, entry, author_of(arena, xml_text(arena, node)));
	else if (xml_named(node, TEXT("category")) || xml_named(node, TEXT("subject")))
		making_tag(making, entry, xml_text(arena, node));
	else if (xml_named(node, TEXT("tags")))
		take_tags(making, entry, node);
	else if (xml_named(node, TEXT("enclosure")))
		take_enclosure(making, item, node);
	else if (xml_named(node, TEXT("comments")))
		item->comments = url_at(making, node, xml_text(arena, node));
	else if (xml_named(node, TEXT("image")) && xml_first(node) == NULL &&
	         text_empty(entry->image))
		entry->image = url_at(making, node, xml_text(arena, node));
}

static void item_dublin(struct making *making, struct item *item, const struct xml_node *node)
{
	struct arena *arena = making->arena;
	struct entry *entry = item->entry;

	if (xml_named(node, TEXT("title")) && text_empty(item->title))
		item->title = line_of(making, node);
	else if (xml_named(node, TEXT("date")) || xml_named(node, TEXT("issued")))
		take_date(making, &entry->date_published, xml_text(arena, node));
	else if (xml_named(node, TEXT("created")))
		take_date(making, &item->created, xml_text(arena, node));
	else if (xml_named(node, TEXT("modified")))
		take_date(making, &entry->date_modified, xml_text(arena, node));
	else if (xml_named(node, TEXT("creator")) || xml_named(node, TEXT("author")) ||
	         xml_named(node, TEXT("contributor")))
		making_author(making, entry, author_of(arena, xml_text(arena, node)));
	else if (xml_named(node, TEXT("subject")))
		making_tag(making, entry, xml_text(arena, node));
	else if (xml_named(node, TEXT("description")) && text_empty(item->description))
		item->description = content_of(making, node);
	else if (xml_named(node, TEXT("language")))
		entry->language = line_of(making, node);
}

static void item_atom(struct making *making, struct item *item, const struct xml_node *node)
{
	struct arena *arena = making->arena;
	struct entry *entry = item->entry;

	if (xml_named(node, TEXT("link")))
		atom_link(making, entry, node);
	else if (xml_named(node, TEXT("author")))
		atom_person(making, entry, node);
	else if (xml_named(node, TEXT("updated")) || xml_named(node, TEXT("modified")))
		take_date(making, &entry->date_modified, xml_text(arena, node));
	else if (xml_named(node, TEXT("published")) || xml_named(node, TEXT("issued")))
		take_date(making, &entry->date_published, xml_text(arena, node));
	else if (xml_named(node, TEXT("title")) && text_empty(item->title))
		item->title = line_of(making, node);
	else if (xml_named(node, TEXT("id")) && text_empty(item->guid))
		item->guid = text_squeeze(arena, xml_text(arena, node));
	else if (xml_named(node, TEXT("summary")) && text_empty(item->description))
		item->description = content_of(making, node);
	else if (xml_named(node, TEXT("content")) && text_empty(item->encoded))
		item->encoded = content_of(making, node);
}

static void item_element(struct making *making, struct item *item, const struct xml_node *node)
{
	switch (node->vocabulary) {
	case VOCABULARY_NONE:
		item_own(making, item, node);
		break;
	case VOCABULARY_DC:
		item_dublin(making, item, node);
		break;
	case VOCABULARY_ATOM:
		item_atom(making, item, node);
		break;
	case VOCABULARY_CONTENT:
		if (xml_named(node, TEXT("encoded")))
			item->encoded = content_of(making, node);
		break;
	case VOCABULARY_XHTML:
		if ((xml_named(node, TEXT("body")) || xml_named(node, TEXT("div"))) &&
		    text_empty(item->encoded))
			item->encoded = content_of(making, node);
		break;
	case VOCABULARY_FEEDBURNER:
		/* The address behind the redirector that stands in <link>. */
		if (xml_named(node, TEXT("origLink")))
			item->entry->external_url =
			        url_at(making, node, xml_text(making->arena, node));
		break;
	default:
		media_take(making, item->entry, &item->title, node);
	}
}

static void make_item(struct making *making, const struct xml_node *node)
{
	struct item item = {.entry = making_entry(making), .created = INSTANT_NONE};
	struct entry *entry = item.entry;

	if (!entry)
		return;
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child))
		item_element(making, &item, child);
	if (text_empty(entry->title))
		entry->title = item.title;
	bool guid_web = item.guid_is_link && url_is_web(item.guid);
	if (text_empty(entry->url) && guid_web)
		entry->url = url_at(making, node, item.guid);
	if (text_empty(entry->url))
		entry->url = entry->external_url;
	if (text_empty(entry->url))
		entry->url = xml_own_attribute(node, TEXT("base"));
	entry->id = item.guid;
	if (text_empty(entry->id))
		entry->id = xml_attribute(node, TEXT("about"));
	if (text_empty(entry->url) && url_is_web(entry->id) && text_empty(item.guid))
		entry->url = entry->id;
	if (text_empty(entry->url) && text_empty(item.guid))
		entry->url = item.comments;
	if (!instant_known(entry->date_published))
		entry->date_published = item.created;
	struct text content = text_empty(item.encoded) ? item.second : item.encoded;
	if (text_empty(content)) {
		entry->content_html = item.description;
		return;
	}
	entry->content_html = content;
	entry->summary = plain_line(making->arena, item.description);
}

/* --- the channel --- */

static int64_t period_seconds(struct text word)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} periods[] = {
	        {"hourly", 3600},     {"daily", 86400},     {"weekly", 604800},
	        {"monthly", 2592000}, {"yearly", 31536000},
	};

	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++)
		if (text_equal_nocase(word, text_of(periods[i].name)))
			return periods[i].seconds;
	return INTEGER_NONE;
}

static struct feed_schedule *schedule_of(struct making *making)
{
	struct feed_notes *notes = making->feed->notes;

	if (!notes->schedule) {
		notes->schedule = arena_alloc(making->arena, sizeof(*notes->schedule));
		notes->schedule->ttl_minutes = notes->schedule->update_period_s = INTEGER_NONE;
	}
	return notes->schedule;
}

static void take_skips(struct making *making, const struct xml_node *node, bool days)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	struct feed_schedule *schedule = schedule_of(making);

	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child)) {
		struct text word = text_trim(xml_text(making->arena, child));
		int64_t hour;
		if (days) {
			for (int i = 0; i < 7; i++)
				if (text_equal_nocase(text_cut(word, 3), text_of(names[i])))
					schedule->skip_days |= 1 << i;
		} else if (text_number(word, &hour) && hour <= 24) {
			schedule->skip_hours |= INT64_C(1) << hour % 24;
		}
	}
}

static void channel_schedule(struct making *making, const struct xml_node *node, int64_t *frequency)
{
	struct text word = text_trim(xml_text(making->arena, node));
	int64_t number;

	if (xml_named(node, TEXT("ttl")) && text_number(word, &number) && number > 0 &&
	    number < 1000000)
		schedule_of(making)->ttl_minutes = number;
	else if (xml_named(node, TEXT("skipHours")))
		take_skips(making, node, false);
	else if (xml_named(node, TEXT("skipDays")))
		take_skips(making, node, true);
	else if (xml_named(node, TEXT("updatePeriod")))
		schedule_of(making)->update_period_s = period_seconds(word);
	else if (xml_named(node, TEXT("updateFrequency")) && text_number(word, &number) &&
	         number > 0)
		*frequency = number;
}

static void channel_element(struct making *making, const struct xml_node *node, int64_t *frequency)
{
	struct feed *feed = making->feed;
	struct arena *arena = making->arena;
	enum vocabulary vocabulary = node->vocabulary;
	bool own = vocabulary == VOCABULARY_NONE;

	if (vocabulary == VOCABULARY_ATOM && xml_named(node, TEXT("link")))
		atom_link(making, NULL, node);
	else if (vocabulary == VOCABULARY_ATOM && xml_named(node, TEXT("author")))
		atom_person(making, NULL, node);
	else if ((own || vocabulary == VOCABULARY_DC) && xml_named(node, TEXT("title")) &&
	         text_empty(feed->title))
		feed->title = line_of(making, node);
	else if (own && xml_named(node, TEXT("link")) && text_empty(feed->home_page_url))
		feed->home_page_url = url_at(making, node, xml_text(arena, node));
	else if ((own || vocabulary == VOCABULARY_DC) &&
	         (xml_named(node, TEXT("description")) || xml_named(node, TEXT("tagline"))) &&
	         text_empty(feed->description))
		feed->description = line_of(making, node);
	else if ((own || vocabulary == VOCABULARY_DC) && xml_named(node, TEXT("language")))
		feed->language = line_of(making, node);
	else if ((own && (xml_named(node, TEXT("managingEditor")) ||
	                  xml_named(node, TEXT("webMaster")))) ||
	         (vocabulary == VOCABULARY_DC &&
	          (xml_named(node, TEXT("creator")) || xml_named(node, TEXT("publisher")))) ||
	         xml_named(node, TEXT("author")))
		making_author(making, NULL, author_of(arena, xml_text(arena, node)));
	else if (own || vocabulary == VOCABULARY_SYNDICATION)
		channel_schedule(making, node, frequency);
	else
		media_take(making, NULL, NULL, node);
}

static void make_image(struct making *making, const struct xml_node *node)
{
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child))
		if (xml_named(child, TEXT("url")) && text_empty(making->feed->icon))
			making->feed->icon = url_at(making, child, xml_text(making->arena, child));
}

static void make_channel(struct making *making, const struct xml_node *channel)
{
	int64_t frequency = 1;

	for (const struct xml_node *node = xml_first(channel); node; node = xml_next(node)) {
		if (xml_named(node, TEXT("item")) || xml_named(node, TEXT("entry")))
			make_item(making, node);
		else if (xml_named(node, TEXT("image")) && node->vocabulary == VOCABULARY_NONE)
			make_image(making, node);
		else if (xml_named(node, TEXT("channel")) && node->vocabulary == VOCABULARY_NONE)
			make_channel(making, node);
		else
			channel_element(making, node, &frequency);
	}
	struct feed_schedule *schedule = making->feed->notes->schedule;
	if (schedule && schedule->update_period_s != INTEGER_NONE)
		schedule->update_period_s /= frequency;
}

static struct text dialect_name(struct making *making, const struct xml_node *root)
{
	struct text version = xml_attribute(root, TEXT("version"));

	if (xml_named(root, TEXT("rdf")))
		return TEXT("rss-1.0");
	if (text_empty(version))
		return TEXT("rss");
	struct text clean = text_clean(making->arena, text_cut(version, 16), false);
	return text_format(making->arena, "rss-%.*s", TEXT_ARGS(clean));
}

void rss_make(struct making *making, const struct xml_node *root)
{
	making->feed->notes->dialect = dialect_name(making, root);
	make_channel(making, root);
	/* Behind an element that was never closed: they are its children then. */
	if (making->feed->entries_count)
		return;
	for (const struct xml_node *node = root; node; node = xml_walk(root, node))
		if (xml_named(node, TEXT("item")))
			make_item(making, node);
}
