#include "client/opml.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "client/input.h"
#include "parsers/charset.h"
#include "parsers/xml.h"

#define FEEDS_MOST 100000

/* In the child: one address per line; an error is a line that begins with '!'. */
static void parse(struct bytes document, int out)
{
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct origin origin = {TEXT_NONE, TEXT_NONE};
	struct text text, charset;
	struct error error;
	FILE *lines = fdopen(out, "w");
	const struct xml_document *doc = NULL;

	if (!lines)
		_exit(70);
	if (input_sandbox(0, &error) &&
	    charset_decode(arena, document, &origin, MARKUP_XML, &text, &charset, &error))
		doc = xml_parse(arena, text, &error);
	if (!doc)
		fprintf(lines, "!%s\n", error.message);
	const struct xml_node *top = doc ? &doc->top : NULL;
	for (const struct xml_node *node = top; node; node = xml_walk(top, node)) {
		struct text url = xml_attribute(node, TEXT("xmlUrl"));
		if (!text_empty(url) && url.length <= LIMIT_URL)
			fprintf(lines, "%.*s\n", TEXT_ARGS(text_clean(arena, url, false)));
	}
	_exit(fflush(lines) ? 74 : 0);
}

static bool take_lines(struct arena *arena, FILE *lines, const char *path, struct text **urls,
                       size_t *count, struct error *error)
{
	char *line = NULL;
	size_t room = 0, list_room = 0;
	ssize_t length;
	bool fine = true;

	*urls = NULL;
	*count = 0;
	while (fine && (length = getline(&line, &room, lines)) > 0) {
		struct text text = text_trim((struct text){line, (size_t)length});
		if (text.length && text.data[0] == '!')
			fine = error_set(error, ERROR_DATA, "%.100s: %.*s", path,
			                 TEXT_ARGS(text_slice(text, 1, text.length)));
		else if (text.length && *count < FEEDS_MOST) {
			*urls = arena_grow(arena, *urls, *count, &list_room, sizeof(**urls));
			(*urls)[(*count)++] = text_copy(arena, text);
		}
	}
	free(line);
	return fine;
}

bool opml_read(struct arena *arena, const char *path, struct text **urls, size_t *count,
               struct error *error)
{
	struct input input;
	struct bytes document;
	int ends[2], status;

	if (!input_open(&input, path, error))
		return false;
	bool read = input_all(&input, LIMIT_FEED, &document, error);
	input_close(&input);
	if (!read)
		return false;
	pid_t child = pipe(ends) ? -1 : fork();
	if (child < 0) {
		free((void *)(uintptr_t)document.data);
		return error_set(error, ERROR_SYSTEM, "%.100s: no process to read it", path);
	}
	if (child == 0) {
		close(ends[0]);
		parse(document, ends[1]);
	}
	close(ends[1]);
	free((void *)(uintptr_t)document.data);
	FILE *lines = fdopen(ends[0], "r");
	bool fine = lines && take_lines(arena, lines, path, urls, count, error);
	if (lines)
		fclose(lines);
	waitpid(child, &status, 0);
	if (fine && (!WIFEXITED(status) || WEXITSTATUS(status)))
		return error_set(error, ERROR_DATA, "%.100s: it cannot be read", path);
	if (fine && !*count)
		return error_set(error, ERROR_DATA, "%.100s: there are no feeds in it", path);
	return fine;
}

static void put_escaped(const char *string)
{
	for (; string && *string; string++) {
		switch (*string) {
		case '&':
			fputs("&amp;", stdout);
			break;
		case '<':
			fputs("&lt;", stdout);
			break;
		case '"':
			fputs("&quot;", stdout);
			break;
		default:
			putchar(*string);
		}
	}
}

void opml_begin(void)
{
	puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml "
	     "version=\"2.0\">\n<head><title>sitrep</title></head>\n<body>");
}

void opml_outline(const char *title, const char *url)
{
	fputs("<outline type=\"rss\" text=\"", stdout);
	put_escaped(title && *title ? title : url);
	fputs("\" xmlUrl=\"", stdout);
	put_escaped(url);
	puts("\"/>");
}

void opml_end(void)
{
	puts("</body>\n</opml>");
}
