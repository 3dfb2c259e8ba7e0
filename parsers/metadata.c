#include "parsers/metadata.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/url.h"
#include "parsers/date.h"
#include "parsers/html.h"
#include "parsers/markup.h"

/* Candidates for each member, the best first; the first that holds is taken. */
enum from { FROM_LD, FROM_META, FROM_ITEMPROP, FROM_MARK, FROM_WEAK, FROMS };

struct found {
	struct arena *arena;
	struct text url;
	struct text og_title, tag_title, heading_title;
	struct text published[FROMS], modified[FROMS], byline[FROMS], site[FROMS], headline;
	struct text language, canonical, body;
	const xmlNode *heading;
	bool premium;
};

static void keep(struct text *place, struct text text)
{
	if (text_empty(*place) && !text_empty(text_trim(text)))
		*place = text_trim(text);
}

static struct text value_of(struct found *found, const char *value)
{
	struct text text;

	if (!value ||
	    !text_check((struct bytes){(const unsigned char *)value, strlen(value)}, &text))
		return TEXT_NONE;
	return text_copy(found->arena, text_cut(text, KIB(64)));
}

/* --- JSON-LD --- */

static struct text line_of(struct arena *arena, struct text text)
{
	return text_copy(arena, text_squeeze(arena, markup_line(arena, text_cut(text, KIB(64)))));
}

/* A string, the name of an object, or those of a list joined by commas. */
static struct text ld_text(struct found *found, const json_t *json)
{
	struct text names = TEXT_NONE;
	const char *string;
	size_t i;
	json_t *part;

	if (json_is_object(json))
		json = json_object_get(json, "name");
	if (!json_is_array(json)) {
		string = json_string_value(json);
		return string ? line_of(found->arena, text_of(string)) : TEXT_NONE;
	}
	json_array_foreach(json, i, part)
	{
		string = json_string_value(json_is_object(part) ? json_object_get(part, "name")
		                                                : part);
		if (!string || i >= 8)
			continue;
		struct text one = line_of(found->arena, text_of(string));
		names = text_empty(names) ? one
		                          : text_format(found->arena, "%.*s, %.*s",
		                                        TEXT_ARGS(names), TEXT_ARGS(one));
	}
	return names;
}

static bool ld_is_article(const json_t *node)
{
	const json_t *type = json_object_get(node, "@type");
	const char *name = json_string_value(json_is_array(type) ? json_array_get(type, 0) : type);

	return name &&
	       (strstr(name, "Article") || strstr(name, "BlogPosting") || strstr(name, "Report"));
}

static void ld_node(struct found *found, const json_t *node)
{
	if (!ld_is_article(node))
		return;
	keep(&found->headline, ld_text(found, json_object_get(node, "headline")));
	keep(&found->published[FROM_LD], ld_text(found, json_object_get(node, "datePublished")));
	keep(&found->modified[FROM_LD], ld_text(found, json_object_get(node, "dateModified")));
	keep(&found->byline[FROM_LD], ld_text(found, json_object_get(node, "author")));
	keep(&found->site[FROM_LD], ld_text(found, json_object_get(node, "publisher")));
	const char *body = json_string_value(json_object_get(node, "articleBody"));
	if (body && text_empty(found->body))
		found->body = markup_paragraphs(
		        found->arena,
		        text_copy(found->arena, text_cut(text_of(body), LIMIT_ARTICLE_TEXT)));
	if (json_is_false(json_object_get(node, "isAccessibleForFree")))
		found->premium = true;
}

static void ld_tree(struct found *found, const json_t *json)
{
	size_t i, k;
	json_t *node, *inner;

	if (json_is_object(json)) {
		ld_node(found, json);
		json_array_foreach(json_object_get(json, "@graph"), i, node) ld_node(found, node);
		ld_node(found, json_object_get(json, "mainEntity"));
	}
	json_array_foreach(json, i, node)
	{
		ld_node(found, node);
		json_array_foreach(json_object_get(node, "@graph"), k, inner) ld_node(found, inner);
	}
}

/* JSON as pages write it: in CDATA or a comment, with raw line ends in its strings, a semicolon
 * behind. */
static void ld_read(struct found *found, const xmlNode *script)
{
	struct text text = script->children
	                           ? value_of(found, (const char *)script->children->content)
	                           : TEXT_NONE;
	char *data = text_string(found->arena, text);
	char *cdata = strstr(data, "<![CDATA["), *end;
	char *start = strpbrk(cdata ? cdata + strlen("<![CDATA[") : data, "{[");

	if (!start)
		return;
	end = strrchr(start, *start == '{' ? '}' : ']');
	if (!end)
		return;
	for (char *c = start; c < end; c++)
		if ((unsigned char)*c < 0x20)
			*c = ' ';
	json_t *json = json_loadb(start, (size_t)(end - start) + 1, 0, NULL);
	if (json)
		ld_tree(found, json);
	json_decref(json);
}

/* --- the tree --- */

struct meta_name {
	const char *name;
	enum from from;
};

static bool named_in(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcasecmp(name, names[i]))
			return true;
	return false;
}

#define NAMED_IN(name, ...)                                                                        \
	named_in(name, (const char *const[]){__VA_ARGS__},                                         \
	         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void take_meta(struct found *found, const xmlNode *node)
{
	const char *name = html_attribute(node, "property");
	struct text content =
	        line_of(found->arena, value_of(found, html_attribute(node, "content")));

	if (!name)
		name = html_attribute(node, "name");
	if (!name)
		name = html_attribute(node, "itemprop");
	if (!name)
		return;
	if (NAMED_IN(name, "og:title", "twitter:title"))
		keep(&found->og_title, content);
	else if (NAMED_IN(name, "article:published_time", "og:published_time",
	                  "og:article:published_time"))
		keep(&found->published[FROM_META], content);
	else if (NAMED_IN(name, "datePublished", "date", "pubdate", "publishdate", "publish-date",
	                  "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created",
	                  "parsely-pub-date", "sailthru.date", "cXenseParse:recs:publishtime",
	                  "publication_date", "article.published", "published_time", "dateCreated",
	                  "timestamp"))
		keep(&found->published[FROM_ITEMPROP], content);
	else if (NAMED_IN(name, "article:modified_time", "og:updated_time", "dateModified",
	                  "lastmod", "last-modified"))
		keep(&found->modified[FROM_META], content);
	else if (NAMED_IN(name, "author", "article:author", "parsely-author", "byl", "dc.creator",
	                  "sailthru.author", "dcterms.creator")) {
		if (!text_starts(content, TEXT("http")))
			keep(&found->byline[FROM_META], content);
	} else if (NAMED_IN(name, "og:site_name", "application-name"))
		keep(&found->site[FROM_META], content);
	else if (NAMED_IN(name, "og:url"))
		keep(&found->canonical, content);
	else if (NAMED_IN(name, "article:content_tier") &&
	         text_equal_nocase(content, TEXT("locked")))
		found->premium = true;
}

static void take_marked(struct found *found, const xmlNode *node)
{
	const char *property = html_attribute(node, "itemprop"),
	           *class = html_attribute(node, "class");
	const char *rel = html_attribute(node, "rel");
	const char *content = html_attribute(node, "content"),
	           *datetime = html_attribute(node, "datetime");

	if (html_is(node, "time")) {
		struct text text = value_of(found, datetime);
		if (text_empty(text))
			text = html_line(found->arena, node);
		if (found->heading || (class && strcasestr(class, "publish")))
			keep(&found->published[FROM_MARK], text);
		keep(&found->published[FROM_WEAK], text);
	}
	if (property && strcasestr(property, "datePublished"))
		keep(&found->published[FROM_ITEMPROP],
		     content || datetime ? value_of(found, content ? content : datetime)
		                         : html_line(found->arena, node));
	if (rel && !strcasecmp(rel, "author"))
		keep(&found->byline[FROM_ITEMPROP], html_line(found->arena, node));
	if (property && NAMED_IN(property, "author") && !html_is(node, "meta"))
		keep(&found->byline[FROM_ITEMPROP], html_line(found->arena, node));
	if (class && (strcasestr(class, "byline") || strcasestr(class, "author-name") ||
	              strcasestr(class, "author__name"))) {
		struct text line = html_line(found->arena, node);
		if (line.length < 120)
			keep(&found->byline[FROM_MARK], line);
	}
}

static void take_node(struct found *found, const xmlNode *node)
{
	const char *type;

	if (html_is(node, "meta")) {
		take_meta(found, node);
	} else if (html_is(node, "script")) {
		type = html_attribute(node, "type");
		if (type && strcasestr(type, "ld+json"))
			ld_read(found, node);
	} else if (html_is(node, "title")) {
		if (node->parent && html_is(node->parent, "head"))
			keep(&found->tag_title, html_line(found->arena, node));
	} else if (html_is(node, "link")) {
		type = html_attribute(node, "rel");
		if (type && !strcasecmp(type, "canonical"))
			found->canonical = value_of(found, html_attribute(node, "href"));
	} else if (html_is(node, "html")) {
		keep(&found->language, value_of(found, html_attribute(node, "lang")));
	} else {
		take_marked(found, node);
	}
}

/* How many words of `a` are in `b`, in hundredths. */
static int shared_words(struct arena *arena, struct text a, struct text b)
{
	struct text rest = text_plain(arena, a), word, other = text_plain(arena, b);
	int words = 0, shared = 0;

	while (text_next(&rest, ' ', &word)) {
		if (text_empty(word))
			continue;
		words++;
		shared += text_find(other, word, 0) != TEXT_NOT_FOUND;
	}
	return words ? shared * 100 / words : 0;
}

/* "Headline - The Site", "Headline | Section | Site": the part before the site's name. */
static struct text without_site(struct arena *arena, struct text title)
{
	static const char *const separators[] = {
	        " | ",  " - ",        " \xe2\x80\x93 ", " \xe2\x80\x94 ",
	        " :: ", " \xc2\xbb ", " \xc2\xb7 "};

	(void)arena;
	for (size_t i = 0; i < sizeof(separators) / sizeof(*separators); i++) {
		size_t at = TEXT_NOT_FOUND, next = 0;
		while ((next = text_find(title, text_of(separators[i]), next)) != TEXT_NOT_FOUND)
			at = next++;
		if (at != TEXT_NOT_FOUND && at * 2 > title.length)
			return text_trim(text_slice(title, 0, at));
	}
	return title;
}

static void find_headings(struct found *found, const xmlNode *root, struct article *article)
{
	struct text declared = text_empty(found->og_title) ? found->tag_title : found->og_title;
	int best = 59;

	if (text_empty(declared))
		declared = found->headline;
	for (xmlNode *node = (xmlNode *)(uintptr_t)root; node;
	     node = html_next(root, node, false)) {
		if (!html_is(node, "h1"))
			continue;
		struct text line = html_line(found->arena, node);
		int shared = line.length < 4 || line.length > LIMIT_TITLE
		                     ? 0
		                     : shared_words(found->arena, line, declared);
		if (shared > best) {
			best = shared;
			found->heading = node;
			article->title = line;
		}
	}
	if (text_empty(article->title))
		article->title = found->og_title;
	if (text_empty(article->title))
		article->title = found->headline;
	if (text_empty(article->title))
		article->title = without_site(found->arena, found->tag_title);
}

static struct text first_date(struct found *found, const struct text *candidates,
                              struct instant *instant)
{
	struct date date;

	for (int i = 0; i < FROMS; i++) {
		if (text_empty(candidates[i]) || !date_read(candidates[i], &date))
			continue;
		if (instant)
			*instant = date.instant;
		return date_format(found->arena, &date);
	}
	return TEXT_NONE;
}

static struct text clean_byline(struct found *found, struct text line, struct text site)
{
	if (text_starts(line, TEXT("By ")) || text_starts(line, TEXT("by ")) ||
	    text_starts(line, TEXT("BY ")))
		line = text_slice(line, 3, line.length);
	line = text_trim(line);
	if (line.length > 200 || (!text_empty(site) && text_equal_nocase(line, site)) ||
	    text_starts(line, TEXT("http")))
		return TEXT_NONE;
	return text_cut(text_clean(found->arena, line, false), LIMIT_NAME);
}

void metadata_read(struct arena *arena, const xmlDoc *doc, struct text url, struct article *article,
                   struct text *body, const xmlNode **heading)
{
	struct found found = {.arena = arena, .url = url};
	xmlNode *root = xmlDocGetRootElement(doc);

	for (xmlNode *node = root; node; node = html_next(root, node, false))
		if (node->type == XML_ELEMENT_NODE)
			take_node(&found, node);
	find_headings(&found, root, article);
	article->title = text_cut(text_clean(arena, article->title, false), LIMIT_TITLE);
	article->published_text = first_date(&found, found.published, &article->published);
	article->modified_text = first_date(&found, found.modified, NULL);
	for (int i = 0; i < FROMS; i++) {
		keep(&article->site_name,
		     text_cut(text_clean(arena, found.site[i], false), LIMIT_NAME));
		if (text_empty(article->byline))
			article->byline =
			        clean_byline(&found, found.byline[i], found.site[FROM_META]);
	}
	article->language = text_cut(text_clean(arena, found.language, false), 35);
	if (!text_empty(found.canonical))
		article->canonical_url = url_resolve(arena, url, found.canonical);
	article->partial = found.premium;
	*body = found.body;
	*heading = found.heading;
}
