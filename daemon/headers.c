#include "daemon/headers.h"

#include <string.h>

#include "base/limits.h"

/* Of the connection and of the message's frame; the rest is asked for by the fetcher as it can take the answer. */
static const char *const refused[] = {
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
	"Transfer-Encoding", "Upgrade", "Host", "Content-Length", "Expect",
	"Accept-Encoding", "A-IM", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
	"Range", "User-Agent",
};
static const char *const secrets[] = {"Authorization", "Cookie"};

static bool is_among(struct text name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal_nocase(name, text_of(names[i])))
			return true;
	return false;
}

/* RFC 9110 5.6.2. */
static bool is_token(struct text name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && (!c || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return name.length > 0;
}

static bool is_printable(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < 0x20 || text.data[i] > 0x7e)
			return false;
	return true;
}

struct text header_name(struct text line)
{
	return text_slice(line, 0, text_find(line, TEXT(":"), 0));
}

bool header_check(struct text line, bool secret, struct error *error)
{
	struct text name = header_name(line);
	struct text value = text_trim(text_slice(line, name.length + 1, line.length));

	if (!is_token(name) || name.length == line.length || !value.length)
		return error_set(error, ERROR_DATA, "it is no header, which is \"Name: value\"");
	if (!is_printable(line) || line.length > LIMIT_TITLE)
		return error_set(error, ERROR_DATA,
				 "header %.*s: its value is not printable ASCII of at most %zu bytes",
				 TEXT_ARGS(text_cut(name, 60)), LIMIT_TITLE);
	if (is_among(name, refused, sizeof(refused) / sizeof(*refused)))
		return error_set(error, ERROR_DATA, "header %.*s: it is not the operator's to set",
				 TEXT_ARGS(text_cut(name, 60)));
	if (!secret && is_among(name, secrets, sizeof(secrets) / sizeof(*secrets)))
		return error_set(error, ERROR_DATA,
				 "header %.*s: it is a secret, which stands in a file of credentials", TEXT_ARGS(name));
	return true;
}
