/*
 * A report: everything that was read in one article. Besides article, facts and incidents it holds
 * what tracking needs as numbers and ids, so that tracking sees no words.
 */
#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H

#include "model/article.h"
#include "model/fact.h"

/* What kind of text it is, as bits of report.marks. */
enum mark {
	MARK_CORRECTION = 1 << 0,  /* corrects a figure given before */
	MARK_ARCHIVE = 1 << 1,     /* says that it was first published long ago */
	MARK_ANNIVERSARY = 1 << 2,
	MARK_VERDICT = 1 << 3,     /* a trial of an old crime */
	MARK_OPINION = 1 << 4,
	MARK_ANALYSIS = 1 << 5,    /* explainer, timeline, profile */
	MARK_OBITUARY = 1 << 6,
	MARK_SECOND_EVENT = 1 << 7, /* a second attack, another quake */
	MARK_LIVE = 1 << 8,        /* a live blog */
	MARK_ROUNDUP = 1 << 9,     /* several events in one text */
	MARK_SPORT = 1 << 10,
	MARK_DRILL = 1 << 11,
	MARK_STANDS_BY = 1 << 12,  /* a party stands by its own figure */
};

/* A word of the story with its weight in this article: term frequency before idf. */
struct story_term {
	uint64_t id;
	int64_t weight; /* thousandths */
};

struct report {
	struct text article_id;   /* given by whoever asked; the entry's key */
	struct text feed;         /* the feed's url, or the outlet's name in replay */
	struct text source;       /* the outlet as people call it */
	struct text url;
	struct instant published; /* INSTANT_NONE where unknown */
	struct article *article;
	struct fact *facts;
	size_t facts_count;
	struct incident *incidents;
	size_t incidents_count;
	struct text language;     /* guessed from the text: "en", or "und" */
	struct text agency;       /* the agency that the text credits: "Reuters" */
	struct timespan *text_date; /* the text's own date, where it gives one */
	struct place *places;     /* named in title and lead, in their order; names that no table knows too */
	size_t places_count;
	struct text *countries;   /* that the text names, by themselves or their people, the most often named first */
	size_t countries_count;
	int64_t marks;
	int64_t words;
	uint64_t text_hash;       /* of the folded words of the text */
	uint64_t title_hash;
	uint64_t *sketch;         /* the smallest hashes of word 4-shingles, rising */
	size_t sketch_count;
	int64_t shingles;         /* how many there are in all */
	uint64_t *paragraphs;     /* hash of each paragraph's words, in order */
	size_t paragraphs_count;
	struct story_term *terms;
	size_t terms_count;
};

extern const struct json_shape report_shape;

/* Whether texts of a language, by its BCP 47 tag, are read for facts: there is one lexicon. Empty: they may be. */
bool language_is_read(struct text language);

/* What an article is beside those before it. */
enum verdict { VERDICT_NEW, VERDICT_DUPLICATE, VERDICT_NEAR_DUPLICATE, VERDICT_UPDATE, VERDICTS };
extern const char *const verdict_names[VERDICTS];

#endif
