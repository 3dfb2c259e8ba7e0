/*
 * Lanes: what waits for a host, one lane per host. A lane lets few through at once and keeps its
 * distance between two starts; all lanes together have a ceiling. Lanes take turns, so that a host with
 * a thousand feeds does not hold up the host with one.
 */
#ifndef DAEMON_LANE_H
#define DAEMON_LANE_H

#include "base/text.h"

struct lane;

/* Embedded in what waits. */
struct lane_item {
	struct lane *lane;
	struct lane_item *next;
};

#define LANE_BUCKETS 256

struct lanes {
	struct lane *first, *last;          /* those in which something waits, in their order */
	struct lane *buckets[LANE_BUCKETS]; /* all of them, by host */
	size_t count;
	size_t swept;                       /* how many were left by the last sweep */
	unsigned per_host;
	unsigned total;
	int64_t spacing_ms;
	unsigned running;
	unsigned waiting;
};

void lanes_push(struct lanes *lanes, struct text host, struct lane_item *item);

/* The next that may start at `now`, which counts as running from here; NULL where none may. */
struct lane_item *lanes_take(struct lanes *lanes, int64_t now_ms);

/* One that was taken is done. */
void lanes_release(struct lanes *lanes, struct lane_item *item, int64_t now_ms);

/* Milliseconds until distance alone lets another one start; -1: nothing waits for that. */
int64_t lanes_wait_ms(const struct lanes *lanes, int64_t now_ms);

/* Those of one host, running and waiting. */
size_t lanes_count(const struct lanes *lanes, struct text host);

/* One that waits, whatever its lane says; NULL when nothing waits. For the end of the daemon. */
struct lane_item *lanes_drain(struct lanes *lanes);

void lanes_free(struct lanes *lanes);

#endif
