/* How SQLite is set up: what a database that somebody has prepared could otherwise make of us. */
#include "storage/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/folder.h"
#include "tests/test.h"

static struct error error;

struct bench {
	char folder[FOLDER_LENGTH], path[96];
	struct store *store;
};

static struct bench bench_begin(void)
{
	struct bench bench;

	CHECK(folder_begin(bench.folder, "settings"));
	snprintf(bench.path, sizeof(bench.path), "%s/db", bench.folder);
	bench.store = store_open(bench.path, &error);
	if (!bench.store)
		fail_msg("%s", error.message);
	return bench;
}

static void bench_end(struct bench *bench)
{
	store_close(bench->store);
	CHECK(folder_end(bench->folder) == 0);
}

static int64_t ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
	sqlite3_finalize(statement);
	return value;
}

static int run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int configured(sqlite3 *db, int option)
{
	int value = -1;

	CHECK(sqlite3_db_config(db, option, -1, &value) == SQLITE_OK);
	return value;
}

TEST(the_pragmas_are_those_that_keep_what_was_committed)
{
	static const struct {
		const char *sql;
		int64_t value;
	} wanted[] = {
		{"PRAGMA application_id", STORE_APPLICATION_ID}, {"PRAGMA user_version", STORE_VERSION},
		{"PRAGMA synchronous", 2 /* FULL */}, {"PRAGMA busy_timeout", 250}, {"PRAGMA cell_size_check", 1},
		{"PRAGMA mmap_size", 0}, {"PRAGMA journal_size_limit", 64 << 20}, {"PRAGMA temp_store", 2 /* MEMORY */},
		{"PRAGMA foreign_keys", 1},
		{"SELECT count(*) FROM pragma_journal_mode() WHERE journal_mode = 'wal'", 1},
		{"SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
		 " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", 0},
		{"SELECT count(*) > 5 FROM pragma_table_list WHERE schema = 'main' AND strict", 1},
	};
	struct bench bench = bench_begin();

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		int64_t value = ask(bench.store->db, wanted[i].sql);
		if (value != wanted[i].value)
			fail_msg("%s: %lld, not %lld", wanted[i].sql, (long long)value, (long long)wanted[i].value);
	}
	bench_end(&bench);
}

TEST(nothing_in_a_database_is_trusted)
{
	struct bench bench = bench_begin();
	sqlite3 *db = bench.store->db;

	CHECK_INT(configured(db, SQLITE_DBCONFIG_DEFENSIVE), 1);
	CHECK_INT(configured(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA), 0);
	CHECK_INT(configured(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION), 0);
	/* The schema cannot be written behind SQLite's back. */
	run(db, "PRAGMA writable_schema = ON");
	CHECK(run(db, "UPDATE sqlite_schema SET sql = 'CREATE TABLE feed (x)' WHERE name = 'feed'") != SQLITE_OK);
	CHECK(run(db, "ATTACH ':memory:' AS other") != SQLITE_OK);
	CHECK(run(db, "SELECT load_extension('/nowhere')") != SQLITE_OK);
	CHECK(sqlite3_load_extension(db, "/nowhere", NULL, NULL) != SQLITE_OK);
	/* A name that is none is a mistake, and no text. */
	CHECK(run(db, "SELECT \"no such column\" FROM feed") != SQLITE_OK);
	CHECK(run(db, "CREATE INDEX wrong ON feed (\"no such column\")") != SQLITE_OK);
	bench_end(&bench);
}

TEST(what_is_stored_has_a_limit)
{
	struct bench bench = bench_begin();
	sqlite3 *db = bench.store->db;

	CHECK_INT(sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1), MIB(16));
	CHECK_INT(sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, -1), 0);
	CHECK_INT(run(db, "SELECT zeroblob(16777217)"), SQLITE_TOOBIG);
	CHECK_INT(run(db, "SELECT length(zeroblob(16777216))"), SQLITE_OK);
	bench_end(&bench);
}

TEST(the_connection_is_one_threads_and_tells_its_errors_in_full)
{
	struct bench bench = bench_begin();

	CHECK(sqlite3_db_mutex(bench.store->db) == NULL);
	CHECK(run(bench.store->db, "CREATE TABLE one (x INTEGER UNIQUE) STRICT; INSERT INTO one VALUES (1)") == SQLITE_OK);
	CHECK_INT(run(bench.store->db, "INSERT INTO one VALUES (1)"), SQLITE_CONSTRAINT_UNIQUE);
	CHECK_INT(run(bench.store->db, "INSERT INTO one VALUES ('no number')"), SQLITE_CONSTRAINT_DATATYPE);
	bench_end(&bench);
}

TEST(a_link_is_not_followed_but_its_folder_may_be_one)
{
	struct bench bench = bench_begin();
	char link[128], folder[128];

	store_close(bench.store);
	snprintf(link, sizeof(link), "%s/link", bench.folder);
	CHECK(symlink(bench.path, link) == 0);
	CHECK(!store_open(link, &error));
	CHECK_INT(error.kind, ERROR_PERMISSION);
	/* What SQLite itself makes of it: our own look at the file is not the only one. */
	sqlite3 *db;
	CHECK(sqlite3_open_v2(link, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK);
	sqlite3_close(db);
	snprintf(folder, sizeof(folder), "%s/folder", bench.folder);
	CHECK(symlink(bench.folder, folder) == 0);
	snprintf(link, sizeof(link), "%s/folder/db", bench.folder);
	bench.store = store_open(link, &error);
	CHECK(bench.store);
	CHECK(unlink(folder) == 0);
	bench_end(&bench);
}

/* The second step has changed the articles and made a table when it misses another one: both are taken back. */
TEST(a_step_of_the_schema_that_fails_leaves_the_database_as_it_was)
{
	struct bench bench = bench_begin();
	char copy[128];
	sqlite3 *db;

	store_close(bench.store);
	CHECK(unlink(bench.path) == 0);
	CHECK(sqlite3_open(bench.path, &db) == SQLITE_OK);
	CHECK(run(db, "PRAGMA application_id = 0x53495452; PRAGMA user_version = 1;"
		      "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
		      "INSERT INTO counter VALUES ('kept', 42);"
		      "CREATE TABLE article (sketch BLOB, claims BLOB, subjects BLOB) STRICT;"
		      "INSERT INTO article VALUES (x'0102030405060708', NULL, NULL)") == SQLITE_OK);
	int64_t before = ask(db, "SELECT count(*) FROM sqlite_schema");
	sqlite3_close(db);
	CHECK(!store_open(bench.path, &error));
	CHECK(sqlite3_open(bench.path, &db) == SQLITE_OK);
	CHECK_INT(ask(db, "PRAGMA user_version"), 1);
	CHECK_INT(ask(db, "SELECT count(*) FROM sqlite_schema"), before);
	CHECK_INT(ask(db, "SELECT value FROM counter"), 42);
	CHECK_INT(ask(db, "SELECT sketch = x'0102030405060708' FROM article"), 1);
	sqlite3_close(db);
	snprintf(copy, sizeof(copy), "%s.version-1", bench.path);
	CHECK(sqlite3_open(copy, &db) == SQLITE_OK);
	CHECK_INT(ask(db, "SELECT value FROM counter"), 42);
	sqlite3_close(db);
	CHECK(folder_end(bench.folder) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_pragmas_are_those_that_keep_what_was_committed),
		RUN(nothing_in_a_database_is_trusted),
		RUN(what_is_stored_has_a_limit),
		RUN(the_connection_is_one_threads_and_tells_its_errors_in_full),
		RUN(a_link_is_not_followed_but_its_folder_may_be_one),
		RUN(a_step_of_the_schema_that_fails_leaves_the_database_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
