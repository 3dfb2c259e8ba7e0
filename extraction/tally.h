/*
 * How many were killed or injured in one incident, from all that its article says of them: mention after
 * mention is put in, in the order of the text, and the sum is asked for at the end.
 *
 * The dead of an incident are at least: the largest figure for people in general, the sum of the largest
 * figures for kinds of people that exclude one another (soldiers, rebels, civilians; men, women), and the
 * number of names. "Another two" adds to what is known so far. A running toll replaces everything before
 * it. A word for many ("dozens") stands only while there is no number.
 */
#ifndef EXTRACTION_TALLY_H
#define EXTRACTION_TALLY_H

#include "extraction/document.h"

/* More mentions of one effect in one incident say nothing new. */
#define TALLY_MENTIONS 64

struct tally {
	struct amount general;
	struct amount kinds[VICTIM_KINDS];
	struct amount names[VICTIM_KINDS]; /* how many bear a name, by the kind of their role */
	struct amount vague;
	struct amount toll;
	struct amount doers; /* of those who did it */
	bool beside;         /* the general figure is of those whom somebody else killed */
	bool felled;         /* men or women are of those, and he died in the same sentence */
	bool with_doer;      /* and yet counts him in */
	bool doers_apart;    /* "the gunman also died": not even the toll counts him in */
	struct amount breath; /* of those who were told of in one sentence */
	struct amount told;   /* of the last mention, with those that "another" has added to it */
	uint32_t mentions[TALLY_MENTIONS]; /* indices into document->found */
	size_t mentions_count;
};

/*
 * Takes the mention in; false where it only repeats what another has said. `others`: how many the text has
 * told of that are not the tally's own, and that "a third" counts as well.
 */
bool tally_add(const struct document *document, struct tally *tally, size_t found, int64_t others);

/* Whether nobody can be of both: men and women, or soldiers and civilians; but a man may be a soldier. */
bool kinds_exclude(enum victim_kind a, enum victim_kind b);

/* Whether the mention is of somebody whose name has been put in already. */
bool tally_names(const struct document *document, const struct tally *tally, const struct found *found);

/* What is known so far; not known: amount.known is false. */
struct amount tally_amount(const struct tally *tally);

/* Keeps a mention's names, and does not count it. */
void tally_remember(struct tally *tally, size_t found);

/* How many are known that did not do it themselves. */
int64_t tally_victims(const struct tally *tally);

#endif
