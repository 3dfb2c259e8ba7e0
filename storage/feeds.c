/* Feeds: who owns them, when they are due, and what a poll has brought. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/url.h"
#include "storage/fault.h"
#include "storage/sqlite.h"

/*
 * A next poll further ahead than any wait was set by a clock that was wrong: 30 days are the longest
 * interval, a quarter may be added to them, and a week of hours and days that a feed skips.
 */
#define AHEAD_MOST_MS (INT64_C(46) * 86400000)

#define FEED_COLUMNS "id, document, configured, state, entries, next_poll"

static uint64_t document_hash(sqlite3_stmt *statement)
{
	const unsigned char *data = sqlite3_column_text(statement, 1);

	return hash_bytes((struct bytes){data, (size_t)sqlite3_column_bytes(statement, 1)}, 0);
}

/* A row of FEED_COLUMNS; what stands in columns counts, the document has the rest. */
static bool read_feed(struct arena *arena, sqlite3_stmt *statement,
                      struct feed_record *feed, struct error *error)
{
	if (!column_document(arena, statement, 1, &feed_record_shape, feed, error))
		return false;
	feed->stored_hash = document_hash(statement);
	feed->id = column_integer(statement, 0);
	feed->configured = column_integer(statement, 2) != 0;
	feed->state = (enum feed_state)column_integer(statement, 3);
	feed->entries = column_integer(statement, 4);
	feed->next_poll = feed->stored_poll = column_instant(statement, 5);
	return true;
}

/* All rows of a statement that selects FEED_COLUMNS. */
static bool read_feeds(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                       struct feed_record **feeds, size_t *count, struct error *error)
{
	size_t room = 0;
	enum step step;

	*feeds = NULL;
	*count = 0;
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		*feeds = arena_grow(arena, *feeds, *count, &room, sizeof(**feeds));
		if (!read_feed(arena, statement, &(*feeds)[*count], error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

static bool find(struct store *store, struct arena *arena, struct text url,
                 struct feed_record *feed, bool *found, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT " FEED_COLUMNS " FROM feed WHERE url = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, url);
	enum step step = query_step(store, statement, error);
	*found = step == STEP_ROW;
	if (step != STEP_ROW)
		return step == STEP_DONE;
	bool read = read_feed(arena, statement, feed, error);
	sqlite3_reset(statement);
	return read;
}

/* Runs a statement with the feed's id (of none yet: NULL) and what has a column, in one order; the url is the last. */
static bool write_feed(struct store *store, sqlite3_stmt *statement, const struct feed_record *feed,
                       struct error *error)
{
	char *document = document_of(&feed_record_shape, feed, error);
	bool done = statement && document;

	if (done) {
		bind_integer(statement, 1, feed->id ? feed->id : INTEGER_NONE);
		bind_integer(statement, 2, feed->configured);
		bind_integer(statement, 3, feed->state);
		bind_instant(statement, 4, feed->next_poll);
		bind_text(statement, 5, text_of(document));
		bind_integer(statement, 6, feed->entries);
		done = query_run(store, statement, error);
	}
	free(document);
	return done;
}

static bool insert(struct store *store, const struct feed_record *feed, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "INSERT INTO feed (id, configured, state, next_poll,"
	                                " document, entries, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	                                error);

	if (statement)
		bind_text(statement, 7, feed->url);
	return write_feed(store, statement, feed, error);
}

/* The url is what it is known by: it stays. */
static bool update(struct store *store, const struct feed_record *feed, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE feed SET configured = ?2, state = ?3,"
	                                " next_poll = ?4, document = ?5, entries = ?6 WHERE id = ?1",
	                                error);

	return write_feed(store, statement, feed, error);
}

static bool update_ending_lease(struct store *store, const struct feed_record *feed,
                                struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE feed SET configured = ?2, state = ?3,"
	                                " next_poll = ?4, document = ?5, entries = ?6,"
	                                " lease_until = 0, owner = NULL WHERE id = ?1",
	                                error);

	return write_feed(store, statement, feed, error);
}

static struct feed_record fresh(struct text url, struct instant due)
{
	struct feed_record feed;

	json_blank(&feed_record_shape, &feed);
	feed.url = url;
	feed.stored_hash = 0;
	feed.id = feed.failures = feed.status = feed.settings.interval_ms = feed.entries = 0;
	feed.gap_ms = feed.moved_times = 0;
	feed.next_poll = due;
	return feed;
}

/* --- ownership --- */

static bool configure_one(struct store *store, struct arena *arena,
                          const struct feed_record *wanted, struct error *error)
{
	struct feed_record feed;
	bool found;

	if (!find(store, arena, wanted->url, &feed, &found, error))
		return false;
	if (!found)
		feed = fresh(wanted->url, wanted->next_poll);
	/* What was set is seen at once, not after an interval that it was to shorten. */
	if (!feed_settings_equal(&feed.settings, &wanted->settings) && wanted->next_poll.ms < feed.next_poll.ms)
		feed.next_poll = wanted->next_poll;
	feed.configured = true;
	feed.title = text_empty(wanted->title) ? feed.title : wanted->title;
	feed.settings = wanted->settings;
	feed.tags = wanted->tags;
	return found ? update(store, &feed, error) : insert(store, &feed, error);
}

static int by_url(const void *left, const void *right)
{
	const struct feed_record *a = left, *b = right;

	return text_compare(a->url, b->url);
}

/* Feeds that the configuration names no more go; their entries stay known. */
static bool drop_others(struct store *store, struct arena *arena, const struct feed_record *feeds,
                        size_t count, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT url FROM feed WHERE configured = 1", error);
	struct text *gone = NULL;
	size_t gone_count = 0, room = 0;
	enum step step;

	if (!statement)
		return false;
	struct feed_record *sorted = arena_array(arena, count, sizeof(*sorted));
	if (count) {
		memcpy(sorted, feeds, count * sizeof(*sorted));
		qsort(sorted, count, sizeof(*sorted), by_url);
	}
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		struct feed_record key = {.url = column_text(arena, statement, 0)};
		if (count && bsearch(&key, sorted, count, sizeof(*sorted), by_url))
			continue;
		gone = arena_grow(arena, gone, gone_count, &room, sizeof(*gone));
		gone[gone_count++] = key.url;
	}
	for (size_t i = 0; step == STEP_DONE && i < gone_count; i++) {
		statement = query(store, "DELETE FROM feed WHERE url = ?1", error);
		if (!statement)
			return false;
		bind_text(statement, 1, gone[i]);
		if (!query_run(store, statement, error))
			return false;
	}
	return step == STEP_DONE;
}

bool store_configure_feeds(struct store *store, const struct feed_record *feeds, size_t count,
                           struct instant now, struct error *error)
{
	struct arena *arena = arena_new((size_t)512 << 20);

	(void)now;
	if (!begin(store, error)) {
		arena_free(arena);
		return false;
	}
	bool done = drop_others(store, arena, feeds, count, error);
	for (size_t i = 0; done && i < count; i++)
		done = configure_one(store, arena, &feeds[i], error);
	done = end(store, done, error);
	arena_free(arena);
	return done;
}

bool store_list_feeds(struct store *store, struct arena *arena, int64_t after,
                      struct feed_record **feeds, size_t *count, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT " FEED_COLUMNS " FROM feed WHERE id > ?1 ORDER BY id LIMIT ?2", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, after);
	bind_integer(statement, 2, FEEDS_LISTED);
	if (!read_feeds(store, arena, statement, feeds, count, error))
		return false;
	for (size_t i = 0; i < *count; i++)
		(*feeds)[i].answers_count = 0;
	for (size_t i = 0; i < *count; i++)
		if (!store_fill_subscription(store, arena, &(*feeds)[i], error))
			return false;
	return true;
}

bool store_show_feed(struct store *store, struct arena *arena, struct text url, struct feed_record *feed,
		     struct error *error)
{
	bool found;

	if (!find(store, arena, url, feed, &found, error))
		return false;
	if (!found)
		return error_set(error, ERROR_INPUT, "there is no feed %.*s", TEXT_ARGS(text_cut(url, 150)));
	return store_fill_subscription(store, arena, feed, error);
}

/* --- what a client changes --- */

#define SHOWN(url) TEXT_ARGS(text_cut(url, 150))

bool store_add_feed(struct store *store, const struct feed_record *wanted, struct instant now,
                    int64_t *id, struct error *error)
{
	struct text url = wanted->url;
	struct arena *arena = arena_new((size_t)4 << 20);
	struct feed_record feed;
	bool found, done = begin(store, error);

	if (done) {
		done = find(store, arena, url, &feed, &found, error);
		if (done && found)
			done = error_set(error, ERROR_BUSY, "feed %.*s is there already",
			                 SHOWN(url));
		if (done) {
			feed = fresh(url, now);
			feed.title = wanted->title;
			feed.tags = wanted->tags;
			feed.settings = wanted->settings;
			done = insert(store, &feed, error);
			*id = sqlite3_last_insert_rowid(store->db);
		}
		done = end(store, done, error);
	}
	arena_free(arena);
	return done;
}

/* A client's own feed inside a transaction; the configuration's are refused. */
static bool own_feed(struct store *store, struct arena *arena, struct text url,
                     struct feed_record *feed, struct error *error)
{
	bool found;

	if (!find(store, arena, url, feed, &found, error))
		return false;
	if (!found)
		return error_set(error, ERROR_INPUT, "there is no feed %.*s", SHOWN(url));
	if (feed->configured)
		return error_set(error, ERROR_PERMISSION,
		                 "feed %.*s belongs to the configuration; change it there",
		                 SHOWN(url));
	return true;
}

bool store_remove_feed(struct store *store, struct text url, struct error *error)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct feed_record feed;
	bool done = begin(store, error);

	if (done) {
		sqlite3_stmt *statement = NULL;
		done = own_feed(store, arena, url, &feed, error) &&
		       (statement = query(store, "DELETE FROM feed WHERE id = ?1", error)) != NULL;
		if (done) {
			bind_integer(statement, 1, feed.id);
			done = query_run(store, statement, error);
		}
		done = end(store, done, error);
	}
	arena_free(arena);
	return done;
}

bool store_pause_feed(struct store *store, struct text url, bool paused, struct instant now,
                      struct error *error)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct feed_record feed;
	bool done = begin(store, error);

	if (done) {
		done = own_feed(store, arena, url, &feed, error);
		if (done) {
			feed.state = paused ? FEED_PAUSED : feed.failures ? FEED_FAILING : FEED_OK;
			feed.next_poll = paused ? feed.next_poll : now;
			done = update(store, &feed, error);
		}
		done = end(store, done, error);
	}
	arena_free(arena);
	return done;
}

bool store_change_feed(struct store *store, struct text url,
                       bool (*change)(void *context, struct feed_record *feed, struct error *error),
                       void *context, struct instant now, struct error *error)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct feed_record feed;
	bool done = begin(store, error);

	if (done) {
		done = own_feed(store, arena, url, &feed, error) && change(context, &feed, error);
		if (done) {
			feed.next_poll = now;
			done = update(store, &feed, error);
		}
		done = end(store, done, error);
	}
	arena_free(arena);
	return done;
}

bool store_poll_feed(struct store *store, struct text url, struct instant now, struct error *error)
{
	/* One that was gone gets another chance; a paused one stays paused. */
	sqlite3_stmt *statement =
	        query(store,
	              "UPDATE feed SET next_poll = ?2, state = iif(state = 2, 1, state)"
	              " WHERE state <> 3 AND (?1 IS NULL OR url = ?1)",
	              error);

	if (!statement)
		return false;
	bind_text(statement, 1, url);
	bind_instant(statement, 2, now);
	if (!query_run(store, statement, error))
		return false;
	if (!text_empty(url) && sqlite3_changes(store->db) == 0)
		return error_set(error, ERROR_INPUT,
		                 "feed %.*s is not there, or it is paused: \"sitrep feeds resume\" polls it",
		                 SHOWN(url));
	return true;
}

/* --- polling --- */

static bool take_lease(struct store *store, struct claim *claim, struct text owner,
                       struct instant until, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE feed SET owner = ?2, lease_until = ?3, token = "
	                                "token + 1 WHERE id = ?1 RETURNING token",
	                                error);

	if (!statement)
		return false;
	bind_integer(statement, 1, claim->feed.id);
	bind_text(statement, 2, owner);
	bind_instant(statement, 3, until);
	if (query_step(store, statement, error) != STEP_ROW)
		return false;
	claim->token = column_integer(statement, 0);
	sqlite3_reset(statement);
	return true;
}

/* Claims of the rows of a statement whose first two bindings are the time and how many are wanted at most. */
static bool read_claims(struct store *store, struct arena *arena, sqlite3_stmt *statement, struct instant now,
                        size_t most, struct claim *claims, size_t *count, struct error *error)
{
	struct feed_record *feeds;
	size_t read;

	bind_instant(statement, 1, now);
	bind_integer(statement, 2, (int64_t)most);
	if (!read_feeds(store, arena, statement, &feeds, &read, error))
		return false;
	for (size_t i = 0; i < read; i++)
		claims[(*count)++] = (struct claim){.feed = feeds[i]};
	return true;
}

/* Two statements, since an OR would look through all feeds, ten times a second. */
static bool read_due(struct store *store, struct arena *arena, size_t most, struct instant now,
                     struct claim *claims, size_t *count, struct error *error)
{
	sqlite3_stmt *due = query(store,
	                          "SELECT " FEED_COLUMNS " FROM feed WHERE state < 2 AND next_poll <= ?1"
	                          " AND lease_until <= ?1 ORDER BY next_poll LIMIT ?2",
	                          error);
	sqlite3_stmt *ahead = query(store,
	                            "SELECT " FEED_COLUMNS " FROM feed WHERE state < 2 AND next_poll > ?3"
	                            " AND lease_until <= ?1 ORDER BY next_poll LIMIT ?2",
	                            error);

	if (!due || !ahead || !read_claims(store, arena, due, now, most, claims, count, error))
		return false;
	bind_integer(ahead, 3, now.ms + AHEAD_MOST_MS);
	return read_claims(store, arena, ahead, now, most - *count, claims, count, error);
}

bool store_claim_due(struct store *store, struct arena *arena, struct text owner, size_t most,
                     int64_t lease_ms, struct instant now, struct claim **claims, size_t *count,
                     struct error *error)
{
	struct instant until = {now.ms + lease_ms};

	*claims = arena_array(arena, most, sizeof(**claims));
	*count = 0;
	/* Nobody else writes: what is due here is due in the transaction too, which is mostly not needed. */
	if (!read_due(store, arena, most, now, *claims, count, error))
		return false;
	if (!*count)
		return true;
	if (!begin_light(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < *count; i++)
		done = take_lease(store, &(*claims)[i], owner, until, error);
	return end(store, done, error);
}

/* The lease runs on without an owner, so that what others are due for keeps its order. */
static bool return_claim(struct store *store, const struct claim *claim, struct instant not_before,
                         struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE feed SET owner = NULL, lease_until = ?3"
	                                " WHERE id = ?1 AND token = ?2",
	                                error);

	if (!statement)
		return false;
	bind_integer(statement, 1, claim->feed.id);
	bind_integer(statement, 2, claim->token);
	bind_instant(statement, 3, not_before);
	return query_run(store, statement, error);
}

bool store_return_claims(struct store *store, const struct claim *claims, size_t count,
                         struct instant not_before, struct error *error)
{
	if (!begin_light(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < count; i++)
		done = return_claim(store, &claims[i], not_before, error);
	return end(store, done, error);
}

/*
 * What a client or a reload has changed while the feed was polled stays as they want it. A document that
 * is the one that was claimed has the settings that were claimed, and need not be read again.
 */
static bool keep_row(struct arena *arena, sqlite3_stmt *statement,
                     struct feed_record *feed, struct error *error)
{
	if (feed->stored_hash != document_hash(statement)) {
		struct feed_record now;
		if (!read_feed(arena, statement, &now, error))
			return false;
		if (!text_empty(now.title))
			feed->title = now.title;
		feed->settings = now.settings;
		feed->tags = now.tags;
	}
	struct instant next = column_instant(statement, 5);
	if (next.ms != feed->stored_poll.ms)
		feed->next_poll = next;
	feed->configured = column_integer(statement, 2) != 0;
	feed->entries = column_integer(statement, 4);
	if (column_integer(statement, 3) == FEED_PAUSED)
		feed->state = FEED_PAUSED;
	return true;
}

/* The row as it is now, and whether the claim still holds: another one's token is in it otherwise. */
static bool keep_settings(struct store *store, struct arena *arena, int64_t token, struct feed_record *feed,
                          bool *holds, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT " FEED_COLUMNS ", token FROM feed WHERE id = ?1", error);

	*holds = false;
	if (!statement)
		return false;
	bind_integer(statement, 1, feed->id);
	enum step step = query_step(store, statement, error);
	if (step != STEP_ROW)
		return step == STEP_DONE;
	*holds = column_integer(statement, 6) == token;
	bool kept = !*holds || keep_row(arena, statement, feed, error);
	sqlite3_reset(statement);
	return kept;
}

static bool keep_history(struct store *store, struct feed_record *feed, int64_t fresh_entries,
                         struct error *error)
{
	feed->entries += fresh_entries;
	if (feed->answers_count)
		feed->answers[feed->answers_count - 1].fresh = fresh_entries;
	return update_ending_lease(store, feed, error);
}

static bool commit_one(struct store *store, struct arena *arena, const struct poll_outcome *outcome,
                       struct instant now, struct poll_commit *commit, struct error *error)
{
	struct feed_record feed = outcome->feed;
	bool holds;

	*commit = (struct poll_commit){.result = COMMIT_FENCED};
	if (!keep_settings(store, arena, outcome->token, &feed, &holds, error))
		return false;
	if (!holds)
		return true;
	for (size_t i = 0; i < outcome->entries_count; i++)
		if (!entry_seen(store, arena, &outcome->feed, &outcome->entries[i], now,
		                &commit->fresh, error))
			return false;
	commit->result = COMMIT_OK;
	return keep_history(store, &feed, commit->fresh, error);
}

static bool count_polls(struct store *store, const struct poll_outcome *outcomes,
                        const struct poll_commit *commits, size_t count, struct error *error)
{
	int64_t polls = 0, unchanged = 0, failed = 0, fresh_entries = 0;

	for (size_t i = 0; i < count; i++) {
		if (commits[i].result != COMMIT_OK)
			continue;
		polls++;
		failed += outcomes[i].feed.failures > 0;
		unchanged += !outcomes[i].entries && !outcomes[i].feed.failures;
		fresh_entries += commits[i].fresh;
	}
	return count_up(store, TEXT("polls"), polls, error) &&
	       count_up(store, TEXT("polls_unchanged"), unchanged, error) &&
	       count_up(store, TEXT("polls_failed"), failed, error) &&
	       count_up(store, TEXT("entries"), fresh_entries, error);
}

bool store_commit_polls(struct store *store, struct arena *arena,
                        const struct poll_outcome *outcomes, size_t count, struct instant now,
                        struct poll_commit *commits, struct error *error)
{
	if (!begin(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < count; i++)
		done = commit_one(store, arena, &outcomes[i], now, &commits[i], error);
	done = done && count_polls(store, outcomes, commits, count, error);
	FAULT_POINT("poll.commit");
	return end(store, done, error);
}
