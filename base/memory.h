/*
 * Memory that is refused. A line of the log, a document or an answer of which a piece is missing would be worse than
 * an end: so whoever asks here for a little, jansson among them, gets it or the process ends with a sentence and status
 * MEMORY_EXIT, and begins anew with what is in the database. What strangers decide the size of has a limit, asks
 * malloc(3) itself, and lives with a refusal.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#define MEMORY_EXIT 71 /* EX_OSERR */

/* Says on stderr that there is no memory, and ends the process; safe wherever it is called. */
_Noreturn void memory_end(void);

/* As malloc(3), calloc(3), realloc(3), strdup(3), never NULL. free(3) takes what they give. */
void *memory_alloc(size_t size);
void *memory_zeroed(size_t count, size_t size);
void *memory_resize(void *memory, size_t size);
char *memory_string(const char *string);

/* jansson takes its memory here from now on: first thing in a program. */
void memory_guard_json(void);

#endif
