#include "daemon/figures.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/* A disk that is only slow is not worth a word. */
#define SILENCE_MS 2000

struct asking {
	struct job job;
	struct figures *figures;
	struct desk_figures answer;
	bool damaged;
	struct error damage;
};

struct figures {
	struct daemon *daemon;
	struct arena *arena;      /* of what is known */
	struct desk_figures known;
	bool asked;
	int64_t asked_ms;
	struct error error;       /* of the last answer */
	char silence[80];
};

static void take(struct figures *figures, const struct desk_figures *answer)
{
	struct arena *arena = arena_new(1 << 16);

	figures->known = *answer;
	figures->known.database_path = text_copy(arena, answer->database_path);
	figures->known.database_state = text_copy(arena, answer->database_state);
	figures->known.log_path = text_copy(arena, answer->log_path);
	figures->known.log_state = text_copy(arena, answer->log_state);
	arena_free(figures->arena);
	figures->arena = arena;
}

static void log_change(const struct log *log, struct text before, struct text now,
		       const char *well, const char *not_well)
{
	if (text_equal(before, now))
		return;
	if (text_equal(now, TEXT("ok")))
		log_line(log, LOG_INFO, "%s", well);
	else
		log_line(log, LOG_ERR, "%.*s; %s", TEXT_ARGS(now), not_well);
}

static void log_changes(const struct figures *figures, const struct desk_figures *answer)
{
	const struct log *log = &figures->daemon->log;
	const struct desk_figures *known = &figures->known;

	log_change(log, known->log_state, answer->log_state, "alert log: it can be written",
		   "alerts wait in the database");
	/* Of a check that goes on or has ended whoever checks tells. */
	if (text_find(answer->database_state, TEXT("database "), 0) == 0 ||
	    text_find(known->database_state, TEXT("database "), 0) == 0)
		log_change(log, known->database_state, answer->database_state,
			   "database: it can be written", "what is to be written waits");
}

static void ask_run(struct desk *desk, struct job *job)
{
	struct asking *asking = (struct asking *)job;

	asking->damaged = desk_damaged(desk, &asking->damage);
	job->failed = !desk_figures(desk, job->arena, job->now, &asking->answer, &job->error);
}

static void ask_done(struct job *job)
{
	struct asking *asking = (struct asking *)job;
	struct figures *figures = asking->figures;
	const struct log *log = &figures->daemon->log;

	figures->asked = false;
	if (asking->damaged)
		daemon_end(figures->daemon, &asking->damage);
	if (!job->failed) {
		log_changes(figures, &asking->answer);
		take(figures, &asking->answer);
		if (figures->error.kind != ERROR_NONE)
			log_line(log, LOG_INFO, "database: it answers again");
		figures->error = (struct error){0};
	} else if (!figures->daemon->stopping) {
		if (figures->error.kind == ERROR_NONE)
			log_error(log, "figures", &job->error);
		figures->error = job->error;
	}
	free(asking);
}

void figures_tick(struct figures *figures)
{
	if (figures->asked || figures->daemon->stopping)
		return;
	struct asking *asking = memory_zeroed(1, sizeof(*asking));
	asking->job = (struct job){.run = ask_run, .done = ask_done, .urgent = true};
	asking->figures = figures;
	figures->asked = desk_thread_submit(figures->daemon->desk, &asking->job);
	figures->asked_ms = clock_counter_ms();
	if (!figures->asked)
		free(asking);
}

struct desk_figures figures_last(struct figures *figures)
{
	struct desk_figures last = figures->known;
	int64_t silent = figures->asked ? clock_counter_ms() - figures->asked_ms : 0;

	if (silent >= SILENCE_MS) {
		snprintf(figures->silence, sizeof(figures->silence),
			 "it has not answered for %lld s; these figures are older",
			 (long long)silent / 1000);
		last.database_state = text_of(figures->silence);
	} else if (figures->error.kind != ERROR_NONE) {
		last.database_state = text_of(figures->error.message);
	}
	return last;
}

struct figures *figures_new(struct daemon *daemon)
{
	struct figures *figures = memory_zeroed(1, sizeof(*figures));

	figures->daemon = daemon;
	figures->arena = arena_new(1 << 16);
	figures->known = (struct desk_figures){
		.due_next = INSTANT_NONE,
		.database_path = text_copy(figures->arena, text_of(daemon->config->database)),
		.database_state = TEXT("ok"),
		.log_path = text_copy(figures->arena, text_of(daemon->config->alert_log)),
		.log_state = TEXT("ok"),
	};
	return figures;
}

void figures_free(struct figures *figures)
{
	if (!figures)
		return;
	arena_free(figures->arena);
	free(figures);
}
