/*
 * What a reader does with one document: parse it and, for an article, extract its report. The same
 * function stands behind the offline commands, so that both say the same of the same bytes.
 */
#ifndef READER_READ_H
#define READER_READ_H

#include "lexicon/lexicon.h"
#include "wire/frame.h"

/* Never fails: what cannot be read is the answer's sentence. Everything lives in the arena. */
struct reading_answer read_document(struct arena *arena, const struct lexicon *lexicon,
                                    const struct reading_request *request, struct bytes document);

#endif
