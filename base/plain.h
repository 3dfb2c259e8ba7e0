/* Plain characters of ASCII, eight at once: nearly all of what is read, cleaned and written is of them. */
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PLAIN_STEP 8
#define PLAIN_ONES UINT64_C(0x0101010101010101)
#define PLAIN_HIGH (PLAIN_ONES << 7)

static inline uint64_t plain_word(const void *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* A high bit comes of a control less 0x20, of DEL and one, and of what is no ASCII. */
static inline uint64_t plain_not(uint64_t word)
{
	return (word - PLAIN_ONES * 0x20) | (word + PLAIN_ONES) | word;
}

/* Of eight bytes: none of them is a control, DEL or outside ASCII. */
static inline bool plain_all(const void *at)
{
	return !(plain_not(plain_word(at)) & PLAIN_HIGH);
}

/* And none is a quote or a backslash: as it stands between the quotes of JSON. A zero byte less one has a high bit. */
static inline bool plain_all_quoted(const void *at)
{
	uint64_t word = plain_word(at), quote = word ^ PLAIN_ONES * '"', backslash = word ^ PLAIN_ONES * '\\';

	return !(((quote - PLAIN_ONES) | (backslash - PLAIN_ONES) | plain_not(word)) & PLAIN_HIGH);
}

#endif
