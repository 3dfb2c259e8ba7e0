/*
 * Which articles hold a sample of a sketch: how near copies are found.
 *
 * A new article's samples stand in memory, and together in one row, until they are in buckets: rows
 * that hold a range of samples each. Every report moves on by some buckets and writes into them what
 * has come together for them, where a row for each sample would dirty a page for each.
 */
#ifndef STORAGE_SAMPLES_H
#define STORAGE_SAMPLES_H

#include "storage/sqlite.h"

struct samples;

/* NULL: no memory. */
struct samples *samples_new(void);
void samples_free(struct samples *samples);

/* The upper half of a sample's hash tells it from others well enough. */
static inline uint32_t sample_key(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* Up to `most` articles of a sample, the newest first. */
bool samples_find(struct store *store, uint32_t key, uint32_t *articles, size_t most,
                  size_t *count, struct error *error);

/* Inside a transaction: those of a new article; then on by as many buckets as are needed. */
bool samples_add(struct store *store, struct arena *arena, int64_t article, const uint64_t *hashes,
                 size_t count, struct error *error);
/* The transaction is safe; or it came to nothing. */
void samples_keep(struct samples *samples);
void samples_forget(struct samples *samples);

/* Reads what is in no bucket; before anything else, inside a transaction. */
bool samples_ready(struct store *store, struct error *error);

/* Brings the rows of version 2, one for each sample, into buckets. */
bool samples_convert(struct store *store, struct error *error);

#endif
