#include "daemon/status.h"

#include "build_config.h"

struct row {
	const char *key;
	int64_t value;
};

static json_t *object_of(const struct row *rows, size_t count)
{
	json_t *object = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set_new(object, rows[i].key, json_integer(rows[i].value));
	return object;
}

#define OBJECT(...)                                                                                \
	object_of((const struct row[]){__VA_ARGS__},                                               \
	          sizeof((const struct row[]){__VA_ARGS__}) / sizeof(struct row))

static json_t *instant_json(struct instant instant)
{
	struct arena *arena;
	json_t *json;

	if (!instant_known(instant))
		return json_null();
	arena = arena_new(4096);
	json = json_of_text(instant_format(arena, instant));
	arena_free(arena);
	return json;
}

json_t *status_json(const struct daemon *daemon, const struct desk_figures *figures)
{
	json_t *status = json_object(), *feeds, *readers, *database, *log;

	json_object_set_new(status, "version", json_string(SITREP_VERSION));
	json_object_set_new(status, "uptime",
	                    json_integer((clock_counter_ms() - daemon->started_ms) / 1000));
	feeds = OBJECT({"total", figures->feeds_total}, {"ok", figures->feeds_ok},
	               {"failing", figures->feeds_failing}, {"gone", figures->feeds_gone},
	               {"paused", figures->feeds_paused});
	json_object_set_new(feeds, "due_next", instant_json(figures->due_next));
	json_object_set_new(status, "feeds", feeds);
	json_object_set_new(status, "polls",
	                    OBJECT({"total", figures->polls_total},
	                           {"unchanged", figures->polls_unchanged},
	                           {"failed", figures->polls_failed}));
	json_object_set_new(status, "articles",
	                    OBJECT({"seen", figures->articles_seen},
	                           {"read", figures->articles_read},
	                           {"unreadable", figures->articles_unreadable},
	                           {"handled", figures->articles_handled}));
	json_object_set_new(status, "facts", json_integer(figures->facts));
	json_object_set_new(status, "incidents", json_integer(figures->incidents));
	json_object_set_new(status, "alerts",
	                    OBJECT({"total", figures->alerts_total}, {"last", figures->alerts_last},
	                           {"pending", figures->alerts_pending}));
	readers = OBJECT({"running", (int64_t)readers_running(daemon->readers)},
	                 {"deaths", (int64_t)readers_deaths(daemon->readers)});
	json_object_set_new(readers, "state", json_string(readers_state(daemon->readers)));
	json_object_set_new(status, "readers", readers);
	json_object_set_new(status, "queues",
	                    OBJECT({"reader", (int64_t)readers_queued(daemon->readers)},
	                           {"desk", (int64_t)desk_thread_queued(daemon->desk)}));
	database = OBJECT({"bytes", figures->database_bytes});
	json_put_text(database, "path", figures->database_path);
	json_put_text(database, "state", figures->database_state);
	json_object_set_new(status, "database", database);
	log = json_object();
	json_put_text(log, "path", figures->log_path);
	json_put_text(log, "state", figures->log_state);
	json_object_set_new(status, "log", log);
	json_object_set_new(status, "loop", OBJECT({"longest_ms", daemon->loop_longest_us / 1000}));
	return status;
}
