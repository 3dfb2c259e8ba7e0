/*
 * JSON over jansson, and the table that gives a struct its one JSON form.
 *
 * A shape lists the members of a struct, one row each; json_of_shape() and json_to_shape() read the
 * table in both directions, so a new member of a fact is one struct member and one row, and wire,
 * storage and output follow. Unknown keys are ignored; unknown values are absent:
 *
 *   kind          member                          absent when
 *   MEMBER_TEXT     struct text                   empty
 *   MEMBER_INTEGER  int64_t                       INTEGER_NONE
 *   MEMBER_OPEN     int64_t                       never: INTEGER_NONE is null (an open end)
 *   MEMBER_REAL     double                        NaN or 0
 *   MEMBER_TRUE     bool                          false
 *   MEMBER_BOOL     bool                          never
 *   MEMBER_INSTANT  struct instant                INSTANT_NONE
 *   MEMBER_DAY      struct day                    DAY_NONE
 *   MEMBER_NAME     unsigned (an enum)            names[value] is NULL
 *   MEMBER_HASH     uint64_t, as 16 hex digits    0
 *   MEMBER_OBJECT   pointer to a struct           NULL
 *   MEMBER_LIST     pointer to an array of structs, size_t count    count is 0
 *   MEMBER_TEXTS    pointer to an array of text,  size_t count      count is 0
 *   MEMBER_HASHES   pointer to an array of uint64_t, size_t count   count is 0
 *   MEMBER_NUMBERS  pointer to an array of int64_t, size_t count    count is 0
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"

#define INTEGER_NONE INT64_MIN

enum member_kind {
	MEMBER_TEXT,
	MEMBER_INTEGER,
	MEMBER_OPEN,
	MEMBER_REAL,
	MEMBER_TRUE,
	MEMBER_BOOL,
	MEMBER_INSTANT,
	MEMBER_DAY,
	MEMBER_NAME,
	MEMBER_HASH,
	MEMBER_OBJECT,
	MEMBER_LIST,
	MEMBER_TEXTS,
	MEMBER_HASHES,
	MEMBER_NUMBERS,
};

struct json_shape;

struct json_member {
	const char *key;
	enum member_kind kind;
	size_t offset;
	size_t count_offset;            /* of the size_t beside a list */
	size_t limit;                   /* most elements of a list; 0: JSON_LIST_MOST */
	bool always;                    /* a list or text that is [] or "" where it is empty, and not absent */
	bool loose;                     /* a TEXT with whatever characters; what is no string is absent */
	const struct json_shape *shape; /* of OBJECT and LIST */
	const char *const *names;       /* of NAME */
	size_t names_count;
};

struct json_shape {
	const char *name; /* for error sentences: "fact" */
	size_t size;
	const struct json_member *members;
	size_t count;
};

/* Rows of a table: MEMBER(TEXT, struct fact, source, "source"). */
#define MEMBER(KIND, type, field, json_key)                                                        \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_##KIND, .offset = offsetof(type, field)          \
	}
#define MEMBER_NAMED(type, field, json_key, table)                                                 \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_NAME, .offset = offsetof(type, field),           \
		.names = (table), .names_count = sizeof(table) / sizeof(*(table))                  \
	}
#define MEMBER_OF(type, field, json_key, its_shape)                                                \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_OBJECT, .offset = offsetof(type, field),         \
		.shape = (its_shape)                                                               \
	}
/* As MEMBER(TEXT, ...), but written where it is empty too. */
#define MEMBER_ALWAYS(type, field, json_key)                                                       \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_TEXT, .offset = offsetof(type, field),           \
		.always = true                                                                     \
	}
/* As MEMBER(TEXT, ...), of strangers: with whatever characters, and absent where it is no string. */
#define MEMBER_LOOSE(type, field, json_key)                                                        \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_TEXT, .offset = offsetof(type, field),           \
		.loose = true                                                                      \
	}
/* As MEMBER_MANY(LIST, ...), but written where it is empty too. */
#define MEMBER_ALL(type, field, json_key, its_shape, most)                                         \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_LIST, .offset = offsetof(type, field),           \
		.count_offset = offsetof(type, field##_count), .shape = (its_shape),               \
		.limit = (most), .always = true                                                    \
	}
/* A list `field` with its count in `field##_count`. */
#define MEMBER_MANY(KIND, type, field, json_key, its_shape, most)                                  \
	{                                                                                          \
		.key = (json_key), .kind = MEMBER_##KIND, .offset = offsetof(type, field),         \
		.count_offset = offsetof(type, field##_count), .shape = (its_shape),               \
		.limit = (most)                                                                    \
	}
#define SHAPE(text_name, type, table)                                                              \
	{                                                                                          \
		.name = (text_name), .size = sizeof(type), .members = (table),                     \
		.count = sizeof(table) / sizeof(*(table))                                          \
	}

/* Elements of a list whose member has no limit of its own: no more than an answer may have. */
#define JSON_LIST_MOST 100000

/* Bytes that an element of a LIST, TEXTS, HASHES or NUMBERS takes. */
size_t json_element_size(const struct json_member *member);

/* What a NAME's value is called; NULL where it has no name. */
const char *json_member_name(const struct json_member *member, const void *value);

/* A new reference; never NULL but when memory is gone. */
json_t *json_of_shape(const struct json_shape *shape, const void *object);

/* Every member set to its absent value, as a struct is before anything is known of it. */
void json_blank(const struct json_shape *shape, void *object);

/*
 * Fills `object` (blanked first); texts and lists live in the arena. Fails on a value of the wrong
 * type, a list over its limit, or text that is not loose with control characters other than LF.
 */
bool json_to_shape(struct arena *arena, const struct json_shape *shape, const json_t *json,
		   void *object, struct error *error);

/* One JSON value from bytes: UTF-8 checked, duplicate keys refused, no trailing garbage. */
json_t *json_read(struct bytes bytes, struct error *error);

/* On one line, keys in the order in which they were set. The caller frees it with free(3). */
char *json_line(const json_t *json);

json_t *json_of_text(struct text text);
/* Sets the key unless the text is empty. */
void json_put_text(json_t *object, const char *key, struct text text);
void json_put_integer(json_t *object, const char *key, int64_t value);
/* A copy of a string member in the arena; empty where it is missing or no string. */
struct text json_get_text(struct arena *arena, const json_t *object, const char *key);
/* An integer member, or `otherwise`. */
int64_t json_get_integer(const json_t *object, const char *key, int64_t otherwise);

#endif
