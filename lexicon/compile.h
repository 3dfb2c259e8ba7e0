/*
 * The compiler of the lexicon: the text files of a folder become one table. The program of the build
 * and the reader that loads an operator's folder call the same function.
 *
 * Files are told apart by their names: *.words, *.rules, and tables that begin or end with their
 * subject (places-asia.tsv, our-places.tsv): countries, places, bodies, persons, weapons; headlines.tsv
 * is what the program says itself, plover.tsv the key of each type of fact in the ontology of political
 * events. A mistake is one sentence that begins with "file:line: ".
 */
#ifndef LEXICON_COMPILE_H
#define LEXICON_COMPILE_H

#include "base/error.h"
#include "base/text.h"
#include "lexicon/lexicon.h"

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

/* Each begins with "file:line: ". Beyond LEXICON_MISTAKES_MOST nothing is added. */
#define LEXICON_MISTAKES_MOST 100
struct lexicon_mistakes {
	struct text *list;
	size_t count;
	size_t room;
};

/*
 * `examples` and `mistakes` may be NULL. Without a list for them the first mistake ends the compile;
 * with one, each leaves out the smallest thing that is of use without it (a rule; a line of a word
 * list or table; a section whose heading nobody understands), and the rest goes on. The table lives
 * in the arena.
 */
bool lexicon_compile(struct arena *arena, const struct lexicon_source *sources, size_t count,
		     struct bytes *table, struct lexicon_examples *examples,
		     struct lexicon_mistakes *mistakes, struct error *error);

/* What a rule may yield, by name; each list ends with NULL. */
enum lexicon_value { VALUE_TYPE, VALUE_EFFECT, VALUE_STATUS, VALUE_MODALITY, VALUE_SCOPE };
const char *const *lexicon_values(enum lexicon_value value);

/*
 * The built-in lexicon with an operator's files on top. Never fails: where nothing of them can be
 * used, it is the built-in one. Lives in the arena; what is compiled on the way does not.
 */
const struct lexicon *lexicon_extend(struct arena *arena, const struct lexicon_source *sources,
				     size_t count, struct lexicon_examples *examples,
				     struct lexicon_mistakes *mistakes);

#endif
