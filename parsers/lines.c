#include "parsers/lines.h"

#include <string.h>

#include "base/hash.h"
#include "base/writer.h"
#include "parsers/page_words.h"

/* Longer lines are sentences of a story that happen to begin so. Bytes. */
#define FIRST_MOST 160
#define COLON_MOST 250
#define END_MOST 80

static bool all_marks(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!text.data[i] || !strchr(" .:!>", text.data[i]))
			return false;
	return true;
}

/* Bytes of the line that the phrase takes, where '#' is a number; 0 where it does not stand there.
 */
static size_t matched(struct text line, const char *phrase)
{
	size_t at = 0;

	for (; *phrase; phrase++) {
		if (at >= line.length)
			return 0;
		if (*phrase != '#') {
			if (line.data[at++] != *phrase)
				return 0;
			continue;
		}
		if (line.data[at] < '0' || line.data[at] > '9')
			return 0;
		while (at < line.length && line.data[at] >= '0' && line.data[at] <= '9')
			at++;
	}
	return at;
}

static bool stands(struct text line, const struct phrase *row)
{
	size_t length = matched(line, row->phrase);

	if (!length)
		return false;
	struct text rest = text_trim(text_slice(line, length, line.length));
	char next = line.length > length ? line.data[length] : ' ';
	bool ends = !((next >= 'a' && next <= 'z') || (unsigned char)next >= 0x80);
	switch (row->stands) {
	case WHOLE:
		return rest.length < 4 && all_marks(rest);
	case COLON:
		return rest.length && rest.data[0] == ':' && line.length <= COLON_MOST;
	case FIRST:
		return ends && line.length <= (row->role == LINE_END ? END_MOST : FIRST_MOST);
	}
	return false;
}

/* Marks before the first word: bullets, arrows, brackets. */
static struct text without_marks(struct text line)
{
	size_t at = 0;

	while (at < line.length && line.data[at] > 0 && strchr(" *->|[#+\"(", line.data[at]) &&
	       !text_starts(text_slice(line, at, line.length), TEXT("(c)")))
		at++;
	return text_slice(line, at, line.length);
}

uint64_t line_hash(struct arena *arena, struct text line)
{
	/* Long lines are repeated letter for letter. */
	return hash_text(line.length > COLON_MOST ? line : text_fold(arena, line), 0) | 1;
}

enum line_role line_role(struct arena *arena, struct text line, uint64_t *hash)
{
	if (line.length > COLON_MOST) {
		*hash = line_hash(arena, line);
		return LINE_TEXT;
	}
	struct text folded = text_fold(arena, line);
	*hash = hash_text(folded, 0) | 1;
	folded = without_marks(folded);
	for (size_t i = 0; i < page_phrases_count; i++)
		if (stands(folded, &page_phrases[i]))
			return page_phrases[i].role;
	return LINE_TEXT;
}

/* --- contacts --- */

#define CONTACT_MOST 220

static bool has_any(struct text line, const struct word_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_find_nocase(line, text_of(list->words[i]), 0) != TEXT_NOT_FOUND)
			return true;
	return false;
}

static bool begins_with_any(struct text line, const struct word_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct text word = text_of(list->words[i]);
		if (line.length > word.length &&
		    text_equal_nocase(text_slice(line, 0, word.length), word))
			return true;
	}
	return false;
}

bool line_is_contact(struct text line)
{
	line = without_marks(line);
	if (line.length > CONTACT_MOST || !has_any(line, &contact_network))
		return false;
	/* An address and little else, or a call to use one: not "could not be reached by email". */
	return (line.length < 80 && memchr(line.data, '@', line.length)) ||
	       begins_with_any(line, &contact_opening) ||
	       has_any(line, &contact_call);
}

struct text lines_prune(struct arena *arena, struct text text)
{
	struct writer writer = writer_new(arena, text.length);
	bool dropped = false;
	uint64_t hash;

	for (size_t at = 0; at < text.length;) {
		size_t end = text_find(text, TEXT("\n\n"), at);
		end = end == TEXT_NOT_FOUND ? text.length : end;
		struct text line = text_slice(text, at, end);
		at = end + 2;
		if (line_role(arena, line, &hash) != LINE_TEXT) {
			dropped = true;
			continue;
		}
		if (writer.length)
			writer_put(&writer, TEXT("\n\n"));
		writer_put(&writer, line);
	}
	return dropped ? writer_text(&writer) : text;
}

const char *line_role_name(enum line_role role)
{
	static const char *const names[] = {
	        [LINE_TEXT] = "text",         [LINE_CALL] = "a call",
	        [LINE_LINK] = "a cross-link", [LINE_CREDIT] = "a credit",
	        [LINE_NOTICE] = "a notice",   [LINE_END] = "an end",
	        [LINE_WALL] = "a paywall",
	};

	return names[role];
}
