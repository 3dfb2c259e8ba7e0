/* Feeds that are due are claimed from the desk, as far as there is room for them. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/polling.h"

#define CLAIM_MOST 128
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

struct claiming {
	struct job job;
	struct polls *polls;
	size_t most;
	int64_t lease_ms;
	struct instant now;  /* on the steady clock */
	struct claim *claims;
	struct credentials *credentials; /* of each of them */
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
	if (!count) {
		free(claims);
		return;
	}
	struct returning *returning = memory_zeroed(1, sizeof(*returning));
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
	struct claim *returned = memory_zeroed(claiming->count + 1, sizeof(*returned));
	size_t count = 0;

	for (size_t i = 0; i < claiming->count; i++) {
		if (!host_is_full(polls, claiming->job.arena, claiming->claims[i].feed.url))
			poll_begin(polls, &claiming->claims[i], &claiming->credentials[i]);
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
			    claiming->now, &claiming->claims, &claiming->count, &job->error)) {
		job->failed = true;
		return;
	}
	claiming->credentials = arena_array(job->arena, claiming->count, sizeof(*claiming->credentials));
	for (size_t i = 0; i < claiming->count; i++)
		claiming->credentials[i] = credentials_read(
			job->arena, feed_access_of(&claiming->claims[i].feed.settings)->credentials);
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
	struct claiming *claiming = memory_zeroed(1, sizeof(*claiming));
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
