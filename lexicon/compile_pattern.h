/* One pattern of a rule: elements with classes, forms, marks and captures (form: compile_rules.c). */
#ifndef LEXICON_COMPILE_PATTERN_H
#define LEXICON_COMPILE_PATTERN_H

#include "lexicon/builder.h"

/* What one instance of a rule is while its lines are read. */
struct rule_instance {
	struct text name;
	struct text names[CAPTURES_OF_PATTERN]; /* of captures, in order of appearance */
	size_t names_count;
	unsigned used; /* the captures that a yield asks for, as bits */
	size_t first_rule;
};

/* Adds the pattern, with its sets and elements, to the rules of the table; it has no yield yet. */
bool pattern_read(struct builder *builder, struct rule_instance *instance, struct text text);

/* The classes of "A | B | \"word\"", those of definitions among them, into the set. */
bool pattern_classes(struct builder *builder, struct text names, struct table_set *set);

#endif
