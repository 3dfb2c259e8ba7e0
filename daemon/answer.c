#include "daemon/answer.h"

#include <stdlib.h>

#include "base/limits.h"
#include "daemon/feed_keys.h"

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

static bool put_item(void *context, json_t *item)
{
	struct answer *answer = context;

	answer_item(answer->items, json_incref(item));
	return true;
}

struct piece {
	struct answer *answer;
	size_t count;
};

/* One of a list that is answered in pieces of so many; by its member `key` the next piece goes on. */
static bool put_listed(struct piece *piece, json_t *item, const char *key, size_t most)
{
	struct answer *answer = piece->answer;

	answer->after = json_get_integer(item, key, 0);
	answer->more = ++piece->count == most;
	answer_item(answer->items, json_incref(item));
	return !answer->more;
}

static bool put_feed(void *context, json_t *feed)
{
	return put_listed(context, feed, "id", FEEDS_LISTED);
}

static bool put_alert(void *context, json_t *alert)
{
	return put_listed(context, alert, "seq", ALERTS_LISTED);
}

static bool ask_feeds(struct desk *desk, struct arena *arena, struct query query, struct answer *answer,
                      struct error *error)
{
	struct piece piece = {.answer = answer};

	query.after = answer->after;
	answer->more = false;
	return desk_ask(desk, arena, &query, answer->now, put_feed, &piece, error);
}

/* Alerts come with where the log is, for whoever follows from there. */
static bool ask_alerts(struct desk *desk, struct arena *arena, struct query query, struct answer *answer,
                       struct error *error)
{
	struct piece piece = {.answer = answer};

	if (!desk_figures(desk, arena, answer->now, &answer->figures, error))
		return false;
	answer->last_seq = answer->figures.alerts_last;
	/* The first piece has begun with the newest so many. */
	query.alerts.limit = answer->after ? 0 : query.alerts.limit;
	query.alerts.after_seq = answer->after ? answer->after : query.alerts.after_seq;
	answer->more = false;
	return desk_ask(desk, arena, &query, answer->now, put_alert, &piece, error);
}

static bool ask(struct desk *desk, struct arena *arena, const struct query *query, struct answer *answer,
                struct error *error)
{
	if (query->kind == QUERY_FEEDS)
		return ask_feeds(desk, arena, *query, answer, error);
	if (query->kind == QUERY_ALERTS)
		return ask_alerts(desk, arena, *query, answer, error);
	return desk_ask(desk, arena, query, answer->now, put_item, answer, error);
}

static bool correct(struct desk *desk, struct arena *arena, const struct correction *correction,
                    struct answer *answer, struct error *error)
{
	json_t *json = desk_correct(desk, arena, correction, answer->now, error);

	if (json)
		answer_item(answer->items, json);
	return json != NULL;
}

struct wishes {
	struct arena *arena;
	const struct control_request *request;
};

static bool set_feed(void *context, struct feed_record *feed, struct error *error)
{
	const struct wishes *wishes = context;

	return feed_words_take(wishes->arena, feed, wishes->request->settings, wishes->request->settings_count, error);
}

static bool change_feed(struct desk *desk, struct arena *arena, const struct control_request *request,
                        struct instant now, struct error *error)
{
	struct wishes wishes = {arena, request};
	struct text command = request->command, url = request->url;
	struct feed_record wanted = {
		.url = url,
		.title = text_cut(request->title, LIMIT_TITLE),
		.tags = text_cut(request->tags, LIMIT_TITLE),
	};

	if (text_equal(command, TEXT("feeds.add")))
		return set_feed(&wishes, &wanted, error) && desk_add_feed(desk, &wanted, now, error);
	if (text_equal(command, TEXT("feeds.set")))
		return desk_change_feed(desk, url, set_feed, &wishes, now, error);
	if (text_equal(command, TEXT("feeds.remove")))
		return desk_remove_feed(desk, url, error);
	if (text_equal(command, TEXT("feeds.poll")))
		return desk_poll_feed(desk, url, now, error);
	return desk_pause_feed(desk, url, text_equal(command, TEXT("feeds.pause")), now, error);
}

bool answer_make(struct desk *desk, struct arena *arena, const struct control_request *request,
                 struct answer *answer, struct error *error)
{
	const struct query query = control_query_of(request);
	struct correction correction;

	if (query.kind != QUERY_NONE)
		return ask(desk, arena, &query, answer, error);
	if (control_correction_of(arena, request, &correction))
		return correct(desk, arena, &correction, answer, error);
	if (text_starts(request->command, TEXT("feeds.")))
		return change_feed(desk, arena, request, answer->steady, error);
	return desk_figures(desk, arena, answer->now, &answer->figures, error);
}
