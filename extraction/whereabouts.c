/*
 * When, for how long, and where: the nearest day and the nearest place of the sentence, where other clauses are further
 * away than their words, and what only passes by (origins, hospitals, parties) is none.
 */
#include "extraction/scopes.h"

#include "extraction/groups.h"

#include <string.h>

static bool has(const struct item *item, unsigned class)
{
	return set_has(&item->set, class);
}

/* How far an item moves away those beyond it: another clause or another verb counts more. */
static size_t breadth(const struct sentence *sentence, size_t i)
{
	const struct item *item = &sentence->items[i];
	size_t away = 1;

	if (has(item, CLASS_SEMICOLON) || has(item, CLASS_STOP))
		return FAR_AWAY;
	if (has(item, CLASS_SUBORDINATE) || has(item, CLASS_RELATIVE))
		away += 4;
	if (has(item, CLASS_SAY))
		away += 8;
	if (has(item, CLASS_AFTERMATH))
		away += 12;
	if (has(item, CLASS_AND) && i && has(&sentence->items[i - 1], CLASS_COMMA))
		away += 8;
	return away;
}

/* "Was charged on Monday with killing two": the day of what came of it. */
static bool is_of_aftermath(const struct sentence *sentence, size_t i)
{
	for (size_t k = i; k-- > 0 && k + 4 > i;)
		if (has(&sentence->items[k], CLASS_AFTERMATH) || has(&sentence->items[k], CLASS_MARK_VERDICT))
			return true;
	return false;
}

/* "Was wounded, and was released from hospital on Sunday": the day of another thing. */
static bool is_of_release(const struct sentence *sentence, size_t at, size_t i)
{
	for (size_t k = i; k-- > 0 && k + 5 > i && k > at;)
		if (has(&sentence->items[k], CLASS_RELEASE))
			return true;
	return false;
}

/* "A tourist from Florida": whose place it is. */
static bool is_origin(const struct sentence *sentence, size_t i)
{
	const struct item *before = i ? &sentence->items[i - 1] : NULL;

	/* "Rogelio Martin, 36, of El Paso" */
	if (i > 1 && has(before, CLASS_OF) && sentence->items[i - 2].name_end)
		return true;
	return before && sentence->items[i].origin &&
	       (has(before, CLASS_PERSON) || has(before, CLASS_NAME) || has(before, CLASS_NUM));
}

/* "Shifted to the Civil Hospital Quetta" */
static bool is_of_hospital(const struct sentence *sentence, size_t i)
{
	return i && !sentence->items[i].prepped && has(&sentence->items[i - 1], CLASS_HOSPITAL);
}

/* "27 years after a bomb killed 29, the families": the year is only of what stands behind it without a comma. */
static bool is_of_older(const struct sentence *sentence, size_t at, size_t i)
{
	if (!sentence->items[i].years_after && !sentence->items[i].compared)
		return false;
	for (size_t k = i + 1; k < at; k++)
		if (has(&sentence->items[k], CLASS_COMMA) || has(&sentence->items[k], CLASS_SEMICOLON))
			return true;
	return i > at;
}

static bool is_day(const struct item *item)
{
	return day_known(item->span.start) || (has(item, CLASS_TIME) && item->open_span);
}

static bool is_place(const struct item *item)
{
	return has(item, CLASS_PLACE) &&
	       (item->prepped || item->directed || item->struck || (!has(item, CLASS_COUNTRY) && item->weight > 1));
}

/* Where the injured are taken is not where it happened. */
static bool is_scene(const struct item *item)
{
	return is_place(item) && !has(item, CLASS_HOSPITAL);
}

/* What is a scene, and no mark from which the way to one is told. */
static bool is_named_scene(const struct item *item)
{
	return is_scene(item);
}

/* How many items may stand between "20 km" and what that is away from: "southeast of the capital, Lima". */
#define BEARING 8

bool scope_is_bearing(const struct sentence *sentence, size_t place)
{
	const struct item *mark = &sentence->items[place];
	bool direction = mark->directed || mark->origin || mark->away;

	for (size_t i = place; i-- > 0 && i + BEARING > place;) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_MEASURE))
			return direction;
		direction = direction || has(item, CLASS_DIRECTION);
		if (is_place(item) || has(item, CLASS_AND) || has(item, CLASS_SUBORDINATE) || has(item, CLASS_PERSON))
			return false;
	}
	return false;
}

/* "The fourth since a truce took effect in May": a day of what stands between, not of what is counted. */
static bool is_of_record(const struct sentence *sentence, size_t at, size_t i)
{
	size_t since = i;

	if (!scope_is_record(sentence, i, at))
		return false;
	while (since > 0 && !has(&sentence->items[since], CLASS_SINCE))
		since--;
	return at < since || at > i;
}

/* "A train from Prague to Budapest", "the bus from Lima to Ayacucho": the ends of a road, not where it happened. */
static bool is_route(const struct sentence *sentence, size_t i)
{
	const struct item *items = sentence->items;
	bool from = i + 1 < sentence->items_count && items[i].origin && has(&items[i + 1], CLASS_PLACE) &&
		    items[i + 1].toward;
	bool to = i && items[i - 1].origin && has(&items[i - 1], CLASS_PLACE) && has(&items[i], CLASS_PLACE) &&
		  items[i].toward;

	return from || to;
}

bool scope_is_goal(const struct sentence *sentence, size_t at, size_t place)
{
	return sentence->items[place].toward && (place < at || place > at + 2);
}

/* "Thailand's Deep South": not the one that the tables know. */
static bool is_of_other_country(const struct sentence *sentence, size_t i)
{
	const struct item *items = sentence->items;

	return i > 1 && has(&items[i - 1], CLASS_POSSESSIVE) && has(&items[i - 2], CLASS_COUNTRY) &&
	       items[i].country[0] && memcmp(items[i].country, items[i - 2].country, 2) != 0;
}

static bool is_wanted(const struct sentence *sentence, size_t at, size_t i, bool (*wanted)(const struct item *item))
{
	if (!wanted(&sentence->items[i]))
		return false;
	if (wanted == is_named_scene && (scope_is_bearing(sentence, i) || scope_is_goal(sentence, at, i) ||
					 is_of_other_country(sentence, i)))
		return false;
	/* "An arrest in the July 25 shooting": a day that is the event's own is of nothing else. */
	bool loose = wanted == is_day && !has(&sentence->items[i], CLASS_EVENT);
	if (loose && (is_of_record(sentence, at, i) || scope_is_of_custody(sentence, at, i) ||
				 is_of_release(sentence, at, i)))
		return false;
	if (is_of_older(sentence, at, i) || is_origin(sentence, i) || is_route(sentence, i) ||
	    is_of_hospital(sentence, i))
		return false;
	bool own = wanted == is_day && !loose;
	return own || has(&sentence->items[at], CLASS_AFTERMATH) || !is_of_aftermath(sentence, i);
}

/* The nearest wanted item; of two as near the one behind, where the adjuncts of a verb stand. */
static size_t nearest(const struct sentence *sentence, size_t at, size_t first, bool (*wanted)(const struct item *item))
{
	size_t before = SIZE_MAX, left = 1, right = 0;

	if (wanted(&sentence->items[at]))
		return at;
	for (size_t i = at; i-- > first && left < FAR_AWAY; left += breadth(sentence, i))
		if (is_wanted(sentence, at, i, wanted)) {
			before = i;
			break;
		}
	for (size_t i = at + 1; i < sentence->items_count && right < FAR_AWAY; right += breadth(sentence, i++))
		if (is_wanted(sentence, at, i, wanted))
			return before != SIZE_MAX && left < right ? before : i;
	return before;
}

/* "... told the agency on Wednesday." */
static bool closes_telling(const struct sentence *sentence, size_t time)
{
	const struct item *items = sentence->items;
	bool end = time + 1 >= sentence->items_count || has(&items[time + 1], CLASS_STOP);

	return end && time > 1 && scope_says(&items[time - 2]) &&
	       (has(&items[time - 1], CLASS_ACTOR) || has(&items[time - 1], CLASS_BODY) ||
		has(&items[time - 1], CLASS_PERSON));
}

bool scope_is_of_saying(const struct sentence *sentence, size_t time)
{
	return (time && scope_says(&sentence->items[time - 1])) || closes_telling(sentence, time);
}

static bool is_other_day(const struct sentence *sentence, size_t at, size_t i)
{
	return is_wanted(sentence, at, i, is_day) && !scope_is_of_saying(sentence, i);
}

size_t scope_time(const struct sentence *sentence, size_t at)
{
	size_t court = scope_accusation(sentence, at), start = at > FAR_AWAY ? at - FAR_AWAY : 0;
	size_t time = nearest(sentence, at, court, is_day);

	if (time == SIZE_MAX || time < at || !scope_is_of_saying(sentence, time))
		return time;
	for (size_t i = at; i-- > start && i >= court && !has(&sentence->items[i], CLASS_SEMICOLON);)
		if (is_other_day(sentence, at, i))
			return i;
	return time;
}

/* "Pyongyang test-fired a missile off Nampo": with a verb of its own, the capital is its government. */
static bool is_government(const struct sentence *sentence)
{
	const struct item *verb = &sentence->items[1];
	bool active = sentence->items_count > 1 && (verb->forms & (FORM_PAST | FORM_S)) && !(verb->forms & FORM_NOUN);

	return active && !has(verb, CLASS_BE);
}

/* "Talks between Kabul and Islamabad": who meets, not where. */
static bool is_party(const struct sentence *sentence, size_t i)
{
	const struct item *items = sentence->items;

	if (i > 2 && has(&items[i - 1], CLASS_AND) && has(&items[i - 2], CLASS_PLACE))
		i -= 2;
	if (items[i].prepped || items[i].struck)
		return false;
	return i ? has(&items[i - 1], CLASS_BETWEEN) : is_government(sentence);
}

/* "on the Congo River near Mbandaka": a river is long. */
static size_t shore(const struct sentence *sentence, size_t at)
{
	const struct item *next = sentence->items + at + 1;

	if (sentence->items[at].country[0] || at + 1 >= sentence->items_count)
		return at;
	return is_scene(next) && next->prepped && has(next, CLASS_TOWN) ? at + 1 : at;
}

/* "in Antioquia Department in north-western Colombia", "in Lima, Peru": the more exact of two neighbours. */
static size_t more_exact(const struct sentence *sentence, size_t at)
{
	const struct item *item = &sentence->items[at];

	if (!has(item, CLASS_COUNTRY))
		return shore(sentence, at);
	for (size_t i = at > 2 ? at - 2 : 0; i <= at + 2 && i < sentence->items_count; i++) {
		const struct item *other = &sentence->items[i];
		bool apart = i + 1 < at && !has(&sentence->items[at - 1], CLASS_COMMA);
		apart = apart || (i > at + 1 && !has(&sentence->items[at + 1], CLASS_COMMA));
		if (i != at && !apart && is_scene(other) && !has(other, CLASS_COUNTRY) &&
		    !memcmp(other->country, item->country, 2))
			return i;
	}
	return at;
}

/* The place behind those who meet or fight, of the same clause; theirs, where there is none. */
static size_t beyond_parties(const struct sentence *sentence, size_t at, size_t party)
{
	size_t away = 0;

	for (size_t i = at + 1; i < sentence->items_count && away < FAR_AWAY; away += breadth(sentence, i++))
		if (is_wanted(sentence, at, i, is_scene) && !is_party(sentence, i) && sentence->items[i].prepped)
			return i;
	return party;
}

size_t scope_place(const struct sentence *sentence, size_t at)
{
	size_t place = nearest(sentence, at, 0, is_named_scene);

	if (place == SIZE_MAX)
		place = nearest(sentence, at, 0, is_scene);
	if (place != SIZE_MAX && is_party(sentence, place))
		place = beyond_parties(sentence, at, place);
	return place == SIZE_MAX ? place : more_exact(sentence, place);
}

/* Tokens before a truce that may tell its length: "a 60-day humanitarian halt". */
#define MODIFIERS 4

/* "For two weeks", "a 30-day truce". */
struct duration *scope_duration(const struct document *document, const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->items_count; i++) {
		struct item *item = &sentence->items[i];
		if (set_has(&item->set, CLASS_DURATION))
			return item->duration;
	}
	for (size_t i = 0; i < sentence->items_count; i++) {
		const struct item *item = &sentence->items[i];
		if (!set_has(&item->set, CLASS_TRUCE))
			continue;
		size_t first = item->first > sentence->first + MODIFIERS ? item->first - MODIFIERS : sentence->first;
		for (size_t token = first; token < item->head; token++) {
			struct item read = {.entity = -1};
			if (duration_read(document, token, item->head, &read))
				return read.duration;
		}
	}
	return NULL;
}
