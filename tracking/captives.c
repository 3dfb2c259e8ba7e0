/*
 * People freed, batch by batch, of the abduction that they were taken in; and people driven from home,
 * whom no incident of the report counts.
 */
#include "base/hash.h"
#include "tracking/match.h"
#include "tracking/tracking.h"

/* Captives come home after weeks. */
#define CAPTIVES_MS (INT64_C(120) * 86400000)
/* Fewer are too common to know them by. */
#define TELLING 3
/* The same number again within this time is the same batch. */
#define BATCH_MS (INT64_C(3) * 86400000)

/* Title, lead, and the sentence behind: "The siege ended on Monday. The last four hostages were let go unharmed." */
#define RELEASE_SENTENCES 2

/* --- people freed --- */

static bool holds_captives(const struct tracked *tracked)
{
	if (tracked->kind != TRACKED_INCIDENT)
		return false;
	if (tracked->type == FACT_ABDUCTION || tracked->type == FACT_RELEASE)
		return true;
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == EFFECT_ABDUCTED || tracked->series[i].effect == EFFECT_RELEASED)
			return true;
	return false;
}

/*
 * "Twenty of the 57", "the last eight, and all 57 are free", "22 freed, 63 are still held" of 85: the text names
 * the number that was taken, or the rest makes it up. More than were taken are others.
 */
static int number_score(const struct tracking *tracking, const struct tracked *tracked, const struct fact *release)
{
	const struct report *report = tracking->report;
	int64_t taken = tracked_figure(tracked, EFFECT_ABDUCTED), freed = tracked_figure(tracked, EFFECT_RELEASED);
	int64_t before = freed == INTEGER_NONE ? 0 : freed;

	if (taken == INTEGER_NONE)
		return 0;
	if (release->count->low > taken)
		return -2;
	for (size_t i = 0; i < report->facts_count; i++) {
		int64_t number = claim_value(report->facts[i].count);
		if (number < TELLING)
			continue;
		if (number == taken || number + before + release->count->low == taken)
			return 3;
	}
	return before + release->count->low == taken && release->count->low >= TELLING ? 3 : 1;
}

static bool shares_name(const struct tracking *tracking, const struct tracked *tracked)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->places_count; i++)
		for (size_t k = 0; k < tracked->places_count; k++)
			if (text_equal_nocase(report->places[i].name, tracked->places[k].name) &&
			    !text_equal(tracked->places[k].within, tracked->places[k].country))
				return true;
	return false;
}

static int place_score(const struct tracking *tracking, const struct tracked *tracked, const struct fact *fact)
{
	switch (place_relation(fact->place, tracked->place)) {
	case PLACE_EQUAL:
		return 3;
	case PLACE_WITHIN:
	case PLACE_AROUND:
		return 2;
	case PLACE_APART:
		if (shares_name(tracking, tracked))
			return 2;
		return text_equal(fact->place->country, tracked->place->country) ? 0 : -2;
	case PLACE_PERHAPS:
		return shares_name(tracking, tracked) ? 2 : 1;
	case PLACE_UNKNOWN:
		break;
	}
	return shares_name(tracking, tracked) ? 2 : 0;
}

/* By story, place, and the number that was taken. */
static int captives_score(const struct tracking *tracking, const struct tracked *tracked,
                          const struct fact *fact)
{
	int score = tracking->story && tracked->story == tracking->story ? 3 : 0;

	if (!holds_captives(tracked) || tracking->now.ms - tracked->last.ms > CAPTIVES_MS)
		return 0;
	return score + place_score(tracking, tracked, fact) + number_score(tracking, tracked, fact);
}

/* The one record of the country that still has as many captives: they are handed over wherever the road leads. */
static struct tracked *only_captives(const struct tracking *tracking, const struct fact *fact)
{
	struct tracked *only = NULL;

	for (size_t i = 0; fact->place && i < tracking->picture->tracked_count; i++) {
		struct tracked *tracked = &tracking->picture->tracked[i];
		int64_t taken = tracked_figure(tracked, EFFECT_ABDUCTED);
		int64_t freed = tracked_figure(tracked, EFFECT_RELEASED);
		bool here = tracked->place && !text_empty(tracked->place->country) &&
		            text_equal(tracked->place->country, fact->place->country);
		if (!here || taken == INTEGER_NONE || captives_score(tracking, tracked, fact) < 1 ||
		    fact->count->low > taken - (freed == INTEGER_NONE ? 0 : freed))
			continue;
		if (only)
			return NULL;
		only = tracked;
	}
	return only;
}

static struct tracked *find_captives(const struct tracking *tracking, const struct fact *fact)
{
	struct tracked *best = NULL;
	int most = 1;

	for (size_t i = 0; i < tracking->picture->tracked_count; i++) {
		struct tracked *tracked = &tracking->picture->tracked[i];
		int score = captives_score(tracking, tracked, fact);
		if (score > most || (score == most && best && tracked->last.ms > best->last.ms)) {
			most = score;
			best = tracked;
		}
	}
	if (!best)
		best = only_captives(tracking, fact);
	for (size_t i = 0; i < tracking->changes->tracked_count && !best; i++)
		if (captives_score(tracking, tracking->changes->tracked[i], fact) > 0)
			best = tracking->changes->tracked[i];
	return best;
}

/* An exchange that is agreed on is still to come. */
static bool is_agreed_on(const struct tracking *tracking, const struct fact *release)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->type == FACT_CEASEFIRE && fact->sentence == release->sentence &&
		    (fact->status == STATUS_AGREED || fact->status == STATUS_ACCEPTED ||
		     fact->status == STATUS_PROPOSED))
			return true;
	}
	return false;
}

static bool tells_detention(const struct report *report)
{
	for (size_t i = 0; i < report->facts_count; i++)
		if (report->facts[i].type == FACT_DETENTION)
			return true;
	return false;
}

static const struct fact *release_of(const struct tracking *tracking)
{
	const struct report *report = tracking->report;
	const struct fact *first = NULL;

	/* What a lake gives up is no captive. */
	if (tracking_is_accident(tracking))
		return NULL;
	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		bool told = fact->type == FACT_RELEASE && fact->modality == MODALITY_ACTUAL &&
		            fact->sentence <= RELEASE_SENTENCES && !fact->part &&
		            claim_value(fact->count) != INTEGER_NONE && !is_agreed_on(tracking, fact);
		/* "Of these, 4,800 have been released": whom the police had arrested. */
		told = told && (gather_in_lead(fact) || !tells_detention(report));
		bool nearer = first && gather_in_lead(first) && !gather_in_lead(fact);
		if (told && !nearer && (!first || fact->count->low > first->count->low))
			first = fact;
	}
	return first;
}

struct tracked *captives_record(struct tracking *tracking)
{
	const struct fact *release = release_of(tracking);

	return release ? find_captives(tracking, release) : NULL;
}

static bool is_same_batch(const struct tracking *tracking, const struct series *series, int64_t number)
{
	for (size_t i = series->claims_count; i-- > 0;)
		if (series->claims[i].value == number &&
		    tracking->now.ms - series->claims[i].published.ms < BATCH_MS)
			return true;
	/* All of them together: told when the last batch came. */
	return series->claims_count > 1 && number == series->value;
}

static void take_release(struct tracking *tracking, const struct fact *fact)
{
	struct tracked *tracked = tracking_home(tracking, find_captives(tracking, fact));
	struct claim claim = {fact->count, fact};

	if (!tracked)
		tracked = tracking_begin(tracking, TRACKED_INCIDENT, FACT_RELEASE, fact->place, NULL);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	struct series *series = tracked_series(tracking->arena, tracked, EFFECT_RELEASED);
	bool silent = is_same_batch(tracking, series, fact->count->low);
	ledger_batch(tracking, tracked, series, &claim, !silent);
}

/* --- people driven from home --- */

/* Fewer are the rescued of a mine, or a family. */
#define DISPLACED_LEAST 50
/* Where the report tells of its incident, those driven out by it may stand as far down, of as many days. */
#define DISPLACED_SENTENCES 3
#define DISPLACED_DAYS 14

static bool has_incident(const struct tracking *tracking)
{
	for (size_t i = 0; i < tracking->changes->tracked_count; i++)
		if (tracking->changes->tracked[i]->kind == TRACKED_INCIDENT)
			return true;
	return false;
}

static bool is_recent(const struct tracking *tracking, const struct fact *fact)
{
	struct day today = day_of_instant(tracking->report->published);

	/* "The war has displaced more than 11 million": since when, it need not say. */
	if (fact->scope == SCOPE_CUMULATIVE && (!fact->time || !day_known(fact->time->start)))
		return false;
	return !fact->time || !day_known(fact->time->start) || !day_known(today) ||
	       fact->time->start.number >= today.number - DISPLACED_DAYS;
}

static bool is_displacement(const struct tracking *tracking, const struct fact *fact)
{
	bool here = gather_in_lead(fact) || (has_incident(tracking) && fact->sentence <= DISPLACED_SENTENCES &&
	                                     is_recent(tracking, fact));

	return (fact->type == FACT_DISPLACEMENT || fact->type == FACT_EVACUATION) && !fact->part &&
	       fact->modality == MODALITY_ACTUAL && here && claim_value(fact->count) >= DISPLACED_LEAST;
}

/* The lead's before what stands further down. */
static const struct fact *displacement_of(const struct tracking *tracking)
{
	const struct report *report = tracking->report;
	const struct fact *most = NULL;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (!is_displacement(tracking, fact) || (most && gather_in_lead(most) && !gather_in_lead(fact)))
			continue;
		bool first = most && gather_in_lead(fact) && !gather_in_lead(most);
		if (!most || first || fact->count->low > most->count->low)
			most = fact;
	}
	return most;
}

static int displaced_score(const struct tracking *tracking, const struct tracked *tracked, const struct fact *fact)
{
	bool alone = tracked->kind == TRACKED_TOTAL && tracked->type == FACT_DISPLACEMENT;
	enum place_relation relation = place_relation(fact->place, tracked->place);
	bool apart = fact->place && tracked->place && !text_empty(fact->place->country) &&
	             !text_empty(tracked->place->country) &&
	             !text_equal(fact->place->country, tracked->place->country);
	int score = tracked->story == tracking->story ? 2 : 0;

	if ((!alone && tracked->kind != TRACKED_INCIDENT) || apart)
		return 0;
	if (relation == PLACE_EQUAL || shares_name(tracking, tracked))
		score += 2;
	else if (relation == PLACE_WITHIN || relation == PLACE_AROUND)
		score += 1;
	if (tracked_figure(tracked, EFFECT_DISPLACED) != INTEGER_NONE)
		score += 2;
	/* Since a day, for whatever reason: those of no one incident. */
	return score + alone - (fact->scope == SCOPE_CUMULATIVE && !alone);
}

/* The incident that the report is of, or one of its story or place; else a record of the displaced alone. */
static struct tracked *find_displaced(const struct tracking *tracking, const struct fact *fact)
{
	const struct picture *picture = tracking->picture;
	struct tracked *best = NULL;
	int most = 1;

	for (size_t i = 0; i < tracking->changes->tracked_count; i++)
		if (tracking->changes->tracked[i]->kind == TRACKED_INCIDENT)
			return tracking->changes->tracked[i];
	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		int score = displaced_score(tracking, tracked, fact);
		if (score > most || (score == most && best && tracked->last.ms > best->last.ms)) {
			most = score;
			best = tracked;
		}
	}
	return best;
}

static void take_displaced(struct tracking *tracking, const struct fact *fact)
{
	struct tracked *tracked = tracking_home(tracking, find_displaced(tracking, fact));
	struct claim claim = {fact->count, fact};

	if (!tracked)
		tracked = tracking_begin(tracking, TRACKED_TOTAL, FACT_DISPLACEMENT, fact->place, NULL);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	ledger_count(tracking, tracked, EFFECT_DISPLACED, &claim);
}

void captives_apply(struct tracking *tracking)
{
	const struct fact *release = release_of(tracking), *displaced = displacement_of(tracking);

	if (release)
		take_release(tracking, release);
	if (displaced)
		take_displaced(tracking, displaced);
}
