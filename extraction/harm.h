/*
 * Whom one incident has harmed, from all that its article says of them: the dead, the injured, and those
 * of whom only a shot or a stab is told. The latter are injured as far as they are not among the dead.
 * Title and text count apart: they tell the same twice, in other words.
 */
#ifndef EXTRACTION_HARM_H
#define EXTRACTION_HARM_H

#include "extraction/tally.h"

/* Zeroed is empty; [0] is of the text, [1] of the title. */
struct harm {
	struct tally *tallies[2][EFFECTS];
	struct tally *hits[2];
	int64_t dead_of_injured[2];
	int64_t dead_before[2]; /* when the first hit was told */
};

/* Takes in a mention with a count, in the order of the text. */
void harm_add(struct document *document, struct harm *harm, size_t found, enum effect effect, bool title);

/* What is known in the end; not known: amount.known is false. */
struct amount harm_amount(const struct harm *harm, enum effect effect);

/* Whether somebody of the mention's name has been harmed in it. */
bool harm_names(const struct document *document, const struct harm *harm, const struct found *found);

#endif
