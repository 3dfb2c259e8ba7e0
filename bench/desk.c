/*
 * bench_desk DATABASE <ARTICLES: articles of JSON lines, read by extraction, received by a desk
 * over a real database, which is pruned of them in the end. What is measured is the desk alone: CPU
 * and wall of each report, wall of each step. Beside it: a bare SQLite table, one row of an article's
 * size in a transaction, as durable.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "bench/measure.h"
#include "client/article_line.h"
#include "desk/desk.h"
#include "extraction/extract.h"

/* Reports whose median tells how dear one is, at the beginning and at the end. */
#define WINDOW 1000
#define BARE_ROWS 500

struct receiving {
	struct desk *desk;
	struct arena *arena;
	struct instant clock;
	double *cpu, *wall;
	size_t count, room;
	size_t verdicts[VERDICTS];
};

static struct report *report_of(struct arena *arena, struct bytes bytes)
{
	struct article_line line;
	struct error error;
	struct article *article = article_line_read(arena, bytes, &line, &error);

	if (!article)
		give_up("%s", error.message);
	struct report *report = extract_report(arena, lexicon_builtin(), article);
	report->article_id = line.id;
	report->source = report->feed = line.source;
	report->url = line.url;
	return report;
}

static void make_room(struct receiving *receiving)
{
	if (receiving->count < receiving->room)
		return;
	receiving->room = receiving->room ? receiving->room * 2 : 16384;
	receiving->cpu = realloc(receiving->cpu, receiving->room * sizeof(double));
	receiving->wall = realloc(receiving->wall, receiving->room * sizeof(double));
	if (!receiving->cpu || !receiving->wall)
		give_up("no memory");
}

static void receive(struct receiving *receiving, struct bytes line)
{
	struct report *report = report_of(receiving->arena, line);
	struct receipt receipt;
	struct error error;

	make_room(receiving);
	if (report->published.ms > receiving->clock.ms)
		receiving->clock = report->published;
	double cpu = cpu_now(), wall = wall_now();
	if (!desk_receive(receiving->desk, receiving->arena, report, receiving->clock, &receipt,
	                  &error))
		give_up("%s", error.message);
	receiving->cpu[receiving->count] = cpu_now() - cpu;
	receiving->wall[receiving->count++] = wall_now() - wall;
	receiving->verdicts[receipt.verdict]++;
	if (!desk_publish(receiving->desk, receiving->clock, &error))
		give_up("%s", error.message);
}

static void receive_all(struct receiving *receiving)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	while ((length = getline(&line, &room, stdin)) > 0) {
		arena_reset(receiving->arena);
		receive(receiving, (struct bytes){(unsigned char *)line, (size_t)length});
	}
	free(line);
}

static void say_receiving(struct receiving *receiving)
{
	size_t window = receiving->count / 4 < WINDOW ? receiving->count / 4 : WINDOW;
	size_t last = receiving->count - window;
	double all = 0;

	for (size_t i = 0; i < receiving->count; i++)
		all += receiving->cpu[i];
	say("articles", (double)receiving->count);
	say("window", (double)window);
	say("mean_cpu_s", all / (double)receiving->count);
	say("first_cpu_s", median(receiving->cpu, window));
	say("last_cpu_s", median(receiving->cpu + last, window));
	say("last_wall_s", median(receiving->wall + last, window));
	for (size_t i = 0; i < VERDICTS; i++)
		say(verdict_names[i], (double)receiving->verdicts[i]);
}

/* --- pruning --- */

#define PRUNE_STEPS 100000

/* All but the newest articles have become too old: steps until there is nothing to do. */
static void say_pruning(struct receiving *receiving)
{
	const struct keeping keeping = {1, 2, 3};
	double *walls = calloc(PRUNE_STEPS, sizeof(*walls)), longest = 0, all = 0;
	int64_t wait = 0;
	size_t steps = 0;
	struct error error;

	if (!walls)
		give_up("no memory");
	desk_set_keeping(receiving->desk, &keeping);
	while (wait < 1000 && steps < PRUNE_STEPS) {
		double begun = wall_now();
		if (!desk_prune(receiving->desk, receiving->clock, &wait, &error))
			give_up("%s", error.message);
		walls[steps] = wall_now() - begun;
		longest = walls[steps] > longest ? walls[steps] : longest;
		all += walls[steps++];
	}
	say("prune_steps", (double)steps);
	say("prune_longest_s", longest);
	say("prune_median_s", median(walls, steps));
	say("prune_all_s", all);
	free(walls);
}

/* --- what stands beside --- */

static void run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		give_up("%s: %s", sql, sqlite3_errmsg(db));
}

static void say_bare(const char *path, size_t row_bytes)
{
	double cpu[BARE_ROWS], wall[BARE_ROWS], longest = 0;
	sqlite3_stmt *insert;
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		give_up("%s: %s", path, sqlite3_errmsg(db));
	run_sql(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	            "CREATE TABLE row (id INTEGER PRIMARY KEY, document BLOB NOT NULL) STRICT");
	if (sqlite3_prepare_v2(db, "INSERT INTO row (document) VALUES (randomblob(?1))", -1,
	                       &insert, NULL) != SQLITE_OK)
		give_up("%s", sqlite3_errmsg(db));
	for (size_t i = 0; i < BARE_ROWS; i++) {
		double cpu_begun = cpu_now(), wall_begun = wall_now();
		sqlite3_bind_int64(insert, 1, (sqlite3_int64)row_bytes);
		if (sqlite3_step(insert) != SQLITE_DONE)
			give_up("%s", sqlite3_errmsg(db));
		sqlite3_reset(insert);
		cpu[i] = cpu_now() - cpu_begun;
		wall[i] = wall_now() - wall_begun;
	}
	sqlite3_finalize(insert);
	sqlite3_close(db);
	say("bare_cpu_s", median(cpu, BARE_ROWS));
	for (size_t i = 0; i < BARE_ROWS; i++)
		longest = wall[i] > longest ? wall[i] : longest;
	say("bare_longest_s", longest);
	say("bare_wall_s", median(wall, BARE_ROWS));
}

int main(int count, char **arguments)
{
	struct receiving receiving = {.arena = arena_new(LIMIT_READER_ARENA + LIMIT_DESK_ARENA)};
	struct error error;
	struct stat status;
	char bare[4096];

	if (count != 2)
		give_up("DATABASE <ARTICLES");
	struct desk_settings settings = {.database = arguments[1]};
	receiving.desk = desk_open(&settings, &error);
	if (!receiving.desk)
		give_up("%s", error.message);
	receive_all(&receiving);
	/* Closing moves what stands in the log of the database into it. */
	desk_close(receiving.desk);
	if (!receiving.count || stat(arguments[1], &status))
		give_up("nothing was received");
	receiving.desk = desk_open(&settings, &error);
	if (!receiving.desk)
		give_up("%s", error.message);
	say_pruning(&receiving);
	desk_close(receiving.desk);
	say_receiving(&receiving);
	double row_bytes = (double)status.st_size / (double)receiving.count;
	say("article_bytes", row_bytes);
	snprintf(bare, sizeof(bare), "%s.bare", arguments[1]);
	say_bare(bare, (size_t)row_bytes);
	arena_free(receiving.arena);
	free(receiving.cpu);
	free(receiving.wall);
	return 0;
}
