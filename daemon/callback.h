/*
 * Where hubs reach the daemon: a small HTTP server, for one proxy that speaks TLS to the world and for
 * hubs behind it. It answers only at the address of a subscription, which nobody can guess, and reads
 * nothing but the request's head: what is pushed goes to a reader unread.
 *
 * One request a connection, each within its time; heads, bodies, connections and all bodies together have
 * their limits, and a body is taken only for a subscription. libevent's evhttp has no limit of connections,
 * no time for a whole request, and reads a body before anybody may refuse it.
 */
#ifndef DAEMON_CALLBACK_H
#define DAEMON_CALLBACK_H

#include "daemon/websub.h"

struct callback;

/* `listen`: "127.0.0.1:8088". */
struct callback *callback_new(struct daemon *daemon, struct websub *websub, const char *listen, struct error *error);
/* True of what callback_new() can listen at: a numeric address and a port. */
bool callback_address_fine(struct text listen);
/* Once a second or so: listens again where there was no descriptor for who came. */
void callback_tick(struct callback *callback);
/* Hangs up on everybody. NULL is fine, here, above and below. */
void callback_stop(struct callback *callback);
/* When no push is under way any more. */
void callback_free(struct callback *callback);

#endif
