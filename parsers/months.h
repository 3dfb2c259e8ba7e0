/*
 * The names of the months in the languages that outlets write dates in: of feeds, where the word is
 * most likely a month's, and of pages, where it may be any.
 */
#ifndef PARSERS_MONTHS_H
#define PARSERS_MONTHS_H

#include "base/text.h"

/* 1 to 12 by the name's first letters, of either case, with or without what an ending adds; 0: none. */
int month_named(struct text word);

/* 1 to 12 of a folded word that is a month's name, or an abbreviation of three bytes or more; 0: none. */
int month_called(struct text word);

#endif
