#include "client/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "desk/desk.h"
#include "wire/control.h"

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

static bool ask(const char *path, struct arena *arena, const struct query *query,
                bool (*item)(void *context, json_t *item), void *context, struct error *error)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	struct instant asked = {(int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000};
	struct desk *desk = open_existing(path, error);
	if (!desk && error->kind == ERROR_BUSY)
		return error_set(error, ERROR_BUSY, "a daemon has the database %.150s: ask it, without --database",
		                 path);
	bool done = desk && desk_ask(desk, arena, query, asked, item, context, error);
	desk_close(desk);
	return done;
}

bool database_ask(const char *path, const json_t *request,
                  bool (*item)(void *context, json_t *item), void *context, struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct control_request read;
	char *line = json_line(request);
	bool done = control_request_of(arena, (struct bytes){(const unsigned char *)line, strlen(line)},
	                               &read, error);
	const struct query query = done ? control_query_of(&read) : (struct query){0};

	if (query.kind != QUERY_NONE && !read.follow)
		done = ask(path, arena, &query, item, context, error);
	else if (done)
		done = error_set(error, ERROR_USAGE,
		                 "only a daemon can do that; --database shows what is remembered");
	free(line);
	arena_free(arena);
	return done;
}
