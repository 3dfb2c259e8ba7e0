/*
 * Who says what stands at an item: "X said", "said X", "according to X", "adding", "he said".
 */
#include "extraction/scopes.h"

#include <string.h>

static bool has(const struct item *item, unsigned class)
{
	return set_has(&item->set, class);
}

bool scope_is_verb(const struct item *item)
{
	return (item->forms & (FORM_BASE | FORM_S | FORM_PAST)) && !(item->forms & FORM_NOUN);
}

bool scope_is_group(const struct item *item)
{
	return has(item, CLASS_PERSON) || has(item, CLASS_NAME) || has(item, CLASS_ACTOR) ||
	       has(item, CLASS_OTHER) || has(item, CLASS_BODY) || has(item, CLASS_PLACE) ||
	       has(item, CLASS_COMMON) || has(item, CLASS_SPEAKER) || has(item, CLASS_SINGULAR) ||
	       has(item, CLASS_PLURAL);
}

/* What ends a speaker's name, going left from the verb of saying. */
static bool ends_speaker(const struct item *item)
{
	return has(item, CLASS_COMMA) || has(item, CLASS_SEMICOLON) || has(item, CLASS_STOP) ||
	       has(item, CLASS_QUOTE) || has(item, CLASS_SUBORDINATE) || has(item, CLASS_RELATIVE) ||
	       has(item, CLASS_THAT) || has(item, CLASS_AND) || has(item, CLASS_COLON) ||
	       has(item, CLASS_DASH) || has(item, CLASS_TIME) || has(item, CLASS_PRONOUN) ||
	       has(item, CLASS_CLOSE) || scope_is_verb(item);
}

/* "Office of Civil Defense": the name goes on behind the preposition. */
static bool is_inside_name(const struct document *document, const struct item *of)
{
	return has(of, CLASS_OF) && of->first && token_flag(document, of->first - 1, WORD_CAPITAL) &&
	       token_flag(document, of->end, WORD_CAPITAL);
}

/* The words of the items without what stands before and behind the name itself. */
static struct text speaker_text(const struct document *document, const struct sentence *sentence,
				size_t first, size_t end)
{
	if (first >= end)
		return TEXT_NONE;
	const struct item *item = &sentence->items[first];
	if (item->name_end)
		return tokens_text(document, item->name_first, item->name_end);
	size_t token = item->first, last = sentence->items[end - 1].end;
	/* "Police in Peshawar": the place says where they are; but "a tally by the laboratory" is of whom it names. */
	for (size_t i = first + 1; i < end; i++) {
		const struct item *inner = &sentence->items[i];
		if (is_inside_name(document, inner))
			continue;
		if ((has(inner, CLASS_PREP) && !has(inner, CLASS_BY)) || has(inner, CLASS_PLACE_PREP) ||
		    (has(inner, CLASS_PLACE) && inner->prepped) || has(inner, CLASS_ADVERB)) {
			last = inner->first;
			break;
		}
	}
	while (token < last &&
	       (token_is(document, token, CLASS_DEFINITE) || token_is(document, token, CLASS_INDEFINITE) ||
		token_is(document, token, CLASS_POSSESSOR)))
		token++;
	return tokens_text(document, token, last);
}

/* An embassy tells of the country where it is. */
static void note_country(const struct sentence *sentence, size_t first, size_t end, char country[2])
{
	for (size_t i = first; i < end && !country[0]; i++)
		if (sentence->items[i].country[0] && !has(&sentence->items[i], CLASS_ABROAD) &&
		    !(i + 1 < end && has(&sentence->items[i + 1], CLASS_ABROAD)))
			memcpy(country, sentence->items[i].country, 2);
}

static struct text speaker_before(const struct document *document, const struct sentence *sentence,
				  size_t say, char country[2])
{
	size_t end = say, first;

	while (end && (has(&sentence->items[end - 1], CLASS_ADVERB) || has(&sentence->items[end - 1], CLASS_HAVE) ||
		       has(&sentence->items[end - 1], CLASS_AUX) || has(&sentence->items[end - 1], CLASS_TIME)))
		end--;
	/* "Sabrina Singh, a spokeswoman, told reporters": over the parenthesis. */
	if (end && has(&sentence->items[end - 1], CLASS_COMMA)) {
		size_t i = end - 1;
		while (i && !has(&sentence->items[i - 1], CLASS_COMMA) &&
		       !has(&sentence->items[i - 1], CLASS_QUOTE) && !scope_says(&sentence->items[i - 1]) &&
		       end - i < 8)
			i--;
		if (!i || !has(&sentence->items[i - 1], CLASS_COMMA))
			return TEXT_NONE;
		end = i - 1;
	}
	for (first = end; first && !ends_speaker(&sentence->items[first - 1]); first--)
		;
	while (first < end && !scope_is_group(&sentence->items[first]) && !has(&sentence->items[first], CLASS_WORD))
		first++;
	if (first == end)
		return TEXT_NONE;
	note_country(sentence, first, end, country);
	return speaker_text(document, sentence, first, end);
}

static struct text speaker_behind(const struct document *document, const struct sentence *sentence,
				  size_t say, char country[2])
{
	size_t first = say + 1, end;

	if (first >= sentence->items_count || !scope_is_group(&sentence->items[first]))
		return TEXT_NONE;
	for (end = first + 1; end < sentence->items_count && end < first + 6; end++) {
		const struct item *item = &sentence->items[end];
		if (ends_speaker(item) && !has(item, CLASS_PRONOUN))
			break;
	}
	/* "Said only 33 persons were taken": who was taken, not who speaks. */
	const struct item *behind = &sentence->items[end];
	if (end < sentence->items_count && (has(behind, CLASS_BE) || has(behind, CLASS_HAVE)))
		return TEXT_NONE;
	note_country(sentence, first, end, country);
	return speaker_text(document, sentence, first, end);
}

/* The last speaker named in the sentences before: whom "he said" means. */
static struct text speaker_earlier(const struct document *document, const struct sentence *sentence,
				   char country[2])
{
	for (const struct sentence *before = sentence; before > document->sentences;) {
		before--;
		if (sentence->paragraph - before->paragraph > 2 || before->title)
			break;
		for (size_t i = before->items_count; i-- > 0;) {
			if (!has(&before->items[i], CLASS_SAY) || !scope_is_verb(&before->items[i]))
				continue;
			struct text speaker = speaker_before(document, before, i, country);
			if (!speaker.length)
				speaker = speaker_behind(document, before, i, country);
			if (speaker.length)
				return speaker;
		}
	}
	return TEXT_NONE;
}

bool scope_says(const struct item *item)
{
	if (!has(item, CLASS_SAY))
		return false;
	/* "the Jewish state" says nothing. */
	return (item->forms & (FORM_PAST | FORM_ING)) || scope_is_verb(item);
}

/* Who speaks by the verb at the item: "X said", "said X", "adding". */
static struct text speaker_of(const struct document *document, const struct sentence *sentence, size_t say,
			      char country[2])
{
	const struct item *before = say ? &sentence->items[say - 1] : NULL;

	if (before && has(before, CLASS_PRONOUN) && !has(before, CLASS_ADVERB))
		return speaker_earlier(document, sentence, country);
	/* "Clashes were reported near Kobani": by whom is not said. */
	if (before && has(before, CLASS_BE) && (sentence->items[say].forms & FORM_PART))
		return TEXT_NONE;
	struct text speaker = speaker_before(document, sentence, say, country);
	/* "Confirmed the raid but put the dead at nine": who did the one did the other. */
	bool joined = before && (has(before, CLASS_AND) || has(before, CLASS_SUBORDINATE));
	if (!speaker.length && !joined)
		speaker = speaker_behind(document, sentence, say, country);
	if (speaker.length)
		return speaker;
	/* "..., adding that": who spoke before in this sentence. */
	for (size_t i = say; i-- > 0;) {
		if (!scope_says(&sentence->items[i]))
			continue;
		speaker = speaker_of(document, sentence, i, country);
		if (speaker.length)
			return speaker;
	}
	/* "Mayor Ann Cole visited the scene and said": whom the sentence begins with. */
	bool begins = joined && say > 1 && scope_is_group(sentence->items) && !has(sentence->items, CLASS_PLACE);
	return begins ? speaker_text(document, sentence, 0, 1) : TEXT_NONE;
}

/* A verb of saying that ends what it reports: ", officials said." */
static bool closes(const struct sentence *sentence, size_t say)
{
	size_t i = say + 1;

	while (i < sentence->items_count &&
	       (has(&sentence->items[i], CLASS_TIME) || has(&sentence->items[i], CLASS_ADVERB) ||
		(has(&sentence->items[i], CLASS_PLACE) && sentence->items[i].prepped)))
		i++;
	return i >= sentence->items_count || !has(&sentence->items[i], CLASS_THAT);
}

struct text scope_source(const struct document *document, const struct sentence *sentence, size_t at,
			 char country[2])
{
	const struct item *items = sentence->items;

	country[0] = country[1] = '\0';
	for (size_t i = at; i-- > scope_window_start(at);) {
		if (has(&items[i], CLASS_SEMICOLON))
			break;
		if (scope_says(&items[i]) || (has(&items[i], CLASS_ACCORDING) && i == 0)) {
			struct text speaker = has(&items[i], CLASS_ACCORDING)
						      ? speaker_behind(document, sentence, i, country)
						      : speaker_of(document, sentence, i, country);
			if (speaker.length)
				return speaker;
		}
	}
	for (size_t i = at + 1; i < scope_window_end(sentence, at); i++) {
		if (has(&items[i], CLASS_ACCORDING))
			return speaker_behind(document, sentence, i, country);
		if (scope_says(&items[i]) && closes(sentence, i)) {
			struct text speaker = speaker_of(document, sentence, i, country);
			if (speaker.length)
				return speaker;
		}
	}
	/* "Police revised the toll" */
	return has(&items[at], CLASS_REVISE) ? speaker_of(document, sentence, at, country) : TEXT_NONE;
}
