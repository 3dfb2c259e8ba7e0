/* What became of an article. */
#include "desk/internal.h"

#define VERSIONS_MOST 20
#define COPIES_MOST 50

static const char *state_name(enum entry_state state, bool received)
{
	switch (state) {
	case ENTRY_WAITS:
		return "waiting";
	case ENTRY_IN_HANDS:
		return "reading";
	case ENTRY_READ:
		return "read";
	case ENTRY_GIVEN_UP:
		return "given_up";
	case ENTRY_UNKNOWN:
		break;
	}
	return received ? "read" : "unknown";
}

bool why_is_missing(const struct error *looked, struct error *error)
{
	if (looked->kind == ERROR_INPUT)
		return true;
	*error = *looked;
	return false;
}

json_t *why_article_json(const struct fate *fate)
{
	json_t *json = json_object();
	json_t *whole = json_of_shape(&fate_shape, fate);
	static const char *const keys[] = {"article", "url", "source", "title", "published", "verdict"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		json_t *value = json_object_get(whole, keys[i]);
		if (value)
			json_object_set(json, keys[i], value);
	}
	json_decref(whole);
	return json;
}

static bool put_original(struct desk *desk, struct arena *arena, const struct fate *fate, json_t *json,
                         struct error *error)
{
	struct fate *fates;
	size_t count;

	if (text_empty(fate->of))
		return true;
	if (!store_fates(desk->store, arena, fate->of, VERSIONS_MOST, &fates, &count, error))
		return false;
	json_t *of = count ? why_article_json(&fates[0]) : json_object();
	json_put_text(of, "article", fate->of);
	json_object_set_new(json, "of", of);
	return true;
}

bool why_put_copies(struct desk *desk, struct arena *arena, struct text article, json_t *json,
                    struct error *error)
{
	struct fate *fates;
	size_t count;

	if (!store_fates_of(desk->store, arena, article, COPIES_MOST, &fates, &count, error))
		return false;
	json_t *list = json_array();
	for (size_t i = count; i-- > 0;)
		if (!text_equal(fates[i].article, article))
			json_array_append_new(list, why_article_json(&fates[i]));
	json_object_set_new(json, "copies", list);
	return true;
}

static bool has_article(const struct correction *correction, struct text article)
{
	for (size_t i = 0; i < correction->articles_count; i++)
		if (text_equal(correction->articles[i], article))
			return true;
	return false;
}

/* A person has said since that the article tells of another one. */
static bool put_moved(struct desk *desk, struct arena *arena, struct text id, struct text article,
                      json_t *record, struct error *error)
{
	struct correction *corrections;
	size_t count;

	if (!store_corrections(desk->store, arena, id, VERSIONS_MOST, &corrections, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (corrections[i].kind == CORRECTION_SPLIT && text_equal(corrections[i].incident, id) &&
		    has_article(&corrections[i], article)) {
			json_put_text(record, "moved_to", corrections[i].other);
			break;
		}
	return true;
}

/* What a record is, for people who do not know ids by heart, and what has become of it since. */
static bool put_record(struct desk *desk, struct arena *arena, struct text article, json_t *record,
                       struct error *error)
{
	struct tracked tracked;
	struct error looked;

	if (!store_tracked(desk->store, arena, json_get_text(arena, record, "id"), &tracked, &looked))
		return why_is_missing(&looked, error);
	json_object_set_new(record, "kind", json_string(tracked_kind_names[tracked.kind]));
	if (fact_type_names[tracked.type])
		json_object_set_new(record, "type", json_string(fact_type_names[tracked.type]));
	if (tracked.place)
		json_put_text(record, "at", tracked.place->name);
	json_put_text(record, "merged_into", tracked.merged_into);
	return put_moved(desk, arena, tracked.id, article, record, error);
}

static bool is_retracted(struct desk *desk, struct arena *arena, struct text alert, bool *retracted,
                         struct error *error)
{
	struct correction *corrections;
	size_t count;

	*retracted = false;
	if (!store_corrections(desk->store, arena, alert, VERSIONS_MOST, &corrections, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		*retracted |= corrections[i].kind == CORRECTION_RETRACT && text_equal(corrections[i].alert, alert);
	return true;
}

/* Of a matter that was told: the alert that it went out in, its headline, whether it has gone out and stands. */
static bool put_alert(struct desk *desk, struct arena *arena, json_t *matter, struct error *error)
{
	struct text id = json_get_text(arena, matter, "alert");
	struct alert alert;
	struct error looked;
	bool withdrawn, retracted;

	if (text_empty(id))
		return true;
	if (!store_alert(desk->store, arena, id, &alert, &looked))
		return why_is_missing(&looked, error);
	json_put_text(matter, "alert", alert.id);
	json_put_text(matter, "headline", alert.headline);
	if (instant_known(alert.logged))
		json_put_text(matter, "logged", instant_format(arena, alert.logged));
	if (!store_was_withdrawn(desk->store, alert.id, &withdrawn, error) ||
	    !is_retracted(desk, arena, alert.id, &retracted, error))
		return false;
	if (withdrawn)
		json_object_set_new(matter, "withdrawn", json_true());
	else if (retracted)
		json_object_set_new(matter, "retracted", json_true());
	return true;
}

bool why_put_alerts(struct desk *desk, struct arena *arena, json_t *matters, struct error *error)
{
	json_t *matter;
	size_t i;

	json_array_foreach(matters, i, matter)
		if (!put_alert(desk, arena, matter, error))
			return false;
	return true;
}

/* A fate with what its ids lead to; NULL: that cannot be looked up. */
static json_t *fate_told(struct desk *desk, struct arena *arena, const struct fate *fate, struct error *error)
{
	json_t *json = fate_json(fate), *record;
	bool done = why_put_alerts(desk, arena, json_object_get(json, "matters"), error);
	size_t i;

	json_array_foreach(json_object_get(json, "records"), i, record)
		done = done && put_record(desk, arena, fate->article, record, error) &&
		       why_put_alerts(desk, arena, json_object_get(record, "matters"), error);
	if (done)
		return json;
	json_decref(json);
	return NULL;
}

static bool put_fates(struct desk *desk, struct arena *arena, const struct fate *fates, size_t count,
                      json_t *json, struct error *error)
{
	json_t *newest = fate_told(desk, arena, &fates[0], error), *older = json_array();
	bool done = newest != NULL;

	json_object_update(json, newest);
	json_decref(newest);
	json_object_set_new(json, "older", older);
	for (size_t i = 1; done && i < count; i++) {
		json_t *one = fate_told(desk, arena, &fates[i], error);
		done = one != NULL;
		json_array_append_new(older, one);
	}
	return done && put_original(desk, arena, &fates[0], json, error) &&
	       why_put_copies(desk, arena, fates[0].article, json, error);
}

json_t *desk_why(struct desk *desk, struct arena *arena, struct text article, struct error *error)
{
	struct entry_state_of entry;
	struct fate *fates;
	size_t count;

	if (!store_fates(desk->store, arena, article, VERSIONS_MOST, &fates, &count, error) ||
	    !store_entry(desk->store, arena, count ? fates[0].article : article, &entry, error))
		return NULL;
	json_t *json = json_object();
	json_put_text(json, "asked", article);
	json_object_set_new(json, "state", json_string(state_name(entry.state, count > 0)));
	json_put_text(json, "reason", entry.reason);
	json_put_text(json, "feed", entry.feed);
	if (!count && entry.state == ENTRY_UNKNOWN)
		json_put_text(json, "nearest", entry.nearest);
	if (count && !put_fates(desk, arena, fates, count, json, error)) {
		json_decref(json);
		return NULL;
	}
	return json;
}
