#include "daemon/frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "wire/frame.h"

/* What comes with a frame's head: nearly every answer whole. */
#define FIRST_ROOM KIB(64)

struct frames {
	int fd;
	struct frames_use use;
	struct event *readable, *writable;
	/* The request between the two heads, and the document: what of them has not gone out. */
	unsigned char *request;
	struct iovec out[2];
	/* The frame that is coming. */
	unsigned char head[FRAME_HEAD];
	size_t head_have;
	unsigned char *frame;
	size_t length, have;
	unsigned char first[FIRST_ROOM];
};

/* --- what goes out --- */

bool frames_sending(const struct frames *frames)
{
	return frames->out[0].iov_len + frames->out[1].iov_len > 0;
}

static void sent(struct frames *frames, size_t length)
{
	for (int i = 0; i < 2; i++) {
		size_t part = length < frames->out[i].iov_len ? length : frames->out[i].iov_len;
		frames->out[i].iov_base = (char *)frames->out[i].iov_base + part;
		frames->out[i].iov_len -= part;
		length -= part;
	}
}

/* An error is seen where the stream is read: it has ended there too. */
static void send_on(struct frames *frames)
{
	ssize_t put = writev(frames->fd, frames->out, 2);

	if (put > 0)
		sent(frames, (size_t)put);
	if (frames_sending(frames) && (put > 0 || errno == EAGAIN || errno == EINTR))
		event_add(frames->writable, NULL);
}

static void is_writable(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	send_on(context);
}

void frames_send(struct frames *frames, struct bytes request, struct bytes document)
{
	size_t length = request.length + 2 * FRAME_HEAD;

	free(frames->request);
	frames->request = memory_alloc(length);
	frame_head(frames->request, request.length);
	memcpy(frames->request + FRAME_HEAD, request.data, request.length);
	frame_head(frames->request + FRAME_HEAD + request.length, document.length);
	frames->out[0] = (struct iovec){frames->request, length};
	frames->out[1] = (struct iovec){(void *)(uintptr_t)document.data, document.length};
	send_on(frames);
}

/* --- what comes --- */

static void end(struct frames *frames)
{
	event_del(frames->readable);
	frames->use.ended(frames->use.context);
}

static void finish(struct frames *frames)
{
	unsigned char *frame = frames->frame;
	size_t length = frames->length;

	frames->frame = NULL;
	frames->head_have = frames->length = frames->have = 0;
	frame[length] = '\0';
	frames->use.came(frames->use.context, frame, length);
}

/* With the head comes what the first buffer takes. False: it is no frame, or more than one. */
static bool take_first(struct frames *frames, size_t got)
{
	struct error error;
	size_t head = FRAME_HEAD - frames->head_have;

	if (got < head) {
		frames->head_have += got;
		return true;
	}
	frames->head_have = FRAME_HEAD;
	frames->have = got - head;
	if (!frame_length(frames->head, &frames->length, &error) || frames->have > frames->length)
		return false;
	/* Where there is none the document is not to blame. */
	frames->frame = memory_alloc(frames->length + 1);
	memcpy(frames->frame, frames->first, frames->have);
	return true;
}

/* The byte behind the frame would be one too many. */
static bool take_rest(struct frames *frames, size_t got)
{
	frames->have += got;
	return frames->have <= frames->length;
}

static void is_readable(evutil_socket_t fd, short what, void *context)
{
	struct frames *frames = context;
	bool first = !frames->frame;
	struct iovec in[2];

	(void)what;
	if (first) {
		in[0] = (struct iovec){frames->head + frames->head_have, FRAME_HEAD - frames->head_have};
		in[1] = (struct iovec){frames->first, FIRST_ROOM};
	} else {
		in[0] = (struct iovec){frames->frame + frames->have, frames->length - frames->have + 1};
		in[1] = (struct iovec){NULL, 0};
	}
	ssize_t got = readv(fd, in, first ? 2 : 1);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0 || !(first ? take_first(frames, (size_t)got) : take_rest(frames, (size_t)got)))
		end(frames);
	else if (frames->frame && frames->have == frames->length)
		finish(frames);
}

/* --- their life --- */

struct frames *frames_new(struct event_base *base, int fd, const struct frames_use *use)
{
	struct frames *frames = memory_zeroed(1, sizeof(*frames));

	evutil_make_socket_nonblocking(fd);
	frames->fd = fd;
	frames->use = *use;
	frames->readable = event_new(base, fd, EV_READ | EV_PERSIST, is_readable, frames);
	frames->writable = event_new(base, fd, EV_WRITE, is_writable, frames);
	if (!frames->readable || !frames->writable || event_add(frames->readable, NULL))
		memory_end();
	return frames;
}

void frames_free(struct frames *frames)
{
	if (!frames)
		return;
	event_free(frames->readable);
	event_free(frames->writable);
	close(frames->fd);
	free(frames->request);
	free(frames->frame);
	free(frames);
}
