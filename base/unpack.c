#include "base/pack.h"

#include <math.h>
#include <string.h>

#include "base/pack_format.h"

#define COLUMNS_MOST 64

struct unpacker {
	struct arena *arena;
	const unsigned char *data, *end;
};

static bool take_varint(struct unpacker *unpacker, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64 && unpacker->data < unpacker->end; shift += 7) {
		uint64_t byte = *unpacker->data++;
		if (shift == 63 && byte > 1)
			return false;
		*value |= (byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

static bool take_signed(struct unpacker *unpacker, int64_t *value)
{
	uint64_t zigzag;

	if (!take_varint(unpacker, &zigzag))
		return false;
	zigzag = zigzag >> 1 ^ (zigzag & 1 ? UINT64_MAX : 0);
	memcpy(value, &zigzag, sizeof(*value));
	return true;
}

static bool take_eight(struct unpacker *unpacker, uint64_t *value)
{
	if (unpacker->end - unpacker->data < 8)
		return false;
	*value = 0;
	for (int i = 0; i < 8; i++)
		*value |= (uint64_t)*unpacker->data++ << 8 * i;
	return true;
}

static bool take_sized(struct unpacker *unpacker, struct bytes *bytes)
{
	uint64_t length;

	if (!take_varint(unpacker, &length) || length > (size_t)(unpacker->end - unpacker->data))
		return false;
	*bytes = (struct bytes){unpacker->data, length};
	unpacker->data += length;
	return true;
}

/* Each element takes a byte at least, so that a number alone cannot ask for memory. */
static bool take_count(struct unpacker *unpacker, size_t most, size_t *count)
{
	uint64_t value;

	if (!take_varint(unpacker, &value) || value > most ||
	    value > (size_t)(unpacker->end - unpacker->data))
		return false;
	*count = value;
	return true;
}

/* Most are; what is not is looked at character by character. */
static bool is_printable_ascii(struct bytes bytes)
{
	unsigned other = 0;

	for (size_t i = 0; i < bytes.length; i++)
		other |= bytes.data[i] - 0x20u > 0x5e;
	return !other;
}

static bool take_text(struct unpacker *unpacker, struct text *text)
{
	struct bytes bytes;
	struct text view;

	if (!take_sized(unpacker, &bytes))
		return false;
	view = (struct text){(const char *)bytes.data, bytes.length};
	if (!is_printable_ascii(bytes) &&
	    (!text_check(bytes, &view) ||
	     text_clean(unpacker->arena, view, true).data != view.data))
		return false;
	*text = text_copy(unpacker->arena, view);
	return true;
}

static bool take_rising(struct unpacker *unpacker, uint64_t *hashes, size_t count)
{
	uint64_t shift, step, value = 0;

	if (!take_varint(unpacker, &shift) || shift > 63)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!take_varint(unpacker, &step) || step > (UINT64_MAX >> shift) - value)
			return false;
		value += step;
		hashes[i] = value << shift;
	}
	return true;
}

static bool take_hashes(struct unpacker *unpacker, size_t most, uint64_t **hashes, size_t *count)
{
	uint64_t order;

	if (!take_count(unpacker, most, count) || !take_varint(unpacker, &order) ||
	    order > ORDER_RISING)
		return false;
	*hashes = arena_array(unpacker->arena, *count, sizeof(**hashes));
	if (order == ORDER_RISING)
		return take_rising(unpacker, *hashes, *count);
	for (size_t i = 0; i < *count; i++)
		if (!take_eight(unpacker, &(*hashes)[i]))
			return false;
	return true;
}

static bool take_name(struct unpacker *unpacker, const struct json_member *member, unsigned *number)
{
	struct bytes name;

	if (!take_sized(unpacker, &name))
		return false;
	for (size_t i = 0; i < member->names_count; i++)
		if (member->names[i] && strlen(member->names[i]) == name.length &&
		    !memcmp(member->names[i], name.data, name.length)) {
			*number = (unsigned)i;
			return true;
		}
	return false;
}

static bool take_number(struct unpacker *unpacker, const struct json_member *member, void *value)
{
	int64_t integer;

	if (!take_signed(unpacker, &integer))
		return false;
	switch (member->kind) {
	case MEMBER_TRUE:
	case MEMBER_BOOL:
		*(bool *)value = integer == 1;
		return integer == 0 || integer == 1;
	case MEMBER_DAY:
		((struct day *)value)->number = (int32_t)integer;
		return integer >= INT32_MIN && integer <= INT32_MAX;
	default:
		*(int64_t *)value = integer;
		return true;
	}
}

static bool take_real(struct unpacker *unpacker, double *real)
{
	uint64_t bits;

	if (!take_eight(unpacker, &bits))
		return false;
	memcpy(real, &bits, sizeof(*real));
	return isfinite(*real);
}

static bool take_rows(struct unpacker *unpacker, const struct json_shape *shape, size_t most,
                      void **rows, size_t *count);

static bool take_texts(struct unpacker *unpacker, size_t most, void **list, size_t *count)
{
	if (!take_count(unpacker, most, count))
		return false;
	struct text *texts = arena_array(unpacker->arena, *count, sizeof(*texts));
	for (size_t i = 0; i < *count; i++)
		if (!take_text(unpacker, &texts[i]))
			return false;
	*list = texts;
	return true;
}

static bool take_numbers(struct unpacker *unpacker, size_t most, void **list, size_t *count)
{
	if (!take_count(unpacker, most, count))
		return false;
	int64_t *numbers = arena_array(unpacker->arena, *count, sizeof(*numbers));
	for (size_t i = 0; i < *count; i++)
		if (!take_signed(unpacker, &numbers[i]))
			return false;
	*list = numbers;
	return true;
}

/* A list, or the one row of an object, in bytes of its own. */
static bool take_list(struct unpacker *unpacker, const struct json_member *member, void *object)
{
	size_t most = member->limit ? member->limit : JSON_LIST_MOST, count = 0;
	struct bytes bytes;
	void *list = NULL;
	uint64_t *hashes = NULL;
	bool taken;

	if (!take_sized(unpacker, &bytes))
		return false;
	struct unpacker inner = {unpacker->arena, bytes.data, bytes.data + bytes.length};
	switch (member->kind) {
	case MEMBER_OBJECT:
		taken = take_rows(&inner, member->shape, 1, &list, &count) && count == 1;
		break;
	case MEMBER_LIST:
		taken = take_rows(&inner, member->shape, most, &list, &count);
		break;
	case MEMBER_HASHES:
		taken = take_hashes(&inner, most, &hashes, &count);
		list = hashes;
		break;
	case MEMBER_TEXTS:
		taken = take_texts(&inner, most, &list, &count);
		break;
	default:
		taken = take_numbers(&inner, most, &list, &count);
	}
	if (!taken || inner.data != inner.end)
		return false;
	memcpy((char *)object + member->offset, &list, sizeof(list));
	if (member->kind != MEMBER_OBJECT)
		*(size_t *)(void *)((char *)object + member->count_offset) = count;
	return true;
}

static bool take_value(struct unpacker *unpacker, const struct json_member *member, void *object)
{
	void *value = (char *)object + member->offset;

	switch (member->kind) {
	case MEMBER_TEXT:
		return take_text(unpacker, value);
	case MEMBER_NAME:
		return take_name(unpacker, member, value);
	case MEMBER_HASH:
		return take_eight(unpacker, value);
	case MEMBER_REAL:
		return take_real(unpacker, value);
	case MEMBER_OBJECT:
	case MEMBER_LIST:
	case MEMBER_TEXTS:
	case MEMBER_HASHES:
	case MEMBER_NUMBERS:
		return take_list(unpacker, member, object);
	default:
		return take_number(unpacker, member, value);
	}
}

static bool pass_over(struct unpacker *unpacker, uint32_t tag)
{
	struct bytes bytes;
	uint64_t value;

	switch (tag & 3) {
	case WRITTEN_VARINT:
		return take_varint(unpacker, &value);
	case WRITTEN_EIGHT:
		return take_eight(unpacker, &value);
	case WRITTEN_BYTES:
		return take_sized(unpacker, &bytes);
	default:
		return false;
	}
}

struct column {
	uint32_t tag;
	const struct json_member *member; /* NULL: unknown */
};

/* Columns stand in the order of the table, so that the member looked for is the next but for
 * changes. */
static bool take_columns(struct unpacker *unpacker, const struct json_shape *shape,
                         struct column *columns, size_t *count)
{
	size_t next = 0;

	if (!take_count(unpacker, COLUMNS_MOST, count) ||
	    (size_t)(unpacker->end - unpacker->data) < *count * PACK_TAG_BYTES)
		return false;
	for (size_t i = 0; i < *count; i++, unpacker->data += PACK_TAG_BYTES) {
		columns[i].tag = (uint32_t)(unpacker->data[0] | unpacker->data[1] << 8 |
		                            unpacker->data[2] << 16);
		columns[i].member = NULL;
		for (size_t k = 0; k < shape->count && !columns[i].member; k++) {
			size_t at_k = (next + k) % shape->count;
			if (pack_tag(&shape->members[at_k]) == columns[i].tag) {
				columns[i].member = &shape->members[at_k];
				next = at_k + 1;
			}
		}
	}
	return true;
}

static bool take_row(struct unpacker *unpacker, const struct column *columns, size_t count,
                     void *row)
{
	uint64_t mask;

	if (!take_varint(unpacker, &mask) || (count < 64 && mask >> count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!(mask >> i & 1))
			continue;
		if (columns[i].member ? !take_value(unpacker, columns[i].member, row)
		                      : !pass_over(unpacker, columns[i].tag))
			return false;
	}
	return true;
}

/* Into rows that are there (*rows), or new ones. */
static bool take_rows(struct unpacker *unpacker, const struct json_shape *shape, size_t most,
                      void **rows, size_t *count)
{
	struct column columns[COLUMNS_MOST];
	size_t columns_count;

	if (!take_count(unpacker, most, count) ||
	    !take_columns(unpacker, shape, columns, &columns_count))
		return false;
	if (!*rows)
		*rows = arena_array(unpacker->arena, *count, shape->size);
	for (size_t i = 0; i < *count; i++) {
		void *row = (char *)*rows + i * shape->size;
		json_blank(shape, row);
		if (!take_row(unpacker, columns, columns_count, row))
			return false;
	}
	return true;
}

bool unpack_shape(struct arena *arena, const struct json_shape *shape, struct bytes bytes,
                  void *object, struct error *error)
{
	struct unpacker unpacker = {arena, bytes.data, bytes.data + bytes.length};
	uint64_t version = 0;
	size_t count = 0;

	json_blank(shape, object);
	if (take_varint(&unpacker, &version) && version == PACK_VERSION &&
	    take_rows(&unpacker, shape, 1, &object, &count) && count == 1 &&
	    unpacker.data == unpacker.end)
		return true;
	return error_set(error, ERROR_DATA, "%s: its packed record is %s", shape->name,
	                 version > PACK_VERSION ? "of a newer program" : "damaged");
}

bool unpack_hashes(struct arena *arena, struct bytes bytes, size_t most, uint64_t **hashes,
                   size_t *count)
{
	struct unpacker unpacker = {arena, bytes.data, bytes.data + bytes.length};

	*hashes = NULL;
	*count = 0;
	return !bytes.length ||
	       (take_hashes(&unpacker, most, hashes, count) && unpacker.data == unpacker.end);
}
