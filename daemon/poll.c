#include "daemon/polling.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/history.h"
#include "daemon/schedule.h"
#include "daemon/websub.h"
#include "wire/websub.h"

#define ACCEPT_FEED                                                                                \
	"application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "   \
	"application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

void poll_free(struct poll *poll)
{
	poll->polls->active--;
	free(poll->answer);
	arena_free(poll->arena);
	free(poll);
}

void poll_fail(struct poll *poll, const char *sentence)
{
	poll->feed.failures++;
	struct bytes bytes = {(const unsigned char *)sentence, strlen(sentence)};

	/* The store takes no other; and one row that cannot be read would hold up all. */
	poll->feed.error = text_cut(text_clean(poll->arena, text_repair(poll->arena, bytes), false), LIMIT_TITLE);
	poll->feed.state = poll->feed.status == 410 ? FEED_GONE : FEED_FAILING;
	history_failed(&poll->feed);
}

static void poll_read(struct poll *poll, unsigned char *body, size_t length);

bool poll_died(struct poll *poll)
{
	struct feed_record *feed = &poll->feed;

	if (feed->deadly_hash != poll->body_hash || feed->deaths < 0)
		feed->deaths = 0;
	feed->deadly_hash = poll->body_hash;
	return ++feed->deaths < LIMIT_READER_ATTEMPTS;
}

static void poll_answered(void *context, struct reader_result *result)
{
	struct poll *poll = context;

	if (result->stopped) {
		poll_free(poll);
		return;
	}
	poll->reader = result->reader;
	if (result->answered) {
		poll->answer = result->answer;
		poll->answer_length = result->answer_length;
		result->answer = NULL;
	} else if (poll_died(poll) && !result->slow && !poll->again) {
		/* A reader that dies in no time may have died of something else: once more. */
		poll->again = true;
		unsigned char *body = result->body;
		result->body = NULL;
		poll_read(poll, body, result->body_length);
		return;
	} else {
		poll_fail(poll, result->error.message);
	}
	poll_commit(poll);
}

static void poll_read(struct poll *poll, unsigned char *body, size_t length)
{
	struct document document = {
		.request = {.what = READING_FEED,
			    .url = poll->final_url,
			    .content_type = poll->content_type,
			    .published = INSTANT_NONE},
		.body = body,
		.body_length = length,
		.done = poll_answered,
		.context = poll,
	};

	readers_submit(poll->polls->daemon->readers, &document);
}

static void poll_take_body(struct poll *poll, struct fetch_result *result)
{
	struct bytes body = {result->body, result->body_length};

	poll->body_hash = hash_bytes(body, 0);
	poll->body_hash += poll->body_hash == 0;
	if (poll->body_hash == poll->feed.body_hash && poll->feed.failures == 0) {
		poll_commit(poll);
		return;
	}
	if (poll->body_hash == poll->feed.deadly_hash && poll->feed.deaths >= LIMIT_READER_ATTEMPTS) {
		poll_fail(poll, "readers died over this document, which is given up until it changes");
		poll_commit(poll);
		return;
	}
	unsigned char *taken = result->body;
	result->body = NULL;
	poll_read(poll, taken, result->body_length);
}

/* Headers count before what the document says. */
static void poll_find_hub(struct poll *poll, struct text links)
{
	struct text self = websub_link(links, TEXT("self"));

	poll->hubs_count = websub_links(links, TEXT("hub"), poll->hubs, HUBS_MOST);
	for (size_t i = 0; i < poll->hubs_count; i++)
		poll->hubs[i] = url_resolve(poll->arena, poll->final_url, poll->hubs[i]);
	if (!text_empty(self))
		poll->topic = url_resolve(poll->arena, poll->final_url, self);
}

static void poll_take_answer(struct poll *poll, struct fetch_result *result)
{
	char sentence[64];

	poll->etag = text_copy(poll->arena, result->etag);
	poll->last_modified = text_copy(poll->arena, result->last_modified);
	poll->final_url = text_copy(poll->arena, result->final_url);
	poll->content_type = text_copy(poll->arena, result->content_type);
	poll_find_hub(poll, result->links);
	poll->fresh_s = result->fresh_s;
	poll->moved = result->moved;
	poll->delta = result->status == 226;
	poll->bytes = (int64_t)result->body_length;
	poll->feed.status = result->status;
	bool conditional = !text_empty(poll->feed.etag) || !text_empty(poll->feed.last_modified);
	if ((result->status == 200 || (poll->delta && conditional)) && result->body_length) {
		poll_take_body(poll, result);
		return;
	}
	if (result->status == 304 && conditional) {
		/* A 304 may bring new validators; those it does not name stay (RFC 9110 15.4.5). */
		if (text_empty(poll->etag))
			poll->etag = poll->feed.etag;
		if (text_empty(poll->last_modified))
			poll->last_modified = poll->feed.last_modified;
		poll->body_hash = poll->feed.body_hash;
		poll->feed.failures = 0;
	} else if (result->status == 200) {
		poll_fail(poll, "the answer is empty");
	} else {
		snprintf(sentence, sizeof(sentence), "HTTP status %d%s", (int)result->status,
			 result->status == 401 ? ": it wants other credentials" : "");
		poll_fail(poll, sentence);
	}
	poll_commit(poll);
}

static void poll_fetched(void *context, struct fetch_result *result)
{
	struct poll *poll = context;

	if (result->stopped) {
		poll_free(poll);
		return;
	}
	poll->retry_after_s = result->retry_after_s;
	poll->held = result->held;
	if (result->answered) {
		poll_take_answer(poll, result);
		return;
	}
	if (!result->held) {
		poll->feed.status = 0;
		poll_fail(poll, result->error.message);
	}
	poll_commit(poll);
}

static struct text *copy_texts(struct arena *arena, const struct text *texts, size_t count)
{
	struct text *copies = arena_array(arena, count, sizeof(*copies));

	for (size_t i = 0; i < count; i++)
		copies[i] = text_copy(arena, texts[i]);
	return copies;
}

/* The claim's texts are its job's, the poll lives longer. */
static void poll_keep_history(struct poll *poll, const struct feed_record *feed)
{
	struct arena *arena = poll->arena;

	poll->feed.moved = text_copy(arena, feed->moved);
	poll->feed.hub = text_copy(arena, feed->hub);
	poll->feed.topic = text_copy(arena, feed->topic);
	poll->feed.why = text_copy(arena, feed->why);
	if (feed->says) {
		poll->feed.says = arena_alloc(arena, sizeof(*feed->says));
		*poll->feed.says = *feed->says;
	}
	poll->feed.defects = copy_texts(arena, feed->defects, feed->defects_count);
	poll->feed.more_hubs = copy_texts(arena, feed->more_hubs, feed->more_hubs_count);
	poll->feed.answers = arena_array(arena, feed->answers_count, sizeof(*feed->answers));
	for (size_t i = 0; i < feed->answers_count; i++) {
		poll->feed.answers[i] = feed->answers[i];
		poll->feed.answers[i].error = text_copy(arena, feed->answers[i].error);
	}
}

void poll_begin(struct polls *polls, const struct claim *claim, const struct credentials *credentials)
{
	struct daemon *daemon = polls->daemon;
	const struct config *config = daemon->config;
	struct poll *poll = memory_zeroed(1, sizeof(*poll));

	poll->polls = polls;
	poll->arena = arena_new(MIB(1));
	poll->feed = claim->feed;
	poll->feed.url = text_copy(poll->arena, claim->feed.url);
	poll->feed.title = text_copy(poll->arena, claim->feed.title);
	poll->feed.etag = text_copy(poll->arena, claim->feed.etag);
	poll->feed.last_modified = text_copy(poll->arena, claim->feed.last_modified);
	poll->feed.error = text_copy(poll->arena, claim->feed.error);
	poll->feed.tags = text_copy(poll->arena, claim->feed.tags);
	poll->feed.settings = feed_settings_copy(poll->arena, &claim->feed.settings);
	poll_keep_history(poll, &claim->feed);
	poll->token = claim->token;
	poll->body_hash = claim->feed.body_hash;
	poll->fresh_s = SCHEDULE_UNKNOWN;
	poll->limits = (struct schedule_limits){config->poll_interval_ms, config->poll_floor_ms,
						config->poll_slowest_ms, config->poll_ceiling_ms,
						config->websub_poll_ms};
	poll->pushed = websub_trusts(daemon->websub, poll->feed.url);
	polls->active++;
	if (credentials->error.kind != ERROR_NONE) {
		poll->retry_after_s = SCHEDULE_UNKNOWN;
		poll->feed.status = 0;
		poll_fail(poll, credentials->error.message);
		poll_commit(poll);
		return;
	}
	struct credentials all = credentials_with_login(credentials, config_login(config, poll->feed.url));
	struct fetch_request request = {
		.url = history_address(&poll->feed),
		.own_url = poll->feed.url,
		.settings = &poll->feed.settings,
		.credentials = &all,
		.delta = true,
		/* Validators are kept only with a document that was read, so a bad copy is asked for whole. */
		.etag = poll->feed.etag,
		.last_modified = poll->feed.last_modified,
		.accept = ACCEPT_FEED,
		.limit = (size_t)config->feed_limit,
		.done = poll_fetched,
		.context = poll,
	};
	fetcher_start(daemon->fetcher, &request);
}
