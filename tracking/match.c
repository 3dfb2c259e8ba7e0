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

/* "Lately": the span that extraction gives what has no day of its own (extraction/incidents.c). */
#define DAYS_OF_NO_DAY 4
#define RECENT_MS (INT64_C(4) * 86400000)
#define NO_MATCH (-100)
#define MATCH_LEAST 3
/* Fewer are too common to know an event by. */
#define TELLING_FIGURE 3
/* So many dead are those of one event in a country on a day. */
#define MANY 10

static bool has_own_day(const struct timespan *time)
{
	return time && day_known(time->start) && time->end.number - time->start.number < DAYS_OF_NO_DAY;
}

static int64_t figure_of(const struct incident *incident, enum effect effect)
{
	const struct count *count = incident->effects[effect];

	return count && !count->vague && count->low > 0 ? count->low : INTEGER_NONE;
}

/* The incident's dead or captives are a number that was reported of the record before. */
static bool figure_is_known(const struct tracked *tracked, const struct incident *incident)
{
	for (size_t i = 0; i < tracked->series_count; i++) {
		const struct series *series = &tracked->series[i];
		int64_t figure = figure_of(incident, series->effect);
		if (figure < TELLING_FIGURE ||
		    (series->effect != EFFECT_KILLED && series->effect != EFFECT_ABDUCTED))
			continue;
		for (size_t k = 0; k < series->claims_count; k++)
			if (series->claims[k].value == figure)
				return true;
	}
	return false;
}

/* It has fewer dead than the record, and no text before has said so many. */
static bool is_lower(const struct tracked *tracked, const struct incident *incident)
{
	int64_t figure = figure_of(incident, EFFECT_KILLED);

	for (size_t i = 0; i < tracked->series_count && figure != INTEGER_NONE; i++)
		if (tracked->series[i].effect == EFFECT_KILLED && figure < tracked->series[i].value)
			return true;
	return false;
}

static bool was_reported_lately(const struct tracked *tracked, struct instant published)
{
	if (!instant_known(published) || !instant_known(tracked->published))
		return true;
	int64_t apart = published.ms - tracked->published.ms;
	return apart <= RECENT_MS && apart >= -RECENT_MS;
}

static bool in_story(const struct tracked *tracked, const struct match_query *query)
{
	return query->story && query->story == tracked->story;
}

/*
 * A day either way. What goes on for days, as a flood, or is known by its figure may be dated later: by
 * the day of the report.
 */
static int match_time(const struct tracked *tracked, const struct match_query *query, bool known)
{
	const struct incident *incident = query->incident;
	bool told_lately = was_reported_lately(tracked, query->published);

	if (has_own_day(tracked->time) && has_own_day(incident->time)) {
		int days = days_apart(tracked->time, incident->time);
		bool disaster = family_of(incident->type) == FAMILY_DISASTER;
		bool goes_on = (in_story(tracked, query) || disaster) && told_lately &&
		               incident->time->start.number > tracked->time->end.number &&
		               (known || query->toll || disaster);
		return days == 0 ? 2 : days == 1 ? 1 : goes_on ? 0 : NO_MATCH;
	}
	if (told_lately)
		return 1;
	return in_story(tracked, query) && (known || query->toll) ? 1 : NO_MATCH;
}

/* Many dead, so many as before or a few more, on the same day in the same country. */
static bool is_told_apart(const struct tracked *tracked, const struct match_query *query, bool known)
{
	const struct incident *incident = query->incident;
	int64_t figure = figure_of(incident, EFFECT_KILLED), before = INTEGER_NONE;

	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == EFFECT_KILLED)
			before = tracked->series[i].value;
	if (tracked->type != incident->type || figure < MANY || before == INTEGER_NONE)
		return true;
	bool rises = query->toll && figure >= before && figure * 4 <= before * 5;
	bool same_day = has_own_day(tracked->time) && has_own_day(incident->time) &&
	                days_apart(tracked->time, incident->time) == 0;
	return !known && !(rises && same_day);
}

/*
 * Two places in one country, or one that no gazetteer knows: near enough for one story, if the figures
 * agree; and for two stories, if the figures say that they tell of the same.
 */
/* "UA/Kharkiv/Izium" and "UA/Odesa": both provinces are known, and they differ. */
static bool in_other_province(const struct place *a, const struct place *b)
{
	struct text first = a->within, second = b->within, part, other;

	for (int level = 0; level < 2; level++)
		if (!text_next(&first, '/', &part) || !text_next(&second, '/', &other))
			return false;
	return !text_equal(part, other);
}

/* What happens at one spot; strikes and clashes may spread over a country in a day. */
static bool is_point(enum fact_type type)
{
	return type == FACT_BOMBING || type == FACT_SHOOTING;
}

static int match_elsewhere(const struct tracked *tracked, const struct match_query *query, bool known)
{
	const struct place *a = query->incident->place, *b = tracked->place;
	bool named = !text_empty(a->country) && !text_empty(b->country);
	bool abroad = named && !text_equal(a->country, b->country);

	if (!query->main || query->incident->another)
		return NO_MATCH;
	if (!in_story(tracked, query))
		return abroad || !named || is_told_apart(tracked, query, known) ? NO_MATCH : 1;
	/* The same figure in two countries is a coincidence, and so it is of bombings in two provinces. */
	bool points = is_point(query->incident->type) && is_point(tracked->type);
	if (abroad || (points && in_other_province(a, b)))
		return NO_MATCH;
	return known || query->corrects || !is_lower(tracked, query->incident) ? 1 : NO_MATCH;
}

static int match_place(const struct tracked *tracked, const struct match_query *query, bool known)
{
	const struct incident *incident = query->incident;

	switch (place_relation(incident->place, tracked->place)) {
	case PLACE_APART:
		return match_elsewhere(tracked, query, known);
	case PLACE_EQUAL:
		return 3;
	case PLACE_WITHIN:
	case PLACE_AROUND:
		return figures_shrink(tracked, incident) && !known && !query->corrects ? NO_MATCH : 2;
	case PLACE_UNKNOWN:
		break;
	}
	return 0;
}

/* A smaller event of another kind on a later day, in the same town. */
static bool is_later_event(const struct tracked *tracked, const struct incident *incident)
{
	return incident->type != tracked->type && incident->type != FACT_CASUALTY &&
	       has_own_day(tracked->time) && has_own_day(incident->time) &&
	       incident->time->start.number > tracked->time->end.number;
}

static int match_score(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;
	bool known = figure_is_known(tracked, incident);
	int score = 0;

	if (tracked->kind != TRACKED_INCIDENT || !match_types(tracked->type, incident->type))
		return NO_MATCH;
	if (incident->another && !tracked->another)
		return NO_MATCH;
	/* A shooting after a strike in the same town, with smaller figures: not the strike's. */
	if (!known && figures_shrink(tracked, incident) && incident->type != tracked->type &&
	    ((is_special(incident->type) && is_special(tracked->type)) || is_later_event(tracked, incident)))
		return NO_MATCH;
	score += match_place(tracked, query, known);
	score += match_time(tracked, query, known);
	score += in_story(tracked, query) ? 2 : 0;
	score += tracked->type == incident->type;
	score += known ? 3 : 0;
	score -= tracked->another && !incident->another;
	return score;
}

struct tracked *match_incident(const struct picture *picture, const struct match_query *query)
{
	struct tracked *best = NULL;
	int most = MATCH_LEAST - 1;

	for (size_t i = 0; i < picture->tracked_count; i++) {
		struct tracked *tracked = &picture->tracked[i];
		int score = match_score(tracked, query);
		if (score > most || (score == most && best && tracked->last.ms > best->last.ms)) {
			most = score;
			best = tracked;
		}
	}
	return best;
}

static int64_t place_reason(enum place_relation relation)
{
	static const int64_t reasons[] = {
	        [PLACE_UNKNOWN] = 0,
	        [PLACE_EQUAL] = MATCH_PLACE_SAME,
	        [PLACE_WITHIN] = MATCH_PLACE_WITHIN,
	        [PLACE_AROUND] = MATCH_PLACE_AROUND,
	        [PLACE_APART] = MATCH_PLACE_OTHER,
	};

	return reasons[relation];
}

static int64_t time_reason(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;

	if (has_own_day(tracked->time) && has_own_day(incident->time)) {
		int days = days_apart(tracked->time, incident->time);
		return days == 0 ? MATCH_DAY_SAME : days == 1 ? MATCH_DAY_NEXT : MATCH_DAY_LATER;
	}
	return was_reported_lately(tracked, query->published) ? MATCH_LATELY : 0;
}

int64_t match_reasons(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;

	return place_reason(place_relation(incident->place, tracked->place)) |
	       time_reason(tracked, query) | (in_story(tracked, query) ? MATCH_STORY : 0) |
	       (tracked->type == incident->type ? MATCH_TYPE : 0) |
	       (figure_is_known(tracked, incident) ? MATCH_FIGURE : 0) | (query->toll ? MATCH_TOLL : 0);
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
