/*
 * What is remembered, behind a coarse interface: each function is one whole step of the desk,
 * durable when it returns true, and no transaction handle leaves this folder, so that another
 * engine can stand behind the same functions. SQLite is the one that is built in; one thread uses a
 * store.
 *
 * False or NULL: nothing was changed, and the error says why. What comes back lives in the arena.
 */
#ifndef STORAGE_STORE_H
#define STORAGE_STORE_H

#include "model/alert.h"
#include "model/figures.h"
#include "model/keeping.h"
#include "model/poll.h"
#include "model/report.h"
#include "tracking/correction.h"
#include "tracking/knowledge.h"

struct store;

/*
 * `path`, or ":memory:". Made where it is missing. BUSY: another daemon has it. CONFIG: of a newer
 * version. DATA: damaged, or no database of ours; then the file is left as it is.
 */
struct store *store_open(const char *path, struct error *error);
/* From now on the process ends where SQLite gets no memory (base/memory.h). Before the first store is opened. */
void store_guard_memory(void);
void store_close(struct store *store);
const char *store_path(const struct store *store);
/* Of the file and its log. */
int64_t store_bytes(const struct store *store);

/* Rolls back what a jump out of a full arena has left open. */
void store_abandon(struct store *store);

/* Why nothing can be written; ERROR_NONE once something has been. */
const struct error *store_trouble(const struct store *store);

/*
 * True once something in it was found to be no database, by SQLite or by whoever calls store_set_damaged() (from
 * any thread): nothing is written to it from then on.
 */
bool store_damaged(const struct store *store);
void store_set_damaged(struct store *store);

/* True when the last one to use it did not close it. */
bool store_unclean(const struct store *store);
/*
 * Looks through a database on a connection of its own, from any thread. True: it is whole, or
 * `stop` ended it. DATA with the first thing wrong otherwise.
 */
bool store_check(const char *path, bool (*stop)(void *context), void *context, struct error *error);

/*
 * Of entries that are read, those that are seen with an older date come behind all others: nothing of them is
 * news. 0, as until then: none is.
 */
void store_set_oldest_news(struct store *store, int64_t oldest_ms);
/* How long things are kept; KEEPING_DEFAULT until then. */
void store_set_keeping(struct store *store, const struct keeping *keeping);
/*
 * Prunes for some five milliseconds, in one transaction of a few rows, and `more` is true when there may be more
 * to do. What is pruned is durable as a whole or not at all.
 */
bool store_prune(struct store *store, struct instant now, bool *more, struct error *error);

/* --- feeds --- */

bool store_configure_feeds(struct store *store, const struct feed_record *feeds, size_t count,
                           struct instant now, struct error *error);
/* At most FEEDS_LISTED of them in the order of their ids, from the one behind `after` on (0: the first). */
bool store_list_feeds(struct store *store, struct arena *arena, int64_t after,
                     struct feed_record **feeds, size_t *count, struct error *error);
/* With its answers, which the list leaves out. */
bool store_show_feed(struct store *store, struct arena *arena, struct text url, struct feed_record *feed,
		     struct error *error);
/* A client's, by its url, title, tags and settings. */
bool store_add_feed(struct store *store, const struct feed_record *wanted, struct instant now,
		    int64_t *id, struct error *error);
bool store_remove_feed(struct store *store, struct text url, struct error *error);
bool store_pause_feed(struct store *store, struct text url, bool paused, struct instant now,
                      struct error *error);
/* A client's feed as `change` makes it of what it is, title, tags and settings; it is due at once. */
bool store_change_feed(struct store *store, struct text url,
                       bool (*change)(void *context, struct feed_record *feed, struct error *error),
                       void *context, struct instant now, struct error *error);
/* Due at once: one, or all where the url is empty. INPUT: no such feed. */
bool store_poll_feed(struct store *store, struct text url, struct instant now, struct error *error);
bool store_claim_due(struct store *store, struct arena *arena, struct text owner, size_t most,
                     int64_t lease_ms, struct instant now, struct claim **claims, size_t *count,
                     struct error *error);
/* Not polled now after all: claimed again from `not_before` on, as due as it was. */
bool store_return_claims(struct store *store, const struct claim *claims, size_t count,
                         struct instant not_before, struct error *error);
/*
 * The new histories of claimed feeds and what is new among their entries, where their tokens still hold:
 * all in one transaction, since each costs a wait for the disk. False: nothing of them was changed.
 */
bool store_commit_polls(struct store *store, struct arena *arena,
                        const struct poll_outcome *outcomes, size_t count, struct instant now,
                        struct poll_commit *commits, struct error *error);

/* --- subscriptions --- */

/* Made, or changed where its path is known. One that leaves belongs to no feed. */
bool store_put_subscription(struct store *store, const struct subscription *subscription,
                            struct error *error);
bool store_drop_subscription(struct store *store, struct text path, struct error *error);
/* All of them. Those whose feed was removed have none. */
bool store_subscriptions(struct store *store, struct arena *arena, struct subscription **subscriptions,
                         size_t *count, struct error *error);
/* None any more; their feeds are due within `spread_ms`, for nothing is pushed to them. */
bool store_drop_subscriptions(struct store *store, int64_t spread_ms, struct instant now,
                              struct error *error);
/* The feed's next poll is not after `latest`. Paused, gone or unknown: nothing happens. */
bool store_poll_before(struct store *store, struct text url, struct instant latest, struct error *error);
/* Entries that a hub has pushed, as those of a poll: but its history stays, and so does a poll under way. */
bool store_push(struct store *store, struct arena *arena, struct text url, const struct entry *entries,
                size_t count, struct instant now, int64_t *fresh, struct error *error);

/* --- entries --- */

bool store_take_work(struct store *store, struct arena *arena, const struct wanted_work *wanted,
                     struct work **work, size_t *count, struct error *error);
/* Back to the waiting ones, until `not_before`. */
bool store_put_back_work(struct store *store, int64_t work_id, enum put_back why,
                         struct instant not_before, struct text reason, struct error *error);
bool store_give_up_work(struct store *store, int64_t work_id, struct text reason,
                        struct error *error);

/* --- knowledge --- */

/* What is to be done with a report, inside one transaction. */
struct receiving {
	const struct report *report;
	struct instant now;
	struct instant due; /* when its alerts may go out */
	int64_t work;       /* the entry that it was read for, which is read then; 0: none */
	/* What is new, given what is known: tracking's decision. Must not fail. */
	struct changes *(*decide)(void *context, struct picture *picture);
	/*
	 * What tells both an alert that waits and one more of its incident, under the id of either; NULL: they
	 * are two. The function NULL: nothing is folded.
	 */
	struct alert *(*fold)(void *context, const struct alert *waiting, const struct alert *alert);
	void *context;
};
/* When the newest of the articles that came last was published; INSTANT_NONE: there is none. */
bool store_newest(struct store *store, struct instant *newest, struct error *error);
bool store_receive(struct store *store, struct arena *arena, const struct receiving *receiving,
                   struct changes **changes, struct error *error);

/*
 * What became of an article that is asked for by its id or its url: a fate for each of its versions,
 * the newest first, at most `most`; none where it was never received.
 */
bool store_fates(struct store *store, struct arena *arena, struct text article, size_t most,
                 struct fate **fates, size_t *count, struct error *error);
/* Copies and updates of an article, by its id, the newest first. */
bool store_fates_of(struct store *store, struct arena *arena, struct text original, size_t most,
                    struct fate **fates, size_t *count, struct error *error);
/* Articles that came to a tracked record, the newest first. */
bool store_fates_at(struct store *store, struct arena *arena, struct text tracked, size_t most,
                    struct fate **fates, size_t *count, struct error *error);

/* An entry of a feed, before and without a fate. */
enum entry_state { ENTRY_WAITS, ENTRY_IN_HANDS, ENTRY_READ, ENTRY_GIVEN_UP, ENTRY_UNKNOWN };
struct entry_state_of {
	enum entry_state state;
	struct text key;
	struct text feed;   /* its url; empty where the feed is gone */
	struct text reason; /* why it waits once more or was given up */
	struct text nearest; /* of UNKNOWN: the known key that begins like it; may be empty */
};
bool store_entry(struct store *store, struct arena *arena, struct text article,
                 struct entry_state_of *entry, struct error *error);

/* A record by its id; INPUT where there is none. */
bool store_tracked(struct store *store, struct arena *arena, struct text id,
                   struct tracked *tracked, struct error *error);
/* Records no report has come to for so long are history: none can come to them any more. */
#define TRACKED_LIVES_MS (INT64_C(30) * 86400000)

/* Which records are wanted; what is empty or INSTANT_NONE is any. */
struct tracked_filter {
	struct text kind;     /* incident, total, process, deed; or a type of fact */
	struct text place;    /* a name or a country's code */
	struct instant since; /* of the last report */
	bool held;            /* only those of which something was not told */
	bool merged;          /* those too that are merged into others */
	size_t most;
};
/* The records that reports came to last, the newest first. */
bool store_tracked_newest(struct store *store, struct arena *arena,
                          const struct tracked_filter *filter, struct tracked **tracked,
                          size_t *count, struct error *error);

/* --- corrections --- */

/*
 * What a person rules, in one transaction: `decide` reads what is known through this store and fills
 * `corrected`, which is then written. Its alerts are due at `due`, and so is what its records had waiting.
 * Where it returns false nothing is written.
 */
bool store_correct(struct store *store, struct arena *arena, struct corrected *corrected,
                   bool (*decide)(void *context, struct corrected *corrected, struct error *error),
                   void *context, struct instant due, struct error *error);
/* Of an incident or an alert, or all where the id is empty; the newest first. */
bool store_corrections(struct store *store, struct arena *arena, struct text id, size_t most,
                       struct correction **corrections, size_t *count, struct error *error);

/* --- flows --- */

/* When the first notice of a feed's ceiling is due; INSTANT_NONE: none is. */
bool store_next_notice(struct store *store, struct instant *due, struct error *error);
/* Puts the first one that is due into the outbox, as `notice` makes it of the flow; `told`: there was one. */
bool store_notify(struct store *store, struct arena *arena, struct instant now,
                  struct alert *(*notice)(void *context, struct flow *flow), void *context, bool *told,
                  struct error *error);

/* --- outbox --- */

/* The highest seq that is marked written; 0: none. */
bool store_last_seq(struct store *store, int64_t *seq, struct error *error);
/* When the first pending row is due; INSTANT_NONE: nothing is pending. */
bool store_next_due(struct store *store, struct instant *due, struct error *error);
/*
 * Up to `most` rows that are due, in their order. Their seq is not set. What is due behind `latest`
 * was put there before the clock was set back, and is due now.
 */
bool store_pending(struct store *store, struct arena *arena, struct instant now,
                   struct instant latest, size_t most, struct alert **alerts, size_t *count,
                   struct error *error);
/* A line that is in the log. */
struct written {
	struct text id;
	int64_t seq;
	struct instant logged;
};
/* Marks rows as written; ids that are marked already, or unknown, are left alone. */
bool store_mark_written(struct store *store, const struct written *written, size_t count,
                        struct error *error);
/*
 * Written alerts that match, rising by seq, the first ALERTS_LISTED of them; the next ones stand behind the seq of
 * the last. With a limit they begin with the newest so many: whoever asks for the next ones then gives none.
 */
bool store_alerts(struct store *store, struct arena *arena, const struct alert_filter *filter,
                  struct alert **alerts, size_t *count, struct error *error);
/* Alerts of a tracked record, written or not, the newest first. */
bool store_alerts_of(struct store *store, struct arena *arena, struct text tracked, size_t most,
                     struct alert **alerts, size_t *count, struct error *error);
/* True of one that was withdrawn before it went out. */
bool store_was_withdrawn(struct store *store, struct text id, bool *withdrawn, struct error *error);
/*
 * One alert by its id, or that into which it was folded, with its seq where it is written; false with INPUT
 * where there is none.
 */
bool store_alert(struct store *store, struct arena *arena, struct text id, struct alert *alert,
                 struct error *error);

/* All but what the desk knows: states and the log. */
bool store_figures(struct store *store, struct arena *arena, struct instant now,
                   struct desk_figures *figures, struct error *error);

#endif
