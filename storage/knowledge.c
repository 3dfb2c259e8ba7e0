/* What is known of articles, stories and incidents: looked up for a report, and changed by it. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "storage/articles.h"
#include "storage/fault.h"
#include "storage/records.h"
#include "storage/samples.h"
#include "storage/sqlite.h"
#include "storage/stories.h"
#include "storage/terms.h"

#define TRACKED_MOST 200
#define COUNTRY_MOST 100

/* --- records --- */

/* A record as it stands in the database. */
struct standing {
	int64_t n;    /* 0: it does not */
	int64_t last;
};

static bool find_standing(struct store *store, struct text id, struct standing *standing,
                          struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT n, last FROM tracked WHERE id = ?1", error);

	*standing = (struct standing){0};
	if (!statement)
		return false;
	bind_text(statement, 1, id);
	enum step step = query_step(store, statement, error);
	if (step == STEP_ROW) {
		*standing = (struct standing){column_integer(statement, 0),
		                              column_integer(statement, 1)};
		sqlite3_reset(statement);
	}
	return step != STEP_FAILED;
}

bool tracked_number(struct store *store, struct text id, int64_t *n, struct error *error)
{
	struct standing standing;
	bool found = find_standing(store, id, &standing, error);

	*n = standing.n;
	return found;
}

/* The picture's records as they are loaded, each with its number in the table. */
struct loaded {
	struct picture *picture;
	int64_t *numbers;
};

static bool has_number(const struct loaded *loaded, int64_t n)
{
	for (size_t i = 0; i < loaded->picture->tracked_count; i++)
		if (loaded->numbers[i] == n)
			return true;
	return false;
}

static bool read_record(struct store *store, struct arena *arena, int64_t n, struct tracked *tracked,
                        bool *there, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT record FROM tracked WHERE n = ?1", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, n);
	bool read = query_record(store, arena, statement, &tracked_shape, tracked, there, error);
	if (read && *there)
		records_keep(store->records, n, tracked);
	return read;
}

/* Before anything is written: what is read is as it was committed. */
static bool load_record(struct store *store, struct arena *arena, int64_t n, struct loaded *loaded,
                        struct error *error)
{
	struct picture *picture = loaded->picture;
	struct tracked *tracked = &picture->tracked[picture->tracked_count];
	bool there = records_find(store->records, arena, n, tracked);

	if (!there && !read_record(store, arena, n, tracked, &there, error))
		return false;
	loaded->numbers[picture->tracked_count] = n;
	picture->tracked_count += there;
	return true;
}

/* Numbers of records that are wanted, by when a report came to them last. */
struct wanted {
	struct standing list[COUNTRY_MOST];
	size_t count;
};

static bool read_wanted_numbers(struct store *store, sqlite3_stmt *statement, struct wanted *wanted,
                                struct error *error)
{
	enum step step;

	wanted->count = 0;
	while ((step = query_step(store, statement, error)) == STEP_ROW)
		if (wanted->count < COUNTRY_MOST)
			wanted->list[wanted->count++] = (struct standing){
			        column_integer(statement, 0), column_integer(statement, 1)};
	return step == STEP_DONE;
}

/* The newest first; of those that one report came to the oldest. */
static int by_last(const void *left, const void *right)
{
	const struct standing *a = left, *b = right;

	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	return a->n < b->n ? -1 : a->n > b->n;
}

static bool load_wanted(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                        struct loaded *loaded, struct error *error)
{
	struct wanted wanted;

	if (!read_wanted_numbers(store, statement, &wanted, error))
		return false;
	if (wanted.count)
		qsort(wanted.list, wanted.count, sizeof(*wanted.list), by_last);
	for (size_t i = 0; i < wanted.count && loaded->picture->tracked_count < TRACKED_MOST; i++)
		if (!has_number(loaded, wanted.list[i].n) &&
		    !load_record(store, arena, wanted.list[i].n, loaded, error))
			return false;
	return true;
}

/* Those of the report's countries, then those of its stories. */
static bool load_tracked(struct store *store, struct arena *arena, const struct report_keys *keys,
                         struct instant now, struct loaded *loaded, struct error *error)
{
	const struct picture *picture = loaded->picture;

	for (size_t i = 0; i < keys->countries_count; i++) {
		/* In the order of the key; any other would be sorted in a table of its own. */
		sqlite3_stmt *statement = query(store,
		                                "SELECT tracked, last FROM tracked_country"
		                                " WHERE country = ?1 AND last >= ?2"
		                                " ORDER BY last DESC, tracked DESC LIMIT ?3",
		                                error);
		if (!statement)
			return false;
		bind_text(statement, 1, keys->countries[i]);
		bind_integer(statement, 2, now.ms - TRACKED_LIVES_MS);
		bind_integer(statement, 3, COUNTRY_MOST);
		if (!load_wanted(store, arena, statement, loaded, error))
			return false;
	}
	for (size_t i = 0; i < picture->stories_count; i++) {
		if (!stories_may_have_records(store->stories, picture->stories[i].id))
			continue;
		sqlite3_stmt *statement = query(store,
		                                "SELECT n, last FROM tracked WHERE story = ?1"
		                                " AND last >= ?2 ORDER BY last DESC, n DESC LIMIT 20",
		                                error);
		if (!statement)
			return false;
		bind_hash(statement, 1, picture->stories[i].id);
		bind_integer(statement, 2, now.ms - TRACKED_LIVES_MS);
		if (!load_wanted(store, arena, statement, loaded, error))
			return false;
	}
	return true;
}

/* What a person has merged is known by what it has gone into. */
static bool load_homes(struct store *store, struct arena *arena, struct loaded *loaded,
                       struct error *error)
{
	struct picture *picture = loaded->picture;

	for (size_t i = 0; i < picture->tracked_count && picture->tracked_count < 2 * TRACKED_MOST; i++) {
		struct text home = picture->tracked[i].merged_into;
		int64_t n;
		if (text_empty(home))
			continue;
		if (!tracked_number(store, home, &n, error) ||
		    (!has_number(loaded, n) && !load_record(store, arena, n, loaded, error)))
			return false;
	}
	return true;
}

static bool keep_key(struct store *store, struct text key, const struct standing *before,
                     const struct standing *now, struct error *error)
{
	static const char *const statements[] = {
	        "DELETE FROM tracked_country WHERE country = ?1 AND last = ?2 AND tracked = ?3",
	        "INSERT OR IGNORE INTO tracked_country (country, last, tracked) VALUES (?1, ?2, ?3)",
	};

	for (size_t i = before->n && before->last != now->last ? 0 : 1; i < 2; i++) {
		sqlite3_stmt *statement = query(store, statements[i], error);
		if (!statement)
			return false;
		bind_text(statement, 1, key);
		bind_integer(statement, 2, i == 0 ? before->last : now->last);
		bind_integer(statement, 3, now->n);
		if (!query_run(store, statement, error))
			return false;
	}
	return true;
}

static void add_key(struct text *keys, size_t *count, struct text key)
{
	for (size_t i = 0; i < *count; i++)
		if (text_equal(keys[i], key))
			return;
	if (!text_empty(key))
		keys[(*count)++] = key;
}

/* What no gazetteer knows is looked up by its name; its country is a guess. */
struct text *tracked_keys(struct arena *arena, const struct tracked *tracked, size_t *count)
{
	struct text *keys = arena_array(arena, 2 + tracked->places_count + tracked->actor_count, sizeof(*keys));

	*count = 0;
	if (tracked->place) {
		add_key(keys, count, place_key(tracked->place));
		if (text_empty(tracked->place->within))
			add_key(keys, count, tracked->place->name);
	}
	for (size_t i = 0; i < tracked->places_count; i++) {
		const struct place *place = &tracked->places[i];
		add_key(keys, count, text_empty(place->within) ? place->name : place->country);
	}
	for (size_t i = 0; i < tracked->actor_count; i++)
		add_key(keys, count, tracked->actor[i].country);
	return keys;
}

/* The record under its keys, by when a report came to it last. */
static bool keep_keys(struct store *store, struct arena *arena, const struct tracked *tracked,
                      const struct standing *before, const struct standing *now, struct error *error)
{
	size_t count;
	const struct text *keys = tracked_keys(arena, tracked, &count);

	for (size_t i = 0; i < count; i++)
		if (!keep_key(store, keys[i], before, now, error))
			return false;
	return true;
}

bool tracked_keep(struct store *store, struct arena *arena, const struct tracked *tracked,
                  struct error *error)
{
	struct standing before, now = {.last = tracked->last.ms};

	stories_note_record(store->stories, tracked->story);
	if (!find_standing(store, tracked->id, &before, error))
		return false;
	records_forget(store->records, before.n);
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO tracked (n, id, story, last, record) VALUES (?5, ?1, ?2, ?3, ?4)"
	              " ON CONFLICT (n) DO UPDATE SET story = excluded.story, last = "
	              "excluded.last, record = excluded.record",
	              error);
	if (!statement)
		return false;
	bind_text(statement, 1, tracked->id);
	bind_hash(statement, 2, tracked->story);
	bind_instant(statement, 3, tracked->last);
	bind_bytes(statement, 4, pack_shape(arena, &tracked_shape, tracked));
	bind_integer(statement, 5, before.n ? before.n : INTEGER_NONE);
	if (!query_run(store, statement, error))
		return false;
	now.n = before.n ? before.n : sqlite3_last_insert_rowid(store->db);
	if (!before.n &&
	    !count_up(store, TEXT("incidents"), tracked->kind == TRACKED_INCIDENT, error))
		return false;
	return keep_keys(store, arena, tracked, &before, &now, error);
}

/* --- a report --- */

/*
 * When the newest of the articles that came last was published: by that, and not by the clock, an archive is
 * told from a stream that somebody plays back.
 */
bool store_newest(struct store *store, struct instant *newest, struct error *error)
{
	sqlite3_stmt *statement = NULL;

	if (!store->newest) {
		statement = query(store,
		                  "SELECT max(published) FROM"
		                  " (SELECT published FROM article ORDER BY n DESC LIMIT 1000)",
		                  error);
		if (!statement || !query_integer(store, statement, INTEGER_NONE, &store->newest, error))
			return false;
	}
	newest->ms = store->newest;
	return true;
}

static void keep_newest(struct store *store, const struct receiving *receiving)
{
	struct instant published = receiving->report->published;

	if (instant_known(published) && published.ms <= receiving->now.ms && published.ms > store->newest)
		store->newest = published.ms;
}

static bool load_picture(struct store *store, struct arena *arena,
                         const struct receiving *receiving, const struct report_keys *keys,
                         struct picture *picture, struct error *error)
{
	const struct report *report = receiving->report;
	/* For each there may be one that it is merged into. */
	struct loaded loaded = {
	        .picture = picture,
	        .numbers = arena_array(arena, 2 * TRACKED_MOST, sizeof(int64_t)),
	};

	picture->tracked = arena_array(arena, 2 * TRACKED_MOST, sizeof(*picture->tracked));
	return samples_ready(store, error) && stories_ready(store, receiving->now, error) &&
	       articles_load_same(store, arena, report, keys, picture, error) &&
	       articles_load_near(store, arena, keys, picture, error) &&
	       terms_count(store, arena, report, &picture->documents, &picture->documents_total,
	                   error) &&
	       stories_load(store, arena, report, receiving->now, picture, error) &&
	       load_tracked(store, arena, keys, receiving->now, &loaded, error) &&
	       load_homes(store, arena, &loaded, error) &&
	       flow_load(store, arena, report->feed, &picture->flow, error) &&
	       store_newest(store, &picture->newest, error);
}

static bool keep_changes(struct store *store, struct arena *arena,
                         const struct receiving *receiving, const struct report_keys *keys,
                         const int64_t *documents, const struct changes *changes,
                         struct error *error)
{
	int64_t n = 0;

	if (changes->keep_article && !article_write(store, arena, &changes->article, keys, &n, error))
		return false;
	if (changes->story && !story_write(store, arena, changes->story, error))
		return false;
	if (changes->count_terms && !terms_add(store, receiving->report, documents, error))
		return false;
	for (size_t i = 0; i < changes->tracked_count; i++)
		if (!tracked_keep(store, arena, changes->tracked[i], error))
			return false;
	if (changes->flow && !flow_write(store, arena, changes->flow, error))
		return false;
	if (changes->fate && !fate_keep(store, arena, changes->fate, n, error))
		return false;
	FAULT_POINT("receive.ledger");
	for (size_t i = 0; i < changes->alerts_count; i++)
		if (!outbox_gather(store, arena, receiving, &changes->alerts[i], error))
			return false;
	return count_up(store, TEXT("facts"), (int64_t)receiving->report->facts_count, error) &&
	       (!receiving->work || entry_read(store, receiving->work, error));
}

/* What is kept in memory of what is safe in the database. */
static void remember(struct store *store, const struct report *report, const int64_t *documents,
                     const struct changes *changes)
{
	samples_keep(store->samples);
	if (changes->story)
		stories_keep(store->stories, changes->story);
	/* Again, for a story that is new itself. */
	for (size_t i = 0; i < changes->tracked_count; i++)
		stories_note_record(store->stories, changes->tracked[i]->story);
	if (changes->count_terms)
		terms_keep(store, report, documents);
}

bool store_receive(struct store *store, struct arena *arena, const struct receiving *receiving,
                   struct changes **changes, struct error *error)
{
	struct report_keys keys = report_keys(arena, receiving->report);
	struct picture picture = {0};

	if (!begin(store, error))
		return false;
	bool done = load_picture(store, arena, receiving, &keys, &picture, error);
	if (done) {
		*changes = receiving->decide(receiving->context, &picture);
		done = keep_changes(store, arena, receiving, &keys, picture.documents, *changes,
		                    error);
	}
	FAULT_POINT("receive.commit");
	if (!end(store, done, error)) {
		samples_forget(store->samples);
		return false;
	}
	remember(store, receiving->report, picture.documents, *changes);
	keep_newest(store, receiving);
	return true;
}

bool store_tracked(struct store *store, struct arena *arena, struct text id,
                   struct tracked *tracked, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT record FROM tracked WHERE id = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, id);
	bool there;
	if (!query_record(store, arena, statement, &tracked_shape, tracked, &there, error))
		return false;
	return there || error_set(error, ERROR_INPUT, "nothing has the id %.60s",
	                          text_string(arena, text_cut(id, 60)));
}

static bool is_wanted(const struct tracked *tracked, const struct tracked_filter *filter)
{
	struct text kind = text_of(tracked_kind_names[tracked->kind]);
	struct text type = text_of(fact_type_names[tracked->type]);
	bool of_kind = text_empty(filter->kind) || text_equal(filter->kind, kind) ||
	               text_equal(filter->kind, type);

	if (filter->held && !tracked_holds(tracked))
		return false;
	return of_kind && (filter->merged || text_empty(tracked->merged_into)) &&
	       (text_empty(filter->place) ||
	                   (tracked->place && place_is(tracked->place, filter->place)));
}

/* Appends the record of the row if it is wanted; those that are not take no room. */
static bool take_wanted(struct arena *arena, struct arena *scratch, sqlite3_stmt *statement,
                        const struct tracked_filter *filter, struct tracked *to, bool *taken,
                        struct error *error)
{
	struct tracked tracked;

	arena_reset(scratch);
	if (!column_record(scratch, statement, 0, &tracked_shape, &tracked, error))
		return false;
	*taken = is_wanted(&tracked, filter);
	return !*taken || column_record(arena, statement, 0, &tracked_shape, to, error);
}

static bool read_wanted(struct store *store, struct arena *arena, struct arena *scratch,
                        sqlite3_stmt *statement, const struct tracked_filter *filter,
                        struct tracked **tracked, size_t *count, struct error *error)
{
	enum step step = STEP_DONE;
	size_t room = 0;
	bool taken;

	while (*count < filter->most && (step = query_step(store, statement, error)) == STEP_ROW) {
		*tracked = arena_grow(arena, *tracked, *count, &room, sizeof(**tracked));
		if (!take_wanted(arena, scratch, statement, filter, &(*tracked)[*count], &taken,
		                 error)) {
			step = STEP_FAILED;
			break;
		}
		*count += taken;
	}
	sqlite3_reset(statement);
	return step != STEP_FAILED;
}

bool store_tracked_newest(struct store *store, struct arena *arena,
                          const struct tracked_filter *filter, struct tracked **tracked,
                          size_t *count, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store,
	              "SELECT record FROM tracked WHERE last >= ?1 ORDER BY last DESC, n DESC", error);

	*tracked = NULL;
	*count = 0;
	if (!statement)
		return false;
	struct arena *scratch = arena_new(MIB(16));
	bind_integer(statement, 1, instant_known(filter->since) ? filter->since.ms : 0);
	bool read = read_wanted(store, arena, scratch, statement, filter, tracked, count, error);
	arena_free(scratch);
	return read;
}
