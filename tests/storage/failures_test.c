/* What could not be read is no answer, and leaves what was known as it was. */
#include "storage/sqlite.h"
#include "tests/test.h"

static struct arena *arena;
static struct error error;

static int interrupt(void *context)
{
	(void)context;
	return 1;
}

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

TEST(a_look_up_that_fails_leaves_what_was_known)
{
	struct store *store = store_open(":memory:", &error);
	struct instant due = {42};

	CHECK(store);
	CHECK(store_next_due(store, &(struct instant){0}, &error));
	sqlite3_progress_handler(store->db, 1, interrupt, NULL);
	CHECK(!store_next_due(store, &due, &error));
	CHECK_INT(due.ms, 42);
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
	CHECK(store_next_due(store, &due, &error));
	CHECK(!instant_known(due));
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(an_entry_is_not_new_because_nothing_could_be_read),
		RUN(a_look_up_that_fails_leaves_what_was_known),
	};
	arena = arena_new((size_t)16 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
