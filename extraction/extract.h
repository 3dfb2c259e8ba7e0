/*
 * The extraction core: an article's text in, a report out (facts, incidents, and what tracking needs
 * as numbers). Pure: the same article and lexicon give the same report.
 */
#ifndef EXTRACTION_EXTRACT_H
#define EXTRACTION_EXTRACT_H

#include "lexicon/lexicon.h"
#include "model/report.h"

/*
 * Reads article->title and article->text (plain text, paragraphs apart by a blank line), with dates
 * resolved against article->published (INSTANT_NONE: no relative date is resolved). Fills article,
 * facts, incidents, language, agency, text_date, marks and everything from `words` down; article_id,
 * feed, source and url are left empty for the caller. Never fails: a text in a language without a
 * lexicon gives no facts.
 */
struct report *extract_report(struct arena *arena, const struct lexicon *lexicon,
			      struct article *article);

/* The same without what only tracking needs: language, facts and incidents, for whoever prints them. */
struct report *extract_found(struct arena *arena, const struct lexicon *lexicon,
			     struct article *article);

#endif
