/* Media RSS (https://www.rssboard.org/media-rss) and the iTunes tags, which every dialect carries.
 */
#include "parsers/dialect.h"

static int64_t number_of(struct text text)
{
	int64_t number;

	return text_number(text, &number) ? number : INTEGER_NONE;
}

static void media_content(struct making *making, struct entry *entry, const struct xml_node *node)
{
	struct text type = xml_attribute(node, TEXT("type"));
	struct text url = url_at(making, node, xml_attribute(node, TEXT("url")));
	bool image = text_equal_nocase(xml_attribute(node, TEXT("medium")), TEXT("image")) ||
	             text_starts(type, TEXT("image/"));

	if (image && text_empty(entry->image))
		entry->image = url;
	making_attachment(
	        making, entry,
	        (struct attachment){
	                .url = url,
	                .mime_type = type,
	                .size_in_bytes = number_of(xml_attribute(node, TEXT("fileSize"))),
	                .duration_in_seconds = number_of(xml_attribute(node, TEXT("duration"))),
	        });
}

static void media_one(struct making *making, struct entry *entry, struct text *title,
                      const struct xml_node *node)
{
	struct arena *arena = making->arena;

	if (xml_named(node, TEXT("content")))
		media_content(making, entry, node);
	else if (xml_named(node, TEXT("thumbnail")) && text_empty(entry->image))
		entry->image = url_at(making, node, xml_attribute(node, TEXT("url")));
	else if (xml_named(node, TEXT("description")) && text_empty(entry->summary) &&
	         text_empty(entry->content_html))
		entry->summary = plain_line(arena, xml_text(arena, node));
	else if (xml_named(node, TEXT("title")) && text_empty(*title))
		*title = plain_line(arena, xml_text(arena, node));
	else if (xml_named(node, TEXT("player")) && text_empty(entry->url))
		entry->url = url_at(making, node, xml_attribute(node, TEXT("url")));
	else if (xml_named(node, TEXT("category")))
		making_tag(making, entry, xml_text(arena, node));
	else if (xml_named(node, TEXT("keywords"))) 
		making_tags(making, entry, xml_text(arena, node));
}

/* media:group holds media:content; both may hold thumbnails and descriptions. Two levels are all
 * there are. */
static void media_element(struct making *making, struct entry *entry, struct text *title,
                          const struct xml_node *node)
{
	media_one(making, entry, title, node);
	for (const struct xml_node *child = xml_first(node); child; child = xml_next(child)) {
		media_one(making, entry, title, child);
		for (const struct xml_node *inner = xml_first(child); inner;
		     inner = xml_next(inner))
			media_one(making, entry, title, inner);
	}
}

static void itunes_element(struct making *making, struct entry *entry, struct text *title,
                           const struct xml_node *node)
{
	struct arena *arena = making->arena;
	struct text *image = entry ? &entry->image : &making->feed->icon;

	if (xml_named(node, TEXT("author")))
		making_author(making, entry, author_of(arena, xml_text(arena, node)));
	else if (xml_named(node, TEXT("image")) && text_empty(*image))
		*image = url_at(making, node, xml_attribute(node, TEXT("href")));
	else if (xml_named(node, TEXT("summary")) && entry && text_empty(entry->summary))
		entry->summary = plain_line(arena, xml_text(arena, node));
	else if (xml_named(node, TEXT("title")) && title && text_empty(*title))
		*title = plain_line(arena, xml_text(arena, node));
	else if (xml_named(node, TEXT("keywords")) && entry) 
		making_tags(making, entry, xml_text(arena, node));
}

bool media_take(struct making *making, struct entry *entry, struct text *title,
                const struct xml_node *node)
{
	switch (node->vocabulary) {
	case VOCABULARY_MEDIA:
		if (entry)
			media_element(making, entry, title, node);
		return true;
	case VOCABULARY_ITUNES:
		itunes_element(making, entry, title, node);
		return true;
	default:
		return false;
	}
}
