/* Samples: what is added is found, before it is in a bucket, in it, and when the database is opened again. */
#include "storage/samples.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/folder.h"
#include "tests/test.h"

/* More than wait in memory, so that rounds of buckets are written. */
#define ARTICLES 30000
#define SAMPLES 60

static struct arena *arena;
static struct error error;

/* The same article always has the same; some samples are those of every hundredth. */
static uint64_t sample_of(int64_t article, size_t i)
{
	uint64_t hash = (uint64_t)(i % 20 ? article : article % 100) * 977 + i;

	hash = (hash ^ hash >> 31) * UINT64_C(0x9e3779b97f4a7c15);
	return (hash ^ hash >> 29) * UINT64_C(0xbf58476d1ce4e5b9) % SAMPLE_BOUND;
}

static int by_hash(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static void add(struct store *store, int64_t first, int64_t last)
{
	CHECK(begin(store, &error));
	CHECK(samples_ready(store, &error));
	for (int64_t n = first; n <= last; n++) {
		uint64_t hashes[SAMPLES];
		for (size_t i = 0; i < SAMPLES; i++)
			hashes[i] = sample_of(n, i);
		qsort(hashes, SAMPLES, sizeof(*hashes), by_hash);
		CHECK(samples_add(store, arena, n, hashes, SAMPLES, &error));
		samples_keep(store->samples);
		arena_reset(arena);
	}
	CHECK(commit(store, &error));
}

static size_t found_of(struct store *store, int64_t article, size_t i, uint32_t *articles)
{
	size_t count;

	CHECK(samples_find(store, sample_key(sample_of(article, i)), articles, 64, &count, &error));
	return count;
}

/* A million samples of 32 bits meet now and then. */
static bool is_found(struct store *store, int64_t article, size_t i)
{
	uint32_t articles[64];
	size_t count = found_of(store, article, i, articles);

	for (size_t k = 0; k < count; k++)
		if (articles[k] == article)
			return count < 4;
	return false;
}

static void check_all(struct store *store, int64_t last)
{
	uint32_t articles[64];

	for (int64_t n = 1; n <= last; n += 7)
		CHECK(is_found(store, n, 1 + (size_t)n % 19));
	/* Of a sample of hundreds the newest are found. */
	CHECK_INT(found_of(store, 42, 20, articles), 50);
	CHECK(articles[0] > last - 100);
}

static int64_t rows(struct store *store, const char *sql)
{
	int64_t value = 0;
	sqlite3_stmt *statement = query(store, sql, &error);

	CHECK(statement && query_integer(store, statement, 0, &value, &error));
	return value;
}

TEST(samples_are_found_wherever_they_are)
{
	char folder[FOLDER_LENGTH], path[96];

	CHECK(folder_begin(folder, "samples"));
	snprintf(path, sizeof(path), "%s/db", folder);
	struct store *store = store_open(path, &error);
	CHECK(store);
	add(store, 1, 5000);
	check_all(store, 5000);
	CHECK_INT(rows(store, "SELECT count(*) FROM sample_bucket"), 0);
	add(store, 5001, ARTICLES);
	check_all(store, ARTICLES);
	CHECK(rows(store, "SELECT count(*) FROM sample_bucket") > 1000);
	CHECK(rows(store, "SELECT max(length(samples)) FROM sample_bucket") < 4050);
	/* What is in buckets needs no row of its own. */
	CHECK(rows(store, "SELECT min(article) FROM sample_fresh") > 1000);
	store_close(store);
	store = store_open(path, &error);
	CHECK(store);
	add(store, ARTICLES + 1, ARTICLES + 1);
	check_all(store, ARTICLES + 1);
	store_close(store);
	CHECK(folder_end(folder) == 0);
}

static int break_off(void *context)
{
	int *left = context;

	return (*left)-- == 0;
}

TEST(a_reading_that_is_broken_off_is_begun_again)
{
	char folder[FOLDER_LENGTH], path[96];
	uint32_t articles[64];
	int left = 4;

	CHECK(folder_begin(folder, "samples"));
	snprintf(path, sizeof(path), "%s/db", folder);
	struct store *store = store_open(path, &error);
	CHECK(store);
	add(store, 1, 200);
	store_close(store);
	store = store_open(path, &error);
	CHECK(store);
	sqlite3_progress_handler(store->db, 100, break_off, &left);
	CHECK(!samples_ready(store, &error));
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
	CHECK(samples_ready(store, &error));
	/* Once, the first as the last. */
	CHECK_INT(found_of(store, 1, 1, articles), 1);
	CHECK_INT(found_of(store, 200, 1, articles), 1);
	store_close(store);
	CHECK(folder_end(folder) == 0);
}

TEST(what_came_to_nothing_is_forgotten)
{
	struct store *store = store_open(":memory:", &error);
	uint64_t hash = sample_of(1, 1);
	uint32_t articles[64];

	CHECK(begin(store, &error) && samples_ready(store, &error));
	CHECK(samples_add(store, arena, 1, &hash, 1, &error));
	store_abandon(store);
	CHECK_INT(found_of(store, 1, 1, articles), 0);
	CHECK_INT(rows(store, "SELECT count(*) FROM sample_fresh"), 0);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(samples_are_found_wherever_they_are),
		RUN(a_reading_that_is_broken_off_is_begun_again),
		RUN(what_came_to_nothing_is_forgotten),
	};
	arena = arena_new((size_t)64 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
