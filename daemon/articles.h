/*
 * Articles: the way of an entry. Taken from the desk, its page fetched (where the feed carries whole
 * articles, or no address, its content stands for the page), read, and reported to the desk.
 *
 * The desk counts each attempt before it hands the entry out. A page that cannot be had for now is tried
 * again later; after LIMIT_READER_ATTEMPTS deaths of readers, or where the server says that there is no
 * such page, it is given up with a reason.
 */
#ifndef DAEMON_ARTICLES_H
#define DAEMON_ARTICLES_H

#include "daemon/daemon.h"

struct articles *articles_new(struct daemon *daemon);
/* Takes entries as far as there is room. Called when one is done and when a poll has brought new ones. */
void articles_pump(struct articles *articles);
/* Called by each tick of the daemon; `second` on those at which what waits for its time is looked for. */
void articles_tick(struct articles *articles, bool second);
void articles_free(struct articles *articles);

#endif
