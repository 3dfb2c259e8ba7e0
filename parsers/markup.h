/*
 * Fragments of HTML as feeds carry them, read as a row of tags and text: no tree is made, nothing
 * in them can nest, and a fragment costs time linear in its length.
 */
#ifndef PARSERS_MARKUP_H
#define PARSERS_MARKUP_H

#include "base/text.h"

/* True where a text has tags, comments or character references in it. */
bool markup_present(struct text text);

/* On one line: without tags, references decoded, white space squeezed. Scripts and styles are gone.
 */
struct text markup_line(struct arena *arena, struct text html);

/* In paragraphs apart by a blank line: where block elements begin and end, and where two <br> meet.
 */
struct text markup_paragraphs(struct arena *arena, struct text html);

/* The same fragment with the addresses of its links and images made absolute. */
struct text markup_resolve(struct arena *arena, struct text html, struct text base);

/*
 * The reference at `at` ("&eacute;", "&#233;", "&#xe9;", with the semicolon or without), HTML's
 * names. How many bytes it takes; 0 where there is none.
 */
size_t markup_reference(struct text text, size_t at, int32_t *codepoint);

/* Character references decoded, nothing else changed. */
struct text markup_decode(struct arena *arena, struct text text);

#endif
