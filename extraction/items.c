/*
 * A sentence as a row of items: times, groups, places, names, and what remains as words; lists.c then makes
 * fewer of them.
 */
#include "extraction/groups.h"
#include "extraction/heads.h"

#include <string.h>

static unsigned punctuation_class(const struct document *document, size_t at)
{
	switch (document->tokens[at].word.symbol) {
	case ',':
		return CLASS_COMMA;
	case ';':
		return CLASS_SEMICOLON;
	case ':':
		return CLASS_COLON;
	case '(':
	case '[':
		return CLASS_OPEN;
	case ')':
	case ']':
		return CLASS_CLOSE;
	case '"':
	case 0x201c:
	case 0x201d:
	case 0x2018:
	case 0x2019:
	case '\'':
		return CLASS_QUOTE;
	case '.':
	case '!':
	case '?':
		return CLASS_STOP;
	case '-':
	case 0x2013:
	case 0x2014:
		return CLASS_DASH;
	default:
		return CLASS_PUNCT;
	}
}

static void make_blank(struct item *item, size_t token)
{
	*item = (struct item){.first = (uint32_t)token, .head = (uint32_t)token, .entity = -1,
			      .span = {DAY_NONE, DAY_NONE}};
}

/* A body or country as one who acts: "Hezbollah", "Israel", "the U.N. refugee agency". */
static size_t actor_read(const struct document *document, size_t token, struct item *item)
{
	static const uint16_t classes[] = {CLASS_BODY, CLASS_COUNTRY, CLASS_DEMONYM};
	size_t at = token, length;

	if (token_is(document, at, CLASS_DEFINITE))
		at++;
	for (size_t i = 0; i < 3 && token_has(document, at, TRAIT_ACTOR); i++) {
		const struct table_reading *reading = token_reading(document, at, classes[i], &length);
		if (!reading || reading->entity < 0)
			continue;
		const struct table_entity *entity = &document->lexicon->entities[reading->entity];
		set_add(&item->set, CLASS_ACTOR);
		set_add(&item->set, classes[i]);
		item->entity = reading->entity;
		item->head = at;
		item->name = lexicon_string(document->lexicon, entity->name);
		memcpy(item->country, entity->countries[0], 2);
		return at + length - token;
	}
	return 0;
}

static bool starts_trigger(const struct document *document, size_t at)
{
	const struct token *token = &document->tokens[at];

	/* "A bus driver" is somebody, whatever else the words begin. */
	return token->slot && token->length > 1 && slot_of(document, token->slot)->anchor &&
	       !set_has(set_of(document, token->set), CLASS_PERSON);
}

static size_t word_read(const struct document *document, size_t at, struct item *item)
{
	if (token_flag(document, at, WORD_PUNCT)) {
		set_add(&item->set, punctuation_class(document, at));
		item_add_readings(document, item, at, true);
		return 1;
	}
	set_add(&item->set, token_flag(document, at, WORD_POSSESSIVE) ? CLASS_POSSESSIVE : CLASS_WORD);
	item_add_readings(document, item, at, true);
	/* "a deputy accused of murder": where it is no group, it is the verb. */
	if (item->forms & FORM_PART)
		set_remove(&item->set, CLASS_PERSON);
	/* "summarily executed": no table knows them all. */
	if (!document->tokens[at].slot && !token_flag(document, at, WORD_CAPITAL) &&
	    ends_like(document, at, CLASS_SUFFIX_ADVERB))
		set_add(&item->set, CLASS_ADVERB);
	size_t length = document->tokens[at].length ? document->tokens[at].length : 1;
	item->governs = length > 1 && token_is_single(document, at + length - 1, CLASS_PREP);
	return length;
}

static size_t read_one(const struct document *document, const struct sentence *sentence, size_t at,
		       struct item *item)
{
	size_t length, group;

	if (token_flag(document, at, WORD_PUNCT))
		return word_read(document, at, item);
	/* "First Capital Command": no number. */
	size_t body = at + token_is(document, at, CLASS_DEFINITE);
	if (token_has(document, body, TRAIT_ACTOR) && document->tokens[body].length > 1 &&
	    token_is_single(document, body, CLASS_ORDINAL) && (length = actor_read(document, at, item)))
		return length;
	if (!starts_trigger(document, at)) {
		bool number = token_flag(document, at, WORD_NUMBER);
		if (number || token_has(document, at, TRAIT_TIME | TRAIT_AMOUNT)) {
			if ((length = time_read(document, sentence, at, item)))
				return length;
			make_blank(item, at);
		}
		struct item place;
		length = 0;
		/* But "the governor of the region of Segou" is somebody. */
		bool head = token_is(document, at, CLASS_DEFINITE) && token_is(document, at + 1, CLASS_PLACE_HEAD) &&
			    !(at > sentence->first && token_is(document, at - 1, CLASS_OF));
		if (head || token_has(document, at, TRAIT_WHERE | TRAIT_PLACE)) {
			make_blank(&place, at);
			length = place_read(document, sentence, at, &place);
		}
		group = group_read(document, sentence, at, item);
		/* "Lebanon" is a place, "the Lebanese army" and "Gaza residents" are groups. */
		if (length && length >= group) {
			*item = place;
			/* What has no preposition may as well act: "Israel struck". */
			if (!place.prepped && set_has(&place.set, CLASS_COUNTRY))
				set_add(&item->set, CLASS_ACTOR);
			return length;
		}
		if (group)
			return group;
		make_blank(item, at);
		if ((length = actor_read(document, at, item)))
			return length;
	}
	return word_read(document, at, item);
}

static bool has(const struct item *item, unsigned class)
{
	return set_has(&item->set, class);
}

/* "at Mercy Hospital": a place of healing. */
static void mark_hospitals(const struct document *document, struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->items_count; i++) {
		struct item *item = &sentence->items[i];
		/* "is in stable condition at Penn Presbyterian" */
		if (i && has(item, CLASS_PLACE) && item->entity < 0 &&
		    (has(item - 1, CLASS_STATE) || has(item - 1, CLASS_TAKE_IN)))
			set_add(&item->set, CLASS_HOSPITAL);
		for (size_t k = item->first; has(item, CLASS_PLACE) && k < sentence->end; k++) {
			if (token_is(document, k, CLASS_HOSPITAL))
				set_add(&item->set, CLASS_HOSPITAL);
			/* "Providence Regional Medical Center" */
			if (k >= item->end && (k > item->end + 2 || !token_flag(document, k, WORD_CAPITAL)))
				break;
		}
	}
}

/* An event, or what strikes. */
static bool may_strike(const struct item *item)
{
	for (unsigned class = CLASS_EVENT_STRIKE; class <= CLASS_EVENT_PROTEST; class++)
		if (has(item, class))
			return true;
	return has(item, CLASS_EVENT) || has(item, CLASS_THING);
}

/* What comes before the verb, over "that" and "have"; NULL where it strikes nobody. */
static const struct item *subject_of(const struct sentence *sentence, size_t verb)
{
	const struct item *items = sentence->items;

	while (verb && (has(&items[verb - 1], CLASS_RELATIVE) || has(&items[verb - 1], CLASS_THAT) ||
			has(&items[verb - 1], CLASS_HAVE)))
		verb--;
	return verb && may_strike(&items[verb - 1]) ? &items[verb - 1] : NULL;
}

/*
 * "A cyclone lashes Fiji", "drones hit Ukraine": a country that is struck is where it happens; by a disaster, whatever
 * the verb. And what a landslide buries is not buried at a funeral.
 */
static void mark_struck(struct sentence *sentence)
{
	for (size_t i = 1; i < sentence->items_count; i++) {
		struct item *verb = &sentence->items[i], *object = verb + 1;
		bool acts = verb->forms & (FORM_PAST | FORM_S | (sentence->title ? FORM_BASE : 0));
		const struct item *subject = acts ? subject_of(sentence, i) : NULL;
		if (!subject || verb->end - verb->first != 1)
			continue;
		bool disaster = has(subject, CLASS_EVENT_DISASTER);
		if (disaster)
			set_remove(&verb->set, CLASS_AFTERMATH);
		bool strikes = disaster || has(verb, CLASS_HIT_V) || has(verb, CLASS_DISASTER_V);
		if (strikes && i + 1 < sentence->items_count && has(object, CLASS_PLACE) && has(object, CLASS_COUNTRY))
			object->struck = true;
	}
}

/* Words between the step and the truce: "towards a permanent and lasting ceasefire". */
#define STEP_LONG 5

static void drop_hoped(struct sentence *sentence)
{
	for (size_t i = 1; i < sentence->items_count; i++) {
		struct item *truce = &sentence->items[i];
		for (size_t k = i; has(truce, CLASS_TRUCE) && k-- > 0 && k + STEP_LONG > i;) {
			if (has(&sentence->items[k], CLASS_STEP_TO))
				set_remove(&truce->set, CLASS_TRUCE);
			if (has(&sentence->items[k], CLASS_COMMA) || has(&sentence->items[k], CLASS_TRUCE))
				break;
		}
	}
}

void items_read(struct document *document, struct sentence *sentence)
{
	size_t at = sentence->first + sentence->dateline;

	/* Read into a row that all sentences share, then kept at its size: most items are several words. */
	sentence->items_count = 0;
	while (at < sentence->end) {
		document->row = arena_grow(document->arena, document->row, sentence->items_count,
					   &document->row_room, sizeof(*document->row));
		struct item *item = &document->row[sentence->items_count++];
		make_blank(item, at);
		size_t length = read_one(document, sentence, at, item);
		if (!length)
			length = 1;
		item->first = (uint32_t)at;
		item->end = at + length > sentence->end ? sentence->end : (uint32_t)(at + length);
		at = item->end;
	}
	document->items_count += sentence->items_count;
	sentence->items = arena_array(document->arena, sentence->items_count + 1, sizeof(*sentence->items));
	if (sentence->items_count)
		memcpy(sentence->items, document->row, sentence->items_count * sizeof(*sentence->items));
	mark_hospitals(document, sentence);
	mark_struck(sentence);
	drop_hoped(sentence);
	lists_fold(document, sentence);
}
