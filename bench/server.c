/*
 * bench_server COUNT DELAY_MS FEED: COUNT addresses of 127/8 on one port, which it prints; each has
 * the feed of the file FEED as /feed, behind a delay, with a validator. Anything else is 404. It
 * ends with its standard input.
 */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define VALIDATOR "\"one\""

struct server {
	struct event_base *base;
	struct evhttp *http;
	struct timeval delay;
	char *feed;
	size_t feed_length;
};

struct answer {
	struct server *server;
	struct evhttp_request *request;
	struct event *timer;
};

static _Noreturn void give_up(const char *sentence)
{
	fprintf(stderr, "bench_server: %s\n", sentence);
	exit(1);
}

static void send_answer(evutil_socket_t fd, short what, void *context)
{
	struct answer *answer = context;
	const struct server *server = answer->server;
	struct evkeyvalq *asked = evhttp_request_get_input_headers(answer->request);
	struct evkeyvalq *told = evhttp_request_get_output_headers(answer->request);
	const char *known = evhttp_find_header(asked, "If-None-Match");
	struct evbuffer *body = evbuffer_new();

	(void)fd;
	(void)what;
	evhttp_add_header(told, "ETag", VALIDATOR);
	if (known && !strcmp(known, VALIDATOR)) {
		evhttp_send_reply(answer->request, 304, "Not Modified", NULL);
	} else {
		evhttp_add_header(told, "Content-Type", "application/rss+xml; charset=utf-8");
		evbuffer_add_reference(body, server->feed, server->feed_length, NULL, NULL);
		evhttp_send_reply(answer->request, 200, "OK", body);
	}
	evbuffer_free(body);
	event_free(answer->timer);
	free(answer);
}

static void take_request(struct evhttp_request *request, void *context)
{
	struct server *server = context;
	struct answer *answer = calloc(1, sizeof(*answer));

	if (!answer)
		give_up("no memory");
	*answer = (struct answer){server, request, NULL};
	answer->timer = evtimer_new(server->base, send_answer, answer);
	evtimer_add(answer->timer, &server->delay);
}

static void take_other(struct evhttp_request *request, void *context)
{
	(void)context;
	evhttp_send_error(request, 404, NULL);
}

static void end(evutil_socket_t fd, short what, void *context)
{
	char room[64];

	(void)what;
	if (read(fd, room, sizeof(room)) <= 0)
		event_base_loopbreak(context);
}

/* The first address picks a port, the others take the same one. */
static int listen_on_all(struct server *server, int count)
{
	uint16_t port = 0;

	for (int i = 0; i < count; i++) {
		char address[32];
		snprintf(address, sizeof(address), "127.1.%d.%d", i / 250, i % 250 + 1);
		struct evhttp_bound_socket *bound =
		        evhttp_bind_socket_with_handle(server->http, address, port);
		struct sockaddr_in own;
		socklen_t length = sizeof(own);
		if (!bound)
			give_up("an address of 127/8 cannot be listened on (ulimit -n?)");
		if (!port && !getsockname(evhttp_bound_socket_get_fd(bound),
		                          (struct sockaddr *)&own, &length))
			port = ntohs(own.sin_port);
	}
	return port;
}

static void read_feed(struct server *server, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t room = 1 << 20;

	server->feed = malloc(room);
	if (!file || !server->feed)
		give_up("the feed cannot be read");
	server->feed_length = fread(server->feed, 1, room, file);
	fclose(file);
}

int main(int count, char **arguments)
{
	struct server server = {.base = event_base_new()};

	if (count != 4)
		give_up("COUNT DELAY_MS FEED");
	int delay = atoi(arguments[2]);
	server.delay = (struct timeval){delay / 1000, delay % 1000 * 1000};
	read_feed(&server, arguments[3]);
	server.http = evhttp_new(server.base);
	evhttp_set_cb(server.http, "/feed", take_request, &server);
	evhttp_set_gencb(server.http, take_other, NULL);
	printf("%d\n", listen_on_all(&server, atoi(arguments[1])));
	fflush(stdout);
	struct event *input =
	        event_new(server.base, STDIN_FILENO, EV_READ | EV_PERSIST, end, server.base);
	event_add(input, NULL);
	event_base_dispatch(server.base);
	event_free(input);
	evhttp_free(server.http);
	event_base_free(server.base);
	free(server.feed);
	return 0;
}
