/* A day that is named somewhere inside a line or an address; date.h reads what is nothing but a date. */
#ifndef PARSERS_DAY_FIND_H
#define PARSERS_DAY_FIND_H

#include "base/instant.h"

/*
 * The first whole day (with a year) in a line: "12. Mai 2020", "May 12, 2020", "12.05.2020",
 * "2020-05-12", "2020年5月12日". Of "5/12/2020" the month comes first where `month_first` says so or
 * nothing else is possible. DAY_NONE where there is none.
 */
struct day day_in_line(struct arena *arena, struct text line, bool month_first);

/* "/2020/05/12/", "/2020-05-12-", "/20200512". */
struct day day_in_url(struct text url);

#endif
