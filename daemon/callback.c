#include "daemon/callback.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/descriptors.h"
#include "daemon/push.h"
#include "daemon/signature.h"
#include "wire/http.h"
#include "wire/websub.h"

/* A hub sends as many at once as it has news; those beyond wait to be accepted, or come again. */
#define VISITS_MOST 32
#define HEAD_MOST KIB(16)
/* All bodies that arrive, as so many of the largest. */
#define BODIES_MOST 4
/* From the connection to the end of its head; to the end of its body; to the desk's answer; until it hangs up. */
#define HEAD_MS 10000
#define BODY_MS 30000
#define DESK_MS 30000
#define LINGER_MS 2000

struct visit {
	struct visit *next, **place;
	struct callback *callback;
	struct bufferevent *stream;
	struct event *deadline;
	struct arena *arena;
	struct http_head head;
	bool headed;         /* the head has been read */
	bool answered;       /* what still comes is thrown away */
	size_t claimed;      /* bytes of bodies that count for it */
	size_t expected;     /* of a body that says how long it is */
	struct http_chunks chunks;
	unsigned char *body;
	size_t body_length, body_room;
	struct push *push;
};

struct callback {
	struct daemon *daemon;
	struct websub *websub;
	struct evconnlistener *listener;
	struct visit *visits;
	size_t count;
	size_t claimed;
	bool deaf; /* until the next tick */
};

/* --- a visit --- */

static void visit_drop(struct visit *visit)
{
	struct callback *callback = visit->callback;

	if (visit->push)
		push_forget(visit->push);
	*visit->place = visit->next;
	if (visit->next)
		visit->next->place = visit->place;
	callback->count--;
	callback->claimed -= visit->claimed;
	if (callback->listener && callback->count < VISITS_MOST)
		evconnlistener_enable(callback->listener);
	event_free(visit->deadline);
	bufferevent_free(visit->stream);
	arena_free(visit->arena);
	free(visit->body);
	free(visit);
}

static void visit_wait(struct visit *visit, int ms)
{
	struct timeval most = {ms / 1000, ms % 1000 * 1000};

	if (event_add(visit->deadline, &most))
		memory_end();
}

/* A client that is still sending hears the answer only if nothing of it is left unread. */
static void visit_sent(struct bufferevent *stream, void *context)
{
	struct visit *visit = context;

	shutdown(bufferevent_getfd(stream), SHUT_WR);
	visit_wait(visit, LINGER_MS);
	evbuffer_drain(bufferevent_get_input(stream), evbuffer_get_length(bufferevent_get_input(stream)));
	bufferevent_enable(stream, EV_READ);
}

static void visit_reads(struct bufferevent *stream, void *context);

static void visit_ended(struct bufferevent *stream, short what, void *context)
{
	(void)stream;
	(void)what;
	visit_drop(context);
}

static const char *phrase_of(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
		{200, "OK"}, {400, "Bad Request"}, {404, "Not Found"}, {405, "Method Not Allowed"},
		{408, "Request Timeout"}, {411, "Length Required"}, {413, "Content Too Large"},
		{417, "Expectation Failed"}, {431, "Request Header Fields Too Large"}, {501, "Not Implemented"},
		{503, "Service Unavailable"}, {505, "HTTP Version Not Supported"},
	};

	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Refused";
}

static void visit_answer(struct visit *visit, int status, struct text body)
{
	struct evbuffer *output = bufferevent_get_output(visit->stream);

	if (visit->answered)
		return;
	visit->answered = true;
	/* The challenge is a stranger's: nobody may take it for a page. */
	evbuffer_add_printf(output,
			    "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
			    "X-Content-Type-Options: nosniff\r\nContent-Length: %zu\r\n%s%sConnection: close\r\n\r\n",
			    status, phrase_of(status), body.length, status == 503 ? "Retry-After: 60\r\n" : "",
			    status == 405 ? "Allow: GET, POST\r\n" : "");
	evbuffer_add(output, body.data, body.length);
	visit_wait(visit, HEAD_MS);
	bufferevent_setcb(visit->stream, visit_reads, visit_sent, visit_ended, visit);
	bufferevent_enable(visit->stream, EV_WRITE);
}

static void visit_refuse(struct visit *visit, int status)
{
	visit_answer(visit, status, TEXT_NONE);
}

static void visit_late(evutil_socket_t fd, short what, void *context)
{
	struct visit *visit = context;

	(void)fd;
	(void)what;
	if (visit->answered || !visit->headed) {
		visit_drop(visit);
		return;
	}
	/* What is on the desk goes on; the hub may send it once more. */
	visit_refuse(visit, visit->push ? 503 : 408);
}

/* --- what was pushed --- */

static struct text path_of(const struct visit *visit)
{
	struct text rest = visit->head.path, part = TEXT_NONE, last = TEXT_NONE;

	while (text_next(&rest, '/', &part))
		last = part;
	return last;
}

static void pushed(void *context, int status)
{
	struct visit *visit = context;

	visit->push = NULL;
	visit_refuse(visit, status);
}

/* A link that names another feed: what is signed was meant for it. */
static bool about_another(const struct visit *visit, const struct subscription *subscription)
{
	struct text links = http_fields_of(visit->arena, &visit->head, TEXT("link"));
	struct text self = websub_link(links, TEXT("self"));

	return !text_empty(self) && !text_equal(url_identity(visit->arena, self),
						url_identity(visit->arena, subscription->topic));
}

static void body_done(struct visit *visit)
{
	struct callback *callback = visit->callback;
	const struct subscription *subscription = websub_find(callback->websub, path_of(visit));
	struct bytes body = {visit->body, visit->body_length};
	struct text signature = http_field_of(&visit->head, TEXT("x-hub-signature"));

	bufferevent_disable(visit->stream, EV_READ);
	if (!subscription || subscription->state == SUBSCRIPTION_LEAVING) {
		visit_refuse(visit, 404);
		return;
	}
	/* It is told nothing of what is wrong with it (5.2 of the specification: a 2xx, and ignored). */
	if (!signature_holds(signature, subscription->secret, body) || about_another(visit, subscription)) {
		websub_pushed(callback->websub, path_of(visit), false);
		visit_refuse(visit, 200);
		return;
	}
	if (!daemon_has_room(callback->daemon, body.length)) {
		visit_refuse(visit, 503);
		return;
	}
	websub_pushed(callback->websub, path_of(visit), true);
	if (!body.length) {
		/* A ping without the news. */
		websub_poll_before(callback->websub, subscription->feed, 0);
		visit_refuse(visit, 200);
		return;
	}
	visit->body = NULL;
	visit_wait(visit, DESK_MS);
	/* Its hanging up must be seen. */
	bufferevent_enable(visit->stream, EV_READ);
	visit->push = push_begin(callback->daemon, callback->websub, subscription,
				 http_field_of(&visit->head, TEXT("content-type")), body, pushed, visit);
}

static bool body_add(struct visit *visit, const void *data, size_t length)
{
	size_t limit = (size_t)visit->callback->daemon->config->feed_limit;
	size_t whole = visit->body_length + length, room = visit->body_room ? visit->body_room : KIB(16);

	if (whole > limit)
		return false;
	while (room < whole)
		room *= 2;
	if (room > visit->body_room) {
		unsigned char *body = realloc(visit->body, room);
		if (!body)
			return false;
		visit->body = body;
		visit->body_room = room;
	}
	if (length)
		memcpy(visit->body + visit->body_length, data, length);
	visit->body_length = whole;
	return true;
}

/* One piece or line at a time; false: there must come more, or it is over. */
static bool chunk_take(struct visit *visit, struct evbuffer *input)
{
	struct bytes bytes = {evbuffer_pullup(input, -1), evbuffer_get_length(input)}, data;
	size_t taken = bytes.length ? http_chunks_read(&visit->chunks, bytes, &data) : 0;

	if (taken && !body_add(visit, data.data, data.length)) {
		visit_refuse(visit, 413);
		return false;
	}
	evbuffer_drain(input, taken);
	if (visit->chunks.state == CHUNK_BAD)
		visit_refuse(visit, 400);
	else if (visit->chunks.state == CHUNK_DONE)
		body_done(visit);
	return taken && visit->chunks.state != CHUNK_BAD && visit->chunks.state != CHUNK_DONE;
}

static void body_take(struct visit *visit)
{
	struct evbuffer *input = bufferevent_get_input(visit->stream);

	if (visit->head.chunked) {
		while (chunk_take(visit, input))
			;
		return;
	}
	size_t length = evbuffer_get_length(input), left = visit->expected - visit->body_length;
	size_t taken = length < left ? length : left;
	if (!body_add(visit, taken ? evbuffer_pullup(input, (ev_ssize_t)taken) : NULL, taken)) {
		visit_refuse(visit, 503);
		return;
	}
	evbuffer_drain(input, taken);
	if (visit->body_length == visit->expected)
		body_done(visit);
}

/* May it send its body? 0, or the status to refuse it with. */
static int body_admit(struct visit *visit)
{
	struct callback *callback = visit->callback;
	const struct subscription *subscription = websub_find(callback->websub, path_of(visit));
	size_t limit = (size_t)callback->daemon->config->feed_limit;

	if (!subscription || subscription->state == SUBSCRIPTION_LEAVING)
		return 404;
	if (text_empty(http_field_of(&visit->head, TEXT("content-length"))) && !visit->head.chunked)
		return 411;
	if ((uint64_t)visit->head.length > limit)
		return 413;
	visit->expected = (size_t)visit->head.length;
	size_t claimed = visit->head.chunked ? limit : visit->expected;
	if (callback->claimed + claimed > BODIES_MOST * limit)
		return 503;
	callback->claimed += claimed;
	visit->claimed = claimed;
	return 0;
}

static void head_post(struct visit *visit)
{
	int status = body_admit(visit);

	if (status) {
		visit_refuse(visit, status);
		return;
	}
	if (visit->head.waits)
		evbuffer_add_printf(bufferevent_get_output(visit->stream), "HTTP/1.1 100 Continue\r\n\r\n");
	visit_wait(visit, BODY_MS);
	body_take(visit);
}

static void head_done(struct visit *visit)
{
	struct text challenge = TEXT_NONE;

	if (text_equal(visit->head.method, TEXT("POST"))) {
		head_post(visit);
	} else if (text_equal(visit->head.method, TEXT("GET"))) {
		int status = websub_verify(visit->callback->websub, visit->arena, path_of(visit), visit->head.query,
					   &challenge);
		visit_answer(visit, status, status == 200 ? challenge : TEXT_NONE);
	} else {
		visit_refuse(visit, 405);
	}
}

static void head_take(struct visit *visit)
{
	struct evbuffer *input = bufferevent_get_input(visit->stream);
	size_t room = evbuffer_get_length(input);

	room = room < HEAD_MOST ? room : HEAD_MOST;
	struct bytes bytes = {evbuffer_pullup(input, (ev_ssize_t)room), room};
	size_t length = room ? http_head_length(bytes) : 0;
	if (!length && room < HEAD_MOST)
		return;
	visit->headed = true;
	int status = length ? http_head_read(visit->arena, (struct bytes){bytes.data, length}, &visit->head) : 431;
	evbuffer_drain(input, length);
	if (status)
		visit_refuse(visit, status);
	else
		head_done(visit);
}

static void visit_reads(struct bufferevent *stream, void *context)
{
	struct visit *visit = context;
	struct evbuffer *input = bufferevent_get_input(stream);

	if (visit->answered || visit->push)
		evbuffer_drain(input, evbuffer_get_length(input));
	else if (visit->headed)
		body_take(visit);
	else
		head_take(visit);
}

/* --- the listener --- */

static void visit_comes(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int length,
			void *context)
{
	struct callback *callback = context;

	(void)address;
	(void)length;
	if (descriptors_reserved(fd, DESCRIPTORS_FOR_CLIENTS)) {
		close(fd);
		return;
	}
	struct visit *visit = memory_zeroed(1, sizeof(*visit));
	visit->callback = callback;
	visit->arena = arena_new(MIB(1));
	visit->stream = bufferevent_socket_new(callback->daemon->base, fd, BEV_OPT_CLOSE_ON_FREE);
	visit->deadline = evtimer_new(callback->daemon->base, visit_late, visit);
	if (!visit->stream || !visit->deadline)
		memory_end();
	visit->next = callback->visits;
	visit->place = &callback->visits;
	if (visit->next)
		visit->next->place = &visit->next;
	callback->visits = visit;
	/* Others wait where the kernel keeps them. */
	if (++callback->count >= VISITS_MOST)
		evconnlistener_disable(listener);
	bufferevent_setcb(visit->stream, visit_reads, NULL, visit_ended, visit);
	bufferevent_setwatermark(visit->stream, EV_READ, 0, KIB(64));
	bufferevent_enable(visit->stream, EV_READ | EV_WRITE);
	visit_wait(visit, HEAD_MS);
}

/* Without a descriptor for it a hub waits; asking again at once would hold the loop. */
static void accept_fails(struct evconnlistener *listener, void *context)
{
	struct callback *callback = context;

	callback->deaf = evconnlistener_disable(listener) == 0;
}

void callback_tick(struct callback *callback)
{
	if (callback && callback->deaf && callback->listener && callback->count < VISITS_MOST)
		callback->deaf = evconnlistener_enable(callback->listener) != 0;
}

static bool address_parse_at(const char *listen, struct sockaddr_storage *address, int *length)
{
	*length = sizeof(*address);
	return evutil_parse_sockaddr_port(listen, (struct sockaddr *)address, length) == 0 &&
	       (address->ss_family == AF_INET ? ((struct sockaddr_in *)address)->sin_port
					      : ((struct sockaddr_in6 *)address)->sin6_port) != 0;
}

bool callback_address_fine(struct text listen)
{
	struct sockaddr_storage address;
	char string[64];
	int length;

	if (listen.length >= sizeof(string))
		return false;
	snprintf(string, sizeof(string), "%.*s", TEXT_ARGS(listen));
	return address_parse_at(string, &address, &length);
}

struct callback *callback_new(struct daemon *daemon, struct websub *websub, const char *listen, struct error *error)
{
	struct callback *callback = memory_zeroed(1, sizeof(*callback));
	struct sockaddr_storage address;
	int length;

	callback->daemon = daemon;
	callback->websub = websub;
	if (address_parse_at(listen, &address, &length))
		callback->listener = evconnlistener_new_bind(daemon->base, visit_comes, callback,
							     LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE |
								     LEV_OPT_CLOSE_ON_EXEC,
							     VISITS_MOST, (struct sockaddr *)&address, length);
	if (callback->listener) {
		evconnlistener_set_error_cb(callback->listener, accept_fails);
		return callback;
	}
	error_set(error, ERROR_UNAVAILABLE, "websub: nothing can be heard at %s: %s", listen, strerror(errno));
	free(callback);
	return NULL;
}

void callback_stop(struct callback *callback)
{
	if (!callback)
		return;
	if (callback->listener)
		evconnlistener_free(callback->listener);
	callback->listener = NULL;
	while (callback->visits)
		visit_drop(callback->visits);
}

void callback_free(struct callback *callback)
{
	callback_stop(callback);
	free(callback);
}
