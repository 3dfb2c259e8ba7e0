#include "base/visible.h"

#include <stdio.h>
#include <string.h>

static bool is_visible(int32_t c)
{
	if (c < 0xa0)
		return c >= 0x20 && c < 0x7f;
	return !(c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		 (c >= 0x2060 && c <= 0x2069) || c == 0xfeff);
}

size_t visible_hidden(struct text text, size_t position, int32_t *codepoint)
{
	size_t next = position;

	if (!visible_may_hide(text.data[position]))
		return 0;
	*codepoint = text_codepoint(text, &next);
	return is_visible(*codepoint) ? 0 : next - position;
}

/* The length of the well-formed sequence at `s`, 0 where there is none or it should not be shown. */
static size_t sequence_shown(const char *s)
{
	size_t most = strnlen(s, 4);

	for (size_t length = 1; length <= most; length++) {
		struct bytes bytes = {(const unsigned char *)s, length};
		struct text text;
		size_t position = 0;
		if (text_check(bytes, &text))
			return is_visible(text_codepoint(text, &position)) ? length : 0;
	}
	return 0;
}

const char *visible_string(const char *from, char *to, size_t room)
{
	size_t used = 0;

	while (*from && used + 5 < room) {
		size_t length = sequence_shown(from);
		if (length) {
			memcpy(to + used, from, length);
			used += length;
			from += length;
		} else {
			used += (size_t)snprintf(to + used, room - used, "\\x%02x", (unsigned char)*from);
			from++;
		}
	}
	to[used] = '\0';
	return to;
}
