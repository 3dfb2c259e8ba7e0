/*
 * Is it an incident that is known? By type, place (equal or containing; another one within the same
 * story where the figures agree), time (a day either way), story, and figures that were reported of
 * it before. "A second attack" begins another one.
 */
#ifndef TRACKING_MATCH_H
#define TRACKING_MATCH_H

#include "tracking/knowledge.h"

enum place_relation { PLACE_UNKNOWN, PLACE_EQUAL, PLACE_WITHIN, PLACE_AROUND, PLACE_APART };

/* How `place` lies to `other`: within it, around it, equal, or apart. UNKNOWN where either is NULL.
 */
enum place_relation place_relation(const struct place *place, const struct place *other);

/* An incident of a report, with what the rest of the report says of it. */
struct match_query {
	const struct incident *incident;
	uint64_t story;
	struct instant published;
	bool main;     /* the article's main matter */
	bool corrects; /* the text corrects a figure */
	bool toll;     /* a running toll is told, not what happened today */
};

/* NULL: none of them. */
struct tracked *match_incident(const struct picture *picture, const struct match_query *query);

/* Why it is that one: enum match_reason. */
int64_t match_reasons(const struct tracked *tracked, const struct match_query *query);

/* A running total or a process of a type in the place. */
struct tracked *match_total(const struct picture *picture, const struct place *place);

/* True where both are kinds of violence, or both of disaster, and so on; casualties fit any. */
bool match_types(enum fact_type a, enum fact_type b);

#endif
