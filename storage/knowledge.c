/* What is known of articles, stories and incidents: looked up for a report, and changed by it. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "storage/fault.h"
#include "storage/sqlite.h"

/* Near copies that are compared; more than that share samples only by what an outlet repeats. */
#define NEAR_MOST 12
#define SAME_MOST 8
#define STORIES_MOST 40
#define TRACKED_MOST 200
#define STORIES_LIVE_MS (INT64_C(10) * 86400000)

/* --- articles --- */

#define ARTICLE_COLUMNS                                                                            \
	"a.id, a.url, a.text_hash, a.title_hash, a.shingles, a.words, a.published, a.story, "      \
	"a.sketch, a.claims, a.subjects"

static bool read_article(struct arena *arena, sqlite3_stmt *statement,
                         struct known_article *article, struct error *error)
{
	*article = (struct known_article){
	        .article_id = column_text(arena, statement, 0),
	        .url = column_hash(statement, 1),
	        .text_hash = column_hash(statement, 2),
	        .title_hash = column_hash(statement, 3),
	        .shingles = column_integer(statement, 4),
	        .words = column_integer(statement, 5),
	        .published = column_instant(statement, 6),
	        .story = column_hash(statement, 7),
	};

	return column_hashes(arena, statement, 8, &article->sketch, &article->sketch_count,
	                     error) &&
	       column_hashes(arena, statement, 9, &article->claims, &article->claims_count,
	                     error) &&
	       column_hashes(arena, statement, 10, &article->subjects, &article->subjects_count,
	                     error);
}

/* Appends the rows of a statement that selects articles. */
static bool read_articles(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                          size_t most, struct known_article *articles, size_t *count,
                          struct error *error)
{
	enum step step;

	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		if (*count == most)
			continue;
		if (!read_article(arena, statement, &articles[*count], error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

static bool load_same(struct store *store, struct arena *arena, const struct report *report,
                      const struct report_keys *keys, struct picture *picture, struct error *error)
{
	static const char *const statements[] = {
	        "SELECT " ARTICLE_COLUMNS
	        " FROM article a WHERE a.id = ?1 ORDER BY a.n DESC LIMIT 4",
	        "SELECT " ARTICLE_COLUMNS
	        " FROM article a WHERE a.url = ?1 AND a.url <> 0 ORDER BY a.n DESC LIMIT 4",
	        "SELECT " ARTICLE_COLUMNS " FROM article a WHERE a.text_hash = ?1 AND a.text_hash "
	        "<> 0 ORDER BY a.n DESC LIMIT 4",
	        "SELECT " ARTICLE_COLUMNS " FROM article a WHERE a.title_hash = ?1 AND a.text_hash "
	        "= 0 ORDER BY a.n DESC LIMIT 4",
	};
	const uint64_t hashes[] = {1, keys->url, keys->text_hash, keys->title_hash};

	picture->same = arena_array(arena, 4 * SAME_MOST, sizeof(*picture->same));
	for (size_t i = 0; i < 4; i++) {
		if (!hashes[i])
			continue;
		sqlite3_stmt *statement = query(store, statements[i], error);
		if (!statement)
			return false;
		if (i == 0)
			bind_text(statement, 1, report->article_id);
		else
			bind_hash(statement, 1, hashes[i]);
		if (!read_articles(store, arena, statement, 4 * SAME_MOST, picture->same,
		                   &picture->same_count, error))
			return false;
	}
	return true;
}

static int64_t as_signed(uint64_t hash)
{
	int64_t value;

	memcpy(&value, &hash, sizeof(value));
	return value;
}

struct candidate {
	int64_t id;
	int64_t shared;
};

/* Counts rows of (id) for many keys: those that come most often are the candidates. */
struct candidates {
	struct arena *arena;
	int64_t *ids;
	size_t ids_count, room;
	struct candidate *list; /* by what they share, falling; made by candidates_rank() */
	size_t count, taken;
};

static int by_number(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* The newer of two articles that share as much first. */
static int by_shared(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->shared != b->shared)
		return a->shared > b->shared ? -1 : 1;
	return by_number(&b->id, &a->id);
}

static void candidates_rank(struct candidates *candidates)
{
	if (!candidates->ids_count)
		return;
	candidates->list =
	        arena_array(candidates->arena, candidates->ids_count, sizeof(*candidates->list));
	qsort(candidates->ids, candidates->ids_count, sizeof(*candidates->ids), by_number);
	for (size_t i = 0; i < candidates->ids_count; i++) {
		if (i == 0 || candidates->ids[i] != candidates->ids[i - 1])
			candidates->list[candidates->count++].id = candidates->ids[i];
		candidates->list[candidates->count - 1].shared++;
	}
	qsort(candidates->list, candidates->count, sizeof(*candidates->list), by_shared);
}

/* The one that shares most of those not taken yet; 0 when there is none. */
static int64_t candidate_take(struct candidates *candidates)
{
	return candidates->taken < candidates->count ? candidates->list[candidates->taken++].id : 0;
}

static bool gather(struct store *store, const char *sql, int64_t key, int64_t bound,
                   struct candidates *candidates, struct error *error)
{
	sqlite3_stmt *statement = query(store, sql, error);
	enum step step;

	if (!statement)
		return false;
	bind_integer(statement, 1, key);
	bind_integer(statement, 2, bound);
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		candidates->ids =
		        arena_grow(candidates->arena, candidates->ids, candidates->ids_count,
		                   &candidates->room, sizeof(*candidates->ids));
		candidates->ids[candidates->ids_count++] = column_integer(statement, 0);
	}
	return step == STEP_DONE;
}

/* The upper half of a sample's hash tells it from others well enough. */
static int64_t sample_key(uint64_t hash)
{
	return (int64_t)(hash >> 32);
}

static bool load_near(struct store *store, struct arena *arena, const struct report_keys *keys,
                      struct picture *picture, struct error *error)
{
	struct candidates candidates = {.arena = arena};
	int64_t id;

	picture->near = arena_array(arena, NEAR_MOST, sizeof(*picture->near));
	for (size_t i = 0; i < keys->samples_count; i++)
		/* A sample that many articles share is an outlet's boilerplate. */
		if (!gather(store,
		            "SELECT article FROM sample WHERE hash = ?1 ORDER BY article DESC "
		            "LIMIT ?2",
		            sample_key(keys->samples[i]), 50, &candidates, error))
			return false;
	candidates_rank(&candidates);
	while (picture->near_count < NEAR_MOST && (id = candidate_take(&candidates))) {
		sqlite3_stmt *statement = query(
		        store, "SELECT " ARTICLE_COLUMNS " FROM article a WHERE a.n = ?1", error);
		if (!statement)
			return false;
		bind_integer(statement, 1, id);
		if (!read_articles(store, arena, statement, NEAR_MOST, picture->near,
		                   &picture->near_count, error))
			return false;
	}
	return true;
}

/* --- stories --- */

static bool load_documents(struct store *store, struct arena *arena, const struct report *report,
                           struct picture *picture, struct error *error)
{
	picture->documents = arena_array(arena, report->terms_count, sizeof(*picture->documents));
	for (size_t i = 0; i < report->terms_count; i++) {
		sqlite3_stmt *statement =
		        query(store, "SELECT documents FROM term WHERE id = ?1", error);
		if (!statement)
			return false;
		bind_hash(statement, 1, report->terms[i].id);
		if (!query_integer(store, statement, 0, &picture->documents[i], error))
			return false;
	}
	sqlite3_stmt *total =
	        query(store, "SELECT value FROM counter WHERE name = 'documents'", error);
	return total && query_integer(store, total, 0, &picture->documents_total, error);
}

static bool load_story(struct store *store, struct arena *arena, int64_t id,
                       struct picture *picture, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT record FROM story WHERE id = ?1", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, id);
	enum step step = query_step(store, statement, error);
	if (step != STEP_ROW)
		return step == STEP_DONE;
	bool read = column_record(arena, statement, 0, &known_story_shape,
	                          &picture->stories[picture->stories_count], error);
	picture->stories_count += read;
	sqlite3_reset(statement);
	return read;
}

static bool has_story(const struct picture *picture, uint64_t id)
{
	for (size_t i = 0; i < picture->stories_count; i++)
		if (picture->stories[i].id == id)
			return true;
	return false;
}

static bool load_stories(struct store *store, struct arena *arena, const struct report *report,
                         struct instant now, struct picture *picture, struct error *error)
{
	struct candidates candidates = {.arena = arena};
	int64_t id;

	picture->stories = arena_array(arena, STORIES_MOST + 4 * SAME_MOST + NEAR_MOST,
	                               sizeof(*picture->stories));
	for (size_t i = 0; i < picture->same_count + picture->near_count; i++) {
		const struct known_article *article =
		        i < picture->same_count ? &picture->same[i]
		                                : &picture->near[i - picture->same_count];
		if (!has_story(picture, article->story) &&
		    !load_story(store, arena, as_signed(article->story), picture, error))
			return false;
	}
	for (size_t i = 0; i < report->terms_count; i++) {
		/* A word of every tenth article finds everything and tells nothing. */
		if (picture->documents[i] > 20 &&
		    picture->documents[i] * 10 > picture->documents_total)
			continue;
		if (!gather(store,
		            "SELECT t.story FROM story_term t JOIN story s ON s.id = t.story"
		            " WHERE t.term = ?1 AND s.last >= ?2",
		            as_signed(report->terms[i].id), now.ms - STORIES_LIVE_MS, &candidates,
		            error))
			return false;
	}
	candidates_rank(&candidates);
	for (int taken = 0; taken < STORIES_MOST && (id = candidate_take(&candidates)); taken++) {
		uint64_t hash;
		memcpy(&hash, &id, sizeof(hash));
		if (!has_story(picture, hash) && !load_story(store, arena, id, picture, error))
			return false;
	}
	return true;
}

static bool keep_story(struct store *store, struct arena *arena, const struct known_story *story,
                       struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "INSERT INTO story (id, last, record) VALUES (?1, ?2, ?3)"
	                                " ON CONFLICT (id) DO UPDATE SET last = excluded.last, "
	                                "record = excluded.record",
	                                error);

	if (!statement)
		return false;
	bind_hash(statement, 1, story->id);
	bind_instant(statement, 2, story->last);
	bind_bytes(statement, 3, pack_shape(arena, &known_story_shape, story));
	bool kept = query_run(store, statement, error);
	for (size_t i = 0; kept && i < story->terms_count && i < STORY_KEYS; i++) {
		statement = query(store,
		                  "INSERT OR IGNORE INTO story_term (term, story) VALUES (?1, ?2)",
		                  error);
		if (!statement)
			return false;
		bind_hash(statement, 1, story->terms[i].id);
		bind_hash(statement, 2, story->id);
		kept = query_run(store, statement, error);
	}
	return kept;
}

static bool count_terms(struct store *store, const struct report *report, struct error *error)
{
	for (size_t i = 0; i < report->terms_count; i++) {
		sqlite3_stmt *statement =
		        query(store,
		              "INSERT INTO term (id, documents) VALUES (?1, 1)"
		              " ON CONFLICT (id) DO UPDATE SET documents = documents + 1",
		              error);
		if (!statement)
			return false;
		bind_hash(statement, 1, report->terms[i].id);
		if (!query_run(store, statement, error))
			return false;
	}
	return count_up(store, TEXT("documents"), 1, error);
}

static bool keep_article(struct store *store, struct arena *arena,
                         const struct known_article *article, const struct report_keys *keys,
                         int64_t *number, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO article (id, url, text_hash, title_hash, shingles, words, "
	              "published, story, sketch, claims,"
	              " subjects) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	              error);

	if (!statement)
		return false;
	bind_text(statement, 1, article->article_id);
	bind_hash(statement, 2, article->url);
	bind_hash(statement, 3, article->text_hash);
	bind_hash(statement, 4, article->title_hash);
	bind_integer(statement, 5, article->shingles == INTEGER_NONE ? 0 : article->shingles);
	bind_integer(statement, 6, article->words == INTEGER_NONE ? 0 : article->words);
	bind_instant(statement, 7, article->published);
	bind_hash(statement, 8, article->story);
	bind_hashes(arena, statement, 9, article->sketch, article->sketch_count);
	bind_hashes(arena, statement, 10, article->claims, article->claims_count);
	bind_hashes(arena, statement, 11, article->subjects, article->subjects_count);
	if (!query_run(store, statement, error))
		return false;
	int64_t n = *number = sqlite3_last_insert_rowid(store->db);
	for (size_t i = 0; i < keys->samples_count; i++) {
		statement =
		        query(store, "INSERT OR IGNORE INTO sample (hash, article) VALUES (?1, ?2)",
		              error);
		if (!statement)
			return false;
		bind_integer(statement, 1, sample_key(keys->samples[i]));
		bind_integer(statement, 2, n);
		if (!query_run(store, statement, error))
			return false;
	}
	return true;
}

/* --- records --- */

static bool has_tracked(const struct picture *picture, struct text id)
{
	for (size_t i = 0; i < picture->tracked_count; i++)
		if (text_equal(picture->tracked[i].id, id))
			return true;
	return false;
}

static bool read_tracked(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                         struct picture *picture, struct error *error)
{
	enum step step;

	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		struct tracked *tracked = &picture->tracked[picture->tracked_count];
		if (picture->tracked_count == TRACKED_MOST ||
		    has_tracked(picture, column_text(arena, statement, 0)))
			continue;
		if (!column_record(arena, statement, 1, &tracked_shape, tracked, error)) {
			sqlite3_reset(statement);
			return false;
		}
		picture->tracked_count++;
	}
	return step == STEP_DONE;
}

static bool load_tracked(struct store *store, struct arena *arena, const struct report_keys *keys,
                         struct instant now, struct picture *picture, struct error *error)
{
	picture->tracked = arena_array(arena, TRACKED_MOST, sizeof(*picture->tracked));
	for (size_t i = 0; i < keys->countries_count; i++) {
		sqlite3_stmt *statement = query(
		        store,
		        "SELECT t.id, t.record FROM tracked_country c JOIN tracked t ON t.n = "
		        "c.tracked"
		        " WHERE c.country = ?1 AND t.last >= ?2 ORDER BY t.last DESC LIMIT 100",
		        error);
		if (!statement)
			return false;
		bind_text(statement, 1, keys->countries[i]);
		bind_integer(statement, 2, now.ms - TRACKED_LIVES_MS);
		if (!read_tracked(store, arena, statement, picture, error))
			return false;
	}
	for (size_t i = 0; i < picture->stories_count; i++) {
		sqlite3_stmt *statement = query(store,
		                                "SELECT id, record FROM tracked WHERE story = ?1 "
		                                "AND last >= ?2 ORDER BY last DESC LIMIT 20",
		                                error);
		if (!statement)
			return false;
		bind_hash(statement, 1, picture->stories[i].id);
		bind_integer(statement, 2, now.ms - TRACKED_LIVES_MS);
		if (!read_tracked(store, arena, statement, picture, error))
			return false;
	}
	return true;
}

static bool keep_country(struct store *store, struct text country, int64_t n, struct error *error)
{
	if (text_empty(country))
		return true;
	sqlite3_stmt *statement = query(
	        store, "INSERT OR IGNORE INTO tracked_country (country, tracked) VALUES (?1, ?2)",
	        error);
	if (!statement)
		return false;
	bind_text(statement, 1, country);
	bind_integer(statement, 2, n);
	return query_run(store, statement, error);
}

bool tracked_number(struct store *store, struct text id, int64_t *n, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT n FROM tracked WHERE id = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, id);
	return query_integer(store, statement, 0, n, error);
}

static bool keep_tracked(struct store *store, struct arena *arena, const struct tracked *tracked,
                         struct error *error)
{
	int64_t n, before;

	if (!tracked_number(store, tracked->id, &before, error))
		return false;
	sqlite3_stmt *statement =
	        query(store,
	              "INSERT INTO tracked (id, story, last, record) VALUES (?1, ?2, ?3, ?4)"
	              " ON CONFLICT (id) DO UPDATE SET story = excluded.story, last = "
	              "excluded.last, record = excluded.record",
	              error);
	if (!statement)
		return false;
	bind_text(statement, 1, tracked->id);
	bind_hash(statement, 2, tracked->story);
	bind_instant(statement, 3, tracked->last);
	bind_bytes(statement, 4, pack_shape(arena, &tracked_shape, tracked));
	if (!query_run(store, statement, error) || !tracked_number(store, tracked->id, &n, error))
		return false;
	if (!before &&
	    !count_up(store, TEXT("incidents"), tracked->kind == TRACKED_INCIDENT, error))
		return false;
	if (tracked->place && !keep_country(store, place_key(tracked->place), n, error))
		return false;
	for (size_t i = 0; i < tracked->places_count; i++)
		if (!keep_country(store, place_key(&tracked->places[i]), n, error))
			return false;
	for (size_t i = 0; i < tracked->actor_count; i++)
		if (!keep_country(store, tracked->actor[i].country, n, error))
			return false;
	return true;
}

/* --- a report --- */

static bool load_picture(struct store *store, struct arena *arena,
                         const struct receiving *receiving, const struct report_keys *keys,
                         struct picture *picture, struct error *error)
{
	const struct report *report = receiving->report;

	return load_same(store, arena, report, keys, picture, error) &&
	       load_near(store, arena, keys, picture, error) &&
	       load_documents(store, arena, report, picture, error) &&
	       load_stories(store, arena, report, receiving->now, picture, error) &&
	       load_tracked(store, arena, keys, receiving->now, picture, error);
}

static bool keep_changes(struct store *store, struct arena *arena,
                         const struct receiving *receiving, const struct report_keys *keys,
                         const struct changes *changes, struct error *error)
{
	int64_t n = 0;

	if (changes->keep_article && !keep_article(store, arena, &changes->article, keys, &n, error))
		return false;
	if (changes->story && !keep_story(store, arena, changes->story, error))
		return false;
	if (changes->count_terms && !count_terms(store, receiving->report, error))
		return false;
	for (size_t i = 0; i < changes->tracked_count; i++)
		if (!keep_tracked(store, arena, changes->tracked[i], error))
			return false;
	if (changes->fate && !fate_keep(store, arena, changes->fate, n, error))
		return false;
	FAULT_POINT("receive.ledger");
	for (size_t i = 0; i < changes->alerts_count; i++)
		if (!outbox_add(store, &changes->alerts[i], receiving->work, receiving->due, error))
			return false;
	return count_up(store, TEXT("facts"), (int64_t)receiving->report->facts_count, error) &&
	       (!receiving->work || entry_read(store, receiving->work, error));
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
		done = keep_changes(store, arena, receiving, &keys, *changes, error);
	}
	FAULT_POINT("receive.commit");
	return end(store, done, error);
}

bool store_tracked(struct store *store, struct arena *arena, struct text id,
                   struct tracked *tracked, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT record FROM tracked WHERE id = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, id);
	enum step step = query_step(store, statement, error);
	if (step == STEP_DONE)
		return error_set(error, ERROR_INPUT, "nothing has the id %.60s",
		                 text_string(arena, text_cut(id, 60)));
	bool read = step == STEP_ROW &&
	            column_record(arena, statement, 0, &tracked_shape, tracked, error);
	sqlite3_reset(statement);
	return read;
}

static bool is_wanted(const struct tracked *tracked, const struct tracked_filter *filter)
{
	struct text kind = text_of(tracked_kind_names[tracked->kind]);
	struct text type = text_of(fact_type_names[tracked->type]);
	bool of_kind = text_empty(filter->kind) || text_equal(filter->kind, kind) ||
	               text_equal(filter->kind, type);

	return of_kind && (text_empty(filter->place) ||
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
