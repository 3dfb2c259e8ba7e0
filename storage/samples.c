/*
 * A bucket: the samples from its `first` up to the next bucket's, sorted by sample and article, each
 * as the distance from `first` and the article, in as few bytes as the bucket's highest need:
 *
 *   bytes of a distance, bytes of an article, then each sample (the low bytes first)
 *
 * The round of sweeps goes through all buckets and begins again. When it has come to its end, all
 * articles that were there at its beginning are in buckets.
 */
#include "storage/samples.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "storage/postings.h"

#define KEYS_END ((uint64_t)(SAMPLE_BOUND >> 32) + 1)
/*
 * So many wait in memory, 12 bytes each, some 8,000 articles' worth: at a million articles a bucket
 * gets seven at a time, and a report writes nine buckets instead of the pages of 64 samples.
 */
#define FRESH_MOST ((size_t)1 << 19)
/* A bucket fills a page of the database, and its halves half of one. */
#define BUCKET_MOST 720
/* What one report may have to do more than others: a millisecond. */
#define SWEEP_FRESH 1024
#define SWEEP_BUCKETS 24
/* A sample that more articles share is an outlet's boilerplate; the newest of them are kept. */
#define SHARED_MOST 50

struct sweep {
	int64_t newest; /* article */
	int64_t oldest; /* article that has a row of its samples, or that could have one */
	int64_t swept;  /* articles up to this are in buckets */
	int64_t round;  /* and those up to this, where the round has been */
	uint64_t next;  /* where the round goes on */
};

struct range {
	uint32_t from;
	uint64_t to;
};

struct samples {
	struct postings *fresh;
	bool ready;
	struct sweep now, pending; /* safe; and behind the transaction that is under way */
	struct range ranges[SWEEP_BUCKETS]; /* that it has written */
	size_t ranges_count;
	uint32_t added[SAMPLES_MOST]; /* of its article, pending.newest */
	size_t added_count;
};

struct samples *samples_new(void)
{
	struct samples *samples = memory_zeroed(1, sizeof(*samples));

	samples->fresh = postings_new(KEYS_END);
	return samples;
}

void samples_free(struct samples *samples)
{
	if (samples)
		postings_free(samples->fresh);
	free(samples);
}

/* --- a bucket --- */

struct bucket {
	const unsigned char *data;
	size_t count;
	unsigned key_bytes, article_bytes;
	uint32_t first;
};

static uint32_t take(const unsigned char *from, unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint32_t)from[i] << 8 * i;
	return value;
}

static void put(unsigned char **to, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		*(*to)++ = (unsigned char)(value >> 8 * i);
}

static unsigned bytes_of(uint32_t value)
{
	return value < 1u << 8 ? 1 : value < 1u << 16 ? 2 : value < 1u << 24 ? 3 : 4;
}

static bool bucket_of(sqlite3_stmt *statement, struct bucket *bucket, struct error *error)
{
	const unsigned char *data = sqlite3_column_blob(statement, 1);
	size_t length = data ? (size_t)sqlite3_column_bytes(statement, 1) : 0;
	int64_t first = column_integer(statement, 0);

	*bucket = (struct bucket){.first = (uint32_t)first};
	if (length < 2 || data[0] < 1 || data[0] > 4 || data[1] < 1 || data[1] > 4 || first < 0 ||
	    (uint64_t)first >= KEYS_END || (length - 2) % (data[0] + data[1]))
		return error_set(error, ERROR_DATA, "database: a bucket of samples is damaged");
	bucket->key_bytes = data[0];
	bucket->article_bytes = data[1];
	bucket->data = data + 2;
	bucket->count = (length - 2) / (data[0] + data[1]);
	return true;
}

static struct posting bucket_at(const struct bucket *bucket, size_t i)
{
	const unsigned char *at = bucket->data + i * (bucket->key_bytes + bucket->article_bytes);

	return (struct posting){bucket->first + take(at, bucket->key_bytes),
	                        take(at + bucket->key_bytes, bucket->article_bytes)};
}

/* The first place behind those of the key and of all below it. */
static size_t bucket_behind(const struct bucket *bucket, uint32_t key)
{
	size_t low = 0, high = bucket->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (bucket_at(bucket, middle).key <= key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The bucket that a key lies in; none as yet: an empty one. A row stays open when *found. */
static bool find_bucket(struct store *store, uint64_t key, sqlite3_stmt **statement,
                        struct bucket *bucket, bool *found, struct error *error)
{
	*bucket = (struct bucket){0};
	*statement = query(store,
	                   "SELECT first, samples FROM sample_bucket WHERE first <= ?1"
	                   " ORDER BY first DESC LIMIT 1",
	                   error);
	if (!*statement)
		return false;
	bind_integer(*statement, 1, (int64_t)key);
	enum step step = query_step(store, *statement, error);
	*found = step == STEP_ROW;
	if (!*found)
		return step == STEP_DONE;
	if (bucket_of(*statement, bucket, error))
		return true;
	sqlite3_reset(*statement);
	return false;
}

/* --- finding --- */

/* After a crash what memory has may be in the bucket too. */
static bool is_among(const uint32_t *articles, size_t count, uint32_t article)
{
	for (size_t i = 0; i < count; i++)
		if (articles[i] == article)
			return true;
	return false;
}

bool samples_find(struct store *store, uint32_t key, uint32_t *articles, size_t most,
                  size_t *count, struct error *error)
{
	sqlite3_stmt *statement;
	struct bucket bucket;
	bool found;

	most = most < SHARED_MOST ? most : SHARED_MOST;
	*count = postings_find(store->samples->fresh, key, articles, most);
	if (*count == most)
		return true;
	if (!find_bucket(store, key, &statement, &bucket, &found, error))
		return false;
	size_t fresh = *count;
	for (size_t i = bucket_behind(&bucket, key); i-- > 0 && *count < most;) {
		struct posting posting = bucket_at(&bucket, i);
		if (posting.key != key)
			break;
		if (!is_among(articles, fresh, posting.value))
			articles[(*count)++] = posting.value;
	}
	if (found)
		sqlite3_reset(statement);
	return true;
}

/* --- sweeping --- */

static bool write_bucket(struct store *store, struct arena *arena, uint32_t first,
                         const struct posting *list, size_t count, struct error *error)
{
	uint32_t distance = 0, article = 0;
	sqlite3_stmt *statement = query(
	        store, "INSERT OR REPLACE INTO sample_bucket (first, samples) VALUES (?1, ?2)",
	        error);

	if (!statement)
		return false;
	for (size_t i = 0; i < count; i++) {
		distance |= list[i].key - first;
		article |= list[i].value;
	}
	unsigned key_bytes = bytes_of(distance), article_bytes = bytes_of(article);
	size_t length = 2 + count * (key_bytes + article_bytes);
	unsigned char *data = arena_alloc(arena, length), *to = data;
	*to++ = (unsigned char)key_bytes;
	*to++ = (unsigned char)article_bytes;
	for (size_t i = 0; i < count; i++) {
		put(&to, list[i].key - first, key_bytes);
		put(&to, list[i].value, article_bytes);
	}
	bind_integer(statement, 1, first);
	bind_bytes(statement, 2, (struct bytes){data, length});
	return query_run(store, statement, error);
}

/* As many buckets as they need; those of one sample stay together. */
static bool write_buckets(struct store *store, struct arena *arena, uint32_t first,
                          const struct posting *list, size_t count, struct error *error)
{
	size_t buckets = count / BUCKET_MOST + 1, share = count / buckets + 1, begin = 0;

	while (begin < count) {
		size_t end = count - begin > share ? begin + share : count;
		while (end < count && list[end].key == list[end - 1].key)
			end++;
		if (!write_bucket(store, arena, first, list + begin, end - begin, error))
			return false;
		begin = end;
		first = begin < count ? list[begin].key : first;
	}
	return true;
}

/* What both hold, without what is gone, and of each sample the newest SHARED_MOST. */
static struct posting *merge(struct arena *arena, const struct bucket *bucket,
                             const struct posting *fresh, size_t fresh_count, uint32_t oldest,
                             size_t *count)
{
	struct posting *list = arena_array(arena, bucket->count + fresh_count, sizeof(*list));
	size_t old = 0, new = 0, begun = 0, n = 0;

	while (old < bucket->count || new < fresh_count) {
		struct posting next = old < bucket->count ? bucket_at(bucket, old) : fresh[new];
		bool is_fresh = old == bucket->count ||
		                (new < fresh_count && (fresh[new].key < next.key ||
		                                       (fresh[new].key == next.key &&
		                                        fresh[new].value < next.value)));
		if (is_fresh)
			next = fresh[new++];
		else
			old++;
		bool same_key = n && list[n - 1].key == next.key;
		if (next.value < oldest || (same_key && list[n - 1].value == next.value))
			continue;
		begun = same_key ? begun : n;
		if (n - begun == SHARED_MOST) {
			memmove(list + begun, list + begun + 1, (SHARED_MOST - 1) * sizeof(*list));
			n--;
		}
		list[n++] = next;
	}
	*count = n;
	return list;
}

static bool bucket_end(struct store *store, uint64_t next, uint64_t *end, struct error *error)
{
	int64_t value;
	sqlite3_stmt *statement =
	        query(store, "SELECT min(first) FROM sample_bucket WHERE first > ?1", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, (int64_t)next);
	if (!query_integer(store, statement, (int64_t)KEYS_END, &value, error))
		return false;
	*end = (uint64_t)value;
	return true;
}

/* From where the round is to the end of the bucket, or to where there is enough to do. */
static bool sweep_bucket(struct store *store, struct arena *arena, uint32_t oldest, size_t *swept,
                         struct error *error)
{
	struct samples *samples = store->samples;
	uint64_t from = samples->pending.next, to;
	sqlite3_stmt *statement;
	struct bucket bucket;
	size_t fresh_count, count;
	bool found;

	if (!bucket_end(store, from, &to, error))
		return false;
	struct posting *fresh = postings_range(samples->fresh, arena, (uint32_t)from, &to,
	                                       SWEEP_FRESH, &fresh_count);
	samples->pending.next = to;
	*swept += fresh_count;
	if (!fresh_count)
		return true;
	if (!find_bucket(store, from, &statement, &bucket, &found, error))
		return false;
	struct posting *list = merge(arena, &bucket, fresh, fresh_count, oldest, &count);
	if (found)
		sqlite3_reset(statement);
	samples->ranges[samples->ranges_count++] = (struct range){(uint32_t)from, to};
	return write_buckets(store, arena, bucket.first, list, count, error);
}

static bool write_sweep(struct store *store, struct error *error)
{
	const struct sweep *sweep = &store->samples->pending;
	sqlite3_stmt *statement = query(store,
	                                "INSERT OR REPLACE INTO sample_sweep (id, swept, round, next)"
	                                " VALUES (1, ?1, ?2, ?3)",
	                                error);

	if (!statement)
		return false;
	bind_integer(statement, 1, sweep->swept);
	bind_integer(statement, 2, sweep->round);
	bind_integer(statement, 3, (int64_t)sweep->next);
	return query_run(store, statement, error);
}

/* As far as brings what waits back to its bound. */
static bool sweep(struct store *store, struct arena *arena, struct error *error)
{
	struct samples *samples = store->samples;
	size_t waiting = postings_count(samples->fresh), swept = 0;
	int64_t oldest;

	if (waiting <= FRESH_MOST)
		return true;
	/* Of articles whose text is pruned nothing is kept (prune.c). */
	sqlite3_stmt *statement = query(store,
	                                "SELECT max((SELECT ifnull(min(n), 0) FROM article), 1 + ifnull("
	                                "(SELECT value FROM counter WHERE name = 'texts_pruned'), 0))",
	                                error);
	if (!statement || !query_integer(store, statement, 0, &oldest, error))
		return false;
	if (samples->pending.next == 0)
		samples->pending.round = samples->now.newest;
	for (size_t i = 0; i < SWEEP_BUCKETS && samples->pending.next < KEYS_END &&
	                   waiting - swept > FRESH_MOST;
	     i++)
		if (!sweep_bucket(store, arena, (uint32_t)oldest, &swept, error))
			return false;
	if (samples->pending.next >= KEYS_END) {
		samples->pending.swept = samples->pending.round;
		samples->pending.next = 0;
	}
	return write_sweep(store, error);
}

/* --- the rows of what is in no bucket --- */

/* A row or two of articles that are in buckets by now. */
static bool drop_rows(struct store *store, struct error *error)
{
	struct sweep *sweep = &store->samples->pending;

	for (int i = 0; i < 2 && sweep->oldest <= sweep->swept; i++, sweep->oldest++) {
		sqlite3_stmt *statement =
		        query(store, "DELETE FROM sample_fresh WHERE article = ?1", error);
		if (!statement)
			return false;
		bind_integer(statement, 1, sweep->oldest);
		if (!query_run(store, statement, error))
			return false;
	}
	return true;
}

bool samples_add(struct store *store, struct arena *arena, int64_t article, const uint64_t *hashes,
                 size_t count, struct error *error)
{
	struct samples *samples = store->samples;
	uint64_t keys[SAMPLES_MOST];
	sqlite3_stmt *statement = query(
	        store, "INSERT INTO sample_fresh (article, samples) VALUES (?1, ?2)", error);

	if (!statement)
		return false;
	for (size_t i = 0; i < count; i++)
		keys[i] = samples->added[i] = sample_key(hashes[i]);
	samples->added_count = count;
	samples->pending.newest = article;
	bind_integer(statement, 1, article);
	bind_hashes(arena, statement, 2, keys, count);
	return (!count || query_run(store, statement, error)) && sweep(store, arena, error) &&
	       drop_rows(store, error);
}

void samples_forget(struct samples *samples)
{
	samples->pending = samples->now;
	samples->ranges_count = 0;
	samples->added_count = 0;
}

void samples_keep(struct samples *samples)
{
	for (size_t i = 0; i < samples->ranges_count; i++)
		postings_drop(samples->fresh, samples->ranges[i].from, samples->ranges[i].to);
	for (size_t i = 0; i < samples->added_count; i++)
		postings_add(samples->fresh, samples->added[i],
		             (uint32_t)samples->pending.newest);
	samples->now = samples->pending;
	samples_forget(samples);
}

/* --- from the database --- */

static bool read_sweep(struct store *store, struct error *error)
{
	struct sweep *sweep = &store->samples->now;
	sqlite3_stmt *statement = query(store,
	                                "SELECT swept, round, next, (SELECT max(n) FROM article),"
	                                " (SELECT min(article) FROM sample_fresh) FROM sample_sweep",
	                                error);
	enum step step = statement ? query_step(store, statement, error) : STEP_FAILED;

	if (step == STEP_ROW) {
		sweep->swept = column_integer(statement, 0);
		sweep->round = column_integer(statement, 1);
		sweep->next = (uint64_t)column_integer(statement, 2);
		sweep->newest = sqlite3_column_int64(statement, 3);
		sweep->oldest = sqlite3_column_int64(statement, 4);
		sqlite3_reset(statement);
	}
	return step != STEP_FAILED;
}

static bool read_fresh(struct store *store, struct arena *arena, struct error *error)
{
	struct samples *samples = store->samples;
	const struct sweep *sweep = &samples->now;
	sqlite3_stmt *statement = query(
	        store, "SELECT article, samples FROM sample_fresh WHERE article > ?1", error);
	bool fine = statement != NULL;
	enum step step = STEP_DONE;

	/* What a reading that was broken off has left. */
	postings_drop(samples->fresh, 0, KEYS_END);
	if (fine)
		bind_integer(statement, 1, sweep->swept);
	while (fine && (step = query_step(store, statement, error)) == STEP_ROW) {
		uint64_t *keys;
		size_t count;
		int64_t article = column_integer(statement, 0);
		arena_reset(arena);
		fine = column_hashes(arena, statement, 1, &keys, &count, error);
		for (size_t i = 0; fine && i < count; i++)
			if (keys[i] >= sweep->next || article > sweep->round)
				postings_add(samples->fresh, (uint32_t)keys[i], (uint32_t)article);
	}
	if (!fine && statement)
		sqlite3_reset(statement);
	return fine && step == STEP_DONE;
}

bool samples_ready(struct store *store, struct error *error)
{
	struct samples *samples = store->samples;

	if (samples->ready)
		return true;
	struct arena *arena = arena_new(MIB(1));
	samples->ready = read_sweep(store, error) && read_fresh(store, arena, error);
	arena_free(arena);
	samples_forget(samples);
	return samples->ready;
}

/* One row for each sample, sorted, into full buckets. */
static bool convert_rows(struct store *store, struct arena *arena, sqlite3_stmt *rows,
                         struct error *error)
{
	struct posting list[BUCKET_MOST];
	size_t count = 0;
	enum step step;

	while ((step = query_step(store, rows, error)) == STEP_ROW) {
		struct posting next = {(uint32_t)column_integer(rows, 0),
		                       (uint32_t)column_integer(rows, 1)};
		if (count == BUCKET_MOST) {
			arena_reset(arena);
			if (!write_bucket(store, arena, list[0].key, list, count, error)) {
				sqlite3_reset(rows);
				return false;
			}
			count = 0;
		}
		list[count++] = next;
	}
	return step == STEP_DONE &&
	       (!count || write_bucket(store, arena, list[0].key, list, count, error));
}

bool samples_convert(struct store *store, struct error *error)
{
	sqlite3_stmt *rows =
	        query(store, "SELECT hash, article FROM sample ORDER BY hash, article", error);
	struct arena *arena = arena_new(MIB(1));
	bool done = rows && convert_rows(store, arena, rows, error);

	arena_free(arena);
	if (!done)
		return false;
	if (sqlite3_exec(store->db,
	                 "INSERT INTO sample_sweep SELECT 1, ifnull(max(n), 0),"
	                 " ifnull(max(n), 0), 0 FROM article; DROP TABLE sample",
	                 NULL, NULL, NULL) != SQLITE_OK)
		return store_failed(store, "converting samples", error);
	return true;
}
