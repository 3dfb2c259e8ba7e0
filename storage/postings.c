/*
 * Keys are cut into parts of equal width, so that a part holds few and a range is a row of parts. Most keys
 * that are asked for are not there: a bit for each of a million classes of them says so, 128 KiB in all.
 */
#include "storage/postings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define PARTS 65536
#define BITS_LOG2 20

struct part {
	struct posting *list; /* as they were added */
	uint32_t count, room;
};

struct postings {
	struct part parts[PARTS];
	uint64_t seen[(1u << BITS_LOG2) / 64];
	uint64_t width; /* keys of a part */
	size_t count;
};

struct postings *postings_new(uint64_t end)
{
	struct postings *postings = memory_zeroed(1, sizeof(*postings));

	postings->width = end / PARTS + 1;
	return postings;
}

void postings_free(struct postings *postings)
{
	for (size_t i = 0; postings && i < PARTS; i++)
		free(postings->parts[i].list);
	free(postings);
}

size_t postings_count(const struct postings *postings)
{
	return postings->count;
}

static size_t part_of(const struct postings *postings, uint64_t key)
{
	uint64_t part = key / postings->width;

	return part < PARTS ? part : PARTS - 1;
}

static uint32_t bit_of(uint32_t key)
{
	return key * 0x9e3779b9u >> (32 - BITS_LOG2);
}

static bool may_have(const struct postings *postings, uint32_t key)
{
	return postings->seen[bit_of(key) / 64] >> bit_of(key) % 64 & 1;
}

static void mark(struct postings *postings, uint32_t key)
{
	postings->seen[bit_of(key) / 64] |= UINT64_C(1) << bit_of(key) % 64;
}

void postings_add(struct postings *postings, uint32_t key, uint32_t value)
{
	struct part *part = &postings->parts[part_of(postings, key)];

	if (part->count == part->room) {
		uint32_t room = part->room + part->room / 2 + 4;
		part->list = memory_resize(part->list, room * sizeof(*part->list));
		part->room = room;
	}
	part->list[part->count++] = (struct posting){key, value};
	postings->count++;
	mark(postings, key);
}

/* Where they come and go by turns each part was once at its fullest: what it holds no more goes back. */
static void fit(struct part *part)
{
	uint32_t room = part->count + part->count / 2 + 4;

	if (part->room <= 2 * room)
		return;
	part->list = memory_resize(part->list, room * sizeof(*part->list));
	part->room = room;
}

bool postings_has(const struct postings *postings, uint32_t key, uint32_t value)
{
	const struct part *part = &postings->parts[part_of(postings, key)];

	for (size_t i = 0; i < part->count; i++)
		if (part->list[i].key == key && part->list[i].value == value)
			return true;
	return false;
}

size_t postings_find(const struct postings *postings, uint32_t key, uint32_t *values, size_t most)
{
	const struct part *part = &postings->parts[part_of(postings, key)];
	size_t found = 0;

	if (!may_have(postings, key))
		return 0;
	for (size_t i = part->count; i-- > 0 && found < most;)
		if (part->list[i].key == key)
			values[found++] = part->list[i].value;
	return found;
}

static int by_key(const void *left, const void *right)
{
	const struct posting *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->value < b->value ? -1 : a->value > b->value;
}

static bool is_between(uint32_t key, uint32_t from, uint64_t to)
{
	return key >= from && key < to;
}

struct posting *postings_range(const struct postings *postings, struct arena *arena, uint32_t from,
                               uint64_t *to, size_t most, size_t *count)
{
	size_t first = part_of(postings, from), last = part_of(postings, *to - 1), room = 0, end;

	for (end = first; end <= last && room < most; end++)
		room += postings->parts[end].count;
	if (end <= last)
		*to = end * postings->width;
	struct posting *list = arena_array(arena, room, sizeof(*list));
	*count = 0;
	for (size_t i = first; i < end; i++)
		for (size_t k = 0; k < postings->parts[i].count; k++)
			if (is_between(postings->parts[i].list[k].key, from, *to))
				list[(*count)++] = postings->parts[i].list[k];
	if (*count)
		qsort(list, *count, sizeof(*list), by_key);
	return list;
}

void postings_drop(struct postings *postings, uint32_t from, uint64_t to)
{
	for (size_t i = part_of(postings, from); from < to && i <= part_of(postings, to - 1); i++) {
		struct part *part = &postings->parts[i];
		uint32_t kept = 0;
		for (uint32_t k = 0; k < part->count; k++)
			if (!is_between(part->list[k].key, from, to))
				part->list[kept++] = part->list[k];
		postings->count -= part->count - kept;
		part->count = kept;
		fit(part);
	}
}

void postings_renumber(struct postings *postings, const uint32_t *map)
{
	memset(postings->seen, 0, sizeof(postings->seen));
	for (size_t i = 0; i < PARTS; i++) {
		struct part *part = &postings->parts[i];
		uint32_t kept = 0;
		for (uint32_t k = 0; k < part->count; k++) {
			struct posting posting = part->list[k];
			posting.value = map[posting.value];
			if (posting.value == POSTING_GONE)
				continue;
			part->list[kept++] = posting;
			mark(postings, posting.key);
		}
		postings->count -= part->count - kept;
		part->count = kept;
		fit(part);
	}
}
