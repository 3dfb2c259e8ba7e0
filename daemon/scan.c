#include "daemon/scan.h"

#include <string.h>

/* One pass over the text: where it is, and what it makes. */
struct scan {
	struct arena *arena;
	const char *file;
	struct text from;
	size_t at;
	int line;
	char *to;
	size_t used;
	struct mistakes *mistakes;
	/* Keys of the group that is open, to find a repeat. Level 0 is the top. */
	struct key {
		struct text name;
		int line;
	} *keys[2];
	size_t keys_count[2], keys_room[2];
	struct text word;     /* the last word */
	struct text key;      /* the last word before a = */
	bool behind_equals;   /* a value or a list is expected: its brace opens no section */
	int depth, lists;
	int open_line;        /* of the section that is open */
};

static char scan_peek(const struct scan *scan, size_t ahead)
{
	size_t at = scan->at + ahead;

	return at < scan->from.length ? scan->from.data[at] : '\0';
}

static void scan_put(struct scan *scan, char c)
{
	scan->to[scan->used++] = c;
}

static void scan_take(struct scan *scan, bool blank)
{
	char c = scan->from.data[scan->at++];

	if (c == '\n')
		scan->line++;
	scan_put(scan, blank && c != '\n' ? ' ' : c);
}

static void scan_comment(struct scan *scan)
{
	bool block = scan_peek(scan, 0) == '/' && scan_peek(scan, 1) == '*';
	int line = scan->line;

	if (!block) {
		while (scan->at < scan->from.length && scan_peek(scan, 0) != '\n')
			scan_take(scan, true);
		return;
	}
	scan_take(scan, true);
	scan_take(scan, true);
	while (scan->at < scan->from.length &&
	       !(scan_peek(scan, 0) == '*' && scan_peek(scan, 1) == '/'))
		scan_take(scan, true);
	if (scan->at >= scan->from.length)
		mistakes_add(scan->mistakes, scan->file, line, "the comment that begins here has no end");
	for (int i = 0; i < 2 && scan->at < scan->from.length; i++)
		scan_take(scan, true);
}

/* A string on its line, `$` made literal with a backslash; an open one is told and closed. */
static void scan_string(struct scan *scan)
{
	char quote = scan_peek(scan, 0);

	scan_take(scan, false);
	while (scan->at < scan->from.length && scan_peek(scan, 0) != '\n') {
		char c = scan_peek(scan, 0);
		if (c == '\\' && scan_peek(scan, 1) && scan_peek(scan, 1) != '\n') {
			scan_take(scan, false);
			scan_take(scan, false);
			continue;
		}
		if (c == '$' && quote == '"')
			scan_put(scan, '\\');
		scan_take(scan, false);
		if (c == quote)
			return;
	}
	mistakes_add(scan->mistakes, scan->file, scan->line, "the string has no closing %c on its line",
		     quote);
	scan_put(scan, quote);
}

static void scan_key(struct scan *scan)
{
	int level = scan->depth > 0;
	struct key *keys = scan->keys[level];

	for (size_t i = 0; i < scan->keys_count[level]; i++) {
		if (!text_equal(keys[i].name, scan->word))
			continue;
		mistakes_add(scan->mistakes, scan->file, scan->line,
			     "%.*s is given twice, first on line %d", TEXT_ARGS(scan->word),
			     keys[i].line);
		return;
	}
	keys = arena_grow(scan->arena, keys, scan->keys_count[level], &scan->keys_room[level],
			  sizeof(*keys));
	keys[scan->keys_count[level]++] = (struct key){scan->word, scan->line};
	scan->keys[level] = keys;
}

static void scan_mark(struct scan *scan)
{
	char c = scan_peek(scan, 0);

	if (c == '=') {
		if (!text_empty(scan->word))
			scan_key(scan);
		scan->key = scan->word;
		scan->behind_equals = true;
	} else if (c == '{') {
		if (scan->behind_equals) {
			scan->lists++;
		} else {
			scan->depth++;
			scan->open_line = scan->line;
			scan->keys_count[1] = 0;
		}
		scan->behind_equals = false;
	} else if (c == '}') {
		if (scan->lists)
			scan->lists--;
		else if (scan->depth)
			scan->depth--;
	}
	bool between = c == ',' && !scan->lists;
	if (between)
		mistakes_add(scan->mistakes, scan->file, scan->line,
			     "a comma stands only between the values of a list; between settings a space is enough");
	scan->word = TEXT_NONE;
	scan_take(scan, between);
}

static bool is_mark(char c)
{
	return c && strchr("{}()=+,", c);
}

static void scan_word(struct scan *scan)
{
	size_t begin = scan->at;

	while (scan->at < scan->from.length && !is_mark(scan_peek(scan, 0)) &&
	       !strchr(" \t\r\n\"'#", scan_peek(scan, 0)))
		scan_take(scan, false);
	scan->word = text_slice(scan->from, begin, scan->at);
	if (text_find(scan->word, TEXT("$"), 0) != TEXT_NOT_FOUND) {
		mistakes_add(scan->mistakes, scan->file, scan->line, "a value with $ stands in quotes");
		for (size_t i = scan->used - (scan->at - begin); i < scan->used; i++)
			scan->to[i] = scan->to[i] == '$' ? '_' : scan->to[i];
	}
	scan->behind_equals = false;
}

/* libconfuse would take the next line's key for the value, and blame that line. */
static void scan_no_value(struct scan *scan)
{
	mistakes_add(scan->mistakes, scan->file, scan->line, "%.*s: there is no value behind the =",
		     TEXT_ARGS(scan->key));
	for (size_t i = scan->used; i > 0 && !strchr("\n{}", scan->to[i - 1]); i--)
		scan->to[i - 1] = ' ';
	scan->behind_equals = false;
}

char *scan_clean(struct arena *arena, const char *file, struct text text, struct mistakes *mistakes)
{
	struct scan scan = {.arena = arena, .file = file, .from = text, .line = 1, .mistakes = mistakes};

	/* Each byte may become two; a string that is closed for the operator adds one more. */
	scan.to = arena_alloc(arena, 2 * text.length + 2);
	while (scan.at < text.length) {
		char c = scan_peek(&scan, 0), next = scan_peek(&scan, 1);
		if (c == '\n' && scan.behind_equals)
			scan_no_value(&scan);
		if (c == '#' || (c == '/' && (next == '/' || next == '*'))) {
			scan_comment(&scan);
		} else if (c == '"' || c == '\'') {
			scan_string(&scan);
			scan.behind_equals = false;
			scan.word = TEXT_NONE;
		} else if (is_mark(c)) {
			scan_mark(&scan);
		} else if (c == '\0' || strchr(" \t\r\n", c)) {
			scan_take(&scan, c != '\n');
		} else {
			scan_word(&scan);
		}
	}
	/* libconfuse takes the end of the file for the end of the section. */
	if (scan.depth)
		mistakes_add(mistakes, file, scan.open_line, "the { on this line has no }");
	scan.to[scan.used] = '\0';
	return scan.to;
}

/* What the line adds to the depth of braces, outside of strings. */
static int line_braces(const char *line, size_t length)
{
	int braces = 0;
	char quote = '\0';

	for (size_t i = 0; i < length; i++) {
		char c = line[i];
		if (quote) {
			if (c == '\\')
				i++;
			else if (c == quote)
				quote = '\0';
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '{' || c == '}') {
			braces += c == '{' ? 1 : -1;
		}
	}
	return braces;
}

static bool line_blank(char *line, size_t length, int keep)
{
	bool found = false;

	for (size_t i = 0; i < length; i++) {
		found = found || (line[i] != ' ' && line[i] != '}');
		line[i] = ' ';
	}
	for (int i = 0; i < keep && (size_t)i < length; i++)
		line[i] = '}';
	return found;
}

bool scan_blank(char *text, int line, bool with_braces)
{
	bool found = false;
	int open = 0;

	for (int i = 1; i < line && text; i++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	while (text && *text) {
		size_t length = strcspn(text, "\n");
		open += line_braces(text, length);
		bool brace = with_braces && memchr(text, '}', length);
		found = line_blank(text, length, open < 0 && !with_braces ? -open : 0) || brace || found;
		if (open <= 0)
			break;
		text += length + (text[length] == '\n');
	}
	return found;
}
