/*
 * What follows when a person corrects the machine. Pure, as track() is: records and the alerts that
 * were told of them go in, changed records and the alerts that update or cancel come out. Whether a
 * ruling makes sense is asked before, where there are words to say why not (desk/corrections.c).
 *
 *   merge    `from` lives on as a way into `into`: whatever matches it comes to `into` (tracking_home())
 *   split    what some articles claim becomes an incident of its own; or a merge is undone
 *   mute     the ledger goes on, and nothing is told
 *   retract  a figure, a state or an opening is taken back
 *
 * An alert tells of it where one had gone out that is not right any more; what was still to go out is
 * withdrawn in silence.
 */
#ifndef TRACKING_CORRECTION_H
#define TRACKING_CORRECTION_H

#include "model/correction.h"
#include "tracking/knowledge.h"

/* A record with the alerts of it, the newest first; without a seq: still to go out. */
struct told_record {
	struct tracked *tracked;
	const struct alert *alerts;
	size_t alerts_count;
};

/* All that follows from a ruling; to be kept at once or not at all. */
struct corrected {
	struct correction correction;
	struct tracked *tracked[3];
	size_t tracked_count;
	struct alert alerts[2];
	size_t alerts_count;
	struct text *withdrawn; /* ids of alerts that are not to go out */
	size_t withdrawn_count;
};

void correct_merge(struct arena *arena, struct corrected *corrected, const struct told_record *into,
                   const struct told_record *from);

/* Undoes a merge: `whole` is what `part` has gone into. */
void correct_part(struct arena *arena, struct corrected *corrected, const struct told_record *whole,
                  const struct told_record *part, struct instant now);

/* How many figures of the record the articles of the correction claim, and how many there are. */
size_t correct_claims(const struct tracked *tracked, const struct correction *correction, size_t *all);
/* `article`: the first of those that are split off. The new record is corrected->correction.other. */
void correct_split(struct arena *arena, struct corrected *corrected, const struct told_record *whole,
                   const struct fate *article, struct instant now);

/* By corrected->correction.kind. */
void correct_mute(struct arena *arena, struct corrected *corrected, const struct told_record *record);

void correct_retract(struct arena *arena, struct corrected *corrected,
                     const struct told_record *record, const struct alert *alert);

#endif
