/*
 * Stories, found by what a report has in common with them. The living ones are in memory too: for the
 * terms by which they are found no row is written, and none is left behind by the dead.
 */
#ifndef STORAGE_STORIES_H
#define STORAGE_STORIES_H

#include "storage/sqlite.h"

struct stories;

/* NULL: no memory. */
struct stories *stories_new(void);
void stories_free(struct stories *stories);

/*
 * Those of the picture's articles, and those that share most terms with the report. Their terms may be the
 * store's own: they live until the next one is kept.
 */
bool stories_load(struct store *store, struct arena *arena, const struct report *report,
                  struct instant now, struct picture *picture, struct error *error);

/* Inside a transaction; and when it is safe. */
bool story_write(struct store *store, struct arena *arena, const struct known_story *story,
                 struct error *error);
void stories_keep(struct stories *stories, const struct known_story *story);
/* A jump out of a full arena has left stories_load() in its middle. */
void stories_forget(struct stories *stories);

/* False: no record is of this story, for sure. */
bool stories_may_have_records(const struct stories *stories, uint64_t id);
/* A record is of this story. */
void stories_note_record(struct stories *stories, uint64_t id);

/* Reads the terms of those that live; before anything else, inside a transaction. */
bool stories_ready(struct store *store, struct instant now, struct error *error);

#endif
