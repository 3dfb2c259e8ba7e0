/* What systemd is told: a datagram to NOTIFY_SOCKET (sd_notify(3)); nothing where nobody listens. */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct notify {
	int fd;                    /* -1: nobody listens */
	int64_t watchdog_us;       /* 0: no watchdog */
	uint64_t heartbeat;        /* the desk's, when the watchdog was fed last */
};

/* Reads NOTIFY_SOCKET and WATCHDOG_USEC, and takes them out of the environment. */
struct notify notify_new(void);
void notify_close(struct notify *notify);

/* "READY=1", "STOPPING=1", "STATUS=..." and so on, lines apart by \n. */
void notify_say(const struct notify *notify, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* RELOADING=1 with the moment that Type=notify-reload wants. */
void notify_reloading(const struct notify *notify);
/* Feeds the watchdog where the desk has moved since the last time: the loop lives, or this would not be called. */
void notify_alive(struct notify *notify, uint64_t heartbeat);

#endif
