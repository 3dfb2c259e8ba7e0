#include "parsers/months.h"

#include "parsers/page_words.h"

#define LONGEST_NAME 40

/* Looked through for each word of each date of each feed: letter by letter, without making texts of the names. */
static size_t longest_match(struct text word, const char *at)
{
	size_t longest = 0;

	while (*at) {
		size_t same = 0;
		while (same < word.length && at[same] != ' ' && at[same] && at[same] == word.data[same])
			same++;
		at += same;
		if ((*at == ' ' || !*at) && same > longest)
			longest = same;
		while (*at && *at != ' ')
			at++;
		at += *at == ' ';
	}
	return longest;
}

int month_named(struct text word)
{
	char buffer[LONGEST_NAME];
	size_t longest = 0;
	int month = 0;

	if (word.length > LONGEST_NAME)
		return 0;
	word = text_lower(word, buffer, sizeof(buffer));
	for (int i = 0; i < 12; i++) {
		size_t length = longest_match(word, month_beginnings[i]);
		if (length > longest) {
			longest = length;
			month = i + 1;
		}
	}
	return month;
}

/* The whole name, or its first three bytes or more. Looked through for each word of many lines of a page. */
static bool is_called(struct text word, const char *at)
{
	while (*at) {
		size_t same = 0;
		while (same < word.length && at[same] == word.data[same])
			same++;
		if (same == word.length)
			return true;
		for (at += same; *at && *at != ' ';)
			at++;
		at += *at == ' ';
	}
	return false;
}

int month_called(struct text word)
{
	for (int i = 0; word.length >= 3 && i < 12; i++)
		if (is_called(word, month_names[i]))
			return i + 1;
	return 0;
}
