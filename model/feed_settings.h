/*
 * What its operator wants of one feed, by its section of the configuration or by "sitrep feeds set": kept in
 * the feed's row, and so never a secret. Credentials are known by their name.
 */
#ifndef MODEL_FEED_SETTINGS_H
#define MODEL_FEED_SETTINGS_H

#include "base/json.h"

#define FEED_HEADERS_MOST 16

/* How its servers are asked, where it is not as all are. What is empty is as for all. */
struct feed_access {
	struct text credentials;  /* a name, or the path of a file */
	struct text *headers;     /* "Name: value" */
	size_t headers_count;
	struct text proxy;        /* FEED_PROXY_NONE: none, although all others have one */
	struct text contact;
	struct text tls_ca;       /* a file: the authorities that are believed in place of the system's */
	bool tls_unverified;      /* whoever answers is believed */
};
#define FEED_PROXY_NONE "none"
extern const struct json_shape feed_access_shape;

struct feed_settings {
	int64_t interval_ms;      /* 0: none */
	bool full_text;           /* the feed carries whole articles: pages are not fetched */
	bool feed_only;           /* links are not followed: of an entry what the feed says is all that is read */
	struct text language;     /* BCP 47; empty: that of the lexicon, where the text is in it */
	struct feed_access *access; /* NULL: as for all */
};

struct feed_settings feed_settings_copy(struct arena *arena, const struct feed_settings *settings);
bool feed_settings_equal(const struct feed_settings *a, const struct feed_settings *b);
/* Never NULL. */
const struct feed_access *feed_access_of(const struct feed_settings *settings);

/* For eyes: of headers the names alone, whose values may be keys. */
struct feed_settings feed_settings_shown(struct arena *arena, const struct feed_settings *settings);

#endif
