/* A news sitemap (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap) as a
 * feed: outlets without any other keep one for search engines, of the last two days. */
#include "parsers/dialect.h"

static void take_publication(struct making *making, struct entry *entry, const struct xml_node *publication)
{
	struct feed *feed = making->feed;

	for (const struct xml_node *node = xml_first(publication); node; node = xml_next(node)) {
		struct text text = plain_line(making->arena, xml_text(making->arena, node));
		if (xml_named(node, TEXT("language")))
			entry->language = text;
		else if (xml_named(node, TEXT("name")) && text_empty(feed->title))
			feed->title = text;
	}
}

static void take_news(struct making *making, struct entry *entry, const struct xml_node *news)
{
	struct arena *arena = making->arena;

	for (const struct xml_node *node = xml_first(news); node; node = xml_next(node)) {
		if (xml_named(node, TEXT("title")))
			entry->title = plain_line(arena, xml_text(arena, node));
		else if (xml_named(node, TEXT("publication_date")))
			take_date(making, &entry->date_published, xml_text(arena, node));
		else if (xml_named(node, TEXT("publication")))
			take_publication(making, entry, node);
		else if (xml_named(node, TEXT("keywords")))
			making_tags(making, entry, xml_text(arena, node));
	}
}

static bool is_news(const struct xml_node *node)
{
	return node->vocabulary == VOCABULARY_NEWS && xml_named(node, TEXT("news"));
}

static const struct xml_node *news_of(const struct xml_node *url)
{
	const struct xml_node *node = xml_first(url);

	while (node && !is_news(node))
		node = xml_next(node);
	return node;
}

/* A page without news in it is no entry: it may be the imprint. */
static void make_url(struct making *making, const struct xml_node *url)
{
	const struct xml_node *news = news_of(url);
	struct entry *entry = news ? making_entry(making) : NULL;

	if (!entry)
		return;
	for (const struct xml_node *node = xml_first(url); node; node = xml_next(node)) {
		if (node == news)
			take_news(making, entry, node);
		else if (xml_named(node, TEXT("image")) && text_empty(entry->image))
			entry->image = url_at(making, node, xml_text(making->arena, node));
		else if (xml_named(node, TEXT("loc")))
			entry->url = url_at(making, node, xml_text(making->arena, node));
		else if (xml_named(node, TEXT("lastmod")))
			take_date(making, &entry->date_modified, xml_text(making->arena, node));
	}
}

void sitemap_make(struct making *making, const struct xml_node *root)
{
	making->feed->notes->dialect = TEXT("sitemap-news");
	for (const struct xml_node *node = xml_first(root); node; node = xml_next(node))
		if (xml_named(node, TEXT("url")))
			make_url(making, node);
	if (!making->feed->entries_count)
		making_defect(making, "the sitemap names no news");
}
