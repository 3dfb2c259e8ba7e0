#include "daemon/websub.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/callback.h"
#include "daemon/signature.h"
#include "daemon/subscription.h"
#include "wire/http.h"

/* A hub's answer is a status; of its words nothing is kept. */
#define ANSWER_MOST KIB(64)
#define BUCKETS 4096
#define PATH_BYTES 16
#define SECRET_BYTES 32
#define LOAD_ARENA MIB(256)
#define CHALLENGE_MOST KIB(4)
/* Asked at once, of all hubs and of one: feeds are fetched by the same fetcher. */
#define ASKING_MOST 32
#define ASKING_OF_HOST 4
/* Feeds that went while nobody was told of it are noticed within this. */
#define RECONCILE_MS 3600000
/* A sentence of a failure; hubs' own words are cut. */
#define ERROR_MOST 160

/* One subscription. It belongs to the loop; saves and requests under way hold it. */
struct slot {
	struct slot *path_next, *feed_next;
	struct websub *websub;
	struct subscription own;
	struct text host;     /* of its hub */
	char error[ERROR_MOST];
	bool linked_feed;
	bool saving, changed; /* a save is under way, and it changed since */
	bool asking;          /* a request to the hub is under way */
	bool ask;             /* the hub is asked when it is saved */
	bool gone;            /* forgotten, freed when nothing holds it */
	char texts[];         /* its own, but for the error */
};

struct websub {
	struct daemon *daemon;
	struct callback *callback;
	struct slot *by_path[BUCKETS], *by_feed[BUCKETS];
	size_t count;
	size_t asking;        /* requests to hubs that are under way, or about to be */
	struct arena *arena;  /* of `base`, the callback as the hubs are told, and those before it */
	struct text base;
	int64_t reconcile_ms; /* by the counter */
	bool loaded;
};

/* --- the tables --- */

static struct slot **bucket(struct slot **table, struct text key)
{
	return &table[hash_text(key, 0) % BUCKETS];
}

static struct slot *slot_of_path(const struct websub *websub, struct text path)
{
	struct slot *slot = *bucket(((struct websub *)(uintptr_t)websub)->by_path, path);

	while (slot && !text_equal(slot->own.path, path))
		slot = slot->path_next;
	return slot;
}

static struct slot *slot_of_feed(const struct websub *websub, struct text feed)
{
	struct slot *slot = websub->count ? *bucket(((struct websub *)(uintptr_t)websub)->by_feed, feed) : NULL;

	while (slot && !text_equal(slot->own.feed, feed))
		slot = slot->feed_next;
	return slot;
}

static void unlink_feed(struct slot *slot)
{
	struct slot **place = bucket(slot->websub->by_feed, slot->own.feed);

	if (!slot->linked_feed)
		return;
	while (*place != slot)
		place = &(*place)->feed_next;
	*place = slot->feed_next;
	slot->linked_feed = false;
}

static void unlink_path(struct slot *slot)
{
	struct slot **place = bucket(slot->websub->by_path, slot->own.path);

	while (*place != slot)
		place = &(*place)->path_next;
	*place = slot->path_next;
	slot->websub->count--;
}

static void slot_link(struct slot *slot)
{
	struct websub *websub = slot->websub;
	struct slot **place = bucket(websub->by_path, slot->own.path);

	slot->path_next = *place;
	*place = slot;
	websub->count++;
	if (text_empty(slot->own.feed) || slot->own.state == SUBSCRIPTION_LEAVING)
		return;
	place = bucket(websub->by_feed, slot->own.feed);
	slot->feed_next = *place;
	*place = slot;
	slot->linked_feed = true;
}

static struct text slot_error(struct slot *slot, struct text sentence)
{
	struct text cut = text_cut(sentence, sizeof(slot->error));

	/* It may be the one that is there. */
	if (cut.length)
		memmove(slot->error, cut.data, cut.length);
	return (struct text){slot->error, cut.length};
}

static struct text put_text(char **place, struct text text)
{
	struct text copy = {*place, text.length};

	if (text.length)
		memcpy(*place, text.data, text.length);
	*place += text.length;
	return copy;
}

static struct slot *slot_new(struct websub *websub, const struct subscription *subscription)
{
	struct arena *arena = arena_new(KIB(64));
	struct text host = url_host(arena, subscription->hub);
	const struct subscription *own = subscription;
	size_t length = own->feed.length + own->path.length + own->secret.length + own->hub.length +
			own->topic.length + own->callback.length + host.length;
	struct slot *slot = memory_zeroed(1, sizeof(*slot) + length);
	char *place = slot->texts;

	slot->websub = websub;
	slot->own = *own;
	slot->own.feed = put_text(&place, own->feed);
	slot->own.path = put_text(&place, own->path);
	slot->own.secret = put_text(&place, own->secret);
	slot->own.hub = put_text(&place, own->hub);
	slot->own.topic = put_text(&place, own->topic);
	slot->own.callback = put_text(&place, own->callback);
	slot->host = put_text(&place, host);
	slot->own.error = slot_error(slot, own->error);
	arena_free(arena);
	slot_link(slot);
	return slot;
}

static void slot_free_unheld(struct slot *slot)
{
	if (slot->gone && !slot->saving && !slot->asking)
		free(slot);
}

/* --- saving: one job of a slot at a time, so that none overtakes another --- */

struct saving {
	struct job job;
	struct slot *slot;
	struct subscription own;
	char error[ERROR_MOST];
	bool drop;
};

static void slot_ask(struct slot *slot);
static void slot_save(struct slot *slot);

static void saving_run(struct desk *desk, struct job *job)
{
	struct saving *saving = (struct saving *)job;

	job->failed = saving->drop ? !desk_drop_subscription(desk, saving->own.path, &job->error)
				   : !desk_put_subscription(desk, &saving->own, &job->error);
}

static void saving_done(struct job *job)
{
	struct saving *saving = (struct saving *)job;
	struct slot *slot = saving->slot;
	struct daemon *daemon = slot->websub->daemon;

	if (job->failed && !daemon->stopping && job->error.kind != ERROR_DATA) {
		daemon_postpone(daemon, job);
		return;
	}
	if (job->failed && !daemon->stopping)
		log_error(&daemon->log, "subscription", &job->error);
	bool dropped = saving->drop;
	free(saving);
	slot->saving = false;
	if (dropped) {
		slot_free_unheld(slot);
	} else if (slot->changed) {
		slot->changed = false;
		slot_save(slot);
	} else if (slot->ask) {
		slot->ask = false;
		slot_ask(slot);
	}
}

static void slot_save(struct slot *slot)
{
	struct saving *saving;

	if (slot->saving) {
		slot->changed = true;
		return;
	}
	saving = memory_zeroed(1, sizeof(*saving));
	saving->job = (struct job){.run = saving_run, .done = saving_done};
	saving->slot = slot;
	saving->own = slot->own;
	saving->drop = slot->gone;
	/* The slot's own is written to on the loop. */
	if (slot->own.error.length)
		memcpy(saving->error, slot->own.error.data, slot->own.error.length);
	saving->own.error = (struct text){saving->error, slot->own.error.length};
	slot->saving = true;
	daemon_submit(slot->websub->daemon, &saving->job);
}

/* What was about to be asked is not wanted any more. */
static void slot_unask(struct slot *slot)
{
	slot->websub->asking -= slot->ask;
	slot->ask = false;
}

static void slot_forget(struct slot *slot)
{
	if (slot->gone)
		return;
	unlink_feed(slot);
	unlink_path(slot);
	slot->gone = true;
	slot_unask(slot);
	slot_save(slot);
}

/* --- asking the hub --- */

static struct instant now_of(const struct slot *slot)
{
	return clock_steady(&slot->websub->daemon->clock);
}

static void slot_fail(struct slot *slot, const char *sentence)
{
	log_line(&slot->websub->daemon->log, slot->own.failures ? LOG_INFO : LOG_WARNING, "hub %.*s of feed %.*s: %s",
		 TEXT_ARGS(slot->own.hub), TEXT_ARGS(slot->own.feed), sentence);
	subscription_failed(&slot->own, slot_error(slot, text_of(sentence)), now_of(slot));
	slot_save(slot);
}

static void slot_asked(void *context, struct fetch_result *result)
{
	struct slot *slot = context;
	char sentence[80];

	slot->asking = false;
	slot->websub->asking--;
	if (slot->gone || result->stopped) {
		slot_free_unheld(slot);
		return;
	}
	snprintf(sentence, sizeof(sentence), "it answers with HTTP status %d", (int)result->status);
	/* A hub that has confirmed before it answered has said what is to be said. */
	bool confirmed = instant_known(slot->own.verified) && instant_known(slot->own.asked) &&
			 slot->own.verified.ms >= slot->own.asked.ms;
	if (!result->answered)
		slot_fail(slot, result->error.message);
	else if ((result->status < 200 || result->status > 299) && !confirmed)
		slot_fail(slot, sentence);
}

/* What is sent to a hub: never longer than its addresses, three times encoded. */
static struct text slot_form(const struct slot *slot, struct arena *arena, bool subscribe)
{
	const struct config *config = slot->websub->daemon->config;
	struct text callback = text_format(arena, "%.*s%.*s", TEXT_ARGS(slot->own.callback), TEXT_ARGS(slot->own.path));
	struct text form = http_form_put(arena, TEXT_NONE, "hub.mode",
					 subscribe ? TEXT("subscribe") : TEXT("unsubscribe"));

	form = http_form_put(arena, form, "hub.topic", slot->own.topic);
	form = http_form_put(arena, form, "hub.callback", callback);
	if (!subscribe)
		return form;
	form = http_form_put(arena, form, "hub.secret", slot->own.secret);
	return http_form_put(arena, form, "hub.lease_seconds",
			     text_format(arena, "%lld", (long long)(config->websub_lease_ms / 1000)));
}

static void slot_ask(struct slot *slot)
{
	struct daemon *daemon = slot->websub->daemon;
	struct arena *arena = arena_new(MIB(1));

	if (slot->asking || daemon->stopping) {
		arena_free(arena);
		return;
	}
	struct fetch_request request = {
		.url = slot->own.hub,
		.form = slot_form(slot, arena, slot->own.state != SUBSCRIPTION_LEAVING),
		.accept = "*/*",
		.limit = ANSWER_MOST,
		.done = slot_asked,
		.context = slot,
	};
	slot->asking = true;
	fetcher_start(daemon->fetcher, &request);
	arena_free(arena);
}

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

	if (subscription_trusted(&slot->own, now_of(slot)))
		slot_polls_again(slot);
	if (unknown) {
		slot_forget(slot);
		return;
	}
	unlink_feed(slot);
	slot_unask(slot);
	subscription_leave(&slot->own, now_of(slot));
	slot_save(slot);
}

/* Others wait for the next tick. */
static bool may_ask(const struct slot *slot)
{
	const struct websub *websub = slot->websub;

	return !slot->asking && !slot->ask && websub->asking < ASKING_MOST &&
	       fetcher_count_at(websub->daemon->fetcher, slot->host) < ASKING_OF_HOST;
}

static void slot_step(struct slot *slot, struct instant now)
{
	struct subscription_decision decision = subscription_next(&slot->own, now);

	switch (decision.step) {
	case STEP_WAIT:
		break;
	case STEP_SUBSCRIBE:
	case STEP_UNSUBSCRIBE:
		if (!may_ask(slot))
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

static void slot_make(struct websub *websub, const struct feed_record *feed)
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
	fresh.hub = feed->hub;
	fresh.topic = feed->topic;
	fresh.callback = websub->base;
	fresh.next = clock_steady(&websub->daemon->clock);
	fresh.failures = fresh.pushes = fresh.bad_signatures = fresh.missed = fresh.since_missed = 0;
	slot_save(slot_new(websub, &fresh));
	log_line(&websub->daemon->log, LOG_INFO, "feed %.*s: its hub %.*s is asked to push", TEXT_ARGS(feed->url),
		 TEXT_ARGS(feed->hub));
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
	if (slot && fresh && !feed->failures && subscription_missed(&slot->own, before, now_of(slot))) {
		log_line(&websub->daemon->log, LOG_INFO, "feed %.*s: a poll found what its hub had not pushed",
			 TEXT_ARGS(feed->url));
		websub_poll_before(websub, feed->url, websub->daemon->config->poll_interval_ms);
		slot_save(slot);
	}
	bool other = slot && (!wanted || !text_equal(slot->own.hub, feed->hub) ||
			      !text_equal(slot->own.topic, feed->topic));
	if (other)
		slot_leave(slot);
	if (wanted && (!slot || other))
		slot_make(websub, feed);
}

bool websub_trusts(const struct websub *websub, struct text feed)
{
	const struct slot *slot = websub->callback ? slot_of_feed(websub, feed) : NULL;

	return slot && subscription_trusted(&slot->own, now_of(slot));
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
	bool trusted = subscription_trusted(&slot->own, now_of(slot));
	if (!text_equal(topic, slot->own.topic))
		return 404;
	subscription_denied(&slot->own, topic, slot_error(slot, sentence), now_of(slot));
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
				 websub->daemon->config->websub_lease_ms / 1000, now_of(slot)))
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
		subscription_pushed(&slot->own, now_of(slot));
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
	if (subscription_trusted(&slot->own, now_of(slot)))
		slot_polls_again(slot);
	slot->own.state = SUBSCRIPTION_WANTED;
	slot->own.asked = slot->own.verified = slot->own.since = slot->own.until = INSTANT_NONE;
	slot->own.failures = 0;
	slot->own.next = now_of(slot);
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
