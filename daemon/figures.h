/*
 * The desk's figures as they were last known: what status answers from while the disk stalls or the
 * database cannot be read. The desk is asked once a second; what changes about log and database is
 * logged when it changes.
 */
#ifndef DAEMON_FIGURES_H
#define DAEMON_FIGURES_H

#include "daemon/daemon.h"

struct figures *figures_new(struct daemon *daemon);
/* Asks, unless the last question has no answer yet. */
void figures_tick(struct figures *figures);
/* As of the last answer; where none has come for a while, or it was a failure, `database_state` says so. */
struct desk_figures figures_last(struct figures *figures);
/* The desk must have been stopped before. */
void figures_free(struct figures *figures);

#endif
