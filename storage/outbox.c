/* The outbox: alerts that are to be written, and those that are. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "storage/fault.h"
#include "storage/sqlite.h"

/* Folded into folded ones: nobody gathers so long. */
#define FOLDS_MOST 32

/* The id under which an alert goes out, or has. */
static bool resolve(struct store *store, struct arena *arena, struct text *id, struct error *error)
{
	for (int i = 0; i < FOLDS_MOST && !text_empty(*id); i++) {
		sqlite3_stmt *statement = query(
		        store, "SELECT replaced_by FROM outbox WHERE id = ?1 AND state = 2", error);
		if (!statement)
			return false;
		bind_text(statement, 1, *id);
		enum step step = query_step(store, statement, error);
		struct text next = step == STEP_ROW ? column_text(arena, statement, 0) : TEXT_NONE;
		sqlite3_reset(statement);
		if (step == STEP_FAILED)
			return false;
		if (text_empty(next))
			return true;
		*id = next;
	}
	return true;
}

#define WITHDRAWN "state = 2 AND replaced_by IS NULL"

/* Where it was withdrawn, what it would have replaced has not been replaced. */
static bool resolve_told(struct store *store, struct arena *arena, struct text *id, struct error *error)
{
	for (int i = 0; i < FOLDS_MOST && !text_empty(*id); i++) {
		if (!resolve(store, arena, id, error))
			return false;
		sqlite3_stmt *statement = query(store,
		                                "SELECT json_extract(document, '$.replaces') FROM outbox "
		                                "WHERE id = ?1 AND " WITHDRAWN,
		                                error);
		if (!statement)
			return false;
		bind_text(statement, 1, *id);
		enum step step = query_step(store, statement, error);
		if (step != STEP_ROW)
			return step == STEP_DONE;
		*id = column_text(arena, statement, 0);
		sqlite3_reset(statement);
	}
	return true;
}

/* What was withdrawn may be told after all, under the same id. */
static bool forget_withdrawn(struct store *store, struct text id, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "DELETE FROM outbox WHERE id = ?1 AND " WITHDRAWN, error);

	if (!statement)
		return false;
	bind_text(statement, 1, id);
	return query_run(store, statement, error);
}

static bool insert(struct store *store, const struct alert *alert, int64_t entry, struct instant due,
                   struct text folded_into, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "INSERT OR IGNORE INTO outbox (id, entry, incident, kind, "
	                                "effect, country, due, document, state, replaced_by)"
	                                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	                                error);
	char *document = document_of_json(alert_json(alert), error);
	bool done = statement && document;

	if (done) {
		bind_text(statement, 1, alert->id);
		bind_integer(statement, 2, entry ? entry : INTEGER_NONE);
		bind_text(statement, 3, alert->incident);
		bind_integer(statement, 4, alert->kind);
		bind_text(statement, 5, alert->effect);
		bind_text(statement, 6, alert->place ? alert->place->country : TEXT_NONE);
		bind_instant(statement, 7, due);
		bind_text(statement, 8, text_of(document));
		bind_integer(statement, 9, text_empty(folded_into) ? 0 : 2);
		bind_text(statement, 10, folded_into);
		done = query_run(store, statement, error);
	}
	free(document);
	return done;
}

bool outbox_add(struct store *store, const struct alert *alert, int64_t entry, struct instant due,
                struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct alert added = *alert;
	bool done = resolve_told(store, arena, &added.replaces, error) &&
	            forget_withdrawn(store, added.id, error) &&
	            insert(store, &added, entry, due, TEXT_NONE, error);

	arena_free(arena);
	return done;
}

/* seq and logged of a written row stand beside its document. */
static bool read_alert(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                       struct alert *alert, struct error *error)
{
	const unsigned char *data = sqlite3_column_text(statement, 0);
	size_t length = (size_t)sqlite3_column_bytes(statement, 0);

	store->held = json_read((struct bytes){data, length}, error);
	if (!store->held)
		return false;
	bool read = alert_of_json(arena, store->held, alert, error);
	json_decref(store->held);
	store->held = NULL;
	alert->seq = column_integer(statement, 1);
	alert->logged = column_instant(statement, 2);
	return read;
}

/* All rows of a statement, which has a limit: there is room for them. */
static bool read_alerts(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                        struct alert *alerts, size_t *count, struct error *error)
{
	enum step step;

	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		if (!read_alert(store, arena, statement, &alerts[*count], error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

/* --- gathering --- */

/* The waiting ones of an incident that are looked at, the newest first. */
#define WAITING_MOST 8

struct waiting {
	struct alert alert;
	struct instant due;
};

static bool load_waiting(struct store *store, struct arena *arena, struct text incident,
                         struct waiting *waiting, size_t *count, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "SELECT document, seq, logged, due FROM outbox WHERE incident = ?1 "
	                                "AND state = 0 ORDER BY n DESC LIMIT ?2",
	                                error);
	enum step step;

	*count = 0;
	if (!statement)
		return false;
	bind_text(statement, 1, incident);
	bind_integer(statement, 2, WAITING_MOST);
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		waiting[*count].due = column_instant(statement, 3);
		if (!read_alert(store, arena, statement, &waiting[*count].alert, error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

/* The waiting one tells the other too, and keeps its id and its time. */
static bool put_into(struct store *store, const struct receiving *receiving, const struct waiting *waiting,
                     const struct alert *alert, const struct alert *one, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "UPDATE outbox SET document = ?2 WHERE id = ?1 AND state = 0", error);
	char *document = document_of_json(alert_json(one), error);
	bool done = statement && document;

	if (done) {
		bind_text(statement, 1, one->id);
		bind_text(statement, 2, text_of(document));
		done = query_run(store, statement, error);
	}
	free(document);
	return done && insert(store, alert, receiving->work, waiting->due, one->id, error);
}

/* The other one goes out in its place, at its time. */
static bool put_in_place(struct store *store, const struct receiving *receiving,
                         const struct waiting *waiting, const struct alert *one, struct error *error)
{
	sqlite3_stmt *statement = query(
	        store, "UPDATE outbox SET state = 2, replaced_by = ?2 WHERE id = ?1 AND state = 0", error);

	if (!statement)
		return false;
	bind_text(statement, 1, waiting->alert.id);
	bind_text(statement, 2, one->id);
	return query_run(store, statement, error) &&
	       outbox_add(store, one, receiving->work, waiting->due, error);
}

bool outbox_gather(struct store *store, struct arena *arena, const struct receiving *receiving,
                   const struct alert *alert, struct error *error)
{
	struct waiting waiting[WAITING_MOST];
	size_t count = 0;

	if (receiving->fold && !load_waiting(store, arena, alert->incident, waiting, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct alert *one = receiving->fold(receiving->context, &waiting[i].alert, alert);
		if (!one)
			continue;
		if (text_equal(one->id, waiting[i].alert.id))
			return put_into(store, receiving, &waiting[i], alert, one, error);
		return put_in_place(store, receiving, &waiting[i], one, error);
	}
	return outbox_add(store, alert, receiving->work, receiving->due, error);
}

/* --- the log --- */

bool store_last_seq(struct store *store, int64_t *seq, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT max(seq) FROM outbox", error);

	return statement && query_integer(store, statement, 0, seq, error);
}

bool store_next_due(struct store *store, struct instant *due, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT min(due) FROM outbox WHERE state = 0", error);

	return statement && query_integer(store, statement, INTEGER_NONE, &due->ms, error);
}

bool store_pending(struct store *store, struct arena *arena, struct instant now,
                   struct instant latest, size_t most, struct alert **alerts, size_t *count,
                   struct error *error)
{
	/* The planner would read all of the table, since that is in the order of n. */
	sqlite3_stmt *statement = query(store,
	                                "SELECT document, seq, logged FROM outbox INDEXED BY outbox_pending "
	                                "WHERE state = 0 AND (due <= ?1 OR due > ?3) ORDER BY n LIMIT ?2",
	                                error);

	*alerts = arena_array(arena, most, sizeof(**alerts));
	*count = 0;
	if (!statement)
		return false;
	bind_instant(statement, 1, now);
	bind_integer(statement, 2, (int64_t)most);
	bind_instant(statement, 3, latest);
	return read_alerts(store, arena, statement, *alerts, count, error);
}

bool store_mark_written(struct store *store, const struct written *written, size_t count,
                        struct error *error)
{
	if (!begin(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < count; i++) {
		sqlite3_stmt *statement = query(store,
		                                "UPDATE outbox SET state = 1, seq = ?2, logged = "
		                                "?3 WHERE id = ?1 AND state = 0",
		                                error);
		done = statement != NULL;
		if (done) {
			bind_text(statement, 1, written[i].id);
			bind_integer(statement, 2, written[i].seq);
			bind_instant(statement, 3, written[i].logged);
			done = query_run(store, statement, error);
		}
	}
	FAULT_POINT("publish.mark");
	return end(store, done, error);
}

#define WRITTEN_SINCE                                                                              \
	"SELECT document, seq, logged FROM outbox WHERE seq > ?1 AND (?2 IS NULL OR logged >= ?2)"

static sqlite3_stmt *query_written(struct store *store, const char *sql, const struct alert_filter *filter,
                                   int64_t after, struct error *error)
{
	sqlite3_stmt *statement = query(store, sql, error);

	if (statement) {
		bind_integer(statement, 1, after);
		bind_instant(statement, 2, filter->since);
	}
	return statement;
}

/* By more than its time, which the statement looks at. */
static bool picks(const struct alert_filter *filter)
{
	return filter->kind.length || filter->place.length || filter->watch.length || filter->severity;
}

/* In memory of its own: a hundred thousand that nobody wants leave nothing behind. */
static bool row_matches(struct store *store, sqlite3_stmt *statement, const struct alert_filter *filter,
                        bool *matches, struct error *error)
{
	struct alert alert;

	*matches = true;
	if (!picks(filter))
		return true;
	if (!store->row)
		store->row = arena_new(LIMIT_DESK_ARENA);
	arena_reset(store->row);
	bool read = read_alert(store, store->row, statement, &alert, error);
	*matches = read && alert_matches(&alert, filter);
	return read;
}

/* Behind which seq the newest `limit` of those that match stand; where there are fewer of them it stays. */
static bool find_newest(struct store *store, const struct alert_filter *filter, int64_t *after, struct error *error)
{
	sqlite3_stmt *statement =
	        query_written(store, WRITTEN_SINCE " ORDER BY seq DESC", filter, *after, error);
	int64_t left = filter->limit;
	bool read = statement != NULL, matches;
	enum step step = STEP_DONE;

	while (read && left > 0 && (step = query_step(store, statement, error)) == STEP_ROW) {
		read = row_matches(store, statement, filter, &matches, error);
		left -= read && matches;
		if (!left)
			*after = column_integer(statement, 1) - 1;
	}
	if (step == STEP_ROW)
		sqlite3_reset(statement);
	return read && step != STEP_FAILED;
}

bool store_alerts(struct store *store, struct arena *arena, const struct alert_filter *filter,
                  struct alert **alerts, size_t *count, struct error *error)
{
	int64_t after = filter->after_seq == INTEGER_NONE ? 0 : filter->after_seq;
	enum step step = STEP_DONE;
	bool matches;

	*alerts = arena_array(arena, ALERTS_LISTED, sizeof(**alerts));
	*count = 0;
	if (filter->limit > 0 && !find_newest(store, filter, &after, error))
		return false;
	sqlite3_stmt *statement = query_written(store, WRITTEN_SINCE " ORDER BY seq", filter, after, error);
	bool read = statement != NULL;
	while (read && *count < ALERTS_LISTED && (step = query_step(store, statement, error)) == STEP_ROW) {
		read = row_matches(store, statement, filter, &matches, error) &&
		       (!matches || read_alert(store, arena, statement, &(*alerts)[*count], error));
		*count += read && matches;
	}
	if (step == STEP_ROW)
		sqlite3_reset(statement);
	return read && step != STEP_FAILED;
}

bool store_alerts_of(struct store *store, struct arena *arena, struct text tracked, size_t most,
                     struct alert **alerts, size_t *count, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "SELECT document, seq, logged FROM outbox WHERE incident = ?1 "
	                                "AND state < 2 ORDER BY n DESC LIMIT ?2",
	                                error);

	*alerts = arena_array(arena, most, sizeof(**alerts));
	*count = 0;
	if (!statement)
		return false;
	bind_text(statement, 1, tracked);
	bind_integer(statement, 2, (int64_t)most);
	return read_alerts(store, arena, statement, *alerts, count, error);
}

bool store_was_withdrawn(struct store *store, struct text id, bool *withdrawn, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT count(*) FROM outbox WHERE id = ?1 AND " WITHDRAWN, error);
	int64_t rows = 0;

	if (!statement)
		return false;
	bind_text(statement, 1, id);
	bool read = query_integer(store, statement, 0, &rows, error);
	*withdrawn = rows > 0;
	return read;
}

bool store_alert(struct store *store, struct arena *arena, struct text id, struct alert *alert,
                 struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT document, seq, logged FROM outbox WHERE id = ?1", error);

	struct text out = id;
	if (!statement || !resolve(store, arena, &out, error))
		return false;
	bind_text(statement, 1, out);
	enum step step = query_step(store, statement, error);
	if (step == STEP_DONE)
		return error_set(error, ERROR_INPUT, "nothing has the id %.*s",
		                 TEXT_ARGS(text_cut(id, 60)));
	bool read = step == STEP_ROW && read_alert(store, arena, statement, alert, error);
	sqlite3_reset(statement);
	return read;
}
