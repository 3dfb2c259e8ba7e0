#include "parsers/signs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct word {
	const char *word;
	uint32_t signs;
};

/* Elements by name; what is not here is inline and says nothing. Sorted. */
static const struct word elements[] = {
        {"address", SIGN_BLOCK},
        {"amp-ad", SIGN_RAW},
        {"amp-embed", SIGN_RAW},
        {"amp-iframe", SIGN_RAW},
        {"amp-sidebar", SIGN_RAW},
        {"applet", SIGN_RAW},
        {"article", SIGN_BLOCK | SIGN_ARTICLE},
        {"aside", SIGN_BLOCK | SIGN_FRAME},
        {"audio", SIGN_RAW},
        {"blockquote", SIGN_BLOCK | SIGN_QUOTE},
        {"body", SIGN_BLOCK},
        {"button", SIGN_FRAME},
        {"canvas", SIGN_RAW},
        {"center", SIGN_BLOCK},
        {"dd", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_ITEM},
        {"details", SIGN_BLOCK},
        {"dialog", SIGN_BLOCK | SIGN_FRAME},
        {"dir", SIGN_BLOCK},
        {"div", SIGN_BLOCK},
        {"dl", SIGN_BLOCK},
        {"dt", SIGN_BLOCK | SIGN_PARAGRAPH},
        {"embed", SIGN_RAW},
        {"fieldset", SIGN_BLOCK},
        {"figcaption", SIGN_BLOCK | SIGN_FRAME | SIGN_FIGURE},
        {"figure", SIGN_BLOCK | SIGN_FRAME | SIGN_FIGURE},
        {"footer", SIGN_BLOCK | SIGN_FRAME},
        {"form", SIGN_BLOCK | SIGN_FRAME | SIGN_FORM},
        {"h1", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_HEADING},
        {"h2", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_HEADING},
        {"h3", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_HEADING},
        {"h4", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_HEADING},
        {"h5", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_HEADING},
        {"h6", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_HEADING},
        {"head", SIGN_RAW},
        {"header", SIGN_BLOCK | SIGN_FRAME | SIGN_HEADER},
        {"hr", SIGN_BLOCK},
        {"html", SIGN_BLOCK},
        {"iframe", SIGN_RAW},
        {"input", SIGN_RAW},
        {"label", SIGN_FRAME},
        {"li", SIGN_BLOCK | SIGN_PARAGRAPH | SIGN_ITEM},
        {"main", SIGN_BLOCK | SIGN_ARTICLE},
        {"map", SIGN_RAW},
        {"math", SIGN_RAW},
        {"menu", SIGN_BLOCK | SIGN_FRAME},
        {"nav", SIGN_BLOCK | SIGN_FRAME},
        {"noscript", SIGN_RAW},
        {"object", SIGN_RAW},
        {"ol", SIGN_BLOCK},
        {"p", SIGN_BLOCK | SIGN_PARAGRAPH},
        {"picture", SIGN_RAW},
        {"pre", SIGN_BLOCK | SIGN_PARAGRAPH},
        {"rp", SIGN_RAW},
        {"rt", SIGN_RAW},
        {"script", SIGN_RAW},
        {"section", SIGN_BLOCK},
        {"select", SIGN_RAW},
        {"style", SIGN_RAW},
        {"summary", SIGN_BLOCK},
        {"svg", SIGN_RAW},
        {"table", SIGN_BLOCK},
        {"tbody", SIGN_BLOCK | SIGN_ROW},
        {"td", SIGN_BLOCK | SIGN_TABLE},
        {"template", SIGN_RAW},
        {"textarea", SIGN_RAW},
        {"tfoot", SIGN_BLOCK | SIGN_ROW},
        {"th", SIGN_BLOCK | SIGN_TABLE},
        {"thead", SIGN_BLOCK | SIGN_ROW},
        {"time", SIGN_DATE},
        {"title", SIGN_RAW},
        {"tr", SIGN_BLOCK | SIGN_ROW},
        {"ul", SIGN_BLOCK},
        {"video", SIGN_RAW},
};

/*
 * Words of classes and ids, and pairs of neighbouring words joined by '-'. Sorted. From the pages
 * of three collections; each is on several sites.
 */
static const struct word words[] = {
        {"abstract", SIGN_STANDFIRST},
        {"ad", SIGN_BESIDE},
        {"addtoany", SIGN_BESIDE},
        {"ads", SIGN_BESIDE},
        {"advert", SIGN_BESIDE},
        {"advertisement", SIGN_BESIDE},
        {"advertising", SIGN_BESIDE},
        {"also-like", SIGN_BESIDE},
        {"also-read", SIGN_BESIDE},
        {"anriss", SIGN_STANDFIRST},
        {"anzeige", SIGN_BESIDE},
        {"article", SIGN_HINT},
        {"article-body", SIGN_BODY},
        {"article-content", SIGN_BODY},
        {"article-copy", SIGN_BODY},
        {"article-date", SIGN_DATE | SIGN_PUBLISHED},
        {"article-text", SIGN_BODY},
        {"article-time", SIGN_DATE | SIGN_PUBLISHED},
        {"articlebody", SIGN_BODY},
        {"articlecontent", SIGN_BODY},
        {"articletext", SIGN_BODY},
        {"artikel", SIGN_HINT},
        {"auteur", SIGN_AUTHOR},
        {"author", SIGN_BESIDE | SIGN_AUTHOR},
        {"author-link", SIGN_AUTHOR | SIGN_NAME},
        {"author-name", SIGN_AUTHOR | SIGN_NAME},
        {"authorname", SIGN_AUTHOR | SIGN_NAME},
        {"authors", SIGN_BESIDE | SIGN_AUTHOR},
        {"autor", SIGN_BESIDE | SIGN_AUTHOR},
        {"autore", SIGN_AUTHOR},
        {"autoren", SIGN_AUTHOR},
        {"autorenname", SIGN_AUTHOR},
        {"autorin", SIGN_AUTHOR},
        {"bajada", SIGN_STANDFIRST},
        {"banner", SIGN_BESIDE},
        {"bio", SIGN_BESIDE},
        {"blog-content", SIGN_BODY},
        {"blog-post", SIGN_HINT},
        {"body", SIGN_HINT},
        {"body-content", SIGN_BODY},
        {"body-copy", SIGN_BODY},
        {"body-text", SIGN_BODY},
        {"breadcrumb", SIGN_BESIDE},
        {"breadcrumbs", SIGN_BESIDE},
        {"byline", SIGN_BESIDE | SIGN_AUTHOR},
        {"byline-name", SIGN_AUTHOR | SIGN_NAME},
        {"caption", SIGN_BESIDE},
        {"carousel", SIGN_BESIDE},
        {"chapo", SIGN_STANDFIRST},
        {"comment", SIGN_COMMENTS},
        {"comment-list", SIGN_COMMENTS},
        {"commentlist", SIGN_COMMENTS},
        {"comments", SIGN_COMMENTS},
        {"commentslist", SIGN_COMMENTS},
        {"commercial", SIGN_BESIDE},
        {"consent", SIGN_BESIDE},
        {"content", SIGN_HINT},
        {"content-body", SIGN_BODY},
        {"content-text", SIGN_BODY},
        {"cookie", SIGN_BESIDE},
        {"cookies", SIGN_BESIDE},
        {"copete", SIGN_STANDFIRST},
        {"copyright", SIGN_BESIDE},
        {"credit", SIGN_BESIDE},
        {"credits", SIGN_BESIDE},
        {"date", SIGN_DATE},
        {"date-published", SIGN_DATE | SIGN_PUBLISHED},
        {"dateline", SIGN_BESIDE | SIGN_DATE},
        {"dates", SIGN_DATE},
        {"datestamp", SIGN_DATE},
        {"datetime", SIGN_DATE},
        {"dato", SIGN_DATE},
        {"datum", SIGN_DATE},
        {"deck", SIGN_STANDFIRST},
        {"dek", SIGN_STANDFIRST},
        {"dfp", SIGN_BESIDE},
        {"disclaimer", SIGN_BESIDE},
        {"disqus", SIGN_COMMENTS},
        {"donate", SIGN_BESIDE},
        {"donation", SIGN_BESIDE},
        {"entradilla", SIGN_STANDFIRST},
        {"entry", SIGN_HINT},
        {"entry-body", SIGN_BODY},
        {"entry-content", SIGN_BODY},
        {"entry-date", SIGN_DATE | SIGN_PUBLISHED},
        {"entry-text", SIGN_BODY},
        {"entryfooter", SIGN_BESIDE},
        {"erscheinungsdatum", SIGN_DATE | SIGN_PUBLISHED},
        {"erstellt", SIGN_DATE},
        {"excerpt", SIGN_STANDFIRST},
        {"factbox", SIGN_BESIDE},
        {"fecha", SIGN_DATE},
        {"firma", SIGN_AUTHOR},
        {"follow", SIGN_BESIDE},
        {"followus", SIGN_BESIDE},
        {"footer", SIGN_BESIDE},
        {"forfatter", SIGN_AUTHOR},
        {"gallery", SIGN_BESIDE},
        {"gpt", SIGN_BESIDE},
        {"impressum", SIGN_BESIDE},
        {"imprint", SIGN_BESIDE},
        {"infobox", SIGN_BESIDE},
        {"ingress", SIGN_STANDFIRST},
        {"intro", SIGN_STANDFIRST},
        {"introduction", SIGN_STANDFIRST},
        {"jetpack", SIGN_BESIDE},
        {"kommentar", SIGN_COMMENTS},
        {"kommentare", SIGN_COMMENTS},
        {"lead", SIGN_STANDFIRST},
        {"lead-in", SIGN_STANDFIRST},
        {"leader", SIGN_STANDFIRST},
        {"lede", SIGN_STANDFIRST},
        {"lightbox", SIGN_BESIDE},
        {"link-box", SIGN_BESIDE},
        {"linkbox", SIGN_BESIDE},
        {"login", SIGN_BESIDE},
        {"main", SIGN_HINT},
        {"menu", SIGN_BESIDE},
        {"meta", SIGN_BESIDE},
        {"metadata", SIGN_BESIDE},
        {"modal", SIGN_BESIDE},
        {"more-on", SIGN_BESIDE},
        {"more-stories", SIGN_BESIDE},
        {"most-popular", SIGN_BESIDE},
        {"most-read", SIGN_BESIDE},
        {"nav", SIGN_BESIDE},
        {"navbar", SIGN_BESIDE},
        {"navigation", SIGN_BESIDE},
        {"news-content", SIGN_BODY},
        {"news-date", SIGN_DATE | SIGN_PUBLISHED},
        {"news-text", SIGN_BODY},
        {"newsletter", SIGN_BESIDE},
        {"next-post", SIGN_BESIDE},
        {"occhiello", SIGN_STANDFIRST},
        {"outbrain", SIGN_BESIDE},
        {"overlay", SIGN_BESIDE},
        {"pagination", SIGN_BESIDE},
        {"paywall", SIGN_BESIDE},
        {"pingback", SIGN_COMMENTS},
        {"player", SIGN_BESIDE},
        {"poll", SIGN_BESIDE},
        {"popover", SIGN_BESIDE},
        {"popular", SIGN_BESIDE},
        {"popup", SIGN_BESIDE},
        {"post", SIGN_HINT},
        {"post-body", SIGN_BODY},
        {"post-content", SIGN_BODY},
        {"post-date", SIGN_DATE | SIGN_PUBLISHED},
        {"post-text", SIGN_BODY},
        {"postdate", SIGN_DATE},
        {"posted", SIGN_DATE},
        {"postedby", SIGN_AUTHOR},
        {"postinfo", SIGN_BESIDE},
        {"postmeta", SIGN_BESIDE},
        {"postmetadata", SIGN_BESIDE},
        {"preface", SIGN_STANDFIRST},
        {"prev-post", SIGN_BESIDE},
        {"promo", SIGN_BESIDE},
        {"promoted", SIGN_BESIDE},
        {"promotion", SIGN_BESIDE},
        {"pub-date", SIGN_DATE | SIGN_PUBLISHED},
        {"pubdate", SIGN_DATE | SIGN_PUBLISHED},
        {"publication-date", SIGN_DATE | SIGN_PUBLISHED},
        {"publish-date", SIGN_DATE | SIGN_PUBLISHED},
        {"publish-time", SIGN_DATE | SIGN_PUBLISHED},
        {"publishdate", SIGN_DATE | SIGN_PUBLISHED},
        {"published", SIGN_DATE | SIGN_PUBLISHED},
        {"published-date", SIGN_DATE | SIGN_PUBLISHED},
        {"pubtime", SIGN_DATE},
        {"quiz", SIGN_BESIDE},
        {"read-more", SIGN_BESIDE},
        {"read-next", SIGN_BESIDE},
        {"recirc", SIGN_BESIDE},
        {"recommend", SIGN_BESIDE},
        {"recommendations", SIGN_BESIDE},
        {"recommended", SIGN_BESIDE},
        {"recommends", SIGN_BESIDE},
        {"redacteur", SIGN_AUTHOR},
        {"redakteur", SIGN_AUTHOR},
        {"related", SIGN_BESIDE},
        {"related-articles", SIGN_BESIDE},
        {"related-posts", SIGN_BESIDE},
        {"relatedarticles", SIGN_BESIDE},
        {"relatedbox", SIGN_BESIDE},
        {"relatedcontent", SIGN_BESIDE},
        {"relatedposts", SIGN_BESIDE},
        {"sapo", SIGN_STANDFIRST},
        {"schrijver", SIGN_AUTHOR},
        {"see-also", SIGN_BESIDE},
        {"see-more", SIGN_BESIDE},
        {"share", SIGN_BESIDE},
        {"sharedaddy", SIGN_BESIDE},
        {"sharing", SIGN_BESIDE},
        {"sidebar", SIGN_BESIDE},
        {"signature", SIGN_AUTHOR},
        {"signin", SIGN_BESIDE},
        {"signup", SIGN_BESIDE},
        {"slider", SIGN_BESIDE},
        {"slideshow", SIGN_BESIDE},
        {"social", SIGN_BESIDE},
        {"socialmedia", SIGN_BESIDE},
        {"sottotitolo", SIGN_STANDFIRST},
        {"sponsor", SIGN_BESIDE},
        {"sponsored", SIGN_BESIDE},
        {"standfirst", SIGN_STANDFIRST},
        {"story", SIGN_HINT},
        {"story-body", SIGN_BODY},
        {"story-content", SIGN_BODY},
        {"story-text", SIGN_BODY},
        {"storybody", SIGN_BODY},
        {"strapline", SIGN_STANDFIRST},
        {"sub-headline", SIGN_STANDFIRST},
        {"sub-title", SIGN_STANDFIRST},
        {"subhead", SIGN_STANDFIRST},
        {"subheadline", SIGN_STANDFIRST},
        {"subscribe", SIGN_BESIDE},
        {"subscription", SIGN_BESIDE},
        {"subtitle", SIGN_STANDFIRST},
        {"summary", SIGN_STANDFIRST},
        {"survey", SIGN_BESIDE},
        {"taboola", SIGN_BESIDE},
        {"tags", SIGN_BESIDE},
        {"teads", SIGN_BESIDE},
        {"teaser", SIGN_BESIDE | SIGN_STANDFIRST},
        {"teasers", SIGN_BESIDE},
        {"text", SIGN_HINT},
        {"time", SIGN_DATE},
        {"timestamp", SIGN_BESIDE | SIGN_DATE},
        {"toc", SIGN_BESIDE},
        {"toolbar", SIGN_BESIDE},
        {"tooltip", SIGN_BESIDE},
        {"top-stories", SIGN_BESIDE},
        {"trackback", SIGN_COMMENTS},
        {"trending", SIGN_BESIDE},
        {"trust-badge", SIGN_BESIDE},
        {"untertitel", SIGN_STANDFIRST},
        {"unterzeile", SIGN_STANDFIRST},
        {"up-next", SIGN_BESIDE},
        {"username", SIGN_AUTHOR},
        {"vcard", SIGN_AUTHOR | SIGN_NAME},
        {"verfasser", SIGN_AUTHOR},
        {"veroeffentlicht", SIGN_DATE | SIGN_PUBLISHED},
        {"vorspann", SIGN_STANDFIRST},
        {"whatsapp", SIGN_BESIDE},
        {"widget", SIGN_BESIDE},
        {"writer", SIGN_AUTHOR},
        {"zajawka", SIGN_STANDFIRST},
        {"zeit", SIGN_DATE},
        {"zergnet", SIGN_BESIDE},
};

/* Whole classes that hide; "hidden-xs" hides on one kind of screen only. Sorted. */
static const struct word classes[] = {
        {"d-none", SIGN_HIDDEN},         {"element-invisible", SIGN_HIDDEN},
        {"hidden", SIGN_HIDDEN},         {"hide", SIGN_HIDDEN},
        {"sr-only", SIGN_HIDDEN},        {"visually-hidden", SIGN_HIDDEN},
        {"visuallyhidden", SIGN_HIDDEN},
};

static const struct word roles[] = {
        {"banner", SIGN_FRAME}, {"complementary", SIGN_FRAME}, {"contentinfo", SIGN_FRAME},
        {"dialog", SIGN_FRAME}, {"navigation", SIGN_FRAME},    {"search", SIGN_FRAME},
};

/* Microdata's itemprop. Sorted. */
static const struct word properties[] = {
        {"articleBody", SIGN_PROPERTY},
        {"articlebody", SIGN_PROPERTY},
        {"author", SIGN_AUTHOR | SIGN_NAME},
        {"creator", SIGN_AUTHOR | SIGN_NAME},
        {"dateCreated", SIGN_DATE},
        {"datePublished", SIGN_DATE | SIGN_PUBLISHED},
        {"datepublished", SIGN_DATE | SIGN_PUBLISHED},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define TOKEN_MOST 24

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct word *)row)->word);
}

static uint32_t look_up(const char *key, const struct word *table, size_t count)
{
	const struct word *found = bsearch(key, table, count, sizeof(*table), compare);

	return found ? found->signs : 0;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The words of a value, one after the other. `pair` holds the last one and this one. */
struct reader {
	char pair[2 * TOKEN_MOST + 2];
	size_t last, length; /* of the word before this one, with its '-', and of this one */
	uint32_t signs;
};

static void end_word(struct reader *reader)
{
	if (!reader->length)
		return;
	char *word = reader->pair + reader->last;
	word[reader->length] = '\0';
	reader->signs |= look_up(word, words, COUNT(words));
	if (reader->last)
		reader->signs |= look_up(reader->pair, words, COUNT(words));
	memmove(reader->pair, word, reader->length);
	reader->pair[reader->length] = '-';
	reader->last = reader->length + 1;
	reader->length = 0;
}

static void put_letter(struct reader *reader, char c)
{
	if (reader->length < TOKEN_MOST)
		reader->pair[reader->last + reader->length++] = (char)(c | 0x20);
}

static uint32_t signs_of_words(const char *value)
{
	struct reader reader = {.signs = 0};

	for (const char *c = value; *c; c++) {
		if (!is_lower(*c) && !is_upper(*c)) {
			end_word(&reader);
			/* Another class: its first word makes no pair with the last of this one. */
			if (*c == ' ')
				reader.last = 0;
			continue;
		}
		if (is_upper(*c) && c > value && is_lower(c[-1]))
			end_word(&reader);
		put_letter(&reader, *c);
	}
	end_word(&reader);
	return reader.signs;
}

static uint32_t signs_of_classes(const char *value)
{
	char class[32];
	uint32_t signs = 0;

	for (;;) {
		value += strspn(value, " \t\r\n");
		size_t length = strcspn(value, " \t\r\n");
		if (!length)
			return signs;
		if (length < sizeof(class)) {
			memcpy(class, value, length);
			class[length] = '\0';
			signs |= look_up(class, classes, COUNT(classes));
		}
		value += length;
	}
}

static uint32_t signs_of_style(const char *style)
{
	const char *display = strcasestr(style, "display");

	if (!display)
		return 0;
	display += strlen("display");
	display += strspn(display, " :");
	return strncasecmp(display, "none", 4) ? 0 : SIGN_HIDDEN;
}

static uint32_t signs_of_attribute(const char *name, const char *value)
{
	if (!strcmp(name, "class"))
		return signs_of_words(value) | signs_of_classes(value);
	if (!strcmp(name, "id"))
		return signs_of_words(value);
	if (!strcmp(name, "style"))
		return signs_of_style(value);
	if (!strcmp(name, "hidden"))
		return SIGN_HIDDEN;
	if (!strcmp(name, "aria-hidden"))
		return strcasecmp(value, "true") ? 0 : SIGN_HIDDEN;
	if (!strcmp(name, "role"))
		return look_up(value, roles, COUNT(roles));
	if (!strcmp(name, "itemprop"))
		return look_up(value, properties, COUNT(properties));
	if (!strcmp(name, "rel"))
		return strcasestr(value, "author") ? SIGN_AUTHOR | SIGN_NAME : 0;
	if (!strcmp(name, "pubdate"))
		return SIGN_PUBLISHED;
	return 0;
}

uint32_t signs_of(const xmlNode *element)
{
	uint32_t signs = look_up((const char *)element->name, elements, COUNT(elements));
	bool text = signs & (SIGN_PARAGRAPH | SIGN_ROW) && !(signs & SIGN_ITEM);

	if (signs & SIGN_RAW)
		return signs;
	for (const xmlAttr *a = element->properties; a; a = a->next) {
		const char *value = a->children && a->children->content
		                            ? (const char *)a->children->content
		                            : "";
		/* A heading's id is made of its words; a row's class tells what the row is about.
		 */
		if (text && (signs & SIGN_ROW || !strcmp((const char *)a->name, "id")))
			continue;
		signs |= signs_of_attribute((const char *)a->name, value);
	}
	return signs;
}
