/* What the files of the desk share. Nothing outside desk/ includes this. */
#ifndef DESK_INTERNAL_H
#define DESK_INTERNAL_H

#include <pthread.h>

#include "desk/desk.h"
#include "desk/log.h"
#include "storage/store.h"

struct desk {
	struct store *store;
	struct desk_settings settings;
	struct arena *policy_arena;
	struct policy policy;
	struct alert_log log;
	bool log_open;
	struct error log_error;     /* while it cannot be written */
	int64_t seq;                /* of the last line */
	struct instant due;         /* of the first pending row; INSTANT_NONE: none */
	struct instant notice_due;  /* of a feed's ceiling; INSTANT_NONE: none */
	struct instant retry;       /* of the log; INSTANT_NONE: it is fine */
	pthread_mutex_t check_lock; /* the check may run on any thread */
	struct text check_state;
};

/* --- what desk_ask() answers: a new reference, NULL with the error --- */

json_t *desk_incidents(struct desk *desk, struct arena *arena, const struct incidents_filter *filter,
                       struct instant now, struct error *error);
json_t *desk_corrections(struct desk *desk, struct arena *arena, struct text id, int64_t limit,
                         struct error *error);
json_t *desk_show(struct desk *desk, struct arena *arena, struct text id, struct error *error);
json_t *desk_why(struct desk *desk, struct arena *arena, struct text article, struct error *error);

/* --- questions.c --- */

/* How many are listed where so many are asked for, 0: it is not said. Incidents and rulings. */
size_t desk_most(int64_t limit);

/* --- why.c --- */

/* True where the error of a look-up is only that there is no such thing; any other becomes the caller's. */
bool why_is_missing(const struct error *looked, struct error *error);

/* An article beside others: its id, url, outlet, title, time, verdict. */
json_t *why_article_json(const struct fate *fate);
/* Of each matter that was told: the alert that it went out in, its headline, whether it has gone out. */
bool why_put_alerts(struct desk *desk, struct arena *arena, json_t *matters, struct error *error);
/* `copies`: what else told the article's text, the first one first. */
bool why_put_copies(struct desk *desk, struct arena *arena, struct text article, json_t *json,
                    struct error *error);

#endif
