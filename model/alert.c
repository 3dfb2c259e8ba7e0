#include "model/alert.h"

const char *const alert_kind_names[ALERT_KINDS] = {
	[ALERT_INCIDENT_NEW] = "incident_new",
	[ALERT_TOLL_RAISED] = "toll_raised",
	[ALERT_TOLL_REVISED_DOWN] = "toll_revised_down",
	[ALERT_TOLL_DISPUTED] = "toll_disputed",
	[ALERT_STATUS_CHANGED] = "status_changed",
	[ALERT_DISPLACEMENT_RAISED] = "displacement_raised",
	[ALERT_HOSTAGES_RELEASED] = "hostages_released",
	[ALERT_LEADER_KILLED] = "leader_killed",
	[ALERT_LEADER_KILLED_DENIED] = "leader_killed_denied",
	[ALERT_DEPLOYMENT] = "deployment",
	[ALERT_EVACUATION_ORDERED] = "evacuation_ordered",
	[ALERT_RESPONSIBILITY_CLAIMED] = "responsibility_claimed",
	[ALERT_INCIDENT_MERGED] = "incident_merged",
	[ALERT_INCIDENT_SPLIT] = "incident_split",
	[ALERT_RETRACTED] = "retracted",
	[ALERT_CEILING_REACHED] = "ceiling_reached",
};

const char *const severity_names[SEVERITY_CRITICAL + 1] = {
	[SEVERITY_LOW] = "low",
	[SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",
	[SEVERITY_CRITICAL] = "critical",
};

static const struct json_member alert_members[] = {
	MEMBER(INTEGER, struct alert, schema, "schema"),
	MEMBER(INTEGER, struct alert, seq, "seq"),
	MEMBER(TEXT, struct alert, id, "id"),
	MEMBER(INSTANT, struct alert, logged, "logged"),
	MEMBER_NAMED(struct alert, kind, "kind", alert_kind_names),
	MEMBER(TEXT, struct alert, effect, "effect"),
	MEMBER(INTEGER, struct alert, killed, "killed"),
	MEMBER(INTEGER, struct alert, injured, "injured"),
	MEMBER(INTEGER, struct alert, missing, "missing"),
	MEMBER(TEXT, struct alert, incident, "incident"),
	MEMBER(TEXT, struct alert, headline, "headline"),
	MEMBER_NAMED(struct alert, severity, "severity", severity_names),
	MEMBER_NAMED(struct alert, type, "type", fact_type_names),
	MEMBER_OF(struct alert, place, "place", &place_shape),
	MEMBER_OF(struct alert, event_time, "event_time", &timespan_shape),
	MEMBER(TEXT, struct alert, name, "name"),
	MEMBER(TEXT, struct alert, article, "article"),
	MEMBER(TEXT, struct alert, url, "url"),
	MEMBER(TEXT, struct alert, source, "source"),
	MEMBER(TEXT, struct alert, attributed_to, "attributed_to"),
	MEMBER(INTEGER, struct alert, sources, "sources"),
	MEMBER(TEXT, struct alert, evidence, "evidence"),
	MEMBER(INTEGER, struct alert, ceiling, "ceiling"),
	MEMBER(INTEGER, struct alert, held, "held"),
	MEMBER(TEXT, struct alert, replaces, "replaces"),
	MEMBER(TEXT, struct alert, other, "other"),
	MEMBER(TEXT, struct alert, note, "note"),
	MEMBER(REAL, struct alert, confidence, "confidence"),
	MEMBER_MANY(TEXTS, struct alert, watches, "watch", NULL, ALERT_WATCHES_MOST),
};
const struct json_shape alert_shape = SHAPE("alert", struct alert, alert_members);

void alert_blank(struct alert *alert)
{
	json_blank(&alert_shape, alert);
	alert->from = INTEGER_NONE;
	alert->to = INTEGER_NONE;
}

static void put_end(json_t *json, const char *key, int64_t number, struct text word, bool null_too)
{
	if (word.length)
		json_put_text(json, key, word);
	else if (number != INTEGER_NONE)
		json_put_integer(json, key, number);
	else if (null_too)
		json_object_set_new(json, key, json_null());
}

json_t *alert_json(const struct alert *alert)
{
	json_t *json = json_of_shape(&alert_shape, alert);
	bool changes = alert->to != INTEGER_NONE || alert->to_status.length;

	/* A change from nothing says so: the first figure of a known incident comes from null. */
	put_end(json, "from", alert->from, alert->from_status, changes);
	put_end(json, "to", alert->to, alert->to_status, false);
	return json;
}

bool alert_of_json(struct arena *arena, const json_t *json, struct alert *alert, struct error *error)
{
	if (!json_to_shape(arena, &alert_shape, json, alert, error))
		return false;
	alert->from = json_get_integer(json, "from", INTEGER_NONE);
	alert->to = json_get_integer(json, "to", INTEGER_NONE);
	alert->from_status = json_get_text(arena, json, "from");
	alert->to_status = json_get_text(arena, json, "to");
	return true;
}

enum severity severity_named(struct text name)
{
	for (unsigned i = SEVERITY_LOW; i <= SEVERITY_CRITICAL; i++)
		if (text_equal(name, text_of(severity_names[i])))
			return (enum severity)i;
	return SEVERITY_NONE;
}

static bool is_watched(const struct alert *alert, struct text watch)
{
	for (size_t i = 0; i < alert->watches_count; i++)
		if (text_equal_nocase(alert->watches[i], watch))
			return true;
	return text_empty(watch);
}

bool alert_matches(const struct alert *alert, const struct alert_filter *filter)
{
	if (instant_known(filter->since) && alert->logged.ms < filter->since.ms)
		return false;
	if (!text_empty(filter->kind) &&
	    !text_equal(filter->kind, text_of(alert_kind_names[alert->kind])))
		return false;
	if (alert->severity < filter->severity || !is_watched(alert, filter->watch))
		return false;
	return text_empty(filter->place) || (alert->place && place_is(alert->place, filter->place));
}
