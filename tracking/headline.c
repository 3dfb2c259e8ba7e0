/*
 * Headlines: the lexicon's templates filled in. {name} is a value, and what stands in [...] is left
 * out when a value in it is unknown. The most special template that there is wins.
 */
#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "base/writer.h"
#include "lexicon/lookup.h"
#include "tracking/tracking.h"

struct filling {
	struct arena *arena;
	const struct lexicon *lexicon;
	const struct alert *alert;
	const struct tracked *tracked;
};

static struct text key_of(const struct filling *filling, const char *what, struct text which)
{
	struct text key = text_format(filling->arena, "%s.%.*s", what, TEXT_ARGS(which));

	return lexicon_template(filling->lexicon, key);
}

static struct text type_name(const struct alert *alert)
{
	const char *name = fact_type_names[alert->type];

	return name ? text_of(name) : text_of(fact_type_names[FACT_CASUALTY]);
}

static struct text number(const struct filling *filling, int64_t value)
{
	if (value == INTEGER_NONE)
		return TEXT_NONE;
	return text_format(filling->arena, "%" PRId64, value);
}

static struct text status_name(const struct filling *filling)
{
	struct text status = filling->alert->to_status;
	struct text special = text_format(filling->arena, "%.*s.%.*s",
	                                  TEXT_ARGS(filling->alert->effect), TEXT_ARGS(status));
	struct text name = key_of(filling, "status", special);

	return text_empty(name) ? key_of(filling, "status", status) : name;
}

/* Each party once, in the order in which the text names them. */
static struct text parties(const struct filling *filling)
{
	struct text join = lexicon_template(filling->lexicon, TEXT("and")), line = TEXT_NONE;
	const struct tracked *tracked = filling->tracked;

	if (!tracked || tracked->actor_count < 2)
		return TEXT_NONE;
	for (size_t i = 0; i < tracked->actor_count && i < 3; i++)
		line = i ? text_format(filling->arena, "%.*s %.*s %.*s", TEXT_ARGS(line),
		                       TEXT_ARGS(join), TEXT_ARGS(tracked->actor[i].name))
		         : tracked->actor[i].name;
	return line;
}

/* An opening figure that the alert has no key of its own for. */
static struct text opening(const struct filling *filling, enum effect effect)
{
	const struct tracked *tracked = filling->tracked;

	for (size_t i = 0; tracked && i < tracked->series_count; i++)
		if (tracked->series[i].effect == effect)
			return number(filling, tracked->series[i].value);
	return TEXT_NONE;
}

/* What it is called, else its type. */
static struct text event_noun(const struct filling *filling, const char *form)
{
	struct text type = type_name(filling->alert), noun = TEXT_NONE;

	if (filling->tracked && !text_empty(filling->tracked->event))
		noun = key_of(filling, form, text_format(filling->arena, "%.*s.%.*s", TEXT_ARGS(type),
		                                         TEXT_ARGS(filling->tracked->event)));
	return text_empty(noun) ? key_of(filling, form, type) : noun;
}

static struct text value_of(const struct filling *filling, struct text name)
{
	const struct alert *alert = filling->alert;

	if (text_equal(name, TEXT("event")))
		return event_noun(filling, "noun");
	if (text_equal(name, TEXT("events")))
		return event_noun(filling, "nouns");
	if (text_equal(name, TEXT("effect")))
		return key_of(filling, "effect", alert->effect);
	if (text_equal(name, TEXT("thing")))
		return key_of(filling, "thing", alert->effect);
	if (text_equal(name, TEXT("status")))
		return status_name(filling);
	if (text_equal(name, TEXT("place")))
		return alert->place ? alert->place->name : TEXT_NONE;
	if (text_equal(name, TEXT("from")))
		return number(filling, alert->from);
	if (text_equal(name, TEXT("to")))
		return number(filling, alert->to);
	if (text_equal(name, TEXT("killed")))
		return number(filling, alert->killed);
	if (text_equal(name, TEXT("injured")))
		return number(filling, alert->injured);
	if (text_equal(name, TEXT("missing")))
		return number(filling, alert->missing);
	if (text_equal(name, TEXT("abducted")))
		return opening(filling, EFFECT_ABDUCTED);
	if (text_equal(name, TEXT("ceiling")))
		return number(filling, alert->ceiling);
	if (text_equal(name, TEXT("held")))
		return number(filling, alert->held);
	if (text_equal(name, TEXT("name")))
		return alert->name;
	if (text_equal(name, TEXT("headline")))
		return alert->headline;
	if (text_equal(name, TEXT("parties")))
		return parties(filling);
	if (text_equal(name, TEXT("actor")))
		return filling->tracked && filling->tracked->actor_count
		               ? filling->tracked->actor[0].name
		               : TEXT_NONE;
	return TEXT_NONE;
}

/* Fills one stretch without brackets; false where a value in it is unknown. */
static bool fill(const struct filling *filling, struct text template, struct writer *writer)
{
	bool whole = true;

	for (size_t at = 0; at < template.length;) {
		const char *close;
		if (template.data[at] == '{' &&
		    (close = memchr(template.data + at, '}', template.length - at))) {
			size_t end = (size_t)(close - template.data);
			struct text value = value_of(filling, text_slice(template, at + 1, end));
			whole = whole && !text_empty(value);
			writer_put(writer, value);
			at = end + 1;
		} else {
			writer_put_char(writer, template.data[at++]);
		}
	}
	return whole;
}

static struct text fill_all(const struct filling *filling, struct text template)
{
	struct writer writer = writer_new(filling->arena, LIMIT_TITLE);
	struct text rest = template, plain, optional;

	while (rest.length) {
		const char *open = memchr(rest.data, '[', rest.length);
		plain = open ? text_slice(rest, 0, (size_t)(open - rest.data)) : rest;
		fill(filling, plain, &writer);
		rest = text_slice(rest, plain.length, rest.length);
		const char *close = rest.length ? memchr(rest.data, ']', rest.length) : NULL;
		if (!close)
			break;
		optional = text_slice(rest, 1, (size_t)(close - rest.data));
		struct writer part = writer_new(filling->arena, LIMIT_TITLE);
		if (fill(filling, optional, &part))
			writer_put(&writer, writer_text(&part));
		rest = text_slice(rest, optional.length + 2, rest.length);
	}
	return writer_text(&writer);
}

static struct text template_of(const struct filling *filling)
{
	const struct alert *alert = filling->alert;
	const char *kind = alert_kind_names[alert->kind];
	bool total = filling->tracked && filling->tracked->kind == TRACKED_TOTAL;
	const char *state = total ? "cumulative" : alert->from == INTEGER_NONE ? "first" : "";
	struct text names[3] = {
	        text_format(filling->arena, "%.*s.%s", TEXT_ARGS(alert->effect), state),
	        alert->effect,
	        text_empty(alert->effect) ? type_name(alert) : text_of(state),
	};

	for (size_t i = 0; i < 3; i++) {
		struct text template = key_of(filling, kind, names[i]);
		if (!text_empty(template))
			return template;
	}
	return lexicon_template(filling->lexicon, text_of(kind));
}

struct text headline_of(struct arena *arena, const struct lexicon *lexicon,
                        const struct alert *alert, const struct tracked *tracked)
{
	struct filling filling = {arena, lexicon, alert, tracked};

	return fill_all(&filling, template_of(&filling));
}
