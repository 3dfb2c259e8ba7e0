/* How a page was read, for whoever must find out why a site reads badly: one line per finding. */
#ifndef PARSERS_EXPLAIN_H
#define PARSERS_EXPLAIN_H

#include "parsers/body.h"
#include "parsers/paragraphs.h"

/*
 * The best boxes with their scores and what made them, then every line of the page: "+" for a
 * paragraph, "-" for a line of the body that is dropped and why, " " for what is outside, with the
 * box that took it away.
 */
struct text explain_reading(struct arena *arena, const struct body *body,
                            const struct paragraphs *paragraphs);

#endif
