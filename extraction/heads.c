#include "extraction/heads.h"

#include <assert.h>

#include "extraction/groups.h"

/* A token's endings are known. */
#define ENDINGS_READ 0x80
#define ENDING(class) (1u << ((class) - CLASS_SUFFIX_VERB))
static_assert(CLASS_SUFFIX_ADVERB - CLASS_SUFFIX_VERB < 7, "the classes of endings stand together");

/* Every class of endings that the word has: of its last one to four letters. */
static uint8_t endings_of(const struct document *document, struct text word)
{
	uint8_t endings = ENDINGS_READ;

	for (size_t length = 1; length <= 4 && word.length > length + 2; length++) {
		struct text suffix = text_slice(word, word.length - length, word.length);
		struct word cut;
		size_t position = 0;
		if (!word_next(document->arena, suffix, &position, &cut))
			continue;
		const struct table_slot *slot =
			lexicon_slot(document->lexicon, phrase_add(PHRASE_START, cut.hash));
		for (unsigned i = 0; slot && i < slot->readings; i++) {
			unsigned class = document->lexicon->readings[slot->reading + i].class;
			if (class >= CLASS_SUFFIX_VERB && class <= CLASS_SUFFIX_ADVERB)
				endings |= (uint8_t)ENDING(class);
		}
	}
	return endings;
}

bool ends_like(const struct document *document, size_t at, unsigned class)
{
	struct token *token = &document->tokens[at];

	if (!(token->endings & ENDINGS_READ))
		token->endings = endings_of(document, token_text(document, at));
	return token->endings & ENDING(class);
}

bool begins_compound(const struct document *document, size_t at)
{
	bool name = token_flag(document, at, WORD_CAPITAL) && token_flag(document, at + 1, WORD_CAPITAL);

	return token_flag(document, at + 1, WORD_JOINED) && document->tokens[at].length <= 1 && !name &&
	       !token_flag(document, at, WORD_NUMBER | WORD_PUNCT) && !token_is(document, at, CLASS_CARDINAL) &&
	       !token_is(document, at, CLASS_MULTIPLIER);
}

bool is_determiner(const struct document *document, size_t at)
{
	return token_is(document, at, CLASS_DEFINITE) || token_is(document, at, CLASS_INDEFINITE) ||
	       token_is(document, at, CLASS_POSSESSOR);
}

/* Whether a body, a country or a town ends before the token. */
static bool is_behind_actor(const struct document *document, size_t at)
{
	static const uint16_t classes[] = {CLASS_BODY, CLASS_COUNTRY, CLASS_TOWN};

	for (size_t k = at; k-- > 0 && k + 4 >= at;) {
		size_t length;
		for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
			if (token_reading(document, k, classes[i], &length) && k + length == at)
				return true;
	}
	return false;
}

bool begins_object(const struct document *document, size_t at)
{
	static const uint16_t classes[] = {CLASS_CARDINAL, CLASS_INDEFINITE, CLASS_DEFINITE, CLASS_POSSESSOR,
					   CLASS_TOWN,     CLASS_COUNTRY,    CLASS_DEMONYM,  CLASS_PERSON,
					   CLASS_AT_LEAST, CLASS_VAGUE,      CLASS_FEW,
					   CLASS_SELF,     CLASS_HIM,        CLASS_EACH_OTHER};

	if (token_flag(document, at, WORD_NUMBER))
		return true;
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (token_is(document, at, classes[i]))
			return true;
	return false;
}

bool is_verb_of_actor(const struct document *document, size_t at)
{
	uint16_t forms = forms_at(document, at);

	return (forms & FORM_NOUN) && (forms & (FORM_S | FORM_PAST)) &&
	       begins_object(document, at + document->tokens[at].length) && is_behind_actor(document, at);
}

enum step step_at(const struct document *document, size_t at, const struct walk *walk)
{
	uint16_t forms = forms_at(document, at);
	bool noun = forms & FORM_NOUN;

	if (begins_compound(document, at))
		return walk->known && walk->plural ? STEP_END : STEP_MODIFIER;
	/* "US marines"; "us" is a pronoun. */
	if (token_flag(document, at, WORD_UPPER) && token_is(document, at, CLASS_COUNTRY))
		return STEP_MODIFIER;
	if (token_ends_group(document, at) && !noun)
		return STEP_END;
	if (token_flag(document, at, WORD_POSSESSIVE))
		return STEP_MODIFIER;
	if (noun) {
		/* "The death toll stands at 142" */
		if (walk->known && (forms & FORMS_OF_VERB) && token_is(document, walk->head, CLASS_TOLL))
			return STEP_END;
		/* "Quake strikes off Mindanao", "cyclone strikes Mozambique": it strikes, and flies no strikes. */
		if (walk->known && !walk->plural && (forms & FORM_S) && token_is(document, at, CLASS_DISASTER_V) &&
		    token_is(document, walk->head, CLASS_EVENT_DISASTER))
			return STEP_END;
		/* "A cook remains in hospital" */
		if (walk->known && (forms & FORM_S) && token_is(document, at, CLASS_BODIES) &&
		    token_is(document, walk->head, CLASS_PERSON))
			return STEP_END;
		/* "The governor orders the evacuation": one noun behind another has no article behind it. */
		if (walk->known && !walk->plural && (forms & FORM_S) &&
		    is_determiner(document, at + document->tokens[at].length))
			return STEP_END;
		/* "A man cleaning his gun shot himself" */
		if (walk->head != SIZE_MAX && (forms & FORM_PAST) && begins_object(document, at + 1))
			return STEP_END;
		/* After a plural person another noun that may be a verb is one: "soldiers fire". */
		if (walk->known && walk->plural && (forms & FORMS_OF_VERB))
			return STEP_END;
		/* And after a person one in the past: "a man shot his wife". */
		if (walk->known && (forms & FORM_PAST) && token_is(document, walk->head, CLASS_PERSON))
			return STEP_END;
		return STEP_HEAD;
	}
	/* "His escort", "the march": behind a determiner there is no verb, whatever the tables know. */
	if ((forms & FORM_BASE) && walk->head == SIZE_MAX && at && is_determiner(document, at - 1))
		return STEP_HEAD;
	if (forms & FORMS_OF_VERB) {
		/* "wounded people", "drone-fired missiles"; but behind a name it is that name's verb. */
		bool modifies = (forms & (FORM_PART | FORM_ING)) && walk->head == SIZE_MAX && !walk->named;
		bool joined = ((forms & FORM_PART) || walk->head == SIZE_MAX) && token_flag(document, at, WORD_JOINED);
		return modifies || joined ? STEP_MODIFIER : STEP_END;
	}
	if (token_is(document, at, CLASS_DEMONYM) || token_is(document, at, CLASS_COUNTRY) ||
	    token_is(document, at, CLASS_BODY) || token_is(document, at, CLASS_ADJECTIVE) ||
	    token_is(document, at, CLASS_OTHERS) || token_is(document, at, CLASS_MORE) ||
	    token_is(document, at, CLASS_TITLE) || token_is(document, at, CLASS_TOWN))
		return STEP_MODIFIER;
	if (token_flag(document, at, WORD_NUMBER) || token_is(document, at, CLASS_CARDINAL))
		return walk->head == SIZE_MAX ? STEP_MODIFIER : STEP_END;
	if (walk->known && (walk->plural || ends_like(document, at, CLASS_SUFFIX_VERB)))
		return STEP_END;
	if (token_flag(document, at, WORD_CAPITAL))
		return walk->known ? STEP_END : STEP_MODIFIER;
	/* "football players" */
	if (token_is(document, at, CLASS_TOPIC_SPORT))
		return STEP_MODIFIER;
	/* A word of the lexicon that is neither noun nor adjective belongs to what follows. */
	return document->tokens[at].slot ? STEP_END : STEP_HEAD;
}

void take_head(const struct document *document, size_t at, struct walk *walk)
{
	uint16_t forms = forms_at(document, at);

	walk->head = at;
	walk->head_length = document->tokens[at].length;
	walk->known = forms & FORM_NOUN;
	walk->plural = (forms & FORM_PLURAL) != 0;
	if (!walk->known)
		walk->plural = ends_like(document, at, CLASS_SUFFIX_PLURAL) &&
			       !ends_like(document, at, CLASS_SUFFIX_SINGULAR);
	walk->either = (forms & FORM_PLURAL) && (forms & FORM_SINGULAR);
}
