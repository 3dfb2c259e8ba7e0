#include "parsers/discover.h"

#include "base/limits.h"
#include "base/url.h"
#include "parsers/charset.h"
#include "parsers/html.h"

static struct text value_of(struct arena *arena, const xmlNode *node, const char *name)
{
	const char *value = html_attribute(node, name);

	return value ? text_trim(text_clean(arena, text_of(value), false)) : TEXT_NONE;
}

/* A word of a list that is apart by spaces, as rel="alternate home" has two. */
static bool has_word(struct text list, struct text wanted)
{
	struct text word;

	while (text_next(&list, ' ', &word))
		if (text_equal_nocase(word, wanted))
			return true;
	return false;
}

static bool is_feed_type(struct text type)
{
	static const char *const types[] = {
		"application/rss+xml", "application/atom+xml", "application/feed+json",
		"application/rdf+xml", "text/xml",             "application/xml",
	};
	struct text rest = type, plain = TEXT_NONE;

	text_next(&rest, ';', &plain);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (text_equal_nocase(text_trim(plain), text_of(types[i])))
			return true;
	return false;
}

static bool is_known(const struct feed_link *links, size_t count, struct text url)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(links[i].url, url))
			return true;
	return false;
}

size_t feed_discover(struct arena *arena, struct text page, const struct origin *origin,
		     struct feed_link links[FEED_LINKS_MOST])
{
	struct error unread;
	struct text base = origin->url;
	xmlDoc *doc = html_parse(arena, page, &unread);
	size_t count = 0;

	if (!doc)
		return 0;
	xmlNode *root = xmlDocGetRootElement(doc);
	for (xmlNode *node = root; node && count < FEED_LINKS_MOST; node = html_next(root, node, false)) {
		if (html_is(node, "base") && html_attribute(node, "href"))
			base = url_resolve(arena, origin->url, value_of(arena, node, "href"));
		if (!html_is(node, "link") || !has_word(value_of(arena, node, "rel"), TEXT("alternate")) ||
		    !is_feed_type(value_of(arena, node, "type")))
			continue;
		struct text href = value_of(arena, node, "href"), url = url_resolve(arena, base, href);
		if (text_empty(href) || text_empty(url) || url.length > LIMIT_URL || is_known(links, count, url))
			continue;
		links[count++] = (struct feed_link){
			.url = url,
			.title = text_copy(arena, text_cut(value_of(arena, node, "title"), LIMIT_NAME)),
		};
	}
	xmlFreeDoc(doc);
	return count;
}

size_t feed_discover_in(struct arena *arena, struct bytes document, const struct origin *origin,
			struct feed_link links[FEED_LINKS_MOST])
{
	struct text page, charset;
	struct error unread;

	if (!charset_decode(arena, document, origin, MARKUP_HTML, &page, &charset, &unread))
		return 0;
	return feed_discover(arena, page, origin, links);
}
