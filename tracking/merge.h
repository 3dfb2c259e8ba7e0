/*
 * Records put together and taken apart: what a person's rulings (correction.h) do to claims, figures,
 * outlets, places and parties. No alert is made here.
 */
#ifndef TRACKING_MERGE_H
#define TRACKING_MERGE_H

#include "model/correction.h"
#include "tracking/knowledge.h"

/* `from` goes into `into`; true where that has another figure after it. */
bool merge_records(struct arena *arena, struct tracked *into, struct tracked *from);
/* The claims of `part`, which had gone into `whole`, are taken out again; true where a figure has changed. */
bool merge_undo(struct arena *arena, struct tracked *whole, const struct tracked *part);

/* Among the correction's articles? */
bool merge_names(const struct correction *correction, struct text article);
/* What the correction's articles claim goes from one to the other; true where a figure of `from` has changed. */
bool merge_move(struct arena *arena, struct tracked *from, struct tracked *to,
                const struct correction *correction);

/*
 * What the article gave is nobody's word any more, and is not when a later version of it gives it again;
 * `value` INTEGER_NONE: whatever it gave.
 */
void merge_drop(struct arena *arena, struct tracked *tracked, struct series *series,
                struct text article, int64_t value);

#endif
