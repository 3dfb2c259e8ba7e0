/* Alerts: what is common to all kinds, what the policy says of them, their ids. */
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "tracking/policy.h"
#include "tracking/tracking.h"

struct alert *alert_add(struct tracking *tracking, const struct tracked *tracked,
                        enum alert_kind kind, const struct fact *fact)
{
	const struct report *report = tracking->report;
	struct changes *changes = tracking->changes;

	changes->alerts = arena_grow(tracking->arena, changes->alerts, changes->alerts_count,
	                             &tracking->alerts_room, sizeof(*changes->alerts));
	struct alert *alert = &changes->alerts[changes->alerts_count++];
	alert_blank(alert);
	alert->schema = ALERT_SCHEMA;
	alert->kind = kind;
	alert->incident = tracked->id;
	alert->type = tracked->type;
	alert->place = tracked->place;
	alert->event_time = tracked->time;
	alert->article = report->article_id;
	alert->url = report->url;
	alert->source = report->source;
	alert->sources = (int64_t)tracked->outlets_count;
	if (fact) {
		alert->attributed_to = fact->source;
		alert->confidence = fact->confidence;
		if (fact->evidence)
			alert->evidence = text_cut(fact->evidence->text, LIMIT_TITLE);
	}
	return alert;
}

static int64_t people_in(const struct tracked *tracked)
{
	int64_t most = INTEGER_NONE;

	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].value > most)
			most = tracked->series[i].value;
	return most;
}

/* Of an opening the gravest figure; of a total only what it has risen by. */
static int64_t weight_of(const struct tracked *tracked, const struct alert *alert, enum effect effect)
{
	bool total = tracked->kind == TRACKED_TOTAL && alert->from != INTEGER_NONE;
	int64_t most = 0;

	if (alert->kind != ALERT_INCIDENT_NEW)
		return policy_weight(effect, total ? alert->to - alert->from : alert->to);
	for (size_t i = 0; i < tracked->series_count; i++) {
		int64_t weight = policy_weight(tracked->series[i].effect, tracked->series[i].value);
		most = weight > most ? weight : most;
	}
	return most;
}

static struct development development_of(const struct tracking *tracking, const struct tracked *tracked,
                                         const struct alert *alert, const struct series *series)
{
	enum effect effect = effect_named(alert->effect);
	bool process = tracked->kind == TRACKED_PROCESS;
	struct development development = {
	        .kind = alert->kind,
	        .effect = effect,
	        .type = alert->type,
	        .place = alert->place,
	        .actor = process ? tracked->actor : NULL,
	        .actor_count = process ? tracked->actor_count : 0,
	        .total = tracked->kind == TRACKED_TOTAL && tracked->type == FACT_CASUALTY,
	        .from = alert->from,
	        .to = alert->to,
	        .sources = (int64_t)tracked->lineages_count,
	        .people = people_in(tracked),
	        .confidence = alert->confidence,
	        .severity = policy_severity(alert->kind, weight_of(tracked, alert, effect)),
	        .feed_alerts = tracking->feed_alerts +
	                       (int64_t)tracking->changes->alerts_count - 1,
	};

	if (series)
		development.figures_count =
		        claims_by_sources(series, development.figures, POLICY_SOURCES_MOST);
	/* No alert says more than its article. */
	for (size_t i = 0; i < development.figures_count; i++)
		if (development.figures[i] > alert->to)
			development.figures[i] = alert->to;
	return development;
}

static struct text value_of(struct arena *arena, const struct alert *alert)
{
	if (!text_empty(alert->to_status))
		return alert->to_status;
	return alert->to == INTEGER_NONE ? TEXT_NONE
	                                 : text_format(arena, "%lld", (long long)alert->to);
}

static void put_id(struct arena *arena, struct alert *alert, struct text before)
{
	struct text value = value_of(arena, alert), name = text_fold(arena, alert->name);

	alert->replaces = before;
	alert->id = hash_id(arena,
	                    text_format(arena, "%s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s",
	                                alert_kind_names[alert->kind], TEXT_ARGS(alert->incident),
	                                TEXT_ARGS(alert->effect), TEXT_ARGS(name), TEXT_ARGS(value),
	                                TEXT_ARGS(before)));
}

static struct ruling judge(struct tracking *tracking, const struct tracked *tracked,
                           const struct alert *alert, const struct series *series)
{
	struct development development = development_of(tracking, tracked, alert, series);

	if (tracked->muted)
		return (struct ruling){.outcome = OUTCOME_MUTED, .to = INTEGER_NONE};
	if (tracked->held && alert->kind != ALERT_INCIDENT_NEW)
		return (struct ruling){.outcome = OUTCOME_UNOPENED, .to = INTEGER_NONE};
	return policy_judge(tracking->arena, tracking->policy, &development);
}

enum outcome alert_seal(struct tracking *tracking, const struct tracked *tracked, struct alert *alert,
                        const struct series *series, struct text before)
{
	struct ruling ruling = judge(tracking, tracked, alert, series);

	if (ruling.outcome != OUTCOME_TOLD) {
		tracking->held += ruling.outcome == OUTCOME_CEILING;
		fate_alert(tracking, tracked, alert, &ruling);
		tracking->changes->alerts_count--;
		return ruling.outcome;
	}
	alert->to = series ? ruling.to : alert->to;
	alert->severity = ruling.severity;
	alert->watches = ruling.watches;
	alert->watches_count = ruling.watches_count;
	put_id(tracking->arena, alert, before);
	alert->headline = headline_of(tracking->arena, tracking->lexicon, alert, tracked);
	fate_alert(tracking, tracked, alert, &ruling);
	return OUTCOME_TOLD;
}
