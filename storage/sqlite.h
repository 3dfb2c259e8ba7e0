/*
 * What the files of the SQLite store share: the connection, its cached statements, errors as
 * sentences. Nothing outside storage/ includes this.
 *
 * A statement is named by its SQL, a string literal at the one place that uses it; the cache goes
 * by the literal's address. query() gives it back reset and without bindings. Texts are bound
 * without a copy: they must live until the statement is run, and each function runs what it has
 * bound.
 */
#ifndef STORAGE_SQLITE_H
#define STORAGE_SQLITE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "base/json.h"
#include "base/pack.h"
#include "storage/store.h"

/* Places of the cache, a power of two: twice what the some 120 statements need. */
#define STATEMENTS 256

struct cached_statement {
	const char *sql;
	sqlite3_stmt *statement;
};

/* Added to the date by which an entry waits for its turn where it is no news: later than any date. */
#define RANK_LATE 1125899906842624
#define RANK_LATE_SQL "1125899906842624"

struct store {
	sqlite3 *db;
	struct cached_statement statements[STATEMENTS];
	char *path;   /* absolute; ":memory:" */
	int lock;     /* descriptor of the lock file; -1 */
	bool unclean; /* the last stop was not a clean one */
	struct error trouble; /* SQLite's last failure; none once something has been written again */
	atomic_bool damaged;  /* SQLite has met pages that are none, or the check has */
	int64_t changes;      /* when the transaction began */
	bool light;           /* it need not survive a power cut */
	struct keeping keeping;
	int64_t oldest_news_ms; /* what is older waits behind what is news; 0: there is no such age */
	bool shrinks;           /* free pages can be given back */
	bool pages_wait;        /* that the last step of pruning has written */
	int64_t entries_pruned; /* ids up to this have been looked at, */
	int64_t entries_again;  /* and all of them, until then */
	json_t *held; /* being read into an arena that may jump away */
	struct arena *row; /* of a row that is only looked at; NULL: there was none as yet */
	int64_t newest; /* when the newest article was published, no later than it came; 0: not looked up */
	/* What is in memory of the database's articles. */
	struct samples *samples;
	struct stories *stories;
	struct terms *terms;
	struct records *records;
};

/* The store's schema, as PRAGMA user_version counts it. */
#define STORE_APPLICATION_ID 0x53495452 /* "SITR" */
#define STORE_VERSION 10
#define STORE_NO_LOCK (-1)

/* What is in a database may have been put there by somebody else: the connection runs nothing of it. */
void distrust(sqlite3 *db);

/* Brings the schema to STORE_VERSION, each step one transaction; a file that was not new is copied
 * before. */
bool migrate(struct store *store, int version, struct error *error);
/* Removes the copies that migrate() has made. What cannot be removed costs only room. */
void forget_copies(const struct store *store);

/* The error as the connection tells it, with what was being done. Always false. */
bool store_failed(struct store *store, const char *doing, struct error *error);

sqlite3_stmt *query(struct store *store, const char *sql, struct error *error);

enum step { STEP_ROW, STEP_DONE, STEP_FAILED };
/* The next row. Behind the last one (or on failure) the statement is reset. */
enum step query_step(struct store *store, sqlite3_stmt *statement, struct error *error);
/* Runs a statement that gives no rows; true when it has changed or not, false on failure. */
bool query_run(struct store *store, sqlite3_stmt *statement, struct error *error);
/* The first column of the first row as an integer; `otherwise` where there is no row or NULL. On failure it stays. */
bool query_integer(struct store *store, sqlite3_stmt *statement, int64_t otherwise, int64_t *value,
                   struct error *error);

/* Empty text and INSTANT_NONE are NULL. */
void bind_text(sqlite3_stmt *statement, int at, struct text text);
void bind_integer(sqlite3_stmt *statement, int at, int64_t value);
void bind_instant(sqlite3_stmt *statement, int at, struct instant instant);
/* A 64 bit hash as SQLite's signed integer. */
void bind_hash(sqlite3_stmt *statement, int at, uint64_t hash);

struct text column_text(struct arena *arena, sqlite3_stmt *statement, int at);
struct instant column_instant(sqlite3_stmt *statement, int at);
/* INTEGER_NONE of NULL. */
int64_t column_integer(sqlite3_stmt *statement, int at);

/* A struct by its shape from a column that holds its JSON document. */
bool column_document(struct arena *arena, sqlite3_stmt *statement, int at, const struct json_shape *shape,
                     void *object, struct error *error);
/* The document of a struct; free(3) it when the statement has run. NULL: memory is gone, the error
 * says so. */
char *document_of(const struct json_shape *shape, const void *object, struct error *error);
char *document_of_json(json_t *json, struct error *error); /* takes the reference */

/* A struct by its shape from a column that holds its packed record (base/pack.h). */
bool column_record(struct arena *arena, sqlite3_stmt *statement, int at,
                   const struct json_shape *shape, void *object, struct error *error);
/* The first column of the first row, such a record; `there`: there is a row. */
bool query_record(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                  const struct json_shape *shape, void *object, bool *there, struct error *error);
void bind_bytes(sqlite3_stmt *statement, int at, struct bytes bytes);

/* A list of hashes, packed; no list is NULL. Longer than any: a stranger's. */
#define HASHES_MOST 10000
void bind_hashes(struct arena *arena, sqlite3_stmt *statement, int at, const uint64_t *hashes,
                 size_t count);
bool column_hashes(struct arena *arena, sqlite3_stmt *statement, int at, uint64_t **hashes,
                   size_t *count, struct error *error);
uint64_t column_hash(sqlite3_stmt *statement, int at);

/* Adds to a figure of the table `counter`. */
bool count_up(struct store *store, struct text name, int64_t by, struct error *error);
/*
 * Puts an alert into the outbox; one of the same id is there already and stays. What it replaces and was folded
 * since is called by the id under which it goes out.
 */
bool outbox_add(struct store *store, const struct alert *alert, int64_t entry, struct instant due,
                struct error *error);
/* As outbox_add(), into an alert that waits where the two can be told as one. */
bool outbox_gather(struct store *store, struct arena *arena, const struct receiving *receiving,
                   const struct alert *alert, struct error *error);
/* What became of an article: `n` of its row in `article`, 0 where it has none. After its records. */
bool fate_keep(struct store *store, struct arena *arena, const struct fate *fate, int64_t n,
               struct error *error);
/* Writes a record and what it is found by. */
bool tracked_keep(struct store *store, struct arena *arena, const struct tracked *tracked,
                  struct error *error);
/* What a record is looked up by: countries, and names of places that no gazetteer knows; each once. */
struct text *tracked_keys(struct arena *arena, const struct tracked *tracked, size_t *count);
/* The flow of a feed; NULL: nothing is known of it. */
bool flow_load(struct store *store, struct arena *arena, struct text feed, struct flow **flow,
               struct error *error);
bool flow_write(struct store *store, struct arena *arena, const struct flow *flow, struct error *error);
/* The number of a tracked record; 0: there is none. */
bool tracked_number(struct store *store, struct text id, int64_t *n, struct error *error);

/* An entry of a feed's document: new, changed, or known. `fresh` counts those to be read. */
bool entry_seen(struct store *store, struct arena *arena, const struct feed_record *feed,
                const struct entry *entry, struct instant now, int64_t *fresh, struct error *error);
/* The entry has been read: its document is forgotten. */
bool entry_read(struct store *store, int64_t work_id, struct error *error);

/*
 * As begin(), of what a start puts back anyway (leases, entries in hands): its commit does not wait for the
 * disk. Whoever commits after it has it on the disk too.
 */
bool begin_light(struct store *store, struct error *error);
/* The subscription of a feed that is shown; NULL where it has none. */
bool store_fill_subscription(struct store *store, struct arena *arena, struct feed_record *feed,
                             struct error *error);

/* One transaction at a time, none in a damaged database. commit() rolls back where it cannot commit. */
bool begin(struct store *store, struct error *error);
bool commit(struct store *store, struct error *error);
void rollback(struct store *store);
/* `done` decides between commit and rollback. */
bool end(struct store *store, bool done, struct error *error);

#endif
