#include "daemon/poll.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/url.h"
#include "daemon/articles.h"
#include "daemon/history.h"
#include "daemon/quantity.h"
#include "daemon/schedule.h"

/* Feeds under way at once: the fetcher runs 128, the rest waits in lanes. */
#define POLLS_MOST 256
#define CLAIM_MOST 64
/*
 * Feeds of one host under way at once. A host that hangs, with a thousand feeds, must not fill all the
 * places; those beyond wait a while, and others pass.
 */
#define POLLS_OF_HOST 16
#define HOST_WAIT_MS 8000
/* After a claim that failed (the disk is full, the database locked) the next one waits so long. */
#define CLAIM_AGAIN_MS 1000
#define CLAIM_AGAIN_MOST_MS 30000
/* What a feed weighs that is on its way, as long as its size is not known. */
#define FEED_GUESS KIB(256)
#define ACCEPT_FEED                                                                                \
	"application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "   \
	"application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

struct polls {
	struct daemon *daemon;
	size_t active;   /* claimed and not committed */
	bool claiming;
	int64_t claim_again_ms; /* the wait after a claim that failed; 0: the last one was well */
	int64_t claim_from_ms;  /* by the counter */
};

/* One feed on its way. It belongs to whoever it is with: fetcher, readers, desk. */
struct poll {
	struct job job;           /* its commit */
	struct polls *polls;
	struct arena *arena;
	struct feed_record feed;  /* the history, changed as the poll goes on */
	int64_t token;
	uint64_t body_hash;
	struct text etag, last_modified; /* of the answer; kept when its document was read */
	struct text final_url, content_type;
	bool moved;               /* all redirects there were permanent */
	bool delta;               /* the body has only what is new (226) */
	int64_t bytes;
	int64_t fresh_s, retry_after_s;
	bool held;
	struct schedule_limits limits;
	struct instant steady;    /* the moment of the answer on the steady clock */
	bool again;               /* this is the second reader */
	unsigned char *answer;
	size_t answer_length;
	uint64_t reader;
	bool malformed;
	int64_t fresh;
	enum commit_result result;
	struct schedule_decision decision;
};

static void poll_free(struct poll *poll)
{
	poll->polls->active--;
	free(poll->answer);
	arena_free(poll->arena);
	free(poll);
}

/* --- on the desk's thread --- */

static void poll_fail(struct poll *poll, const char *sentence)
{
	poll->feed.failures++;
	poll->feed.error = text_copy(poll->arena, text_cut(text_of(sentence), LIMIT_TITLE));
	poll->feed.state = poll->feed.status == 410 ? FEED_GONE : FEED_FAILING;
	history_failed(&poll->feed);
}

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
	poll->feed.last_success = poll->job.now;
	history_moved(&poll->feed, poll->moved ? poll->final_url : TEXT_NONE, poll->job.now);
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
		poll_fail(poll, "a reader's answer over it could not be believed");
		return NULL;
	}
	if (!text_empty(answer.error)) {
		poll_fail(poll, text_string(arena, answer.error));
		return NULL;
	}
	poll_succeed(poll);
	/* A gzip stream that ends early is no error to libcurl. What is missing must be asked for again. */
	if (answer.feed->notes->cut_off) {
		poll->feed.etag = poll->feed.last_modified = TEXT_NONE;
		poll->feed.body_hash = 0;
	}
	if (text_empty(poll->feed.title))
		poll->feed.title = text_cut(answer.feed->title, LIMIT_TITLE);
	if (!poll->delta) {
		poll->feed.says = answer.feed->notes->schedule;
		poll->feed.gap_ms = history_gap_ms(arena, answer.feed->entries, answer.feed->entries_count,
						   poll->job.now);
	}
	return answer.feed;
}

static void poll_schedule(struct poll *poll)
{
	struct schedule_history history = {
		.url = poll->feed.url,
		.own_interval_ms = poll->feed.interval_ms,
		.gap_ms = poll->feed.gap_ms,
		.status = poll->feed.status,
		.failures = poll->feed.failures,
		.gone = poll->feed.state == FEED_GONE,
		.fresh_s = poll->fresh_s,
		.retry_after_s = poll->retry_after_s,
		.says = poll->feed.says,
	};

	poll->decision = schedule_next(&poll->limits, &history, poll->steady);
	poll->feed.next_poll = poll->decision.next;
	poll->feed.why = text_of(poll->decision.why);
}

static void poll_remember(struct poll *poll, struct arena *arena)
{
	struct answer_record answer = {
		.at = poll->job.now,
		.status = poll->feed.status,
		.bytes = poll->bytes,
		.error = text_cut(poll->feed.error, LIMIT_NAME),
	};

	/* How many entries are new is known when they are counted: in the store. */
	if (!poll->held)
		history_answer(arena, &poll->feed, &answer);
}

static void commit_run(struct desk *desk, struct job *job)
{
	struct poll *poll = (struct poll *)job;
	struct feed_record before = poll->feed;
	const struct feed *feed = NULL;

	poll->feed.last_poll = job->now;
	if (poll->answer)
		feed = poll_document(poll, job->arena);
	else if (!poll->held && poll->feed.failures == 0)
		poll_succeed(poll);
	poll_schedule(poll);
	poll_remember(poll, job->arena);
	struct poll_outcome outcome = {
		.feed = poll->feed,
		.token = poll->token,
		.entries = feed ? feed->entries : NULL,
		.entries_count = feed ? feed->entries_count : 0,
	};
	poll->result = desk_commit_poll(desk, &outcome, job->now, &poll->fresh, &job->error);
	/* It may run again: then from the same history. */
	if (poll->result == COMMIT_RETRY)
		poll->feed = before;
	else
		poll->feed.title = text_copy(poll->arena, poll->feed.title);
}

/* --- back on the loop --- */

static void poll_log(const struct poll *poll)
{
	const struct daemon *daemon = poll->polls->daemon;
	const struct feed_record *feed = &poll->feed;
	char room[DURATION_ROOM];
	int64_t ms = feed->next_poll.ms - poll->steady.ms;
	const char *wait = duration_format((ms + 999) / 1000 * 1000, room);

	if (feed->state == FEED_GONE)
		log_line(&daemon->log, LOG_WARNING, "feed %.*s: gone (410), not asked again",
			 TEXT_ARGS(feed->url));
	else if (feed->failures)
		log_line(&daemon->log, feed->failures == 1 ? LOG_WARNING : LOG_INFO,
			 "feed %.*s: %.*s, next try in %s", TEXT_ARGS(feed->url),
			 TEXT_ARGS(feed->error), wait);
	else if (poll->fresh)
		log_line(&daemon->log, LOG_INFO, "feed %.*s: %lld new, next poll in %s (%s)",
			 TEXT_ARGS(feed->url), (long long)poll->fresh, wait, poll->decision.why);
	else
		log_line(&daemon->log, LOG_DEBUG, "feed %.*s: nothing new, next poll in %s (%s)",
			 TEXT_ARGS(feed->url), wait, poll->decision.why);
}

static void commit_done(struct job *job)
{
	struct poll *poll = (struct poll *)job;
	struct daemon *daemon = poll->polls->daemon;

	if (poll->malformed && poll->reader) {
		readers_distrust(daemon->readers, poll->reader);
		poll->reader = 0;
	}
	if (job->failed) {
		/* Its arena was full: nothing was changed, and the lease ends by itself. */
		log_line(&daemon->log, LOG_WARNING, "feed %.*s: %s", TEXT_ARGS(poll->feed.url),
			 job->error.message);
	} else if (poll->result == COMMIT_RETRY && !daemon->stopping) {
		daemon_postpone(daemon, job);
		return;
	} else if (poll->result == COMMIT_OK) {
		poll_log(poll);
	}
	if (poll->fresh)
		articles_pump(daemon->articles);
	poll_free(poll);
}

static void poll_commit(struct poll *poll)
{
	poll->job.run = commit_run;
	poll->job.done = commit_done;
	poll->job.bytes = poll->answer_length;
	poll->steady = clock_steady(&poll->polls->daemon->clock);
	daemon_submit(poll->polls->daemon, &poll->job);
}

static void poll_read(struct poll *poll, unsigned char *body, size_t length);

/* Counts a death over the document; true while it is not given up. */
static bool poll_died(struct poll *poll)
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

static void poll_take_answer(struct poll *poll, struct fetch_result *result)
{
	char sentence[64];

	poll->etag = text_copy(poll->arena, result->etag);
	poll->last_modified = text_copy(poll->arena, result->last_modified);
	poll->final_url = text_copy(poll->arena, result->final_url);
	poll->content_type = text_copy(poll->arena, result->content_type);
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
		snprintf(sentence, sizeof(sentence), "HTTP status %d", (int)result->status);
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

/* The claim's texts are its job's, the poll lives longer. */
static void poll_keep_history(struct poll *poll, const struct feed_record *feed)
{
	struct arena *arena = poll->arena;

	poll->feed.moved = text_copy(arena, feed->moved);
	poll->feed.why = text_copy(arena, feed->why);
	if (feed->says) {
		poll->feed.says = arena_alloc(arena, sizeof(*feed->says));
		*poll->feed.says = *feed->says;
	}
	poll->feed.answers = arena_array(arena, feed->answers_count, sizeof(*feed->answers));
	for (size_t i = 0; i < feed->answers_count; i++) {
		poll->feed.answers[i] = feed->answers[i];
		poll->feed.answers[i].error = text_copy(arena, feed->answers[i].error);
	}
}

static void poll_begin(struct polls *polls, const struct claim *claim)
{
	struct daemon *daemon = polls->daemon;
	const struct config *config = daemon->config;
	struct poll *poll = calloc(1, sizeof(*poll));

	if (!poll)
		abort();
	poll->polls = polls;
	poll->arena = arena_new(MIB(1));
	poll->feed = claim->feed;
	poll->feed.url = text_copy(poll->arena, claim->feed.url);
	poll->feed.title = text_copy(poll->arena, claim->feed.title);
	poll->feed.etag = text_copy(poll->arena, claim->feed.etag);
	poll->feed.last_modified = text_copy(poll->arena, claim->feed.last_modified);
	poll->feed.error = text_copy(poll->arena, claim->feed.error);
	poll->feed.tags = text_copy(poll->arena, claim->feed.tags);
	poll_keep_history(poll, &claim->feed);
	poll->token = claim->token;
	poll->body_hash = claim->feed.body_hash;
	poll->fresh_s = SCHEDULE_UNKNOWN;
	poll->limits = (struct schedule_limits){config->poll_interval_ms, config->poll_floor_ms,
						config->poll_slowest_ms, config->poll_ceiling_ms};
	polls->active++;
	struct fetch_request request = {
		.url = history_address(&poll->feed),
		.own_url = poll->feed.url,
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

/* --- claiming --- */

struct claiming {
	struct job job;
	struct polls *polls;
	size_t most;
	int64_t lease_ms;
	struct instant now;  /* on the steady clock */
	struct claim *claims;
	size_t count;
};

/* Claims of hosts that have enough under way go back to the desk, all in one step. */
struct returning {
	struct job job;
	struct polls *polls;
	struct instant not_before;
	struct claim *claims;
	size_t count;
};

static void return_run(struct desk *desk, struct job *job)
{
	struct returning *returning = (struct returning *)job;

	job->failed = !desk_return_claims(desk, returning->claims, returning->count,
					  returning->not_before, &job->error);
}

static void return_done(struct job *job)
{
	struct returning *returning = (struct returning *)job;

	/* Where it failed their leases end by themselves. */
	if (job->failed)
		log_error(&returning->polls->daemon->log, "polls", &job->error);
	free(returning->claims);
	free(returning);
}

static void claims_return(struct polls *polls, struct claim *claims, size_t count)
{
	struct returning *returning = count ? calloc(1, sizeof(*returning)) : NULL;

	if (!count) {
		free(claims);
		return;
	}
	if (!returning)
		abort();
	returning->job = (struct job){.run = return_run, .done = return_done};
	returning->polls = polls;
	returning->not_before = clock_steady(&polls->daemon->clock);
	returning->not_before.ms += HOST_WAIT_MS;
	returning->claims = claims;
	returning->count = count;
	daemon_submit(polls->daemon, &returning->job);
}

static bool host_is_full(struct polls *polls, struct text url)
{
	struct arena *arena = arena_new(KIB(64));
	struct text host = url_host(arena, url);
	bool full = fetcher_count_at(polls->daemon->fetcher, host) >= POLLS_OF_HOST;

	arena_free(arena);
	return full;
}

static void claims_begin(struct polls *polls, const struct claiming *claiming)
{
	struct claim *returned = calloc(claiming->count + 1, sizeof(*returned));
	size_t count = 0;

	if (!returned)
		abort();
	for (size_t i = 0; i < claiming->count; i++) {
		if (!host_is_full(polls, claiming->claims[i].feed.url))
			poll_begin(polls, &claiming->claims[i]);
		else
			returned[count++] = (struct claim){
				.feed = {.id = claiming->claims[i].feed.id},
				.token = claiming->claims[i].token,
			};
	}
	claims_return(polls, returned, count);
}

/* The next claim waits; the same sentence ten times a second would fill the disk that is full. */
static void claims_failed(struct polls *polls, const struct error *error)
{
	int64_t wait = polls->claim_again_ms ? 2 * polls->claim_again_ms : CLAIM_AGAIN_MS;

	polls->claim_again_ms = wait < CLAIM_AGAIN_MOST_MS ? wait : CLAIM_AGAIN_MOST_MS;
	polls->claim_from_ms = clock_counter_ms() + polls->claim_again_ms;
	log_error(&polls->daemon->log, "polls", error);
}

static void claim_run(struct desk *desk, struct job *job)
{
	struct claiming *claiming = (struct claiming *)job;

	if (!desk_claim_due(desk, job->arena, TEXT("sitrepd"), claiming->most, claiming->lease_ms,
			    claiming->now, &claiming->claims, &claiming->count, &job->error))
		job->failed = true;
}

static void claim_done(struct job *job)
{
	struct claiming *claiming = (struct claiming *)job;
	struct polls *polls = claiming->polls;

	polls->claiming = false;
	if (job->failed)
		claims_failed(polls, &job->error);
	else
		polls->claim_again_ms = 0;
	if (!job->failed && !polls->daemon->stopping)
		claims_begin(polls, claiming);
	free(claiming);
}

void polls_pump(struct polls *polls)
{
	struct daemon *daemon = polls->daemon;

	if (polls->claiming || polls->active >= POLLS_MOST || daemon->stopping ||
	    !daemon_has_room(daemon, FEED_GUESS))
		return;
	if (polls->claim_again_ms && clock_counter_ms() < polls->claim_from_ms)
		return;
	struct claiming *claiming = calloc(1, sizeof(*claiming));
	if (!claiming)
		abort();
	size_t most = POLLS_MOST - polls->active;
	claiming->job.run = claim_run;
	claiming->job.done = claim_done;
	claiming->polls = polls;
	claiming->most = most < CLAIM_MOST ? most : CLAIM_MOST;
	/* It waits in its lane, is fetched, waits for a reader and for the desk: well within this. */
	claiming->lease_ms = 4 * daemon->config->fetch_timeout_ms + 120000;
	claiming->now = clock_steady(&daemon->clock);
	polls->claiming = true;
	daemon_submit(daemon, &claiming->job);
}

struct polls *polls_new(struct daemon *daemon)
{
	struct polls *polls = calloc(1, sizeof(*polls));

	if (!polls)
		abort();
	polls->daemon = daemon;
	return polls;
}

void polls_free(struct polls *polls)
{
	free(polls);
}
