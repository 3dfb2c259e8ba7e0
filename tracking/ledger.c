/*
 * The ledger: figures of an incident over time, a claim per source. What rises above what was told
 * last is told; a correction lowers it; a rival's figure is a dispute where the ledger's source
 * stands by its own. Every other claim is kept in silence.
 */
#include <string.h>

#include "base/text.h"
#include "tracking/match.h"
#include "tracking/tracking.h"

/* Injured, missing and the like: worth telling from a fifth more on (data/developments, rule 1). */
#define RISE_OTHERS 1.2
/* Totals over a longer span: rises under a twentieth are noise (rule 3). */
#define RISE_TOTAL 1.05
/* "At least 560" for 558: a round number within a hundredth, above a hundred. */
#define ROUND_FROM 100
#define ROUND_WITHIN 1.01
/* Outlets are behind one another by hours: an earlier article may still know more. */
#define BEHIND_MS (INT64_C(6) * 3600000)

static bool is_round(const struct count *count, int64_t agreed)
{
	return count->low >= ROUND_FROM && count->low % 10 == 0 &&
	       (double)count->low <= (double)agreed * ROUND_WITHIN;
}

static void add_claim(struct tracking *tracking, struct series *series, int64_t value,
                      const struct fact *fact)
{
	const struct report *report = tracking->report;
	size_t keep = series->claims_count < SERIES_CLAIMS_MOST ? series->claims_count
	                                                        : SERIES_CLAIMS_MOST - 1;
	struct ledger_claim *claims = arena_array(tracking->arena, keep + 1, sizeof(*claims));

	if (keep)
		memcpy(claims, series->claims + (series->claims_count - keep),
		       keep * sizeof(*claims));
	claims[keep] = (struct ledger_claim){
	        .value = value,
	        .source = fact ? fact->source : TEXT_NONE,
	        .outlet = report->source,
	        .article = report->article_id,
	        .published = report->published,
	};
	series->claims = claims;
	series->claims_count = keep + 1;
}

static void agree(struct tracking *tracking, struct series *series, int64_t value,
                  const struct fact *fact)
{
	series->value = value;
	if (series->seen == INTEGER_NONE || value > series->seen)
		series->seen = value;
	series->authority = fact ? fact->source : TEXT_NONE;
	series->as_of = tracking->report->published;
}

static enum alert_kind raised_kind(enum effect effect)
{
	if (effect == EFFECT_DISPLACED)
		return ALERT_DISPLACEMENT_RAISED;
	return effect == EFFECT_RELEASED ? ALERT_HOSTAGES_RELEASED : ALERT_TOLL_RAISED;
}

static void tell(struct tracking *tracking, struct tracked *tracked, struct series *series,
                 enum alert_kind kind, int64_t value, const struct fact *fact)
{
	struct alert *alert = alert_add(tracking, tracked, kind, fact);

	alert->effect = text_of(effect_names[series->effect]);
	alert->from = kind == ALERT_HOSTAGES_RELEASED ? INTEGER_NONE : series->value;
	alert->to = value;
	series->alert =
	        alert_seal(tracking, alert, text_format(tracking->arena, "%lld", (long long)value),
	                   series->alert);
}

/* --- an incident's first report --- */

static int64_t opening_of(const struct tracked *tracked, enum effect effect)
{
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == effect)
			return tracked->series[i].value;
	return INTEGER_NONE;
}

static void ledger_open(struct tracking *tracking, struct tracked *tracked,
                        const struct incident *incident)
{
	const struct fact *first = NULL;

	for (int effect = 1; effect < EFFECTS; effect++) {
		struct claim claim = claim_of_incident(tracking, tracked, incident, (enum effect)effect);
		if (!claim.count || effect == EFFECT_RELEASED)
			continue;
		struct series *series = tracked_series(tracking->arena, tracked, (enum effect)effect);
		agree(tracking, series, claim.count->low, claim.fact);
		add_claim(tracking, series, claim.count->low, claim.fact);
		first = first ? first : claim.fact;
	}
	if (!first && incident->facts_count)
		first = &tracking->report->facts[incident->facts[0]];
	struct alert *alert = alert_add(tracking, tracked, ALERT_INCIDENT_NEW, first);
	alert->killed = opening_of(tracked, EFFECT_KILLED);
	alert->injured = opening_of(tracked, EFFECT_INJURED);
	alert->missing = opening_of(tracked, EFFECT_MISSING);
	tracked->first_alert = alert_seal(tracking, alert, TEXT_NONE, TEXT_NONE);
	tracked->opened = true;
	for (size_t i = 0; i < tracked->series_count; i++)
		tracked->series[i].alert = tracked->first_alert;
}

/* --- later reports --- */

/*
 * Of a text that corrects: the figure that it names, or the dead or taken; that fewer of the injured are still
 * in hospital is no correction.
 */
static bool corrects(const struct tracking *tracking, enum effect effect, const struct fact *fact, int64_t agreed)
{
	if (fact && fact->revises)
		return fact->revises->low == agreed || tracking->report->marks & MARK_CORRECTION;
	return (tracking->report->marks & MARK_CORRECTION) && (effect == EFFECT_KILLED || effect == EFFECT_ABDUCTED);
}

/* The old number again, after the correction: by an outlet that has not heard of it. */
static bool was_withdrawn(const struct tracking *tracking, const struct series *series,
                          const struct claim *claim)
{
	struct instant published = tracking->report->published;
	size_t given = 0;

	if (series->value >= series->seen || claim->count->low > series->seen)
		return false;
	for (size_t i = 0; i < series->claims_count; i++)
		given += series->claims[i].value == claim->count->low &&
		         series->claims[i].published.ms < series->as_of.ms;
	bool toll = claim->fact && claim->fact->scope == SCOPE_CUMULATIVE;
	return given && (!toll || published.ms < series->as_of.ms);
}

static bool too_late(const struct tracking *tracking, const struct series *series)
{
	struct instant published = tracking->report->published;

	return instant_known(published) && instant_known(series->as_of) &&
	       published.ms < series->as_of.ms - BEHIND_MS;
}

static void ledger_raise(struct tracking *tracking, struct tracked *tracked, struct series *series,
                         const struct count *count, const struct fact *fact)
{
	bool first = series->value == INTEGER_NONE;
	bool killed = series->effect == EFFECT_KILLED;

	if (first && !killed && series->effect != EFFECT_DISPLACED &&
	    series->effect != EFFECT_ABDUCTED && series->effect != EFFECT_RELEASED) {
		agree(tracking, series, count->low, fact);
		fate_figure(tracking, tracked, series->effect, count->low, OUTCOME_FIRST);
		return;
	}
	if (!first && is_round(count, series->value)) {
		fate_figure(tracking, tracked, series->effect, count->low, OUTCOME_ROUNDED);
		return;
	}
	bool telling = first || killed || (double)count->low >= (double)series->value * RISE_OTHERS;
	if (telling)
		tell(tracking, tracked, series, raised_kind(series->effect), count->low, fact);
	else
		fate_figure(tracking, tracked, series->effect, count->low, OUTCOME_RISE);
	agree(tracking, series, count->low, fact);
}

static void ledger_figure(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                          const struct claim *claim)
{
	int64_t value = claim->count->low;
	struct series *series = tracked_series(tracking->arena, tracked, effect);

	bool withdrawn = was_withdrawn(tracking, series, claim);
	add_claim(tracking, series, value, claim->fact);
	bool rises = series->value == INTEGER_NONE || value > series->value;
	bool lowers = !rises && corrects(tracking, effect, claim->fact, series->value) &&
	              tracking->report->published.ms > series->as_of.ms;
	if (value == series->value || withdrawn) {
		fate_figure(tracking, tracked, effect, value, withdrawn ? OUTCOME_WITHDRAWN : OUTCOME_KNOWN);
	} else if (rises && !too_late(tracking, series)) {
		ledger_raise(tracking, tracked, series, claim->count, claim->fact);
	} else if (lowers) {
		tell(tracking, tracked, series, ALERT_TOLL_REVISED_DOWN, value, claim->fact);
		agree(tracking, series, value, claim->fact);
	} else {
		fate_figure(tracking, tracked, effect, value, rises ? OUTCOME_OLDER : OUTCOME_LOWER);
	}
}

void ledger_count(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                  const struct claim *claim)
{
	ledger_figure(tracking, tracked, effect, claim);
}

void ledger_batch(struct tracking *tracking, struct tracked *tracked, struct series *series,
                  const struct claim *claim, bool telling)
{
	int64_t value = claim->count->low, before = series->value == INTEGER_NONE ? 0 : series->value;

	if (telling) {
		tell(tracking, tracked, series, ALERT_HOSTAGES_RELEASED, value, claim->fact);
		agree(tracking, series, before + value, claim->fact);
	} else {
		fate_figure(tracking, tracked, series->effect, value, OUTCOME_KNOWN);
	}
	add_claim(tracking, series, value, claim->fact);
}

/* A rival's figure is told once, and is never the ledger's. */
static void ledger_dispute(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                           const struct incident *incident)
{
	struct series *series = tracked_series(tracking->arena, tracked, effect);
	const struct fact *fact = claim_of_rival(tracking, incident, series);

	if (!fact || too_late(tracking, series))
		return;
	add_claim(tracking, series, fact->count->low, fact);
	if (claim_mark_rival(tracking, tracked, effect, fact->count->low))
		tell(tracking, tracked, series, ALERT_TOLL_DISPUTED, fact->count->low, fact);
	else
		fate_figure(tracking, tracked, effect, fact->count->low, OUTCOME_RIVAL);
}

/* Whom a boat or a rescuer has picked up was no captive. */
static bool may_have(const struct tracked *tracked, enum effect effect)
{
	bool accident = tracked->type == FACT_DISASTER || tracked->type == FACT_WRECK;

	return effect != EFFECT_RELEASED && !(accident && effect == EFFECT_ABDUCTED);
}

void ledger_apply(struct tracking *tracking, struct tracked *tracked,
                  const struct incident *incident, bool fresh)
{
	if (fresh) {
		ledger_open(tracking, tracked, incident);
		return;
	}
	ledger_dispute(tracking, tracked, EFFECT_KILLED, incident);
	for (int effect = 1; effect < EFFECTS; effect++) {
		struct claim claim = claim_of_incident(tracking, tracked, incident, (enum effect)effect);
		if (claim.count && may_have(tracked, (enum effect)effect))
			ledger_figure(tracking, tracked, (enum effect)effect, &claim);
	}
}

/* --- totals --- */

void ledger_total(struct tracking *tracking, const struct fact *fact)
{
	int64_t value = claim_value(fact->count);

	if (value == INTEGER_NONE || !fact->place)
		return;
	struct tracked *tracked = match_total(tracking->picture, fact->place);
	if (!tracked)
		tracked = tracking_begin(tracking, TRACKED_TOTAL, FACT_CASUALTY, fact->place, NULL);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	struct series *series = tracked_series(tracking->arena, tracked, fact->effect);
	add_claim(tracking, series, value, fact);
	bool first = series->value == INTEGER_NONE;
	if (!first && (value <= series->value || too_late(tracking, series))) {
		fate_figure(tracking, tracked, fact->effect, value,
		            value == series->value  ? OUTCOME_KNOWN
		            : value < series->value ? OUTCOME_LOWER
		                                    : OUTCOME_OLDER);
		return;
	}
	if (!first && (double)value >= (double)series->value * RISE_TOTAL &&
	    fact->effect == EFFECT_KILLED)
		tell(tracking, tracked, series, ALERT_TOLL_RAISED, value, fact);
	else
		fate_figure(tracking, tracked, fact->effect, value, first ? OUTCOME_FIRST : OUTCOME_RISE);
	agree(tracking, series, value, fact);
}
