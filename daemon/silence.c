#include "daemon/silence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "daemon/guard.h"

/* More domains than that asking at once is a flood; the oldest are forgotten. */
#define SILENCES_MOST 4096

struct silence {
	struct silence *next;
	int64_t until_ms;
	char domain[256];
};

struct silences silences_new(void)
{
	return (struct silences){.psl = psl_builtin()};
}

void silences_free(struct silences *silences)
{
	while (silences->first) {
		struct silence *next = silences->first->next;
		free(silences->first);
		silences->first = next;
	}
	silences->count = 0;
}

/* The registrable domain, or the host itself where it has none (an address, "localhost"). */
static void domain_of(const struct silences *silences, struct text host, char domain[256])
{
	const char *registrable = NULL;
	struct in6_addr address;

	snprintf(domain, 256, "%.*s", TEXT_ARGS(text_cut(host, 255)));
	if (silences->psl && !address_parse(domain, &address))
		registrable = psl_registrable_domain(silences->psl, domain);
	if (registrable)
		memmove(domain, registrable, strlen(registrable) + 1);
}

static void silences_sweep(struct silences *silences, int64_t now_ms)
{
	size_t kept = 0;

	for (struct silence **place = &silences->first; *place;) {
		struct silence *silence = *place;
		if (silence->until_ms <= now_ms || ++kept > SILENCES_MOST) {
			*place = silence->next;
			free(silence);
			silences->count--;
		} else {
			place = &silence->next;
		}
	}
}

void silence_ask(struct silences *silences, struct text host, int64_t until_ms, int64_t now_ms)
{
	struct silence *silence = memory_zeroed(1, sizeof(*silence));

	domain_of(silences, host, silence->domain);
	silence->until_ms = until_ms;
	silence->next = silences->first;
	silences->first = silence;
	silences->count++;
	silences_sweep(silences, now_ms);
}

int64_t silence_until(const struct silences *silences, struct text host, int64_t now_ms)
{
	char domain[256];
	int64_t until = 0;

	if (!silences->first)
		return 0;
	domain_of(silences, host, domain);
	for (const struct silence *silence = silences->first; silence; silence = silence->next)
		if (silence->until_ms > now_ms && silence->until_ms > until &&
		    strcmp(silence->domain, domain) == 0)
			until = silence->until_ms;
	return until;
}
