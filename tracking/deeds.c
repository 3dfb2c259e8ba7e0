/*
 * What is told once: troops sent, an order to leave, a claim of responsibility, a leader's death and its
 * denial (data/developments, "What is worth an alert"). Each has a record of its own, found again by
 * place and party; a claim belongs to the record of its incident.
 */
#include <string.h>

#include "base/hash.h"
#include "tracking/match.h"
#include "tracking/tracking.h"

/* An order or a deployment that is told again within this time is the same one. */
#define SAME_MS (INT64_C(10) * 86400000)
/* Who is sent and who is to leave is told in the first sentences; further down it is circumstance. */
#define NEWS 2

/* So many who are on the move are news a few paragraphs further down, too. */
#define TROOPS_MANY 100
#define PARAGRAPHS 6

/* Fewer are units, ships, or "a unit". */
#define TROOPS_LEAST 5

static bool is_near(const struct place *place, const struct place *other)
{
	enum place_relation relation = place_relation(place, other);

	return relation == PLACE_EQUAL || relation == PLACE_WITHIN || relation == PLACE_AROUND;
}

static bool same_party(const struct tracked *tracked, const struct fact *fact)
{
	/* An area is emptied once, whoever is said to have ordered it. */
	if (fact->type == FACT_EVACUATION || !tracked->actor_count || !fact->actor_count)
		return true;
	for (size_t i = 0; i < fact->actor_count; i++)
		for (size_t k = 0; k < tracked->actor_count; k++)
			if (text_equal_nocase(fact->actor[i].name, tracked->actor[k].name) ||
			    (!text_empty(fact->actor[i].country) &&
			     text_equal(fact->actor[i].country, tracked->actor[k].country)))
				return true;
	return false;
}

/* Of the records before and those that this report has begun. */
static bool is_same_deed(const struct tracking *tracking, const struct tracked *tracked,
                         const struct fact *fact)
{
	if (tracked->kind != TRACKED_DEED || tracked->type != fact->type ||
	    tracking->now.ms - tracked->last.ms > SAME_MS)
		return false;
	if (!fact->place || !tracked->place)
		return tracking->story == tracked->story && same_party(tracked, fact);
	return is_near(fact->place, tracked->place) && same_party(tracked, fact);
}

/* "Ethiopia sends 8,000 troops to the border. The soldiers are being posted near Humera": where they go, not more. */
static bool goes_into_detail(const struct tracked *tracked, const struct fact *fact)
{
	return fact->type == FACT_DEPLOYMENT && (!fact->count || fact->count->vague) && same_party(tracked, fact);
}

static struct tracked *find_deed(const struct tracking *tracking, const struct fact *fact)
{
	for (size_t i = 0; i < tracking->changes->tracked_count; i++) {
		struct tracked *tracked = tracking->changes->tracked[i];
		/* What one text tells twice of a place is told of the same, and so is an airport nobody knows. */
		bool unknown = fact->place && text_empty(fact->place->within);
		bool here = tracked->kind == TRACKED_DEED && tracked->type == fact->type &&
		            (!fact->place || !tracked->place || unknown || is_near(fact->place, tracked->place) ||
		             goes_into_detail(tracked, fact));
		if (here || is_same_deed(tracking, tracked, fact))
			return tracked;
	}
	for (size_t i = 0; i < tracking->picture->tracked_count; i++)
		if (is_same_deed(tracking, &tracking->picture->tracked[i], fact))
			return &tracking->picture->tracked[i];
	return NULL;
}

static struct tracked *begin_deed(struct tracking *tracking, const struct fact *fact)
{
	struct tracked *tracked =
	        tracking_begin(tracking, TRACKED_DEED, fact->type, fact->place, fact->time);

	tracked->actor = fact->actor;
	tracked->actor_count = fact->actor_count;
	tracking_touch(tracking, tracked);
	return tracked;
}

/* --- troops, and orders to leave --- */

static void take_deployment(struct tracking *tracking, const struct fact *fact)
{
	int64_t troops = fact->count && !fact->count->vague && fact->count->low >= TROOPS_LEAST ? fact->count->low
	                                                                                        : INTEGER_NONE;
	struct tracked *tracked = tracking_home(tracking, find_deed(tracking, fact));

	if (!tracked)
		tracked = begin_deed(tracking, fact);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	struct series *series = tracked_series(tracking->arena, tracked, EFFECT_NONE);
	if (troops != INTEGER_NONE && troops > series->value)
		series->value = troops;
	/* What was told without a number is measured from the first one. */
	if (tracked->opened && series->told == INTEGER_NONE)
		series->told = series->value;
	if (tracked->opened && troops <= series->told) {
		fate_figure(tracking, tracked, EFFECT_NONE, troops, OUTCOME_ONCE);
		return;
	}
	struct alert *alert = alert_add(tracking, tracked, ALERT_DEPLOYMENT, fact);
	alert->from = series->told;
	alert->to = troops;
	if (alert_seal(tracking, tracked, alert, NULL, series->alert) != OUTCOME_TOLD)
		return;
	series->alert = alert->id;
	series->told = troops;
	tracked->opened = true;
}

static void take_evacuation(struct tracking *tracking, const struct fact *fact)
{
	struct tracked *tracked = tracking_home(tracking, find_deed(tracking, fact));

	if (!tracked)
		tracked = begin_deed(tracking, fact);
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	if (tracked->opened) {
		fate_figure(tracking, tracked, EFFECT_NONE, INTEGER_NONE, OUTCOME_ONCE);
		return;
	}
	struct alert *alert = alert_add(tracking, tracked, ALERT_EVACUATION_ORDERED, fact);
	tracked->opened = alert_seal(tracking, tracked, alert, NULL, TEXT_NONE) == OUTCOME_TOLD;
	tracked->first_alert = tracked->opened ? alert->id : TEXT_NONE;
}

/* A rule that finds no more than the noun: "following the attack and the evacuation order". */
#define MENTION 0.55

/* An order moves nobody yet: it has no count, or is still to be followed. */
static bool is_order(const struct fact *fact)
{
	bool mention = fact->confidence > 0 && fact->confidence < MENTION;

	return fact->modality == MODALITY_PLANNED || (!mention && !fact->count);
}

/* --- who claims an attack --- */

static struct tracked *incident_of_story(const struct tracking *tracking)
{
	struct tracked *newest = NULL;

	for (size_t i = 0; i < tracking->changes->tracked_count; i++)
		if (tracking->changes->tracked[i]->kind == TRACKED_INCIDENT)
			return tracking->changes->tracked[i];
	for (size_t i = 0; i < tracking->picture->tracked_count; i++) {
		struct tracked *tracked = &tracking->picture->tracked[i];
		if (tracked->kind == TRACKED_INCIDENT && tracked->story == tracking->story &&
		    (!newest || tracked->last.ms > newest->last.ms))
			newest = tracked;
	}
	return newest;
}

static void take_responsibility(struct tracking *tracking, const struct fact *fact)
{
	struct tracked *tracked = tracking_home(tracking, incident_of_story(tracking));

	if (!tracked || !fact->actor_count)
		return;
	uint64_t claim =
	        hash_text(text_fold(tracking->arena, fact->actor[0].name), FACT_RESPONSIBILITY);
	if (tracking_was_told(tracked, claim))
		return;
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	struct alert *alert =
	        alert_add(tracking, tracked, ALERT_RESPONSIBILITY_CLAIMED, fact);
	alert->name = fact->actor[0].name;
	if (alert_seal(tracking, tracked, alert, NULL, tracked->first_alert) == OUTCOME_TOLD)
		tracking_tell_once(tracking, tracked, claim);
}

/* --- a leader's death, and its denial --- */

static struct text last_word(struct text name)
{
	size_t last = name.length;

	while (last && name.data[last - 1] != ' ')
		last--;
	return text_slice(name, last, name.length);
}

/* By the last word of a name: "Abou Yahya al-Macini" is called "Al-Macini" in the next text. */
static uint64_t leader_key(struct arena *arena, struct text name, uint64_t seed)
{
	return hash_text(text_fold(arena, last_word(name)), seed);
}

/* "Abou Leith" begins "Abou Leith al-Ansari": two words of a name at least. */
static bool begins_name(struct text name, struct text longer)
{
	return name.length < longer.length && text_find(name, TEXT(" "), 0) < name.length &&
	       longer.data[name.length] == ' ' && text_equal_nocase(name, text_slice(longer, 0, name.length));
}

static bool is_leader(const struct tracked *tracked, uint64_t key, struct text name)
{
	if (tracking_was_told(tracked, key))
		return true;
	return tracked->kind == TRACKED_DEED && tracked->type == FACT_CASUALTY && !text_empty(tracked->status) &&
	       (begins_name(name, tracked->status) || begins_name(tracked->status, name));
}

static struct tracked *find_leader(const struct tracking *tracking, uint64_t key, struct text name)
{
	for (size_t i = 0; i < tracking->changes->tracked_count; i++)
		if (is_leader(tracking->changes->tracked[i], key, name))
			return tracking->changes->tracked[i];
	for (size_t i = 0; i < tracking->picture->tracked_count; i++)
		if (is_leader(&tracking->picture->tracked[i], key, name))
			return &tracking->picture->tracked[i];
	return NULL;
}

static bool tell_leader(struct tracking *tracking, struct tracked *tracked, enum alert_kind kind,
                        const struct fact *fact, struct text name)
{
	struct alert *alert = alert_add(tracking, tracked, kind, fact);

	alert->name = name;
	if (alert_seal(tracking, tracked, alert, NULL, tracked->first_alert) != OUTCOME_TOLD)
		return false;
	tracked->first_alert = alert->id;
	return true;
}

static void note_once(struct tracking *tracking, const struct tracked *tracked, struct text name)
{
	struct matter matter = {.value = INTEGER_NONE, .word = name, .outcome = OUTCOME_ONCE};

	fate_note(tracking, tracked, &matter);
}

/* The denial of what nobody was told is no news. */
static void tell_denial(struct tracking *tracking, struct tracked *tracked, uint64_t denied,
                        const struct fact *fact, struct text name)
{
	struct matter matter = {.value = INTEGER_NONE, .word = name, .outcome = OUTCOME_UNOPENED};

	if (!tracked->opened)
		fate_note(tracking, tracked, &matter);
	else if (tell_leader(tracking, tracked, ALERT_LEADER_KILLED_DENIED, fact, name))
		tracking_tell_once(tracking, tracked, denied);
}

static void take_leader(struct tracking *tracking, const struct fact *fact,
                        const struct person_name *name, bool denies)
{
	uint64_t killed = leader_key(tracking->arena, name->name, ALERT_LEADER_KILLED);
	uint64_t denied = leader_key(tracking->arena, name->name, ALERT_LEADER_KILLED_DENIED);
	struct tracked *tracked = tracking_home(tracking, find_leader(tracking, killed, name->name));

	if (!tracked && (denies || !name->leader || tracking_is_past(tracking, fact->time)))
		return;
	if (!tracked) {
		tracked = begin_deed(tracking, fact);
		tracked->status = name->name;
		tracking_tell_once(tracking, tracked, killed);
	}
	tracking_change(tracking, tracked);
	tracking_touch(tracking, tracked);
	if (!tracked->opened && !denies)
		tracked->opened = tell_leader(tracking, tracked, ALERT_LEADER_KILLED, fact, name->name);
	else if (denies && !tracking_was_told(tracked, denied))
		tell_denial(tracking, tracked, denied, fact, name->name);
	else
		note_once(tracking, tracked, name->name);
}

/* "The group denies that its chief was killed": whom the story has named. */
static void take_nameless_denial(struct tracking *tracking, const struct fact *fact)
{
	const struct picture *picture = tracking->picture;

	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		if (tracked->kind != TRACKED_DEED || tracked->type != FACT_CASUALTY ||
		    tracked->story != tracking->story || text_empty(tracked->status))
			continue;
		struct person_name name = {.name = tracked->status};
		take_leader(tracking, fact, &name, true);
		return;
	}
}

/* "The ministry dismissed the report about General X": who was told to be dead, and no word for it need follow. */
static void take_rebuff(struct tracking *tracking, const struct fact *fact)
{
	const struct picture *picture = tracking->picture;

	if (!words_rebuff_news(tracking, fact->said))
		return;
	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		struct person_name name = {.name = tracked->status};
		if (tracked->kind != TRACKED_DEED || tracked->type != FACT_CASUALTY || text_empty(tracked->status) ||
		    text_find_nocase(fact->said, last_word(name.name), 0) >= fact->said.length)
			continue;
		take_leader(tracking, fact, &name, true);
		return;
	}
}

/* "Troops kill leader of group", and his name stands in one of the next sentences. */
#define NAME_SENTENCES 3

static bool tells_of_leader(const struct tracking *tracking)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->effect == EFFECT_KILLED && fact->modality == MODALITY_ACTUAL && gather_in_lead(fact) &&
		    !fact->names_count && fact->count && fact->count->low == 1 && fact->count->high == 1 &&
		    words_name_leader(tracking, fact))
			return true;
	}
	return false;
}

static void take_death(struct tracking *tracking, const struct fact *fact)
{
	if (fact->effect != EFFECT_KILLED)
		return;
	bool one = fact->count && fact->count->low == 1 && fact->count->high == 1;
	if (!fact->names_count && fact->modality == MODALITY_DENIED && one)
		take_nameless_denial(tracking, fact);
	for (size_t i = 0; i < fact->names_count; i++) {
		struct person_name name = fact->names[i];
		name.leader = name.leader || (i == 0 && fact->sentence > 0 && fact->sentence <= NAME_SENTENCES &&
		                              tells_of_leader(tracking));
		take_leader(tracking, fact, &name, fact->modality == MODALITY_DENIED);
	}
}

static void take_deed(struct tracking *tracking, const struct fact *fact)
{
	bool done = fact->modality == MODALITY_ACTUAL;
	bool many = fact->type == FACT_DEPLOYMENT && done && claim_value(fact->count) >= TROOPS_MANY;
	bool set = (done || fact->modality == MODALITY_PLANNED) && fact->sentence <= (many ? PARAGRAPHS : NEWS);

	switch (fact->type) {
	case FACT_DEPLOYMENT:
		/* Who is sent to dig is no army on the move. */
		if (set && !tracking_is_past(tracking, fact->time) && !tracking_is_accident(tracking))
			take_deployment(tracking, fact);
		break;
	case FACT_EVACUATION:
		if (set && is_order(fact) && !tracking_is_past(tracking, fact->time))
			take_evacuation(tracking, fact);
		break;
	case FACT_RESPONSIBILITY:
		if (done)
			take_responsibility(tracking, fact);
		break;
	case FACT_STATEMENT:
		take_rebuff(tracking, fact);
		break;
	case FACT_CASUALTY:
		if (done || fact->modality == MODALITY_DENIED)
			take_death(tracking, fact);
		break;
	default:
		break;
	}
}

void deeds_apply(struct tracking *tracking)
{
	for (size_t i = 0; i < tracking->report->facts_count; i++)
		take_deed(tracking, &tracking->report->facts[i]);
}
