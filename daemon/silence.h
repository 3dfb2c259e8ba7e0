/*
 * Silence that was asked for: Retry-After of 429 and 503 holds for the whole registrable domain
 * ("a.news.example.co.uk" and "b.example.co.uk" are one), because it is one operator who asked.
 */
#ifndef DAEMON_SILENCE_H
#define DAEMON_SILENCE_H

#include <libpsl.h>

#include "base/text.h"

struct silences {
	const psl_ctx_t *psl;
	struct silence *first;
	size_t count;
};

struct silences silences_new(void);
void silences_free(struct silences *silences);

void silence_ask(struct silences *silences, struct text host, int64_t until_ms, int64_t now_ms);
/* Until when nothing is asked of the host; 0: it may be asked. */
int64_t silence_until(const struct silences *silences, struct text host, int64_t now_ms);

#endif
