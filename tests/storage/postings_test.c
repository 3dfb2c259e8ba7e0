/* Postings: what comes and goes by turns takes no more memory after many rounds than after the second. */
#include "storage/postings.h"

#include <malloc.h>

#include "tests/test.h"

#define KEYS (UINT64_C(1) << 22)
#define WAITING ((size_t)1 << 17)
#define ARTICLES_A_ROUND 2048
#define SAMPLES 64

static uint32_t next_key(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 32) % KEYS;
}

/* As samples are kept: each article adds its own, and behind it the next piece of the round goes. */
static void go_round(struct postings *postings, uint64_t *state, uint32_t *article)
{
	for (uint32_t i = 0; i < ARTICLES_A_ROUND; i++, ++*article) {
		for (int k = 0; k < SAMPLES; k++)
			postings_add(postings, next_key(state), *article);
		if (postings_count(postings) > WAITING)
			postings_drop(postings, (uint32_t)(KEYS / ARTICLES_A_ROUND * i),
			              KEYS / ARTICLES_A_ROUND * (i + 1));
	}
}

TEST(rounds_take_no_more_memory)
{
	struct postings *postings = postings_new(KEYS);
	uint64_t numbers = 7;
	uint32_t article = 0;

	for (int i = 0; i < 4; i++)
		go_round(postings, &numbers, &article);
	size_t early = mallinfo2().uordblks;
	for (int i = 0; i < 30; i++)
		go_round(postings, &numbers, &article);
	size_t late = mallinfo2().uordblks;
	print_message("%zu kB after four rounds, %zu after 34\n", early / 1000, late / 1000);
	CHECK(late <= early + early / 50);
	postings_free(postings);
}

TEST(a_range_is_read_and_dropped)
{
	struct postings *postings = postings_new(KEYS);
	struct arena *arena = arena_new(1 << 20);
	uint32_t found[4];
	uint64_t to = 200;
	size_t count;

	for (uint32_t i = 0; i < 300; i++)
		postings_add(postings, i, i + 1000);
	struct posting *list = postings_range(postings, arena, 100, &to, 1000, &count);
	CHECK_INT(count, 100);
	CHECK_INT(list[0].key, 100);
	CHECK_INT(list[99].value, 1199);
	postings_drop(postings, 100, 200);
	CHECK_INT(postings_count(postings), 200);
	CHECK_INT(postings_find(postings, 150, found, 4), 0);
	CHECK_INT(postings_find(postings, 99, found, 4), 1);
	CHECK_INT(postings_find(postings, 200, found, 4), 1);
	CHECK_INT(found[0], 1200);
	arena_free(arena);
	postings_free(postings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(rounds_take_no_more_memory),
		RUN(a_range_is_read_and_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
