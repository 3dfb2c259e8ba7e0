#include "tracking/fold.h"

#include "tracking/tracking.h"

/* Of two changes in a row one tells where they began and where they ended. */
static bool is_chain(const struct alert *waiting, const struct alert *alert)
{
	switch (alert->kind) {
	case ALERT_TOLL_RAISED:
	case ALERT_TOLL_REVISED_DOWN:
	case ALERT_DISPLACEMENT_RAISED:
	case ALERT_HOSTAGES_RELEASED:
	case ALERT_STATUS_CHANGED:
	case ALERT_DEPLOYMENT:
		return waiting->kind == alert->kind && text_equal(waiting->effect, alert->effect);
	default:
		return false;
	}
}

/* The opening's own figure of an effect; NULL where it has none. */
static int64_t *opening_figure(struct alert *opening, struct text effect)
{
	if (text_equal(effect, text_of(effect_names[EFFECT_KILLED])))
		return &opening->killed;
	if (text_equal(effect, text_of(effect_names[EFFECT_INJURED])))
		return &opening->injured;
	return text_equal(effect, text_of(effect_names[EFFECT_MISSING])) ? &opening->missing : NULL;
}

static void add_watches(struct arena *arena, struct alert *one, const struct alert *other)
{
	size_t room = one->watches_count + other->watches_count, count = one->watches_count;
	struct text *watches = arena_array(arena, room, sizeof(*watches));

	for (size_t i = 0; i < room; i++) {
		struct text name = i < count ? one->watches[i] : other->watches[i - count];
		size_t at = 0;
		while (at < i && at < one->watches_count && !text_equal(watches[at], name))
			at++;
		if (i < count)
			watches[i] = name;
		else if (at == one->watches_count && one->watches_count < ALERT_WATCHES_MOST)
			watches[one->watches_count++] = name;
	}
	one->watches = watches;
}

static void put_source(struct alert *opening, const struct alert *alert)
{
	opening->article = alert->article;
	opening->url = alert->url;
	opening->source = alert->source;
	opening->attributed_to = alert->attributed_to;
	opening->evidence = alert->evidence;
	opening->confidence = alert->confidence;
	opening->sources = alert->sources;
}

static bool fold_opening(struct alert *opening, const struct alert *alert)
{
	bool figure = alert->kind == ALERT_TOLL_RAISED || alert->kind == ALERT_TOLL_REVISED_DOWN;
	int64_t *place = figure ? opening_figure(opening, alert->effect) : NULL;

	if (!place)
		return false;
	*place = alert->to;
	put_source(opening, alert);
	return true;
}

static void fold_change(struct alert *change, const struct alert *waiting)
{
	if (change->kind == ALERT_HOSTAGES_RELEASED && change->to != INTEGER_NONE && waiting->to != INTEGER_NONE)
		change->to += waiting->to;
	change->from = waiting->from;
	change->from_status = waiting->from_status;
	change->replaces = waiting->replaces;
}

struct alert *fold(struct arena *arena, const struct alert *waiting, const struct alert *alert,
                   const struct tracked *tracked)
{
	bool opening = waiting->kind == ALERT_INCIDENT_NEW;
	struct alert *one = arena_alloc(arena, sizeof(*one));

	*one = opening ? *waiting : *alert;
	if (!text_equal(waiting->incident, alert->incident) ||
	    !(opening ? fold_opening(one, alert) : is_chain(waiting, alert)))
		return NULL;
	if (!opening)
		fold_change(one, waiting);
	if (waiting->severity > alert->severity)
		one->severity = waiting->severity;
	else
		one->severity = alert->severity;
	add_watches(arena, one, opening ? alert : waiting);
	one->headline = headline_of(arena, lexicon_builtin(), one, tracked);
	return one;
}
