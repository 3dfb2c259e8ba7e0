/*
 * What can be seen. Characters that move the cursor, turn the direction of writing, break lines or take
 * no room change how the text around them looks, and so what a reader of a terminal or a log believes:
 * controls (C0, DEL, C1), bidi marks, overrides and isolates (UAX #9), zero-width characters, line and
 * paragraph separators, the byte order mark. JSON has them as \uXXXX, which loses nothing; a log as \xXX.
 */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/text.h"

/* What they all begin with, for whoever goes through much text. */
static inline bool visible_may_hide(char byte)
{
	unsigned char c = (unsigned char)byte;

	return c < 0x20 || c == 0x7f || c == 0xc2 || c == 0xd8 || c == 0xe2 || c == 0xef;
}

/*
 * Of valid UTF-8: how many bytes the character at the position takes where it cannot be seen, and which
 * it is; 0 where it can, or where another one's middle is.
 */
size_t visible_hidden(struct text text, size_t position, int32_t *codepoint);

/*
 * A string of any bytes into `to`, which is always closed with a zero byte: what cannot be seen, and what
 * is no UTF-8, as \xXX. What does not fit is left out. Returns `to`.
 */
const char *visible_string(const char *from, char *to, size_t room);

#endif
