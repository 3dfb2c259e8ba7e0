#include "base/pack.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/pack_format.h"

#define VARINT_MOST 10

static enum pack_written written_as(enum member_kind kind)
{
	switch (kind) {
	case MEMBER_INTEGER:
	case MEMBER_OPEN:
	case MEMBER_TRUE:
	case MEMBER_BOOL:
	case MEMBER_INSTANT:
	case MEMBER_DAY:
		return WRITTEN_VARINT;
	case MEMBER_REAL:
	case MEMBER_HASH:
		return WRITTEN_EIGHT;
	default:
		return WRITTEN_BYTES;
	}
}

uint32_t pack_tag(const struct json_member *member)
{
	uint32_t hash = (uint32_t)hash_text(text_of(member->key), 0) & 0x3fffff;

	return hash << 2 | (uint32_t)written_as(member->kind);
}

struct packer {
	struct arena *arena;
	unsigned char *data;
	size_t length, room;
};

static unsigned char *make_room(struct packer *packer, size_t more)
{
	if (packer->room - packer->length < more) {
		size_t room = 2 * packer->room + more + 64;
		unsigned char *data = arena_alloc(packer->arena, room);
		if (packer->length)
			memcpy(data, packer->data, packer->length);
		packer->data = data;
		packer->room = room;
	}
	return packer->data + packer->length;
}

static void put_bytes(struct packer *packer, const void *data, size_t length)
{
	if (length)
		memcpy(make_room(packer, length), data, length);
	packer->length += length;
}

static void put_varint(struct packer *packer, uint64_t value)
{
	unsigned char *to = make_room(packer, VARINT_MOST);

	for (; value > 0x7f; value >>= 7) {
		*to++ = (unsigned char)(value | 0x80);
		packer->length++;
	}
	*to = (unsigned char)value;
	packer->length++;
}

static void put_signed(struct packer *packer, int64_t value)
{
	put_varint(packer, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

static void put_eight(struct packer *packer, uint64_t value)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	put_bytes(packer, bytes, sizeof(bytes));
}

static void put_sized(struct packer *packer, const void *data, size_t length)
{
	put_varint(packer, length);
	put_bytes(packer, data, length);
}

/* What was written from `start` on gets its length before it. */
static void put_length_before(struct packer *packer, size_t start)
{
	size_t length = packer->length - start;

	put_varint(packer, length);
	unsigned char size[VARINT_MOST];
	size_t size_length = packer->length - start - length;
	memcpy(size, packer->data + start + length, size_length);
	memmove(packer->data + start + size_length, packer->data + start, length);
	memcpy(packer->data + start, size, size_length);
}

static bool rises(const uint64_t *hashes, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (hashes[i] < hashes[i - 1])
			return false;
	return true;
}

static void put_hashes(struct packer *packer, const uint64_t *hashes, size_t count)
{
	bool rising = rises(hashes, count);
	uint64_t all = 0, before = 0;
	unsigned shift = 0;

	put_varint(packer, count);
	put_varint(packer, rising ? ORDER_RISING : ORDER_ANY);
	if (!rising) {
		for (size_t i = 0; i < count; i++)
			put_eight(packer, hashes[i]);
		return;
	}
	for (size_t i = 0; i < count; i++)
		all |= hashes[i];
	while (all && !(all >> shift & 1))
		shift++;
	put_varint(packer, shift);
	for (size_t i = 0; i < count; i++) {
		put_varint(packer, (hashes[i] >> shift) - before);
		before = hashes[i] >> shift;
	}
}

static const void *at(const void *object, size_t offset)
{
	return (const char *)object + offset;
}

static bool has_member(const struct json_member *member, const void *object)
{
	const void *value = at(object, member->offset);

	switch (member->kind) {
	case MEMBER_TEXT:
		return ((const struct text *)value)->length != 0;
	case MEMBER_INTEGER:
	case MEMBER_OPEN:
		return *(const int64_t *)value != INTEGER_NONE;
	case MEMBER_REAL:
		return !isnan(*(const double *)value) && *(const double *)value != 0;
	case MEMBER_TRUE:
	case MEMBER_BOOL:
		return *(const bool *)value;
	case MEMBER_INSTANT:
		return instant_known(*(const struct instant *)value);
	case MEMBER_DAY:
		return day_known(*(const struct day *)value);
	case MEMBER_NAME:
		return json_member_name(member, value) != NULL;
	case MEMBER_HASH:
		return *(const uint64_t *)value != 0;
	case MEMBER_OBJECT:
		return *(const void *const *)value != NULL;
	default:
		return *(const size_t *)at(object, member->count_offset) != 0;
	}
}

static void put_rows(struct packer *packer, const struct json_shape *shape, const void *rows,
                     size_t count);

static void put_list(struct packer *packer, const struct json_member *member, const void *object)
{
	const void *elements = *(const void *const *)at(object, member->offset);
	size_t count = *(const size_t *)at(object, member->count_offset);

	switch (member->kind) {
	case MEMBER_LIST:
		put_rows(packer, member->shape, elements, count);
		break;
	case MEMBER_HASHES:
		put_hashes(packer, elements, count);
		break;
	case MEMBER_TEXTS:
		put_varint(packer, count);
		for (size_t i = 0; i < count; i++) {
			struct text text = ((const struct text *)elements)[i];
			put_sized(packer, text.data, text.length);
		}
		break;
	default:
		put_varint(packer, count);
		for (size_t i = 0; i < count; i++)
			put_signed(packer, ((const int64_t *)elements)[i]);
	}
}

static void put_value(struct packer *packer, const struct json_member *member, const void *object)
{
	const void *value = at(object, member->offset);
	size_t start = packer->length;
	uint64_t bits;

	switch (member->kind) {
	case MEMBER_TEXT:
		put_sized(packer, ((const struct text *)value)->data,
		          ((const struct text *)value)->length);
		return;
	case MEMBER_NAME:
		put_sized(packer, json_member_name(member, value), strlen(json_member_name(member, value)));
		return;
	case MEMBER_INTEGER:
	case MEMBER_OPEN:
	case MEMBER_INSTANT:
		put_signed(packer, *(const int64_t *)value);
		return;
	case MEMBER_DAY:
		put_signed(packer, ((const struct day *)value)->number);
		return;
	case MEMBER_TRUE:
	case MEMBER_BOOL:
		put_signed(packer, 1);
		return;
	case MEMBER_REAL:
	case MEMBER_HASH:
		memcpy(&bits, value, sizeof(bits));
		put_eight(packer, bits);
		return;
	case MEMBER_OBJECT:
		put_rows(packer, member->shape, *(const void *const *)value, 1);
		break;
	default:
		put_list(packer, member, object);
	}
	put_length_before(packer, start);
}

/* The members that any of the rows has, as bits. */
static uint64_t columns_of(const struct json_shape *shape, const char *rows, size_t count)
{
	uint64_t columns = 0;

	for (size_t k = 0; k < shape->count; k++)
		for (size_t i = 0; i < count && !(columns >> k & 1); i++)
			if (has_member(&shape->members[k], rows + i * shape->size))
				columns |= UINT64_C(1) << k;
	return columns;
}

static void put_row(struct packer *packer, const struct json_shape *shape, uint64_t columns,
                    const void *row)
{
	uint64_t mask = 0;
	unsigned column = 0;

	for (size_t k = 0; k < shape->count; k++)
		if (columns >> k & 1)
			mask |= (uint64_t)has_member(&shape->members[k], row) << column++;
	put_varint(packer, mask);
	for (size_t k = 0; k < shape->count; k++)
		if (columns >> k & 1 && has_member(&shape->members[k], row))
			put_value(packer, &shape->members[k], row);
}

static void put_rows(struct packer *packer, const struct json_shape *shape, const void *rows,
                     size_t count)
{
	uint64_t columns = columns_of(shape, rows, count), rest = columns;
	size_t columns_count = 0;

	for (; rest; rest &= rest - 1)
		columns_count++;
	put_varint(packer, count);
	put_varint(packer, columns_count);
	for (size_t k = 0; k < shape->count; k++) {
		uint32_t tag = pack_tag(&shape->members[k]);
		unsigned char bytes[PACK_TAG_BYTES] = {(unsigned char)tag, (unsigned char)(tag >> 8),
		                                  (unsigned char)(tag >> 16)};
		if (columns >> k & 1)
			put_bytes(packer, bytes, sizeof(bytes));
	}
	for (size_t i = 0; i < count; i++)
		put_row(packer, shape, columns, (const char *)rows + i * shape->size);
}

struct bytes pack_shape(struct arena *arena, const struct json_shape *shape, const void *object)
{
	struct packer packer = {.arena = arena};

	put_varint(&packer, PACK_VERSION);
	put_rows(&packer, shape, object, 1);
	return (struct bytes){packer.data, packer.length};
}

struct bytes pack_hashes(struct arena *arena, const uint64_t *hashes, size_t count)
{
	struct packer packer = {.arena = arena};

	put_hashes(&packer, hashes, count);
	return (struct bytes){packer.data, packer.length};
}
