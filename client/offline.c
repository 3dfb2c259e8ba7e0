/* The commands that need no daemon: feed, article, extract. What they print is what a reader
 * answers. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_writer.h"
#include "base/limits.h"
#include "client/article_line.h"
#include "client/command.h"
#include "client/explain.h"
#include "client/input.h"
#include "client/lexicon.h"
#include "extraction/extract.h"
#include "parsers/date.h"
#include "parsers/feed.h"
#include "parsers/page.h"

struct offline {
	const char *command;
	const char *file;
	const char *url;
	const char *content_type;
	const char *published;
	const char *title;
	const char *lexicon;
	bool lines;
	bool explain;
};

enum { KEY_URL = 256, KEY_TYPE, KEY_PUBLISHED, KEY_TITLE, KEY_JSONL, KEY_EXPLAIN, KEY_JSON };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct offline *offline = state->input;

	switch (key) {
	case KEY_URL:
		offline->url = argument;
		break;
	case KEY_TYPE:
		offline->content_type = argument;
		break;
	case KEY_PUBLISHED:
		offline->published = argument;
		break;
	case KEY_TITLE:
		offline->title = argument;
		break;
	case KEY_JSONL:
		offline->lines = true;
		break;
	case KEY_EXPLAIN:
		offline->explain = true;
		break;
	case LEXICON_OPTION_KEY:
		offline->lexicon = argument;
		break;
	case KEY_JSON:
		break; /* JSON is what they print */
	case ARGP_KEY_ARG:
		if (offline->file)
			argp_error(state, "one FILE at a time");
		offline->file = argument;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which FILE? (\"-\" is standard input)");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

#define OPTION_URL                                                                                 \
	{                                                                                          \
		"url", KEY_URL, "URL", 0, "where it was found: the base of relative links", 0      \
	}
#define OPTION_TYPE                                                                                \
	{                                                                                          \
		"content-type", KEY_TYPE, "TYPE", 0, "the Content-Type header it came with", 0     \
	}
#define OPTION_JSON                                                                                \
	{                                                                                          \
		"json", KEY_JSON, NULL, OPTION_HIDDEN, "", 0                                       \
	}

static int print_text(struct text text)
{
	fwrite(text.data, 1, text.length, stdout);
	return fflush(stdout) ? 74 : 0;
}

static int print_shape(struct arena *arena, const struct json_shape *shape, const void *object)
{
	struct writer writer = writer_new(arena, SIZE_MAX);

	json_write_shape(&writer, shape, object);
	writer_put_char(&writer, '\n');
	return print_text(writer_text(&writer));
}

/* The document in memory, the walls up. */
static bool prepare(struct offline *offline, size_t limit, struct bytes *document,
                    struct error *error)
{
	struct input input;

	if (!input_open(&input, offline->file, error))
		return false;
	bool ready = input_all(&input, limit, document, error) && input_sandbox(0, error);
	input_close(&input);
	return ready;
}

static struct origin origin_of(const struct offline *offline)
{
	struct origin origin = {
	        offline->url ? text_of(offline->url) : TEXT_NONE,
	        offline->content_type ? text_of(offline->content_type) : TEXT_NONE,
	};

	return origin;
}

static int failed_on(const struct offline *offline, struct error *error)
{
	struct error whole;

	error_set(&whole, error->kind, "%.100s: %.130s", offline->file, error->message);
	return command_failed(offline->command, &whole);
}

int command_feed(int count, char **arguments)
{
	static const struct argp_option options[] = {OPTION_URL, OPTION_TYPE, OPTION_JSON, {0}};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE",
		.doc = "Reads a feed (RSS, Atom, RDF, JSON Feed) and prints it as one JSON Feed 1.1 "
		       "document.\v"
		       "Examples:\n  sitrep feed world.rss | jq -r '.items[].title'\n"
		       "  curl -s https://example.org/rss | sitrep feed -",
	};
	struct offline offline = {.command = "feed"};
	struct bytes document;
	struct error error;

	command_parse(&argp, "feed", count, arguments, &offline);
	if (!prepare(&offline, LIMIT_FEED, &document, &error))
		return command_failed("feed", &error);
	struct origin origin = origin_of(&offline);
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct feed *feed = feed_parse(arena, document, &origin, &error);
	int status = feed ? print_shape(arena, &feed_shape, feed) : failed_on(&offline, &error);
	arena_free(arena);
	free((void *)(uintptr_t)document.data);
	return status;
}

/* One document, one sentence: there is nothing to go back to. */
static void too_large(void *context)
{
	const struct offline *offline = context;
	struct error error;

	error_set(&error, ERROR_DATA, "it takes more than %zu MiB of memory to read",
	          LIMIT_READER_ARENA >> 20);
	exit(failed_on(offline, &error));
}

static int read_article_page(const struct offline *offline, struct arena *arena,
                             struct bytes document)
{
	struct origin origin = origin_of(offline);
	struct error error;

	if (offline->explain) {
		struct text explanation = page_explain(arena, document, &origin, &error);
		return text_empty(explanation) ? failed_on(offline, &error)
		                               : print_text(explanation);
	}
	struct article *article = page_parse(arena, document, &origin, &error);
	return article ? print_shape(arena, &article_shape, article) : failed_on(offline, &error);
}

int command_article(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        OPTION_URL,
	        OPTION_TYPE,
	        OPTION_JSON,
	        {"explain", KEY_EXPLAIN, NULL, 0,
	         "print instead which part of the page was taken, and why", 0},
	        {0}};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE",
		.doc = "Reads an HTML page and prints its article: title, byline, dates, text.\v"
		       "Example:\n  sitrep article --url https://example.org/news/1 page.html | jq -r "
		       ".text",
	};
	struct offline offline = {.command = "article"};
	struct bytes document;
	struct error error;

	command_parse(&argp, "article", count, arguments, &offline);
	if (!prepare(&offline, LIMIT_PAGE, &document, &error))
		return command_failed("article", &error);
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	arena_on_full(arena, too_large, &offline);
	int status = read_article_page(&offline, arena, document);
	arena_free(arena);
	free((void *)(uintptr_t)document.data);
	return status;
}

/* --- extract --- */

/* What was found, with lists that a script relies on, empty ones too. */
static void write_report(struct writer *writer, struct text id, const struct report *report)
{
	writer_put_char(writer, '{');
	if (id.length) {
		writer_put(writer, TEXT("\"id\":"));
		json_write_text(writer, id);
		writer_put_char(writer, ',');
	}
	writer_put(writer, TEXT("\"facts\":"));
	json_write_list(writer, &fact_shape, report->facts, report->facts_count);
	writer_put(writer, TEXT(",\"incidents\":"));
	json_write_list(writer, &incident_shape, report->incidents, report->incidents_count);
	writer_put(writer, TEXT(",\"language\":"));
	json_write_text(writer, report->language);
	writer_put(writer, TEXT("}\n"));
}

static bool is_page(struct text text)
{
	struct text start = text_cut(text, KIB(4));

	return text_find_nocase(start, TEXT("<html"), 0) != TEXT_NOT_FOUND ||
	       text_find_nocase(start, TEXT("<!doctype"), 0) != TEXT_NOT_FOUND ||
	       text_find_nocase(start, TEXT("<body"), 0) != TEXT_NOT_FOUND;
}

static struct article *read_article(const struct offline *offline, struct arena *arena,
                                    struct bytes document, struct error *error)
{
	struct article *article = arena_alloc(arena, sizeof(*article));
	struct origin origin = {TEXT_NONE, TEXT_NONE};
	struct text text = text_repair(arena, document);

	if (is_page(text)) {
		article = page_parse(arena, document, &origin, error);
	} else if (document.length && memchr(document.data, 0, document.length)) {
		/* A picture or an archive is no article in which nobody was hurt. */
		error_set(error, ERROR_DATA, "it is neither text in UTF-8 nor an HTML page");
		return NULL;
	} else {
		json_blank(&article_shape, article);
		article->text = page_fragment_text(arena, text);
	}
	if (article && offline->title)
		article->title =
		        text_repair(arena, (struct bytes){(const unsigned char *)offline->title,
		                                          strlen(offline->title)});
	if (article && offline->published)
		article->published = date_instant(text_of(offline->published));
	return article;
}

static int extract_file(struct offline *offline, const struct lexicon *lexicon)
{
	struct bytes document;
	struct error error = {0};
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct display display = display_new();
	int status;

	if (!prepare(offline, LIMIT_PAGE, &document, &error)) {
		arena_free(arena);
		return command_failed("extract", &error);
	}
	struct article *article = read_article(offline, arena, document, &error);
	if (!article) {
		status = failed_on(offline, &error);
	} else if (offline->explain) {
		explanation_print(&display, arena, extract_explain(arena, lexicon, article));
		status = fflush(stdout) ? 74 : 0;
	} else {
		struct writer writer = writer_new(arena, SIZE_MAX);
		write_report(&writer, TEXT_NONE, extract_found(arena, lexicon, article));
		status = print_text(writer_text(&writer));
	}
	arena_free(arena);
	free((void *)(uintptr_t)document.data);
	return status;
}

static void too_much(void *context)
{
	longjmp(*(jmp_buf *)context, 1);
}

static json_t *line_error(struct text id, const char *sentence)
{
	json_t *json = json_object();

	json_put_text(json, "id", id);
	json_object_set_new(json, "error", json_string(sentence));
	return json;
}

/* Prints {"id","facts","incidents"}; where it cannot, {"id","error"} is left to be printed. */
static json_t *extract_line(struct arena *arena, const struct lexicon *lexicon, struct bytes bytes)
{
	struct article_line line;
	struct error error;
	struct article *article = article_line_read(arena, bytes, &line, &error);

	if (!article)
		return line_error(line.id, error.message);
	struct writer writer = writer_new(arena, SIZE_MAX);
	write_report(&writer, line.id, extract_found(arena, lexicon, article));
	print_text(writer_text(&writer));
	return NULL;
}

static int extract_lines(struct offline *offline, const struct lexicon *lexicon)
{
	struct input input;
	struct error error;
	struct bytes line;
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	enum input_line got = INPUT_FAILED;
	volatile int status = 0;
	jmp_buf full;

	if (!input_open(&input, offline->file, &error) || !input_sandbox(0, &error)) {
		arena_free(arena);
		return command_failed("extract", &error);
	}
	arena_on_full(arena, too_much, &full);
	while (!ferror(stdout) &&
	       (got = input_line(&input, LIMIT_JSON_LINE, &line, &error)) <= INPUT_TOO_LONG) {
		json_t *answer = NULL;
		arena_reset(arena);
		if (got == INPUT_LINE && !line.length)
			continue;
		if (got == INPUT_TOO_LONG)
			answer = line_error(TEXT_NONE, "the line is longer than 8 MiB");
		else if (setjmp(full))
			answer =
			        line_error(TEXT_NONE, "it takes more memory than one document may");
		else
			answer = extract_line(arena, lexicon, line);
		if (answer) {
			display_json(answer);
			json_decref(answer);
			status = 65;
		}
	}
	int ended = got == INPUT_FAILED ? command_failed("extract", &error) : status;
	if (fflush(stdout) || ferror(stdout))
		ended = 74;
	input_close(&input);
	arena_free(arena);
	return ended;
}

int command_extract(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        {"jsonl", KEY_JSONL, NULL, 0,
	         "FILE has one {\"id\",\"published\",\"title\",\"text\"} per line", 0},
	        {"published", KEY_PUBLISHED, "TIME", 0,
	         "when the article was published: relative dates count from it", 0},
	        {"title", KEY_TITLE, "TEXT", 0, "its headline", 0},
	        {"explain", KEY_EXPLAIN, NULL, 0,
	         "print what each sentence was taken for, and which rule fired", 0},
	        LEXICON_OPTION,
	        OPTION_JSON,
	        {0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE",
		.doc = "Reads one article (text or HTML) and prints its facts and incidents.\v"
		       "Examples:\n  sitrep extract --published 2024-09-24 article.txt | jq .incidents\n"
		       "  sitrep extract --jsonl articles.jsonl",
	};
	struct offline offline = {.command = "extract"};

	command_parse(&argp, "extract", count, arguments, &offline);
	if (offline.published && !instant_known(date_instant(text_of(offline.published)))) {
		struct error error;
		error_set(&error, ERROR_USAGE, "--published %.60s: it is no date",
		          offline.published);
		return command_failed("extract", &error);
	}
	struct arena *words = arena_new(LIMIT_LEXICON_ARENA);
	struct error error;
	const struct lexicon *lexicon = lexicon_choose(words, offline.lexicon, &error);
	int status = !lexicon	     ? command_failed("extract", &error)
		     : offline.lines ? extract_lines(&offline, lexicon)
				     : extract_file(&offline, lexicon);
	arena_free(words);
	return status;
}
