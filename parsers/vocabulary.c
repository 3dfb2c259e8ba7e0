#include "parsers/vocabulary.h"

struct known {
	const char *key;
	enum vocabulary vocabulary;
};

/* Whole URIs; whatever begins with Userland's address is RSS 2.0, which was declared in many ways.
 */
static const struct known uris[] = {
        {"http://www.w3.org/2005/atom", VOCABULARY_ATOM},
        {"http://purl.org/atom/ns", VOCABULARY_ATOM},
        {"http://purl.org/rss/1.0", VOCABULARY_NONE},
        {"http://my.netscape.com/rdf/simple/0.9", VOCABULARY_NONE},
        {"http://channel.netscape.com/rdf/simple/0.9", VOCABULARY_NONE},
        {"http://my.netscape.com/publish/formats/rss-0.91.dtd", VOCABULARY_NONE},
        {"http://purl.org/net/rss1.1", VOCABULARY_NONE},
        {"http://blogs.law.harvard.edu/tech/rss", VOCABULARY_NONE},
        {"http://www.w3.org/1999/02/22-rdf-syntax-ns", VOCABULARY_RDF},
        {"http://purl.org/dc/elements/1.1", VOCABULARY_DC},
        {"http://purl.org/dc/elements/1.0", VOCABULARY_DC},
        {"http://purl.org/dc/terms", VOCABULARY_DC},
        {"http://purl.org/rss/1.0/modules/content", VOCABULARY_CONTENT},
        {"http://purl.org/rss/1.0/modules/syndication", VOCABULARY_SYNDICATION},
        {"http://search.yahoo.com/mrss", VOCABULARY_MEDIA},
        {"http://search.yahoo.com/rss", VOCABULARY_MEDIA},
        {"http://video.search.yahoo.com/mrss", VOCABULARY_MEDIA},
        {"http://www.itunes.com/dtds/podcast-1.0.dtd", VOCABULARY_ITUNES},
        {"http://example.com/dtds/podcast-1.0.dtd", VOCABULARY_ITUNES},
        {"http://www.w3.org/1999/xhtml", VOCABULARY_XHTML},
        {"http://rssnamespace.org/feedburner/ext/1.0", VOCABULARY_FEEDBURNER},
        {"http://www.google.com/schemas/sitemap-news/0.9", VOCABULARY_NEWS},
        {"http://www.sitemaps.org/schemas/sitemap/0.9", VOCABULARY_SITEMAP},
        {"http://www.google.com/schemas/sitemap/0.84", VOCABULARY_SITEMAP},
};

#define USERLAND TEXT("http://backend.userland.com")

static const struct known prefixes[] = {
        {"atom", VOCABULARY_ATOM},       {"atom10", VOCABULARY_ATOM},
        {"a10", VOCABULARY_ATOM},        {"rdf", VOCABULARY_RDF},
        {"dc", VOCABULARY_DC},           {"dcterms", VOCABULARY_DC},
        {"content", VOCABULARY_CONTENT}, {"sy", VOCABULARY_SYNDICATION},
        {"media", VOCABULARY_MEDIA},     {"itunes", VOCABULARY_ITUNES},
        {"xhtml", VOCABULARY_XHTML},     {"feedburner", VOCABULARY_FEEDBURNER},
        {"news", VOCABULARY_NEWS},       {"xml", VOCABULARY_XML},
        {"rss", VOCABULARY_NONE},
};

static enum vocabulary known_as(const struct known *known, size_t count, struct text key)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal_nocase(text_of(known[i].key), key))
			return known[i].vocabulary;
	return VOCABULARY_OTHER;
}

enum vocabulary vocabulary_of_prefix(struct text prefix)
{
	return known_as(prefixes, sizeof(prefixes) / sizeof(*prefixes), prefix);
}

enum vocabulary vocabulary_of_uri(struct text uri)
{
	while (uri.length && (uri.data[uri.length - 1] == '/' || uri.data[uri.length - 1] == '#'))
		uri.length--;
	if (!uri.length || text_equal_nocase(text_cut(uri, USERLAND.length), USERLAND))
		return VOCABULARY_NONE;
	return known_as(uris, sizeof(uris) / sizeof(*uris), uri);
}
