/* OPML 2.0 (http://opml.org/spec2.opml): lists of feeds as other programs exchange them. */
#ifndef CLIENT_OPML_H
#define CLIENT_OPML_H

#include "base/error.h"
#include "base/text.h"

/* The xmlUrl of every outline, in order. The file is parsed by a child inside the reader's sandbox.
 */
bool opml_read(struct arena *arena, const char *path, struct text **urls, size_t *count,
               struct error *error);

/* A document on standard output. */
void opml_begin(void);
void opml_outline(const char *title, const char *url);
void opml_end(void);

#endif
