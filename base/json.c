#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"

static const void *at(const void *object, size_t offset)
{
	return (const char *)object + offset;
}

static void *place(void *object, size_t offset)
{
	return (char *)object + offset;
}

json_t *json_of_text(struct text text)
{
	return json_stringn_nocheck(text.data ? text.data : "", text.length);
}

void json_put_text(json_t *object, const char *key, struct text text)
{
	if (text.length)
		json_object_set_new_nocheck(object, key, json_of_text(text));
}

void json_put_integer(json_t *object, const char *key, int64_t value)
{
	json_object_set_new_nocheck(object, key, json_integer(value));
}

struct text json_get_text(struct arena *arena, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return TEXT_NONE;
	return text_copy(arena, (struct text){json_string_value(value), json_string_length(value)});
}

int64_t json_get_integer(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static json_t *json_of_instant(struct instant instant)
{
	char text[INSTANT_LENGTH];

	return json_stringn_nocheck(text, instant_write(instant, text));
}

static json_t *json_of_day(struct day day)
{
	char text[DAY_LENGTH];

	day_write(day, text);
	return json_stringn_nocheck(text, sizeof(text));
}

static json_t *json_of_hash(uint64_t hash)
{
	char text[17];

	snprintf(text, sizeof(text), "%016llx", (unsigned long long)hash);
	return json_string_nocheck(text);
}

size_t json_element_size(const struct json_member *member)
{
	switch (member->kind) {
	case MEMBER_LIST:
		return member->shape->size;
	case MEMBER_TEXTS:
		return sizeof(struct text);
	default:
		return sizeof(uint64_t);
	}
}

static json_t *json_of_element(const struct json_member *member, const void *element)
{
	switch (member->kind) {
	case MEMBER_LIST:
		return json_of_shape(member->shape, element);
	case MEMBER_TEXTS:
		return json_of_text(*(const struct text *)element);
	case MEMBER_HASHES:
		return json_of_hash(*(const uint64_t *)element);
	default:
		return json_integer(*(const int64_t *)element);
	}
}

static json_t *json_of_list(const struct json_member *member, const void *object)
{
	const char *elements = *(const char *const *)at(object, member->offset);
	size_t count = *(const size_t *)at(object, member->count_offset);

	if (!count && !member->always)
		return NULL;
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list,
				      json_of_element(member, elements + i * json_element_size(member)));
	return list;
}

static json_t *json_of_number(const struct json_member *member, const void *value)
{
	int64_t integer;
	double real;

	switch (member->kind) {
	case MEMBER_INTEGER:
		integer = *(const int64_t *)value;
		return integer == INTEGER_NONE ? NULL : json_integer(integer);
	case MEMBER_OPEN:
		integer = *(const int64_t *)value;
		return integer == INTEGER_NONE ? json_null() : json_integer(integer);
	case MEMBER_REAL:
		real = *(const double *)value;
		return isnan(real) || real == 0 ? NULL : json_real(real);
	case MEMBER_TRUE:
		return *(const bool *)value ? json_true() : NULL;
	default:
		return json_boolean(*(const bool *)value);
	}
}

const char *json_member_name(const struct json_member *member, const void *value)
{
	unsigned number = *(const unsigned *)value;

	return number < member->names_count ? member->names[number] : NULL;
}

/* A new reference, or NULL where the value is absent. */
static json_t *json_of_member(const struct json_member *member, const void *object)
{
	const void *value = at(object, member->offset);

	switch (member->kind) {
	case MEMBER_TEXT: {
		struct text text = *(const struct text *)value;
		return text.length || member->always ? json_of_text(text) : NULL;
	}
	case MEMBER_INSTANT: {
		struct instant instant = *(const struct instant *)value;
		return instant_known(instant) ? json_of_instant(instant) : NULL;
	}
	case MEMBER_DAY: {
		struct day day = *(const struct day *)value;
		return day_known(day) ? json_of_day(day) : NULL;
	}
	case MEMBER_NAME: {
		const char *name = json_member_name(member, value);
		return name ? json_string_nocheck(name) : NULL;
	}
	case MEMBER_HASH: {
		uint64_t hash = *(const uint64_t *)value;
		return hash ? json_of_hash(hash) : NULL;
	}
	case MEMBER_OBJECT: {
		const void *pointed = *(const void *const *)value;
		return pointed ? json_of_shape(member->shape, pointed) : NULL;
	}
	case MEMBER_LIST:
	case MEMBER_TEXTS:
	case MEMBER_HASHES:
	case MEMBER_NUMBERS:
		return json_of_list(member, object);
	default:
		return json_of_number(member, value);
	}
}

json_t *json_of_shape(const struct json_shape *shape, const void *object)
{
	json_t *json = json_object();

	for (size_t i = 0; i < shape->count; i++) {
		json_t *value = json_of_member(&shape->members[i], object);
		if (value)
			json_object_set_new_nocheck(json, shape->members[i].key, value);
	}
	return json;
}

void json_blank(const struct json_shape *shape, void *object)
{
	memset(object, 0, shape->size);
	for (size_t i = 0; i < shape->count; i++) {
		void *value = place(object, shape->members[i].offset);
		switch (shape->members[i].kind) {
		case MEMBER_INTEGER:
		case MEMBER_OPEN:
			*(int64_t *)value = INTEGER_NONE;
			break;
		case MEMBER_INSTANT:
			*(struct instant *)value = INSTANT_NONE;
			break;
		case MEMBER_DAY:
			*(struct day *)value = DAY_NONE;
			break;
		default:
			break;
		}
	}
}

static bool wrong(const struct json_shape *shape, const struct json_member *member,
		  struct error *error)
{
	return error_set(error, ERROR_DATA, "%s: the value of \"%s\" is not what it must be",
			 shape->name, member->key);
}

static bool take_text(struct arena *arena, const json_t *json, bool loose, struct text *text)
{
	if (!json_is_string(json))
		return loose;
	struct text view = {json_string_value(json), json_string_length(json)};
	if (!loose && !text_is_clean(view, true))
		return false;
	*text = text_copy(arena, view);
	return true;
}

static bool take_hash(const json_t *json, uint64_t *hash)
{
	static const char digits[] = "0123456789abcdefABCDEF";

	if (!json_is_string(json) || json_string_length(json) != 16 ||
	    strspn(json_string_value(json), digits) != 16)
		return false;
	*hash = strtoull(json_string_value(json), NULL, 16);
	return true;
}

static bool take_instant(const json_t *json, struct instant *instant)
{
	return json_is_string(json) &&
	       instant_parse((struct text){json_string_value(json), json_string_length(json)}, instant);
}

static bool take_day(const json_t *json, struct day *day)
{
	return json_is_string(json) &&
	       day_parse((struct text){json_string_value(json), json_string_length(json)}, day);
}

static bool take_name(const struct json_member *member, const json_t *json, unsigned *number)
{
	if (!json_is_string(json))
		return false;
	for (size_t i = 0; i < member->names_count; i++)
		if (member->names[i] && !strcmp(member->names[i], json_string_value(json))) {
			*number = (unsigned)i;
			return true;
		}
	return false;
}

static bool take_integer(const json_t *json, int64_t *integer)
{
	if (!json_is_integer(json))
		return false;
	*integer = json_integer_value(json);
	return true;
}

static bool take_element(struct arena *arena, const struct json_member *member, const json_t *json,
			 void *element, struct error *error)
{
	switch (member->kind) {
	case MEMBER_LIST:
		return json_to_shape(arena, member->shape, json, element, error);
	case MEMBER_TEXTS:
		return take_text(arena, json, false, element);
	case MEMBER_HASHES:
		return take_hash(json, element);
	default:
		return take_integer(json, element);
	}
}

static bool take_list(struct arena *arena, const struct json_member *member, const json_t *json,
		      void *object, struct error *error)
{
	size_t count = json_array_size(json);

	if (!json_is_array(json) || count > (member->limit ? member->limit : JSON_LIST_MOST))
		return false;
	char *elements = arena_array(arena, count, json_element_size(member));
	for (size_t i = 0; i < count; i++)
		if (!take_element(arena, member, json_array_get(json, i),
				  elements + i * json_element_size(member), error))
			return false;
	*(char **)place(object, member->offset) = elements;
	*(size_t *)place(object, member->count_offset) = count;
	return true;
}

static bool take_number(const struct json_member *member, const json_t *json, void *value)
{
	switch (member->kind) {
	case MEMBER_INTEGER:
		return take_integer(json, value);
	case MEMBER_OPEN:
		return json_is_null(json) || take_integer(json, value);
	case MEMBER_REAL:
		if (!json_is_number(json))
			return false;
		*(double *)value = json_number_value(json);
		return true;
	default:
		if (!json_is_boolean(json))
			return false;
		*(bool *)value = json_is_true(json);
		return true;
	}
}

static bool take_member(struct arena *arena, const struct json_member *member, const json_t *json,
			void *object, struct error *error)
{
	void *value = place(object, member->offset);

	switch (member->kind) {
	case MEMBER_TEXT:
		return take_text(arena, json, member->loose, value);
	case MEMBER_INSTANT:
		return take_instant(json, value);
	case MEMBER_DAY:
		return take_day(json, value);
	case MEMBER_NAME:
		return take_name(member, json, value);
	case MEMBER_HASH:
		return take_hash(json, value);
	case MEMBER_OBJECT: {
		void *pointed = arena_alloc(arena, member->shape->size);
		if (!json_to_shape(arena, member->shape, json, pointed, error))
			return false;
		*(void **)value = pointed;
		return true;
	}
	case MEMBER_LIST:
	case MEMBER_TEXTS:
	case MEMBER_HASHES:
	case MEMBER_NUMBERS:
		return take_list(arena, member, json, object, error);
	default:
		return take_number(member, json, value);
	}
}

bool json_to_shape(struct arena *arena, const struct json_shape *shape, const json_t *json,
		   void *object, struct error *error)
{
	if (!json_is_object(json))
		return error_set(error, ERROR_DATA, "%s: not a JSON object", shape->name);
	json_blank(shape, object);
	for (size_t i = 0; i < shape->count; i++) {
		const json_t *value = json_object_get(json, shape->members[i].key);
		struct error inner = {0};
		if (!value)
			continue;
		if (take_member(arena, &shape->members[i], value, object, &inner))
			continue;
		if (inner.kind) {
			*error = inner;
			return false;
		}
		return wrong(shape, &shape->members[i], error);
	}
	return true;
}

json_t *json_read(struct bytes bytes, struct error *error)
{
	json_error_t why;
	json_t *json = json_loadb((const char *)bytes.data, bytes.length,
				  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);

	if (!json)
		error_set(error, ERROR_DATA, "not JSON: %s (line %d, column %d)", why.text, why.line,
			  why.column);
	return json;
}

/* Outside of strings JSON has no such characters. The line is freed where another one takes its place. */
static char *line_visible(char *line)
{
	struct text text = text_of(line);
	size_t hidden = 0, used = 0, length;
	int32_t c;

	for (size_t i = 0; i < text.length; i++)
		hidden += visible_may_hide(line[i]) && visible_hidden(text, i, &c);
	/* The longest escape, of a byte. */
	char *out = hidden ? malloc(text.length + 5 * hidden + 1) : line;
	if (!hidden || !out)
		return out;
	for (size_t i = 0; i < text.length; i += length) {
		length = visible_hidden(text, i, &c);
		if (length)
			used += (size_t)sprintf(out + used, "\\u%04X", (unsigned)c);
		else
			out[used++] = line[i];
		length += length == 0;
	}
	out[used] = '\0';
	free(line);
	return out;
}

char *json_line(const json_t *json)
{
	char *line = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);

	return line ? line_visible(line) : NULL;
}
