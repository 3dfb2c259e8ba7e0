/*
 * Bytes and text. `struct bytes` came from outside. `struct text` is valid UTF-8; the type says that
 * it has been checked. Neither relies on a closing zero byte, neither owns what it points to.
 *
 * charset_decode() (parsers) makes text of a foreign document; text_check() makes it of bytes that
 * claim to be UTF-8; JSON strings are UTF-8 because jansson checks them.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct bytes {
	const unsigned char *data;
	size_t length;
};

struct text {
	const char *data;
	size_t length;
};

#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_NONE ((struct text){NULL, 0})
/* For printf: "%.*s", TEXT_ARGS(text). */
#define TEXT_ARGS(text) ((int)(text).length), ((text).data ? (text).data : "")

static inline bool text_empty(struct text text)
{
	return text.length == 0;
}

/* A view of a C string that is known to be UTF-8: ours, or jansson's. */
struct text text_of(const char *string);

/* How many ASCII bytes a run of bytes begins with. */
size_t ascii_length(struct bytes bytes);

/* Bytes that are valid UTF-8 become text; false (and nothing written) otherwise. */
bool text_check(struct bytes bytes, struct text *text);

/* Bytes as text, each invalid sequence replaced by U+FFFD. */
struct text text_repair(struct arena *arena, struct bytes bytes);

/*
 * Without C0 and C1 controls, bidi overrides and isolates, line and paragraph separators, U+FEFF.
 * Tab, CR, LF and the two separators become one space each, or LF stays where `keep_lines` says so.
 * The same text comes back uncopied where there is nothing to do.
 */
struct text text_clean(struct arena *arena, struct text text, bool keep_lines);

/* True where text_clean() has nothing to do. */
bool text_is_clean(struct text text, bool keep_lines);

/* Runs of white space (Unicode's) become one space, the ends are trimmed. */
struct text text_squeeze(struct arena *arena, struct text text);

/* In lower case, letter by letter, in the buffer; cut where it is full. */
struct text text_lower(struct text text, char *buffer, size_t room);

/* NFKC with case folded: what two spellings of one word have in common. */
struct text text_fold(struct arena *arena, struct text text);

/* As text_fold(), and accents gone: by which names are compared ("Sao Paulo"). */
struct text text_plain(struct arena *arena, struct text text);

struct text text_copy(struct arena *arena, struct text text);
char *text_string(struct arena *arena, struct text text); /* with a closing zero byte */
struct text text_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

struct text text_slice(struct text text, size_t start, size_t end);
struct text text_trim(struct text text); /* ASCII white space at both ends */

/* At most `limit` bytes, cut at a character's border. */
struct text text_cut(struct text text, size_t limit);

bool text_equal(struct text a, struct text b);
bool text_equal_nocase(struct text a, struct text b); /* ASCII letters only */
int text_compare(struct text a, struct text b);       /* by bytes, for sorting */
bool text_starts(struct text text, struct text with);
bool text_ends(struct text text, struct text with);

#define TEXT_NOT_FOUND SIZE_MAX
size_t text_find(struct text text, struct text what, size_t from);
size_t text_find_nocase(struct text text, struct text what, size_t from); /* ASCII letters only */

/* Takes the part up to the separator off the front of `rest`; false when nothing is left. */
bool text_next(struct text *rest, char separator, struct text *part);

/* What a hexadecimal digit counts; -1: it is none. */
int text_hex(char c);
/* A whole decimal number without sign that fits; false otherwise. */
bool text_number(struct text text, int64_t *number);

/* How many cells of a terminal a character takes: 0, 1 or 2. */
int text_cells(int32_t codepoint);
/* The code point at `*position`, which moves behind it. The position must be inside the text. */
int32_t text_codepoint(struct text text, size_t *position);

#endif
