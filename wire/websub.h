/*
 * What WebSub (W3C Recommendation of 2018) puts into headers, read: pure functions of text. A hub, and
 * whoever has found a subscription's address, are strangers.
 */
#ifndef WIRE_WEBSUB_H
#define WIRE_WEBSUB_H

#include "base/text.h"

/*
 * The targets of the links of that relation in a Link header (RFC 8288), at most so many, as they stand
 * there; a rel may name several. Links about something else (anchor=) do not count. How many there are.
 */
size_t websub_links(struct text header, struct text relation, struct text *targets, size_t most);
/* The first of them; empty: none. */
struct text websub_link(struct text header, struct text relation);

enum websub_digest { DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512, DIGESTS };
#define DIGEST_BYTES_MOST 64
extern const size_t websub_digest_bytes[DIGESTS];

/* X-Hub-Signature, "sha256=" and as many digits as that has. */
bool websub_signature_read(struct text header, enum websub_digest *digest,
			   unsigned char bytes[DIGEST_BYTES_MOST]);

#endif
