#include "tracking/flow.h"

#include <string.h>

#include "base/hash.h"
#include "tracking/tracking.h"

#define MINUTE_MS 60000
#define MINUTES 60
/* By then a feed's archive has been read, or it is seen that it goes on. */
#define NOTICE_MS 60000
#define HOUR_MS (MINUTES * MINUTE_MS)

struct flow *flow_begin(struct arena *arena, const struct report *report)
{
	struct flow *flow = arena_alloc(arena, sizeof(*flow));

	json_blank(&flow_shape, flow);
	flow->feed = report->feed;
	flow->source = report->source;
	flow->held = flow->noticed = 0;
	return flow;
}

int64_t flow_alerts(const struct flow *flow, struct instant now)
{
	int64_t minute = now.ms / MINUTE_MS, alerts = 0;

	/* A minute that is still to come was counted before the clock was set back. */
	for (size_t i = 0; i < flow->minutes_count && i < flow->alerts_count; i++)
		if (flow->minutes[i] >= minute - MINUTES && flow->minutes[i] <= minute)
			alerts += flow->alerts[i];
	return alerts;
}

/* The minutes that still count, and the alerts of this one. */
static void add_alerts(struct arena *arena, struct flow *flow, int64_t alerts, int64_t minute)
{
	int64_t *minutes = arena_array(arena, flow->minutes_count + 1, sizeof(*minutes));
	int64_t *counts = arena_array(arena, flow->minutes_count + 1, sizeof(*counts));
	size_t kept = 0;

	for (size_t i = 0; i < flow->minutes_count && i < flow->alerts_count; i++) {
		if (flow->minutes[i] < minute - MINUTES || flow->minutes[i] >= minute) {
			alerts += flow->minutes[i] == minute ? flow->alerts[i] : 0;
			continue;
		}
		minutes[kept] = flow->minutes[i];
		counts[kept++] = flow->alerts[i];
	}
	minutes[kept] = minute;
	counts[kept++] = alerts;
	flow->minutes = minutes;
	flow->alerts = counts;
	flow->minutes_count = flow->alerts_count = kept;
}

void flow_note(struct arena *arena, struct flow *flow, int64_t alerts, int64_t held, struct instant now)
{
	if (alerts)
		add_alerts(arena, flow, alerts, now.ms / MINUTE_MS);
	if (!held)
		return;
	bool again = !instant_known(flow->passed) || now.ms - flow->passed.ms >= HOUR_MS ||
	             now.ms < flow->passed.ms;
	if (again && !instant_known(flow->due)) {
		flow->passed = now;
		flow->held = flow->noticed = 0;
		flow->notice = TEXT_NONE;
	}
	flow->held += held;
	if (!instant_known(flow->due))
		flow->due.ms = flow->passed.ms + (flow->noticed ? HOUR_MS : NOTICE_MS);
}

struct alert *flow_notice(struct arena *arena, struct flow *flow, const struct policy *policy)
{
	struct alert *alert = arena_alloc(arena, sizeof(*alert));

	alert_blank(alert);
	alert->schema = ALERT_SCHEMA;
	alert->kind = ALERT_CEILING_REACHED;
	alert->severity = SEVERITY_HIGH;
	alert->name = text_empty(flow->source) ? flow->feed : flow->source;
	alert->source = flow->source;
	alert->url = flow->feed;
	alert->ceiling = policy->ceiling;
	alert->held = flow->held;
	alert->replaces = flow->notice;
	alert->id = hash_id(arena, text_format(arena, "%s\n%.*s\n%lld\n%lld", alert_kind_names[alert->kind],
	                                       TEXT_ARGS(flow->feed), (long long)flow->passed.ms,
	                                       (long long)flow->held));
	alert->headline = headline_of(arena, lexicon_builtin(), alert, NULL);
	flow->notice = alert->id;
	flow->noticed = flow->held;
	flow->due = INSTANT_NONE;
	return alert;
}
