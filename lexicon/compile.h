/*
 * The compiler of the lexicon: the text files of a folder become one table. The program of the build
 * and the reader that loads an operator's folder call the same function.
 *
 * Files are told apart by their names: *.words, *.rules, and the gazetteer's countries.tsv, places.tsv,
 * bodies.tsv, persons.tsv and weapons.tsv; headlines.tsv is what the program says itself. A mistake is
 * one sentence that begins with "file:line: ".
 */
#ifndef LEXICON_COMPILE_H
#define LEXICON_COMPILE_H

#include "base/error.h"
#include "base/text.h"

struct lexicon_source {
	struct text name;
	struct text text;
};

/* A rule's own example: the tests run them. */
struct lexicon_example {
	struct text rule;
	struct text text;
	struct text wanted; /* "12..", "3", "2..4"; empty: any count */
	bool positive;
	struct text file;
	unsigned line;
};

struct lexicon_examples {
	struct lexicon_example *list;
	size_t count;
	size_t room;
};

/* `examples` may be NULL. The table lives in the arena. */
bool lexicon_compile(struct arena *arena, const struct lexicon_source *sources, size_t count,
		     struct bytes *table, struct lexicon_examples *examples, struct error *error);

#endif
