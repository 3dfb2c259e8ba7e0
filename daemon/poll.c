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

/* Feeds under way at once: the fetcher runs 128, the rest waits in lanes or for its commit. */
#define POLLS_MOST 256
#define CLAIM_MOST 128
/* While more is due than there was room for, the next claim waits for so many places: each is a commit. */
#define CLAIM_LEAST 32
/*
 * Polls that are committed together, since each commit waits for the disk: those that end within so long
 * of one another, and all that end while the commit before is under way. Answers of readers count by
 * their bytes too: what they become fits a job's arena many times.
 */
#define GROUP_MOST 64
#define GROUP_BYTES MIB(4)
#define GROUP_MS 20
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
	bool hungry;     /* the last claim brought as many as were asked for: more may be due */
	struct poll *ended, *ended_last; /* they wait to be committed */
	size_t ended_count, ended_bytes;
	size_t committing;   /* groups on the desk */
	struct event *group; /* the next one is full by time */
	int64_t claim_again_ms; /* the wait after a claim that failed; 0: the last one was well */
	int64_t claim_from_ms;  /* by the counter */
};

/* One feed on its way. It belongs to whoever it is with: fetcher, readers, desk. */
struct poll {
	struct poll *next;        /* to be committed */
	struct polls *polls;
	struct arena *arena;
	struct feed_record feed;  /* the history, changed as the poll goes on */
	struct feed_record before; /* as the desk finds it: it may have to begin once more */
	struct instant now;       /* of the commit */
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
	struct schedule_decision decision;
};

/* Polls that are committed in one transaction. */
struct group {
	struct job job;
	struct polls *polls;
	struct poll *members[GROUP_MOST];
	struct poll_outcome outcomes[GROUP_MOST];
	struct poll_commit commits[GROUP_MOST];
	size_t count;
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
	poll->feed.last_success = poll->now;
	history_moved(&poll->feed, poll->moved ? poll->final_url : TEXT_NONE, poll->now);
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
						   poll->now);
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
		.at = poll->now,
		.status = poll->feed.status,
		.bytes = poll->bytes,
		.error = text_cut(poll->feed.error, LIMIT_NAME),
	};

	/* How many entries are new is known when they are counted: in the store. */
	if (!poll->held)
		history_answer(arena, &poll->feed, &answer);
}

static struct poll_outcome poll_outcome(struct poll *poll, struct arena *arena, struct instant now)
{
	const struct feed *feed = NULL;

	poll->now = poll->feed.last_poll = now;
	if (poll->answer)
		feed = poll_document(poll, arena);
	else if (!poll->held && poll->feed.failures == 0)
		poll_succeed(poll);
	poll_schedule(poll);
	poll_remember(poll, arena);
	return (struct poll_outcome){
		.feed = poll->feed,
		.token = poll->token,
		.entries = feed ? feed->entries : NULL,
		.entries_count = feed ? feed->entries_count : 0,
	};
}

static void group_run(struct desk *desk, struct job *job)
{
	struct group *group = (struct group *)job;

	for (size_t i = 0; i < group->count; i++)
		group->outcomes[i] = poll_outcome(group->members[i], job->arena, job->now);
	job->failed = !desk_commit_polls(desk, job->arena, group->outcomes, group->count, job->now,
					 group->commits, &job->error);
}

/* --- back on the loop --- */

static void poll_log(const struct poll *poll, int64_t fresh)
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
	else if (fresh)
		log_line(&daemon->log, LOG_INFO, "feed %.*s: %lld new, next poll in %s (%s)",
			 TEXT_ARGS(feed->url), (long long)fresh, wait, poll->decision.why);
	else
		log_line(&daemon->log, LOG_DEBUG, "feed %.*s: nothing new, next poll in %s (%s)",
			 TEXT_ARGS(feed->url), wait, poll->decision.why);
}

static void poll_end(struct poll *poll, const struct poll_commit *commit)
{
	if (poll->malformed && poll->reader)
		readers_distrust(poll->polls->daemon->readers, poll->reader);
	if (commit && commit->result == COMMIT_OK)
		poll_log(poll, commit->fresh);
	poll_free(poll);
}

static void group_done(struct job *job);

static struct group *group_new(struct polls *polls)
{
	struct group *group = calloc(1, sizeof(*group));

	if (!group)
		abort();
	group->job = (struct job){.run = group_run, .done = group_done};
	group->polls = polls;
	polls->committing++;
	return group;
}

static void group_add(struct group *group, struct poll *poll)
{
	group->members[group->count++] = poll;
	group->job.bytes += poll->answer_length;
}

static void group_free(struct group *group)
{
	group->polls->committing--;
	free(group);
}

/* What one of them cannot have must not be kept from the others: each goes on alone. */
static void group_part(struct group *group, bool later)
{
	for (size_t i = 0; i < group->count; i++) {
		struct group *alone = group_new(group->polls);
		group_add(alone, group->members[i]);
		if (later)
			daemon_postpone(group->polls->daemon, &alone->job);
		else
			daemon_submit(group->polls->daemon, &alone->job);
	}
	group_free(group);
}

static void group_failed(struct group *group)
{
	struct daemon *daemon = group->polls->daemon;
	/* An arena that was full is full the next time, where it was one poll's. */
	bool hopeless = group->job.error.kind == ERROR_DATA;

	for (size_t i = 0; i < group->count; i++)
		group->members[i]->feed = group->members[i]->before;
	if (!daemon->stopping && group->count > 1) {
		group_part(group, !hopeless);
		return;
	}
	if (!daemon->stopping && !hopeless) {
		daemon_postpone(daemon, &group->job);
		return;
	}
	/* Nothing was changed, and the leases end by themselves. */
	for (size_t i = 0; i < group->count; i++) {
		log_line(&daemon->log, LOG_WARNING, "feed %.*s: %s",
			 TEXT_ARGS(group->members[i]->feed.url), group->job.error.message);
		poll_end(group->members[i], NULL);
	}
	group_free(group);
}

/* All that wait, or as many as go together. */
static void group_submit(struct polls *polls)
{
	struct group *group = group_new(polls);

	while (polls->ended && group->count < GROUP_MOST) {
		struct poll *poll = polls->ended;
		polls->ended = poll->next;
		polls->ended_count--;
		polls->ended_bytes -= poll->answer_length;
		group_add(group, poll);
	}
	event_del(polls->group);
	daemon_submit(polls->daemon, &group->job);
}

static void group_done(struct job *job)
{
	struct group *group = (struct group *)job;
	struct polls *polls = group->polls;
	bool fresh = false;

	if (job->failed) {
		group_failed(group);
		return;
	}
	for (size_t i = 0; i < group->count; i++) {
		fresh = fresh || group->commits[i].fresh;
		poll_end(group->members[i], &group->commits[i]);
	}
	group_free(group);
	if (fresh)
		articles_pump(polls->daemon->articles);
	if (polls->ended && !polls->committing)
		group_submit(polls);
	if (polls->hungry && POLLS_MOST - polls->active >= CLAIM_LEAST)
		polls_pump(polls);
}

static void group_over(evutil_socket_t fd, short what, void *context)
{
	struct polls *polls = context;

	(void)fd;
	(void)what;
	if (polls->ended && !polls->committing)
		group_submit(polls);
}

static void poll_commit(struct poll *poll)
{
	static const struct timeval wait = {0, GROUP_MS * 1000};
	struct polls *polls = poll->polls;

	poll->before = poll->feed;
	poll->steady = clock_steady(&polls->daemon->clock);
	poll->next = NULL;
	if (polls->ended)
		polls->ended_last->next = poll;
	else
		polls->ended = poll;
	polls->ended_last = poll;
	polls->ended_bytes += poll->answer_length;
	if (++polls->ended_count >= GROUP_MOST || polls->ended_bytes > GROUP_BYTES)
		group_submit(polls);
	else if (polls->ended_count == 1)
		event_add(polls->group, &wait);
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

static bool host_is_full(struct polls *polls, struct arena *arena, struct text url)
{
	return fetcher_count_at(polls->daemon->fetcher, url_host(arena, url)) >= POLLS_OF_HOST;
}

/* How many had to be returned. */
static size_t claims_begin(struct polls *polls, const struct claiming *claiming)
{
	struct claim *returned = calloc(claiming->count + 1, sizeof(*returned));
	size_t count = 0;

	if (!returned)
		abort();
	for (size_t i = 0; i < claiming->count; i++) {
		if (!host_is_full(polls, claiming->job.arena, claiming->claims[i].feed.url))
			poll_begin(polls, &claiming->claims[i]);
		else
			returned[count++] = (struct claim){
				.feed = {.id = claiming->claims[i].feed.id},
				.token = claiming->claims[i].token,
			};
	}
	claims_return(polls, returned, count);
	return count;
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

	polls->claiming = polls->hungry = false;
	if (job->failed) {
		claims_failed(polls, &job->error);
	} else if (!polls->daemon->stopping) {
		polls->claim_again_ms = 0;
		size_t returned = claims_begin(polls, claiming);
		/* Those of a host that has enough are not gone through at the speed of the disk. */
		polls->hungry = claiming->count == claiming->most && !returned;
	}
	free(claiming);
	if (polls->hungry)
		polls_pump(polls);
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
	polls->group = evtimer_new(daemon->base, group_over, polls);
	if (!polls->group)
		abort();
	return polls;
}

void polls_stop(struct polls *polls)
{
	while (polls->ended)
		group_submit(polls);
}

void polls_free(struct polls *polls)
{
	event_free(polls->group);
	free(polls);
}
