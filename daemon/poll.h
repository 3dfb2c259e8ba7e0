/*
 * Polls: the way of a feed. Claimed from the desk when it is due, fetched, read, committed.
 *
 *   304, or a body of the same hash      nothing to read: only the history is committed
 *   200                                  a reader makes a feed of it; its entries, the validators and the
 *                                        history are one transaction on the desk
 *   anything else                        a failure: a sentence, and the next try later
 *
 * Validators are kept only with a document that was read, so that a feed which could not be read is
 * fetched whole again.
 */
#ifndef DAEMON_POLL_H
#define DAEMON_POLL_H

#include "daemon/daemon.h"

struct polls *polls_new(struct daemon *daemon);
/* Claims what is due as far as there is room. Called by the daemon's tick, and where feeds became due. */
void polls_pump(struct polls *polls);
/* Hands the desk what waits to be committed. Fetcher and readers must have been freed before. */
void polls_stop(struct polls *polls);
/* The desk must have been stopped, fetcher and readers freed before: then no poll is under way. */
void polls_free(struct polls *polls);

#endif
