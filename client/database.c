#include "client/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "desk/desk.h"
#include "wire/control.h"

struct asked {
	struct desk *desk;
	struct arena *arena;
	struct control_request request;
	struct instant now;
	bool (*item)(void *context, json_t *item);
	void *context;
};

/* Takes the reference; false to stop early. */
static bool hand_over(const struct asked *asked, json_t *item)
{
	bool more = asked->item(asked->context, item);

	json_decref(item);
	return more;
}

/* The whole of an answer, with its reference; false where there is none and the error says why. */
static bool hand_over_one(const struct asked *asked, json_t *one)
{
	if (one)
		hand_over(asked, one);
	return one != NULL;
}

static bool hand_over_list(const struct asked *asked, json_t *list)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (!asked->item(asked->context, one))
			break;
	}
	json_decref(list);
	return list != NULL;
}

static bool ask_feeds(const struct asked *asked, struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct feed_record *feeds;
	size_t count = FEEDS_LISTED;
	int64_t after = 0;
	bool read = true, wanted = true;

	while (read && wanted && count == FEEDS_LISTED) {
		read = desk_list_feeds(asked->desk, arena, after, &feeds, &count, error);
		for (size_t i = 0; read && wanted && i < count; i++) {
			wanted = hand_over(asked, json_of_shape(&feed_record_shape, &feeds[i]));
			after = feeds[i].id;
		}
		arena_reset(arena);
	}
	arena_free(arena);
	return read;
}

static bool ask_feed(const struct asked *asked, struct error *error)
{
	struct feed_record feed;

	if (!desk_show_feed(asked->desk, asked->arena, asked->request.url, &feed, error))
		return false;
	return hand_over_one(asked, json_of_shape(&feed_record_shape, &feed));
}

static bool ask_alerts(const struct asked *asked, struct error *error)
{
	const struct control_request *request = &asked->request;
	const struct alert_filter filter = control_filter_of(request);
	struct text *lines;
	size_t count;

	if (!desk_alerts(asked->desk, asked->arena, &filter, &lines, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		json_t *alert = json_loadb(lines[i].data, lines[i].length, 0, NULL);
		if (!alert)
			return error_set(error, ERROR_DATA, "an alert of the database is no JSON: %.60s",
			                 text_string(asked->arena, lines[i]));
		if (!hand_over(asked, alert))
			break;
	}
	return true;
}

static bool ask_incidents(const struct asked *asked, struct error *error)
{
	const struct control_request *request = &asked->request;
	struct incidents_filter filter = {request->kind, request->place, request->since, request->limit,
	                                  request->all, request->held};

	return hand_over_list(asked, desk_incidents(asked->desk, asked->arena, &filter, asked->now, error));
}

static bool ask_show(const struct asked *asked, struct error *error)
{
	return hand_over_one(asked, desk_show(asked->desk, asked->arena, asked->request.id, error));
}

static bool ask_audit(const struct asked *asked, struct error *error)
{
	return hand_over_list(asked, desk_corrections(asked->desk, asked->arena, asked->request.id,
	                                              asked->request.limit, error));
}

static bool ask_why(const struct asked *asked, struct error *error)
{
	return hand_over_one(asked, desk_why(asked->desk, asked->arena, asked->request.id, error));
}

static const struct answer {
	const char *command;
	bool (*give)(const struct asked *asked, struct error *error);
} answers[] = {
        {"alerts", ask_alerts},
        {"audit", ask_audit},
        {"feeds.list", ask_feeds},
        {"feeds.show", ask_feed},
        {"incidents", ask_incidents},
        {"show", ask_show},
        {"why", ask_why},
};

/* NULL where only a daemon can do it. */
static const struct answer *answer_of(const struct control_request *request)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (!request->follow && text_equal(request->command, text_of(answers[i].command)))
			return &answers[i];
	return NULL;
}

/* The desk makes a database where there is none, which is not what somebody who asks wants. */
static struct desk *open_existing(const char *path, struct error *error)
{
	struct desk_settings settings = {.database = path};

	if (access(path, F_OK)) {
		error_set(error, errno == EACCES ? ERROR_PERMISSION : ERROR_INPUT,
		          "database %.150s: %s", path, strerror(errno));
		return NULL;
	}
	return desk_open(&settings, error);
}

static bool ask(struct asked *asked, const char *path, const struct answer *answer,
                struct error *error)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	asked->now.ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	asked->desk = open_existing(path, error);
	bool done = asked->desk && answer->give(asked, error);
	desk_close(asked->desk);
	return done;
}

bool database_ask(const char *path, const json_t *request,
                  bool (*item)(void *context, json_t *item), void *context, struct error *error)
{
	struct asked asked = {
	        .arena = arena_new(LIMIT_DESK_ARENA), .item = item, .context = context};
	char *line = json_line(request);
	bool done = control_request_of(asked.arena,
	                               (struct bytes){(const unsigned char *)line, strlen(line)},
	                               &asked.request, error);
	const struct answer *answer = done ? answer_of(&asked.request) : NULL;

	if (answer)
		done = ask(&asked, path, answer, error);
	else if (done)
		done = error_set(error, ERROR_USAGE,
		                 "only a daemon can do that; --database shows what is remembered");
	free(line);
	arena_free(asked.arena);
	return done;
}
