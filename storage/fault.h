/*
 * Points at which the tests make the process die, as by kill -9: FAULT_POINT("publish.line") kills it
 * when the environment's SITREP_FAULT is "publish.line". Compiled out of what ships.
 */
#ifndef STORAGE_FAULT_H
#define STORAGE_FAULT_H

#ifdef SITREP_FAULT_POINTS

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
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
/* The point of this name and number, as "migrate.step.3". */
#define FAULT_NUMBERED(name, number)                                                               \
	do {                                                                                       \
		char fault_name[64];                                                               \
		snprintf(fault_name, sizeof(fault_name), "%s.%d", (name), (number));               \
		FAULT_POINT(fault_name);                                                           \
	} while (0)

#else

#define FAULT_WANTED(name) false
#define FAULT_POINT(name) ((void)0)
#define FAULT_NUMBERED(name, number) ((void)0)

#endif

#endif
