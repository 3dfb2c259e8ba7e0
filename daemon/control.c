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
	struct question *question;   /* being answered */
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
	json_t *json = json_read((struct bytes){(const unsigned char *)line.data, line.length}, &ignored);
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
		.since = request->since, .kind = request->kind, .place = request->place,
		.limit = request->limit == INTEGER_NONE ? 0 : request->limit,
		.after_seq = request->after_seq == INTEGER_NONE ? 0 : request->after_seq,
	};
	bool past = !request->follow || instant_known(request->since) || filter.limit > 0 || request->after_seq != INTEGER_NONE;
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
	json_t *list = desk_incidents(desk, question->job.arena, limit, question->job.now, error), *item;
	size_t i;

	json_array_foreach(list, i, item)
		put_item(question->answer, json_incref(item));
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
	struct instant now = clock_steady(question->client ? &question->client->control->daemon->clock : NULL);
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
