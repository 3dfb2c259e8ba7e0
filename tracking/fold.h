/* Alerts of one incident that wait at the same time, gathered into one. */
#ifndef TRACKING_FOLD_H
#define TRACKING_FOLD_H

#include "tracking/knowledge.h"

/*
 * What tells both `waiting` and `alert`, which came after it, of the record; NULL: they are two. An opening
 * takes later figures and keeps its id; otherwise it is the later one, from where the earlier one began.
 */
struct alert *fold(struct arena *arena, const struct alert *waiting, const struct alert *alert,
                   const struct tracked *tracked);

#endif
