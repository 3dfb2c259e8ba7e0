/* A strike that killed so many, as a reader would report it. */
#ifndef TESTS_STRIKE_H
#define TESTS_STRIKE_H

#include "base/hash.h"
#include "model/report.h"

static inline struct incident *strike_incident(struct arena *arena, struct place *place, struct instant when,
                                               int64_t killed)
{
	struct timespan *day = arena_alloc(arena, sizeof(*day));
	struct count *number = arena_alloc(arena, sizeof(*number));
	struct incident *incident = arena_alloc(arena, sizeof(*incident));

	json_blank(&incident_shape, incident);
	day->start = day->end = day_of_instant(when);
	*number = (struct count){killed, killed, TEXT("n"), false};
	incident->type = FACT_STRIKE;
	incident->place = place;
	incident->time = day;
	incident->effects[EFFECT_KILLED] = number;
	incident->facts = arena_array(arena, 1, sizeof(int64_t));
	incident->facts_count = 1;
	return incident;
}

/* Of an article without a feed and a date: the caller's. */
static inline struct report *strike_report(struct arena *arena, struct place *place, struct instant when,
                                           int64_t killed, struct text article)
{
	struct report *report = arena_alloc(arena, sizeof(*report));
	struct fact *fact = arena_alloc(arena, sizeof(*fact));

	json_blank(&report_shape, report);
	json_blank(&fact_shape, fact);
	report->incidents = strike_incident(arena, place, when, killed);
	fact->type = FACT_CASUALTY;
	fact->effect = EFFECT_KILLED;
	fact->count = report->incidents->effects[EFFECT_KILLED];
	fact->place = place;
	fact->time = report->incidents->time;
	fact->modality = MODALITY_ACTUAL;
	report->article_id = article;
	report->text_hash = hash_text(article, 0);
	report->words = 50;
	report->facts = fact;
	report->facts_count = report->incidents_count = 1;
	return report;
}

#endif
