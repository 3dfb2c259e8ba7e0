/* An operator's own words, rules and places: for the commands that read articles, and to be checked. */
#ifndef CLIENT_LEXICON_H
#define CLIENT_LEXICON_H

#include <stdbool.h>

#include "lexicon/lexicon.h"

struct arena;
struct error;

#define LEXICON_OPTION_KEY 300
#define LEXICON_OPTION                                                                             \
	{                                                                                          \
		"lexicon", LEXICON_OPTION_KEY, "DIR", 0,                                           \
		        "words, rules and places of one's own, on top of the built-in ones", 0     \
	}

/*
 * The built-in lexicon where `folder` is NULL. Mistakes in the folder are said on stderr and the rest
 * is used; NULL where there is no such folder. The arena must outlive what is returned.
 */
const struct lexicon *lexicon_choose(struct arena *arena, const char *folder, struct error *error);

/* Whether a place is called so in the built-in tables or in the folder that the daemon reads unless told otherwise. */
bool lexicon_knows_place(const char *place);

#endif
