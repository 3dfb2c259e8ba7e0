#include "storage/records.h"

#include <stdlib.h>

#include "base/frozen.h"
#include "base/limits.h"
#include "base/memory.h"

/*
 * Each number has one place. Numbers rise, so that two of one place are far apart in time: of a month, with
 * 130 new records a day, 4,000 are alive.
 */
#define PLACES 16384

struct kept {
	int64_t n;
	struct frozen *record; /* NULL: none */
	bool used;             /* since the hand came by */
};

struct records {
	struct kept places[PLACES];
	size_t bytes;
	size_t hand; /* where the next one is looked for that may go */
};

struct records *records_new(void)
{
	return memory_zeroed(1, sizeof(struct records));
}

static void drop(struct records *records, struct kept *kept)
{
	if (!kept->record)
		return;
	records->bytes -= frozen_size(kept->record);
	free(kept->record);
	*kept = (struct kept){0};
}

void records_free(struct records *records)
{
	for (size_t i = 0; records && i < PLACES; i++)
		drop(records, &records->places[i]);
	free(records);
}

static struct kept *place_of(struct records *records, int64_t n)
{
	return &records->places[(uint64_t)n % PLACES];
}

bool records_find(struct records *records, struct arena *arena, int64_t n, struct tracked *tracked)
{
	struct kept *kept = place_of(records, n);

	if (!kept->record || kept->n != n)
		return false;
	kept->used = true;
	frozen_copy(arena, kept->record, tracked);
	return true;
}

/* One that nobody has wanted for a round goes. */
static void make_room(struct records *records)
{
	while (records->bytes > LIMIT_RECORDS_KEPT) {
		struct kept *kept = &records->places[records->hand++ % PLACES];
		if (!kept->used)
			drop(records, kept);
		kept->used = false;
	}
}

void records_keep(struct records *records, int64_t n, const struct tracked *tracked)
{
	struct kept *kept = place_of(records, n);

	drop(records, kept);
	*kept = (struct kept){n, frozen_make(&tracked_shape, tracked), true};
	records->bytes += kept->record ? frozen_size(kept->record) : 0;
	make_room(records);
}

void records_forget(struct records *records, int64_t n)
{
	struct kept *kept = place_of(records, n);

	if (kept->n == n)
		drop(records, kept);
}
