/* What a hub has pushed, on its way: to a reader, to the desk. As a poll's document, and as durable. */
#ifndef DAEMON_PUSH_H
#define DAEMON_PUSH_H

#include "daemon/websub.h"

struct push;

/*
 * Takes the body, from malloc(3), and calls done() once with the status to answer with: 200 when its entries
 * are in the database or nothing can be read, 503 when it may be pushed again.
 */
struct push *push_begin(struct daemon *daemon, struct websub *websub, const struct subscription *subscription,
			struct text content_type, struct bytes body, void (*done)(void *context, int status),
			void *context);
/* Nobody waits for its end any more. */
void push_forget(struct push *push);

#endif
