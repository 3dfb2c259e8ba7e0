/* sitrepd: the daemon's command line. */
#include <argp.h>
#include <curl/curl.h>
#include <event2/event.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build_config.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/visible.h"
#include "daemon/daemon.h"

const char *argp_program_version = "sitrepd " SITREP_VERSION;

struct options {
	const char *file;
	bool check;
	bool verbose;
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'c':
		options->file = argument;
		break;
	case 'n':
		options->check = true;
		break;
	case 'v':
		options->verbose = true;
		break;
	case 'f':
		break; /* it always stays in the foreground */
	case ARGP_KEY_ARG:
		argp_error(state, "\"%.60s\": it takes no arguments but options", argument);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_option option_list[] = {
        {"config", 'c', "FILE", 0,
         "the configuration; " SITREP_SYSCONFDIR "/sitrepd.conf without it", 0},
        {"foreground", 'f', NULL, 0, "stay in the foreground, as it always does", 0},
        {"check", 'n', NULL, 0, "check the configuration, say every mistake in it, and end", 0},
        {"verbose", 'v', NULL, 0, "log what is done for each feed and article", 0},
        {0},
};

static const struct argp argp = {
	.options = option_list,
	.parser = parse_option,
	.doc = "Polls news feeds, reads their articles, and writes what is new to the alert log. It logs "
	       "to stderr and stays in "
	       "the foreground; systemd starts it as sitrepd.service.\v"
	       "Example:\n  sitrepd -n -c ./sitrepd.conf && sitrepd -v -c ./sitrepd.conf\n\n"
	       "See sitrepd(8), sitrepd.conf(5), sitrep(1).",
};

/* A file that is no configuration may hold what would change the terminal. */
static void print_mistakes(const struct mistakes *mistakes)
{
	char shown[2048];

	for (size_t i = 0; i < mistakes->count; i++) {
		const char *line = text_string(mistakes->arena, mistakes->lines[i]);
		fprintf(stderr, "%s\n", visible_string(line, shown, sizeof(shown)));
	}
}

/* "sitrepd-reader --check FOLDER --places NAME..." in the arena; NULL where there is nothing to check. */
static char **check_arguments(struct arena *arena, const struct config *config)
{
	const struct policy *policy = &config->policy;
	bool folder = config->lexicon && !access(config->lexicon, F_OK);
	size_t most = 5, count = 0;

	for (size_t i = 0; i < policy->watches_count; i++)
		most += policy->watches[i].places_count;
	if (most == 5 && !folder)
		return NULL;
	char **arguments = arena_alloc(arena, most * sizeof(*arguments));
	arguments[count++] = (char *)(uintptr_t) "sitrepd-reader";
	if (folder) {
		arguments[count++] = (char *)(uintptr_t) "--check";
		arguments[count++] = (char *)(uintptr_t)config->lexicon;
	}
	if (most > 5)
		arguments[count++] = (char *)(uintptr_t) "--places";
	for (size_t i = 0; i < policy->watches_count; i++)
		for (size_t k = 0; k < policy->watches[i].places_count; k++)
			arguments[count++] = (char *)(uintptr_t)text_string(arena, policy->watches[i].places[k]);
	arguments[count] = NULL;
	return arguments;
}

/* A reader says what is wrong in the operator's lexicon: this process reads nothing of the kind. */
static bool check_lexicon(const struct config *config, char **arguments)
{
	char *environment[] = {NULL};
	pid_t child;
	int status;

	if (posix_spawn(&child, config->reader, NULL, NULL, arguments, environment) != 0 ||
	    waitpid(child, &status, 0) < 0) {
		fprintf(stderr, "sitrepd: %s cannot be started\n", config->reader);
		return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int check_only(const struct options *options, struct config *config)
{
	struct arena *arena = arena_new(MIB(16));
	char **arguments = check_arguments(arena, config);
	bool good = !arguments || check_lexicon(config, arguments);

	if (good)
		printf("%s: no mistakes; %zu %s\n", options->file, config->feeds_count,
		       config->feeds_count == 1 ? "feed" : "feeds");
	config_free(config);
	arena_free(arena);
	return good ? 0 : error_exit_status(ERROR_CONFIG);
}

/* Whatever is told to reload before it can must not end it. */
static void block_reload(void)
{
	sigset_t reload;

	sigemptyset(&reload);
	sigaddset(&reload, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &reload, NULL);
}

static void guard_memory(void)
{
	memory_guard_json();
	desk_guard_memory();
	event_set_mem_functions(memory_alloc, memory_resize, free);
	/* The fetcher counts on it: the first call says whose memory it is. */
	curl_global_init_mem(CURL_GLOBAL_DEFAULT, memory_alloc, free, memory_resize, memory_string, memory_zeroed);
}

int main(int count, char **arguments)
{
	struct options options = {.file = SITREP_SYSCONFDIR "/sitrepd.conf"};
	struct error error = {0};

	block_reload();
	guard_memory();
	struct arena *arena = arena_new(MIB(4));
	struct mistakes mistakes = {.arena = arena};

	argp_err_exit_status = 64;
	if (argp_parse(&argp, count, arguments, 0, NULL, &options))
		return 64;
	struct config *config = config_read(options.file, &mistakes, &error);
	print_mistakes(&mistakes);
	if (!config && !mistakes.count)
		fprintf(stderr, "sitrepd: %s\n", error.message);
	arena_free(arena);
	if (!config)
		return error_exit_status(error.kind);
	if (options.check)
		return check_only(&options, config);
	struct log log = log_new(options.verbose);
	if (daemon_run(config, log, &error))
		return 0;
	log_line(&log, LOG_ERR, "sitrepd: %s", error.message);
	return error_exit_status(error.kind);
}
