/*
 * What the parts of WebSub share; daemon/websub.h is what the rest of the daemon knows of it.
 *
 *   slots.c    the subscriptions in memory: found, saved, asked for at their hubs
 *   websub.c   what happens to them: in their time, by polls, by what comes to the callback, by a reload
 */
#ifndef DAEMON_SLOTS_H
#define DAEMON_SLOTS_H

#include "daemon/websub.h"

#define BUCKETS 4096
/* Asked at once, of all hubs and of one: feeds are fetched by the same fetcher. */
#define ASKING_MOST 32
#define ASKING_OF_HOST 4
/* A sentence of a failure; hubs' own words are cut. */
#define ERROR_MOST 160

/* One subscription. It belongs to the loop; saves and requests under way hold it. */
struct slot {
	struct slot *path_next, *feed_next;
	struct websub *websub;
	struct subscription own;
	struct text host;     /* of its hub */
	char error[ERROR_MOST];
	bool linked_feed;
	bool saving, changed; /* a save is under way, and it changed since */
	bool asking;          /* a request to the hub is under way */
	bool ask;             /* the hub is asked when it is saved */
	bool gone;            /* forgotten, freed when nothing holds it */
	char texts[];         /* its own, but for the error */
};

struct websub {
	struct daemon *daemon;
	struct callback *callback;
	struct slot *by_path[BUCKETS], *by_feed[BUCKETS];
	size_t count;
	size_t asking;        /* requests to hubs that are under way, or about to be */
	struct arena *arena;  /* of `base`, the callback as the hubs are told, and those before it */
	struct text base;
	int64_t reconcile_ms; /* by the counter */
	bool loaded;
};

struct slot *slot_of_path(const struct websub *websub, struct text path);
/* The one that pushes to the feed; none that leaves. */
struct slot *slot_of_feed(const struct websub *websub, struct text feed);
/* A copy, in the tables and not saved yet. */
struct slot *slot_new(struct websub *websub, const struct subscription *subscription);
/* Its feed has another one from here on, or none. */
void slot_unlink_feed(struct slot *slot);
/* A sentence, kept where the slot keeps its error. */
struct text slot_error(struct slot *slot, struct text sentence);
struct instant slot_now(const struct slot *slot);

/* As it is now; with `ask` its hub is asked afterwards, as its state says for what. */
void slot_save(struct slot *slot);
/* There is a place for a request to its hub. */
bool slot_may_ask(const struct slot *slot);
/* What was about to be asked is not wanted any more. */
void slot_unask(struct slot *slot);
/* The hub did not do what it was asked. */
void slot_fail(struct slot *slot, const char *sentence);
/* Out of the tables and the database. */
void slot_forget(struct slot *slot);

#endif
