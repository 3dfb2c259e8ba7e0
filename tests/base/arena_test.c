#include "tests/test.h"

#include "base/arena.h"

static jmp_buf out;

static void jump(void *context)
{
	*(int *)context += 1;
	longjmp(out, 1);
}

TEST(memory_comes_zeroed_and_apart)
{
	struct arena *arena = arena_new(1 << 20);
	char *a = arena_alloc(arena, 100);
	char *b = arena_alloc(arena, 100);

	for (int i = 0; i < 100; i++)
		CHECK(a[i] == 0);
	memset(a, 'a', 100);
	CHECK(b[0] == 0);
	CHECK(b >= a + 100 || a >= b + 100);
	CHECK_INT(arena_used(arena), 200);
	arena_free(arena);
}

TEST(crossing_the_ceiling_calls_full_and_nothing_else)
{
	struct arena *arena = arena_new(1000);
	int calls = 0;

	arena_on_full(arena, jump, &calls);
	arena_alloc(arena, 900);
	if (!setjmp(out)) {
		arena_alloc(arena, 101);
		fail();
	}
	CHECK_INT(calls, 1);
	if (!setjmp(out)) {
		arena_array(arena, SIZE_MAX / 2, 3);
		fail();
	}
	CHECK_INT(calls, 2);
	arena_alloc(arena, 100);
	arena_free(arena);
}

TEST(a_reset_arena_starts_from_nothing)
{
	struct arena *arena = arena_new(10 << 20);

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 1000; i++)
			memset(arena_alloc(arena, 5000), 1, 5000);
		CHECK_INT(arena_used(arena), 5000000);
		arena_reset(arena);
		CHECK_INT(arena_used(arena), 0);
	}
	arena_free(arena);
}

static bool is_zero(const unsigned char *memory, size_t size)
{
	return !memory[0] && !memcmp(memory, memory + 1, size - 1);
}

TEST(memory_of_every_size_comes_zeroed_also_where_it_was_used_before)
{
	static const size_t sizes[] = {100, 5 << 20, 100, 4 << 20, 3 << 20, 9 << 20, 5000};
	struct arena *arena = arena_new(64 << 20);

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			unsigned char *memory = arena_alloc(arena, sizes[i]);
			CHECK(is_zero(memory, sizes[i]));
			memset(memory, 1, sizes[i]);
		}
		arena_reset(arena);
	}
	arena_free(arena);
}

TEST(a_list_grows_and_keeps_what_it_has)
{
	struct arena *arena = arena_new(1 << 20);
	int *list = NULL;
	size_t room = 0;

	for (size_t i = 0; i < 1000; i++) {
		list = arena_grow(arena, list, i, &room, sizeof(*list));
		list[i] = (int)i;
	}
	for (int i = 0; i < 1000; i++)
		CHECK_INT(list[i], i);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(memory_comes_zeroed_and_apart),
		RUN(crossing_the_ceiling_calls_full_and_nothing_else),
		RUN(a_reset_arena_starts_from_nothing),
		RUN(memory_of_every_size_comes_zeroed_also_where_it_was_used_before),
		RUN(a_list_grows_and_keeps_what_it_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
