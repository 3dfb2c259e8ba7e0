/*
 * What a page says about its story: JSON-LD, meta tags, microdata, then what its readers see, in
 * that order of trust.
 */
#ifndef PARSERS_METADATA_H
#define PARSERS_METADATA_H

#include <libxml/tree.h>

#include "model/article.h"
#include "parsers/layout.h"
#include "parsers/linked_data.h"
#include "parsers/title.h"

struct metadata {
	struct arena *arena;
	struct text url;
	struct linked_data linked;
	struct titles titles;
	struct text heading_text;
	const xmlNode *heading; /* the element of the headline; NULL where none is found */
	struct text published, published_item, published_weak, modified;
	struct text author, site, application, language, canonical;
	struct text sends_on; /* where a page sends its readers by itself */
	bool premium;
};

/* What the tree declares, and its headline. */
void metadata_read(struct metadata *metadata, struct arena *arena, const xmlDoc *doc,
                   struct text url);

/* All of the article but its text; what is not declared is looked for near the headline. */
void metadata_fill(const struct metadata *metadata, const struct layout *layout,
                   struct article *article);

#endif
