/*
 * Of a sentence's items fewer: lists are summed ("two soldiers and a civilian"), and what only says who or how
 * many somebody is, is folded into him: appositions, ages, other names, relative clauses.
 */
#include "extraction/groups.h"

#include <string.h>

static bool has(const struct item *item, unsigned class)
{
	return set_has(&item->set, class);
}

static bool is_member(const struct item *item)
{
	bool people = has(item, CLASS_PERSON) || has(item, CLASS_NAME) || has(item, CLASS_SOMEONE) ||
		      (has(item, CLASS_NUM) && item->another);

	return people && item->amount.known;
}

/* A number begins a list only where the rest belongs to it: "a couple and their son". */
static bool may_begin_list(const struct sentence *sentence, size_t at)
{
	const struct item *item = &sentence->items[at];

	if (item->amount.known && item->amount.low == 0)
		return false;
	return is_member(item) || (has(item, CLASS_NUM) && item->amount.known && at + 2 < sentence->items_count &&
				   has(&sentence->items[at + 1], CLASS_AND));
}

static int64_t sum(int64_t a, int64_t b)
{
	return a == INTEGER_NONE || b == INTEGER_NONE ? INTEGER_NONE : a + b;
}

/* Whether the last member of a list is rather the subject of what follows: "killed 12 people and a woman was hurt". */
static bool begins_clause(const struct sentence *sentence, size_t behind)
{
	while (behind < sentence->items_count && has(&sentence->items[behind], CLASS_ADVERB))
		behind++;
	if (behind >= sentence->items_count)
		return false;
	const struct item *item = &sentence->items[behind];
	return has(item, CLASS_BE) || has(item, CLASS_HAVE) || has(item, CLASS_AUX) ||
	       ((item->forms & (FORM_PAST | FORM_S)) && !(item->forms & FORM_NOUN));
}

static bool finite_before(const struct sentence *sentence, size_t at)
{
	if (!at)
		return false;
	const struct item *item = &sentence->items[at - 1];
	if (has(item, CLASS_SAY) || item->governs)
		return false;
	return item->forms & (FORM_PAST | FORM_S | FORM_BASE | FORM_PART | FORM_ING) && !(item->forms & FORM_NOUN);
}

/* "Bomb kills soldier, two children hurt": of the last ones something else is told than of the first. */
static bool has_own_predicate(const struct sentence *sentence, size_t at, size_t behind)
{
	static const uint16_t goes_on[] = {CLASS_PREP,  CLASS_PLACE_PREP, CLASS_PLACE, CLASS_TIME, CLASS_SUBORDINATE,
					   CLASS_PUNCT, CLASS_BY,	  CLASS_OF,    CLASS_NAME, CLASS_MEASURE,
					   CLASS_SEMICOLON};

	while (behind < sentence->items_count && has(&sentence->items[behind], CLASS_ADVERB))
		behind++;
	if (behind >= sentence->items_count || !finite_before(sentence, at))
		return false;
	for (size_t i = 0; i < sizeof(goes_on) / sizeof(*goes_on); i++)
		if (has(&sentence->items[behind], goes_on[i]))
			return false;
	return true;
}

/* How far a list goes that begins at the item: the index behind its last member; `at + 1` where it is none. */
static size_t list_end(const struct sentence *sentence, size_t at)
{
	size_t end = at + 1;

	for (size_t i = at + 1; i + 1 < sentence->items_count;) {
		const struct item *link = &sentence->items[i];
		size_t next = i + 1;
		bool comma = has(link, CLASS_COMMA), and = has(link, CLASS_AND);
		if (!comma && !and)
			break;
		if (comma && has(&sentence->items[next], CLASS_AND)) {
			/* "Six nurses, including two trainees, and a driver were killed": he is none of the six. */
			if (at && i == at + 1 && has(&sentence->items[at - 1], CLASS_INCLUDING) &&
			    begins_clause(sentence, next + 2))
				break;
			next++;
			and = true;
		}
		if (next >= sentence->items_count || !is_member(&sentence->items[next]))
			break;
		/* "Nine bodies and 26 survivors" are no 35 of one kind. */
		bool of = has(&sentence->items[at], CLASS_BODIES_OF) && !has(&sentence->items[next], CLASS_ALIVE);
		if (has(&sentence->items[at], CLASS_BODIES) != has(&sentence->items[next], CLASS_BODIES) && !of)
			break;
		/* "left two men and a teenager injured" */
		bool left = at && has(&sentence->items[at - 1], CLASS_LEAVE) && next + 1 < sentence->items_count &&
			    has(&sentence->items[next + 1], CLASS_INJURED);
		if (and && !left && finite_before(sentence, at) && begins_clause(sentence, next + 1))
			break;
		/* "him along with a colleague and a guard": the list goes on. */
		if (and && link->end == link->first + 1) {
			end = next + 1;
			break;
		}
		if (and)
			end = next + 1;
		i = next + 1;
		/* "Husband, wife dead": a title's comma stands for "and". */
		bool more = i < sentence->items_count &&
			    (has(&sentence->items[i], CLASS_COMMA) || has(&sentence->items[i], CLASS_AND));
		if (sentence->title && !more && !has_own_predicate(sentence, at, i))
			end = i;
	}
	return end;
}

/* "X, the shadow governor of Kunar, ...": the group in between says who X is. */
static bool is_apposition(const struct sentence *sentence, size_t at)
{
	if (at + 3 >= sentence->items_count)
		return false;
	const struct item *a = &sentence->items[at], *b = &sentence->items[at + 2];
	if (!has(a, CLASS_NAME) && !a->name_end)
		return false;
	return has(&sentence->items[at + 1], CLASS_COMMA) && has(b, CLASS_PERSON) && !has(b, CLASS_PLURAL) &&
	       !b->name_end && has(b, CLASS_SINGULAR);
}

/* "Forty-four students and teachers": the number is of both. */
static bool shares_number(const struct sentence *sentence, size_t at)
{
	if (at + 2 >= sentence->items_count)
		return false;
	const struct item *first = &sentence->items[at], *other = &sentence->items[at + 2];
	return has(first, CLASS_PERSON) && has(first, CLASS_PLURAL) && first->amount.known && !first->summed &&
	       has(first + 1, CLASS_AND) && has(other, CLASS_PERSON) && has(other, CLASS_PLURAL) &&
	       !other->amount.known && !other->definite &&
	       !(finite_before(sentence, at) && begins_clause(sentence, at + 3));
}

/* "72 migrants, 58 men and 14 women": who they were, and no others. */
static bool tells_parts(const struct sentence *sentence, size_t at, size_t end)
{
	int64_t parts = 0;

	for (size_t i = at + 1; i < end; i++) {
		if (!is_member(&sentence->items[i]))
			continue;
		/* Parts are many each, or names. */
		if (sentence->items[i].amount.low < 2 && !has(&sentence->items[i], CLASS_NAME))
			return false;
		parts = sum(parts, sentence->items[i].amount.low);
	}
	return parts > 1 && parts == sentence->items[at].amount.low && has(&sentence->items[at + 1], CLASS_COMMA);
}

static void remove_items(struct sentence *sentence, size_t first, size_t end)
{
	memmove(&sentence->items[first], &sentence->items[end],
		(sentence->items_count - end) * sizeof(*sentence->items));
	sentence->items_count -= end - first;
}

static void fold_apposition(struct sentence *sentence, size_t at)
{
	size_t end = at + 3;

	/* Up to the closing comma, if it comes soon; wires forget it before the verb. */
	while (end < sentence->items_count && end < at + 9 && !has(&sentence->items[end], CLASS_COMMA) &&
	       !has(&sentence->items[end], CLASS_STOP) && !has(&sentence->items[end], CLASS_BE))
		end++;
	if (end >= sentence->items_count || has(&sentence->items[end], CLASS_STOP) || end == at + 9)
		return;
	sentence->items[at].end = sentence->items[end - 1].end;
	remove_items(sentence, at + 1, has(&sentence->items[end], CLASS_COMMA) ? end + 1 : end);
}

/* "The brigade leader, Nidal Jaber, and his guard": the name behind one person is his. */
static void fold_name(struct sentence *sentence, size_t at)
{
	if (at + 3 >= sentence->items_count)
		return;
	struct item *person = &sentence->items[at];
	const struct item *name = &sentence->items[at + 2], *behind = &sentence->items[at + 3];
	bool one = has(person, CLASS_PERSON) && has(person, CLASS_SINGULAR) && !person->name_end &&
		   (!person->amount.known || person->definite || has(person, CLASS_LEADER)) && !person->summed;
	bool aged = name->end > name->name_end;
	if (!one || !has(&sentence->items[at + 1], CLASS_COMMA) || !has(name, CLASS_NAME) || !name->name_end ||
	    (name->name_end < name->name_first + 2 && !aged) || (!has(behind, CLASS_COMMA) && !aged))
		return;
	person->name_first = name->name_first;
	person->name_end = name->name_end;
	person->amount = (struct amount){1, 1, true, false};
	set_add(&person->set, CLASS_COUNTED);
	set_add(&person->set, CLASS_NAMED_AFTER);
	person->end = name->end;
	/* In a list the comma stays. */
	bool list = at + 4 < sentence->items_count &&
		    (has(&sentence->items[at + 4], CLASS_AND) || is_member(&sentence->items[at + 4]));
	remove_items(sentence, at + 1, list || !has(behind, CLASS_COMMA) ? at + 3 : at + 4);
}

/* "Nicole "KeKe" Smith": one name in three parts. */
static void fold_nickname(struct sentence *sentence, size_t at)
{
	struct item *name = &sentence->items[at];

	if (at + 4 >= sentence->items_count || !has(name, CLASS_NAME) || !has(name + 1, CLASS_QUOTE) ||
	    !has(name + 2, CLASS_NAME) || !has(name + 3, CLASS_QUOTE) || !has(name + 4, CLASS_NAME) ||
	    name[2].name_end != name[2].end || name[2].name_end > name[2].name_first + 2)
		return;
	name->name_end = name[4].name_end;
	name->head = name[4].head;
	name->end = name[4].end;
	remove_items(sentence, at + 1, at + 5);
}

/* "Castillo's son" is the son. */
static void fold_owner(const struct document *document, struct sentence *sentence, size_t at)
{
	if (at + 1 >= sentence->items_count)
		return;
	const struct item *owner = &sentence->items[at];
	struct item *owned = &sentence->items[at + 1];
	if ((!has(owner, CLASS_NAME) && !owner->name_end) || !has(owned, CLASS_PERSON) ||
	    !token_flag(document, owned->first, WORD_POSSESSIVE))
		return;
	if (!owned->amount.known && has(owned, CLASS_SINGULAR)) {
		owned->amount = (struct amount){1, 1, true, false};
		set_add(&owned->set, CLASS_COUNTED);
	}
	owned->first = owner->first;
	remove_items(sentence, at, at + 1);
}

static bool is_group(const struct item *item)
{
	return has(item, CLASS_SINGULAR) || has(item, CLASS_PLURAL) || has(item, CLASS_ACTOR);
}

/* "two leaders of the Patriotic Union", "the governor of Antioquia": the rest says which. */
static void fold_of(struct sentence *sentence, size_t at)
{
	if (at + 2 >= sentence->items_count)
		return;
	struct item *item = &sentence->items[at];
	/* "members of the Wolf Brigade": a name has no article of its own. */
	bool article = at + 3 < sentence->items_count && has(&sentence->items[at + 2], CLASS_DEFINITE) &&
		       !is_group(&sentence->items[at + 2]) && has(&sentence->items[at + 3], CLASS_NAME);
	const struct item *of = &sentence->items[at + 1], *whole = &sentence->items[at + 2 + article];
	if (!has(item, CLASS_PERSON) || item->name_end || !has(of, CLASS_OF) || of->end != of->first + 1)
		return;
	if (has(whole, CLASS_DEED) || has(whole, CLASS_COMMA) || has(whole, CLASS_WORD) || has(whole, CLASS_EVENT) ||
	    has(whole, CLASS_NUM))
		return;
	if (!item->country[0])
		memcpy(item->country, whole->country, 2);
	item->end = whole->end;
	remove_items(sentence, at + 1, at + 3 + article);
}

/* "Maria Lopez, 34, and Juan Lopez, 36,": how old they were. */
static void fold_age(struct sentence *sentence, size_t at, bool last_of_list)
{
	const struct item *items = &sentence->items[at];

	if (at + 3 >= sentence->items_count || !has(&items[1], CLASS_COMMA) || !has(&items[2], CLASS_NUM))
		return;
	bool one = (has(items, CLASS_NAME) || has(items, CLASS_PERSON)) &&
		   (last_of_list || !has(items, CLASS_PLURAL));
	const struct amount *age = &items[2].amount;
	if (!one || items[2].another || age->vague || age->low != age->high || age->low < 1 || age->low > 115 ||
	    !(has(&items[3], CLASS_COMMA) || has(&items[3], CLASS_AND) || has(&items[3], CLASS_STOP)))
		return;
	/* The second comma goes too, but where it parts the members of a list. */
	bool list = at + 4 < sentence->items_count && (has(&items[4], CLASS_AND) || is_member(&items[4]));
	bool closed = has(&items[3], CLASS_COMMA) && !list;
	sentence->items[at].end = items[2].end;
	remove_items(sentence, at + 1, at + 3 + closed);
}

/* "The other victims, a man of 22 and a girl, remain ...": the group in between says how many. */
static void count_by_apposition(struct sentence *sentence)
{
	for (size_t i = 0; i + 3 < sentence->items_count; i++) {
		struct item *who = &sentence->items[i];
		const struct item *they = &sentence->items[i + 2];
		if (!has(who, CLASS_PERSON) || !has(who, CLASS_PLURAL) || who->amount.known || !who->definite ||
		    !has(who + 1, CLASS_COMMA) || !they->summed || !has(they + 1, CLASS_COMMA))
			continue;
		who->amount = they->amount;
		who->end = they->end;
		set_add(&who->set, CLASS_COUNTED);
		remove_items(sentence, i + 1, i + 4);
	}
}

/* "Two battalions, or some 1,100 troops," and "1,850 households (about 9,250 persons)": how many people they are. */
static void count_heads(struct sentence *sentence, size_t at)
{
	if (at + 3 >= sentence->items_count)
		return;
	struct item *units = &sentence->items[at];
	const struct item *open = units + 1, *heads = units + 2 + !has(open, CLASS_OPEN);
	bool collective = has(units, CLASS_GROUP_OF) || (has(units, CLASS_TROOPS) && !has(units, CLASS_PERSON));
	bool or = has(open, CLASS_COMMA) && has(units + 2, CLASS_OR);

	if (!collective || !units->amount.known || !(has(open, CLASS_OPEN) || or) ||
	    heads + 1 >= sentence->items + sentence->items_count || !has(heads, CLASS_PERSON) ||
	    !heads->amount.known || heads->amount.vague || heads->amount.low <= units->amount.low)
		return;
	bool closed = has(heads + 1, CLASS_COMMA) || has(heads + 1, CLASS_CLOSE);
	units->units = units->amount.low;
	units->amount = heads->amount;
	units->end = heads->end;
	remove_items(sentence, at + 1, (size_t)(heads - sentence->items) + 1 + closed);
}

static bool may_name(const struct item *item)
{
	return has(item, CLASS_NAME) || has(item, CLASS_PLACE) || has(item, CLASS_PERSON) || has(item, CLASS_OTHER);
}

/* "Alexander Diaz, alias "Calarca", was killed": another name of the same man. */
static void fold_alias(struct sentence *sentence, size_t at)
{
	struct item *items = sentence->items, *name = &items[at];
	size_t count = sentence->items_count, i = at + 1;
	bool comma = i < count && has(&items[i], CLASS_COMMA);

	i += comma;
	if ((!has(name, CLASS_NAME) && !name->name_end) || i >= count || !has(&items[i], CLASS_ALIAS))
		return;
	i++;
	i += i < count && has(&items[i], CLASS_QUOTE);
	if (i >= count || !may_name(&items[i]))
		return;
	i++;
	i += i < count && has(&items[i], CLASS_QUOTE);
	name->end = items[i - 1].end;
	/* The comma before "who was killed" is the relative clause's, before "the commander of" the apposition's. */
	bool closed = comma && i + 1 < count && has(&items[i], CLASS_COMMA) && !has(&items[i + 1], CLASS_RELATIVE) &&
		      !has(&items[i + 1], CLASS_PERSON);
	remove_items(sentence, at + 1, i + closed);
}

/* "killing her and 19 others" */
static void count_him(struct sentence *sentence, size_t at)
{
	struct item *him = &sentence->items[at];

	if (!has(him, CLASS_HIM) || at + 2 >= sentence->items_count || !is_member(him + 2) ||
	    !(has(him + 1, CLASS_AND) || has(him + 1, CLASS_COMMA)))
		return;
	him->amount = (struct amount){1, 1, true, false};
	him->definite = true;
	him->set = (struct table_set){0};
	set_add(&him->set, CLASS_PERSON);
}

/* "Eleven of the 14 killed were children": fourteen were killed. */
static void take_whole(struct sentence *sentence, size_t at)
{
	struct item *item = &sentence->items[at];

	if (!item->whole.known || at + 2 >= sentence->items_count || !has(item + 2, CLASS_BE))
		return;
	if (has(item + 1, CLASS_KILL) || has(item + 1, CLASS_DEAD) || has(item + 1, CLASS_INJURE) ||
	    has(item + 1, CLASS_INJURED))
		item->amount = item->whole;
}

/* "Senator and presidential candidate Luis Carlos Galan" is one, "his bodyguard and driver" are two. */
static void fold_roles(const struct document *document, struct sentence *sentence, size_t at)
{
	if (at + 2 >= sentence->items_count || !has(&sentence->items[at + 1], CLASS_AND))
		return;
	struct item *a = &sentence->items[at], *b = &sentence->items[at + 2];
	bool single = has(a, CLASS_PERSON) && has(b, CLASS_PERSON) && has(a, CLASS_SINGULAR) &&
		      has(b, CLASS_SINGULAR) && !a->name_end && !a->summed;
	if (!single)
		return;
	if (!a->amount.known && b->name_end && b->first < b->name_first &&
	    !token_is(document, b->first, CLASS_DEFINITE) && !token_is(document, b->first, CLASS_POSSESSOR)) {
		b->first = a->first;
		remove_items(sentence, at, at + 2);
		return;
	}
	bool apart = has(a, CLASS_KIND_MALE) != has(b, CLASS_KIND_MALE) &&
		     has(a, CLASS_KIND_FEMALE) != has(b, CLASS_KIND_FEMALE);
	bool pair = has(a, CLASS_PAIR_FIRST) && has(b, CLASS_PAIR_SECOND);
	if (a->amount.known && a->amount.low == 1 && !b->amount.known && !b->name_end &&
	    (a->definite || apart || pair)) {
		b->amount = a->amount;
		set_add(&b->set, CLASS_COUNTED);
	}
}

/* "Lester Fletcher Jr., 32": no sentence ends before a comma. */
static void drop_points(struct sentence *sentence)
{
	for (size_t i = 1; i + 1 < sentence->items_count; i++)
		if (has(&sentence->items[i], CLASS_STOP) && has(&sentence->items[i + 1], CLASS_COMMA) &&
		    sentence->items[i - 1].name_end)
			remove_items(sentence, i, i + 1);
}

/* How far a clause goes that tells who somebody is. */
#define CLAUSE_LONGEST 14

/* "Nasser Daud, who took over in 2023, and three of his men were killed": the list goes on behind the clause. */
static void fold_clause(struct sentence *sentence, size_t at)
{
	struct item *items = sentence->items;
	size_t count = sentence->items_count, end = at + 3;

	if (at + 6 >= count || !items[at].name_end || !has(&items[at + 1], CLASS_COMMA) ||
	    !has(&items[at + 2], CLASS_RELATIVE))
		return;
	while (end < count && end < at + CLAUSE_LONGEST && !has(&items[end], CLASS_COMMA)) {
		bool counts = has(&items[end], CLASS_PERSON) && items[end].amount.known && items[end].amount.low > 1;
		if (counts || has(&items[end], CLASS_STOP) || has(&items[end], CLASS_SEMICOLON))
			return;
		end++;
	}
	if (end + 3 < count && has(&items[end], CLASS_COMMA) && has(&items[end + 1], CLASS_AND) &&
	    is_member(&items[end + 2]) && has(&items[end + 3], CLASS_BE))
		remove_items(sentence, at + 1, end + 1);
}

static void sum_lists(const struct document *document, struct sentence *sentence)
{
	drop_points(sentence);
	for (size_t i = 0; i < sentence->items_count; i++) {
		fold_nickname(sentence, i);
		fold_alias(sentence, i);
		fold_clause(sentence, i);
		count_heads(sentence, i);
		fold_owner(document, sentence, i);
		fold_of(sentence, i);
		fold_age(sentence, i, false);
		fold_roles(document, sentence, i);
		take_whole(sentence, i);
	}
	for (size_t i = 0; i < sentence->items_count; i++)
		fold_name(sentence, i);
	for (size_t i = 0; i < sentence->items_count; i++) {
		if (is_apposition(sentence, i))
			fold_apposition(sentence, i);
		if (shares_number(sentence, i)) {
			sentence->items[i].end = sentence->items[i + 2].end;
			remove_items(sentence, i + 1, i + 3);
		}
		count_him(sentence, i);
		struct item *first = &sentence->items[i];
		if (!may_begin_list(sentence, i))
			continue;
		/* Parts behind "including" are never added to the whole before it. */
		size_t end = list_end(sentence, i);
		if (end == i + 1)
			continue;
		if (tells_parts(sentence, i, end)) {
			bool closed = end < sentence->items_count && has(&sentence->items[end], CLASS_COMMA);
			sentence->items[i].end = sentence->items[end - 1].end;
			remove_items(sentence, i + 1, end + closed);
			continue;
		}
		for (size_t k = i + 1; k < end; k++) {
			const struct item *member = &sentence->items[k];
			if (!is_member(member))
				continue;
			first->amount.low = sum(first->amount.low, member->amount.low);
			first->amount.high = sum(first->amount.high, member->amount.high);
			first->amount.vague = first->amount.vague || member->amount.vague;
		}
		first->end = sentence->items[end - 1].end;
		first->summed = true;
		set_add(&first->set, CLASS_PLURAL);
		set_add(&first->set, CLASS_COUNTED);
		remove_items(sentence, i + 1, end);
		if (has(first, CLASS_NAME) || first->name_end)
			fold_age(sentence, i, true);
	}
	for (size_t i = 0; i < sentence->items_count; i++)
		parts_fold(sentence, i);
}

void lists_fold(const struct document *document, struct sentence *sentence)
{
	sum_lists(document, sentence);
	count_by_apposition(sentence);
}
