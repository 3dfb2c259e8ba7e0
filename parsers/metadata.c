#include "parsers/metadata.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/url.h"
#include "parsers/byline.h"
#include "parsers/date.h"
#include "parsers/day_find.h"
#include "parsers/html.h"
#include "parsers/markup.h"
#include "parsers/sightings.h"

#define HEADINGS_MOST 64

static void keep(struct text *place, struct text text)
{
	if (text_empty(*place))
		*place = text_trim(text);
}

/* The tree goes away before the article does: what is kept of it is copied. */
static struct text value_of(struct arena *arena, const char *value)
{
	struct text text;

	if (!value ||
	    !text_check((struct bytes){(const unsigned char *)value, strlen(value)}, &text))
		return TEXT_NONE;
	return text_copy(arena, text);
}

static struct text line_of(struct arena *arena, const char *value)
{
	struct text text = text_cut(value_of(arena, value), KIB(64));

	return text_copy(arena, text_squeeze(arena, markup_line(arena, text)));
}

/* --- meta tags --- */

enum meta { OG_TITLE, PUBLISHED, PUBLISHED_ITEM, MODIFIED, AUTHOR, SITE, APPLICATION, URL, TIER };

struct meta_name {
	const char *name;
	enum meta meta;
};

/* In any case of letters, as property, name or itemprop. */
static const struct meta_name meta_names[] = {
        {"og:title", OG_TITLE},
        {"twitter:title", OG_TITLE},
        {"article:published_time", PUBLISHED},
        {"og:article:published_time", PUBLISHED},
        {"og:published_time", PUBLISHED},
        {"datePublished", PUBLISHED_ITEM},
        {"date", PUBLISHED_ITEM},
        {"pubdate", PUBLISHED_ITEM},
        {"publishdate", PUBLISHED_ITEM},
        {"publish-date", PUBLISHED_ITEM},
        {"publish_date", PUBLISHED_ITEM},
        {"publication_date", PUBLISHED_ITEM},
        {"publication-date", PUBLISHED_ITEM},
        {"article.published", PUBLISHED_ITEM},
        {"article_date_original", PUBLISHED_ITEM},
        {"published_time", PUBLISHED_ITEM},
        {"originalpublicationdate", PUBLISHED_ITEM},
        {"shareaholic:article_published_time", PUBLISHED_ITEM},
        {"dc.date", PUBLISHED_ITEM},
        {"dc.date.issued", PUBLISHED_ITEM},
        {"dc.date.created", PUBLISHED_ITEM},
        {"dcterms.date", PUBLISHED_ITEM},
        {"dcterms.created", PUBLISHED_ITEM},
        {"dcterms.issued", PUBLISHED_ITEM},
        {"parsely-pub-date", PUBLISHED_ITEM},
        {"sailthru.date", PUBLISHED_ITEM},
        {"cXenseParse:recs:publishtime", PUBLISHED_ITEM},
        {"dateCreated", PUBLISHED_ITEM},
        {"uploadDate", PUBLISHED_ITEM},
        {"timestamp", PUBLISHED_ITEM},
        {"citation_publication_date", PUBLISHED_ITEM},
        {"article:modified_time", MODIFIED},
        {"og:updated_time", MODIFIED},
        {"dateModified", MODIFIED},
        {"lastmod", MODIFIED},
        {"last-modified", MODIFIED},
        {"author", AUTHOR},
        {"article:author", AUTHOR},
        {"article:author_name", AUTHOR},
        {"og:article:author", AUTHOR},
        {"parsely-author", AUTHOR},
        {"byl", AUTHOR},
        {"dc.creator", AUTHOR},
        {"dcterms.creator", AUTHOR},
        {"sailthru.author", AUTHOR},
        {"cXenseParse:author", AUTHOR},
        {"shareaholic:article_author_name", AUTHOR},
        {"citation_author", AUTHOR},
        {"twitter:data1", AUTHOR},
        {"og:site_name", SITE},
        {"application-name", APPLICATION},
        {"og:url", URL},
        {"article:content_tier", TIER},
};

static void take_value(struct metadata *metadata, enum meta meta, struct text content)
{
	switch (meta) {
	case OG_TITLE:
		keep(&metadata->titles.open_graph, content);
		break;
	case PUBLISHED:
		keep(&metadata->published, content);
		break;
	case PUBLISHED_ITEM:
		keep(&metadata->published_item, content);
		break;
	case MODIFIED:
		keep(&metadata->modified, content);
		break;
	case AUTHOR:
		if (!text_empty(byline_clean(metadata->arena, content, metadata->site)))
			keep(&metadata->author, content);
		break;
	case SITE:
		keep(&metadata->site, content);
		break;
	case APPLICATION:
		keep(&metadata->application, content);
		break;
	case URL:
		keep(&metadata->canonical, content);
		break;
	case TIER:
		metadata->premium |= text_equal_nocase(content, TEXT("locked"));
		break;
	}
}

/* "Written by": Yoast's pair of twitter:label1 and twitter:data1 names the author. */
static bool is_authors_data(const xmlNode *node, const char *name)
{
	if (strcasecmp(name, "twitter:data1"))
		return true;
	for (const xmlNode *before = node->prev; before; before = before->prev) {
		if (!html_is(before, "meta"))
			continue;
		const char *label = html_attribute(before, "content");
		const char *own = html_attribute(before, "name");
		return own && !strcasecmp(own, "twitter:label1") && label &&
		       (strcasestr(label, "by") || strcasestr(label, "von") ||
		        strcasestr(label, "par") || strcasestr(label, "por"));
	}
	return false;
}

/* <meta http-equiv=refresh content="0; url=...">; without an address it is the same page again. */
static void take_refresh(struct metadata *metadata, const xmlNode *node)
{
	const char *equivalent = html_attribute(node, "http-equiv");
	const char *content = html_attribute(node, "content");

	if (!equivalent || strcasecmp(equivalent, "refresh") || !content)
		return;
	const char *url = strcasestr(content, "url=");
	if (url)
		keep(&metadata->sends_on, value_of(metadata->arena, url + strlen("url=")));
}

static void take_meta(struct metadata *metadata, const xmlNode *node)
{
	static const char *const keys[] = {"property", "name", "itemprop"};

	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
		const char *name = html_attribute(node, keys[k]);
		for (size_t i = 0; name && i < sizeof(meta_names) / sizeof(*meta_names); i++) {
			if (strcasecmp(name, meta_names[i].name) || !is_authors_data(node, name))
				continue;
			take_value(metadata, meta_names[i].meta,
			           line_of(metadata->arena, html_attribute(node, "content")));
		}
	}
}

/* --- the tree --- */

static void take_script(struct metadata *metadata, const xmlNode *node)
{
	const char *type = html_attribute(node, "type");

	if (type && strcasestr(type, "ld+json") && node->children)
		linked_data_read(metadata->arena,
		                 value_of(metadata->arena, (const char *)node->children->content),
		                 &metadata->linked);
}

static void take_link(struct metadata *metadata, const xmlNode *node)
{
	const char *rel = html_attribute(node, "rel");

	if (rel && !strcasecmp(rel, "canonical"))
		metadata->canonical = value_of(metadata->arena, html_attribute(node, "href"));
}

static bool in_drawing(const xmlNode *node)
{
	for (; node && node->type == XML_ELEMENT_NODE; node = node->parent)
		if (html_is(node, "svg"))
			return true;
	return false;
}

struct headings {
	const xmlNode *nodes[HEADINGS_MOST];
	size_t count;
};

static void take_node(struct metadata *metadata, const xmlNode *node, struct headings *headings)
{
	const char *name = (const char *)node->name;

	switch (name[0]) {
	case 'm':
		if (!strcmp(name, "meta")) {
			take_meta(metadata, node);
			take_refresh(metadata, node);
		}
		break;
	case 's':
		if (!strcmp(name, "script"))
			take_script(metadata, node);
		break;
	case 't':
		if (!strcmp(name, "title") && text_empty(metadata->titles.tag) && !in_drawing(node))
			keep(&metadata->titles.tag, html_line(metadata->arena, node));
		break;
	case 'l':
		if (!strcmp(name, "link"))
			take_link(metadata, node);
		break;
	case 'h':
		if (!strcmp(name, "html"))
			keep(&metadata->language,
			     value_of(metadata->arena, html_attribute(node, "lang")));
		if (!strcmp(name, "h1") && headings->count < HEADINGS_MOST)
			headings->nodes[headings->count++] = node;
		break;
	default:
		break;
	}
}

static void find_heading(struct metadata *metadata, const struct headings *headings)
{
	int best = 0;

	for (size_t i = 0; i < headings->count; i++) {
		struct text line = html_line(metadata->arena, headings->nodes[i]);
		int match =
		        title_match(metadata->arena, &metadata->titles, line, headings->count == 1);
		if (match <= best)
			continue;
		best = match;
		metadata->heading = headings->nodes[i];
		metadata->heading_text = line;
	}
}

void metadata_read(struct metadata *metadata, struct arena *arena, const xmlDoc *doc,
                   struct text url)
{
	const xmlNode *root = xmlDocGetRootElement(doc);
	struct headings headings = {.count = 0};

	*metadata = (struct metadata){.arena = arena, .url = url};
	for (xmlNode *node = (xmlNode *)(uintptr_t)root; node; node = html_next(root, node, false))
		if (node->type == XML_ELEMENT_NODE)
			take_node(metadata, node, &headings);
	metadata->titles.linked = metadata->linked.headline;
	metadata->titles.site = metadata->site;
	keep(&metadata->titles.site, metadata->linked.site);
	find_heading(metadata, &headings);
}

/* --- choosing --- */

/* Of "5/12/2020" the month comes first in the United States and where its English is written. */
static bool month_first(const struct metadata *metadata)
{
	struct text language = metadata->language;

	return text_empty(language) || text_equal_nocase(language, TEXT("en")) ||
	       text_equal_nocase(text_cut(language, 5), TEXT("en-us")) ||
	       text_equal_nocase(text_cut(language, 5), TEXT("en_us"));
}

/* "01-11-2023 10:29": which of the two is the month is the language's habit, not RFC 822's. */
static bool day_leads(const struct metadata *metadata, struct text text)
{
	return text.length > 5 && text.data[0] >= '0' && text.data[0] <= '9' &&
	       (text.data[2] == '-' || text.data[2] == '/') && !month_first(metadata);
}

static bool take_date(const struct metadata *metadata, struct text text, struct article *article)
{
	struct date date;

	if (text_empty(text) || day_leads(metadata, text) || !date_read(text, &date)) {
		struct day day = day_in_line(metadata->arena, text, month_first(metadata));
		if (!day_known(day))
			return false;
		article->published = day_instant(day);
		article->published_text = day_format(metadata->arena, day);
		return true;
	}
	/* The beginning of computers' time stands for none. */
	if (date.instant.ms <= 86400000)
		return false;
	article->published = date.instant;
	article->published_text = date_format(metadata->arena, &date);
	return true;
}

static void take_day(const struct metadata *metadata, struct day day, struct article *article)
{
	article->published = day_instant(day);
	article->published_text = day_format(metadata->arena, day);
}

/* The day of an article's date where it was written, and in UTC. */
static bool is_day(const struct article *article, struct day day, int days)
{
	struct day own, utc = day_of_instant(article->published);

	if (!day_parse(text_cut(article->published_text, DAY_LENGTH), &own))
		own = utc;
	return day.number - own.number == days || day.number - utc.number == days;
}

/*
 * What stands under the headline is the day for the readers there, and "yesterday" counts from it;
 * the machine's date is often in UTC, or that of the last change.
 */
static void correct_day(const struct metadata *metadata, const struct layout *layout,
                        struct article *article)
{
	bool first = month_first(metadata);
	struct article seen = {.published = INSTANT_NONE};

	if (take_date(metadata, sighting_of_date(layout, SIGHTING_PUBLISHED, first, false),
	              &seen)) {
		struct day day = day_of_instant(seen.published);
		if (!day_parse(text_cut(seen.published_text, DAY_LENGTH), &day) ||
		    is_day(article, day, 0))
			return;
		/* A zone away: the moment stands, and the day is the readers'. */
		if (is_day(article, day, 1) || is_day(article, day, -1))
			article->published_text = day_format(metadata->arena, day);
		else
			take_day(metadata, day, article);
	} else if (take_date(metadata, sighting_of_date(layout, SIGHTING_DATE, first, false),
	                     &seen)) {
		struct day day = day_of_instant(seen.published);
		if (!is_day(article, day, 0) &&
		    (is_day(article, day, 1) || is_day(article, day, -1)))
			article->published_text = day_format(metadata->arena, day);
	}
}

static void choose_date(const struct metadata *metadata, const struct layout *layout,
                        struct article *article)
{
	bool first = month_first(metadata);
	struct day day =
	        day_in_url(text_empty(metadata->canonical) ? metadata->url : metadata->canonical);

	if (take_date(metadata, metadata->linked.published, article) ||
	    take_date(metadata, metadata->published, article)) {
		correct_day(metadata, layout, article);
		return;
	}
	if (take_date(metadata, sighting_of_date(layout, SIGHTING_PUBLISHED, first, true),
	              article) ||
	    take_date(metadata, metadata->published_item, article))
		return;
	if (day_known(day)) {
		take_day(metadata, day, article);
		return;
	}
	if (take_date(metadata, sighting_of_date(layout, SIGHTING_DATE, first, true), article) ||
	    take_date(metadata, metadata->linked.page_published, article) ||
	    take_date(metadata, sighting_of_date(layout, SIGHTING_LINE, first, true), article) ||
	    take_date(metadata, metadata->modified, article))
		return;
	take_date(metadata, metadata->linked.modified, article);
}

static struct text modified_of(const struct metadata *metadata)
{
	struct text given = text_empty(metadata->linked.modified) ? metadata->modified
	                                                          : metadata->linked.modified;
	struct date date;

	return !text_empty(given) && date_read(given, &date) ? date_format(metadata->arena, &date)
	                                                     : TEXT_NONE;
}

static struct text byline_of(const struct metadata *metadata, const struct layout *layout)
{
	struct text site = metadata->titles.site;
	struct text byline = byline_clean(metadata->arena, metadata->linked.author, site);

	if (text_empty(byline))
		byline = byline_clean(metadata->arena, metadata->author, site);
	if (text_empty(byline))
		byline = sighting_of_author(layout, site);
	if (text_empty(byline))
		byline = byline_clean(metadata->arena, metadata->linked.organisation, site);
	return byline;
}

static struct text cleaned(const struct metadata *metadata, struct text text, size_t limit)
{
	/* The tree goes away before the article: what is still a view of an attribute is copied. */
	return text_copy(metadata->arena,
	                 text_cut(text_clean(metadata->arena, text, false), limit));
}

void metadata_fill(const struct metadata *metadata, const struct layout *layout,
                   struct article *article)
{
	struct text title =
	        title_choose(metadata->arena, &metadata->titles, metadata->heading_text);
	struct text site = metadata->site;

	keep(&site, metadata->linked.site);
	keep(&site, metadata->application);
	article->title = cleaned(metadata, title, LIMIT_TITLE);
	article->site_name = cleaned(metadata, site, LIMIT_NAME);
	article->language = cleaned(metadata, metadata->language, 35);
	article->byline = byline_of(metadata, layout);
	choose_date(metadata, layout, article);
	article->modified_text = modified_of(metadata);
	if (!text_empty(metadata->canonical))
		article->canonical_url =
		        url_resolve(metadata->arena, metadata->url, metadata->canonical);
	article->partial = metadata->premium || metadata->linked.premium;
}
