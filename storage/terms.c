#include "storage/terms.h"

#include <stdlib.h>

#include "base/memory.h"

/* Of 262,144 terms the counts are in memory, 4 MiB; a set is a range of ids with places for eight. */
#define SETS 32768
#define WAYS 8
/* A report writes what has come together in so many sets: each has its turn after 2,048 reports. */
#define SETS_A_TURN 16

struct known_term {
	uint64_t id; /* 0: a free place */
	uint32_t documents;
	uint32_t unwritten; /* of them; its place is its own until they are written */
};

struct terms {
	struct known_term sets[SETS][WAYS];
	size_t turn; /* the set whose turn is next */
};

struct terms *terms_new(void)
{
	return memory_zeroed(1, sizeof(struct terms));
}

void terms_free(struct terms *terms)
{
	free(terms);
}

static struct known_term *set_of(struct terms *terms, uint64_t id)
{
	return terms->sets[id / (UINT64_MAX / SETS + 1)];
}

static struct known_term *find(struct terms *terms, uint64_t id)
{
	struct known_term *set = set_of(terms, id);

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].id == id)
			return &set[i];
	return NULL;
}

/* A place for one more: the rarest term goes that is written. NULL: none is. */
static struct known_term *make_place(struct terms *terms, uint64_t id)
{
	struct known_term *set = set_of(terms, id), *rarest = NULL;

	for (size_t i = 0; i < WAYS; i++)
		if (!set[i].unwritten && (!rarest || set[i].documents < rarest->documents))
			rarest = &set[i];
	return rarest;
}

static void learn(struct terms *terms, uint64_t id, int64_t documents, uint32_t unwritten)
{
	struct known_term *term = find(terms, id);

	if (term)
		unwritten += term->unwritten;
	else
		term = make_place(terms, id);
	if (term)
		*term = (struct known_term){id, (uint32_t)documents, unwritten};
}

bool terms_count(struct store *store, struct arena *arena, const struct report *report,
                 int64_t **documents, int64_t *total, struct error *error)
{
	*documents = arena_array(arena, report->terms_count, sizeof(**documents));
	for (size_t i = 0; i < report->terms_count; i++) {
		const struct known_term *known = find(store->terms, report->terms[i].id);
		if (known) {
			(*documents)[i] = known->documents;
			continue;
		}
		sqlite3_stmt *statement =
		        query(store, "SELECT documents FROM term WHERE id = ?1", error);
		if (!statement)
			return false;
		bind_hash(statement, 1, report->terms[i].id);
		if (!query_integer(store, statement, 0, &(*documents)[i], error))
			return false;
		if ((*documents)[i])
			learn(store->terms, report->terms[i].id, (*documents)[i], 0);
	}
	sqlite3_stmt *statement =
	        query(store, "SELECT value FROM counter WHERE name = 'documents'", error);
	return statement && query_integer(store, statement, 0, total, error);
}

static bool write_term(struct store *store, uint64_t id, int64_t documents, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO term (id, documents) VALUES (?1, ?2)"
	              " ON CONFLICT (id) DO UPDATE SET documents = excluded.documents",
	              error);

	if (!statement)
		return false;
	bind_hash(statement, 1, id);
	bind_integer(statement, 2, documents);
	return query_run(store, statement, error);
}

/* Sets stand side by side as their terms do in the table, so that these share pages. */
static bool write_sets(struct store *store, size_t first, size_t count, struct error *error)
{
	for (size_t i = 0; i < count * WAYS; i++) {
		const struct known_term *term = &store->terms->sets[first + i / WAYS][i % WAYS];
		if (term->unwritten && !write_term(store, term->id, term->documents, error))
			return false;
	}
	return true;
}

static void mark_written(struct terms *terms, size_t first, size_t count)
{
	for (size_t i = 0; i < count * WAYS; i++)
		terms->sets[first + i / WAYS][i % WAYS].unwritten = 0;
}

bool terms_add(struct store *store, const struct report *report, const int64_t *documents,
               struct error *error)
{
	struct terms *terms = store->terms;

	for (size_t i = 0; i < report->terms_count; i++) {
		uint64_t id = report->terms[i].id;
		if (!find(terms, id) && !make_place(terms, id) &&
		    !write_term(store, id, documents[i] + 1, error))
			return false;
	}
	return write_sets(store, terms->turn, SETS_A_TURN, error) &&
	       count_up(store, TEXT("documents"), 1, error);
}

void terms_keep(struct store *store, const struct report *report, const int64_t *documents)
{
	struct terms *terms = store->terms;

	mark_written(terms, terms->turn, SETS_A_TURN);
	terms->turn = (terms->turn + SETS_A_TURN) % SETS;
	/* Those that have a place first: for one that has none a place may be taken. */
	for (int known = 1; known >= 0; known--)
		for (size_t i = 0; i < report->terms_count; i++) {
			uint64_t id = report->terms[i].id;
			if ((find(terms, id) != NULL) == known)
				learn(terms, id, documents[i] + 1, 1);
		}
}

bool terms_write(struct store *store, struct error *error)
{
	bool done = begin(store, error) && write_sets(store, 0, SETS, error);

	if (!end(store, done, error))
		return false;
	mark_written(store->terms, 0, SETS);
	return true;
}
