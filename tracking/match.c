#include "tracking/match.h"

/* What one text calls a strike another calls an attack: types that name the same event. */
enum family {
	FAMILY_ANY,
	FAMILY_VIOLENCE,
	FAMILY_DISASTER,
	FAMILY_WRECK,
	FAMILY_CAPTIVES,
	FAMILY_UNREST,
	FAMILY_OTHER
};

static enum family family_of(enum fact_type type)
{
	switch (type) {
	case FACT_CASUALTY:
	case FACT_NONE:
	case FACT_DISPLACEMENT:
	case FACT_EVACUATION:
		return FAMILY_ANY;
	case FACT_STRIKE:
	case FACT_LAUNCH:
	case FACT_ATTACK:
	case FACT_BOMBING:
	case FACT_SHOOTING:
	case FACT_CLASH:
		return FAMILY_VIOLENCE;
	case FACT_DISASTER:
		return FAMILY_DISASTER;
	case FACT_WRECK:
		return FAMILY_WRECK;
	case FACT_ABDUCTION:
	case FACT_RELEASE:
		return FAMILY_CAPTIVES;
	case FACT_PROTEST:
	case FACT_DETENTION:
		return FAMILY_UNREST;
	default:
		return FAMILY_OTHER;
	}
}

bool match_types(enum fact_type a, enum fact_type b)
{
	enum family x = family_of(a), y = family_of(b);

	return x == y || x == FAMILY_ANY || y == FAMILY_ANY;
}

/* "LB/South Lebanon/Tyre" within "LB/South Lebanon". */
static bool path_within(struct text path, struct text around)
{
	return path.length > around.length && text_starts(path, around) &&
	       path.data[around.length] == '/';
}

enum place_relation place_relation(const struct place *place, const struct place *other)
{
	if (!place || !other)
		return PLACE_UNKNOWN;
	if (!text_equal(place->country, other->country) && place->country.length &&
	    other->country.length)
		return PLACE_APART;
	if (text_equal_nocase(place->name, other->name) ||
	    (place->within.length && text_equal(place->within, other->within)))
		return PLACE_EQUAL;
	/* Names that no gazetteer knows: two of them are two places; one may lie in a country that
	 * the other names. */
	if (text_empty(place->country) && text_empty(other->country))
		return PLACE_APART;
	if (text_empty(place->country))
		return text_equal(other->within, other->country) ? PLACE_UNKNOWN : PLACE_APART;
	if (text_empty(other->country))
		return text_equal(place->within, place->country) ? PLACE_UNKNOWN : PLACE_APART;
	if (path_within(place->within, other->within) || text_equal(other->within, other->country))
		return PLACE_WITHIN;
	if (path_within(other->within, place->within) || text_equal(place->within, place->country))
		return PLACE_AROUND;
	return PLACE_APART;
}

static int days_apart(const struct timespan *a, const struct timespan *b)
{
	if (a->start.number > b->end.number)
		return a->start.number - b->end.number;
	if (b->start.number > a->end.number)
		return b->start.number - a->end.number;
	return 0;
}

/* The incident that the ledger has grown beyond: a part of a wider event has smaller figures. */
static bool figures_shrink(const struct tracked *tracked, const struct incident *incident)
{
	for (size_t i = 0; i < tracked->series_count; i++) {
		const struct series *series = &tracked->series[i];
		const struct count *count = incident->effects[series->effect];
		if (count && count->low != INTEGER_NONE && series->value != INTEGER_NONE &&
		    count->low * 2 < series->value)
			return true;
	}
	return false;
}

/* Kinds of violence that are one kind and no other; "attack" and "clash" may be any. */
static bool is_special(enum fact_type type)
{
	return type == FACT_STRIKE || type == FACT_BOMBING || type == FACT_SHOOTING;
}

#define RECENT_MS (INT64_C(4) * 86400000)
#define NO_MATCH (-100)
#define MATCH_LEAST 3

static int match_time(const struct tracked *tracked, const struct incident *incident,
                      struct instant published)
{
	if (tracked->time && incident->time && day_known(tracked->time->start) &&
	    day_known(incident->time->start)) {
		int days = days_apart(tracked->time, incident->time);
		return days == 0 ? 2 : days == 1 ? 1 : NO_MATCH;
	}
	if (instant_known(published) && instant_known(tracked->published)) {
		int64_t apart = published.ms - tracked->published.ms;
		if (apart > RECENT_MS || apart < -RECENT_MS)
			return NO_MATCH;
	}
	return 1;
}

static int match_score(const struct tracked *tracked, const struct incident *incident,
                       uint64_t story, struct instant published)
{
	int score = 0;

	if (tracked->kind != TRACKED_INCIDENT || !match_types(tracked->type, incident->type))
		return NO_MATCH;
	if (incident->another && !tracked->another)
		return NO_MATCH;
	/* A shooting after a strike in the same town, with smaller figures: not the strike's. */
	if (incident->type != tracked->type && is_special(incident->type) &&
	    is_special(tracked->type) && figures_shrink(tracked, incident))
		return NO_MATCH;
	switch (place_relation(incident->place, tracked->place)) {
	case PLACE_APART:
		return NO_MATCH;
	case PLACE_EQUAL:
		score += 3;
		break;
	case PLACE_WITHIN:
	case PLACE_AROUND:
		if (figures_shrink(tracked, incident))
			return NO_MATCH;
		score += 2;
		break;
	case PLACE_UNKNOWN:
		break;
	}
	score += match_time(tracked, incident, published);
	score += story && story == tracked->story ? 2 : 0;
	score += tracked->type == incident->type;
	score -= tracked->another && !incident->another;
	return score;
}

struct tracked *match_incident(const struct picture *picture, const struct incident *incident,
                               uint64_t story, struct instant published)
{
	struct tracked *best = NULL;
	int most = MATCH_LEAST - 1;

	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		int score = match_score(tracked, incident, story, published);
		if (score > most || (score == most && best && tracked->last.ms > best->last.ms)) {
			most = score;
			best = tracked;
		}
	}
	return best;
}

struct tracked *match_total(const struct picture *picture, const struct place *place)
{
	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		if (tracked->kind == TRACKED_TOTAL &&
		    place_relation(place, tracked->place) == PLACE_EQUAL)
			return tracked;
	}
	return NULL;
}
