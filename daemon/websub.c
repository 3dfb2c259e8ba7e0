#include "daemon/slots.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/callback.h"
#include "daemon/signature.h"
#include "daemon/subscription.h"
#include "wire/http.h"

#define PATH_BYTES 16
#define SECRET_BYTES 32
#define LOAD_ARENA MIB(256)
#define CHALLENGE_MOST KIB(4)
/* Feeds that went while nobody was told of it are noticed within this. */
#define RECONCILE_MS 3600000

/* --- polls again --- */

struct hurrying {
	struct job job;
	struct daemon *daemon;
	struct arena *arena;
	struct text feed;
	struct instant latest;
};

static void hurry_run(struct desk *desk, struct job *job)
{
	struct hurrying *hurrying = (struct hurrying *)job;

	job->failed = !desk_poll_before(desk, hurrying->feed, hurrying->latest, &job->error);
}

static void hurry_done(struct job *job)
{
	struct hurrying *hurrying = (struct hurrying *)job;

	if (job->failed && !hurrying->daemon->stopping && job->error.kind != ERROR_DATA) {
		daemon_postpone(hurrying->daemon, job);
		return;
	}
	if (job->failed && !hurrying->daemon->stopping)
		log_error(&hurrying->daemon->log, "poll", &job->error);
	arena_free(hurrying->arena);
	free(hurrying);
}

void websub_poll_before(struct websub *websub, struct text feed, int64_t wait_ms)
{
	struct hurrying *hurrying = memory_zeroed(1, sizeof(*hurrying));

	hurrying->job = (struct job){.run = hurry_run, .done = hurry_done};
	hurrying->daemon = websub->daemon;
	hurrying->arena = arena_new(KIB(64));
	hurrying->feed = text_copy(hurrying->arena, feed);
	hurrying->latest = clock_steady(&websub->daemon->clock);
	hurrying->latest.ms += wait_ms;
	daemon_submit(websub->daemon, &hurrying->job);
}

/* Pushes have ended: whatever was published since the last of them is to be found, at a place of its own. */
static void slot_polls_again(struct slot *slot)
{
	int64_t spread = slot->websub->daemon->config->poll_interval_ms;
	int64_t place = spread > 0 ? (int64_t)(hash_text(slot->own.feed, 1) % (uint64_t)spread) : 0;

	if (!text_empty(slot->own.feed))
		websub_poll_before(slot->websub, slot->own.feed, place);
}

/* --- what is done in its time --- */

static void slot_leave(struct slot *slot)
{
	/* Of one that no hub ever heard of there is nothing to tell. */
	bool unknown = !instant_known(slot->own.asked) && !instant_known(slot->own.verified);

	if (subscription_trusted(&slot->own, slot_now(slot)))
		slot_polls_again(slot);
	if (unknown) {
		slot_forget(slot);
		return;
	}
	slot_unlink_feed(slot);
	slot_unask(slot);
	subscription_leave(&slot->own, slot_now(slot));
	slot_save(slot);
}

static void slot_step(struct slot *slot, struct instant now)
{
	struct subscription_decision decision = subscription_next(&slot->own, now);

	switch (decision.step) {
	case STEP_WAIT:
		break;
	case STEP_SUBSCRIBE:
	case STEP_UNSUBSCRIBE:
		if (!slot_may_ask(slot))
			break;
		/* It must be known here before the hub knows it. */
		subscription_ask(&slot->own, now);
		slot->ask = true;
		slot->websub->asking++;
		slot_save(slot);
		break;
	case STEP_UNVERIFIED:
		slot_fail(slot, "it never confirmed what it was asked for");
		break;
	case STEP_EXPIRE:
		log_line(&slot->websub->daemon->log, LOG_WARNING, "hub %.*s of feed %.*s: the lease has ended",
			 TEXT_ARGS(slot->own.hub), TEXT_ARGS(slot->own.feed));
		subscription_expire(&slot->own, now);
		slot_polls_again(slot);
		slot_save(slot);
		break;
	case STEP_FORGET:
		slot_forget(slot);
		break;
	}
}

void websub_tick(struct websub *websub)
{
	struct instant now = clock_steady(&websub->daemon->clock);

	callback_tick(websub->callback);
	if (!websub->loaded || !websub->count || websub->daemon->stopping)
		return;
	if (clock_counter_ms() >= websub->reconcile_ms)
		websub_reconcile(websub);
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct slot *slot = websub->by_path[i], *next; slot; slot = next) {
			next = slot->path_next;
			slot_step(slot, now);
		}
}

/* --- what polls tell --- */

/* `failures` of those that were asked for it before, in a row. */
static void slot_make(struct websub *websub, const struct feed_record *feed, struct text hub, int64_t failures,
		      struct instant next)
{
	char path[2 * PATH_BYTES + 1], secret[2 * SECRET_BYTES + 1];
	struct subscription fresh;

	json_blank(&subscription_shape, &fresh);
	random_digits(path, PATH_BYTES);
	random_digits(secret, SECRET_BYTES);
	fresh.feed = feed->url;
	fresh.path = text_of(path);
	fresh.secret = text_of(secret);
	fresh.state = SUBSCRIPTION_WANTED;
	fresh.hub = hub;
	fresh.topic = feed->topic;
	fresh.callback = websub->base;
	fresh.next = next;
	fresh.failures = failures;
	fresh.pushes = fresh.bad_signatures = fresh.missed = fresh.since_missed = 0;
	slot_save(slot_new(websub, &fresh));
	log_line(&websub->daemon->log, LOG_INFO, "feed %.*s: its hub %.*s is asked to push", TEXT_ARGS(feed->url),
		 TEXT_ARGS(hub));
}

/* Which of the feed's hubs it is; as many as there are: none of them. */
static size_t hub_place(const struct feed_record *feed, struct text hub)
{
	size_t i = 0;

	if (text_equal(feed->hub, hub))
		return 0;
	while (i < feed->more_hubs_count && !text_equal(feed->more_hubs[i], hub))
		i++;
	return i + 1;
}

/* The next of them is asked at once; behind the last the first one again, when its time has come. */
static void slot_move_on(struct slot *slot, const struct feed_record *feed)
{
	struct websub *websub = slot->websub;
	size_t place = hub_place(feed, slot->own.hub);
	bool again = place == feed->more_hubs_count;
	int64_t failures = slot->own.failures;
	struct instant next = again ? slot->own.next : slot_now(slot);

	slot_leave(slot);
	slot_make(websub, feed, again ? feed->hub : feed->more_hubs[place], failures, next);
}

static bool wants_hub(const struct feed_record *feed)
{
	return url_is_web(feed->hub) && !text_empty(feed->topic) && feed->state != FEED_GONE;
}

void websub_polled(struct websub *websub, const struct feed_record *feed, struct instant before, int64_t fresh)
{
	if (!websub->loaded || !websub->callback)
		return;
	struct slot *slot = slot_of_feed(websub, feed->url);
	bool wanted = wants_hub(feed);
	if (slot && fresh && !feed->failures && subscription_missed(&slot->own, before, slot_now(slot))) {
		log_line(&websub->daemon->log, LOG_INFO, "feed %.*s: a poll found what its hub had not pushed",
			 TEXT_ARGS(feed->url));
		websub_poll_before(websub, feed->url, websub->daemon->config->poll_interval_ms);
		slot_save(slot);
	}
	bool other = slot && (!wanted || hub_place(feed, slot->own.hub) > feed->more_hubs_count ||
			      !text_equal(slot->own.topic, feed->topic));
	if (other)
		slot_leave(slot);
	if (wanted && (!slot || other))
		slot_make(websub, feed, feed->hub, 0, clock_steady(&websub->daemon->clock));
	else if (slot && !other && feed->more_hubs_count && subscription_fails(&slot->own))
		slot_move_on(slot, feed);
}

bool websub_trusts(const struct websub *websub, struct text feed)
{
	const struct slot *slot = websub->callback ? slot_of_feed(websub, feed) : NULL;

	return slot && subscription_trusted(&slot->own, slot_now(slot));
}

/* --- for the callback --- */

const struct subscription *websub_find(struct websub *websub, struct text path)
{
	const struct slot *slot = slot_of_path(websub, path);

	return slot ? &slot->own : NULL;
}

static int64_t lease_of(struct arena *arena, struct text query)
{
	struct text value;
	int64_t seconds;

	return http_parameter(arena, query, TEXT("hub.lease_seconds"), &value) && text_number(value, &seconds) ? seconds
													       : 0;
}

static int slot_refused(struct slot *slot, struct arena *arena, struct text query)
{
	struct text topic, reason = TEXT_NONE;

	if (!http_parameter(arena, query, TEXT("hub.topic"), &topic))
		return 404;
	http_parameter(arena, query, TEXT("hub.reason"), &reason);
	reason = text_clean(arena, text_cut(reason, 200), false);
	struct text sentence = text_format(arena, "the hub refuses%s%.*s", text_empty(reason) ? "" : ": ",
					   TEXT_ARGS(reason));
	bool trusted = subscription_trusted(&slot->own, slot_now(slot));
	if (!text_equal(topic, slot->own.topic))
		return 404;
	subscription_denied(&slot->own, topic, slot_error(slot, sentence), slot_now(slot));
	log_line(&slot->websub->daemon->log, LOG_WARNING, "hub %.*s of feed %.*s: %.*s", TEXT_ARGS(slot->own.hub),
		 TEXT_ARGS(slot->own.feed), TEXT_ARGS(sentence));
	if (trusted)
		slot_polls_again(slot);
	if (slot->own.state == SUBSCRIPTION_LEAVING)
		slot_forget(slot);
	else
		slot_save(slot);
	return 200;
}

int websub_verify(struct websub *websub, struct arena *arena, struct text path, struct text query,
		  struct text *challenge)
{
	struct slot *slot = slot_of_path(websub, path);
	struct text mode, topic;

	*challenge = TEXT_NONE;
	if (!slot || !http_parameter(arena, query, TEXT("hub.mode"), &mode))
		return 404;
	if (text_equal(mode, TEXT("denied")))
		return slot_refused(slot, arena, query);
	bool subscribe = text_equal(mode, TEXT("subscribe"));
	if (!(subscribe || text_equal(mode, TEXT("unsubscribe"))) ||
	    !http_parameter(arena, query, TEXT("hub.topic"), &topic) ||
	    !http_parameter(arena, query, TEXT("hub.challenge"), challenge) || text_empty(*challenge) ||
	    challenge->length > CHALLENGE_MOST ||
	    !subscription_verify(&slot->own, subscribe, topic, lease_of(arena, query),
				 websub->daemon->config->websub_lease_ms / 1000, slot_now(slot)))
		return 404;
	log_line(&websub->daemon->log, LOG_INFO, "hub %.*s of feed %.*s: %s", TEXT_ARGS(slot->own.hub),
		 TEXT_ARGS(slot->own.feed), subscribe ? "it pushes from now on" : "it pushes no more");
	if (subscribe)
		slot_save(slot);
	else
		slot_forget(slot);
	return 200;
}

void websub_pushed(struct websub *websub, struct text path, bool good)
{
	struct slot *slot = slot_of_path(websub, path);

	if (!slot)
		return;
	if (good)
		subscription_pushed(&slot->own, slot_now(slot));
	else
		slot->own.bad_signatures++;
	if (!good)
		log_line(&websub->daemon->log, LOG_WARNING,
			 "feed %.*s: something was pushed without its hub's signature, and is ignored",
			 TEXT_ARGS(slot->own.feed));
	slot_save(slot);
}

/* --- loading, and feeds that went --- */

struct loading {
	struct job job;
	struct websub *websub;
	struct arena *arena;
	struct subscription *subscriptions;
	size_t count;
	bool drop;
	int64_t spread_ms;
	struct instant steady;
};

static void loading_run(struct desk *desk, struct job *job)
{
	struct loading *loading = (struct loading *)job;

	if (loading->drop)
		job->failed = !desk_drop_subscriptions(desk, loading->spread_ms, loading->steady, &job->error);
	else
		job->failed = !desk_subscriptions(desk, loading->arena, &loading->subscriptions, &loading->count,
						  &job->error);
}

/* The hub is told of another callback; what it was told of the old one ends with its lease. */
static void slot_recall(struct slot *slot)
{
	struct text base = slot->websub->base;

	if (text_equal(slot->own.callback, base) || slot->own.state == SUBSCRIPTION_LEAVING)
		return;
	slot->own.callback = base;
	slot_unask(slot);
	if (subscription_trusted(&slot->own, slot_now(slot)))
		slot_polls_again(slot);
	slot->own.state = SUBSCRIPTION_WANTED;
	slot->own.asked = slot->own.verified = slot->own.since = slot->own.until = INSTANT_NONE;
	slot->own.failures = 0;
	slot->own.next = slot_now(slot);
	slot_save(slot);
}

static void loading_take(struct websub *websub, const struct subscription *subscription)
{
	struct slot *slot = slot_of_path(websub, subscription->path);

	if (!slot)
		slot = slot_new(websub, subscription);
	if (text_empty(subscription->feed) && slot->own.state != SUBSCRIPTION_LEAVING)
		slot_leave(slot);
	else
		slot_recall(slot);
}

static void loading_done(struct job *job)
{
	struct loading *loading = (struct loading *)job;
	struct websub *websub = loading->websub;
	struct daemon *daemon = websub->daemon;

	if (job->failed && !daemon->stopping && job->error.kind != ERROR_DATA) {
		arena_reset(loading->arena);
		daemon_postpone(daemon, job);
		return;
	}
	if (job->failed && !daemon->stopping)
		log_error(&daemon->log, "subscriptions", &job->error);
	for (size_t i = 0; !job->failed && !daemon->stopping && i < loading->count; i++)
		/* One that was forgotten since is still in this list. */
		if (!websub->loaded || slot_of_path(websub, loading->subscriptions[i].path))
			loading_take(websub, &loading->subscriptions[i]);
	websub->loaded = websub->loaded || !loading->drop;
	arena_free(loading->arena);
	free(loading);
}

void websub_load(struct websub *websub)
{
	struct loading *loading = memory_zeroed(1, sizeof(*loading));

	websub->reconcile_ms = clock_counter_ms() + RECONCILE_MS;
	loading->job = (struct job){.run = loading_run, .done = loading_done};
	loading->websub = websub;
	loading->arena = arena_new(LOAD_ARENA);
	loading->drop = !websub->callback;
	loading->spread_ms = websub->daemon->config->poll_interval_ms;
	loading->steady = clock_steady(&websub->daemon->clock);
	daemon_submit(websub->daemon, &loading->job);
}

void websub_reconcile(struct websub *websub)
{
	if (websub->callback && websub->count)
		websub_load(websub);
}

void websub_configure(struct websub *websub)
{
	struct text base = text_of(websub->daemon->config->websub_callback);

	if (!websub->callback || text_equal(base, websub->base))
		return;
	websub->base = text_copy(websub->arena, base);
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct slot *slot = websub->by_path[i]; slot; slot = slot->path_next)
			slot_recall(slot);
}

/* --- its life --- */

struct websub *websub_new(struct daemon *daemon, struct error *error)
{
	struct websub *websub = memory_zeroed(1, sizeof(*websub));

	websub->daemon = daemon;
	websub->arena = arena_new(MIB(16));
	websub->base = text_copy(websub->arena, text_of(daemon->config->websub_callback));
	if (text_empty(websub->base))
		return websub;
	websub->callback = callback_new(daemon, websub, daemon->config->websub_listen, error);
	if (websub->callback)
		return websub;
	arena_free(websub->arena);
	free(websub);
	return NULL;
}

void websub_stop(struct websub *websub)
{
	callback_stop(websub->callback);
}

void websub_free(struct websub *websub)
{
	if (!websub)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct slot *slot = websub->by_path[i], *next; slot; slot = next) {
			next = slot->path_next;
			free(slot);
		}
	callback_free(websub->callback);
	arena_free(websub->arena);
	free(websub);
}
