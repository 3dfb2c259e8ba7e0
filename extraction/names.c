#include "extraction/names.h"

#include "extraction/groups.h"

bool token_is_name(const struct document *document, const struct sentence *sentence, size_t at)
{
	if (!token_flag(document, at, WORD_CAPITAL) || at >= sentence->end)
		return false;
	const struct token *token = &document->tokens[at];
	if (!token->slot && !token->single)
		return true;
	if (token_is(document, at, CLASS_NOT_NAME) || token_ends_group(document, at) ||
	    token_is(document, at, CLASS_COUNTRY) || token_is(document, at, CLASS_DEMONYM) ||
	    token_is(document, at, CLASS_MONTH))
		return false;
	/* A known word with a capital inside a sentence is a name or a part of one. */
	return at > sentence->first && !sentence->title && !token_is(document, at, CLASS_PERSON);
}

size_t name_end(const struct document *document, const struct sentence *sentence, size_t at)
{
	size_t end = at;

	while (end < sentence->end && end < at + 8) {
		size_t part = end;
		while (part > at && part < sentence->end && part < end + 2 &&
		       token_is(document, part, CLASS_NAME_PART))
			part++;
		if (!token_is_name(document, sentence, part))
			break;
		if (part == at && token_is_town(document, part))
			break;
		end = part + 1;
	}
	return end;
}
