/*
 * An operator's folder of words, rules and places, read as long as files can be opened: before the
 * sandbox. What is in it stands in sitrep-rules(5).
 */
#ifndef READER_FOLDER_H
#define READER_FOLDER_H

#include "lexicon/compile.h"

/*
 * The built-in lexicon with the folder's files on top, in the order of their names; files that begin
 * with a dot or end with '~' are passed over. Mistakes in them are in `mistakes`, the rest is used.
 * NULL, with a sentence, where the folder cannot be read. `examples` may be NULL.
 */
const struct lexicon *folder_lexicon(struct arena *arena, const char *folder,
				     struct lexicon_examples *examples,
				     struct lexicon_mistakes *mistakes, struct error *error);

#endif
