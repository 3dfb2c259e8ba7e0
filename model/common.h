/* The small nouns that facts, incidents and alerts share. */
#ifndef MODEL_COMMON_H
#define MODEL_COMMON_H

#include "base/json.h"

/*
 * A number as text gives it, by UCDP's low and high: "at least 560" is 560 and open, "up to 12" is
 * open and 12. INTEGER_NONE is an open end.
 */
struct count {
	int64_t low;
	int64_t high;
	struct text text; /* what was written */
	bool vague;       /* a word for many ("dozens"): low is only its custom */
};

/* A place that has been resolved against the gazetteer. */
struct place {
	struct text name;
	struct text country;  /* ISO 3166-1 alpha-2 */
	struct text province; /* of the first order, by its English name */
	struct text within;   /* gazetteer names from the country down, apart by '/': "LB/Beirut" */
	struct text region;   /* over its province, or the city that a quarter lies in: "Darfur", "Karachi" */
};

/* Days on which it was, both ends included; one day has start = end. */
struct timespan {
	struct day start;
	struct day end;
};

struct actor {
	struct text name;
	struct text country;
};

/* A named victim or leader. */
struct person_name {
	struct text name;
	struct text role;
	bool leader; /* the role is that of one who commands or governs */
};

/* Where it is said: bytes of the article's text, or of its title. */
struct evidence {
	struct text text;
	int64_t start;
	int64_t end;
	struct text in; /* "title", or empty for the text */
};

/* The same place, or one around it: "GR" and "GR/Thessaly" around "GR/Thessaly/Volos", Darfur around El Fasher. */
bool place_holds(const struct place *outer, const struct place *inner);

/* Of that name or country's code, or in a region, province or place of that name? */
bool place_is(const struct place *place, struct text name);

extern const struct json_shape count_shape;
extern const struct json_shape place_shape;
extern const struct json_shape timespan_shape;
extern const struct json_shape actor_shape;
extern const struct json_shape person_name_shape;
extern const struct json_shape evidence_shape;

#endif
