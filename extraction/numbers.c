/* Numbers in figures and words, with what makes them a bound, a range, or no count at all. */
#include "extraction/groups.h"

#include <string.h>

#define LARGEST INT64_C(100000000000)

/* "1,200" and "1.2" as thousandths; false for times of day and the like. */
static bool figures(struct text text, int64_t *thousandths)
{
	int64_t whole = 0, part = 0, scale = 1000;
	bool point = false;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		if (c == ',') {
			if (point || i + 3 >= text.length)
				return false;
		} else if (c == '.' && !point) {
			point = true;
		} else if (c >= '0' && c <= '9') {
			if (point && scale > 1) {
				scale /= 10;
				part += (c - '0') * scale;
			} else if (!point) {
				whole = whole * 10 + (c - '0');
			}
		} else {
			return false;
		}
		if (whole > LARGEST)
			return false;
	}
	*thousandths = whole * 1000 + part;
	return true;
}

static bool single_value(const struct document *document, size_t token, unsigned class, int64_t *value)
{
	size_t length;
	const struct table_reading *reading = token_reading(document, token, class, &length);

	if (reading)
		*value = reading->value;
	return reading && length == 1;
}

/* The value behind a first part, in thousandths: "million", "hundred and four". */
static size_t words_value(const struct document *document, size_t token, size_t end, int64_t *value)
{
	int64_t total = 0, current = 0, part;
	size_t i = token;
	bool any = false;

	while (i < end) {
		size_t length;
		const struct table_reading *reading = token_reading(document, i, CLASS_CARDINAL, &length);
		if (reading && !(any && current % 100 && current % 10)) {
			current += reading->value;
			i += length;
		} else if (single_value(document, i, CLASS_MULTIPLIER, &part) &&
			   (any || token_text(document, i).length > 2)) {
			/* "5 m" is a number, the M of "Texas A&M" is none. */
			current = (current ? current : 1) * part;
			if (part >= 1000) {
				total += current;
				current = 0;
			}
			i++;
		} else if (any && current >= 100 && token_is(document, i, CLASS_AND) &&
			   token_is(document, i + 1, CLASS_CARDINAL)) {
			i++;
			continue;
		} else {
			break;
		}
		if (total + current > LARGEST)
			return 0;
		any = true;
	}
	*value = total + current;
	return any ? i - token : 0;
}

/* One plain number: figures, words, "a dozen", "1.2 million". */
static size_t number_at(const struct document *document, size_t token, size_t end, int64_t *value)
{
	int64_t thousandths, multiplier;

	if (token >= end)
		return 0;
	if (token_flag(document, token, WORD_NUMBER)) {
		struct text text = token_text(document, token);
		if (!figures(text, &thousandths))
			return 0;
		if (token + 1 < end && single_value(document, token + 1, CLASS_MULTIPLIER, &multiplier) &&
		    multiplier >= 12 && thousandths <= LARGEST / 1000) {
			*value = thousandths * multiplier / 1000;
			return 2;
		}
		*value = thousandths / 1000;
		return thousandths % 1000 ? 0 : 1;
	}
	if (token_is(document, token, CLASS_INDEFINITE) && token_is(document, token + 1, CLASS_MULTIPLIER)) {
		size_t length = words_value(document, token + 1, end, value);
		return length ? length + 1 : 0;
	}
	return words_value(document, token, end, value);
}

/* "dozens", "tens of thousands", "several": open above; the OF behind them is taken too. */
static size_t vague_at(const struct document *document, size_t token, size_t end, struct amount *amount)
{
	size_t length;
	const struct table_reading *reading = token_reading(document, token, CLASS_VAGUE, &length);

	if (!reading)
		reading = token_reading(document, token, CLASS_FEW, &length);
	if (!reading || token + length > end)
		return 0;
	*amount = (struct amount){reading->value, INTEGER_NONE, true, true};
	if (token + length < end && token_is(document, token + length, CLASS_OF))
		length++;
	return length;
}

/* `first`: where the whole number begins, words before it included. */
static size_t range_end(const struct document *document, size_t first, size_t token, size_t end, bool between,
			int64_t low, int64_t *high)
{
	size_t skip;

	if (token_flag(document, token, WORD_JOINED) || token_symbol(document, token, 0x2013))
		skip = token_symbol(document, token, 0x2013);
	/* "from 60 to 77" is a rise. */
	else if (first && token_is(document, first - 1, CLASS_ORIGIN))
		return 0;
	else if (between ? token_is(document, token, CLASS_AND)
			 : token_is(document, token, CLASS_TO) || token_is(document, token, CLASS_OR))
		skip = 1;
	else
		return 0;
	size_t length = number_at(document, token + skip, end, high);
	return length && *high > low ? length + skip : 0;
}

static size_t bounded(const struct document *document, size_t token, size_t end, struct amount *amount)
{
	int64_t low, high;
	size_t prefix = 0, length = 0;
	bool least = token_reading(document, token, CLASS_AT_LEAST, &prefix) != NULL;
	bool most = !least && token_reading(document, token, CLASS_AT_MOST, &prefix);
	bool about = !least && !most && token_reading(document, token, CLASS_ABOUT, &prefix);
	bool between = !least && !most && !about &&
		       token_reading(document, token, CLASS_BETWEEN, &prefix);

	if (!least && !most && !about && !between)
		prefix = 0;
	if (token + prefix >= end)
		return 0;
	length = vague_at(document, token + prefix, end, amount);
	if (length)
		return prefix + length;
	length = number_at(document, token + prefix, end, &low);
	if (!length)
		return 0;
	*amount = (struct amount){low, low, true, false};
	size_t range = range_end(document, token, token + prefix + length, end, between, low, &high);
	if (range) {
		amount->high = high;
		return prefix + length + range;
	}
	if (between)
		return 0;
	if (least)
		amount->high = INTEGER_NONE;
	else if (most)
		amount->low = INTEGER_NONE;
	return prefix + length;
}

size_t amount_read(const struct document *document, size_t token, size_t end, struct amount *amount)
{
	size_t more = 0;

	if (!token_flag(document, token, WORD_NUMBER) && !token_has(document, token, TRAIT_AMOUNT))
		return 0;
	size_t length = bounded(document, token, end, amount);

	if (!length)
		return 0;
	if (token + length < end && token_reading(document, token + length, CLASS_OR_MORE, &more)) {
		amount->high = INTEGER_NONE;
		length += more;
	}
	return length;
}

#define AGES_IN_A_ROW 8 /* words */

/* "ages 17, 19 and 22" */
static bool is_age_in_list(const struct document *document, size_t first)
{
	for (size_t i = first; i-- > 0 && i + AGES_IN_A_ROW >= first;) {
		if (token_is(document, i, CLASS_AGES))
			return true;
		if (!token_flag(document, i, WORD_NUMBER) && !token_symbol(document, i, ',') &&
		    !token_is(document, i, CLASS_AND))
			return false;
	}
	return false;
}

bool amount_measures(const struct document *document, size_t first, size_t next, size_t end)
{
	if ((first && token_is(document, first - 1, CLASS_CURRENCY)) || is_age_in_list(document, first))
		return true;
	if (next >= end)
		return false;
	if (token_is(document, next, CLASS_UNIT) || token_is(document, next, CLASS_CURRENCY))
		return true;
	/* "a 30,000-strong crowd" counts; "9 mm", "6.4-magnitude" do not. */
	return token_is(document, next, CLASS_PERIOD);
}

/* "15 dead in the jail and not 17": so many words on, the number that is taken back. */
#define DENIED_WORDS 10
#define REPLACED_WORDS 20

struct count *number_taken_back(const struct document *document, const struct sentence *sentence, size_t from)
{
	for (size_t i = from; i + 1 < sentence->end && i < from + REPLACED_WORDS; i++) {
		struct amount amount;
		bool replaced = token_is(document, i, CLASS_INSTEAD_OF);
		if (!replaced && (i >= from + DENIED_WORDS || !token_is(document, i, CLASS_NOT)))
			continue;
		size_t number = i + (replaced ? document->tokens[i].length : 1);
		number += token_is(document, number, CLASS_DEFINITE) || token_is(document, number, CLASS_POSSESSOR);
		if (!amount_read(document, number, sentence->end, &amount) || !amount.known ||
		    amount.low != amount.high)
			continue;
		struct count *count = arena_alloc(document->arena, sizeof(*count));
		*count = (struct count){.low = amount.low, .high = amount.high};
		return count;
	}
	return NULL;
}
