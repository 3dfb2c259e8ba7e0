/* Alerts: what is common to all kinds, their ids, their severity. */
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
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
		if (fact->evidence)
			alert->evidence = text_cut(fact->evidence->text, LIMIT_TITLE);
	}
	return alert;
}

/*
 * By the number of people, and by what changes the course of events. The borders are those between
 * what a desk reads in the morning, now, and wakes somebody for.
 */
static enum severity severity_of(const struct alert *alert)
{
	int64_t people = alert->kind == ALERT_INCIDENT_NEW ? alert->killed : alert->to;

	switch (alert->kind) {
	case ALERT_STATUS_CHANGED:
	case ALERT_LEADER_KILLED:
		return SEVERITY_HIGH;
	case ALERT_INCIDENT_NEW:
	case ALERT_TOLL_RAISED:
		if (people == INTEGER_NONE || people < 5)
			return SEVERITY_LOW;
		return people < 20    ? SEVERITY_MEDIUM
		       : people < 100 ? SEVERITY_HIGH
		                      : SEVERITY_CRITICAL;
	default:
		return SEVERITY_MEDIUM;
	}
}

struct text alert_seal(struct tracking *tracking, struct alert *alert, struct text value,
                       struct text before)
{
	struct arena *arena = tracking->arena;
	const struct tracked *tracked = NULL;

	for (size_t i = 0; i < tracking->changes->tracked_count; i++)
		if (text_equal(tracking->changes->tracked[i]->id, alert->incident))
			tracked = tracking->changes->tracked[i];
	alert->id = hash_id(arena,
	                    text_format(arena, "%s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s",
	                                alert_kind_names[alert->kind], TEXT_ARGS(alert->incident),
	                                TEXT_ARGS(alert->effect), TEXT_ARGS(alert->name),
	                                TEXT_ARGS(value), TEXT_ARGS(before)));
	alert->replaces = before;
	alert->severity = severity_of(alert);
	alert->headline = headline_of(arena, tracking->lexicon, alert, tracked);
	fate_alert(tracking, tracked, alert);
	return alert->id;
}
