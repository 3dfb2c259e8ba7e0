/* What stands at the beginning of a noun group before its nouns: determiners, numbers, the age of a person. */
#ifndef EXTRACTION_OPENINGS_H
#define EXTRACTION_OPENINGS_H

#include "extraction/document.h"

struct opening {
	struct amount whole; /* "two of the 60" */
	size_t length;
	struct amount amount;
	bool definite;
	bool indefinite;
	bool another;
	bool none;
	int64_t ordinal; /* "a ninth": 9 */
	bool article;
};

/* Determiners and numbers at the beginning of a group. */
struct opening opening_at(const struct document *document, size_t at, size_t end);

/* "12-year-old" and "aged 34": the age of whoever comes next or stands before. */
size_t age_at(const struct document *document, size_t at);

#endif
