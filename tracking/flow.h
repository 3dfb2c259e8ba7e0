/*
 * What one feed brings: its alerts of the last hour, minute by minute, against the ceiling that a policy
 * sets. What comes beyond is held, and told in numbers: once when a minute has shown how much it is, and,
 * where it goes on, once more at the end of the hour.
 */
#ifndef TRACKING_FLOW_H
#define TRACKING_FLOW_H

#include "tracking/knowledge.h"

/* A feed's first report. */
struct flow *flow_begin(struct arena *arena, const struct report *report);

/* Alerts within the hour before `now`, or a minute more. */
int64_t flow_alerts(const struct flow *flow, struct instant now);

/* One report has caused so many alerts, and so many developments were held for the ceiling. */
void flow_note(struct arena *arena, struct flow *flow, int64_t alerts, int64_t held, struct instant now);

/* The notice that is due; the flow knows then that it was given. */
struct alert *flow_notice(struct arena *arena, struct flow *flow, const struct policy *policy);

#endif
