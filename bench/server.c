/*
 * bench_server COUNT DELAY_MS FEED WINDOW_MS: COUNT addresses of 127/8 on one port, which it prints; each has
 * the feed of the file FEED as /feed, behind a delay, with a validator. Anything else is 404. It
 * ends with its standard input, and says how it was treated then, a "key value" a line:
 *
 *   connections      open at once, on all addresses
 *   per_address      open at once on one of them
 *   per_window       requests to one of them within WINDOW_MS
 *   gap_s            the least between two requests to one of them
 *
 * A connection counts from its first request on until it is closed, idle ones too.
 */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define VALIDATOR "\"one\""
#define ADDRESSES_MOST 1000
/* More than anybody should send to an address within a window: of those beyond the oldest are forgotten. */
#define RECENT_MOST 64

struct address {
	int open;                   /* connections */
	double recent[RECENT_MOST]; /* when it was asked, a ring */
	size_t asked;
};

struct connection {
	struct connection *next;
	struct evhttp_connection *own;
	struct server *server;
	struct address *address;
};

struct server {
	struct event_base *base;
	struct evhttp *http;
	struct timeval delay;
	char *feed;
	size_t feed_length;
	struct address addresses[ADDRESSES_MOST];
	struct connection *connections;
	int open, open_most, address_most;
	double window;
	size_t window_most;
	double gap_least;
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

/* --- how it is treated --- */

static double counter(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Of the address that it came to: 127.1.(i / 250).(i % 250 + 1). */
static struct address *address_of(struct server *server, struct evhttp_connection *own)
{
	struct sockaddr_in socket = {0};
	socklen_t length = sizeof(socket);
	evutil_socket_t fd = bufferevent_getfd(evhttp_connection_get_bufferevent(own));

	if (getsockname(fd, (struct sockaddr *)&socket, &length))
		give_up("a connection without an address");
	uint32_t ip = ntohl(socket.sin_addr.s_addr);
	return &server->addresses[((ip >> 8 & 0xff) * 250 + (ip & 0xff) - 1) % ADDRESSES_MOST];
}

static void connection_closes(struct evhttp_connection *own, void *context)
{
	struct connection *connection = context, **place = &connection->server->connections;

	(void)own;
	while (*place != connection)
		place = &(*place)->next;
	*place = connection->next;
	connection->server->open--;
	connection->address->open--;
	free(connection);
}

static struct connection *connection_opens(struct server *server, struct evhttp_connection *own)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection)
		give_up("no memory");
	*connection = (struct connection){server->connections, own, server, address_of(server, own)};
	server->connections = connection;
	if (++server->open > server->open_most)
		server->open_most = server->open;
	if (++connection->address->open > server->address_most)
		server->address_most = connection->address->open;
	evhttp_connection_set_closecb(own, connection_closes, connection);
	return connection;
}

static void count_request(struct server *server, struct evhttp_connection *own)
{
	struct connection *connection = server->connections;
	double now = counter();

	while (connection && connection->own != own)
		connection = connection->next;
	if (!connection)
		connection = connection_opens(server, own);
	struct address *address = connection->address;
	size_t known = address->asked < RECENT_MOST ? address->asked : RECENT_MOST, within = 1;
	for (size_t i = 1; i <= known; i++) {
		double before = now - address->recent[(address->asked - i) % RECENT_MOST];
		within += before < server->window;
		if (i == 1 && before < server->gap_least)
			server->gap_least = before;
	}
	if (within > server->window_most)
		server->window_most = within;
	address->recent[address->asked++ % RECENT_MOST] = now;
}

static void say_treatment(const struct server *server)
{
	printf("connections %d\nper_address %d\nper_window %zu\ngap_s %.6f\n", server->open_most,
	       server->address_most, server->window_most, server->gap_least);
}

/* --- answers --- */

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
	count_request(server, evhttp_request_get_connection(request));
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
	static struct server server = {.gap_least = 1e9};

	if (count != 5)
		give_up("COUNT DELAY_MS FEED WINDOW_MS");
	server.base = event_base_new();
	int delay = atoi(arguments[2]);
	server.delay = (struct timeval){delay / 1000, delay % 1000 * 1000};
	read_feed(&server, arguments[3]);
	server.window = atof(arguments[4]) / 1000;
	server.http = evhttp_new(server.base);
	evhttp_set_cb(server.http, "/feed", take_request, &server);
	evhttp_set_gencb(server.http, take_other, NULL);
	printf("%d\n", listen_on_all(&server, atoi(arguments[1])));
	fflush(stdout);
	struct event *input =
	        event_new(server.base, STDIN_FILENO, EV_READ | EV_PERSIST, end, server.base);
	event_add(input, NULL);
	event_base_dispatch(server.base);
	say_treatment(&server);
	event_free(input);
	evhttp_free(server.http);
	event_base_free(server.base);
	free(server.feed);
	return 0;
}
