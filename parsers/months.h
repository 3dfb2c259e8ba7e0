/* The names of the months in the languages that outlets write dates in. */
#ifndef PARSERS_MONTHS_H
#define PARSERS_MONTHS_H

#include "base/text.h"

/* 1 to 12 by the name's first letters, of either case, with or without what an ending adds; 0: none. */
int month_named(struct text word);

#endif
