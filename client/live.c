#include "client/live.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "client/command.h"
#include "client/database.h"

bool live_option(struct live *live, int key, char *argument)
{
	if (key == LIVE_KEY_SOCKET)
		live->socket = argument;
	else if (key == DATABASE_KEY)
		live->database = argument;
	else if (key == LIVE_KEY_JSON)
		live->json = true;
	else
		return false;
	return true;
}

void live_limit(const struct argp_state *state, const char *argument, int64_t *limit)
{
	if (!text_number(text_of(argument), limit))
		argp_error(state, "--limit %.30s: it is no number from 0", argument);
}

json_t *live_request(const char *command)
{
	return json_pack("{s:s}", "command", command);
}

static FILE *connect_to(const char *path, struct error *error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path)) {
		error_set(error, ERROR_USAGE, "%.120s: a socket's path has at most %zu bytes", path,
		          sizeof(address.sun_path) - 1);
		return NULL;
	}
	strcpy(address.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
		FILE *stream = fdopen(fd, "r+");
		if (stream)
			return stream;
	}
	if (errno == EACCES || errno == EPERM)
		error_set(error, ERROR_PERMISSION,
		          "%.100s: you may not ask the daemon; be root or a member of the group "
		          "sitrep",
		          path);
	else
		error_set(error, ERROR_UNAVAILABLE,
		          "no daemon answers on %.100s; start one with \"systemctl start sitrepd\" "
		          "or \"sitrepd -c FILE\"",
		          path);
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* The daemon's own words: its sentence becomes ours, its exit status too. */
static bool take_error(const json_t *json, int *status, struct error *error)
{
	const char *sentence = json_string_value(json_object_get(json, "error"));

	*status = (int)json_integer_value(json_object_get(json, "exit"));
	return error_set(error, ERROR_DATA, "%.220s",
	                 sentence ? sentence : "the daemon's answer makes no sense");
}

static bool read_answer(FILE *stream, bool (*item)(void *context, json_t *item), void *context,
                        int *status, struct error *error)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool ended = false, more = true, fine = true;

	while (more && !ended && fine && (length = getline(&line, &room, stream)) > 0) {
		json_t *json = json_loadb(line, (size_t)length, 0, NULL);
		json_t *one = json_object_get(json, "item");
		if (one)
			more = item(context, one);
		else if (json_object_get(json, "end"))
			ended = true;
		else
			fine = take_error(json, status, error);
		json_decref(json);
	}
	free(line);
	if (fine && more && !ended) {
		*status = 69;
		return error_set(error, ERROR_UNAVAILABLE,
		                 "the daemon has gone away in the middle of its answer");
	}
	return fine;
}

static bool ask_database(const struct live *live, json_t *request,
                         bool (*item)(void *context, json_t *item), void *context, int *status,
                         struct error *error)
{
	bool done = database_ask(live->database, request, item, context, error);

	*status = done ? 0 : error_exit_status(error->kind);
	json_decref(request);
	return done;
}

bool live_ask(const struct live *live, json_t *request, bool (*item)(void *context, json_t *item),
              void *context, int *status, struct error *error)
{
	if (live->database)
		return ask_database(live, request, item, context, status, error);
	FILE *stream = connect_to(live->socket ? live->socket : LIVE_SOCKET, error);
	char *line = json_line(request);

	json_decref(request);
	if (!stream) {
		*status = error_exit_status(error->kind);
		free(line);
		return false;
	}
	*status = 0;
	bool done = fprintf(stream, "%s\n", line) > 0 && !fflush(stream);
	free(line);
	if (done) {
		done = read_answer(stream, item, context, status, error);
	} else {
		*status = 69;
		error_set(error, ERROR_UNAVAILABLE, "the daemon does not listen: %s",
		          strerror(errno));
	}
	fclose(stream);
	return done;
}

int live_run(const struct live *live, json_t *request, bool (*item)(void *context, json_t *item),
             void *context)
{
	struct error error;
	int status;

	if (live_ask(live, request, item, context, &status, &error))
		return fflush(stdout) ? 74 : 0;
	command_failed(live->command, &error);
	return status ? status : 70;
}
