/*
 * The cascade: lines, tokens, items, frames, facts, incidents, and the measures of the whole text.
 */
#include "extraction/extract.h"

#include <string.h>

#include "base/limits.h"
#include "extraction/stages.h"

/* Fewer common words than this share, in thousandths, and the text is in another language. */
#define LEAST_COMMON 80
#define SHORTEST_GUESS 12
/* A headline has few of them: of up to so many words half have to be in the lexicon. */
#define LONGEST_HEADLINE 40
#define FARTHEST_SPEAKER 8 /* sentences back to whom "he said" may mean */
#define LANGUAGE_UNKNOWN "und" /* ISO 639-2 */

/* Title and text as one, apart by a blank line, so that tokens have one set of offsets. */
static void join_text(struct document *document)
{
	struct text title = text_cut(document->article->title, LIMIT_TITLE);
	struct text text = text_cut(document->article->text, LIMIT_ARTICLE_TEXT);
	size_t length = title.length ? title.length + 2 : 0;
	char *joined = arena_alloc(document->arena, length + text.length);

	if (title.length) {
		memcpy(joined, title.data, title.length);
		memcpy(joined + title.length, "\n\n", 2);
	}
	if (text.length)
		memcpy(joined + length, text.data, text.length);
	document->text = (struct text){joined, length + text.length};
	document->text_start = length;
}

/* Which language: by the share of its commonest words. Short texts are believed. */
static bool is_known_language(const struct document *document)
{
	size_t words = 0, common = 0, listed = 0;

	for (size_t i = 0; i < document->tokens_count && words < 2000; i++) {
		if (token_flag(document, i, WORD_PUNCT | WORD_NUMBER))
			continue;
		words++;
		common += token_is_single(document, i, CLASS_STOPWORD);
		listed += document->tokens[i].slot != 0;
	}
	if (words < LONGEST_HEADLINE && words && listed * 2 >= words)
		return true;
	return words < SHORTEST_GUESS ? common || words == 0 || document->tokens[0].slot
				      : common * 1000 >= words * LEAST_COMMON;
}

static bool holds(const struct document *document, const struct sentence *sentence, unsigned class)
{
	for (size_t i = sentence->first; i < sentence->end; i++)
		if (token_is(document, i, class))
			return true;
	return false;
}

/* Every class of the sentence's words. */
static struct table_set classes_of(const struct document *document, const struct sentence *sentence)
{
	struct table_set present = {0};

	for (size_t i = sentence->first; i < sentence->end; i++) {
		const struct token *token = &document->tokens[i];
		if (token->set)
			set_join(&present, set_of(document, token->set));
		if (token->own != token->set)
			set_join(&present, set_of(document, token->own));
	}
	/* "The 33rd Front" is made one by its number (groups.c). */
	if ((sentence->traits & TRAIT_ACTOR) || set_has(&present, CLASS_ORDINAL))
		set_add(&present, CLASS_ACTOR);
	return present;
}

/* The gate: most sentences hold no word at which a rule could begin, with all that it needs around it. */
static bool may_hold_fact(const struct document *document, const struct sentence *sentence,
			  const struct table_set *present)
{
	for (size_t i = sentence->first; i < sentence->end; i++) {
		const struct token *token = &document->tokens[i];
		if (!(token->traits & TRAIT_ANCHOR))
			continue;
		uint16_t forms = token->forms | token->own_forms;
		/* "Has driven" is as good as "drove". */
		forms |= forms & FORM_PART ? FORM_PAST : 0;
		if (lexicon_may_anchor(document->lexicon, set_of(document, token->set), forms, present) ||
		    (token->own != token->set &&
		     lexicon_may_anchor(document->lexicon, set_of(document, token->own), forms, present)))
			return true;
	}
	return false;
}

/* "He said": the sentences before must have been read for whoever spoke last (see scopes.c). */
static void read_speakers(struct document *document, size_t number)
{
	const struct sentence *sentence = &document->sentences[number];

	for (size_t n = 0; n < FARTHEST_SPEAKER && number--; n++) {
		struct sentence *before = &document->sentences[number];
		if (sentence->paragraph - before->paragraph > 2 || before->title)
			break;
		if (!before->items && !before->boilerplate &&
		    holds(document, before, CLASS_SAY))
			items_read(document, before);
	}
}

static bool is_full(const struct document *document)
{
	return document->found_count >= LIMIT_FACTS || document->items_count >= LIMIT_ITEMS;
}

static void read_facts(struct document *document)
{
	size_t sentences = document->sentences_count;

	topics_read(document);
	for (size_t i = 0; i < sentences && !is_full(document); i++) {
		struct sentence *sentence = &document->sentences[i];
		if (sentence->boilerplate || sentence->idle || !(sentence->traits & TRAIT_ANCHOR))
			continue;
		struct table_set present = classes_of(document, sentence);
		if (!may_hold_fact(document, sentence, &present))
			continue;
		if (!sentence->items)
			items_read(document, sentence);
		if (set_has(&present, CLASS_SAY) && set_has(&present, CLASS_PRONOUN))
			read_speakers(document, i);
		frames_match(document, i, &present);
	}
	facts_finish(document);
	incidents_build(document);
}

struct document *document_read(struct arena *arena, const struct lexicon *lexicon,
			       struct article *article)
{
	struct document *document = arena_alloc(arena, sizeof(*document));
	struct report *report = arena_alloc(arena, sizeof(*report));

	json_blank(&report_shape, report);
	report->marks = report->words = report->shingles = 0;
	*document = (struct document){.arena = arena, .lexicon = lexicon, .sets = lexicon->sets,
				      .article = article, .report = report, .dateline_day = DAY_NONE};
	document->today = instant_known(article->published) ? day_of_instant(article->published) : DAY_NONE;
	report->article = article;
	report->published = article->published;
	join_text(document);
	tokens_read(document);
	bool known = is_known_language(document);
	report->language = known ? TEXT("en") : TEXT(LANGUAGE_UNKNOWN);
	if (known)
		places_survey(document);
	lines_read(document);
	if (known)
		read_facts(document);
	return document;
}

struct report *extract_found(struct arena *arena, const struct lexicon *lexicon, struct article *article)
{
	return document_read(arena, lexicon, article)->report;
}

struct report *extract_report(struct arena *arena, const struct lexicon *lexicon, struct article *article)
{
	struct document *document = document_read(arena, lexicon, article);

	report_measure(document);
	return document->report;
}
