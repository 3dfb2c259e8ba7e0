/* What became of articles: kept with each report, looked up for whoever asks why. */
#include <string.h>

#include "base/hash.h"
#include "base/url.h"
#include "storage/sqlite.h"

/* --- keeping --- */

/* What the article's own row says need not be said twice. */
static struct fate slim_of(struct arena *arena, const struct fate *fate, bool has_row)
{
	struct fate slim = *fate;
	struct text usual = text_format(arena, "https://%.*s", TEXT_ARGS(fate->article));

	if (text_equal(fate->url, usual))
		slim.url = TEXT_NONE;
	if (has_row) {
		slim.article = TEXT_NONE;
		slim.story = 0;
		slim.published = INSTANT_NONE;
	}
	return slim;
}

static bool next_duplicate(struct store *store, int64_t *n, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT min(min(n), 0) - 1 FROM fate", error);

	return statement && query_integer(store, statement, -1, n, error);
}

static bool keep_record(struct store *store, struct arena *arena, const struct fate *fate, int64_t n,
                        bool has_row, struct error *error)
{
	struct fate slim = slim_of(arena, fate, has_row);
	struct text identity = url_identity(arena, fate->url);
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO fate (n, key, url, original, record) VALUES (?1, ?2, ?3, ?4, ?5)", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, n);
	if (!has_row) {
		bind_hash(statement, 2, hash_text(fate->article, 0));
		if (!text_empty(identity))
			bind_hash(statement, 3, hash_text(identity, 0));
	}
	if (!text_empty(fate->of) && !text_equal(fate->of, fate->article))
		bind_hash(statement, 4, hash_text(fate->of, 0));
	bind_bytes(statement, 5, pack_shape(arena, &fate_shape, &slim));
	return query_run(store, statement, error);
}

bool fate_keep(struct store *store, struct arena *arena, const struct fate *fate, int64_t n,
               struct error *error)
{
	bool has_row = n != 0;

	if (!has_row && !next_duplicate(store, &n, error))
		return false;
	bool kept = keep_record(store, arena, fate, n, has_row, error);
	for (size_t i = 0; kept && i < fate->records_count; i++) {
		int64_t tracked;
		if (!tracked_number(store, fate->records[i].id, &tracked, error))
			return false;
		sqlite3_stmt *statement = query(
		        store, "INSERT OR IGNORE INTO fate_tracked (tracked, fate) VALUES (?1, ?2)", error);
		if (!statement)
			return false;
		bind_integer(statement, 1, tracked);
		bind_integer(statement, 2, n);
		kept = query_run(store, statement, error);
	}
	return kept;
}

/* --- looking up --- */

#define FATE_COLUMNS "f.record, a.id, a.published, a.story "
#define FATE_TABLES "fate f LEFT JOIN article a ON a.n = f.n "

static bool read_fate(struct arena *arena, sqlite3_stmt *statement, struct fate *fate,
                      struct error *error)
{
	if (!column_record(arena, statement, 0, &fate_shape, fate, error))
		return false;
	if (text_empty(fate->article)) {
		fate->article = column_text(arena, statement, 1);
		fate->published = column_instant(statement, 2);
		fate->story = column_hash(statement, 3);
	}
	if (text_empty(fate->url) && text_find(fate->article, TEXT("/"), 0) != TEXT_NOT_FOUND &&
	    text_find(fate->article, TEXT("#"), 0) == TEXT_NOT_FOUND)
		fate->url = text_format(arena, "https://%.*s", TEXT_ARGS(fate->article));
	return true;
}

static bool read_fates(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                       size_t most, struct fate *fates, size_t *count, struct error *error)
{
	enum step step;

	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		if (*count == most)
			continue;
		if (!read_fate(arena, statement, &fates[*count], error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

static bool has_fate(const struct fate *fates, size_t count, const struct fate *fate)
{
	for (size_t i = 0; i < count; i++)
		if (fates[i].received.ms == fate->received.ms && text_equal(fates[i].article, fate->article) &&
		    fates[i].verdict == fate->verdict)
			return true;
	return false;
}

/* The newest first, each once. */
static void put_in_order(struct fate *fates, size_t *count)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		struct fate fate = fates[i];
		if (has_fate(fates, kept, &fate))
			continue;
		size_t at = kept++;
		for (; at > 0 && fates[at - 1].received.ms < fate.received.ms; at--)
			fates[at] = fates[at - 1];
		fates[at] = fate;
	}
	*count = kept;
}

bool store_fates(struct store *store, struct arena *arena, struct text article, size_t most,
                 struct fate **fates, size_t *count, struct error *error)
{
	static const char *const statements[] = {
	        "SELECT " FATE_COLUMNS "FROM article a JOIN fate f ON f.n = a.n WHERE a.key = ?1 "
	        "AND a.id = ?3 ORDER BY a.n DESC LIMIT ?2",
	        "SELECT " FATE_COLUMNS "FROM article a JOIN fate f ON f.n = a.n WHERE a.url = ?1 "
	        "AND a.url <> 0 ORDER BY a.n DESC LIMIT ?2",
	        "SELECT " FATE_COLUMNS "FROM " FATE_TABLES "WHERE f.key = ?1 ORDER BY f.n LIMIT ?2",
	        "SELECT " FATE_COLUMNS "FROM " FATE_TABLES "WHERE f.url = ?1 ORDER BY f.n LIMIT ?2",
	};
	struct text identity = url_is_web(article) ? url_identity(arena, article) : TEXT_NONE;
	struct text id = text_empty(identity) ? article : identity;
	const uint64_t hash = hash_text(id, 0);

	*fates = arena_array(arena, 4 * most, sizeof(**fates));
	*count = 0;
	for (size_t i = 0; i < 4; i++) {
		sqlite3_stmt *statement = query(store, statements[i], error);
		if (!statement)
			return false;
		bind_hash(statement, 1, hash);
		if (i == 0)
			bind_text(statement, 3, id);
		bind_integer(statement, 2, (int64_t)most);
		if (!read_fates(store, arena, statement, 4 * most, *fates, count, error))
			return false;
	}
	put_in_order(*fates, count);
	*count = *count < most ? *count : most;
	return true;
}

bool store_fates_of(struct store *store, struct arena *arena, struct text original, size_t most,
                    struct fate **fates, size_t *count, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "SELECT " FATE_COLUMNS "FROM " FATE_TABLES
	                                "WHERE f.original = ?1 ORDER BY abs(f.n) DESC LIMIT ?2",
	                                error);

	*fates = arena_array(arena, most, sizeof(**fates));
	*count = 0;
	if (!statement)
		return false;
	bind_hash(statement, 1, hash_text(original, 0));
	bind_integer(statement, 2, (int64_t)most);
	if (!read_fates(store, arena, statement, most, *fates, count, error))
		return false;
	put_in_order(*fates, count);
	return true;
}

bool store_fates_at(struct store *store, struct arena *arena, struct text tracked, size_t most,
                    struct fate **fates, size_t *count, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store,
	              "SELECT " FATE_COLUMNS "FROM tracked t JOIN fate_tracked c ON c.tracked = t.n "
	              "JOIN fate f ON f.n = c.fate LEFT JOIN article a ON a.n = f.n "
	              "WHERE t.id = ?1 ORDER BY c.fate DESC LIMIT ?2",
	              error);

	*fates = arena_array(arena, most, sizeof(**fates));
	*count = 0;
	if (!statement)
		return false;
	bind_text(statement, 1, tracked);
	bind_integer(statement, 2, (int64_t)most);
	return read_fates(store, arena, statement, most, *fates, count, error);
}
