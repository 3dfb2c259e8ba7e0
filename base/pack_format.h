/* How base/pack.c writes and base/unpack.c reads; the form itself is told in base/pack.h. */
#ifndef BASE_PACK_FORMAT_H
#define BASE_PACK_FORMAT_H

#define PACK_VERSION 1
#define PACK_TAG_BYTES 3

/* The low two bits of a tag. */
enum pack_written { WRITTEN_VARINT, WRITTEN_EIGHT, WRITTEN_BYTES };

/* Of a list of hashes. */
enum pack_order { ORDER_ANY, ORDER_RISING };

#endif
