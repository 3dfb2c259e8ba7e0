#include "daemon/slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/subscription.h"
#include "wire/http.h"

/* A hub's answer is a status; of its words nothing is kept. */
#define ANSWER_MOST KIB(64)

/* --- the tables --- */

static struct slot **bucket(struct slot **table, struct text key)
{
	return &table[hash_text(key, 0) % BUCKETS];
}

struct slot *slot_of_path(const struct websub *websub, struct text path)
{
	struct slot *slot = *bucket(((struct websub *)(uintptr_t)websub)->by_path, path);

	while (slot && !text_equal(slot->own.path, path))
		slot = slot->path_next;
	return slot;
}

struct slot *slot_of_feed(const struct websub *websub, struct text feed)
{
	struct slot *slot = websub->count ? *bucket(((struct websub *)(uintptr_t)websub)->by_feed, feed) : NULL;

	while (slot && !text_equal(slot->own.feed, feed))
		slot = slot->feed_next;
	return slot;
}

void slot_unlink_feed(struct slot *slot)
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

struct text slot_error(struct slot *slot, struct text sentence)
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

struct slot *slot_new(struct websub *websub, const struct subscription *subscription)
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
	/* Where the hub is asked when it is saved: as its feed is. In the job's arena. */
	const struct feed_settings *settings;
	struct credentials credentials;
};

static void slot_ask(struct slot *slot, const struct saving *saving);

static bool read_settings(struct desk *desk, struct saving *saving)
{
	struct job *job = &saving->job;

	if (!desk_feed_settings(desk, job->arena, saving->own.feed, &saving->settings, &job->error))
		return false;
	if (saving->settings)
		saving->credentials =
			credentials_read(job->arena, feed_access_of(saving->settings)->credentials);
	return true;
}

static void saving_run(struct desk *desk, struct job *job)
{
	struct saving *saving = (struct saving *)job;

	job->failed = saving->drop ? !desk_drop_subscription(desk, saving->own.path, &job->error)
				   : !desk_put_subscription(desk, &saving->own, &job->error) ||
					     !read_settings(desk, saving);
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
	slot->saving = false;
	if (saving->drop) {
		slot_free_unheld(slot);
	} else if (slot->changed) {
		slot->changed = false;
		slot_save(slot);
	} else if (slot->ask) {
		slot->ask = false;
		slot_ask(slot, saving);
	}
	free(saving);
}

void slot_save(struct slot *slot)
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

void slot_unask(struct slot *slot)
{
	slot->websub->asking -= slot->ask;
	slot->ask = false;
}

void slot_forget(struct slot *slot)
{
	if (slot->gone)
		return;
	slot_unlink_feed(slot);
	unlink_path(slot);
	slot->gone = true;
	slot_unask(slot);
	slot_save(slot);
}

/* --- asking the hub --- */

struct instant slot_now(const struct slot *slot)
{
	return clock_steady(&slot->websub->daemon->clock);
}

void slot_fail(struct slot *slot, const char *sentence)
{
	log_line(&slot->websub->daemon->log, slot->own.failures ? LOG_INFO : LOG_WARNING, "hub %.*s of feed %.*s: %s",
		 TEXT_ARGS(slot->own.hub), TEXT_ARGS(slot->own.feed), sentence);
	subscription_failed(&slot->own, slot_error(slot, text_of(sentence)), slot_now(slot));
	slot_save(slot);
}

/* Descriptors or memory are short here, or its domain has asked for silence. */
static void slot_put_off(struct slot *slot, int64_t wait_ms)
{
	struct instant next = slot_now(slot);

	next.ms += wait_ms;
	subscription_put_off(&slot->own, next);
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
	if (result->held)
		slot_put_off(slot, result->retry_after_s * 1000);
	else if (!result->answered)
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

/* What it takes to ask the feed itself is taken for its hub too, as far as it is the feed's own place. */
static void slot_ask(struct slot *slot, const struct saving *saving)
{
	struct daemon *daemon = slot->websub->daemon;

	if (slot->asking || daemon->stopping)
		return;
	if (saving->credentials.error.kind != ERROR_NONE) {
		slot->websub->asking--;
		slot_fail(slot, saving->credentials.error.message);
		return;
	}
	struct arena *arena = arena_new(MIB(1));
	struct credentials all =
		credentials_with_login(&saving->credentials, config_login(daemon->config, slot->own.feed));
	struct fetch_request request = {
		.url = slot->own.hub,
		.own_url = slot->own.feed,
		.settings = saving->settings,
		.credentials = &all,
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

bool slot_may_ask(const struct slot *slot)
{
	const struct websub *websub = slot->websub;

	return !slot->asking && !slot->ask && websub->asking < ASKING_MOST &&
	       fetcher_count_at(websub->daemon->fetcher, slot->host) < ASKING_OF_HOST;
}
