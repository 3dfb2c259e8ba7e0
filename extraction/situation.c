/*
 * Where and when a fact was, as far as its own sentence says.
 */
#include "extraction/situation.h"

#include "extraction/groups.h"
#include "extraction/scopes.h"

static struct timespan *span_of(struct document *document, struct timespan span)
{
	struct timespan *copy = arena_alloc(document->arena, sizeof(*copy));

	*copy = span;
	return copy;
}

/* The weight of what no table knows, where it is called a village, a district or a camp. */
#define LEAST_VILLAGE 3

/* "Died at MetroHealth": what no table knows is the hospital. */
static bool is_hospital(const struct sentence *sentence, size_t at, size_t place)
{
	const struct table_set *set = &sentence->items[at].set;
	bool in_care = set_has(set, CLASS_DIE) || set_has(set, CLASS_STATE) || set_has(set, CLASS_DECLARED_DEAD);

	return in_care && sentence->items[place].entity < 0;
}

/* "Clashes a day earlier": a day before the one that the facts so far have told of. */
static struct timespan told_span(const struct document *document, const struct found *found,
				 const struct item *time)
{
	for (size_t i = document->found_count; time->earlier && i-- > 0;) {
		const struct found *last = &document->found[i];
		if (last->sentence == found->sentence || !last->own_time || !last->fact.time ||
		    !day_known(last->fact.time->start))
			continue;
		struct day day = {last->fact.time->start.number - time->earlier};
		return (struct timespan){day, day};
	}
	return time->span;
}

/* "Agreed to a truce starting Thursday": what is arranged begins on the next one, not the last. */
static struct timespan arranged_span(const struct document *document, const struct found *found,
				     const struct sentence *sentence, size_t time)
{
	struct timespan span = told_span(document, found, &sentence->items[time]);
	size_t first = sentence->items[time].first;
	bool arranged = found->fact.type >= FACT_CEASEFIRE || found->fact.type == FACT_EVACUATION;

	for (size_t i = first; arranged && i < sentence->items[time].end; i++)
		if (token_is(document, i, CLASS_WEEKDAY) && i > sentence->first + 1 &&
		    (token_is(document, i - 1, CLASS_AHEAD) || token_is(document, i - 2, CLASS_AHEAD)) &&
		    span.end.number < document->today.number)
			return (struct timespan){{span.start.number + 7}, {span.end.number + 7}};
	return span;
}

void situate(struct document *document, struct found *found, const struct sentence *sentence, size_t at, size_t last,
	     const struct item *place_item)
{
	size_t time = scope_time(sentence, at);
	/* "The toll rose to 38 on Sunday": the day of the count. */
	if (time != SIZE_MAX && (found->flags & YIELD_TOLL) && time > last &&
	    !(time + 1 < sentence->items_count && set_has(&sentence->items[time + 1].set, CLASS_EVENT)))
		time = SIZE_MAX;
	/* "As of Monday eight had been killed": the day of the count. */
	if (time != SIZE_MAX && fact_type_is_of_people(found->fact.type) &&
	    token_is(document, sentence->items[time].first, CLASS_AS_OF))
		time = SIZE_MAX;
	/* "was in serious condition Sunday" */
	if (time != SIZE_MAX && time > at && set_has(&sentence->items[at].set, CLASS_STATE))
		time = SIZE_MAX;
	size_t place = place_item || (found->flags & YIELD_ELSEWHERE) ? SIZE_MAX : scope_place(sentence, at);

	if (place != SIZE_MAX && place > at && is_hospital(sentence, at, place))
		place = SIZE_MAX;
	/* "Suspended the talks after an attack on Uvira" */
	bool arranged = found->fact.type == FACT_TALKS || found->fact.type == FACT_CEASEFIRE;
	if (arranged && place != SIZE_MAX && place > at + 1 && set_has_event(&sentence->items[place - 1].set))
		place = SIZE_MAX;
	if (place_item && set_has(&place_item->set, CLASS_PLACE)) {
		found->fact.place = place_make(document, place_item);
		found->own_place = true;
	} else if (place != SIZE_MAX) {
		found->fact.place = place_make(document, &sentence->items[place]);
		found->spoken_place = scope_is_bearing(sentence, place) || scope_is_goal(sentence, at, place);
		found->own_place = !found->spoken_place;
		found->village = sentence->items[place].weight >= LEAST_VILLAGE && !sentence->items[place].country[0];
	}
	if (time != SIZE_MAX && day_known(sentence->items[time].span.start)) {
		found->fact.time = span_of(document, arranged_span(document, found, sentence, time));
		found->own_time = true;
		found->said_time = scope_is_of_saying(sentence, time);
		found->compared = sentence->items[time].compared;
	}
}

/* How many sentences behind the one that is told with the day of its telling may give the day of the deed. */
#define SENTENCES_BEHIND 4

/* The first day of the sentence on which anything happened; NULL. */
static const struct item *day_in(const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->items_count; i++) {
		const struct item *item = &sentence->items[i];
		if (set_has(&item->set, CLASS_TIME) && day_known(item->span.start) && !item->open_span &&
		    !item->compared && !item->years_after && !item->earlier &&
		    item->span.start.number == item->span.end.number && !scope_is_of_saying(sentence, i))
			return item;
	}
	return NULL;
}

const struct timespan *day_behind(struct document *document, const struct found *said)
{
	int32_t latest = said->fact.time->start.number;

	for (size_t n = 1; n <= SENTENCES_BEHIND && said->sentence + n < document->sentences_count; n++) {
		struct sentence *sentence = &document->sentences[said->sentence + n];
		if (sentence->boilerplate || sentence->idle)
			continue;
		if (!sentence->items)
			items_read(document, sentence);
		const struct item *day = day_in(sentence);
		if (day && day->span.start.number < latest && day->span.start.number + DAYS_TO_TELL >= latest)
			return &day->span;
	}
	return NULL;
}

struct place *place_village_in(struct document *document, const struct place *village, const struct place *country)
{
	struct place *place = arena_alloc(document->arena, sizeof(*place));

	*place = *village;
	place->country = country->country;
	place->within = text_format(document->arena, "%.*s/%.*s", TEXT_ARGS(country->country),
				    TEXT_ARGS(village->name));
	return place;
}

struct place *place_closer(struct document *document, const struct found *old, const struct found *new)
{
	const struct place *country = old->fact.place;
	struct place *told = new->fact.place;

	if (!country || !told || !new->own_place || new->separate || new->another || country->within.length != 2 ||
	    new->sentence > old->sentence + SENTENCES_BEHIND)
		return NULL;
	if (new->village && !told->country.length)
		return place_village_in(document, told, country);
	return told->within.length > 2 && text_starts(told->within, country->within) ? told : NULL;
}
