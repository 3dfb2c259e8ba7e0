#include "model/feed_settings.h"

static const struct json_member access_members[] = {
	MEMBER(TEXT, struct feed_access, credentials, "credentials"),
	MEMBER_MANY(TEXTS, struct feed_access, headers, "headers", NULL, FEED_HEADERS_MOST),
	MEMBER(TEXT, struct feed_access, proxy, "proxy"),
	MEMBER(TEXT, struct feed_access, contact, "contact"),
	MEMBER(TEXT, struct feed_access, tls_ca, "tls_ca"),
	MEMBER(TRUE, struct feed_access, tls_unverified, "tls_unverified"),
};
const struct json_shape feed_access_shape = SHAPE("access", struct feed_access, access_members);

const struct feed_access *feed_access_of(const struct feed_settings *settings)
{
	static const struct feed_access as_all;

	return settings && settings->access ? settings->access : &as_all;
}

static struct feed_access *access_copy(struct arena *arena, const struct feed_access *access)
{
	struct feed_access *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *access;
	copy->credentials = text_copy(arena, access->credentials);
	copy->proxy = text_copy(arena, access->proxy);
	copy->contact = text_copy(arena, access->contact);
	copy->tls_ca = text_copy(arena, access->tls_ca);
	copy->headers = arena_array(arena, access->headers_count, sizeof(*copy->headers));
	for (size_t i = 0; i < access->headers_count; i++)
		copy->headers[i] = text_copy(arena, access->headers[i]);
	return copy;
}

struct feed_settings feed_settings_copy(struct arena *arena, const struct feed_settings *settings)
{
	struct feed_settings copy = *settings;

	copy.language = text_copy(arena, settings->language);
	copy.access = settings->access ? access_copy(arena, settings->access) : NULL;
	return copy;
}

static bool access_equal(const struct feed_access *a, const struct feed_access *b)
{
	if (a->headers_count != b->headers_count)
		return false;
	for (size_t i = 0; i < a->headers_count; i++)
		if (!text_equal(a->headers[i], b->headers[i]))
			return false;
	return text_equal(a->credentials, b->credentials) && text_equal(a->proxy, b->proxy) &&
	       text_equal(a->contact, b->contact) && text_equal(a->tls_ca, b->tls_ca) &&
	       a->tls_unverified == b->tls_unverified;
}

bool feed_settings_equal(const struct feed_settings *a, const struct feed_settings *b)
{
	return a->interval_ms == b->interval_ms && a->full_text == b->full_text && a->feed_only == b->feed_only &&
	       text_equal(a->language, b->language) && access_equal(feed_access_of(a), feed_access_of(b));
}

struct feed_settings feed_settings_shown(struct arena *arena, const struct feed_settings *settings)
{
	struct feed_settings shown = feed_settings_copy(arena, settings);

	for (size_t i = 0; shown.access && i < shown.access->headers_count; i++) {
		struct text *header = &shown.access->headers[i];
		size_t colon = text_find(*header, TEXT(":"), 0);
		*header = text_slice(*header, 0, colon);
	}
	return shown;
}
