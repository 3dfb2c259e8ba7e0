#include "desk/thread.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"

#define JOBS_MOST 256
#define BYTES_MOST MIB(64)
/* The heartbeat rises at least so often. */
#define BEAT_MS 500
/* Arenas that wait for the next jobs: a fresh one is a fault of a page for each that is touched. */
#define ARENAS_KEPT 2
/* What waits from the night before is done first. */
#define PRUNE_FIRST_MS 10000
/*
 * What is urgent goes first, but where it has taken so much more than the rest the rest has its turn: whoever asks on
 * and on gets half of the time at most, and holds up neither polls nor articles.
 */
#define URGENT_AHEAD_MS 50
#define AHEAD_MOST_MS 5000

struct line {
	struct line *next;
	struct arena *arena;
	struct alert alert;
	struct text text;
};

struct queue {
	struct job *first, *last;
};

struct desk_thread {
	struct desk *desk;
	struct desk_thread_settings settings;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct queue waiting, urgent, finished;
	struct arena *kept[ARENAS_KEPT];
	struct line *lines, *last_line;  /* written, not yet told to the loop */
	size_t jobs, urgent_jobs, bytes; /* submitted and not collected */
	size_t most_jobs, most_bytes;
	int64_t prune_due; /* of the counter; the desk thread's */
	int64_t ahead_ms;  /* what urgent jobs have taken, less what the others have had for it; likewise */
	int event;
	bool stopping;
	uint64_t heartbeat;
};

static void queue_put(struct queue *queue, struct job *job)
{
	job->next = NULL;
	if (queue->last)
		queue->last->next = job;
	else
		queue->first = job;
	queue->last = job;
}

static struct job *queue_take(struct queue *queue)
{
	struct job *job = queue->first;

	if (!job)
		return NULL;
	queue->first = job->next;
	if (!queue->first)
		queue->last = NULL;
	return job;
}

static void ring(struct desk_thread *thread)
{
	uint64_t one = 1;

	/* A full counter has woken the loop already. */
	if (write(thread->event, &one, sizeof(one)) < 0)
		return;
}

static struct instant clock_now(const struct desk_thread *thread)
{
	struct timespec now;

	if (thread->settings.clock)
		return thread->settings.clock(thread->settings.clock_context);
	clock_gettime(CLOCK_REALTIME, &now);
	return (struct instant){(int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000};
}

/* --- on the desk thread --- */

size_t line_ceiling(struct text line)
{
	return line.length < KIB(64) ? MIB(1) : LIMIT_DESK_ARENA;
}

/* An alert is in the log: a copy of it waits for the loop. */
static void published(void *context, const struct alert *alert, struct text text)
{
	struct desk_thread *thread = context;
	struct arena *arena = arena_new(line_ceiling(text));
	struct line *line = arena_alloc(arena, sizeof(*line));
	struct error ignored;

	(void)alert;
	line->arena = arena;
	line->text = text_copy(arena, text);
	json_t *json =
	        json_read((struct bytes){(const unsigned char *)text.data, text.length}, &ignored);
	if (json && alert_of_json(arena, json, &line->alert, &ignored)) {
		pthread_mutex_lock(&thread->lock);
		if (thread->last_line)
			thread->last_line->next = line;
		else
			thread->lines = line;
		thread->last_line = line;
		pthread_mutex_unlock(&thread->lock);
	} else {
		arena_free(arena);
	}
	json_decref(json);
}

static void too_big(void *context)
{
	longjmp(*(jmp_buf *)context, 1);
}

static struct arena *arena_of_kept(struct desk_thread *thread)
{
	struct arena *arena = NULL;

	pthread_mutex_lock(&thread->lock);
	for (size_t i = 0; i < ARENAS_KEPT && !arena; i++) {
		arena = thread->kept[i];
		thread->kept[i] = NULL;
	}
	pthread_mutex_unlock(&thread->lock);
	return arena ? arena : arena_new(LIMIT_DESK_ARENA);
}

static void run(struct desk_thread *thread, struct job *job)
{
	jmp_buf full;

	job->arena = arena_of_kept(thread);
	arena_on_full(job->arena, too_big, &full);
	job->now = clock_now(thread);
	job->failed = false;
	if (setjmp(full)) {
		desk_abandon(thread->desk);
		job->failed = true;
		/* Without memory it is tried again; what passes the ceiling would pass it again. */
		if (arena_starved(job->arena))
			error_set(&job->error, ERROR_SYSTEM, "there is no memory for it now");
		else
			error_set(&job->error, ERROR_DATA, "it takes more than %zu MiB on the desk",
			          LIMIT_DESK_ARENA >> 20);
		return;
	}
	job->run(thread->desk, job);
}

static int64_t counter_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Milliseconds until something is to be published or pruned, at most a beat. */
static int64_t wait_of(const struct desk_thread *thread)
{
	struct instant now = clock_now(thread), due = desk_publish_due(thread->desk, now);
	int64_t wait = instant_known(due) ? due.ms - now.ms : BEAT_MS;
	int64_t prune = thread->prune_due - counter_ms();

	wait = prune < wait ? prune : wait;
	return wait < 0 ? 0 : wait > BEAT_MS ? BEAT_MS : wait;
}

/* The next job, with the lock held; NULL when the time is over. */
static struct job *next_job(struct desk_thread *thread)
{
	struct timespec until;
	int64_t wait = wait_of(thread);

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait / 1000;
	until.tv_nsec += wait % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	while (!thread->urgent.first && !thread->waiting.first && !thread->stopping && wait > 0)
		if (pthread_cond_timedwait(&thread->wake, &thread->lock, &until))
			break;
	bool turn = thread->ahead_ms > URGENT_AHEAD_MS && thread->waiting.first;
	struct job *job = turn ? NULL : queue_take(&thread->urgent);
	return job ? job : queue_take(&thread->waiting);
}

/* Who has had the desk, and for how long. Nothing is owed to those who have not wanted it. */
static void note_time(struct desk_thread *thread, const struct job *job, int64_t ms)
{
	int64_t ahead = thread->ahead_ms + (job->urgent ? ms : -ms - 1);

	thread->ahead_ms = ahead < 0 ? 0 : ahead < AHEAD_MOST_MS ? ahead : AHEAD_MOST_MS;
}

static void publish(struct desk_thread *thread)
{
	struct instant now = clock_now(thread), due = desk_publish_due(thread->desk, now);
	struct error error;

	if (!instant_known(due) || due.ms > now.ms)
		return;
	/* Where it fails the alerts stay pending, and desk_figures() tells why. */
	(void)desk_publish(thread->desk, now, &error);
	ring(thread);
}

/* One small step when it is time for it, whatever waits: the work never ends on a busy day. */
static void prune(struct desk_thread *thread)
{
	struct error error;
	int64_t wait;

	if (counter_ms() < thread->prune_due)
		return;
	/* Where it fails nothing is lost but room; desk_figures() tells of what ails the database. */
	(void)desk_prune(thread->desk, clock_now(thread), &wait, &error);
	thread->prune_due = counter_ms() + wait;
}

static void *thread_main(void *context)
{
	struct desk_thread *thread = context;
	bool stopping = false;

	while (!stopping) {
		pthread_mutex_lock(&thread->lock);
		struct job *job = next_job(thread);
		stopping = !job && thread->stopping;
		thread->heartbeat++;
		pthread_mutex_unlock(&thread->lock);
		if (job) {
			int64_t begun = counter_ms();
			run(thread, job);
			note_time(thread, job, counter_ms() - begun);
			publish(thread);
			pthread_mutex_lock(&thread->lock);
			queue_put(&thread->finished, job);
			pthread_mutex_unlock(&thread->lock);
			ring(thread);
		} else {
			publish(thread);
		}
		prune(thread);
	}
	return NULL;
}

/* --- on the loop --- */

struct desk_thread *desk_thread_start(const struct desk_thread_settings *settings,
                                      struct error *error)
{
	struct desk_thread *thread = memory_zeroed(1, sizeof(*thread));
	pthread_condattr_t monotonic;

	thread->settings = *settings;
	thread->prune_due = counter_ms() + PRUNE_FIRST_MS;
	thread->most_jobs = settings->most_jobs ? settings->most_jobs : JOBS_MOST;
	thread->most_bytes = settings->most_bytes ? settings->most_bytes : BYTES_MOST;
	pthread_mutex_init(&thread->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&thread->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	thread->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct desk_settings desk = settings->desk;
	desk.published = published;
	desk.context = thread;
	thread->desk = thread->event < 0 ? NULL : desk_open(&desk, error);
	if (thread->event < 0)
		error_set(error, ERROR_SYSTEM, "desk: no descriptor to wake the loop");
	if (thread->desk && pthread_create(&thread->thread, NULL, thread_main, thread)) {
		error_set(error, ERROR_SYSTEM, "desk: no thread");
		desk_close(thread->desk);
		thread->desk = NULL;
	}
	if (thread->desk)
		return thread;
	if (thread->event >= 0)
		close(thread->event);
	free(thread);
	return NULL;
}

bool desk_thread_submit(struct desk_thread *thread, struct job *job)
{
	pthread_mutex_lock(&thread->lock);
	bool room = job->urgent ? thread->urgent_jobs < thread->most_jobs
	                        : thread->jobs < thread->most_jobs &&
	                                  thread->bytes + job->bytes <= thread->most_bytes;
	room = room && !thread->stopping;
	if (room) {
		if (job->urgent) {
			thread->urgent_jobs++;
		} else {
			thread->jobs++;
			thread->bytes += job->bytes;
		}
		queue_put(job->urgent ? &thread->urgent : &thread->waiting, job);
		pthread_cond_signal(&thread->wake);
	}
	pthread_mutex_unlock(&thread->lock);
	return room;
}

static struct desk_thread *unconst(const struct desk_thread *thread)
{
	return (struct desk_thread *)(uintptr_t)thread;
}

bool desk_thread_has_room(const struct desk_thread *thread, size_t bytes)
{
	pthread_mutex_lock(&unconst(thread)->lock);
	bool room = thread->jobs < thread->most_jobs &&
	            thread->bytes + bytes <= thread->most_bytes && !thread->stopping;
	pthread_mutex_unlock(&unconst(thread)->lock);
	return room;
}

size_t desk_thread_queued(const struct desk_thread *thread)
{
	pthread_mutex_lock(&unconst(thread)->lock);
	size_t queued = thread->jobs + thread->urgent_jobs;
	pthread_mutex_unlock(&unconst(thread)->lock);
	return queued;
}

int desk_thread_fd(const struct desk_thread *thread)
{
	return thread->event;
}

static void collect_lines(struct desk_thread *thread)
{
	pthread_mutex_lock(&thread->lock);
	struct line *line = thread->lines;
	thread->lines = thread->last_line = NULL;
	pthread_mutex_unlock(&thread->lock);
	while (line) {
		struct line *next = line->next;
		if (thread->settings.desk.published)
			thread->settings.desk.published(thread->settings.desk.context, &line->alert,
			                                line->text);
		arena_free(line->arena);
		line = next;
	}
}

static void keep_arena(struct desk_thread *thread, struct arena *arena)
{
	arena_reset(arena);
	pthread_mutex_lock(&thread->lock);
	for (size_t i = 0; i < ARENAS_KEPT && arena; i++) {
		if (thread->kept[i])
			continue;
		thread->kept[i] = arena;
		arena = NULL;
	}
	pthread_mutex_unlock(&thread->lock);
	arena_free(arena);
}

void desk_thread_collect(struct desk_thread *thread)
{
	uint64_t count;
	struct job *job;

	if (read(thread->event, &count, sizeof(count)) < 0)
		count = 0; /* nothing new: somebody asked before the bell */
	collect_lines(thread);
	do {
		pthread_mutex_lock(&thread->lock);
		job = queue_take(&thread->finished);
		if (job && job->urgent) {
			thread->urgent_jobs--;
		} else if (job) {
			thread->jobs--;
			thread->bytes -= job->bytes;
		}
		pthread_mutex_unlock(&thread->lock);
		if (job) {
			struct arena *arena = job->arena;
			job->done(job);
			keep_arena(thread, arena);
		}
	} while (job);
}

uint64_t desk_thread_heartbeat(const struct desk_thread *thread)
{
	pthread_mutex_lock(&unconst(thread)->lock);
	uint64_t heartbeat = thread->heartbeat;
	pthread_mutex_unlock(&unconst(thread)->lock);
	return heartbeat;
}

void desk_thread_stop(struct desk_thread *thread)
{
	if (!thread)
		return;
	pthread_mutex_lock(&thread->lock);
	thread->stopping = true;
	pthread_cond_signal(&thread->wake);
	pthread_mutex_unlock(&thread->lock);
	pthread_join(thread->thread, NULL);
	desk_thread_collect(thread);
	desk_close(thread->desk);
	close(thread->event);
	for (size_t i = 0; i < ARENAS_KEPT; i++)
		arena_free(thread->kept[i]);
	pthread_cond_destroy(&thread->wake);
	pthread_mutex_destroy(&thread->lock);
	free(thread);
}
