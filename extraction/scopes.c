#include "extraction/scopes.h"

/* Items, as in the matcher: longer ones are sentences of their own. */
#define LONGEST_PARENTHESIS 14
#define LONGEST_ACCUSATION 8
#define SINCE_CLAUSE 6
#define TO_THAT 3

static bool has(const struct item *item, unsigned class)
{
	return set_has(&item->set, class);
}

/*
 * Where the parenthesis begins that a comma closes: "a man, who is believed to have been a guard, was
 * killed". The comma itself where it closes none.
 */
static size_t relative_start(const struct sentence *sentence, size_t comma, size_t start)
{
	for (size_t i = comma; i > start && i + LONGEST_PARENTHESIS > comma; i--)
		if (has(&sentence->items[i], CLASS_RELATIVE) && has(&sentence->items[i - 1], CLASS_COMMA))
			return i - 1;
	return comma;
}

size_t scope_accusation(const struct sentence *sentence, size_t at)
{
	bool joined = false;

	for (size_t i = at; i-- > 0 && i + LONGEST_ACCUSATION >= at;) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_ACCUSED))
			return joined ? i : 0;
		if (has(item, CLASS_COMMA) || has(item, CLASS_SEMICOLON) || has(item, CLASS_SUBORDINATE) ||
		    has(item, CLASS_RELATIVE) || has(item, CLASS_THAT) || scope_is_verb(item))
			return 0;
		joined = joined || has(item, CLASS_PREP) || has(item, CLASS_OF) || has(item, CLASS_TO);
	}
	return 0;
}

/* "Denied that", "denied the enemy's claim that". */
static bool denies_claim(const struct sentence *sentence, size_t that)
{
	for (size_t i = that; i-- > 0 && i + TO_THAT >= that;) {
		if (has(&sentence->items[i], CLASS_DENY))
			return true;
		if (has(&sentence->items[i], CLASS_COMMA) || has(&sentence->items[i], CLASS_SUBORDINATE))
			return false;
	}
	return false;
}

/* Where the clause of an item begins. */
static size_t clause_start(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i-- > scope_window_start(at);) {
		if (has(&sentence->items[i], CLASS_COMMA))
			i = relative_start(sentence, i, scope_window_start(at));
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_SEMICOLON) || has(item, CLASS_SUBORDINATE) || has(item, CLASS_STOP) ||
		    has(item, CLASS_RELATIVE))
			return i + 1;
		if (has(item, CLASS_AND) && i && has(&sentence->items[i - 1], CLASS_COMMA))
			return i + 1;
		/* "a truce that would ..., a war that has killed": but "feared that" reaches on. */
		if (has(item, CLASS_THAT) && i && !has(&sentence->items[i - 1], CLASS_POSSIBLE) &&
		    !denies_claim(sentence, i))
			return i + 1;
	}
	return scope_window_start(at);
}

static size_t clause_end(const struct sentence *sentence, size_t at)
{
	for (size_t i = at + 1; i < scope_window_end(sentence, at); i++) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_SEMICOLON) || has(item, CLASS_SUBORDINATE) || has(item, CLASS_STOP))
			return i;
		if (has(item, CLASS_AND) && has(&sentence->items[i - 1], CLASS_COMMA))
			return i;
	}
	return scope_window_end(sentence, at);
}

/* "If it attacks, ..." and what stands behind an "if" or "unless". */
static bool is_conditional(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i-- > scope_window_start(at);) {
		if (has(&sentence->items[i], CLASS_SEMICOLON))
			return false;
		if (has(&sentence->items[i], CLASS_CONDITION))
			return true;
	}
	for (size_t i = 0; i < 3 && i < sentence->items_count; i++)
		if (has(&sentence->items[i], CLASS_CONDITION))
			return true;
	return false;
}

bool scope_hypothetical(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i-- > scope_window_start(at);) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_CONDITION))
			return true;
		if (has(item, CLASS_COMMA) || has(item, CLASS_SEMICOLON))
			return false;
	}
	return false;
}

/*
 * "The ministry, which had put the number at 18, now says 21"; "had earlier reported nine": what somebody said before
 * he said what the text is about.
 */
bool scope_superseded(const struct sentence *sentence, size_t at)
{
	bool said = false, before = false, put = false;

	for (size_t i = at; i-- > scope_window_start(at);) {
		const struct item *item = &sentence->items[i];
		if (said && has(item, CLASS_HAD))
			return put || before;
		if (said && !has(item, CLASS_ADVERB) && !has(item, CLASS_AT_FIRST) && !has(item, CLASS_TIME))
			return false;
		if (has(item, CLASS_COMMA) || has(item, CLASS_SEMICOLON) || has(item, CLASS_STOP))
			return false;
		bool says = has(item, CLASS_SAY) && (item->forms & FORM_PART);
		said = said || says;
		put = put || (says && has(item, CLASS_PUT_TO));
		before = before || has(item, CLASS_AT_FIRST);
	}
	return false;
}

/* "tried to stop him and wounded two": what was tried is told before the item. */
static bool is_spent(const struct sentence *sentence, size_t from, size_t at)
{
	if ((sentence->items[at].forms & FORM_BASE) || !(sentence->items[from].forms & (FORM_PAST | FORM_ING)))
		return false;
	for (size_t i = from + 1; i <= from + 2 && i < at; i++) {
		const struct item *item = &sentence->items[i];
		if ((item->forms & FORM_BASE) && scope_is_verb(item) && !has(item, CLASS_HAVE) && !has(item, CLASS_BE))
			return has(&sentence->items[i - 1], CLASS_TO) || i == from + 1;
	}
	return false;
}

/* "Five are feared dead and 20 were hurt": behind what is feared others begin, of whom it is known. */
static bool is_past_feared(const struct sentence *sentence, size_t from, size_t at)
{
	const struct item *items = sentence->items;

	if (!has(&items[from], CLASS_FEARED) || scope_is_group(&items[from + 1]) || has(&items[from + 1], CLASS_THAT) ||
	    has(&items[from + 1], CLASS_PRONOUN))
		return false;
	for (size_t i = from + 2; i + 1 < at; i++)
		if ((has(&items[i], CLASS_AND) || has(&items[i], CLASS_COMMA)) &&
		    has(&items[i + 1], CLASS_COUNTED))
			return true;
	return false;
}

/* "could bring floods and has killed three": behind "and" another verb begins, which is no infinitive. */
static bool is_past_modal(const struct sentence *sentence, size_t from, size_t at)
{
	const struct item *items = sentence->items;

	if (!has(&items[from], CLASS_AUX))
		return false;
	for (size_t i = from + 1; i < at; i++) {
		if (has(&items[i], CLASS_BE) || has(&items[i], CLASS_HAVE))
			return false;
		if (!has(&items[i], CLASS_AND))
			continue;
		const struct item *verb = &items[i + 1];
		return (verb->forms & (FORM_S | FORM_PAST)) && !(verb->forms & (FORM_BASE | FORM_NOUN));
	}
	return false;
}

/* "not identified the man killed": the participle behind a noun is of another clause than "not". */
static bool is_told_of_object(const struct sentence *sentence, size_t not, size_t at)
{
	if (at < not + 3 || !(sentence->items[at].forms & FORM_PART) || !scope_is_group(&sentence->items[at - 1]))
		return false;
	for (size_t i = not + 1; i + 1 < at; i++)
		if ((sentence->items[i].forms & (FORM_PAST | FORM_PART | FORM_BASE)) &&
		    !has(&sentence->items[i], CLASS_BE) && !has(&sentence->items[i], CLASS_HAVE))
			return true;
	return false;
}

/* "Denied any role in the killing": that somebody was killed is not denied. */
static bool is_role_denied(const struct sentence *sentence, size_t deny, size_t at)
{
	for (size_t i = deny + 1; !has(&sentence->items[at], CLASS_EVENT) && i < at && i < deny + 4; i++)
		if (has(&sentence->items[i], CLASS_ROLE_IN))
			return true;
	return false;
}

enum modality scope_modality(const struct sentence *sentence, size_t at)
{
	size_t start = clause_start(sentence, at), court = scope_accusation(sentence, at);

	if (court > start)
		start = court;
	if (is_conditional(sentence, at))
		return MODALITY_POSSIBLE;
	for (size_t i = at; i-- > start;) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_COMMA))
			item = &sentence->items[i = relative_start(sentence, i, start)];
		if (has(item, CLASS_POSSIBLE) && is_past_feared(sentence, i, at))
			break;
		if (has(item, CLASS_POSSIBLE) && is_past_modal(sentence, i, at))
			break;
		if (has(item, CLASS_POSSIBLE) && !is_spent(sentence, i, at))
			return MODALITY_POSSIBLE;
		/* "He'd kill" would; "he'd killed" had. */
		if (has(item, CLASS_WOULD) && (sentence->items[at].forms & (FORM_BASE | FORM_PART)) == FORM_BASE)
			return MODALITY_POSSIBLE;
		if (has(item, CLASS_PLANNED))
			return MODALITY_PLANNED;
		if (has(item, CLASS_DENY))
			return is_role_denied(sentence, i, at) ? MODALITY_ACTUAL : MODALITY_DENIED;
		/* What somebody says is no longer under what stands before his saying. */
		if (scope_says(item))
			break;
		if (has(item, CLASS_NOT) && at - i <= 4 && !is_told_of_object(sentence, i, at))
			return MODALITY_DENIED;
	}
	return MODALITY_ACTUAL;
}

bool scope_infinitive(const struct sentence *sentence, size_t at)
{
	const struct item *items = sentence->items;

	if (!(items[at].forms & FORM_BASE) || items[at].forms & FORM_NOUN || !at || !has(&items[at - 1], CLASS_TO))
		return false;
	return at < 2 || !has(&items[at - 2], CLASS_CATENATIVE);
}

/* The war is what a sentence begins with: "The war between the two has killed ..., and displaced ..." */
static bool is_of_war_told_first(const struct sentence *sentence, size_t at)
{
	bool war = false;

	if (!(sentence->items[at].forms & (FORM_PAST | FORM_PART)))
		return false;
	for (size_t i = 0; i < 3 && i < at; i++)
		war = war || has(&sentence->items[i], CLASS_WAR);
	for (size_t i = scope_window_start(at); war && i < at; i++) {
		const struct item *item = &sentence->items[i];
		war = !scope_says(item) && !has(item, CLASS_SEMICOLON) && !has(item, CLASS_SUBORDINATE);
	}
	return war;
}

/* "The war has killed ...": a war is no one event. */
static bool is_of_war(const struct sentence *sentence, size_t at)
{
	if (at && has(&sentence->items[at - 1], CLASS_HAVE))
		for (size_t i = at - 1; i-- > 0 && at - i < 5;)
			if (has(&sentence->items[i], CLASS_WAR))
				return true;
	return is_of_war_told_first(sentence, at);
}

/* "A man who had been fired in April shot ...": the time is of the relative clause, which is over. */
static bool closes_relative(const struct sentence *sentence, size_t time, size_t at)
{
	if (time >= at || time + 1 >= sentence->items_count)
		return false;
	const struct item *next = &sentence->items[time + 1];
	next += has(next, CLASS_COMMA) && time + 2 < sentence->items_count;
	if (!scope_is_verb(next) && !has(next, CLASS_BE) && !has(next, CLASS_HAVE))
		return false;
	for (size_t i = time; i-- > 0 && i + 8 > time;)
		if (has(&sentence->items[i], CLASS_RELATIVE))
			return true;
	return false;
}

/* "By the insurgents who have been operating there since 2017": how long they have, not what they did now. */
static bool is_of_doers(const struct sentence *sentence, size_t time, size_t at)
{
	for (size_t i = time; i-- > at + 1;) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_SEMICOLON) || has(item, CLASS_STOP))
			return false;
		if (!has(item, CLASS_RELATIVE))
			continue;
		const struct item *noun = item - 1 - has(item - 1, CLASS_COMMA);
		return has(noun, CLASS_PERSON) || has(noun, CLASS_ACTOR) || has(noun, CLASS_NAME) ||
		       has(noun, CLASS_PLACE);
	}
	return false;
}

bool scope_is_record(const struct sentence *sentence, size_t time, size_t at)
{
	const struct timespan *span = &sentence->items[time].span;
	bool since = has(&sentence->items[time], CLASS_SINCE) || span->end.number - span->start.number > 6;
	/* "The deadliest eruption killed 1,200 in 1814" */
	size_t first = time > at ? at + 1 : 0;

	for (size_t i = time; i-- > first && i + 10 > time;) {
		if (has(&sentence->items[i], CLASS_SUPERLATIVE))
			return true;
		/* "A second bomb on Tuesday" is of that day. */
		if (sentence->items[i].nth > 1)
			return since;
		since = since || has(&sentence->items[i], CLASS_SINCE);
		if (has(&sentence->items[i], CLASS_SUBORDINATE) || has(&sentence->items[i], CLASS_RELATIVE) ||
		    has(&sentence->items[i], CLASS_COLON) || has(&sentence->items[i], CLASS_SEMICOLON))
			return false;
	}
	return false;
}

/* What happens once, and is counted out for days. */
static bool is_one_event(const struct item *item)
{
	return has(item, CLASS_EVENT_WRECK) || has(item, CLASS_EVENT_DISASTER) || has(item, CLASS_EVENT_BOMBING) ||
	       has(item, CLASS_EVENT_SHOOTING) || has(item, CLASS_WRECK_V) || has(item, CLASS_COLLAPSE_V) ||
	       has(item, CLASS_BURST_V) || has(item, CLASS_DISASTER_V) || has(item, CLASS_EXPLODE);
}

bool scope_since_event(const struct sentence *sentence, size_t at)
{
	size_t end = scope_window_end(sentence, at);

	for (size_t i = scope_window_start(at); i < end; i++) {
		if (!has(&sentence->items[i], CLASS_SINCE) || day_known(sentence->items[i].span.start))
			continue;
		for (size_t k = i + 1; k < end && k <= i + SINCE_CLAUSE; k++) {
			const struct item *item = &sentence->items[k];
			if (has(item, CLASS_WAR) || has(item, CLASS_COMMA) || has(item, CLASS_STOP))
				break;
			if (is_one_event(item))
				return true;
		}
	}
	return false;
}

/* "On the anniversary of the war, three bombs killed 56 on Tuesday": the day is of what stands behind the comma. */
static bool is_day_apart(const struct sentence *sentence, size_t anniversary, size_t at)
{
	bool comma = false;

	for (size_t i = anniversary; i < at; i++)
		comma = comma || has(&sentence->items[i], CLASS_COMMA);
	for (size_t i = at; comma && i < clause_end(sentence, at); i++)
		if (has(&sentence->items[i], CLASS_TIME) && day_known(sentence->items[i].span.start) &&
		    !sentence->items[i].open_span)
			return true;
	return false;
}

/* "Have been killed", "has killed". */
static bool is_perfect(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i-- > 0 && i + 4 > at;) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_PERFECT))
			return true;
		if (!has(item, CLASS_BE) && !has(item, CLASS_ADVERB))
			return false;
	}
	return false;
}

/* How many words may stand between "the eight-year" and its insurgency, and between "in a" and its conflict. */
#define WAR_WORDS 4
#define DAYS_OF_WAR 7

static bool is_war_within(const struct sentence *sentence, size_t from)
{
	for (size_t i = from; i < sentence->items_count && i < from + WAR_WORDS; i++) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_WAR))
			return true;
		if (has(item, CLASS_COMMA) || has(item, CLASS_AND) || has(item, CLASS_PERSON) || scope_is_verb(item))
			return false;
	}
	return false;
}

/* "During the eight-year insurgency", "in a conflict": behind "have died" or before it; "amid a war" counts nobody. */
static bool is_in_war(const struct sentence *sentence, size_t at)
{
	bool perfect = is_perfect(sentence, at);

	for (size_t i = scope_window_start(at); i < scope_window_end(sentence, at); i++) {
		const struct item *item = &sentence->items[i];
		if (i > at && (has(item, CLASS_SEMICOLON) || has(item, CLASS_SUBORDINATE) || scope_says(item)))
			return false;
		/* "Have been killed in an attack on a village, which is in the grip of an insurgency" */
		if (i > at && (has(item, CLASS_RELATIVE) || has(item, CLASS_EVENT)) && !has(item, CLASS_WAR))
			return false;
		bool years = item->unit_days >= DAYS_OF_WAR;
		bool in = perfect && i > at && has(item, CLASS_YEAR_PREP);
		if ((years && has(item, CLASS_WAR)) || ((years || in) && is_war_within(sentence, i + 1)))
			return true;
	}
	return false;
}

/* "... have been killed in Pattani, Yala, and parts of Songkhla, since unrest flared in 2004": over all commas. */
static bool is_since_then(const struct sentence *sentence, size_t at)
{
	for (size_t i = at + 1; is_perfect(sentence, at) && i < scope_window_end(sentence, at); i++) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_SEMICOLON) || scope_says(item))
			return false;
		if (has(item, CLASS_SINCE) && item->open_span && !scope_is_record(sentence, i, at))
			return true;
	}
	return false;
}

bool scope_is_of_custody(const struct sentence *sentence, size_t at, size_t time)
{
	if (!sentence->items[time].open_span)
		return false;
	for (size_t i = time; i-- > at + 1 && i + 4 > time;)
		if (has(&sentence->items[i], CLASS_CUSTODY_V))
			return true;
	return false;
}

/* "27 years after a car bomb killed 29" */
static bool is_years_ago(const struct sentence *sentence, size_t at)
{
	size_t time = scope_time(sentence, at);

	/* "Came months after" says no day. */
	for (size_t i = scope_window_start(at); i < at; i++)
		if (sentence->items[i].compared && sentence->items[i].open_span)
			return true;
	return time != SIZE_MAX && sentence->items[time].years_after;
}

/* So many days are longer than one event. */
#define LONG_SPAN 8

/* "More than two weeks of protests in which six people died" */
static bool is_of_span(const struct sentence *sentence, size_t at)
{
	for (size_t i = scope_window_start(at); i + 2 < scope_window_end(sentence, at); i++) {
		const struct item *item = &sentence->items[i];
		/* "After a month of fighting": then. */
		bool after = i && has(item - 1, CLASS_SUBORDINATE);
		if (!after && has(item, CLASS_DURATION) && item->duration && item->duration->low != INTEGER_NONE &&
		    item->duration->low * item->unit_days >= LONG_SPAN && has(item + 1, CLASS_OF) &&
		    has(item + 2, CLASS_EVENT))
			return true;
	}
	return false;
}

bool scope_cumulative(const struct sentence *sentence, size_t at)
{
	size_t start = at, end = clause_end(sentence, at);

	/* Over relative clauses: "ten years since the bombing that claimed 64 lives". */
	while (start > scope_window_start(at) && !has(&sentence->items[start - 1], CLASS_SEMICOLON) &&
	       !has(&sentence->items[start - 1], CLASS_SUBORDINATE))
		start--;
	bool within = false;
	for (size_t i = start; i < end; i++) {
		const struct item *item = &sentence->items[i];
		/* Behind the attribution another thought begins: ", officials said, in what was ... this year". */
		if (i > at && scope_says(item))
			break;
		/* "Left on Thursday, ending a mission that began in 1986": of the mission. */
		within = within || (i > at + 1 && has(item, CLASS_THAT) && !scope_says(item - 1));
		if (!item->open_span && !has(item, CLASS_TIME) && !has(item, CLASS_MARK_ANNIVERSARY) &&
		    !has(item, CLASS_CUMULATIVE) && !has(item, CLASS_MARK_VERDICT))
			continue;
		bool record = scope_is_record(sentence, i, at);
		bool closed = within || closes_relative(sentence, i, at) || is_of_doers(sentence, i, at) ||
			      scope_is_of_custody(sentence, at, i);
		bool since = item->open_span && !record && !closed;
		bool anniversary = has(item, CLASS_MARK_ANNIVERSARY) && !is_day_apart(sentence, i, at);
		if (since || anniversary || (has(item, CLASS_CUMULATIVE) && !record) ||
		    has(item, CLASS_MARK_VERDICT))
			return true;
		/* A whole year or month is longer than one event. */
		if (!closed && !record && has(item, CLASS_TIME) && day_known(item->span.start) &&
		    day_known(item->span.end) && item->span.end.number - item->span.start.number > 27)
			return true;
	}
	return is_of_span(sentence, at) || is_of_war(sentence, at) || is_in_war(sentence, at) ||
	       is_since_then(sentence, at) ||
	       is_years_ago(sentence, at);
}

static bool tells_apart(const struct sentence *sentence, size_t i)
{
	const struct item *item = &sentence->items[i];

	/* "in another attack" */
	bool another = i && has(item, CLASS_EVENT) && item->another && has(item - 1, CLASS_PREP);
	return another || has(item, CLASS_SEPARATE);
}

bool scope_separate(const struct sentence *sentence, size_t at)
{
	for (size_t i = scope_window_start(at); i < at; i++)
		if (tells_apart(sentence, i) || sentence->items[i].compared)
			return true;
	for (size_t i = at + 1; i < scope_window_end(sentence, at); i++) {
		const struct item *item = &sentence->items[i];
		if (has(item, CLASS_AND) || has(item, CLASS_COMMA) || has(item, CLASS_SEMICOLON) ||
		    has(item, CLASS_STOP))
			return false;
		if (tells_apart(sentence, i))
			return true;
	}
	return false;
}
