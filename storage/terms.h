/*
 * In how many articles each term is. Counts stand in memory and are written by turns, those that stand
 * side by side in the table together, where a count for each of a report's terms would dirty a page for
 * each. A crash loses what the last 2,048 reports have added to them, never an article.
 */
#ifndef STORAGE_TERMS_H
#define STORAGE_TERMS_H

#include "storage/sqlite.h"

struct terms;

/* NULL: no memory. */
struct terms *terms_new(void);
void terms_free(struct terms *terms);

/* How many articles hold each of the report's terms, and how many there are. */
bool terms_count(struct store *store, struct arena *arena, const struct report *report,
                 int64_t **documents, int64_t *total, struct error *error);

/* Inside a transaction: one article more for each, given what terms_count() has said. */
bool terms_add(struct store *store, const struct report *report, const int64_t *documents,
               struct error *error);
/* The transaction of terms_add() is safe. */
void terms_keep(struct store *store, const struct report *report, const int64_t *documents);

/* Writes what is in memory only, in a transaction of its own. */
bool terms_write(struct store *store, struct error *error);

#endif
