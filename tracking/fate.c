/* What is said of an article to whoever asks later why (model/fate.h): noted while it is tracked. */
#include <string.h>

#include "tracking/match.h"
#include "tracking/tracking.h"

/* Tracking reads no statements; they would crowd out what it reads. */
static bool is_kept(const struct fact *fact)
{
	return fact->type != FACT_STATEMENT && fact->type != FACT_NONE;
}

static struct fate_fact fact_of(const struct fact *fact)
{
	return (struct fate_fact){
	        .type = fact->type,
	        .effect = fact->effect,
	        .low = fact->count ? fact->count->low : INTEGER_NONE,
	        .high = fact->count && fact->count->high != fact->count->low ? fact->count->high
	                                                                     : INTEGER_NONE,
	        .vague = fact->count && fact->count->vague,
	        .part = fact->part,
	        .modality = fact->modality == MODALITY_ACTUAL ? MODALITY_NONE : fact->modality,
	        .status = fact->status,
	        .scope = fact->scope == SCOPE_CUMULATIVE ? SCOPE_CUMULATIVE : SCOPE_NONE,
	        .place = fact->place ? fact->place->name : TEXT_NONE,
	        .source = text_cut(fact->source, 80),
	};
}

static void keep_facts(struct arena *arena, const struct report *report, struct fate *fate)
{
	size_t all = 0;

	fate->facts = arena_array(arena, FATE_FACTS_MOST, sizeof(*fate->facts));
	for (size_t i = 0; i < report->facts_count; i++) {
		if (!is_kept(&report->facts[i]))
			continue;
		if (all++ < FATE_FACTS_MOST)
			fate->facts[fate->facts_count++] = fact_of(&report->facts[i]);
	}
	fate->facts_all = all > FATE_FACTS_MOST ? (int64_t)all : INTEGER_NONE;
}

struct fate *fate_begin(struct arena *arena, const struct report *report, struct instant now)
{
	struct fate *fate = arena_alloc(arena, sizeof(*fate));

	json_blank(&fate_shape, fate);
	fate->article = report->article_id;
	fate->url = report->url;
	fate->source = report->source;
	fate->title = report->article ? text_cut(report->article->title, 200) : TEXT_NONE;
	fate->published = report->published;
	fate->received = now;
	fate->records = arena_array(arena, FATE_RECORDS_MOST, sizeof(*fate->records));
	fate->matters = arena_array(arena, FATE_MATTERS_MOST, sizeof(*fate->matters));
	return fate;
}

void fate_finish(struct arena *arena, const struct report *report, struct changes *changes)
{
	struct fate *fate = changes->fate;

	fate->verdict = changes->verdict;
	fate->of = changes->of;
	fate->story = changes->article.story;
	/* A copy has the facts of what it is a copy of. */
	if (changes->verdict == VERDICT_NEW || changes->verdict == VERDICT_UPDATE)
		keep_facts(arena, report, fate);
	if (changes->verdict == VERDICT_DUPLICATE || changes->verdict == VERDICT_NEAR_DUPLICATE)
		fate->quiet = QUIET_COPY;
	else if (!fate->quiet && !fate->records_count && !fate->matters_count)
		fate->quiet = QUIET_NOTHING;
}

/* --- records --- */

static struct fate_record *record_of(const struct tracking *tracking, struct text id)
{
	struct fate *fate = tracking->changes->fate;

	for (size_t i = 0; i < fate->records_count; i++)
		if (text_equal(fate->records[i].id, id))
			return &fate->records[i];
	return NULL;
}

struct fate_record *fate_record(struct tracking *tracking, const struct tracked *tracked)
{
	struct fate *fate = tracking->changes->fate;
	struct fate_record *record = record_of(tracking, tracked->id);

	if (record || fate->records_count == FATE_RECORDS_MOST)
		return record;
	record = &fate->records[fate->records_count++];
	/* Until match.c says more: whatever finds an incident otherwise goes by its story. */
	*record = (struct fate_record){
	        .id = tracked->id,
	        .reasons = tracked->kind == TRACKED_INCIDENT ? MATCH_STORY : MATCH_PARTIES};
	return record;
}

static bool same_days(const struct timespan *a, const struct timespan *b)
{
	return a->start.number == b->start.number && a->end.number == b->end.number;
}

void fate_match(struct tracking *tracking, const struct tracked *tracked,
                const struct incident *incident, int64_t reasons)
{
	struct fate_record *record = fate_record(tracking, tracked);

	if (!record)
		return;
	record->reasons = reasons;
	if (incident->place && tracked->place &&
	    !text_equal_nocase(incident->place->name, tracked->place->name))
		record->place = incident->place;
	if (incident->time && tracked->time && !same_days(incident->time, tracked->time))
		record->time = incident->time;
}

/* --- matters --- */

static int64_t place_of_record(const struct tracking *tracking, const struct tracked *tracked)
{
	const struct fate_record *record = tracked ? record_of(tracking, tracked->id) : NULL;

	return record ? record - tracking->changes->fate->records : INTEGER_NONE;
}

void fate_note(struct tracking *tracking, const struct tracked *tracked, const struct matter *matter)
{
	struct fate *fate = tracking->changes->fate;

	if (fate->matters_count == FATE_MATTERS_MOST)
		return;
	struct matter *kept = &fate->matters[fate->matters_count++];
	*kept = *matter;
	kept->of = place_of_record(tracking, tracked);
}

void fate_figure(struct tracking *tracking, const struct tracked *tracked, enum effect effect,
                 int64_t value, enum outcome outcome)
{
	struct matter matter = {.effect = effect, .value = value, .outcome = outcome};

	fate_note(tracking, tracked, &matter);
}

void fate_alert(struct tracking *tracking, const struct tracked *tracked, const struct alert *alert,
                const struct ruling *ruling)
{
	bool told = ruling->outcome == OUTCOME_TOLD;
	bool opens = alert->kind == ALERT_INCIDENT_NEW;
	struct matter matter = {
	        .effect = opens && alert->killed != INTEGER_NONE ? EFFECT_KILLED
	                                                         : effect_named(alert->effect),
	        .value = opens ? alert->killed : alert->to,
	        .word = text_empty(alert->to_status) ? alert->name : alert->to_status,
	        .outcome = ruling->outcome,
	        .alert = told ? alert->id : TEXT_NONE,
	        .watch = !told && ruling->watches_count ? ruling->watches[0] : TEXT_NONE,
	};

	fate_note(tracking, tracked, &matter);
}
