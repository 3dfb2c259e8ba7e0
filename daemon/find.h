/*
 * What is behind an address, before anybody subscribes to it: a feed, or a page that names feeds. It is
 * fetched and read as any feed is, guard, limits and sandbox included, and nothing is remembered.
 */
#ifndef DAEMON_FIND_H
#define DAEMON_FIND_H

#include "daemon/daemon.h"

struct finding;

/*
 * `settings` are those with which it will be asked once it is there. done() is called once, from the loop,
 * unless the finding is forgotten before: with
 *   {"url", "title", "dialect", "entries", "newest"}     of a feed, at the address where it was found
 *   {"links": [{"url", "title"}...]}                     of a page that names feeds
 * whose reference becomes its own, or with NULL and why there is neither.
 */
struct finding *find_feed(struct daemon *daemon, struct text url, const struct feed_settings *settings,
			  void (*done)(void *context, json_t *found, const struct error *error), void *context);

/* Nobody waits for it any more; it ends in silence. */
void find_forget(struct finding *finding);

#endif
