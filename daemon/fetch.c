#include "daemon/fetch.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/url.h"
#include "build_config.h"
#include "daemon/clock.h"
#include "daemon/lane.h"
#include "daemon/quantity.h"
#include "daemon/schedule.h"
#include "daemon/silence.h"

#define CONNECTIONS_TOTAL 128
#define CONNECTIONS_PER_HOST 2
#define CONNECTIONS_KEPT 64
#define CONNECT_TIMEOUT_MS 10000
#define REDIRECTS_MOST 5
/* Bodies that are arriving, together: beyond it only small ones go on (128 of 256 KiB are 32 MiB). */
#define BODIES_TOTAL MIB(64)
#define BODY_SMALL KIB(256)
/* Requests that wait or run; who asks looks at fetcher_count() before. */
#define VALIDATOR_MOST LIMIT_ETAG

struct fetcher {
	struct event_base *base;
	const struct log *log;
	const struct config *config;
	struct guard guard;
	CURLM *multi;
	struct event *timer;      /* libcurl's */
	struct event *lane_timer; /* the next start that waits for its distance */
	struct lanes lanes;
	struct silences silences;
	struct fetch *first;      /* running */
	size_t count;
	size_t body_bytes;
	char *agent;
	bool starting;            /* inside fetches_start() */
};

struct fetch {
	struct lane_item item;    /* first: a lane hands it back */
	struct fetch *next, *before;
	struct fetcher *fetcher;
	struct arena *arena;
	struct fetch_request request;
	struct text host, own_host;
	uint16_t own_port;
	CURL *easy;
	struct curl_slist *headers;
	char message[CURL_ERROR_SIZE];
	struct error refused;     /* ours, before libcurl's: guard, limits */
	size_t header_bytes;
	unsigned char *body;
	size_t body_length, body_room;
	/* Of the answer whose header is being read. */
	struct text etag, last_modified, cache_control, retry_after;
	struct instant expires, date;
};

/* --- the address guard --- */

static bool url_part(const char *url, CURLUPart part, unsigned flags, char *room, size_t size)
{
	CURLU *parsed = curl_url();
	char *value = NULL;
	bool found = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
		     curl_url_get(parsed, part, &value, flags) == CURLUE_OK;

	if (found)
		snprintf(room, size, "%s", value);
	curl_free(value);
	curl_url_cleanup(parsed);
	return found;
}

/* The port that the operator named, as long as the transfer is at the operator's host. */
static uint16_t port_exempt(struct fetch *fetch)
{
	char host[256];
	char *url = NULL;

	if (!fetch->own_port || text_empty(fetch->own_host))
		return 0;
	curl_easy_getinfo(fetch->easy, CURLINFO_EFFECTIVE_URL, &url);
	if (!url || !url_part(url, CURLUPART_HOST, 0, host, sizeof(host)))
		return 0;
	return text_equal_nocase(text_of(host), fetch->own_host) ? fetch->own_port : 0;
}

static bool fetch_allowed(struct fetch *fetch, const struct in6_addr *address, uint16_t port)
{
	/* The proxy is the operator's word, and all that is to be seen behind it is the proxy. */
	if (fetch->fetcher->config->proxy[0])
		return true;
	return guard_check(&fetch->fetcher->guard, address, port, port_exempt(fetch),
			   &fetch->refused);
}

static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct fetch *fetch = context;
	struct in6_addr ip;
	uint16_t port;

	(void)purpose;
	if (!address_of(&address->addr, &ip, &port)) {
		error_set(&fetch->refused, ERROR_PERMISSION, "neither IPv4 nor IPv6");
		return CURL_SOCKET_BAD;
	}
	if (!fetch_allowed(fetch, &ip, port))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Before each request, also on a connection that another fetch has opened: what held there may not hold here. */
static int request_begins(void *context, char *peer, char *own, int peer_port, int local_port)
{
	struct fetch *fetch = context;
	struct in6_addr address;

	(void)own;
	(void)local_port;
	if (fetch->fetcher->config->proxy[0])
		return CURL_PREREQFUNC_OK;
	if (!peer || !address_parse(peer, &address)) {
		error_set(&fetch->refused, ERROR_PERMISSION, "the address of the server is unknown");
		return CURL_PREREQFUNC_ABORT;
	}
	return fetch_allowed(fetch, &address, (uint16_t)peer_port) ? CURL_PREREQFUNC_OK
								    : CURL_PREREQFUNC_ABORT;
}

/* --- what arrives --- */

static bool body_grow(struct fetch *fetch, size_t length)
{
	size_t room = fetch->body_room ? fetch->body_room : KIB(16);

	while (room < length)
		room *= 2;
	if (room > fetch->request.limit)
		room = fetch->request.limit;
	unsigned char *body = realloc(fetch->body, room);
	if (!body)
		return error_set(&fetch->refused, ERROR_SYSTEM, "out of memory");
	fetch->fetcher->body_bytes += room - fetch->body_room;
	fetch->body = body;
	fetch->body_room = room;
	return true;
}

static size_t body_take(char *data, size_t size, size_t count, void *context)
{
	struct fetch *fetch = context;
	size_t length = size * count, whole = fetch->body_length + length;
	char room[SIZE_ROOM];

	if (whole > fetch->request.limit) {
		error_set(&fetch->refused, ERROR_DATA, "more than %s",
			  size_format((int64_t)fetch->request.limit, room));
		return CURL_WRITEFUNC_ERROR;
	}
	if (whole > BODY_SMALL && fetch->fetcher->body_bytes > BODIES_TOTAL) {
		error_set(&fetch->refused, ERROR_BUSY, "too much arrives at once");
		return CURL_WRITEFUNC_ERROR;
	}
	if (whole > fetch->body_room && !body_grow(fetch, whole))
		return CURL_WRITEFUNC_ERROR;
	memcpy(fetch->body + fetch->body_length, data, length);
	fetch->body_length = whole;
	return length;
}

static void body_drop(struct fetch *fetch)
{
	fetch->fetcher->body_bytes -= fetch->body_room;
	free(fetch->body);
	fetch->body = NULL;
	fetch->body_length = fetch->body_room = 0;
}

/* Bytes that can be sent back in a header as they came. */
static bool validator_fine(struct text text, unsigned char least)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.data[i] < least || (unsigned char)text.data[i] > 0x7e)
			return false;
	return text.length > 0 && text.length <= VALIDATOR_MOST;
}

static void header_keep(struct fetch *fetch, struct text name, struct text value)
{
	if (text_equal_nocase(name, TEXT("etag")) && validator_fine(value, 0x21))
		fetch->etag = text_copy(fetch->arena, value);
	else if (text_equal_nocase(name, TEXT("last-modified")) && validator_fine(value, 0x20))
		fetch->last_modified = text_copy(fetch->arena, value);
	else if (text_equal_nocase(name, TEXT("cache-control")))
		fetch->cache_control = text_copy(fetch->arena, text_cut(value, LIMIT_NAME));
	else if (text_equal_nocase(name, TEXT("retry-after")))
		fetch->retry_after = text_copy(fetch->arena, text_cut(value, LIMIT_NAME));
	else if (text_equal_nocase(name, TEXT("expires")))
		schedule_http_date(value, &fetch->expires);
	else if (text_equal_nocase(name, TEXT("date")))
		schedule_http_date(value, &fetch->date);
}

/* What an earlier answer of the same fetch said (a redirect, a 103) does not count. */
static void header_forget(struct fetch *fetch)
{
	fetch->etag = fetch->last_modified = fetch->cache_control = fetch->retry_after = TEXT_NONE;
	fetch->expires = fetch->date = INSTANT_NONE;
}

static size_t header_take(char *data, size_t size, size_t count, void *context)
{
	struct fetch *fetch = context;
	struct bytes bytes = {(const unsigned char *)data, size * count};
	struct text line, name;

	fetch->header_bytes += bytes.length;
	if (fetch->header_bytes > LIMIT_HEADERS) {
		error_set(&fetch->refused, ERROR_DATA, "more than %zu KiB of headers",
			  LIMIT_HEADERS >> 10);
		return 0;
	}
	if (!text_check(bytes, &line))
		return bytes.length;
	if (text_starts(line, TEXT("HTTP/")))
		header_forget(fetch);
	else if (text_next(&line, ':', &name) && line.data)
		header_keep(fetch, name, text_trim(line));
	return bytes.length;
}

/* --- one fetch --- */

static void header_add(struct fetch *fetch, const char *name, struct text value)
{
	struct text line = text_format(fetch->arena, "%s: %.*s", name, TEXT_ARGS(value));
	struct curl_slist *list = curl_slist_append(fetch->headers,
						    text_string(fetch->arena, line));

	if (list)
		fetch->headers = list;
}

static void options_limits(struct fetch *fetch)
{
	const struct config *config = fetch->fetcher->config;
	long timeout = (long)config->fetch_timeout_ms;
	CURL *easy = fetch->easy;

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS_MOST);
	curl_easy_setopt(easy, CURLOPT_AUTOREFERER, 0L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_UNRESTRICTED_AUTH, 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, config->proxy);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 timeout < CONNECT_TIMEOUT_MS ? timeout : (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, 10L);
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 60L);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)fetch->request.limit);
	/* Only the operator's own URL may carry a name and a password. */
	curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL,
			 text_equal(fetch->request.url, fetch->request.own_url) ? 0L : 1L);
}

static void options_callbacks(struct fetch *fetch)
{
	CURL *easy = fetch->easy;

	curl_easy_setopt(easy, CURLOPT_PRIVATE, fetch);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, fetch->message);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, fetch);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, request_begins);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, fetch);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_take);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, fetch);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header_take);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, fetch);
}

static bool fetch_prepare(struct fetch *fetch)
{
	struct fetch_request *request = &fetch->request;

	fetch->easy = curl_easy_init();
	if (!fetch->easy)
		return error_set(&fetch->refused, ERROR_SYSTEM, "out of memory");
	options_limits(fetch);
	options_callbacks(fetch);
	if (validator_fine(request->etag, 0x21))
		header_add(fetch, "If-None-Match", request->etag);
	if (validator_fine(request->last_modified, 0x20))
		header_add(fetch, "If-Modified-Since", request->last_modified);
	header_add(fetch, "Accept", text_of(request->accept));
	curl_easy_setopt(fetch->easy, CURLOPT_HTTPHEADER, fetch->headers);
	curl_easy_setopt(fetch->easy, CURLOPT_USERAGENT, fetch->fetcher->agent);
	curl_easy_setopt(fetch->easy, CURLOPT_URL, text_string(fetch->arena, request->url));
	return true;
}

static void fetch_free(struct fetch *fetch)
{
	body_drop(fetch);
	curl_easy_cleanup(fetch->easy);
	curl_slist_free_all(fetch->headers);
	arena_free(fetch->arena);
	fetch->fetcher->count--;
	free(fetch);
}

static void fetch_link(struct fetch *fetch)
{
	fetch->next = fetch->fetcher->first;
	if (fetch->next)
		fetch->next->before = fetch;
	fetch->fetcher->first = fetch;
}

static void fetch_unlink(struct fetch *fetch)
{
	if (fetch->next)
		fetch->next->before = fetch->before;
	if (fetch->before)
		fetch->before->next = fetch->next;
	else
		fetch->fetcher->first = fetch->next;
}

static void fetch_tell(struct fetch *fetch, struct fetch_result *result)
{
	result->body = fetch->body;
	result->body_length = fetch->body_length;
	fetch->request.done(fetch->request.context, result);
	if (!result->body && fetch->body) {
		fetch->fetcher->body_bytes -= fetch->body_room;
		fetch->body = NULL;
		fetch->body_room = 0;
	}
	fetch_free(fetch);
}

static struct fetch_result result_new(void)
{
	return (struct fetch_result){.fresh_s = SCHEDULE_UNKNOWN, .retry_after_s = SCHEDULE_UNKNOWN};
}

static void result_head(struct fetch *fetch, struct fetch_result *result)
{
	const char *url = NULL, *type = NULL;
	long status = 0;

	curl_easy_getinfo(fetch->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(fetch->easy, CURLINFO_EFFECTIVE_URL, &url);
	curl_easy_getinfo(fetch->easy, CURLINFO_CONTENT_TYPE, &type);
	result->status = status;
	struct bytes bytes = {(const unsigned char *)url, url ? strlen(url) : 0};
	result->final_url = text_clean(fetch->arena, text_repair(fetch->arena, bytes), false);
	bytes = (struct bytes){(const unsigned char *)type, type ? strlen(type) : 0};
	result->content_type = text_cut(text_clean(fetch->arena, text_repair(fetch->arena, bytes), false),
					LIMIT_NAME);
	result->etag = fetch->etag;
	result->last_modified = fetch->last_modified;
	result->fresh_s = schedule_max_age(fetch->cache_control);
	if (text_empty(fetch->cache_control) && instant_known(fetch->expires) &&
	    instant_known(fetch->date) && fetch->expires.ms > fetch->date.ms)
		result->fresh_s = (fetch->expires.ms - fetch->date.ms) / 1000;
	if (status == 429 || status == 503)
		result->retry_after_s = schedule_retry_after(fetch->retry_after, clock_wall());
}

/* What libcurl says of these is its own and OpenSSL's innards. */
static void transport_error(const struct fetch *fetch, CURLcode code, struct error *error)
{
	const char *sentence = fetch->message[0] ? fetch->message : curl_easy_strerror(code);
	const char *reason = strrchr(sentence, ':');

	if (code == CURLE_COULDNT_CONNECT)
		error_set(error, ERROR_UNAVAILABLE, "no connection: nobody answers there");
	else if (code == CURLE_SSL_CONNECT_ERROR)
		error_set(error, ERROR_UNAVAILABLE, "no secure connection: %s",
			  reason && reason[1] ? reason + 1 : sentence);
	else
		error_set(error, ERROR_UNAVAILABLE, "%s", sentence);
}

static void result_error(struct fetch *fetch, CURLcode code, struct error *error)
{
	char room[SIZE_ROOM];

	if (fetch->refused.kind != ERROR_NONE)
		*error = fetch->refused;
	else if (code == CURLE_FILESIZE_EXCEEDED)
		error_set(error, ERROR_DATA, "more than %s",
			  size_format((int64_t)fetch->request.limit, room));
	else
		transport_error(fetch, code, error);
}

static void fetch_finish(struct fetch *fetch, CURLcode code)
{
	struct fetcher *fetcher = fetch->fetcher;
	struct fetch_result result = result_new();
	int64_t now = clock_counter_ms();

	result_head(fetch, &result);
	/* One address of a host may be refused while another one answers. */
	result.answered = code == CURLE_OK;
	if (code != CURLE_OK)
		result_error(fetch, code, &result.error);
	if (result.retry_after_s > 0)
		silence_ask(&fetcher->silences, fetch->host, now + result.retry_after_s * 1000, now);
	curl_multi_remove_handle(fetcher->multi, fetch->easy);
	fetch_unlink(fetch);
	lanes_release(&fetcher->lanes, &fetch->item, now);
	fetch_tell(fetch, &result);
}

/* --- libcurl on libevent --- */

static void fetches_start(struct fetcher *fetcher);

static void fetches_finish(struct fetcher *fetcher)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(fetcher->multi, &left))) {
		struct fetch *fetch = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&fetch);
		fetch_finish(fetch, code);
	}
	fetches_start(fetcher);
}

static void socket_ready(evutil_socket_t fd, short what, void *context)
{
	struct fetcher *fetcher = context;
	int running, action = (what & EV_READ ? CURL_CSELECT_IN : 0) |
			      (what & EV_WRITE ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(fetcher->multi, fd, action, &running);
	fetches_finish(fetcher);
}

static void timer_over(evutil_socket_t fd, short what, void *context)
{
	struct fetcher *fetcher = context;
	int running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(fetcher->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	fetches_finish(fetcher);
}

static void lane_over(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	fetches_start(context);
}

static int timer_wanted(CURLM *multi, long wait_ms, void *context)
{
	struct fetcher *fetcher = context;
	struct timeval wait = {wait_ms / 1000, wait_ms % 1000 * 1000};

	(void)multi;
	if (wait_ms < 0)
		event_del(fetcher->timer);
	else
		event_add(fetcher->timer, &wait);
	return 0;
}

static int socket_wanted(CURL *easy, curl_socket_t fd, int what, void *context, void *own)
{
	struct fetcher *fetcher = context;
	struct event *event = own;
	short kind = (short)((what & CURL_POLL_IN ? EV_READ : 0) |
			     (what & CURL_POLL_OUT ? EV_WRITE : 0) | EV_PERSIST);

	(void)easy;
	if (event)
		event_free(event);
	event = what == CURL_POLL_REMOVE ? NULL
					 : event_new(fetcher->base, fd, kind, socket_ready, fetcher);
	if (event)
		event_add(event, NULL);
	curl_multi_assign(fetcher->multi, fd, event);
	return 0;
}

/* --- starting --- */

static void fetch_refuse(struct fetch *fetch, bool stopped)
{
	struct fetch_result result = result_new();

	result.error = fetch->refused;
	result.stopped = stopped;
	fetch_tell(fetch, &result);
}

/* Held back because its domain has asked for silence: then it is told so, and the lane is free again. */
static bool fetch_held(struct fetch *fetch, int64_t now)
{
	struct fetcher *fetcher = fetch->fetcher;
	struct fetch_result result = result_new();
	int64_t until = silence_until(&fetcher->silences, fetch->host, now);
	char room[DURATION_ROOM];

	if (!until)
		return false;
	result.held = true;
	result.retry_after_s = (until - now + 999) / 1000;
	error_set(&result.error, ERROR_BUSY, "the server has asked to wait; another %s",
		  duration_format(until - now, room));
	lanes_release(&fetcher->lanes, &fetch->item, now);
	fetch_tell(fetch, &result);
	return true;
}

static void fetch_run(struct fetch *fetch, int64_t now)
{
	struct fetcher *fetcher = fetch->fetcher;

	if (fetch_held(fetch, now))
		return;
	if (fetch_prepare(fetch) &&
	    curl_multi_add_handle(fetcher->multi, fetch->easy) == CURLM_OK) {
		fetch_link(fetch);
		return;
	}
	if (fetch->refused.kind == ERROR_NONE)
		error_set(&fetch->refused, ERROR_SYSTEM, "libcurl does not take it");
	lanes_release(&fetcher->lanes, &fetch->item, now);
	fetch_refuse(fetch, false);
}

static void fetches_start(struct fetcher *fetcher)
{
	int64_t now = clock_counter_ms(), wait;
	struct lane_item *item;

	/* done() of one that is refused at once may start another. */
	if (fetcher->starting)
		return;
	fetcher->starting = true;
	while ((item = lanes_take(&fetcher->lanes, now)))
		fetch_run((struct fetch *)item, now);
	fetcher->starting = false;
	wait = lanes_wait_ms(&fetcher->lanes, now);
	if (wait >= 0) {
		struct timeval tv = {wait / 1000, wait % 1000 * 1000 + 1000};
		event_add(fetcher->lane_timer, &tv);
	}
}

void fetcher_start(struct fetcher *fetcher, const struct fetch_request *request)
{
	struct fetch *fetch = calloc(1, sizeof(*fetch));
	char port[16];

	if (!fetch)
		abort();
	fetch->fetcher = fetcher;
	fetch->arena = arena_new(MIB(1));
	fetch->request = *request;
	fetch->request.url = text_copy(fetch->arena, request->url);
	fetch->request.own_url = text_copy(fetch->arena, request->own_url);
	fetch->request.etag = text_copy(fetch->arena, request->etag);
	fetch->request.last_modified = text_copy(fetch->arena, request->last_modified);
	fetch->host = url_host(fetch->arena, request->url);
	fetch->own_host = url_host(fetch->arena, request->own_url);
	if (url_part(text_string(fetch->arena, request->own_url), CURLUPART_PORT, 0, port, sizeof(port)))
		fetch->own_port = (uint16_t)strtoul(port, NULL, 10);
	header_forget(fetch);
	fetcher->count++;
	lanes_push(&fetcher->lanes, fetch->host, &fetch->item);
	/* Not at once: done() must not be called before fetcher_start() has returned. */
	struct timeval soon = {0, 0};
	event_add(fetcher->lane_timer, &soon);
}

size_t fetcher_count(const struct fetcher *fetcher)
{
	return fetcher->count;
}

/* --- its life --- */

void fetcher_configure(struct fetcher *fetcher, const struct config *config)
{
	size_t length = strlen(config->contact) + 64;
	char *agent = malloc(length);

	if (!agent)
		abort();
	if (config->contact[0])
		snprintf(agent, length, "sitrep/%s (+%s)", SITREP_VERSION, config->contact);
	else
		snprintf(agent, length, "sitrep/%s", SITREP_VERSION);
	free(fetcher->agent);
	fetcher->agent = agent;
	fetcher->config = config;
	fetcher->guard = (struct guard){config->networks, config->networks_count};
	fetcher->lanes.spacing_ms = config->host_spacing_ms;
}

static void multi_options(struct fetcher *fetcher)
{
	CURLM *multi = fetcher->multi;

	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, fetcher);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, fetcher);
	curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_TOTAL);
	curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_PER_HOST);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
}

struct fetcher *fetcher_new(struct event_base *base, const struct log *log, struct error *error)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		error_set(error, ERROR_SYSTEM, "libcurl does not start");
		return NULL;
	}
	/* A resolver that blocks would hold up the loop for as long as a name server pleases. */
	if (!(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS)) {
		error_set(error, ERROR_SYSTEM, "this libcurl resolves names synchronously");
		return NULL;
	}
	struct fetcher *fetcher = calloc(1, sizeof(*fetcher));
	if (!fetcher)
		abort();
	fetcher->base = base;
	fetcher->log = log;
	fetcher->lanes = (struct lanes){.per_host = CONNECTIONS_PER_HOST, .total = CONNECTIONS_TOTAL};
	fetcher->silences = silences_new();
	fetcher->multi = curl_multi_init();
	fetcher->timer = evtimer_new(base, timer_over, fetcher);
	fetcher->lane_timer = evtimer_new(base, lane_over, fetcher);
	if (!fetcher->multi || !fetcher->timer || !fetcher->lane_timer)
		abort();
	multi_options(fetcher);
	return fetcher;
}

void fetcher_free(struct fetcher *fetcher)
{
	struct lane_item *item;

	if (!fetcher)
		return;
	while (fetcher->first) {
		struct fetch *fetch = fetcher->first;
		curl_multi_remove_handle(fetcher->multi, fetch->easy);
		fetch_unlink(fetch);
		lanes_release(&fetcher->lanes, &fetch->item, 0);
		fetch_refuse(fetch, true);
	}
	while ((item = lanes_drain(&fetcher->lanes)))
		fetch_refuse((struct fetch *)item, true);
	curl_multi_cleanup(fetcher->multi);
	event_free(fetcher->timer);
	event_free(fetcher->lane_timer);
	lanes_free(&fetcher->lanes);
	silences_free(&fetcher->silences);
	free(fetcher->agent);
	free(fetcher);
	curl_global_cleanup();
}
