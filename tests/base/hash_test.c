#include "tests/test.h"

#include "base/hash.h"

static void check_sorted(size_t count)
{
	struct arena *arena = arena_new(16 << 20);
	uint64_t *hashes = arena_array(arena, count, sizeof(*hashes));
	uint64_t before = 0, after = 0;

	for (size_t i = 0; i < count; i++) {
		/* Every fifth comes twice. */
		uint64_t number = i % 5 ? i : i / 10;
		hashes[i] = hash_bytes((struct bytes){(const unsigned char *)&number, sizeof(number)}, 7);
		before += hashes[i];
	}
	hash_sort(arena, hashes, count);
	for (size_t i = 0; i < count; i++) {
		after += hashes[i];
		CHECK(i == 0 || hashes[i - 1] <= hashes[i]);
	}
	CHECK(before == after);
	arena_free(arena);
}

TEST(hashes_are_sorted_and_none_is_lost)
{
	static const size_t counts[] = {0, 1, 2, 47, 48, 49, 1000, 70000};

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		check_sorted(counts[i]);
}

TEST(an_id_is_32_digits_of_its_content)
{
	struct arena *arena = arena_new(1 << 16);
	struct text id = hash_id(arena, TEXT("a"));

	CHECK_INT(id.length, 32);
	CHECK(!text_equal(id, hash_id(arena, TEXT("b"))));
	CHECK(text_equal(id, hash_id(arena, TEXT("a"))));
	arena_free(arena);
}

TEST(texts_together_are_hashed_as_one)
{
	struct text parts[] = {TEXT("a title"), TEXT("\n"), TEXT_NONE, TEXT("and what it says")};

	CHECK(hash_texts(parts, 4, 3) == hash_text(TEXT("a title\nand what it says"), 3));
	CHECK(hash_texts(parts, 0, 0) == hash_text(TEXT_NONE, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(hashes_are_sorted_and_none_is_lost),
		RUN(texts_together_are_hashed_as_one),
		RUN(an_id_is_32_digits_of_its_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
