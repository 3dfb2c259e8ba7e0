/*
 * What became of an article, as it is remembered for whoever asks why: what it is beside those
 * before it, which records its facts came to and by which reasons, and of each figure whether an
 * alert was told of it or why not. Codes and ids only; `sitrep why` has the sentences.
 *
 * It is kept for every article for as long as the article itself, so it is to stay under some 300
 * bytes: facts and matters beyond the first are counted, not kept.
 */
#ifndef MODEL_FATE_H
#define MODEL_FATE_H

#include "model/report.h"

/* Why nothing was told of a whole article. */
enum quiet {
	QUIET_NOT,
	QUIET_COPY, /* the same text, or a copy of it without a fact of its own */
	QUIET_ARCHIVE,
	QUIET_ANNIVERSARY,
	QUIET_VERDICT,
	QUIET_OPINION,
	QUIET_ANALYSIS,
	QUIET_OBITUARY,
	QUIET_SPORT,
	QUIET_DRILL,
	QUIET_OLD,     /* its own date is days before its publication */
	QUIET_LATE,    /* it was published long before the newest of late */
	QUIET_NOTHING, /* no fact in it, or none that is of an event */
	QUIETS,
};
extern const char *const quiet_names[QUIETS];

/* What became of one figure, state or deed. */
enum outcome {
	OUTCOME_NONE,
	OUTCOME_TOLD,
	OUTCOME_KNOWN,     /* the ledger has it already */
	OUTCOME_LOWER,     /* less than the ledger's, and nobody corrects it */
	OUTCOME_OLDER,     /* from before what the ledger has */
	OUTCOME_WITHDRAWN, /* was corrected since */
	OUTCOME_ROUNDED,   /* the ledger's, rounded */
	OUTCOME_RISE,      /* more than was told, but not enough more */
	OUTCOME_FIRST,     /* the first of its kind, which is kept in silence */
	OUTCOME_RIVAL,     /* a rival's figure that was told before */
	OUTCOME_SMALL,     /* opens no incident: no place, no harm, or not the article's matter */
	OUTCOME_PAST,      /* dated to days before, or to come */
	OUTCOME_SUM,       /* of several incidents, each of which has its own */
	OUTCOME_STATE,     /* the truce or the talks are in it, or it does not follow from where they are */
	OUTCOME_ACCEPTED,  /* by one party; told when all have */
	OUTCOME_HEDGED,    /* hoped for, planned or denied */
	OUTCOME_BELOW,     /* told far down: how it came to what the text is about */
	OUTCOME_ONCE,      /* a deed that was told before */
	OUTCOME_MUTED,     /* a person has muted the incident */
	OUTCOME_RETRACTED, /* a person has retracted the alert that the same article led to with it */
	/* What the operator's watches and the ceiling hold back, in the order in which it is asked. */
	OUTCOME_UNWATCHED,   /* no watch covers it, and only what they cover is told */
	OUTCOME_FEW,         /* of fewer people than the watch asks for */
	OUTCOME_MILD,        /* of less severity */
	OUTCOME_UNSURE,      /* the fact has less confidence */
	OUTCOME_UNCONFIRMED, /* fewer independent sources say so */
	OUTCOME_CEILING,     /* the feed has had its alerts of this hour */
	OUTCOME_UNOPENED,    /* what it belongs to was not told either */
	OUTCOMES,
};
extern const char *const outcome_names[OUTCOMES];

/* By what an incident of the article was taken for one that is known: bits that are kept for good. */
enum match_reason {
	MATCH_PLACE_SAME = 1 << 0,
	MATCH_PLACE_WITHIN = 1 << 1, /* the article's lies within the record's */
	MATCH_PLACE_AROUND = 1 << 2,
	MATCH_PLACE_OTHER = 1 << 3, /* elsewhere, but the rest agrees */
	MATCH_DAY_SAME = 1 << 4,
	MATCH_DAY_NEXT = 1 << 5,  /* a day either way */
	MATCH_DAY_LATER = 1 << 6, /* of what goes on, or is known by its figure */
	MATCH_LATELY = 1 << 7,    /* no day of its own; both reported within days */
	MATCH_STORY = 1 << 8,
	MATCH_TYPE = 1 << 9,
	MATCH_FIGURE = 1 << 10, /* a number that was reported of it before */
	MATCH_TOLL = 1 << 11,   /* it tells a running toll */
	MATCH_PARTIES = 1 << 12, /* a record that is known by parties, place and kind */
};
#define MATCH_REASONS 13
extern const char *const match_reason_names[MATCH_REASONS]; /* by bit */

struct fate_fact {
	enum fact_type type;
	enum effect effect;
	int64_t low, high;
	bool vague;
	bool part;
	enum modality modality; /* NONE stands for actual, which most are */
	enum fact_status status;
	enum scope scope; /* only cumulative */
	struct text place;
	struct text source;
};

/* A record that the article came to. */
struct fate_record {
	struct text id;
	struct text via;  /* the record that it matched, where that is merged into this one */
	bool begun;       /* by this article */
	int64_t reasons;  /* enum match_reason; INTEGER_NONE: none */
	struct place *place; /* where the article has another than the record */
	struct timespan *time;
};

/* One figure, state or deed of the article. */
struct matter {
	int64_t of; /* which of the records; INTEGER_NONE: none */
	enum effect effect;
	int64_t value;
	struct text word; /* a state, or a name */
	enum outcome outcome;
	struct text alert; /* with TOLD */
	struct text watch; /* whose threshold it was; empty: none's */
};

#define FATE_FACTS_MOST 12
#define FATE_RECORDS_MOST 12
#define FATE_MATTERS_MOST 24

struct fate {
	struct text article;
	struct text url;
	struct text source;
	struct text title;
	struct instant published;
	struct instant received;
	enum verdict verdict;
	struct text of; /* with another verdict than new */
	uint64_t story;
	enum quiet quiet;
	struct fate_fact *facts;
	size_t facts_count;
	int64_t facts_all; /* where there are more; else INTEGER_NONE */
	struct fate_record *records;
	size_t records_count;
	struct matter *matters;
	size_t matters_count;
};
extern const struct json_shape fate_shape;

/* For people and programs: matters beside their records, reasons by name. */
json_t *fate_json(const struct fate *fate);
/* ["place_same","story"] */
json_t *match_reasons_json(int64_t reasons);

#endif
