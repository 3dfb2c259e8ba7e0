/* The object of `sitrep status --json`: the desk's figures and the loop's own. */
#ifndef DAEMON_STATUS_H
#define DAEMON_STATUS_H

#include "daemon/daemon.h"

json_t *status_json(const struct daemon *daemon, const struct desk_figures *figures);

#endif
