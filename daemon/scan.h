/*
 * A configuration file before libconfuse sees it: the same text, byte for byte on the same lines, in
 * which comments are blank and `$` has no meaning; what libconfuse would not notice is told.
 */
#ifndef DAEMON_SCAN_H
#define DAEMON_SCAN_H

#include "daemon/settings.h"

/* A writable copy in the arena, closed with a zero byte. */
char *scan_clean(struct arena *arena, const char *file, struct text text, struct mistakes *mistakes);

/*
 * Blanks the statement on the line (the first is 1): the line itself, and where it opens a brace what
 * follows up to its closing. A brace that closes what an earlier line opened stays, unless
 * `with_braces`. False where nothing was there to blank.
 */
bool scan_blank(char *text, int line, bool with_braces);

#endif
