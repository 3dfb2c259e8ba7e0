/*
 * The keys of one feed, as a section of the configuration has them and "sitrep feeds set" takes them:
 * interval, full-text, follow-links, language, credentials, headers, proxy, contact, tls-ca, tls-verify.
 */
#ifndef DAEMON_FEED_KEYS_H
#define DAEMON_FEED_KEYS_H

#include "base/error.h"
#include "model/poll.h"

/* True for a key of a feed's settings, whatever its value. */
bool feed_key_known(struct text key);

/*
 * Sets what the key says; one empty value is the default again. False with a sentence "key: ...". What is
 * kept lives in the arena, or where the values are.
 */
bool feed_key_take(struct arena *arena, struct feed_settings *settings, struct text key, const struct text *values,
		   size_t count, struct error *error);

/*
 * A client's words "key=value", with title and tags among the keys; "headers" may come several times. Changes
 * nothing where one of them is wrong.
 */
bool feed_words_take(struct arena *arena, struct feed_record *feed, const struct text *words, size_t count,
		     struct error *error);

/* True of the address of a proxy that libcurl knows how to use. */
bool proxy_check(struct text url);

#endif
