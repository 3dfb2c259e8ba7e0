/* Who takes a stand in public, and what is said. */
#ifndef EXTRACTION_STATEMENTS_H
#define EXTRACTION_STATEMENTS_H

#include "extraction/document.h"

/* What was said by the verb at the item: the quoted words of the sentence, else the clause from the verb on. */
struct text statement_text(const struct document *document, const struct sentence *sentence, size_t verb);

/* Role and organisation of a speaker: "foreign minister" of "Turkish foreign minister Hakan Fidan". */
void statement_speaker(const struct document *document, const struct item *speaker, struct fact *fact);

#endif
