#include "daemon/feed_keys.h"

#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/url.h"
#include "build_config.h"
#include "daemon/credentials.h"
#include "daemon/headers.h"
#include "daemon/quantity.h"

#define INTERVAL_LEAST "1s"
#define INTERVAL_MOST "30d"
/* RFC 5646 4.4.1 asks for 35 at least. */
#define LANGUAGE_MOST 35
#define WORDS_MOST 32

/* What the functions of the keys are given. */
struct keying {
	struct arena *arena;
	struct feed_settings *settings;
	struct feed_access *access; /* becomes the settings' where something of it is not as for all */
	const struct text *values;
	size_t count;
	struct error *error;
};

#define VALUE(keying) TEXT_ARGS(text_cut((keying)->values[0], 100))

static bool is_default(const struct keying *keying)
{
	return keying->count == 0 || (keying->count == 1 && text_empty(keying->values[0]));
}

static bool take_interval(struct keying *keying)
{
	int64_t least = 0, most = 0, value = 0;

	duration_parse(TEXT(INTERVAL_LEAST), &least);
	duration_parse(TEXT(INTERVAL_MOST), &most);
	if (!is_default(keying) &&
	    (!duration_parse(keying->values[0], &value) || value < least || value > most))
		return error_set(keying->error, ERROR_CONFIG,
				 "interval: \"%.*s\" is no duration between " INTERVAL_LEAST " and " INTERVAL_MOST,
				 VALUE(keying));
	keying->settings->interval_ms = value;
	return true;
}

static bool take_flag(struct keying *keying, const char *key, bool otherwise, bool *flag)
{
	static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {"false", "no", "off"};

	*flag = otherwise;
	if (is_default(keying))
		return true;
	for (size_t i = 0; i < 3; i++) {
		*flag = text_equal(keying->values[0], text_of(yes[i]));
		if (*flag || text_equal(keying->values[0], text_of(no[i])))
			return true;
	}
	return error_set(keying->error, ERROR_CONFIG, "%s: \"%.*s\" is neither true nor false", key, VALUE(keying));
}

static bool take_full_text(struct keying *keying)
{
	return take_flag(keying, "full-text", false, &keying->settings->full_text);
}

static bool take_follow_links(struct keying *keying)
{
	bool follow;

	if (!take_flag(keying, "follow-links", true, &follow))
		return false;
	keying->settings->feed_only = !follow;
	return true;
}

/* "en", "pt-BR", "zh-Hans-CN": subtags of letters and digits, the first of letters. */
static bool is_language(struct text text)
{
	size_t length = 0, subtags = 0;

	for (size_t i = 0; i <= text.length; i++) {
		char c = i < text.length ? text.data[i] : '-';
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (c == '-') {
			if (length < (subtags ? 1 : 2) || length > (subtags ? 8 : 3))
				return false;
			subtags++;
			length = 0;
		} else if (letter || (subtags && c >= '0' && c <= '9')) {
			length++;
		} else {
			return false;
		}
	}
	return text.length <= LANGUAGE_MOST;
}

static bool take_language(struct keying *keying)
{
	if (!is_default(keying) && !is_language(keying->values[0]))
		return error_set(keying->error, ERROR_CONFIG,
				 "language: \"%.*s\" is no language's tag, such as en, fr or pt-BR", VALUE(keying));
	keying->settings->language = is_default(keying) ? TEXT_NONE : keying->values[0];
	return true;
}

static bool take_credentials(struct keying *keying)
{
	if (!is_default(keying) && !credentials_name_check(keying->values[0]))
		return error_set(keying->error, ERROR_CONFIG,
				 "credentials: it is neither a path from the root nor the name of a file in "
				 SITREP_SYSCONFDIR "/credentials (letters, digits, \"_\", \"-\", and behind the first "
				 "of them \".\")");
	keying->access->credentials = is_default(keying) ? TEXT_NONE : keying->values[0];
	return true;
}

static bool take_headers(struct keying *keying)
{
	struct feed_access *access = keying->access;
	struct error error;

	access->headers = arena_array(keying->arena, FEED_HEADERS_MOST, sizeof(*access->headers));
	access->headers_count = 0;
	for (size_t i = 0; !is_default(keying) && i < keying->count; i++) {
		if (access->headers_count == FEED_HEADERS_MOST)
			return error_set(keying->error, ERROR_CONFIG, "headers: more than %d", FEED_HEADERS_MOST);
		if (!header_check(keying->values[i], false, &error))
			return error_set(keying->error, ERROR_CONFIG, "headers: %.180s", error.message);
		access->headers[access->headers_count++] = keying->values[i];
	}
	return true;
}

bool proxy_check(struct text url)
{
	static const char *const schemes[] = {"http://",    "https://",  "socks4://",
					      "socks4a://", "socks5://", "socks5h://"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		struct text scheme = text_of(schemes[i]);
		struct text rest = text_slice(url, scheme.length, url.length);
		if (text_starts(url, scheme))
			return rest.length > 0 && !strchr("/?#:@", rest.data[0]) && url.length <= LIMIT_NAME &&
			       text_is_clean(url, false);
	}
	return false;
}

static bool take_proxy(struct keying *keying)
{
	struct text url = is_default(keying) ? TEXT_NONE : keying->values[0];

	if (!text_empty(url_login(keying->arena, url)))
		return error_set(keying->error, ERROR_CONFIG,
				 "proxy: only the proxy of all feeds may have a user and password, in a file that is "
				 "kept from others");
	if (!text_empty(url) && !text_equal(url, TEXT(FEED_PROXY_NONE)) && !proxy_check(url))
		return error_set(keying->error, ERROR_CONFIG,
				 "proxy: \"%.*s\" is neither \"none\" nor an address such as "
				 "http://proxy.example.org:3128 or socks5h://127.0.0.1:9050",
				 VALUE(keying));
	keying->access->proxy = url;
	return true;
}

static bool take_contact(struct keying *keying)
{
	struct text contact = is_default(keying) ? TEXT_NONE : keying->values[0];

	if (!text_is_clean(contact, false) || contact.length > LIMIT_NAME)
		return error_set(keying->error, ERROR_CONFIG, "contact: it has a control character, or is too long");
	keying->access->contact = contact;
	return true;
}

static bool take_tls_ca(struct keying *keying)
{
	struct text file = is_default(keying) ? TEXT_NONE : keying->values[0];

	if (!text_empty(file) && (file.data[0] != '/' || !text_is_clean(file, false)))
		return error_set(keying->error, ERROR_CONFIG, "tls-ca: \"%.*s\" is not a path from the root",
				 VALUE(keying));
	if (!text_empty(file) && access(text_string(keying->arena, file), R_OK))
		return error_set(keying->error, ERROR_CONFIG, "tls-ca: %.*s cannot be read", VALUE(keying));
	keying->access->tls_ca = file;
	return true;
}

static bool take_tls_verify(struct keying *keying)
{
	bool verify;

	if (!take_flag(keying, "tls-verify", true, &verify))
		return false;
	keying->access->tls_unverified = !verify;
	return true;
}

static const struct {
	const char *key;
	bool (*take)(struct keying *keying);
} keys[] = {
	{"interval", take_interval}, {"full-text", take_full_text}, {"follow-links", take_follow_links},
	{"language", take_language}, {"credentials", take_credentials}, {"headers", take_headers},
	{"proxy", take_proxy}, {"contact", take_contact}, {"tls-ca", take_tls_ca},
	{"tls-verify", take_tls_verify},
};
#define KEYS (sizeof(keys) / sizeof(*keys))

static size_t key_find(struct text key)
{
	size_t i = 0;

	while (i < KEYS && !text_equal(key, text_of(keys[i].key)))
		i++;
	return i;
}

bool feed_key_known(struct text key)
{
	return key_find(key) < KEYS;
}

static bool says_something(const struct feed_access *access)
{
	return access->credentials.length || access->headers_count || access->proxy.length || access->contact.length ||
	       access->tls_ca.length || access->tls_unverified;
}

bool feed_key_take(struct arena *arena, struct feed_settings *settings, struct text key, const struct text *values,
		   size_t count, struct error *error)
{
	size_t i = key_find(key);
	struct feed_settings changed = *settings;
	struct feed_access access = *feed_access_of(settings);
	struct keying keying = {arena, &changed, &access, values, count, error};

	if (i == KEYS)
		return error_set(error, ERROR_CONFIG, "\"%.*s\" is no key of a feed; sitrepd.conf(5) lists them",
				 TEXT_ARGS(text_cut(key, 60)));
	if (!keys[i].take(&keying))
		return false;
	changed.access = NULL;
	if (says_something(&access)) {
		changed.access = arena_alloc(arena, sizeof(access));
		*changed.access = access;
	}
	*settings = changed;
	return true;
}

/* --- a client's words --- */

static bool word_split(struct text word, struct text *key, struct text *value, struct error *error)
{
	size_t equals = text_find(word, TEXT("="), 0);

	if (equals == TEXT_NOT_FOUND)
		return error_set(error, ERROR_USAGE, "\"%.*s\" is no KEY=VALUE", TEXT_ARGS(text_cut(word, 60)));
	*key = text_slice(word, 0, equals);
	*value = text_slice(word, equals + 1, word.length);
	return true;
}

/* The values of all words of this key. */
static size_t values_of(const struct text *words, size_t count, struct text key, struct text *values)
{
	struct text name, value;
	struct error ignored;
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		if (word_split(words[i], &name, &value, &ignored) && text_equal(name, key))
			values[found++] = value;
	return found;
}

/* A password is not taken from a command line, whose words others can read; a path is a file of theirs. */
static bool client_may(struct text key, struct text value, struct error *error)
{
	if (text_equal(key, TEXT("credentials")) && text_find(value, TEXT("/"), 0) != TEXT_NOT_FOUND)
		return error_set(error, ERROR_USAGE,
				 "credentials: only the configuration may name a path; give the name of a file in "
				 SITREP_SYSCONFDIR "/credentials, or of systemd's LoadCredential=");
	return true;
}

bool feed_words_take(struct arena *arena, struct feed_record *feed, const struct text *words, size_t count,
		     struct error *error)
{
	struct feed_record changed = *feed;
	struct text values[WORDS_MOST], key, value;

	if (count > WORDS_MOST)
		return error_set(error, ERROR_USAGE, "more than %d settings at once", WORDS_MOST);
	for (size_t i = 0; i < count; i++) {
		if (!word_split(words[i], &key, &value, error) || !client_may(key, value, error))
			return false;
		size_t found = values_of(words, count, key, values);
		if (found > 1 && !text_equal(key, TEXT("headers")))
			return error_set(error, ERROR_USAGE, "%.*s: given twice", TEXT_ARGS(text_cut(key, 60)));
		if (text_equal(key, TEXT("title")))
			changed.title = text_cut(value, LIMIT_TITLE);
		else if (text_equal(key, TEXT("tags")))
			changed.tags = text_cut(value, LIMIT_TITLE);
		else if (!feed_key_take(arena, &changed.settings, key, values, found, error))
			return false;
	}
	*feed = changed;
	return true;
}
