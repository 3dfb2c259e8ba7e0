#include "base/hash.h"

#include <string.h>

/* Most of what is hashed are words of a few bytes: a call costs as much as its work. */
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_text(struct text text, uint64_t seed)
{
	return XXH3_64bits_withSeed(text.data, text.length, seed);
}

uint64_t hash_bytes(struct bytes bytes, uint64_t seed)
{
	return XXH3_64bits_withSeed(bytes.data, bytes.length, seed);
}

uint64_t hash_texts(const struct text *texts, size_t count, uint64_t seed)
{
	XXH3_state_t state;

	XXH3_INITSTATE(&state);
	XXH3_64bits_reset_withSeed(&state, seed);
	for (size_t i = 0; i < count; i++)
		XXH3_64bits_update(&state, texts[i].data, texts[i].length);
	return XXH3_64bits_digest(&state);
}

struct text hash_id(struct arena *arena, struct text text)
{
	XXH128_hash_t hash = XXH3_128bits(text.data, text.length);

	return text_format(arena, "%016llx%016llx", (unsigned long long)hash.high64,
			   (unsigned long long)hash.low64);
}

/* Below this, insertion is quicker than eight passes over counters. */
#define FEW_HASHES 48

static void sort_few(uint64_t *hashes, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint64_t hash = hashes[i];
		size_t k = i;
		for (; k && hashes[k - 1] > hash; k--)
			hashes[k] = hashes[k - 1];
		hashes[k] = hash;
	}
}

/* Byte by byte from the least. A byte that all of them share, as those of one hash do, moves none. */
static void sort_by_bytes(struct arena *arena, uint64_t *hashes, size_t count)
{
	uint64_t *from = hashes, *to = arena_array(arena, count, sizeof(*to));

	for (unsigned shift = 0; shift < 64; shift += 8) {
		size_t starts[257] = {0};
		for (size_t i = 0; i < count; i++)
			starts[(from[i] >> shift & 0xff) + 1]++;
		if (starts[(from[0] >> shift & 0xff) + 1] == count)
			continue;
		for (size_t byte = 0; byte < 256; byte++)
			starts[byte + 1] += starts[byte];
		for (size_t i = 0; i < count; i++)
			to[starts[from[i] >> shift & 0xff]++] = from[i];
		uint64_t *swap = from;
		from = to;
		to = swap;
	}
	if (from != hashes)
		memcpy(hashes, from, count * sizeof(*hashes));
}

static void sort_part(struct arena *arena, uint64_t *hashes, size_t count)
{
	size_t same = 1;

	if (count < FEW_HASHES) {
		sort_few(hashes, count);
		return;
	}
	/* One word over and over. */
	while (same < count && hashes[same] == hashes[0])
		same++;
	if (same < count)
		sort_by_bytes(arena, hashes, count);
}

void hash_sort(struct arena *arena, uint64_t *hashes, size_t count)
{
	size_t starts[257] = {0};

	if (count < FEW_HASHES) {
		sort_few(hashes, count);
		return;
	}
	/* Hashes are spread evenly: by their highest byte they fall into parts of a few each. */
	uint64_t *parted = arena_array(arena, count, sizeof(*parted));
	for (size_t i = 0; i < count; i++)
		starts[(hashes[i] >> 56) + 1]++;
	for (size_t byte = 0; byte < 256; byte++)
		starts[byte + 1] += starts[byte];
	for (size_t i = 0; i < count; i++)
		parted[starts[hashes[i] >> 56]++] = hashes[i];
	for (size_t byte = 0, first = 0; byte < 256; first = starts[byte++])
		sort_part(arena, parted + first, starts[byte] - first);
	memcpy(hashes, parted, count * sizeof(*hashes));
}
