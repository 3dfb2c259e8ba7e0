/*
 * The desk remembers: one report is one transaction, whose developments become rows of the outbox;
 * pending rows get their seq and go to the alert log. One thread uses a desk. `replay` is a desk over
 * an in-memory database whose log is a stream.
 *
 * Time is an argument. Everything comes back in the caller's arena.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "model/alert.h"
#include "model/feed.h"
#include "model/report.h"

struct desk;

struct desk_settings {
	const char *database;   /* path, or ":memory:" */
	const char *alert_log;  /* path; NULL: alerts are only handed to `published` */
	int64_t gather_ms;      /* updates of one incident within this time go out as one; 0: at once */
	/* Called for each alert after its line is in the log (or instead of it). May be NULL. */
	void (*published)(void *context, const struct alert *alert, struct text line);
	void *context;
};

/* A database of ours is opened or made; kinds BUSY (another daemon), CONFIG (newer version), DATA (corrupt), PERMISSION. */
struct desk *desk_open(const struct desk_settings *settings, struct error *error);
void desk_close(struct desk *desk);

enum verdict { VERDICT_NEW, VERDICT_DUPLICATE, VERDICT_NEAR_DUPLICATE, VERDICT_UPDATE };
extern const char *const verdict_names[];

/* What became of an article. */
struct receipt {
	enum verdict verdict;
	struct text of;         /* the article_id that it is a copy or an update of; may be empty */
	struct text story;
};

/* Dedup, tracking, ledger, outbox: one transaction. False: nothing was changed. */
bool desk_receive(struct desk *desk, struct arena *arena, const struct report *report,
		  struct instant now, struct receipt *receipt, struct error *error);

/*
 * Pending alerts that are due at `now` get their seq, are appended to the log, flushed, marked written.
 * False: the log cannot be written; they stay pending and the next call tries again.
 */
bool desk_publish(struct desk *desk, struct instant now, struct error *error);

/* The alert log is closed and opened anew (after logrotate, and on reload). */
bool desk_reopen_log(struct desk *desk, struct error *error);

/* --- feeds and entries, for the daemon --- */

enum feed_state { FEED_OK, FEED_FAILING, FEED_GONE, FEED_PAUSED };

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
	uint64_t body_hash;
	int64_t interval_ms;      /* the operator's own; 0: none */
	bool full_text;           /* the feed carries whole articles: pages are not fetched */
	int64_t entries;          /* seen in all */
	struct text tags;         /* apart by ',' */
};
extern const char *const feed_state_names[];
extern const struct json_shape feed_record_shape;

/* The configuration's feeds, all of them: made, updated, or taken from its ownership. */
bool desk_configure_feeds(struct desk *desk, const struct feed_record *feeds, size_t count,
			  struct instant now, struct error *error);
bool desk_list_feeds(struct desk *desk, struct arena *arena, struct feed_record **feeds,
		     size_t *count, struct error *error);
/* BUSY where it is there already; PERMISSION where the configuration owns it (remove, pause). INPUT: no such feed. */
bool desk_add_feed(struct desk *desk, struct text url, struct instant now, int64_t *id,
		   struct error *error);
bool desk_remove_feed(struct desk *desk, struct text url, struct error *error);
bool desk_pause_feed(struct desk *desk, struct text url, bool paused, struct instant now,
		     struct error *error);

/*
 * Takes up to `most` feeds whose next_poll has come, leased to this owner until now + lease_ms. The
 * token fences: a later claim of the same feed makes an older token void.
 */
struct claim {
	struct feed_record feed;
	int64_t token;
};
bool desk_claim_due(struct desk *desk, struct arena *arena, struct text owner, size_t most,
		    int64_t lease_ms, struct instant now, struct claim **claims, size_t *count,
		    struct error *error);

enum commit_result { COMMIT_OK, COMMIT_FENCED, COMMIT_RETRY };

/* The outcome of one poll. `feed` carries the new history; `entries` are those of the document (NULL on 304 or failure). */
struct poll_outcome {
	struct feed_record feed;
	int64_t token;
	const struct entry *entries;
	size_t entries_count;
};
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
	bool full_text;
};
/* New and changed entries are stored with the validators in one transaction. `fresh`: how many. */
enum commit_result desk_commit_poll(struct desk *desk, const struct poll_outcome *outcome,
				    struct instant now, int64_t *fresh, struct error *error);
/* Entries waiting to be read, oldest first; their attempt is counted before they are handed out. */
bool desk_take_work(struct desk *desk, struct arena *arena, size_t most, struct instant now,
		    struct work **work, size_t *count, struct error *error);
/* Done with an entry: read (its report was received in the same transaction), put back for later, or given up with a reason. */
bool desk_finish_work(struct desk *desk, struct arena *arena, int64_t work_id,
		      const struct report *report, struct instant now, struct receipt *receipt,
		      struct error *error);
bool desk_defer_work(struct desk *desk, int64_t work_id, struct instant not_before,
		     struct text reason, struct error *error);
bool desk_give_up_work(struct desk *desk, int64_t work_id, struct text reason,
		       struct error *error);

/* --- questions --- */

struct desk_figures {
	int64_t feeds_total, feeds_ok, feeds_failing, feeds_gone, feeds_paused;
	struct instant due_next;
	int64_t polls_total, polls_unchanged, polls_failed;
	int64_t articles_seen, articles_read, articles_unreadable, articles_handled;
	int64_t facts, incidents;
	int64_t alerts_total, alerts_last, alerts_pending;
	int64_t database_bytes;
	struct text database_path, database_state, log_path, log_state;
};
bool desk_figures(struct desk *desk, struct arena *arena, struct instant now,
		  struct desk_figures *figures, struct error *error);

struct alert_filter {
	struct instant since;  /* INSTANT_NONE */
	struct text kind;      /* empty: any */
	struct text place;     /* a name or a country code; empty: any */
	int64_t limit;         /* the newest so many; 0: all */
	int64_t after_seq;     /* only those after; 0: all */
};
/* The lines of the log that match, rising by seq. */
bool desk_alerts(struct desk *desk, struct arena *arena, const struct alert_filter *filter,
		 struct text **lines, size_t *count, struct error *error);
/* An incident with its series and claims, or an alert with its evidence, as JSON; NULL with INPUT where nothing has that id. */
json_t *desk_show(struct desk *desk, struct arena *arena, struct text id, struct error *error);
/* The living incidents, newest first, as a JSON array. */
json_t *desk_incidents(struct desk *desk, struct arena *arena, int64_t limit, struct instant now,
		       struct error *error);

#endif
