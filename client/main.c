/* sitrep: the client of sitrepd, and its parsers and extraction as commands of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "build_config.h"
#include "client/command.h"

static const struct command {
	const char *name;
	const char *summary;
	int (*run)(int count, char **arguments);
} commands[] = {
        {"status", "what the daemon does, in one page", command_status},
        {"alerts", "what was new; -f waits for more", command_alerts},
        {"incidents", "the living incidents with their figures", command_incidents},
        {"show", "an incident with all its claims, or an alert with its evidence", command_show},
        {"why", "what became of an article, and why no alert", command_why},
        {"merge", "two incidents are one", command_merge},
        {"split", "articles are of another incident; or undo a merge", command_split},
        {"mute", "tell nothing more of an incident", command_mute},
        {"unmute", "undo that", command_unmute},
        {"retract", "an alert is wrong", command_retract},
        {"audit", "who has corrected what, when and why", command_audit},
        {"feeds", "list, show, add, set, remove, pause, resume, poll, import, export", command_feeds},
        {"reload", "have the configuration read anew", command_reload},
        {"feed", "a feed as one JSON Feed document (offline)", command_feed},
        {"article", "an HTML page as its article (offline)", command_article},
        {"extract", "the facts and incidents of an article (offline)", command_extract},
        {"replay", "a stream of articles through dedup, tracking and alerts (offline)",
         command_replay},
        {"lexicon", "check words, rules and places of one's own (offline)", command_lexicon},
};

/* NULL where there is none of that name. */
static const struct command *command_of(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

int command_failed(const char *command, const struct error *error)
{
	/* A file's name, or what a daemon quotes, may hold what would change the terminal. */
	char shown[4 * sizeof(error->message) + 1];

	fflush(stdout);
	fprintf(stderr, "sitrep %s: %s\n", command, visible_string(error->message, shown, sizeof(shown)));
	return error_exit_status(error->kind);
}

void command_parse(const struct argp *argp, const char *command, int count, char **arguments,
                   void *input)
{
	static char name[64];

	snprintf(name, sizeof(name), "sitrep %s", command);
	arguments[0] = name;
	program_invocation_name = program_invocation_short_name = name;
	if (argp_parse(argp, count, arguments, 0, NULL, input))
		exit(64);
}

static void help(FILE *to)
{
	fputs("Usage: sitrep COMMAND [OPTION...]\n\n", to);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\n\"sitrep COMMAND --help\" tells more. Every command but lexicon takes --json;\n"
	      "those that talk to the daemon take --socket PATH. Exit statuses are those of\n"
	      "sysexits.h; 69: no daemon answers.\n\n"
	      "Examples:\n"
	      "  sitrep status\n"
	      "  sitrep alerts -f\n"
	      "  sudo sitrep feeds add https://example.org/world.rss\n"
	      "  sitrep extract article.txt | jq .incidents\n\n"
	      "See sitrep(1).\n",
	      to);
}

int main(int count, char **arguments)
{
	const struct command *command;

	memory_guard_json();
	argp_err_exit_status = 64;
	if (count < 2) {
		help(stderr);
		return 64;
	}
	if (!strcmp(arguments[1], "help") && count == 3 && command_of(arguments[2])) {
		char option[] = "--help", *of_command[] = {arguments[2], option, NULL};
		return command_of(arguments[2])->run(2, of_command);
	}
	if (!strcmp(arguments[1], "--help") || !strcmp(arguments[1], "-?") ||
	    !strcmp(arguments[1], "help")) {
		help(stdout);
		return 0;
	}
	if (!strcmp(arguments[1], "--version") || !strcmp(arguments[1], "-V")) {
		puts("sitrep " SITREP_VERSION);
		return 0;
	}
	command = command_of(arguments[1]);
	if (!command) {
		fprintf(stderr, "sitrep: \"%.60s\" is no command; \"sitrep --help\" lists them\n",
		        arguments[1]);
		return 64;
	}
	return command->run(count - 1, arguments + 1);
}
