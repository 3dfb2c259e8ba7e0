#include "base/hash.h"

#include <xxhash.h>

uint64_t hash_text(struct text text, uint64_t seed)
{
	return XXH3_64bits_withSeed(text.data, text.length, seed);
}

uint64_t hash_bytes(struct bytes bytes, uint64_t seed)
{
	return XXH3_64bits_withSeed(bytes.data, bytes.length, seed);
}

struct text hash_id(struct arena *arena, struct text text)
{
	XXH128_hash_t hash = XXH3_128bits(text.data, text.length);

	return text_format(arena, "%016llx%016llx", (unsigned long long)hash.high64,
			   (unsigned long long)hash.low64);
}
