/* What is new among a feed's entries: an error is never taken for an answer. */
#include "storage/sqlite.h"
#include "tests/test.h"

static struct arena *arena;
static struct error error;

TEST(an_entry_is_not_new_because_nothing_could_be_read)
{
	struct store *store = store_open(":memory:", &error);
	struct instant now = {4 * KEEPING_DEFAULT.articles_ms};
	struct feed_record feed;
	struct entry entry = {.date_published = {1}, .date_modified = INSTANT_NONE};
	int64_t fresh = 0;

	CHECK(store);
	json_blank(&feed_record_shape, &feed);
	feed.id = INTEGER_NONE;
	feed.url = TEXT("https://a.example/feed");
	entry.id = entry.url = TEXT("https://a.example/1");
	CHECK(sqlite3_exec(store->db, "ALTER TABLE counter RENAME TO elsewhere", NULL, NULL, NULL) == SQLITE_OK);
	CHECK(!entry_seen(store, arena, &feed, &entry, now, &fresh, &error));
	CHECK_INT(fresh, 0);
	CHECK(sqlite3_exec(store->db, "ALTER TABLE elsewhere RENAME TO counter", NULL, NULL, NULL) == SQLITE_OK);
	CHECK(entry_seen(store, arena, &feed, &entry, now, &fresh, &error));
	CHECK_INT(fresh, 1);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(an_entry_is_not_new_because_nothing_could_be_read),
	};
	arena = arena_new((size_t)16 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
