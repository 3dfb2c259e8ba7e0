/*
 * What a feed's record learns of an answer: pure functions of the record and the moment. The schedule
 * (daemon/schedule.h) reads it.
 */
#ifndef DAEMON_HISTORY_H
#define DAEMON_HISTORY_H

#include "model/poll.h"

/*
 * A permanent redirect (301, 308) is believed when it was seen in MOVED_TIMES polls in a row over
 * MOVED_MS at least, each of them with a feed behind it: maintenance pages and captive portals answer
 * with 301 too, for an hour. The feed keeps its address as its name, so that its entries stay known.
 */
#define MOVED_TIMES 3
#define MOVED_MS ((int64_t)3 * 86400000)
/* After so many failures in a row the old address is asked again. */
#define MOVED_FAILURES 5

/* After a good answer. `moved`: where it came from by permanent redirects only; empty: it is where it was. */
void history_moved(struct feed_record *feed, struct text moved, struct instant now);
/* After a failure. */
void history_failed(struct feed_record *feed);
/* Where the feed is fetched: its own address, or the one that it has moved to. */
struct text history_address(const struct feed_record *feed);

/*
 * The time between entries of late: of the newest GAP_ENTRIES with a date, from the oldest of them
 * until now, so that a feed which falls silent grows slower. 0 with fewer than three dates.
 */
#define GAP_ENTRIES 20
int64_t history_gap_ms(struct arena *arena, const struct entry *entries, size_t count, struct instant now);

/* Puts the answer behind those kept; the oldest goes when there are ANSWERS_KEPT. */
void history_answer(struct arena *arena, struct feed_record *feed, const struct answer_record *answer);

#endif
