/*
 * The daemon: one loop, and what lives on it. Every part gets this struct; there is no other state.
 *
 *   schedule -> polls -> fetcher -> readers -> desk          a feed's way
 *               articles -> fetcher -> readers -> desk       an article's way
 *               control <-> desk                             a client's question
 */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include <event2/event.h>

#include "daemon/clock.h"
#include "daemon/config.h"
#include "daemon/fetch.h"
#include "daemon/log.h"
#include "daemon/notify.h"
#include "daemon/readers.h"
#include "desk/thread.h"

struct polls;
struct articles;
struct control;
struct figures;
struct websub;

struct daemon {
	struct log log;
	struct config *config;
	struct clock clock;
	struct event_base *base;
	struct desk_thread *desk;
	struct fetcher *fetcher;
	struct readers *readers;
	struct polls *polls;
	struct articles *articles;
	struct control *control;
	struct figures *figures;
	struct websub *websub;
	struct notify notify;
	struct event *desk_ready, *tick, *stop_signals[2], *reload_signal;
	struct job *postponed,
	        *postponed_last; /* jobs that the desk had no room for, or that failed for now */
	int64_t started_ms;
	uint64_t ticks;
	int64_t ticked_us; /* when the last tick came */
	int64_t loop_longest_us;
	bool short_of_descriptors;
	struct error fatal; /* why it ends by itself */
	bool stopping;
};

/* Runs until SIGTERM or SIGINT. The configuration is the daemon's from here on. */
bool daemon_run(struct config *config, struct log log, struct error *error);

/*
 * Reads the configuration anew and takes it over; false where it has a mistake: the old one stays.
 * Reopens the alert log and replaces the readers in any case but a mistake.
 */
bool daemon_reload(struct daemon *daemon, struct error *error);

/* Ends the daemon, with this error as what daemon_run() says. */
void daemon_end(struct daemon *daemon, const struct error *error);

/* Gives the desk a job; one that finds no room waits and is given to it later. done() is called in
 * any case. */
void daemon_submit(struct daemon *daemon, struct job *job);
/* A job that failed for a reason that may pass is tried again in a while. */
void daemon_postpone(struct daemon *daemon, struct job *job);

/* True while nothing is in the way of starting more work of about so many bytes. */
bool daemon_has_room(const struct daemon *daemon, size_t bytes);

#endif
