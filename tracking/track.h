/*
 * What is new: a report is held against the picture of what is known, and out come the changes to
 * be remembered and the alerts to be told. Pure: the same report, picture and time give the same
 * changes. Headlines are those of the built-in lexicon.
 *
 *   same or copy?  likeness.h      which story?  story.h      which incident?  match.h
 *   what do the figures say?  ledger.c      where do truce and talks stand?  process.c
 *
 * What a text dates to the past, or that is no report (archive, anniversary, verdict, obituary,
 * analysis, opinion, sport, drill), is remembered and tells nothing.
 */
#ifndef TRACKING_TRACK_H
#define TRACKING_TRACK_H

#include "tracking/knowledge.h"

/* Everything lives in the arena. The picture's records may be changed and be part of the result. */
struct changes *track(struct arena *arena, const struct report *report, struct picture *picture,
                      struct instant now);

#endif
