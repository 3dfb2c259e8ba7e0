/*
 * A feed as published, whatever its dialect, in the terms of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
 * Its JSON form is a JSON Feed document with the extension object "_sitrep".
 */
#ifndef MODEL_FEED_H
#define MODEL_FEED_H

#include "base/json.h"

struct author {
	struct text name;
	struct text url;   /* his page, or "mailto:" and his address */
	struct text email; /* while the feed is read; JSON Feed has no place for it but the URL */
};

struct attachment {
	struct text url;
	struct text mime_type;
	struct text title;
	int64_t size_in_bytes;
	int64_t duration_in_seconds;
};

struct entry {
	struct text id;            /* guid, else link, else a hash of title and date; never empty */
	struct text url;           /* absolute */
	struct text external_url;
	struct text title;         /* plain text */
	struct text content_html;
	struct text content_text;
	struct text summary;       /* plain text */
	struct text image;
	struct instant date_published;
	struct instant date_modified;
	struct author *authors;
	size_t authors_count;
	struct text *tags;
	size_t tags_count;
	struct text language;
	struct attachment *attachments;
	size_t attachments_count;
};

/* What a feed says about when to ask again (RSS ttl, skipHours, skipDays; RSS 1.0 syndication). */
struct feed_schedule {
	int64_t ttl_minutes;       /* INTEGER_NONE */
	int64_t update_period_s;   /* sy:updatePeriod / sy:updateFrequency; INTEGER_NONE */
	int64_t skip_hours;        /* bit 0 is 00:00 to 00:59 UTC; 0: none */
	int64_t skip_days;         /* bit 0 is Monday; 0: none */
};

/* What is no part of JSON Feed: its extension object "_sitrep". */
struct feed_notes {
	struct text dialect;       /* "rss-2.0", "atom-1.0", "json-feed-1.1", ... */
	struct text charset;
	bool cut_off;              /* its end is missing: what it says of the rest is not known */
	struct text *defects;      /* sentences */
	size_t defects_count;
	struct feed_schedule *schedule;
};

/* A feed that a web page names. */
struct feed_link {
	struct text url;           /* absolute */
	struct text title;         /* as the page calls it; may be empty */
};
extern const struct json_shape feed_link_shape;
/* A page that names more than these is an index of feeds. */
#define FEED_LINKS_MOST 16

/* Where changes are pushed from. */
struct hub {
	struct text type;          /* "WebSub" */
	struct text url;
};

struct feed {
	struct text version;       /* JSON Feed's */
	struct text title;
	struct text home_page_url;
	struct text feed_url;
	struct text description;
	struct text icon;
	struct text favicon;
	struct text language;
	bool expired;
	struct author *authors;
	size_t authors_count;
	struct entry *entries;
	size_t entries_count;
	struct hub *hubs;
	size_t hubs_count;
	struct feed_notes *notes;  /* never NULL once it is read */
};

extern const struct json_shape feed_shape;
extern const struct json_shape feed_schedule_shape;

#endif
