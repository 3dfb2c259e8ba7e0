/*
 * From bytes to text: the only bridge. What a document is written in is decided by its byte order
 * mark, by what its bytes can be, by what it and its Content-Type header declare, and at last by
 * guessing, in an order that depends on the markup: headers lie about XML, declarations about UTF-8.
 */
#ifndef PARSERS_CHARSET_H
#define PARSERS_CHARSET_H

#include "base/error.h"
#include "base/text.h"
#include "parsers/feed.h"

enum markup { MARKUP_XML, MARKUP_HTML, MARKUP_JSON };

/*
 * Opens a converter for every accepted encoding. Inside a sandbox that denies open(2) glibc's
 * iconv_open() fails even for Latin-1, so this comes before sandbox_enter(); calling it again does
 * nothing. Without it the converters are opened one by one when they are needed.
 */
bool charset_open_all(struct error *error);

/*
 * The document as text, and the name of its encoding ("utf-8", "windows-1252"). Bad sequences become
 * U+FFFD; C0 controls other than tab and newline are gone, line ends are LF, and C1 controls are what
 * windows-1252 has in their place. The text may be a view of the document. Fails only where the
 * document is empty.
 */
bool charset_decode(struct arena *arena, struct bytes document, const struct origin *origin,
		    enum markup markup, struct text *text, struct text *charset,
		    struct error *error);

/* The character for which U+0080 to U+009F is written by mistake (windows-1252's); others as they are. */
int32_t charset_mend_c1(int32_t codepoint);

#endif
