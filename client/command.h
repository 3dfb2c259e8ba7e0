/*
 * The client's commands: one row each. A command gets its own command line (its name is the first
 * argument) and returns the exit status.
 */
#ifndef CLIENT_COMMAND_H
#define CLIENT_COMMAND_H

#include <argp.h>

#include "base/error.h"

int command_feed(int count, char **arguments);
int command_article(int count, char **arguments);
int command_extract(int count, char **arguments);
int command_replay(int count, char **arguments);
int command_lexicon(int count, char **arguments);
int command_status(int count, char **arguments);
int command_feeds(int count, char **arguments);
int command_alerts(int count, char **arguments);
int command_incidents(int count, char **arguments);
int command_show(int count, char **arguments);
int command_merge(int count, char **arguments);
int command_split(int count, char **arguments);
int command_mute(int count, char **arguments);
int command_unmute(int count, char **arguments);
int command_retract(int count, char **arguments);
int command_audit(int count, char **arguments);
int command_why(int count, char **arguments);
int command_reload(int count, char **arguments);

/* "sitrep feed: sentence" on stderr; returns the exit status of its kind. */
int command_failed(const char *command, const struct error *error);
/* As argp_parse(), with argv[0] as "sitrep COMMAND" for its messages. */
void command_parse(const struct argp *argp, const char *command, int count, char **arguments,
                   void *input);

#endif
