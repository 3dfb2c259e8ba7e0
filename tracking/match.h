/*
 * Is it an incident that is known? By type, place (equal or containing, one of its other names; another one
 * within the same story where the figures agree), time (a day either way), story, and figures: those that
 * were reported of it before, and a toll that goes on from them. "A second attack" begins another one.
 */
#ifndef TRACKING_MATCH_H
#define TRACKING_MATCH_H

#include "tracking/knowledge.h"

/* PERHAPS: in one country, but it is not known where one of them lies in it. */
enum place_relation { PLACE_UNKNOWN, PLACE_EQUAL, PLACE_WITHIN, PLACE_AROUND, PLACE_PERHAPS, PLACE_APART };

/* How `place` lies to `other`: within it, around it, equal, or apart. UNKNOWN where either is NULL.
 */
enum place_relation place_relation(const struct place *place, const struct place *other);

/* An incident of a report, with what the rest of the report says of it. */
struct match_query {
	const struct lexicon *lexicon;
	const struct incident *incident;
	const struct place *places; /* all that the text names for it */
	size_t places_count;
	uint64_t story;
	struct instant published;
	bool main;     /* the article's main matter */
	bool eventful; /* title or lead say what happened, not only who died of it */
	bool corrects; /* the text corrects a figure */
	bool toll;     /* a running toll is told, not what happened today */
	bool guessed;  /* its country is only that of a town of this name; the text names neither it nor its people */
	int64_t revises; /* the figure that the text says it corrects; INTEGER_NONE: none */
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
