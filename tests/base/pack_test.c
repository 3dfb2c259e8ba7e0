#include "tests/test.h"

#include <stdlib.h>

#include "base/frozen.h"
#include "base/pack.h"
#include "tests/base/thing.h"

static struct arena *arena;

/* The same some versions before: other members, in another order. */
static const struct json_member old_members[] = {
	MEMBER(DAY, struct thing, day, "day"),
	MEMBER(TEXT, struct thing, name, "name"),
};
static const struct json_shape old_shape = SHAPE("thing", struct thing, old_members);

static const char whole[] =
	"{\"name\":\"café\",\"colour\":\"green\",\"leaf\":{\"low\":null},"
	"\"leaves\":[{\"low\":1},{\"low\":-2,\"sure\":0.25}],\"words\":[\"a\",\"\",\"b c\"],"
	"\"hashes\":[\"00000000000000ff\",\"0000000000000001\"],\"numbers\":[-1,0,9000000000],"
	"\"hash\":\"ffffffffffffffff\",\"day\":\"1931-09-23\",\"instant\":\"2024-09-23T10:00:00.125Z\","
	"\"marked\":true,\"plain\":true,\"number\":-7,\"said\":\"so\"}";

static struct thing thing_of(const char *string)
{
	struct thing thing;
	struct error error;
	json_t *json = json_read((struct bytes){(const unsigned char *)string, strlen(string)}, &error);

	CHECK(json && json_to_shape(arena, &thing_shape, json, &thing, &error));
	json_decref(json);
	return thing;
}

static char *line_of(const struct thing *thing)
{
	json_t *json = json_of_shape(&thing_shape, thing);
	char *line = json_line(json);

	json_decref(json);
	return line;
}

TEST(a_struct_comes_back_as_it_went)
{
	const char *const lines[] = {whole, "{}"};
	struct error error;

	for (size_t i = 0; i < 2; i++) {
		struct thing thing = thing_of(lines[i]), back;
		struct bytes packed = pack_shape(arena, &thing_shape, &thing);
		CHECK(unpack_shape(arena, &thing_shape, packed, &back, &error));
		char *line = line_of(&back), *before = line_of(&thing);
		assert_string_equal(line, before);
		free(line);
		free(before);
	}
}

TEST(a_frozen_struct_is_copied_as_it_was)
{
	const char *const lines[] = {whole, "{}"};

	for (size_t i = 0; i < 2; i++) {
		struct thing thing = thing_of(lines[i]), one, other;
		char *before = line_of(&thing);
		struct frozen *frozen = frozen_make(&thing_shape, &thing);
		if (thing.leaves_count)
			thing.leaves[1].low = 7;
		thing.name = TEXT("gone");
		frozen_copy(arena, frozen, &one);
		if (one.leaves_count)
			one.leaves[1].low = 8;
		frozen_copy(arena, frozen, &other);
		CHECK(frozen_size(frozen) > sizeof(thing));
		free(frozen);
		char *line = line_of(&other);
		assert_string_equal(line, before);
		free(line);
		free(before);
	}
}

TEST(members_come_and_go)
{
	struct thing thing = thing_of(whole), back;
	struct error error;
	struct bytes packed = pack_shape(arena, &thing_shape, &thing);

	CHECK(unpack_shape(arena, &old_shape, packed, &back, &error));
	CHECK_TEXT(back.name, "café");
	CHECK_INT(back.day.number, thing.day.number);
	packed = pack_shape(arena, &old_shape, &thing);
	CHECK(unpack_shape(arena, &thing_shape, packed, &back, &error));
	CHECK_TEXT(back.name, "café");
	CHECK(!instant_known(back.instant));
}

TEST(rising_hashes_take_little_room)
{
	uint64_t hashes[512], *back;
	size_t count;

	for (size_t i = 0; i < 512; i++)
		hashes[i] = (i * 32000 + i % 7) << 40;
	struct bytes packed = pack_hashes(arena, hashes, 512);
	CHECK(packed.length < 512 * 3 + 8);
	CHECK(unpack_hashes(arena, packed, 512, &back, &count));
	CHECK_INT(count, 512);
	CHECK(!memcmp(back, hashes, sizeof(hashes)));
	CHECK(!unpack_hashes(arena, packed, 511, &back, &count));
}

TEST(no_part_of_a_record_is_one)
{
	struct thing thing = thing_of(whole), back;
	struct bytes packed = pack_shape(arena, &thing_shape, &thing);
	struct error error;

	for (size_t length = 0; length < packed.length; length++)
		CHECK(!unpack_shape(arena, &thing_shape, (struct bytes){packed.data, length}, &back, &error));
	CHECK_INT(error.kind, ERROR_DATA);
}

TEST(a_damaged_record_does_no_harm)
{
	struct thing thing = thing_of(whole), back;
	struct bytes packed = pack_shape(arena, &thing_shape, &thing);
	struct error error;

	for (size_t i = 0; i < packed.length; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			unsigned char *copy = malloc(packed.length);
			memcpy(copy, packed.data, packed.length);
			copy[i] ^= (unsigned char)(1u << bit);
			if (unpack_shape(arena, &thing_shape, (struct bytes){copy, packed.length}, &back, &error))
				CHECK(back.leaves_count <= 5);
			free(copy);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_struct_comes_back_as_it_went),
		RUN(a_frozen_struct_is_copied_as_it_was),
		RUN(members_come_and_go),
		RUN(rising_hashes_take_little_room),
		RUN(no_part_of_a_record_is_one),
		RUN(a_damaged_record_does_no_harm),
	};
	arena = arena_new(1 << 24);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
