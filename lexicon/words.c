#include "lexicon/words.h"

#include <string.h>

#include "base/hash.h"

/* Longer words are cut: nothing that a table holds comes near it. */
#define LONGEST_WORD 64

enum kind { KIND_SPACE, KIND_LETTER, KIND_DIGIT, KIND_HYPHEN, KIND_APOSTROPHE, KIND_PUNCT };

static bool between(int32_t c, int32_t low, int32_t high)
{
	return c >= low && c <= high;
}

/* Of a character beyond ASCII. */
static enum kind kind_of(int32_t c)
{
	if (c == 0xa0 || c == 0x3000 || between(c, 0x2000, 0x200b))
		return KIND_SPACE;
	if (c == 0x2010 || c == 0x2011)
		return KIND_HYPHEN;
	if (c == 0x2019 || c == 0x2018)
		return KIND_APOSTROPHE;
	if (c < 0xc0 || between(c, 0x2012, 0x2bff) || between(c, 0x3001, 0x303f) || c == 0xd7 ||
	    c == 0xf7 || c == 0xfffd || between(c, 0xff00, 0xff0f))
		return KIND_PUNCT;
	return KIND_LETTER;
}

/* Of a byte of ASCII: nine in ten characters go this way. */
static inline enum kind kind_of_ascii(unsigned char c)
{
	if (between(c | 0x20, 'a', 'z'))
		return KIND_LETTER;
	if (c <= ' ')
		return KIND_SPACE;
	if (between(c, '0', '9'))
		return KIND_DIGIT;
	if (c == '-')
		return KIND_HYPHEN;
	return c == '\'' ? KIND_APOSTROPHE : KIND_PUNCT;
}

/* The kind of character at the position; KIND_SPACE behind the end. */
static inline enum kind kind_at(struct text text, size_t position)
{
	if (position >= text.length)
		return KIND_SPACE;
	unsigned char byte = (unsigned char)text.data[position];
	return byte < 0x80 ? kind_of_ascii(byte) : kind_of(text_codepoint(text, &position));
}

static inline size_t step(struct text text, size_t position)
{
	if ((unsigned char)text.data[position] < 0x80)
		return position + 1;
	text_codepoint(text, &position);
	return position;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Where a run of letter, point, letter, point ends ("U.S.", "p.m."); 0 where there is none. */
static size_t acronym_end(struct text text, size_t start)
{
	size_t i = start;

	while (i + 1 < text.length && kind_at(text, i) == KIND_LETTER && text.data[i + 1] == '.' &&
	       (unsigned char)text.data[i] < 0x80)
		i += 2;
	if (i < start + 4) {
		/* "U.S" without its last point is as common as with it. */
		if (i == start + 2 && i < text.length && is_upper(text.data[i]) &&
		    is_upper(text.data[start]) && kind_at(text, i + 1) != KIND_LETTER)
			return i + 1;
		return 0;
	}
	return i;
}

static size_t number_end(struct text text, size_t i)
{
	while (i < text.length) {
		char c = text.data[i];
		if (between(c, '0', '9')) {
			i++;
		} else if ((c == ',' || c == '.' || c == ':') && i + 1 < text.length &&
			   between(text.data[i + 1], '0', '9')) {
			i += 2;
		} else {
			break;
		}
	}
	return i;
}

/* An apostrophe belongs to the word in "O'Brien" and "isn't", not in "France's". */
static bool apostrophe_inside(struct text text, size_t position)
{
	size_t next = step(text, position);

	if (kind_at(text, next) != KIND_LETTER)
		return false;
	if (text.data[next] != 's' && text.data[next] != 'S')
		return true;
	return kind_at(text, next + 1) == KIND_LETTER;
}

static size_t letters_end(struct text text, size_t i)
{
	while (i < text.length) {
		enum kind kind = kind_at(text, i);
		if (kind == KIND_APOSTROPHE && !apostrophe_inside(text, i))
			break;
		if (kind != KIND_LETTER && kind != KIND_DIGIT && kind != KIND_APOSTROPHE)
			break;
		i = step(text, i);
	}
	return i;
}

static uint64_t hash_of(struct arena *arena, struct text word)
{
	char plain[LONGEST_WORD];
	size_t n = 0;

	word = text_cut(word, LONGEST_WORD);
	for (size_t i = 0; i < word.length; i++) {
		unsigned char c = (unsigned char)word.data[i];
		if (c >= 0x80)
			break;
		if (c != '\'')
			plain[n++] = (char)(between(c, 'A', 'Z') ? c + 32 : c);
		if (i + 1 == word.length)
			return hash_text((struct text){plain, n}, 0);
	}
	struct text folded = text_plain(arena, word);
	n = 0;
	for (size_t i = 0; i < folded.length && n < sizeof(plain);) {
		size_t next = step(folded, i);
		enum kind kind = kind_at(folded, i);
		if ((kind == KIND_LETTER || kind == KIND_DIGIT || folded.data[i] == '.') &&
		    n + (next - i) <= sizeof(plain)) {
			memcpy(plain + n, folded.data + i, next - i);
			n += next - i;
		}
		i = next;
	}
	/* A symbol has no letters: "—" is not "€". */
	return hash_text(n ? (struct text){plain, n} : word, 0);
}

static uint32_t case_flags(struct text word)
{
	size_t upper = 0, letters = 0;

	for (size_t i = 0; i < word.length; i++) {
		unsigned char c = (unsigned char)word.data[i];
		upper += between(c, 'A', 'Z');
		letters += between(c, 'A', 'Z') || between(c, 'a', 'z') || c >= 0xc0;
	}
	uint32_t flags = upper > 1 && upper == letters ? WORD_UPPER : 0;
	size_t first = 0;
	int32_t c = text_codepoint(word, &first);
	/* Latin capitals with accents, Greek and Cyrillic capitals come in these ranges. */
	if (between(c, 'A', 'Z') || between(c, 0xc0, 0xde) || between(c, 0x391, 0x3a9) ||
	    between(c, 0x410, 0x42f) || (between(c, 0x100, 0x17f) && !(c & 1)))
		flags |= WORD_CAPITAL;
	return flags;
}

/* Skips white space and hyphens; says in the flags what lay between. */
static size_t skip(struct text text, size_t position, uint32_t *flags)
{
	size_t i = position;
	int lines = 0;

	if (i == 0)
		*flags |= WORD_LINE;
	while (i < text.length) {
		enum kind kind = kind_at(text, i);
		if (kind == KIND_SPACE) {
			lines += text.data[i] == '\n';
			*flags |= WORD_SPACED;
			*flags &= ~(uint32_t)WORD_JOINED;
		} else if (kind == KIND_HYPHEN && i == position && i > 0 &&
			   kind_at(text, i + 1) != KIND_SPACE && kind_at(text, i + 1) != KIND_HYPHEN) {
			*flags |= WORD_JOINED;
		} else {
			break;
		}
		i = step(text, i);
	}
	if (lines > 1)
		*flags |= WORD_LINE;
	return i;
}

/*
 * A word of letters and digits of ASCII alone, as nine in ten are: read once for its end, its hash and its
 * flags. False, and nothing done, for every other.
 */
static bool plain_word(struct text text, size_t start, struct word *word)
{
	char plain[LONGEST_WORD];
	size_t i = start, upper = 0, letters = 0;

	for (; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool letter = between(c | 0x20, 'a', 'z');
		if (!letter && !between(c, '0', '9'))
			break;
		letters += letter;
		upper += letter && !(c & 0x20);
		/* Digits have this bit already. */
		if (i < start + LONGEST_WORD)
			plain[i - start] = (char)(c | 0x20);
	}
	unsigned char next = i < text.length ? (unsigned char)text.data[i] : ' ';
	if (next >= 0x80 || next == '\'' || (next == '.' && i == start + 1))
		return false;
	size_t length = i - start < LONGEST_WORD ? i - start : LONGEST_WORD;
	word->start = (uint32_t)start;
	word->end = (uint32_t)i;
	word->hash = hash_text((struct text){plain, length}, 0);
	if (upper > 1 && upper == letters)
		word->flags |= WORD_UPPER;
	if (is_upper(text.data[start]))
		word->flags |= WORD_CAPITAL;
	return true;
}

bool word_next(struct arena *arena, struct text text, size_t *position, struct word *word)
{
	*word = (struct word){0};
	size_t start = skip(text, *position, &word->flags);
	if (start >= text.length)
		return false;
	enum kind kind = kind_at(text, start);
	if (kind == KIND_LETTER && plain_word(text, start, word)) {
		*position = word->end;
		return true;
	}
	size_t end = step(text, start);
	if (kind == KIND_DIGIT) {
		end = number_end(text, start);
		if (kind_at(text, end) == KIND_LETTER)
			end = letters_end(text, end);
		else
			word->flags |= WORD_NUMBER;
	} else if (kind == KIND_LETTER) {
		size_t acronym = acronym_end(text, start);
		end = acronym ? acronym : letters_end(text, start);
	} else if (kind == KIND_APOSTROPHE && !(word->flags & WORD_SPACED) && start > 0 &&
		   end < text.length && (text.data[end] == 's' || text.data[end] == 'S') &&
		   kind_at(text, end + 1) != KIND_LETTER) {
		end++;
		word->flags |= WORD_POSSESSIVE;
	} else {
		word->flags |= WORD_PUNCT;
		size_t at = start;
		word->symbol = text_codepoint(text, &at);
		/* A hyphen between spaces, or two of them, is a dash. */
		if (kind == KIND_HYPHEN)
			while (kind_at(text, end) == KIND_HYPHEN)
				end = step(text, end);
	}
	word->start = (uint32_t)start;
	word->end = (uint32_t)end;
	struct text itself = text_slice(text, start, end);
	word->hash = hash_of(arena, itself);
	if (kind == KIND_LETTER || kind == KIND_DIGIT)
		word->flags |= case_flags(itself);
	*position = end;
	return true;
}

static inline uint8_t is_inside(unsigned char c)
{
	return ((uint8_t)((c | 0x20) - 'a') < 26) | ((uint8_t)(c - '0') < 10);
}

/* Written without branches, and with sums of a byte, for the compiler to do many bytes at once. */
#define BYTES_AT_ONCE 128

size_t words_most(struct text text)
{
	const unsigned char *data = (const unsigned char *)text.data;
	size_t most = 1;

	for (size_t i = 1; i < text.length;) {
		size_t end = text.length - i < BYTES_AT_ONCE ? text.length : i + BYTES_AT_ONCE;
		uint8_t sum = 0;
		/* A letter or digit behind another goes on with its word; so does what follows in UTF-8. */
		for (; i < end; i++)
			sum += (data[i] > ' ') & ((data[i] & 0xc0) != 0x80) &
			       !(is_inside(data[i]) & is_inside(data[i - 1]));
		most += sum;
	}
	return most;
}
