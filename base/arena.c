#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"

/* Under the address sanitizer what has not been handed out is poisoned, so an overrun is seen. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define GUARD 16
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)0)
#define GUARD 0
#endif

#define FIRST_BLOCK ((size_t)64 * 1024)
/* Of an arena that cannot grow large: hundreds are there at once, each with a few addresses in it. */
#define SMALL_CEILING ((size_t)1024 * 1024)
#define SMALL_BLOCK ((size_t)4 * 1024)
#define LARGEST_STEP ((size_t)4 * 1024 * 1024)
/* What a reset arena holds on to: an article of 20 kB fits without asking the system again. */
#define LARGEST_KEPT ((size_t)1024 * 1024)

struct block {
	struct block *before;
	size_t size;
	size_t used;
	bool zero; /* what has not been used is all zeros */
	alignas(max_align_t) unsigned char memory[];
};

struct arena {
	struct block *newest;
	size_t ceiling;
	size_t used;
	bool starved;
	void (*full)(void *context);
	void *context;
};

static void end_process(void *context)
{
	(void)context;
	_exit(ARENA_EXIT);
}

static _Noreturn void overflow(struct arena *arena)
{
	arena->full(arena->context);
	abort();
}

/* Below its ceiling, where there is no memory: nothing is wrong with the document. */
static _Noreturn void starve(struct arena *arena)
{
	if (arena->full == end_process)
		memory_end();
	arena->starved = true;
	overflow(arena);
}

/* Each page is a fault to be handled when it is first touched: so in large pages, where the system has them. */
static void want_large_pages(struct block *block, size_t size)
{
	uintptr_t mask = (uintptr_t)sysconf(_SC_PAGESIZE) - 1, start = ((uintptr_t)block + mask) & ~mask;

	madvise((void *)start, size - (start - (uintptr_t)block), MADV_HUGEPAGE);
}

static struct block *block_new(size_t size, struct block *before)
{
	/* Made for one array that fills it: the system gives it as zeros, so it need not be written twice. */
	bool large = size > LARGEST_STEP;
	struct block *block = large ? calloc(1, sizeof(*block) + size) : malloc(sizeof(*block) + size);

	if (!block)
		return NULL;
	if (size >= LARGEST_STEP)
		want_large_pages(block, size);
	block->before = before;
	block->size = size;
	block->used = 0;
	block->zero = large;
	ASAN_POISON_MEMORY_REGION(block->memory, size);
	return block;
}

static void block_free(struct block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block->memory, block->size);
	free(block);
}

struct arena *arena_new(size_t ceiling)
{
	struct arena *arena = memory_zeroed(1, sizeof(*arena));

	arena->ceiling = ceiling;
	arena->full = end_process;
	arena->newest = block_new(ceiling <= SMALL_CEILING ? SMALL_BLOCK : FIRST_BLOCK, NULL);
	if (!arena->newest)
		memory_end();
	return arena;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct block *block = arena->newest; block;) {
		struct block *before = block->before;
		block_free(block);
		block = before;
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	struct block *kept = NULL;

	/* They grow from the first on: the newest that is not too large to be kept is the largest. */
	for (struct block *block = arena->newest; block;) {
		struct block *before = block->before;
		if (!kept && (block->size <= LARGEST_KEPT || !before))
			kept = block;
		else
			block_free(block);
		block = before;
	}
	kept->before = NULL;
	kept->used = 0;
	kept->zero = false;
	ASAN_POISON_MEMORY_REGION(kept->memory, kept->size);
	arena->newest = kept;
	arena->used = 0;
	arena->starved = false;
}

void arena_on_full(struct arena *arena, void (*full)(void *context), void *context)
{
	arena->full = full;
	arena->context = context;
}

static void add_block(struct arena *arena, size_t needed)
{
	size_t size = arena->newest->size * 2;

	if (size > LARGEST_STEP)
		size = LARGEST_STEP;
	if (size < needed)
		size = needed;
	struct block *block = block_new(size, arena->newest);
	if (!block)
		starve(arena);
	arena->newest = block;
}

void *arena_take(struct arena *arena, size_t size)
{
	if (size > arena->ceiling || arena->used > arena->ceiling - size)
		overflow(arena);
	size_t whole = (size + GUARD + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (arena->newest->size - arena->newest->used < whole)
		add_block(arena, whole);
	unsigned char *memory = arena->newest->memory + arena->newest->used;
	arena->newest->used += whole;
	arena->used += size;
	ASAN_UNPOISON_MEMORY_REGION(memory, size);
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = arena_take(arena, size);

	if (!arena->newest->zero)
		memset(memory, 0, size);
	return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		overflow(arena);
	return arena_alloc(arena, total);
}

void *arena_grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return list;
	size_t wanted = *room ? *room * 2 : 8;
	void *moved = arena_array(arena, wanted, size);
	if (count)
		memcpy(moved, list, count * size);
	*room = wanted;
	return moved;
}

bool arena_starved(const struct arena *arena)
{
	return arena->starved;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
