/*
 * Truces and talks: a state machine for each, by parties and place. Only a transition is told; what
 * does not follow from the state, or is older than it, is silent.
 */
#include <string.h>

#include "tracking/match.h"
#include "tracking/tracking.h"

/* What is said of it further down is how it came to it, or what others think. */
#define FIRST_PARAGRAPHS 5

enum state {
	STATE_NONE,
	STATE_PROPOSED,
	STATE_NEGOTIATING,
	STATE_AGREED,
	STATE_IN_EFFECT,
	STATE_EXTENDED,
	STATE_VIOLATED,
	STATE_REJECTED,
	STATE_COLLAPSED,
	STATE_SUSPENDED,
	STATES,
};

/* The alerts' words (data/developments). */
static const char *const state_names[STATES] = {
        "",         "proposed", "negotiating", "agreed",    "in_effect",
        "extended", "violated", "rejected",    "collapsed", "suspended",
};

#define TO(state) (1u << STATE_##state)

/* What may follow a state of a truce. */
static const unsigned truce_follows[STATES] = {
        [STATE_NONE] = TO(PROPOSED) | TO(NEGOTIATING) | TO(AGREED) | TO(IN_EFFECT) | TO(EXTENDED) |
                       TO(VIOLATED) | TO(REJECTED) | TO(COLLAPSED),
        [STATE_PROPOSED] =
                TO(NEGOTIATING) | TO(AGREED) | TO(IN_EFFECT) | TO(REJECTED) | TO(COLLAPSED),
        [STATE_NEGOTIATING] = TO(AGREED) | TO(IN_EFFECT) | TO(REJECTED) | TO(COLLAPSED),
        [STATE_AGREED] = TO(IN_EFFECT) | TO(VIOLATED) | TO(EXTENDED) | TO(COLLAPSED),
        [STATE_IN_EFFECT] = TO(VIOLATED) | TO(EXTENDED) | TO(COLLAPSED),
        [STATE_EXTENDED] = TO(VIOLATED) | TO(COLLAPSED),
        [STATE_VIOLATED] = TO(EXTENDED) | TO(COLLAPSED) | TO(PROPOSED),
        [STATE_REJECTED] = TO(PROPOSED) | TO(NEGOTIATING) | TO(AGREED) | TO(IN_EFFECT),
        [STATE_COLLAPSED] = TO(PROPOSED) | TO(NEGOTIATING) | TO(AGREED) | TO(IN_EFFECT),
};

static const unsigned talks_follow[STATES] = {
        [STATE_NONE] = TO(NEGOTIATING) | TO(SUSPENDED) | TO(COLLAPSED),
        [STATE_NEGOTIATING] = TO(SUSPENDED) | TO(COLLAPSED),
        [STATE_SUSPENDED] = TO(NEGOTIATING) | TO(COLLAPSED),
        [STATE_COLLAPSED] = TO(NEGOTIATING),
};

static enum state state_of(enum fact_status status)
{
	switch (status) {
	case STATUS_PROPOSED:
		return STATE_PROPOSED;
	case STATUS_UNDER_NEGOTIATION:
	case STATUS_NEGOTIATING:
	case STATUS_RESUMED:
		return STATE_NEGOTIATING;
	case STATUS_AGREED:
		return STATE_AGREED;
	case STATUS_IN_FORCE:
		return STATE_IN_EFFECT;
	case STATUS_EXTENDED:
		return STATE_EXTENDED;
	case STATUS_VIOLATED:
		return STATE_VIOLATED;
	case STATUS_REJECTED:
		return STATE_REJECTED;
	case STATUS_EXPIRED:
	case STATUS_COLLAPSED:
		return STATE_COLLAPSED;
	case STATUS_SUSPENDED:
		return STATE_SUSPENDED;
	case STATUS_ACCEPTED: /* by one side: silent until the other has too */
	case STATUS_NONE:
		break;
	}
	return STATE_NONE;
}

static enum state state_named(struct text name)
{
	for (int i = 1; i < STATES; i++)
		if (text_equal(name, text_of(state_names[i])))
			return (enum state)i;
	return STATE_NONE;
}

static int shared_parties(const struct tracked *tracked, const struct actor *actors, size_t count)
{
	int shared = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < tracked->actor_count; k++)
			shared += text_equal_nocase(actors[i].name, tracked->actor[k].name) ||
			          (actors[i].country.length &&
			           text_equal(actors[i].country, tracked->actor[k].country));
	return shared;
}

static bool is_country_of_party(const struct tracked *tracked, struct text country)
{
	for (size_t i = 0; i < tracked->actor_count; i++)
		if (text_equal(tracked->actor[i].country, country))
			return true;
	return false;
}

/* The text speaks of its country or of a party's, if only by its people. */
static bool is_of_countries(const struct tracking *tracking, const struct tracked *tracked)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->countries_count; i++)
		if (is_country_of_party(tracked, report->countries[i]) ||
		    (tracked->place && text_equal(tracked->place->country, report->countries[i])))
			return true;
	return false;
}

static struct tracked *find(const struct tracking *tracking, const struct fact *fact)
{
	const struct picture *picture = tracking->picture;
	struct tracked *best = NULL;
	int most = 1;

	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		if (tracked->kind != TRACKED_PROCESS || tracked->type != fact->type)
			continue;
		int score = 2 * shared_parties(tracked, fact->actor, fact->actor_count) +
		            2 * shared_parties(tracked, fact->target, fact->target_count);
		enum place_relation relation = place_relation(fact->place, tracked->place);
		score += relation == PLACE_EQUAL || relation == PLACE_WITHIN ||
		                         relation == PLACE_AROUND
		                 ? 2
		                 : 0;
		/* Of a place that no gazetteer knows nothing follows. The record's may be the mediator's. */
		bool known = relation == PLACE_APART && !text_empty(fact->place->country) &&
		             !text_empty(tracked->place->country);
		if (known)
			score += is_country_of_party(tracked, fact->place->country) ? 2 : -2;
		score += tracking->story == tracked->story ? 2 : 0;
		if (relation == PLACE_UNKNOWN || (fact->place && text_empty(fact->place->country)))
			score += is_of_countries(tracking, tracked) ? 2 : 0;
		if (score > most || (score == most && best && tracked->last.ms > best->last.ms)) {
			most = score;
			best = tracked;
		}
	}
	return best;
}

/* The parties that the text names are added to those known. */
static void add_parties(struct tracking *tracking, struct tracked *tracked,
                        const struct actor *actors, size_t count)
{
	for (size_t i = 0; i < count && tracked->actor_count < 8; i++) {
		if (text_empty(actors[i].name) || shared_parties(tracked, &actors[i], 1))
			continue;
		struct actor *more =
		        arena_array(tracking->arena, tracked->actor_count + 1, sizeof(*more));
		if (tracked->actor_count)
			memcpy(more, tracked->actor, tracked->actor_count * sizeof(*more));
		more[tracked->actor_count++] = actors[i];
		tracked->actor = more;
	}
}

/* From the state that was told last. */
static void tell_state(struct tracking *tracking, struct tracked *tracked, const struct fact *fact)
{
	struct alert *alert = alert_add(tracking, tracked, ALERT_STATUS_CHANGED, fact);

	alert->effect = text_of(fact_type_names[fact->type]);
	alert->from_status = tracked->status_told;
	alert->to_status = tracked->status;
	if (alert_seal(tracking, tracked, alert, NULL, tracked->status_alert) != OUTCOME_TOLD)
		return;
	tracked->status_alert = alert->id;
	tracked->status_told = tracked->status;
}

static void process_fact(struct tracking *tracking, const struct fact *fact)
{
	struct instant published = tracking->report->published;
	enum state to = state_of(fact->status);
	struct tracked *tracked = tracking_home(tracking, find(tracking, fact));

	/* Of a truce that nobody told of: a breach is told where it is the news. */
	if (!tracked && to == STATE_VIOLATED && !gather_in_lead(fact)) {
		struct matter matter = {.value = INTEGER_NONE,
		                        .word = text_of(state_names[to]),
		                        .outcome = OUTCOME_BELOW};
		fate_note(tracking, NULL, &matter);
		return;
	}
	if (!tracked)
		tracked = tracking_begin(tracking, TRACKED_PROCESS, fact->type, fact->place, NULL);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	add_parties(tracking, tracked, fact->actor, fact->actor_count);
	add_parties(tracking, tracked, fact->target, fact->target_count);
	enum state from = state_named(tracked->status);
	const unsigned *follows = fact->type == FACT_CEASEFIRE ? truce_follows : talks_follow;
	bool older = instant_known(tracked->status_as_of) && instant_known(published) &&
	             published.ms < tracked->status_as_of.ms;
	bool moves = follows[from] & 1u << to;
	bool held = to == from && !text_equal(tracked->status, tracked->status_told);
	if (older || (!moves && !held)) {
		struct matter matter = {.value = INTEGER_NONE,
		                        .word = text_of(state_names[to]),
		                        .outcome = older ? OUTCOME_OLDER : OUTCOME_STATE};
		fate_note(tracking, tracked, &matter);
		return;
	}
	tracked->status = text_of(state_names[to]);
	if (moves)
		tracked->status_as_of = published;
	if (!text_equal(tracked->status, tracked->status_told))
		tell_state(tracking, tracked, fact);
}

static bool tells_state(const struct tracking *tracking, const struct fact *fact)
{
	/* What is put to the parties, or talked about, is not yet so. */
	bool open = fact->status == STATUS_PROPOSED || fact->status == STATUS_UNDER_NEGOTIATION;
	bool said = fact->modality == MODALITY_ACTUAL || fact->modality == MODALITY_NONE ||
	            (open && fact->modality != MODALITY_DENIED);

	return said && state_of(fact->status) != STATE_NONE && fact->sentence <= FIRST_PARAGRAPHS &&
	       !tracking_is_past(tracking, fact->time);
}

/*
 * The first that tells a state; what comes after it in the same text is how it came to it. But a text
 * that tells of talks and then what is on the table tells of a proposal.
 */
static const struct fact *first_of(const struct tracking *tracking, enum fact_type type)
{
	const struct report *report = tracking->report;
	const struct fact *first = NULL;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->type != type || !tells_state(tracking, fact))
			continue;
		bool proposal = first && first->status == STATUS_UNDER_NEGOTIATION &&
		                fact->status == STATUS_PROPOSED;
		/* "Announces a ceasefire", and the first sentence has it begun. */
		bool done = first && first->status == STATUS_PROPOSED && fact->sentence <= 1 &&
		            (fact->status == STATUS_AGREED || fact->status == STATUS_IN_FORCE);
		/* "Agree to extend". */
		bool extends = first && first->status == STATUS_AGREED && fact->status == STATUS_EXTENDED &&
		               fact->sentence == first->sentence;
		if (!first || proposal || done || extends || fact->sentence < first->sentence)
			first = fact;
	}
	return first;
}

/* Why a truce or talks that the text speaks of are in no state by it. */
static enum outcome why_untold(const struct tracking *tracking, const struct fact *fact)
{
	if (fact->modality == MODALITY_DENIED || fact->modality == MODALITY_PLANNED ||
	    fact->modality == MODALITY_POSSIBLE)
		return OUTCOME_HEDGED;
	if (fact->status == STATUS_ACCEPTED)
		return OUTCOME_ACCEPTED;
	return tracking_is_past(tracking, fact->time) ? OUTCOME_PAST : OUTCOME_BELOW;
}

static void note_untold(struct tracking *tracking, enum fact_type type)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->type != type || !fact->status)
			continue;
		struct matter matter = {.value = INTEGER_NONE,
		                        .word = text_of(fact_status_names[fact->status]),
		                        .outcome = why_untold(tracking, fact)};
		fate_note(tracking, NULL, &matter);
		return;
	}
}

void process_apply(struct tracking *tracking)
{
	static const enum fact_type types[] = {FACT_CEASEFIRE, FACT_TALKS};

	for (size_t i = 0; i < 2; i++) {
		const struct fact *fact = first_of(tracking, types[i]);
		if (fact)
			process_fact(tracking, fact);
		else
			note_untold(tracking, types[i]);
	}
}
