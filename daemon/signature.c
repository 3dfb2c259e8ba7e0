#include "daemon/signature.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "wire/websub.h"

static void sign_sha1(struct text secret, struct bytes body, uint8_t *mac)
{
	struct hmac_sha1_ctx hmac;

	hmac_sha1_set_key(&hmac, secret.length, (const uint8_t *)secret.data);
	hmac_sha1_update(&hmac, body.length, body.data);
	hmac_sha1_digest(&hmac, SHA1_DIGEST_SIZE, mac);
}

static void sign_sha256(struct text secret, struct bytes body, uint8_t *mac)
{
	struct hmac_sha256_ctx hmac;

	hmac_sha256_set_key(&hmac, secret.length, (const uint8_t *)secret.data);
	hmac_sha256_update(&hmac, body.length, body.data);
	hmac_sha256_digest(&hmac, SHA256_DIGEST_SIZE, mac);
}

static void sign_sha384(struct text secret, struct bytes body, uint8_t *mac)
{
	struct hmac_sha512_ctx hmac;

	hmac_sha384_set_key(&hmac, secret.length, (const uint8_t *)secret.data);
	hmac_sha512_update(&hmac, body.length, body.data);
	hmac_sha384_digest(&hmac, SHA384_DIGEST_SIZE, mac);
}

static void sign_sha512(struct text secret, struct bytes body, uint8_t *mac)
{
	struct hmac_sha512_ctx hmac;

	hmac_sha512_set_key(&hmac, secret.length, (const uint8_t *)secret.data);
	hmac_sha512_update(&hmac, body.length, body.data);
	hmac_sha512_digest(&hmac, SHA512_DIGEST_SIZE, mac);
}

bool signature_holds(struct text header, struct text secret, struct bytes body)
{
	static void (*const sign[DIGESTS])(struct text secret, struct bytes body, uint8_t *mac) = {
		sign_sha1, sign_sha256, sign_sha384, sign_sha512,
	};
	unsigned char theirs[DIGEST_BYTES_MOST];
	uint8_t ours[DIGEST_BYTES_MOST];
	enum websub_digest digest;

	if (!websub_signature_read(header, &digest, theirs))
		return false;
	sign[digest](secret, body, ours);
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
