#include "parsers/byline.h"

#include <string.h>

#include "base/limits.h"
#include "parsers/page_words.h"

/* Four authors with their first names have 90 bytes. */
#define NAMES_MOST 160
/* A line that begins as bylines do; longer ones are sentences. */
#define LINE_MOST 120

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
		for (size_t i = 0; i < byline_before.count && !found; i++) {
			size_t length;
			found = begins_with(lower, byline_before.words[i], &length);
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
	struct text lower = lower_ascii(arena, line);
	bool starting = lower.length && lower.data[0] >= '0' && lower.data[0] <= '9';

	for (size_t i = 0; i < byline_start.count; i++)
		starting |= text_starts(lower, text_of(byline_start.words[i]));
	for (size_t i = 0; starting && i < byline_mark.count; i++) {
		size_t at = text_find(lower, text_of(byline_mark.words[i]), 0);
		if (at != TEXT_NOT_FOUND)
			return text_slice(line, at + text_of(byline_mark.words[i]).length, line.length);
	}
	return line;
}

static struct text without_behind(struct arena *arena, struct text line)
{
	struct text lower = lower_ascii(arena, line);
	size_t end = line.length;

	for (size_t i = 0; i < byline_behind.count; i++) {
		size_t at = text_find(lower, text_of(byline_behind.words[i]), 0);
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

	for (size_t i = 0; i < byline_nobody.count; i++)
		if (text_equal(folded, text_of(byline_nobody.words[i])))
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
	for (size_t i = 0; i < byline_opening.count; i++) {
		size_t length;
		if (!begins_with(lower, byline_opening.words[i], &length))
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
