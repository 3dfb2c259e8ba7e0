/*
 * The incidents of a report as one reader would tell them: what the text says of the main matter in other
 * places, or with no word for the event, belongs to it; what is only mentioned is left to itself.
 */
#include <string.h>

#include "tracking/match.h"
#include "tracking/tracking.h"

/* Dead: the severity "high" begins here (alerts.c). */
#define GRAVE 20
/* So many are told wherever a text first tells of them, as long as it is news: three days. */
#define GRAVEST 100
/* The title and the first sentence; the first paragraphs. */
#define LEAD 1
/* What is told for the first time further down is background. */
#define NEWS 2
#define FIRST_PARAGRAPHS 5
/* Places for which a text gives a part of its figure. */
#define GATHER_PARTS_MOST 16

static int64_t gather_first_sentence(const struct tracking *tracking, const struct incident *incident)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact->sentence < first)
			first = fact->sentence;
	}
	return first;
}

bool gather_counts_on(const struct fact *fact)
{
	return fact->effect == EFFECT_KILLED && fact->ordinal != INTEGER_NONE && fact->ordinal > 1 &&
	       fact->modality == MODALITY_ACTUAL && !fact->part;
}

bool gather_in_lead(const struct fact *fact)
{
	return fact->sentence <= LEAD;
}

/* --- places --- */

/* The one country of the first paragraphs' places; none where there are two. */
static struct text country_of_text(const struct tracking *tracking)
{
	const struct report *report = tracking->report;
	struct text country = TEXT_NONE;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (!fact->place || text_empty(fact->place->country) || fact->sentence > FIRST_PARAGRAPHS ||
		    tracking_is_background(tracking, fact->time))
			continue;
		if (!text_empty(country) && !text_equal(country, fact->place->country))
			return TEXT_NONE;
		country = fact->place->country;
	}
	if (!text_empty(country))
		return country;
	for (size_t i = 0; i < report->places_count; i++) {
		if (text_empty(report->places[i].country) || text_equal(country, report->places[i].country))
			continue;
		if (!text_empty(country))
			return TEXT_NONE;
		country = report->places[i].country;
	}
	return country;
}

/* The place, in the country that the text is about where no gazetteer knows it. */
static struct place *gather_locate(const struct tracking *tracking, struct place *place)
{
	if (!place || !text_empty(place->country))
		return place;
	struct text country = country_of_text(tracking);
	if (text_empty(country))
		return place;
	struct place *located = arena_alloc(tracking->arena, sizeof(*located));
	*located = *place;
	located->country = country;
	return located;
}

/* "KABUL, Afghanistan (AP) --": a sentence that begins with where it was written. */
#define DATELINE_LONGEST 60

static size_t skip_dateline(struct text sentence)
{
	size_t open = text_find(sentence, TEXT("("), 0), close = text_find(sentence, TEXT(")"), 0);

	return open < close && close + 2 < sentence.length && close < DATELINE_LONGEST &&
	                       (sentence.data[close + 2] == '-' || sentence.data[close + 2] == '\xe2')
	               ? close
	               : 0;
}

/* By the sentence itself, not by where the article was written. */
static bool names_place(const struct fact *fact)
{
	if (!fact->place || !fact->evidence)
		return false;
	struct text sentence = fact->evidence->text;
	return text_find_nocase(sentence, fact->place->name, skip_dateline(sentence)) < sentence.length;
}

static void add_place(const struct tracking *tracking, struct places *places, struct place *place)
{
	for (size_t i = 0; i < places->count; i++)
		if (text_equal_nocase(places->list[i].name, place->name))
			return;
	if (places->count < GATHER_PLACES_MOST)
		places->list[places->count++] = *gather_locate(tracking, place);
}

static bool has_fact(const struct incident *incident, int64_t fact)
{
	for (size_t i = 0; i < incident->facts_count; i++)
		if (incident->facts[i] == fact)
			return true;
	return false;
}

/* "Five dead in Nabatieh as a drone hits a car in Bekaa": the title's second place is the other event's. */
/* Dead of one event, who are no running toll: that may be the main matter's, told beside a hospital. */
static bool tells_own_dead(const struct report *report, const struct incident *incident)
{
	bool dead = false;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &report->facts[incident->facts[i]];
		if (fact->effect == EFFECT_KILLED && fact->scope == SCOPE_CUMULATIVE)
			return false;
		dead = dead || fact->effect == EFFECT_KILLED;
	}
	return dead && incident->effects[EFFECT_KILLED];
}

static bool is_place_of_other(const struct report *report, const struct incident *incident, const struct place *place)
{
	for (size_t i = 0; i < report->incidents_count; i++) {
		const struct incident *other = &report->incidents[i];
		bool own = !other->facts_count || has_fact(incident, other->facts[0]);
		bool told = !own && gather_in_lead(&report->facts[other->facts[0]]) && tells_own_dead(report, other);
		if (told && other->place && !text_empty(other->place->within) && incident->place &&
		    text_equal_nocase(other->place->name, place->name) &&
		    !text_equal_nocase(incident->place->name, place->name))
			return true;
	}
	return false;
}

struct places gather_places(const struct tracking *tracking, const struct incident *incident, bool main)
{
	const struct report *report = tracking->report;
	struct places places = {
	        .list = arena_array(tracking->arena, GATHER_PLACES_MOST, sizeof(*places.list)),
	};

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &report->facts[incident->facts[i]];
		if (names_place(fact))
			add_place(tracking, &places, fact->place);
	}
	for (size_t i = 0; main && i < report->places_count; i++)
		if (!is_place_of_other(report, incident, &report->places[i]))
			add_place(tracking, &places, &report->places[i]);
	return places;
}

static bool is_named(const struct tracking *tracking, const struct incident *incident)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &report->facts[incident->facts[i]];
		if (names_place(fact) && text_equal(fact->place->name, incident->place->name))
			return true;
	}
	for (size_t i = 0; i < report->places_count; i++)
		if (text_equal_nocase(report->places[i].name, incident->place->name))
			return true;
	return false;
}

/* The main matter is where its own sentences say, or title and lead; not where it was written. */
static void prefer_named(const struct tracking *tracking, struct incident *incident)
{
	if (!incident->place || is_named(tracking, incident))
		return;
	struct places places = gather_places(tracking, incident, true);
	for (size_t i = 0; i < places.count; i++) {
		if (text_empty(places.list[i].country))
			continue;
		incident->place = &places.list[i];
		return;
	}
}

/* --- one matter --- */

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
	if (other->type == FACT_CASUALTY || main->type == FACT_CASUALTY || !main->place || !other->place)
		return true;
	return text_empty(main->place->country) || text_empty(other->place->country) ||
	       text_equal(main->place->country, other->place->country);
}

/* The dead of a place, dated by who counts them, and the event there some days before. */
#define DAYS_TO_COUNT 7

static bool tells_dead_of(const struct incident *dead, const struct incident *event)
{
	return dead->type == FACT_CASUALTY && event->type != FACT_CASUALTY && dead->time && event->time &&
	       place_relation(dead->place, event->place) == PLACE_EQUAL &&
	       event->time->start.number < dead->time->start.number &&
	       event->time->end.number >= dead->time->start.number - DAYS_TO_COUNT;
}

static bool is_same_matter(const struct tracking *tracking, const struct incident *main,
                           const struct incident *other)
{
	bool told = gather_first_sentence(tracking, other) <= FIRST_PARAGRAPHS && !other->another;

	return told && match_types(main->type, other->type) &&
	       (days_agree(main->time, other->time) || tells_dead_of(main, other)) &&
	       figures_agree(main, other) && countries_agree(main, other);
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
	if (tells_dead_of(main, other))
		main->time = other->time;
	if (main->type == FACT_CASUALTY)
		main->type = other->type;
}

/* The most prominent that is news. */
static void put_news_first(struct tracking *tracking, struct incident *incidents, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct incident news = incidents[i];
		if (tracking_is_background(tracking, news.time))
			continue;
		memmove(incidents + 1, incidents, i * sizeof(*incidents));
		incidents[0] = news;
		return;
	}
}

/* The dead of a record of the day before, in a text that has dead of its own. */
static bool is_of_earlier(const struct tracking *tracking, const struct incident *incident,
                          const struct fact *fact)
{
	for (size_t i = 0; i < tracking->picture->tracked_count; i++) {
		const struct tracked *tracked = &tracking->picture->tracked[i];
		if (tracked->kind != TRACKED_INCIDENT || !tracked->time || !incident->time ||
		    !day_known(incident->time->start) ||
		    tracked->time->end.number >= incident->time->start.number ||
		    incident->time->start.number != incident->time->end.number)
			continue;
		for (size_t k = 0; k < tracked->series_count; k++)
			if (tracked->series[k].effect == EFFECT_KILLED &&
			    tracked->series[k].value == fact->count->low)
				return true;
	}
	return false;
}

/* "Eight feared dead", in title or lead. */
static bool fears_fewer(const struct tracking *tracking, int64_t than)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->effect == EFFECT_KILLED && fact->modality == MODALITY_POSSIBLE && gather_in_lead(fact) &&
		    claim_value(fact->count) != INTEGER_NONE && fact->count->low < than)
			return true;
	}
	return false;
}

/*
 * "Gunmen kill four, a day after a bombing that killed 41": who has been told of is left out, and what is
 * left is another event. A growing toll is told as one, and has the larger number for its own.
 */
static void leave_out_earlier(struct tracking *tracking, struct incident *incident)
{
	const struct fact *own = NULL, *earlier = NULL;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact->effect != EFFECT_KILLED || fact->part || claim_value(fact->count) == INTEGER_NONE)
			continue;
		if (fact->scope == SCOPE_CUMULATIVE)
			return;
		if (is_of_earlier(tracking, incident, fact))
			earlier = earlier ? earlier : fact;
		else if (gather_in_lead(fact) && !own)
			own = fact;
	}
	bool feared = !own && earlier && fears_fewer(tracking, earlier->count->low);
	if (!feared && (!own || !earlier || own->count->low >= earlier->count->low))
		return;
	incident->effects[EFFECT_KILLED] = own ? own->count : NULL;
	incident->another = true;
}

/*
 * "Fifth policeman dies": the text counts on from a toll that it need not give. So many are the incident's
 * dead, where it has fewer for its own.
 */
static void count_on(struct tracking *tracking, struct incident *incident)
{
	const struct count *killed = incident->effects[EFFECT_KILLED];
	int64_t most = killed && killed->low != INTEGER_NONE ? killed->low : 0;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (!gather_counts_on(fact) || fact->ordinal <= most)
			continue;
		struct count *count = arena_alloc(tracking->arena, sizeof(*count));
		*count = (struct count){.low = fact->ordinal, .high = fact->ordinal};
		incident->effects[EFFECT_KILLED] = count;
		most = fact->ordinal;
	}
}

/* A town of another country, in a list of this one's: of the same name, and unknown to the gazetteer. */
static bool is_town_abroad(const struct place *place, const struct place *main)
{
	return place && main && !text_empty(place->country) && !text_empty(main->country) &&
	       !text_equal(place->country, main->country) && !text_equal(place->within, place->country);
}

static bool is_part_of_place(const struct fact *fact, const struct incident *main)
{
	return fact->part && fact->effect == EFFECT_KILLED && fact->modality == MODALITY_ACTUAL && names_place(fact) &&
	       !is_town_abroad(fact->place, main->place) && claim_value(fact->count) != INTEGER_NONE &&
	       place_relation(fact->place, main->place) != PLACE_EQUAL;
}

/* "73 people: 13 in Madagascar, 55 in Mozambique": what each place has of it, as incidents behind the others. */
static void add_parts(struct tracking *tracking, struct incident *incidents, size_t room, size_t *count)
{
	const struct report *report = tracking->report;
	const struct incident main = incidents[0];

	for (size_t i = 0; i < report->facts_count && *count < room; i++) {
		const struct fact *fact = &report->facts[i];
		if (!is_part_of_place(fact, &main))
			continue;
		struct incident *part = &incidents[(*count)++];
		*part = (struct incident){.type = main.type, .place = fact->place, .time = main.time};
		part->effects[EFFECT_KILLED] = fact->count;
		part->facts = arena_array(tracking->arena, 1, sizeof(*part->facts));
		part->facts[0] = (int64_t)i;
		part->facts_count = 1;
	}
}

/* "Thirteen people have been killed since Friday": of a fight of these days, whose dead the text counts so. */
#define DAYS_OF_FIGHT 4

static void take_running_count(const struct tracking *tracking, struct incident *main)
{
	const struct report *report = tracking->report;
	struct day today = day_of_instant(report->published);

	for (size_t i = 0; i < report->facts_count && !main->effects[EFFECT_KILLED]; i++) {
		const struct fact *fact = &report->facts[i];
		bool counts = fact->effect == EFFECT_KILLED && fact->scope == SCOPE_CUMULATIVE && !fact->part &&
		              fact->modality == MODALITY_ACTUAL && claim_value(fact->count) != INTEGER_NONE;
		bool recent = fact->time && day_known(fact->time->start) && day_known(today) &&
		              fact->time->start.number >= today.number - DAYS_OF_FIGHT;
		if (!counts || !recent || !gather_in_lead(fact))
			continue;
		int64_t *facts = arena_array(tracking->arena, main->facts_count + 1, sizeof(*facts));
		if (main->facts_count)
			memcpy(facts, main->facts, main->facts_count * sizeof(*facts));
		facts[main->facts_count++] = (int64_t)i;
		main->facts = facts;
		main->effects[EFFECT_KILLED] = fact->count;
		main->place = main->place ? main->place : fact->place;
	}
}

/* The largest number of dead, of those who do the harm or of the others; NULL. */
static const struct fact *most_dead(const struct tracking *tracking, const struct incident *incident, bool foes)
{
	const struct fact *most = NULL;

	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact->effect != EFFECT_KILLED || fact->part || fact->modality != MODALITY_ACTUAL ||
		    claim_value(fact->count) == INTEGER_NONE || words_name_foes(tracking, fact) != foes)
			continue;
		if (!most || fact->count->low > most->count->low)
			most = fact;
	}
	return most;
}

/*
 * "Killed 33 militants who took part in the raid, where 26 villagers died": whoever adds them up makes a rise of
 * what is none. The incident's are those whom they had killed.
 */
static void set_foes_apart(struct tracking *tracking, struct incident *incident)
{
	const struct count *killed = incident->effects[EFFECT_KILLED];
	const struct fact *foes = most_dead(tracking, incident, true), *others = most_dead(tracking, incident, false);

	bool attack = claim_has_victims(incident->type) || (incident->type == FACT_CASUALTY && incident->actor_count);

	if (!attack || !foes || !others || claim_value(killed) == INTEGER_NONE || others->scope == SCOPE_CUMULATIVE)
		return;
	bool added = killed->low > others->count->low && killed->low > foes->count->low;
	/* "Nine soldiers fell, and 27 terrorists were neutralised." */
	bool theirs = killed->low == foes->count->low && gather_in_lead(others);
	if (added || theirs)
		incident->effects[EFFECT_KILLED] = others->count;
}

struct incident *gather_incidents(struct tracking *tracking, size_t *count)
{
	const struct report *report = tracking->report;
	size_t all = report->incidents_count;
	struct incident *incidents = arena_array(tracking->arena, all + GATHER_PARTS_MOST + 1, sizeof(*incidents));

	if (all)
		memcpy(incidents, report->incidents, all * sizeof(*incidents));
	for (size_t i = 0; i < all; i++)
		incidents[i].place = gather_locate(tracking, incidents[i].place);
	put_news_first(tracking, incidents, all);
	if (all)
		prefer_named(tracking, &incidents[0]);
	*count = 0;
	for (size_t i = 0; i < all; i++)
		if (i && is_same_matter(tracking, &incidents[0], &incidents[i]))
			take_over(tracking, &incidents[0], &incidents[i]);
		else
			incidents[(*count)++] = incidents[i];
	if (*count) {
		leave_out_earlier(tracking, &incidents[0]);
		take_running_count(tracking, &incidents[0]);
	}
	for (size_t i = 0; i < *count; i++) {
		set_foes_apart(tracking, &incidents[i]);
		count_on(tracking, &incidents[i]);
	}
	if (*count)
		add_parts(tracking, incidents, all + GATHER_PARTS_MOST, count);
	return incidents;
}

/* In the first paragraphs: the displaced alone make no event. */
static bool harms(const struct tracking *tracking, const struct incident *incident)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		bool hurt = fact->type == FACT_CASUALTY || fact->type == FACT_ABDUCTION ||
		            (fact->type == FACT_DISPLACEMENT && incident->type != FACT_CASUALTY);
		if (hurt && fact->sentence <= FIRST_PARAGRAPHS && fact->modality == MODALITY_ACTUAL)
			return true;
	}
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

/* A place hit where nobody is known to be harmed has to be the headline. */
static bool is_headline(const struct tracking *tracking, const struct incident *incident)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count && is_event(incident->type); i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->sentence < 0 && is_event(fact->type) && match_types(fact->type, incident->type))
			return true;
	}
	return false;
}

/*
 * Many dead on a day of their own, the last or the one before, in a country: whoever reads only the alerts must
 * not miss them because the first text that tells of them is about something else.
 */
static bool is_grave(const struct tracking *tracking, const struct incident *incident, int days, int64_t least)
{
	const struct count *killed = incident->effects[EFFECT_KILLED];
	struct day today = day_of_instant(tracking->report->published);
	bool fresh = incident->time && day_known(incident->time->start) && day_known(today) &&
	             incident->time->start.number == incident->time->end.number &&
	             incident->time->end.number >= today.number - days;

	return fresh && incident->type != FACT_CASUALTY && killed && !killed->vague && killed->low >= least &&
	       incident->place && !text_empty(incident->place->country);
}

/* A death or two, of which the text does not say what happened: told below the lead it is background. */
static bool is_slight(const struct incident *incident)
{
	const struct count *killed = incident->effects[EFFECT_KILLED];

	return incident->type == FACT_CASUALTY && killed && killed->low != INTEGER_NONE && killed->low <= 2 &&
	       !incident->effects[EFFECT_INJURED];
}

/* What is nowhere has to be grave to be news of its own: sport and what goes on from before are told so. */
#define TELLING 3

static bool is_nowhere(const struct incident *incident)
{
	static const enum effect effects[] = {EFFECT_KILLED, EFFECT_MISSING, EFFECT_ABDUCTED};

	if (incident->place && !text_empty(incident->place->name))
		return false;
	for (size_t i = 0; i < sizeof(effects) / sizeof(*effects); i++) {
		const struct count *count = incident->effects[effects[i]];
		if (count && (count->vague || count->low >= TELLING))
			return false;
	}
	return true;
}

/* "Two in Cotopaxi and one in Imbabura": where the text counts its dead, not what happened there. */
static bool is_small_part(const struct tracking *tracking, const struct incident *incident)
{
	const struct count *killed = incident->effects[EFFECT_KILLED];

	return incident->facts_count == 1 && tracking->report->facts[incident->facts[0]].part && killed &&
	       killed->low != INTEGER_NONE && killed->low <= 2;
}

/* "Six of the nine women abducted are free", "17 who had been captured were exchanged": of old captives. */
static bool tells_of_freed(const struct tracking *tracking, const struct incident *incident)
{
	const struct count *taken = incident->effects[EFFECT_ABDUCTED];
	const struct report *report = tracking->report;

	if (!taken || incident->effects[EFFECT_KILLED] || incident->effects[EFFECT_INJURED])
		return false;
	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->type == FACT_RELEASE && fact->modality == MODALITY_ACTUAL && gather_in_lead(fact) &&
		    fact->count && fact->count->low == taken->low)
			return true;
	}
	return false;
}

bool gather_is_worth_opening(const struct tracking *tracking, const struct incident *incident, bool main)
{
	int64_t first = gather_first_sentence(tracking, incident);
	bool placed = incident->place && !text_empty(incident->place->name);
	bool live = tracking->report->marks & MARK_LIVE;

	if (is_grave(tracking, incident, 3, GRAVEST))
		return true;
	if (tells_of_freed(tracking, incident))
		return false;
	if (main)
		return first <= (live ? FIRST_PARAGRAPHS : is_slight(incident) ? LEAD : NEWS) &&
		       (placed || incident->type != FACT_CASUALTY) && !is_nowhere(incident) &&
		       (harms(tracking, incident) || (placed && is_headline(tracking, incident)));
	if (is_small_part(tracking, incident))
		return false;
	return (first <= LEAD && placed && !text_empty(incident->place->country) &&
	        harms(tracking, incident) && incident->type != FACT_CASUALTY) ||
	       (first <= FIRST_PARAGRAPHS && is_grave(tracking, incident, 1, GRAVE));
}
