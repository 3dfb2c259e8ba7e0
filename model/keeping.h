/* How long what is known is kept, by age. Alerts with their evidence are kept for good. */
#ifndef MODEL_KEEPING_H
#define MODEL_KEEPING_H

#include <stdint.h>

#define KEEPING_DAYS(n) (INT64_C(n) * 86400000)

/* Milliseconds. */
struct keeping {
	int64_t text_ms;     /* of an article that by which copies of its text are known again */
	int64_t articles_ms; /* what is known of an article at all; at least as long */
	int64_t history_ms;  /* an incident's figures and claims, since its last news */
};

/* Two months of texts: agencies' copies come within days, and what is older is told from news by its date. */
#define KEEPING_DEFAULT                                                                            \
	((struct keeping){KEEPING_DAYS(60), KEEPING_DAYS(365), KEEPING_DAYS(365)})

#endif
