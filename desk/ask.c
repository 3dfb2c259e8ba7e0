/* A query's items, one by one. */
#include "base/limits.h"
#include "desk/internal.h"

struct asked {
	struct desk *desk;
	struct arena *arena;
	const struct query *query;
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

static json_t *json_of_feed(struct arena *arena, struct feed_record *feed)
{
	feed->settings = feed_settings_shown(arena, &feed->settings);
	return json_of_shape(&feed_record_shape, feed);
}

/* A hundred thousand of them do not fit into one arena, so they have one of their own that is emptied between. */
static bool ask_feeds(const struct asked *asked, struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct feed_record *feeds;
	size_t count = FEEDS_LISTED;
	int64_t after = asked->query->after;
	bool read = true, wanted = true;

	while (read && wanted && count == FEEDS_LISTED) {
		read = store_list_feeds(asked->desk->store, arena, after, &feeds, &count, error);
		for (size_t i = 0; read && wanted && i < count; i++) {
			wanted = hand_over(asked, json_of_feed(arena, &feeds[i]));
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

	if (!store_show_feed(asked->desk->store, asked->arena, asked->query->url, &feed, error))
		return false;
	return hand_over_one(asked, json_of_feed(asked->arena, &feed));
}

/* Nor do as many alerts. */
static bool ask_alerts(const struct asked *asked, struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct alert_filter filter = asked->query->alerts;
	struct alert *alerts;
	size_t count = ALERTS_LISTED;
	bool read = true, wanted = true;

	while (read && wanted && count == ALERTS_LISTED) {
		read = store_alerts(asked->desk->store, arena, &filter, &alerts, &count, error);
		for (size_t i = 0; read && wanted && i < count; i++) {
			wanted = hand_over(asked, alert_json(&alerts[i]));
			filter.after_seq = alerts[i].seq;
		}
		filter.limit = 0;
		arena_reset(arena);
	}
	arena_free(arena);
	return read;
}

static bool ask_incidents(const struct asked *asked, struct error *error)
{
	return hand_over_list(asked, desk_incidents(asked->desk, asked->arena, &asked->query->incidents,
	                                            asked->now, error));
}

/* Nothing was ruled of it, or there is no such thing. */
static bool is_there(const struct asked *asked, struct text id, struct error *error)
{
	json_t *shown = desk_show(asked->desk, asked->arena, id, error);

	json_decref(shown);
	return shown != NULL;
}

static bool ask_audit(const struct asked *asked, struct error *error)
{
	struct text id = asked->query->id;
	json_t *list = desk_corrections(asked->desk, asked->arena, id, asked->query->limit, error);
	bool none = list && !json_array_size(list) && !text_empty(id);

	return hand_over_list(asked, list) && (!none || is_there(asked, id, error));
}

static bool ask_show(const struct asked *asked, struct error *error)
{
	return hand_over_one(asked, desk_show(asked->desk, asked->arena, asked->query->id, error));
}

static bool ask_why(const struct asked *asked, struct error *error)
{
	return hand_over_one(asked, desk_why(asked->desk, asked->arena, asked->query->id, error));
}

static bool (*const asks[])(const struct asked *asked, struct error *error) = {
	[QUERY_ALERTS] = ask_alerts,
	[QUERY_AUDIT] = ask_audit,
	[QUERY_FEEDS] = ask_feeds,
	[QUERY_FEED] = ask_feed,
	[QUERY_INCIDENTS] = ask_incidents,
	[QUERY_SHOW] = ask_show,
	[QUERY_WHY] = ask_why,
};

bool desk_ask(struct desk *desk, struct arena *arena, const struct query *query, struct instant now,
              bool (*item)(void *context, json_t *item), void *context, struct error *error)
{
	const struct asked asked = {desk, arena, query, now, item, context};

	return asks[query->kind](&asked, error);
}
