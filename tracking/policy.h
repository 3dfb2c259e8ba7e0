/*
 * Is a development worth an alert? One decision, over the operator's watches and the defaults of a
 * crisis desk. Pure: the same development and policy give the same ruling, and the reason with it.
 *
 * A watch covers what happens in its places, of its kinds, effects and types. What one watch covers
 * is told where that watch wants it: of several the most permissive decides, and the highest
 * severity is the alert's. What none covers is told by the defaults.
 */
#ifndef TRACKING_POLICY_H
#define TRACKING_POLICY_H

#include "model/policy.h"

struct development {
	enum alert_kind kind;
	enum effect effect;         /* of a figure; NONE */
	enum fact_type type;
	const struct place *place;  /* may be NULL */
	const struct actor *actor;  /* of truces and talks: their countries are places too */
	size_t actor_count;
	bool total;                 /* a total over a longer span */
	int64_t from;               /* the figure that was told last; INTEGER_NONE: none */
	int64_t to;                 /* the figure that is new; INTEGER_NONE: none */
	/* Of a figure with claims: what one, two, ... independent sources say at least; falling. */
	int64_t figures[POLICY_SOURCES_MOST];
	size_t figures_count;
	int64_t sources;            /* independent ones that have reported on it */
	int64_t people;             /* of an opening: its highest figure; INTEGER_NONE: unknown */
	double confidence;          /* of the fact; 0 or NAN: unknown, which is no reason for silence */
	enum severity severity;     /* its own */
	int64_t feed_alerts;        /* that its feed has caused within the hour */
};

/* Names of watches live in the arena. */
struct ruling policy_judge(struct arena *arena, const struct policy *policy,
                           const struct development *development);

/* So many people, as so many dead: five injured or detained weigh as much as one, and 500 displaced. */
int64_t policy_weight(enum effect effect, int64_t people);

/*
 * By the weight of the people concerned, and by what changes the course of events. The borders are those
 * between what a desk reads when it has time (low), today (medium), now (high), and wakes somebody for
 * (critical). A weight of 0: nobody is known to be harmed.
 */
enum severity policy_severity(enum alert_kind kind, int64_t weight);

#endif
