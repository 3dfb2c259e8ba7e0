/*
 * replay: a stream of articles through the same functions as in the daemon. It is the desk over a
 * database in memory, with the stream's own clock: the highest `published` so far.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "client/article_line.h"
#include "client/command.h"
#include "client/input.h"
#include "client/lexicon.h"
#include "desk/desk.h"
#include "extraction/extract.h"

/* Behind the last article the clock goes on so far: notices of ceilings come out. */
#define NOTICES_MS 60000
/* A day of a busy wire in memory. */
#define REPLAY_MEMORY MIB(2048)

struct replay {
	const char *file;
	bool explain;
	struct desk *desk;
	struct arena *arena;
	const struct lexicon *lexicon;
	const char *folder;
	struct instant clock;
	int status;
};

/* A stream that leaps by more than a year has met a date of nowhere: "2090". */
#define CLOCK_LEAP_MS (INT64_C(366) * 86400000)

enum { KEY_EXPLAIN = 256, KEY_JSON };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct replay *replay = state->input;

	switch (key) {
	case KEY_EXPLAIN:
		replay->explain = true;
		break;
	case LEXICON_OPTION_KEY:
		replay->folder = argument;
		break;
	case KEY_JSON:
		break;
	case ARGP_KEY_ARG:
		if (replay->file)
			argp_error(state, "one FILE at a time");
		replay->file = argument;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which FILE? (\"-\" is standard input)");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void print(json_t *json)
{
	char *line = json_line(json);

	json_decref(json);
	puts(line);
	free(line);
}

static void say_error(struct replay *replay, struct text id, const char *sentence)
{
	json_t *json = json_object();

	json_put_text(json, "id", id);
	json_object_set_new(json, "error", json_string(sentence));
	print(json);
	replay->status = 65;
}

static void published(void *context, const struct alert *alert, struct text line)
{
	const struct replay *replay = context;

	(void)alert;
	if (!replay->explain) {
		fwrite(line.data, 1, line.length, stdout);
		putchar('\n');
	}
}

static struct report *report_of(struct replay *replay, struct article *article, const struct article_line *line)
{
	struct arena *arena = replay->arena;
	struct report *report = extract_report(arena, replay->lexicon, article);

	report->article_id = text_clean(arena, line->id, false);
	report->source = text_clean(arena, line->source, false);
	report->feed = report->source;
	report->url = url_plain(arena, text_clean(arena, line->url, false));
	report->published = article->published;
	return report;
}

static void explain(const struct replay *replay, const struct report *report,
                    const struct receipt *receipt)
{
	json_t *json = json_object();

	json_put_text(json, "id", report->article_id);
	json_object_set_new(json, "verdict", json_string(verdict_names[receipt->verdict]));
	json_put_text(json, "of", receipt->of);
	json_put_text(json, "story", receipt->story);
	json_object_set_new(json, "fate", fate_json(receipt->fate));
	(void)replay;
	print(json);
}

static void replay_line(struct replay *replay, struct bytes bytes)
{
	struct receipt receipt;
	struct error error;
	struct article_line line;
	struct article *article = article_line_read(replay->arena, bytes, &line, &error);

	if (!article) {
		say_error(replay, line.id, error.message);
		return;
	}
	struct report *report = report_of(replay, article, &line);
	if (instant_known(report->published) && report->published.ms > replay->clock.ms &&
	    (!replay->clock.ms || report->published.ms < replay->clock.ms + CLOCK_LEAP_MS))
		replay->clock = report->published;
	if (!desk_receive(replay->desk, replay->arena, report, replay->clock, &receipt, &error) ||
	    !desk_publish(replay->desk, replay->clock, &error))
		say_error(replay, report->article_id, error.message);
	else if (replay->explain)
		explain(replay, report, &receipt);
}

static void too_much(void *context)
{
	longjmp(*(jmp_buf *)context, 1);
}

static bool replay_all(struct replay *replay, struct input *input, struct error *error)
{
	enum input_line got;
	struct bytes line;
	jmp_buf full;

	arena_on_full(replay->arena, too_much, &full);
	while (!ferror(stdout) &&
	       (got = input_line(input, LIMIT_JSON_LINE, &line, error)) != INPUT_END) {
		arena_reset(replay->arena);
		if (got == INPUT_FAILED)
			return false;
		if (got == INPUT_TOO_LONG) {
			say_error(replay, TEXT_NONE, "the line is longer than 8 MiB");
		} else if (setjmp(full)) {
			desk_abandon(replay->desk);
			say_error(replay, TEXT_NONE, "it takes more memory than one document may");
		} else if (line.length) {
			replay_line(replay, line);
		}
		fflush(stdout);
	}
	/* What would be told within the minute. */
	replay->clock.ms += NOTICES_MS;
	return desk_publish(replay->desk, replay->clock, error);
}

int command_replay(int count, char **arguments)
{
	static const struct argp_option options[] = {
	        {"explain", KEY_EXPLAIN, NULL, 0,
	         "print per article what it is beside those before: verdict and story", 0},
	        LEXICON_OPTION,
	        {"json", KEY_JSON, NULL, OPTION_HIDDEN, "", 0},
	        {0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE",
		.doc = "Sends articles, one {\"id\",\"source\",\"published\",\"url\",\"title\",\"text\"} "
		       "per line in the order of "
		       "their arrival, through dedup, tracking and alerts, and prints the alerts.\v"
		       "Examples:\n  sitrep replay war.jsonl | jq -r .headline\n  sitrep replay --explain "
		       "war.jsonl",
	};
	struct replay replay = {.clock = {0}};
	struct desk_settings settings = {
	        .database = ":memory:", .published = published, .context = &replay};
	struct input input;
	struct error error;

	command_parse(&argp, "replay", count, arguments, &replay);
	if (!input_open(&input, replay.file, &error))
		return command_failed("replay", &error);
	struct arena *words = arena_new(LIMIT_LEXICON_ARENA);
	replay.lexicon = lexicon_choose(words, replay.folder, &error);
	if (!replay.lexicon) {
		input_close(&input);
		arena_free(words);
		return command_failed("replay", &error);
	}
	replay.arena = arena_new(LIMIT_READER_ARENA + LIMIT_DESK_ARENA);
	replay.desk = desk_open(&settings, &error);
	bool done = replay.desk && input_sandbox(REPLAY_MEMORY, &error) &&
	            replay_all(&replay, &input, &error);
	int status = done ? replay.status : command_failed("replay", &error);
	desk_close(replay.desk);
	arena_free(replay.arena);
	arena_free(words);
	input_close(&input);
	return ferror(stdout) ? 74 : status;
}
