/* The signature under what a hub sends: an HMAC of the body with the subscription's secret (nettle). */
#ifndef DAEMON_SIGNATURE_H
#define DAEMON_SIGNATURE_H

#include "base/text.h"

/* `header` is X-Hub-Signature. Takes as long wherever the two differ. */
bool signature_holds(struct text header, struct text secret, struct bytes body);

/* `count` random bytes as twice as many digits, with a closing zero. From the kernel. */
void random_digits(char *room, size_t count);

#endif
