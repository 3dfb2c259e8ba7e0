/* Opening and closing: the lock against a second daemon, whose file it is, and how SQLite is set
 * up. */
#include "storage/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "storage/records.h"
#include "storage/samples.h"
#include "storage/stories.h"
#include "storage/terms.h"

/*
 * A daemon that was killed may have left a child between its fork and its exec, which holds the lock
 * for some milliseconds more.
 */
#define LOCK_TRIES 50
#define LOCK_STEP_US 20000

/* SQLite's own words at the start of every database (file format, 1.3). */
#define SQLITE_HEADER "SQLite format 3"

static bool in_memory(const char *path)
{
	return !strcmp(path, ":memory:");
}

static enum error_kind kind_of_errno(int number)
{
	switch (number) {
	case EACCES:
	case EPERM:
	case ELOOP:
		return ERROR_PERMISSION;
	case ENOENT:
	case ENOTDIR:
		return ERROR_CREATE;
	default:
		return ERROR_IO;
	}
}

/* The path with its folder resolved: SQLITE_OPEN_NOFOLLOW refuses a link anywhere in it. */
static char *resolve(const char *path, struct error *error)
{
	char copy[PATH_MAX], folder[PATH_MAX], *whole;

	if (strlen(path) >= sizeof(copy)) {
		error_set(error, ERROR_CONFIG, "database: its path is too long");
		return NULL;
	}
	strcpy(copy, path);
	if (!realpath(dirname(copy), folder)) {
		error_set(error, kind_of_errno(errno), "database %.150s: its folder: %s", path,
		          strerror(errno));
		return NULL;
	}
	strcpy(copy, path);
	if (asprintf(&whole, "%s/%s", strcmp(folder, "/") ? folder : "", basename(copy)) < 0) {
		error_set(error, ERROR_SYSTEM, "database: no memory");
		return NULL;
	}
	return whole;
}

static bool lock(struct store *store, struct error *error)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.lock", store->path);
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (store->lock < 0)
		return error_set(error, kind_of_errno(errno), "database %.150s: its lock file: %s",
		                 store->path, strerror(errno));
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK)
			break;
		usleep(LOCK_STEP_US);
	}
	if (errno == EWOULDBLOCK)
		return error_set(error, ERROR_BUSY, "another daemon has the database %.150s",
		                 store->path);
	return error_set(error, ERROR_IO, "database %.150s: locking: %s", store->path,
	                 strerror(errno));
}

/* Looks at the file before SQLite does: what is not a database is not touched. Made where missing.
 */
static bool look(struct store *store, bool *empty, struct error *error)
{
	char start[sizeof(SQLITE_HEADER)], wal[PATH_MAX];
	struct stat status;
	int file = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);

	if (file < 0)
		return error_set(error, kind_of_errno(errno), "database %.150s: %s", store->path,
		                 strerror(errno));
	ssize_t got = fstat(file, &status) ? -1 : pread(file, start, sizeof(start), 0);
	int number = errno;
	close(file);
	if (got < 0)
		return error_set(error, ERROR_IO, "database %.150s: %s", store->path,
		                 strerror(number));
	*empty = got == 0;
	if (got &&
	    ((size_t)got < sizeof(start) || memcmp(start, SQLITE_HEADER, sizeof(start)) != 0))
		return error_set(error, ERROR_DATA, "%.150s is no database; it is left as it is",
		                 store->path);
	snprintf(wal, sizeof(wal), "%s-wal", store->path);
	store->unclean = stat(wal, &status) == 0 && status.st_size > 0;
	return true;
}

static bool run(struct store *store, const char *sql, const char *doing, struct error *error)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_failed(store, doing, error);
	return true;
}

void distrust(sqlite3 *db)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Debian's SQLite loads them on request. */
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)MIB(16));
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

static bool connect(struct store *store, struct error *error)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE |
	            SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(store->path, &store->db, flags, NULL) != SQLITE_OK) {
		if (!store->db)
			return error_set(error, ERROR_SYSTEM, "database: no memory");
		return store_failed(store, "opening", error);
	}
	distrust(store->db);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_busy_timeout(store->db, 250);
	return run(store,
	           "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
	           "PRAGMA cache_size = -32768", /* KiB */
	           "setting up", error);
}

static bool ask(struct store *store, const char *sql, int64_t *value, struct error *error)
{
	sqlite3_stmt *statement = query(store, sql, error);

	return statement && query_integer(store, statement, 0, value, error);
}

/* Whose file it is, before anything of it is changed. `version` 0: it is new. */
static bool identify(struct store *store, int *version, struct error *error)
{
	int64_t application, user_version, tables;

	if (!ask(store, "PRAGMA application_id", &application, error) ||
	    !ask(store, "PRAGMA user_version", &user_version, error) ||
	    !ask(store, "SELECT count(*) FROM sqlite_schema", &tables, error))
		return false;
	if (application != STORE_APPLICATION_ID && (application || user_version || tables))
		return error_set(error, ERROR_DATA,
		                 "%.150s is the database of another program; it is left as it is",
		                 store->path);
	if (user_version > STORE_VERSION)
		return error_set(error, ERROR_CONFIG,
		                 "database %.150s is of version %d, made by a newer sitrep; this "
		                 "one knows %d",
		                 store->path, (int)user_version, STORE_VERSION);
	*version = (int)user_version;
	return true;
}

/* Before the first table: a database that is there already is only made smaller by VACUUM. */
static bool make_shrink(struct store *store, bool empty, struct error *error)
{
	int64_t mode;

	if (empty && !run(store, "PRAGMA auto_vacuum = INCREMENTAL", "setting up", error))
		return false;
	bool asked = ask(store, "PRAGMA auto_vacuum", &mode, error);
	store->shrinks = mode == 2;
	return asked;
}

static bool make_durable(struct store *store, struct error *error)
{
	if (in_memory(store->path))
		return run(store, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF",
		           "setting up", error);
	return run(store,
	           "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	           "PRAGMA journal_size_limit = 67108864",
	           "setting up", error);
}

/* What a crash left in hands is put back. No reader has died over it, so the attempt does not count. */
static bool put_all_back(struct store *store, struct error *error)
{
	return run(store,
	           "UPDATE entry SET state = 0, attempts = max(attempts - 1, 0), again = 0"
	           " WHERE state = 1;"
	           "UPDATE feed SET lease_until = 0, owner = NULL WHERE lease_until <> 0",
	           "putting entries back", error);
}

/*
 * A large database gets a large page cache: the records and samples that a report meets lie far apart. A
 * small one would lose by it: below 1 GiB, SQLite 3.40 looks through all of the cache at the commit behind
 * each page that was split.
 */
static bool size_cache(struct store *store, struct error *error)
{
	return store_bytes(store) < (int64_t)MIB(1024) ||
	       run(store, "PRAGMA cache_size = -131072", "setting up", error);
}

static bool open_file(struct store *store, struct error *error)
{
	bool empty = true;
	int version = 0;

	if (!in_memory(store->path) && (!lock(store, error) || !look(store, &empty, error)))
		return false;
	bool opened = connect(store, error) && (empty || identify(store, &version, error)) &&
	              make_shrink(store, empty, error) && make_durable(store, error) &&
	              size_cache(store, error) && migrate(store, version, error) &&
	              put_all_back(store, error);
	/* This version has run before, and has ended well. */
	if (opened && version == STORE_VERSION && !store->unclean && !in_memory(store->path))
		forget_copies(store);
	return opened;
}

struct store *store_open(const char *path, struct error *error)
{
	struct store *store = memory_zeroed(1, sizeof(*store));

	store->lock = STORE_NO_LOCK;
	store->keeping = KEEPING_DEFAULT;
	store->samples = samples_new();
	store->stories = stories_new();
	store->terms = terms_new();
	store->records = records_new();
	store->path = in_memory(path) ? memory_string(path) : resolve(path, error);
	if (store->path && open_file(store, error))
		return store;
	if (store->path && store_damaged(store))
		error_set(error, ERROR_DATA, "database %.150s is damaged; it is left as it is", store->path);
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	struct error ignored;

	if (!store)
		return;
	json_decref(store->held);
	/* A damaged one stays as it is, its log with it: so the next start knows that it is to be checked. */
	if (store->db && store_damaged(store))
		sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	else if (store->terms && store->db && !in_memory(store->path))
		terms_write(store, &ignored);
	samples_free(store->samples);
	stories_free(store->stories);
	terms_free(store->terms);
	records_free(store->records);
	arena_free(store->row);
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(store->statements[i].statement);
	sqlite3_close(store->db);
	if (store->lock >= 0)
		close(store->lock);
	free(store->path);
	free(store);
}

void store_abandon(struct store *store)
{
	json_decref(store->held);
	store->held = NULL;
	rollback(store);
	samples_forget(store->samples);
	stories_forget(store->stories);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

int64_t store_bytes(const struct store *store)
{
	static const char *const parts[] = {"", "-wal"};
	char path[PATH_MAX];
	struct stat status;
	int64_t bytes = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !in_memory(store->path); i++) {
		snprintf(path, sizeof(path), "%s%s", store->path, parts[i]);
		if (stat(path, &status) == 0)
			bytes += status.st_size;
	}
	return bytes;
}

bool store_damaged(const struct store *store)
{
	return atomic_load(&store->damaged);
}

void store_set_damaged(struct store *store)
{
	atomic_store(&store->damaged, true);
}

const struct error *store_trouble(const struct store *store)
{
	return &store->trouble;
}

bool store_unclean(const struct store *store)
{
	return store->unclean;
}
