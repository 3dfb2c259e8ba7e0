/* What the core made of an article, for people: sentence by sentence, and why. */
#ifndef EXTRACTION_EXPLAIN_H
#define EXTRACTION_EXPLAIN_H

#include "lexicon/lexicon.h"
#include "model/report.h"

enum explain_kind {
	EXPLAIN_SENTENCE,
	EXPLAIN_PASSED,   /* a sentence in which no rule can begin, or a line that is no text */
	EXPLAIN_GROUPS,   /* "[PERSON two men n=2] were shot dead:KILL [PLACE in Juba SS]" */
	EXPLAIN_SCOPES,   /* who says it, whether it is so, when and where: of the facts behind it */
	EXPLAIN_FACT,
	EXPLAIN_DETAIL,   /* of the fact or incident before it */
	EXPLAIN_INCIDENT, /* after the last sentence */
};

/* Lines of any length, in order. The text may hold what the article holds: a printer cleans it. */
struct explain_line {
	enum explain_kind kind;
	struct text label; /* "12", "title", "groups", "=> 3"; empty for a detail */
	struct text text;
};

struct explanation {
	struct explain_line *lines;
	size_t count;
};

/* The facts have the numbers that extract_report() gives them. Everything lives in the arena. */
struct explanation *extract_explain(struct arena *arena, const struct lexicon *lexicon,
				    struct article *article);

#endif
