/* Names: runs of words with a capital that are no common words where they stand. */
#ifndef EXTRACTION_NAMES_H
#define EXTRACTION_NAMES_H

#include "extraction/document.h"

/* A capitalised word that is no common word at this place of its sentence. */
bool token_is_name(const struct document *document, const struct sentence *sentence, size_t token);

/* "Ibrahim Muhammad Qubaisi", "Osama bin Laden": where the run of name words ends that begins at the token. */
size_t name_end(const struct document *document, const struct sentence *sentence, size_t token);

#endif
