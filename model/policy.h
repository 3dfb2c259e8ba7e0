/*
 * What is worth an alert, as data: what an operator's watches ask for. tracking/policy.h decides;
 * sitrepd.conf(5) says it to people.
 */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "model/alert.h"
#include "model/fate.h"

/* One watch: which developments it covers, and which of those it wants told. */
struct watch {
	struct text name;
	struct text *places;       /* countries' codes or names of places; none: anywhere */
	size_t places_count;
	uint32_t kinds;            /* bits by enum alert_kind; 0: any */
	uint32_t effects;          /* bits by enum effect, of alerts that have one; 0: any */
	uint32_t types;            /* bits by enum fact_type; 0: any */
	int64_t minimum_rise;      /* people more than were told; INTEGER_NONE: any */
	double minimum_growth;     /* .2: a fifth more; NAN: that of the effect (tracking/policy.c) */
	int64_t minimum_people;    /* a new incident, or a figure; INTEGER_NONE: any */
	double minimum_confidence; /* of the fact, 0 to 1 */
	int64_t minimum_sources;   /* independent ones; at least 1 */
	enum severity minimum_severity;
	enum severity severity;    /* its alerts have at least this one; NONE: their own */
};

/* Everything that a watch that says nothing has. */
void watch_blank(struct watch *watch);

/* Alerts of one feed within an hour: six times what the busiest public feeds bring of articles. */
#define POLICY_CEILING 60

/* A week: older than that is what a feed has in its archive. */
#define POLICY_OLDEST_MS (INT64_C(7) * 86400000)
/* Sources beyond that add nothing to what is believed. */
#define POLICY_SOURCES_MOST 9

struct policy {
	struct watch *watches;
	size_t watches_count;
	bool unwatched_silent; /* what no watch covers is kept in silence; false: by the defaults */
	int64_t ceiling;       /* of one feed's alerts within an hour; 0: none */
	int64_t oldest_ms;     /* what was published longer before the newest tells nothing; 0: any age */
};

/* No watch, the default ceiling and age. */
extern const struct policy policy_default;
/* A copy whose every part lives in the arena. */
struct policy policy_copy(struct arena *arena, const struct policy *policy);

/* What is ruled of a development: told, or why not (RISE, FIRST, and from UNWATCHED on). */
struct ruling {
	enum outcome outcome; /* where several watches disagree, that of the one that came furthest */
	enum severity severity;
	int64_t to;           /* of a figure: what enough sources say; INTEGER_NONE */
	struct text *watches; /* told: those that want it. Else at most one: whose threshold it is */
	size_t watches_count;
};

#endif
