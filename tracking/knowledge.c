#include "tracking/knowledge.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/url.h"

static const struct json_member article_members[] = {
        MEMBER(TEXT, struct known_article, article_id, "article_id"),
        MEMBER(HASH, struct known_article, url, "url"),
        MEMBER(HASH, struct known_article, text_hash, "text_hash"),
        MEMBER(HASH, struct known_article, title_hash, "title_hash"),
        MEMBER_MANY(HASHES, struct known_article, sketch, "sketch", NULL, LIMIT_SKETCH),
        MEMBER(INTEGER, struct known_article, shingles, "shingles"),
        MEMBER(INTEGER, struct known_article, words, "words"),
        MEMBER_MANY(HASHES, struct known_article, claims, "claims", NULL, LIMIT_FACTS + ARTICLE_PLACES_MOST),
        MEMBER_MANY(HASHES, struct known_article, subjects, "subjects", NULL, LIMIT_FACTS + ARTICLE_PLACES_MOST),
        MEMBER(INSTANT, struct known_article, published, "published"),
        MEMBER(HASH, struct known_article, story, "story"),
};
const struct json_shape known_article_shape =
        SHAPE("known article", struct known_article, article_members);

static const struct json_member term_members[] = {
        MEMBER(HASH, struct story_term, id, "id"),
        MEMBER(INTEGER, struct story_term, weight, "weight"),
};
static const struct json_shape term_shape = SHAPE("term", struct story_term, term_members);

static const struct json_member story_members[] = {
        MEMBER(HASH, struct known_story, id, "id"),
        MEMBER(INSTANT, struct known_story, last, "last"),
        MEMBER(INTEGER, struct known_story, articles, "articles"),
        MEMBER_MANY(LIST, struct known_story, terms, "terms", &term_shape, STORY_TERMS_KEPT),
        MEMBER(INTEGER, struct known_story, captured, "captured"),
        MEMBER(INTEGER, struct known_story, captured_articles, "captured_articles"),
        MEMBER(HASH, struct known_story, twin_of, "twin_of"),
};
const struct json_shape known_story_shape = SHAPE("story", struct known_story, story_members);

static const struct json_member claim_members[] = {
        MEMBER(INTEGER, struct ledger_claim, value, "value"),
        MEMBER(TEXT, struct ledger_claim, source, "source"),
        MEMBER(TEXT, struct ledger_claim, outlet, "outlet"),
        MEMBER(TEXT, struct ledger_claim, agency, "agency"),
        MEMBER(TEXT, struct ledger_claim, article, "article"),
        MEMBER(INSTANT, struct ledger_claim, published, "published"),
};
static const struct json_shape claim_shape = SHAPE("claim", struct ledger_claim, claim_members);

static const struct json_member series_members[] = {
        {.key = "effect",
         .kind = MEMBER_NAME,
         .offset = offsetof(struct series, effect),
         .names = effect_names,
         .names_count = EFFECTS},
        MEMBER(INTEGER, struct series, value, "value"),
        MEMBER(INTEGER, struct series, told, "told"),
        MEMBER(INTEGER, struct series, seen, "seen"),
        MEMBER(INTEGER, struct series, before, "before"),
        MEMBER(TEXT, struct series, authority, "authority"),
        MEMBER(INSTANT, struct series, as_of, "as_of"),
        MEMBER(TEXT, struct series, alert, "alert"),
        MEMBER_MANY(LIST, struct series, claims, "claims", &claim_shape, SERIES_CLAIMS_MOST),
};
static const struct json_shape series_shape = SHAPE("series", struct series, series_members);

const char *const tracked_kind_names[TRACKED_KINDS] = {
        [TRACKED_INCIDENT] = "incident",
        [TRACKED_TOTAL] = "total",
        [TRACKED_PROCESS] = "process",
        [TRACKED_DEED] = "deed",
};

static const struct json_member tracked_members[] = {
        MEMBER(TEXT, struct tracked, id, "id"),
        MEMBER_NAMED(struct tracked, kind, "kind", tracked_kind_names),
        {.key = "type",
         .kind = MEMBER_NAME,
         .offset = offsetof(struct tracked, type),
         .names = fact_type_names,
         .names_count = FACT_TYPES},
        MEMBER(TEXT, struct tracked, event, "event"),
        MEMBER_OF(struct tracked, place, "place", &place_shape),
        MEMBER_MANY(LIST, struct tracked, places, "places", &place_shape, TRACKED_PLACES_MOST),
        MEMBER_OF(struct tracked, time, "time", &timespan_shape),
        MEMBER_MANY(LIST, struct tracked, actor, "actor", &actor_shape, 64),
        MEMBER(HASH, struct tracked, story, "story"),
        MEMBER(TRUE, struct tracked, another, "another"),
        MEMBER(TRUE, struct tracked, opened, "opened"),
        MEMBER(TRUE, struct tracked, held, "held"),
        MEMBER(INSTANT, struct tracked, first, "first"),
        MEMBER(INSTANT, struct tracked, last, "last"),
        MEMBER(INSTANT, struct tracked, published, "published"),
        MEMBER_MANY(TEXTS, struct tracked, outlets, "outlets", NULL, 1000),
        MEMBER_MANY(HASHES, struct tracked, lineages, "lineages", NULL, 1000),
        MEMBER_MANY(LIST, struct tracked, series, "series", &series_shape, 64),
        MEMBER(TEXT, struct tracked, status, "status"),
        MEMBER(TEXT, struct tracked, status_told, "status_told"),
        MEMBER(INSTANT, struct tracked, status_as_of, "status_as_of"),
        MEMBER(TEXT, struct tracked, status_alert, "status_alert"),
        MEMBER_MANY(HASHES, struct tracked, told, "told", NULL, 1000),
        MEMBER(TEXT, struct tracked, first_alert, "first_alert"),
        MEMBER(TEXT, struct tracked, merged_into, "merged_into"),
        MEMBER(TRUE, struct tracked, muted, "muted"),
};
const struct json_shape tracked_shape = SHAPE("tracked", struct tracked, tracked_members);

static const struct json_member flow_members[] = {
        MEMBER(TEXT, struct flow, feed, "feed"),
        MEMBER(TEXT, struct flow, source, "source"),
        MEMBER_MANY(NUMBERS, struct flow, minutes, "minutes", NULL, FLOW_MINUTES_MOST),
        MEMBER_MANY(NUMBERS, struct flow, alerts, "alerts", NULL, FLOW_MINUTES_MOST),
        MEMBER(INSTANT, struct flow, passed, "passed"),
        MEMBER(INTEGER, struct flow, held, "held"),
        MEMBER(INTEGER, struct flow, noticed, "noticed"),
        MEMBER(TEXT, struct flow, notice, "notice"),
        MEMBER(INSTANT, struct flow, due, "due"),
};
const struct json_shape flow_shape = SHAPE("flow", struct flow, flow_members);

/* --- what an article claims --- */

/* What is news in a text stands here; what is told further down was so before. */
#define LEAD_SENTENCES 5

static uint64_t mix(uint64_t hash, uint64_t more)
{
	return (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15) ^ (hash >> 29);
}

/* Whom a count is of, where it is told as an event: the moved to safety are displaced. */
static enum effect effect_of(const struct fact *fact)
{
	static const enum effect effects[FACT_TYPES] = {
	        [FACT_ABDUCTION] = EFFECT_ABDUCTED,       [FACT_DETENTION] = EFFECT_DETAINED,
	        [FACT_RELEASE] = EFFECT_RELEASED,         [FACT_DISPLACEMENT] = EFFECT_DISPLACED,
	        [FACT_EVACUATION] = EFFECT_DISPLACED,
	};

	return fact->effect != EFFECT_NONE ? fact->effect : effects[fact->type];
}

/*
 * True where the fact is one by which an update is told from a copy. Without its place: another dateline
 * over the same text moves it.
 */
static bool claim_of(const struct fact *fact, uint64_t *subject, uint64_t *claim)
{
	bool process = fact->type == FACT_CEASEFIRE || fact->type == FACT_TALKS;
	int64_t value = INTEGER_NONE;

	if (fact->part || (fact->modality != MODALITY_ACTUAL && fact->modality != MODALITY_NONE))
		return false;
	if (fact->count)
		value = fact->count->low != INTEGER_NONE ? fact->count->low : fact->count->high;
	if (!process && (value == INTEGER_NONE || effect_of(fact) == EFFECT_NONE))
		return false;
	*subject = mix(process ? fact->type : FACT_NONE, effect_of(fact));
	*claim = mix(*subject, process ? (uint64_t)fact->status + 1 : (uint64_t)value);
	*subject = (*subject & ~CLAIM_IN_LEAD) | (fact->sentence <= LEAD_SENTENCES ? CLAIM_IN_LEAD : 2);
	*claim += *claim == 0;
	return true;
}

static void take_places(struct arena *arena, struct known_article *known, const struct report *report)
{
	for (size_t i = 0, taken = 0; i < report->places_count && taken < ARTICLE_PLACES_MOST; i++) {
		const struct place *place = &report->places[i];
		/* A country is common to both. */
		if (!text_empty(place->within) && text_equal(place->within, place->country))
			continue;
		known->subjects[known->claims_count] = SUBJECT_PLACE;
		known->claims[known->claims_count++] = hash_text(text_fold(arena, place->name), 0);
		taken++;
	}
}

struct known_article known_article_of(struct arena *arena, const struct report *report)
{
	struct known_article known = {
	        .article_id = report->article_id,
	        .text_hash = report->words ? report->text_hash : 0,
	        .title_hash = report->title_hash,
	        .sketch = arena_array(arena, report->sketch_count, sizeof(*report->sketch)),
	        .sketch_count = report->sketch_count,
	        .shingles = report->shingles,
	        .words = report->words,
	        .published = report->published,
	};
	struct text identity = url_identity(arena, report->url);

	for (size_t i = 0; i < report->sketch_count; i++)
		known.sketch[i] = report->sketch[i] & SKETCH_KEPT;
	known.url = text_empty(identity) ? 0 : hash_text(identity, 0);
	size_t most = report->facts_count + ARTICLE_PLACES_MOST;
	known.claims = arena_array(arena, most, sizeof(*known.claims));
	known.subjects = arena_array(arena, most, sizeof(*known.subjects));
	for (size_t i = 0; i < report->facts_count; i++)
		if (claim_of(&report->facts[i], &known.subjects[known.claims_count],
		             &known.claims[known.claims_count]))
			known.claims_count++;
	take_places(arena, &known, report);
	known.subjects_count = known.claims_count;
	return known;
}

static void add_country(struct text *countries, size_t *count, struct text country)
{
	if (text_empty(country))
		return;
	for (size_t i = 0; i < *count; i++)
		if (text_equal(countries[i], country))
			return;
	countries[(*count)++] = country;
}

struct text place_key(const struct place *place)
{
	return text_empty(place->country) ? place->name : place->country;
}

struct report_keys report_keys(struct arena *arena, const struct report *report)
{
	struct text identity = url_identity(arena, report->url);
	struct report_keys keys = {
	        .url = text_empty(identity) ? 0 : hash_text(identity, 0),
	        .text_hash = report->words ? report->text_hash : 0,
	        .title_hash = report->words ? 0 : report->title_hash,
	        .samples = report->sketch,
	};
	size_t most = 1, count = 0;

	while (keys.samples_count < report->sketch_count && keys.samples_count < SAMPLES_MOST &&
	       report->sketch[keys.samples_count] < SAMPLE_BOUND)
		keys.samples_count++;
	most += report->places_count + report->countries_count;
	for (size_t i = 0; i < report->facts_count; i++)
		most += 1 + report->facts[i].actor_count + report->facts[i].target_count;
	struct text *countries = arena_array(arena, most, sizeof(*countries));
	for (size_t i = 0; i < report->facts_count; i++) {
		const struct fact *fact = &report->facts[i];
		if (fact->place)
			add_country(countries, &count, place_key(fact->place));
		for (size_t k = 0; k < fact->actor_count; k++)
			add_country(countries, &count, fact->actor[k].country);
		for (size_t k = 0; k < fact->target_count; k++)
			add_country(countries, &count, fact->target[k].country);
	}
	for (size_t i = 0; i < report->places_count; i++)
		add_country(countries, &count, place_key(&report->places[i]));
	for (size_t i = 0; i < report->countries_count; i++)
		add_country(countries, &count, report->countries[i]);
	keys.countries = countries;
	keys.countries_count = count;
	return keys;
}

struct series *tracked_series(struct arena *arena, struct tracked *tracked, enum effect effect)
{
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == effect)
			return &tracked->series[i];
	struct series *more = arena_array(arena, tracked->series_count + 1, sizeof(*more));
	if (tracked->series_count)
		memcpy(more, tracked->series, tracked->series_count * sizeof(*more));
	tracked->series = more;
	struct series *series = &more[tracked->series_count++];
	*series = (struct series){.effect = effect,
	                          .value = INTEGER_NONE,
	                          .told = INTEGER_NONE,
	                          .seen = INTEGER_NONE,
	                          .before = INTEGER_NONE,
	                          .as_of = INSTANT_NONE};
	return series;
}

int64_t tracked_figure(const struct tracked *tracked, enum effect effect)
{
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].effect == effect)
			return tracked->series[i].value;
	return INTEGER_NONE;
}

bool tracked_has_place(const struct tracked *tracked, const struct place *place)
{
	if (tracked->place && text_equal_nocase(tracked->place->name, place->name))
		return true;
	for (size_t i = 0; i < tracked->places_count; i++)
		if (text_equal_nocase(tracked->places[i].name, place->name))
			return true;
	return false;
}

bool tracked_holds(const struct tracked *tracked)
{
	bool moved = tracked->kind == TRACKED_PROCESS &&
	             !text_equal(tracked->status, tracked->status_told);

	if (tracked->held || moved || (tracked->kind == TRACKED_DEED && !tracked->opened))
		return true;
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].value != tracked->series[i].told)
			return true;
	return false;
}
