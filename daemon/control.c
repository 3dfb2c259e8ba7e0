#include "daemon/control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/url.h"
#include "daemon/status.h"
#include "wire/control.h"

/* What a follower may leave unread before it is dropped. */
#define FOLLOWER_MOST MIB(1)
/* Alerts that are kept for a follower whose first answer is still being made. */
#define RECENT_MOST 512
/* Seconds for the rest of an answer to go out. */
#define ANSWER_S 30

struct recent {
	struct arena *arena;
	struct alert alert;
	struct text line;
};

struct client {
	struct client *next, **place;
	struct control *control;
	struct bufferevent *stream;
	uid_t uid;
	struct question *question; /* being answered */
	bool following;
	struct text kind, place_name; /* of a follower, in its arena */
	struct arena *arena;
	int64_t last_seq;
};

struct control {
	struct daemon *daemon;
	struct evconnlistener *listener;
	char *path;
	struct client *clients;
	size_t count;
	struct recent recent[RECENT_MOST];
	size_t recent_next;
};

/* On its way to the desk and back; its client may be gone when it returns. */
struct question {
	struct job job;
	struct client *client;
	struct arena *arena;
	struct control_request request;
	struct evbuffer *answer;
	struct desk_figures figures;
	int64_t last_seq;
	struct instant steady; /* when it was asked, on the schedule's clock */
};

/* --- clients --- */

static void client_drop(struct client *client)
{
	struct control *control = client->control;

	if (client->question)
		client->question->client = NULL;
	*client->place = client->next;
	if (client->next)
		client->next->place = client->place;
	control->count--;
	bufferevent_free(client->stream);
	arena_free(client->arena);
	free(client);
}

static void client_sent(struct bufferevent *stream, void *context)
{
	(void)stream;
	client_drop(context);
}

static void client_ended(struct bufferevent *stream, short what, void *context)
{
	(void)stream;
	(void)what;
	client_drop(context);
}

/* When what it is owed has gone out, it is let go. */
static void client_finish(struct client *client)
{
	static const struct timeval most = {ANSWER_S, 0};

	bufferevent_disable(client->stream, EV_READ);
	if (!evbuffer_get_length(bufferevent_get_output(client->stream))) {
		client_drop(client);
		return;
	}
	bufferevent_setcb(client->stream, NULL, client_sent, client_ended, client);
	bufferevent_set_timeouts(client->stream, NULL, &most);
}

static void put_line(struct evbuffer *buffer, json_t *json)
{
	char *line = json_line(json);

	json_decref(json);
	evbuffer_add_printf(buffer, "%s\n", line);
	free(line);
}

static void put_item(struct evbuffer *buffer, json_t *item)
{
	json_t *json = json_object();

	json_object_set_new(json, "item", item);
	put_line(buffer, json);
}

static void put_end(struct evbuffer *buffer)
{
	evbuffer_add_printf(buffer, "{\"end\":true}\n");
}

static void put_error(struct evbuffer *buffer, const struct error *error)
{
	json_t *json = json_object();

	json_object_set_new(json, "error", json_string(error->message));
	json_object_set_new(json, "exit", json_integer(error_exit_status(error->kind)));
	put_line(buffer, json);
}

static void client_refuse(struct client *client, const struct error *error)
{
	put_error(bufferevent_get_output(client->stream), error);
	client_finish(client);
}

/* --- followers --- */

static void follower_tell(struct client *client, const struct recent *recent)
{
	struct evbuffer *output = bufferevent_get_output(client->stream);

	if (recent->alert.seq <= client->last_seq)
		return;
	client->last_seq = recent->alert.seq;
	if (alert_matches(&recent->alert, client->kind, client->place_name))
		evbuffer_add_printf(output, "{\"item\":%.*s}\n", TEXT_ARGS(recent->line));
}

void control_published(struct control *control, const struct alert *alert, struct text line)
{
	struct recent *recent = &control->recent[control->recent_next++ % RECENT_MOST];

	arena_free(recent->arena);
	recent->arena = arena_new(MIB(2));
	recent->line = text_copy(recent->arena, line);
	struct error ignored;
	json_t *json =
	        json_read((struct bytes){(const unsigned char *)line.data, line.length}, &ignored);
	if (!json || !alert_of_json(recent->arena, json, &recent->alert, &ignored))
		recent->alert = (struct alert){.seq = alert->seq, .kind = alert->kind};
	json_decref(json);
	for (struct client *client = control->clients, *next; client; client = next) {
		next = client->next;
		if (!client->following)
			continue;
		follower_tell(client, recent);
		if (evbuffer_get_length(bufferevent_get_output(client->stream)) > FOLLOWER_MOST)
			client_drop(client);
	}
}

static void follow(struct client *client, const struct question *question)
{
	struct control *control = client->control;
	size_t first = control->recent_next > RECENT_MOST ? control->recent_next - RECENT_MOST : 0;

	client->following = true;
	client->last_seq = question->last_seq;
	client->kind = text_copy(client->arena, question->request.kind);
	client->place_name = text_copy(client->arena, question->request.place);
	bufferevent_set_timeouts(client->stream, NULL, NULL);
	/* Published between its question's answer and now. */
	for (size_t i = first; i < control->recent_next; i++)
		follower_tell(client, &control->recent[i % RECENT_MOST]);
}

/* --- questions, on the desk's thread --- */

static bool ask_feeds(struct desk *desk, struct question *question, struct error *error)
{
	struct feed_record *feeds;
	size_t count;

	if (!desk_list_feeds(desk, question->job.arena, &feeds, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		put_item(question->answer, json_of_shape(&feed_record_shape, &feeds[i]));
	return true;
}

static bool ask_alerts(struct desk *desk, struct question *question, struct error *error)
{
	const struct control_request *request = &question->request;
	struct alert_filter filter = {
	        .since = request->since,
	        .kind = request->kind,
	        .place = request->place,
	        .limit = request->limit == INTEGER_NONE ? 0 : request->limit,
	        .after_seq = request->after_seq == INTEGER_NONE ? 0 : request->after_seq,
	};
	bool past = !request->follow || instant_known(request->since) || filter.limit > 0 ||
	            request->after_seq != INTEGER_NONE;
	struct text *lines;
	size_t count;

	if (!desk_figures(desk, question->job.arena, question->job.now, &question->figures, error))
		return false;
	question->last_seq = question->figures.alerts_last;
	if (!past)
		return true;
	if (!desk_alerts(desk, question->job.arena, &filter, &lines, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		evbuffer_add_printf(question->answer, "{\"item\":%.*s}\n", TEXT_ARGS(lines[i]));
	return true;
}

static bool ask_incidents(struct desk *desk, struct question *question, struct error *error)
{
	int64_t limit = question->request.limit == INTEGER_NONE ? 0 : question->request.limit;
	json_t *list = desk_incidents(desk, question->job.arena, limit, question->job.now, error),
	       *item;
	size_t i;

	json_array_foreach(list, i, item) put_item(question->answer, json_incref(item));
	json_decref(list);
	return list != NULL;
}

static bool ask_show(struct desk *desk, struct question *question, struct error *error)
{
	json_t *json = desk_show(desk, question->job.arena, question->request.id, error);

	if (json)
		put_item(question->answer, json);
	return json != NULL;
}

static bool change_feed(struct desk *desk, struct question *question, struct error *error)
{
	struct text command = question->request.command, url = question->request.url;
	struct instant now = question->steady;
	int64_t id;

	if (text_equal(command, TEXT("feeds.add")))
		return desk_add_feed(desk, url, now, &id, error);
	if (text_equal(command, TEXT("feeds.remove")))
		return desk_remove_feed(desk, url, error);
	if (text_equal(command, TEXT("feeds.poll")))
		return desk_poll_feed(desk, url, now, error);
	return desk_pause_feed(desk, url, text_equal(command, TEXT("feeds.pause")), now, error);
}

static void question_run(struct desk *desk, struct job *job)
{
	struct question *question = (struct question *)job;
	struct text command = question->request.command;
	struct error *error = &job->error;
	bool done;

	if (text_equal(command, TEXT("status")))
		done = desk_figures(desk, job->arena, job->now, &question->figures, error);
	else if (text_equal(command, TEXT("feeds.list")))
		done = ask_feeds(desk, question, error);
	else if (text_starts(command, TEXT("feeds.")))
		done = change_feed(desk, question, error);
	else if (text_equal(command, TEXT("alerts")))
		done = ask_alerts(desk, question, error);
	else if (text_equal(command, TEXT("incidents")))
		done = ask_incidents(desk, question, error);
	else
		done = ask_show(desk, question, error);
	job->failed = !done;
}

/* --- back on the loop --- */

static void question_free(struct question *question)
{
	evbuffer_free(question->answer);
	arena_free(question->arena);
	free(question);
}

static void question_done(struct job *job)
{
	struct question *question = (struct question *)job;
	struct client *client = question->client;

	if (!client) {
		question_free(question);
		return;
	}
	struct evbuffer *output = bufferevent_get_output(client->stream);
	const struct control *control = client->control;
	client->question = NULL;
	if (job->failed) {
		put_error(output, &job->error);
	} else {
		if (text_equal(question->request.command, TEXT("status")))
			put_item(output, status_json(control->daemon, &question->figures));
		evbuffer_add_buffer(output, question->answer);
		if (question->request.follow &&
		    text_equal(question->request.command, TEXT("alerts"))) {
			follow(client, question);
			question_free(question);
			return;
		}
		put_end(output);
	}
	question_free(question);
	client_finish(client);
}

static void question_ask(struct client *client, const struct control_request *request,
                         struct arena *arena)
{
	struct question *question = calloc(1, sizeof(*question));
	struct error error;

	if (!question)
		abort();
	*question = (struct question){
	        .job = {.run = question_run, .done = question_done, .urgent = true},
	        .client = client,
	        .arena = arena,
	        .request = *request,
	        .answer = evbuffer_new(),
	        .steady = clock_steady(&client->control->daemon->clock),
	};
	if (!question->answer)
		abort();
	if (desk_thread_submit(client->control->daemon->desk, &question->job)) {
		client->question = question;
		return;
	}
	question_free(question);
	error_set(&error, ERROR_BUSY, "the daemon has too many questions to answer; try again");
	client_refuse(client, &error);
}

/* root, and who the daemon runs as. */
static bool may_change(const struct client *client)
{
	return client->uid == 0 || client->uid == geteuid();
}

static bool check(const struct client *client, const struct control_request *request,
                  struct error *error)
{
	if (control_changes(request->command) && !may_change(client))
		return error_set(error, ERROR_PERMISSION,
		                 "only root and the user that the daemon runs as may do that; try it "
		                 "with sudo");
	if (text_equal(request->command, TEXT("feeds.add")) && !url_is_web(request->url))
		return error_set(error, ERROR_DATA,
		                 "%.*s: it is no address that begins with http:// or https://",
		                 TEXT_ARGS(text_cut(request->url, 120)));
	return true;
}

static void client_asks(struct client *client, struct bytes line)
{
	struct arena *arena = arena_new(KIB(256));
	struct control_request request;
	struct error error;

	bufferevent_disable(client->stream, EV_READ);
	if (!control_request_of(arena, line, &request, &error) ||
	    !check(client, &request, &error)) {
		arena_free(arena);
		client_refuse(client, &error);
		return;
	}
	/* A follower's hanging up must be seen. */
	if (request.follow)
		bufferevent_enable(client->stream, EV_READ);
	if (!text_equal(request.command, TEXT("reload"))) {
		question_ask(client, &request, arena);
		return;
	}
	arena_free(arena);
	if (!daemon_reload(client->control->daemon, &error)) {
		client_refuse(client, &error);
		return;
	}
	put_end(bufferevent_get_output(client->stream));
	client_finish(client);
}

static void client_reads(struct bufferevent *stream, void *context)
{
	struct client *client = context;
	struct evbuffer *input = bufferevent_get_input(stream);
	struct error error;
	size_t length;

	if (client->following || client->question) {
		evbuffer_drain(input, evbuffer_get_length(input));
		return;
	}
	char *line = evbuffer_readln(input, &length, EVBUFFER_EOL_LF);
	if (line && length <= LIMIT_CONTROL_LINE) {
		client_asks(client, (struct bytes){(unsigned char *)line, length});
	} else if (line || evbuffer_get_length(input) > LIMIT_CONTROL_LINE) {
		error_set(&error, ERROR_DATA, "request: longer than %zu bytes", LIMIT_CONTROL_LINE);
		client_refuse(client, &error);
	}
	free(line);
}

static void client_comes(struct evconnlistener *listener, evutil_socket_t fd,
                         struct sockaddr *address, int length, void *context)
{
	static const struct timeval idle = {LIMIT_CONTROL_IDLE_S, 0};
	struct control *control = context;
	struct ucred peer;
	socklen_t room = sizeof(peer);

	(void)listener;
	(void)address;
	(void)length;
	if (control->count >= LIMIT_CONTROL_CLIENTS ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &room)) {
		close(fd);
		return;
	}
	struct client *client = calloc(1, sizeof(*client));
	if (!client)
		abort();
	client->control = control;
	client->uid = peer.uid;
	client->arena = arena_new(KIB(64));
	client->stream = bufferevent_socket_new(control->daemon->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!client->stream)
		abort();
	client->next = control->clients;
	client->place = &control->clients;
	if (client->next)
		client->next->place = &client->next;
	control->clients = client;
	control->count++;
	bufferevent_setcb(client->stream, client_reads, NULL, client_ended, client);
	bufferevent_set_timeouts(client->stream, &idle, NULL);
	bufferevent_setwatermark(client->stream, EV_READ, 0, LIMIT_CONTROL_LINE + 1);
	bufferevent_enable(client->stream, EV_READ | EV_WRITE);
}

/* --- the socket --- */

static bool address_of_path(const char *path, struct sockaddr_un *address, struct error *error)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(address->sun_path))
		return error_set(error, ERROR_CONFIG,
		                 "control socket %.120s: its path is longer than %zu bytes", path,
		                 sizeof(address->sun_path) - 1);
	strcpy(address->sun_path, path);
	return true;
}

/* A socket that a daemon left behind when it was killed. */
static bool clear_old(const char *path, const struct sockaddr_un *address, struct error *error)
{
	struct stat status;

	if (lstat(path, &status))
		return true;
	if (!S_ISSOCK(status.st_mode))
		return error_set(error, ERROR_CREATE,
		                 "control socket %.150s: there is a file of that name", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answered =
	        fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
	if (fd >= 0)
		close(fd);
	if (answered)
		return error_set(error, ERROR_BUSY,
		                 "control socket %.150s: another daemon answers on it", path);
	if (unlink(path))
		return error_set(error, ERROR_CREATE, "control socket %.120s: %s", path,
		                 strerror(errno));
	return true;
}

static bool listen_on(struct control *control, struct error *error)
{
	struct sockaddr_un address;

	if (!address_of_path(control->path, &address, error) ||
	    !clear_old(control->path, &address, error))
		return false;
	/* Nobody but owner and group from the first moment on. */
	mode_t mask = umask(0117);
	control->listener =
	        evconnlistener_new_bind(control->daemon->base, client_comes, control,
	                                LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 64,
	                                (struct sockaddr *)&address, sizeof(address));
	int number = errno;
	umask(mask);
	if (!control->listener)
		return error_set(error, number == EACCES ? ERROR_PERMISSION : ERROR_CREATE,
		                 "control socket %.150s: %s", control->path, strerror(number));
	return true;
}

struct control *control_new(struct daemon *daemon, struct error *error)
{
	struct control *control = calloc(1, sizeof(*control));

	if (!control)
		abort();
	control->daemon = daemon;
	control->path = strdup(daemon->config->control_socket);
	if (control->path && listen_on(control, error))
		return control;
	free(control->path);
	free(control);
	return NULL;
}

void control_stop(struct control *control)
{
	if (!control->listener)
		return;
	evconnlistener_free(control->listener);
	control->listener = NULL;
	unlink(control->path);
	while (control->clients)
		client_drop(control->clients);
}

void control_free(struct control *control)
{
	if (!control)
		return;
	control_stop(control);
	for (size_t i = 0; i < RECENT_MOST; i++)
		arena_free(control->recent[i].arena);
	free(control->path);
	free(control);
}
