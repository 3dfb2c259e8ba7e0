#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/plain.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

struct text text_of(const char *string)
{
	return (struct text){string, string ? strlen(string) : 0};
}

/* Bytes looked at in one step where nothing is to be expected in them: a loop that the compiler vectorises. */
#define STEP 32

size_t ascii_length(struct bytes bytes)
{
	size_t i = 0;

	for (; i + STEP <= bytes.length; i += STEP) {
		unsigned char all = 0;
		for (size_t k = 0; k < STEP; k++)
			all |= bytes.data[i + k];
		if (all >= 0x80)
			break;
	}
	while (i < bytes.length && bytes.data[i] < 0x80)
		i++;
	return i;
}

/* The length of the valid sequence at the position, or 0. */
static size_t sequence_at(const unsigned char *data, size_t length)
{
	utf8proc_int32_t codepoint;

	if (data[0] < 0x80)
		return 1;
	utf8proc_ssize_t size = utf8proc_iterate(data, (utf8proc_ssize_t)length, &codepoint);
	return size > 0 ? (size_t)size : 0;
}

/* The length of the longest valid beginning. */
static size_t valid_until(struct bytes bytes)
{
	size_t i = 0;

	while (true) {
		i += ascii_length((struct bytes){bytes.data + i, bytes.length - i});
		size_t size = i < bytes.length ? sequence_at(bytes.data + i, bytes.length - i) : 0;
		if (!size)
			return i;
		i += size;
	}
}

bool text_check(struct bytes bytes, struct text *text)
{
	if (valid_until(bytes) != bytes.length)
		return false;
	*text = (struct text){(const char *)bytes.data, bytes.length};
	return true;
}

struct text text_repair(struct arena *arena, struct bytes bytes)
{
	size_t good = valid_until(bytes);

	if (good == bytes.length)
		return text_copy(arena, (struct text){(const char *)bytes.data, bytes.length});
	char *out = arena_array(arena, bytes.length, 3);
	size_t n = 0;
	for (size_t i = 0; i < bytes.length;) {
		size_t size = sequence_at(bytes.data + i, bytes.length - i);
		if (size) {
			memcpy(out + n, bytes.data + i, size);
			n += size;
			i += size;
		} else {
			memcpy(out + n, replacement, 3);
			n += 3;
			i++;
		}
	}
	return (struct text){out, n};
}

int text_cells(int32_t codepoint)
{
	return utf8proc_charwidth(codepoint);
}

int32_t text_codepoint(struct text text, size_t *position)
{
	const unsigned char *data = (const unsigned char *)text.data + *position;
	utf8proc_int32_t codepoint;

	if (data[0] < 0x80) {
		(*position)++;
		return data[0];
	}
	utf8proc_ssize_t size =
		utf8proc_iterate(data, (utf8proc_ssize_t)(text.length - *position), &codepoint);
	if (size <= 0) {
		(*position)++;
		return 0xfffd;
	}
	*position += (size_t)size;
	return codepoint;
}

enum cleaning { CLEAN_KEEP, CLEAN_SPACE, CLEAN_DROP };

/* Where the first character lies, from the position on, that is not plain ASCII without controls. */
static size_t plain_end(struct text text, size_t i)
{
	while (i + PLAIN_STEP <= text.length && plain_all(text.data + i))
		i += PLAIN_STEP;
	while (i < text.length && (unsigned char)text.data[i] >= 0x20 && (unsigned char)text.data[i] < 0x7f)
		i++;
	return i;
}

static enum cleaning cleaning_of(int32_t c, bool keep_lines)
{
	if (c == '\n')
		return keep_lines ? CLEAN_KEEP : CLEAN_SPACE;
	if (c == '\t' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
		return CLEAN_SPACE;
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return CLEAN_DROP;
	/* Bidi embeddings, overrides and isolates (UAX #9), and the byte order mark. The marks U+200E, U+200F
	 * and U+061C stay: they stand for a letter of a direction, move no other text, and Arabic needs them. */
	if ((c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
		return CLEAN_DROP;
	return CLEAN_KEEP;
}

/* How many bytes there are before the first character that does not stay. */
static size_t clean_length(struct text text, bool keep_lines)
{
	size_t i = 0;

	while ((i = plain_end(text, i)) < text.length) {
		size_t next = i;
		if (cleaning_of(text_codepoint(text, &next), keep_lines) != CLEAN_KEEP)
			break;
		i = next;
	}
	return i;
}

bool text_is_clean(struct text text, bool keep_lines)
{
	return clean_length(text, keep_lines) == text.length;
}

struct text text_clean(struct arena *arena, struct text text, bool keep_lines)
{
	size_t i = clean_length(text, keep_lines);

	if (i == text.length)
		return text;
	char *out = arena_alloc(arena, text.length);
	size_t n = i;
	memcpy(out, text.data, i);
	while (i < text.length) {
		size_t next = i;
		enum cleaning cleaning = cleaning_of(text_codepoint(text, &next), keep_lines);
		if (cleaning == CLEAN_SPACE) {
			out[n++] = ' ';
		} else if (cleaning == CLEAN_KEEP) {
			memcpy(out + n, text.data + i, next - i);
			n += next - i;
		}
		i = next;
	}
	return (struct text){out, n};
}

static bool is_space(int32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return c == 0x85 || utf8proc_category(c) == UTF8PROC_CATEGORY_ZS || c == 0x2028 || c == 0x2029;
}

/* True for ASCII in which nothing is to be squeezed. */
static bool is_squeezed(struct text text)
{
	char before = ' ';

	for (size_t i = 0; i < text.length; before = text.data[i++])
		if (text.data[i] < ' ' || (text.data[i] == ' ' && before == ' '))
			return false;
	return before != ' ';
}

struct text text_squeeze(struct arena *arena, struct text text)
{
	if (is_squeezed(text))
		return text;
	char *out = arena_alloc(arena, text.length);
	size_t n = 0;
	bool gap = false;

	for (size_t i = 0; i < text.length;) {
		size_t next = i;
		if (is_space(text_codepoint(text, &next))) {
			gap = true;
		} else {
			if (gap && n)
				out[n++] = ' ';
			gap = false;
			memcpy(out + n, text.data + i, next - i);
			n += next - i;
		}
		i = next;
	}
	return (struct text){out, n};
}

static struct text mapped(struct arena *arena, struct text text, utf8proc_option_t options)
{
	bool ascii = true;

	for (size_t i = 0; ascii && i < text.length; i++)
		ascii = (unsigned char)text.data[i] < 0x80;
	if (ascii) {
		char *out = arena_alloc(arena, text.length);
		for (size_t i = 0; i < text.length; i++) {
			char c = text.data[i];
			out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
		return (struct text){out, text.length};
	}
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text.data,
					     (utf8proc_ssize_t)text.length, &folded, options);
	if (size < 0)
		return text;
	struct text result = text_copy(arena, (struct text){(char *)folded, (size_t)size});
	free(folded);
	return result;
}

struct text text_lower(struct text text, char *buffer, size_t room)
{
	size_t length = 0;

	for (size_t at = 0; at < text.length && length + 4 <= room;)
		length += (size_t)utf8proc_encode_char(utf8proc_tolower(text_codepoint(text, &at)),
						       (utf8proc_uint8_t *)buffer + length);
	return (struct text){buffer, length};
}

struct text text_fold(struct arena *arena, struct text text)
{
	return mapped(arena, text,
		      UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
}

struct text text_plain(struct arena *arena, struct text text)
{
	return mapped(arena, text,
		      UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
			      UTF8PROC_STRIPMARK);
}

struct text text_copy(struct arena *arena, struct text text)
{
	char *out = arena_take(arena, text.length);

	if (text.length)
		memcpy(out, text.data, text.length);
	return (struct text){out, text.length};
}

char *text_string(struct arena *arena, struct text text)
{
	char *out = arena_alloc(arena, text.length + 1);

	if (text.length)
		memcpy(out, text.data, text.length);
	return out;
}

struct text text_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		length = 0;
	char *out = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(out, (size_t)length + 1, format, again);
	va_end(again);
	return (struct text){out, (size_t)length};
}

struct text text_slice(struct text text, size_t start, size_t end)
{
	if (end > text.length)
		end = text.length;
	if (start >= end)
		return TEXT_NONE;
	return (struct text){text.data + start, end - start};
}

static bool is_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct text text_trim(struct text text)
{
	while (text.length && is_ascii_space(text.data[0])) {
		text.data++;
		text.length--;
	}
	while (text.length && is_ascii_space(text.data[text.length - 1]))
		text.length--;
	return text;
}

struct text text_cut(struct text text, size_t limit)
{
	if (text.length <= limit)
		return text;
	while (limit && ((unsigned char)text.data[limit] & 0xc0) == 0x80)
		limit--;
	text.length = limit;
	return text;
}

bool text_equal(struct text a, struct text b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_equal_nocase(struct text a, struct text b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

int text_compare(struct text a, struct text b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter ? memcmp(a.data, b.data, shorter) : 0;

	if (order)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

bool text_starts(struct text text, struct text with)
{
	return text.length >= with.length && text_equal(text_slice(text, 0, with.length), with);
}

bool text_ends(struct text text, struct text with)
{
	return text.length >= with.length &&
	       text_equal(text_slice(text, text.length - with.length, text.length), with);
}

size_t text_find(struct text text, struct text what, size_t from)
{
	if (from > text.length)
		return TEXT_NOT_FOUND;
	if (!what.length)
		return from;
	if (!text.length)
		return TEXT_NOT_FOUND;
	const char *found = memmem(text.data + from, text.length - from, what.data, what.length);
	return found ? (size_t)(found - text.data) : TEXT_NOT_FOUND;
}

size_t text_find_nocase(struct text text, struct text what, size_t from)
{
	for (size_t i = from; i + what.length <= text.length; i++)
		if (text_equal_nocase(text_slice(text, i, i + what.length), what))
			return i;
	return TEXT_NOT_FOUND;
}

bool text_next(struct text *rest, char separator, struct text *part)
{
	if (!rest->data)
		return false;
	const char *end = rest->length ? memchr(rest->data, separator, rest->length) : NULL;
	if (!end) {
		*part = *rest;
		*rest = TEXT_NONE;
		return true;
	}
	size_t length = (size_t)(end - rest->data);
	*part = (struct text){rest->data, length};
	*rest = (struct text){end + 1, rest->length - length - 1};
	return true;
}

int text_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool text_number(struct text text, int64_t *number)
{
	int64_t value = 0;

	if (!text.length)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, text.data[i] - '0', &value))
			return false;
	}
	*number = value;
	return true;
}
