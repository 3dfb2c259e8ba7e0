#include "tracking/correction.h"

#include "base/hash.h"
#include "tracking/merge.h"
#include "tracking/tracking.h"

/* --- what comes out --- */

static void keep(struct corrected *corrected, struct tracked *tracked)
{
	corrected->tracked[corrected->tracked_count++] = tracked;
}

/* Whoever was told the one before (NULL: nobody) is told this one too: by its severity and watches. */
static struct alert *add_alert(struct corrected *corrected, const struct tracked *tracked,
                               enum alert_kind kind, const struct alert *before)
{
	struct alert *alert = &corrected->alerts[corrected->alerts_count++];

	alert_blank(alert);
	alert->schema = ALERT_SCHEMA;
	alert->kind = kind;
	alert->severity = before ? before->severity : SEVERITY_MEDIUM;
	alert->watches = before ? before->watches : NULL;
	alert->watches_count = before ? before->watches_count : 0;
	alert->incident = tracked->id;
	alert->type = tracked->type;
	alert->place = tracked->place;
	alert->event_time = tracked->time;
	alert->sources = (int64_t)tracked->outlets_count;
	alert->killed = tracked_figure(tracked, EFFECT_KILLED);
	alert->injured = tracked_figure(tracked, EFFECT_INJURED);
	alert->missing = tracked_figure(tracked, EFFECT_MISSING);
	alert->note = corrected->correction.reason;
	alert->replaces = before ? before->id : TEXT_NONE;
	return alert;
}

/* Its id is derived as those of all alerts are (alerts.c); of what it is about `other` is a part. */
static void seal(struct arena *arena, struct alert *alert, const struct tracked *tracked)
{
	alert->id = hash_id(arena, text_format(arena, "%s\n%.*s\n%.*s\n%.*s\n%lld\n%.*s",
	                                       alert_kind_names[alert->kind], TEXT_ARGS(alert->incident),
	                                       TEXT_ARGS(alert->effect), TEXT_ARGS(alert->other),
	                                       (long long)alert->killed, TEXT_ARGS(alert->replaces)));
	alert->headline = headline_of(arena, lexicon_builtin(), alert, tracked);
}

/* Whoever has it as the last of its series has the other one. */
static void follow(struct tracked *tracked, struct text before, struct text after)
{
	if (text_empty(before))
		return;
	for (size_t i = 0; i < tracked->series_count; i++)
		if (text_equal(tracked->series[i].alert, before))
			tracked->series[i].alert = after;
	if (text_equal(tracked->first_alert, before))
		tracked->first_alert = after;
	if (text_equal(tracked->status_alert, before))
		tracked->status_alert = after;
}

/* As if it had never been told. */
static void untell(struct tracked *tracked, const struct alert *alert)
{
	bool opening = alert->kind == ALERT_INCIDENT_NEW;

	for (size_t i = 0; i < tracked->series_count; i++)
		if (opening || text_equal(alert->effect, text_of(effect_names[tracked->series[i].effect])))
			tracked->series[i].told = opening ? INTEGER_NONE : alert->from;
	if (opening) {
		tracked->held = true;
		tracked->opened = false;
	}
	if (alert->kind == ALERT_STATUS_CHANGED)
		tracked->status_told = alert->from_status;
	follow(tracked, alert->id, alert->replaces);
}

/* What has not gone out is withdrawn; a series goes on from what was told before that. */
static void withdraw(struct arena *arena, struct corrected *corrected, const struct told_record *record)
{
	corrected->withdrawn = arena_array(arena, record->alerts_count, sizeof(*corrected->withdrawn));
	for (size_t i = 0; i < record->alerts_count; i++) {
		if (record->alerts[i].seq != INTEGER_NONE)
			continue;
		corrected->withdrawn[corrected->withdrawn_count++] = record->alerts[i].id;
		untell(record->tracked, &record->alerts[i]);
	}
}

/* An alert has all its figures. */
static void all_told(struct tracked *tracked, struct text alert)
{
	for (size_t i = 0; i < tracked->series_count; i++) {
		tracked->series[i].told = tracked->series[i].value;
		tracked->series[i].alert = alert;
	}
	tracked->held = false;
	tracked->opened = true;
}

/* The last one that went out, or will; NULL: none. */
static const struct alert *last_told(const struct told_record *record, bool written)
{
	for (size_t i = 0; i < record->alerts_count; i++)
		if (!written || record->alerts[i].seq != INTEGER_NONE)
			return &record->alerts[i];
	return NULL;
}

/* --- merge --- */

static void tell_merge(struct arena *arena, struct corrected *corrected, struct tracked *into,
                       const struct tracked *from, const struct alert *before)
{
	/* Of what nobody has been told yet it is the first news. */
	bool first = !before && into->kind == TRACKED_INCIDENT;
	struct alert *alert =
	        add_alert(corrected, into, first ? ALERT_INCIDENT_NEW : ALERT_INCIDENT_MERGED, before);

	alert->other = from->id;
	seal(arena, alert, into);
	corrected->correction.told = alert->id;
	all_told(into, alert->id);
}

void correct_merge(struct arena *arena, struct corrected *corrected, const struct told_record *into,
                   const struct told_record *from)
{
	const struct alert *told = last_told(from, true), *own = last_told(into, false);
	bool pending = last_told(from, false) != NULL;
	bool differs = merge_records(arena, into->tracked, from->tracked);

	withdraw(arena, corrected, from);
	/* What was told of the other one is cancelled; what nobody was told, and would have been, is told. */
	bool news = (differs && (pending || own)) || (pending && !own);
	if (told || (news && !into->tracked->muted))
		tell_merge(arena, corrected, into->tracked, from->tracked, told ? told : own);
	keep(corrected, into->tracked);
	keep(corrected, from->tracked);
}

/* --- split --- */

size_t correct_claims(const struct tracked *tracked, const struct correction *correction, size_t *all)
{
	size_t found = 0;

	*all = 0;
	for (size_t i = 0; i < tracked->series_count; i++) {
		*all += tracked->series[i].claims_count;
		for (size_t k = 0; k < tracked->series[i].claims_count; k++)
			found += merge_names(correction, tracked->series[i].claims[k].article);
	}
	return found;
}

static struct text split_id(struct arena *arena, const struct tracked *part, const struct correction *correction)
{
	struct day day = part->time ? part->time->start : day_of_instant(correction->at);
	struct text country = part->place ? part->place->country : TEXT_NONE;
	/* The same articles may be split off a second time, after a merge. */
	struct text basis = text_format(arena, "%.*s\n%.*s\n%lld", TEXT_ARGS(correction->incident),
	                                TEXT_ARGS(correction->articles[0]), (long long)correction->at.ms);
	struct text id = text_format(arena, "%.*s-%.*s-%08x",
	                             TEXT_ARGS(text_empty(country) ? TEXT("xx") : country),
	                             TEXT_ARGS(day_format(arena, day)), (unsigned)(hash_text(basis, 0) >> 32));

	return text_fold(arena, id);
}

/* A record for what the article tells; where that has no place or day of its own it has the whole's. */
static struct tracked *split_begin(struct arena *arena, const struct tracked *whole,
                                   const struct correction *correction, const struct fate *article,
                                   struct instant now)
{
	struct tracked *part = arena_alloc(arena, sizeof(*part));

	json_blank(&tracked_shape, part);
	part->kind = whole->kind;
	part->type = whole->type;
	part->place = whole->place;
	part->time = whole->time;
	for (size_t i = 0; i < article->records_count; i++) {
		const struct fate_record *record = &article->records[i];
		if (!text_equal(record->id, whole->id) && !text_equal(record->via, whole->id))
			continue;
		part->place = record->place ? record->place : part->place;
		part->time = record->time ? record->time : part->time;
	}
	part->actor = whole->actor;
	part->actor_count = whole->actor_count;
	part->story = article->story ? article->story : whole->story;
	part->another = true;
	part->held = whole->held;
	part->first = part->last = now;
	part->published = article->published;
	part->id = split_id(arena, part, correction);
	return part;
}

/* The whole is not what was told of it. */
static void tell_split(struct arena *arena, struct corrected *corrected, struct tracked *whole,
                       const struct tracked *part, const struct alert *before)
{
	struct alert *split = add_alert(corrected, whole, ALERT_INCIDENT_SPLIT, before);

	split->other = part->id;
	seal(arena, split, whole);
	corrected->correction.told = split->id;
	all_told(whole, split->id);
}

/* The part is news under its own name. */
static void tell_part(struct arena *arena, struct corrected *corrected, struct tracked *part,
                      const struct alert *before, const struct fate *article)
{
	if (part->kind != TRACKED_INCIDENT || part->muted)
		return;
	struct alert *opening = add_alert(corrected, part, ALERT_INCIDENT_NEW, before);
	if (part->series_count)
		opening->attributed_to = part->series[0].authority;
	opening->replaces = corrected->correction.told;
	if (article) {
		opening->article = article->article;
		opening->url = article->url;
		opening->source = article->source;
	}
	seal(arena, opening, part);
	if (text_empty(corrected->correction.told))
		corrected->correction.told = opening->id;
	part->first_alert = opening->id;
	all_told(part, opening->id);
}

static bool led_to_alert(const struct told_record *record, const struct correction *correction)
{
	for (size_t i = 0; i < record->alerts_count; i++)
		if (merge_names(correction, record->alerts[i].article))
			return true;
	return false;
}

void correct_split(struct arena *arena, struct corrected *corrected, const struct told_record *whole,
                   const struct fate *article, struct instant now)
{
	const struct correction *correction = &corrected->correction;
	struct tracked *from = whole->tracked,
	               *part = split_begin(arena, from, correction, article, now);
	bool differs = merge_move(arena, from, part, correction);

	corrected->correction.other = part->id;
	const struct alert *told = last_told(whole, false);
	if (told && (differs || led_to_alert(whole, correction)))
		tell_split(arena, corrected, from, part, told);
	if (told)
		tell_part(arena, corrected, part, told, article);
	keep(corrected, from);
	keep(corrected, part);
}

/* The merge was told: what it said is to be taken back. */
static bool told_merge(const struct told_record *whole, struct text part)
{
	for (size_t i = 0; i < whole->alerts_count; i++)
		if (whole->alerts[i].kind == ALERT_INCIDENT_MERGED && text_equal(whole->alerts[i].other, part))
			return true;
	return false;
}

void correct_part(struct arena *arena, struct corrected *corrected, const struct told_record *whole,
                  const struct told_record *part, struct instant now)
{
	struct tracked *from = whole->tracked;
	bool differs = merge_undo(arena, from, part->tracked);

	part->tracked->merged_into = TEXT_NONE;
	part->tracked->last = now;
	corrected->correction.other = part->tracked->id;
	const struct alert *told = last_told(whole, false);
	if (told && (differs || told_merge(whole, part->tracked->id))) {
		tell_split(arena, corrected, from, part->tracked, told);
		tell_part(arena, corrected, part->tracked, told, NULL);
	}
	keep(corrected, from);
	keep(corrected, part->tracked);
}

/* --- mute --- */

void correct_mute(struct arena *arena, struct corrected *corrected, const struct told_record *record)
{
	record->tracked->muted = corrected->correction.kind == CORRECTION_MUTE;
	if (record->tracked->muted)
		withdraw(arena, corrected, record);
	keep(corrected, record->tracked);
}

/* --- retract --- */

static bool has_claims(const struct tracked *tracked)
{
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].claims_count)
			return true;
	return false;
}

static void take_back(struct arena *arena, struct tracked *tracked, const struct alert *alert)
{
	bool opening = alert->kind == ALERT_INCIDENT_NEW;

	for (size_t i = 0; i < tracked->series_count; i++) {
		struct series *series = &tracked->series[i];
		if (opening || text_equal(alert->effect, text_of(effect_names[series->effect])))
			merge_drop(arena, tracked, series, alert->article, opening ? INTEGER_NONE : alert->to);
	}
	for (size_t i = 0; i < tracked->series_count && alert->kind == ALERT_DEPLOYMENT; i++)
		if (text_equal(tracked->series[i].alert, alert->id))
			tracked->series[i].value = alert->from;
	/* Nobody else has told of it: it was none, and what repeats it is not to be told either. */
	if (opening && !has_claims(tracked))
		tracked->muted = true;
	if (text_equal(tracked->status_alert, alert->id))
		tracked->status = tracked->status_told = alert->from_status;
}

static void tell_retraction(struct arena *arena, struct corrected *corrected, struct tracked *tracked,
                            const struct alert *alert)
{
	struct alert *retracted = add_alert(corrected, tracked, ALERT_RETRACTED, alert);

	retracted->effect = alert->effect;
	retracted->name = alert->name;
	retracted->article = alert->article;
	retracted->url = alert->url;
	retracted->source = alert->source;
	retracted->headline = alert->headline;
	seal(arena, retracted, tracked);
	corrected->correction.told = retracted->id;
	follow(tracked, alert->id, retracted->id);
	/* It has the figures as they are now. */
	for (size_t i = 0; i < tracked->series_count; i++)
		if (tracked->series[i].told != INTEGER_NONE)
			tracked->series[i].told = tracked->series[i].value;
}

void correct_retract(struct arena *arena, struct corrected *corrected,
                     const struct told_record *record, const struct alert *alert)
{
	take_back(arena, record->tracked, alert);
	if (alert->seq != INTEGER_NONE) {
		tell_retraction(arena, corrected, record->tracked, alert);
	} else {
		corrected->withdrawn = arena_array(arena, 1, sizeof(*corrected->withdrawn));
		corrected->withdrawn[corrected->withdrawn_count++] = alert->id;
		untell(record->tracked, alert);
	}
	corrected->correction.incident = record->tracked->id;
	keep(corrected, record->tracked);
}
