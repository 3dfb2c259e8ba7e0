/*
 * "Eleven soldiers, including a captain, and a civilian were killed": who stands behind the part and its comma is
 * beside the whole.
 */
#include "extraction/groups.h"

#define LONGEST_PART 9 /* items */

static bool has(const struct item *item, unsigned class)
{
	return set_has(&item->set, class);
}

static bool is_some(const struct item *item)
{
	return item->amount.known && (has(item, CLASS_PERSON) || has(item, CLASS_NAME) || has(item, CLASS_SOMEONE));
}

static bool is_finite(const struct item *item)
{
	return has(item, CLASS_BE) || has(item, CLASS_HAVE) ||
	       ((item->forms & (FORM_PAST | FORM_S)) && !(item->forms & FORM_NOUN));
}

static int64_t sum(int64_t a, int64_t b)
{
	return a == INTEGER_NONE || b == INTEGER_NONE ? INTEGER_NONE : a + b;
}

/* The comma behind the part, where another group and then the verb follow; 0. */
static size_t comma_before_more(const struct sentence *sentence, size_t at)
{
	const struct item *items = sentence->items;

	for (size_t i = at; i + 3 < sentence->items_count && i < at + LONGEST_PART; i++) {
		if (has(&items[i], CLASS_COMMA) && has(&items[i + 1], CLASS_AND)) {
			const struct item *more = &items[i + 2];
			return is_some(more) && !more->definite && !more->another && is_finite(more + 1) ? i : 0;
		}
		if (has(&items[i], CLASS_STOP) || has(&items[i], CLASS_SEMICOLON) || is_finite(&items[i]))
			return 0;
	}
	return 0;
}

static void remove_items(struct sentence *sentence, size_t first, size_t end)
{
	for (size_t i = end; i < sentence->items_count; i++)
		sentence->items[first + i - end] = sentence->items[i];
	sentence->items_count -= end - first;
}

/* "5 District Reserve Guard (DRG) jawans": the number is of those behind the parenthesis. */
static void fold_initials(struct sentence *sentence, size_t at)
{
	struct item *item = &sentence->items[at];

	if (at + 4 >= sentence->items_count || !item->amount.known || !has(item + 1, CLASS_OPEN) ||
	    !has(item + 3, CLASS_CLOSE) || item[2].end != item[2].first + 1 || !has(item + 4, CLASS_PERSON) ||
	    item[4].amount.known || item[4].definite || !has(item + 4, CLASS_PLURAL))
		return;
	set_join(&item->set, &item[4].set);
	item->head = item[4].head;
	item->end = item[4].end;
	remove_items(sentence, at + 1, at + 5);
}

void parts_fold(struct sentence *sentence, size_t at)
{
	struct item *whole = &sentence->items[at];

	fold_initials(sentence, at);

	if (!has(whole, CLASS_PERSON) || !whole->amount.known || whole->amount.low == 1 ||
	    at + 6 >= sentence->items_count || !has(whole + 1, CLASS_COMMA) || !has(whole + 2, CLASS_INCLUDING))
		return;
	/* "Killed 12 people, including a child, and a woman was hurt": of her something else is told. */
	if (at && is_finite(whole - 1) && !has(whole - 1, CLASS_SAY))
		return;
	size_t comma = comma_before_more(sentence, at + 3);
	if (!comma)
		return;
	const struct item *more = &sentence->items[comma + 2];
	whole->amount.low = sum(whole->amount.low, more->amount.low);
	whole->amount.high = sum(whole->amount.high, more->amount.high);
	whole->summed = true;
	remove_items(sentence, comma + 1, comma + 3);
}
