/*
 * One transfer: what libcurl is told about it, and what it tells us. Every limit of a hostile server
 * is here: the address guard by resolved address, decoded bytes and header bytes counted, time-outs,
 * few redirects and those to http and https only.
 *
 * A transfer is a part of a fetch (daemon/fetch.c), which decides when it runs.
 */
#ifndef DAEMON_TRANSFER_H
#define DAEMON_TRANSFER_H

#include <curl/curl.h>

#include "daemon/fetch.h"

struct transfer {
	const struct config *config;
	const struct guard *guard;
	const char *agent;
	size_t *bodies;           /* bytes of all bodies that are arriving */
	void *owner;              /* libcurl's private pointer */
	struct arena *arena;
	struct fetch_request request;
	struct text own_host;
	uint16_t own_port;        /* where the operator's URL names one */
	struct feed_settings settings;
	struct credentials credentials;
	const char *proxy;        /* "" for none */
	bool unverified;          /* whoever answers at the operator's place is believed */
	CURL *easy;
	struct curl_slist *headers;
	struct curl_slist *own_headers; /* with the operator's, for the operator's place alone; NULL: there are none */
	char message[CURL_ERROR_SIZE];
	struct error refused;     /* ours, before libcurl's: guard, limits */
	size_t header_bytes;
	unsigned char *body;
	size_t body_length, body_room;
	/* Of the answer whose header is being read. */
	struct text etag, last_modified, cache_control, retry_after, links;
	char *links_room;         /* LIMIT_LINKS, where there are any */
	int redirects, permanent; /* answers so far that lead elsewhere, and those of them that do so for good */
	struct instant expires, date;
};

/* Copies the request into the arena, which is the transfer's from here on. */
void transfer_begin(struct transfer *transfer, struct arena *arena,
		    const struct fetch_request *request);

/* Makes `easy` where there is none yet; false leaves a sentence in `refused`. */
bool transfer_prepare(struct transfer *transfer);

/* What libcurl ended with, in our terms. The body stays the transfer's. */
struct fetch_result transfer_result(struct transfer *transfer, CURLcode code);
struct fetch_result transfer_no_result(void);

/* The body is somebody else's now. */
void transfer_release_body(struct transfer *transfer);
/*
 * Its handle, as new, for another transfer to begin with; NULL where it has none, or one that was told what is an
 * operator's own (credentials, headers, certificates, a proxy) or a hub's: nobody else's may come near that.
 */
CURL *transfer_spare(struct transfer *transfer);
void transfer_end(struct transfer *transfer);

#endif
