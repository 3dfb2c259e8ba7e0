/*
 * Lists of numbers by 32 bit keys, in memory: for what is written with every report under many keys
 * that lie far apart, so that each would cost the database a page of its own.
 */
#ifndef STORAGE_POSTINGS_H
#define STORAGE_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct posting {
	uint32_t key;
	uint32_t value;
};

struct postings;

/* For keys below `end`. */
struct postings *postings_new(uint64_t end);
void postings_free(struct postings *postings);
size_t postings_count(const struct postings *postings);

void postings_add(struct postings *postings, uint32_t key, uint32_t value);
bool postings_has(const struct postings *postings, uint32_t key, uint32_t value);
/* The values of a key, what was added last first; at most `most`. */
size_t postings_find(const struct postings *postings, uint32_t key, uint32_t *values, size_t most);

/*
 * Those from the key `from` on, sorted by key and value, until `most` or the key *to is reached. *to
 * becomes the key before which all are among them.
 */
struct posting *postings_range(const struct postings *postings, struct arena *arena, uint32_t from,
                               uint64_t *to, size_t most, size_t *count);
/* Forgets keys from `from` up to and without `to`. */
void postings_drop(struct postings *postings, uint32_t from, uint64_t to);

#define POSTING_GONE UINT32_MAX
/* Every value becomes map[value]; those that become POSTING_GONE are forgotten. */
void postings_renumber(struct postings *postings, const uint32_t *map);

#endif
