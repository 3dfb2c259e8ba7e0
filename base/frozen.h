/*
 * A struct by its shape (base/json.h), with all that it points to, as one piece of memory: kept for long, and
 * copied into an arena in a tenth of the time in which its packed record is read.
 */
#ifndef BASE_FROZEN_H
#define BASE_FROZEN_H

#include "base/json.h"

struct frozen;

/*
 * Every pointer of `object` must be a member of the shape, as it is of one that was just unpacked. NULL: no
 * memory. The caller frees it with free(3).
 */
struct frozen *frozen_make(const struct json_shape *shape, const void *object);
/* Fills `object`, of the same shape; what it points to lives in the arena and may be changed. */
void frozen_copy(struct arena *arena, const struct frozen *frozen, void *object);
/* Bytes of memory. */
size_t frozen_size(const struct frozen *frozen);

#endif
