/* Subscriptions at hubs, and what these push. A row outlives its feed until its hub has been told. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "storage/fault.h"
#include "storage/sqlite.h"

bool store_put_subscription(struct store *store, const struct subscription *subscription,
                            struct error *error)
{
	sqlite3_stmt *statement = query(
	        store,
	        "INSERT INTO subscription (path, feed, secret, document)"
	        " VALUES (?1, (SELECT id FROM feed WHERE url = ?2), ?3, ?4)"
	        /* One that was removed and added again is another feed. */
	        " ON CONFLICT (path) DO UPDATE SET document = excluded.document,"
	        " feed = iif(?2 IS NULL, NULL, subscription.feed)",
	        error);
	char *document = document_of(&subscription_shape, subscription, error);
	bool leaving = subscription->state == SUBSCRIPTION_LEAVING;
	bool done = statement && document;

	if (done) {
		bind_text(statement, 1, subscription->path);
		bind_text(statement, 2, leaving ? TEXT_NONE : subscription->feed);
		bind_text(statement, 3, subscription->secret);
		bind_text(statement, 4, text_of(document));
		done = query_run(store, statement, error);
	}
	free(document);
	FAULT_POINT("subscription.put");
	return done;
}

bool store_drop_subscription(struct store *store, struct text path, struct error *error)
{
	sqlite3_stmt *statement = query(store, "DELETE FROM subscription WHERE path = ?1", error);

	if (!statement)
		return false;
	bind_text(statement, 1, path);
	return query_run(store, statement, error);
}

/* Columns: document, path, secret, url. */
static bool read_subscription(struct arena *arena, sqlite3_stmt *statement,
                              struct subscription *subscription, struct error *error)
{
	if (!column_document(arena, statement, 0, &subscription_shape, subscription, error))
		return false;
	subscription->path = column_text(arena, statement, 1);
	subscription->secret = column_text(arena, statement, 2);
	subscription->feed = column_text(arena, statement, 3);
	return true;
}

bool store_subscriptions(struct store *store, struct arena *arena, struct subscription **subscriptions,
                         size_t *count, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "SELECT s.document, s.path, s.secret, f.url FROM subscription s"
	                                " LEFT JOIN feed f ON f.id = s.feed",
	                                error);
	size_t room = 0;
	enum step step;

	*subscriptions = NULL;
	*count = 0;
	if (!statement)
		return false;
	while ((step = query_step(store, statement, error)) == STEP_ROW) {
		*subscriptions = arena_grow(arena, *subscriptions, *count, &room, sizeof(**subscriptions));
		if (!read_subscription(arena, statement, &(*subscriptions)[*count], error)) {
			sqlite3_reset(statement);
			return false;
		}
		(*count)++;
	}
	return step == STEP_DONE;
}

/* Feeds that wait for pushes are due within `spread_ms`: each at a place of its own. */
static bool end_waiting(struct store *store, int64_t spread_ms, struct instant now, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE feed SET next_poll = min(next_poll, ?1 + id * 997 % (?2 + 1))"
	                                " WHERE id IN (SELECT feed FROM subscription)",
	                                error);

	if (!statement)
		return false;
	bind_instant(statement, 1, now);
	bind_integer(statement, 2, spread_ms);
	return query_run(store, statement, error);
}

bool store_drop_subscriptions(struct store *store, int64_t spread_ms, struct instant now,
                              struct error *error)
{
	sqlite3_stmt *statement = NULL;

	if (!begin(store, error))
		return false;
	bool done = end_waiting(store, spread_ms, now, error) &&
	            (statement = query(store, "DELETE FROM subscription", error)) != NULL &&
	            query_run(store, statement, error);
	return end(store, done, error);
}

bool store_poll_before(struct store *store, struct text url, struct instant latest, struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "UPDATE feed SET next_poll = ?2 WHERE url = ?1 AND state < 2"
	                                " AND next_poll > ?2",
	                                error);

	if (!statement)
		return false;
	bind_text(statement, 1, url);
	bind_instant(statement, 2, latest);
	return query_run(store, statement, error);
}

bool store_fill_subscription(struct store *store, struct arena *arena, struct feed_record *feed,
                             struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT document FROM subscription WHERE feed = ?1", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, feed->id);
	enum step step = query_step(store, statement, error);
	if (step != STEP_ROW)
		return step == STEP_DONE;
	struct subscription *subscription = arena_alloc(arena, sizeof(*subscription));
	bool read = column_document(arena, statement, 0, &subscription_shape, subscription, error);
	sqlite3_reset(statement);
	feed->subscription = read ? subscription : NULL;
	return read;
}

/* --- what is pushed --- */

static bool find_feed(struct store *store, struct text url, struct feed_record *feed, bool *found,
                      struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT id FROM feed WHERE url = ?1 AND state < 2", error);

	*feed = (struct feed_record){.url = url};
	if (!statement)
		return false;
	bind_text(statement, 1, url);
	enum step step = query_step(store, statement, error);
	*found = step == STEP_ROW;
	if (step != STEP_ROW)
		return step == STEP_DONE;
	feed->id = column_integer(statement, 0);
	sqlite3_reset(statement);
	return true;
}

/* A poll that is under way is not disturbed: nothing of the row changes but what it counts itself. */
static bool count_entries(struct store *store, int64_t feed, int64_t fresh, struct error *error)
{
	sqlite3_stmt *statement = query(store, "UPDATE feed SET entries = entries + ?2 WHERE id = ?1", error);

	if (!statement)
		return false;
	bind_integer(statement, 1, feed);
	bind_integer(statement, 2, fresh);
	return query_run(store, statement, error) && count_up(store, TEXT("entries"), fresh, error) &&
	       count_up(store, TEXT("pushes"), 1, error);
}

bool store_push(struct store *store, struct arena *arena, struct text url, const struct entry *entries,
                size_t count, struct instant now, int64_t *fresh, struct error *error)
{
	struct feed_record feed;
	bool found;

	*fresh = 0;
	if (!begin(store, error))
		return false;
	bool done = find_feed(store, url, &feed, &found, error);
	for (size_t i = 0; done && found && i < count; i++)
		done = entry_seen(store, arena, &feed, &entries[i], now, fresh, error);
	done = done && (!found || count_entries(store, feed.id, *fresh, error));
	FAULT_POINT("push.commit");
	return end(store, done, error);
}
