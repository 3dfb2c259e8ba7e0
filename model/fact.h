/*
 * A fact: one thing that an article says has happened, with where it says so. An incident: the facts
 * of one event in one article, merged. sitrep-facts(5) says what each type means.
 */
#ifndef MODEL_FACT_H
#define MODEL_FACT_H

#include "model/common.h"

enum fact_type {
	FACT_NONE,
	FACT_CASUALTY,
	FACT_STRIKE,
	FACT_LAUNCH,
	FACT_ATTACK,
	FACT_BOMBING,
	FACT_SHOOTING,
	FACT_CLASH,
	FACT_DISASTER,
	FACT_WRECK,
	FACT_ABDUCTION,
	FACT_RELEASE,
	FACT_DETENTION,
	FACT_DISPLACEMENT,
	FACT_EVACUATION,
	FACT_PROTEST,
	FACT_CEASEFIRE,
	FACT_TALKS,
	FACT_DEPLOYMENT,
	FACT_WITHDRAWAL,
	FACT_THREAT,
	FACT_STATEMENT,
	FACT_RESPONSIBILITY,
	FACT_TYPES, /* how many */
};

enum effect {
	EFFECT_NONE,
	EFFECT_KILLED,
	EFFECT_INJURED,
	EFFECT_MISSING,
	EFFECT_DETAINED,
	EFFECT_ABDUCTED,
	EFFECT_RELEASED,
	EFFECT_DISPLACED,
	EFFECTS, /* how many */
};

enum scope { SCOPE_NONE, SCOPE_INCIDENT, SCOPE_CUMULATIVE };

enum modality {
	MODALITY_NONE,
	MODALITY_ACTUAL,
	MODALITY_POSSIBLE,
	MODALITY_PLANNED,
	MODALITY_DENIED,
};

/* Of a ceasefire, and the last four of talks too. */
enum fact_status {
	STATUS_NONE,
	STATUS_PROPOSED,
	STATUS_UNDER_NEGOTIATION,
	STATUS_ACCEPTED,
	STATUS_AGREED,
	STATUS_IN_FORCE,
	STATUS_EXTENDED,
	STATUS_VIOLATED,
	STATUS_REJECTED,
	STATUS_EXPIRED,
	STATUS_COLLAPSED,
	STATUS_NEGOTIATING,
	STATUS_SUSPENDED,
	STATUS_RESUMED,
};

/* How long a truce lasts: low and high with a unit (hour to year), or only what was written. */
struct duration {
	int64_t low;
	int64_t high;
	struct text unit;
	struct text text;
};

struct fact {
	enum fact_type type;
	enum effect effect;
	struct text event;   /* of a disaster or wreck, what it is called: "earthquake", "train" */
	struct count *count;
	enum scope scope;
	struct text victims; /* the head noun, or the name of a named victim */
	bool part;           /* the figure is a part of another one and is never added */
	struct actor *actor;
	size_t actor_count;
	struct actor *target;
	size_t target_count;
	struct place *place;
	struct timespan *time;
	enum modality modality;
	enum fact_status status;
	struct duration *duration;
	struct text source;       /* who says so */
	struct text role;         /* of a statement's speaker */
	struct text organisation;
	struct text said;         /* of a statement: what was said */
	struct person_name *names;
	size_t names_count;
	int64_t ordinal;          /* "a ninth victim dies": so many they are now */
	struct count *revises;    /* the figure that the text says it corrects */
	double confidence;        /* above 0 to 1 */
	struct text plover;
	struct text rule;
	struct evidence *evidence;
	int64_t sentence;         /* its number in the article from 0; -1 is the title */
};

struct incident {
	enum fact_type type;
	struct text event; /* as the first fact of the type calls it */
	struct place *place;
	struct timespan *time;
	struct actor *actor;
	size_t actor_count;
	struct count *effects[EFFECTS]; /* by effect; NULL where nothing is known */
	int64_t *facts;                 /* indices into the article's facts */
	size_t facts_count;
	bool another;                   /* the text says that it is not the one before: "second attack" */
};

/* Something that happens: a strike, a disaster, a protest; not harm, talks or what is said. */
bool fact_type_is_event(enum fact_type type);
/* Its count is of people. */
bool fact_type_is_of_people(enum fact_type type);

extern const struct json_shape fact_shape;
extern const struct json_shape incident_shape;
extern const char *const fact_type_names[FACT_TYPES];
extern const char *const effect_names[EFFECTS];
/* NONE where it is none. */
enum effect effect_named(struct text name);
extern const char *const scope_names[SCOPE_CUMULATIVE + 1];
extern const char *const modality_names[MODALITY_DENIED + 1];
extern const char *const fact_status_names[STATUS_RESUMED + 1];

#endif
