#include "tracking/story.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* The article's vector: each term's weight times how rare it is. */
static struct story_term *vector_of(struct arena *arena, const struct report *report,
                                    const struct picture *picture)
{
	struct story_term *vector = arena_array(arena, report->terms_count, sizeof(*vector));

	for (size_t i = 0; i < report->terms_count; i++) {
		double documents = picture->documents ? (double)picture->documents[i] : 0;
		double idf = log((STORY_BACKGROUND + 1 + (double)picture->documents_total) / (0.5 + documents));
		double tf =
		        1 + log((double)(report->terms[i].weight < 1000 ? 1000
		                                                        : report->terms[i].weight) /
		                1000);
		vector[i] = (struct story_term){report->terms[i].id, (int64_t)(1000 * tf * idf)};
	}
	return vector;
}

static int by_id(const void *left, const void *right)
{
	const struct story_term *a = left, *b = right;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int by_weight(const void *left, const void *right)
{
	const struct story_term *a = left, *b = right;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return by_id(left, right);
}

static double length_of(const struct story_term *terms, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (double)terms[i].weight * (double)terms[i].weight;
	return sqrt(sum);
}

/* The article's vector, to be held against many. */
struct query {
	const struct story_term **slots; /* by id */
	size_t slots_count;
	double length;
	int64_t captured; /* whom the text has as taken or arrested; INTEGER_NONE */
};

static struct query query_of(struct arena *arena, const struct story_term *vector, size_t count)
{
	struct query query = {.slots_count = 2 * count + 1, .length = length_of(vector, count)};

	query.slots = arena_array(arena, query.slots_count, sizeof(*query.slots));
	for (size_t i = 0; i < count; i++) {
		size_t slot = vector[i].id % query.slots_count;
		while (query.slots[slot])
			slot = slot + 1 < query.slots_count ? slot + 1 : 0;
		query.slots[slot] = &vector[i];
	}
	return query;
}

static const struct story_term *query_term(const struct query *query, uint64_t id)
{
	size_t slot = id % query->slots_count;

	while (query->slots[slot] && query->slots[slot]->id != id)
		slot = slot + 1 < query->slots_count ? slot + 1 : 0;
	return query->slots[slot];
}

static double cosine(const struct query *query, const struct known_story *story)
{
	double product = 0, lengths = query->length * length_of(story->terms, story->terms_count);

	for (size_t i = 0; i < story->terms_count; i++) {
		const struct story_term *common = query_term(query, story->terms[i].id);
		if (common)
			product += (double)common->weight * (double)story->terms[i].weight;
	}
	return lengths > 0 ? product / lengths : 0;
}

/* --- twins --- */

/* In the title and the first sentences. */
#define LEAD 4
/* Fewer are too common to know an event by. */
#define TELLING 3
/* So many articles in a row with one number, and another number is that of another raid. */
#define STABLE 5

/* Whom the text's lead has as taken or arrested; a toll of the dead grows, this hardly. */
static int64_t captured_of(const struct report *report)
{
	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		bool taken = fact->type == FACT_ABDUCTION || fact->type == FACT_DETENTION;
		if (taken && fact->sentence <= LEAD && !fact->part && fact->modality != MODALITY_DENIED &&
		    fact->count && !fact->count->vague && fact->count->low >= TELLING)
			return fact->count->low;
	}
	return INTEGER_NONE;
}

static bool is_twin(const struct known_story *story, int64_t captured)
{
	return captured != INTEGER_NONE && story->captured != INTEGER_NONE && story->captured != captured &&
	       story->captured_articles >= STABLE;
}

static void add_captured(struct known_story *story, int64_t captured)
{
	if (captured == INTEGER_NONE)
		return;
	story->captured_articles = story->captured == captured ? story->captured_articles + 1 : 1;
	story->captured = captured;
}

/* So much of the older twin's likeness is enough: what comes now is of the newer one. */
#define TWIN_LIKENESS 0.5

struct candidate {
	const struct known_story *story;
	double score;
};

/* Of two twins the newer one, unless the text has the number of the older. */
static const struct known_story *newer_twin(const struct query *query, const struct picture *picture,
                                            const struct candidate *best)
{
	if (best->story->captured != INTEGER_NONE && query->captured == best->story->captured)
		return best->story;
	for (size_t i = 0; i < picture->stories_count; i++) {
		const struct known_story *story = &picture->stories[i];
		if (story->twin_of == best->story->id && !is_twin(story, query->captured) &&
		    cosine(query, story) >= TWIN_LIKENESS * cosine(query, best->story))
			return story;
	}
	return best->story;
}

/* `twin_of`: the story that is most like it but of another event; 0. */
static const struct known_story *find(const struct query *query, const struct picture *picture,
                                      uint64_t copy_of, struct instant now, uint64_t *twin_of)
{
	struct candidate best = {NULL, STORY_JOIN}, twin = {NULL, STORY_JOIN};

	*twin_of = 0;
	for (size_t i = 0; i < picture->stories_count; i++) {
		const struct known_story *story = &picture->stories[i];
		if (copy_of && story->id == copy_of)
			return story;
		int64_t age = now.ms - story->last.ms;
		if (age > STORY_LIVES_MS)
			continue;
		double score = cosine(query, story) *
		               exp(-(double)(age < 0 ? 0 : age) / STORY_FADES_MS);
		struct candidate *rival = is_twin(story, query->captured) ? &twin : &best;
		if (score >= rival->score)
			*rival = (struct candidate){story, score};
	}
	if (best.story)
		return newer_twin(query, picture, &best);
	*twin_of = twin.story ? twin.story->id : 0;
	return NULL;
}

/* The centroid with one more article, the heaviest terms kept. */
static void add_vector(struct arena *arena, struct known_story *story,
                       const struct story_term *vector, size_t count)
{
	struct story_term *sum = arena_array(arena, story->terms_count + count, sizeof(*sum));
	size_t terms = 0;

	for (size_t i = 0; i < story->terms_count; i++)
		sum[terms++] = story->terms[i];
	qsort(sum, terms, sizeof(*sum), by_id);
	size_t old = terms;
	for (size_t i = 0; i < count; i++) {
		struct story_term *same =
		        old ? bsearch(&vector[i], sum, old, sizeof(*sum), by_id) : NULL;
		if (same)
			same->weight += vector[i].weight;
		else
			sum[terms++] = vector[i];
	}
	qsort(sum, terms, sizeof(*sum), by_weight);
	story->terms = sum;
	story->terms_count = terms < STORY_TERMS_KEPT ? terms : STORY_TERMS_KEPT;
}

static struct known_story *begin(struct arena *arena, const struct report *report, struct instant now)
{
	struct known_story *story = arena_alloc(arena, sizeof(*story));

	json_blank(&known_story_shape, story);
	story->id = hash_text(report->article_id, 1) | 1;
	story->articles = 0;
	story->last = now;
	return story;
}

struct known_story *story_join(struct arena *arena, const struct report *report,
                               const struct picture *picture, uint64_t copy_of, struct instant now)
{
	struct story_term *vector = vector_of(arena, report, picture);
	struct known_story *story = begin(arena, report, now);

	if (report->terms_count)
		qsort(vector, report->terms_count, sizeof(*vector), by_id);
	struct query query = query_of(arena, vector, report->terms_count);
	query.captured = captured_of(report);
	uint64_t twin_of;
	const struct known_story *found = find(&query, picture, copy_of, now, &twin_of);
	if (found)
		*story = *found;
	else
		story->twin_of = twin_of;
	story->articles++;
	if (now.ms > story->last.ms)
		story->last = now;
	add_captured(story, query.captured);
	add_vector(arena, story, vector, report->terms_count);
	return story;
}
