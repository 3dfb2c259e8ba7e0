/*
 * The control socket: clients ask, the desk answers (wire/control.h is the protocol). A Unix socket
 * of mode 0660; who may change something is told by the peer's credentials. At most
 * LIMIT_CONTROL_CLIENTS at once, LIMIT_CONTROL_LINE bytes a request, LIMIT_CONTROL_IDLE_S seconds
 * of silence; one that follows the alerts may stay, and is dropped when it does not read.
 */
#ifndef DAEMON_CONTROL_H
#define DAEMON_CONTROL_H

#include "daemon/daemon.h"

/* BUSY where another daemon answers on the socket; an old one that nobody answers on is replaced.
 */
struct control *control_new(struct daemon *daemon, struct error *error);
/* A new alert, for those who follow. */
void control_published(struct control *control, const struct alert *alert, struct text line);
/* Called ten times a second: clients that found no descriptor are let in again. */
void control_tick(struct control *control);
/* Listens no more and lets every client go; the desk must have been stopped before control_free().
 */
void control_stop(struct control *control);
void control_free(struct control *control);

#endif
