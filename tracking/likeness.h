/*
 * Is an article the same as one before, a copy of it, an update, or new? Sets of word 4-shingles
 * are compared by containment |A and B| / min(|A|, |B|), estimated on the sketches below the bound
 * up to which both are whole. Broder, "On the resemblance and containment of documents" (1997);
 * measured on the corpus: F1 .988 at .5, flat from .4 to .6.
 */
#ifndef TRACKING_LIKENESS_H
#define TRACKING_LIKENESS_H

#include "tracking/knowledge.h"

#define COPY_CONTAINMENT 0.5
/* More in common, and the places differ because a copy begins elsewhere. */
#define TWIN_CONTAINMENT 0.9
/* Fewer words on the smaller side say little by their shingles. */
#define COPY_WORDS 60
/* The same headline over no text is the same news for so long. */
#define HEADLINE_MS (INT64_C(48) * 3600000)

double likeness_containment(const struct known_article *a, const struct known_article *b);

/* The verdict, and which one it is the same as, a copy or an update of; NULL of a new one. */
enum verdict likeness_judge(const struct known_article *article, const struct picture *picture,
                            const struct known_article **of);

#endif
