/* Figures for status, and the look through a database that was not closed. */
#include <string.h>

#include "storage/sqlite.h"

static bool counter(struct store *store, struct text name, int64_t *value, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT value FROM counter WHERE name = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, name);
	return query_integer(store, statement, 0, value, error);
}

static bool feeds(struct store *store, struct desk_figures *figures, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT state, count(*) FROM feed GROUP BY state", error);
	int64_t *by_state[FEED_STATES] = {
	        [FEED_OK] = &figures->feeds_ok,
	        [FEED_FAILING] = &figures->feeds_failing,
	        [FEED_GONE] = &figures->feeds_gone,
	        [FEED_PAUSED] = &figures->feeds_paused,
	};
	enum step step;

	if (!statement)
		return false;
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		int64_t state = column_integer(statement, 0), count = column_integer(statement, 1);
		if (state >= 0 && state < FEED_STATES)
			*by_state[state] = count;
		figures->feeds_total += count;
	}
	if (step != STEP_DONE)
		return false;
	statement = query(store, "SELECT min(next_poll) FROM feed WHERE state < 2", error);
	return statement &&
	       query_integer(store, statement, INTEGER_NONE, &figures->due_next.ms, error);
}

/* An article is handled when it is finished and its alerts are in the log. */
static bool articles(struct store *store, struct desk_figures *figures, struct error *error)
{
	int64_t open;
	sqlite3_stmt *statement =
	        query(store, "SELECT count(DISTINCT entry) FROM outbox WHERE state = 0", error);

	if (!statement || !query_integer(store, statement, 0, &open, error) ||
	    !counter(store, TEXT("entries"), &figures->articles_seen, error) ||
	    !counter(store, TEXT("read"), &figures->articles_read, error) ||
	    !counter(store, TEXT("unreadable"), &figures->articles_unreadable, error))
		return false;
	figures->articles_handled = figures->articles_read + figures->articles_unreadable - open;
	return true;
}

static bool alerts(struct store *store, struct desk_figures *figures, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT count(*) FROM outbox WHERE state = 0", error);

	if (!statement || !query_integer(store, statement, 0, &figures->alerts_pending, error) ||
	    !store_last_seq(store, &figures->alerts_last, error))
		return false;
	figures->alerts_total = figures->alerts_last;
	return true;
}

bool store_figures(struct store *store, struct arena *arena, struct instant now,
                   struct desk_figures *figures, struct error *error)
{
	(void)now;
	*figures = (struct desk_figures){.due_next = INSTANT_NONE};
	figures->database_path = text_copy(arena, text_of(store->path));
	figures->database_bytes = store_bytes(store);
	return feeds(store, figures, error) && articles(store, figures, error) &&
	       alerts(store, figures, error) &&
	       counter(store, TEXT("polls"), &figures->polls_total, error) &&
	       counter(store, TEXT("polls_unchanged"), &figures->polls_unchanged, error) &&
	       counter(store, TEXT("polls_failed"), &figures->polls_failed, error) &&
	       counter(store, TEXT("facts"), &figures->facts, error) &&
	       counter(store, TEXT("incidents"), &figures->incidents, error);
}

/* --- the check --- */

struct checking {
	bool (*stop)(void *context);
	void *context;
};

static int progress(void *context)
{
	struct checking *checking = context;

	return checking->stop && checking->stop(checking->context);
}

bool store_check(const char *path, bool (*stop)(void *context), void *context, struct error *error)
{
	struct checking checking = {stop, context};
	sqlite3_stmt *statement = NULL;
	sqlite3 *db = NULL;
	bool whole = true;

	/* It reads only: the one writing connection is the one that checkpoints. */
	int code = sqlite3_open_v2(
	        path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX,
	        NULL);
	if (code == SQLITE_OK) {
		distrust(db);
		code = sqlite3_exec(db, "PRAGMA wal_autocheckpoint = 0", NULL, NULL, NULL);
	}
	sqlite3_progress_handler(db, 10000, progress, &checking);
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const char *finding = (const char *)sqlite3_column_text(statement, 0);
		whole = finding && !strcmp(finding, "ok");
		if (!whole)
			error_set(error, ERROR_DATA, "database %.100s is damaged: %.100s", path,
			          finding ? finding : "");
	} else if (code != SQLITE_DONE && code != SQLITE_INTERRUPT) {
		bool damaged = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
		whole = error_set(error, damaged ? ERROR_DATA : ERROR_IO, "database %.100s: checking: %.100s", path,
		                  db ? sqlite3_errmsg(db) : "no memory");
	}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return whole;
}
