/*
 * A page of a stranger as libxml2's tree. Cut before libxml2 sees it: the attributes of a tag behind
 * the first LIMIT_HTML_ATTRIBUTES. What is nested deeper than LIMIT_HTML_DEPTH is left out. The caller
 * frees the tree.
 */
#ifndef PARSERS_HTML_H
#define PARSERS_HTML_H

#include <libxml/tree.h>

#include "base/error.h"
#include "base/text.h"

xmlDoc *html_parse(struct arena *arena, struct text page, struct error *error);

/* The value of an attribute as it is in the tree; NULL where it is missing. */
const char *html_attribute(const xmlNode *node, const char *name);
bool html_is(const xmlNode *node, const char *name);

/*
 * The node behind this one in document order, inside `top`; its children are skipped with `skip`.
 * NULL at the end. Never recurses.
 */
xmlNode *html_next(const xmlNode *top, xmlNode *node, bool skip);

/* All text inside, squeezed to one line; scripts and styles left out. */
struct text html_line(struct arena *arena, const xmlNode *node);

#endif
