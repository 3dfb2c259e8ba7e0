#include "tracking/policy.h"

#include <math.h>

/*
 * What a desk hears of a figure where no watch says otherwise (data/developments, "What is worth an
 * alert"): each of the dead; of the others a fifth more, and a first figure only of people taken or
 * driven out, since a first figure of injured or missing comes with every second text.
 */
static const struct {
	double growth;
	bool first;
} defaults[EFFECTS] = {
	[EFFECT_NONE] = {.2, true},
	[EFFECT_KILLED] = {0, true},
	[EFFECT_INJURED] = {.2, false},
	[EFFECT_MISSING] = {.2, false},
	[EFFECT_DETAINED] = {.2, false},
	[EFFECT_ABDUCTED] = {.2, true},
	[EFFECT_RELEASED] = {0, true},
	[EFFECT_DISPLACED] = {.2, true},
};
/* Totals over a longer span: rises under a twentieth are noise. */
#define GROWTH_OF_TOTAL .05

static bool is_in_places(const struct watch *watch, const struct development *development)
{
	for (size_t i = 0; i < watch->places_count; i++) {
		struct text where = watch->places[i];
		if (development->place && place_is(development->place, where))
			return true;
		for (size_t k = 0; k < development->actor_count; k++)
			if (text_equal_nocase(development->actor[k].country, where) ||
			    text_equal_nocase(development->actor[k].name, where))
				return true;
	}
	return watch->places_count == 0;
}

static bool has_bit(uint32_t bits, unsigned bit)
{
	return !bits || bits & UINT32_C(1) << bit;
}

static bool covers(const struct watch *watch, const struct development *development)
{
	return has_bit(watch->kinds, development->kind) &&
	       (development->effect == EFFECT_NONE || has_bit(watch->effects, development->effect)) &&
	       has_bit(watch->types, development->type) && is_in_places(watch, development);
}

/* A figure that went up, by which a change is measured; a correction or a rival is told whatever its size. */
static bool is_rise(const struct development *development)
{
	switch (development->kind) {
	case ALERT_TOLL_RAISED:
	case ALERT_DISPLACEMENT_RAISED:
	case ALERT_HOSTAGES_RELEASED:
	case ALERT_DEPLOYMENT:
		return true;
	default:
		return false;
	}
}

static double growth_wanted(const struct watch *watch, const struct development *development)
{
	if (!isnan(watch->minimum_growth))
		return watch->minimum_growth;
	return development->total ? GROWTH_OF_TOTAL : defaults[development->effect].growth;
}

static enum outcome judge_size(const struct watch *watch, const struct development *development,
                                     int64_t to)
{
	bool first = development->from == INTEGER_NONE;
	int64_t from = first ? 0 : development->from;

	if (to == INTEGER_NONE || !is_rise(development))
		return OUTCOME_TOLD;
	if (first && development->kind == ALERT_TOLL_RAISED && !defaults[development->effect].first)
		return OUTCOME_FIRST;
	if (watch->minimum_rise != INTEGER_NONE && to - from < watch->minimum_rise)
		return OUTCOME_RISE;
	/* In thousandths, so that a fifth of 100 is 20 whatever the machine's rounding. */
	if (!first && development->kind != ALERT_HOSTAGES_RELEASED &&
	    (double)(to - from) * 1000 + .5 < (double)from * 1000 * growth_wanted(watch, development))
		return OUTCOME_RISE;
	return OUTCOME_TOLD;
}

static int64_t people_of(const struct development *development, int64_t to)
{
	return to != INTEGER_NONE ? to : development->people == INTEGER_NONE ? 0 : development->people;
}

/* Troops that are sent are nobody harmed. */
static bool counts_people(const struct development *development)
{
	return development->kind == ALERT_INCIDENT_NEW ||
	       (is_rise(development) && development->kind != ALERT_DEPLOYMENT);
}

/* What enough sources say; false where there are not enough of them, or what they say is told already. */
static bool figure_wanted(const struct watch *watch, const struct development *development, int64_t *to)
{
	size_t wanted = watch->minimum_sources > 1 ? (size_t)watch->minimum_sources : 1;

	*to = development->to;
	if (!development->figures_count)
		return wanted == 1 || development->sources >= watch->minimum_sources;
	if (wanted > development->figures_count)
		return false;
	*to = development->figures[wanted - 1];
	return development->from == INTEGER_NONE || *to > development->from;
}

static enum outcome judge_by(const struct watch *watch, const struct development *development,
                                   int64_t *to)
{
	bool enough = figure_wanted(watch, development, to);
	int64_t figure = enough ? *to : development->to;
	enum outcome size = judge_size(watch, development, figure);

	if (size != OUTCOME_TOLD)
		return size;
	if (watch->minimum_people != INTEGER_NONE && counts_people(development) &&
	    people_of(development, figure) < watch->minimum_people)
		return OUTCOME_FEW;
	if (development->severity < watch->minimum_severity)
		return OUTCOME_MILD;
	if (development->confidence > 0 && development->confidence < watch->minimum_confidence)
		return OUTCOME_UNSURE;
	return enough ? OUTCOME_TOLD : OUTCOME_UNCONFIRMED;
}

static void add_watch(struct arena *arena, const struct policy *policy, struct ruling *ruling,
                      const struct watch *watch)
{
	if (!ruling->watches)
		ruling->watches = arena_array(arena, policy->watches_count, sizeof(*ruling->watches));
	ruling->watches[ruling->watches_count++] = text_copy(arena, watch->name);
}

/* One more watch that covers it: told by any is told, and the highest figure and severity are taken. */
static void take_watch(struct arena *arena, const struct policy *policy,
                       const struct development *development, const struct watch *watch,
                       struct ruling *ruling)
{
	bool told = ruling->outcome == OUTCOME_TOLD;
	int64_t to;
	enum outcome outcome = judge_by(watch, development, &to);

	if (outcome == OUTCOME_TOLD) {
		ruling->watches_count = told ? ruling->watches_count : 0;
		ruling->to = told && ruling->to > to ? ruling->to : to;
		if (watch->severity > ruling->severity)
			ruling->severity = watch->severity;
	} else if (told || outcome < ruling->outcome) {
		return;
	} else {
		ruling->watches_count = 0;
	}
	ruling->outcome = outcome;
	add_watch(arena, policy, ruling, watch);
}

static enum outcome judge_unwatched(const struct policy *policy, const struct development *development,
                                    int64_t *to)
{
	struct watch none;

	watch_blank(&none);
	return policy->unwatched_silent ? OUTCOME_UNWATCHED : judge_by(&none, development, to);
}

struct ruling policy_judge(struct arena *arena, const struct policy *policy,
                           const struct development *development)
{
	struct ruling ruling = {.severity = development->severity, .to = INTEGER_NONE};

	for (size_t i = 0; i < policy->watches_count; i++)
		if (covers(&policy->watches[i], development))
			take_watch(arena, policy, development, &policy->watches[i], &ruling);
	if (ruling.outcome == OUTCOME_NONE)
		ruling.outcome = judge_unwatched(policy, development, &ruling.to);
	if (ruling.outcome == OUTCOME_TOLD && policy->ceiling > 0 &&
	    development->feed_alerts >= policy->ceiling) {
		ruling.outcome = OUTCOME_CEILING;
		ruling.watches_count = 0;
	}
	return ruling;
}

/* --- severity --- */

int64_t policy_weight(enum effect effect, int64_t people)
{
	static const int64_t one_of[EFFECTS] = {
		[EFFECT_INJURED] = 5,
		[EFFECT_DETAINED] = 5,
		[EFFECT_RELEASED] = 5,
		[EFFECT_DISPLACED] = 500,
	};

	if (people == INTEGER_NONE || people <= 0)
		return 0;
	return one_of[effect] ? people / one_of[effect] : people;
}

enum severity policy_severity(enum alert_kind kind, int64_t weight)
{
	switch (kind) {
	case ALERT_STATUS_CHANGED:
	case ALERT_LEADER_KILLED:
		return SEVERITY_HIGH;
	case ALERT_INCIDENT_NEW:
	case ALERT_TOLL_RAISED:
	case ALERT_DISPLACEMENT_RAISED:
		return weight < 5     ? SEVERITY_LOW
		       : weight < 20  ? SEVERITY_MEDIUM
		       : weight < 100 ? SEVERITY_HIGH
		                      : SEVERITY_CRITICAL;
	default:
		return SEVERITY_MEDIUM;
	}
}
