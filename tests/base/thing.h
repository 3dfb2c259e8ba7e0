/* A struct with a member of every kind, for whatever is told its shape. */
#ifndef TESTS_BASE_THING_H
#define TESTS_BASE_THING_H

#include "base/json.h"

struct leaf {
	int64_t low;
	double sure;
};

struct thing {
	struct text name;
	unsigned colour;
	struct leaf *leaf;
	struct leaf *leaves;
	size_t leaves_count;
	struct text *words;
	size_t words_count;
	uint64_t *hashes;
	size_t hashes_count;
	int64_t *numbers;
	size_t numbers_count;
	uint64_t hash;
	struct day day;
	struct instant instant;
	bool marked;
	bool plain;
	int64_t number;
	struct text said;
};

static const char *const colours[] = {NULL, "red", "green"};
static const struct json_member leaf_members[] = {
	MEMBER(OPEN, struct leaf, low, "low"),
	MEMBER(REAL, struct leaf, sure, "sure"),
};
static const struct json_shape leaf_shape = SHAPE("leaf", struct leaf, leaf_members);
static const struct json_member thing_members[] = {
	MEMBER(TEXT, struct thing, name, "name"),
	MEMBER_NAMED(struct thing, colour, "colour", colours),
	MEMBER_OF(struct thing, leaf, "leaf", &leaf_shape),
	MEMBER_MANY(LIST, struct thing, leaves, "leaves", &leaf_shape, 5),
	MEMBER_MANY(TEXTS, struct thing, words, "words", NULL, 9),
	MEMBER_MANY(HASHES, struct thing, hashes, "hashes", NULL, 9),
	MEMBER_MANY(NUMBERS, struct thing, numbers, "numbers", NULL, 9),
	MEMBER(HASH, struct thing, hash, "hash"),
	MEMBER(DAY, struct thing, day, "day"),
	MEMBER(INSTANT, struct thing, instant, "instant"),
	MEMBER(TRUE, struct thing, marked, "marked"),
	MEMBER(BOOL, struct thing, plain, "plain"),
	MEMBER(INTEGER, struct thing, number, "number"),
	MEMBER_LOOSE(struct thing, said, "said"),
};
static const struct json_shape thing_shape = SHAPE("thing", struct thing, thing_members);

#endif
