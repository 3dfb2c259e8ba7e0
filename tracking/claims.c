/*
 * What a report claims of an incident: for each effect the figure that is the article's own, and the
 * figures of a rival. The title and the lead carry the news; a larger figure further down is background,
 * unless it is told as the toll.
 */
#include "base/hash.h"
#include "tracking/match.h"
#include "tracking/tracking.h"

static bool is_of(const struct fact *fact, enum effect effect)
{
	static const enum fact_type events[EFFECTS] = {
	        [EFFECT_DETAINED] = FACT_DETENTION,
	        [EFFECT_ABDUCTED] = FACT_ABDUCTION,
	        [EFFECT_RELEASED] = FACT_RELEASE,
	        [EFFECT_DISPLACED] = FACT_DISPLACEMENT,
	};

	return fact->effect == effect || (events[effect] && fact->type == events[effect]);
}

/* More people than this were never harmed by one event: a number of another kind, or a slip. */
#define MOST_PEOPLE INT64_C(100000000)

int64_t claim_value(const struct count *count)
{
	return !count || count->vague || count->low < 1 || count->low > MOST_PEOPLE ? INTEGER_NONE : count->low;
}

static bool claims(const struct fact *fact, enum effect effect)
{
	return is_of(fact, effect) && !fact->part && fact->modality == MODALITY_ACTUAL &&
	       claim_value(fact->count) != INTEGER_NONE;
}

/* In the record's list of what was told once. */
static uint64_t rival_key(enum effect effect, int64_t value)
{
	return hash_text(TEXT_NONE, (uint64_t)value * EFFECTS + effect);
}

bool claim_is_rival(const struct tracked *tracked, enum effect effect, int64_t value)
{
	for (size_t i = 0; i < tracked->told_count; i++)
		if (tracked->told[i] == rival_key(effect, value))
			return true;
	return false;
}

void claim_mark_rival(struct tracking *tracking, struct tracked *tracked, enum effect effect, int64_t value)
{
	tracking_tell_once(tracking, tracked, rival_key(effect, value));
}

uint64_t claim_rival_told(enum effect effect, int64_t value)
{
	return ~rival_key(effect, value);
}

/* In the same list: the record's dead are those who do the harm elsewhere. */
static const uint64_t foes_key = UINT64_C(0x5f0e5f0e5f0e5f0e);

bool claim_has_victims(enum fact_type type)
{
	return type == FACT_ATTACK || type == FACT_SHOOTING || type == FACT_BOMBING || type == FACT_ABDUCTION;
}

void claim_note_foes(struct tracking *tracking, struct tracked *tracked, const struct claim *claim)
{
	const struct series *dead = tracked_series(tracking->arena, tracked, EFFECT_KILLED);

	if (dead->value == INTEGER_NONE && claim->fact && words_name_foes(tracking, claim->fact))
		tracking_tell_once(tracking, tracked, foes_key);
}

bool claim_dead_are_foes(const struct tracked *tracked)
{
	return tracking_was_told(tracked, foes_key);
}

bool claim_is_of_foes(const struct tracking *tracking, const struct tracked *tracked,
                      const struct claim *claim)
{
	bool victims = false;

	if (!claim_has_victims(tracked->type) || tracking_was_told(tracked, foes_key) || !claim->fact ||
	    !words_name_foes(tracking, claim->fact))
		return false;
	for (size_t i = 0; i < tracked->series_count; i++)
		victims = victims || ((tracked->series[i].effect == EFFECT_KILLED ||
		                       tracked->series[i].effect == EFFECT_ABDUCTED) &&
		                      tracked->series[i].value != INTEGER_NONE);
	return victims;
}

uint64_t claim_retracted(struct text article, enum effect effect, int64_t value)
{
	return hash_text(article, (uint64_t)value * EFFECTS + effect);
}

/* --- how many say so --- */

struct said {
	struct text lineage;
	int64_t value;
};

/* The list stays in falling order: what was said is sunk from its place at the end, or from its older one. */
static size_t said_add(struct said *list, size_t count, size_t most, const struct said *said)
{
	size_t at = 0;

	while (at < count && !text_equal_nocase(list[at].lineage, said->lineage))
		at++;
	if (at < count && list[at].value >= said->value)
		return count;
	if (at == count && count == most && list[--at].value >= said->value)
		return count;
	bool more = at == count;
	while (at > 0 && list[at - 1].value < said->value) {
		list[at] = list[at - 1];
		at--;
	}
	list[at] = *said;
	return count + more;
}

size_t claims_by_sources(const struct series *series, int64_t *figures, size_t most)
{
	struct said list[POLICY_SOURCES_MOST];
	size_t count = 0;

	most = most < POLICY_SOURCES_MOST ? most : POLICY_SOURCES_MOST;
	for (size_t i = 0; i < series->claims_count; i++) {
		const struct ledger_claim *claim = &series->claims[i];
		struct said said = {text_empty(claim->agency) ? claim->outlet : claim->agency,
		                    claim->value};
		if (claim->value <= series->value)
			count = said_add(list, count, most, &said);
	}
	for (size_t i = 0; i < count; i++)
		figures[i] = list[i].value;
	return count;
}

/* --- the article's own figure --- */

static const struct fact *fact_at(const struct tracking *tracking, const struct incident *incident, size_t i)
{
	return &tracking->report->facts[incident->facts[i]];
}

/* One death or two are told beside those of anything. */
#define TELLING 3

/* The ledger's own number, told beside a larger one that is not told as the toll: the larger is a rival's. */
static bool gives_agreed(const struct tracking *tracking, const struct incident *incident,
                         const struct series *series)
{
	for (size_t i = 0; series && series->value >= TELLING && i < incident->facts_count; i++) {
		const struct fact *fact = fact_at(tracking, incident, i);
		if (gather_in_lead(fact) && claims(fact, series->effect) && fact->count->low == series->value)
			return true;
	}
	return false;
}

static const struct series *series_of(const struct tracked *tracked, enum effect effect)
{
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == effect && tracked->series[i].value != INTEGER_NONE)
			return &tracked->series[i];
	return NULL;
}

#define EXACT_WITHIN 1.1

/* The title's; else the highest of the lead. The toll goes before both. */
static const struct fact *lead_claim(const struct tracking *tracking, const struct tracked *tracked,
                                     const struct incident *incident, enum effect effect)
{
	const struct series *series = series_of(tracked, effect);
	bool agreed = gives_agreed(tracking, incident, series);
	const struct fact *best = NULL;
	int most = 0;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = fact_at(tracking, incident, i);
		bool toll = fact->scope == SCOPE_CUMULATIVE;
		if (!gather_in_lead(fact) || !claims(fact, effect) ||
		    claim_is_rival(tracked, effect, fact->count->low) ||
		    (agreed && !toll && fact->count->low > series->value))
			continue;
		int rank = toll ? 3 : fact->sentence < 0 ? 2 : 1;
		/* "More than 3,000" in the title, 3,195 in the first sentence. */
		bool exact = best && best->count->high == INTEGER_NONE && fact->count->high != INTEGER_NONE &&
		             fact->count->low > best->count->low &&
		             (double)fact->count->low <= (double)best->count->low * EXACT_WITHIN;
		if (rank > most || exact || (rank == most && fact->count->low > best->count->low)) {
			best = fact;
			most = rank;
		}
	}
	return best;
}

/* The fact that gives the figure: as a toll rather than not, with a source rather than without. */
static const struct fact *fact_of(const struct tracking *tracking, const struct incident *incident,
                                  enum effect effect, int64_t value)
{
	const struct fact *found = NULL;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = fact_at(tracking, incident, i);
		if (claims(fact, effect) && fact->count->low == value &&
		    (!found || (text_empty(found->source) && !text_empty(fact->source)) ||
		     (found->scope != SCOPE_CUMULATIVE && fact->scope == SCOPE_CUMULATIVE)))
			found = fact;
	}
	return found;
}

struct claim claim_of_incident(const struct tracking *tracking, const struct tracked *tracked,
                               const struct incident *incident, enum effect effect)
{
	struct claim claim = {incident->effects[effect], NULL};
	int64_t value = claim_value(claim.count);

	if (value == INTEGER_NONE)
		return (struct claim){0};
	claim.fact = fact_of(tracking, incident, effect, value);
	const struct fact *lead = lead_claim(tracking, tracked, incident, effect);
	bool rival = claim_is_rival(tracked, effect, value);
	/* More than title or lead have for their own, and not told as the toll, or by whoever counts for himself. */
	bool aside = claim.fact && (claim.fact->scope != SCOPE_CUMULATIVE ||
	                            (!gather_in_lead(claim.fact) &&
	                             words_name_unofficial(tracking, claim.fact->source)));
	bool background = aside && lead && lead->count->low < value;
	if (rival || background)
		return lead ? (struct claim){lead->count, lead} : (struct claim){0};
	if (!claim.fact)
		claim.fact = lead ? lead : incident->facts_count ? fact_at(tracking, incident, 0) : NULL;
	return claim;
}

/* --- rivals --- */

/* The ledger's figure, from another source than the fact's, in another sentence. */
static bool is_answered(const struct tracking *tracking, const struct fact *fact, enum effect effect,
                        int64_t agreed)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *other = &report->facts[i];
		/* Four of the eight, in one of the towns, answer nobody. */
		if (place_relation(other->place, fact->place) == PLACE_WITHIN)
			continue;
		if (claims(other, effect) && other->count->low == agreed && other->sentence != fact->sentence &&
		    !gather_in_lead(other) && !text_empty(other->source) &&
		    !text_equal_nocase(other->source, fact->source))
			return true;
	}
	return false;
}

static bool is_told_as_toll(const struct tracking *tracking, enum effect effect, int64_t value)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++)
		if (claims(&report->facts[i], effect) && report->facts[i].count->low == value &&
		    report->facts[i].scope == SCOPE_CUMULATIVE)
			return true;
	return false;
}

bool claim_is_of_leader(const struct tracking *tracking, const struct claim *claim)
{
	return claim->fact && claim->count->low == 1 && !gather_counts_on(claim->fact) &&
	       claim->fact->scope != SCOPE_CUMULATIVE && words_name_leader(tracking, claim->fact);
}

/* "The claims about five dead are lies", of the ledger's five. */
static bool is_denied(const struct tracking *tracking, const struct series *series)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (is_of(fact, series->effect) && fact->modality == MODALITY_DENIED && series->value >= TELLING &&
		    claim_value(fact->count) == series->value)
			return true;
	}
	return false;
}

const struct fact *claim_of_rival(const struct tracking *tracking, const struct incident *incident,
                                  const struct series *series)
{
	bool stands_by = (tracking->report->marks & MARK_STANDS_BY) || is_denied(tracking, series);
	/* Under a live blog's newest entry stand those of the morning. */
	bool live = tracking->report->marks & MARK_LIVE;

	for (size_t i = 0; i < incident->facts_count && series->value != INTEGER_NONE; i++) {
		const struct fact *fact = fact_at(tracking, incident, i);
		const struct claim claim = {fact->count, fact};
		if (!claims(fact, series->effect) || fact->count->low == series->value ||
		    claim_is_of_leader(tracking, &claim))
			continue;
		bool stands = stands_by && !text_empty(fact->source) &&
		              !text_equal_nocase(fact->source, series->authority);
		/* A lower one beside the ledger's is a part of it. */
		bool answered = !live && fact->count->low > series->value &&
		                is_answered(tracking, fact, series->effect, series->value) &&
		                !is_told_as_toll(tracking, series->effect, fact->count->low);
		if (stands || answered)
			return fact;
	}
	return NULL;
}

static bool is_official(const struct tracking *tracking, const struct fact *fact)
{
	return text_empty(fact->source) ? gather_in_lead(fact) && fact->scope == SCOPE_CUMULATIVE
	                                : !words_name_unofficial(tracking, fact->source);
}

/* "The union says 43, more than double the official toll of 19", "the ministry stands by its count". */
static bool are_set_against(const struct tracking *tracking, const struct fact *official, const struct fact *rival)
{
	bool counted = words_name_official_count(tracking, official->source);
	bool unofficial = words_name_unofficial(tracking, rival->source);
	bool stands = tracking->report->marks & MARK_STANDS_BY;
	/* The authority has its figure in the sentence, or that beside it. */
	bool beside = (gather_in_lead(rival) && gather_in_lead(official)) ||
	              (rival->sentence - official->sentence <= 1 && official->sentence - rival->sentence <= 1);

	if (rival->count->low <= official->count->low)
		return false;
	return counted || (unofficial && (stands || (beside && official->scope == SCOPE_CUMULATIVE))) ||
	       (stands && text_empty(rival->source) &&
	        (official->scope == SCOPE_CUMULATIVE || !text_empty(official->source)));
}

struct sides claim_sides(const struct tracking *tracking, const struct incident *incident, enum effect effect)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *official = fact_at(tracking, incident, i);
		if (!claims(official, effect) || !is_official(tracking, official))
			continue;
		/* The rival's may be told of nowhere, and so of no incident. */
		for (size_t k = 0; k < tracking->report->facts_count; k++) {
			const struct fact *rival = &tracking->report->facts[k];
			bool apart = place_relation(rival->place, official->place) == PLACE_APART;
			if (rival != official && claims(rival, effect) && !apart &&
			    !tracking_is_background(tracking, rival->time) &&
			    are_set_against(tracking, official, rival))
				return (struct sides){official, rival};
		}
	}
	return (struct sides){0};
}
