/*
 * What is remembered of the articles before: the records that tracking reads and changes, each with
 * its one JSON form, and the picture of them that a report is held against. The store keeps them
 * and looks up what belongs into a picture; what they mean is decided here.
 */
#ifndef TRACKING_KNOWLEDGE_H
#define TRACKING_KNOWLEDGE_H

#include "model/fate.h"
#include "model/policy.h"
#include "model/report.h"

/* The lowest bit of a subject: claimed in the first sentences. */
#define CLAIM_IN_LEAD UINT64_C(1)

/*
 * Of each hash of a sketch 22 bits are kept: an article of 380 shingles has them eleven thousand apart, so
 * that a difference takes two bytes, and two of different articles meet by chance in one of 11,000 cases;
 * among the 512 lowest of 5,000 in one of 800, which moves no containment.
 */
#define SKETCH_KEPT (UINT64_MAX << 42)

/*
 * The subject of what is no claim but a spot that title or lead name; its claim is the hash of the name. Of two
 * events of one night the texts may be alike.
 */
#define SUBJECT_PLACE UINT64_C(4)
#define ARTICLE_PLACES_MOST 8

/* An article as it is compared with later ones. */
struct known_article {
	struct text article_id;
	uint64_t url;       /* hash of its identity (base/url.h); 0: none */
	uint64_t text_hash; /* 0: no text */
	uint64_t title_hash;
	uint64_t *sketch; /* the report's: the smallest hashes, rising, their SKETCH_KEPT bits */
	size_t sketch_count;
	int64_t shingles;
	int64_t words;
	uint64_t *claims; /* hashes of what it claims: effect and number, or status */
	size_t claims_count;
	uint64_t *subjects; /* the same without the number, one for each claim, CLAIM_IN_LEAD set or not */
	size_t subjects_count;
	struct instant published;
	uint64_t story;
};
extern const struct json_shape known_article_shape;

/* A story: the sum of its articles' terms, the heaviest STORY_TERMS_KEPT of them. */
#define STORY_TERMS_KEPT 80
struct known_story {
	uint64_t id;         /* hash of its first article's id */
	struct instant last; /* the clock at its last article */
	int64_t articles;
	struct story_term *terms; /* falling by weight */
	size_t terms_count;
	int64_t captured;          /* people taken or arrested, as its last articles have it; INTEGER_NONE */
	int64_t captured_articles; /* how many in a row */
	uint64_t twin_of;          /* the story that it would have joined, were it not another event; 0 */
};
extern const struct json_shape known_story_shape;

/* One number from one source lineage. */
struct ledger_claim {
	int64_t value;
	struct text source; /* who says so */
	struct text outlet;
	struct text agency; /* that the outlet had it from; empty: itself */
	struct text article;
	struct instant published;
};

/* A figure over time. */
#define SERIES_CLAIMS_MOST 200
struct series {
	enum effect effect;
	int64_t value;               /* agreed; INTEGER_NONE: none */
	int64_t told;                /* by the last alert: what the next one's rise is measured from */
	int64_t seen;                /* the highest that was believed, alerted or not */
	int64_t before;              /* agreed before a merge brought another; INTEGER_NONE: none did */
	struct text authority;       /* whose value it is */
	struct instant as_of;        /* when the article that gave it was published */
	struct text alert;           /* id of its last alert */
	struct ledger_claim *claims; /* the last SERIES_CLAIMS_MOST */
	size_t claims_count;
};

enum tracked_kind { TRACKED_NONE, TRACKED_INCIDENT, TRACKED_TOTAL, TRACKED_PROCESS, TRACKED_DEED, TRACKED_KINDS };

/* A village, its district, the town with the hospital. */
#define TRACKED_PLACES_MOST 12

/*
 * An incident, a total over a longer span, a process (truce, talks) with its states, or a deed that is
 * told once (troops sent, an order to leave, a leader's death).
 */
struct tracked {
	struct text id; /* "lb-2024-09-23-3f2a" */
	enum tracked_kind kind;
	enum fact_type type;
	struct text event; /* what a disaster or wreck is called: "earthquake" */
	struct place *place;
	struct place *places; /* other names of where it was, as texts give them; TRACKED_PLACES_MOST */
	size_t places_count;
	struct timespan *time;
	struct actor *actor;
	size_t actor_count;
	uint64_t story;
	bool another;         /* a text said that it was not the one before */
	bool opened;          /* an alert told of it */
	bool held;            /* the policy keeps its opening in silence until it is worth an alert */
	struct instant first; /* the clock at its first and last article */
	struct instant last;
	struct instant published; /* the highest published of its articles */
	struct text *outlets;
	size_t outlets_count;
	uint64_t *lineages;   /* hashes of the independent ones: an agency's clients are one */
	size_t lineages_count;
	struct series *series;
	size_t series_count;
	struct text status; /* of a process: the word of the alerts */
	struct text status_told; /* by the last of them */
	struct instant status_as_of;
	struct text status_alert;
	uint64_t *told; /* hashes of what was told once: a leader, an order, a claim */
	size_t told_count;
	struct text first_alert;
	struct text merged_into; /* a person says that it is that one; may be merged itself */
	bool muted;              /* a person wants nothing told of it */
};
extern const struct json_shape tracked_shape;
extern const char *const tracked_kind_names[TRACKED_KINDS];

/* The alerts of one feed (tracking/flow.h). */
#define FLOW_MINUTES_MOST 100
struct flow {
	struct text feed;
	struct text source;
	int64_t *minutes; /* since 1970, rising, in which it caused alerts, */
	size_t minutes_count;
	int64_t *alerts;  /* and how many */
	size_t alerts_count;
	struct instant passed; /* when it passed the ceiling the last time */
	int64_t held;          /* developments since then */
	int64_t noticed;       /* of them told in numbers */
	struct text notice;    /* id of the alert that told */
	struct instant due;    /* of the next one; INSTANT_NONE: none is to be told */
};
extern const struct json_shape flow_shape;

/* By what the store finds a report's picture. */
struct report_keys {
	uint64_t url;
	uint64_t text_hash;
	uint64_t title_hash;     /* only of an article without text: a headline alone */
	const uint64_t *samples; /* sketch hashes under a fixed bound: near copies share some */
	size_t samples_count;
	const struct text
	        *countries; /* of its facts; for a place that no gazetteer knows its name */
	size_t countries_count;
};

/*
 * A fifth of all shingles; an article of 60 words has eleven such samples, and a copy of half of it
 * shares one of them in 999 of 1000 cases.
 */
#define SAMPLE_BOUND (UINT64_MAX / 5)
#define SAMPLES_MOST 64
/* The terms by which a story is found among others. */
#define STORY_KEYS 16

struct picture {
	struct known_article *same; /* of the same id, url, text or headline; the newest first */
	size_t same_count;
	struct known_article *near; /* with common samples */
	size_t near_count;
	struct known_story *stories; /* with common terms, and those of the articles above */
	size_t stories_count;
	int64_t *documents; /* for each of the report's terms: in how many articles it is */
	int64_t documents_total;
	struct tracked *tracked; /* alive, in the report's countries */
	size_t tracked_count;
	const struct policy *policy; /* NULL: the defaults */
	struct flow *flow;           /* of the report's feed; NULL: nothing is known of it */
	struct instant newest;       /* when the newest article of late was published; INSTANT_NONE: there is none */
};

/* What is to be remembered: all of it or nothing. */
struct changes {
	enum verdict verdict;
	struct text of;
	struct known_article article;
	bool keep_article;         /* false of an exact duplicate of what is kept */
	struct known_story *story; /* to be written; NULL: unchanged */
	bool count_terms;          /* the report's terms count for how rare terms are */
	struct tracked **tracked;  /* new or changed */
	size_t tracked_count;
	struct alert *alerts; /* in order; without seq and logged */
	size_t alerts_count;
	struct fate *fate; /* what became of the article, and why */
	struct flow *flow; /* of its feed, to be written; NULL: unchanged */
};

/* By what a place is looked up: its country, or the name where that is all that is known. */
struct text place_key(const struct place *place);

struct report_keys report_keys(struct arena *arena, const struct report *report);

/* The record of an article, as it is held against later ones. */
struct known_article known_article_of(struct arena *arena, const struct report *report);

/* Of an effect; begun where there is none. */
struct series *tracked_series(struct arena *arena, struct tracked *tracked, enum effect effect);
/* The figure that an effect has now; INTEGER_NONE. */
int64_t tracked_figure(const struct tracked *tracked, enum effect effect);
/* By one of the names that texts have given for where it was. */
bool tracked_has_place(const struct tracked *tracked, const struct place *place);

/* Something of it is known that no alert has told. */
bool tracked_holds(const struct tracked *tracked);

#endif
