/*
 * The walls around what parses hostile bytes: rlimits, NO_NEW_PRIVS, Landlock (deny all), seccomp.
 * After sandbox_enter() the process can compute, allocate up to its limit, and read and write
 * descriptors it already has; nothing else.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct sandbox {
	size_t address_space;   /* RLIMIT_AS in bytes; 0: unlimited. Left out in sanitizer builds */
	unsigned cpu_seconds;   /* RLIMIT_CPU; 0: unlimited */
	bool no_files;          /* RLIMIT_FSIZE 0: nothing is written to a file, stderr included */
	bool silent;            /* stdout and stderr are closed once it stands, as long as nothing is sanitized */
	bool best_effort;       /* go on without Landlock on a kernel that has none */
	bool landlocked;        /* told by sandbox_enter(): Landlock is among the walls */
};

/* False with a sentence where a wall cannot be built (and best_effort does not excuse it). */
bool sandbox_enter(struct sandbox *sandbox, struct error *error);

#endif
