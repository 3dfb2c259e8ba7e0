/* The regular forms of English verbs and nouns; the irregular ones stand in a table. */
#ifndef LEXICON_INFLECT_H
#define LEXICON_INFLECT_H

#include "base/text.h"

enum verb_form { VERB_BASE, VERB_S, VERB_PAST, VERB_PART, VERB_ING, VERB_FORMS };

void inflect_verb(struct arena *arena, struct text base, struct text forms[VERB_FORMS]);
struct text inflect_plural(struct arena *arena, struct text singular);

#endif
