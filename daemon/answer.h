/*
 * What the desk answers to a client's question, as lines of the control protocol (wire/control.h).
 * answer_make() runs on the desk's thread. Feeds and alerts are answered in pieces of FEEDS_LISTED and
 * ALERTS_LISTED, a call for each: of a hundred thousand the whole would keep the desk from everything else for seconds,
 * and would not fit into its arena.
 */
#ifndef DAEMON_ANSWER_H
#define DAEMON_ANSWER_H

#include <event2/buffer.h>

#include "desk/desk.h"
#include "wire/control.h"

struct answer {
	struct evbuffer *items;      /* the caller's */
	struct desk_figures figures; /* of status; its texts live in the arena */
	int64_t last_seq;            /* of alerts: the last one that is written */
	struct instant now;          /* the wall clock's */
	struct instant steady;       /* when it was asked, on the schedule's clock */
	int64_t after;               /* id or seq of the last one of a list, where the next call goes on */
	bool more;                   /* there may be more: the answer is not whole yet */
};

bool answer_make(struct desk *desk, struct arena *arena, const struct control_request *request,
                 struct answer *answer, struct error *error);

/* One line of an answer; both take the reference. */
void answer_line(struct evbuffer *buffer, json_t *json);
void answer_item(struct evbuffer *buffer, json_t *item);

#endif
