#include "model/poll.h"

const char *const feed_state_names[FEED_STATES] = {
	[FEED_OK] = "ok",
	[FEED_FAILING] = "failing",
	[FEED_GONE] = "gone",
	[FEED_PAUSED] = "paused",
};

static const struct json_member answer_members[] = {
	MEMBER(INSTANT, struct answer_record, at, "at"),
	MEMBER(INTEGER, struct answer_record, status, "status"),
	MEMBER(INTEGER, struct answer_record, bytes, "bytes"),
	MEMBER(INTEGER, struct answer_record, fresh, "new"),
	MEMBER(TEXT, struct answer_record, error, "error"),
};
static const struct json_shape answer_shape = SHAPE("answer", struct answer_record, answer_members);

static const struct json_member feed_record_members[] = {
	MEMBER(INTEGER, struct feed_record, id, "id"),
	MEMBER(TEXT, struct feed_record, url, "url"),
	MEMBER(TEXT, struct feed_record, title, "title"),
	MEMBER(BOOL, struct feed_record, configured, "configured"),
	MEMBER_NAMED(struct feed_record, state, "state", feed_state_names),
	MEMBER(TEXT, struct feed_record, etag, "etag"),
	MEMBER(TEXT, struct feed_record, last_modified, "last_modified"),
	MEMBER(TEXT, struct feed_record, error, "error"),
	MEMBER(INTEGER, struct feed_record, failures, "failures"),
	MEMBER(INTEGER, struct feed_record, status, "status"),
	MEMBER(INSTANT, struct feed_record, last_poll, "last_poll"),
	MEMBER(INSTANT, struct feed_record, last_success, "last_success"),
	MEMBER(INSTANT, struct feed_record, next_poll, "next_poll"),
	MEMBER(HASH, struct feed_record, body_hash, "body_hash"),
	MEMBER(HASH, struct feed_record, deadly_hash, "deadly_hash"),
	MEMBER(INTEGER, struct feed_record, deaths, "deaths"),
	MEMBER(INTEGER, struct feed_record, settings.interval_ms, "interval_ms"),
	MEMBER(BOOL, struct feed_record, settings.full_text, "full_text"),
	MEMBER(TRUE, struct feed_record, settings.feed_only, "feed_only"),
	MEMBER(TEXT, struct feed_record, settings.language, "language"),
	MEMBER_OF(struct feed_record, settings.access, "access", &feed_access_shape),
	MEMBER(INTEGER, struct feed_record, entries, "entries"),
	MEMBER(TEXT, struct feed_record, tags, "tags"),
	MEMBER(TEXT, struct feed_record, why, "why"),
	MEMBER_OF(struct feed_record, says, "says", &feed_schedule_shape),
	MEMBER(INTEGER, struct feed_record, gap_ms, "gap_ms"),
	MEMBER(TEXT, struct feed_record, moved, "moved"),
	MEMBER(INSTANT, struct feed_record, moved_since, "moved_since"),
	MEMBER(INTEGER, struct feed_record, moved_times, "moved_times"),
	MEMBER(TRUE, struct feed_record, moved_adopted, "moved_adopted"),
	MEMBER(TRUE, struct feed_record, cut_off, "cut_off"),
	MEMBER_MANY(TEXTS, struct feed_record, defects, "defects", NULL, DEFECTS_KEPT),
	MEMBER(TEXT, struct feed_record, hub, "hub"),
	MEMBER(TEXT, struct feed_record, topic, "topic"),
	MEMBER_MANY(TEXTS, struct feed_record, more_hubs, "more_hubs", NULL, HUBS_MOST),
	MEMBER_OF(struct feed_record, subscription, "websub", &subscription_shape),
	MEMBER_MANY(LIST, struct feed_record, answers, "answers", &answer_shape, ANSWERS_KEPT),
};
const struct json_shape feed_record_shape =
	SHAPE("feed", struct feed_record, feed_record_members);

static const struct json_member work_members[] = {
	MEMBER(TEXT, struct work, url, "url"),
	MEMBER(TEXT, struct work, title, "title"),
	MEMBER(TEXT, struct work, content_html, "content_html"),
	MEMBER(TEXT, struct work, summary, "summary"),
	MEMBER(INSTANT, struct work, published, "published"),
};
const struct json_shape work_shape = SHAPE("work", struct work, work_members);
