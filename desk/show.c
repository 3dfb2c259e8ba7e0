/* An incident or an alert as it explains itself. */
#include "desk/internal.h"

#define ARTICLES_MOST 50
#define ALERTS_MOST 50
#define CORRECTIONS_MOST 100

/* --- an alert --- */

static const struct fate_record *record_of(const struct fate *fate, struct text id)
{
	for (size_t i = 0; i < fate->records_count; i++)
		if (text_equal(fate->records[i].id, id))
			return &fate->records[i];
	return NULL;
}

static void put_match(json_t *json, const struct fate *fate, struct text incident)
{
	const struct fate_record *record = record_of(fate, incident);

	if (!record)
		return;
	if (record->begun)
		json_object_set_new(json, "begun", json_true());
	json_object_set_new(json, "matched", match_reasons_json(record->reasons));
	json_put_text(json, "via", record->via);
}

/* Its article's title, what else told the text, and why the article is the incident's. */
static bool put_article(struct desk *desk, struct arena *arena, const struct alert *alert, json_t *json,
                        struct error *error)
{
	struct fate *fates;
	size_t count;

	if (text_empty(alert->article))
		return true;
	if (!store_fates(desk->store, arena, alert->article, ARTICLES_MOST, &fates, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		/* Of several versions the one that led to the alert. */
		if (!record_of(&fates[i], alert->incident) && i + 1 < count)
			continue;
		json_put_text(json, "title", fates[i].title);
		put_match(json, &fates[i], alert->incident);
		break;
	}
	return why_put_copies(desk, arena, alert->article, json, error);
}

/* That of its effect; an opening's is the gravest that it has. */
static size_t series_of(const struct tracked *tracked, const struct alert *alert)
{
	size_t best = tracked->series_count;

	for (size_t i = 0; i < tracked->series_count; i++) {
		const struct series *series = &tracked->series[i];
		bool wanted = text_empty(alert->effect) ||
		              text_equal(text_of(effect_names[series->effect]), alert->effect);
		if (wanted && series->claims_count &&
		    (best == tracked->series_count || series->effect < tracked->series[best].effect))
			best = i;
	}
	return best;
}

/* What its effect was given as, over time. */
static bool put_series(struct desk *desk, struct arena *arena, const struct alert *alert, json_t *json,
                       struct error *error)
{
	struct tracked tracked;
	struct error looked;

	if (!store_tracked(desk->store, arena, alert->incident, &tracked, &looked))
		return why_is_missing(&looked, error);
	json_t *whole = json_of_shape(&tracked_shape, &tracked);
	json_t *series = json_array_get(json_object_get(whole, "series"), series_of(&tracked, alert));
	if (series)
		json_object_set(json, "series", series);
	json_decref(whole);
	return true;
}

static json_t *headline_json(struct arena *arena, const struct alert *alert)
{
	json_t *json = json_object();

	json_put_text(json, "id", alert->id);
	json_object_set_new(json, "kind", json_string(alert_kind_names[alert->kind]));
	json_put_text(json, "headline", alert->headline);
	if (alert->seq != INTEGER_NONE)
		json_put_integer(json, "seq", alert->seq);
	if (instant_known(alert->logged))
		json_put_text(json, "logged", instant_format(arena, alert->logged));
	return json;
}

static bool put_replaced(struct desk *desk, struct arena *arena, const struct alert *alert, json_t *json,
                         struct error *error)
{
	struct alert before;
	struct error looked;

	if (text_empty(alert->replaces))
		return true;
	if (!store_alert(desk->store, arena, alert->replaces, &before, &looked))
		return why_is_missing(&looked, error);
	json_object_set_new(json, "replaced", headline_json(arena, &before));
	return true;
}

static bool put_chain(struct desk *desk, struct arena *arena, const struct alert *alert, json_t *json,
                      struct error *error)
{
	json_t *after = json_array();
	struct alert *alerts;
	size_t count;
	bool done = put_replaced(desk, arena, alert, json, error) &&
	            store_alerts_of(desk->store, arena, alert->incident, ALERTS_MOST, &alerts, &count, error);
	for (size_t i = 0; done && i < count; i++)
		if (text_equal(alerts[i].replaces, alert->id))
			json_array_append_new(after, headline_json(arena, &alerts[i]));
	json_object_set_new(json, "replaced_by", after);
	return done;
}

/* What people have ruled of it. */
static bool put_corrections(struct desk *desk, struct arena *arena, struct text id, json_t *json,
                            struct error *error)
{
	json_t *list = desk_corrections(desk, arena, id, 0, error);

	if (list)
		json_object_set_new(json, "corrections", list);
	return list != NULL;
}

/* A person's ruling came before it went out. */
static bool put_withdrawn(struct desk *desk, struct text id, json_t *json, struct error *error)
{
	bool withdrawn;

	if (!store_was_withdrawn(desk->store, id, &withdrawn, error))
		return false;
	if (withdrawn)
		json_object_set_new(json, "withdrawn", json_true());
	return true;
}

static json_t *show_alert(struct desk *desk, struct arena *arena, const struct alert *alert,
                          struct error *error)
{
	json_t *json = alert_json(alert);

	if (put_withdrawn(desk, alert->id, json, error) &&
	    put_article(desk, arena, alert, json, error) && put_series(desk, arena, alert, json, error) &&
	    put_chain(desk, arena, alert, json, error) &&
	    put_corrections(desk, arena, alert->id, json, error))
		return json;
	json_decref(json);
	return NULL;
}

/* --- an incident --- */

static json_t *matters_of(const struct fate *fate, struct text incident)
{
	json_t *json = fate_json(fate), *record, *matters = NULL;
	size_t i;

	json_array_foreach(json_object_get(json, "records"), i, record)
	{
		const char *id = json_string_value(json_object_get(record, "id"));
		if (id && text_equal(text_of(id), incident))
			matters = json_incref(json_object_get(record, "matters"));
	}
	json_decref(json);
	return matters ? matters : json_array();
}

/* The articles that came to one record, under those of `list`. */
static bool add_articles(struct desk *desk, struct arena *arena, struct text id, json_t *list,
                         struct error *error)
{
	struct fate *fates;
	size_t count;

	if (!store_fates_at(desk->store, arena, id, ARTICLES_MOST, &fates, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		json_t *one = why_article_json(&fates[i]);
		put_match(one, &fates[i], id);
		json_t *matters = matters_of(&fates[i], id);
		json_object_set_new(one, "matters", matters);
		json_array_append_new(list, one);
		if (!why_put_alerts(desk, arena, matters, error))
			return false;
	}
	return true;
}

/* Its own, the newest first, then those of what is merged into it. */
static bool put_articles(struct desk *desk, struct arena *arena, struct text id, json_t *json,
                         struct error *error)
{
	json_t *list = json_array(), *merged;
	size_t i;

	json_object_set_new(json, "articles", list);
	bool done = add_articles(desk, arena, id, list, error);
	json_array_foreach(json_object_get(json, "merged"), i, merged)
		done = done && add_articles(desk, arena, text_of(json_string_value(merged)), list, error);
	return done;
}

static bool put_alerts(struct desk *desk, struct arena *arena, struct text id, json_t *json,
                       struct error *error)
{
	json_t *list = json_array();
	struct alert *alerts;
	size_t count;

	json_object_set_new(json, "alerts", list);
	if (!store_alerts_of(desk->store, arena, id, ALERTS_MOST, &alerts, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, headline_json(arena, &alerts[i]));
	return true;
}

static bool is_merged(struct desk *desk, struct arena *arena, struct text other, struct text id, bool *merged,
                      struct error *error)
{
	struct tracked tracked;
	struct error looked;

	*merged = false;
	if (!store_tracked(desk->store, arena, other, &tracked, &looked))
		return why_is_missing(&looked, error);
	*merged = text_equal(tracked.merged_into, id);
	return true;
}

/* The records that are merged into it now. */
static bool put_merged(struct desk *desk, struct arena *arena, struct text id, json_t *json,
                       struct error *error)
{
	struct correction *corrections;
	json_t *list = json_array(), *seen = json_object();
	size_t count;
	bool done = store_corrections(desk->store, arena, id, CORRECTIONS_MOST, &corrections, &count, error);

	for (size_t i = 0; done && i < count; i++) {
		const char *name = text_string(arena, corrections[i].other);
		bool merged;
		if (corrections[i].kind != CORRECTION_MERGE || !text_equal(corrections[i].incident, id) ||
		    json_object_get(seen, name))
			continue;
		done = is_merged(desk, arena, corrections[i].other, id, &merged, error);
		json_object_set_new(seen, name, json_true());
		if (done && merged)
			json_array_append_new(list, json_string(name));
	}
	if (json_array_size(list))
		json_object_set(json, "merged", list);
	json_decref(list);
	json_decref(seen);
	return done;
}

static json_t *show_incident(struct desk *desk, struct arena *arena, const struct tracked *tracked,
                             struct error *error)
{
	json_t *json = json_of_shape(&tracked_shape, tracked);

	json_object_del(json, "told");
	if (put_merged(desk, arena, tracked->id, json, error) &&
	    put_articles(desk, arena, tracked->id, json, error) &&
	    put_alerts(desk, arena, tracked->id, json, error) &&
	    put_corrections(desk, arena, tracked->id, json, error))
		return json;
	json_decref(json);
	return NULL;
}

json_t *desk_show(struct desk *desk, struct arena *arena, struct text id, struct error *error)
{
	struct tracked tracked;
	struct alert alert;

	if (store_tracked(desk->store, arena, id, &tracked, error))
		return show_incident(desk, arena, &tracked, error);
	if (error->kind == ERROR_INPUT && store_alert(desk->store, arena, id, &alert, error))
		return show_alert(desk, arena, &alert, error);
	return NULL;
}
