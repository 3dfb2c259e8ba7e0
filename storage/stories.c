#include "storage/stories.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "storage/postings.h"

/* Stories that a report is compared with, besides those of its near copies. */
#define SHARING_MOST 40
#define STORIES_LIVE_MS (INT64_C(10) * 86400000)
/*
 * The newest are found: ten days of 5,000 stories each, 1.4 kB in memory. Beyond that the oldest are
 * forgotten, which takes a flood of a kind that no newsroom has.
 */
#define LIVING_MOST 65536
#define LIVING_FIRST 1024
/* Stories that one term finds, the newest first; a term of more is none that tells. */
#define TERM_STORIES_MOST 4096

struct stories {
	struct postings *terms; /* to places of `living` */
	struct known_story *living; /* each with terms that are its own memory */
	uint16_t *shared; /* by place: terms shared with the report at hand; else 0 */
	bool *recorded;   /* by place: a tracked record may be of this story */
	size_t count, room;
	int64_t clock; /* the highest `last` */
	uint32_t *slots; /* by hash of the id: a place, or POSTING_GONE */
	size_t slots_count;
	bool ready;
};

static uint32_t term_key(uint64_t id)
{
	return (uint32_t)(id >> 32);
}

/* --- the living --- */

static void place_all(struct stories *stories)
{
	memset(stories->slots, 0xff, stories->slots_count * sizeof(*stories->slots));
	for (size_t i = 0; i < stories->count; i++) {
		size_t slot = stories->living[i].id % stories->slots_count;
		while (stories->slots[slot] != POSTING_GONE)
			slot = (slot + 1) % stories->slots_count;
		stories->slots[slot] = (uint32_t)i;
	}
}

static void make_room(struct stories *stories, size_t room)
{
	stories->living = memory_resize(stories->living, room * sizeof(*stories->living));
	stories->shared = memory_resize(stories->shared, room * sizeof(*stories->shared));
	stories->recorded = memory_resize(stories->recorded, room * sizeof(*stories->recorded));
	/* A prime's multiple would be better; ids are hashes, so half of the slots free is enough. */
	stories->slots = memory_resize(stories->slots, 2 * room * sizeof(*stories->slots));
	memset(stories->shared + stories->room, 0, (room - stories->room) * sizeof(*stories->shared));
	stories->room = room;
	stories->slots_count = 2 * room;
	place_all(stories);
}

struct stories *stories_new(void)
{
	struct stories *stories = memory_zeroed(1, sizeof(*stories));

	stories->terms = postings_new(UINT64_C(1) << 32);
	make_room(stories, LIVING_FIRST);
	return stories;
}

void stories_free(struct stories *stories)
{
	if (!stories)
		return;
	postings_free(stories->terms);
	for (size_t i = 0; i < stories->count; i++)
		free(stories->living[i].terms);
	free(stories->living);
	free(stories->shared);
	free(stories->recorded);
	free(stories->slots);
	free(stories);
}

static uint32_t place_of(const struct stories *stories, uint64_t id)
{
	size_t slot = id % stories->slots_count;

	for (; stories->slots[slot] != POSTING_GONE; slot = (slot + 1) % stories->slots_count)
		if (stories->living[stories->slots[slot]].id == id)
			break;
	return stories->slots[slot];
}

static int by_last(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* `last` of the oldest that may stay: alive, and among the newest three quarters of LIVING_MOST. */
static int64_t oldest_kept(const struct stories *stories)
{
	int64_t alive = stories->clock - STORIES_LIVE_MS;
	size_t most = LIVING_MOST / 4 * 3;

	if (stories->count <= most)
		return alive;
	int64_t *lasts = memory_alloc(stories->count * sizeof(*lasts));
	for (size_t i = 0; i < stories->count; i++)
		lasts[i] = stories->living[i].last.ms;
	qsort(lasts, stories->count, sizeof(*lasts), by_last);
	int64_t bound = lasts[stories->count - most];
	free(lasts);
	return bound > alive ? bound : alive;
}

/* Forgets the dead. */
static void bury(struct stories *stories)
{
	int64_t oldest = oldest_kept(stories);
	size_t kept = 0;
	uint32_t *map = memory_alloc(stories->count * sizeof(*map));

	for (size_t i = 0; i < stories->count; i++) {
		map[i] = stories->living[i].last.ms < oldest ? POSTING_GONE : (uint32_t)kept;
		if (map[i] == POSTING_GONE) {
			free(stories->living[i].terms);
			continue;
		}
		stories->recorded[kept] = stories->recorded[i];
		stories->living[kept++] = stories->living[i];
	}
	postings_renumber(stories->terms, map);
	free(map);
	stories->count = kept;
	place_all(stories);
}

/* Where a new story stands; POSTING_GONE where there are too many that live. */
static uint32_t add_living(struct stories *stories, uint64_t id, bool recorded)
{
	if (stories->count == stories->room)
		bury(stories);
	if (stories->count * 4 > stories->room * 3 && stories->room < LIVING_MOST)
		make_room(stories, 2 * stories->room);
	if (stories->count == stories->room)
		return POSTING_GONE;
	size_t slot = id % stories->slots_count;
	while (stories->slots[slot] != POSTING_GONE)
		slot = (slot + 1) % stories->slots_count;
	stories->slots[slot] = (uint32_t)stories->count;
	stories->living[stories->count] = (struct known_story){.id = id};
	stories->recorded[stories->count] = recorded;
	return (uint32_t)stories->count++;
}

static void take_record(struct known_story *living, const struct known_story *story)
{
	size_t size = story->terms_count * sizeof(*story->terms);
	struct story_term *terms = memory_resize(living->terms, size);

	if (size)
		memcpy(terms, story->terms, size);
	*living = *story;
	living->terms = terms;
}

static void keep(struct stories *stories, const struct known_story *story, bool recorded)
{
	uint32_t place = place_of(stories, story->id);

	if (place == POSTING_GONE)
		place = add_living(stories, story->id, recorded);
	if (place == POSTING_GONE)
		return;
	take_record(&stories->living[place], story);
	if (story->last.ms > stories->clock)
		stories->clock = story->last.ms;
	for (size_t i = 0; i < story->terms_count && i < STORY_KEYS; i++) {
		uint32_t key = term_key(story->terms[i].id);
		if (!postings_has(stories->terms, key, place))
			postings_add(stories->terms, key, place);
	}
}

void stories_keep(struct stories *stories, const struct known_story *story)
{
	/* One that comes back from the dead may have a record of before. */
	keep(stories, story, story->articles > 1);
}

bool stories_may_have_records(const struct stories *stories, uint64_t id)
{
	uint32_t place = place_of(stories, id);

	return place == POSTING_GONE || stories->recorded[place];
}

void stories_note_record(struct stories *stories, uint64_t id)
{
	uint32_t place = place_of(stories, id);

	if (place != POSTING_GONE)
		stories->recorded[place] = true;
}

/* --- those that share terms with a report --- */

struct candidates {
	uint32_t *places; /* of all that share a term */
	size_t count, room;
	uint16_t highest;
};

/* A word of every tenth article finds everything and tells nothing. */
static bool is_everywhere(const struct picture *picture, size_t term)
{
	return picture->documents[term] > 20 &&
	       picture->documents[term] * 10 > picture->documents_total;
}

static void gather(struct stories *stories, struct arena *arena, uint64_t term, int64_t since,
                   struct candidates *candidates)
{
	static const size_t most = TERM_STORIES_MOST;
	uint32_t places[TERM_STORIES_MOST];
	size_t count = postings_find(stories->terms, term_key(term), places, most);

	for (size_t i = 0; i < count; i++) {
		uint32_t place = places[i];
		if (stories->living[place].last.ms < since)
			continue;
		if (!stories->shared[place]++) {
			candidates->places =
			        arena_grow(arena, candidates->places, candidates->count,
			                   &candidates->room, sizeof(*candidates->places));
			candidates->places[candidates->count++] = place;
		}
		if (stories->shared[place] > candidates->highest)
			candidates->highest = stories->shared[place];
	}
}

struct sharing {
	const struct known_story *story;
	uint16_t shared;
};

/* Of two that share as much any one, but always the same. */
static int by_shared(const void *left, const void *right)
{
	const struct sharing *a = left, *b = right;

	if (a->shared != b->shared)
		return a->shared > b->shared ? -1 : 1;
	return a->story->id > b->story->id ? -1 : a->story->id < b->story->id;
}

/* How many terms are shared by those that can be among the first SHARING_MOST. */
static uint16_t least_shared(const struct stories *stories, struct arena *arena,
                             const struct candidates *candidates)
{
	size_t *by_count = arena_array(arena, (size_t)candidates->highest + 1, sizeof(*by_count));
	uint16_t least = candidates->highest;

	for (size_t i = 0; i < candidates->count; i++)
		by_count[stories->shared[candidates->places[i]]]++;
	for (size_t sum = by_count[least]; least > 1 && sum < SHARING_MOST; sum += by_count[least])
		least--;
	return least;
}

/* The first of them, at most SHARING_MOST; the counts are zero again. */
static struct sharing *rank(struct stories *stories, struct arena *arena,
                            const struct candidates *candidates, size_t *count)
{
	uint16_t least = least_shared(stories, arena, candidates);
	struct sharing *list = arena_array(arena, candidates->count, sizeof(*list));

	*count = 0;
	for (size_t i = 0; i < candidates->count; i++) {
		uint32_t place = candidates->places[i];
		if (stories->shared[place] >= least)
			list[(*count)++] = (struct sharing){&stories->living[place],
			                                    stories->shared[place]};
		stories->shared[place] = 0;
	}
	if (*count)
		qsort(list, *count, sizeof(*list), by_shared);
	*count = *count < SHARING_MOST ? *count : SHARING_MOST;
	return list;
}

/* --- records --- */

static bool has_story(const struct picture *picture, uint64_t id)
{
	for (size_t i = 0; i < picture->stories_count; i++)
		if (picture->stories[i].id == id)
			return true;
	return false;
}

/* A story of an article, which may be long dead. */
static bool load_story(struct store *store, struct arena *arena, uint64_t id,
                       struct picture *picture, struct error *error)
{
	uint32_t place = place_of(store->stories, id);

	if (has_story(picture, id))
		return true;
	if (place != POSTING_GONE) {
		picture->stories[picture->stories_count++] = store->stories->living[place];
		return true;
	}
	sqlite3_stmt *statement = query(store, "SELECT record FROM story WHERE id = ?1", error);
	if (!statement)
		return false;
	bind_hash(statement, 1, id);
	bool there, read = query_record(store, arena, statement, &known_story_shape,
	                                &picture->stories[picture->stories_count], &there, error);
	picture->stories_count += read && there;
	return read;
}

bool stories_load(struct store *store, struct arena *arena, const struct report *report,
                  struct instant now, struct picture *picture, struct error *error)
{
	struct candidates candidates = {0};
	size_t articles = picture->same_count + picture->near_count, count;

	picture->stories = arena_array(arena, SHARING_MOST + articles, sizeof(*picture->stories));
	for (size_t i = 0; i < articles; i++) {
		const struct known_article *article =
		        i < picture->same_count ? &picture->same[i]
		                                : &picture->near[i - picture->same_count];
		if (!load_story(store, arena, article->story, picture, error))
			return false;
	}
	for (size_t i = 0; i < report->terms_count; i++)
		if (!is_everywhere(picture, i))
			gather(store->stories, arena, report->terms[i].id,
			       now.ms - STORIES_LIVE_MS, &candidates);
	const struct sharing *list = rank(store->stories, arena, &candidates, &count);
	for (size_t i = 0; i < count; i++)
		if (!has_story(picture, list[i].story->id))
			picture->stories[picture->stories_count++] = *list[i].story;
	return true;
}

bool story_write(struct store *store, struct arena *arena, const struct known_story *story,
                 struct error *error)
{
	sqlite3_stmt *statement = query(store,
	                                "INSERT INTO story (id, last, record) VALUES (?1, ?2, ?3)"
	                                " ON CONFLICT (id) DO UPDATE SET last = excluded.last, "
	                                "record = excluded.record",
	                                error);

	if (!statement)
		return false;
	bind_hash(statement, 1, story->id);
	bind_instant(statement, 2, story->last);
	bind_bytes(statement, 3, pack_shape(arena, &known_story_shape, story));
	return query_run(store, statement, error);
}

void stories_forget(struct stories *stories)
{
	memset(stories->shared, 0, stories->room * sizeof(*stories->shared));
}

static bool read_living(struct store *store, struct arena *arena, struct instant now,
                        struct error *error)
{
	/* A clock that is set too far ahead at the start makes none of them dead. */
	sqlite3_stmt *statement =
	        query(store,
	              "SELECT s.record, EXISTS (SELECT 1 FROM tracked t WHERE t.story = s.id)"
	              " FROM story s WHERE s.last >= min(?1, (SELECT max(last) FROM story)) - ?3"
	              " ORDER BY s.last DESC LIMIT ?2",
	              error);
	enum step step = STEP_DONE;
	bool fine = statement != NULL;

	if (fine) {
		bind_integer(statement, 1, now.ms);
		bind_integer(statement, 2, LIVING_MOST / 4 * 3);
		bind_integer(statement, 3, STORIES_LIVE_MS);
	}
	while (fine && (step = query_step(store, statement, error)) == STEP_ROW) {
		struct known_story story;
		arena_reset(arena);
		fine = column_record(arena, statement, 0, &known_story_shape, &story, error);
		if (fine)
			keep(store->stories, &story, sqlite3_column_int(statement, 1));
	}
	if (!fine && statement)
		sqlite3_reset(statement);
	return fine && step == STEP_DONE;
}

bool stories_ready(struct store *store, struct instant now, struct error *error)
{
	if (store->stories->ready)
		return true;
	struct arena *arena = arena_new(MIB(4));
	store->stories->ready = read_living(store, arena, now, error);
	arena_free(arena);
	return store->stories->ready;
}
