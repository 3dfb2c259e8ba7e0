/*
 * The facts of one event, merged. A fact joins the incident whose place and day it shares or leaves
 * open; a toll replaces what was counted before it; parts are never added. The most prominent is first.
 */
#include <string.h>

#include "base/limits.h"
#include "extraction/document.h"

struct draft {
	struct incident incident;
	size_t first_sentence;
	bool in_title;
	bool toll[EFFECTS];
	bool event;          /* its type was said, not guessed */
};

static bool is_event(enum fact_type type)
{
	switch (type) {
	case FACT_STRIKE:
	case FACT_LAUNCH:
	case FACT_ATTACK:
	case FACT_BOMBING:
	case FACT_SHOOTING:
	case FACT_CLASH:
	case FACT_DISASTER:
	case FACT_WRECK:
	case FACT_PROTEST:
		return true;
	default:
		return false;
	}
}

static enum effect effect_of(const struct fact *fact)
{
	switch (fact->type) {
	case FACT_CASUALTY:
		return fact->effect;
	case FACT_ABDUCTION:
		return EFFECT_ABDUCTED;
	case FACT_DETENTION:
		return EFFECT_DETAINED;
	case FACT_RELEASE:
		return EFFECT_RELEASED;
	case FACT_DISPLACEMENT:
		return EFFECT_DISPLACED;
	default:
		return EFFECT_NONE;
	}
}

static bool belongs(const struct found *found)
{
	const struct fact *fact = &found->fact;

	if (fact->modality != MODALITY_ACTUAL || fact->part)
		return false;
	if (fact->scope == SCOPE_CUMULATIVE && !(found->flags & YIELD_TOLL))
		return false;
	return is_event(fact->type) || effect_of(fact) != EFFECT_NONE;
}

static bool contains(const struct place *outer, const struct place *inner)
{
	return outer->country.length && text_equal(outer->country, inner->country) &&
	       (text_equal(outer->within, outer->country) || text_equal(outer->name, inner->province));
}

static bool places_agree(const struct place *a, const struct place *b)
{
	if (!a || !b || text_equal_nocase(a->name, b->name))
		return true;
	return contains(a, b) || contains(b, a);
}

static bool times_agree(const struct timespan *a, const struct timespan *b)
{
	return !a || !b || (a->start.number <= b->end.number && b->start.number <= a->end.number);
}

static struct draft *find(struct draft *drafts, size_t count, const struct found *found)
{
	for (size_t i = count; i-- > 0;) {
		struct incident *incident = &drafts[i].incident;
		if (places_agree(incident->place, found->fact.place) &&
		    times_agree(incident->time, found->fact.time))
			return &drafts[i];
	}
	return NULL;
}

static int64_t least(const struct count *count)
{
	return count->low == INTEGER_NONE ? count->high : count->low;
}

static void take_count(struct document *document, struct draft *draft, const struct found *found)
{
	enum effect effect = effect_of(&found->fact);
	struct count **slot = &draft->incident.effects[effect];

	if (effect == EFFECT_NONE || !found->fact.count)
		return;
	bool toll = found->flags & YIELD_TOLL;
	if (*slot && toll == draft->toll[effect]) {
		if (found->another && (*slot)->low != INTEGER_NONE && found->fact.count->low != INTEGER_NONE) {
			struct count *sum = arena_alloc(document->arena, sizeof(*sum));
			*sum = **slot;
			sum->low += found->fact.count->low;
			sum->high = sum->high == INTEGER_NONE || found->fact.count->high == INTEGER_NONE
					    ? INTEGER_NONE
					    : sum->high + found->fact.count->high;
			*slot = sum;
			return;
		}
		if (least(found->fact.count) <= least(*slot))
			return;
	} else if (*slot && !toll) {
		return;
	}
	struct count *count = arena_alloc(document->arena, sizeof(*count));
	*count = *found->fact.count;
	*slot = count;
	draft->toll[effect] = toll;
}

static bool more_exact(const struct place *old, const struct place *new)
{
	return !old || (new && contains(old, new) && !text_equal_nocase(old->name, new->name));
}

static void join(struct document *document, struct draft *draft, size_t index)
{
	struct found *found = &document->found[index];
	struct fact *fact = &found->fact;
	struct incident *incident = &draft->incident;

	/* Only what stands close by tells more of the same place. */
	if (fact->place && (!incident->place || (more_exact(incident->place, fact->place) &&
						 found->sentence <= draft->first_sentence + 1)))
		incident->place = fact->place;
	if (!incident->time)
		incident->time = fact->time;
	if (!incident->actor_count) {
		incident->actor = fact->actor;
		incident->actor_count = fact->actor_count;
	}
	if (is_event(fact->type) && !draft->event) {
		incident->type = fact->type;
		draft->event = true;
	}
	incident->another = incident->another || found->another;
	take_count(document, draft, found);
	int64_t *facts = arena_array(document->arena, incident->facts_count + 1, sizeof(*facts));
	if (incident->facts_count)
		memcpy(facts, incident->facts, incident->facts_count * sizeof(*facts));
	facts[incident->facts_count] = (int64_t)index;
	incident->facts = facts;
	incident->facts_count++;
	draft->in_title = draft->in_title || document->sentences[found->sentence].title;
}

static int prominence(const struct draft *draft)
{
	int rank = draft->in_title ? 40 : 0;
	const struct count *killed = draft->incident.effects[EFFECT_KILLED];

	rank += draft->first_sentence < 4 ? 20 : 0;
	rank -= (int)(draft->first_sentence < 60 ? draft->first_sentence : 60) / 2;
	for (int64_t n = killed ? least(killed) : 0; n > 0; n /= 2)
		rank += 4;
	return rank + (draft->incident.effects[EFFECT_INJURED] ? 4 : 0);
}

static void sort(struct draft *drafts, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct draft draft = drafts[i];
		size_t k = i;
		for (; k > 0 && prominence(&drafts[k - 1]) < prominence(&draft); k--)
			drafts[k] = drafts[k - 1];
		drafts[k] = draft;
	}
}

void incidents_build(struct document *document)
{
	struct report *report = document->report;
	struct draft *drafts = arena_array(document->arena, LIMIT_INCIDENTS, sizeof(*drafts));
	size_t count = 0;

	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *found = &document->found[i];
		if (!belongs(found))
			continue;
		struct draft *draft = find(drafts, count, found);
		if (!draft) {
			if (count == LIMIT_INCIDENTS)
				break;
			draft = &drafts[count++];
			draft->first_sentence = found->sentence;
			draft->incident.type = is_event(found->fact.type) ? found->fact.type : FACT_CASUALTY;
		}
		join(document, draft, i);
	}
	sort(drafts, count);
	report->incidents = arena_array(document->arena, count + 1, sizeof(*report->incidents));
	for (size_t i = 0; i < count; i++)
		report->incidents[i] = drafts[i].incident;
	report->incidents_count = count;
}
