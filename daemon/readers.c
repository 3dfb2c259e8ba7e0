#include "daemon/readers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "daemon/clock.h"
#include "daemon/frames.h"

#define READERS_MOST 4
#define QUEUE_MOST 64
#define QUEUE_BYTES_MOST MIB(32)
/* How long a reader that was let go may take to end by itself. */
#define ENDING_MS 2000
#define RESPAWN_FIRST_MS 100
#define RESPAWN_MOST_MS 5000
#define READER_FD 3
/* A request's texts, and as JSON: each byte of them six at most, in a text that doubles as it grows. */
#define WAITING_ARENA KIB(512)

struct waiting {
	struct waiting *next;
	struct arena *arena; /* the request's texts */
	struct document document;
};

struct reader {
	struct readers *pool;
	pid_t pid;                /* 0: none runs */
	uint64_t serial;
	struct frames *stream;
	struct event *timer;      /* of the document, or until the next start */
	struct waiting *at;       /* the document it has */
	unsigned documents;
	bool ready;               /* its sandbox stands */
	bool retiring;            /* replaced when it is free */
	bool distrusted;
};

struct ending {
	struct ending *next;
	pid_t pid;
	int64_t until_ms;
};

struct readers {
	struct event_base *base;
	const struct log *log;
	const struct config *config;
	struct reader slots[READERS_MOST];
	size_t wanted;
	struct waiting *first, *last;
	size_t queued;
	size_t queued_bytes;
	struct ending *endings;
	struct event *child_signal;
	struct event *ending_timer;
	uint64_t serial;
	uint64_t deaths;
	int64_t respawn_ms;       /* the wait before the next start after a death */
	bool failing;             /* the last one that was started died before it was ready */
	bool bare;                /* the last one that was ready has no Landlock */
	bool held;
	bool stopping;
};

/* --- the queue --- */

static void queue_push(struct readers *pool, struct waiting *waiting, bool front)
{
	waiting->next = front ? pool->first : NULL;
	if (front) {
		pool->first = waiting;
		if (!pool->last)
			pool->last = waiting;
	} else {
		if (pool->last)
			pool->last->next = waiting;
		else
			pool->first = waiting;
		pool->last = waiting;
	}
	pool->queued++;
	pool->queued_bytes += waiting->document.body_length;
}

static struct waiting *queue_shift(struct readers *pool)
{
	struct waiting *waiting = pool->first;

	if (!waiting)
		return NULL;
	pool->first = waiting->next;
	if (!pool->first)
		pool->last = NULL;
	pool->queued--;
	pool->queued_bytes -= waiting->document.body_length;
	return waiting;
}

static void waiting_tell(struct waiting *waiting, struct reader_result *result)
{
	result->body = waiting->document.body;
	result->body_length = waiting->document.body_length;
	waiting->document.done(waiting->document.context, result);
	free(result->answer);
	free(result->body);
	arena_free(waiting->arena);
	free(waiting);
}

/* --- processes --- */

static void child_run(int fd, const struct config *config) __attribute__((noreturn));

/* Between fork and exec: only what is safe there. The environment stays behind. */
static void child_run(int fd, const struct config *config)
{
	char *arguments[] = {(char *)(uintptr_t) "sitrepd-reader", (char *)(uintptr_t) "--lexicon",
			     (char *)(uintptr_t)config->lexicon,
			     config->best_effort ? (char *)(uintptr_t) "--best-effort" : NULL, NULL};
	char *environment[] = {NULL};
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	if (fd == READER_FD)
		fcntl(fd, F_SETFD, 0);
	else if (dup2(fd, READER_FD) < 0)
		_exit(127);
	close_range(READER_FD + 1, ~0U, 0);
	execve(config->reader, arguments, environment);
	_exit(127);
}

static void ending_add(struct readers *pool, pid_t pid, int64_t wait_ms)
{
	struct ending *ending = malloc(sizeof(*ending));
	struct timeval tick = {1, 0};

	if (!ending)
		memory_end();
	*ending = (struct ending){pool->endings, pid, clock_counter_ms() + wait_ms};
	pool->endings = ending;
	event_add(pool->ending_timer, &tick);
}

static void endings_reap(struct readers *pool)
{
	int64_t now = clock_counter_ms();
	struct timeval tick = {1, 0};

	for (struct ending **place = &pool->endings; *place;) {
		struct ending *ending = *place;
		if (waitpid(ending->pid, NULL, WNOHANG) != 0) {
			*place = ending->next;
			free(ending);
			continue;
		}
		if (ending->until_ms <= now)
			kill(ending->pid, SIGKILL);
		place = &ending->next;
	}
	if (pool->endings)
		event_add(pool->ending_timer, &tick);
}

static void child_ended(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	endings_reap(context);
}

/* The process is let go: its stream closes, and it ends by itself or is killed. */
static void reader_part(struct reader *reader, bool kill_now)
{
	struct readers *pool = reader->pool;

	if (!reader->pid)
		return;
	event_del(reader->timer);
	frames_free(reader->stream);
	reader->stream = NULL;
	if (kill_now)
		kill(reader->pid, SIGKILL);
	ending_add(pool, reader->pid, kill_now ? 0 : ENDING_MS);
	reader->pid = 0;
	reader->ready = reader->retiring = reader->distrusted = false;
}

static void documents_start(struct readers *pool);

/*
 * The next start waits longer while readers die before they are ready: something is wrong with them. Over
 * a document they die one by one, and those of others must not wait for that.
 */
static void reader_delay(struct reader *reader, bool was_ready)
{
	struct readers *pool = reader->pool;

	if (was_ready)
		pool->respawn_ms = RESPAWN_FIRST_MS;
	struct timeval wait = {pool->respawn_ms / 1000, pool->respawn_ms % 1000 * 1000};
	if (!was_ready)
		pool->respawn_ms *= 2;
	if (pool->respawn_ms > RESPAWN_MOST_MS)
		pool->respawn_ms = RESPAWN_MOST_MS;
	event_add(reader->timer, &wait);
}

static void reader_die(struct reader *reader, bool slow)
{
	struct readers *pool = reader->pool;
	struct waiting *at = reader->at;
	struct reader_result result = {.slow = slow, .reader = reader->serial};
	pid_t pid = reader->pid;
	bool was_ready = reader->ready;

	reader->at = NULL;
	pool->deaths++;
	error_set(&result.error, ERROR_DATA, slow ? "reading it took more than %d s" : "a reader died over it",
		  LIMIT_READER_MS / 1000);
	pool->failing = !was_ready;
	log_line(pool->log, LOG_WARNING, "reader %d: %s%s%.*s; a fresh one starts in %lld ms", (int)pid,
		 slow        ? "killed, its time is over"
		 : was_ready ? "died"
			     : "ended before it was ready",
		 at ? " over " : "",
		 TEXT_ARGS(at ? at->document.request.url : TEXT_NONE),
		 (long long)(was_ready ? RESPAWN_FIRST_MS : pool->respawn_ms));
	reader_part(reader, true);
	reader_delay(reader, was_ready);
	if (at)
		waiting_tell(at, &result);
	documents_start(pool);
}

/* --- a document's way --- */

static void reader_free_again(struct reader *reader)
{
	struct timeval now = {0, 0};

	event_del(reader->timer);
	if (reader->documents >= LIMIT_READER_DOCUMENTS || reader->retiring || reader->distrusted) {
		reader_part(reader, reader->distrusted);
		event_add(reader->timer, &now);
	}
}

static void reader_ready(struct reader *reader, const char *says)
{
	struct readers *pool = reader->pool;

	if (strcmp(says, FRAME_READY) && strcmp(says, FRAME_READY_BARE)) {
		reader_die(reader, false);
		return;
	}
	event_del(reader->timer);
	reader->ready = true;
	pool->failing = false;
	pool->bare = strcmp(says, FRAME_READY) != 0;
	documents_start(pool);
}

static void reader_came(void *context, unsigned char *frame, size_t length)
{
	struct reader *reader = context;
	struct readers *pool = reader->pool;
	struct waiting *at = reader->at;
	struct reader_result result = {
		.answered = true, .reader = reader->serial, .answer = frame, .answer_length = length};

	if (!reader->ready) {
		reader_ready(reader, (const char *)frame);
		free(frame);
		return;
	}
	/* It says what nobody asked, or answers a document that it has not read. */
	if (!at || frames_sending(reader->stream)) {
		free(frame);
		reader_die(reader, false);
		return;
	}
	reader->at = NULL;
	reader->documents++;
	pool->respawn_ms = RESPAWN_FIRST_MS;
	reader_free_again(reader);
	waiting_tell(at, &result);
	documents_start(pool);
}

static void reader_ended(void *context)
{
	reader_die(context, false);
}

static void reader_send(struct reader *reader, struct waiting *waiting)
{
	static const struct timeval most = {LIMIT_READER_MS / 1000, LIMIT_READER_MS % 1000 * 1000};
	struct writer writer = writer_new(waiting->arena, WAITING_ARENA);

	json_write_shape(&writer, &reading_request_shape, &waiting->document.request);
	struct text request = writer_text(&writer);
	reader->at = waiting;
	event_add(reader->timer, &most);
	/* The document is kept until its answer is there, and longer than the stream. */
	frames_send(reader->stream, (struct bytes){(const unsigned char *)request.data, request.length},
		    (struct bytes){waiting->document.body, waiting->document.body_length});
}

static bool reader_start(struct reader *reader)
{
	static const struct timeval ready = {LIMIT_READER_START_MS / 1000, 0};
	struct readers *pool = reader->pool;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return false;
	pid_t pid = fork();
	if (pid == 0)
		child_run(pair[1], pool->config);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return false;
	}
	const struct frames_use use = {reader_came, reader_ended, reader};
	reader->stream = frames_new(pool->base, pair[0], &use);
	reader->pid = pid;
	reader->serial = ++pool->serial;
	reader->documents = 0;
	reader->ready = reader->retiring = reader->distrusted = false;
	event_add(reader->timer, &ready);
	log_line(pool->log, LOG_DEBUG, "reader %d: started", (int)pid);
	return true;
}

static void reader_time(evutil_socket_t fd, short what, void *context)
{
	struct reader *reader = context;

	(void)fd;
	(void)what;
	if (reader->at || (reader->pid && !reader->ready)) {
		reader_die(reader, true);
	} else if (!reader->pid && !reader->pool->stopping &&
		   (size_t)(reader - reader->pool->slots) < reader->pool->wanted) {
		if (!reader_start(reader)) {
			log_line(reader->pool->log, LOG_ERR, "reader: cannot be started: %s",
				 strerror(errno));
			reader_delay(reader, false);
		}
	}
}

static void documents_start(struct readers *pool)
{
	for (size_t i = 0; i < pool->wanted && pool->first && !pool->stopping && !pool->held; i++) {
		struct reader *reader = &pool->slots[i];
		if (reader->ready && !reader->at && !reader->retiring)
			reader_send(reader, queue_shift(pool));
	}
}

/* --- the pool --- */

bool readers_have_room(const struct readers *pool, size_t bytes)
{
	return pool->queued < QUEUE_MOST && pool->queued_bytes + bytes <= QUEUE_BYTES_MOST;
}

void readers_submit(struct readers *pool, const struct document *document)
{
	struct waiting *waiting = memory_zeroed(1, sizeof(*waiting));

	waiting->arena = arena_new(WAITING_ARENA);
	waiting->document = *document;
	struct reading_request *request = &waiting->document.request;
	request->url = text_copy(waiting->arena, text_cut(request->url, LIMIT_URL));
	request->title = text_copy(waiting->arena, text_cut(request->title, LIMIT_TITLE));
	request->content_type = text_copy(waiting->arena, text_cut(request->content_type, LIMIT_NAME));
	queue_push(pool, waiting, false);
	documents_start(pool);
}

void readers_distrust(struct readers *pool, uint64_t serial)
{
	for (size_t i = 0; i < READERS_MOST; i++) {
		struct reader *reader = &pool->slots[i];
		if (!reader->pid || reader->serial != serial)
			continue;
		log_line(pool->log, LOG_WARNING, "reader %d: its answer cannot be believed; killed",
			 (int)reader->pid);
		pool->deaths++;
		if (reader->at)
			queue_push(pool, reader->at, true);
		reader->at = NULL;
		reader_part(reader, true);
		reader_delay(reader, true);
	}
	documents_start(pool);
}

size_t readers_running(const struct readers *pool)
{
	size_t running = 0;

	for (size_t i = 0; i < READERS_MOST; i++)
		running += pool->slots[i].ready;
	return running;
}

size_t readers_queued(const struct readers *pool)
{
	size_t queued = pool->queued;

	for (size_t i = 0; i < READERS_MOST; i++)
		queued += pool->slots[i].at != NULL;
	return queued;
}

uint64_t readers_deaths(const struct readers *pool)
{
	return pool->deaths;
}

const char *readers_state(const struct readers *pool)
{
	return pool->failing ? "they end before they are ready; the log says why"
	       : pool->bare  ? "without Landlock"
			     : "ok";
}

void readers_hold(struct readers *pool, bool held)
{
	pool->held = held;
	documents_start(pool);
}

void readers_configure(struct readers *pool, const struct config *config)
{
	struct timeval now = {0, 0};

	pool->config = config;
	pool->wanted = (size_t)config->readers;
	for (size_t i = 0; i < READERS_MOST; i++) {
		struct reader *reader = &pool->slots[i];
		if (reader->at)
			reader->retiring = true;
		else
			reader_part(reader, false);
		if (i < pool->wanted && !reader->at)
			event_add(reader->timer, &now);
	}
}

struct readers *readers_new(struct event_base *base, const struct log *log)
{
	struct readers *pool = memory_zeroed(1, sizeof(*pool));

	pool->base = base;
	pool->log = log;
	pool->respawn_ms = RESPAWN_FIRST_MS;
	pool->child_signal = evsignal_new(base, SIGCHLD, child_ended, pool);
	pool->ending_timer = evtimer_new(base, child_ended, pool);
	if (!pool->child_signal || !pool->ending_timer)
		memory_end();
	event_add(pool->child_signal, NULL);
	for (size_t i = 0; i < READERS_MOST; i++) {
		pool->slots[i].pool = pool;
		pool->slots[i].timer = evtimer_new(base, reader_time, &pool->slots[i]);
		if (!pool->slots[i].timer)
			memory_end();
	}
	return pool;
}

void readers_free(struct readers *pool)
{
	struct waiting *waiting;

	if (!pool)
		return;
	pool->stopping = true;
	for (size_t i = 0; i < READERS_MOST; i++) {
		struct reader *reader = &pool->slots[i];
		struct reader_result result = {.stopped = true};
		waiting = reader->at;
		reader->at = NULL;
		reader_part(reader, true);
		if (waiting)
			waiting_tell(waiting, &result);
		event_free(reader->timer);
	}
	while ((waiting = queue_shift(pool))) {
		struct reader_result result = {.stopped = true};
		waiting_tell(waiting, &result);
	}
	while (pool->endings) {
		struct ending *next = pool->endings->next;
		kill(pool->endings->pid, SIGKILL);
		waitpid(pool->endings->pid, NULL, 0);
		free(pool->endings);
		pool->endings = next;
	}
	event_free(pool->child_signal);
	event_free(pool->ending_timer);
	free(pool);
}
