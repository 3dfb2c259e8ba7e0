/* The whole cascade with what it leaves behind, for the report and for the debug view. */
#ifndef EXTRACTION_STAGES_H
#define EXTRACTION_STAGES_H

#include "extraction/document.h"

struct document *document_read(struct arena *arena, const struct lexicon *lexicon,
			       struct article *article);

#endif
