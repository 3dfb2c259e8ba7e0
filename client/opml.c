#include "client/opml.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/writer.h"
#include "client/input.h"
#include "parsers/charset.h"
#include "parsers/xml.h"

#define FEEDS_MOST 100000
#define FOLDERS_MOST 16

/* A value on one line and in one field. */
static struct text field_of(struct arena *arena, struct text text, size_t limit)
{
	return text_cut(text_squeeze(arena, text_clean(arena, text, false)), limit);
}

/* Adds what is not there yet; tags are apart by ','. */
static void add_tag(struct writer *tags, struct text tag)
{
	struct text rest = writer_text(tags), known;

	tag = text_trim(tag);
	while (tags->length && text_next(&rest, ',', &known))
		if (text_equal(known, tag))
			return;
	if (text_empty(tag))
		return;
	if (tags->length)
		writer_put_char(tags, ',');
	writer_put(tags, tag);
}

/*
 * The folders around an outline, the outermost first, and its categories: OPML 2.0 has "/a/b,c", of
 * which every part is a tag.
 */
static struct text tags_of(struct arena *arena, const struct xml_node *node)
{
	struct text folders[FOLDERS_MOST], category, part;
	struct text list = field_of(arena, xml_attribute(node, TEXT("category")), LIMIT_TITLE);
	struct writer tags = writer_new(arena, LIMIT_TITLE);
	size_t count = 0;

	for (const struct xml_node *up = node->parent; up && count < FOLDERS_MOST; up = up->parent) {
		struct text name = xml_attribute(up, TEXT("text"));
		if (!xml_named(up, TEXT("outline")))
			continue;
		folders[count++] =
		        field_of(arena, text_empty(name) ? xml_attribute(up, TEXT("title")) : name, LIMIT_NAME);
	}
	/* No tag has a comma in it: "Sudan, Chad" is two. */
	while (count)
		for (struct text folder = folders[--count]; text_next(&folder, ',', &part);)
			add_tag(&tags, part);
	while (text_next(&list, ',', &category))
		while (text_next(&category, '/', &part))
			add_tag(&tags, part);
	return writer_text(&tags);
}

/* In the child: a feed per line, its fields apart by tabs; an error is a line that begins with '!'. */
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
		struct text url = field_of(arena, xml_attribute(node, TEXT("xmlUrl")), LIMIT_URL + 1);
		struct text title = xml_attribute(node, TEXT("text"));
		if (text_empty(url) || url.length > LIMIT_URL)
			continue;
		title = field_of(arena, text_empty(title) ? xml_attribute(node, TEXT("title")) : title, LIMIT_NAME);
		/* Programs put the address where they know no title. */
		title = text_equal(title, url) ? TEXT_NONE : title;
		fprintf(lines, "%.*s\t%.*s\t%.*s\n", TEXT_ARGS(url), TEXT_ARGS(title),
		        TEXT_ARGS(tags_of(arena, node)));
	}
	_exit(fflush(lines) ? 74 : 0);
}

static bool take_lines(struct arena *arena, FILE *lines, const char *path,
                       struct opml_feed **feeds, size_t *count, struct error *error)
{
	char *line = NULL;
	size_t room = 0, list_room = 0;
	ssize_t length;
	bool fine = true;

	*feeds = NULL;
	*count = 0;
	while (fine && (length = getline(&line, &room, lines)) > 0) {
		struct text text = text_trim((struct text){line, (size_t)length});
		if (text.length && text.data[0] == '!')
			fine = error_set(error, ERROR_DATA, "%.100s: %.*s", path,
			                 TEXT_ARGS(text_slice(text, 1, text.length)));
		else if (*count == FEEDS_MOST)
			fine = error_set(error, ERROR_DATA, "%.100s: there are more than %d feeds in it", path,
			                 FEEDS_MOST);
		else if (text.length) {
			struct text rest = text_copy(arena, text_slice((struct text){line, (size_t)length}, 0,
			                                               (size_t)length - (line[length - 1] == '\n')));
			struct opml_feed feed = {0};
			text_next(&rest, '\t', &feed.url);
			text_next(&rest, '\t', &feed.title);
			text_next(&rest, '\t', &feed.tags);
			*feeds = arena_grow(arena, *feeds, *count, &list_room, sizeof(**feeds));
			(*feeds)[(*count)++] = feed;
		}
	}
	free(line);
	return fine;
}

bool opml_read(struct arena *arena, const char *path, struct opml_feed **feeds, size_t *count,
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
	if (!lines)
		memory_end();
	bool fine = take_lines(arena, lines, path, feeds, count, error);
	fclose(lines);
	bool ended = waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status);
	if (fine && !ended)
		return error_set(error, ERROR_DATA, "%.100s: it cannot be read", path);
	if (fine && !*count)
		return error_set(error, ERROR_DATA, "%.100s: there are no feeds in it", path);
	return fine;
}

static void put_markup(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		switch (text.data[i]) {
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
			putchar(text.data[i]);
		}
	}
}

/* The list goes to a terminal where nobody sends it elsewhere. */
static void put_escaped(struct text text)
{
	struct arena *arena = text_is_clean(text, false) ? NULL : arena_new(text.length + KIB(4));

	put_markup(arena ? text_clean(arena, text, false) : text);
	arena_free(arena);
}

static void put_outline(const json_t *feed, const char *indent)
{
	const char *title = json_string_value(json_object_get(feed, "title"));
	const char *url = json_string_value(json_object_get(feed, "url"));
	const char *tags = json_string_value(json_object_get(feed, "tags"));

	printf("%s<outline type=\"rss\" text=\"", indent);
	put_escaped(text_of(title && *title ? title : url));
	fputs("\" xmlUrl=\"", stdout);
	put_escaped(text_of(url));
	if (tags && *tags) {
		fputs("\" category=\"", stdout);
		put_escaped(text_of(tags));
	}
	puts("\"/>");
}

/* A feed, and the folder that it stands in: its first tag, or none. */
struct shelved {
	const json_t *feed;
	struct text folder;
	size_t at;    /* in the list */
	size_t first; /* where the first of its folder is there */
};

static struct text folder_of(const json_t *feed)
{
	const char *tags = json_string_value(json_object_get(feed, "tags"));

	return tags ? (struct text){tags, strcspn(tags, ",")} : TEXT_NONE;
}

static int by_folder(const void *left, const void *right)
{
	const struct shelved *a = left, *b = right;
	int order = text_compare(a->folder, b->folder);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* The feeds of no folder, then each folder where its first feed was. */
static int by_place(const void *left, const void *right)
{
	const struct shelved *a = left, *b = right;
	bool loose = text_empty(a->folder), other_loose = text_empty(b->folder);

	if (loose != other_loose)
		return loose ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static struct shelved *shelve(const json_t *feeds, size_t count)
{
	struct shelved *shelf = memory_zeroed(count + 1, sizeof(*shelf));

	for (size_t i = 0; i < count; i++) {
		const json_t *feed = json_array_get(feeds, i);
		shelf[i] = (struct shelved){.feed = feed, .folder = folder_of(feed), .at = i};
	}
	qsort(shelf, count, sizeof(*shelf), by_folder);
	for (size_t i = 0; i < count; i++) {
		bool same = i && text_equal(shelf[i - 1].folder, shelf[i].folder);
		shelf[i].first = same ? shelf[i - 1].first : shelf[i].at;
	}
	qsort(shelf, count, sizeof(*shelf), by_place);
	return shelf;
}

void opml_write(const json_t *feeds)
{
	size_t count = json_array_size(feeds);
	struct shelved *shelf = shelve(feeds, count);
	bool open = false;

	puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
	     "<head><title>sitrep</title></head>\n<body>");
	for (size_t i = 0; i < count; i++) {
		bool begins = !text_empty(shelf[i].folder) && (!i || shelf[i - 1].first != shelf[i].first);
		if (begins) {
			fputs(open ? "</outline>\n<outline text=\"" : "<outline text=\"", stdout);
			put_escaped(shelf[i].folder);
			puts("\">");
			open = true;
		}
		put_outline(shelf[i].feed, open ? "  " : "");
	}
	puts(open ? "</outline>\n</body>\n</opml>" : "</body>\n</opml>");
	free(shelf);
}
