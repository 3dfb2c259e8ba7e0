/*
 * The facts of a whole text: what a clause leaves out comes from the facts before it, then from the
 * dateline; what is told again is one fact; what only stands in for another goes when that is there.
 */
#include "extraction/groups.h"
#include "extraction/situation.h"
#include "extraction/tally.h"

static bool same_count(const struct count *a, const struct count *b)
{
	if (!a || !b)
		return a == b || (a ? a->low == 1 && a->high == 1 : b->low == 1 && b->high == 1);
	return a->low == b->low && a->high == b->high;
}

/* A town or province that the sentence names as a place, the last of it or the first; NULL. */
static struct place *named_in(struct document *document, struct sentence *sentence, bool last)
{
	const struct item *found = NULL;

	if (sentence->boilerplate || sentence->idle)
		return NULL;
	if (!sentence->items)
		items_read(document, sentence);
	for (size_t i = 0; i < sentence->items_count && (last || !found); i++) {
		const struct item *item = &sentence->items[i];
		if (set_has(&item->set, CLASS_PLACE) && item->prepped && item->entity >= 0 &&
		    !set_has(&item->set, CLASS_COUNTRY) && !set_has(&item->set, CLASS_HOSPITAL))
			found = item;
	}
	return found ? place_make(document, found) : NULL;
}

#define FIRST_WORDS 8
#define LONGEST_TITLE 60

/* "The attack occurred in X" */
static bool tells_where(const struct document *document, const struct sentence *sentence)
{
	for (size_t i = sentence->first; i < sentence->end && i < sentence->first + FIRST_WORDS; i++)
		if (token_is(document, i, CLASS_OCCUR))
			return true;
	return false;
}

/* Where no fact says where it was: the sentence behind it, if that is what it is for, or the two before. */
static struct place *place_nearby(struct document *document, size_t number)
{
	struct sentence *sentence = &document->sentences[number], *next = sentence + 1;
	struct place *place = NULL;

	if (sentence->title)
		return NULL;
	if (number + 1 < document->sentences_count && next->paragraph - sentence->paragraph <= 1 &&
	    tells_where(document, next))
		place = named_in(document, next, false);
	for (size_t n = 1; !place && n <= 2 && n <= number; n++) {
		struct sentence *before = sentence - n;
		if (before->title || sentence->paragraph - before->paragraph > 1)
			break;
		place = named_in(document, before, true);
	}
	return place;
}

/* "Officers found him at 11 p.m. on Saturday. He was pronounced dead": the day of the sentence before, if one. */
static const struct timespan *time_nearby(struct document *document, size_t number)
{
	struct sentence *before = &document->sentences[number] - 1;
	const struct timespan *span = NULL;

	if (!number || before->title || before->boilerplate || before->idle ||
	    before->paragraph != document->sentences[number].paragraph)
		return NULL;
	if (!before->items)
		items_read(document, before);
	for (size_t i = 0; i < before->items_count; i++) {
		const struct item *item = &before->items[i];
		if (!set_has(&item->set, CLASS_TIME) || item->open_span || !day_known(item->span.start))
			continue;
		if (span || item->span.end.number - item->span.start.number > 6 || item->earlier)
			return NULL;
		span = &item->span;
	}
	return span;
}

/* The town that the sentence, or else the title, has before a noun: "a Muskegon woman". */
static struct place *place_of_somebody(struct document *document, size_t number)
{
	const struct sentence *tried[2] = {&document->sentences[number], document->sentences};

	for (size_t k = 0; k < 2; k++)
		for (size_t i = tried[k]->first; i < tried[k]->end && i < tried[k]->first + LONGEST_TITLE; i++) {
			struct item item = {.first = i, .head = i, .entity = -1, .span = {DAY_NONE, DAY_NONE}};
			if (place_qualifies(document, tried[k], i, &item))
				return place_make(document, &item);
		}
	return NULL;
}

/* How far into a text that says nowhere where it was its first town or country is taken for that. */
#define SENTENCES_OF_PLACE 5
#define LEAST_TOWN 5 /* as well known as that */

struct place *place_anywhere(struct document *document)
{
	struct place *country = NULL;

	for (size_t n = 0; n < document->sentences_count && n < SENTENCES_OF_PLACE; n++) {
		const struct sentence *sentence = &document->sentences[n];
		for (size_t i = sentence->first; !sentence->boilerplate && i < sentence->end; i++) {
			struct item item = {.first = i, .head = i, .entity = -1, .span = {DAY_NONE, DAY_NONE}};
			if (!token_has(document, i, TRAIT_PLACE) || !place_read(document, sentence, i, &item) ||
			    item.entity < 0)
				continue;
			if (!set_has(&item.set, CLASS_COUNTRY) && item.weight >= LEAST_TOWN)
				return place_make(document, &item);
			if (!country && set_has(&item.set, CLASS_COUNTRY))
				country = place_make(document, &item);
		}
	}
	return country;
}

/* "Kenya floods", "Turkish police rounded up 147": the country of the event, or of the authority that acts. */
static struct place *place_of_actor(struct document *document, const struct fact *fact)
{
	bool at_home = fact->type == FACT_DISASTER || fact->type == FACT_WRECK || fact->type == FACT_DETENTION;
	const struct table_entity *entity = NULL;

	if (at_home && fact->actor_count && fact->actor[0].country.length == 2)
		entity = lexicon_country(document->lexicon, fact->actor[0].country.data);
	return entity ? place_of_country(document, entity) : NULL;
}

/* "Nepal bus plunge: toll 27": the only country of a headline that tells of an accident. */
static struct place *place_of_title(struct document *document, const struct found *found)
{
	const struct sentence *title = &document->sentences[found->sentence];
	const struct table_entity *only = NULL;

	if (!title->title || (found->fact.type != FACT_DISASTER && found->fact.type != FACT_WRECK))
		return NULL;
	for (size_t i = title->first, length; i < title->end; i++) {
		const struct table_reading *reading = token_reading(document, i, CLASS_COUNTRY, &length);
		if (!reading || reading->entity < 0)
			continue;
		const struct table_entity *entity = &document->lexicon->entities[reading->entity];
		if (only && only != entity)
			return NULL;
		only = entity;
	}
	return only && only->countries[0][0] ? place_of_country(document, only) : NULL;
}

/* Older than what a report of news goes on about. */
#define DAYS_OF_PAST 60

static bool is_past(const struct document *document, const struct found *found)
{
	const struct timespan *time = found->fact.time;

	return found->own_time && time && day_known(time->end) && day_known(document->today) &&
	       time->end.number < document->today.number - DAYS_OF_PAST;
}

static bool tells_of_now(const struct document *document, const struct sentence *sentence)
{
	for (size_t i = sentence->first; i < sentence->end; i++)
		if (token_is(document, i, CLASS_LATEST))
			return true;
	return false;
}

/*
 * "In August 1976 a quake sent waves ashore. Some 8,000 people died": what the next sentence of the paragraph tells
 * without a day of its own is of then, if nothing in it says that it is of now.
 */
static bool goes_on_past(const struct document *document, const struct found *past, size_t last,
			 const struct found *found)
{
	const struct sentence *sentence = &document->sentences[found->sentence];

	return past && !found->own_time && !(found->flags & YIELD_TOLL) && found->sentence > past->sentence &&
	       found->sentence <= last + 1 && sentence->paragraph == document->sentences[past->sentence].paragraph &&
	       !tells_of_now(document, sentence);
}

/* "Mali: fifteen soldiers killed": what a title is about, before its colon. */
static struct place *place_of_topic(struct document *document)
{
	struct sentence *title = document->sentences;

	if (!document->sentences_count || !title->title)
		return NULL;
	if (!title->items)
		items_read(document, title);
	bool topic = title->items_count > 2 && set_has(&title->items[0].set, CLASS_PLACE) &&
		     set_has(&title->items[1].set, CLASS_COLON);
	return topic ? place_make(document, &title->items[0]) : NULL;
}

/* What has gone on for longer than this is more than one event. */
#define DAYS_OF_MANY 27

/* Whether all that the sentence tells is of many events, and of a long time of its own. */
static bool tells_of_many(const struct document *document, size_t before, size_t sentence)
{
	bool timed = false;

	for (size_t i = before; i-- > 0 && document->found[i].sentence >= sentence;) {
		const struct found *found = &document->found[i];
		if (found->sentence != sentence)
			continue;
		if (found->fact.scope != SCOPE_CUMULATIVE || (found->flags & YIELD_TOLL))
			return false;
		const struct timespan *time = found->own_time ? found->fact.time : NULL;
		timed = timed || (time && time->start.number + DAYS_OF_MANY <= document->today.number);
	}
	return timed;
}

/* "Since January there have been 160 bombings. Eleven people have died": in all of them. */
static void go_on_counting(struct document *document)
{
	for (size_t i = 1; i < document->found_count; i++) {
		struct found *found = &document->found[i];
		const struct sentence *sentence = &document->sentences[found->sentence];
		if (found->fact.type != FACT_CASUALTY || found->fact.scope != SCOPE_INCIDENT || found->own_time ||
		    found->own_place || !found->sentence || sentence[-1].paragraph != sentence->paragraph ||
		    sentence[-1].title || !tells_of_many(document, i, found->sentence - 1) ||
		    tells_of_now(document, sentence))
			continue;
		found->fact.scope = SCOPE_CUMULATIVE;
	}
}

/* So many days before the lead's: the text has gone back. */
#define DAYS_BACK 3

/* Who is sent, what is agreed on: told without a day it is of now, where the paragraph before has gone back. */
static bool is_of_now(enum fact_type type)
{
	return type == FACT_DEPLOYMENT || type == FACT_WITHDRAWAL || type == FACT_EVACUATION ||
	       type == FACT_CEASEFIRE || type == FACT_TALKS || type == FACT_RESPONSIBILITY;
}

static const struct timespan *time_to_inherit(const struct document *document, const struct found *found,
					      const struct found *lead, const struct found *last)
{
	const struct timespan *now = lead->fact.time, *then = last->fact.time;
	bool back = is_of_now(found->fact.type) && day_known(now->end) && day_known(then->end) &&
		    then->end.number < now->end.number - DAYS_BACK &&
		    document->sentences[found->sentence].paragraph != document->sentences[last->sentence].paragraph;

	return back ? now : then;
}

/* What a fact's own clause leaves out comes from the facts before it, then from the dateline. */
static void inherit(struct document *document)
{
	const struct place *place = NULL;
	const struct timespan *time = NULL;
	const struct found *lead = NULL, *last = NULL;
	bool said_time = false;
	bool *searched = arena_array(document->arena, document->sentences_count + 1, sizeof(*searched));
	struct place **nearby = arena_array(document->arena, document->sentences_count + 1, sizeof(*nearby));
	const struct found *past = NULL;
	size_t last_past = 0;
	struct place *topic = place_of_topic(document);

	for (size_t i = 0; i < document->found_count; i++) {
		struct found *found = &document->found[i];
		struct fact *fact = &found->fact;
		if (goes_on_past(document, past, last_past, found)) {
			fact->time = past->fact.time;
			fact->scope = past->fact.scope;
			fact->place = fact->place ? fact->place : past->fact.place;
			last_past = found->sentence;
			continue;
		}
		if (found->own_time) {
			past = is_past(document, found) ? found : NULL;
			last_past = found->sentence;
		}
		/* The country of who speaks says less than the town told of before. */
		bool vague = found->spoken_place && place &&
			     (!place->country.length || text_equal(place->country, fact->place->country));
		if (place && (!fact->place || vague))
			fact->place = (struct place *)(uintptr_t)place;
		if (!fact->place && !searched[found->sentence]) {
			searched[found->sentence] = true;
			nearby[found->sentence] = place_nearby(document, found->sentence);
		}
		if (!fact->place)
			fact->place = nearby[found->sentence];
		if (!fact->place && !document->dateline_place)
			fact->place = place_of_actor(document, fact);
		if (!fact->place && !document->dateline_place)
			fact->place = place_of_title(document, found);
		if (!fact->place) {
			fact->place = document->dateline_place ? document->dateline_place : topic;
			if (!fact->place)
				fact->place = place_of_somebody(document, found->sentence);
			found->guessed_place = fact->place;
		}
		if (fact->scope == SCOPE_CUMULATIVE && !(found->flags & YIELD_TOLL))
			continue;
		if (!fact->time && !time)
			time = time_nearby(document, found->sentence);
		if (!fact->time && time) {
			const struct timespan *own = last ? time_to_inherit(document, found, lead, last) : time;
			fact->time = (struct timespan *)(uintptr_t)own;
			found->said_time = said_time;
		}
		bool goes_on = fact->modality == MODALITY_ACTUAL && !found->compared;
		if (found->own_place && goes_on)
			place = fact->place;
		if (found->own_time && goes_on) {
			time = fact->time;
			last = found;
			lead = lead ? lead : found;
			said_time = found->said_time;
		}
	}
}

static bool same_place(const struct place *a, const struct place *b)
{
	return !a || !b || text_equal_nocase(a->name, b->name) || place_holds(a, b) || place_holds(b, a);
}

static bool near_in_time(const struct timespan *a, const struct timespan *b)
{
	return !a || !b || (a->start.number <= b->end.number + 1 && b->start.number <= a->end.number + 1);
}

bool found_time_told(const struct found *said, const struct found *told)
{
	const struct timespan *saying = said->fact.time, *day = told->fact.time;

	return said->said_time && told->own_time && !told->said_time && saying && day &&
	       day->end.number <= saying->end.number && day->start.number + DAYS_TO_TELL >= saying->start.number;
}

bool found_dies_of_it(const struct document *document, const struct found *hurt, const struct found *dead)
{
	if (dead->fact.effect != EFFECT_KILLED || dead->victim_end || hurt->fact.effect != EFFECT_INJURED ||
	    hurt->sentence != dead->sentence || hurt->item >= dead->item)
		return false;
	/* "Wounded one before he was found dead" */
	for (size_t i = hurt->item; i < dead->item; i++) {
		const struct table_set *set = &document->sentences[dead->sentence].items[i].set;
		if (set_has(set, CLASS_SUBORDINATE) && !set_has(set, CLASS_RELATIVE))
			return false;
	}
	return true;
}

/* "Dozens of strikes" and "one strike" are told apart, "the strikes" are those told before. */
static bool are_two(const struct found *old, const struct found *new)
{
	const struct fact *a = &old->fact, *b = &new->fact;

	if (new->definite || a->type == FACT_CEASEFIRE || a->type == FACT_TALKS || a->type == FACT_STATEMENT)
		return false;
	return a->count && b->count && !same_count(a->count, b->count);
}

/* A fact that is told again: in title and text, by a noun and a verb. */
static bool repeats(const struct found *old, const struct found *new, bool of_title)
{
	const struct fact *a = &old->fact, *b = &new->fact;

	if (a->type != b->type || a->effect != b->effect || a->status != b->status || a->scope != b->scope ||
	    a->part != b->part)
		return false;
	if (a->type == FACT_STATEMENT && a->source.length && b->source.length && !text_equal(a->source, b->source))
		return false;
	if (!fact_type_is_of_people(a->type) && new->another && a->type != FACT_LAUNCH)
		return false;
	if (!fact_type_is_of_people(a->type) && are_two(old, new))
		return false;
	bool modality = a->modality == b->modality;
	/* Where the title only guesses, the text may say it. */
	bool place = (of_title && old->guessed_place) || same_place(a->place, b->place);
	if (!modality || !place || (!near_in_time(a->time, b->time) && !found_time_told(old, new)))
		return false;
	if (!fact_type_is_of_people(a->type) && a->type != FACT_LAUNCH && a->type != FACT_DEPLOYMENT)
		return true;
	/* "A man was grazed; a girl of 19 is critical": two people of one sentence. */
	bool apart = old->sentence == new->sentence && old->victim_end && new->victim_end && !new->definite &&
		     old->victim_first != new->victim_first;
	if (apart && new->fact.count && new->fact.count->low == 1)
		return false;
	if (old->doer != new->doer || kinds_exclude(old->kind, new->kind) || old->another != new->another)
		return false;
	if (fact_type_is_of_people(a->type) && a->count && a->count->low == 1 && a->names_count && b->names_count &&
	    !text_equal(a->victims, b->victims))
		return false;
	/* The drones, the troops: the number was said, or comes later. */
	if (!fact_type_is_of_people(a->type) && (!a->count || !b->count || new->definite))
		return true;
	return same_count(a->count, b->count);
}

static bool is_violence(enum fact_type type)
{
	return type == FACT_STRIKE || type == FACT_LAUNCH || type == FACT_ATTACK || type == FACT_BOMBING ||
	       type == FACT_SHOOTING || type == FACT_CLASH;
}

/* "The attack", "the blast": whatever was told before by its own name. */
static bool is_meant_by(const struct found *old, const struct found *new)
{
	enum fact_type a = old->fact.type, b = new->fact.type;
	bool generic = b == FACT_ATTACK || b == FACT_BOMBING;

	return generic && a != b && new->definite && !new->own_place && !new->own_time && !new->another &&
	       (is_violence(a) || (b == FACT_BOMBING && a == FACT_DISASTER)) &&
	       old->fact.modality == MODALITY_ACTUAL && old->fact.scope == new->fact.scope;
}

/* "Man shot dead", says the title; who he was stands in the text. */
static void merge_names(struct found *old, const struct found *new)
{
	if (old->name_end || !new->name_end || !new->fact.names_count)
		return;
	old->name_first = new->name_first;
	old->name_end = new->name_end;
	old->victim_first = new->victim_first;
	old->victim_end = new->victim_end;
	old->fact.names = new->fact.names;
	old->fact.names_count = new->fact.names_count;
	old->fact.victims = new->fact.victims;
}

static void merge_repeats(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *new = &document->found[i];
		if (i && !new[-1].gone && found_dies_of_it(document, new - 1, new))
			continue;
		for (size_t k = 0; k < i && !new->gone; k++) {
			struct found *old = &document->found[k];
			bool of_title = document->sentences[old->sentence].title;
			if (old->gone || (!repeats(old, new, of_title) && !is_meant_by(old, new)))
				continue;
			if (!old->fact.count && old->fact.type == new->fact.type)
				old->fact.count = new->fact.count;
			if (!old->fact.target_count) {
				old->fact.target = new->fact.target;
				old->fact.target_count = new->fact.target_count;
			}
			if (!old->fact.source.length)
				old->fact.source = new->fact.source;
			if (!old->fact.revises)
				old->fact.revises = new->fact.revises;
			if (!old->fact.place || (old->guessed_place && !new->guessed_place)) {
				old->fact.place = new->fact.place;
				old->guessed_place = new->guessed_place;
			}
			if (!old->fact.time || found_time_told(old, new)) {
				old->fact.time = new->fact.time;
				old->own_time = new->own_time;
				old->definite = old->definite || new->definite;
				old->said_time = new->said_time;
			}
			if (!old->closer)
				old->closer = place_closer(document, old, new);
			if (!old->fact.actor_count) {
				old->fact.actor = new->fact.actor;
				old->fact.actor_count = new->fact.actor_count;
			}
			if (document->sentences[old->sentence].title && !document->sentences[new->sentence].title) {
				merge_names(old, new);
				new->echo = true;
				new->echoes = k;
			}
			new->gone = true;
		}
	}
}

/* "shot his wife to death": in one sentence the same victims are dead and no longer injured. */
static void drop_survived(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *injured = &document->found[i];
		if (injured->fact.effect != EFFECT_INJURED || !injured->victim_end)
			continue;
		for (size_t k = i ? i - 1 : 0; k < document->found_count && k < i + 4 && !injured->gone; k++) {
			const struct found *dead = &document->found[k];
			injured->gone = dead->fact.effect == EFFECT_KILLED && dead->sentence == injured->sentence &&
					dead->victim_first == injured->victim_first &&
					dead->victim_end == injured->victim_end &&
					dead->fact.modality == injured->fact.modality;
		}
	}
}

static bool is_none(const struct found *found)
{
	return found->fact.count && found->fact.count->high == 0;
}

/* "Two girls blew themselves up, killing three other people" */
static bool are_his_others(const struct found *doer, const struct found *others)
{
	return doer->doer && others->another && doer->sentence == others->sentence;
}

/* "His wife was shot ... his wife is recovering": what falls away has still told that she lives. */
static void tell_of_life(struct document *document, const struct found *weak)
{
	const struct item *anchor = &document->sentences[weak->sentence].items[weak->item];

	if (weak->fact.effect != EFFECT_INJURED || !set_has(&anchor->set, CLASS_STATE) || !weak->victim_end)
		return;
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *hit = &document->found[i];
		bool same = hit->hit && hit->victim_end && same_count(hit->fact.count, weak->fact.count) &&
			    document->tokens[hit->victim_head].word.hash ==
				    document->tokens[weak->victim_head].word.hash;
		if (same)
			hit->hit = false;
	}
}

/* Weak facts stand only where nothing else of their kind does. */
static void drop_weak(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		struct found *weak = &document->found[i];
		if (!(weak->flags & YIELD_WEAK))
			continue;
		for (size_t k = 0; k < document->found_count && !weak->gone; k++) {
			const struct found *other = &document->found[k];
			weak->gone = k != i && !other->gone && !other->fact.part && !(other->flags & YIELD_WEAK) &&
				     other->fact.type == weak->fact.type && other->fact.effect == weak->fact.effect &&
				     !is_none(other) && !are_his_others(weak, other);
		}
		if (weak->gone)
			tell_of_life(document, weak);
	}
}

static bool is_lone_death(const struct found *found)
{
	const struct count *count = found->fact.count;

	return (found->flags & YIELD_COMPANY) && found->name_end && count && count->low == 1 && count->high == 1;
}

/* Harm or an event that is more than somebody's death. */
static bool is_company(const struct found *found)
{
	enum fact_type type = found->fact.type;
	bool event = (type >= FACT_STRIKE && type <= FACT_WRECK) || type == FACT_ABDUCTION;

	return !found->gone && (event || (type == FACT_CASUALTY && !is_lone_death(found)));
}

/* The famous die in their beds: of one by name "died" alone tells of no violence. */
static void drop_lone_deaths(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++)
		if (is_company(&document->found[i]))
			return;
	for (size_t i = 0; i < document->found_count; i++)
		document->found[i].gone |= is_lone_death(&document->found[i]);
}

/* Echoes move behind the facts, and know the facts' new places. */
static void keep_facts(struct document *document)
{
	struct arena *arena = document->arena;
	size_t *place = arena_array(arena, document->found_count + 1, sizeof(*place)), kept = 0, echoes = 0;
	struct found *echo = arena_array(arena, document->found_count + 1, sizeof(*echo));

	for (size_t i = 0; i < document->found_count; i++) {
		place[i] = kept;
		if (document->found[i].echo)
			echo[echoes++] = document->found[i];
		else if (!document->found[i].gone)
			document->found[kept++] = document->found[i];
	}
	for (size_t i = 0; i < echoes; i++) {
		echo[i].echoes = place[echo[i].echoes];
		document->found[kept + i] = echo[i];
	}
	document->found_count = kept;
	document->echo_count = echoes;
}

/* "4,800 families flee", and the text: "about 4,800 families (24,000 persons)": so many they are everywhere. */
static void count_persons(struct document *document)
{
	for (size_t i = 0; i < document->found_count; i++) {
		const struct found *told = &document->found[i];
		for (size_t k = 0; told->units > 0 && k < document->found_count; k++) {
			struct fact *fact = &document->found[k].fact;
			if (fact->type == told->fact.type && fact->effect == told->fact.effect && fact->count &&
			    fact->count->low == told->units)
				fact->count = told->fact.count;
		}
	}
}

void facts_finish(struct document *document)
{
	struct report *report = document->report;

	count_persons(document);
	go_on_counting(document);
	inherit(document);
	drop_weak(document);
	drop_lone_deaths(document);
	drop_survived(document);
	merge_repeats(document);
	keep_facts(document);
	report->facts = arena_array(document->arena, document->found_count + 1, sizeof(*report->facts));
	for (size_t i = 0; i < document->found_count; i++)
		report->facts[i] = document->found[i].fact;
	report->facts_count = document->found_count;
}
