/* Media RSS (https://www.rssboard.org/media-rss) and the iTunes tags, which every dialect carries.
 */
#include <string.h>
#include <strings.h>

#include "parsers/dialect.h"

static bool named(const xmlNode *node, const char *name)
{
	return !strcasecmp(xml_name(node), name);
}

static int64_t number_attribute(struct making *making, const xmlNode *node, const char *name)
{
	int64_t number;

	return text_number(xml_attribute(making->arena, node, name), &number) ? number
	                                                                      : INTEGER_NONE;
}

static void media_content(struct making *making, struct entry *entry, const xmlNode *node)
{
	struct text type = xml_attribute(making->arena, node, "type");
	struct text url = url_at(making, node, xml_attribute(making->arena, node, "url"));
	bool image =
	        text_equal_nocase(xml_attribute(making->arena, node, "medium"), TEXT("image")) ||
	        text_starts(type, TEXT("image/"));

	if (image && text_empty(entry->image))
		entry->image = url;
	making_attachment(making, entry,
	                  (struct attachment){
	                          .url = url,
	                          .mime_type = type,
	                          .size_in_bytes = number_attribute(making, node, "fileSize"),
	                          .duration_in_seconds = number_attribute(making, node, "duration"),
	                  });
}

static void media_one(struct making *making, struct entry *entry, const xmlNode *node)
{
	struct arena *arena = making->arena;

	if (named(node, "content"))
		media_content(making, entry, node);
	else if (named(node, "thumbnail") && text_empty(entry->image))
		entry->image = url_at(making, node, xml_attribute(arena, node, "url"));
	else if (named(node, "description") && text_empty(entry->summary) &&
	         text_empty(entry->content_html))
		entry->summary = plain_line(arena, xml_text(arena, node));
	else if (named(node, "title") && text_empty(entry->title))
		entry->title = plain_line(arena, xml_text(arena, node));
	else if (named(node, "player") && text_empty(entry->url))
		entry->url = url_at(making, node, xml_attribute(arena, node, "url"));
	else if (named(node, "category"))
		making_tag(making, entry, xml_text(arena, node));
	else if (named(node, "keywords")) {
		struct text rest = xml_text(arena, node), part;
		while (text_next(&rest, ',', &part))
			making_tag(making, entry, part);
	}
}

/* media:group holds media:content; both may hold thumbnails and descriptions. Two levels are all
 * there are. */
static void media_element(struct making *making, struct entry *entry, const xmlNode *node)
{
	media_one(making, entry, node);
	for (const xmlNode *child = xml_first(node); child; child = xml_next(child)) {
		media_one(making, entry, child);
		for (const xmlNode *inner = xml_first(child); inner; inner = xml_next(inner))
			media_one(making, entry, inner);
	}
}

static void itunes_element(struct making *making, struct entry *entry, const xmlNode *node)
{
	struct arena *arena = making->arena;
	struct text *image = entry ? &entry->image : &making->feed->icon;

	if (named(node, "author"))
		making_author(making, entry, author_of(arena, xml_text(arena, node)));
	else if (named(node, "image") && text_empty(*image))
		*image = url_at(making, node, xml_attribute(arena, node, "href"));
	else if (named(node, "summary") && entry && text_empty(entry->summary))
		entry->summary = plain_line(arena, xml_text(arena, node));
	else if (named(node, "title") && entry && text_empty(entry->title))
		entry->title = plain_line(arena, xml_text(arena, node));
	else if (named(node, "keywords") && entry) {
		struct text rest = xml_text(arena, node), part;
		while (text_next(&rest, ',', &part))
			making_tag(making, entry, part);
	}
}

bool media_take(struct making *making, struct entry *entry, const xmlNode *node)
{
	switch (xml_vocabulary(node)) {
	case VOCABULARY_MEDIA:
		if (entry)
			media_element(making, entry, node);
		return true;
	case VOCABULARY_ITUNES:
		itunes_element(making, entry, node);
		return true;
	default:
		return false;
	}
}
