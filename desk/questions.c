/* What clients ask: figures, incidents. */
#include <stdlib.h>
#include <string.h>

#include "desk/internal.h"

/* --- the check after an unclean stop --- */

bool desk_check_wanted(const struct desk *desk)
{
	return store_unclean(desk->store);
}

static void set_check_state(struct desk *desk, struct text state)
{
	pthread_mutex_lock(&desk->check_lock);
	desk->check_state = state;
	pthread_mutex_unlock(&desk->check_lock);
}

bool desk_check(struct desk *desk, bool (*stop)(void *context), void *context, struct error *error)
{
	set_check_state(desk, TEXT("being checked"));
	bool whole = store_check(store_path(desk->store), stop, context, error);
	if (!whole && error->kind == ERROR_DATA)
		store_set_damaged(desk->store);
	set_check_state(desk, whole                       ? TEXT("ok")
	                      : error->kind == ERROR_DATA ? TEXT("damaged")
	                                                  : TEXT("not checked"));
	return whole;
}

bool desk_damaged(struct desk *desk, struct error *error)
{
	const struct error *trouble = store_trouble(desk->store);

	if (!store_damaged(desk->store))
		return false;
	error_set(error, ERROR_DATA,
	          "database %.100s is damaged%s%.60s; it is left as it is: put a good copy in its place",
	          store_path(desk->store), trouble->kind == ERROR_DATA ? ": " : "",
	          trouble->kind == ERROR_DATA ? strrchr(trouble->message, ':') + 2 : "");
	return true;
}

/* --- figures --- */

bool desk_figures(struct desk *desk, struct arena *arena, struct instant now,
                  struct desk_figures *figures, struct error *error)
{
	if (!store_figures(desk->store, arena, now, figures, error))
		return false;
	pthread_mutex_lock(&desk->check_lock);
	figures->database_state = desk->check_state;
	pthread_mutex_unlock(&desk->check_lock);
	if (store_trouble(desk->store)->kind != ERROR_NONE)
		figures->database_state =
		        text_copy(arena, text_of(store_trouble(desk->store)->message));
	figures->log_path = desk->log.path ? text_copy(arena, text_of(desk->log.path)) : TEXT_NONE;
	figures->log_state = desk->log_error.kind == ERROR_NONE
	                             ? TEXT("ok")
	                             : text_copy(arena, text_of(desk->log_error.message));
	return true;
}

/* --- incidents --- */

/* An incident on one line: without its claims, its figures by their names. */
static json_t *summary_of(struct tracked *tracked)
{
	struct series *series = tracked->series;
	size_t count = tracked->series_count;

	tracked->held = tracked_holds(tracked);
	tracked->series_count = 0;
	tracked->told_count = 0;
	tracked->lineages_count = 0;
	json_t *json = json_of_shape(&tracked_shape, tracked);
	for (size_t i = 0; i < count; i++)
		if (series[i].value != INTEGER_NONE)
			json_put_integer(json, effect_names[series[i].effect], series[i].value);
	json_put_integer(json, "sources", (int64_t)tracked->outlets_count);
	json_object_del(json, "outlets");
	return json;
}

#define LISTED 100
#define LISTED_MOST 10000 /* of 3 kB each they take half of the desk's arena */

size_t desk_most(int64_t limit)
{
	if (limit <= 0)
		return LISTED;
	return limit < LISTED_MOST ? (size_t)limit : LISTED_MOST;
}

json_t *desk_incidents(struct desk *desk, struct arena *arena, const struct incidents_filter *filter,
                       struct instant now, struct error *error)
{
	struct tracked_filter wanted = {
	        .kind = filter->kind,
	        .place = filter->place,
	        .since = filter->since,
	        .held = filter->held,
	        .most = desk_most(filter->limit),
	};
	struct instant living = {now.ms - TRACKED_LIVES_MS};
	struct tracked *tracked;
	size_t count;

	if (!filter->all && (!instant_known(wanted.since) || wanted.since.ms < living.ms))
		wanted.since = living;
	wanted.merged = filter->all;
	if (!store_tracked_newest(desk->store, arena, &wanted, &tracked, &count, error))
		return NULL;
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, summary_of(&tracked[i]));
	return list;
}
