/*
 * The daemon's clocks. Waiting goes by the steady one, which begins at the wall clock's time and then
 * only counts (suspend included): whoever sets the wall clock moves no schedule. Stamps are the wall's.
 */
#ifndef DAEMON_CLOCK_H
#define DAEMON_CLOCK_H

#include "base/instant.h"

struct clock {
	int64_t anchor_ms; /* wall minus counter when the daemon began */
};

struct clock clock_new(void);
struct instant clock_wall(void);
struct instant clock_steady(const struct clock *clock);

/* Milliseconds that only rise; from no particular moment. */
int64_t clock_counter_ms(void);
/* Stands still while the machine sleeps. */
int64_t clock_awake_us(void);

#endif
