#include "wire/websub.h"

#include <string.h>

const size_t websub_digest_bytes[DIGESTS] = {20, 32, 48, 64};

/* --- Link --- */

static struct text skip(struct text rest, const char *what)
{
	size_t i = 0;

	while (i < rest.length && strchr(what, rest.data[i]))
		i++;
	return text_slice(rest, i, rest.length);
}

static struct text take_until(struct text *rest, const char *ends)
{
	size_t i = 0;

	while (i < rest->length && !strchr(ends, rest->data[i]))
		i++;
	struct text taken = text_slice(*rest, 0, i);
	*rest = text_slice(*rest, i, rest->length);
	return taken;
}

/* What stands behind = : a word, or a string in quotes without them. Escapes stay: no relation has one. */
static struct text take_value(struct text *rest)
{
	if (text_empty(*rest) || rest->data[0] != '"')
		return text_trim(take_until(rest, ";,"));
	size_t i = 1;
	while (i < rest->length && rest->data[i] != '"')
		i += rest->data[i] == '\\' && i + 1 < rest->length ? 2 : 1;
	struct text value = text_slice(*rest, 1, i < rest->length ? i : rest->length);
	*rest = text_slice(*rest, i < rest->length ? i + 1 : rest->length, rest->length);
	return value;
}

static bool names(struct text value, struct text relation)
{
	struct text word;

	while (text_next(&value, ' ', &word))
		if (text_equal_nocase(word, relation))
			return true;
	return false;
}

/* The parameters of one link, up to its comma. */
static bool link_matches(struct text *rest, struct text relation)
{
	bool matches = false, elsewhere = false, related = false;

	for (;;) {
		*rest = skip(*rest, " \t");
		if (text_empty(*rest) || rest->data[0] == ',')
			return matches && !elsewhere;
		if (rest->data[0] != ';') {
			/* Nothing that belongs there: on to what does. */
			take_until(rest, ";,");
			continue;
		}
		*rest = skip(*rest, "; \t");
		struct text name = text_trim(take_until(rest, "=;,"));
		if (text_empty(*rest) || rest->data[0] != '=')
			continue;
		*rest = skip(text_slice(*rest, 1, rest->length), " \t");
		struct text value = take_value(rest);
		/* The first rel counts (RFC 8288 3.3). */
		if (text_equal_nocase(name, TEXT("rel")) && !related) {
			related = true;
			matches = names(value, relation);
		}
		elsewhere = elsewhere || text_equal_nocase(name, TEXT("anchor"));
	}
}

size_t websub_links(struct text header, struct text relation, struct text *targets, size_t most)
{
	struct text rest = header;
	size_t count = 0;

	while (count < most && !text_empty(rest = skip(rest, ", \t"))) {
		if (rest.data[0] != '<') {
			take_until(&rest, ",");
			continue;
		}
		rest = text_slice(rest, 1, rest.length);
		struct text target = take_until(&rest, ">");
		if (text_empty(rest))
			break;
		rest = text_slice(rest, 1, rest.length);
		if (link_matches(&rest, relation))
			targets[count++] = text_trim(target);
	}
	return count;
}

struct text websub_link(struct text header, struct text relation)
{
	struct text target = TEXT_NONE;

	websub_links(header, relation, &target, 1);
	return target;
}

/* --- X-Hub-Signature --- */

bool websub_signature_read(struct text header, enum websub_digest *digest,
			   unsigned char bytes[DIGEST_BYTES_MOST])
{
	static const char *const methods[DIGESTS] = {"sha1", "sha256", "sha384", "sha512"};
	struct text method;
	int found = DIGESTS;

	if (!text_next(&header, '=', &method))
		return false;
	for (int i = 0; i < DIGESTS; i++)
		if (text_equal_nocase(method, text_of(methods[i])))
			found = i;
	if (found == DIGESTS || header.length != 2 * websub_digest_bytes[found])
		return false;
	for (size_t i = 0; i < header.length; i += 2) {
		int high = text_hex(header.data[i]), low = text_hex(header.data[i + 1]);
		if (high < 0 || low < 0)
			return false;
		bytes[i / 2] = (unsigned char)(high << 4 | low);
	}
	*digest = (enum websub_digest)found;
	return true;
}
