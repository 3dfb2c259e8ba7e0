/* An alert: a development with a number; one line of the alert log. sitrep-alerts(5) is its page. */
#ifndef MODEL_ALERT_H
#define MODEL_ALERT_H

#include "model/fact.h"

enum alert_kind {
	ALERT_NONE,
	ALERT_INCIDENT_NEW,
	ALERT_TOLL_RAISED,
	ALERT_TOLL_REVISED_DOWN,
	ALERT_TOLL_DISPUTED,
	ALERT_STATUS_CHANGED,
	ALERT_DISPLACEMENT_RAISED,
	ALERT_HOSTAGES_RELEASED,
	ALERT_LEADER_KILLED,
	ALERT_LEADER_KILLED_DENIED,
	ALERT_DEPLOYMENT,
	ALERT_EVACUATION_ORDERED,
	ALERT_RESPONSIBILITY_CLAIMED,
	/* What a person has ruled: these update or cancel what was told before. */
	ALERT_INCIDENT_MERGED,
	ALERT_INCIDENT_SPLIT,
	ALERT_RETRACTED,
	ALERT_CEILING_REACHED, /* of a feed: no development, but that some are held */
	ALERT_KINDS, /* how many */
};

enum severity { SEVERITY_NONE, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

#define ALERT_SCHEMA 1

struct alert {
	int64_t schema;
	int64_t seq;             /* INTEGER_NONE until it is published */
	struct text id;
	struct instant logged;
	enum alert_kind kind;
	struct text effect;      /* an effect, "ceasefire" or "talks" */
	int64_t from;            /* a number; INTEGER_NONE where there is none */
	int64_t to;
	struct text from_status; /* of status_changed, in place of the numbers */
	struct text to_status;
	int64_t killed;          /* the opening figures of incident_new */
	int64_t injured;
	int64_t missing;
	struct text incident;
	struct text headline;
	enum severity severity;
	enum fact_type type;
	struct place *place;
	struct timespan *event_time;
	struct text name;        /* the leader */
	struct text article;
	struct text url;
	struct text source;
	struct text attributed_to;
	int64_t sources;         /* outlets that have reported the incident */
	struct text evidence;
	int64_t ceiling;         /* of ceiling_reached: alerts an hour, */
	int64_t held;            /* and developments that were not told */
	struct text replaces;
	struct text other;       /* of incident_merged and incident_split: the other incident */
	struct text note;        /* why, in the words of whoever has ruled it */
	double confidence;       /* of the fact that gives its evidence; above 0 to 1, 0: unknown */
	struct text *watches;    /* the operator's watches that want it */
	size_t watches_count;
};

/* More watches that one alert may name than anybody writes. */
#define ALERT_WATCHES_MOST 1000

extern const char *const alert_kind_names[ALERT_KINDS];
extern const char *const severity_names[SEVERITY_CRITICAL + 1];
extern const struct json_shape alert_shape;

/* Everything unknown, before anything is known of it. */
void alert_blank(struct alert *alert);

/* The alert's line: as its shape, with from and to taken from the words where it has them. */
json_t *alert_json(const struct alert *alert);

/* Which alerts are asked for; what is empty, NONE or 0 is any. */
struct alert_filter {
	struct instant since;   /* logged then or later; INSTANT_NONE */
	struct text kind;
	struct text place;      /* a name or a country's code */
	struct text watch;      /* that wants them */
	enum severity severity; /* at least */
	int64_t limit;          /* the newest so many */
	int64_t after_seq;      /* only those after */
};
/* Alerts that are answered in one piece: of a thousand watches each may name half a megabyte of them. */
#define ALERTS_LISTED 100
/* By everything but limit and after_seq. */
bool alert_matches(const struct alert *alert, const struct alert_filter *filter);
/* NONE where it is none. */
enum severity severity_named(struct text name);

bool alert_of_json(struct arena *arena, const json_t *json, struct alert *alert, struct error *error);

#endif
