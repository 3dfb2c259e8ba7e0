/*
 * The same tables as base/json.h, packed: a struct by its shape as a few bytes, for records that are
 * read back many times for each report. A new member is one row here too.
 *
 *   record   version (1), rows
 *   rows     count, columns, {tag}..., then for each row a mask of its columns and their values
 *   tag      3 bytes, the low first: 22 bits of the hash of the key, 2 bits of how it is written
 *   written  0 a zigzag varint, 1 eight bytes, 2 a length and so many bytes
 *
 * A column is named once for all rows of a list. Columns nobody knows (of a newer program, or a
 * member that is gone) are passed over; a name of an enum is written out, so that its number may
 * change. What is absent by base/json.h is not written.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/json.h"

struct bytes pack_shape(struct arena *arena, const struct json_shape *shape, const void *object);

/*
 * Fills `object` (blanked first); nothing of it points into `bytes`. As strict as json_to_shape(),
 * and nothing may stand behind the record. DATA otherwise.
 */
bool unpack_shape(struct arena *arena, const struct json_shape *shape, struct bytes bytes,
                  void *object, struct error *error);

/*
 * A list of hashes: where they rise, as the differences without the bits that are zero in all of
 * them, so 512 of 22 bits take three bytes each at most, and two as a rule.
 */
struct bytes pack_hashes(struct arena *arena, const uint64_t *hashes, size_t count);
bool unpack_hashes(struct arena *arena, struct bytes bytes, size_t most, uint64_t **hashes,
                   size_t *count);

/* By what a member is found again; two of one shape must differ. */
uint32_t pack_tag(const struct json_member *member);

#endif
