#include "daemon/signature.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/nettle-meta.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "wire/websub.h"

/* RFC 2104, with whatever digest nettle has. */
static void sign(const struct nettle_hash *hash, struct text secret, struct bytes body, uint8_t *mac)
{
	union {
		struct sha1_ctx sha1;
		struct sha256_ctx sha256;
		struct sha512_ctx sha512;
	} outer, inner, state;

	hmac_set_key(&outer, &inner, &state, hash, secret.length, (const uint8_t *)secret.data);
	hmac_update(&state, hash, body.length, body.data);
	hmac_digest(&outer, &inner, &state, hash, hash->digest_size, mac);
}

bool signature_holds(struct text header, struct text secret, struct bytes body)
{
	static const struct nettle_hash *const hashes[DIGESTS] = {
		&nettle_sha1, &nettle_sha256, &nettle_sha384, &nettle_sha512,
	};
	unsigned char theirs[DIGEST_BYTES_MOST];
	uint8_t ours[DIGEST_BYTES_MOST];
	enum websub_digest digest;

	if (!websub_signature_read(header, &digest, theirs))
		return false;
	sign(hashes[digest], secret, body, ours);
	return memeql_sec(theirs, ours, websub_digest_bytes[digest]) != 0;
}

void random_digits(char *room, size_t count)
{
	unsigned char byte;

	for (size_t i = 0; i < count; i++) {
		/* A kernel that has none to give: what could be guessed must not be used. */
		if (getrandom(&byte, 1, 0) != 1)
			abort();
		snprintf(room + 2 * i, 3, "%02x", byte);
	}
}
