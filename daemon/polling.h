/*
 * What the parts of polling share; daemon/poll.h is what the rest of the daemon knows of it.
 *
 *   claims.c   what is due is claimed from the desk, as far as there is room
 *   poll.c     one feed: fetched, read                                   (poll_begin)
 *   outcome.c  what came of it: the new history, the next poll           (poll_outcome, on the desk's thread)
 *   groups.c   polls that end together are committed together            (poll_commit)
 */
#ifndef DAEMON_POLLING_H
#define DAEMON_POLLING_H

#include "daemon/poll.h"
#include "daemon/schedule.h"

/* Feeds under way at once: the fetcher runs 128, the rest waits in lanes or for its commit. */
#define POLLS_MOST 256
/* While more is due than there was room for, the next claim waits for so many places: each is a commit. */
#define CLAIM_LEAST 32

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
	struct text hubs[HUBS_MOST], topic; /* as the answer's headers name them */
	size_t hubs_count;
	bool pushed;              /* its hub brings what is new */
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

/* Starts the fetch of a claimed feed; neither the claim nor its credentials need live on. */
void poll_begin(struct polls *polls, const struct claim *claim, const struct credentials *credentials);
/* It has ended, well or with poll_fail(): it waits for others, and they are committed. */
void poll_commit(struct poll *poll);
void poll_fail(struct poll *poll, const char *sentence);
/* Counts the death of a reader over the document; true while it is not given up. */
bool poll_died(struct poll *poll);
void poll_free(struct poll *poll);

/* On the desk's thread, in the arena of its job. Changes the history of the poll. */
struct poll_outcome poll_outcome(struct poll *poll, struct arena *arena, struct instant now);

#endif
