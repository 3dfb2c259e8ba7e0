/*
 * Polling as it is remembered: a feed's row, the claim on it, what one poll brought, and the entries
 * that wait to be read. Desk and storage share these; desk.h says what is done with them.
 */
#ifndef MODEL_POLL_H
#define MODEL_POLL_H

#include "model/feed.h"
#include "model/feed_settings.h"
#include "model/subscription.h"

enum feed_state { FEED_OK, FEED_FAILING, FEED_GONE, FEED_PAUSED, FEED_STATES };

/* What one poll heard, for whoever asks why a feed is as it is. */
struct answer_record {
	struct instant at;
	int64_t status;           /* 0: nobody answered */
	int64_t bytes;            /* of the body, decoded */
	int64_t fresh;            /* entries that were new */
	struct text error;        /* a sentence; empty: it was good */
};
/* Each takes some 80 bytes of its feed's row, and a sentence where it failed. */
#define ANSWERS_KEPT 16
/* What ails a document: more of it tells nobody more. */
#define DEFECTS_KEPT 8
/* Hubs of a feed that are known; nobody has more than two or three. */
#define HUBS_MOST 4

/* A feed's row: who it belongs to, and its history as the schedule needs it. */
struct feed_record {
	int64_t id;
	struct text url;
	struct text title;
	bool configured;          /* belongs to the configuration; false: added by a client */
	enum feed_state state;
	struct text etag;         /* opaque, as received */
	struct text last_modified;
	struct text error;        /* the last failure in a sentence; empty when the last answer was good */
	int64_t failures;         /* in a row */
	int64_t status;           /* of the last answer; 0: none */
	struct instant last_poll;
	struct instant last_success;
	struct instant next_poll;
	uint64_t body_hash;       /* of the document that was read last */
	uint64_t deadly_hash;     /* of one that readers have died over, and how many */
	int64_t deaths;
	struct feed_settings settings;
	int64_t entries;          /* seen in all */
	struct text tags;         /* apart by ',' */
	struct text why;          /* the next poll is when it is */
	struct feed_schedule *says; /* what its document said last about when to ask */
	int64_t gap_ms;           /* between its entries of late; 0: not known */
	struct text moved;        /* where permanent redirects lead, seen since and so many times in a row */
	struct instant moved_since;
	int64_t moved_times;
	bool moved_adopted;       /* it is fetched there, for nothing else was heard for days */
	struct text hub;          /* where its changes are pushed from, and what the hub calls it; empty: nowhere */
	struct text topic;
	struct text *more_hubs;   /* that it names besides: asked one after the other where one does not push */
	size_t more_hubs_count;
	struct subscription *subscription; /* for whoever asks; NULL: none. Stored beside it */
	struct answer_record *answers; /* the last ones, newest last */
	size_t answers_count;
	bool cut_off;             /* the end of the document that was read last is missing */
	struct text *defects;     /* of that document; sentences */
	size_t defects_count;
	uint64_t stored_hash;     /* of the document that the store had when it read this; not written */
	struct instant stored_poll; /* the next one as it was then; not written */
};
extern const char *const feed_state_names[FEED_STATES];
extern const struct json_shape feed_record_shape;

/* Feeds that are listed in one step: of 100,000 the whole list would not fit the arena of a question. */
#define FEEDS_LISTED 500

/* A feed leased to one poller. The token fences: a later claim of the feed makes an older one void. */
struct claim {
	struct feed_record feed;
	int64_t token;
};

/*
 * The outcome of one poll. `feed` carries the new history; `entries` are those of the document (NULL on
 * 304 or failure).
 */
struct poll_outcome {
	struct feed_record feed;
	int64_t token;
	const struct entry *entries;
	size_t entries_count;
};

/* Fenced: another claim has taken the feed since, and nothing of the outcome was kept. */
enum commit_result { COMMIT_OK, COMMIT_FENCED };

struct poll_commit {
	enum commit_result result;
	int64_t fresh; /* entries that are new or changed */
};

/*
 * Why an entry is put back: a reader died over it, and the attempt counts; its page could not be had, so
 * no reader has seen it; nobody was asked for it, and nothing counts.
 */
enum put_back { PUT_BACK_DIED, PUT_BACK_UNREAD, PUT_BACK_UNASKED };

/* An entry whose article is to be read; attempts counts readings begun. */
struct work {
	int64_t id;
	int64_t feed_id;
	struct text feed_url;
	struct text feed_title;
	struct text key;          /* the article_id of its report */
	struct text url;
	struct text title;
	struct text content_html; /* what the feed carried */
	struct text summary;
	struct instant published;
	int64_t attempts;
	int64_t returns;          /* how often it was put back unread */
	struct feed_settings settings; /* of its feed */
};

/* Which work is wanted: so much, and none of feeds that have enough under way. */
struct wanted_work {
	size_t most;
	struct instant now;
	const int64_t *busy_feeds;
	size_t busy_count;
};

/* What a stored entry keeps of its document until it is read. */
extern const struct json_shape work_shape;

#endif
