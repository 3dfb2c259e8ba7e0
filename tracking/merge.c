#include "tracking/merge.h"

#include <stdlib.h>
#include <string.h>

#include "tracking/tracking.h"

#define OUTLETS_MOST 500
#define PARTIES_MOST 8

/* --- series --- */

static bool same_claim(const struct ledger_claim *a, const struct ledger_claim *b)
{
	return a->value == b->value && a->published.ms == b->published.ms &&
	       text_equal(a->article, b->article) && text_equal(a->outlet, b->outlet);
}

static int by_time(const void *left, const void *right)
{
	const struct ledger_claim *a = left, *b = right;

	if (a->published.ms != b->published.ms)
		return a->published.ms < b->published.ms ? -1 : 1;
	return text_compare(a->article, b->article);
}

static void add_claims(struct arena *arena, struct series *series, const struct series *more)
{
	size_t count = series->claims_count + more->claims_count;
	struct ledger_claim *claims = arena_array(arena, count + 1, sizeof(*claims));

	if (series->claims_count)
		memcpy(claims, series->claims, series->claims_count * sizeof(*claims));
	if (more->claims_count)
		memcpy(claims + series->claims_count, more->claims, more->claims_count * sizeof(*claims));
	qsort(claims, count, sizeof(*claims), by_time);
	size_t beyond = count > SERIES_CLAIMS_MOST ? count - SERIES_CLAIMS_MOST : 0;
	series->claims = claims + beyond;
	series->claims_count = count - beyond;
}

static void take_value(struct series *series, const struct ledger_claim *claim)
{
	series->value = claim ? claim->value : INTEGER_NONE;
	series->authority = claim ? claim->source : TEXT_NONE;
	series->as_of = claim ? claim->published : INSTANT_NONE;
}

/* After claims have gone: its value if anybody still says so, else the highest that is left of those not rival. */
static void settle(const struct tracked *tracked, struct series *series)
{
	const struct ledger_claim *highest = NULL;

	for (size_t i = 0; i < series->claims_count; i++) {
		const struct ledger_claim *claim = &series->claims[i];
		if (claim->value == series->value)
			return;
		if (!claim_is_rival(tracked, series->effect, claim->value) &&
		    (!highest || claim->value > highest->value))
			highest = claim;
	}
	take_value(series, highest);
	series->seen = series->value;
}

/* As it was before the merge, if nothing has changed it since. */
static bool restore(struct series *series, int64_t brought)
{
	const struct ledger_claim *highest = NULL, *own = NULL;

	for (size_t i = 0; i < series->claims_count; i++) {
		const struct ledger_claim *claim = &series->claims[i];
		own = claim->value == series->before ? claim : own;
		highest = !highest || claim->value > highest->value ? claim : highest;
	}
	if (series->value != brought || !own)
		return false;
	take_value(series, own);
	series->seen = highest->value;
	return true;
}

/* The higher value, unless the other had seen as much and was corrected since. */
static bool is_better(const struct series *value, const struct series *than)
{
	if (value->value == INTEGER_NONE || than->value == INTEGER_NONE)
		return than->value == INTEGER_NONE && value->value != INTEGER_NONE;
	return value->value > than->value && than->seen < value->value;
}

/* True where it has another figure. */
static bool merge_series(struct arena *arena, struct tracked *into, const struct series *from)
{
	struct series *series = tracked_series(arena, into, from->effect);
	bool better = is_better(from, series);

	if (better) {
		series->before = series->value;
		series->value = from->value;
		series->authority = from->authority;
		series->as_of = from->as_of;
	}
	series->seen = from->seen > series->seen ? from->seen : series->seen;
	add_claims(arena, series, from);
	return better;
}

/* --- merge --- */

static bool has_outlet(const struct tracked *tracked, struct text outlet)
{
	for (size_t i = 0; i < tracked->outlets_count; i++)
		if (text_equal_nocase(tracked->outlets[i], outlet))
			return true;
	return false;
}

static void merge_outlets(struct arena *arena, struct tracked *into, const struct tracked *from)
{
	size_t most = into->outlets_count + from->outlets_count;
	struct text *outlets = arena_array(arena, most + 1, sizeof(*outlets));

	if (into->outlets_count)
		memcpy(outlets, into->outlets, into->outlets_count * sizeof(*outlets));
	into->outlets = outlets;
	for (size_t i = 0; i < from->outlets_count && into->outlets_count < OUTLETS_MOST; i++)
		if (!has_outlet(into, from->outlets[i]))
			into->outlets[into->outlets_count++] = from->outlets[i];
}

static void merge_parties(struct arena *arena, struct tracked *into, const struct tracked *from)
{
	size_t most = into->actor_count + from->actor_count, own = into->actor_count;
	struct actor *parties = arena_array(arena, most + 1, sizeof(*parties));

	if (own)
		memcpy(parties, into->actor, own * sizeof(*parties));
	into->actor = parties;
	for (size_t i = 0; i < from->actor_count && into->actor_count < PARTIES_MOST; i++) {
		bool known = false;
		for (size_t k = 0; k < own; k++)
			known = known || text_equal_nocase(parties[k].name, from->actor[i].name);
		if (!known)
			parties[into->actor_count++] = from->actor[i];
	}
}

static bool has_hash(const uint64_t *hashes, size_t count, uint64_t hash)
{
	for (size_t i = 0; i < count; i++)
		if (hashes[i] == hash)
			return true;
	return false;
}

/* Hashes of both, each once. */
static void merge_hashes(struct arena *arena, uint64_t **into, size_t *count, const uint64_t *from,
                         size_t from_count)
{
	uint64_t *all = arena_array(arena, *count + from_count + 1, sizeof(*all));

	if (*count)
		memcpy(all, *into, *count * sizeof(*all));
	*into = all;
	for (size_t i = 0; i < from_count; i++)
		if (!has_hash(all, *count, from[i]))
			all[(*count)++] = from[i];
}

static void merge_places(struct arena *arena, struct tracked *into, const struct tracked *from)
{
	struct place *places = arena_array(arena, TRACKED_PLACES_MOST, sizeof(*places));

	if (into->places_count)
		memcpy(places, into->places, into->places_count * sizeof(*places));
	into->places = places;
	for (size_t i = 0; i <= from->places_count && into->places_count < TRACKED_PLACES_MOST; i++) {
		const struct place *place = i ? &from->places[i - 1] : from->place;
		if (place && !tracked_has_place(into, place))
			places[into->places_count++] = *place;
	}
}

static void merge_status(struct tracked *into, const struct tracked *from)
{
	if (text_empty(from->status) || from->status_as_of.ms <= into->status_as_of.ms)
		return;
	into->status = from->status;
	into->status_as_of = from->status_as_of;
}

static void merge_times(struct tracked *into, struct tracked *from)
{
	into->first.ms = from->first.ms < into->first.ms ? from->first.ms : into->first.ms;
	into->last.ms = from->last.ms > into->last.ms ? from->last.ms : into->last.ms;
	into->published.ms = from->published.ms > into->published.ms ? from->published.ms : into->published.ms;
	/* As long as the one lives something may match the other. */
	from->last = into->last;
}

bool merge_records(struct arena *arena, struct tracked *into, struct tracked *from)
{
	bool differs = false;

	for (size_t i = 0; i < from->series_count; i++)
		differs = merge_series(arena, into, &from->series[i]) || differs;
	merge_outlets(arena, into, from);
	merge_parties(arena, into, from);
	merge_places(arena, into, from);
	merge_hashes(arena, &into->told, &into->told_count, from->told, from->told_count);
	merge_hashes(arena, &into->lineages, &into->lineages_count, from->lineages, from->lineages_count);
	merge_status(into, from);
	merge_times(into, from);
	if (into->type == FACT_CASUALTY)
		into->type = from->type;
	if (!into->place)
		into->place = from->place;
	if (!into->time)
		into->time = from->time;
	from->merged_into = into->id;
	return differs;
}

/* --- taking apart --- */

bool merge_names(const struct correction *correction, struct text article)
{
	for (size_t i = 0; i < correction->articles_count; i++)
		if (text_equal(correction->articles[i], article))
			return true;
	return false;
}

/* The outlets of what is claimed; of `tracked` those that `part` never had stay too. */
static void settle_outlets(struct arena *arena, struct tracked *tracked, const struct tracked *part)
{
	struct tracked before = *tracked;
	size_t room = before.outlets_count + 1;

	for (size_t i = 0; i < tracked->series_count; i++)
		room += tracked->series[i].claims_count;
	tracked->outlets = arena_array(arena, room, sizeof(*tracked->outlets));
	tracked->outlets_count = 0;
	for (size_t i = 0; i < before.outlets_count; i++)
		if (!has_outlet(part, before.outlets[i]))
			tracked->outlets[tracked->outlets_count++] = before.outlets[i];
	for (size_t i = 0; i < tracked->series_count; i++)
		for (size_t k = 0; k < tracked->series[i].claims_count; k++) {
			struct text outlet = tracked->series[i].claims[k].outlet;
			if (!text_empty(outlet) && !has_outlet(tracked, outlet))
				tracked->outlets[tracked->outlets_count++] = outlet;
		}
}

/* As settle_outlets(). */
static void settle_lineages(struct arena *arena, struct tracked *tracked, const struct tracked *part)
{
	struct tracked before = *tracked;

	tracked->lineages = NULL;
	tracked->lineages_count = 0;
	for (size_t i = 0; i < before.lineages_count; i++)
		if (!has_hash(part->lineages, part->lineages_count, before.lineages[i]))
			merge_hashes(arena, &tracked->lineages, &tracked->lineages_count, &before.lineages[i], 1);
	for (size_t i = 0; i < tracked->series_count; i++)
		for (size_t k = 0; k < tracked->series[i].claims_count; k++) {
			const struct ledger_claim *claim = &tracked->series[i].claims[k];
			uint64_t lineage = tracking_lineage(arena, claim->agency, claim->outlet);
			if (lineage)
				merge_hashes(arena, &tracked->lineages, &tracked->lineages_count, &lineage, 1);
		}
}

/* Whoever told of it, now that claims have moved. */
static void settle_witnesses(struct arena *arena, struct tracked *tracked, const struct tracked *part)
{
	settle_outlets(arena, tracked, part);
	settle_lineages(arena, tracked, part);
}

/* Moves the claims of the articles; true where the figure of `from` is another one now. */
static bool split_series(struct arena *arena, struct tracked *from, struct series *series,
                         struct tracked *to, const struct correction *correction)
{
	struct series part = {.effect = series->effect, .value = INTEGER_NONE};
	int64_t before = series->value;
	size_t kept = 0;
	struct ledger_claim *claims = arena_array(arena, series->claims_count + 1, sizeof(*claims));

	part.claims = arena_array(arena, series->claims_count + 1, sizeof(*claims));
	for (size_t i = 0; i < series->claims_count; i++) {
		if (merge_names(correction, series->claims[i].article))
			part.claims[part.claims_count++] = series->claims[i];
		else
			claims[kept++] = series->claims[i];
	}
	if (!part.claims_count)
		return false;
	series->claims = claims;
	series->claims_count = kept;
	settle(from, series);
	struct series *own = tracked_series(arena, to, series->effect);
	own->claims = part.claims;
	own->claims_count = part.claims_count;
	settle(to, own);
	return series->value != before;
}

/* Takes each of the part's claims out once; true where the figure has changed. */
static bool part_series(struct series *series, const struct tracked *whole, const struct series *part)
{
	size_t kept, all = series->claims_count;
	int64_t before = series->value;

	for (size_t i = 0; i < part->claims_count; i++) {
		bool gone = false;
		kept = 0;
		for (size_t k = 0; k < series->claims_count; k++) {
			bool same = !gone && same_claim(&series->claims[k], &part->claims[i]);
			gone = gone || same;
			if (!same)
				series->claims[kept++] = series->claims[k];
		}
		series->claims_count = kept;
	}
	if (series->claims_count < all && !restore(series, part->value))
		settle(whole, series);
	series->before = INTEGER_NONE;
	return series->value != before;
}

bool merge_move(struct arena *arena, struct tracked *from, struct tracked *to,
                const struct correction *correction)
{
	bool differs = false;

	for (size_t i = 0; i < from->series_count; i++)
		differs = split_series(arena, from, &from->series[i], to, correction) || differs;
	settle_witnesses(arena, to, to);
	settle_witnesses(arena, from, to);
	return differs;
}

bool merge_undo(struct arena *arena, struct tracked *whole, const struct tracked *part)
{
	bool differs = false;

	for (size_t i = 0; i < part->series_count; i++) {
		struct series *series = tracked_series(arena, whole, part->series[i].effect);
		differs = part_series(series, whole, &part->series[i]) || differs;
	}
	settle_witnesses(arena, whole, part);
	return differs;
}

void merge_drop(struct arena *arena, struct tracked *tracked, struct series *series,
                struct text article, int64_t value)
{
	size_t kept = 0, all = series->claims_count;

	for (size_t i = 0; i < all; i++) {
		struct ledger_claim claim = series->claims[i];
		if (text_equal(claim.article, article) && (value == INTEGER_NONE || claim.value == value)) {
			uint64_t key = claim_retracted(article, series->effect, claim.value);
			merge_hashes(arena, &tracked->told, &tracked->told_count, &key, 1);
		} else {
			series->claims[kept++] = claim;
		}
	}
	series->claims_count = kept;
	if (kept == all)
		return;
	if (series->effect == EFFECT_RELEASED && value != INTEGER_NONE)
		series->value = series->value > value ? series->value - value : INTEGER_NONE; /* a sum */
	else
		settle(tracked, series);
}
