/* What the parts of tracking share while one report is tracked. Nothing outside tracking/ includes
 * this. */
#ifndef TRACKING_TRACKING_H
#define TRACKING_TRACKING_H

#include "lexicon/lexicon.h"
#include "tracking/knowledge.h"

struct tracking {
	struct arena *arena;
	const struct lexicon *lexicon;
	const struct report *report;
	const struct picture *picture;
	const struct policy *policy;
	struct instant now;
	uint64_t story;
	struct changes *changes;
	int64_t feed_alerts; /* that its feed has caused within the hour */
	int64_t held;        /* developments of the report, for the feed's ceiling */
	size_t alerts_room, tracked_room;
};

/* Marks a record as changed; the same one twice is written once. */
void tracking_change(struct tracking *tracking, struct tracked *tracked);
/* A new record for a first report; its id is derived from place, day and article. */
struct tracked *tracking_begin(struct tracking *tracking, enum tracked_kind kind,
                               enum fact_type type, const struct place *place,
                               const struct timespan *time);
/* The article has reported on it: story, times, outlet. */
void tracking_touch(struct tracking *tracking, struct tracked *tracked);
/* The record itself, or that which a person has merged it into; NULL of NULL. */
struct tracked *tracking_home(struct tracking *tracking, struct tracked *tracked);
/* Whom an article is a witness of: who has it from an agency is no source beside it. 0: nobody. */
uint64_t tracking_lineage(struct arena *arena, struct text agency, struct text outlet);
/* A thing that is told once: has it been? And true the first time, when it is remembered. */
bool tracking_was_told(const struct tracked *tracked, uint64_t thing);
bool tracking_tell_once(struct tracking *tracking, struct tracked *tracked, uint64_t thing);

/* What the text itself dates to days ago; and that, or what is to come. */
bool tracking_is_past(const struct tracking *tracking, const struct timespan *time);
bool tracking_is_background(const struct tracking *tracking, const struct timespan *time);

/* The article's main matter is a disaster or a wreck. */
bool tracking_is_accident(const struct tracking *tracking);

/* --- fate.c --- */

struct fate *fate_begin(struct arena *arena, const struct report *report, struct instant now);
/* What is known of the article when all is decided. */
void fate_finish(struct arena *arena, const struct report *report, struct changes *changes);
/* The record is one that the article came to; NULL where there are too many. */
struct fate_record *fate_record(struct tracking *tracking, const struct tracked *tracked);
/* By which reasons (enum match_reason) the incident is that record's. */
void fate_match(struct tracking *tracking, const struct tracked *tracked,
                const struct incident *incident, int64_t reasons);
/* What became of a figure, state or deed; `tracked` may be NULL. `of` is set here. */
void fate_note(struct tracking *tracking, const struct tracked *tracked, const struct matter *matter);
void fate_figure(struct tracking *tracking, const struct tracked *tracked, enum effect effect,
                 int64_t value, enum outcome outcome);
/* What was ruled of an alert; only one that is told has an id. */
void fate_alert(struct tracking *tracking, const struct tracked *tracked, const struct alert *alert,
                const struct ruling *ruling);

/* --- alerts.c --- */

/* An alert of a record, with the fact that gives its evidence (may be NULL); the caller sets from
 * and to. */
struct alert *alert_add(struct tracking *tracking, const struct tracked *tracked,
                        enum alert_kind kind, const struct fact *fact);
/*
 * When the rest of the alert that was added last is known: asks the policy, whose ruling is the article's
 * fate.
 * Told, the alert gets its id (derived from kind, series, value and `before`, the id of the one before it
 * in its series), headline and severity; else it is taken back. `series`: that it is a rise of, whose
 * claims say how many sources stand behind it, and what they say at least becomes the alert's `to`; NULL.
 */
enum outcome alert_seal(struct tracking *tracking, const struct tracked *tracked,
                              struct alert *alert, const struct series *series,
                              struct text before);

/* --- headline.c --- */

struct text headline_of(struct arena *arena, const struct lexicon *lexicon,
                        const struct alert *alert, const struct tracked *tracked);

/* --- gather.c --- */

/* The report's incidents, with those that tell of the main matter gathered into it: the first. */
struct incident *gather_incidents(struct tracking *tracking, size_t *count);
/* Main: people harmed, or a place hit, in the first paragraphs. Another: in title or lead, with place and harm. */
bool gather_is_worth_opening(const struct tracking *tracking, const struct incident *incident, bool main);
/* The fact tells how many they are with this one: a toll by its ordinal. */
bool gather_counts_on(const struct fact *fact);
/* In the title or the first sentence. */
bool gather_in_lead(const struct fact *fact);

/*
 * The places that the text names for it, each with its country as far as that can be told: first those of its
 * own sentences, then for the main matter those of title and lead.
 */
#define GATHER_PLACES_MOST 24
struct places {
	struct place *list;
	size_t count;
};
struct places gather_places(const struct tracking *tracking, const struct incident *incident, bool main);

/* --- claims.c --- */

struct claim {
	const struct count *count; /* NULL: none */
	const struct fact *fact;   /* that gives it; may be NULL */
};

/* A number that sets a figure; INTEGER_NONE of words for many and "up to". */
int64_t claim_value(const struct count *count);
/* The article's own figure of an effect. */
struct claim claim_of_incident(const struct tracking *tracking, const struct tracked *tracked,
                               const struct incident *incident, enum effect effect);
/* A figure against that of the ledger, for which the text or its source stands; NULL: none. */
const struct fact *claim_of_rival(const struct tracking *tracking, const struct incident *incident,
                                  const struct series *series);
/* The authority's figure and a higher one of whoever counts beside it, in a text that sets them against each other. */
struct sides {
	const struct fact *official;
	const struct fact *rival; /* NULL: there are no two sides */
};
struct sides claim_sides(const struct tracking *tracking, const struct incident *incident, enum effect effect);
/* Told as a rival's before? */
bool claim_is_rival(const struct tracked *tracked, enum effect effect, int64_t value);
/* From now on it is. */
void claim_mark_rival(struct tracking *tracking, struct tracked *tracked, enum effect effect, int64_t value);
/* In the record's list of what was told once: that the rival's figure was. */
uint64_t claim_rival_told(enum effect effect, int64_t value);
/* In the same list: that the first dead of the record are militants, gunmen and the like. */
void claim_note_foes(struct tracking *tracking, struct tracked *tracked, const struct claim *claim);
/* They are. */
bool claim_dead_are_foes(const struct tracked *tracked);
/* The dead are those who had killed or taken the record's people. */
bool claim_is_of_foes(const struct tracking *tracking, const struct tracked *tracked,
                      const struct claim *claim);
/* The one dead is a leader, who has an alert of his own. */
bool claim_is_of_leader(const struct tracking *tracking, const struct claim *claim);
/* Some do the harm and others suffer it; in a clash both sides do, and of a strike anybody may be the victim. */
bool claim_has_victims(enum fact_type type);
/* In the same list: a person has retracted what the article told with it. */
uint64_t claim_retracted(struct text article, enum effect effect, int64_t value);
/*
 * What one, two, ... independent sources say of a series at least, up to `most` of them and to what is
 * agreed; falling. Outlets that have it from one agency are one source. Returns how many there are.
 */
size_t claims_by_sources(const struct series *series, int64_t *figures, size_t most);

/* --- words.c --- */

/* The fact's people are those who do the harm: militants, gunmen, attackers. */
bool words_name_foes(const struct tracking *tracking, const struct fact *fact);
/* A commander, an emir: whose death is told as his, not as a toll. */
bool words_name_leader(const struct tracking *tracking, const struct fact *fact);
/* "Jihadists say": they are who speaks. */
bool words_name_foes_as_source(const struct tracking *tracking, struct text source);

/* Who counts beside the authorities: a union, villagers; and the authority's count as others speak of it. */
bool words_name_unofficial(const struct tracking *tracking, struct text source);
bool words_name_official_count(const struct tracking *tracking, struct text source);
/* A statement's verb is among its first words: "has once more denied". */
#define WORDS_TO_VERB 4
/* "Dismissed the reports about X", "denies the martyrdom of X". */
bool words_rebuff_news(const struct tracking *tracking, struct text said);

/* --- captives.c --- */

/* People freed, and people driven from home, whom no incident of the report counts. */
void captives_apply(struct tracking *tracking);
/* The abduction whose captives the report tells to be free; NULL. */
struct tracked *captives_record(struct tracking *tracking);

/* --- ledger.c --- */

/* One figure of a record that is known: raised, corrected, or kept in silence. */
void ledger_count(struct tracking *tracking, struct tracked *tracked, enum effect effect,
                  const struct claim *claim);
/* People freed at one time: the series' value is their sum. */
void ledger_batch(struct tracking *tracking, struct tracked *tracked, struct series *series,
                  const struct claim *claim, bool telling);

/* The figures of an incident of the report, against those of the record that it is; `fresh`: just
 * begun. */
void ledger_apply(struct tracking *tracking, struct tracked *tracked,
                  const struct incident *incident, bool fresh);
/* One total over a longer span. */
void ledger_total(struct tracking *tracking, const struct fact *fact);

/* --- deeds.c --- */

/* Troops, orders to leave, claims of responsibility, leaders killed. */
void deeds_apply(struct tracking *tracking);

/* --- process.c --- */

/* Truces and talks of the report. */
void process_apply(struct tracking *tracking);

#endif
