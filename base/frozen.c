#include "base/frozen.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* What the members of all shapes are aligned to. */
#define UNIT sizeof(int64_t)

/* `data` holds the object first; its pointers are offsets into `data`, and `pointers` says where they are. */
struct frozen {
	size_t object_size;
	size_t size;
	size_t pointers_count;
	char *data;
	uint32_t pointers[];
};

/* Without a `frozen` it only counts. */
struct freezer {
	struct frozen *frozen;
	size_t size, pointers_count;
};

/* Appends what the pointer at `from` points to; where it stands. */
static size_t put(struct freezer *freezer, size_t from, const void *bytes, size_t length)
{
	size_t at = freezer->size;

	freezer->size += (length + UNIT - 1) / UNIT * UNIT;
	if (freezer->frozen) {
		memcpy(freezer->frozen->data + at, bytes, length);
		memcpy(freezer->frozen->data + from, &at, sizeof(at));
		freezer->frozen->pointers[freezer->pointers_count] = (uint32_t)from;
	}
	freezer->pointers_count++;
	return at;
}

/* The pointer of what is empty must not lead to where it came from. */
static void put_nothing(struct freezer *freezer, size_t from)
{
	static const void *const nothing;

	if (freezer->frozen)
		memcpy(freezer->frozen->data + from, &nothing, sizeof(nothing));
}

static void put_text(struct freezer *freezer, size_t from, const struct text *text)
{
	if (text->length)
		put(freezer, from + offsetof(struct text, data), text->data, text->length);
	else
		put_nothing(freezer, from + offsetof(struct text, data));
}

static void put_members(struct freezer *freezer, size_t from, const struct json_shape *shape,
                        const void *object);

static void put_list(struct freezer *freezer, size_t from, const struct json_member *member,
                     const void *list, size_t count)
{
	size_t at, size = member->shape ? member->shape->size : sizeof(struct text);

	switch (member->kind) {
	case MEMBER_OBJECT:
	case MEMBER_LIST:
		at = put(freezer, from, list, count * size);
		for (size_t i = 0; i < count; i++)
			put_members(freezer, at + i * size, member->shape, (const char *)list + i * size);
		break;
	case MEMBER_TEXTS:
		at = put(freezer, from, list, count * size);
		for (size_t i = 0; i < count; i++)
			put_text(freezer, at + i * size, (const struct text *)list + i);
		break;
	default: /* hashes and numbers */
		put(freezer, from, list, count * sizeof(int64_t));
	}
}

static size_t count_of(const struct json_member *member, const void *object)
{
	size_t count = 1;

	if (member->kind != MEMBER_OBJECT)
		memcpy(&count, (const char *)object + member->count_offset, sizeof(count));
	return count;
}

static void put_members(struct freezer *freezer, size_t from, const struct json_shape *shape,
                        const void *object)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct json_member *member = &shape->members[i];
		const char *value = (const char *)object + member->offset;
		const void *list;

		if (member->kind == MEMBER_TEXT)
			put_text(freezer, from + member->offset, (const void *)value);
		if (member->kind < MEMBER_OBJECT)
			continue;
		memcpy(&list, value, sizeof(list));
		size_t count = list ? count_of(member, object) : 0;
		if (count)
			put_list(freezer, from + member->offset, member, list, count);
		else
			put_nothing(freezer, from + member->offset);
	}
}

static void put_object(struct freezer *freezer, const struct json_shape *shape, const void *object)
{
	freezer->size = (shape->size + UNIT - 1) / UNIT * UNIT;
	freezer->pointers_count = 0;
	if (freezer->frozen)
		memcpy(freezer->frozen->data, object, shape->size);
	put_members(freezer, 0, shape, object);
}

struct frozen *frozen_make(const struct json_shape *shape, const void *object)
{
	struct freezer freezer = {0};

	put_object(&freezer, shape, object);
	size_t head = sizeof(*freezer.frozen) + freezer.pointers_count * sizeof(*freezer.frozen->pointers);
	struct frozen *frozen = calloc(1, head + freezer.size);
	if (!frozen)
		return NULL;
	*frozen = (struct frozen){shape->size, freezer.size, freezer.pointers_count, (char *)frozen + head};
	freezer.frozen = frozen;
	put_object(&freezer, shape, object);
	return frozen;
}

void frozen_copy(struct arena *arena, const struct frozen *frozen, void *object)
{
	char *data = arena_alloc(arena, frozen->size);

	memcpy(data, frozen->data, frozen->size);
	for (size_t i = 0; i < frozen->pointers_count; i++) {
		size_t at;
		memcpy(&at, data + frozen->pointers[i], sizeof(at));
		const char *to = data + at;
		memcpy(data + frozen->pointers[i], &to, sizeof(to));
	}
	memcpy(object, data, frozen->object_size);
}

size_t frozen_size(const struct frozen *frozen)
{
	return sizeof(*frozen) + frozen->pointers_count * sizeof(*frozen->pointers) + frozen->size;
}
