#include "tests/test.h"

#include <math.h>
#include <stdlib.h>

#include "base/json_writer.h"
#include "tests/base/thing.h"

static struct arena *arena;

/* Whether the text is what the tree of the same struct prints; its bytes in `*written`. */
static bool is_as_tree(const struct thing *thing, struct text *written)
{
	struct writer writer = writer_new(arena, SIZE_MAX);
	json_t *json = json_of_shape(&thing_shape, thing);
	char *line = json_line(json);

	json_write_shape(&writer, &thing_shape, thing);
	*written = writer_text(&writer);
	bool same = text_equal(*written, text_of(line));
	json_decref(json);
	free(line);
	return same;
}

TEST(every_kind_of_member_is_written_as_the_tree_prints_it)
{
	struct thing thing;
	struct text written, words[] = {TEXT("a"), TEXT_NONE};
	struct leaf leaves[] = {{INT64_MIN, 0.72}, {INT64_MAX, 1}, {-7, 1e-7}, {0, 1e300}, {10, -2.5}};
	uint64_t hashes[] = {0, 0xff, UINT64_MAX};
	int64_t numbers[] = {0, -1, INT64_MAX};

	json_blank(&thing_shape, &thing);
	CHECK(is_as_tree(&thing, &written));
	CHECK_TEXT(written, "{\"plain\":false}");
	thing.name = TEXT("caf\xc3\xa9");
	thing.colour = 2;
	thing.leaf = leaves;
	thing.leaves = leaves;
	thing.leaves_count = 5;
	thing.words = words;
	thing.words_count = 2;
	thing.hashes = hashes;
	thing.hashes_count = 3;
	thing.numbers = numbers;
	thing.numbers_count = 3;
	thing.hash = 0xabc;
	CHECK(day_parse(TEXT("2024-09-23"), &thing.day));
	CHECK(instant_parse(TEXT("2024-09-23T10:00:00Z"), &thing.instant));
	thing.marked = thing.plain = true;
	thing.number = INT64_MIN + 1;
	CHECK(is_as_tree(&thing, &written));
	thing.colour = 3;
	CHECK(is_as_tree(&thing, &written));
}

TEST(every_character_is_escaped_as_the_tree_does)
{
	char characters[130];
	struct thing thing;
	struct text written;

	json_blank(&thing_shape, &thing);
	for (unsigned i = 0; i < 128; i++)
		characters[i] = (char)i;
	thing.name = (struct text){characters, 128};
	CHECK(is_as_tree(&thing, &written));
}

TEST(what_cannot_be_seen_is_escaped_in_either_way)
{
	struct thing thing;
	struct text written;

	json_blank(&thing_shape, &thing);
	thing.name = TEXT("a\x7f\xc2\x9b" "b\xe2\x80\xae" "c\xe2\x80\xa8\xd8\x9c" "d\xef\xbb\xbf\xe2\x80\x9c\xc3\xa9\xd8\xa7");
	CHECK(is_as_tree(&thing, &written));
	CHECK_TEXT(written, "{\"name\":\"a\\u007F\\u009Bb\\u202Ec\\u2028\\u061Cd\\uFEFF\xe2\x80\x9c\xc3\xa9\xd8\xa7\",\"plain\":false}");
}

TEST(a_number_that_json_lacks_is_absent)
{
	struct leaf leaves[] = {{1, NAN}, {1, INFINITY}, {1, 0}};
	struct thing thing;
	struct text written;

	json_blank(&thing_shape, &thing);
	thing.leaves = leaves;
	thing.leaves_count = 3;
	CHECK(is_as_tree(&thing, &written));
}

TEST(a_list_of_nothing_is_a_list)
{
	struct writer writer = writer_new(arena, SIZE_MAX);

	json_write_list(&writer, &leaf_shape, NULL, 0);
	CHECK_TEXT(writer_text(&writer), "[]");
}

TEST(what_passes_the_limit_is_seen)
{
	struct writer writer = writer_new(arena, 8);

	json_write_text(&writer, TEXT("a long text"));
	CHECK(writer.full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(every_kind_of_member_is_written_as_the_tree_prints_it),
		RUN(every_character_is_escaped_as_the_tree_does),
		RUN(what_cannot_be_seen_is_escaped_in_either_way),
		RUN(a_number_that_json_lacks_is_absent),
		RUN(a_list_of_nothing_is_a_list),
		RUN(what_passes_the_limit_is_seen),
	};
	arena = arena_new(1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
