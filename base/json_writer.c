#include "base/json_writer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/plain.h"
#include "base/visible.h"

#define LONGEST_KEY 60
/* Of a number: 17 digits with sign, point and exponent, or the 20 of an integer. */
#define LONGEST_NUMBER 40

/* How many bytes the character here takes where it must be escaped, and which it is; 0: it stands as it is. */
static inline size_t escaped_at(struct text text, size_t position, int32_t *c)
{
	char byte = text.data[position];

	if (byte != '"' && byte != '\\')
		return visible_may_hide(byte) ? visible_hidden(text, position, c) : 0;
	*c = byte;
	return 1;
}

static void put_escape(struct writer *writer, int32_t c)
{
	static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
				       ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
	char escape[8];

	if (c < (int32_t)sizeof(letters) && letters[c])
		writer_put(writer, (struct text){(char[]){'\\', letters[c]}, 2});
	else
		writer_put(writer, (struct text){escape, (size_t)snprintf(escape, sizeof(escape),
									    "\\u%04X", (unsigned)c)});
}

/* Most are, and whole articles go through here. */
static bool is_plain_ascii(char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static size_t plain_end(struct text text, size_t i)
{
	while (i + PLAIN_STEP <= text.length && plain_all_quoted(text.data + i))
		i += PLAIN_STEP;
	while (i < text.length && is_plain_ascii(text.data[i]))
		i++;
	return i;
}

void json_write_text(struct writer *writer, struct text text)
{
	size_t begun = 0;

	writer_put_char(writer, '"');
	for (size_t i = 0; (i = plain_end(text, i)) < text.length; i++) {
		int32_t c;
		size_t length = escaped_at(text, i, &c);
		if (!length)
			continue;
		writer_put(writer, text_slice(text, begun, i));
		put_escape(writer, c);
		begun = i + length;
		i = begun - 1;
	}
	writer_put(writer, text_slice(text, begun, text.length));
	writer_put_char(writer, '"');
}

static void put_integer(struct writer *writer, int64_t value)
{
	char digits[LONGEST_NUMBER];
	size_t at = sizeof(digits);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		digits[--at] = '-';
	writer_put(writer, (struct text){digits + at, sizeof(digits) - at});
}

/* As jansson prints it: a point or an exponent in any case, that without "+" and leading zeros. */
static void put_real(struct writer *writer, double value)
{
	char number[LONGEST_NUMBER];
	size_t length = (size_t)snprintf(number, sizeof(number), "%.17g", value);
	char *exponent = memchr(number, 'e', length);

	if (!exponent) {
		writer_put(writer, (struct text){number, length});
		if (!memchr(number, '.', length))
			writer_put(writer, TEXT(".0"));
		return;
	}
	const char *digits = exponent + 1;
	if (*digits == '-')
		exponent++;
	digits += strspn(digits, "+-0");
	writer_put(writer, (struct text){number, (size_t)(exponent + 1 - number)});
	writer_put(writer, text_of(digits));
}

static void put_hash(struct writer *writer, uint64_t hash)
{
	char quoted[18] = "\"";

	for (size_t i = 16; i > 0; i--, hash >>= 4)
		quoted[i] = "0123456789abcdef"[hash & 15];
	quoted[17] = '"';
	writer_put(writer, (struct text){quoted, sizeof(quoted)});
}

static void put_day(struct writer *writer, struct day day)
{
	char text[DAY_LENGTH];

	day_write(day, text);
	json_write_text(writer, (struct text){text, sizeof(text)});
}

static size_t count_of(const struct json_member *member, const void *object)
{
	return *(const size_t *)(const void *)((const char *)object + member->count_offset);
}

static bool is_absent(const struct json_member *member, const void *value, const void *object)
{
	switch (member->kind) {
	case MEMBER_TEXT:
		return !((const struct text *)value)->length && !member->always;
	case MEMBER_INTEGER:
		return *(const int64_t *)value == INTEGER_NONE;
	case MEMBER_REAL:
		return !isfinite(*(const double *)value) || *(const double *)value == 0;
	case MEMBER_TRUE:
		return !*(const bool *)value;
	case MEMBER_INSTANT:
		return !instant_known(*(const struct instant *)value);
	case MEMBER_DAY:
		return !day_known(*(const struct day *)value);
	case MEMBER_NAME:
		return !json_member_name(member, value);
	case MEMBER_HASH:
		return !*(const uint64_t *)value;
	case MEMBER_OBJECT:
		return !*(const void *const *)value;
	case MEMBER_LIST:
	case MEMBER_TEXTS:
	case MEMBER_HASHES:
	case MEMBER_NUMBERS:
		return !count_of(member, object) && !member->always;
	default:
		return false;
	}
}

static void put_instant(struct writer *writer, struct instant instant)
{
	char text[INSTANT_LENGTH + 2];
	size_t length = instant_write(instant, text + 1);

	text[0] = text[length + 1] = '"';
	writer_put(writer, (struct text){text, length + 2});
}

static void put_elements(struct writer *writer, const struct json_member *member, const void *value,
			 size_t count)
{
	const void *elements = *(const void *const *)value;

	if (member->kind == MEMBER_LIST) {
		json_write_list(writer, member->shape, elements, count);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		writer_put_char(writer, i ? ',' : '[');
		if (member->kind == MEMBER_TEXTS)
			json_write_text(writer, ((const struct text *)elements)[i]);
		else if (member->kind == MEMBER_HASHES)
			put_hash(writer, ((const uint64_t *)elements)[i]);
		else
			put_integer(writer, ((const int64_t *)elements)[i]);
	}
	writer_put_char(writer, ']');
}

static void put_value(struct writer *writer, const struct json_member *member, const void *value,
		      const void *object)
{
	switch (member->kind) {
	case MEMBER_TEXT:
		json_write_text(writer, *(const struct text *)value);
		break;
	case MEMBER_OPEN:
		if (*(const int64_t *)value == INTEGER_NONE) {
			writer_put(writer, TEXT("null"));
			break;
		}
		__attribute__((fallthrough));
	case MEMBER_INTEGER:
		put_integer(writer, *(const int64_t *)value);
		break;
	case MEMBER_REAL:
		put_real(writer, *(const double *)value);
		break;
	case MEMBER_TRUE:
	case MEMBER_BOOL:
		writer_put(writer, *(const bool *)value ? TEXT("true") : TEXT("false"));
		break;
	case MEMBER_INSTANT:
		put_instant(writer, *(const struct instant *)value);
		break;
	case MEMBER_DAY:
		put_day(writer, *(const struct day *)value);
		break;
	case MEMBER_NAME:
		json_write_text(writer, text_of(json_member_name(member, value)));
		break;
	case MEMBER_HASH:
		put_hash(writer, *(const uint64_t *)value);
		break;
	case MEMBER_OBJECT:
		json_write_shape(writer, member->shape, *(const void *const *)value);
		break;
	default:
		put_elements(writer, member, value, count_of(member, object));
	}
}

static void put_key(struct writer *writer, char before, const char *key)
{
	char text[LONGEST_KEY + 4];
	size_t length = strnlen(key, LONGEST_KEY);

	text[0] = before;
	text[1] = '"';
	memcpy(text + 2, key, length);
	memcpy(text + 2 + length, "\":", 2);
	writer_put(writer, (struct text){text, length + 4});
}

void json_write_shape(struct writer *writer, const struct json_shape *shape, const void *object)
{
	char before = '{';

	for (size_t i = 0; i < shape->count; i++) {
		const struct json_member *member = &shape->members[i];
		const void *value = (const char *)object + member->offset;
		if (is_absent(member, value, object))
			continue;
		put_key(writer, before, member->key);
		put_value(writer, member, value, object);
		before = ',';
	}
	if (before == '{')
		writer_put_char(writer, '{');
	writer_put_char(writer, '}');
}

void json_write_list(struct writer *writer, const struct json_shape *shape, const void *elements,
		     size_t count)
{
	if (!count)
		writer_put_char(writer, '[');
	for (size_t i = 0; i < count; i++) {
		writer_put_char(writer, i ? ',' : '[');
		json_write_shape(writer, shape, (const char *)elements + i * shape->size);
	}
	writer_put_char(writer, ']');
}
