/* An arena for the tests of a file: what cmocka sets up and tears down, for each test or for all. */
#ifndef TESTS_ARENA_H
#define TESTS_ARENA_H

#include "base/arena.h"

static struct arena *arena;

static int arena_begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	return 0;
}

static int arena_end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#endif
