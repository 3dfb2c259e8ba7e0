/*
 * Points at which the tests make the process die, as by kill -9: FAULT_POINT("publish.line") kills it
 * when the environment's SITREP_FAULT is "publish.line". Compiled out of what ships.
 */
#ifndef STORAGE_FAULT_H
#define STORAGE_FAULT_H

#ifdef SITREP_FAULT_POINTS

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline bool fault_wanted(const char *name)
{
	const char *wanted = getenv("SITREP_FAULT");

	return wanted && !strcmp(wanted, name);
}

static inline void fault_die(void)
{
	kill(getpid(), SIGKILL);
}

#define FAULT_WANTED(name) fault_wanted(name)
#define FAULT_POINT(name)                                                                          \
	do {                                                                                       \
		if (fault_wanted(name))                                                            \
			fault_die();                                                               \
	} while (0)

#else

#define FAULT_WANTED(name) false
#define FAULT_POINT(name) ((void)0)

#endif

#endif
