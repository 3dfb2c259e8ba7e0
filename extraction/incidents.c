/*
 * The facts of one event, merged. A fact joins the incident whose place and day it shares or leaves
 * open; a toll replaces what was counted before it; parts are never added. The most prominent is first.
 */
#include <string.h>

#include "base/limits.h"
#include "extraction/harm.h"
#include "extraction/situation.h"

/* What harmed nobody is told again for so long only by way of background. */
#define DAYS_OF_MEMORY 180
/* On the open MUC-4 keys nine in ten undated events whose day is known lie so close before the report. */
#define DAYS_OF_NEWS 4

#define NEAR 4 /* sentences */
#define OPENING 2 /* sentences behind the title */
#define LEAD 3
#define BEHIND 2 /* items: the object of a verb */
#define DAYS_TO_DIE 7
/* Hundredths: the confidence of the rules that find a noun and nothing else. */
#define MENTION 60

struct draft {
	struct incident incident;
	size_t first_sentence;
	size_t last_sentence;
	bool in_title;
	struct harm harm;
	struct place *guess;       /* where it was, if nobody says */
	bool event;          /* its type was said, not guessed */
	bool separate;       /* told of aside, and left again */
	const struct found *timed; /* the fact that has given its time */
};

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
	return fact_type_is_event(fact->type) || effect_of(fact) != EFFECT_NONE;
}

static bool places_agree(const struct place *a, const struct place *b)
{
	if (!a || !b || text_equal_nocase(a->name, b->name))
		return true;
	return place_holds(a, b) || place_holds(b, a);
}

static bool times_agree(const struct timespan *a, const struct timespan *b)
{
	return !a || !b || (a->start.number <= b->end.number && b->start.number <= a->end.number);
}

/* What a title tells without a day is news, and not of the year that a text goes back to, behind its lead. */
static bool is_of_news(const struct document *document, const struct draft *draft, const struct found *found)
{
	const struct timespan *time = found->fact.time;

	if (found->sentence < NEAR || !draft->in_title || draft->incident.time || !found->own_time)
		return true;
	return !day_known(time->end) || !day_known(document->today) ||
	       time->end.number >= document->today.number - DAYS_OF_MEMORY;
}

/* The incident in which somebody of this name was hurt before. */
static struct draft *find_named(const struct document *document, struct draft *drafts, size_t count,
				const struct found *found)
{
	for (size_t i = count; found->name_end && i-- > 0;)
		if (harm_names(document, &drafts[i].harm, found))
			return &drafts[i];
	return NULL;
}

/* Of wounds, within days. */
static bool dies_later(const struct timespan *hurt, const struct timespan *dead)
{
	return hurt && dead && dead->start.number >= hurt->start.number &&
	       dead->start.number <= hurt->start.number + DAYS_TO_DIE;
}

/* Another one died, if only days later, or "the woman": it goes on from where the text is. */
static bool goes_on(const struct found *found, const struct draft *last)
{
	enum effect effect = effect_of(&found->fact);

	if (effect == EFFECT_NONE ||
	    (!found->guessed_place && !places_agree(last->incident.place, found->fact.place)))
		return false;
	if (found->another)
		return last->harm.tallies[0][effect] || (!found->own_place && !found->own_time);
	if (!found->definite || found->own_place)
		return false;
	return !found->own_time || (effect == EFFECT_KILLED && dies_later(last->incident.time, found->fact.time));
}

/*
 * Somebody else died, by name, where the incident has its dead already: a case of its own. Names of the
 * dead of one event stand in one sentence, behind their number, or with an "also".
 */
static bool is_other_case(const struct document *document, const struct draft *draft, const struct found *found)
{
	const struct tally *killed = draft->harm.tallies[0][EFFECT_KILLED];

	if (!killed || effect_of(&found->fact) != EFFECT_KILLED || found->another)
		return false;
	bool apart = (found->flags & YIELD_APART) && !found->definite;
	if (!found->name_end && !apart)
		return false;
	struct amount known = tally_amount(killed);
	const struct found *last = &document->found[killed->mentions[killed->mentions_count - 1]];
	if (last->sentence == found->sentence || !known.known || known.low != 1)
		return apart && last->sentence != found->sentence;
	return last->name_end || apart;
}

/* A street, a bar, a ward: what no table knows may lie in the place that has just been told of. */
static bool may_lie_in(const struct place *a, const struct place *b, const struct draft *draft,
		       const struct found *found)
{
	return a && b && !a->country.length != !b->country.length &&
	       found->sentence <= draft->last_sentence + NEAR;
}

/* The text has gone back to what it is about. */
static bool is_left(const struct draft *draft, const struct found *found)
{
	return draft->separate && found->sentence > draft->last_sentence + 1;
}

/* "The rangers were shot", "the pre-dawn attack was": told of already. */
static bool tells_of_known(const struct document *document, const struct found *found)
{
	const struct item *items = document->sentences[found->sentence].items;

	size_t last = found->item + BEHIND;

	for (size_t i = 0; i <= last && i < document->sentences[found->sentence].items_count; i++)
		if (items[i].definite && (set_has(&items[i].set, CLASS_PERSON) || set_has_event(&items[i].set)))
			return true;
	return found->definite;
}

/* "Killed three, police said on Friday. ... Wednesday's attack": the day of what is known already. */
static bool is_day_told(const struct document *document, const struct draft *draft, const struct found *found)
{
	return draft->timed && found_time_told(draft->timed, found) && tells_of_known(document, found);
}

/*
 * What the title told of and harmed nobody there, and the first of its kind in the text: one event, whichever of its
 * places either names.
 */
static bool opens_text(const struct document *document, const struct draft *draft, const struct found *found)
{
	const struct place *a = draft->incident.place, *b = found->fact.place;

	if (found->guessed_place || places_agree(a, b))
		return false;
	return draft->event && document->sentences[draft->last_sentence].title &&
	       found->sentence <= draft->last_sentence + OPENING && draft->incident.type == found->fact.type &&
	       !found->another && a && b && a->country.length && text_equal(a->country, b->country) &&
	       times_agree(draft->incident.time, found->fact.time);
}

static struct draft *find(const struct document *document, struct draft *drafts, size_t count,
			  const struct found *found)
{
	struct draft *named = find_named(document, drafts, count, found);
	struct place *place = found->guessed_place ? NULL : found->fact.place;

	if (named)
		return named;
	if (found->separate)
		return count && drafts[count - 1].first_sentence == found->sentence && drafts[count - 1].separate
			       ? &drafts[count - 1] : NULL;
	if (count == 1 && opens_text(document, &drafts[0], found)) {
		drafts[0].incident.place = place;
		return &drafts[0];
	}
	if (count && goes_on(found, &drafts[count - 1]) && !is_left(&drafts[count - 1], found))
		return &drafts[count - 1];
	for (size_t i = count; i-- > 0;) {
		struct incident *incident = &drafts[i].incident;
		if (is_left(&drafts[i], found))
			continue;
		/* "Another landslide in ...": elsewhere. */
		bool elsewhere = found->another && fact_type_is_event(found->fact.type);
		if ((places_agree(incident->place, place) ||
		     (!elsewhere && may_lie_in(incident->place, place, &drafts[i], found))) &&
		    (times_agree(incident->time, found->fact.time) || is_day_told(document, &drafts[i], found)) &&
		    is_of_news(document, &drafts[i], found) &&
		    !is_other_case(document, &drafts[i], found))
			return &drafts[i];
	}
	return NULL;
}

static int64_t least(const struct count *count)
{
	return count->low == INTEGER_NONE ? count->high : count->low;
}

/* "The Taliban claimed the attack, asserting that 45 had been killed": no figure beside what others have said. */
static bool is_boast(const struct document *document, const struct draft *draft, const struct found *found,
		     enum effect effect)
{
	if (!harm_amount(&draft->harm, effect).known)
		return false;
	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *claim = &document->found[i];
		if (claim->sentence == found->sentence && claim->item < found->item &&
		    claim->fact.type == FACT_RESPONSIBILITY && claim->fact.modality == MODALITY_ACTUAL)
			return true;
	}
	return false;
}

static void take_count(struct document *document, struct draft *draft, size_t index)
{
	const struct found *found = &document->found[index];
	enum effect effect = effect_of(&found->fact);
	bool title = document->sentences[found->sentence].title;

	if (effect == EFFECT_NONE || !found->fact.count || is_boast(document, draft, found, effect))
		return;
	harm_add(document, &draft->harm, index, effect, title);
}

static void set_count(struct document *document, struct draft *draft, enum effect effect)
{
	struct amount amount = harm_amount(&draft->harm, effect);

	if (!amount.known)
		return;
	struct count *count = arena_alloc(document->arena, sizeof(*count));
	*count = (struct count){.low = amount.low, .high = amount.high, .vague = amount.vague};
	draft->incident.effects[effect] = count;
}

static bool more_exact(const struct place *old, const struct place *new)
{
	return !old || (new && place_holds(old, new) && !text_equal_nocase(old->name, new->name));
}

/* How many sentences on a place tells more of the same: further where so far there is only a country. */
static size_t reach(const struct incident *incident)
{
	return incident->place->within.length == 2 ? NEAR : 1;
}

/* "The village of X", where so far there is only its country. */
static bool is_village_of(const struct incident *incident, const struct found *found, const struct draft *draft)
{
	return found->village && incident->place && incident->place->within.length == 2 && found->fact.place &&
	       !found->fact.place->country.length && found->sentence <= draft->first_sentence + NEAR;
}

static void join(struct document *document, struct draft *draft, size_t index)
{
	struct found *found = &document->found[index];
	struct fact *fact = &found->fact;
	struct incident *incident = &draft->incident;

	if (found->guessed_place)
		draft->guess = draft->guess ? draft->guess : fact->place;
	/* Only what stands close by tells more of the same place. */
	else if (fact->place && (!incident->place || (more_exact(incident->place, fact->place) &&
						 found->sentence <= draft->first_sentence + reach(incident))))
		incident->place = fact->place;
	else if (is_village_of(incident, found, draft))
		incident->place = place_village_in(document, fact->place, incident->place);
	if (found->closer && incident->place && incident->place->within.length == 2 &&
	    more_exact(incident->place, found->closer))
		incident->place = found->closer;
	if (fact->time && (!incident->time || found_time_told(draft->timed, found))) {
		incident->time = fact->time;
		draft->timed = found;
	}
	if (!incident->actor_count) {
		incident->actor = fact->actor;
		incident->actor_count = fact->actor_count;
	}
	if (fact->type == incident->type && text_empty(incident->event))
		incident->event = fact->event;
	if (fact_type_is_event(fact->type) && !draft->event) {
		incident->event = fact->event;
		incident->type = fact->type;
		draft->event = true;
	}
	/* "Nine of the missiles launched" are not a ninth attack. */
	incident->another = incident->another ||
			    (found->another && fact_type_is_event(fact->type) && fact->type != FACT_LAUNCH);
	take_count(document, draft, index);
	int64_t *facts = arena_array(document->arena, incident->facts_count + 1, sizeof(*facts));
	if (incident->facts_count)
		memcpy(facts, incident->facts, incident->facts_count * sizeof(*facts));
	facts[incident->facts_count] = (int64_t)index;
	incident->facts = facts;
	incident->facts_count++;
	draft->last_sentence = found->sentence;
	draft->in_title = draft->in_title || document->sentences[found->sentence].title;
}

static int prominence(const struct draft *draft)
{
	int rank = draft->in_title ? 40 : draft->separate ? -20 : 0;
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

/* What is told without a day happened lately: in the days before the dateline's, or before publication. */
static struct timespan *lately(struct document *document)
{
	struct day end = day_known(document->dateline_day) ? document->dateline_day : document->today;

	if (!day_known(end))
		return NULL;
	struct timespan *span = arena_alloc(document->arena, sizeof(*span));
	*span = (struct timespan){{end.number - DAYS_OF_NEWS}, end};
	return span;
}

/* Taking people into custody harms nobody, nor letting them go: that is the business of courts. */
static bool harms(const struct incident *incident)
{
	for (unsigned effect = 1; effect < EFFECTS; effect++) {
		bool custody = effect == EFFECT_DETAINED ||
			       (effect == EFFECT_RELEASED && incident->effects[EFFECT_DETAINED]);
		if (!custody && incident->effects[effect] && incident->effects[effect]->high != 0)
			return true;
	}
	return false;
}

static bool is_long_ago(const struct document *document, const struct incident *incident)
{
	return incident->time && day_known(incident->time->end) && day_known(document->today) &&
	       incident->time->end.number < document->today.number - DAYS_OF_MEMORY;
}

/* "The vote of 11 March": on a day that is to come nothing has happened yet. */
static bool is_ahead(const struct document *document, const struct incident *incident)
{
	return incident->time && day_known(incident->time->start) && day_known(document->today) &&
	       incident->time->start.number > document->today.number + 1;
}

/* "Quake jolts Nepal", "Airliner crashes near": a title that says that it happens, not "after", not "over" it. */
static bool acts_in_title(const struct document *document, const struct found *found)
{
	const struct sentence *sentence = &document->sentences[found->sentence];
	const struct item *anchor = &sentence->items[found->item];
	bool next = found->item + 1 < sentence->items_count && (anchor[1].forms & (FORM_S | FORM_PAST));

	if (!sentence->title || (anchor->prepped && !set_has(&anchor->set, CLASS_PLACE)))
		return false;
	for (size_t i = 0; i < found->item; i++) {
		const struct table_set *set = &sentence->items[i].set;
		if (set_has(set, CLASS_PREP) || set_has(set, CLASS_SUBORDINATE) || set_has(set, CLASS_OF) ||
		    set_has(set, CLASS_BY) || set_has(set, CLASS_COLON))
			return false;
	}
	/* "Building collapses": the noun itself may be the verb of what stands before it. */
	const struct token *last = &document->tokens[anchor->end - 1];
	bool verb = anchor->end - 1 > sentence->first && ((last->own_forms | last->forms) & FORM_S);
	return next || verb;
}

static bool is_doubtful(const struct document *document, const struct incident *incident)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct found *found = &document->found[incident->facts[i]];
		if (fact_type_is_event(found->fact.type) &&
		    (found->confidence > MENTION || acts_in_title(document, found)))
			return false;
	}
	return true;
}

/*
 * What harmed nobody as far as the text says: a storm or a crash that is only named is no incident, nor
 * are arrests.
 */
static bool is_mention(const struct document *document, const struct draft *draft)
{
	const struct incident *incident = &draft->incident;

	if (harms(incident))
		return false;
	if (!draft->event || is_long_ago(document, incident) || is_ahead(document, incident))
		return true;
	return (incident->type == FACT_DISASTER || incident->type == FACT_WRECK) &&
	       is_doubtful(document, incident);
}

static size_t drop_mentions(const struct document *document, struct draft *drafts, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!is_mention(document, &drafts[i]))
			drafts[kept++] = drafts[i];
	return kept;
}

static bool has_fact(const struct incident *incident, size_t index)
{
	for (size_t i = 0; i < incident->facts_count; i++)
		if (incident->facts[i] == (int64_t)index)
			return true;
	return false;
}

/* What the title said already counts in the text where it is told again; those before the item of the sentence. */
static size_t take_echoes(struct document *document, struct draft *drafts, size_t count, size_t next, size_t sentence,
			  size_t item)
{
	if (!document->echo_count)
		return next;
	const struct found *echoes = &document->found[document->found_count];
	for (; next < document->echo_count &&
	       (echoes[next].sentence < sentence || (echoes[next].sentence == sentence && echoes[next].item < item));
	     next++)
		for (size_t i = 0; i < count; i++)
			if (has_fact(&drafts[i].incident, echoes[next].echoes))
				take_count(document, &drafts[i], document->found_count + next);
	return next;
}

static void take_day_behind(struct document *document, struct incident *incident, const struct found *said)
{
	const struct timespan *day = day_behind(document, said);

	if (!day)
		return;
	incident->time = arena_alloc(document->arena, sizeof(*incident->time));
	*incident->time = *day;
}

/* "Three of those killed were guards and two bombers": a part, which adds nobody, and says that they are counted. */
static void note_doer(struct draft *drafts, size_t count, const struct found *part)
{
	struct tally *killed = count ? drafts[count - 1].harm.tallies[0][EFFECT_KILLED] : NULL;

	if (killed && part->fact.part && part->with_doer && part->fact.effect == EFFECT_KILLED)
		killed->with_doer = true;
}

void incidents_build(struct document *document)
{
	struct report *report = document->report;
	size_t most = document->found_count < LIMIT_INCIDENTS ? document->found_count : LIMIT_INCIDENTS;
	struct draft *drafts = arena_array(document->arena, most, sizeof(*drafts));
	size_t count = 0, echo = 0;

	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *found = &document->found[i];
		echo = take_echoes(document, drafts, count, echo, found->sentence, found->item);
		if (!belongs(found)) {
			note_doer(drafts, count, found);
			continue;
		}
		struct draft *draft = find(document, drafts, count, found);
		/* That nobody was hurt is news of what happened, and no event. */
		if (!draft && found->fact.count && found->fact.count->high == 0)
			continue;
		if (!draft) {
			if (count == LIMIT_INCIDENTS)
				break;
			draft = &drafts[count++];
			draft->first_sentence = found->sentence;
			draft->separate = found->separate && count > 1;
			draft->incident.type = fact_type_is_event(found->fact.type) ? found->fact.type : FACT_CASUALTY;
		}
		join(document, draft, i);
	}
	take_echoes(document, drafts, count, echo, SIZE_MAX, 0);
	for (size_t i = 0; i < count; i++)
		for (unsigned effect = 1; effect < EFFECTS; effect++)
			set_count(document, &drafts[i], (enum effect)effect);
	count = drop_mentions(document, drafts, count);
	sort(drafts, count);
	report->incidents = arena_array(document->arena, count + 1, sizeof(*report->incidents));
	for (size_t i = 0; i < count; i++) {
		report->incidents[i] = drafts[i].incident;
		if (!report->incidents[i].place)
			report->incidents[i].place = drafts[i].guess;
		if (!report->incidents[i].place && !i && drafts[i].first_sentence < LEAD && harms(&drafts[i].incident))
			report->incidents[i].place = place_anywhere(document);
		if (!report->incidents[i].time)
			report->incidents[i].time = lately(document);
		else if (!i && drafts[i].timed && drafts[i].timed->said_time)
			take_day_behind(document, &report->incidents[i], drafts[i].timed);
	}
	report->incidents_count = count;
}
