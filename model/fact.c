#include "model/fact.h"

#include "base/limits.h"

const char *const fact_type_names[FACT_TYPES] = {
	[FACT_CASUALTY] = "casualty",
	[FACT_STRIKE] = "strike",
	[FACT_LAUNCH] = "launch",
	[FACT_ATTACK] = "attack",
	[FACT_BOMBING] = "bombing",
	[FACT_SHOOTING] = "shooting",
	[FACT_CLASH] = "clash",
	[FACT_DISASTER] = "disaster",
	[FACT_WRECK] = "wreck",
	[FACT_ABDUCTION] = "abduction",
	[FACT_RELEASE] = "release",
	[FACT_DETENTION] = "detention",
	[FACT_DISPLACEMENT] = "displacement",
	[FACT_EVACUATION] = "evacuation",
	[FACT_PROTEST] = "protest",
	[FACT_CEASEFIRE] = "ceasefire",
	[FACT_TALKS] = "talks",
	[FACT_DEPLOYMENT] = "deployment",
	[FACT_WITHDRAWAL] = "withdrawal",
	[FACT_THREAT] = "threat",
	[FACT_STATEMENT] = "statement",
	[FACT_RESPONSIBILITY] = "responsibility",
};

const char *const effect_names[EFFECTS] = {
	[EFFECT_KILLED] = "killed",     [EFFECT_INJURED] = "injured",
	[EFFECT_MISSING] = "missing",   [EFFECT_DETAINED] = "detained",
	[EFFECT_ABDUCTED] = "abducted", [EFFECT_RELEASED] = "released",
	[EFFECT_DISPLACED] = "displaced",
};

const char *const fact_status_names[STATUS_RESUMED + 1] = {
	[STATUS_PROPOSED] = "proposed",
	[STATUS_UNDER_NEGOTIATION] = "under-negotiation",
	[STATUS_ACCEPTED] = "accepted",
	[STATUS_AGREED] = "agreed",
	[STATUS_IN_FORCE] = "in-force",
	[STATUS_EXTENDED] = "extended",
	[STATUS_VIOLATED] = "violated",
	[STATUS_REJECTED] = "rejected",
	[STATUS_EXPIRED] = "expired",
	[STATUS_COLLAPSED] = "collapsed",
	[STATUS_NEGOTIATING] = "negotiating",
	[STATUS_SUSPENDED] = "suspended",
	[STATUS_RESUMED] = "resumed",
};

const char *const scope_names[] = {
	[SCOPE_INCIDENT] = "incident",
	[SCOPE_CUMULATIVE] = "cumulative",
};

const char *const modality_names[] = {
	[MODALITY_ACTUAL] = "actual",
	[MODALITY_POSSIBLE] = "possible",
	[MODALITY_PLANNED] = "planned",
	[MODALITY_DENIED] = "denied",
};

/* Unlike a count, a duration that is only words has neither end. */
static const struct json_member duration_members[] = {
	MEMBER(INTEGER, struct duration, low, "low"),
	MEMBER(INTEGER, struct duration, high, "high"),
	MEMBER(TEXT, struct duration, unit, "unit"),
	MEMBER(TEXT, struct duration, text, "text"),
};
static const struct json_shape duration_shape =
	SHAPE("duration", struct duration, duration_members);

static const struct json_member fact_members[] = {
	MEMBER_NAMED(struct fact, type, "type", fact_type_names),
	MEMBER_NAMED(struct fact, effect, "effect", effect_names),
	MEMBER(TEXT, struct fact, event, "event"),
	MEMBER_OF(struct fact, count, "count", &count_shape),
	MEMBER_NAMED(struct fact, scope, "scope", scope_names),
	MEMBER(TEXT, struct fact, victims, "victims"),
	MEMBER(BOOL, struct fact, part, "part"),
	MEMBER_MANY(LIST, struct fact, actor, "actor", &actor_shape, 32),
	MEMBER_MANY(LIST, struct fact, target, "target", &actor_shape, 32),
	MEMBER_OF(struct fact, place, "place", &place_shape),
	MEMBER_OF(struct fact, time, "time", &timespan_shape),
	MEMBER_NAMED(struct fact, modality, "modality", modality_names),
	MEMBER_NAMED(struct fact, status, "status", fact_status_names),
	MEMBER_OF(struct fact, duration, "duration", &duration_shape),
	MEMBER(TEXT, struct fact, source, "source"),
	MEMBER(TEXT, struct fact, role, "role"),
	MEMBER(TEXT, struct fact, organisation, "organisation"),
	MEMBER(TEXT, struct fact, said, "text"),
	MEMBER_MANY(LIST, struct fact, names, "names", &person_name_shape, 64),
	MEMBER(INTEGER, struct fact, ordinal, "ordinal"),
	MEMBER_OF(struct fact, revises, "revises", &count_shape),
	MEMBER(REAL, struct fact, confidence, "confidence"),
	MEMBER(TEXT, struct fact, plover, "plover"),
	MEMBER(TEXT, struct fact, rule, "rule"),
	MEMBER_OF(struct fact, evidence, "evidence", &evidence_shape),
	MEMBER(INTEGER, struct fact, sentence, "sentence"),
};
const struct json_shape fact_shape = SHAPE("fact", struct fact, fact_members);

static const struct json_member incident_members[] = {
	MEMBER_NAMED(struct incident, type, "type", fact_type_names),
	MEMBER(TEXT, struct incident, event, "event"),
	MEMBER_OF(struct incident, place, "place", &place_shape),
	MEMBER_OF(struct incident, time, "time", &timespan_shape),
	MEMBER_MANY(LIST, struct incident, actor, "actor", &actor_shape, 32),
	MEMBER_OF(struct incident, effects[EFFECT_KILLED], "killed", &count_shape),
	MEMBER_OF(struct incident, effects[EFFECT_INJURED], "injured", &count_shape),
	MEMBER_OF(struct incident, effects[EFFECT_MISSING], "missing", &count_shape),
	MEMBER_OF(struct incident, effects[EFFECT_DISPLACED], "displaced", &count_shape),
	MEMBER_OF(struct incident, effects[EFFECT_ABDUCTED], "abducted", &count_shape),
	MEMBER_OF(struct incident, effects[EFFECT_DETAINED], "detained", &count_shape),
	MEMBER_OF(struct incident, effects[EFFECT_RELEASED], "released", &count_shape),
	MEMBER_MANY(NUMBERS, struct incident, facts, "facts", NULL, LIMIT_FACTS),
	MEMBER(TRUE, struct incident, another, "another"),
};
const struct json_shape incident_shape = SHAPE("incident", struct incident, incident_members);

enum effect effect_named(struct text name)
{
	for (int effect = EFFECT_NONE + 1; effect < EFFECTS; effect++)
		if (text_equal(name, text_of(effect_names[effect])))
			return (enum effect)effect;
	return EFFECT_NONE;
}

bool fact_type_is_event(enum fact_type type)
{
	switch (type) {
	case FACT_STRIKE:
	case FACT_LAUNCH:
	case FACT_ATTACK:
	case FACT_BOMBING:
	case FACT_SHOOTING:
	case FACT_CLASH:
	case FACT_DISASTER:
	case FACT_WRECK:
	case FACT_PROTEST:
		return true;
	default:
		return false;
	}
}

bool fact_type_is_of_people(enum fact_type type)
{
	return type == FACT_CASUALTY || type == FACT_ABDUCTION || type == FACT_RELEASE || type == FACT_DETENTION ||
	       type == FACT_DISPLACEMENT;
}
