/* Polls that end together are committed together: a commit waits for the disk, whatever is in it. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "daemon/articles.h"
#include "daemon/polling.h"
#include "daemon/quantity.h"
#include "daemon/websub.h"

/*
 * Polls that are committed together, since each commit waits for the disk: those that end within so long
 * of one another, and all that end while the commit before is under way. Answers of readers count by
 * their bytes too: what they become fits a job's arena many times.
 */
#define GROUP_MOST 64
#define GROUP_BYTES MIB(4)
#define GROUP_MS 50

/* Polls that are committed in one transaction. */
struct group {
	struct job job;
	struct polls *polls;
	struct poll *members[GROUP_MOST];
	struct poll_outcome outcomes[GROUP_MOST];
	struct poll_commit commits[GROUP_MOST];
	size_t count;
};

static void group_run(struct desk *desk, struct job *job)
{
	struct group *group = (struct group *)job;

	for (size_t i = 0; i < group->count; i++)
		group->outcomes[i] = poll_outcome(group->members[i], job->arena, job->now);
	job->failed = !desk_commit_polls(desk, job->arena, group->outcomes, group->count, job->now,
					 group->commits, &job->error);
}

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
	if (commit && commit->result == COMMIT_OK) {
		poll_log(poll, commit->fresh);
		websub_polled(poll->polls->daemon->websub, &poll->feed, poll->before.last_poll, commit->fresh);
	}
	poll_free(poll);
}

static void group_done(struct job *job);

static struct group *group_new(struct polls *polls)
{
	struct group *group = memory_zeroed(1, sizeof(*group));

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

void poll_commit(struct poll *poll)
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

/* --- their life --- */

struct polls *polls_new(struct daemon *daemon)
{
	struct polls *polls = memory_zeroed(1, sizeof(*polls));

	polls->daemon = daemon;
	polls->group = evtimer_new(daemon->base, group_over, polls);
	if (!polls->group)
		memory_end();
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
