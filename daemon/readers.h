/*
 * The readers: a pool of 1 to 4 sandboxed child processes, each with one document at a time.
 *
 * A document waits in one bounded queue, goes to a reader that is free, and has LIMIT_READER_MS of wall
 * clock there; then the reader is killed and a fresh one started (ever later, while they die before they
 * are ready). It gets its first document when it has said that its sandbox
 * stands. A reader is replaced after LIMIT_READER_DOCUMENTS. An answer is
 * handed on unread: it is checked as a stranger's on the desk's thread, and what cannot be believed
 * comes back by readers_distrust().
 */
#ifndef DAEMON_READERS_H
#define DAEMON_READERS_H

#include <event2/event.h>

#include "daemon/config.h"
#include "daemon/log.h"
#include "wire/frame.h"

struct reader_result {
	bool answered;
	bool stopped;           /* the pool ended before; the document is not to blame */
	bool slow;              /* died because its time was over */
	struct error error;     /* what became of the reader */
	uint64_t reader;        /* which one it was, for readers_distrust() */
	unsigned char *body;    /* without an answer: the document back; done() may keep it likewise */
	size_t body_length;
	unsigned char *answer;  /* one frame; done() may keep it by putting NULL here, then free(3) it */
	size_t answer_length;
};

struct document {
	struct reading_request request;
	unsigned char *body;    /* from malloc(3); the pool's from readers_submit() on */
	size_t body_length;
	void (*done)(void *context, struct reader_result *result); /* exactly once */
	void *context;
};

struct readers;

struct readers *readers_new(struct event_base *base, const struct log *log);
/* The configuration's number, path and sandbox; those that run are replaced when they are free. */
void readers_configure(struct readers *readers, const struct config *config);
/* Is a document of so many bytes wanted now? readers_submit() takes it in any case. */
bool readers_have_room(const struct readers *readers, size_t bytes);
void readers_submit(struct readers *readers, const struct document *document);
/* This one's answer was none: it is killed, and a document it is at now begins again elsewhere. */
void readers_distrust(struct readers *readers, uint64_t reader);

/* While they are held no document begins: what waits behind them has no room. */
void readers_hold(struct readers *readers, bool held);

/* Those that are ready. */
size_t readers_running(const struct readers *readers);
size_t readers_queued(const struct readers *readers);
uint64_t readers_deaths(const struct readers *readers);
/* "ok", or what is wrong with all of them. */
const char *readers_state(const struct readers *readers);
void readers_free(struct readers *readers);

#endif
