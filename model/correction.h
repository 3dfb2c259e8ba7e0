/* What a person has ruled against the machine: who, when, what and why. It is kept for good. */
#ifndef MODEL_CORRECTION_H
#define MODEL_CORRECTION_H

#include "base/json.h"

enum correction_kind {
	CORRECTION_NONE,
	CORRECTION_MERGE,   /* `other` is the same incident as `incident`, and goes into it */
	CORRECTION_SPLIT,   /* `articles` are of another incident, `other`; none: a merge is undone */
	CORRECTION_MUTE,    /* nothing more is told of `incident` */
	CORRECTION_UNMUTE,
	CORRECTION_RETRACT, /* `alert` is wrong */
	CORRECTIONS,
};
extern const char *const correction_names[CORRECTIONS];

#define CORRECTION_ARTICLES_MOST 100

struct correction {
	int64_t n; /* in the order in which they came; INTEGER_NONE until it is kept */
	struct instant at;
	int64_t uid;       /* of whoever asked, as the socket tells it */
	struct text login; /* for whom root says that it acts; may be empty */
	enum correction_kind kind;
	struct text incident;
	struct text other;
	struct text alert;
	struct text *articles; /* ids; whoever asks may give addresses */
	size_t articles_count;
	struct text reason;
	struct text told; /* the alert that told of it; empty: nothing had gone out */
};
extern const struct json_shape correction_shape;

#endif
