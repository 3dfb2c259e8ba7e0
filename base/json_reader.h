/*
 * JSON to a struct by its shape, straight from the bytes: what json_read() and json_to_shape() make of them
 * together, without the tree between, which takes a hundred bytes of heap for each value and most of the
 * time. As strict as they are, but for keys that no member has: those may come twice.
 */
#ifndef BASE_JSON_READER_H
#define BASE_JSON_READER_H

#include "base/json.h"

/*
 * Fills `object` (blanked first); texts and lists live in the arena, and nothing points into `bytes`. DATA
 * where it is no JSON, says something of the wrong type, or has more than LIMIT_JSON_VALUES values.
 */
bool json_read_shape(struct arena *arena, const struct json_shape *shape, struct bytes bytes, void *object,
		     struct error *error);

/* The same, but texts may point into `bytes`, which must outlive the object: most of a document is copied once less. */
bool json_view_shape(struct arena *arena, const struct json_shape *shape, struct bytes bytes, void *object,
		     struct error *error);

#endif
