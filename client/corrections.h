/* What people have ruled, as a row of show and audit. */
#ifndef CLIENT_CORRECTIONS_H
#define CLIENT_CORRECTIONS_H

#include "client/display.h"

/* "Nov 24 20:15, root, for anna: X is a part of Y now; one strike, two towns". */
void correction_row(const struct display *display, const json_t *item, const char *name);

#endif
