#include "tracking/match.h"

#include <stdio.h>

#include "lexicon/lookup.h"

/*
 * What one text calls a strike another calls an attack: the kinds of event that a type may name, as bits. A
 * riot is put down by shots, captives are taken in an attack, gas explodes in a mine.
 */
enum kind {
	KIND_VIOLENCE = 1,
	KIND_DISASTER = 2,
	KIND_WRECK = 4,
	KIND_CAPTIVES = 8,
	KIND_UNREST = 16,
	KIND_OTHER = 32,
	KIND_ANY = 63,
};

static unsigned kinds_of(enum fact_type type)
{
	switch (type) {
	case FACT_CASUALTY:
	case FACT_NONE:
	case FACT_DISPLACEMENT:
	case FACT_EVACUATION:
		return KIND_ANY;
	case FACT_STRIKE:
	case FACT_LAUNCH:
		return KIND_VIOLENCE;
	case FACT_BOMBING:
		return KIND_VIOLENCE | KIND_DISASTER;
	case FACT_ATTACK:
	case FACT_SHOOTING:
		return KIND_VIOLENCE | KIND_UNREST | KIND_CAPTIVES;
	case FACT_CLASH:
		return KIND_VIOLENCE | KIND_UNREST;
	case FACT_DISASTER:
		return KIND_DISASTER;
	case FACT_WRECK:
		return KIND_WRECK;
	case FACT_ABDUCTION:
	case FACT_RELEASE:
		return KIND_CAPTIVES;
	case FACT_PROTEST:
	case FACT_DETENTION:
		return KIND_UNREST;
	default:
		return KIND_OTHER;
	}
}

bool match_types(enum fact_type a, enum fact_type b)
{
	return kinds_of(a) & kinds_of(b);
}

/* Names that no gazetteer knows: two of them are two places; one may lie in a country that the other names. */
static enum place_relation relation_of_unlocated(const struct place *place, const struct place *other)
{
	const struct place *located = text_empty(place->within) ? other : place;

	if (text_empty(located->within))
		return PLACE_APART;
	if (!text_empty(place->country) && !text_empty(other->country))
		return PLACE_PERHAPS;
	return text_equal(located->within, located->country) ? PLACE_UNKNOWN : PLACE_APART;
}

enum place_relation place_relation(const struct place *place, const struct place *other)
{
	if (!place || !other)
		return PLACE_UNKNOWN;
	/* The country of what no gazetteer knows is a guess. */
	if ((text_empty(place->within) || text_empty(other->within)) && text_equal_nocase(place->name, other->name))
		return PLACE_EQUAL;
	if (!text_equal(place->country, other->country) && place->country.length &&
	    other->country.length)
		return PLACE_APART;
	if (text_equal_nocase(place->name, other->name) ||
	    (place->within.length && text_equal(place->within, other->within)))
		return PLACE_EQUAL;
	if (text_empty(place->within) || text_empty(other->within))
		return relation_of_unlocated(place, other);
	if (place_holds(other, place) || text_equal(other->within, other->country))
		return PLACE_WITHIN;
	if (place_holds(place, other) || text_equal(place->within, place->country))
		return PLACE_AROUND;
	return PLACE_APART;
}

/* 0 where a side is not known: nothing keeps them apart. */
static int days_apart(const struct timespan *a, const struct timespan *b)
{
	if (!day_known(a->start) || !day_known(a->end) || !day_known(b->start) || !day_known(b->end))
		return 0;
	if (a->start.number > b->end.number)
		return a->start.number - b->end.number;
	if (b->start.number > a->end.number)
		return b->start.number - a->end.number;
	return 0;
}

/* --- figures --- */

/* "Lately": the span that extraction gives what has no day of its own (extraction/incidents.c). */
#define DAYS_OF_NO_DAY 4
#define RECENT_MS (INT64_C(4) * 86400000)
#define NO_MATCH (-100)
#define MATCH_LEAST 3
/* Fewer are too common to know an event by. */
#define TELLING_FIGURE 3
/* So many dead are those of one event in a country on a day. */
#define MANY 10
#define A_FEW 3

static bool has_own_day(const struct timespan *time)
{
	return time && day_known(time->start) && day_known(time->end) &&
	       time->end.number - time->start.number < DAYS_OF_NO_DAY;
}

static int64_t figure_of(const struct incident *incident, enum effect effect)
{
	const struct count *count = incident->effects[effect];

	return count && !count->vague && count->low > 0 ? count->low : INTEGER_NONE;
}

static bool is_half(const struct series *series, const struct incident *incident)
{
	const struct count *count = incident->effects[series->effect];

	return count && count->low != INTEGER_NONE && series->value != INTEGER_NONE &&
	       count->low * 2 < series->value;
}

/*
 * The incident that the ledger has grown beyond: a part of a wider event has smaller figures. The dead speak
 * first: of the injured a later text tells only who is still in hospital.
 */
static bool figures_shrink(const struct tracked *tracked, const struct incident *incident)
{
	bool dead = figure_of(incident, EFFECT_KILLED) != INTEGER_NONE &&
	            tracked_figure(tracked, EFFECT_KILLED) != INTEGER_NONE;

	for (size_t i = 0; i < tracked->series_count; i++)
		if ((!dead || tracked->series[i].effect == EFFECT_KILLED) && is_half(&tracked->series[i], incident))
			return true;
	return false;
}

static bool was_claimed(const struct series *series, int64_t figure)
{
	for (size_t k = 0; k < series->claims_count && figure >= TELLING_FIGURE; k++)
		if (series->claims[k].value == figure)
			return true;
	return false;
}

/* The incident's dead or captives, or those that it corrects, are a number that was reported of the record. */
static bool figure_is_known(const struct tracked *tracked, const struct match_query *query)
{
	for (size_t i = 0; i < tracked->series_count; i++) {
		const struct series *series = &tracked->series[i];
		if (series->effect != EFFECT_KILLED && series->effect != EFFECT_ABDUCTED)
			continue;
		if (was_claimed(series, figure_of(query->incident, series->effect)) ||
		    (query->revises != INTEGER_NONE && was_claimed(series, query->revises)))
			return true;
	}
	return false;
}

/* It has fewer dead than the record. */
static bool is_lower(const struct tracked *tracked, const struct incident *incident)
{
	int64_t figure = figure_of(incident, EFFECT_KILLED), agreed = tracked_figure(tracked, EFFECT_KILLED);

	return figure != INTEGER_NONE && agreed != INTEGER_NONE && figure < agreed;
}

/* A toll that goes on from the record's: as high, or higher by no more than a quarter, or by one or two. */
static bool toll_goes_on(const struct tracked *tracked, const struct match_query *query)
{
	int64_t figure = figure_of(query->incident, EFFECT_KILLED), agreed = tracked_figure(tracked, EFFECT_KILLED);

	return query->toll && figure != INTEGER_NONE && agreed != INTEGER_NONE && figure >= agreed &&
	       figure >= TELLING_FIGURE && (figure * 4 <= agreed * 5 || figure <= agreed + 2);
}

/* What the figures say, once for a record and an incident. */
struct figures {
	bool known;   /* reported of the record before */
	bool goes_on; /* a toll that goes on from the record's */
	bool lower;
	bool shrink;
};

static struct figures compare_figures(const struct tracked *tracked, const struct match_query *query)
{
	return (struct figures){
	        .known = figure_is_known(tracked, query),
	        .goes_on = toll_goes_on(tracked, query),
	        .lower = is_lower(tracked, query->incident),
	        .shrink = figures_shrink(tracked, query->incident),
	};
}

/* --- time --- */

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

/* --- place --- */

/* Many dead, so many as before or a few more, on the same day in the same country. */
static bool is_told_apart(const struct tracked *tracked, const struct match_query *query,
                          const struct figures *figures)
{
	const struct incident *incident = query->incident;

	if (tracked->type != incident->type ||
	    figure_of(incident, EFFECT_KILLED) < MANY)
		return true;
	bool same_day = has_own_day(tracked->time) && has_own_day(incident->time) &&
	                days_apart(tracked->time, incident->time) == 0;
	/* One more has died: hardly of another event with as many dead. */
	int64_t more = figure_of(incident, EFFECT_KILLED) - tracked_figure(tracked, EFFECT_KILLED);
	return !figures->known && !(figures->goes_on && (same_day || more <= A_FEW));
}

/* "UA/Kharkiv/Izium" and "UA/Odesa": both provinces are known, and they differ. */
static bool in_other_province(const struct place *a, const struct place *b)
{
	struct text first = a->within, second = b->within, part, other;

	if (place_holds(a, b) || place_holds(b, a))
		return false;
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

/* Crowds of several towns: each has its own dead. */
static bool is_unrest(enum fact_type type)
{
	return type == FACT_PROTEST || type == FACT_CLASH || type == FACT_ATTACK || type == FACT_SHOOTING;
}

/*
 * Two places in one country, or one that no gazetteer knows: near enough for one story, if the figures
 * agree; and for two stories, if the figures say that they tell of the same.
 */
static int match_elsewhere(const struct tracked *tracked, const struct match_query *query,
                           const struct figures *figures)
{
	const struct place *a = query->incident->place, *b = tracked->place;
	bool named = !text_empty(a->country) && !text_empty(b->country);
	/* "Tarragona, Davao Oriental": another town of the name, if the story goes on; two bombings are two. */
	bool points = is_point(query->incident->type) && is_point(tracked->type);
	bool elsewhere = query->guessed && !points && in_story(tracked, query) &&
	                 tracked->type == query->incident->type &&
	                 (figures->known || figures->goes_on || (query->toll && !figures->lower));
	bool abroad = named && !text_equal(a->country, b->country) && !elsewhere;

	if (!query->main || query->incident->another)
		return NO_MATCH;
	if (!in_story(tracked, query))
		return abroad || !named || is_told_apart(tracked, query, figures) ? NO_MATCH : 1;
	/* The same figure in two countries is a coincidence, and so it is of bombings in two provinces. */
	if (is_unrest(query->incident->type) && is_unrest(tracked->type) && in_other_province(a, b) &&
	    figure_of(query->incident, EFFECT_KILLED) != INTEGER_NONE && !figures->known && !figures->goes_on &&
	    !query->toll)
		return NO_MATCH;
	if (abroad || (points && in_other_province(a, b)))
		return NO_MATCH;
	return figures->known || query->corrects || !figures->lower ? 1 : NO_MATCH;
}

/* A spot, not a country or a part of one. */
static bool is_spot(const struct place *place)
{
	return !text_equal(place->within, place->country) || text_empty(place->within);
}

static bool shares_name(const struct place *place, const struct tracked *tracked)
{
	/* A storm goes on to another country; the towns that it hit there are those of another record. */
	bool abroad = tracked->place && !text_empty(tracked->place->country) && !text_empty(place->within) &&
	              !text_equal(place->country, tracked->place->country);

	if (!is_spot(place) || abroad)
		return false;
	if (place_relation(place, tracked->place) == PLACE_EQUAL)
		return true;
	for (size_t i = 0; i < tracked->places_count; i++)
		if (is_spot(&tracked->places[i]) && place_relation(place, &tracked->places[i]) == PLACE_EQUAL)
			return true;
	return false;
}

/*
 * The same day in one country, and of one of the two places nobody knows where it lies: a village, and the province
 * that another text of the story has named instead.
 */
static bool goes_on_there(const struct tracked *tracked, const struct match_query *query,
                          const struct figures *figures)
{
	const struct incident *incident = query->incident;
	int64_t figure = figure_of(incident, EFFECT_KILLED), agreed = tracked_figure(tracked, EFFECT_KILLED);

	return in_story(tracked, query) && !incident->another && tracked->type == incident->type &&
	       has_own_day(tracked->time) && has_own_day(incident->time) &&
	       days_apart(tracked->time, incident->time) == 0 && agreed != INTEGER_NONE && figure != INTEGER_NONE &&
	       !figures->lower && figure <= agreed * 2;
}

/*
 * "One dead as quake hits southern Philippines", when the town's four have been told: of a wider place a smaller figure
 * is an older count of the same calamity, while that of a smaller place may be a part.
 */
static bool lags_behind(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;

	return in_story(tracked, query) && !incident->another && tracked->type == incident->type &&
	       (incident->type == FACT_DISASTER || incident->type == FACT_WRECK) && has_own_day(tracked->time) &&
	       has_own_day(incident->time) && days_apart(tracked->time, incident->time) <= 1;
}

/* One of the names that texts have given for where it was. */
static bool shares_place(const struct tracked *tracked, const struct match_query *query)
{
	if (query->incident->place && shares_name(query->incident->place, tracked))
		return true;
	for (size_t i = 0; i < query->places_count; i++)
		if (shares_name(&query->places[i], tracked))
			return true;
	return false;
}

static int match_place(const struct tracked *tracked, const struct match_query *query,
                       const struct figures *figures)
{
	enum place_relation relation = place_relation(query->incident->place, tracked->place);

	if (relation == PLACE_EQUAL)
		return 3;
	/* One landslide of a storm. */
	bool part = query->incident->type == FACT_DISASTER && query->eventful && figures->lower && !figures->known &&
	            !query->corrects && !query->toll;
	if (shares_place(tracked, query))
		return part ? NO_MATCH : relation == PLACE_APART ? 2 : 3;
	if (figures->known && (relation == PLACE_PERHAPS || relation == PLACE_UNKNOWN))
		return 1;
	switch (relation) {
	case PLACE_APART:
		return match_elsewhere(tracked, query, figures);
	case PLACE_WITHIN:
		return part || (figures->shrink && !figures->known && !query->corrects) ? NO_MATCH : 2;
	case PLACE_AROUND:
		return figures->shrink && !figures->known && !query->corrects && !lags_behind(tracked, query)
		               ? NO_MATCH
		               : 2;
	case PLACE_PERHAPS:
		return (!query->main && !goes_on_there(tracked, query, figures)) || (figures->lower && !query->corrects)
		               ? NO_MATCH
		               : 1;
	default:
		return query->main ? 0 : NO_MATCH;
	}
}

/* --- time --- */

/* The same spot, told by one of its names: not only the country or a part of it. */
static bool is_at_spot(const struct tracked *tracked, const struct match_query *query)
{
	const struct place *place = query->incident->place;

	return shares_place(tracked, query) ||
	       (place && is_spot(place) && place_relation(place, tracked->place) == PLACE_EQUAL);
}

/*
 * More than a day apart. What goes on for days, as a flood, or is known by its figures may be dated by the
 * day on which somebody died of wounds, or of the report; and so may the record, by its first report.
 */
static bool may_be_days_apart(const struct tracked *tracked, const struct match_query *query,
                              const struct figures *figures, bool later)
{
	bool told = figures->known || figures->goes_on;
	bool disaster = query->incident->type == FACT_DISASTER, story = in_story(tracked, query);
	bool spot = is_at_spot(tracked, query);

	/* "At least 38 died when a boat sank in the northwest", dated by who says so: the country's wreck. */
	bool wreck = query->incident->type == FACT_WRECK && tracked->type == FACT_WRECK && !figures->lower &&
	             place_relation(query->incident->place, tracked->place) == PLACE_AROUND &&
	             figure_of(query->incident, EFFECT_KILLED) <= 2 * tracked_figure(tracked, EFFECT_KILLED) &&
	             tracked_figure(tracked, EFFECT_KILLED) >= MANY;
	/* The dead of a place where it had happened, counted by who does not say of what they died. */
	bool counts = query->toll || query->corrects || query->incident->type == FACT_CASUALTY;
	if (!was_reported_lately(tracked, query->published))
		return later && (told || (spot && (!figures->lower || query->corrects) && counts));
	if (!later)
		return told && story;
	bool grows = query->toll && !figures->lower && query->incident->type == tracked->type;
	return told || wreck || query->corrects || ((spot || grows) && !figures->lower) ||
	       ((story || disaster) && (query->toll || disaster));
}

/* A day either way. */
static int match_time(const struct tracked *tracked, const struct match_query *query, const struct figures *figures)
{
	if (has_own_day(tracked->time) && has_own_day(query->incident->time)) {
		int days = days_apart(tracked->time, query->incident->time);
		bool later = query->incident->time->start.number > tracked->time->end.number;
		if (days <= 1)
			return days == 0 ? 2 : 1;
		return may_be_days_apart(tracked, query, figures, later) ? 0 : NO_MATCH;
	}
	if (was_reported_lately(tracked, query->published))
		return 1;
	bool told = figures->known || figures->goes_on;
	bool spot = is_at_spot(tracked, query);
	bool counts = query->corrects || (query->incident->type == FACT_CASUALTY && !figures->lower);
	return told || (query->toll && (in_story(tracked, query) || spot)) || (counts && spot) ? 0 : NO_MATCH;
}

/* --- all together --- */

/* Kinds of violence that are one kind and no other; "attack" and "clash" may be any. */
static bool is_special(enum fact_type type)
{
	return type == FACT_STRIKE || type == FACT_BOMBING || type == FACT_SHOOTING;
}

/* A smaller event on a later day, in the same town: of another kind, or told as what happened. */
static bool is_later_event(const struct tracked *tracked, const struct match_query *query,
                           const struct figures *figures)
{
	const struct incident *incident = query->incident;

	if (incident->type == FACT_CASUALTY || !has_own_day(tracked->time) || !has_own_day(incident->time) ||
	    incident->time->start.number <= tracked->time->end.number)
		return false;
	/* "Spain confirms the death of four in the Guatemala crash": of the country's, on the day of who tells it. */
	if (place_relation(incident->place, tracked->place) == PLACE_AROUND && lags_behind(tracked, query))
		return false;
	int days = incident->time->start.number - tracked->time->end.number;
	bool told = query->toll || query->corrects;
	return (figures->shrink && (incident->type != tracked->type || !told)) ||
	       (figures->lower && query->eventful && !told && days > 1);
}

static bool takes_captives(const struct tracked *tracked)
{
	return tracked_figure(tracked, EFFECT_ABDUCTED) != INTEGER_NONE &&
	       tracked_figure(tracked, EFFECT_KILLED) == INTEGER_NONE;
}

/* People are killed days after others were taken there, and none of these is told of. */
static bool kills_others(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;

	return query->eventful && figure_of(incident, EFFECT_KILLED) != INTEGER_NONE &&
	       !incident->effects[EFFECT_ABDUCTED] && has_own_day(tracked->time) && has_own_day(incident->time) &&
	       incident->time->start.number > tracked->time->end.number + 1;
}

/* A shooting after a strike in the same town, with smaller figures: not the strike's. */
static bool is_another(const struct tracked *tracked, const struct match_query *query, const struct figures *figures)
{
	const struct incident *incident = query->incident;

	if (incident->another && !tracked->another)
		return true;
	if (figures->known || (!figures->shrink && !figures->lower))
		return takes_captives(tracked) && kills_others(tracked, query);
	return (figures->shrink && incident->type != tracked->type && is_special(incident->type) &&
	        is_special(tracked->type)) ||
	       is_later_event(tracked, query, figures);
}

/* "41,000 uprooted since the beginning of June": not by what happened in the midst of it, and displaced nobody. */
static bool is_longer_flight(const struct tracked *tracked, const struct incident *incident)
{
	const struct timespan *time = incident->time;

	for (unsigned effect = 1; effect < EFFECTS; effect++)
		if (incident->effects[effect] && effect != EFFECT_DISPLACED)
			return false;
	return incident->effects[EFFECT_DISPLACED] && time && day_known(time->start) && !has_own_day(time) &&
	       tracked->time && day_known(tracked->time->start) &&
	       tracked->time->start.number > time->start.number + DAYS_OF_NO_DAY / 2 &&
	       tracked_figure(tracked, EFFECT_DISPLACED) == INTEGER_NONE;
}

static bool names_kin(const struct match_query *query, struct text event, struct text other)
{
	char key[64];
	int length = snprintf(key, sizeof(key), "kin.%.*s", TEXT_ARGS(event));
	struct text rest, kin;

	if (length < 0 || (size_t)length >= sizeof(key))
		return false;
	rest = lexicon_template(query->lexicon, (struct text){key, (size_t)length});
	while (text_next(&rest, ' ', &kin))
		if (text_equal(kin, other))
			return true;
	return false;
}

/* A fire and a landslide of one day in one town: neither comes of the other. */
static bool are_no_kin(const struct tracked *tracked, const struct match_query *query)
{
	struct text a = tracked->event, b = query->incident->event;

	if (text_empty(a) || text_empty(b) || text_equal(a, b))
		return false;
	return !names_kin(query, a, b) && !names_kin(query, b, a);
}

/* Who is said to have struck is of another country than who struck before: two that shell one another. */
static bool are_opposed(const struct tracked *tracked, const struct incident *incident)
{
	if (tracked->type != FACT_STRIKE || incident->type != FACT_STRIKE || !tracked->actor_count ||
	    !incident->actor_count)
		return false;
	const struct text was = tracked->actor[0].country, is = incident->actor[0].country;
	return !text_empty(was) && !text_empty(is) && !text_equal(was, is);
}

/* Told of the same place, day and story it may still be one: each side says that it was the other. */
#define OPPOSED 5

static int match_score(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;
	const struct figures figures = compare_figures(tracked, query);
	int score = 0;

	/* A hall that a mob has set on fire: one text tells of the attack, another of the blaze and its toll. */
	bool told = figures.known || figures.goes_on || (query->corrects && figures.lower);
	bool other_kind = !match_types(tracked->type, incident->type) &&
	                  !(told && query->toll && is_at_spot(tracked, query) &&
	                    was_reported_lately(tracked, query->published));
	if (tracked->kind != TRACKED_INCIDENT || other_kind || is_longer_flight(tracked, incident) ||
	    are_no_kin(tracked, query) ||
	    is_another(tracked, query, &figures))
		return NO_MATCH;
	score += match_place(tracked, query, &figures);
	score += match_time(tracked, query, &figures);
	score += in_story(tracked, query) ? 2 : 0;
	score += tracked->type == incident->type;
	/* "The number killed is 20, the minister said": of the story, wherever that was. */
	score += !incident->place && query->main && in_story(tracked, query) && !incident->another;
	/* Whoever corrects a count need not tell what happened. */
	score += query->corrects && figures.lower && !figures.shrink && is_at_spot(tracked, query);
	score += figures.known ? 3 : figures.goes_on ? 2 : query->toll && !figures.lower;
	score -= tracked->another && !incident->another;
	score -= !figures.known && are_opposed(tracked, incident) ? OPPOSED : 0;
	return score;
}

/* A toll grows by so much from one report to the next, where nothing else says that it is the same. */
#define GROWS_AT_MOST 4

/* Its country has reported of a wreck or a disaster these days, and its toll may have grown to the incident's. */
static bool is_candidate(const struct tracked *tracked, const struct match_query *query)
{
	const struct incident *incident = query->incident;
	int64_t figure = figure_of(incident, EFFECT_KILLED), agreed = tracked_figure(tracked, EFFECT_KILLED);
	bool here = incident->place && tracked->place && !text_empty(tracked->place->country) &&
	            text_equal(incident->place->country, tracked->place->country);

	return tracked->kind == TRACKED_INCIDENT && text_empty(tracked->merged_into) && here &&
	       !are_no_kin(tracked, query) &&
	       (tracked->type == FACT_WRECK || tracked->type == FACT_DISASTER) &&
	       match_types(tracked->type, incident->type) && was_reported_lately(tracked, query->published) &&
	       agreed != INTEGER_NONE && figure != INTEGER_NONE && figure >= agreed &&
	       figure <= agreed * GROWS_AT_MOST;
}

/* "Forty-two bodies so far", of no event that the text names: the only one that it can be. */
static struct tracked *only_candidate(const struct picture *picture, const struct match_query *query)
{
	struct tracked *only = NULL;

	if (!query->main || query->incident->another || query->eventful)
		return NULL;
	for (size_t i = 0; i < picture->tracked_count; i++) {
		if (!is_candidate(&picture->tracked[i], query))
			continue;
		if (only)
			return NULL;
		only = &picture->tracked[i];
	}
	return only;
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
	return best || !query->toll ? best : only_candidate(picture, query);
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

	enum place_relation relation = place_relation(incident->place, tracked->place);
	if (relation == PLACE_APART && shares_place(tracked, query))
		relation = PLACE_EQUAL;

	return place_reason(relation) |
	       time_reason(tracked, query) | (in_story(tracked, query) ? MATCH_STORY : 0) |
	       (tracked->type == incident->type ? MATCH_TYPE : 0) |
	       (figure_is_known(tracked, query) ? MATCH_FIGURE : 0) | (query->toll ? MATCH_TOLL : 0);
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
