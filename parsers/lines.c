#include "parsers/lines.h"

#include <string.h>

/* How a phrase has to stand in a line, both folded. */
enum stands {
	WHOLE, /* it is the line, but for marks at its end */
	FIRST, /* the line begins with it; lines of up to FIRST_MOST bytes */
	COLON, /* the same with ':' behind it, of any length */
};

/* Longer ones are sentences of a story that happen to begin so. */
#define FIRST_MOST 140

struct phrase {
	const char *phrase;
	enum stands stands;
	enum line_role role;
};

static const struct phrase phrases[] = {
        {"advertisement", WHOLE, LINE_NOTICE},
        {"advertisement - continue reading below", WHOLE, LINE_NOTICE},
        {"advertising", WHOLE, LINE_NOTICE},
        {"ad", WHOLE, LINE_NOTICE},
        {"sponsored", WHOLE, LINE_NOTICE},
        {"anzeige", WHOLE, LINE_NOTICE},
        {"publicidad", WHOLE, LINE_NOTICE},
        {"publicit\xc3\xa9", WHOLE, LINE_NOTICE},
        {"pubblicit\xc3\xa0", WHOLE, LINE_NOTICE},
        {"\xd1\x80\xd0\xb5\xd0\xba\xd0\xbb\xd0\xb0\xd0\xbc\xd0\xb0", WHOLE, LINE_NOTICE},
        {"story continues below", FIRST, LINE_NOTICE},
        {"article continues below", FIRST, LINE_NOTICE},
        {"article continues after", FIRST, LINE_NOTICE},
        {"continue reading below", FIRST, LINE_NOTICE},
        {"continue reading the main story", FIRST, LINE_NOTICE},
        {"read more", FIRST, LINE_LINK},
        {"read also", FIRST, LINE_LINK},
        {"also read", FIRST, LINE_LINK},
        {"see also", FIRST, LINE_LINK},
        {"related", COLON, LINE_LINK},
        {"watch", COLON, LINE_LINK},
        {"read", COLON, LINE_LINK},
        {"more", COLON, LINE_LINK},
        {"click here", FIRST, LINE_CALL},
        {"get the app", FIRST, LINE_CALL},
        {"sign up for", FIRST, LINE_CALL},
        {"subscribe to", FIRST, LINE_CALL},
        {"follow us on", FIRST, LINE_CALL},
        {"share this", FIRST, LINE_CALL},
        {"photo credit", FIRST, LINE_CREDIT},
        {"image credit", FIRST, LINE_CREDIT},
        {"photo", COLON, LINE_CREDIT},
        {"image", COLON, LINE_CREDIT},
        {"\xc2\xa9", FIRST, LINE_CREDIT},
        {"copyright \xc2\xa9", FIRST, LINE_CREDIT},
        {"related", WHOLE, LINE_END},
        {"related articles", WHOLE, LINE_END},
        {"related stories", WHOLE, LINE_END},
        {"related topics", WHOLE, LINE_END},
        {"related posts", WHOLE, LINE_END},
        {"more from", FIRST, LINE_END},
        {"you may also like", FIRST, LINE_END},
        {"you might also like", FIRST, LINE_END},
        {"recommended for you", FIRST, LINE_END},
};

static bool all_marks(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!text.data[i] || !strchr(" .:!>", text.data[i]))
			return false;
	return true;
}

static bool stands(struct text line, const struct phrase *row)
{
	struct text phrase = text_of(row->phrase);

	if (!text_starts(line, phrase))
		return false;
	struct text rest = text_slice(line, phrase.length, line.length);
	if (row->stands == WHOLE)
		return rest.length < 4 && all_marks(rest);
	if (row->stands == COLON)
		return rest.length && rest.data[0] == ':';
	return line.length <= FIRST_MOST && (!rest.length || rest.data[0] == ' ' ||
	                                     (rest.data[0] > 0 && strchr(".,:!?-", rest.data[0])));
}

enum line_role line_role(struct arena *arena, struct text line)
{
	struct text folded = text_fold(arena, text_cut(line, FIRST_MOST + 4));

	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (stands(folded, &phrases[i]))
			return phrases[i].role;
	return LINE_TEXT;
}

bool line_is_contact(struct text line)
{
	static const char *const names[] = {"@",          "twitter",  "facebook", "instagram",
	                                    "newsletter", "whatsapp", "inbox",    "subscrib",
	                                    "telegram",   "sign up"};

	if (line.length > 220)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_find_nocase(line, text_of(names[i]), 0) != TEXT_NOT_FOUND)
			return true;
	return false;
}

const char *line_role_name(enum line_role role)
{
	static const char *const names[] = {
	        [LINE_TEXT] = "text",         [LINE_CALL] = "a call",
	        [LINE_LINK] = "a cross-link", [LINE_CREDIT] = "a credit",
	        [LINE_NOTICE] = "a notice",   [LINE_END] = "an end",
	};

	return names[role];
}
