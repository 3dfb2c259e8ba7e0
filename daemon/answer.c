#include "daemon/answer.h"

#include <stdlib.h>

#include "base/limits.h"

/* What each question needs. */
struct asked {
	struct arena *arena;
	const struct control_request *request;
	struct answer *answer;
};

void answer_line(struct evbuffer *buffer, json_t *json)
{
	char *line = json_line(json);

	json_decref(json);
	evbuffer_add_printf(buffer, "%s\n", line);
	free(line);
}

void answer_item(struct evbuffer *buffer, json_t *item)
{
	json_t *json = json_object();

	json_object_set_new(json, "item", item);
	answer_line(buffer, json);
}

static bool ask_feeds(struct desk *desk, struct asked *asked, struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct feed_record *feeds;
	size_t count = FEEDS_LISTED;
	int64_t after = 0;
	bool read = true;

	while (read && count == FEEDS_LISTED) {
		read = desk_list_feeds(desk, arena, after, &feeds, &count, error);
		for (size_t i = 0; read && i < count; i++) {
			answer_item(asked->answer->items, json_of_shape(&feed_record_shape, &feeds[i]));
			after = feeds[i].id;
		}
		arena_reset(arena);
	}
	arena_free(arena);
	return read;
}

static bool ask_feed(struct desk *desk, struct asked *asked, struct error *error)
{
	struct feed_record feed;

	if (!desk_show_feed(desk, asked->arena, asked->request->url, &feed, error))
		return false;
	answer_item(asked->answer->items, json_of_shape(&feed_record_shape, &feed));
	return true;
}

static bool ask_alerts(struct desk *desk, struct asked *asked, struct error *error)
{
	const struct alert_filter filter = control_filter_of(asked->request);
	struct text *lines;
	size_t count;

	if (!desk_figures(desk, asked->arena, asked->answer->now, &asked->answer->figures, error))
		return false;
	asked->answer->last_seq = asked->answer->figures.alerts_last;
	if (!desk_alerts(desk, asked->arena, &filter, &lines, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		evbuffer_add_printf(asked->answer->items, "{\"item\":%.*s}\n", TEXT_ARGS(lines[i]));
	return true;
}

static bool ask_incidents(struct desk *desk, struct asked *asked, struct error *error)
{
	const struct control_request *request = asked->request;
	struct incidents_filter filter = {request->kind, request->place, request->since, request->limit,
	                                  request->all, request->held};
	json_t *list = desk_incidents(desk, asked->arena, &filter, asked->answer->now, error), *item;
	size_t i;

	json_array_foreach(list, i, item) answer_item(asked->answer->items, json_incref(item));
	json_decref(list);
	return list != NULL;
}

static bool ask_show(struct desk *desk, struct asked *asked, struct error *error)
{
	json_t *json = desk_show(desk, asked->arena, asked->request->id, error);

	if (json)
		answer_item(asked->answer->items, json);
	return json != NULL;
}

static bool ask_why(struct desk *desk, struct asked *asked, struct error *error)
{
	json_t *json = desk_why(desk, asked->arena, asked->request->id, error);

	if (json)
		answer_item(asked->answer->items, json);
	return json != NULL;
}

static bool correct(struct desk *desk, struct asked *asked, const struct correction *correction,
                    struct error *error)
{
	json_t *json = desk_correct(desk, asked->arena, correction, asked->answer->now, error);

	if (json)
		answer_item(asked->answer->items, json);
	return json != NULL;
}

static bool ask_audit(struct desk *desk, struct asked *asked, struct error *error)
{
	json_t *list = desk_corrections(desk, asked->arena, asked->request->id, asked->request->limit, error);
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item) answer_item(asked->answer->items, json_incref(item));
	json_decref(list);
	return list != NULL;
}

static bool change_feed(struct desk *desk, struct asked *asked, struct error *error)
{
	struct text command = asked->request->command, url = asked->request->url;
	struct instant now = asked->answer->steady;
	struct feed_record wanted = {
		.url = url,
		.title = text_cut(asked->request->title, LIMIT_TITLE),
		.tags = text_cut(asked->request->tags, LIMIT_TITLE),
	};

	if (text_equal(command, TEXT("feeds.add")))
		return desk_add_feed(desk, &wanted, now, error);
	if (text_equal(command, TEXT("feeds.remove")))
		return desk_remove_feed(desk, url, error);
	if (text_equal(command, TEXT("feeds.poll")))
		return desk_poll_feed(desk, url, now, error);
	return desk_pause_feed(desk, url, text_equal(command, TEXT("feeds.pause")), now, error);
}

bool answer_make(struct desk *desk, struct arena *arena, const struct control_request *request,
                 struct answer *answer, struct error *error)
{
	struct asked asked = {arena, request, answer};
	struct correction correction;
	struct text command = request->command;

	if (text_equal(command, TEXT("status")))
		return desk_figures(desk, arena, answer->now, &answer->figures, error);
	if (text_equal(command, TEXT("feeds.list")))
		return ask_feeds(desk, &asked, error);
	if (text_equal(command, TEXT("feeds.show")))
		return ask_feed(desk, &asked, error);
	if (text_starts(command, TEXT("feeds.")))
		return change_feed(desk, &asked, error);
	if (text_equal(command, TEXT("alerts")))
		return ask_alerts(desk, &asked, error);
	if (text_equal(command, TEXT("incidents")))
		return ask_incidents(desk, &asked, error);
	if (control_correction_of(arena, request, &correction))
		return correct(desk, &asked, &correction, error);
	if (text_equal(command, TEXT("audit")))
		return ask_audit(desk, &asked, error);
	if (text_equal(command, TEXT("why")))
		return ask_why(desk, &asked, error);
	return ask_show(desk, &asked, error);
}
