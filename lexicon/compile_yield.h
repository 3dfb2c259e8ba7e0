/* What a rule yields: a type of fact, what of it is captured, how sure it is. */
#ifndef LEXICON_COMPILE_YIELD_H
#define LEXICON_COMPILE_YIELD_H

#include "lexicon/compile_pattern.h"

/* One yield of every pattern of the instance. */
bool yield_read(struct builder *builder, struct rule_instance *instance, struct text text);

#endif
