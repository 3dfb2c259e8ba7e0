/*
 * The daemon's end of a reader's stream: a request and its document go out, one frame comes in. It is read
 * straight into memory of its own length and written without waiting where the socket takes it, which a
 * bufferevent does in steps of 4 KiB, each a turn of the loop.
 */
#ifndef DAEMON_FRAMES_H
#define DAEMON_FRAMES_H

#include <event2/event.h>

#include "base/text.h"

struct frames;

struct frames_use {
	/* A whole frame: free(3) it. There is a zero byte behind it. Either may free the frames. */
	void (*came)(void *context, unsigned char *frame, size_t length);
	/* Nothing comes any more: the stream has ended, or says what is no frame or more than one. */
	void (*ended)(void *context);
	void *context;
};

/* The descriptor is the frames' from here on. */
struct frames *frames_new(struct event_base *base, int fd, const struct frames_use *use);
/* Only when the last one has gone out. The request is copied, the document must live until it has gone out. */
void frames_send(struct frames *frames, struct bytes request, struct bytes document);
/* What was to be sent has not gone out yet. */
bool frames_sending(const struct frames *frames);
void frames_free(struct frames *frames);

#endif
