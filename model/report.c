#include "model/report.h"

#include "base/limits.h"

static const struct json_member term_members[] = {
	MEMBER(HASH, struct story_term, id, "t"),
	MEMBER(INTEGER, struct story_term, weight, "w"),
};
static const struct json_shape term_shape = SHAPE("term", struct story_term, term_members);

static const struct json_member report_members[] = {
	MEMBER(TEXT, struct report, article_id, "article_id"),
	MEMBER(TEXT, struct report, feed, "feed"),
	MEMBER(TEXT, struct report, source, "source"),
	MEMBER(TEXT, struct report, url, "url"),
	MEMBER(INSTANT, struct report, published, "published"),
	MEMBER_OF(struct report, article, "article", &article_shape),
	MEMBER_MANY(LIST, struct report, facts, "facts", &fact_shape, LIMIT_FACTS),
	MEMBER_MANY(LIST, struct report, incidents, "incidents", &incident_shape, LIMIT_INCIDENTS),
	MEMBER(TEXT, struct report, language, "language"),
	MEMBER(TEXT, struct report, agency, "agency"),
	MEMBER_OF(struct report, text_date, "text_date", &timespan_shape),
	MEMBER_MANY(LIST, struct report, places, "places", &place_shape, LIMIT_REPORT_PLACES),
	MEMBER_MANY(TEXTS, struct report, countries, "countries", NULL, LIMIT_REPORT_COUNTRIES),
	MEMBER(INTEGER, struct report, marks, "marks"),
	MEMBER(INTEGER, struct report, words, "words"),
	MEMBER(HASH, struct report, text_hash, "text_hash"),
	MEMBER(HASH, struct report, title_hash, "title_hash"),
	MEMBER_MANY(HASHES, struct report, sketch, "sketch", NULL, LIMIT_SKETCH),
	MEMBER(INTEGER, struct report, shingles, "shingles"),
	MEMBER_MANY(HASHES, struct report, paragraphs, "paragraphs", NULL, LIMIT_PARAGRAPHS),
	MEMBER_MANY(LIST, struct report, terms, "terms", &term_shape, LIMIT_STORY_TERMS),
};
const struct json_shape report_shape = SHAPE("report", struct report, report_members);

const char *const verdict_names[VERDICTS] = {
	[VERDICT_NEW] = "new",
	[VERDICT_DUPLICATE] = "duplicate",
	[VERDICT_NEAR_DUPLICATE] = "near_duplicate",
	[VERDICT_UPDATE] = "update",
};

bool language_is_read(struct text language)
{
	struct text primary = language, rest = language;

	return text_empty(language) || (text_next(&rest, '-', &primary) && text_equal_nocase(primary, TEXT("en")));
}
