#include "base/json_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/plain.h"

/* As jansson's. */
#define DEEPEST 2048
/* Digits of a number: more say nothing that a double could hold. */
#define LONGEST_NUMBER 400

struct reading {
	struct arena *arena;
	const unsigned char *begin, *data, *end;
	size_t values;
	unsigned depth;
	bool views; /* texts without escapes stay where they are */
	struct error *error;
};

/* --- what goes wrong --- */

static bool no_json(struct reading *reading, const char *why)
{
	return error_set(reading->error, ERROR_DATA, "not JSON: %s (byte %zu)", why,
			 (size_t)(reading->data - reading->begin) + 1);
}

static bool wrong(struct reading *reading, const struct json_shape *shape, const struct json_member *member)
{
	return error_set(reading->error, ERROR_DATA, "%s: the value of \"%s\" is not what it must be",
			 shape->name, member->key);
}

/* --- characters --- */

static int next_character(struct reading *reading)
{
	while (reading->data < reading->end &&
	       (*reading->data == ' ' || *reading->data == '\n' || *reading->data == '\t' || *reading->data == '\r'))
		reading->data++;
	return reading->data < reading->end ? *reading->data : -1;
}

/* Behind white space, if it is that one. */
static bool take(struct reading *reading, char c)
{
	if (next_character(reading) != c)
		return false;
	reading->data++;
	return true;
}

static bool take_word(struct reading *reading, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(reading->end - reading->data) < length || memcmp(reading->data, word, length) != 0)
		return false;
	reading->data += length;
	return true;
}

/* --- strings --- */

/* What a string has that must be looked at closer. */
enum { STRING_ESCAPES = 1, STRING_OTHERS = 2 };

static inline bool is_plain(unsigned char c)
{
	return (c >= 0x20) & (c < 0x7f) & (c != '"') & (c != '\\');
}

static const unsigned char *plain_end(const unsigned char *at, const unsigned char *end)
{
	while (end - at >= PLAIN_STEP && plain_all_quoted(at))
		at += PLAIN_STEP;
	while (at < end && is_plain(*at))
		at++;
	return at;
}

static bool bad_string(struct reading *reading, const unsigned char *at, const char *why)
{
	reading->data = at;
	return no_json(reading, why);
}

/* From behind the quote to the one that closes it: the bytes between, and what is among them. */
static bool scan_string(struct reading *reading, struct bytes *raw, unsigned *kinds)
{
	const unsigned char *begin = reading->data, *at = begin, *end = reading->end;

	for (*kinds = 0; (at = plain_end(at, end)) < end && *at != '"'; at++) {
		if (*at < 0x20)
			return bad_string(reading, at, "a control character in a string");
		*kinds |= *at == '\\' ? STRING_ESCAPES : STRING_OTHERS;
		/* What is escaped closes nothing; behind the last byte of all there is nothing to look at. */
		at += *at == '\\' && end - at > 1;
	}
	if (at >= end)
		return bad_string(reading, begin, "a string that does not end");
	*raw = (struct bytes){begin, (size_t)(at - begin)};
	reading->data = at + 1;
	return true;
}

static bool take_hex(struct bytes raw, size_t at, uint32_t *value)
{
	*value = 0;
	if (raw.length - at < 4)
		return false;
	for (size_t i = at; i < at + 4; i++) {
		int digit = text_hex((char)raw.data[i]);
		if (digit < 0)
			return false;
		*value = *value << 4 | (uint32_t)digit;
	}
	return true;
}

/* Behind "\u": a character of one or two of them; its bytes, 0 where there is none. */
static size_t take_unicode(struct bytes raw, size_t *at, char to[4])
{
	uint32_t c, low;

	if (!take_hex(raw, *at, &c) || !c || (c >= 0xdc00 && c < 0xe000))
		return 0;
	*at += 4;
	if (c >= 0xd800 && c < 0xdc00) {
		if (raw.length - *at < 6 || raw.data[*at] != '\\' || raw.data[*at + 1] != 'u' ||
		    !take_hex(raw, *at + 2, &low) || low < 0xdc00 || low > 0xdfff)
			return 0;
		*at += 6;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = length; i-- > 1; c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)(first[length] | c);
	return length;
}

/* Behind a backslash; 0: there is no such escape. */
static size_t take_escape(struct bytes raw, size_t *at, char to[4])
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	unsigned char c = raw.data[(*at)++];
	const char *letter = c ? strchr(letters, c) : NULL;

	if (c == 'u')
		return take_unicode(raw, at, to);
	if (!letter)
		return 0;
	to[0] = meant[letter - letters];
	return 1;
}

/* No longer than what it is made of. */
static bool unescape(struct reading *reading, struct bytes raw, struct bytes *plain)
{
	char *data = arena_take(reading->arena, raw.length), *to = data;
	size_t at = 0;

	while (at < raw.length) {
		const unsigned char *escape = memchr(raw.data + at, '\\', raw.length - at);
		size_t length = escape ? (size_t)(escape - raw.data) - at : raw.length - at;
		memcpy(to, raw.data + at, length);
		to += length;
		at += length;
		if (!escape)
			break;
		at++;
		length = take_escape(raw, &at, to);
		if (!length)
			return bad_string(reading, escape, "an escape that there is not");
		to += length;
	}
	*plain = (struct bytes){(unsigned char *)data, (size_t)(to - data)};
	return true;
}

/*
 * A string's text, which is in the arena where it had escapes and a view of the bytes where it had none.
 * False without a sentence where something else stands there.
 */
static bool read_string(struct reading *reading, struct text *text, unsigned *kinds)
{
	struct bytes raw;

	if (!take(reading, '"'))
		return false;
	const unsigned char *begin = reading->data;
	if (!scan_string(reading, &raw, kinds))
		return false;
	if (*kinds & STRING_ESCAPES && !unescape(reading, raw, &raw))
		return false;
	*text = (struct text){(const char *)raw.data, raw.length};
	if (!*kinds)
		return true;
	return text_check(raw, text) || bad_string(reading, begin, "a string that is not UTF-8");
}

/* --- numbers --- */

static bool is_digit(const struct reading *reading, const unsigned char *at)
{
	return at < reading->end && *at >= '0' && *at <= '9';
}

static bool scan_digits(const struct reading *reading, const unsigned char **at)
{
	if (!is_digit(reading, *at))
		return false;
	while (is_digit(reading, *at))
		(*at)++;
	return true;
}

/* What stands there as a number: `whole` without a fraction and an exponent. */
static bool scan_number(struct reading *reading, struct text *number, bool *whole)
{
	const unsigned char *at = reading->data, *end = reading->end;

	at += at < end && *at == '-';
	if (at < end && *at == '0')
		at++;
	else if (!scan_digits(reading, &at))
		return no_json(reading, "a value that there is not");
	*whole = true;
	if (at < end && *at == '.') {
		*whole = false;
		at++;
		if (!scan_digits(reading, &at))
			return no_json(reading, "a number without its fraction");
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		*whole = false;
		at++;
		at += at < end && (*at == '+' || *at == '-');
		if (!scan_digits(reading, &at))
			return no_json(reading, "a number without its exponent");
	}
	*number = (struct text){(const char *)reading->data, (size_t)(at - reading->data)};
	reading->data = at;
	return true;
}

static bool integer_of(struct text digits, int64_t *integer)
{
	bool negative = digits.length && digits.data[0] == '-';
	uint64_t most = (uint64_t)INT64_MAX + negative, value = 0;

	for (size_t i = negative; i < digits.length; i++) {
		uint64_t digit = (uint64_t)(digits.data[i] - '0');
		if (value > (most - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*integer = negative ? (int64_t)-value : (int64_t)value;
	return true;
}

/* False without a sentence where something else stands there. */
static bool begins_number(struct reading *reading)
{
	int c = next_character(reading);

	return c == '-' || (c >= '0' && c <= '9');
}

static bool read_integer(struct reading *reading, int64_t *integer)
{
	struct text number;
	bool whole;

	return begins_number(reading) && scan_number(reading, &number, &whole) && whole &&
	       integer_of(number, integer);
}

static bool read_real(struct reading *reading, double *real)
{
	char digits[LONGEST_NUMBER];
	struct text number;
	bool whole;

	if (!begins_number(reading) || !scan_number(reading, &number, &whole) ||
	    number.length >= sizeof(digits))
		return false;
	memcpy(digits, number.data, number.length);
	digits[number.length] = '\0';
	*real = strtod(digits, NULL);
	return isfinite(*real);
}

/* --- values that nobody asked for --- */

static bool count_value(struct reading *reading)
{
	if (++reading->values <= LIMIT_JSON_VALUES)
		return true;
	return error_set(reading->error, ERROR_DATA, "more than %d values", LIMIT_JSON_VALUES);
}

static bool pass_over(struct reading *reading);

static bool go_down(struct reading *reading)
{
	return ++reading->depth <= DEEPEST || no_json(reading, "too deep");
}

/* What stands between two elements: true where there is another one, `closed` where the list ends. */
static bool next_element(struct reading *reading, char close, bool *closed)
{
	*closed = take(reading, close);
	return *closed || take(reading, ',') || no_json(reading, "a comma is missing");
}

static bool read_key(struct reading *reading, struct text *key)
{
	unsigned kinds;

	if (!read_string(reading, key, &kinds))
		return reading->error->kind ? false : no_json(reading, "a key is missing");
	return take(reading, ':') || no_json(reading, "a colon is missing");
}

static bool pass_over_list(struct reading *reading, char close)
{
	struct text key;
	bool closed = false;

	reading->data++;
	if (!go_down(reading))
		return false;
	if (take(reading, close)) {
		reading->depth--;
		return true;
	}
	while (!closed)
		if ((close == '}' && !read_key(reading, &key)) || !pass_over(reading) ||
		    !next_element(reading, close, &closed))
			return false;
	reading->depth--;
	return true;
}

static bool pass_over(struct reading *reading)
{
	struct text text;
	unsigned kinds;
	bool whole;
	int64_t integer;

	if (!count_value(reading))
		return false;
	switch (next_character(reading)) {
	case '{':
		return pass_over_list(reading, '}');
	case '[':
		return pass_over_list(reading, ']');
	case '"':
		return read_string(reading, &text, &kinds);
	case 't':
	case 'f':
	case 'n':
		return take_word(reading, "true") || take_word(reading, "false") || take_word(reading, "null") ||
		       no_json(reading, "a value that there is not");
	default:
		return scan_number(reading, &text, &whole) &&
		       (!whole || integer_of(text, &integer) || no_json(reading, "a number that is too big"));
	}
}

/* --- members --- */

static bool read_object(struct reading *reading, const struct json_shape *shape, void *object);

/* Most have neither lines nor anything but ASCII, and are copied as they are. */
static bool read_text(struct reading *reading, bool loose, struct text *text)
{
	struct text read;
	unsigned kinds;

	if (loose && next_character(reading) != '"')
		return pass_over(reading);
	if (!read_string(reading, &read, &kinds) || (kinds && !loose && !text_is_clean(read, true)))
		return false;
	*text = kinds & STRING_ESCAPES || reading->views ? read : text_copy(reading->arena, read);
	return true;
}

static bool read_hash(struct reading *reading, uint64_t *hash)
{
	struct text text;
	unsigned kinds;
	uint32_t part;

	if (!read_string(reading, &text, &kinds) || text.length != 16)
		return false;
	struct bytes digits = {(const unsigned char *)text.data, text.length};
	*hash = 0;
	for (size_t i = 0; i < 16; i += 4) {
		if (!take_hex(digits, i, &part))
			return false;
		*hash = *hash << 16 | part;
	}
	return true;
}

static bool read_name(struct reading *reading, const struct json_member *member, unsigned *number)
{
	struct text text;
	unsigned kinds;

	if (!read_string(reading, &text, &kinds))
		return false;
	for (size_t i = 0; i < member->names_count; i++)
		if (member->names[i] && text_equal(text_of(member->names[i]), text)) {
			*number = (unsigned)i;
			return true;
		}
	return false;
}

static bool read_bool(struct reading *reading, bool *value)
{
	next_character(reading);
	*value = take_word(reading, "true");
	return *value || take_word(reading, "false");
}

static bool read_instant(struct reading *reading, struct instant *instant)
{
	struct text text;
	unsigned kinds;

	return read_string(reading, &text, &kinds) && instant_parse(text, instant);
}

static bool read_day(struct reading *reading, struct day *day)
{
	struct text text;
	unsigned kinds;

	return read_string(reading, &text, &kinds) && day_parse(text, day);
}

static bool read_element(struct reading *reading, const struct json_member *member, void *element)
{
	if (!count_value(reading))
		return false;
	switch (member->kind) {
	case MEMBER_LIST:
		return read_object(reading, member->shape, element);
	case MEMBER_TEXTS:
		return read_text(reading, false, element);
	case MEMBER_HASHES:
		return read_hash(reading, element);
	default:
		return read_integer(reading, element);
	}
}

static bool read_list(struct reading *reading, const struct json_member *member, void *object)
{
	size_t most = member->limit ? member->limit : JSON_LIST_MOST, size = json_element_size(member);
	size_t count = 0, room = 0;
	char *elements = NULL;
	bool closed;

	if (!take(reading, '['))
		return false;
	for (closed = take(reading, ']'); !closed; count++) {
		if (count == most)
			return false;
		elements = arena_grow(reading->arena, elements, count, &room, size);
		if (!read_element(reading, member, elements + count * size) ||
		    !next_element(reading, ']', &closed))
			return false;
	}
	memcpy((char *)object + member->offset, &elements, sizeof(elements));
	*(size_t *)(void *)((char *)object + member->count_offset) = count;
	return true;
}

static bool read_pointed(struct reading *reading, const struct json_member *member, void *value)
{
	void *pointed = arena_alloc(reading->arena, member->shape->size);

	if (!read_object(reading, member->shape, pointed))
		return false;
	memcpy(value, &pointed, sizeof(pointed));
	return true;
}

static bool read_member(struct reading *reading, const struct json_member *member, void *object)
{
	void *value = (char *)object + member->offset;

	switch (member->kind) {
	case MEMBER_TEXT:
		return read_text(reading, member->loose, value);
	case MEMBER_INSTANT:
		return read_instant(reading, value);
	case MEMBER_DAY:
		return read_day(reading, value);
	case MEMBER_NAME:
		return read_name(reading, member, value);
	case MEMBER_HASH:
		return read_hash(reading, value);
	case MEMBER_OBJECT:
		return read_pointed(reading, member, value);
	case MEMBER_REAL:
		return read_real(reading, value);
	case MEMBER_OPEN:
		next_character(reading);
		return take_word(reading, "null") || read_integer(reading, value);
	case MEMBER_INTEGER:
		return read_integer(reading, value);
	case MEMBER_TRUE:
	case MEMBER_BOOL:
		return read_bool(reading, value);
	default:
		return read_list(reading, member, object);
	}
}

/* --- objects --- */

/* Keys stand in the order of the table, so that the one looked for is the next but for those that are absent. */
static size_t find_member(const struct json_shape *shape, size_t next, struct text key)
{
	for (size_t i = 0; i < shape->count; i++) {
		size_t k = next + i < shape->count ? next + i : next + i - shape->count;
		const char *own = shape->members[k].key;
		if (*own == (key.length ? *key.data : '\0') && text_equal(text_of(own), key))
			return k;
	}
	return shape->count;
}

static bool read_pair(struct reading *reading, const struct json_shape *shape, void *object, size_t *next,
		      uint64_t *seen)
{
	struct text key;

	if (!read_key(reading, &key))
		return false;
	size_t k = find_member(shape, *next, key);
	if (k == shape->count)
		return pass_over(reading);
	if (k < 64 && *seen >> k & 1)
		return no_json(reading, "a key twice");
	if (k < 64)
		*seen |= UINT64_C(1) << k;
	*next = k + 1 < shape->count ? k + 1 : 0;
	if (!count_value(reading))
		return false;
	if (read_member(reading, &shape->members[k], object))
		return true;
	/* What is wrong inside of it has been said. */
	return reading->error->kind ? false : wrong(reading, shape, &shape->members[k]);
}

static bool read_object(struct reading *reading, const struct json_shape *shape, void *object)
{
	size_t next = 0;
	uint64_t seen = 0;
	bool closed;

	json_blank(shape, object);
	if (!take(reading, '{'))
		return error_set(reading->error, ERROR_DATA, "%s: not a JSON object", shape->name);
	if (!go_down(reading))
		return false;
	for (closed = take(reading, '}'); !closed;)
		if (!read_pair(reading, shape, object, &next, &seen) || !next_element(reading, '}', &closed))
			return false;
	reading->depth--;
	return true;
}

static bool read_whole(struct arena *arena, const struct json_shape *shape, struct bytes bytes, bool views,
		       void *object, struct error *error)
{
	struct error said = {0};
	struct reading reading = {
		.arena = arena,
		.begin = bytes.data,
		.data = bytes.data,
		.end = bytes.data + bytes.length,
		.views = views,
		.error = &said,
	};

	if (read_object(&reading, shape, object) &&
	    (next_character(&reading) < 0 || no_json(&reading, "something stands behind it")))
		return true;
	*error = said;
	return false;
}

bool json_read_shape(struct arena *arena, const struct json_shape *shape, struct bytes bytes, void *object,
		     struct error *error)
{
	return read_whole(arena, shape, bytes, false, object, error);
}

bool json_view_shape(struct arena *arena, const struct json_shape *shape, struct bytes bytes, void *object,
		     struct error *error)
{
	return read_whole(arena, shape, bytes, true, object, error);
}
