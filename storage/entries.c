/* Entries: seen in a feed, waiting to be read, read or given up. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/url.h"
#include "storage/fault.h"
#include "storage/sqlite.h"

/*
 * What an entry is known by: its guid where that is an address, else its guid within its feed.
 * Scheme, "www." and tracking parameters do not matter, so a feed that turns to https is not read
 * anew.
 */
static struct text key_of(struct arena *arena, const struct feed_record *feed,
                          const struct entry *entry)
{
	if (url_is_web(entry->id)) {
		struct text identity = url_identity(arena, entry->id);
		if (!text_empty(identity))
			return identity;
	}
	struct text host = url_identity(arena, feed->url);
	return text_format(arena, "%.*s#%.*s", TEXT_ARGS(host),
	                   TEXT_ARGS(text_cut(entry->id, LIMIT_NAME)));
}

/* Of each entry of each feed, known or not: so nothing is copied. */
static int64_t content_of(const struct entry *entry)
{
	const struct text basis[] = {entry->title, TEXT("\n"), entry->content_html, TEXT("\n"), entry->content_text};
	uint64_t hash = hash_texts(basis, sizeof(basis) / sizeof(*basis), 0);
	int64_t value;

	memcpy(&value, &hash, sizeof(value));
	return value;
}

static char *work_document(const struct entry *entry, struct error *error)
{
	struct work work;

	json_blank(&work_shape, &work);
	work.url = entry->url;
	work.title = entry->title;
	work.content_html =
	        text_empty(entry->content_html) ? entry->content_text : entry->content_html;
	work.summary = entry->summary;
	work.published =
	        instant_known(entry->date_published) ? entry->date_published : entry->date_modified;
	return document_of(&work_shape, &work, error);
}

/* What was known of the key: 0 nothing, 1 the same, 2 another content. */
static bool look_up(struct store *store, struct text key, int64_t content, int *known,
                    struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT content = ?2 FROM entry WHERE key = ?1", error);
	int64_t same;

	if (!statement)
		return false;
	bind_text(statement, 1, key);
	bind_integer(statement, 2, content);
	if (!query_integer(store, statement, -1, &same, error))
		return false;
	*known = same < 0 ? 0 : same ? 1 : 2;
	return true;
}

/* From an archive: where something was forgotten already, what may have been is not taken for new. */
static bool is_too_old(struct store *store, const struct entry *entry, struct instant now, bool *too_old,
                       struct error *error)
{
	int64_t forgotten, oldest = now.ms - store->keeping.articles_ms;
	struct instant published = entry->date_published, modified = entry->date_modified;

	*too_old = false;
	if (!instant_known(published) || published.ms >= oldest ||
	    (instant_known(modified) && modified.ms >= oldest))
		return true;
	sqlite3_stmt *statement =
	        query(store, "SELECT value FROM counter WHERE name = 'entries_forgotten'", error);
	if (!statement || !query_integer(store, statement, 0, &forgotten, error))
		return false;
	*too_old = forgotten > 0;
	return true;
}

/*
 * What is news is read in the order of its dates, as tolls rise and truces are broken in; an archive behind
 * it, in its own order: so the news of the day does not wait for it, and tracking knows of what time it is.
 */
static struct instant rank_of(const struct store *store, const struct entry *entry, struct instant now)
{
	struct instant rank = entry->date_published, modified = entry->date_modified;
	int64_t oldest = now.ms - store->oldest_news_ms;

	/* A date from the future is no reason to be read last. */
	if (!instant_known(rank) || rank.ms > now.ms)
		return now;
	if (store->oldest_news_ms > 0 && rank.ms < oldest && (!instant_known(modified) || modified.ms < oldest))
		rank.ms += RANK_LATE;
	return rank;
}

void store_set_oldest_news(struct store *store, int64_t oldest_ms)
{
	store->oldest_news_ms = oldest_ms;
}

bool entry_seen(struct store *store, struct arena *arena, const struct feed_record *feed,
                const struct entry *entry, struct instant now, int64_t *fresh, struct error *error)
{
	struct text key = key_of(arena, feed, entry);
	int64_t content = content_of(entry);
	bool dated = instant_known(entry->date_published), too_old = false;
	int known;

	if (!look_up(store, key, content, &known, error) ||
	    (!known && !is_too_old(store, entry, now, &too_old, error)))
		return false;
	if (known == 1 || too_old)
		return true;
	sqlite3_stmt *statement = query(
	        store,
	        "INSERT INTO entry (feed, key, content, state, not_before, rank, document, dated, seen) VALUES "
	        "(?1, ?2, ?3, 0, 0, ?4, ?5, ?6, ?7)"
	        " ON CONFLICT (key) DO UPDATE SET content = excluded.content, feed = excluded.feed,"
	        " dated = excluded.dated,"
	        " document = excluded.document, attempts = 0, returns = 0, not_before = 0,"
	        /* What is in hands is an older content: it is to be read once more. */
	        " again = (state = 1), state = iif(state = 1, 1, 0)",
	        error);
	char *document = work_document(entry, error);
	bool done = statement && document;
	if (done) {
		bind_integer(statement, 1, feed->id);
		bind_text(statement, 2, key);
		bind_integer(statement, 3, content);
		bind_instant(statement, 4, rank_of(store, entry, now));
		bind_text(statement, 5, text_of(document));
		bind_integer(statement, 6, dated);
		bind_instant(statement, 7, now);
		done = query_run(store, statement, error);
	}
	free(document);
	*fresh += done;
	return done;
}

/* --- work --- */

/* A list of numbers as JSON, which is how a statement takes one. */
static struct text list_of(struct arena *arena, const int64_t *numbers, size_t count)
{
	struct text list = TEXT("[");

	for (size_t i = 0; i < count; i++)
		list = text_format(arena, "%.*s%s%lld", TEXT_ARGS(list), i ? "," : "",
		                   (long long)numbers[i]);
	return text_format(arena, "%.*s]", TEXT_ARGS(list));
}

static bool read_work(struct store *store, struct arena *arena, const struct wanted_work *wanted,
                      struct work *work, size_t *count, struct error *error)
{
	sqlite3_stmt *statement = query(
	        store,
	        "SELECT e.id, e.document, e.feed, e.key, e.attempts, e.returns, f.url, f.document"
	        " FROM entry e LEFT JOIN feed f ON f.id = e.feed"
	        " WHERE e.state = 0 AND e.not_before <= ?1"
	        " AND coalesce(e.feed, 0) NOT IN (SELECT value FROM json_each(?3))"
	        " ORDER BY e.rank, e.id LIMIT ?2",
	        error);
	enum step step;

	if (!statement)
		return false;
	bind_instant(statement, 1, wanted->now);
	bind_integer(statement, 2, (int64_t)wanted->most);
	bind_text(statement, 3, list_of(arena, wanted->busy_feeds, wanted->busy_count));
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		struct work *one = &work[*count];
		struct feed_record feed;
		if (!column_document(arena, statement, 1, &work_shape, one, error) ||
		    !column_document(arena, statement, 7, &feed_record_shape, &feed,
		                     error)) {
			sqlite3_reset(statement);
			return false;
		}
		one->id = column_integer(statement, 0);
		one->feed_id = column_integer(statement, 2);
		one->key = column_text(arena, statement, 3);
		one->attempts = column_integer(statement, 4) + 1;
		one->returns = column_integer(statement, 5);
		one->feed_url = column_text(arena, statement, 6);
		one->feed_title = feed.title;
		one->settings = feed.settings;
		(*count)++;
	}
	return step == STEP_DONE;
}

bool store_take_work(struct store *store, struct arena *arena, const struct wanted_work *wanted,
                     struct work **work, size_t *count, struct error *error)
{
	*work = arena_array(arena, wanted->most, sizeof(**work));
	*count = 0;
	if (!begin_light(store, error))
		return false;
	bool done = read_work(store, arena, wanted, *work, count, error);
	for (size_t i = 0; done && i < *count; i++) {
		sqlite3_stmt *statement = query(
		        store, "UPDATE entry SET state = 1, attempts = attempts + 1 WHERE id = ?1",
		        error);
		done = statement != NULL;
		if (done) {
			bind_integer(statement, 1, (*work)[i].id);
			done = query_run(store, statement, error);
		}
	}
	done = end(store, done, error);
	FAULT_POINT("work.taken");
	return done;
}

static bool put_back(struct store *store, int64_t work_id, enum put_back why, struct instant not_before,
                     struct text reason, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE entry SET state = 0, attempts = max(attempts - ?2, 0),"
	                                " returns = returns + ?5, not_before = ?3, reason = ?4, again = 0"
	                                " WHERE id = ?1 AND state = 1",
	                                error);

	if (!statement)
		return false;
	bind_integer(statement, 1, work_id);
	bind_integer(statement, 2, why != PUT_BACK_DIED);
	bind_instant(statement, 3, not_before);
	bind_text(statement, 4, reason);
	bind_integer(statement, 5, why == PUT_BACK_UNREAD);
	return query_run(store, statement, error);
}

/* A death over an entry must be known after whatever comes, that its page could not be had need not. */
bool store_put_back_work(struct store *store, int64_t work_id, enum put_back why,
                         struct instant not_before, struct text reason, struct error *error)
{
	bool begun = why == PUT_BACK_DIED ? begin(store, error) : begin_light(store, error);

	return begun && end(store, put_back(store, work_id, why, not_before, reason, error), error);
}

bool store_give_up_work(struct store *store, int64_t work_id, struct text reason,
                        struct error *error)
{
	if (!begin(store, error))
		return false;
	/* Its address is kept: by it people ask why. */
	sqlite3_stmt *statement = query(store,
	                                "UPDATE entry SET state = iif(again, 0, 3), reason = ?2,"
	                                " document = iif(again, document,"
	                                " json_object('url', json_extract(document, '$.url'))), again = 0"
	                                " WHERE id = ?1 AND state = 1",
	                                error);
	bool done = statement != NULL;
	if (done) {
		bind_integer(statement, 1, work_id);
		bind_text(statement, 2, reason);
		done = query_run(store, statement, error) &&
		       count_up(store, TEXT("unreadable"), sqlite3_changes(store->db) > 0, error);
	}
	return end(store, done, error);
}

bool entry_read(struct store *store, int64_t work_id, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE entry SET state = iif(again, 0, 2), reason = NULL,"
	                                " document = iif(again, document, NULL), again = 0"
	                                " WHERE id = ?1 AND state = 1",
	                                error);

	if (!statement)
		return false;
	bind_integer(statement, 1, work_id);
	if (!query_run(store, statement, error))
		return false;
	return count_up(store, TEXT("read"), sqlite3_changes(store->db) > 0, error);
}

/* --- what became of one --- */

static bool find_entry(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                       struct entry_state_of *entry, struct error *error)
{
	enum step step = query_step(store, statement, error);

	if (step == STEP_ROW) {
		entry->state = (enum entry_state)column_integer(statement, 0);
		entry->key = column_text(arena, statement, 1);
		entry->reason = column_text(arena, statement, 2);
		entry->feed = column_text(arena, statement, 3);
		sqlite3_reset(statement);
	}
	return step != STEP_FAILED;
}

#define ENTRY_COLUMNS                                                                              \
	"SELECT e.state, e.key, e.reason, f.url FROM entry e LEFT JOIN feed f ON f.id = e.feed "

static bool entry_by_key(struct store *store, struct arena *arena, struct text key,
                         struct entry_state_of *entry, struct error *error)
{
	sqlite3_stmt *statement = query(store, ENTRY_COLUMNS "WHERE e.key = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, key);
	return find_entry(store, arena, statement, entry, error);
}

/* Entries that are looked through for an address: whoever asks waits, and so does the desk. */
#define LOOKED_THROUGH "2000"

#define ENTRY_AMONG(state)                                                                         \
	"SELECT e.state, e.key, e.reason, f.url FROM (SELECT * FROM entry WHERE state = " state        \
	" LIMIT " LOOKED_THROUGH ") e LEFT JOIN feed f ON f.id = e.feed"                               \
	" WHERE instr(e.document, ?1) > 0 LIMIT 1"

/* An entry that its feed names by something else than its address: one that was not read. */
static bool entry_by_document(struct store *store, struct arena *arena, struct text url,
                              struct entry_state_of *entry, struct error *error)
{
	/* Each has an index of its own, of few rows. */
	static const char *const statements[] = {ENTRY_AMONG("0"), ENTRY_AMONG("1"), ENTRY_AMONG("3")};
	struct text quoted = text_format(arena, "\"%.*s\"", TEXT_ARGS(url));

	for (size_t i = 0; i < 3 && entry->state == ENTRY_UNKNOWN; i++) {
		sqlite3_stmt *statement = query(store, statements[i], error);
		if (!statement)
			return false;
		bind_text(statement, 1, quoted);
		if (!find_entry(store, arena, statement, entry, error))
			return false;
	}
	return true;
}

static size_t common_length(struct text a, struct text b)
{
	size_t at = 0;

	while (at < a.length && at < b.length && a.data[at] == b.data[at])
		at++;
	return at;
}

/* The neighbour in the order of keys that shares more than the host. */
static bool nearest_key(struct store *store, struct arena *arena, struct text key, struct text *nearest,
                        struct error *error)
{
	static const char *const sides[] = {
	        "SELECT key FROM entry WHERE key > ?1 ORDER BY key LIMIT 1",
	        "SELECT key FROM entry WHERE key < ?1 ORDER BY key DESC LIMIT 1",
	};
	size_t slash = text_find(key, TEXT("/"), 0);
	size_t most = slash == TEXT_NOT_FOUND ? key.length : slash + 1;

	for (size_t i = 0; i < 2; i++) {
		sqlite3_stmt *statement = query(store, sides[i], error);
		if (!statement)
			return false;
		bind_text(statement, 1, key);
		enum step step = query_step(store, statement, error);
		if (step == STEP_FAILED)
			return false;
		struct text found = step == STEP_ROW ? column_text(arena, statement, 0) : TEXT_NONE;
		sqlite3_reset(statement);
		if (common_length(found, key) > most) {
			most = common_length(found, key);
			*nearest = found;
		}
	}
	return true;
}

bool store_entry(struct store *store, struct arena *arena, struct text article,
                 struct entry_state_of *entry, struct error *error)
{
	struct text identity = url_is_web(article) ? url_identity(arena, article) : TEXT_NONE;
	struct text key = text_empty(identity) ? article : identity;

	*entry = (struct entry_state_of){.state = ENTRY_UNKNOWN};
	if (!entry_by_key(store, arena, key, entry, error))
		return false;
	if (entry->state == ENTRY_UNKNOWN && !text_empty(identity) &&
	    !entry_by_document(store, arena, article, entry, error))
		return false;
	return entry->state != ENTRY_UNKNOWN || nearest_key(store, arena, key, &entry->nearest, error);
}
