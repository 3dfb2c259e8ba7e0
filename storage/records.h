/*
 * Tracked records in memory, by their numbers: those of a country are wanted for each report that names it,
 * and hardly one of them has changed since. Whoever writes a record forgets it here, so that it is read anew.
 */
#ifndef STORAGE_RECORDS_H
#define STORAGE_RECORDS_H

#include "storage/sqlite.h"

struct records;

/* NULL: no memory. */
struct records *records_new(void);
void records_free(struct records *records);

/* Fills `tracked` with a record; what it points to lives in the arena. False: it is not in memory. */
bool records_find(struct records *records, struct arena *arena, int64_t n, struct tracked *tracked);
/* As it is in the database, where nothing was written in this transaction. */
void records_keep(struct records *records, int64_t n, const struct tracked *tracked);
/* It is written or removed, or will be. */
void records_forget(struct records *records, int64_t n);

#endif
