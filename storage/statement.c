/* Statements: cached by their literal, bound, stepped, read; what SQLite says as errors of ours. */
#include "storage/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/limits.h"

/* How often a locked database is tried again, each time for the busy timeout of 250 ms. */
#define BUSY_TRIES 8

static enum error_kind kind_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERROR_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_TOOBIG:
		return ERROR_DATA;
	case SQLITE_CANTOPEN:
		return ERROR_CREATE;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return ERROR_PERMISSION;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
		return ERROR_IO;
	case SQLITE_NOMEM:
		return ERROR_SYSTEM;
	default:
		return ERROR_INTERNAL;
	}
}

bool store_failed(struct store *store, const char *doing, struct error *error)
{
	int code = sqlite3_extended_errcode(store->db);

	if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
		store_set_damaged(store);
	error_set(error, kind_of(code), "database %.120s: %s: %.60s", store->path, doing,
	          (code & 0xff) == SQLITE_FULL ? "no space left on its disk"
	                                       : sqlite3_errmsg(store->db));
	store->trouble = *error;
	return false;
}

static struct cached_statement *place_of(struct store *store, const char *sql)
{
	size_t at = ((uintptr_t)sql >> 3) * 0x9e3779b97f4a7c15u >> 32;

	for (size_t i = 0; i < STATEMENTS; i++) {
		struct cached_statement *place = &store->statements[(at + i) % STATEMENTS];
		if (!place->sql || place->sql == sql)
			return place;
	}
	return NULL;
}

sqlite3_stmt *query(struct store *store, const char *sql, struct error *error)
{
	struct cached_statement *place = place_of(store, sql);

	if (!place) {
		error_set(error, ERROR_INTERNAL, "database: more than %d statements", STATEMENTS);
		return NULL;
	}
	if (!place->sql) {
		if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		                       &place->statement, NULL) != SQLITE_OK) {
			store_failed(store, "preparing", error);
			return NULL;
		}
		place->sql = sql;
	}
	sqlite3_reset(place->statement);
	sqlite3_clear_bindings(place->statement);
	return place->statement;
}

enum step query_step(struct store *store, sqlite3_stmt *statement, struct error *error)
{
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		return STEP_ROW;
	case SQLITE_DONE:
		sqlite3_reset(statement);
		return STEP_DONE;
	default:
		store_failed(store, sqlite3_stmt_readonly(statement) ? "reading" : "writing",
		             error);
		sqlite3_reset(statement);
		return STEP_FAILED;
	}
}

bool query_run(struct store *store, sqlite3_stmt *statement, struct error *error)
{
	enum step step = query_step(store, statement, error);

	if (step == STEP_ROW)
		sqlite3_reset(statement);
	return step != STEP_FAILED;
}

bool query_integer(struct store *store, sqlite3_stmt *statement, int64_t otherwise, int64_t *value,
                   struct error *error)
{
	enum step step = query_step(store, statement, error);

	if (step == STEP_FAILED)
		return false;
	bool known = step == STEP_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL;
	*value = known ? sqlite3_column_int64(statement, 0) : otherwise;
	if (step == STEP_ROW)
		sqlite3_reset(statement);
	return true;
}

void bind_text(sqlite3_stmt *statement, int at, struct text text)
{
	if (text.length)
		sqlite3_bind_text64(statement, at, text.data, text.length, SQLITE_STATIC,
		                    SQLITE_UTF8);
	else
		sqlite3_bind_null(statement, at);
}

void bind_integer(sqlite3_stmt *statement, int at, int64_t value)
{
	if (value == INTEGER_NONE)
		sqlite3_bind_null(statement, at);
	else
		sqlite3_bind_int64(statement, at, value);
}

void bind_instant(sqlite3_stmt *statement, int at, struct instant instant)
{
	bind_integer(statement, at, instant.ms);
}

void bind_hash(sqlite3_stmt *statement, int at, uint64_t hash)
{
	int64_t value;

	memcpy(&value, &hash, sizeof(value));
	sqlite3_bind_int64(statement, at, value);
}

void bind_bytes(sqlite3_stmt *statement, int at, struct bytes bytes)
{
	sqlite3_bind_blob64(statement, at, bytes.data, bytes.length, SQLITE_STATIC);
}

void bind_hashes(struct arena *arena, sqlite3_stmt *statement, int at, const uint64_t *hashes,
                 size_t count)
{
	if (count)
		bind_bytes(statement, at, pack_hashes(arena, hashes, count));
	else
		sqlite3_bind_null(statement, at);
}

uint64_t column_hash(sqlite3_stmt *statement, int at)
{
	int64_t value = sqlite3_column_int64(statement, at);
	uint64_t hash;

	memcpy(&hash, &value, sizeof(hash));
	return hash;
}

static struct bytes column_bytes(sqlite3_stmt *statement, int at)
{
	const unsigned char *data = sqlite3_column_blob(statement, at);

	return (struct bytes){data, data ? (size_t)sqlite3_column_bytes(statement, at) : 0};
}

bool column_hashes(struct arena *arena, sqlite3_stmt *statement, int at, uint64_t **hashes,
                   size_t *count, struct error *error)
{
	if (unpack_hashes(arena, column_bytes(statement, at), HASHES_MOST, hashes, count))
		return true;
	return error_set(error, ERROR_DATA, "database: a list of hashes is damaged");
}

bool column_record(struct arena *arena, sqlite3_stmt *statement, int at,
                   const struct json_shape *shape, void *object, struct error *error)
{
	return unpack_shape(arena, shape, column_bytes(statement, at), object, error);
}

bool query_record(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                  const struct json_shape *shape, void *object, bool *there, struct error *error)
{
	enum step step = query_step(store, statement, error);

	*there = step == STEP_ROW;
	if (!*there)
		return step == STEP_DONE;
	bool read = column_record(arena, statement, 0, shape, object, error);
	sqlite3_reset(statement);
	return read;
}

bool count_up(struct store *store, struct text name, int64_t by, struct error *error)
{
	if (!by)
		return true;
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO counter (name, value) VALUES (?1, ?2)"
	              " ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
	              error);

	if (!statement)
		return false;
	bind_text(statement, 1, name);
	bind_integer(statement, 2, by);
	return query_run(store, statement, error);
}

struct text column_text(struct arena *arena, sqlite3_stmt *statement, int at)
{
	const unsigned char *data = sqlite3_column_text(statement, at);
	struct text text = {(const char *)data, (size_t)sqlite3_column_bytes(statement, at)};

	return data ? text_copy(arena, text) : TEXT_NONE;
}

struct instant column_instant(sqlite3_stmt *statement, int at)
{
	return (struct instant){column_integer(statement, at)};
}

int64_t column_integer(sqlite3_stmt *statement, int at)
{
	if (sqlite3_column_type(statement, at) == SQLITE_NULL)
		return INTEGER_NONE;
	return sqlite3_column_int64(statement, at);
}

bool column_document(struct arena *arena, sqlite3_stmt *statement, int at, const struct json_shape *shape,
                     void *object, struct error *error)
{
	const unsigned char *data = sqlite3_column_text(statement, at);
	size_t length = (size_t)sqlite3_column_bytes(statement, at);

	if (!data) {
		json_blank(shape, object);
		return true;
	}
	return json_read_shape(arena, shape, (struct bytes){data, length}, object, error);
}

char *document_of_json(json_t *json, struct error *error)
{
	char *line = json ? json_line(json) : NULL;

	json_decref(json);
	if (!line)
		error_set(error, ERROR_SYSTEM, "database: no memory for a document");
	return line;
}

/* Room for a document of the largest frame, as often as its writer begins anew while it grows. */
#define DOCUMENT_ARENA (6 * LIMIT_FRAME)

char *document_of(const struct json_shape *shape, const void *object, struct error *error)
{
	struct arena *arena = arena_new(DOCUMENT_ARENA);
	struct writer writer = writer_new(arena, LIMIT_FRAME);

	json_write_shape(&writer, shape, object);
	struct text text = writer_text(&writer);
	char *document = writer.full ? NULL : strndup(text.data, text.length);
	arena_free(arena);
	if (!document)
		error_set(error, ERROR_SYSTEM, "database: no memory for a document");
	return document;
}

static bool try_often(struct store *store, const char *sql, const char *doing, struct error *error)
{
	for (int i = 0; i < BUSY_TRIES; i++) {
		sqlite3_stmt *statement = query(store, sql, error);
		if (!statement)
			return false;
		int code = sqlite3_step(statement);
		if (code == SQLITE_DONE) {
			sqlite3_reset(statement);
			return true;
		}
		store_failed(store, doing, error);
		sqlite3_reset(statement);
		if ((code & 0xff) != SQLITE_BUSY)
			return false;
	}
	return false;
}

bool begin(struct store *store, struct error *error)
{
	store->changes = sqlite3_total_changes64(store->db);
	if (store_damaged(store))
		return error_set(error, ERROR_IO, "database %.150s is damaged: nothing is written to it",
		                 store->path);
	return try_often(store, "BEGIN IMMEDIATE", "beginning", error);
}

/* Outside of transactions only. In memory there is no disk to wait for. */
static void wait_for_disk(struct store *store, bool wait)
{
	if (store->lock == STORE_NO_LOCK)
		return;
	const char *sql = wait ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		store->light = !wait;
}

bool begin_light(struct store *store, struct error *error)
{
	wait_for_disk(store, false);
	if (begin(store, error))
		return true;
	wait_for_disk(store, true);
	return false;
}

bool commit(struct store *store, struct error *error)
{
	if (try_often(store, "COMMIT", "committing", error)) {
		if (store->light)
			wait_for_disk(store, true);
		if (sqlite3_total_changes64(store->db) != store->changes)
			store->trouble = (struct error){0};
		return true;
	}
	rollback(store);
	return false;
}

void rollback(struct store *store)
{
	/* A statement in the middle of its rows would keep the transaction open. */
	for (size_t i = 0; i < STATEMENTS; i++)
		if (store->statements[i].statement)
			sqlite3_reset(store->statements[i].statement);
	/* Where SQLite has rolled back by itself (disk full) there is nothing left to do. */
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (store->light)
		wait_for_disk(store, true);
}

bool end(struct store *store, bool done, struct error *error)
{
	if (done)
		return commit(store, error);
	rollback(store);
	return false;
}
