/*
 * Noun groups with their counts, by an algebra that stands in docs/: a, the and a name are 1, a number is
 * itself, "another five" adds, "including" begins a part. The head is the last noun before something that
 * ends the group; its classes are the group's.
 */
#include "extraction/groups.h"

#include <string.h>

#include "extraction/heads.h"
#include "extraction/names.h"
#include "extraction/openings.h"

#define LONGEST_GROUP 14

void item_add_readings(const struct document *document, struct item *item, size_t at, bool longest)
{
	const struct token *token = &document->tokens[at];

	set_join(&item->set, set_of(document, longest ? token->set : token->own));
	item->forms |= longest ? token->forms : token->own_forms;
}

bool token_ends_group(const struct document *document, size_t at)
{
	return token_flag(document, at, WORD_PUNCT) || token_has(document, at, TRAIT_BORDER);
}

/* "the mayor['s murder]": what was done to somebody is no part of the group that names him. */
static bool is_deed_of(const struct document *document, size_t at)
{
	if (!token_flag(document, at, WORD_POSSESSIVE))
		return false;
	for (size_t i = at + 1; i < at + 4; i++) {
		if (token_is(document, i, CLASS_DEED))
			return true;
		if (!token_is(document, i, CLASS_ADJECTIVE))
			return false;
	}
	return false;
}

static void set_count(struct item *item, const struct opening *opening, const struct walk *walk)
{
	if (opening->none)
		item->amount = (struct amount){0, 0, true};
	else if (opening->amount.known)
		item->amount = opening->amount;
	else if ((!walk->plural || (walk->either && opening->indefinite)) &&
		 (opening->indefinite || opening->another || opening->definite))
		item->amount = (struct amount){1, 1, true, false};
	item->definite = opening->definite;
	/* "a third officer"; but "second student dies" tells of the latest of several. */
	item->another = opening->another || (opening->ordinal && opening->article);
	item->ordinal = opening->article ? opening->ordinal : 0;
	item->nth = opening->ordinal;
	if (item->nth)
		set_add(&item->set, CLASS_NTH);
	if (opening->none)
		set_add(&item->set, CLASS_NOBODY);
	if (item->amount.known)
		set_add(&item->set, CLASS_COUNTED);
	set_add(&item->set, walk->plural || (item->amount.known && item->amount.low != 1)
				    ? CLASS_PLURAL : CLASS_SINGULAR);
}

/* Country and body that qualify the head: "Israeli barrage", "Hezbollah commander". */
static void qualify(const struct document *document, struct item *item, size_t first, size_t head)
{
	for (size_t i = first; i < head; i++) {
		static const uint16_t classes[] = {CLASS_BODY, CLASS_DEMONYM, CLASS_COUNTRY};
		for (size_t k = 0; k < 3; k++) {
			size_t length;
			const struct table_reading *reading =
				token_reading(document, i, classes[k], &length);
			if (!reading || reading->entity < 0 || item->entity >= 0)
				continue;
			item->entity = reading->entity;
			memcpy(item->country, document->lexicon->entities[reading->entity].countries[0], 2);
		}
	}
}

/* "An eight-year insurgency": the days of its unit. */
static int32_t unit_days(const struct document *document, size_t first, size_t head)
{
	size_t length;

	for (size_t i = first; i < head; i++) {
		const struct table_reading *period = token_reading(document, i, CLASS_PERIOD, &length);
		if (period && token_flag(document, i, WORD_JOINED))
			return (int32_t)period->value;
	}
	return 0;
}

/* "the 2006 war": a year before the noun dates it, and it is long over. */
static void take_year(const struct document *document, struct item *item, size_t first, size_t head)
{
	for (size_t i = first; i < head; i++) {
		int64_t year;
		struct text text = token_text(document, i);
		struct day start, end;
		if (!token_flag(document, i, WORD_NUMBER) || token_is(document, i + 1, CLASS_BLOCK))
			continue;
		if (text.length != 4 || !text_number(text, &year) ||
		    year < 1800 || year > 2100 || !day_of_civil((int)year, 1, 1, &start) ||
		    !day_of_civil((int)year, 12, 31, &end))
			continue;
		item->span = (struct timespan){start, end};
		item->open_span = true;
	}
}

/* "the July 16 stampede", "the 7 October attack": the day before the noun is the event's. */
static void take_day(const struct document *document, const struct sentence *sentence, struct item *item, size_t first,
		     size_t head)
{
	if (!set_has_event(&item->set) || day_known(item->span.start))
		return;
	for (size_t i = first; i < head; i++) {
		struct item day = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};
		if (!token_is(document, i, CLASS_MONTH) && !token_flag(document, i, WORD_NUMBER))
			continue;
		size_t length = time_read(document, sentence, i, &day);
		if (length < 2 || i + length > head || !day_known(day.span.start) || day.open_span)
			continue;
		item->span = day.span;
		return;
	}
}

static bool begins_predicate(const struct document *document, size_t at)
{
	return token_is(document, at, CLASS_BE) ||
	       ((forms_at(document, at) & FORM_PAST) && !(forms_at(document, at) & FORM_NOUN));
}

/* A number alone, or with others, more, of them: people, if the verb says so. */
static size_t bare_number(const struct document *document, const struct sentence *sentence, size_t token,
			  const struct opening *opening, struct item *item)
{
	size_t end = token + opening->length;

	/* "another was wounded" */
	bool another = opening->another && end < sentence->end && begins_predicate(document, end);
	if (!opening->amount.known && !opening->ordinal && !another)
		return 0;
	/* "the 33rd Front", "First Capital Command" */
	size_t name = opening->ordinal && !opening->amount.known ? name_end(document, sentence, end) : end;
	if (name > end) {
		set_add(&item->set, CLASS_ACTOR);
		set_add(&item->set, CLASS_SINGULAR);
		item->name = tokens_text(document, end - 1, name);
		item->head = name - 1;
		return name - token;
	}
	item->amount = opening->amount.known ? opening->amount : (struct amount){1, 1, true};
	item->another = opening->another || (opening->ordinal && opening->article);
	item->definite = opening->definite;
	item->whole = opening->whole;
	item->nth = opening->ordinal;
	if (amount_measures(document, token, end, sentence->end)) {
		set_add(&item->set, CLASS_MEASURE);
		return opening->length + (end < sentence->end && token_is(document, end, CLASS_UNIT));
	}
	if (end < sentence->end && token_is(document, end, CLASS_OTHERS)) {
		end++;
		item->another = true;
	}
	/* "one of them": the OF is taken already. */
	if (end < sentence->end && end > token && token_is(document, end - 1, CLASS_OF) &&
	    (token_is(document, end, CLASS_PRONOUN) || token_is(document, end, CLASS_RELATIVE)))
		item->of_them = true, end++;
	/* "43 of the dead" */
	if (end > token + 1 && token_is(document, end - 1, CLASS_DEFINITE) && token_is(document, end - 2, CLASS_OF))
		item->of_them = true;
	/* A number before a word that no rule knows counts that word, whatever it is. */
	bool closed = end >= sentence->end || token_ends_group(document, end) ||
		      (document->tokens[end].slot && !(forms_at(document, end) & FORM_NOUN) &&
		       !token_is(document, end, CLASS_ADJECTIVE));
	set_add(&item->set, closed ? CLASS_NUM : CLASS_MEASURE);
	set_add(&item->set, CLASS_COUNTED);
	set_add(&item->set, item->amount.low == 1 ? CLASS_SINGULAR : CLASS_PLURAL);
	return end - token;
}

/* "a couple", "the trio": one noun, and its number. */
static void take_collective(const struct document *document, struct item *item, const struct opening *opening)
{
	size_t length;
	const struct table_reading *reading = token_reading(document, item->head, CLASS_COLLECTIVE, &length);

	if (!reading || opening->amount.known || opening->none)
		return;
	item->amount = (struct amount){reading->value, reading->value, true, false};
	set_add(&item->set, CLASS_COUNTED);
	set_add(&item->set, CLASS_PLURAL);
}

/* A name behind a person's noun: "commander Ibrahim Qubaisi". */
static void take_name(const struct document *document, const struct sentence *sentence,
		      struct item *item, size_t *end)
{
	size_t name = name_end(document, sentence, *end);

	if (name <= *end || set_has(&item->set, CLASS_PLURAL))
		return;
	/* "watchman Javier Velasco": two words of a name make a person of whatever noun stands before. */
	if (!set_has(&item->set, CLASS_PERSON) &&
	    (!set_has(&item->set, CLASS_OTHER) || name < *end + 2 || token_flag(document, item->head, WORD_CAPITAL)))
		return;
	if (!set_has(&item->set, CLASS_PERSON))
		set_add(&item->set, CLASS_SOMEONE);
	item->name_first = *end;
	item->name_end = name;
	item->amount = (struct amount){1, 1, true};
	set_add(&item->set, CLASS_COUNTED);
	set_add(&item->set, CLASS_NAMED_AFTER);
	*end = name;
}

static bool is_event_word(const struct document *document, size_t at)
{
	const struct token *token = &document->tokens[at];

	return set_has_event(set_of(document, token->set)) || set_has_event(set_of(document, token->own));
}

/* "276 confirmed deaths" */
static bool is_counted_harm(const struct document *document, size_t at, size_t head)
{
	return token_is(document, at, CLASS_COUNT_HARM) &&
	       (token_is(document, head, CLASS_DEATHS) || token_is(document, head, CLASS_INJURIES) ||
		token_is(document, head, CLASS_CASUALTIES));
}

/* "five suffered burns": the number stands alone, what follows is its verb. */
static bool is_verb_of_number(const struct document *document, size_t at, const struct opening *opening,
			      const struct walk *walk)
{
	return opening->amount.known && !opening->definite && walk->head != SIZE_MAX && walk->head > at &&
	       walk->known && (forms_at(document, at) & FORM_PAST) && !(forms_at(document, at) & FORM_NOUN) &&
	       !token_is(document, walk->head, CLASS_PERSON) && !token_is(document, walk->head, CLASS_THING) &&
	       !is_counted_harm(document, at, walk->head) &&
	       !is_event_word(document, walk->head);
}

/* "six Jesuits", "two Tutsis": several of a name that no table knows are people of that name. */
static bool is_people_by_name(const struct document *document, size_t last)
{
	return token_flag(document, last, WORD_CAPITAL) && !token_flag(document, last, WORD_UPPER) &&
	       !document->tokens[last].slot && ends_like(document, last, CLASS_SUFFIX_PLURAL) &&
	       !ends_like(document, last, CLASS_SUFFIX_SINGULAR);
}

/* "A 17-year-old died.", "a 17-year-old walked into ...": a verb, for what follows is no noun. */
static bool acts(const struct document *document, size_t at)
{
	uint16_t forms = forms_at(document, at);
	size_t next = at + (document->tokens[at].length ? document->tokens[at].length : 1);
	bool verb = document->tokens[at].slot ? (forms & FORMS_OF_VERB) && !(forms & FORM_NOUN)
					      : ends_like(document, at, CLASS_SUFFIX_VERB);

	/* "A 19-year-old remains in hospital" */
	verb = verb || ((forms & FORM_S) && token_is(document, at, CLASS_BODIES));
	return verb && (next >= document->tokens_count || token_ends_group(document, next));
}

/* "72 Central and South American migrants": one number, and one noun. */
static bool joins_modifiers(const struct document *document, size_t at, const struct walk *walk, size_t first)
{
	if (walk->head != SIZE_MAX || at == first || !token_is(document, at, CLASS_AND))
		return false;
	uint16_t forms = forms_at(document, at + 1);
	bool modifies = token_is(document, at + 1, CLASS_DEMONYM) || token_is(document, at + 1, CLASS_ADJECTIVE) ||
			token_flag(document, at + 1, WORD_CAPITAL);
	return modifies && !(forms & FORM_NOUN) && !token_ends_group(document, at + 1) &&
	       !token_ends_group(document, at + 2);
}

/* "Two US Marines": nobody counts a corps. */
static bool is_counted_body(const struct document *document, size_t at, const struct opening *opening)
{
	size_t last = at + document->tokens[at].length - 1;

	return opening->amount.known && last > at && token_is(document, at, CLASS_BODY) &&
	       (token_is_single(document, last, CLASS_PERSON) || token_is_single(document, last, CLASS_POLICE));
}

/* A group while it is read. */
struct group {
	size_t first;
	size_t nouns; /* behind its opening */
	size_t end;   /* of the way through it */
	struct opening opening;
	struct walk walk;
	bool wounded;
	bool taken;
};

/* "a 12-year-old": where no noun follows, the age alone stands for the person. */
static void take_age(const struct document *document, size_t next, size_t end, struct group *group,
		     struct item *item)
{
	group->opening.indefinite = group->opening.indefinite || !group->opening.amount.known;
	if (next < end && step_at(document, next, &group->walk) != STEP_END && !acts(document, next))
		return;
	group->walk = (struct walk){.head = next - 1, .head_length = 1, .known = true};
	set_add(&item->set, CLASS_PERSON);
}

/* The word's place in the group; how many tokens it has. */
static size_t take_word(const struct document *document, size_t at, enum step step, struct group *group)
{
	size_t length = is_counted_body(document, at, &group->opening) ? 1 : document->tokens[at].length;

	if (step == STEP_HEAD)
		take_head(document, at, &group->walk);
	else if (token_flag(document, at, WORD_CAPITAL) && !token_is(document, at, CLASS_DEMONYM))
		group->walk.named = true;
	if (step == STEP_MODIFIER && token_is(document, at, CLASS_INJURED))
		group->wounded = true;
	if (step == STEP_MODIFIER && token_is(document, at, CLASS_ABDUCTED))
		group->taken = true;
	return length ? length : 1;
}

/* From the opening up to what ends the group. */
static void walk_nouns(const struct document *document, size_t end, struct group *group, struct item *item)
{
	size_t i = group->nouns, age;

	while (i < end && i < group->first + LONGEST_GROUP) {
		if ((age = age_at(document, i))) {
			i += age;
			take_age(document, i, end, group, item);
			continue;
		}
		if (group->opening.amount.known && joins_modifiers(document, i, &group->walk, group->nouns)) {
			i++;
			continue;
		}
		enum step step = step_at(document, i, &group->walk);
		if (step == STEP_END || is_deed_of(document, i) ||
		    (!group->opening.amount.known && i > group->first && is_verb_of_actor(document, i)))
			break;
		i += take_word(document, i, step, group);
	}
	group->end = i;
}

/* "three Palestinians", "two Chinese", "six Jesuits": people by their country or name. */
static bool take_people(const struct document *document, struct group *group, struct item *item)
{
	if (!group->opening.length || !group->opening.amount.known || group->end == group->nouns)
		return false;
	size_t last = group->end - 1;
	if (!token_is(document, last, CLASS_DEMONYM) && !is_people_by_name(document, last))
		return false;
	group->walk = (struct walk){.head = last, .head_length = 1, .known = true};
	group->walk.plural = group->opening.amount.low != 1;
	set_add(&item->set, CLASS_PERSON);
	return true;
}

/* "nine snorkellers", "two lamplighters": people by what they do, whatever it is. */
static void take_workers(const struct document *document, const struct group *group, struct item *item)
{
	const struct walk *walk = &group->walk;

	if (walk->known || !walk->plural || !group->opening.amount.known || group->opening.none ||
	    token_flag(document, walk->head, WORD_CAPITAL) || document->tokens[walk->head].slot ||
	    !ends_like(document, walk->head, CLASS_SUFFIX_PEOPLE))
		return;
	set_add(&item->set, CLASS_PERSON);
	set_add(&item->set, CLASS_SOMEONE);
}

/* What the head is, and what stands before it says of it. */
static void take_readings(const struct document *document, const struct group *group, struct item *item)
{
	size_t head = group->walk.head;

	item->head = head;
	item_add_readings(document, item, head, true);
	/* A noun is no verb here, whatever else the word may be. */
	item->forms &= (uint16_t)~FORMS_OF_VERB;
	qualify(document, item, group->first, head + (set_has(&item->set, CLASS_PERSON) ? 1 : 0));
	take_year(document, item, group->first, head);
	item->unit_days = unit_days(document, group->first, head);
}

/* The classes that follow from the group as a whole. */
static void add_classes(const struct document *document, const struct group *group, struct item *item)
{
	const struct opening *opening = &group->opening;

	if (group->wounded && item->amount.known && item->amount.low > 0 && set_has(&item->set, CLASS_PERSON))
		set_add(&item->set, CLASS_WOUNDED);
	/* "nine kidnapped fishermen" */
	if (group->taken && set_has(&item->set, CLASS_PERSON))
		set_add(&item->set, CLASS_HELD);
	/* "Seven police" are so many people. */
	if (opening->amount.known && opening->amount.low != 1 && set_has(&item->set, CLASS_POLICE)) {
		set_add(&item->set, CLASS_PERSON);
		set_add(&item->set, CLASS_KIND_FORCES);
	}
	if (!group->walk.known && !set_has(&item->set, CLASS_PERSON))
		set_add(&item->set, CLASS_OTHER);
	if (!group->walk.known && (opening->amount.known || opening->indefinite || opening->another))
		set_add(&item->set, CLASS_SOMEONE);
	take_collective(document, item, opening);
	if (set_has(&item->set, CLASS_OTHERS)) {
		set_add(&item->set, CLASS_NUM);
		item->another = true;
	}
	if (set_has_event(&item->set))
		set_add(&item->set, CLASS_EVENT);
}

/* "302", "AI171" */
static bool ends_in_digit(const struct document *document, size_t token)
{
	struct text text = tokens_text(document, token, token + 1);

	return text.length && text.data[text.length - 1] >= '0' && text.data[text.length - 1] <= '9';
}

/* "eight members of a family", "dozens of civilians": the head's group goes on behind OF. */
static size_t noun_group(const struct document *document, const struct sentence *sentence, size_t token,
			 struct item *item)
{
	struct group group = {.first = token, .walk.head = SIZE_MAX};
	struct opening *opening = &group.opening;
	const struct walk *walk = &group.walk;

	*opening = opening_at(document, token, sentence->end);
	group.nouns = token + opening->length;
	/* "Flight 302", "a category 4 hurricane": a name or a size. */
	if (opening->amount.known && token && token_is(document, token - 1, CLASS_LABEL)) {
		set_add(&item->set, CLASS_MEASURE);
		return opening->length;
	}
	walk_nouns(document, sentence->end, &group, item);
	if ((walk->head == SIZE_MAX && !take_people(document, &group, item)) ||
	    is_verb_of_number(document, group.nouns, opening, walk))
		return bare_number(document, sentence, token, opening, item);
	if (opening->amount.known && amount_measures(document, token, group.nouns, sentence->end)) {
		set_add(&item->set, CLASS_MEASURE);
		item->unit_days = unit_days(document, group.nouns, group.nouns + 1);
		return opening->length + 1;
	}
	take_workers(document, &group, item);
	take_readings(document, &group, item);
	take_day(document, sentence, item, token, walk->head);
	/* "Mayor shot dead in Cali": titles have no articles. */
	if (sentence->title && walk->known && !walk->plural && !walk->either && !opening->length)
		opening->indefinite = true;
	set_count(item, opening, walk);
	add_classes(document, &group, item);
	size_t end = walk->head + walk->head_length;
	if (end < sentence->end && token_is(document, end - 1, CLASS_LABEL) && ends_in_digit(document, end))
		end++;
	take_name(document, sentence, item, &end);
	return end - token;
}

/* The rest of "members of the same family", "soldiers of the 3rd battalion". */
static size_t of_group(const struct document *document, const struct sentence *sentence, size_t token,
		       struct item *item)
{
	struct item inner = {.entity = -1};

	if (token >= sentence->end || !token_is(document, token, CLASS_OF) ||
	    !set_has(&item->set, CLASS_PERSON) || token_is(document, token, CLASS_INCLUDING))
		return 0;
	size_t length = noun_group(document, sentence, token + 1, &inner);
	/* "a family of five": five; "a mother of five" is one. */
	if (length && set_has(&inner.set, CLASS_NUM) && inner.amount.known && set_has(&item->set, CLASS_GROUP_OF) &&
	    !set_has(&item->set, CLASS_PLURAL)) {
		item->amount = inner.amount;
		set_add(&item->set, CLASS_PLURAL);
		set_add(&item->set, CLASS_COUNTED);
		return length + 1;
	}
	if (length && set_has(&inner.set, CLASS_NUM) && inner.amount.known && set_has(&item->set, CLASS_SINGULAR) &&
	    !set_has(&item->set, CLASS_BODIES))
		return length + 1;
	/* "convicted two men [of the killing of] a judge": it tells of them what they did. */
	if (length && token_is(document, inner.head, CLASS_DEED) && !set_has(&inner.set, CLASS_PERSON))
		return 0;
	/* "200 members of the National Guard", "12 men of the 3rd battalion" */
	if (length && set_has(&inner.set, CLASS_TROOPS) && !inner.amount.vague && set_has(&item->set, CLASS_MEMBER)) {
		set_add(&item->set, CLASS_TROOPS);
		set_add(&item->set, CLASS_KIND_FORCES);
	}
	bool people = set_has(&inner.set, CLASS_PERSON) || set_has(&inner.set, CLASS_OTHER);
	/* "the bodies of eight miners": eight. */
	if (people && set_has(&item->set, CLASS_BODIES) && inner.amount.known) {
		set_join(&item->set, &inner.set);
		set_remove(&item->set, CLASS_HELD);
		set_add(&item->set, CLASS_BODIES_OF);
		item->amount = inner.amount;
		item->name_first = inner.name_first;
		item->name_end = inner.name_end;
		item->definite = inner.definite;
	}
	return length && people ? length + 1 : 0;
}

static void set_name(const struct document *document, struct item *item, size_t first, size_t end)
{
	set_add(&item->set, CLASS_NAME);
	set_add(&item->set, CLASS_SINGULAR);
	item->amount = (struct amount){1, 1, true, false};
	item->name = tokens_text(document, first, end);
	item->name_first = first;
	item->name_end = end;
	item->head = end - 1;
}

/* "The Celtics": a team, a people, a family; how many is not said. */
static bool is_many_by_name(const struct document *document, size_t token, size_t end)
{
	return token && end == token + 1 && token_is(document, token - 1, CLASS_DEFINITE) &&
	       ends_like(document, token, CLASS_SUFFIX_PLURAL) && !ends_like(document, token, CLASS_SUFFIX_SINGULAR);
}

size_t group_read(const struct document *document, const struct sentence *sentence, size_t token,
		  struct item *item)
{
	bool starts = token_is(document, token, CLASS_INDEFINITE) || token_is(document, token, CLASS_DEFINITE) ||
		      token_is(document, token, CLASS_POSSESSOR) || token_is(document, token, CLASS_NONE) ||
		      token_is(document, token, CLASS_ANOTHER) || token_is(document, token, CLASS_BOTH) ||
		      token_is(document, token, CLASS_ALL) || token_is(document, token, CLASS_THIS) ||
		      token_is(document, token, CLASS_ORDINAL);
	struct amount amount;

	if (is_deed_of(document, token))
		return 0;
	starts = starts || begins_compound(document, token) ||
		 (token && token_flag(document, token - 1, WORD_POSSESSIVE)) ||
		 amount_read(document, token, sentence->end, &amount) || age_at(document, token);
	if (!starts && token_is_name(document, sentence, token) && !token_is(document, token, CLASS_BODY) &&
	    !token_is_town(document, token) && !(forms_at(document, token) & (FORM_NOUN | FORMS_OF_VERB))) {
		size_t end = name_end(document, sentence, token);
		if (end > token && !(forms_at(document, end) & FORM_NOUN && !token_ends_group(document, end) &&
				     !sentence->title)) {
			set_name(document, item, token, end);
			if (is_many_by_name(document, token, end))
				item->amount.known = false;
			return end - token;
		}
	}
	if (token_is(document, token, CLASS_TITLE)) {
		size_t skip = document->tokens[token].length;
		size_t end = name_end(document, sentence, token + skip);
		if (end > token + skip) {
			set_name(document, item, token, end);
			return end - token;
		}
	}
	/* "22-year-old Deandre Wilson" */
	size_t age = age_at(document, token), named = age ? name_end(document, sentence, token + age) : 0;
	if (age && named > token + age) {
		set_name(document, item, token + age, named);
		return named - token;
	}
	uint16_t forms = forms_at(document, token);
	bool verb_only = (forms & FORMS_OF_VERB) && !(forms & FORM_NOUN);
	if (!starts && (verb_only || token_flag(document, token, WORD_PUNCT) || token_ends_group(document, token)))
		return 0;
	if (!starts && is_verb_of_actor(document, token))
		return 0;
	/* "Quake strikes off Mindanao": what the one before does. */
	if (!starts && token && (forms & FORM_S) && token_is(document, token, CLASS_DISASTER_V) &&
	    token_is_single(document, token - 1, CLASS_EVENT_DISASTER))
		return 0;
	/* "by shelling army positions" */
	if (!starts && (forms & FORM_ING) && token && token_is(document, token - 1, CLASS_BY))
		return 0;
	/* "a deputy accused of murder" */
	if (!starts && (forms & FORM_PART) && token_is(document, token + document->tokens[token].length, CLASS_OF))
		return 0;
	/* A word that may be verb or noun is a noun only behind something that begins a group. */
	if (!starts && (forms & FORMS_OF_VERB) && !(forms & FORM_PLURAL))
		return 0;
	/* "The rebels accused the army" */
	if (!starts && (forms & FORM_PAST) && (forms & FORM_NOUN) && token > sentence->first &&
	    !token_ends_group(document, token - 1) &&
	    begins_object(document, token + document->tokens[token].length))
		return 0;
	/* "The governor orders the evacuation" */
	if (!starts && (forms & FORM_S) && (forms & FORM_NOUN) && token > sentence->first &&
	    (!token_ends_group(document, token - 1) || token_is(document, token - 1, CLASS_ADVERB)) &&
	    is_determiner(document, token + document->tokens[token].length))
		return 0;
	size_t length = noun_group(document, sentence, token, item);
	if (!length)
		return 0;
	if (!starts && set_has(&item->set, CLASS_OTHER))
		return 0;
	return length + of_group(document, sentence, token + length, item);
}
