/* A folder of a test's own, which goes with it. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define FOLDER_LENGTH 64

/* `name`: the test's, of a few letters. */
static inline bool folder_begin(char folder[FOLDER_LENGTH], const char *name)
{
	snprintf(folder, FOLDER_LENGTH, "/tmp/sitrep-%s-XXXXXX", name);
	return mkdtemp(folder) != NULL;
}

/* 0: it is gone. */
static inline int folder_end(const char folder[FOLDER_LENGTH])
{
	char command[FOLDER_LENGTH + 8];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

#endif
