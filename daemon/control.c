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
#include "base/memory.h"
#include "base/url.h"
#include "base/visible.h"
#include "daemon/answer.h"
#include "daemon/descriptors.h"
#include "daemon/feed_keys.h"
#include "daemon/figures.h"
#include "daemon/find.h"
#include "daemon/poll.h"
#include "daemon/status.h"
#include "daemon/websub.h"
#include "wire/control.h"

/* What a follower may leave unread before it is dropped. */
#define FOLLOWER_MOST MIB(1)
/* Alerts that are kept for a follower whose first answer is still being made. */
#define RECENT_MOST 512
/* Seconds for the rest of an answer to go out. */
#define ANSWER_S 30
/* How long the desk has for an answer. Status is then answered from memory; the rest is not. */
#define STATUS_MS 50
#define PATIENCE_MS 10000
/* With so little of an answer left to be read by its client the next piece of it is made. */
#define PIECE_SOON KIB(64)

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
	struct finding *finding;   /* likewise */
	bool following;
	struct alert_filter filter; /* of a follower, in its arena */
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
	bool deaf; /* until the next tick */
};

/* On its way to the desk and back; its client may be gone when it returns. */
struct question {
	struct job job;
	struct client *client;
	struct arena *arena;
	struct control_request request;
	struct answer answer;
	struct event *patience;
	bool waits;                /* for its client to read what was answered, before the next piece */
};

/* --- clients --- */

static void question_free(struct question *question)
{
	if (question->patience)
		event_free(question->patience);
	evbuffer_free(question->answer.items);
	arena_free(question->arena);
	free(question);
}

/* One that is with the desk is freed when it comes back. */
static void question_forget(struct question *question)
{
	question->client = NULL;
	if (question->waits)
		question_free(question);
}

static void client_drop(struct client *client)
{
	struct control *control = client->control;

	if (client->question)
		question_forget(client->question);
	if (client->finding)
		find_forget(client->finding);
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
	bufferevent_setwatermark(client->stream, EV_WRITE, 0, 0);
	if (!evbuffer_get_length(bufferevent_get_output(client->stream))) {
		client_drop(client);
		return;
	}
	bufferevent_setcb(client->stream, NULL, client_sent, client_ended, client);
	bufferevent_set_timeouts(client->stream, NULL, &most);
}

static void put_end(struct evbuffer *buffer)
{
	evbuffer_add_printf(buffer, "{\"end\":true}\n");
}

static void put_error(struct evbuffer *buffer, const struct error *error)
{
	/* A sentence that was cut may end in half a letter. */
	char sentence[4 * sizeof(error->message) + 1];
	json_t *json = json_object();

	json_object_set_new(json, "error",
	                    json_string(visible_string(error->message, sentence, sizeof(sentence))));
	json_object_set_new(json, "exit", json_integer(error_exit_status(error->kind)));
	answer_line(buffer, json);
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
	if (alert_matches(&recent->alert, &client->filter))
		evbuffer_add_printf(output, "{\"item\":%.*s}\n", TEXT_ARGS(recent->line));
}

void control_published(struct control *control, const struct alert *alert, struct text line)
{
	struct recent *recent = &control->recent[control->recent_next++ % RECENT_MOST];

	arena_free(recent->arena);
	recent->arena = arena_new(line_ceiling(line));
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
	client->last_seq = question->answer.last_seq;
	client->filter = control_query_of(&question->request).alerts;
	client->filter.since = INSTANT_NONE;
	client->filter.kind = text_copy(client->arena, client->filter.kind);
	client->filter.place = text_copy(client->arena, client->filter.place);
	client->filter.watch = text_copy(client->arena, client->filter.watch);
	bufferevent_set_timeouts(client->stream, NULL, NULL);
	/* Published between its question's answer and now. */
	for (size_t i = first; i < control->recent_next; i++)
		follower_tell(client, &control->recent[i % RECENT_MOST]);
}

/* --- questions --- */

static void client_reads(struct bufferevent *stream, void *context);

/* On the desk's thread. */
static void question_run(struct desk *desk, struct job *job)
{
	struct question *question = (struct question *)job;

	question->answer.now = job->now;
	job->failed = !answer_make(desk, job->arena, &question->request, &question->answer,
	                           &job->error);
}

/* --- back on the loop --- */

static bool is_status(const struct question *question)
{
	return text_equal(question->request.command, TEXT("status"));
}

/* From memory where there are no figures of now. */
static void answer_status(struct client *client, const struct desk_figures *figures)
{
	struct daemon *daemon = client->control->daemon;
	struct evbuffer *output = bufferevent_get_output(client->stream);
	struct desk_figures last;

	if (!figures) {
		last = figures_last(daemon->figures);
		figures = &last;
	}
	answer_item(output, status_json(daemon, figures));
	put_end(output);
	client_finish(client);
}

static void client_refuse_busy(struct client *client, const char *sentence)
{
	struct error error;

	error_set(&error, ERROR_BUSY, "%s", sentence);
	client_refuse(client, &error);
}

/* The desk is silent; what it was asked is still its own, and comes back to nobody. */
static void question_late(evutil_socket_t fd, short what, void *context)
{
	struct question *question = context;
	struct client *client = question->client;

	(void)fd;
	(void)what;
	if (!client)
		return;
	question->client = NULL;
	client->question = NULL;
	if (is_status(question))
		answer_status(client, NULL);
	else
		client_refuse_busy(client, "the database does not answer; what was asked may still be done");
}

/* False, and the question is still the caller's, where the desk has too many. */
static bool question_submit(struct question *question)
{
	struct client *client = question->client;
	int wait = is_status(question) ? STATUS_MS : PATIENCE_MS;
	struct timeval most = {wait / 1000, wait % 1000 * 1000};

	if (!desk_thread_submit(client->control->daemon->desk, &question->job))
		return false;
	client->question = question;
	if (event_add(question->patience, &most))
		memory_end();
	return true;
}

/* Its client has read most of what was answered. */
static void client_written(struct bufferevent *stream, void *context)
{
	struct client *client = context;
	struct question *question = client->question;

	(void)stream;
	if (!question || !question->waits)
		return;
	question->waits = false;
	if (question_submit(question))
		return;
	client->question = NULL;
	question_free(question);
	client_refuse_busy(client, "the daemon has too many questions to answer; try again");
}

/* The rest of it when the client has read this, so that it takes neither the memory nor the desk at once. */
static void question_pause(struct question *question)
{
	static const struct timeval most = {ANSWER_S, 0};
	struct client *client = question->client;

	question->waits = true;
	client->question = question;
	event_del(question->patience);
	bufferevent_setcb(client->stream, client_reads, client_written, client_ended, client);
	bufferevent_setwatermark(client->stream, EV_WRITE, PIECE_SOON, 0);
	bufferevent_set_timeouts(client->stream, NULL, &most);
}

/*
 * No alert, and none that could come: whoever asks has another name in mind. What a watch of old has wanted
 * is shown.
 */
static bool watch_is_known(const struct question *question, struct error *error)
{
	const struct policy *policy = &question->client->control->daemon->config->policy;
	struct text name = control_query_of(&question->request).alerts.watch;

	if (!text_equal(question->request.command, TEXT("alerts")) || text_empty(name) ||
	    question->answer.after)
		return true;
	for (size_t i = 0; i < policy->watches_count; i++)
		if (text_equal_nocase(policy->watches[i].name, name))
			return true;
	return error_set(error, ERROR_INPUT, "no watch is called \"%.*s\"; sitrepd.conf(5) tells of watches",
			 TEXT_ARGS(text_cut(name, 60)));
}

static void question_done(struct job *job)
{
	struct question *question = (struct question *)job;
	struct client *client = question->client;

	if (!client) {
		question_free(question);
		return;
	}
	if (text_equal(question->request.command, TEXT("feeds.poll")))
		polls_pump(client->control->daemon->polls);
	if (text_equal(question->request.command, TEXT("feeds.remove")) && !job->failed)
		websub_reconcile(client->control->daemon->websub);
	struct evbuffer *output = bufferevent_get_output(client->stream);
	client->question = NULL;
	if (is_status(question)) {
		answer_status(client, job->failed ? NULL : &question->answer.figures);
		question_free(question);
		return;
	}
	if (job->failed || !watch_is_known(question, &job->error)) {
		put_error(output, &job->error);
	} else {
		evbuffer_add_buffer(output, question->answer.items);
		if (question->answer.more) {
			question_pause(question);
			return;
		}
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
	struct question *question = memory_zeroed(1, sizeof(*question));

	*question = (struct question){
	        .job = {.run = question_run, .done = question_done, .urgent = true},
	        .client = client,
	        .arena = arena,
	        .request = *request,
	        .answer = {.items = evbuffer_new(),
	                   .steady = clock_steady(&client->control->daemon->clock)},
	};
	question->patience = evtimer_new(client->control->daemon->base, question_late, question);
	if (!question->answer.items || !question->patience)
		memory_end();
	if (question_submit(question))
		return;
	if (is_status(question))
		answer_status(client, NULL);
	else
		client_refuse_busy(client, "the daemon has too many questions to answer; try again");
	question_free(question);
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
	bool adds = text_equal(request->command, TEXT("feeds.add")) ||
	            text_equal(request->command, TEXT("feeds.find"));
	if (adds && !url_is_web(request->url))
		return error_set(error, ERROR_DATA,
		                 "%.*s: it is no address that begins with http:// or https://%s",
		                 TEXT_ARGS(text_cut(request->url, 120)),
		                 text_find(request->url, TEXT("://"), 0) == TEXT_NOT_FOUND
		                         ? "; write https:// before it"
		                         : "");
	return true;
}

static void client_found(void *context, json_t *found, const struct error *error)
{
	struct client *client = context;

	client->finding = NULL;
	if (!found) {
		client_refuse(client, error);
		return;
	}
	answer_item(bufferevent_get_output(client->stream), found);
	put_end(bufferevent_get_output(client->stream));
	client_finish(client);
}

static void client_looks(struct client *client, const struct control_request *request, struct arena *arena)
{
	struct feed_record wanted = {.url = request->url};
	struct error error;

	if (feed_words_take(arena, &wanted, request->settings, request->settings_count, &error))
		client->finding = find_feed(client->control->daemon, request->url, &wanted.settings,
					    client_found, client);
	else
		client_refuse(client, &error);
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
	request.uid = (int64_t)client->uid;
	if (text_equal(request.command, TEXT("feeds.find"))) {
		client_looks(client, &request, arena);
		arena_free(arena);
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

	if (client->following || client->question || client->finding) {
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
	if (control->count >= LIMIT_CONTROL_CLIENTS || descriptors_reserved(fd, DESCRIPTORS_FOR_DESK) ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &room)) {
		close(fd);
		return;
	}
	struct client *client = memory_zeroed(1, sizeof(*client));
	client->control = control;
	client->uid = peer.uid;
	client->arena = arena_new(KIB(64));
	client->stream = bufferevent_socket_new(control->daemon->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!client->stream)
		memory_end();
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

/* Without a descriptor for it a client waits; asking again at once would hold the loop. */
static void accept_fails(struct evconnlistener *listener, void *context)
{
	struct control *control = context;

	control->deaf = evconnlistener_disable(listener) == 0;
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
	if (control->listener)
		evconnlistener_set_error_cb(control->listener, accept_fails);
	else
		return error_set(error, number == EACCES ? ERROR_PERMISSION : ERROR_CREATE,
		                 "control socket %.150s: %s", control->path, strerror(number));
	return true;
}

struct control *control_new(struct daemon *daemon, struct error *error)
{
	struct control *control = memory_zeroed(1, sizeof(*control));

	control->daemon = daemon;
	control->path = memory_string(daemon->config->control_socket);
	if (listen_on(control, error))
		return control;
	free(control->path);
	free(control);
	return NULL;
}

void control_tick(struct control *control)
{
	if (control->deaf && control->listener)
		control->deaf = evconnlistener_enable(control->listener) != 0;
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
