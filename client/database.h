/* A database that answers by itself, for its owner while no daemon has it. */
#ifndef CLIENT_DATABASE_H
#define CLIENT_DATABASE_H

#include "base/error.h"
#include "base/json.h"

#define DATABASE_KEY 0x1003
#define DATABASE_OPTION                                                                            \
	{                                                                                          \
		"database", DATABASE_KEY, "PATH", 0,                                               \
		        "ask this database itself; for its owner, while no daemon has it", 91      \
	}

/*
 * Calls `item` for each item that a daemon would have answered to the request. Only what asks can be
 * asked: USAGE otherwise. INPUT: no such database. BUSY: a daemon has it.
 */
bool database_ask(const char *path, const json_t *request,
                  bool (*item)(void *context, json_t *item), void *context, struct error *error);

#endif
