/* What a page says about itself: JSON-LD, meta tags, microdata, visible marks, in that order of
 * trust. */
#ifndef PARSERS_METADATA_H
#define PARSERS_METADATA_H

#include <libxml/tree.h>

#include "model/article.h"

/* Fills all of the article but its text; `body` gets JSON-LD's articleBody, `heading` the main h1
 * (may be NULL). */
void metadata_read(struct arena *arena, const xmlDoc *doc, struct text url, struct article *article,
                   struct text *body, const xmlNode **heading);

#endif
