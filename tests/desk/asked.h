/* All items of a query's answer as an array, NULL where it failed; the caller's reference. */
#ifndef TESTS_DESK_ASKED_H
#define TESTS_DESK_ASKED_H

#include "desk/desk.h"

static bool asked_put(void *list, json_t *item)
{
	return json_array_append(list, item) == 0;
}

static json_t *asked(struct desk *desk, struct arena *arena, struct query query, struct instant now, struct error *error)
{
	json_t *list = json_array();

	if (desk_ask(desk, arena, &query, now, asked_put, list, error))
		return list;
	json_decref(list);
	return NULL;
}

#endif
