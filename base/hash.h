/* Hashes of content (xxhash's XXH3): for identity and lookup, never against an adversary's collisions. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/text.h"

uint64_t hash_text(struct text text, uint64_t seed);
uint64_t hash_bytes(struct bytes bytes, uint64_t seed);

/* That of the text that they are together, one behind the other. */
uint64_t hash_texts(const struct text *texts, size_t count, uint64_t seed);

/* 32 hexadecimal digits of a 128 bit hash: the form of ids that are derived from content. */
struct text hash_id(struct arena *arena, struct text text);

/* Sorts hashes from the least, in time linear in their number. */
void hash_sort(struct arena *arena, uint64_t *hashes, size_t count);

#endif
