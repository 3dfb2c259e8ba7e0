#include "daemon/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "build_config.h"
#include "daemon/clock.h"
#include "daemon/lane.h"
#include "daemon/quantity.h"
#include "daemon/schedule.h"
#include "daemon/silence.h"
#include "daemon/transfer.h"

#define CONNECTIONS_TOTAL 128
#define CONNECTIONS_PER_HOST 2
#define CONNECTIONS_KEPT 64
/*
 * Descriptors that are not the fetcher's: 64 clients, readers, database, log, loop. Of the others a
 * connection takes up to four: two addresses at once, and a pair for the resolver.
 */
#define DESCRIPTORS_RESERVED 128
#define DESCRIPTORS_EACH 4
#define EXCUSED_S 5
/* Handles that are kept: one transfer mostly begins where another one has ended. Each takes some 20 KiB. */
#define SPARE_MOST 32

struct fetcher {
	struct event_base *base;
	const struct log *log;
	const struct config *config;
	struct guard guard;
	CURLM *multi;
	CURL *spare[SPARE_MOST]; /* handles that wait for the next transfers */
	size_t spare_count;
	struct event *timer;      /* libcurl's */
	struct event *lane_timer; /* the next start that waits for its distance */
	struct lanes lanes;
	struct silences silences;
	struct fetch *first;      /* running */
	size_t count;
	size_t body_bytes;
	char *agent;
	bool starting;            /* inside fetches_start() */
	bool held;                /* nothing starts: what waits behind has no room */
};

struct fetch {
	struct lane_item item;    /* first: a lane hands it back */
	struct fetch *next, *before;
	struct fetcher *fetcher;
	struct text host;
	struct transfer transfer;
};

/* --- one fetch --- */

static void fetch_free(struct fetch *fetch)
{
	struct fetcher *fetcher = fetch->fetcher;
	CURL *spare = fetcher->spare_count < SPARE_MOST ? transfer_spare(&fetch->transfer) : NULL;

	if (spare)
		fetcher->spare[fetcher->spare_count++] = spare;
	transfer_end(&fetch->transfer);
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
	struct transfer *transfer = &fetch->transfer;

	result->body = transfer->body;
	result->body_length = transfer->body_length;
	transfer->request.done(transfer->request.context, result);
	if (!result->body)
		transfer_release_body(transfer);
	fetch_free(fetch);
}

/* Whoever asked for silence: the server that answered, which a redirect may have led to. */
static void fetch_silence(struct fetch *fetch, const struct fetch_result *result, int64_t now)
{
	struct text host = url_host(fetch->transfer.arena, result->final_url);

	if (result->retry_after_s > 0)
		silence_ask(&fetch->fetcher->silences, text_empty(host) ? fetch->host : host,
			    now + result->retry_after_s * 1000, now);
}

/* Our own want of descriptors, room or memory is no failure of the server's, and soon over. */
static void fetch_excuse(struct fetch_result *result)
{
	if (result->answered || (result->error.kind != ERROR_BUSY && result->error.kind != ERROR_SYSTEM))
		return;
	result->held = true;
	result->retry_after_s = EXCUSED_S;
}

static void fetch_finish(struct fetch *fetch, CURLcode code)
{
	struct fetcher *fetcher = fetch->fetcher;
	struct fetch_result result = transfer_result(&fetch->transfer, code);
	int64_t now = clock_counter_ms();

	fetch_silence(fetch, &result, now);
	fetch_excuse(&result);
	curl_multi_remove_handle(fetcher->multi, fetch->transfer.easy);
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
	struct fetch_result result = transfer_no_result();

	result.error = fetch->transfer.refused;
	result.stopped = stopped;
	fetch_excuse(&result);
	fetch_tell(fetch, &result);
}

/* Held back because its domain has asked for silence: then it is told so, and the lane is free again. */
static bool fetch_held(struct fetch *fetch, int64_t now)
{
	struct fetcher *fetcher = fetch->fetcher;
	struct fetch_result result = transfer_no_result();
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
	struct transfer *transfer = &fetch->transfer;
	transfer->config = fetcher->config;
	transfer->guard = &fetcher->guard;
	transfer->agent = fetcher->agent;
	if (fetcher->spare_count)
		transfer->easy = fetcher->spare[--fetcher->spare_count];
	if (transfer_prepare(transfer) &&
	    curl_multi_add_handle(fetcher->multi, transfer->easy) == CURLM_OK) {
		fetch_link(fetch);
		return;
	}
	if (transfer->refused.kind == ERROR_NONE)
		error_set(&transfer->refused, ERROR_SYSTEM, "libcurl does not take it");
	lanes_release(&fetcher->lanes, &fetch->item, now);
	fetch_refuse(fetch, false);
}

static void fetches_start(struct fetcher *fetcher)
{
	int64_t now = clock_counter_ms(), wait;
	struct lane_item *item;

	/* done() of one that is refused at once may start another. */
	if (fetcher->starting || fetcher->held || !fetcher->lanes.waiting)
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
	struct fetch *fetch = memory_zeroed(1, sizeof(*fetch));

	fetch->fetcher = fetcher;
	fetch->transfer.bodies = &fetcher->body_bytes;
	fetch->transfer.owner = fetch;
	transfer_begin(&fetch->transfer, arena_new(MIB(1)), request);
	fetch->host = url_host(fetch->transfer.arena, request->url);
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

size_t fetcher_count_at(const struct fetcher *fetcher, struct text host)
{
	return lanes_count(&fetcher->lanes, host);
}

void fetcher_hold(struct fetcher *fetcher, bool held)
{
	bool over = fetcher->held && !held;

	fetcher->held = held;
	if (over)
		fetches_start(fetcher);
}

/* --- its life --- */

void fetcher_configure(struct fetcher *fetcher, const struct config *config)
{
	size_t length = strlen(config->contact) + 64;
	char *agent = malloc(length);

	if (!agent)
		memory_end();
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

/* So many that the descriptors of socket, log and database are never among those taken. */
static unsigned connections_most(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return CONNECTIONS_TOTAL;
	if (limit.rlim_cur < DESCRIPTORS_RESERVED + CONNECTIONS_PER_HOST * DESCRIPTORS_EACH)
		return CONNECTIONS_PER_HOST;
	rlim_t most = (limit.rlim_cur - DESCRIPTORS_RESERVED) / DESCRIPTORS_EACH;
	return most < CONNECTIONS_TOTAL ? (unsigned)most : CONNECTIONS_TOTAL;
}

static void multi_options(struct fetcher *fetcher)
{
	CURLM *multi = fetcher->multi;

	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, fetcher);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, fetcher);
	curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)fetcher->lanes.total);
	curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_PER_HOST);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS,
			  fetcher->lanes.total < CONNECTIONS_KEPT ? (long)fetcher->lanes.total
								  : (long)CONNECTIONS_KEPT);
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
	struct fetcher *fetcher = memory_zeroed(1, sizeof(*fetcher));
	fetcher->base = base;
	fetcher->log = log;
	fetcher->lanes = (struct lanes){.per_host = CONNECTIONS_PER_HOST, .total = connections_most()};
	fetcher->silences = silences_new();
	fetcher->multi = curl_multi_init();
	fetcher->timer = evtimer_new(base, timer_over, fetcher);
	fetcher->lane_timer = evtimer_new(base, lane_over, fetcher);
	if (!fetcher->multi || !fetcher->timer || !fetcher->lane_timer)
		memory_end();
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
		curl_multi_remove_handle(fetcher->multi, fetch->transfer.easy);
		fetch_unlink(fetch);
		lanes_release(&fetcher->lanes, &fetch->item, 0);
		fetch_refuse(fetch, true);
	}
	while ((item = lanes_drain(&fetcher->lanes)))
		fetch_refuse((struct fetch *)item, true);
	while (fetcher->spare_count)
		curl_easy_cleanup(fetcher->spare[--fetcher->spare_count]);
	curl_multi_cleanup(fetcher->multi);
	event_free(fetcher->timer);
	event_free(fetcher->lane_timer);
	lanes_free(&fetcher->lanes);
	silences_free(&fetcher->silences);
	free(fetcher->agent);
	free(fetcher);
	curl_global_cleanup();
}
