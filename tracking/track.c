#include "tracking/track.h"

#include <string.h>

#include "base/hash.h"
#include "tracking/flow.h"
#include "tracking/likeness.h"
#include "tracking/match.h"
#include "tracking/story.h"
#include "tracking/tracking.h"

/* A text's own date this much before its publication makes it an old text. */
#define STALE_DAYS 3
/* What is dated so far ahead has not happened; a day ahead it is on the other side of the earth. */
#define AHEAD_DAYS 2
#define DAY_MS INT64_C(86400000)
#define OUTLETS_MOST 500
/* Records that are merged into one another in a row. */
#define HOMES_MOST 16

/* --- records --- */

void tracking_change(struct tracking *tracking, struct tracked *tracked)
{
	struct changes *changes = tracking->changes;

	for (size_t i = 0; i < changes->tracked_count; i++)
		if (changes->tracked[i] == tracked)
			return;
	changes->tracked = arena_grow(tracking->arena, changes->tracked, changes->tracked_count,
	                              &tracking->tracked_room, sizeof(struct tracked *));
	changes->tracked[changes->tracked_count++] = tracked;
	fate_record(tracking, tracked);
}

/* "lb-2024-09-23-3f2a": where, when, and a hash that tells apart what has both in common. */
static struct text new_id(const struct tracking *tracking, const struct tracked *tracked)
{
	struct arena *arena = tracking->arena;
	struct day day = tracked->time ? tracked->time->start : DAY_NONE;
	struct text country = tracked->place ? tracked->place->country : TEXT_NONE;

	if (!day_known(day))
		day = day_of_instant(tracking->report->published);
	if (!day_known(day))
		day = day_of_instant(tracking->now);
	struct text basis = text_format(
	        arena, "%s\n%d\n%.*s\n%.*s\n%zu", tracked_kind_names[tracked->kind],
	        (int)tracked->type, TEXT_ARGS(tracked->place ? tracked->place->name : TEXT_NONE),
	        TEXT_ARGS(tracking->report->article_id), tracking->changes->tracked_count);
	struct text id = text_format(
	        arena, "%.*s-%.*s-%08x", TEXT_ARGS(text_empty(country) ? TEXT("xx") : country),
	        TEXT_ARGS(day_format(arena, day)), (unsigned)(hash_text(basis, 0) >> 32));
	return text_fold(arena, id);
}

struct tracked *tracking_begin(struct tracking *tracking, enum tracked_kind kind,
                               enum fact_type type, const struct place *place,
                               const struct timespan *time)
{
	struct tracked *tracked = arena_alloc(tracking->arena, sizeof(*tracked));

	json_blank(&tracked_shape, tracked);
	tracked->kind = kind;
	tracked->type = type;
	if (place) {
		tracked->place = arena_alloc(tracking->arena, sizeof(*place));
		*tracked->place = *place;
	}
	if (time) {
		tracked->time = arena_alloc(tracking->arena, sizeof(*time));
		*tracked->time = *time;
	}
	tracked->first = tracking->now;
	tracked->id = new_id(tracking, tracked);
	tracking_change(tracking, tracked);
	struct fate_record *record = fate_record(tracking, tracked);
	if (record) {
		record->begun = true;
		record->reasons = INTEGER_NONE;
	}
	return tracked;
}

static void add_outlet(struct tracking *tracking, struct tracked *tracked, struct text outlet)
{
	if (text_empty(outlet) || tracked->outlets_count >= OUTLETS_MOST)
		return;
	for (size_t i = 0; i < tracked->outlets_count; i++)
		if (text_equal_nocase(tracked->outlets[i], outlet))
			return;
	struct text *more = arena_array(tracking->arena, tracked->outlets_count + 1, sizeof(*more));
	if (tracked->outlets_count)
		memcpy(more, tracked->outlets, tracked->outlets_count * sizeof(*more));
	more[tracked->outlets_count++] = outlet;
	tracked->outlets = more;
}

uint64_t tracking_lineage(struct arena *arena, struct text agency, struct text outlet)
{
	struct text who = text_empty(agency) ? outlet : agency;

	return text_empty(who) ? 0 : hash_text(text_fold(arena, who), 0) | 1;
}

static void add_lineage(struct tracking *tracking, struct tracked *tracked)
{
	const struct report *report = tracking->report;
	uint64_t lineage = tracking_lineage(tracking->arena, report->agency, report->source);

	if (!lineage || tracked->lineages_count >= OUTLETS_MOST)
		return;
	for (size_t i = 0; i < tracked->lineages_count; i++)
		if (tracked->lineages[i] == lineage)
			return;
	uint64_t *more = arena_array(tracking->arena, tracked->lineages_count + 1, sizeof(*more));
	if (tracked->lineages_count)
		memcpy(more, tracked->lineages, tracked->lineages_count * sizeof(*more));
	more[tracked->lineages_count++] = lineage;
	tracked->lineages = more;
}

void tracking_touch(struct tracking *tracking, struct tracked *tracked)
{
	struct instant published = tracking->report->published;

	tracked->last = tracking->now;
	if (!tracked->story)
		tracked->story = tracking->story;
	if (instant_known(published) &&
	    (!instant_known(tracked->published) || published.ms > tracked->published.ms))
		tracked->published = published;
	add_outlet(tracking, tracked, tracking->report->source);
	add_lineage(tracking, tracked);
}

static struct tracked *find_record(const struct tracking *tracking, struct text id)
{
	for (size_t i = 0; i < tracking->picture->tracked_count; i++)
		if (text_equal(tracking->picture->tracked[i].id, id))
			return &tracking->picture->tracked[i];
	return NULL;
}

struct tracked *tracking_home(struct tracking *tracking, struct tracked *tracked)
{
	struct tracked *home = tracked, *next = tracked;

	for (int i = 0; i < HOMES_MOST && next && !text_empty(next->merged_into); i++) {
		next = find_record(tracking, next->merged_into);
		home = next ? next : home;
	}
	struct fate_record *record = home != tracked ? fate_record(tracking, home) : NULL;
	if (record)
		record->via = tracked->id;
	return home;
}

bool tracking_was_told(const struct tracked *tracked, uint64_t thing)
{
	for (size_t i = 0; i < tracked->told_count; i++)
		if (tracked->told[i] == thing)
			return true;
	return false;
}

bool tracking_tell_once(struct tracking *tracking, struct tracked *tracked, uint64_t thing)
{
	if (tracking_was_told(tracked, thing))
		return false;
	uint64_t *more = arena_array(tracking->arena, tracked->told_count + 1, sizeof(*more));
	if (tracked->told_count)
		memcpy(more, tracked->told, tracked->told_count * sizeof(*more));
	more[tracked->told_count++] = thing;
	tracked->told = more;
	return true;
}

/* --- incidents and totals --- */

bool tracking_is_past(const struct tracking *tracking, const struct timespan *time)
{
	struct day today = day_of_instant(tracking->report->published);

	return time && day_known(time->end) && day_known(today) && time->end.number < today.number - STALE_DAYS;
}

bool tracking_is_background(const struct tracking *tracking, const struct timespan *time)
{
	struct day today = day_of_instant(tracking->report->published);
	bool ahead = time && day_known(time->end) && day_known(today) &&
	             time->start.number > today.number + AHEAD_DAYS;

	return ahead || tracking_is_past(tracking, time);
}

bool tracking_is_accident(const struct tracking *tracking)
{
	const struct report *report = tracking->report;

	return report->incidents_count && (report->incidents[0].type == FACT_DISASTER ||
	                                   report->incidents[0].type == FACT_WRECK);
}

static bool tells_toll(const struct tracking *tracking, const struct incident *incident)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact->effect == EFFECT_KILLED && !fact->part &&
		    (fact->scope == SCOPE_CUMULATIVE || gather_counts_on(fact)))
			return true;
	}
	return false;
}

static bool has_event_in_lead(const struct tracking *tracking, const struct incident *incident)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact_type_is_event(fact->type) && gather_in_lead(fact))
			return true;
	}
	return false;
}

/* "Saint-Louis: two more bodies", of a text that names no country: there are several of the name. */
static bool country_is_guessed(const struct tracking *tracking, const struct place *place)
{
	const struct report *report = tracking->report;

	if (!place || text_empty(place->country) || text_equal(place->within, place->country))
		return false;
	for (size_t i = 0; i < report->countries_count; i++)
		if (text_equal(report->countries[i], place->country))
			return false;
	return true;
}

static int64_t figure_revised(const struct tracking *tracking, const struct incident *incident)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact->revises)
			return fact->revises->low;
	}
	/* "The claims about five dead are lies" */
	for (size_t i = 0; i < tracking->report->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[i];
		if (fact->effect == EFFECT_KILLED && fact->modality == MODALITY_DENIED && !fact->names_count &&
		    claim_value(fact->count) != INTEGER_NONE)
			return fact->count->low;
	}
	return INTEGER_NONE;
}

/* Another name for where it was. */
static void add_places(struct tracking *tracking, struct tracked *tracked, const struct place *places, size_t count)
{
	for (size_t i = 0; i < count && tracked->places_count < TRACKED_PLACES_MOST; i++) {
		if (tracked_has_place(tracked, &places[i]))
			continue;
		struct place *more = arena_array(tracking->arena, tracked->places_count + 1, sizeof(*more));
		if (tracked->places_count)
			memcpy(more, tracked->places, tracked->places_count * sizeof(*more));
		more[tracked->places_count++] = places[i];
		tracked->places = more;
	}
}

static struct tracked *begin_incident(struct tracking *tracking, const struct incident *incident)
{
	struct tracked *tracked = tracking_begin(tracking, TRACKED_INCIDENT, incident->type,
	                                         incident->place, incident->time);

	tracked->actor = incident->actor;
	tracked->actor_count = incident->actor_count;
	tracked->another = incident->another;
	return tracked;
}

/* A day within the span of which no more was known. */
static bool is_more_exact(const struct timespan *time, const struct timespan *known)
{
	return time && day_known(time->start) && time->start.number == time->end.number &&
	       known->start.number < known->end.number && time->start.number >= known->start.number &&
	       time->end.number <= known->end.number;
}

static enum outcome why_unopened(const struct tracking *tracking, const struct incident *incident,
                                 bool main)
{
	if (tracking_is_background(tracking, incident->time))
		return OUTCOME_PAST;
	return gather_is_worth_opening(tracking, incident, main) ? OUTCOME_NONE : OUTCOME_SMALL;
}

static void note_unopened(struct tracking *tracking, const struct incident *incident, enum outcome why)
{
	const struct count *killed = incident->effects[EFFECT_KILLED];
	struct matter matter = {
	        .effect = killed ? EFFECT_KILLED : EFFECT_NONE,
	        .value = killed ? killed->low : INTEGER_NONE,
	        .word = incident->place ? incident->place->name : TEXT_NONE,
	        .outcome = why,
	};

	fate_note(tracking, NULL, &matter);
}

/* Of no record that still lives. */
#define LONG_PAST_DAYS 180

static bool is_long_past(const struct tracking *tracking, const struct timespan *time)
{
	struct day today = day_of_instant(tracking->report->published);

	return time && day_known(time->end) && day_known(today) && time->end.number < today.number - LONG_PAST_DAYS;
}

static void take_incident(struct tracking *tracking, const struct incident *incident, bool main)
{
	if (is_long_past(tracking, incident->time)) {
		note_unopened(tracking, incident, OUTCOME_PAST);
		return;
	}
	const struct places places = gather_places(tracking, incident, main);
	/* For whoever tells on of what is known, where the text is about; it opens nothing. */
	struct incident located = *incident;
	for (size_t i = 0; main && !located.place && i < places.count; i++)
		if (!text_empty(places.list[i].country) && !country_is_guessed(tracking, &places.list[i]))
			located.place = &places.list[i];
	struct match_query query = {
	        .lexicon = tracking->lexicon,
	        .incident = &located,
	        .places = places.list,
	        .places_count = places.count,
	        .story = tracking->story,
	        .published = tracking->report->published,
	        .main = main,
	        .eventful = has_event_in_lead(tracking, incident),
	        .corrects = tracking->report->marks & MARK_CORRECTION,
	        .toll = tells_toll(tracking, incident),
	        .guessed = country_is_guessed(tracking, located.place),
	        .revises = figure_revised(tracking, incident),
	};
	struct tracked *tracked = match_incident(tracking->picture, &query);
	/* "Four of six held are freed, two were killed": of whom it tells who is free. */
	if (!tracked && main && incident->type == FACT_CASUALTY && incident->effects[EFFECT_RELEASED])
		tracked = captives_record(tracking);
	bool fresh = !tracked;

	enum outcome unopened = fresh ? why_unopened(tracking, incident, main) : OUTCOME_NONE;
	if (unopened) {
		note_unopened(tracking, incident, unopened);
		return;
	}
	int64_t reasons = fresh ? INTEGER_NONE : match_reasons(tracked, &query);
	tracked = fresh ? begin_incident(tracking, incident) : tracking_home(tracking, tracked);
	tracking_change(tracking, tracked);
	fate_match(tracking, tracked, incident, reasons);
	if (!tracked->place)
		tracked->place = incident->place;
	add_places(tracking, tracked, places.list, places.count);
	if (!tracked->time || is_more_exact(incident->time, tracked->time))
		tracked->time = incident->time;
	if (tracked->type == FACT_CASUALTY)
		tracked->type = incident->type;
	if (tracked->type == incident->type && text_empty(tracked->event))
		tracked->event = incident->event;
	tracking_touch(tracking, tracked);
	ledger_apply(tracking, tracked, incident, fresh);
}

static bool in_incident(const struct report *report, size_t fact)
{
	for (size_t i = 0; i < report->incidents_count; i++)
		for (size_t k = 0; k < report->incidents[i].facts_count; k++)
			if ((size_t)report->incidents[i].facts[k] == fact)
				return true;
	return false;
}

/* --- sums --- */

/* "72,200" for 72,203. */
#define TOTAL_WITHIN 1.01

/* Two events of a week are told as one number. */
#define SUM_DAYS_MS (INT64_C(10) * 86400000)
/* So many are hardly the sum of two others by chance. */
#define SUM_TELLING 20
/* "Two attacks": the sum may have grown by a tenth since either was told. */
#define SUM_WITHIN 1.1

static int64_t dead_of(const struct tracking *tracking, const struct tracked *tracked,
                       const struct incident *incident)
{
	bool apart = incident->place && tracked->place && !text_empty(tracked->place->country) &&
	             !text_empty(incident->place->country) &&
	             !text_equal(incident->place->country, tracked->place->country);

	if (tracked->kind != TRACKED_INCIDENT || !text_empty(tracked->merged_into) || apart ||
	    !match_types(tracked->type, incident->type) ||
	    tracking->now.ms - tracked->last.ms > SUM_DAYS_MS)
		return INTEGER_NONE;
	return tracked_figure(tracked, EFFECT_KILLED);
}

/* "Two attacks", "twin blasts" in title or lead. */
static bool tells_of_several(const struct tracking *tracking, const struct incident *incident)
{
	for (size_t i = 0; i < incident->facts_count; i++) {
		const struct fact *fact = &tracking->report->facts[incident->facts[i]];
		if (fact_type_is_event(fact->type) && gather_in_lead(fact) && fact->count &&
		    fact->count->low > 1)
			return true;
	}
	return tracking->report->marks & MARK_ROUNDUP;
}

/* Where one of them was: so many there, and chance made them a sum. */
static bool is_at_known_spot(const struct tracking *tracking, const struct incident *incident)
{
	for (size_t i = 0; i < tracking->picture->tracked_count; i++) {
		const struct tracked *tracked = &tracking->picture->tracked[i];
		if (tracked->kind == TRACKED_INCIDENT && incident->place &&
		    !text_equal(incident->place->within, incident->place->country) &&
		    place_relation(incident->place, tracked->place) == PLACE_EQUAL)
			return true;
	}
	return false;
}

/* Its dead are those of two incidents that are known. */
static bool is_sum(const struct tracking *tracking, const struct incident *incident)
{
	const struct picture *picture = tracking->picture;
	const struct count *killed = incident->effects[EFFECT_KILLED];
	int64_t figure = claim_value(killed);
	bool several = tells_of_several(tracking, incident);

	if (figure == INTEGER_NONE || tells_toll(tracking, incident) ||
	    (!several && (figure < SUM_TELLING || is_at_known_spot(tracking, incident))))
		return false;
	int64_t *dead = arena_array(tracking->arena, picture->tracked_count + 1, sizeof(*dead));
	size_t count = 0;
	for (size_t i = 0; i < picture->tracked_count; i++) {
		int64_t one = dead_of(tracking, &picture->tracked[i], incident);
		if (one != INTEGER_NONE && one > 0 && one < figure)
			dead[count++] = one;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count; k++) {
			int64_t sum = dead[i] + dead[k];
			if (sum == figure || (several && sum < figure &&
			                      (double)figure <= (double)sum * SUM_WITHIN))
				return true;
		}
	return false;
}

/* "Three people have died since Monday": the span of a riot of these days is no longer one. */
#define DAYS_OF_RIOT 4

static bool is_of_riot(const struct tracking *tracking, const struct incident *incident, const struct fact *fact)
{
	const struct report *report = tracking->report;
	struct day today = day_of_instant(report->published);
	bool riot = incident->type == FACT_PROTEST || incident->type == FACT_CLASH;

	for (size_t i = 0; incident->type == FACT_CASUALTY && !riot && i < report->facts_count; i++)
		riot = report->facts[i].type == FACT_PROTEST && gather_in_lead(&report->facts[i]);
	return riot && fact->time && day_known(fact->time->start) && day_known(today) &&
	       fact->time->start.number >= today.number - DAYS_OF_RIOT;
}

/* Its dead are told in the same text as those of a longer span, or that number rounded. */
static bool is_total(const struct tracking *tracking, const struct incident *incident)
{
	const struct report *report = tracking->report;
	int64_t figure = claim_value(incident->effects[EFFECT_KILLED]);

	for (size_t i = 0; i < report->facts_count && figure != INTEGER_NONE; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->effect != EFFECT_KILLED || fact->scope != SCOPE_CUMULATIVE || fact->part ||
		    claim_value(fact->count) < figure || in_incident(report, i) || is_of_riot(tracking, incident, fact))
			continue;
		if ((double)fact->count->low <= (double)figure * TOTAL_WITHIN)
			return true;
	}
	return false;
}

/* Two countries, two towns: the text has for each its own, and they make up its figure. */
static bool is_sum_of_parts(const struct tracking *tracking, const struct incident *incidents, size_t count)
{
	int64_t figure = claim_value(incidents[0].effects[EFFECT_KILLED]), sum = 0;
	size_t parts = 0;

	for (size_t i = 1; i < count && figure != INTEGER_NONE; i++) {
		int64_t part = claim_value(incidents[i].effects[EFFECT_KILLED]);
		if (part == INTEGER_NONE || tracking_is_background(tracking, incidents[i].time) ||
		    !incidents[i].place || !match_types(incidents[i].type, incidents[0].type))
			continue;
		sum += part;
		parts++;
	}
	return parts > 1 && sum == figure;
}

static void take_incidents(struct tracking *tracking)
{
	size_t count;
	const struct incident *incidents = gather_incidents(tracking, &count);

	for (size_t i = 0; i < count; i++)
		if ((i == 0 && is_sum_of_parts(tracking, incidents, count)) ||
		    is_sum(tracking, &incidents[i]) || is_total(tracking, &incidents[i]))
			note_unopened(tracking, &incidents[i], OUTCOME_SUM);
		else
			take_incident(tracking, &incidents[i], i == 0);
}

static void take_totals(struct tracking *tracking)
{
	const struct report *report = tracking->report;

	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->type == FACT_CASUALTY && fact->scope == SCOPE_CUMULATIVE && !fact->part &&
		    fact->modality == MODALITY_ACTUAL && !in_incident(report, i) &&
		    !tracking_is_background(tracking, fact->time))
			ledger_total(tracking, fact);
	}
}

/* --- the whole --- */

/* An archive, by the newest article of late: a feed's, or that of a feed that is new to us. */
static bool is_late(const struct tracking *tracking)
{
	struct instant published = tracking->report->published, newest = tracking->picture->newest;
	int64_t oldest = tracking->policy->oldest_ms;

	return oldest > 0 && instant_known(published) && instant_known(newest) &&
	       published.ms < newest.ms - oldest;
}

static enum quiet why_stale(const struct tracking *tracking)
{
	const struct report *report = tracking->report;
	static const struct {
		enum mark mark;
		enum quiet quiet;
	} silent[] = {
	        {MARK_ARCHIVE, QUIET_ARCHIVE},   {MARK_ANNIVERSARY, QUIET_ANNIVERSARY},
	        {MARK_VERDICT, QUIET_VERDICT},   {MARK_OPINION, QUIET_OPINION},
	        {MARK_ANALYSIS, QUIET_ANALYSIS}, {MARK_OBITUARY, QUIET_OBITUARY},
	        {MARK_SPORT, QUIET_SPORT},       {MARK_DRILL, QUIET_DRILL},
	};
	struct day published = day_of_instant(report->published);

	for (size_t i = 0; i < sizeof(silent) / sizeof(*silent); i++)
		if (report->marks & silent[i].mark)
			return silent[i].quiet;
	bool old = report->text_date && day_known(report->text_date->end) && day_known(published) &&
	           report->text_date->end.number < published.number - STALE_DAYS;
	return old ? QUIET_OLD : is_late(tracking) ? QUIET_LATE : QUIET_NOT;
}

/* Copies and old texts tell nothing. */
static void take_report(struct tracking *tracking)
{
	struct changes *changes = tracking->changes;

	changes->fate->quiet = why_stale(tracking);
	if (changes->verdict == VERDICT_NEAR_DUPLICATE || changes->fate->quiet)
		return;
	take_incidents(tracking);
	captives_apply(tracking);
	take_totals(tracking);
	process_apply(tracking);
	deeds_apply(tracking);
}

/* What the report adds to its feed's hour. */
static void take_flow(struct tracking *tracking, struct flow *flow)
{
	struct changes *changes = tracking->changes;

	if (!(changes->alerts_count || tracking->held) || text_empty(tracking->report->feed))
		return;
	flow_note(tracking->arena, flow, (int64_t)changes->alerts_count, tracking->held, tracking->now);
	changes->flow = flow;
}

struct changes *track(struct arena *arena, const struct report *report, struct picture *picture,
                      struct instant now)
{
	struct changes *changes = arena_alloc(arena, sizeof(*changes));
	struct report dated = *report;
	report = &dated;
	/* A feed whose clock is wrong must not make all others look late. */
	if (instant_known(dated.published) && dated.published.ms > now.ms + AHEAD_DAYS * DAY_MS)
		dated.published = now;
	struct tracking tracking = {
	        .arena = arena,
	        .lexicon = lexicon_builtin(),
	        .report = report,
	        .picture = picture,
	        .policy = picture->policy ? picture->policy : &policy_default,
	        .now = now,
	        .changes = changes,
	};
	const struct known_article *of;

	struct flow *flow = picture->flow ? picture->flow : flow_begin(arena, report);
	/* A stream without a date has no hours. */
	tracking.feed_alerts = now.ms > 0 ? flow_alerts(flow, now) : 0;
	changes->fate = fate_begin(arena, report, now);
	changes->article = known_article_of(arena, report);
	changes->verdict = likeness_judge(&changes->article, picture, &of);
	changes->of = of ? of->article_id : TEXT_NONE;
	changes->keep_article = changes->verdict != VERDICT_DUPLICATE;
	changes->article.story = of ? of->story : 0;
	if (changes->verdict == VERDICT_DUPLICATE) {
		fate_finish(arena, report, changes);
		return changes;
	}
	struct known_story *story = story_join(arena, report, picture, of ? of->story : 0, now);
	changes->article.story = tracking.story = story->id;
	/* A copy's words would count twice. */
	changes->count_terms = changes->verdict == VERDICT_NEW;
	if (changes->verdict != VERDICT_NEAR_DUPLICATE)
		changes->story = story;
	take_report(&tracking);
	take_flow(&tracking, flow);
	fate_finish(arena, report, changes);
	return changes;
}
