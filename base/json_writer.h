/*
 * The JSON form of a struct as text at once, without json_t between: what a reader answers and
 * `extract` prints is written once and never looked at, and a tree takes four times as long.
 *
 * Byte for byte what json_line() makes of json_of_shape().
 */
#ifndef BASE_JSON_WRITER_H
#define BASE_JSON_WRITER_H

#include "base/json.h"
#include "base/writer.h"

/* A string with its quotes. */
void json_write_text(struct writer *writer, struct text text);
void json_write_shape(struct writer *writer, const struct json_shape *shape, const void *object);
/* An array of structs of the shape; "[]" where there are none. */
void json_write_list(struct writer *writer, const struct json_shape *shape, const void *elements,
		     size_t count);

#endif
