/*
 * The desk's own thread: the loop hands it jobs and gets them back done. Two queues between them, both
 * bounded, and nothing else is shared. A descriptor wakes the loop, so this knows no event library.
 *
 *   loop:  fill a job  ->  desk_thread_submit()              (false: full, start no more fetches)
 *   desk:  job->run(desk, job), with job->arena              (a report too big fails only its job)
 *   desk:  whatever became due is published
 *   loop:  fd readable  ->  desk_thread_collect()  ->  job->done(job), `published` for each new alert
 *
 * While a job is submitted and until its done() is called it belongs to the desk thread: the loop must
 * not touch it. Embed struct job as the first member of a struct of your own.
 */
#ifndef DESK_THREAD_H
#define DESK_THREAD_H

#include "desk/desk.h"

struct job {
	void (*run)(struct desk *desk, struct job *job); /* on the desk thread */
	/* On the loop. May free the job. What run() made in job->arena lives until done() returns. */
	void (*done)(struct job *job);
	size_t bytes;        /* what it weighs, for the bound; its struct comes on top by itself */
	bool urgent;         /* a question of a client: runs before what waits */

	struct arena *arena; /* the desk thread's gift to run(): ceiling LIMIT_DESK_ARENA */
	struct instant now;  /* when run() began */
	bool failed;         /* run() says so itself, or its arena was full: nothing was changed then */
	struct error error;  /* with failed */

	struct job *next;    /* the queues' own */
};

struct desk_thread_settings {
	/* `published` and its `context` are called on the loop, by desk_thread_collect(). */
	struct desk_settings desk;
	size_t most_jobs;  /* submitted and not collected; 0: 256. Urgent ones have as many places of their own */
	size_t most_bytes; /* 0: 64 MiB */
	/* The wall clock. NULL: the system's. Called on the desk thread. */
	struct instant (*clock)(void *context);
	void *clock_context;
};

struct desk_thread;

/* The desk is opened here, on the caller's thread, so that what desk_open() says is the answer. */
struct desk_thread *desk_thread_start(const struct desk_thread_settings *settings,
				      struct error *error);

/* False when count or bytes are at their bound, or the thread is stopping: the job stays the caller's. */
bool desk_thread_submit(struct desk_thread *thread, struct job *job);

/* True when a job of so many bytes would be taken now. */
bool desk_thread_has_room(const struct desk_thread *thread, size_t bytes);

/* Jobs submitted and not yet done, for status. */
size_t desk_thread_queued(const struct desk_thread *thread);

/* Readable when there is something to collect. Belongs to the thread. */
int desk_thread_fd(const struct desk_thread *thread);

/* On the loop: calls done() of every finished job and `published` of every new alert, in order. */
void desk_thread_collect(struct desk_thread *thread);

/*
 * Rises at least every second while the thread lives and is not stuck in one job: for the watchdog.
 * A slow disk may hold it for seconds; minutes mean that it is stuck.
 */
uint64_t desk_thread_heartbeat(const struct desk_thread *thread);

/*
 * Runs what was submitted to its end, publishes what is due, collects, closes the desk, frees.
 * NULL is fine.
 */
void desk_thread_stop(struct desk_thread *thread);

/*
 * The ceiling of an arena that keeps a published line and the alert read of it: small, so that it begins small
 * (base/arena.c), but for the line that names hundreds of watches.
 */
size_t line_ceiling(struct text line);

#endif
