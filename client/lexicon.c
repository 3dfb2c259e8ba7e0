/* "sitrep lexicon": the check of an operator's folder, with the examples of its rules. */
#include "client/lexicon.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/visible.h"
#include "build_config.h"
#include "client/command.h"
#include "extraction/explain_example.h"
#include "reader/folder.h"

/* What stands in somebody's file may be what would change the terminal. */
static void say(struct arena *arena, struct text line)
{
	char shown[2048];

	fprintf(stderr, "%s\n", visible_string(text_string(arena, line), shown, sizeof(shown)));
}

const struct lexicon *lexicon_choose(struct arena *arena, const char *folder, struct error *error)
{
	struct lexicon_mistakes mistakes = {0};

	if (!folder)
		return lexicon_builtin();
	const struct lexicon *lexicon = folder_lexicon(arena, folder, NULL, &mistakes, error);
	for (size_t i = 0; i < mistakes.count; i++)
		say(arena, mistakes.list[i]);
	return lexicon;
}

bool lexicon_knows_place(const char *place)
{
	struct arena *arena = arena_new(LIMIT_LEXICON_ARENA);
	struct lexicon_mistakes mistakes = {0};
	struct error ignored;
	bool known = lexicon_names(lexicon_builtin(), text_of(place));
	const struct lexicon *own =
	        known ? NULL : folder_lexicon(arena, SITREP_SYSCONFDIR "/lexicon", NULL, &mistakes, &ignored);

	known = known || (own && lexicon_names(own, text_of(place)));
	arena_free(arena);
	return known;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	const char **folder = state->input;

	if (key == ARGP_KEY_NO_ARGS)
		argp_error(state, "which DIR?");
	if (key == ARGP_KEY_ARG && *folder)
		argp_error(state, "one DIR at a time");
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	*folder = argument;
	return 0;
}

static size_t check_examples(const struct lexicon *lexicon, const struct lexicon_examples *examples)
{
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	size_t wrong = 0;

	for (size_t i = 0; i < examples->count; i++) {
		struct text sentence = explain_example(arena, lexicon, &examples->list[i]);
		if (sentence.length)
			say(arena, sentence);
		wrong += sentence.length != 0;
		arena_reset(arena);
	}
	arena_free(arena);
	return wrong;
}

int command_lexicon(int count, char **arguments)
{
	static const struct argp argp = {
		.parser = parse_option,
		.args_doc = "DIR",
		.doc = "Checks a folder of words, rules and places of one's own: every mistake, and every "
		       "example of a rule that does not hold, is a line \"file:line: sentence\".\v"
		       "Example:\n  sitrep lexicon /etc/sitrep/lexicon && sudo sitrep reload\n\n"
		       "See sitrep-rules(5).",
	};
	const char *folder = NULL;
	struct arena *arena = arena_new(LIMIT_LEXICON_ARENA);
	struct lexicon_mistakes mistakes = {0};
	struct lexicon_examples examples = {0};
	struct error error;

	command_parse(&argp, "lexicon", count, arguments, &folder);
	const struct lexicon *lexicon = folder_lexicon(arena, folder, &examples, &mistakes, &error);
	if (!lexicon) {
		arena_free(arena);
		return command_failed("lexicon", &error);
	}
	for (size_t i = 0; i < mistakes.count; i++)
		say(arena, mistakes.list[i]);
	size_t wrong = mistakes.count + check_examples(lexicon, &examples);
	if (!wrong)
		printf("no mistakes; %zu examples hold\n", examples.count);
	arena_free(arena);
	return wrong ? error_exit_status(ERROR_CONFIG) : fflush(stdout) ? 74 : 0;
}
