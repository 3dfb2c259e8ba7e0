/*
 * Words with their byte offsets, looked up in the lexicon once, and where sentences end.
 */
#include "extraction/document.h"

#define LONGEST_PHRASE 12
/*
 * Tokens. What is longer is cut, so that the work on a text is linear whatever the text: of 19,671
 * sentences of news (the open examinations) nine had a hundred tokens or more, the longest 221.
 */
#define LONGEST_SENTENCE 256

struct text tokens_text(const struct document *document, size_t first, size_t end)
{
	if (first >= end)
		return TEXT_NONE;
	return text_slice(document->text, document->tokens[first].word.start,
			  document->tokens[end - 1].word.end);
}

struct text token_text(const struct document *document, size_t token)
{
	return token < document->tokens_count ? tokens_text(document, token, token + 1) : TEXT_NONE;
}

/* Whether the text writes the word with the capitals that the reading asks for. */
static bool case_fits(const struct document *document, size_t token, uint16_t forms)
{
	if ((forms & FORM_UPPER) && !token_flag(document, token, WORD_UPPER))
		return false;
	return !(forms & FORM_CAPITAL) || token_flag(document, token, WORD_CAPITAL);
}

static const struct table_reading *reading_in(const struct document *document, size_t token,
					      const struct table_slot *slot, unsigned class)
{
	if (!slot)
		return NULL;
	for (unsigned i = 0; i < slot->readings; i++) {
		const struct table_reading *reading = &document->lexicon->readings[slot->reading + i];
		if (reading->class == class && case_fits(document, token, reading->forms))
			return reading;
	}
	return NULL;
}

const struct table_reading *token_find_reading(const struct document *document, size_t at, unsigned class,
					       size_t *length)
{
	const struct token *token = &document->tokens[at];
	const struct table_reading *about =
		token->about ? reading_in(document, at, slot_of(document, token->about), class) : NULL;

	if (about) {
		*length = token->about_length;
		return about;
	}
	if (set_has(set_of(document, token->set), class)) {
		*length = token->length;
		return reading_in(document, at, slot_of(document, token->slot), class);
	}
	*length = 1;
	if (!set_has(set_of(document, token->own), class))
		return NULL;
	return reading_in(document, at, slot_of(document, token->single), class);
}

static enum word_case case_of(const struct word *word)
{
	if (word->flags & WORD_UPPER)
		return CASE_UPPER;
	return word->flags & WORD_CAPITAL ? CASE_CAPITAL : CASE_SMALL;
}

bool token_is_about(const struct document *document, size_t token, unsigned class)
{
	size_t length;

	return token_reading(document, token, class, &length) != NULL;
}

/* Words of which the slot, and the index of the phrase that may begin there, are sent for before they are needed. */
#define AHEAD 4

/* The longest phrase of the lexicon that begins at the token. */
static void look_up(struct document *document, size_t at)
{
	struct token *token = &document->tokens[at];
	const struct lexicon *lexicon = document->lexicon;
	enum word_case written = case_of(&token->word);
	uint64_t hash = PHRASE_START;
	uint16_t about_traits = 0;

	token->length = 1;
	if (at + AHEAD + 1 < document->tokens_count) {
		uint64_t ahead = phrase_add(PHRASE_START, token[AHEAD].word.hash);
		lexicon_expect_slot(lexicon, ahead);
		lexicon_expect(lexicon, phrase_add(ahead, token[AHEAD + 1].word.hash));
	}
	for (size_t i = 0; i < LONGEST_PHRASE && at + i < document->tokens_count; i++) {
		const struct word *word = &document->tokens[at + i].word;
		if (i && (word->flags & WORD_LINE))
			break;
		hash = phrase_add(hash, word->hash);
		const struct table_slot *slot = lexicon_slot(lexicon, hash);
		if (!slot)
			break;
		/* No set but the first is empty. */
		bool about = i && lexicon->traits[slot->sets[written]] & TRAIT_TEXT_ONLY;
		if (about) {
			token->about = (uint32_t)(slot - lexicon->slots) + 1;
			token->about_length = (uint8_t)(i + 1);
			about_traits |= lexicon->traits[slot->sets[written]];
		} else if (slot->sets[written] != 0) {
			token->slot = (uint32_t)(slot - lexicon->slots) + 1;
			token->length = (uint8_t)(i + 1);
			token->set = slot->sets[written];
			token->forms = slot->forms[written];
			if (!i) {
				token->single = token->slot;
				token->own = token->set;
				token->own_forms = token->forms;
			}
		}
		if (!slot->longer)
			break;
	}
	token->traits = lexicon->traits[token->set] | lexicon->traits[token->own] | about_traits;
}

/* An abbreviation's point is a part of it: "Gen. Ryder" is no end of a sentence. */
static bool swallows_point(struct document *document, const struct word *before)
{
	uint64_t hash = phrase_add(PHRASE_START, before->hash);
	const struct table_slot *slot = lexicon_slot(document->lexicon, hash);
	struct text word = text_slice(document->text, before->start, before->end);

	if (word.length == 1 && (before->flags & WORD_CAPITAL))
		return true;
	if (!slot)
		return false;
	for (unsigned i = 0; i < slot->readings; i++)
		if (document->lexicon->readings[slot->reading + i].class == CLASS_ABBREVIATION)
			return true;
	return false;
}

/* Words looked up in one go, soon after they have been cut: they are still in the processor's cache. */
#define LOOKED_UP_AT_ONCE 256

static void cut_words(struct document *document)
{
	size_t position = 0, known = 0;
	struct word word;

	document->tokens_room = words_most(document->text);
	document->tokens = arena_array(document->arena, document->tokens_room, sizeof(*document->tokens));
	while (word_next(document->arena, document->text, &position, &word)) {
		struct token *last = document->tokens_count
					     ? &document->tokens[document->tokens_count - 1]
					     : NULL;
		if (last && word.symbol == '.' && !(word.flags & (WORD_SPACED | WORD_LINE)) &&
		    !(last->word.flags & WORD_PUNCT) && swallows_point(document, &last->word)) {
			last->word.end = word.end;
			continue;
		}
		document->tokens = arena_grow(document->arena, document->tokens,
					      document->tokens_count, &document->tokens_room,
					      sizeof(*document->tokens));
		document->tokens[document->tokens_count++] = (struct token){.word = word};
		lexicon_expect(document->lexicon, phrase_add(PHRASE_START, word.hash));
		if (document->tokens_count < known + LOOKED_UP_AT_ONCE + LONGEST_PHRASE)
			continue;
		for (size_t end = known + LOOKED_UP_AT_ONCE; known < end; known++)
			look_up(document, known);
	}
	for (; known < document->tokens_count; known++)
		look_up(document, known);
}

static bool is_quote(const struct document *document, size_t token)
{
	int32_t symbol = token < document->tokens_count ? document->tokens[token].word.symbol : 0;

	return symbol == '"' || symbol == '\'' || symbol == 0x2018 || symbol == 0x2019 || symbol == 0x201c ||
	       symbol == 0x201d;
}

/* Whether a sentence ends behind the token; closing quotes and brackets still belong to it. */
static bool ends_sentence(const struct document *document, size_t token)
{
	const struct word *word = &document->tokens[token].word;

	if (token + 1 >= document->tokens_count || token_flag(document, token + 1, WORD_LINE))
		return true;
	bool stop = word->symbol == '.' || word->symbol == '!' || word->symbol == '?';
	if (!stop && document->text.data[word->end - 1] != '.' && !is_quote(document, token))
		return false;
	size_t next = token + 1;
	while (is_quote(document, next) && !token_flag(document, next, WORD_SPACED) &&
	       next < document->tokens_count)
		next++;
	if (stop && next > token + 1)
		return false;
	if (is_quote(document, token) && !(word->flags & WORD_SPACED) && token > 0) {
		int32_t before = document->tokens[token - 1].word.symbol;
		stop = before == '.' || before == '!' || before == '?';
	}
	if (stop)
		return token_flag(document, next, WORD_CAPITAL | WORD_NUMBER) ||
		       is_quote(document, next) || token_symbol(document, next, '[');
	/* "... by the U.S. The army ...": an acronym's point may be the sentence's. */
	struct text itself = token_text(document, token);
	return text_ends(itself, TEXT(".")) && token_flag(document, next, WORD_CAPITAL) &&
	       itself.length > 2 && itself.data[1] == '.' &&
	       (token_is_single(document, next, CLASS_DEFINITE) ||
		token_is_single(document, next, CLASS_INDEFINITE) ||
		token_is_single(document, next, CLASS_PRONOUN));
}

static void add_sentence(struct document *document, size_t first, size_t end, size_t paragraph)
{
	document->sentences = arena_grow(document->arena, document->sentences, document->sentences_count,
					 &document->sentences_room, sizeof(*document->sentences));
	struct sentence *sentence = &document->sentences[document->sentences_count++];
	*sentence = (struct sentence){.first = (uint32_t)first, .end = (uint32_t)end,
				      .paragraph = (uint32_t)paragraph};
	sentence->title = document->tokens[first].word.start < document->text_start;
}

void tokens_read(struct document *document)
{
	size_t first = 0, paragraph = 0;
	uint16_t traits = 0;

	cut_words(document);
	for (size_t i = 0; i < document->tokens_count; i++) {
		traits |= document->tokens[i].traits;
		if (i && token_flag(document, i, WORD_LINE))
			paragraph++;
		if (!ends_sentence(document, i) && i + 1 - first < LONGEST_SENTENCE)
			continue;
		add_sentence(document, first, i + 1, paragraph);
		document->sentences[document->sentences_count - 1].traits = traits;
		first = i + 1;
		traits = 0;
	}
}
