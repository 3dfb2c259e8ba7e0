#include "daemon/push.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "daemon/articles.h"

struct push {
	struct job job;
	struct daemon *daemon;
	struct websub *websub;
	struct arena *arena;
	struct text feed, topic;
	unsigned char *answer;
	size_t answer_length;
	uint64_t reader;
	bool malformed;
	struct error unread; /* why there is no document */
	int64_t fresh;
	void (*done)(void *context, int status);
	void *context;
};

static void push_end(struct push *push, int status)
{
	if (push->done)
		push->done(push->context, status);
	arena_free(push->arena);
	free(push->answer);
	free(push);
}

/* The next poll finds what could not be read here. */
static void push_unread(struct push *push)
{
	log_line(&push->daemon->log, LOG_WARNING, "feed %.*s: what its hub pushed: %s", TEXT_ARGS(push->feed),
		 push->unread.message);
	websub_poll_before(push->websub, push->feed, 0);
	push_end(push, 200);
}

/* --- on the desk's thread --- */

static void push_run(struct desk *desk, struct job *job)
{
	struct push *push = (struct push *)job;
	struct bytes frame = {push->answer, push->answer_length};
	struct reading_answer answer;
	struct error ignored;

	push->unread.kind = ERROR_NONE;
	push->malformed = !reading_answer_of(job->arena, frame, &answer, &ignored) ||
			  (text_empty(answer.error) && !answer.feed);
	if (push->malformed)
		error_set(&push->unread, ERROR_DATA, "a reader's answer over it could not be believed");
	else if (!text_empty(answer.error))
		error_set(&push->unread, ERROR_DATA, "%.*s", TEXT_ARGS(text_cut(answer.error, 200)));
	else
		job->failed = !desk_push(desk, job->arena, push->feed, answer.feed->entries,
					 answer.feed->entries_count, job->now, &push->fresh, &job->error);
}

/* --- on the loop --- */

static void push_done(struct job *job)
{
	struct push *push = (struct push *)job;
	struct daemon *daemon = push->daemon;

	if (push->malformed && push->reader && !daemon->stopping)
		readers_distrust(daemon->readers, push->reader);
	if (job->failed) {
		log_error(&daemon->log, "push", &job->error);
		push_end(push, 503);
		return;
	}
	if (push->unread.kind != ERROR_NONE) {
		push_unread(push);
		return;
	}
	log_line(&daemon->log, push->fresh ? LOG_INFO : LOG_DEBUG, "feed %.*s: %lld new, pushed by its hub",
		 TEXT_ARGS(push->feed), (long long)push->fresh);
	if (push->fresh && !daemon->stopping)
		articles_pump(daemon->articles);
	push_end(push, 200);
}

static void push_read(void *context, struct reader_result *result)
{
	struct push *push = context;

	if (result->stopped) {
		push_end(push, 503);
		return;
	}
	if (!result->answered) {
		push->unread = result->error;
		push_unread(push);
		return;
	}
	push->reader = result->reader;
	push->answer = result->answer;
	push->answer_length = result->answer_length;
	result->answer = NULL;
	push->job = (struct job){.run = push_run, .done = push_done, .bytes = push->answer_length};
	daemon_submit(push->daemon, &push->job);
}

struct push *push_begin(struct daemon *daemon, struct websub *websub, const struct subscription *subscription,
			struct text content_type, struct bytes body, void (*done)(void *context, int status),
			void *context)
{
	struct push *push = memory_zeroed(1, sizeof(*push));

	push->daemon = daemon;
	push->websub = websub;
	push->arena = arena_new(KIB(256));
	push->feed = text_copy(push->arena, subscription->feed);
	push->topic = text_copy(push->arena, subscription->topic);
	push->done = done;
	push->context = context;
	struct document document = {
		.request = {.what = READING_FEED,
			    .url = push->topic,
			    .content_type = text_copy(push->arena, text_cut(content_type, LIMIT_NAME)),
			    .published = INSTANT_NONE},
		.body = (unsigned char *)(uintptr_t)body.data,
		.body_length = body.length,
		.done = push_read,
		.context = push,
	};
	readers_submit(daemon->readers, &document);
	return push;
}

void push_forget(struct push *push)
{
	push->done = NULL;
}
