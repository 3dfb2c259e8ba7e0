/*
 * The schema, as numbered steps. Each step is one transaction; a database that was in use is copied
 * beside itself before the first of them. A step that has been released is never changed: the next
 * change is a new step.
 *
 * Times are milliseconds. What is looked up has a column, the rest of a record is its JSON
 * document, or packed by its shape (base/pack.h) where it is read for every report, so that a new
 * member of a struct needs no step.
 */
#include "storage/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/url.h"
#include "storage/fault.h"
#include "storage/samples.h"

static const char step_1[] =
        /* Figures for status: counting a million rows would take longer than a question may. */
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT "
        "ROWID;"

        /* AUTOINCREMENT: a feed that is removed and added again must not meet tokens of its first
           life. */
        "CREATE TABLE feed ("
        "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  url TEXT NOT NULL UNIQUE,"
        "  configured INTEGER NOT NULL,"
        "  state INTEGER NOT NULL," /* enum feed_state */
        "  next_poll INTEGER NOT NULL,"
        "  owner TEXT,"
        "  lease_until INTEGER NOT NULL DEFAULT 0,"
        "  token INTEGER NOT NULL DEFAULT 0,"
        "  entries INTEGER NOT NULL DEFAULT 0,"
        "  document TEXT NOT NULL"
        ") STRICT;"
        "CREATE INDEX feed_due ON feed (next_poll) WHERE state < 2;"

        /* An entry outlives its feed: when the feed comes back it is not read a second time. */
        "CREATE TABLE entry ("
        "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  feed INTEGER REFERENCES feed ON DELETE SET NULL,"
        "  key TEXT NOT NULL UNIQUE," /* the article_id of its report */
        "  content INTEGER NOT NULL," /* a hash; another one is a changed entry */
        "  state INTEGER NOT NULL,"   /* 0 waits, 1 is in hands, 2 read, 3 given up */
        "  attempts INTEGER NOT NULL DEFAULT 0,"
        "  returns INTEGER NOT NULL DEFAULT 0,"
        "  again INTEGER NOT NULL DEFAULT 0," /* changed while it was in hands */
        "  not_before INTEGER NOT NULL,"
        "  rank INTEGER NOT NULL," /* when it was published, at most when it was seen */
        "  reason TEXT,"
        "  document TEXT" /* until it is read */
        ") STRICT;"
        "CREATE INDEX entry_waiting ON entry (rank, id) WHERE state = 0;"
        "CREATE INDEX entry_in_hands ON entry (id) WHERE state = 1;"
        "CREATE INDEX entry_feed ON entry (feed);"

        "CREATE TABLE outbox ("
        "  n INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  id TEXT NOT NULL UNIQUE,"
        "  entry INTEGER," /* of the article that caused it; NULL: none */
        "  incident TEXT,"
        "  kind INTEGER NOT NULL," /* by name in the document too; here to fold and to filter */
        "  effect TEXT,"
        "  country TEXT,"
        "  due INTEGER NOT NULL,"
        "  state INTEGER NOT NULL DEFAULT 0," /* 0 pending, 1 written, 2 folded into `replaced_by`
                                               */
        "  replaced_by TEXT,"
        "  seq INTEGER UNIQUE,"
        "  logged INTEGER,"
        "  document TEXT NOT NULL"
        ") STRICT;"
        "CREATE INDEX outbox_pending ON outbox (due, n) WHERE state = 0;"
        "CREATE INDEX outbox_incident ON outbox (incident, n);"
        "CREATE INDEX outbox_logged ON outbox (logged) WHERE seq IS NOT NULL;"

        /* Hashes are 64 bits as signed integers; lists of them are blobs of eight bytes each. */
        "CREATE TABLE article ("
        "  n INTEGER PRIMARY KEY,"
        "  id TEXT NOT NULL,"
        "  url INTEGER NOT NULL,"
        "  text_hash INTEGER NOT NULL,"
        "  title_hash INTEGER NOT NULL,"
        "  shingles INTEGER NOT NULL,"
        "  words INTEGER NOT NULL,"
        "  published INTEGER,"
        "  story INTEGER NOT NULL,"
        "  sketch BLOB,"
        "  claims BLOB,"
        "  subjects BLOB"
        ") STRICT;"
        "CREATE INDEX article_id ON article (id);"
        "CREATE INDEX article_url ON article (url) WHERE url <> 0;"
        "CREATE INDEX article_text ON article (text_hash) WHERE text_hash <> 0;"
        "CREATE INDEX article_title ON article (title_hash) WHERE text_hash = 0;"
        "CREATE TABLE sample (hash INTEGER NOT NULL, article INTEGER NOT NULL,"
        "  PRIMARY KEY (hash, article)) STRICT, WITHOUT ROWID;"

        "CREATE TABLE story (id INTEGER PRIMARY KEY, last INTEGER NOT NULL, document TEXT NOT "
        "NULL) STRICT;"
        "CREATE TABLE story_term (term INTEGER NOT NULL, story INTEGER NOT NULL,"
        "  PRIMARY KEY (term, story)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE term (id INTEGER PRIMARY KEY, documents INTEGER NOT NULL) STRICT;"

        "CREATE TABLE tracked ("
        "  n INTEGER PRIMARY KEY,"
        "  id TEXT NOT NULL UNIQUE,"
        "  story INTEGER NOT NULL,"
        "  last INTEGER NOT NULL,"
        "  document TEXT NOT NULL"
        ") STRICT;"
        "CREATE INDEX tracked_story ON tracked (story, last);"
        "CREATE INDEX tracked_last ON tracked (last);"
        "CREATE TABLE tracked_country (country TEXT NOT NULL, tracked INTEGER NOT NULL,"
        "  PRIMARY KEY (country, tracked)) STRICT, WITHOUT ROWID;";

/* Records are packed, and a sample is the upper half of its hash. The functions are those below. */
static const char step_2[] =
        "UPDATE article SET sketch = pack_sketch(sketch), claims = pack_list(claims),"
        "  subjects = pack_list(subjects);"

        "CREATE TABLE sample_2 (hash INTEGER NOT NULL, article INTEGER NOT NULL,"
        "  PRIMARY KEY (hash, article)) STRICT, WITHOUT ROWID;"
        "INSERT OR IGNORE INTO sample_2 SELECT hash >> 32, article FROM sample;"
        "DROP TABLE sample;"
        "ALTER TABLE sample_2 RENAME TO sample;"

        "CREATE TABLE story_2 (id INTEGER PRIMARY KEY, last INTEGER NOT NULL, record BLOB NOT "
        "NULL) STRICT;"
        "INSERT INTO story_2 SELECT id, last, pack_story(document) FROM story;"
        "DROP TABLE story;"
        "ALTER TABLE story_2 RENAME TO story;"

        "CREATE TABLE tracked_2 ("
        "  n INTEGER PRIMARY KEY,"
        "  id TEXT NOT NULL UNIQUE,"
        "  story INTEGER NOT NULL,"
        "  last INTEGER NOT NULL,"
        "  record BLOB NOT NULL"
        ") STRICT;"
        "INSERT INTO tracked_2 SELECT n, id, story, last, pack_tracked(document) FROM tracked;"
        "DROP TABLE tracked;"
        "ALTER TABLE tracked_2 RENAME TO tracked;"
        "CREATE INDEX tracked_story ON tracked (story, last);"
        "CREATE INDEX tracked_last ON tracked (last);";

/*
 * What became of each article. `n` is that of its row in `article`; an exact duplicate, which has
 * none, is numbered from -1 down and has its keys here.
 */
static const char step_3[] =
        "CREATE TABLE fate ("
        "  n INTEGER PRIMARY KEY,"
        "  key INTEGER,"      /* hash of its id, */
        "  url INTEGER,"      /* and of its identity: of a duplicate */
        "  original INTEGER," /* hash of the id that it is a copy or an update of */
        "  record BLOB NOT NULL"
        ") STRICT;"
        "CREATE INDEX fate_key ON fate (key) WHERE key IS NOT NULL;"
        "CREATE INDEX fate_url ON fate (url) WHERE url IS NOT NULL;"
        "CREATE INDEX fate_original ON fate (original) WHERE original IS NOT NULL;"
        "CREATE INDEX entry_given_up ON entry (state) WHERE state = 3;"
        "CREATE TABLE fate_tracked (tracked INTEGER NOT NULL, fate INTEGER NOT NULL,"
        "  PRIMARY KEY (tracked, fate)) STRICT, WITHOUT ROWID;";

/*
 * What is looked up for every report and grows with every article takes few pages: an article is found
 * by the hash of its id, samples lie in buckets (storage/samples.h), the terms of stories are in memory,
 * records of a country stand in the order in which they are read.
 */
static const char step_4[] =
        "ALTER TABLE article ADD COLUMN key INTEGER NOT NULL DEFAULT 0;"
        "UPDATE article SET key = hash_of(id);"
        "DROP INDEX article_id;"
        "CREATE INDEX article_key ON article (key);"

        "CREATE TABLE sample_bucket (first INTEGER PRIMARY KEY, samples BLOB NOT NULL) STRICT;"
        "CREATE TABLE sample_fresh (article INTEGER PRIMARY KEY, samples BLOB NOT NULL) STRICT;"
        "CREATE TABLE sample_sweep ("
        "  id INTEGER PRIMARY KEY,"
        "  swept INTEGER NOT NULL," /* articles up to this are in buckets */
        "  round INTEGER NOT NULL," /* and those up to this, of samples below `next` */
        "  next INTEGER NOT NULL"
        ") STRICT;"

        "DROP TABLE story_term;"
        "CREATE INDEX story_last ON story (last);"

        "CREATE TABLE tracked_country_4 (country TEXT NOT NULL, last INTEGER NOT NULL,"
        "  tracked INTEGER NOT NULL, PRIMARY KEY (country, last, tracked)) STRICT, WITHOUT ROWID;"
        "INSERT INTO tracked_country_4 SELECT c.country, t.last, c.tracked FROM tracked_country c"
        "  JOIN tracked t ON t.n = c.tracked;"
        "DROP TABLE tracked_country;"
        "ALTER TABLE tracked_country_4 RENAME TO tracked_country;";

/* What people have ruled. */
static const char step_5[] =
        "CREATE TABLE correction ("
        "  n INTEGER PRIMARY KEY AUTOINCREMENT,"
        "  at INTEGER NOT NULL,"
        "  incident TEXT,"
        "  other TEXT,"
        "  alert TEXT,"
        "  document TEXT NOT NULL"
        ") STRICT;"
        "CREATE INDEX correction_incident ON correction (incident);"
        "CREATE INDEX correction_other ON correction (other) WHERE other IS NOT NULL;"
        "CREATE INDEX correction_alert ON correction (alert) WHERE alert IS NOT NULL;";

/* Entries that their feed gave a date may be pruned while the feed is there, long after they were seen. */
static const char step_6[] = "ALTER TABLE entry ADD COLUMN dated INTEGER NOT NULL DEFAULT 0;"
			     "ALTER TABLE entry ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;";

/* What each feed brings, against its ceiling. */
static const char step_7[] =
        "CREATE TABLE flow (feed INTEGER PRIMARY KEY, due INTEGER, record BLOB NOT NULL) STRICT;"
        "CREATE INDEX flow_due ON flow (due) WHERE due IS NOT NULL;";

/* What stood before a host was kept and shown with it: a password is not, in what is asked and told from here on. */
static const char step_8[] =
        "UPDATE OR IGNORE feed SET url = url_plain(url), document = json_set(document, '$.url', url_plain(url))"
        "  WHERE url <> url_plain(url);"
        "DELETE FROM feed WHERE url <> url_plain(url);"
        "UPDATE feed SET document = json_set(document, '$.moved', url_plain(json_extract(document, '$.moved')))"
        "  WHERE instr(json_extract(document, '$.moved'), '@');"
        "UPDATE entry SET document = json_set(document, '$.url', url_plain(json_extract(document, '$.url')))"
        "  WHERE instr(json_extract(document, '$.url'), '@');"
        "UPDATE outbox SET document = json_set(document, '$.url', url_plain(json_extract(document, '$.url')))"
        "  WHERE instr(json_extract(document, '$.url'), '@');";

/* How many feeds are well is asked every second, and a hundred thousand rows with their documents are many pages. */
static const char step_9[] = "CREATE INDEX feed_state ON feed (state);";

/* Subscriptions at hubs. A feed that goes leaves its own behind, of which the hub is to be told. */
static const char step_10[] =
        "CREATE TABLE subscription ("
        "  path TEXT PRIMARY KEY," /* a secret, as `secret` is */
        "  feed INTEGER REFERENCES feed ON DELETE SET NULL,"
        "  secret TEXT NOT NULL,"
        "  document TEXT NOT NULL"
        ") STRICT, WITHOUT ROWID;"
        "CREATE INDEX subscription_feed ON subscription (feed);";

/* A step, and what is too much for SQL behind it. */
static const struct {
	const char *sql;
	bool (*convert)(struct store *store, struct error *error);
} steps[STORE_VERSION] = {{step_1, NULL}, {step_2, NULL}, {step_3, NULL}, {step_4, samples_convert}, {step_5, NULL},
	   {step_6, NULL}, {step_7, NULL}, {step_8, NULL}, {step_9, NULL}, {step_10, NULL}};

/* --- what the steps do with records --- */

/* The value of a record's JSON document, packed; a shape is the function's own data. */
static void pack_document(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct json_shape *shape = sqlite3_user_data(context);
	struct arena *arena = arena_new(MIB(64));
	void *object = arena_alloc(arena, shape->size);
	struct error error = {0};
	struct bytes document = {sqlite3_value_text(values[0]),
	                         (size_t)sqlite3_value_bytes(values[0])};
	json_t *json = count == 1 && document.data ? json_read(document, &error) : NULL;

	if (json && json_to_shape(arena, shape, json, object, &error)) {
		struct bytes packed = pack_shape(arena, shape, object);
		sqlite3_result_blob64(context, packed.data, packed.length, SQLITE_TRANSIENT);
	} else {
		sqlite3_result_error(context, error.message, -1);
	}
	json_decref(json);
	arena_free(arena);
}

/* Hashes of eight bytes each, packed, without the bits that are not in the function's mask. */
static void pack_list(sqlite3_context *context, int count, sqlite3_value **values)
{
	const uint64_t *mask = sqlite3_user_data(context);
	const void *blob = sqlite3_value_blob(values[0]);
	size_t hashes_count = (size_t)sqlite3_value_bytes(values[0]) / sizeof(uint64_t);

	if (count != 1 || !blob)
		return;
	struct arena *arena = arena_new(MIB(64));
	uint64_t *hashes = arena_array(arena, hashes_count, sizeof(*hashes));
	memcpy(hashes, blob, hashes_count * sizeof(*hashes));
	for (size_t i = 0; i < hashes_count; i++)
		hashes[i] &= *mask;
	struct bytes packed = pack_hashes(arena, hashes, hashes_count);
	sqlite3_result_blob64(context, packed.data, packed.length, SQLITE_TRANSIENT);
	arena_free(arena);
}

static void hash_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	const unsigned char *data = count == 1 ? sqlite3_value_text(values[0]) : NULL;
	struct text text = {(const char *)data, data ? (size_t)sqlite3_value_bytes(values[0]) : 0};
	uint64_t hash = hash_text(text, 0);
	sqlite3_int64 value;

	memcpy(&value, &hash, sizeof(value));
	sqlite3_result_int64(context, value);
}

static void plain_url(sqlite3_context *context, int count, sqlite3_value **values)
{
	const unsigned char *data = count == 1 ? sqlite3_value_text(values[0]) : NULL;

	if (!data)
		return;
	struct arena *arena = arena_new(MIB(64));
	struct text text = {(const char *)data, (size_t)sqlite3_value_bytes(values[0])};
	struct text plain = url_plain(arena, text);
	sqlite3_result_text(context, plain.data, (int)plain.length, SQLITE_TRANSIENT);
	arena_free(arena);
}

static bool set_functions(struct store *store, struct error *error)
{
	static const uint64_t whole = UINT64_MAX, sketch = SKETCH_KEPT;
	const struct {
		const char *name;
		void (*function)(sqlite3_context *, int, sqlite3_value **);
		const void *data;
	} functions[] = {
	        {"pack_story", pack_document, &known_story_shape},
	        {"pack_tracked", pack_document, &tracked_shape},
	        {"pack_list", pack_list, &whole},
	        {"hash_of", hash_of, NULL},
	        {"url_plain", plain_url, NULL},
	        {"pack_sketch", pack_list, &sketch},
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (sqlite3_create_function(store->db, functions[i].name, 1,
		                            SQLITE_UTF8 | SQLITE_DIRECTONLY,
		                            (void *)(uintptr_t)functions[i].data,
		                            functions[i].function, NULL, NULL) != SQLITE_OK)
			return store_failed(store, "setting up", error);
	return true;
}

/* Copies a database as it is; the copy has its name only when it is whole. */
static bool copy_to(struct store *store, const char *path, struct error *error)
{
	sqlite3 *copy = NULL;
	bool done = false;

	if (sqlite3_open_v2(path, &copy,
	                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	                    NULL) == SQLITE_OK) {
		sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
		done = backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
		done = backup && sqlite3_backup_finish(backup) == SQLITE_OK && done;
	}
	if (!done)
		error_set(error, ERROR_IO,
		          "database %.120s: no copy could be made before it is changed: %.60s",
		          store->path, copy ? sqlite3_errmsg(copy) : "no memory");
	sqlite3_close(copy);
	return done;
}

static bool back_up(struct store *store, int version, struct error *error)
{
	char path[PATH_MAX], partial[PATH_MAX];

	snprintf(path, sizeof(path), "%s.version-%d", store->path, version);
	snprintf(partial, sizeof(partial), "%s.version-%d.partial", store->path, version);
	unlink(partial);
	/* SQLite's own new files are everybody's to read. */
	int file = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (file < 0)
		return error_set(error, ERROR_CREATE, "database %.150s: its copy: %s", store->path, strerror(errno));
	close(file);
	if (!copy_to(store, partial, error))
		return false;
	FAULT_NUMBERED("migrate.copy", version);
	if (rename(partial, path))
		return error_set(error, ERROR_IO, "database %.150s: naming its copy: %s",
		                 store->path, strerror(errno));
	return true;
}

void forget_copies(const struct store *store)
{
	char pattern[PATH_MAX];
	glob_t files;

	snprintf(pattern, sizeof(pattern), "%s.version-*", store->path);
	if (glob(pattern, GLOB_NOSORT, NULL, &files))
		return;
	for (size_t i = 0; i < files.gl_pathc; i++)
		unlink(files.gl_pathv[i]);
	globfree(&files);
}

/* A file that was new is begun anew after a power cut: only what comes after its schema is to be safe. */
static bool take_step(struct store *store, int version, bool new_file, struct error *error)
{
	char sql[128];

	if (!(new_file ? begin_light(store, error) : begin(store, error)))
		return false;
	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
	         STORE_APPLICATION_ID, version);
	bool done = sqlite3_exec(store->db, steps[version - 1].sql, NULL, NULL, NULL) == SQLITE_OK &&
	            (!steps[version - 1].convert || steps[version - 1].convert(store, error)) &&
	            sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK;
	if (!done)
		store_failed(store, "changing its schema", error);
	FAULT_NUMBERED("migrate.change", version);
	bool taken = end(store, done, error);
	FAULT_NUMBERED("migrate.step", version);
	return taken;
}

static bool has_tables(struct store *store, int64_t *tables, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT count(*) FROM sqlite_schema", error);

	return statement && query_integer(store, statement, 0, tables, error);
}

bool migrate(struct store *store, int version, struct error *error)
{
	int64_t tables;

	if (version == STORE_VERSION)
		return true;
	if (!set_functions(store, error) || !has_tables(store, &tables, error) ||
	    (tables && !back_up(store, version, error)))
		return false;
	while (version < STORE_VERSION)
		if (!take_step(store, ++version, !tables, error))
			return false;
	return true;
}
