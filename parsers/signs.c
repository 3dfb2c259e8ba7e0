#include "parsers/signs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parsers/page_words.h"

/* Elements by name; what is not here is inline and says nothing. Sorted. */
static const struct class_word elements[] = {
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

/* Whole classes that hide; "hidden-xs" hides on one kind of screen only. Sorted. */
static const struct class_word classes[] = {
        {"d-none", SIGN_HIDDEN},         {"element-invisible", SIGN_HIDDEN},
        {"hidden", SIGN_HIDDEN},         {"hide", SIGN_HIDDEN},
        {"sr-only", SIGN_HIDDEN},        {"visually-hidden", SIGN_HIDDEN},
        {"visuallyhidden", SIGN_HIDDEN},
};

static const struct class_word roles[] = {
        {"banner", SIGN_FRAME}, {"complementary", SIGN_FRAME}, {"contentinfo", SIGN_FRAME},
        {"dialog", SIGN_FRAME}, {"navigation", SIGN_FRAME},    {"search", SIGN_FRAME},
};

/* Microdata's itemprop. Sorted. */
static const struct class_word properties[] = {
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
	return strcmp(key, ((const struct class_word *)row)->word);
}

static uint32_t look_up(const char *key, const struct class_word *table, size_t count)
{
	const struct class_word *found = bsearch(key, table, count, sizeof(*table), compare);

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
	reader->signs |= look_up(word, page_classes, page_classes_count);
	if (reader->last)
		reader->signs |= look_up(reader->pair, page_classes, page_classes_count);
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
