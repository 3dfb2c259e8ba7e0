/* A date on its way: the pieces that its readers share, and two of these themselves. Only they include this. */
#ifndef PARSERS_DATE_PIECES_H
#define PARSERS_DATE_PIECES_H

#include "base/instant.h"
#include "parsers/page_words.h"

struct reading_date {
	struct civil civil;
	bool has_time, has_zone;
	bool pm, am;
};

/*
 * The whole of a date; false where it is none of that form, and `reading` is spoiled then.
 * ISO 8601: calendar, week and ordinal dates, basic and extended, with what is found behind them.
 */
bool date_read_iso(struct text text, struct reading_date *reading);
/* Exactly as RFC 822 and 2822 have it, which date_read_words() reads too, in forty times the time. */
bool date_read_mail(struct text text, struct reading_date *reading);
/* Words and numbers in any order: RFC 822, asctime, and what people write. */
bool date_read_words(struct text text, struct reading_date *reading);

/* --- pieces: each moves `*at` behind what it takes, and may have moved it where it fails --- */

bool date_take_digits(struct text text, size_t *at, int digits, int *value);
bool date_take_char(struct text text, size_t *at, char c);
/* "+02:00", "-0700", "+9", "Z", in minutes east. */
bool date_take_offset(struct text text, size_t *at, int *offset);
/* "10:26", "10:26:01.5", "9:05" and "10h26". */
bool date_take_time(struct text text, size_t *at, struct reading_date *reading);

/* A zone by its name, in any case. */
bool date_zone(struct text word, int *offset);

/* The sign of East Asia that the text begins with; NULL. */
const struct date_sign *date_sign_at(struct text text);

/* --- letters, of ASCII; whatever is beyond counts as one --- */

bool date_is_digit(char c);
bool date_is_letter(char c);
char date_lower(char c);
bool date_starts(struct text text, const char *with);

#endif
