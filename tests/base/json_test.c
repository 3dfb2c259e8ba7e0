#include "tests/test.h"

#include <stdlib.h>

#include "base/json.h"

static struct arena *arena;

struct leaf {
	int64_t low;
};

struct thing {
	struct text name;
	unsigned colour;
	struct leaf *leaf;
	struct leaf *leaves;
	size_t leaves_count;
	uint64_t hash;
	struct day day;
};

static const char *const colours[] = {NULL, "red", "green"};
static const struct json_member leaf_members[] = {MEMBER(OPEN, struct leaf, low, "low")};
static const struct json_shape leaf_shape = SHAPE("leaf", struct leaf, leaf_members);
static const struct json_member thing_members[] = {
	MEMBER(TEXT, struct thing, name, "name"),
	MEMBER_NAMED(struct thing, colour, "colour", colours),
	MEMBER_OF(struct thing, leaf, "leaf", &leaf_shape),
	MEMBER_MANY(LIST, struct thing, leaves, "leaves", &leaf_shape, 2),
	MEMBER(HASH, struct thing, hash, "hash"),
	MEMBER(DAY, struct thing, day, "day"),
};
static const struct json_shape thing_shape = SHAPE("thing", struct thing, thing_members);

static bool round_trip(const char *string, struct error *error, char **line)
{
	struct thing thing;
	json_t *json = json_read(
		(struct bytes){(const unsigned char *)string, strlen(string)}, error);

	if (!json)
		return false;
	bool good = json_to_shape(arena, &thing_shape, json, &thing, error);
	json_decref(json);
	if (!good)
		return false;
	json = json_of_shape(&thing_shape, &thing);
	*line = json_line(json);
	json_decref(json);
	return true;
}

TEST(a_struct_comes_back_as_it_went)
{
	const char *whole = "{\"name\":\"café\",\"colour\":\"green\",\"leaf\":{\"low\":null},"
			    "\"leaves\":[{\"low\":1},{\"low\":2}],\"hash\":\"00000000000000ff\","
			    "\"day\":\"2024-09-23\"}";
	struct error error = {0};
	char *line;

	CHECK(round_trip(whole, &error, &line));
	assert_string_equal(line, whole);
	free(line);
	CHECK(round_trip("{}", &error, &line));
	assert_string_equal(line, "{}");
	free(line);
}

TEST(a_stranger_is_refused_with_a_sentence)
{
	static const char *const bad[] = {
		"{\"name\":3}",
		"{\"colour\":\"blue\"}",
		"{\"leaves\":[{\"low\":1},{\"low\":2},{\"low\":3}]}",
		"{\"name\":\"a\\u001bb\"}",
		"{\"hash\":\"xyz\"}",
		"{\"day\":\"2024-02-30\"}",
		"{\"leaf\":{\"low\":\"1\"}}",
		"[]",
		"{\"name\":\"a\",\"name\":\"b\"}",
		"{",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error error = {0};
		char *line;
		CHECK(!round_trip(bad[i], &error, &line));
		CHECK_INT(error.kind, ERROR_DATA);
		CHECK(error.message[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_struct_comes_back_as_it_went),
		RUN(a_stranger_is_refused_with_a_sentence),
	};
	arena = arena_new(1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
