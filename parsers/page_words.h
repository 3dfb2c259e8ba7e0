/*
 * What outlets write around their stories, in the languages that were met: the tables are made from the .tsv files of
 * lexicon/pages/, where each says how its words are written and compared.
 */
#ifndef PARSERS_PAGE_WORDS_H
#define PARSERS_PAGE_WORDS_H

#include "parsers/lines.h"
#include "parsers/signs.h"

struct word_list {
	const char *const *words;
	size_t count;
};

/* How a phrase has to stand in a line, both folded. */
enum stands {
	WHOLE, /* it is the line, but for marks at its end */
	FIRST, /* the line begins with it */
	COLON, /* the same, with ':' behind it */
};

/* phrases.tsv: lines that are no part of a story. */
struct phrase {
	const char *phrase; /* '#' is a number */
	enum stands stands;
	enum line_role role;
};
extern const struct phrase page_phrases[];
extern const size_t page_phrases_count;

/* classes.tsv: words of classes and ids, sorted by strcmp(). */
struct class_word {
	const char *word;
	uint32_t signs; /* of enum sign */
};
extern const struct class_word page_classes[];
extern const size_t page_classes_count;

/* months.tsv: twelve, each with its names apart by spaces. */
extern const char *const month_beginnings[];
extern const char *const month_names[];

/* dates.tsv: what stands between numbers. */
struct date_sign {
	const char *sign;
	const char *instead; /* what it is elsewhere */
};
extern const struct date_sign date_signs[];
extern const size_t date_signs_count;
extern const struct word_list date_ordinals;
extern const struct word_list date_between;

/* bylines.tsv: folded. */
extern const struct word_list byline_before;
extern const struct word_list byline_opening;
extern const struct word_list byline_start;
extern const struct word_list byline_mark;
extern const struct word_list byline_behind;
extern const struct word_list byline_nobody;

/* contacts.tsv: in any case. */
extern const struct word_list contact_network;
extern const struct word_list contact_opening;
extern const struct word_list contact_call;

#endif
