/* OPML 2.0 (http://opml.org/spec2.opml): lists of feeds as other programs exchange them. */
#ifndef CLIENT_OPML_H
#define CLIENT_OPML_H

#include "base/error.h"
#include "base/json.h"

struct opml_feed {
	struct text url;
	struct text title; /* empty where it is the url */
	struct text tags;  /* folders and categories, apart by ',' */
};

/*
 * The outlines that have an xmlUrl, in order, at most 100,000: more are DATA. The file is parsed by a
 * child inside the reader's sandbox.
 */
bool opml_read(struct arena *arena, const char *path, struct opml_feed **feeds, size_t *count,
               struct error *error);

/*
 * A document on standard output, of an array of feeds as feeds.list gives them: each in the folder of
 * its first tag, with all of them as its category, so that reading it again loses nothing.
 */
void opml_write(const json_t *feeds);

#endif
