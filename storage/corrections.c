/* What people have ruled: each with all that follows from it in one transaction. */
#include <stdlib.h>

#include "base/hash.h"
#include "storage/fault.h"
#include "storage/sqlite.h"

/* --- keeping --- */

/* Alerts that were to go out and are not to any more. */
static bool withdraw(struct store *store, const struct corrected *corrected, struct error *error)
{
	for (size_t i = 0; i < corrected->withdrawn_count; i++) {
		sqlite3_stmt *statement =
		        query(store, "UPDATE outbox SET state = 2 WHERE id = ?1 AND state = 0", error);
		if (!statement)
			return false;
		bind_text(statement, 1, corrected->withdrawn[i]);
		if (!query_run(store, statement, error))
			return false;
	}
	return true;
}

/* What the records had waiting before goes out before it. */
static bool hasten(struct store *store, const struct corrected *corrected, struct instant due,
                   struct error *error)
{
	for (size_t i = 0; i < corrected->tracked_count && corrected->alerts_count; i++) {
		sqlite3_stmt *statement = query(
		        store,
		        "UPDATE outbox SET due = min(due, ?2) WHERE incident = ?1 AND state = 0", error);
		if (!statement)
			return false;
		bind_text(statement, 1, corrected->tracked[i]->id);
		bind_instant(statement, 2, due);
		if (!query_run(store, statement, error))
			return false;
	}
	return true;
}

/* The articles that were taken out of one record are another's. */
static bool move_article(struct store *store, const struct correction *correction, struct text article,
                         struct error *error)
{
	int64_t from, to;

	if (!tracked_number(store, correction->incident, &from, error) ||
	    !tracked_number(store, correction->other, &to, error))
		return false;
	sqlite3_stmt *statement = query(
	        store,
	        "UPDATE OR IGNORE fate_tracked SET tracked = ?2 WHERE tracked = ?1 AND fate IN "
	        "(SELECT n FROM article WHERE key = ?4 AND id = ?3 UNION ALL SELECT n FROM fate WHERE key = ?4)",
	        error);
	if (!statement)
		return false;
	bind_integer(statement, 1, from);
	bind_integer(statement, 2, to);
	bind_text(statement, 3, article);
	bind_hash(statement, 4, hash_text(article, 0));
	return query_run(store, statement, error);
}

static bool keep_correction(struct store *store, struct correction *correction, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "INSERT INTO correction (at, incident, other, alert, document) "
	                                "VALUES (?1, ?2, ?3, ?4, ?5)",
	                                error);
	char *document = document_of(&correction_shape, correction, error);
	bool done = statement && document;

	if (done) {
		bind_instant(statement, 1, correction->at);
		bind_text(statement, 2, correction->incident);
		bind_text(statement, 3, correction->other);
		bind_text(statement, 4, correction->alert);
		bind_text(statement, 5, text_of(document));
		done = query_run(store, statement, error);
	}
	free(document);
	correction->n = done ? sqlite3_last_insert_rowid(store->db) : INTEGER_NONE;
	return done;
}

static bool keep_all(struct store *store, struct arena *arena, struct corrected *corrected,
                     struct instant due, struct error *error)
{
	struct correction *correction = &corrected->correction;

	for (size_t i = 0; i < corrected->tracked_count; i++)
		if (!tracked_keep(store, arena, corrected->tracked[i], error))
			return false;
	for (size_t i = 0; i < correction->articles_count; i++)
		if (!move_article(store, correction, correction->articles[i], error))
			return false;
	FAULT_POINT("correct.records");
	for (size_t i = 0; i < corrected->alerts_count; i++)
		if (!outbox_add(store, &corrected->alerts[i], 0, due, error))
			return false;
	return withdraw(store, corrected, error) && hasten(store, corrected, due, error) &&
	       keep_correction(store, correction, error);
}

bool store_correct(struct store *store, struct arena *arena, struct corrected *corrected,
                   bool (*decide)(void *context, struct corrected *corrected, struct error *error),
                   void *context, struct instant due, struct error *error)
{
	if (!begin(store, error))
		return false;
	bool done = decide(context, corrected, error) && keep_all(store, arena, corrected, due, error);
	FAULT_POINT("correct.commit");
	return end(store, done, error);
}

/* --- looking up --- */

static bool read_corrections(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                             struct correction **corrections, size_t *count, struct error *error)
{
	size_t room = 0;
	enum step step;

	*corrections = NULL;
	*count = 0;
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		*corrections = arena_grow(arena, *corrections, *count, &room, sizeof(**corrections));
		struct correction *one = &(*corrections)[*count];
		if (!column_document(arena, statement, 1, &correction_shape, one, error)) {
			sqlite3_reset(statement);
			return false;
		}
		one->n = column_integer(statement, 0);
		(*count)++;
	}
	return step == STEP_DONE;
}

bool store_corrections(struct store *store, struct arena *arena, struct text id, size_t most,
                       struct correction **corrections, size_t *count, struct error *error)
{
	sqlite3_stmt *statement =
	        text_empty(id) ? query(store, "SELECT n, document FROM correction ORDER BY n DESC LIMIT ?2",
	                               error)
	                       : query(store,
	                               "SELECT n, document FROM correction WHERE incident = ?1 OR "
	                               "other = ?1 OR alert = ?1 ORDER BY n DESC LIMIT ?2",
	                               error);

	if (!statement)
		return false;
	if (!text_empty(id))
		bind_text(statement, 1, id);
	bind_integer(statement, 2, (int64_t)most);
	return read_corrections(store, arena, statement, corrections, count, error);
}
