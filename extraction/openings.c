#include "extraction/openings.h"

#include "extraction/groups.h"

size_t age_at(const struct document *document, size_t at)
{
	if (!token_flag(document, at, WORD_NUMBER) && !token_is(document, at, CLASS_CARDINAL))
		return 0;
	size_t unit, age;
	if (!token_reading(document, at + 1, CLASS_PERIOD, &unit) ||
	    !token_reading(document, at + 1 + unit, CLASS_AGE, &age))
		return 0;
	return 1 + unit + age;
}

/* "All but two of the 16": fourteen. */
static size_t all_but(const struct document *document, size_t at, size_t end, struct amount *amount)
{
	struct amount few, many;
	size_t length;

	if (!token_reading(document, at, CLASS_ALL_BUT, &length))
		return 0;
	size_t i = at + length, number = amount_read(document, i, end, &few);
	i += number;
	if (!number || !token_is(document, i, CLASS_OF))
		return 0;
	i += 1 + token_is(document, i + 1, CLASS_DEFINITE);
	number = amount_read(document, i, end, &many);
	if (!number || many.vague || few.vague || few.low < 0 || many.low <= few.low || many.low != many.high)
		return 0;
	*amount = (struct amount){many.low - few.low, many.high - few.low, true, false};
	return i + number - at;
}

/* "Two of the 60 wounded": the many are no figure of their own; the length of their number. */
static size_t whole_of_part(const struct document *document, size_t at, size_t first, size_t end,
			    struct amount *whole)
{
	size_t of = at - 1 - (at > first + 2 && token_is(document, at - 1, CLASS_DEFINITE));

	if (at < first + 2 || !token_is(document, of, CLASS_OF))
		return 0;
	return amount_read(document, at, end, whole);
}

struct opening opening_at(const struct document *document, size_t at, size_t end)
{
	struct opening opening = {0};
	const struct table_reading *both;
	size_t i = at + all_but(document, at, end, &opening.amount), length;

	while (i < end) {
		if (age_at(document, i))
			break;
		size_t number = opening.amount.known ? whole_of_part(document, i, at, end, &opening.whole)
						     : amount_read(document, i, end, &opening.amount);
		/* "a 35-year veteran", "12 years": a time, no count. */
		if (number && token_reading(document, i + number, CLASS_PERIOD, &length)) {
			if (token_flag(document, i + number, WORD_JOINED))
				opening.amount = (struct amount){0};
			break;
		}
		/* "the 2006 war": a year, no count. */
		if (number == 1 && opening.definite && !token_is(document, i + 1, CLASS_BLOCK) &&
		    opening.amount.low >= 1800 && opening.amount.low <= 2100 &&
		    token_text(document, i).length == 4) {
			opening.amount = (struct amount){0};
			break;
		}
		if (number) {
			i += number;
			continue;
		}
		if (token_is(document, i, CLASS_INDEFINITE))
			opening.indefinite = opening.article = true;
		else if ((both = token_reading(document, i, CLASS_BOTH, &length))) {
			opening.definite = true;
			if (both->value)
				opening.amount = (struct amount){both->value, both->value, true, false};
		} else if (token_is(document, i, CLASS_DEFINITE) || token_is(document, i, CLASS_POSSESSOR) ||
			   token_is(document, i, CLASS_THIS)) {
			/* "bringing to three [the toll]" */
			if (i > at && opening.amount.known && !opening.definite && !token_is(document, i - 1, CLASS_OF))
				break;
			opening.definite = true;
		} else if ((both = token_reading(document, i, CLASS_ANOTHER, &length))) {
			opening.another = true;
			opening.ordinal = both->value > 0 ? both->value : opening.ordinal;
			opening.article = opening.article || both->value > 0;
		} else if (token_is(document, i, CLASS_NONE))
			opening.none = true;
		else if ((both = token_reading(document, i, CLASS_ORDINAL, &length))) {
			opening.indefinite = true;
			opening.ordinal = both->value > 0 ? both->value : 1;
		} else if (token_is(document, i, CLASS_LAST) && i > at)
			opening.definite = true;
		else if (token_is(document, i, CLASS_MORE))
			opening.another = opening.another || opening.amount.known;
		else if (!token_is(document, i, CLASS_ALL) &&
			 !(token_is(document, i, CLASS_OF) && opening.amount.known && i > at))
			break;
		i++;
	}
	opening.length = i - at;
	return opening;
}
