/* One feed told whole: what it is, what it said last, and why it is asked again when it is. */
#ifndef CLIENT_FEED_H
#define CLIENT_FEED_H

#include "client/display.h"

void feed_print(const struct display *display, const json_t *feed);

#endif
