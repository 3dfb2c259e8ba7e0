#include "parsers/byline.h"

#include <string.h>

#include "base/limits.h"

/* Four authors with their first names have 90 bytes. */
#define NAMES_MOST 160
/* A line that begins as bylines do; longer ones are sentences. */
#define LINE_MOST 120

/* Before the names, folded, the longer ones first; a space or colon comes behind. */
static const char *const before[] = {
        "ein beitrag von",
        "ein artikel von",
        "ein gastbeitrag von",
        "gastbeitrag von",
        "geschrieben von",
        "veröffentlicht von",
        "veröffentlicht durch",
        "verfasst von",
        "erstellt von",
        "eingestellt von",
        "interview von",
        "aus der redaktion von",
        "view all posts by",
        "posts by",
        "all posts by",
        "posted by",
        "written by",
        "published by",
        "reported by",
        "story by",
        "words by",
        "article by",
        "by author",
        "published",
        "posted",
        "geschrieben",
        "pressemitteilung von",
        "artikel von",
        "beitrag von",
        "blog beitrag von",
        "text von",
        "kommentar von",
        "eine kolumne von",
        "kolumne von",
        "auteurs",
        "datum",
        "zeige alle beiträge von",
        "alle beiträge von",
        "beiträge von",
        "about the author",
        "über den autor",
        "über die autorin",
        "escrito por",
        "publicado por",
        "redactado por",
        "rédigé par",
        "publié par",
        "écrit par",
        "scritto da",
        "pubblicato da",
        "a cura di",
        "geschreven door",
        "skrevet av",
        "skriven av",
        "napisał",
        "napisała",
        "autorka",
        "autoren",
        "autorin",
        "autores",
        "autore",
        "auteur",
        "author",
        "authors",
        "autor",
        "автор",
        "текст",
        "redaktion",
        "redakteurin",
        "redakteur",
        "redacción",
        "reporter",
        "journalist",
        "text",
        "texte",
        "texto",
        "testo",
        "tekst",
        "foto",
        "fotos",
        "protokoll",
        "interview",
        "by",
        "von",
        "par",
        "por",
        "di",
        "da",
        "door",
        "av",
        "af",
        "od",
        "przez",
        "oleh",
};

/* Before the names of a line that nothing else marks as a byline. */
static const char *const openings[] = {
        "by",
        "von",
        "par",
        "por",
        "door",
        "text",
        "autor",
        "autorin",
        "autoren",
        "author",
        "posted by",
        "written by",
        "written",
        "ein beitrag von",
        "geschrieben von",
        "escrito por",
        "auteur",
        "автор",
        "oleh",
        "texte",
        "texto",
        "verfasst von",
        "ein artikel von",
        "ein gastbeitrag von",
};

/* What follows the names, folded. */
static const char *const behind[] = {
        " | ",
        " \xe2\x80\xa2",
        " \xc2\xb7",
        " updated",
        " published",
        " posted",
        " on ",
        " am ",
        " vom ",
        " \xe2\x80\x93 ",
        " \xe2\x80\x94 ",
        " - ",
        " twitter",
        " follow",
        " @",
        "(",
        " \xc2\xab",
        " \xc2\xbb",
        " via ",
        ", redaktion",
        ", freier",
        ", freie",
        "\n",
        " uhr",
        " stand:",
        " fotos:",
        " foto:",
        " bilder",
        " veröffentlicht",
        " aktualisiert",
        " lesezeit",
        " le ",
        " el ",
        " staff",
        ", for",
        " alle artikel",
        " alle beiträge",
        " all posts",
        " all articles",
        " more posts",
        " see all",
        " view all",
        " weitere artikel",
        " mehr ",
        " in ",
        ", chief",
        ", senior",
        ", political",
        ", correspondent",
        ", reporter",
        ", editor",
        " correspondent",
        " contributor",
};

/* No names at all. */
static const char *const nobody[] = {
        "no author", "admin",    "administrator", "unknown",   "anonymous", "gast",
        "guest",     "staff",    "editor",        "webmaster", "author",    "autor",
        "null",      "none",     "undefined",     "share",     "comments",  "kommentare",
        "print",     "www",      "here",          "posted",    "published", "montag",
        "dienstag",  "mittwoch", "donnerstag",    "freitag",   "samstag",   "sonntag",
        "monday",    "tuesday",  "wednesday",     "thursday",  "friday",    "saturday",
        "sunday",    "teilen",   "date",          "redakteur", "about",     "profile",
};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static bool begins_with(struct text folded, const char *word, size_t *length)
{
	struct text text = text_of(word);

	*length = text.length;
	if (!text_starts(folded, text))
		return false;
	char next = folded.length > text.length ? folded.data[text.length] : ' ';
	return next == ' ' || next == ':' || next == '\n';
}

static char lower_letter(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Folding keeps the length of what stands before names: those words are compared in small letters.
 */
static struct text lower_ascii(struct arena *arena, struct text text)
{
	char *copy = text_string(arena, text);

	for (size_t i = 0; i < text.length; i++)
		copy[i] = lower_letter(copy[i]);
	return (struct text){copy, text.length};
}

static struct text without_before(struct arena *arena, struct text line)
{
	for (bool found = true; found;) {
		struct text lower = lower_ascii(arena, line);
		found = false;
		for (size_t i = 0; i < COUNT(before) && !found; i++) {
			size_t length;
			found = begins_with(lower, before[i], &length);
			if (found)
				line = text_slice(line, length, line.length);
		}
		while (line.length && line.data[0] > 0 && strchr(" :|-,.\n/", line.data[0])) {
			line = text_slice(line, 1, line.length);
		}
	}
	return line;
}

/* "Posted on May 12 by Ana Example", "Datum: 12.5. Autor: Ana Example": from the name on. */
static struct text from_name(struct arena *arena, struct text line)
{
	static const char *const marks[] = {" by ",     " von ",      " par ",     " por ",
	                                    " autor: ", " autorin: ", " author: ", " auteur: ",
	                                    " text: ",  " autor:",    " door "};
	static const char *const starts[] = {
	        "posted",    "published",  "veröffentlicht", "erstellt", "publié",
	        "publicado", "updated",    "last updated",   "datum",    "geschrieben",
	        "written",   "pubblicato", "geplaatst",      "stand",    "am ",
	        "on "};
	struct text lower = lower_ascii(arena, line);
	bool starting = lower.length && lower.data[0] >= '0' && lower.data[0] <= '9';

	for (size_t i = 0; i < COUNT(starts); i++)
		starting |= text_starts(lower, text_of(starts[i]));
	for (size_t i = 0; starting && i < COUNT(marks); i++) {
		size_t at = text_find(lower, text_of(marks[i]), 0);
		if (at != TEXT_NOT_FOUND)
			return text_slice(line, at + text_of(marks[i]).length, line.length);
	}
	return line;
}

static struct text without_behind(struct arena *arena, struct text line)
{
	struct text lower = lower_ascii(arena, line);
	size_t end = line.length;

	for (size_t i = 0; i < COUNT(behind); i++) {
		size_t at = text_find(lower, text_of(behind[i]), 0);
		if (at != TEXT_NOT_FOUND && at > 2 && at < end)
			end = at;
	}
	for (size_t i = 3; i < end; i++)
		if (line.data[i] >= '0' && line.data[i] <= '9' && line.data[i - 1] == ' ')
			end = i;
	while (end && line.data[end - 1] > 0 && strchr(" ,;:.|-/&\n", line.data[end - 1]))
		end--;
	/* The point of "Joe S." and "Jr." belongs to the name. */
	if (end < line.length && line.data[end] == '.' && end >= 2 &&
	    (line.data[end - 2] == ' ' || line.data[end - 2] == 'J'))
		end++;
	return text_slice(line, 0, end);
}

static bool is_nobody(struct arena *arena, struct text line)
{
	struct text folded = text_fold(arena, line);

	for (size_t i = 0; i < COUNT(nobody); i++)
		if (text_equal(folded, text_of(nobody[i])))
			return true;
	return false;
}

static bool has_capital(struct text line)
{
	for (size_t i = 0; i < line.length; i++)
		if ((line.data[i] >= 'A' && line.data[i] <= 'Z') ||
		    (unsigned char)line.data[i] >= 0x80)
			return true;
	return false;
}

struct text byline_clean(struct arena *arena, struct text line, struct text site)
{
	line = text_trim(text_clean(arena, line, false));
	if (line.length > 400 || text_starts(line, TEXT("http")))
		return TEXT_NONE;
	line = text_squeeze(arena, line);
	line = without_behind(arena, without_before(arena, from_name(arena, line)));
	if (line.length < 2 || line.length > NAMES_MOST || !has_capital(line) ||
	    (line.data[0] >= '0' && line.data[0] <= '9') || is_nobody(arena, line) ||
	    (!text_empty(site) && text_equal_nocase(line, site)) ||
	    memchr(line.data, '@', line.length) ||
	    text_find(line, TEXT("://"), 0) != TEXT_NOT_FOUND)
		return TEXT_NONE;
	return text_cut(line, LIMIT_NAME);
}

bool byline_begins(struct text line)
{
	char buffer[LINE_MOST];
	struct text lower = {buffer, line.length};

	if (line.length > LINE_MOST || !has_capital(line))
		return false;
	for (size_t i = 0; i < line.length; i++)
		buffer[i] = lower_letter(line.data[i]);
	for (size_t i = 0; i < COUNT(openings); i++) {
		size_t length;
		if (!begins_with(lower, openings[i], &length))
			continue;
		struct text rest = text_trim(text_slice(line, length + 1, line.length));
		return rest.length && ((rest.data[0] >= 'A' && rest.data[0] <= 'Z') ||
		                       (unsigned char)rest.data[0] >= 0x80);
	}
	return false;
}

bool byline_says(struct text line)
{
	const char *colon = line.length ? memchr(line.data, ':', line.length) : NULL;

	return colon && colon - line.data < 16 && line.length < 80;
}
