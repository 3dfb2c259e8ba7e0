/*
 * The desk remembers: one report is one transaction, whose developments become rows of the outbox;
 * pending rows get their seq and go to the alert log. One thread uses a desk. `replay` is a desk
 * over an in-memory database whose log is a stream.
 *
 * Time is an argument. Everything comes back in the caller's arena.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "model/alert.h"
#include "model/correction.h"
#include "model/fate.h"
#include "model/figures.h"
#include "model/keeping.h"
#include "model/policy.h"
#include "model/poll.h"
#include "model/query.h"
#include "model/report.h"

struct desk;

struct desk_settings {
	const char *database;  /* path, or ":memory:" */
	const char *alert_log; /* path; NULL: alerts are only handed to `published` */
	const struct policy *policy; /* what is worth an alert, copied; NULL: the defaults */
	const struct keeping *keeping; /* how long things are kept, copied; NULL: the defaults */
	int64_t gather_ms; /* updates of one incident within this time go out as one; 0: at once */
	/* Called for each alert after its line is in the log (or instead of it). May be NULL. */
	void (*published)(void *context, const struct alert *alert, struct text line);
	void *context;
};

/* From now on the process ends where the database gets no memory (base/memory.h). Before the first desk is opened. */
void desk_guard_memory(void);

/* A database of ours is opened or made; kinds BUSY (another daemon), CONFIG (newer version), DATA
 * (corrupt), PERMISSION. */
struct desk *desk_open(const struct desk_settings *settings, struct error *error);
void desk_close(struct desk *desk);

/* From the next report on; copied. */
void desk_set_policy(struct desk *desk, const struct policy *policy);

void desk_set_keeping(struct desk *desk, const struct keeping *keeping);
/*
 * One small step of what is too old: some five milliseconds of work and a commit. `wait_ms`: until the next step
 * is worth while, also where it failed.
 */
bool desk_prune(struct desk *desk, struct instant now, int64_t *wait_ms, struct error *error);

/* What became of an article. */
struct receipt {
	enum verdict verdict;
	struct text of; /* the article_id that it is a copy or an update of; may be empty */
	struct text story;
	const struct fate *fate; /* what became of it and why; in the arena */
};

/* Dedup, tracking, ledger, outbox: one transaction. False: nothing was changed. */
bool desk_receive(struct desk *desk, struct arena *arena, const struct report *report,
                  struct instant now, struct receipt *receipt, struct error *error);

/*
 * Pending alerts that are due at `now` get their seq, are appended to the log, flushed, marked
 * written. False: the log cannot be written; they stay pending and the next call tries again.
 */
bool desk_publish(struct desk *desk, struct instant now, struct error *error);

/*
 * When desk_publish() has something to do next: the earliest due of what is pending; INSTANT_NONE:
 * nothing. What a clock that was set back since has put too far ahead is due now.
 */
struct instant desk_publish_due(const struct desk *desk, struct instant now);

/* The alert log is closed and opened anew (after logrotate, and on reload). */
bool desk_reopen_log(struct desk *desk, struct error *error);

/* --- feeds and entries, for the daemon --- */

/* The configuration's feeds, all of them: made, updated, or taken from its ownership. */
bool desk_configure_feeds(struct desk *desk, const struct feed_record *feeds, size_t count,
                          struct instant now, struct error *error);
/* BUSY where it is there already; PERMISSION where the configuration owns it (remove, pause).
 * INPUT: no such feed. */
bool desk_add_feed(struct desk *desk, const struct feed_record *wanted, struct instant now,
		   struct error *error);
bool desk_remove_feed(struct desk *desk, struct text url, struct error *error);
bool desk_pause_feed(struct desk *desk, struct text url, bool paused, struct instant now,
                     struct error *error);

/* As store_change_feed(). */
bool desk_change_feed(struct desk *desk, struct text url,
                      bool (*change)(void *context, struct feed_record *feed, struct error *error),
                      void *context, struct instant now, struct error *error);

/* Due at once: one, or all where the url is empty. INPUT: no such feed. */
/* How a feed is asked; NULL where there is none of that address: as all are. */
bool desk_feed_settings(struct desk *desk, struct arena *arena, struct text url,
                        const struct feed_settings **settings, struct error *error);
bool desk_poll_feed(struct desk *desk, struct text url, struct instant now, struct error *error);

/*
 * Takes up to `most` feeds whose next_poll has come, leased to this owner until now + lease_ms. The
 * token fences: a later claim of the same feed makes an older token void.
 */
bool desk_claim_due(struct desk *desk, struct arena *arena, struct text owner, size_t most,
                    int64_t lease_ms, struct instant now, struct claim **claims, size_t *count,
                    struct error *error);

/* Not polled now after all: claimed again from `not_before` on, as due as it was. */
bool desk_return_claims(struct desk *desk, const struct claim *claims, size_t count,
                        struct instant not_before, struct error *error);

/*
 * New and changed entries are stored with the validators in one transaction, of so many polls as there
 * are outcomes. False: nothing of any of them was changed, and it can be tried again.
 */
bool desk_commit_polls(struct desk *desk, struct arena *arena, const struct poll_outcome *outcomes,
                       size_t count, struct instant now, struct poll_commit *commits,
                       struct error *error);
/* Subscriptions at hubs: storage/store.h says what each does. */
bool desk_put_subscription(struct desk *desk, const struct subscription *subscription, struct error *error);
bool desk_drop_subscription(struct desk *desk, struct text path, struct error *error);
bool desk_subscriptions(struct desk *desk, struct arena *arena, struct subscription **subscriptions,
                        size_t *count, struct error *error);
bool desk_drop_subscriptions(struct desk *desk, int64_t spread_ms, struct instant now, struct error *error);
bool desk_poll_before(struct desk *desk, struct text url, struct instant latest, struct error *error);
bool desk_push(struct desk *desk, struct arena *arena, struct text url, const struct entry *entries,
               size_t count, struct instant now, int64_t *fresh, struct error *error);
/*
 * Entries waiting to be read, oldest first, but behind all others what is older than any news (oldest-news);
 * their attempt is counted before they are handed out.
 */
bool desk_take_work(struct desk *desk, struct arena *arena, const struct wanted_work *wanted,
                    struct work **work, size_t *count, struct error *error);
/*
 * Done with an entry: read (its report was received in the same transaction), put back for later,
 * or given up with a reason.
 */
bool desk_finish_work(struct desk *desk, struct arena *arena, int64_t work_id,
                      const struct report *report, struct instant now, struct receipt *receipt,
                      struct error *error);
bool desk_put_back_work(struct desk *desk, int64_t work_id, enum put_back why,
                        struct instant not_before, struct text reason, struct error *error);
bool desk_give_up_work(struct desk *desk, int64_t work_id, struct text reason, struct error *error);

/*
 * After an unclean stop the database is to be looked through: seconds on gigabytes, so it is not
 * done by desk_open(). desk_check() reads it on a connection of its own beside the work (any thread
 * may call it, until desk_close()) and desk_figures() tells its result. `stop` (may be NULL) ends
 * it early.
 */
bool desk_check_wanted(const struct desk *desk);
bool desk_check(struct desk *desk, bool (*stop)(void *context), void *context, struct error *error);

/*
 * True once the database was found to be damaged, by the check or on the way, with DATA and a sentence: nothing is
 * written to it any more, and whoever has opened the desk should end.
 */
bool desk_damaged(struct desk *desk, struct error *error);

/* Forgets a transaction that a jump out of a full arena has left open. */
void desk_abandon(struct desk *desk);

/* --- questions --- */

bool desk_figures(struct desk *desk, struct arena *arena, struct instant now,
                  struct desk_figures *figures, struct error *error);

/*
 * Calls `item` (which borrows it; false: enough) for each item of the answer, in `arena` and JSON:
 *   alerts     the lines of the log that match, rising by seq
 *   audit      what was ruled of an incident or an alert, or of all; the newest first
 *   feeds      a record each, in the order of their ids, so that an answer can go on behind any of them;
 *              feed: the one with its last answers
 *   incidents  the living ones, the newest first
 *   show       an incident with its series, claims, articles and alerts, or an alert with its evidence,
 *              the copies of its article and the claims beside it
 *   why        what became of an article, by its id or url: `state` is read, waiting, reading, given_up
 *              or unknown
 * The query's kind is not NONE. INPUT: nothing has that id or url. What was handed out before a failure
 * was right.
 */
bool desk_ask(struct desk *desk, struct arena *arena, const struct query *query, struct instant now,
              bool (*item)(void *context, json_t *item), void *context, struct error *error);
/*
 * A person's ruling (its n, at and told are set here), as JSON with the headline of the alert that tells
 * it, and "muted" where a retraction leaves its incident so; NULL with a sentence where it makes no
 * sense. Once: the same again is refused.
 */
json_t *desk_correct(struct desk *desk, struct arena *arena, const struct correction *wanted,
                     struct instant now, struct error *error);

#endif
