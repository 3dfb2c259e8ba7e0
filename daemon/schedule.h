/*
 * When a feed is asked again, and why: a pure function of what is known of it.
 *
 *   well     the operator's own interval; else what the feed says (ttl, sy); else half the time between
 *            its entries of late, up to poll-slowest; else poll-interval. Unless it is the operator's own,
 *            never before the server's max-age or Expires is over
 *   pushed   a feed whose hub brings what is new: the websub section's poll, where that is longer
 *   failing  an eighth of that, doubled with each failure in a row, up to poll-ceiling
 *   403      as failing, but from an hour on: servers answer so to whom they take for a robot, and every
 *            further request makes it worse
 *   asked    Retry-After of 429 and 503, whatever else is said, up to a day
 *
 * All between poll-floor and poll-ceiling. Up to a twentieth (failing: a quarter) is added by a hash of
 * address and failures, so that feeds that back off together do not come back together. Hours and
 * days that the feed skips are skipped.
 */
#ifndef DAEMON_SCHEDULE_H
#define DAEMON_SCHEDULE_H

#include "base/instant.h"
#include "model/feed.h"

struct schedule_limits {
	int64_t interval_ms; /* poll-interval */
	int64_t floor_ms;
	int64_t slowest_ms;  /* for posting seldom; not above interval_ms: no feed is slowed */
	int64_t ceiling_ms;
	int64_t pushed_ms;   /* of feeds whose hub brings what is new; not above the ceiling */
};

#define SCHEDULE_UNKNOWN (-1)

struct schedule_history {
	struct text url;
	int64_t own_interval_ms;   /* the operator's; 0: none */
	int64_t gap_ms;            /* between its entries of late; 0: not known */
	int64_t status;            /* of the answer */
	int64_t failures;          /* in a row, the last answer included; 0: it was good */
	bool gone;                 /* 410 */
	int64_t fresh_s;           /* max-age, or Expires less Date; SCHEDULE_UNKNOWN */
	int64_t retry_after_s;     /* SCHEDULE_UNKNOWN */
	bool pushed;               /* its hub brings what is new, and a poll is a safety net */
	const struct feed_schedule *says; /* of the document that was read last; NULL: nothing */
};

struct schedule_decision {
	struct instant next;
	const char *why; /* for the log: "poll-interval", "ttl", "backing off" ... */
};

struct schedule_decision schedule_next(const struct schedule_limits *limits,
				       const struct schedule_history *history, struct instant now);

/* Where in the first `spread` a feed that was never polled has its place. */
struct instant schedule_first(struct text url, int64_t spread_ms, struct instant now);

/* Cache-Control's max-age in seconds where it counts, SCHEDULE_UNKNOWN with no-cache, no-store or without one. */
int64_t schedule_max_age(struct text cache_control);

/* "120" or an HTTP date (RFC 9110 5.6.7), as seconds from now and at most LIMIT_RETRY_AFTER_S. */
int64_t schedule_retry_after(struct text value, struct instant now);

/* An HTTP date in its preferred form or RFC 850's or asctime's. */
bool schedule_http_date(struct text value, struct instant *instant);

#endif
