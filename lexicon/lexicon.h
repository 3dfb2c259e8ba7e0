/*
 * All language: words, rules, places, bodies, ranks, compiled from the text files of this folder.
 * The built-in tables are made at build time by the same compiler that reads an operator's folder.
 * A lexicon is read only after it is made and may be shared.
 */
#ifndef LEXICON_LEXICON_H
#define LEXICON_LEXICON_H

#include "base/error.h"
#include "base/text.h"

struct lexicon;

/* The tables compiled into the program; lives as long as the process. Ends the process if they are damaged. */
const struct lexicon *lexicon_builtin(void);

/* Whether it is a place's own name, that of a province, or a country's code. Linear in the places. */
bool lexicon_names(const struct lexicon *lexicon, struct text place);

#endif
