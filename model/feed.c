#include "model/feed.h"

#include "base/limits.h"

static const struct json_member author_members[] = {
	MEMBER(TEXT, struct author, name, "name"),
	MEMBER(TEXT, struct author, url, "url"),
};
static const struct json_shape author_shape = SHAPE("author", struct author, author_members);

static const struct json_member attachment_members[] = {
	MEMBER(TEXT, struct attachment, url, "url"),
	MEMBER(TEXT, struct attachment, mime_type, "mime_type"),
	MEMBER(TEXT, struct attachment, title, "title"),
	MEMBER(INTEGER, struct attachment, size_in_bytes, "size_in_bytes"),
	MEMBER(INTEGER, struct attachment, duration_in_seconds, "duration_in_seconds"),
};
static const struct json_shape attachment_shape =
	SHAPE("attachment", struct attachment, attachment_members);

static const struct json_member entry_members[] = {
	MEMBER(TEXT, struct entry, id, "id"),
	MEMBER(TEXT, struct entry, url, "url"),
	MEMBER(TEXT, struct entry, external_url, "external_url"),
	MEMBER(TEXT, struct entry, title, "title"),
	MEMBER(TEXT, struct entry, content_html, "content_html"),
	MEMBER(TEXT, struct entry, content_text, "content_text"),
	MEMBER(TEXT, struct entry, summary, "summary"),
	MEMBER(TEXT, struct entry, image, "image"),
	MEMBER(INSTANT, struct entry, date_published, "date_published"),
	MEMBER(INSTANT, struct entry, date_modified, "date_modified"),
	MEMBER_MANY(LIST, struct entry, authors, "authors", &author_shape, 64),
	MEMBER_MANY(TEXTS, struct entry, tags, "tags", NULL, 256),
	MEMBER(TEXT, struct entry, language, "language"),
	MEMBER_MANY(LIST, struct entry, attachments, "attachments", &attachment_shape, 256),
};
static const struct json_shape entry_shape = SHAPE("entry", struct entry, entry_members);

static const struct json_member schedule_members[] = {
	MEMBER(INTEGER, struct feed_schedule, ttl_minutes, "ttl_minutes"),
	MEMBER(INTEGER, struct feed_schedule, update_period_s, "update_period_s"),
	MEMBER(INTEGER, struct feed_schedule, skip_hours, "skip_hours"),
	MEMBER(INTEGER, struct feed_schedule, skip_days, "skip_days"),
};
const struct json_shape feed_schedule_shape =
	SHAPE("schedule", struct feed_schedule, schedule_members);

static const struct json_member notes_members[] = {
	MEMBER(TEXT, struct feed_notes, dialect, "dialect"),
	MEMBER(TEXT, struct feed_notes, charset, "charset"),
	MEMBER(TRUE, struct feed_notes, cut_off, "cut_off"),
	MEMBER_MANY(TEXTS, struct feed_notes, defects, "defects", NULL, LIMIT_DEFECTS),
	MEMBER_OF(struct feed_notes, schedule, "schedule", &feed_schedule_shape),
};
static const struct json_shape notes_shape = SHAPE("notes", struct feed_notes, notes_members);

static const struct json_member link_members[] = {
	MEMBER(TEXT, struct feed_link, url, "url"),
	MEMBER(TEXT, struct feed_link, title, "title"),
};
const struct json_shape feed_link_shape = SHAPE("link", struct feed_link, link_members);

static const struct json_member hub_members[] = {
	MEMBER(TEXT, struct hub, type, "type"),
	MEMBER(TEXT, struct hub, url, "url"),
};
static const struct json_shape hub_shape = SHAPE("hub", struct hub, hub_members);

static const struct json_member feed_members[] = {
	MEMBER(TEXT, struct feed, version, "version"),
	MEMBER(TEXT, struct feed, title, "title"),
	MEMBER(TEXT, struct feed, home_page_url, "home_page_url"),
	MEMBER(TEXT, struct feed, feed_url, "feed_url"),
	MEMBER(TEXT, struct feed, description, "description"),
	MEMBER(TEXT, struct feed, icon, "icon"),
	MEMBER(TEXT, struct feed, favicon, "favicon"),
	MEMBER(TEXT, struct feed, language, "language"),
	MEMBER(TRUE, struct feed, expired, "expired"),
	MEMBER_MANY(LIST, struct feed, authors, "authors", &author_shape, 64),
	MEMBER_MANY(LIST, struct feed, hubs, "hubs", &hub_shape, 16),
	MEMBER_ALL(struct feed, entries, "items", &entry_shape, LIMIT_ENTRIES),
	MEMBER_OF(struct feed, notes, "_sitrep", &notes_shape),
};
const struct json_shape feed_shape = SHAPE("feed", struct feed, feed_members);
