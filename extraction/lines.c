/*
 * Roles of lines: boilerplate is not read; a dateline gives the text's own place and day.
 */
#include "extraction/groups.h"

#define LONGEST_DATELINE 30

/* A line of capitals is a link to another story or a heading of the page. */
static bool all_capitals(const struct document *document, const struct sentence *sentence)
{
	size_t words = 0;

	for (size_t i = sentence->first; i < sentence->end; i++) {
		if (token_flag(document, i, WORD_PUNCT | WORD_NUMBER | WORD_POSSESSIVE))
			continue;
		if (!token_flag(document, i, WORD_UPPER) && token_text(document, i).length != 1)
			return false;
		words++;
	}
	return words >= 4;
}

static bool is_boilerplate(const struct document *document, const struct sentence *sentence)
{
	if (sentence->title)
		return false;
	bool marked = sentence->traits & TRAIT_BOILERPLATE;
	for (size_t i = sentence->first; marked && i < sentence->end && i < sentence->first + 40; i++) {
		if (!token_has(document, i, TRAIT_BOILERPLATE))
			continue;
		size_t length;
		const struct table_reading *reading =
			token_reading(document, i, CLASS_BOILERPLATE, &length);
		/* Value 1: only at the beginning of a line. */
		if (reading && (reading->value != 1 || i == sentence->first))
			return true;
	}
	return all_capitals(document, sentence);
}

static bool opens(const struct document *document, size_t at)
{
	return token_symbol(document, at, '(') || token_symbol(document, at, '[');
}

static bool closes(const struct document *document, size_t at)
{
	return token_symbol(document, at, ')') || token_symbol(document, at, ']');
}

/* "BOGOTA, 9 Jan 90 (EFE) -- [Text] [Excerpts]": what a monitoring service notes behind the dash. */
static size_t notes_end(const struct document *document, const struct sentence *sentence, size_t at)
{
	while (at < sentence->end && token_symbol(document, at, '-'))
		at++;
	while (at < sentence->end && token_symbol(document, at, '[')) {
		size_t close = at;
		while (close < sentence->end && close < at + LONGEST_DATELINE && !token_symbol(document, close, ']'))
			close++;
		if (close >= sentence->end || !token_symbol(document, close, ']') || close + 1 >= sentence->end)
			break;
		at = close + 1;
	}
	return at;
}

static size_t dateline_end(const struct document *document, const struct sentence *sentence)
{
	bool inside = false;
	size_t limit = sentence->first + LONGEST_DATELINE;

	if (limit > sentence->end)
		limit = sentence->end;
	for (size_t i = sentence->first + 1; i + 1 < limit; i++) {
		int32_t symbol = document->tokens[i].word.symbol;
		if (symbol == 0x2014 || symbol == 0x2013 || symbol == '-')
			return token_flag(document, i, WORD_SPACED) || symbol != '-' ||
					       token_symbol(document, i + 1, '-')
				       ? notes_end(document, sentence, i + 1) : 0;
		/* "SRINAGAR: At least 46 people", "New Delhi, Aug 14: Floods" */
		if (symbol == ':' && !inside && token_has(document, sentence->first, TRAIT_PLACE) &&
		    token_flag(document, i + 1, WORD_CAPITAL | WORD_NUMBER))
			return i + 1;
		inside = (inside || opens(document, i)) && !closes(document, i);
		/* Words in lower case do not stand in datelines, but for months, stations and the like. */
		if (!inside && !token_is(document, i, CLASS_PLACE_HEAD) &&
		    !token_is(document, i, CLASS_MONTH_SMALL) &&
		    !token_flag(document, i, WORD_PUNCT | WORD_CAPITAL | WORD_NUMBER) &&
		    !token_is(document, i, CLASS_DATELINE))
			return 0;
	}
	return 0;
}

static void read_dateline(struct document *document, struct sentence *sentence)
{
	size_t end = dateline_end(document, sentence);
	struct sentence head = *sentence;

	if (!end)
		return;
	head.end = (uint32_t)end;
	for (size_t i = sentence->first; i < end;) {
		struct item item = {.entity = -1, .span = {DAY_NONE, DAY_NONE}};
		size_t length = time_read(document, &head, i, &item);
		if (length && set_has(&item.set, CLASS_TIME)) {
			if (!day_known(document->dateline_day))
				document->dateline_day = item.span.start;
			i += length;
			continue;
		}
		struct item place = {.entity = -1};
		length = place_read(document, &head, i, &place);
		if (!length && i == sentence->first)
			length = place_of_dateline(document, &head, i, &place);
		if (length && !document->dateline_place)
			document->dateline_place = place_make(document, &place);
		i += length ? length : 1;
	}
	sentence->dateline = (uint32_t)end - sentence->first;
}

void lines_read(struct document *document)
{
	bool body_seen = false, skip = false;
	size_t paragraph = SIZE_MAX;

	for (size_t i = 0; i < document->sentences_count; i++) {
		struct sentence *sentence = &document->sentences[i];
		/* A line that begins as boilerplate is all of it. */
		skip = skip && sentence->paragraph == paragraph;
		sentence->boilerplate = skip || is_boilerplate(document, sentence);
		skip = skip || (sentence->boilerplate && sentence->paragraph != paragraph);
		paragraph = sentence->paragraph;
		if (sentence->title || sentence->boilerplate || body_seen)
			continue;
		read_dateline(document, sentence);
		body_seen = i > 3 || sentence->dateline;
	}
}
