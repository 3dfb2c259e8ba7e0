/*
 * The matcher: from its anchor a pattern goes right, then left. Adverbs, times, places and one
 * parenthesis may lie between two elements; the work per anchor is bounded, whatever the sentence.
 */
#include "extraction/frames.h"

#include "extraction/groups.h"

#define FARTHEST 24      /* items that '...' may pass over */
#define PARENTHESIS 14   /* items between two commas */
#define STEPS 400        /* tries per rule and anchor */

struct matcher {
	const struct document *document;
	const struct sentence *sentence;
	const struct table_rule *rule;
	const struct table_element *elements;
	size_t *captures;
	size_t first;
	size_t last;
	unsigned steps;
};

static const struct item *item_at(const struct matcher *matcher, size_t at)
{
	return at < matcher->sentence->items_count ? &matcher->sentence->items[at] : NULL;
}

static bool has(const struct item *item, unsigned class)
{
	return item && set_has(&item->set, class);
}

static bool fits(const struct matcher *matcher, const struct table_element *element, size_t at)
{
	const struct item *item = item_at(matcher, at);

	if (!item || (element->forms && !(item->forms & element->forms)))
		return false;
	return set_meets(&item->set, &matcher->document->lexicon->sets[element->set]);
}

static bool is_transparent(const struct item *item)
{
	return has(item, CLASS_ADVERB) || has(item, CLASS_QUOTE) || has(item, CLASS_REPORTEDLY);
}

static bool is_adjunct(const struct item *item)
{
	return has(item, CLASS_TIME) || (has(item, CLASS_PLACE) && item->prepped) || has(item, CLASS_DURATION);
}

static bool is_border(const struct item *item)
{
	return !item || has(item, CLASS_SEMICOLON) || has(item, CLASS_STOP);
}

/* The item behind what may be passed over, going right; NOTHING where nothing may. */
static size_t skip_right(const struct matcher *matcher, size_t at, bool strict)
{
	const struct item *item = item_at(matcher, at);

	if (is_border(item))
		return NOTHING;
	if (is_transparent(item))
		return at + 1;
	if (strict)
		return NOTHING;
	if (is_adjunct(item))
		return at + 1;
	if (!has(item, CLASS_COMMA) && !has(item, CLASS_OPEN) && !has(item, CLASS_DASH))
		return NOTHING;
	for (size_t i = at + 1; i < at + PARENTHESIS && !is_border(item_at(matcher, i)); i++) {
		const struct item *close = item_at(matcher, i);
		if (has(item, CLASS_OPEN) ? has(close, CLASS_CLOSE)
					  : has(close, has(item, CLASS_DASH) ? CLASS_DASH : CLASS_COMMA))
			return i + 1;
	}
	return NOTHING;
}

static bool is_verb(const struct item *item)
{
	return item && (item->forms & (FORM_BASE | FORM_S | FORM_PAST | FORM_PART)) &&
	       !(item->forms & FORM_NOUN);
}

/* Over a phrase that hangs on a preposition: "three people [in the car] were killed". */
static size_t skip_phrase_left(const struct matcher *matcher, size_t at)
{
	for (size_t i = at, n = 0; n < 6; i--, n++) {
		const struct item *item = item_at(matcher, i);
		if (!item || is_verb(item) || has(item, CLASS_COMMA) || is_border(item))
			return NOTHING;
		if (has(item, CLASS_PREP) || has(item, CLASS_PLACE_PREP) || has(item, CLASS_OF))
			return i ? i - 1 : NOTHING;
		if (!i)
			return NOTHING;
	}
	return NOTHING;
}

static size_t skip_left(const struct matcher *matcher, size_t at, bool strict)
{
	const struct item *item = item_at(matcher, at);

	if (is_border(item) || !at)
		return NOTHING;
	if (is_transparent(item))
		return at - 1;
	if (strict)
		return NOTHING;
	if (is_adjunct(item) || has(item, CLASS_RELATIVE))
		return at - 1;
	if (has(item, CLASS_COMMA) || has(item, CLASS_CLOSE) || has(item, CLASS_DASH)) {
		for (size_t i = at - 1; i > 0 && i + PARENTHESIS > at; i--) {
			const struct item *open = item_at(matcher, i);
			if (is_border(open))
				return NOTHING;
			if (has(item, CLASS_CLOSE) ? has(open, CLASS_OPEN)
						   : has(open, has(item, CLASS_DASH) ? CLASS_DASH
										     : CLASS_COMMA))
				return i - 1;
		}
		return NOTHING;
	}
	return skip_phrase_left(matcher, at);
}

/* A group that hangs on a preposition is no subject. */
static bool hangs(const struct matcher *matcher, size_t at)
{
	const struct item *item = item_at(matcher, at), *before = at ? item_at(matcher, at - 1) : NULL;

	if (!has(item, CLASS_PERSON) && !has(item, CLASS_NAME) && !has(item, CLASS_NUM))
		return false;
	return has(before, CLASS_PREP) || has(before, CLASS_OF) || has(before, CLASS_PLACE_PREP) ||
	       has(before, CLASS_INCLUDING);
}

static void note(struct matcher *matcher, const struct table_element *element, size_t at, size_t *before)
{
	if (element->capture >= 0) {
		*before = matcher->captures[element->capture];
		matcher->captures[element->capture] = at;
	}
	if (at < matcher->first)
		matcher->first = at;
	if (at > matcher->last)
		matcher->last = at;
}

static void forget(struct matcher *matcher, const struct table_element *element, size_t before)
{
	if (element->capture >= 0)
		matcher->captures[element->capture] = before;
}

static bool go_right(struct matcher *matcher, size_t e, size_t at);
static bool go_left(struct matcher *matcher, size_t e, size_t at);

static bool right_from(struct matcher *matcher, size_t e, size_t at)
{
	const struct table_element *element = &matcher->elements[e];
	bool far = element->flags & ELEMENT_FAR, strict = element->flags & ELEMENT_STRICT;
	size_t start = at, before = NOTHING;

	while (at < matcher->sentence->items_count && matcher->steps++ < STEPS) {
		if (fits(matcher, element, at)) {
			note(matcher, element, at, &before);
			if (go_right(matcher, e + 1, at + 1))
				return true;
			forget(matcher, element, before);
		}
		size_t next = far && !is_border(item_at(matcher, at)) && at < start + FARTHEST
				      ? at + 1
				      : skip_right(matcher, at, strict);
		if (next == NOTHING)
			return false;
		at = next;
	}
	return false;
}

static bool go_right(struct matcher *matcher, size_t e, size_t at)
{
	if (e == matcher->rule->elements)
		return true;
	const struct table_element *element = &matcher->elements[e];
	if (element->flags & ELEMENT_NOT) {
		while (is_transparent(item_at(matcher, at)))
			at++;
		return !fits(matcher, element, at) && go_right(matcher, e + 1, at);
	}
	if (right_from(matcher, e, at))
		return true;
	return (element->flags & ELEMENT_OPTIONAL) && go_right(matcher, e + 1, at);
}

/* `at` is one past the item, so that the beginning of the sentence is 0. */
static bool left_from(struct matcher *matcher, size_t e, size_t at)
{
	const struct table_element *element = &matcher->elements[e];
	/* Far is written before the element on the right of the gap. */
	bool far = matcher->elements[e + 1].flags & ELEMENT_FAR;
	bool strict = element->flags & ELEMENT_STRICT;
	size_t start = at, before = NOTHING;

	while (at > 0 && matcher->steps++ < STEPS) {
		if (fits(matcher, element, at - 1) && (strict || far || !hangs(matcher, at - 1))) {
			note(matcher, element, at - 1, &before);
			if (go_left(matcher, e, at - 1))
				return true;
			forget(matcher, element, before);
		}
		size_t next = far && !is_border(item_at(matcher, at - 1)) && at + FARTHEST > start
				      ? at - 1
				      : skip_left(matcher, at - 1, strict);
		if (next == NOTHING)
			return false;
		at = far && next == at - 1 ? next : next + 1;
	}
	return false;
}

/* Elements before `e`, ending before item `at`. */
static bool go_left(struct matcher *matcher, size_t e, size_t at)
{
	if (e == 0)
		return true;
	const struct table_element *element = &matcher->elements[e - 1];
	if (element->flags & ELEMENT_NOT) {
		while (at && is_transparent(item_at(matcher, at - 1)))
			at--;
		return !(at && fits(matcher, element, at - 1)) && go_left(matcher, e - 1, at);
	}
	if (left_from(matcher, e - 1, at))
		return true;
	return (element->flags & ELEMENT_OPTIONAL) && go_left(matcher, e - 1, at);
}

static bool matches(struct matcher *matcher, struct match *match)
{
	size_t anchor = matcher->rule->anchor;

	for (size_t i = 0; i < CAPTURES_OF_PATTERN; i++)
		match->captures[i] = NOTHING;
	matcher->captures = match->captures;
	matcher->elements = &matcher->document->lexicon->elements[matcher->rule->element];
	matcher->first = matcher->last = match->anchor;
	matcher->steps = 0;
	const struct table_element *element = &matcher->elements[anchor];
	size_t before;
	if (!fits(matcher, element, match->anchor))
		return false;
	note(matcher, element, match->anchor, &before);
	if (!go_right(matcher, anchor + 1, match->anchor + 1) || !go_left(matcher, anchor, match->anchor))
		return false;
	match->first = matcher->first;
	match->last = matcher->last;
	match->rule = matcher->rule;
	return true;
}

static void match_anchor(struct document *document, size_t number, size_t anchor,
			 const struct table_set *present)
{
	const struct lexicon *lexicon = document->lexicon;
	const struct sentence *sentence = &document->sentences[number];
	const struct item *item = &sentence->items[anchor];
	uint32_t seen = UINT32_MAX;

	for (unsigned word = 0; word < CLASSES_MOST / 64; word++) {
		for (uint64_t bits = item->set.bits[word]; bits; bits &= bits - 1) {
			unsigned class = word * 64 + (unsigned)__builtin_ctzll(bits);
			for (uint32_t i = lexicon->anchor_start[class]; i < lexicon->anchor_start[class + 1]; i++) {
				if (lexicon->by_anchor[i] == seen)
					continue;
				seen = lexicon->by_anchor[i];
				if (!lexicon_rule_may(lexicon, seen, present))
					continue;
				struct matcher matcher = {.document = document, .sentence = sentence,
							  .rule = &lexicon->rules[seen]};
				struct match match = {.sentence = number, .anchor = anchor};
				if (matches(&matcher, &match))
					facts_add(document, &match);
			}
		}
	}
}

void frames_match(struct document *document, size_t sentence, const struct table_set *present)
{
	for (size_t i = 0; i < document->sentences[sentence].items_count; i++)
		match_anchor(document, sentence, i, present);
}
