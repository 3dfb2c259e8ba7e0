/*
 * Frames between the daemon and a reader, over a stream socket: 4 bytes length (big endian), then so
 * many bytes. A request is a JSON head frame followed by one frame with the document's bytes; an
 * answer is one JSON frame. Lengths over LIMIT_FRAME are an error before anything is allocated.
 */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include "base/error.h"
#include "model/feed.h"
#include "model/report.h"

#define FRAME_HEAD 4

void frame_head(unsigned char head[FRAME_HEAD], size_t length);
/* False: longer than LIMIT_FRAME. */
bool frame_length(const unsigned char head[FRAME_HEAD], size_t *length, struct error *error);

/*
 * A reader's first frame, behind its sandbox: until then it gets no document, so that one which cannot
 * start takes none with it. BARE: without Landlock, on a kernel that has none.
 */
#define FRAME_READY "ready"
#define FRAME_READY_BARE "ready without Landlock"

enum reading { READING_NONE, READING_FEED, READING_PAGE, READING_CONTENT };

/* What is asked of a reader. READING_CONTENT: the document is an entry's content, HTML, UTF-8. */
struct reading_request {
	enum reading what;
	struct text url;
	struct text content_type;
	/* Of PAGE and CONTENT: what the feed said of the entry, and its operator of its language. */
	struct text title;
	struct text language;
	struct instant published;
};
extern const struct json_shape reading_request_shape;

/* What a reader answers: a feed, a report, or the sentence why not. */
struct reading_answer {
	struct text error;      /* empty: it was read */
	struct feed_link *links; /* with an error: the feeds that it names, which is a page and no feed */
	size_t links_count;
	struct feed *feed;
	struct report *report;
};
extern const struct json_shape reading_answer_shape;

/* Bytes of an answer checked as a stranger's; its texts may point into the frame, which must outlive them. */
bool reading_answer_of(struct arena *arena, struct bytes frame, struct reading_answer *answer,
		       struct error *error);

#endif
