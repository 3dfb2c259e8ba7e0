/* Feeds and entries: the store's own steps, each one transaction. */
#include "base/limits.h"
#include "desk/internal.h"

bool desk_configure_feeds(struct desk *desk, const struct feed_record *feeds, size_t count,
                          struct instant now, struct error *error)
{
	return store_configure_feeds(desk->store, feeds, count, now, error);
}

bool desk_add_feed(struct desk *desk, const struct feed_record *wanted, struct instant now,
		   struct error *error)
{
	int64_t id;

	return store_add_feed(desk->store, wanted, now, &id, error);
}

bool desk_remove_feed(struct desk *desk, struct text url, struct error *error)
{
	return store_remove_feed(desk->store, url, error);
}

bool desk_pause_feed(struct desk *desk, struct text url, bool paused, struct instant now,
                     struct error *error)
{
	return store_pause_feed(desk->store, url, paused, now, error);
}

bool desk_change_feed(struct desk *desk, struct text url,
                      bool (*change)(void *context, struct feed_record *feed, struct error *error),
                      void *context, struct instant now, struct error *error)
{
	return store_change_feed(desk->store, url, change, context, now, error);
}

bool desk_feed_settings(struct desk *desk, struct arena *arena, struct text url,
                        const struct feed_settings **settings, struct error *error)
{
	struct feed_record *feed = arena_alloc(arena, sizeof(*feed));

	*settings = NULL;
	if (!store_show_feed(desk->store, arena, url, feed, error))
		return error->kind == ERROR_INPUT;
	*settings = &feed->settings;
	return true;
}

bool desk_poll_feed(struct desk *desk, struct text url, struct instant now, struct error *error)
{
	return store_poll_feed(desk->store, url, now, error);
}

bool desk_claim_due(struct desk *desk, struct arena *arena, struct text owner, size_t most,
                    int64_t lease_ms, struct instant now, struct claim **claims, size_t *count,
                    struct error *error)
{
	return store_claim_due(desk->store, arena, owner, most, lease_ms, now, claims, count,
	                       error);
}

bool desk_return_claims(struct desk *desk, const struct claim *claims, size_t count,
                        struct instant not_before, struct error *error)
{
	return store_return_claims(desk->store, claims, count, not_before, error);
}

bool desk_commit_polls(struct desk *desk, struct arena *arena, const struct poll_outcome *outcomes,
                       size_t count, struct instant now, struct poll_commit *commits,
                       struct error *error)
{
	return store_commit_polls(desk->store, arena, outcomes, count, now, commits, error);
}

bool desk_put_subscription(struct desk *desk, const struct subscription *subscription, struct error *error)
{
	return store_put_subscription(desk->store, subscription, error);
}

bool desk_drop_subscription(struct desk *desk, struct text path, struct error *error)
{
	return store_drop_subscription(desk->store, path, error);
}

bool desk_subscriptions(struct desk *desk, struct arena *arena, struct subscription **subscriptions,
                        size_t *count, struct error *error)
{
	return store_subscriptions(desk->store, arena, subscriptions, count, error);
}

bool desk_drop_subscriptions(struct desk *desk, int64_t spread_ms, struct instant now, struct error *error)
{
	return store_drop_subscriptions(desk->store, spread_ms, now, error);
}

bool desk_poll_before(struct desk *desk, struct text url, struct instant latest, struct error *error)
{
	return store_poll_before(desk->store, url, latest, error);
}

bool desk_push(struct desk *desk, struct arena *arena, struct text url, const struct entry *entries,
               size_t count, struct instant now, int64_t *fresh, struct error *error)
{
	return store_push(desk->store, arena, url, entries, count, now, fresh, error);
}

bool desk_take_work(struct desk *desk, struct arena *arena, const struct wanted_work *wanted,
                    struct work **work, size_t *count, struct error *error)
{
	return store_take_work(desk->store, arena, wanted, work, count, error);
}

bool desk_put_back_work(struct desk *desk, int64_t work_id, enum put_back why,
                        struct instant not_before, struct text reason, struct error *error)
{
	return store_put_back_work(desk->store, work_id, why, not_before, reason, error);
}

bool desk_give_up_work(struct desk *desk, int64_t work_id, struct text reason, struct error *error)
{
	return store_give_up_work(desk->store, work_id, reason, error);
}
