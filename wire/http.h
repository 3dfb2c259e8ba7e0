/*
 * The head of an HTTP/1 request and the pieces of its body, as a stranger sends them: pure functions of
 * bytes. Strict where leniency lets two programs read one request differently (RFC 9112 6.3, 11.2):
 * no folded lines, no space before a colon, one length, never a length and pieces.
 */
#ifndef WIRE_HTTP_H
#define WIRE_HTTP_H

#include "base/text.h"

/* Real ones behind a proxy have some 15. */
#define HTTP_FIELDS_MOST 64

struct http_field {
	struct text name;
	struct text value;
};

struct http_head {
	struct text method;
	struct text path;    /* as sent */
	struct text query;   /* behind the ?, as sent */
	struct http_field *fields;
	size_t fields_count;
	int64_t length;      /* of the body; 0 without one */
	bool chunked;
	bool waits;          /* it wants to hear 100 before it sends its body */
};

/* The head with its empty line: how many bytes; 0: it has not all come. */
size_t http_head_length(struct bytes bytes);

/* 0, or the status to refuse it with. The texts are copies in the arena. */
int http_head_read(struct arena *arena, struct bytes bytes, struct http_head *head);

/* The first field of that name; empty where there is none. */
struct text http_field_of(const struct http_head *head, struct text name);
/* All of them, apart by ", ". */
struct text http_fields_of(struct arena *arena, const struct http_head *head, struct text name);

/* Of a query or a form: what stands behind NAME=, decoded. False: none, or no UTF-8. */
bool http_parameter(struct arena *arena, struct text query, struct text name, struct text *value);
/* Puts NAME=VALUE behind a form, the value encoded. */
struct text http_form_put(struct arena *arena, struct text form, const char *name, struct text value);

/* Where a chunked body is. Zeroed at its beginning. */
struct http_chunks {
	enum { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, CHUNK_TRAILER, CHUNK_DONE, CHUNK_BAD } state;
	size_t left;         /* of the piece */
	size_t extra;        /* bytes of lines, which are bounded */
};

/*
 * Reads on: `data` is what belongs to the body among the bytes, and what comes back how many of them
 * were taken, 0 when more must come first. DONE and BAD end it.
 */
size_t http_chunks_read(struct http_chunks *chunks, struct bytes bytes, struct bytes *data);

#endif
