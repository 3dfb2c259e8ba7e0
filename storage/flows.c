/* What each feed brings, for the ceiling of its alerts: a row that is read with each of its reports. */
#include "storage/sqlite.h"

#include "base/hash.h"

/* The one that a statement finds; NULL: none. */
static bool read_flow(struct store *store, struct arena *arena, sqlite3_stmt *statement,
                      struct flow **flow, struct error *error)
{
	struct flow *found = arena_alloc(arena, sizeof(*found));
	bool there, read = query_record(store, arena, statement, &flow_shape, found, &there, error);

	*flow = read && there ? found : NULL;
	return read;
}

bool flow_load(struct store *store, struct arena *arena, struct text feed, struct flow **flow,
               struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT record FROM flow WHERE feed = ?1", error);

	if (!statement)
		return false;
	bind_hash(statement, 1, hash_text(feed, 0));
	return read_flow(store, arena, statement, flow, error);
}

bool flow_write(struct store *store, struct arena *arena, const struct flow *flow, struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "INSERT OR REPLACE INTO flow (feed, due, record) VALUES (?1, ?2, ?3)", error);

	if (!statement)
		return false;
	bind_hash(statement, 1, hash_text(flow->feed, 0));
	bind_instant(statement, 2, flow->due);
	bind_bytes(statement, 3, pack_shape(arena, &flow_shape, flow));
	return query_run(store, statement, error);
}

bool store_next_notice(struct store *store, struct instant *due, struct error *error)
{
	sqlite3_stmt *statement = query(store, "SELECT min(due) FROM flow WHERE due IS NOT NULL", error);

	return statement && query_integer(store, statement, INTEGER_NONE, &due->ms, error);
}

/* The first whose notice is due; NULL: none is. */
static bool due_flow(struct store *store, struct arena *arena, struct instant now, struct flow **flow,
                     struct error *error)
{
	sqlite3_stmt *statement =
	        query(store, "SELECT record FROM flow WHERE due <= ?1 ORDER BY due LIMIT 1", error);

	if (!statement)
		return false;
	bind_instant(statement, 1, now);
	return read_flow(store, arena, statement, flow, error);
}

bool store_notify(struct store *store, struct arena *arena, struct instant now,
                  struct alert *(*notice)(void *context, struct flow *flow), void *context,
                  bool *told, struct error *error)
{
	struct flow *flow;

	*told = false;
	if (!begin(store, error))
		return false;
	bool done = due_flow(store, arena, now, &flow, error);
	if (done && flow) {
		const struct alert *alert = notice(context, flow);
		done = outbox_add(store, alert, 0, now, error) && flow_write(store, arena, flow, error);
		*told = done;
	}
	return end(store, done, error);
}
