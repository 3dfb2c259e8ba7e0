#include "base/pack.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

#define VERSION 1
#define TAG_BYTES 3
#define VARINT_MOST 10
#define COLUMNS_MOST 64
/* As of json_to_shape(). */
#define LONGEST_LIST 100000

enum written { WRITTEN_VARINT, WRITTEN_EIGHT, WRITTEN_BYTES };
enum order { ORDER_ANY, ORDER_RISING };

static enum written written_as(enum member_kind kind)
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

/* --- packing --- */

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

static const char *name_of(const struct json_member *member, const void *value)
{
	unsigned number = *(const unsigned *)value;

	return number < member->names_count ? member->names[number] : NULL;
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
		return name_of(member, value) != NULL;
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
		put_sized(packer, name_of(member, value), strlen(name_of(member, value)));
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
		unsigned char bytes[TAG_BYTES] = {(unsigned char)tag, (unsigned char)(tag >> 8),
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

	put_varint(&packer, VERSION);
	put_rows(&packer, shape, object, 1);
	return (struct bytes){packer.data, packer.length};
}

struct bytes pack_hashes(struct arena *arena, const uint64_t *hashes, size_t count)
{
	struct packer packer = {.arena = arena};

	put_hashes(&packer, hashes, count);
	return (struct bytes){packer.data, packer.length};
}

/* --- unpacking --- */

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

static bool take_text(struct unpacker *unpacker, struct text *text)
{
	struct bytes bytes;
	struct text view;

	if (!take_sized(unpacker, &bytes) || !text_check(bytes, &view) ||
	    text_clean(unpacker->arena, view, true).data != view.data)
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
	size_t most = member->limit ? member->limit : LONGEST_LIST, count = 0;
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
	    (size_t)(unpacker->end - unpacker->data) < *count * TAG_BYTES)
		return false;
	for (size_t i = 0; i < *count; i++, unpacker->data += TAG_BYTES) {
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
	if (take_varint(&unpacker, &version) && version == VERSION &&
	    take_rows(&unpacker, shape, 1, &object, &count) && count == 1 &&
	    unpacker.data == unpacker.end)
		return true;
	return error_set(error, ERROR_DATA, "%s: its packed record is %s", shape->name,
	                 version > VERSION ? "of a newer program" : "damaged");
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
