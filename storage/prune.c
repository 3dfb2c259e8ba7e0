/*
 * What is too old goes, a few rows at a time beside the work. Each kind has one function that does the next
 * piece of it and says whether there was one; to find that there is none takes a look at one row.
 *
 * Ages are counted from what the newest articles say, not from the clock alone: a clock that is set to
 * another century takes nothing with it, and where nothing comes any more nothing goes.
 */
#include <stdlib.h>
#include <time.h>

#include "storage/records.h"
#include "storage/sqlite.h"

/* Of work in one step; its commit comes on top. */
#define STEP_MS 5
/* Stories are joined for ten days; a copy still finds the story of its text. */
#define STORIES_LEAST_MS KEEPING_DAYS(11)
/* The clock is believed a day beyond the middle one of so many articles. */
#define WITNESSES 9
#define AHEAD_MS KEEPING_DAYS(1)
/* Rows that lead from a record to articles, dropped in one piece. */
#define LINKS_AT_ONCE 50
/* Entries that are to stay are looked at again so seldom. */
#define ENTRIES_AGAIN_MS KEEPING_DAYS(1)
/* Pages: less free space than this, or this part of the file, is used again soon. */
#define FREE_LEAST 256
#define FREE_SHARE 4

struct pruning {
	struct store *store;
	struct arena *arena;
	int64_t now; /* that is believed */
	/* As in the store, which gets them with the commit. */
	int64_t entries_pruned, entries_again;
	struct error *error;
};

static bool run_with(struct pruning *pruning, const char *sql, int64_t first, int64_t second)
{
	sqlite3_stmt *statement = query(pruning->store, sql, pruning->error);

	if (!statement)
		return false;
	bind_integer(statement, 1, first);
	if (sqlite3_bind_parameter_count(statement) > 1)
		bind_integer(statement, 2, second);
	return query_run(pruning->store, statement, pruning->error);
}

static bool ask_with(struct pruning *pruning, const char *sql, int64_t first, int64_t *value)
{
	sqlite3_stmt *statement = query(pruning->store, sql, pruning->error);

	if (!statement)
		return false;
	bind_integer(statement, 1, first);
	return query_integer(pruning->store, statement, INTEGER_NONE, value, pruning->error);
}

/* --- texts --- */

/* Of the next article, if it is old enough: samples of it are left out where they are swept (samples.c). */
static bool prune_text(struct pruning *pruning, bool *did)
{
	int64_t before, article, published;
	sqlite3_stmt *statement = query(pruning->store,
	                                "SELECT a.n, a.published FROM article a WHERE a.n >"
	                                " coalesce((SELECT value FROM counter WHERE name = 'texts_pruned'), 0)"
	                                " ORDER BY a.n LIMIT 1",
	                                pruning->error);
	enum step step = statement ? query_step(pruning->store, statement, pruning->error) : STEP_FAILED;

	if (step != STEP_ROW)
		return step == STEP_DONE;
	article = column_integer(statement, 0);
	published = column_integer(statement, 1);
	sqlite3_reset(statement);
	before = pruning->now - pruning->store->keeping.text_ms;
	*did = published < before;
	return !*did ||
	       (run_with(pruning, "UPDATE article SET sketch = NULL WHERE n = ?1", article, 0) &&
	        run_with(pruning,
	                 "INSERT INTO counter (name, value) VALUES ('texts_pruned', ?1)"
	                 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	                 article, 0));
}

/* --- articles --- */

/* The fate and what leads to it from the records that it came to. */
static bool drop_fate(struct pruning *pruning, int64_t n)
{
	struct fate fate;
	sqlite3_stmt *statement =
	        query(pruning->store, "SELECT record FROM fate WHERE n = ?1", pruning->error);

	if (!statement)
		return false;
	bind_integer(statement, 1, n);
	bool there, fine = query_record(pruning->store, pruning->arena, statement, &fate_shape, &fate, &there,
	                                pruning->error);
	if (!fine || !there)
		return fine;
	for (size_t i = 0; fine && i < fate.records_count; i++) {
		int64_t tracked;
		fine = tracked_number(pruning->store, fate.records[i].id, &tracked, pruning->error) &&
		       run_with(pruning, "DELETE FROM fate_tracked WHERE tracked = ?1 AND fate = ?2", tracked, n);
	}
	return fine && run_with(pruning, "DELETE FROM fate WHERE n = ?1", n, 0);
}

static bool prune_article(struct pruning *pruning, bool *did)
{
	int64_t before = pruning->now - pruning->store->keeping.articles_ms, article;

	if (!ask_with(pruning,
	              "SELECT iif(published < ?1, n, NULL) FROM article WHERE n = (SELECT min(n) FROM article)",
	              before, &article))
		return false;
	*did = article != INTEGER_NONE;
	return !*did || (drop_fate(pruning, article) &&
	                 run_with(pruning, "DELETE FROM article WHERE n = ?1", article, 0));
}

/* An exact duplicate has a fate and no row; the one nearest to 0 is the oldest. */
static bool prune_duplicate(struct pruning *pruning, bool *did)
{
	int64_t before = pruning->now - pruning->store->keeping.articles_ms, n;
	struct fate fate;
	sqlite3_stmt *statement = query(
	        pruning->store, "SELECT n, record FROM fate WHERE n < 0 ORDER BY n DESC LIMIT 1", pruning->error);
	enum step step = statement ? query_step(pruning->store, statement, pruning->error) : STEP_FAILED;

	if (step != STEP_ROW)
		return step == STEP_DONE;
	n = column_integer(statement, 0);
	bool read = column_record(pruning->arena, statement, 1, &fate_shape, &fate, pruning->error);
	sqlite3_reset(statement);
	*did = read && fate.received.ms < before;
	return read && (!*did || drop_fate(pruning, n));
}

/* --- entries --- */

/*
 * By when it was seen. One that its feed gives no date is kept as long as there is the feed: it would be read
 * anew. One with a date that is as old is not taken when it comes again (entries.c).
 */
static bool prune_entries(struct pruning *pruning, bool *did)
{
	struct store *store = pruning->store;
	int64_t last, before = pruning->now - store->keeping.articles_ms;

	if (pruning->now < pruning->entries_again)
		return true;
	if (!ask_with(pruning,
	              "SELECT max(id) FROM (SELECT id FROM entry WHERE id > ?1 ORDER BY id LIMIT 100)",
	              pruning->entries_pruned, &last))
		return false;
	if (last == INTEGER_NONE) {
		pruning->entries_pruned = 0;
		pruning->entries_again = pruning->now + ENTRIES_AGAIN_MS;
		return true;
	}
	sqlite3_stmt *statement = query(store,
	                                "DELETE FROM entry WHERE id > ?1 AND id <= ?2 AND state IN (2, 3)"
	                                " AND iif(rank < " RANK_LATE_SQL ", rank, rank - " RANK_LATE_SQL ") < ?3"
	                                " AND seen < ?3 AND (dated OR feed IS NULL)",
	                                pruning->error);
	if (!statement)
		return false;
	bind_integer(statement, 1, pruning->entries_pruned);
	bind_integer(statement, 2, last);
	bind_integer(statement, 3, before);
	pruning->entries_pruned = last;
	*did = true;
	return query_run(store, statement, pruning->error) &&
	       count_up(store, TEXT("entries_forgotten"), sqlite3_changes(store->db), pruning->error);
}

/* --- stories and records --- */

static bool prune_story(struct pruning *pruning, bool *did)
{
	int64_t keep = pruning->store->keeping.text_ms, story;

	keep = keep > STORIES_LEAST_MS ? keep : STORIES_LEAST_MS;
	if (!ask_with(pruning, "SELECT id FROM story WHERE last < ?1 ORDER BY last LIMIT 1", pruning->now - keep,
	              &story))
		return false;
	*did = story != INTEGER_NONE;
	return !*did || run_with(pruning, "DELETE FROM story WHERE id = ?1", story, 0);
}

static bool drop_key(struct pruning *pruning, struct text key, int64_t last, int64_t n)
{
	sqlite3_stmt *statement =
	        query(pruning->store,
	              "DELETE FROM tracked_country WHERE country = ?1 AND last = ?2 AND tracked = ?3",
	              pruning->error);

	if (!statement)
		return false;
	bind_text(statement, 1, key);
	bind_integer(statement, 2, last);
	bind_integer(statement, 3, n);
	return query_run(pruning->store, statement, pruning->error);
}

static bool drop_record(struct pruning *pruning, int64_t n, const struct tracked *tracked)
{
	size_t count;
	const struct text *keys = tracked_keys(pruning->arena, tracked, &count);

	for (size_t i = 0; i < count; i++)
		if (!drop_key(pruning, keys[i], tracked->last.ms, n))
			return false;
	records_forget(pruning->store->records, n);
	return run_with(pruning, "DELETE FROM tracked WHERE n = ?1", n, 0);
}

/* First, some at a time, what leads from it to its articles. */
static bool prune_record(struct pruning *pruning, bool *did)
{
	int64_t before = pruning->now - pruning->store->keeping.history_ms, n;
	struct tracked tracked;
	sqlite3_stmt *statement =
	        query(pruning->store, "SELECT n, record FROM tracked WHERE last < ?1 ORDER BY last LIMIT 1",
	              pruning->error);

	if (!statement)
		return false;
	bind_integer(statement, 1, before);
	enum step step = query_step(pruning->store, statement, pruning->error);
	if (step != STEP_ROW)
		return step == STEP_DONE;
	n = column_integer(statement, 0);
	*did = column_record(pruning->arena, statement, 1, &tracked_shape, &tracked, pruning->error);
	sqlite3_reset(statement);
	if (!*did || !run_with(pruning,
	                       "DELETE FROM fate_tracked WHERE tracked = ?1 AND fate IN (SELECT fate FROM"
	                       " fate_tracked WHERE tracked = ?1 LIMIT ?2)",
	                       n, LINKS_AT_ONCE))
		return false;
	return sqlite3_changes(pruning->store->db) == LINKS_AT_ONCE || drop_record(pruning, n, &tracked);
}

/* --- one step --- */

static int by_number(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* INTEGER_NONE: there is no article. */
static bool believe(struct pruning *pruning, struct instant now)
{
	int64_t published[WITNESSES];
	size_t count = 0;
	sqlite3_stmt *statement = query(
	        pruning->store, "SELECT published FROM article ORDER BY n DESC LIMIT ?1", pruning->error);
	enum step step;

	if (!statement)
		return false;
	bind_integer(statement, 1, WITNESSES);
	pruning->now = INTEGER_NONE;
	while ((step = query_step(pruning->store, statement, pruning->error)) == STEP_ROW)
		published[count++] = column_integer(statement, 0);
	if (step != STEP_DONE || !count)
		return step == STEP_DONE;
	qsort(published, count, sizeof(*published), by_number);
	int64_t middle = published[count / 2];
	if (middle != INTEGER_NONE)
		pruning->now = now.ms < middle + AHEAD_MS ? now.ms : middle + AHEAD_MS;
	return true;
}

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool prune_until(struct pruning *pruning, int64_t until, bool *more)
{
	static bool (*const kinds[])(struct pruning *pruning, bool *did) = {
	        prune_text, prune_article, prune_duplicate, prune_entries, prune_story, prune_record,
	};
	size_t kind = 0;

	while (kind < sizeof(kinds) / sizeof(*kinds)) {
		bool did = false;
		arena_reset(pruning->arena);
		if (!kinds[kind](pruning, &did))
			return false;
		*more = did && clock_ms() >= until;
		if (*more)
			return true;
		kind += !did;
	}
	return true;
}

/* The file gets smaller where much of it is free; a little is used again. */
static bool give_back(struct store *store, bool *more, struct error *error)
{
	int64_t free_pages, pages;
	sqlite3_stmt *free_count = query(store, "PRAGMA freelist_count", error);

	if (!free_count || !query_integer(store, free_count, 0, &free_pages, error))
		return false;
	sqlite3_stmt *count = query(store, "PRAGMA page_count", error);
	if (!count || !query_integer(store, count, 0, &pages, error))
		return false;
	*more = store->shrinks && free_pages > FREE_LEAST && free_pages > pages / FREE_SHARE;
	if (!*more || sqlite3_exec(store->db, "PRAGMA incremental_vacuum(32)", NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return store_failed(store, "giving space back", error);
}

/*
 * Each piece dirties pages all over the file. Moved from the log of the database into it piece by piece they
 * hold nobody up; a thousand at a time, as SQLite does it by itself, took 40 ms.
 */
static bool move_pages(struct store *store, struct error *error)
{
	int code = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	store->pages_wait = false;
	/* Busy: another time. */
	return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || store_failed(store, "moving pages", error);
}

bool store_prune(struct store *store, struct instant now, bool *more, struct error *error)
{
	struct pruning pruning = {.store = store,
	                          .error = error,
	                          .entries_pruned = store->entries_pruned,
	                          .entries_again = store->entries_again};

	*more = store->pages_wait;
	if (store->pages_wait)
		return move_pages(store, error);
	if (!begin(store, error))
		return false;
	pruning.arena = arena_new((size_t)64 << 20);
	bool done = believe(&pruning, now) && (pruning.now == INTEGER_NONE ||
	                                       prune_until(&pruning, clock_ms() + STEP_MS, more));
	arena_free(pruning.arena);
	done = end(store, done, error);
	if (done) {
		store->entries_pruned = pruning.entries_pruned;
		store->entries_again = pruning.entries_again;
	}
	done = done && (*more || give_back(store, more, error));
	store->pages_wait = *more;
	return done;
}

void store_set_keeping(struct store *store, const struct keeping *keeping)
{
	store->keeping = *keeping;
	store->entries_again = 0;
}
