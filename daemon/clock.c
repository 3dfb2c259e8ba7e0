#include "daemon/clock.h"

#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t counter_us(void)
{
	return read_us(CLOCK_BOOTTIME);
}

int64_t clock_awake_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_counter_ms(void)
{
	return counter_us() / 1000;
}

struct instant clock_wall(void)
{
	return (struct instant){read_us(CLOCK_REALTIME) / 1000};
}

struct clock clock_new(void)
{
	return (struct clock){clock_wall().ms - clock_counter_ms()};
}

struct instant clock_steady(const struct clock *clock)
{
	return (struct instant){clock->anchor_ms + clock_counter_ms()};
}
