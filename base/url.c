#include "base/url.h"

#include <stdlib.h>
#include <string.h>

#include <idn2.h>
#include <uriparser/Uri.h>

#include "base/limits.h"
#include "base/writer.h"

static struct text after_scheme(struct text url)
{
	size_t colon = text_find(url, TEXT(":"), 0);

	return colon == TEXT_NOT_FOUND || !text_starts(text_slice(url, colon, url.length), TEXT("://"))
		       ? TEXT_NONE
		       : text_slice(url, colon + 3, url.length);
}

/* The part up to the first of "/?#". */
static struct text authority_of(struct text url)
{
	struct text rest = after_scheme(url);
	size_t end = 0;

	while (end < rest.length && !strchr("/?#", rest.data[end]))
		end++;
	return text_slice(rest, 0, end);
}

static struct text host_of(struct text authority)
{
	for (size_t i = authority.length; i > 0; i--)
		if (authority.data[i - 1] == '@') {
			authority = text_slice(authority, i, authority.length);
			break;
		}
	if (authority.length && authority.data[0] == '[') {
		size_t close = text_find(authority, TEXT("]"), 0);
		return close == TEXT_NOT_FOUND ? TEXT_NONE : text_slice(authority, 1, close);
	}
	size_t colon = text_find(authority, TEXT(":"), 0);
	return colon == TEXT_NOT_FOUND ? authority : text_slice(authority, 0, colon);
}

/* Percent escapes resolved; what is then no UTF-8 stays as it was. */
static struct text decoded(struct arena *arena, struct text text)
{
	struct text whole;
	size_t n = 0;

	if (text_find(text, TEXT("%"), 0) == TEXT_NOT_FOUND)
		return text;
	unsigned char *out = arena_take(arena, text.length);

	for (size_t i = 0; i < text.length; i++) {
		int high = i + 2 < text.length && text.data[i] == '%' ? text_hex(text.data[i + 1]) : -1;
		int low = high >= 0 ? text_hex(text.data[i + 2]) : -1;
		out[n++] = low >= 0 ? (unsigned char)(high << 4 | low) : (unsigned char)text.data[i];
		i += low >= 0 ? 2 : 0;
	}
	return text_check((struct bytes){out, n}, &whole) ? whole : text;
}

/* A name of letters, digits, dots and hyphens, which is all that is looked up. */
static bool is_name(const char *host)
{
	for (const char *c = host; *c; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9') && *c != '-' && *c != '.')
			return false;
	return *host;
}

/* The host as the name that is looked up; empty where it is ASCII already, or no name can be made of it. */
static struct text host_ascii(struct arena *arena, struct text host)
{
	struct text name = decoded(arena, host), ascii = TEXT_NONE;
	struct bytes bytes = {(const unsigned char *)name.data, name.length};
	char *out = NULL;

	if (ascii_length(bytes) == name.length || memchr(name.data, 0, name.length))
		return TEXT_NONE;
	/* As libcurl asks for it, but for letters that are a "/" or an "@" when they are mapped. */
	if (idn2_to_ascii_8z(text_string(arena, name), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK &&
	    is_name(out))
		ascii = text_copy(arena, text_of(out));
	idn2_free(out);
	return ascii;
}

/* What stands before the last '@' of an authority. */
static struct text login_of(struct text authority)
{
	const char *at = authority.length ? memrchr(authority.data, '@', authority.length) : NULL;

	return at ? text_slice(authority, 0, (size_t)(at - authority.data)) : TEXT_NONE;
}

struct text url_login(struct arena *arena, struct text url)
{
	return decoded(arena, login_of(authority_of(url)));
}

struct text url_plain(struct arena *arena, struct text url)
{
	struct text authority = authority_of(url);

	if (!authority.length)
		return url;
	size_t begin = (size_t)(authority.data - url.data), end = begin + authority.length;
	const char *at = memrchr(authority.data, '@', authority.length);
	size_t behind = at ? (size_t)(at + 1 - authority.data) : 0;
	struct text place = text_slice(authority, behind, authority.length);
	struct text host = host_of(place), ascii = host.length ? host_ascii(arena, host) : TEXT_NONE;
	if (!at && !ascii.length)
		return url;
	size_t host_end = ascii.length ? (size_t)(host.data + host.length - place.data) : 0;
	struct text rest = text_slice(place, host_end, place.length);
	return text_format(arena, "%.*s%.*s%.*s%.*s", TEXT_ARGS(text_slice(url, 0, begin)), TEXT_ARGS(ascii),
			   TEXT_ARGS(rest), TEXT_ARGS(text_slice(url, end, url.length)));
}

/* What browsers accept and RFC 3986 forbids: raw spaces and non-ASCII bytes are percent-encoded. */
static char *encoded(struct arena *arena, struct text text)
{
	static const char forbidden[] = " \"<>\\^`{|}";
	struct writer writer = writer_new(arena, LIMIT_URL * 3 + 1);

	text = text_trim(text);
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c <= 0x20 || c >= 0x7f || strchr(forbidden, c))
			writer_format(&writer, "%%%02X", c);
		else
			writer_put_char(&writer, (char)c);
	}
	return text_string(arena, writer_text(&writer));
}

static struct text recomposed(struct arena *arena, const UriUriA *uri)
{
	int needed;

	if (uriToStringCharsRequiredA(uri, &needed) != URI_SUCCESS)
		return TEXT_NONE;
	char *out = arena_alloc(arena, (size_t)needed + 1);
	if (uriToStringA(out, uri, needed + 1, NULL) != URI_SUCCESS)
		return TEXT_NONE;
	return text_of(out);
}

/* Behind a colon and its digits, which may be missing; never behind a colon alone. */
static size_t port_end(struct text url, size_t at)
{
	size_t end = at + 1;

	if (at == url.length || url.data[at] != ':')
		return at;
	while (end < url.length && url.data[end] >= '0' && url.data[end] <= '9')
		end++;
	return end > at + 1 ? end : at;
}

/*
 * An absolute web address that resolution and normalisation leave as it is, which most links of a feed
 * are: a host in lower case, perhaps with a port, a path without dot segments, and nothing but unreserved
 * characters and RFC 3986's delimiters.
 */
static bool is_resolved(struct text url)
{
	static const char safe[] = "-._~:/?#@!$&'()*+,;=";
	size_t at = text_starts(url, TEXT("https://")) ? 8 : text_starts(url, TEXT("http://")) ? 7 : 0, host = at;

	if (!at)
		return false;
	while (at < url.length && ((url.data[at] >= 'a' && url.data[at] <= 'z') || url.data[at] == '-' ||
				   url.data[at] == '.' || (url.data[at] >= '0' && url.data[at] <= '9')))
		at++;
	if (at == host)
		return false;
	at = port_end(url, at);
	if (at == url.length || url.data[at] != '/')
		return false;
	for (; at < url.length; at++) {
		char c = url.data[at];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && (!c || !strchr(safe, c) || (c == '.' && url.data[at - 1] == '/')))
			return false;
	}
	const char *hash = memchr(url.data, '#', url.length);
	return !hash || !memchr(hash + 1, '#', url.length - (size_t)(hash + 1 - url.data));
}

static struct text resolved(struct arena *arena, struct text base, struct text reference)
{
	UriUriA relative, absolute, whole;
	struct text result = TEXT_NONE;

	if (reference.length > LIMIT_URL || base.length > LIMIT_URL)
		return TEXT_NONE;
	if (uriParseSingleUriA(&relative, encoded(arena, reference), NULL) != URI_SUCCESS)
		return TEXT_NONE;
	if (relative.scheme.first) {
		if (uriNormalizeSyntaxExA(&relative, URI_NORMALIZE_PATH | URI_NORMALIZE_HOST |
							     URI_NORMALIZE_SCHEME) == URI_SUCCESS)
			result = recomposed(arena, &relative);
		uriFreeUriMembersA(&relative);
		return result;
	}
	if (uriParseSingleUriA(&absolute, encoded(arena, base), NULL) == URI_SUCCESS) {
		if (uriAddBaseUriA(&whole, &relative, &absolute) == URI_SUCCESS) {
			result = recomposed(arena, &whole);
			uriFreeUriMembersA(&whole);
		}
		uriFreeUriMembersA(&absolute);
	}
	uriFreeUriMembersA(&relative);
	return result;
}

struct text url_resolve(struct arena *arena, struct text base, struct text reference)
{
	reference = text_trim(reference);
	if (reference.length <= LIMIT_URL && is_resolved(reference))
		return text_copy(arena, reference);
	return url_plain(arena, resolved(arena, base, reference));
}

bool url_is_web(struct text url)
{
	bool web = text_equal_nocase(text_slice(url, 0, 7), TEXT("http://")) ||
		   text_equal_nocase(text_slice(url, 0, 8), TEXT("https://"));
	struct text rest = after_scheme(url);

	return web && rest.length && !strchr("/?#", rest.data[0]);
}

struct text url_host(struct arena *arena, struct text url)
{
	struct text raw = host_of(authority_of(url)), ascii = raw.length ? host_ascii(arena, raw) : TEXT_NONE;
	struct text host = text_copy(arena, ascii.length ? ascii : raw);
	char *data = (char *)(uintptr_t)host.data;

	for (size_t i = 0; i < host.length; i++)
		if (data[i] >= 'A' && data[i] <= 'Z')
			data[i] = (char)(data[i] + 32);
	return host;
}

/* Parameters that say where a reader came from and not what the page is. */
static bool is_tracking(struct text parameter)
{
	static const char *const prefixes[] = {"utm_", "at_", "mc_", "pk_", "ns_"};
	static const char *const names[] = {"fbclid",  "gclid", "dclid",  "msclkid", "igshid", "ref",
					    "smid",    "cmpid", "xtor",   "ocid",    "ito",    "cmp",
					    "guccounter", "source", "partner", "feed", "rss"};
	size_t equals = text_find(parameter, TEXT("="), 0);
	struct text name = equals == TEXT_NOT_FOUND ? parameter : text_slice(parameter, 0, equals);

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (text_starts(name, text_of(prefixes[i])))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_equal_nocase(name, text_of(names[i])))
			return true;
	return false;
}

static void put_query(struct writer *writer, struct text query)
{
	struct text parameter;
	char separator = '?';

	while (text_next(&query, '&', &parameter)) {
		if (!parameter.length || is_tracking(parameter))
			continue;
		writer_put_char(writer, separator);
		writer_put(writer, parameter);
		separator = '&';
	}
}

struct text url_identity(struct arena *arena, struct text url)
{
	struct text authority = authority_of(url);

	if (!authority.length)
		return text_trim(url);
	struct text host = url_host(arena, url);
	struct text rest = after_scheme(url);
	rest = text_slice(rest, authority.length, rest.length);
	if (text_starts(host, TEXT("www.")))
		host = text_slice(host, 4, host.length);
	struct writer writer = writer_new(arena, LIMIT_URL * 2);
	writer_put(&writer, host);
	struct text after_host = text_slice(authority, 0, authority.length);
	size_t colon = authority.length;
	while (colon > 0 && after_host.data[colon - 1] >= '0' && after_host.data[colon - 1] <= '9')
		colon--;
	if (colon > 0 && colon < authority.length && after_host.data[colon - 1] == ':') {
		struct text port = text_slice(authority, colon, authority.length);
		if (!text_equal(port, TEXT("80")) && !text_equal(port, TEXT("443"))) {
			writer_put_char(&writer, ':');
			writer_put(&writer, port);
		}
	}
	size_t hash = text_find(rest, TEXT("#"), 0);
	if (hash != TEXT_NOT_FOUND)
		rest = text_slice(rest, 0, hash);
	size_t mark = text_find(rest, TEXT("?"), 0);
	struct text path = mark == TEXT_NOT_FOUND ? rest : text_slice(rest, 0, mark);
	while (path.length && path.data[path.length - 1] == '/')
		path.length--;
	writer_put(&writer, path);
	if (mark != TEXT_NOT_FOUND)
		put_query(&writer, text_slice(rest, mark + 1, rest.length));
	return writer_text(&writer);
}
