/*
 * The ledger: figures of an incident over time, a claim per source. What rises above what was told
 * last is told; a correction lowers it; a rival's figure is a dispute where the ledger's source
 * stands by its own. Every other claim is kept in silence, and so is what the policy does not want told:
 * the next rise is measured from what was told, so that small ones add up.
 */
#include <string.h>

#include "base/text.h"
#include "tracking/match.h"
#include "tracking/tracking.h"

/* "At least 560" for 558: a round number within a hundredth, above a hundred. */
#define ROUND_FROM 100
#define ROUND_WITHIN 1.01
/* Outlets are behind one another by hours: an earlier article may still know more. */
#define BEHIND_MS (INT64_C(6) * 3600000)

/* So long after a correction the old number again is one of those who have not heard of it. */
#define UNHEARD_MS (INT64_C(12) * 3600000)

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
	        .agency = report->agency,
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

/* A change of the series from what was told, or from its own value beside a rival's. */
static enum outcome tell(struct tracking *tracking, struct tracked *tracked, struct series *series,
                               enum alert_kind kind, int64_t from, int64_t to, const struct fact *fact)
{
	struct alert *alert = alert_add(tracking, tracked, kind, fact);
	bool rises = kind == ALERT_TOLL_RAISED || kind == ALERT_DISPLACEMENT_RAISED;

	alert->effect = text_of(effect_names[series->effect]);
	alert->from = from;
	alert->to = to;
	enum outcome outcome =
	        alert_seal(tracking, tracked, alert, rises ? series : NULL, series->alert);
	if (outcome != OUTCOME_TOLD)
		return outcome;
	series->alert = alert->id;
	if (kind != ALERT_TOLL_DISPUTED)
		series->told = kind == ALERT_HOSTAGES_RELEASED ? series->value : alert->to;
	return OUTCOME_TOLD;
}

/* A figure beside the ledger's that is no news. */
static enum outcome why_known(int64_t value, int64_t agreed)
{
	return value < agreed ? OUTCOME_LOWER : value > agreed ? OUTCOME_ROUNDED : OUTCOME_KNOWN;
}

/*
 * What an article says that nobody has been told yet: more than was told, or the corrected figure. False
 * where it says nothing of that.
 */
static bool tell_figure(struct tracking *tracking, struct tracked *tracked, struct series *series,
                        const struct claim *claim)
{
	int64_t value = claim->count->low, told = series->told;

	if (told != INTEGER_NONE && series->value < told) {
		if (value == series->value)
			tell(tracking, tracked, series, ALERT_TOLL_REVISED_DOWN, told, value, claim->fact);
		return value == series->value;
	}
	value = value < series->value ? value : series->value;
	if (value == INTEGER_NONE || (told != INTEGER_NONE && value <= told))
		return false;
	enum outcome outcome = tell(tracking, tracked, series, raised_kind(series->effect), told,
	                                 value, claim->fact);
	/* Where a first figure is not worth an alert, later ones are measured from it all the same. */
	if (outcome == OUTCOME_FIRST)
		series->told = value;
	return true;
}

/* --- an incident's first report --- */

/* Tells of the incident, now that it is worth it; until then it is held. */
static void tell_opening(struct tracking *tracking, struct tracked *tracked,
                         const struct incident *incident, const struct fact *fact)
{
	if (!fact && incident->facts_count)
		fact = &tracking->report->facts[incident->facts[0]];
	struct alert *alert = alert_add(tracking, tracked, ALERT_INCIDENT_NEW, fact);
	alert->killed = tracked_figure(tracked, EFFECT_KILLED);
	alert->injured = tracked_figure(tracked, EFFECT_INJURED);
	alert->missing = tracked_figure(tracked, EFFECT_MISSING);
	enum outcome outcome = alert_seal(tracking, tracked, alert, NULL, TEXT_NONE);
	tracked->held = outcome != OUTCOME_TOLD;
	if (tracked->held)
		return;
	tracked->opened = true;
	tracked->first_alert = alert->id;
	for (size_t i = 0; i < tracked->series_count; i++) {
		tracked->series[i].alert = alert->id;
		tracked->series[i].told = tracked->series[i].value;
	}
}

/* So many are displaced by a war, if the text tells of them by the way. */
#define UPROOTED_FROM 300000
/* Fewer have walked away; nobody has driven them out. */
#define UPROOTED_LEAST 20

static bool is_uprooted_aside(enum effect effect, const struct claim *claim)
{
	return effect == EFFECT_DISPLACED && claim->fact &&
	       (claim->count->low < UPROOTED_LEAST ||
	        (claim->count->low >= UPROOTED_FROM && !gather_in_lead(claim->fact)));
}

static void ledger_open(struct tracking *tracking, struct tracked *tracked,
                        const struct incident *incident)
{
	const struct sides sides = claim_sides(tracking, incident, EFFECT_KILLED);
	const struct fact *first = NULL;

	if (sides.rival)
		claim_mark_rival(tracking, tracked, EFFECT_KILLED, sides.rival->count->low);
	for (int effect = 1; effect < EFFECTS; effect++) {
		struct claim claim = claim_of_incident(tracking, tracked, incident, (enum effect)effect);
		if (!claim.count || effect == EFFECT_RELEASED || is_uprooted_aside((enum effect)effect, &claim))
			continue;
		if (effect == EFFECT_KILLED && !incident->effects[EFFECT_ABDUCTED])
			claim_note_foes(tracking, tracked, &claim);
		struct series *series = tracked_series(tracking->arena, tracked, (enum effect)effect);
		agree(tracking, series, claim.count->low, claim.fact);
		add_claim(tracking, series, claim.count->low, claim.fact);
		first = first ? first : claim.fact;
	}
	tell_opening(tracking, tracked, incident, first);
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
	/* Of another figure, that it names: this one is what the text goes on from. */
	for (size_t i = 0; fact && i < tracking->report->facts_count; i++)
		if (tracking->report->facts[i].revises && tracking->report->facts[i].effect != fact->effect)
			return false;
	/* Told far down it is what the text goes on from. */
	if (fact && !gather_in_lead(fact) && fact->scope != SCOPE_CUMULATIVE)
		return false;
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
	return given && (!toll || published.ms < series->as_of.ms + UNHEARD_MS);
}

static bool too_late(const struct tracking *tracking, const struct series *series)
{
	struct instant published = tracking->report->published;

	return instant_known(published) && instant_known(series->as_of) &&
	       published.ms < series->as_of.ms - BEHIND_MS;
}

/* A hundredfold at one stroke, to ten thousand: the total of a war beside the dead of a day. */
#define WILD_FROM 10000
#define WILD_RISE 100

/* Tenfold at one stroke, and neither in title or lead nor told as the toll: another matter's. */
#define ASIDE_FROM 100
#define ASIDE_RISE 10

static bool is_aside(int64_t agreed, enum effect effect, const struct claim *claim)
{
	/* Of those driven from home it is told so: they are counted late, and all at once. */
	return effect != EFFECT_DISPLACED && agreed != INTEGER_NONE && agreed > 0 && claim->count->low >= ASIDE_FROM &&
	       claim->count->low / agreed >= ASIDE_RISE && claim->fact && !gather_in_lead(claim->fact) &&
	       claim->fact->scope != SCOPE_CUMULATIVE;
}

static bool is_wild(int64_t agreed, int64_t value)
{
	return agreed != INTEGER_NONE && agreed > 0 && value >= WILD_FROM && value / agreed > WILD_RISE;
}

static void ledger_figure(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                          const struct claim *claim)
{
	int64_t value = claim->count->low;
	struct series *series = tracked_series(tracking->arena, tracked, effect);
	int64_t agreed = series->value;
	bool first = agreed == INTEGER_NONE, late = too_late(tracking, series);
	bool withdrawn = was_withdrawn(tracking, series, claim);

	if (tracking_was_told(tracked, claim_retracted(tracking->report->article_id, effect, value))) {
		fate_figure(tracking, tracked, effect, value, OUTCOME_RETRACTED);
		return;
	}
	if (is_wild(agreed, value) || is_aside(agreed, effect, claim) || is_uprooted_aside(effect, claim)) {
		fate_figure(tracking, tracked, effect, value, OUTCOME_SUM);
		return;
	}
	add_claim(tracking, series, value, claim->fact);
	if (withdrawn || late) {
		fate_figure(tracking, tracked, effect, value,
		            withdrawn        ? OUTCOME_WITHDRAWN
		            : value > agreed ? OUTCOME_OLDER
		                             : why_known(value, agreed));
		return;
	}
	bool higher = first || (value > agreed && !is_round(claim->count, agreed));
	bool corrected = !first && value < agreed &&
	                 corrects(tracking, effect, claim->fact, agreed) &&
	                 tracking->report->published.ms > series->as_of.ms;
	if (higher || corrected)
		agree(tracking, series, value, claim->fact);
	if (!tracked->held && !tell_figure(tracking, tracked, series, claim))
		fate_figure(tracking, tracked, effect, value, why_known(value, agreed));
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
	int64_t told = series->told == INTEGER_NONE ? 0 : series->told;

	if (telling)
		agree(tracking, series, before + value, claim->fact);
	add_claim(tracking, series, value, claim->fact);
	if (series->value != INTEGER_NONE && series->value > told)
		tell(tracking, tracked, series, ALERT_HOSTAGES_RELEASED, INTEGER_NONE,
		     series->value - told, claim->fact);
	else
		fate_figure(tracking, tracked, series->effect, value, OUTCOME_KNOWN);
}

/* A rival's figure is told once, and is never the ledger's. */
static void tell_rival(struct tracking *tracking, struct tracked *tracked, struct series *series,
                       const struct fact *fact)
{
	enum effect effect = series->effect;
	int64_t value = fact->count->low;

	add_claim(tracking, series, value, fact);
	claim_mark_rival(tracking, tracked, effect, value);
	if (tracking_was_told(tracked, claim_rival_told(effect, value)))
		fate_figure(tracking, tracked, effect, value, OUTCOME_RIVAL);
	else if (tell(tracking, tracked, series, ALERT_TOLL_DISPUTED, series->value, value, fact) ==
	         OUTCOME_TOLD)
		tracking_tell_once(tracking, tracked, claim_rival_told(effect, value));
}

static void ledger_dispute(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                           const struct incident *incident)
{
	struct series *series = tracked_series(tracking->arena, tracked, effect);
	const struct fact *fact = claim_of_rival(tracking, incident, series);

	if (fact && !too_late(tracking, series))
		tell_rival(tracking, tracked, series, fact);
}

/* Both sides in one text: the authority's is the ledger's, the other's is disputed. */
static void ledger_sides(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                         const struct incident *incident)
{
	const struct sides sides = claim_sides(tracking, incident, effect);
	struct series *series = tracked_series(tracking->arena, tracked, effect);

	if (sides.rival && series->value == INTEGER_NONE)
		claim_mark_rival(tracking, tracked, effect, sides.rival->count->low);
	if (!sides.rival || series->value == INTEGER_NONE || sides.rival->count->low <= series->value ||
	    too_late(tracking, series))
		return;
	const struct claim claim = {sides.official->count, sides.official};
	if (claim.count->low > series->value)
		ledger_figure(tracking, tracked, effect, &claim);
	tell_rival(tracking, tracked, series, sides.rival);
}

/* Whom a boat or a rescuer has picked up was no captive. */
static bool may_have(const struct tracked *tracked, enum effect effect)
{
	bool accident = tracked->type == FACT_DISASTER || tracked->type == FACT_WRECK;

	return effect != EFFECT_RELEASED && !(accident && effect == EFFECT_ABDUCTED);
}

/* "Six of the nine kidnapped women are free": nobody is taken. */
static bool are_freed(const struct incident *incident, const struct count *taken)
{
	const struct count *freed = incident->effects[EFFECT_RELEASED];

	return freed && freed->low == taken->low;
}

/*
 * "24 militants killed", by whoever struck, where the ledger has those whom others count: the two sides do not
 * speak of the same people.
 */
static bool counts_foes(struct tracking *tracking, const struct tracked *tracked, const struct claim *claim)
{
	const struct series *dead = NULL;

	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == EFFECT_KILLED)
			dead = &tracked->series[i];
	return tracked->type == FACT_STRIKE && dead && dead->value != INTEGER_NONE && claim->fact &&
	       claim->count->low > dead->value && claim->fact->scope != SCOPE_CUMULATIVE &&
	       !claim_dead_are_foes(tracked) && words_name_foes(tracking, claim->fact);
}

/*
 * What the attackers claim stands until the other side counts its dead: their figure is disputed, and the
 * ledger's from now on.
 */
static void ledger_replace_claimants(struct tracking *tracking, struct tracked *tracked,
                                     const struct incident *incident)
{
	struct series *series = tracked_series(tracking->arena, tracked, EFFECT_KILLED);
	struct claim claim = claim_of_incident(tracking, tracked, incident, EFFECT_KILLED);

	if (series->value == INTEGER_NONE || !claim.fact || claim.count->low >= series->value ||
	    !words_name_foes_as_source(tracking, series->authority) || text_empty(claim.fact->source) ||
	    words_name_foes_as_source(tracking, claim.fact->source) || words_name_foes(tracking, claim.fact) ||
	    too_late(tracking, series))
		return;
	int64_t before = series->value, value = claim.count->low;
	claim_mark_rival(tracking, tracked, EFFECT_KILLED, before);
	agree(tracking, series, value, claim.fact);
	series->seen = value;
	add_claim(tracking, series, value, claim.fact);
	if (tell(tracking, tracked, series, ALERT_TOLL_DISPUTED, before, value, claim.fact) == OUTCOME_TOLD)
		series->told = value;
}

/* Dead that are not those of the record's figure: of those who did the harm, of the other side, a leader. */
static bool is_set_apart(struct tracking *tracking, struct tracked *tracked, const struct claim *claim)
{
	struct series *series = tracked_series(tracking->arena, tracked, EFFECT_KILLED);

	if (claim_is_of_foes(tracking, tracked, claim) || claim_is_of_leader(tracking, claim)) {
		fate_figure(tracking, tracked, EFFECT_KILLED, claim->count->low, OUTCOME_BELOW);
		return true;
	}
	if (counts_foes(tracking, tracked, claim)) {
		tell_rival(tracking, tracked, series, claim->fact);
		return true;
	}
	claim_note_foes(tracking, tracked, claim);
	return false;
}

void ledger_apply(struct tracking *tracking, struct tracked *tracked,
                  const struct incident *incident, bool fresh)
{
	const struct fact *first = NULL;

	if (fresh) {
		ledger_open(tracking, tracked, incident);
		return;
	}
	ledger_sides(tracking, tracked, EFFECT_KILLED, incident);
	ledger_sides(tracking, tracked, EFFECT_ABDUCTED, incident);
	ledger_dispute(tracking, tracked, EFFECT_KILLED, incident);
	ledger_replace_claimants(tracking, tracked, incident);
	for (int effect = 1; effect < EFFECTS; effect++) {
		struct claim claim = claim_of_incident(tracking, tracked, incident, (enum effect)effect);
		if (!claim.count || !may_have(tracked, (enum effect)effect) ||
		    (effect == EFFECT_ABDUCTED && are_freed(incident, claim.count)))
			continue;
		if (effect == EFFECT_KILLED && is_set_apart(tracking, tracked, &claim))
			continue;
		ledger_figure(tracking, tracked, (enum effect)effect, &claim);
		first = first ? first : claim.fact;
	}
	if (tracked->held)
		tell_opening(tracking, tracked, incident, first);
}

/* --- totals --- */

void ledger_total(struct tracking *tracking, const struct fact *fact)
{
	int64_t value = claim_value(fact->count);
	const struct claim claim = {fact->count, fact};

	if (value == INTEGER_NONE || !fact->place)
		return;
	struct tracked *tracked = tracking_home(tracking, match_total(tracking->picture, fact->place));
	if (!tracked)
		tracked = tracking_begin(tracking, TRACKED_TOTAL, FACT_CASUALTY, fact->place, NULL);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	struct series *series = tracked_series(tracking->arena, tracked, fact->effect);
	add_claim(tracking, series, value, fact);
	int64_t agreed = series->value;
	bool first = agreed == INTEGER_NONE;
	if (!first && (value < agreed || too_late(tracking, series))) {
		fate_figure(tracking, tracked, fact->effect, value,
		            value > agreed ? OUTCOME_OLDER : why_known(value, agreed));
		return;
	}
	agree(tracking, series, value, fact);
	/* The first figure is where a total begins for us, and of the others than the dead nobody waits for. */
	if (first || fact->effect != EFFECT_KILLED)
		series->told = value;
	if (!tell_figure(tracking, tracked, series, &claim))
		fate_figure(tracking, tracked, fact->effect, value,
		            first            ? OUTCOME_FIRST
		            : value > agreed ? OUTCOME_RISE
		                             : OUTCOME_KNOWN);
}
