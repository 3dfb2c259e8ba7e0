/* A question to the daemon over its control socket: one request, then items until the end. */
#ifndef CLIENT_LIVE_H
#define CLIENT_LIVE_H

#include <argp.h>

#include "base/error.h"
#include "base/json.h"

/* The options that every live command has. */
struct live {
	const char *command;
	const char *socket;
	const char *database; /* asked in the daemon's place; NULL: the daemon is asked */
	bool json;
};

#define LIVE_KEY_SOCKET 0x1001
#define LIVE_KEY_JSON 0x1002
#define LIVE_OPTIONS                                                                               \
	{"socket", LIVE_KEY_SOCKET, "PATH", 0, "the daemon's control socket", 90},                 \
	{                                                                                          \
		"json", LIVE_KEY_JSON, NULL, 0, "print JSON, one object per line", 90              \
	}

#define LIVE_SOCKET "/run/sitrep/control"

/* True where the key was one of LIVE_OPTIONS, or DATABASE_OPTION. */
bool live_option(struct live *live, int key, char *argument);

/* The argument of --limit; ends the program with a sentence where it is no number. */
void live_limit(const struct argp_state *state, const char *argument, int64_t *limit);

/*
 * Asks, and calls `item` for each item (its reference stays the caller's) until the end; `item`
 * returns false to stop early. Takes the reference to `request`. UNAVAILABLE with how to start a
 * daemon where none answers; the daemon's own sentence and exit status otherwise: `status` gets it.
 */
bool live_ask(const struct live *live, json_t *request, bool (*item)(void *context, json_t *item),
              void *context, int *status, struct error *error);

/* {"command":NAME}; a new reference. */
json_t *live_request(const char *command);

/* As live_ask(), with what went wrong on stderr; the exit status. */
int live_run(const struct live *live, json_t *request, bool (*item)(void *context, json_t *item),
             void *context);

#endif
