/*
 * The incidents of a report as one reader would tell them: what the text says of the main matter in other
 * places, or with no word for the event, belongs to it; what is only mentioned is left to itself.
 */
#include <string.h>

#include "tracking/match.h"
#include "tracking/tracking.h"

/* The title and the first sentence; the first paragraphs. */
#define LEAD 1
#define FIRST_PARAGRAPHS 5

int64_t gather_first_sentence(const struct tracking *tracking, const struct incident *incident)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact->sentence < first)
			first = fact->sentence;
	}
	return first;
}

bool gather_in_lead(const struct fact *fact)
{
	return fact->sentence <= LEAD;
}

static bool days_agree(const struct timespan *a, const struct timespan *b)
{
	return !a || !b || !day_known(a->start) || !day_known(b->start) ||
	       (a->start.number <= b->end.number + 1 && b->start.number <= a->end.number + 1);
}

static bool figures_agree(const struct incident *main, const struct incident *other)
{
	const struct count *a = main->effects[EFFECT_KILLED], *b = other->effects[EFFECT_KILLED];

	return !a || !b || a->low == b->low;
}

static bool countries_agree(const struct incident *main, const struct incident *other)
{
	if (other->type == FACT_CASUALTY || !main->place || !other->place)
		return true;
	return text_empty(main->place->country) || text_empty(other->place->country) ||
	       text_equal(main->place->country, other->place->country);
}

static bool is_same_matter(const struct incident *main, const struct incident *other)
{
	return !other->another && match_types(main->type, other->type) &&
	       days_agree(main->time, other->time) && figures_agree(main, other) &&
	       countries_agree(main, other);
}

static void take_over(struct tracking *tracking, struct incident *main, const struct incident *other)
{
	size_t count = main->facts_count + other->facts_count;
	int64_t *facts = arena_array(tracking->arena, count + 1, sizeof(*facts));

	if (main->facts_count)
		memcpy(facts, main->facts, main->facts_count * sizeof(*facts));
	if (other->facts_count)
		memcpy(facts + main->facts_count, other->facts, other->facts_count * sizeof(*facts));
	main->facts = facts;
	main->facts_count = count;
	for (int effect = 1; effect < EFFECTS; effect++)
		if (!main->effects[effect])
			main->effects[effect] = other->effects[effect];
	if (!main->place || text_empty(main->place->country))
		main->place = other->place && !text_empty(other->place->country) ? other->place : main->place;
	if (main->type == FACT_CASUALTY)
		main->type = other->type;
}

struct incident *gather_incidents(struct tracking *tracking, size_t *count)
{
	const struct report *report = tracking->report;
	struct incident *incidents =
	        arena_array(tracking->arena, report->incidents_count + 1, sizeof(*incidents));

	*count = 0;
	for (size_t i = 0; i < report->incidents_count; i++)
		if (i && is_same_matter(&incidents[0], &report->incidents[i]))
			take_over(tracking, &incidents[0], &report->incidents[i]);
		else
			incidents[(*count)++] = report->incidents[i];
	return incidents;
}

static bool harms(const struct incident *incident)
{
	static const enum effect harm[] = {EFFECT_KILLED, EFFECT_INJURED, EFFECT_MISSING, EFFECT_ABDUCTED,
	                                   EFFECT_DISPLACED};

	for (size_t i = 0; i < sizeof(harm) / sizeof(*harm); i++)
		if (incident->effects[harm[i]])
			return true;
	return false;
}

static bool is_event(enum fact_type type)
{
	switch (type) {
	case FACT_STRIKE:
	case FACT_ATTACK:
	case FACT_BOMBING:
	case FACT_SHOOTING:
	case FACT_DISASTER:
	case FACT_WRECK:
	case FACT_ABDUCTION:
		return true;
	default:
		return false;
	}
}

bool gather_is_worth_opening(const struct tracking *tracking, const struct incident *incident, bool main)
{
	int64_t first = gather_first_sentence(tracking, incident);
	bool placed = incident->place && !text_empty(incident->place->name);

	if (main)
		return first <= FIRST_PARAGRAPHS && (placed || incident->type != FACT_CASUALTY) &&
		       (harms(incident) || (placed && is_event(incident->type)));
	return first <= LEAD && placed && !text_empty(incident->place->country) && harms(incident) &&
	       incident->type != FACT_CASUALTY;
}
