/* "sitrep extract --explain" on a terminal: labels in a margin, long lines broken, colour. */
#ifndef CLIENT_EXPLAIN_H
#define CLIENT_EXPLAIN_H

#include "client/display.h"
#include "extraction/explain.h"

/*
 * To stdout, 80 columns wide where it is no terminal. Nothing of the article can control a terminal.
 * The display is made before the sandbox, inside of which nobody may ask what stdout is.
 */
void explanation_print(const struct display *display, struct arena *arena,
                       const struct explanation *explanation);

#endif
