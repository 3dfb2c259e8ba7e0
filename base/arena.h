/*
 * Memory that goes away at once: everything made while one document is handled.
 *
 * arena_alloc() never returns NULL. An arena is born with a ceiling; what passes it calls the
 * arena's `full` function, which must not return. The default ends the process with exit status
 * ARENA_EXIT: in the reader that is the harmless event "this document could not be read". Batch
 * commands and the desk give a function that jumps out of the one document instead. Where the system has no
 * memory below the ceiling, the process ends as memory_end() does (base/memory.h), or `full` is called.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#define ARENA_EXIT 65 /* EX_DATAERR: the document passed its memory limit */

struct arena;

/* Ends the process when not even the first block can be had. */
struct arena *arena_new(size_t ceiling);
void arena_free(struct arena *arena);

/* Forgets everything and keeps one block, of 1 MiB at most, for the next document. */
void arena_reset(struct arena *arena);

/* `full(context)` is called instead of ending the process; it must not return. */
void arena_on_full(struct arena *arena, void (*full)(void *context), void *context);

/* Zeroed, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* As arena_alloc(), but not zeroed: for what is written over at once. */
void *arena_take(struct arena *arena, size_t size);

/* As arena_alloc(count * size), with the multiplication checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * A list that grows by doubling: makes room for one more behind `count` elements of `size` bytes and
 * returns the place of the list, moved if need be. `*room` starts as 0 with a NULL list.
 */
void *arena_grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size);

/* True when `full` was called for want of memory, and not for the ceiling. */
bool arena_starved(const struct arena *arena);

/* Bytes handed out since birth or the last reset. */
size_t arena_used(const struct arena *arena);

#endif
