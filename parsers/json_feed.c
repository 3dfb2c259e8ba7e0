/* JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read tolerantly. */
#include <string.h>

#include "base/limits.h"
#include "parsers/date.h"
#include "parsers/dialect.h"
#include "parsers/markup.h"

static struct text member(struct making *making, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_integer(value))
		return text_format(making->arena, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return text_format(making->arena, "%.17g", json_real_value(value));
	return text_trim(
	        text_clean(making->arena, json_get_text(making->arena, object, key), true));
}

static struct text address(struct making *making, const json_t *object, const char *key)
{
	return url_at(making, NULL, member(making, object, key));
}

static void take_author(struct making *making, struct entry *entry, const json_t *json)
{
	making_author(making, entry,
	              (struct author){
	                      .name = plain_line(making->arena, member(making, json, "name")),
	                      .url = address(making, json, "url"),
	              });
}

/* "authors" of 1.1, "author" of 1.0. */
static void take_authors(struct making *making, struct entry *entry, const json_t *json)
{
	size_t i;
	json_t *author;

	json_array_foreach(json_object_get(json, "authors"), i, author)
	        take_author(making, entry, author);
	if (json_is_object(json_object_get(json, "author")))
		take_author(making, entry, json_object_get(json, "author"));
}

static int64_t seconds_of(const json_t *json, const char *key)
{
	const json_t *value = json_object_get(json, key);
	double number = json_number_value(value);

	return json_is_number(value) && number >= 0 && number < 1e15 ? (int64_t)number
	                                                             : INTEGER_NONE;
}

static void take_attachments(struct making *making, struct entry *entry, const json_t *json)
{
	size_t i;
	json_t *attachment;

	json_array_foreach(json_object_get(json, "attachments"), i, attachment) making_attachment(
	        making, entry,
	        (struct attachment){
	                .url = address(making, attachment, "url"),
	                .mime_type = member(making, attachment, "mime_type"),
	                .title = plain_line(making->arena, member(making, attachment, "title")),
	                .size_in_bytes = seconds_of(attachment, "size_in_bytes"),
	                .duration_in_seconds = seconds_of(attachment, "duration_in_seconds"),
	        });
}

static void make_item(struct making *making, const json_t *json)
{
	struct entry *entry = making_entry(making);
	struct arena *arena = making->arena;
	size_t i;
	json_t *tag;

	if (!entry)
		return;
	entry->id = member(making, json, "id");
	entry->url = address(making, json, "url");
	entry->external_url = address(making, json, "external_url");
	entry->title = plain_line(arena, member(making, json, "title"));
	entry->content_html =
	        markup_resolve(arena, member(making, json, "content_html"), making->base);
	entry->content_text = member(making, json, "content_text");
	entry->summary = plain_line(arena, member(making, json, "summary"));
	entry->image = address(making, json, "image");
	if (text_empty(entry->image))
		entry->image = address(making, json, "banner_image");
	entry->language = member(making, json, "language");
	take_date(making, &entry->date_published, member(making, json, "date_published"));
	take_date(making, &entry->date_modified, member(making, json, "date_modified"));
	take_authors(making, entry, json);
	json_array_foreach(json_object_get(json, "tags"), i, tag) if (json_is_string(tag))
	        making_tag(making, entry, text_copy(arena, text_of(json_string_value(tag))));
	take_attachments(making, entry, json);
	if (text_empty(entry->url))
		entry->url = entry->external_url;
}

static void make_hub(struct making *making, const json_t *json)
{
	const json_t *hub = json_array_get(json_object_get(json, "hubs"), 0);

	if (json_is_object(hub))
		making_hub(making, address(making, hub, "url"));
}

bool json_feed_make(struct making *making, struct text document, struct error *error)
{
	struct feed *feed = making->feed;
	json_error_t where;
	json_t *item,
	        *json = json_loadb(document.data, document.length, JSON_DISABLE_EOF_CHECK, &where);
	size_t i;

	if (!json)
		return error_set(error, ERROR_DATA, "it is no JSON: line %d: %.120s", where.line,
		                 where.text);
	struct text version = member(making, json, "version");
	const json_t *items = json_object_get(json, "items");
	if (!json_is_array(items) && text_find(version, TEXT("jsonfeed"), 0) == TEXT_NOT_FOUND) {
		json_decref(json);
		return error_set(
		        error, ERROR_DATA,
		        "it is JSON, but no JSON Feed: it has neither \"version\" nor \"items\"");
	}
	feed->notes->dialect =
	        text_ends(version, TEXT("/1.1")) ? TEXT("json-feed-1.1") : TEXT("json-feed-1.0");
	feed->title = plain_line(making->arena, member(making, json, "title"));
	feed->home_page_url = address(making, json, "home_page_url");
	feed->feed_url = address(making, json, "feed_url");
	feed->description = plain_line(making->arena, member(making, json, "description"));
	feed->icon = address(making, json, "icon");
	feed->favicon = address(making, json, "favicon");
	feed->language = member(making, json, "language");
	feed->expired = json_is_true(json_object_get(json, "expired"));
	take_authors(making, NULL, json);
	make_hub(making, json);
	json_array_foreach(items, i, item)
	{
		if (json_is_object(item))
			make_item(making, item);
		else
			making_defect(making, "an item is no object");
	}
	json_decref(json);
	return true;
}
