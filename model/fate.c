#include "model/fate.h"

const char *const quiet_names[QUIETS] = {
	[QUIET_COPY] = "copy",
	[QUIET_ARCHIVE] = "archive",
	[QUIET_ANNIVERSARY] = "anniversary",
	[QUIET_VERDICT] = "verdict",
	[QUIET_OPINION] = "opinion",
	[QUIET_ANALYSIS] = "analysis",
	[QUIET_OBITUARY] = "obituary",
	[QUIET_SPORT] = "sport",
	[QUIET_DRILL] = "drill",
	[QUIET_OLD] = "old",
	[QUIET_LATE] = "late",
	[QUIET_NOTHING] = "nothing",
};

const char *const outcome_names[OUTCOMES] = {
	[OUTCOME_TOLD] = "told",
	[OUTCOME_KNOWN] = "known",
	[OUTCOME_LOWER] = "lower",
	[OUTCOME_OLDER] = "older",
	[OUTCOME_WITHDRAWN] = "withdrawn",
	[OUTCOME_ROUNDED] = "rounded",
	[OUTCOME_RISE] = "rise",
	[OUTCOME_FIRST] = "first",
	[OUTCOME_RIVAL] = "rival",
	[OUTCOME_SMALL] = "small",
	[OUTCOME_PAST] = "past",
	[OUTCOME_SUM] = "sum",
	[OUTCOME_STATE] = "state",
	[OUTCOME_ACCEPTED] = "accepted",
	[OUTCOME_HEDGED] = "hedged",
	[OUTCOME_BELOW] = "below",
	[OUTCOME_ONCE] = "once",
	[OUTCOME_MUTED] = "muted",
	[OUTCOME_RETRACTED] = "retracted",
	[OUTCOME_UNWATCHED] = "unwatched",
	[OUTCOME_FEW] = "few",
	[OUTCOME_MILD] = "mild",
	[OUTCOME_UNSURE] = "unsure",
	[OUTCOME_UNCONFIRMED] = "unconfirmed",
	[OUTCOME_CEILING] = "ceiling",
	[OUTCOME_UNOPENED] = "unopened",
};

const char *const match_reason_names[MATCH_REASONS] = {
	"place_same", "place_within", "place_around", "place_other", "day_same", "day_next", "day_later",
	"lately",     "story",        "type",         "figure",      "toll",     "parties",
};

static const struct json_member fact_members[] = {
	MEMBER_NAMED(struct fate_fact, type, "type", fact_type_names),
	MEMBER_NAMED(struct fate_fact, effect, "effect", effect_names),
	MEMBER(INTEGER, struct fate_fact, low, "low"),
	MEMBER(INTEGER, struct fate_fact, high, "high"),
	MEMBER(TRUE, struct fate_fact, vague, "vague"),
	MEMBER(TRUE, struct fate_fact, part, "part"),
	MEMBER_NAMED(struct fate_fact, modality, "modality", modality_names),
	MEMBER_NAMED(struct fate_fact, status, "status", fact_status_names),
	MEMBER_NAMED(struct fate_fact, scope, "scope", scope_names),
	MEMBER(TEXT, struct fate_fact, place, "place"),
	MEMBER(TEXT, struct fate_fact, source, "source"),
};
static const struct json_shape fate_fact_shape = SHAPE("fact", struct fate_fact, fact_members);

static const struct json_member record_members[] = {
	MEMBER(TEXT, struct fate_record, id, "id"),
	MEMBER(TEXT, struct fate_record, via, "via"),
	MEMBER(TRUE, struct fate_record, begun, "begun"),
	MEMBER(INTEGER, struct fate_record, reasons, "reasons"),
	MEMBER_OF(struct fate_record, place, "place", &place_shape),
	MEMBER_OF(struct fate_record, time, "time", &timespan_shape),
};
static const struct json_shape record_shape = SHAPE("record", struct fate_record, record_members);

static const struct json_member matter_members[] = {
	MEMBER(INTEGER, struct matter, of, "of"),
	MEMBER_NAMED(struct matter, effect, "effect", effect_names),
	MEMBER(INTEGER, struct matter, value, "value"),
	MEMBER(TEXT, struct matter, word, "word"),
	MEMBER_NAMED(struct matter, outcome, "outcome", outcome_names),
	MEMBER(TEXT, struct matter, alert, "alert"),
	MEMBER(TEXT, struct matter, watch, "watch"),
};
static const struct json_shape matter_shape = SHAPE("matter", struct matter, matter_members);

static const struct json_member fate_members[] = {
	MEMBER(TEXT, struct fate, article, "article"),
	MEMBER(TEXT, struct fate, url, "url"),
	MEMBER(TEXT, struct fate, source, "source"),
	MEMBER(TEXT, struct fate, title, "title"),
	MEMBER(INSTANT, struct fate, published, "published"),
	MEMBER(INSTANT, struct fate, received, "received"),
	MEMBER_NAMED(struct fate, verdict, "verdict", verdict_names),
	MEMBER(TEXT, struct fate, of, "of"),
	MEMBER(HASH, struct fate, story, "story"),
	MEMBER_NAMED(struct fate, quiet, "quiet", quiet_names),
	MEMBER_MANY(LIST, struct fate, facts, "facts", &fate_fact_shape, FATE_FACTS_MOST),
	MEMBER(INTEGER, struct fate, facts_all, "facts_all"),
	MEMBER_MANY(LIST, struct fate, records, "records", &record_shape, FATE_RECORDS_MOST),
	MEMBER_MANY(LIST, struct fate, matters, "matters", &matter_shape, FATE_MATTERS_MOST),
};
const struct json_shape fate_shape = SHAPE("fate", struct fate, fate_members);

json_t *match_reasons_json(int64_t reasons)
{
	json_t *list = json_array();

	for (int bit = 0; bit < MATCH_REASONS && reasons != INTEGER_NONE; bit++)
		if (reasons & 1 << bit)
			json_array_append_new(list, json_string(match_reason_names[bit]));
	return list;
}

static json_t *matters_json(const struct fate *fate, int64_t of)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fate->matters_count; i++) {
		if (fate->matters[i].of != of)
			continue;
		json_t *one = json_of_shape(&matter_shape, &fate->matters[i]);
		json_object_del(one, "of");
		json_array_append_new(list, one);
	}
	return list;
}

json_t *fate_json(const struct fate *fate)
{
	json_t *json = json_of_shape(&fate_shape, fate), *records = json_array();

	for (size_t i = 0; i < fate->records_count; i++) {
		json_t *one = json_of_shape(&record_shape, &fate->records[i]);
		json_object_del(one, "reasons");
		json_object_set_new(one, "matched", match_reasons_json(fate->records[i].reasons));
		json_object_set_new(one, "matters", matters_json(fate, (int64_t)i));
		json_array_append_new(records, one);
	}
	json_object_set_new(json, "records", records);
	json_object_set_new(json, "matters", matters_json(fate, INTEGER_NONE));
	return json;
}
