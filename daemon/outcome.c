/* What came of a poll: the feed's new history and when it is asked next. Runs on the desk's thread. */
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "daemon/history.h"
#include "daemon/polling.h"

static void poll_succeed(struct poll *poll)
{
	poll->feed.failures = 0;
	poll->feed.error = TEXT_NONE;
	poll->feed.state = FEED_OK;
	poll->feed.etag = poll->etag;
	poll->feed.last_modified = poll->last_modified;
	poll->feed.body_hash = poll->body_hash;
	poll->feed.deadly_hash = 0;
	poll->feed.deaths = 0;
	poll->feed.last_success = poll->now;
	history_moved(&poll->feed, poll->moved ? poll->final_url : TEXT_NONE, poll->now);
}

/* What ails the document is no failure, but its feed tells of it until a better one comes. */
static void poll_take_defects(struct poll *poll, const struct feed_notes *notes)
{
	poll->feed.cut_off = notes->cut_off;
	poll->feed.defects = notes->defects;
	poll->feed.defects_count = notes->defects_count < DEFECTS_KEPT ? notes->defects_count : DEFECTS_KEPT;
}

static void hub_add(struct text *hubs, size_t *count, struct text hub)
{
	if (*count == HUBS_MOST || !url_is_web(hub) || hub.length > LIMIT_TITLE)
		return;
	for (size_t i = 0; i < *count; i++)
		if (text_equal(hubs[i], hub))
			return;
	hubs[(*count)++] = hub;
}

/* Where its changes are pushed from: as the headers say, else the document, if it was read. */
static void poll_keep_hub(struct poll *poll, struct arena *arena, const struct feed *feed)
{
	struct text *hubs = arena_array(arena, HUBS_MOST, sizeof(*hubs)), topic = poll->topic;
	size_t count = 0;

	if (!feed && !poll->hubs_count)
		return;
	for (size_t i = 0; i < poll->hubs_count; i++)
		hub_add(hubs, &count, poll->hubs[i]);
	for (size_t i = 0; feed && !poll->hubs_count && i < feed->hubs_count; i++)
		hub_add(hubs, &count, url_resolve(arena, poll->final_url, feed->hubs[i].url));
	if (text_empty(topic) && feed && url_is_web(feed->feed_url))
		topic = feed->feed_url;
	if (!feed && text_empty(topic))
		topic = poll->feed.topic;
	if (text_empty(topic))
		topic = poll->feed.url;
	if (topic.length > LIMIT_TITLE)
		count = 0;
	poll->feed.hub = count ? hubs[0] : TEXT_NONE;
	poll->feed.topic = count ? topic : TEXT_NONE;
	poll->feed.more_hubs = hubs + 1;
	poll->feed.more_hubs_count = count ? count - 1 : 0;
}

/* The document that the reader made, or NULL: then the history has got its failure. */
static struct feed *poll_document(struct poll *poll, struct arena *arena)
{
	struct bytes frame = {poll->answer, poll->answer_length};
	struct reading_answer answer;
	struct error error = {0};

	poll->malformed = !reading_answer_of(arena, frame, &answer, &error) ||
			  (text_empty(answer.error) && !answer.feed);
	if (poll->malformed) {
		poll_died(poll);
		poll_fail(poll, "a reader's answer over it could not be believed");
		return NULL;
	}
	if (!text_empty(answer.error)) {
		poll_fail(poll, text_string(arena, answer.error));
		return NULL;
	}
	poll_succeed(poll);
	poll_take_defects(poll, answer.feed->notes);
	/* A gzip stream that ends early is no error to libcurl. What is missing must be asked for again. */
	if (answer.feed->notes->cut_off) {
		poll->feed.etag = poll->feed.last_modified = TEXT_NONE;
		poll->feed.body_hash = 0;
	}
	if (text_empty(poll->feed.title))
		poll->feed.title = text_cut(answer.feed->title, LIMIT_TITLE);
	poll_keep_hub(poll, arena, answer.feed);
	if (!poll->delta) {
		poll->feed.says = answer.feed->notes->schedule;
		poll->feed.gap_ms = history_gap_ms(arena, answer.feed->entries, answer.feed->entries_count,
						   poll->now);
	}
	return answer.feed;
}

static void poll_schedule(struct poll *poll)
{
	struct schedule_history history = {
		.url = poll->feed.url,
		.own_interval_ms = poll->feed.settings.interval_ms,
		.gap_ms = poll->feed.gap_ms,
		.status = poll->feed.status,
		.failures = poll->feed.failures,
		.gone = poll->feed.state == FEED_GONE,
		.fresh_s = poll->fresh_s,
		.retry_after_s = poll->retry_after_s,
		.says = poll->feed.says,
		.pushed = poll->pushed,
	};

	poll->decision = schedule_next(&poll->limits, &history, poll->steady);
	poll->feed.next_poll = poll->decision.next;
	poll->feed.why = text_of(poll->decision.why);
}

static void poll_remember(struct poll *poll, struct arena *arena)
{
	struct answer_record answer = {
		.at = poll->now,
		.status = poll->feed.status,
		.bytes = poll->bytes,
		.error = text_cut(poll->feed.error, LIMIT_NAME),
	};

	/* How many entries are new is known when they are counted: in the store. */
	if (!poll->held)
		history_answer(arena, &poll->feed, &answer);
}

struct poll_outcome poll_outcome(struct poll *poll, struct arena *arena, struct instant now)
{
	const struct feed *feed = NULL;

	poll->now = poll->feed.last_poll = now;
	if (poll->answer) {
		feed = poll_document(poll, arena);
	} else if (!poll->held && poll->feed.failures == 0) {
		poll_succeed(poll);
		poll_keep_hub(poll, arena, NULL);
	}
	poll_schedule(poll);
	poll_remember(poll, arena);
	return (struct poll_outcome){
		.feed = poll->feed,
		.token = poll->token,
		.entries = feed ? feed->entries : NULL,
		.entries_count = feed ? feed->entries_count : 0,
	};
}
