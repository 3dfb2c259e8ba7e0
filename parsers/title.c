#include "parsers/title.h"

#include "base/limits.h"

#define WORDS_MOST 64

/* Words of a heading that the declared title has too, in hundredths: most of them in a headline. */
#define MATCH_LEAST 60
/* Search engines get another title than readers; an only h1 need share but a word in five. */
#define MATCH_ONLY 20

static const char *const separators[] = {
        " | ",        " - ",        " \xe2\x80\x93 ", " \xe2\x80\x94 ", " :: ",
        " \xc2\xbb ", " \xc2\xb7 ", " \xe2\x80\xa2 ", " \xe2\x94\x82 ", " / ",
};

static struct text without_site(struct text title, struct text site)
{
	size_t cut = TEXT_NOT_FOUND;

	for (size_t i = 0; i < sizeof(separators) / sizeof(*separators); i++) {
		size_t at = TEXT_NOT_FOUND, next = 0;
		struct text separator = text_of(separators[i]);
		while ((next = text_find(title, separator, next)) != TEXT_NOT_FOUND)
			at = next++;
		if (at == TEXT_NOT_FOUND)
			continue;
		struct text behind = text_slice(title, at + separator.length, title.length);
		if (!text_empty(site) && text_equal_nocase(behind, site))
			return text_trim(text_slice(title, 0, at));
		if (at * 2 > title.length && (cut == TEXT_NOT_FOUND || at > cut))
			cut = at;
	}
	return cut == TEXT_NOT_FOUND ? title : text_trim(text_slice(title, 0, cut));
}

/* How many of the words of `text` are in `other`, in hundredths. */
static int shared_words(struct arena *arena, struct text text, struct text other)
{
	struct text rest = text_plain(arena, text_cut(text, LIMIT_TITLE)), word;
	struct text known = text_plain(arena, text_cut(other, LIMIT_TITLE));
	int words = 0, shared = 0;

	while (words < WORDS_MOST && text_next(&rest, ' ', &word)) {
		if (text_empty(word))
			continue;
		words++;
		shared += text_find(known, word, 0) != TEXT_NOT_FOUND;
	}
	return words ? shared * 100 / words : 0;
}

static struct text declared(const struct titles *titles)
{
	if (!text_empty(titles->open_graph))
		return without_site(titles->open_graph, titles->site);
	if (!text_empty(titles->linked))
		return titles->linked;
	return without_site(titles->tag, titles->site);
}

static int count_words(struct text text)
{
	struct text word;
	int words = 0;

	while (text_next(&text, ' ', &word))
		words += !text_empty(word);
	return words;
}

int title_match(struct arena *arena, const struct titles *titles, struct text heading, bool only)
{
	struct text known = declared(titles);

	if (heading.length < 4 || heading.length > LIMIT_TITLE ||
	    text_equal_nocase(heading, titles->site))
		return 0;
	int shared = shared_words(arena, heading, known);
	int back = shared_words(arena, known, heading);
	/* The site's name is in many a title, and is no headline. */
	if (shared >= MATCH_LEAST && (back >= 40 || only))
		return shared + back;
	if (only && (count_words(heading) >= 3 || heading.length > 30) &&
	    (shared >= MATCH_ONLY || back >= MATCH_ONLY))
		return shared + back;
	return 0;
}

/* "Tunisia Great tasks for the new government": a topic in the same heading as the headline. */
static bool has_topic(struct text heading, struct text title)
{
	return heading.length > title.length && title.length * 2 > heading.length &&
	       text_ends(heading, title);
}

struct text title_choose(struct arena *arena, const struct titles *titles, struct text heading)
{
	struct text known = declared(titles);

	(void)arena;
	if (text_empty(heading))
		return text_empty(known) ? titles->linked : known;
	if (!text_empty(titles->linked) && has_topic(heading, titles->linked))
		return titles->linked;
	return has_topic(heading, known) ? known : heading;
}
