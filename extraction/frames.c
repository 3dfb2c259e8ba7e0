/*
 * The matcher: from its anchor a pattern goes right, then left. Adverbs, times, places and one
 * parenthesis may lie between two elements; the work per anchor is bounded, whatever the sentence.
 */
#include "extraction/frames.h"

#include <string.h>

#include "extraction/groups.h"

#define FARTHEST 24      /* items that '...' may pass over */
#define PARENTHESIS 14   /* items between two commas */
#define STEPS 400        /* tries per rule and anchor */
#define RULES_AT 96      /* rules that may begin at one item */
#define ALSO_AT 6

enum { RULE_MAY = 1, RULE_MAY_NOT };

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

/* "has driven", "have now withdrawn": a participle that says what a past tense says. */
static bool is_perfect(const struct matcher *matcher, size_t at)
{
	if (!(item_at(matcher, at)->forms & FORM_PART))
		return false;
	while (at && has(item_at(matcher, at - 1), CLASS_ADVERB))
		at--;
	return at && has(item_at(matcher, at - 1), CLASS_HAVE);
}

/* "is accused": what looks like a past tense is a participle behind a form of "be". */
static bool is_passive(const struct matcher *matcher, size_t at)
{
	if (!(item_at(matcher, at)->forms & FORM_PART))
		return false;
	while (at && has(item_at(matcher, at - 1), CLASS_ADVERB))
		at--;
	return at && has(item_at(matcher, at - 1), CLASS_BE);
}

static bool fits(const struct matcher *matcher, const struct table_element *element, size_t at)
{
	const struct item *item = item_at(matcher, at);

	if (!item || (element->forms && !(item->forms & element->forms) &&
		      !(element->forms & FORM_PAST && is_perfect(matcher, at))))
		return false;
	if ((element->forms & FORM_PAST) && !(element->forms & FORM_PART) && is_passive(matcher, at))
		return false;
	const struct table_set *sets = matcher->document->lexicon->sets;
	return set_meets(&item->set, &sets[element->set]) &&
	       (!element->with || set_meets(&item->set, &sets[element->with]));
}

/* A group of nouns, or a name. */
static bool is_noun(const struct item *item)
{
	return has(item, CLASS_SINGULAR) || has(item, CLASS_PLURAL) || has(item, CLASS_ACTOR);
}

static bool is_people(const struct item *item)
{
	return has(item, CLASS_PERSON) || has(item, CLASS_NAME) || has(item, CLASS_NUM);
}

static bool is_transparent(const struct item *item)
{
	/* "an extra 5,000 troops": what is left of a group that begins with its number; "were all killed". */
	bool bare = (has(item, CLASS_ADJECTIVE) || has(item, CLASS_LAST) || has(item, CLASS_DEFINITE) ||
		     has(item, CLASS_INDEFINITE) || has(item, CLASS_ALL)) &&
		    !is_noun(item);

	return bare || has(item, CLASS_ADVERB) || has(item, CLASS_QUOTE) || has(item, CLASS_REPORTEDLY);
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

static bool is_clause_border(const struct item *item)
{
	return is_border(item) || has(item, CLASS_COMMA) || has(item, CLASS_THAT) ||
	       has(item, CLASS_SUBORDINATE) || has(item, CLASS_RELATIVE) || has(item, CLASS_SAY);
}

/*
 * Over a phrase that hangs on a preposition or a participle: "three people [in the car] were killed",
 * "a ferry [carrying 200 people] sank", "the men [held since 2022] were freed".
 */
static size_t skip_phrase_left(const struct matcher *matcher, size_t at)
{
	bool list = false;

	for (size_t i = at, n = 0; n < 7; i--, n++) {
		const struct item *item = item_at(matcher, i);
		if (is_clause_border(item))
			return NOTHING;
		list = list || has(item, CLASS_AND);
		/* "Five people [including three civilians and two bombers] died" */
		if (has(item, CLASS_INCLUDING))
			return i ? i - 1 : NOTHING;
		bool unknown = has(item, CLASS_WORD) && !item->forms;
		bool gerund = (item->forms & FORM_ING) && !(item->forms & FORM_NOUN);
		/* "signs of torture": no verb behind a preposition. */
		const struct item *left = i ? item_at(matcher, i - 1) : NULL;
		if (left && (has(left, CLASS_OF) || has(left, CLASS_PREP)) && !(item->forms & FORM_ING))
			continue;
		/* "volunteers [trying to defuse it]" */
		if (i && (item->forms & FORM_BASE) && has(item_at(matcher, i - 1), CLASS_TO))
			continue;
		/* "A man [shot in Ohio] has died": what might be a noun is none behind one. */
		if (i && !list && !is_verb(item) && (item->forms & FORM_PART) && is_noun(item_at(matcher, i - 1)))
			return i - 1;
		if (is_verb(item) || gerund || unknown) {
			const struct item *before = i ? item_at(matcher, i - 1) : NULL;
			bool participle = unknown || (item->forms & (FORM_PART | FORM_ING));
			/* "A plane carrying five skydivers and the pilot came down": what carries is one. */
			bool carries = list && (item->forms & FORM_ING) && has(before, CLASS_THING);
			if (participle && before && (!list || carries) && is_noun(before))
				return i - 1;
			if (!unknown)
				return NOTHING;
		}
		if (has(item, CLASS_PREP) || has(item, CLASS_PLACE_PREP) || has(item, CLASS_OF))
			return i ? i - 1 : NOTHING;
		if (!i)
			return NOTHING;
	}
	return NOTHING;
}

/* Between a subject and its verb: "will send", "has begun sending", "threatened to attack". */
static bool is_auxiliary(const struct matcher *matcher, size_t at)
{
	const struct item *item = item_at(matcher, at), *next = item_at(matcher, at + 1);

	if (has(item, CLASS_BE))
		return next && (next->forms & FORM_ING);
	if (has(item, CLASS_TO))
		return next && (next->forms & FORM_BASE);
	return has(item, CLASS_AUX) || has(item, CLASS_HAVE) || has(item, CLASS_NOT) ||
	       has(item, CLASS_CATENATIVE) ||
	       (is_verb(item) && (has(item, CLASS_POSSIBLE) || has(item, CLASS_PLANNED)));
}

/* Over a relative clause: "a man [who had driven into the crowd] was killed". */
static size_t skip_relative_left(const struct matcher *matcher, size_t at)
{
	for (size_t i = at, n = 0; i && n < PARENTHESIS; i--, n++) {
		const struct item *item = item_at(matcher, i);
		bool clause = has(item, CLASS_SUBORDINATE) && !has(item, CLASS_PREP);
		if (has(item, CLASS_COMMA) || clause || is_border(item))
			return NOTHING;
		if (has(item, CLASS_RELATIVE))
			return i > 1 && has(item_at(matcher, i - 1), CLASS_COMMA) ? i - 2 : i - 1;
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
	/* "the attacker, who was arrested": the comma belongs to the relative clause. */
	if (has(item, CLASS_RELATIVE)) {
		bool comma = at > 1 && has(item_at(matcher, at - 1), CLASS_COMMA);
		return comma && is_people(item_at(matcher, at - 2)) ? at - 2 : at - 1;
	}
	if (is_adjunct(item) || is_auxiliary(matcher, at))
		return at - 1;
	if (has(item, CLASS_COMMA) || has(item, CLASS_CLOSE) || has(item, CLASS_DASH)) {
		/* "--" is two. */
		bool twin = has(item, CLASS_DASH) && has(item_at(matcher, at - 1), CLASS_DASH);
		for (size_t i = at - 1 - twin; i > 0 && i + PARENTHESIS > at; i--) {
			const struct item *open = item_at(matcher, i);
			if (is_border(open))
				return NOTHING;
			if (has(item, CLASS_CLOSE) ? has(open, CLASS_OPEN)
						   : has(open, has(item, CLASS_DASH) ? CLASS_DASH
										     : CLASS_COMMA))
				return i - 1 - (twin && has(item_at(matcher, i - 1), CLASS_DASH) && i > 1);
		}
		return NOTHING;
	}
	size_t before = skip_phrase_left(matcher, at);
	return before != NOTHING ? before : skip_relative_left(matcher, at);
}

/* A group that hangs on a preposition is no subject. */
static bool hangs(const struct matcher *matcher, size_t at)
{
	const struct item *item = item_at(matcher, at), *before = at ? item_at(matcher, at - 1) : NULL;

	if (has(item, CLASS_PLACE) && item->prepped)
		return true;
	/* "after two men were killed", "of whom nine were freed": a clause begins there. */
	if (has(before, CLASS_SUBORDINATE) ||
	    (before && has(before, CLASS_INCLUDING) && token_is(matcher->document, before->end - 1, CLASS_RELATIVE)))
		return false;
	if (!is_people(item) && !has(item, CLASS_SOMEONE))
		return false;
	/* "including three civilians and two bombers" */
	for (size_t i = at; i > 1 && has(item_at(matcher, i - 1), CLASS_AND) && is_people(item_at(matcher, i - 2));) {
		i -= 2;
		if (i && has(item_at(matcher, i - 1), CLASS_INCLUDING))
			return true;
	}
	/* "of the 33rd Front", "of the Wolf Brigade": a name in two groups. */
	while (has(item, CLASS_NAME) && at > 1 && (has(before, CLASS_MEASURE) || has(before, CLASS_ANIMAL)))
		before = item_at(matcher, --at - 1);
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
		/* "The names of 64 soldiers who died": what a relative clause tells, it tells of its noun. */
		bool told = has(item_at(matcher, at), CLASS_RELATIVE) && has(item_at(matcher, at - 1), CLASS_PLURAL);
		/* "at students demonstrating": they do it, whatever they hang on. */
		const struct item *behind = item_at(matcher, at);
		bool doing = behind && (behind->forms & FORM_ING) && !(behind->forms & FORM_NOUN) &&
			     !has(behind, CLASS_BE) && has(item_at(matcher, at - 1), CLASS_PERSON);
		bool subject = told || doing || !hangs(matcher, at - 1);
		if (fits(matcher, element, at - 1) && (strict || far || subject)) {
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

/* "Has driven" is as good as "drove": see is_perfect(). */
static uint16_t forms_of(const struct item *item)
{
	return item->forms & FORM_PART ? item->forms | FORM_PAST : item->forms;
}

/* Asked of a rule for every item, but the same for the whole sentence. */
static bool rule_may(struct document *document, uint32_t rule, const struct table_set *present)
{
	uint8_t *known = &document->rules_may[rule];

	if (!*known)
		*known = lexicon_rule_may(document->lexicon, rule, present) ? RULE_MAY : RULE_MAY_NOT;
	return *known == RULE_MAY;
}

/*
 * The rules that may begin at the item, in the order of the files; how many. None where none of them makes a
 * fact, since the others only forbid or complete one.
 */
static size_t rules_at(struct document *document, const struct item *item, const struct table_set *present,
		       uint32_t rules[RULES_AT + 1])
{
	const struct lexicon *lexicon = document->lexicon;
	uint16_t forms = forms_of(item);
	size_t count = 0;
	bool makes = false;

	if (!set_meets(&item->set, &lexicon->anchors))
		return 0;
	for (unsigned word = 0; word < CLASSES_MOST / 64; word++) {
		for (uint64_t bits = item->set.bits[word]; bits; bits &= bits - 1) {
			unsigned class = word * 64 + (unsigned)__builtin_ctzll(bits);
			for (uint32_t i = lexicon->anchor_start[class]; i < lexicon->anchor_start[class + 1]; i++) {
				uint32_t rule = lexicon->by_anchor[i];
				if ((lexicon->anchor_forms[rule] && !(lexicon->anchor_forms[rule] & forms)) ||
				    !rule_may(document, rule, present))
					continue;
				size_t k = count;
				while (k && rules[k - 1] > rule)
					k--;
				if ((k && rules[k - 1] == rule) || count == RULES_AT)
					continue;
				memmove(&rules[k + 1], &rules[k], (count - k) * sizeof(*rules));
				rules[k] = rule;
				makes = makes || lexicon->makes[rule];
				count++;
			}
		}
	}
	return makes ? count : 0;
}

static void match_anchor(struct document *document, size_t number, size_t anchor,
			 const struct table_set *present)
{
	const struct lexicon *lexicon = document->lexicon;
	uint32_t rules[RULES_AT + 1];
	struct match also[ALSO_AT];
	size_t also_count = 0, facts = document->found_count;
	size_t count = rules_at(document, &document->sentences[number].items[anchor], present, rules);

	for (size_t i = 0; i < count; i++) {
		struct matcher matcher = {.document = document, .sentence = &document->sentences[number],
					  .rule = &lexicon->rules[rules[i]]};
		struct match match = {.sentence = number, .anchor = anchor};
		uint16_t flags = lexicon->yields[matcher.rule->yield].flags;
		if (!matches(&matcher, &match))
			continue;
		if (flags & YIELD_NOTHING)
			break;
		if (!(flags & YIELD_ALSO))
			facts_add(document, &match);
		else if (also_count < ALSO_AT)
			also[also_count++] = match;
		if (flags & YIELD_ONLY)
			break;
	}
	for (size_t i = 0; i < also_count && document->found_count > facts; i++)
		facts_complete(document, &also[i], facts);
}

void frames_match(struct document *document, size_t sentence, const struct table_set *present)
{
	uint32_t rules = document->lexicon->header->rules.count;

	if (!document->rules_may)
		document->rules_may = arena_alloc(document->arena, rules);
	else
		memset(document->rules_may, 0, rules);
	for (size_t i = 0; i < document->sentences[sentence].items_count; i++)
		match_anchor(document, sentence, i, present);
}
