/*
 * bench_history DATABASE ARTICLES PLACES...: a database of so many articles as a desk makes it, and what
 * a report costs among 1,000, 10,000 and so on: a thousand of them each time, as durable as in the
 * daemon. Between these the disk is not waited for. Then how long it takes to open.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "bench/measure.h"
#include "bench/wire.h"
#include "desk/internal.h"
#include "storage/sqlite.h"

#define WINDOW 1000
/* Of English news, with the space. */
#define BYTES_A_WORD 6

struct history {
	struct wire *wire;
	struct desk *desk;
	struct arena *arena;
	size_t count;
	double words;
	double cpu[WINDOW], wall[WINDOW];
};

static struct desk *open_desk(const char *path)
{
	struct desk_settings settings = {.database = path};
	struct error error;
	struct desk *desk = desk_open(&settings, &error);

	if (!desk)
		give_up("%s", error.message);
	return desk;
}

static void run_sql(struct desk *desk, const char *sql)
{
	if (sqlite3_exec(desk->store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		give_up("%s", sqlite3_errmsg(desk->store->db));
}

/* One report; its CPU and wall where they are asked for. */
static void receive(struct history *history, double *cpu, double *wall)
{
	struct instant now;
	struct receipt receipt;
	struct error error;

	arena_reset(history->arena);
	struct report *report = wire_next(history->wire, history->arena, &now);
	double cpu_begun = cpu ? cpu_now() : 0, wall_begun = wall ? wall_now() : 0;
	if (!desk_receive(history->desk, history->arena, report, now, &receipt, &error))
		give_up("%s", error.message);
	if (cpu) {
		*cpu = cpu_now() - cpu_begun;
		*wall = wall_now() - wall_begun;
	}
	history->count++;
	history->words += (double)report->words;
	if (!desk_publish(history->desk, now, &error))
		give_up("%s", error.message);
}

static void fill(struct history *history, size_t count)
{
	run_sql(history->desk, "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 20000");
	while (history->count < count)
		receive(history, NULL, NULL);
	run_sql(history->desk, "PRAGMA wal_autocheckpoint = 1000; PRAGMA wal_checkpoint(TRUNCATE);"
	                       "PRAGMA synchronous = FULL");
}

static void say_at(const char *what, size_t level, double value)
{
	char key[64];

	snprintf(key, sizeof(key), "%s_%zu", what, level);
	say(key, value);
	fflush(stdout);
}

static void measure(struct history *history, size_t level)
{
	for (size_t i = 0; i < WINDOW; i++)
		receive(history, &history->cpu[i], &history->wall[i]);
	double sum = 0, most = 0;
	for (size_t i = 0; i < WINDOW; i++) {
		sum += history->cpu[i];
		most = history->wall[i] > most ? history->wall[i] : most;
	}
	say_at("mean_cpu_s", level, sum / WINDOW);
	say_at("cpu_s", level, median(history->cpu, WINDOW));
	say_at("wall_s", level, median(history->wall, WINDOW));
	say_at("most_wall_s", level, most);
}

/* As after a kill: what is in the log of the database is not yet in it. */
static void leave_unclean(const char *path, struct history *history)
{
	pid_t child = fork();

	if (child == 0) {
		history->desk = open_desk(path);
		for (int i = 0; i < 100; i++)
			receive(history, NULL, NULL);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void say_opening(const char *path, struct history *history, const char *open, const char *first)
{
	double begun = wall_now();

	history->desk = open_desk(path);
	say(open, wall_now() - begun);
	begun = wall_now();
	receive(history, NULL, NULL);
	say(first, wall_now() - begun);
	desk_close(history->desk);
}

static void say_figures(struct desk *desk, struct arena *arena)
{
	struct desk_figures figures;
	struct error error;

	if (!desk_figures(desk, arena, (struct instant){0}, &figures, &error))
		give_up("%s", error.message);
	say("incidents", (double)figures.incidents);
	say("alerts", (double)figures.alerts_total);
}

int main(int count, char **arguments)
{
	struct history *history = calloc(1, sizeof(*history));
	struct stat status;

	if (count < 4 || !history)
		give_up("DATABASE ARTICLES PLACES...");
	const char *path = arguments[1];
	size_t articles = strtoul(arguments[2], NULL, 10);
	history->wire = wire_new(arguments + 3, (size_t)count - 3);
	history->arena = arena_new(LIMIT_READER_ARENA + LIMIT_DESK_ARENA);
	history->desk = open_desk(path);
	for (size_t level = WINDOW; level <= articles; level *= 10) {
		double begun = wall_now();
		fill(history, level - WINDOW);
		say_at("fill_s", level, wall_now() - begun);
		measure(history, level);
	}
	say_figures(history->desk, history->arena);
	desk_close(history->desk);
	if (stat(path, &status))
		give_up("%s is gone", path);
	say("articles", (double)history->count);
	say("article_bytes", (double)status.st_size / (double)history->count);
	say("text_bytes", BYTES_A_WORD * history->words / (double)history->count);
	say_opening(path, history, "open_s", "open_first_s");
	leave_unclean(path, history);
	say_opening(path, history, "unclean_open_s", "unclean_open_first_s");
	wire_free(history->wire);
	arena_free(history->arena);
	free(history);
	return 0;
}
