/* What a person rules: whether it makes sense is asked here, what follows is tracking/correction.h. */
#include "desk/internal.h"
#include "tracking/correction.h"

/* Alerts of one record that are looked through; a war's have some dozens. */
#define ALERTS_MOST 500
/* A record that is merged into one that is merged, and so on. */
#define HOMES_MOST 16

struct correcting {
	struct desk *desk;
	struct arena *arena;
	const struct correction *wanted;
	struct instant now;
};

/* --- what is known --- */

static bool is_alert(const struct correcting *correcting, struct text id)
{
	struct error ignored;
	struct alert alert;

	return store_alert(correcting->desk->store, correcting->arena, id, &alert, &ignored);
}

static bool load(const struct correcting *correcting, struct text id, struct told_record *record,
                 struct error *error)
{
	struct store *store = correcting->desk->store;
	struct arena *arena = correcting->arena;
	struct alert *alerts;

	record->tracked = arena_alloc(arena, sizeof(*record->tracked));
	if (!store_tracked(store, arena, id, record->tracked, error)) {
		if (error->kind == ERROR_INPUT && is_alert(correcting, id))
			error_set(error, ERROR_DATA,
			          "%.40s is an alert; it takes the id of an incident, which \"sitrep show\" "
			          "tells",
			          text_string(arena, text_cut(id, 40)));
		return false;
	}
	if (!store_alerts_of(store, arena, id, ALERTS_MOST, &alerts, &record->alerts_count, error))
		return false;
	record->alerts = alerts;
	return true;
}

/* For a sentence. */
static const char *name_of(const struct correcting *correcting, struct text id)
{
	return text_string(correcting->arena, text_cut(id, 40));
}

static bool is_merged(const struct correcting *correcting, const struct told_record *record,
                      struct error *error)
{
	const struct tracked *tracked = record->tracked;

	if (text_empty(tracked->merged_into))
		return false;
	error_set(error, ERROR_DATA, "%s is merged into %s already; \"sitrep split %s\" undoes that",
	          name_of(correcting, tracked->id), name_of(correcting, tracked->merged_into),
	          name_of(correcting, tracked->id));
	return true;
}

/* --- merge --- */

static bool merge(const struct correcting *correcting, struct corrected *corrected, struct error *error)
{
	const struct correction *wanted = correcting->wanted;
	struct told_record into, from;

	if (text_equal(wanted->incident, wanted->other))
		return error_set(error, ERROR_DATA, "%s cannot be merged with itself",
		                 name_of(correcting, wanted->incident));
	if (!load(correcting, wanted->incident, &into, error) ||
	    !load(correcting, wanted->other, &from, error) || is_merged(correcting, &into, error) ||
	    is_merged(correcting, &from, error))
		return false;
	if (into.tracked->kind != from.tracked->kind)
		return error_set(error, ERROR_DATA, "%s is of kind %s and %s of kind %s; only like are merged",
		                 name_of(correcting, wanted->incident), tracked_kind_names[into.tracked->kind],
		                 name_of(correcting, wanted->other), tracked_kind_names[from.tracked->kind]);
	correct_merge(correcting->arena, corrected, &into, &from);
	return true;
}

/* --- split --- */

static bool find_home(const struct correcting *correcting, const struct told_record *record,
                      struct told_record *home, struct error *error)
{
	*home = *record;
	for (int i = 0; i < HOMES_MOST && !text_empty(home->tracked->merged_into); i++)
		if (!load(correcting, home->tracked->merged_into, home, error))
			return false;
	return true;
}

static bool undo_merge(const struct correcting *correcting, struct corrected *corrected,
                       const struct told_record *part, struct error *error)
{
	struct told_record whole;

	if (text_empty(part->tracked->merged_into))
		return error_set(error, ERROR_USAGE,
		                 "which articles are to be split off %s? It is not merged into another one",
		                 name_of(correcting, part->tracked->id));
	if (!find_home(correcting, part, &whole, error))
		return false;
	corrected->correction.incident = whole.tracked->id;
	correct_part(correcting->arena, corrected, &whole, part, correcting->now);
	return true;
}

/* Ids for what may be addresses; the fate of the first of them. */
static bool find_articles(const struct correcting *correcting, struct corrected *corrected,
                          struct fate **first, struct error *error)
{
	struct correction *correction = &corrected->correction;
	struct text *ids = arena_array(correcting->arena, correction->articles_count, sizeof(*ids));

	for (size_t i = 0; i < correction->articles_count; i++) {
		struct text asked = correction->articles[i];
		struct fate *fates;
		size_t count;
		if (!store_fates(correcting->desk->store, correcting->arena, asked, 1, &fates, &count, error))
			return false;
		if (!count)
			return error_set(error, ERROR_INPUT, "%.200s was never read",
			                 text_string(correcting->arena, text_cut(asked, 200)));
		ids[i] = fates[0].article;
		*first = i ? *first : &fates[0];
	}
	correction->articles = ids;
	return true;
}

static bool split(const struct correcting *correcting, struct corrected *corrected, struct error *error)
{
	struct told_record whole;
	struct fate *first = NULL;
	size_t all;

	if (!load(correcting, correcting->wanted->incident, &whole, error))
		return false;
	if (!correcting->wanted->articles_count)
		return undo_merge(correcting, corrected, &whole, error);
	if (is_merged(correcting, &whole, error) || !find_articles(correcting, corrected, &first, error))
		return false;
	size_t claims = correct_claims(whole.tracked, &corrected->correction, &all);
	if (!claims)
		return error_set(error, ERROR_DATA, "no figure of %s is from there; \"sitrep show\" lists them",
		                 name_of(correcting, whole.tracked->id));
	if (claims == all)
		return error_set(error, ERROR_DATA, "all figures of %s are from there; nothing would be left of it",
		                 name_of(correcting, whole.tracked->id));
	correct_split(correcting->arena, corrected, &whole, first, correcting->now);
	return true;
}

/* --- mute --- */

static bool mute(const struct correcting *correcting, struct corrected *corrected, struct error *error)
{
	bool muting = correcting->wanted->kind == CORRECTION_MUTE;
	struct told_record record;

	if (!load(correcting, correcting->wanted->incident, &record, error) ||
	    is_merged(correcting, &record, error))
		return false;
	if (record.tracked->muted == muting)
		return error_set(error, ERROR_DATA, "%s is %s", name_of(correcting, record.tracked->id),
		                 muting ? "muted already" : "not muted");
	correct_mute(correcting->arena, corrected, &record);
	return true;
}

/* --- retract --- */

static bool was_retracted(const struct correcting *correcting, struct text alert, struct error *error)
{
	struct correction *before;
	size_t count;

	if (!store_corrections(correcting->desk->store, correcting->arena, alert, 10, &before, &count, error))
		return true;
	for (size_t i = 0; i < count; i++)
		if (before[i].kind == CORRECTION_RETRACT && !text_empty(before[i].told)) {
			error_set(error, ERROR_DATA, "%s is retracted already", name_of(correcting, alert));
			return true;
		}
	return false;
}

static bool find_alert(const struct correcting *correcting, struct alert *alert, struct error *error)
{
	struct text id = correcting->wanted->alert;
	struct tracked tracked;
	struct error ignored;

	if (store_alert(correcting->desk->store, correcting->arena, id, alert, error))
		return true;
	if (error->kind == ERROR_INPUT &&
	    store_tracked(correcting->desk->store, correcting->arena, id, &tracked, &ignored))
		error_set(error, ERROR_DATA, "%s is an incident; it takes the id of an alert",
		          name_of(correcting, id));
	return false;
}

static bool retract(const struct correcting *correcting, struct corrected *corrected, struct error *error)
{
	struct told_record record, home;
	struct alert alert;

	bool withdrawn;

	if (!find_alert(correcting, &alert, error) || was_retracted(correcting, alert.id, error) ||
	    !store_was_withdrawn(correcting->desk->store, alert.id, &withdrawn, error))
		return false;
	if (withdrawn)
		return error_set(error, ERROR_DATA, "%s was withdrawn before it went out",
		                 name_of(correcting, alert.id));
	/* It may be the one into which the other was folded. */
	corrected->correction.alert = alert.id;
	if (alert.kind >= ALERT_INCIDENT_MERGED && alert.kind <= ALERT_RETRACTED)
		return error_set(error, ERROR_DATA,
		                 "%s tells what a person has ruled; another ruling undoes it, not a retraction",
		                 name_of(correcting, alert.id));
	if (text_empty(alert.incident))
		return error_set(error, ERROR_DATA, "%s is of no incident; there is nothing to take back",
		                 name_of(correcting, alert.id));
	if (!load(correcting, alert.incident, &record, error) ||
	    !find_home(correcting, &record, &home, error))
		return false;
	correct_retract(correcting->arena, corrected, &home, &alert);
	return true;
}

/* --- the whole --- */

static bool decide(void *context, struct corrected *corrected, struct error *error)
{
	struct correcting *correcting = context;

	corrected->correction = *correcting->wanted;
	corrected->correction.at = correcting->now;
	switch (correcting->wanted->kind) {
	case CORRECTION_MERGE:
		return merge(correcting, corrected, error);
	case CORRECTION_SPLIT:
		return split(correcting, corrected, error);
	case CORRECTION_MUTE:
	case CORRECTION_UNMUTE:
		return mute(correcting, corrected, error);
	case CORRECTION_RETRACT:
		return retract(correcting, corrected, error);
	default:
		return error_set(error, ERROR_USAGE, "correction: of no kind that is known");
	}
}

json_t *desk_correct(struct desk *desk, struct arena *arena, const struct correction *wanted,
                     struct instant now, struct error *error)
{
	struct correcting correcting = {desk, arena, wanted, now};
	struct corrected corrected = {0};

	if (!store_correct(desk->store, arena, &corrected, decide, &correcting, now, error))
		return NULL;
	/* What a person has ruled waits for nothing. */
	if (corrected.alerts_count)
		desk->due = now;
	json_t *json = json_of_shape(&correction_shape, &corrected.correction);
	if (corrected.alerts_count)
		json_put_text(json, "headline", corrected.alerts[0].headline);
	json_put_integer(json, "withdrawn", (int64_t)corrected.withdrawn_count);
	if (wanted->kind == CORRECTION_RETRACT && corrected.tracked_count && corrected.tracked[0]->muted)
		json_object_set_new(json, "muted", json_true());
	return json;
}

json_t *desk_corrections(struct desk *desk, struct arena *arena, struct text id, int64_t limit,
                         struct error *error)
{
	struct correction *corrections;
	size_t count;

	if (!store_corrections(desk->store, arena, id, desk_most(limit), &corrections, &count, error))
		return NULL;
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_of_shape(&correction_shape, &corrections[i]));
	return list;
}
