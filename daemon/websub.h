/*
 * WebSub as a subscriber: the subscriptions, in memory as in the database, and what is done about each in
 * its time (daemon/subscription.h decides). What hubs send comes in by daemon/callback.c.
 *
 *   a poll finds a hub -> kept in the database -> the hub is asked -> it confirms at the callback
 *   -> what it pushes goes to a reader and to the desk, and polls become rare
 *
 * A hub is a stranger: it is asked through the fetcher, with its guard and limits. Without a callback in the
 * configuration nothing of this happens, and what was subscribed is forgotten.
 */
#ifndef DAEMON_WEBSUB_H
#define DAEMON_WEBSUB_H

#include "daemon/daemon.h"
#include "model/subscription.h"

struct websub;

/* Listens where the configuration wants it; NULL: it cannot. */
struct websub *websub_new(struct daemon *daemon, struct error *error);
/* Reads what is remembered; what was there before the feeds of the configuration must not be asked yet. */
void websub_load(struct websub *websub);
/* After a reload: the callback may be another one, of which the hubs are told. */
void websub_configure(struct websub *websub);
/* Feeds may have been removed: then their hubs are told. */
void websub_reconcile(struct websub *websub);
/* Once a second or so. */
void websub_tick(struct websub *websub);

/* Is the feed polled for safety only? */
bool websub_trusts(const struct websub *websub, struct text feed);
/* After a poll, with the moment of the poll before it and how much was new. */
void websub_polled(struct websub *websub, const struct feed_record *feed, struct instant before, int64_t fresh);

/* --- for the callback --- */

/* By the last part of the path; NULL: there is none. Stands until the loop goes on. */
const struct subscription *websub_find(struct websub *websub, struct text path);
/* A GET of the hub's: the status, and with 200 the challenge to echo, in the arena. */
int websub_verify(struct websub *websub, struct arena *arena, struct text path, struct text query,
		  struct text *challenge);
/* What was pushed has a good signature, or not. */
void websub_pushed(struct websub *websub, struct text path, bool good);
/* The feed is polled within `wait_ms`: what was pushed could not be read. */
void websub_poll_before(struct websub *websub, struct text feed, int64_t wait_ms);

/* Takes in nothing more. Fetcher and readers must have been freed before. */
void websub_stop(struct websub *websub);
/* The desk must have been stopped before. NULL is fine. */
void websub_free(struct websub *websub);

#endif
