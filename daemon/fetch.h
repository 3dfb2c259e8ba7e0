/*
 * Fetching over HTTP: libcurl's multi interface on libevent, as in curl's docs/examples/hiperfifo.c.
 * What holds for each transfer, and every limit on it, is in daemon/transfer.c.
 *
 * A fetch waits in the lane of its host and then runs; done() is called exactly once for each, also when
 * the fetcher ends. Nothing here decides what an answer means.
 */
#ifndef DAEMON_FETCH_H
#define DAEMON_FETCH_H

#include <event2/event.h>

#include "daemon/config.h"
#include "daemon/credentials.h"
#include "daemon/log.h"

struct fetch_result {
	bool answered;             /* an answer arrived whole; else `error` says what went wrong */
	bool stopped;              /* the fetcher ended before */
	struct error error;
	int64_t status;
	/*
	 * Not asked until retry_after_s are over: its domain has asked for silence (Retry-After), or descriptors, room
	 * or memory are short here. No failure of the server's.
	 */
	bool held;
	struct text final_url;
	bool moved;                /* every redirect on the way there was permanent (301, 308), and there was one */
	struct text content_type;
	struct text etag;          /* opaque; empty where there is none or it cannot be echoed */
	struct text last_modified;
	struct text links;         /* Link headers, apart by commas (wire/websub.h) */
	int64_t fresh_s;           /* max-age, or Expires less Date; SCHEDULE_UNKNOWN */
	int64_t retry_after_s;     /* SCHEDULE_UNKNOWN */
	unsigned char *body;       /* decoded; done() may keep it by putting NULL here, then free(3) it */
	size_t body_length;
};

struct fetch_request {
	struct text url;
	/*
	 * The operator's, whose host and port the guard exempts from the port rule. Credentials, headers and what is
	 * said of certificates hold for its scheme, host and port alone, wherever redirects lead; but that a hub, which
	 * is asked with a form, may have a certificate of the feed's own authority.
	 */
	struct text own_url;
	struct text etag;          /* validators to echo; empty: none */
	struct text last_modified;
	const struct feed_settings *settings; /* of the feed; NULL: as for all */
	const struct credentials *credentials; /* its own; NULL: none */
	struct text form;          /* sent with POST; empty: the address is asked for with GET */
	const char *accept;
	bool delta;                /* a feed's changes will do (RFC 3229, A-IM: feed) */
	size_t limit;              /* decoded bytes */
	void (*done)(void *context, struct fetch_result *result);
	void *context;
};

struct fetcher;

/* The first fetcher initialises libcurl. Fails where libcurl resolves names synchronously. */
struct fetcher *fetcher_new(struct event_base *base, const struct log *log, struct error *error);
/* Settings hold for fetches that start from here on. The configuration must outlive them or the next call. */
void fetcher_configure(struct fetcher *fetcher, const struct config *config);
void fetcher_start(struct fetcher *fetcher, const struct fetch_request *request);
/* Running and waiting, for status and back pressure: all of them, and those of one host. */
size_t fetcher_count(const struct fetcher *fetcher);
size_t fetcher_count_at(const struct fetcher *fetcher, struct text host);
/* While it is held nothing starts; what runs goes on. */
void fetcher_hold(struct fetcher *fetcher, bool held);
void fetcher_free(struct fetcher *fetcher);

#endif
