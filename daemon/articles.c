#include "daemon/articles.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/url.h"
#include "daemon/quantity.h"
#include "daemon/schedule.h"
#include "daemon/suspects.h"

#define ARTICLES_MOST 48
#define TAKE_MOST 16
#define PAGE_GUESS KIB(256)
/* Fetches that failed for now, after which an article is old news. */
#define FETCHES_MOST 6
#define DEFER_FIRST_MS 60000
#define DEFER_MOST_MS (6 * 3600000)
#define ACCEPT_PAGE "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

/*
 * Articles of one host under way at once; those beyond go back, and their feed lets others pass until
 * the host has got through with some.
 */
#define ARTICLES_OF_HOST 12
#define BUSY_MOST 64
#define HOST_WAIT_MS 5000
/* While the one is under way, no other document of a suspect is taken at all. */
#define SUSPECT_WAIT_MS 250

/* A feed whose articles lie on a host that has enough to do. */
struct busy {
	int64_t feed;
	char host[256];
};

struct articles {
	struct daemon *daemon;
	struct busy busy[BUSY_MOST];
	size_t busy_count;
	struct suspects suspects;
	size_t active;   /* taken and not finished */
	bool taking;
	bool again;      /* new entries came while some were being taken */
	bool starved;    /* there was no room for more */
	bool untaken;    /* the last time none could be taken, which was told */
};

enum ending { ENDING_REPORT, ENDING_PUT_BACK, ENDING_GIVE_UP };

/* One entry on its way. It belongs to whoever it is with: fetcher, readers, desk. */
struct reading_task {
	struct job job;          /* its end */
	struct articles *articles;
	struct arena *arena;
	struct work work;
	struct credentials credentials; /* of its feed */
	enum ending ending;
	enum put_back why;       /* with ENDING_PUT_BACK */
	struct text reason;
	struct instant not_before;
	struct text final_url;
	unsigned char *answer;
	size_t answer_length;
	uint64_t reader;
	bool malformed;
	bool suspect;            /* it has the one place of the suspects */
	bool told;               /* that the desk cannot take it now */
	struct receipt receipt;
};

static void task_free(struct reading_task *task)
{
	task->articles->active--;
	task->articles->suspects.active -= task->suspect;
	free(task->answer);
	arena_free(task->arena);
	free(task);
}

/* --- on the desk's thread --- */

/* What only the one who asked knows. */
static void report_complete(const struct reading_task *task, struct arena *arena,
			    struct report *report)
{
	const struct work *work = &task->work;

	report->article_id = work->key;
	report->feed = work->feed_url;
	report->url = text_empty(work->url) ? task->final_url : work->url;
	/* What the operator or the feed calls itself; a page's own name only where there is none. */
	report->source = work->feed_title;
	if (text_empty(report->source) && report->article)
		report->source = report->article->site_name;
	if (text_empty(report->source))
		report->source = url_host(arena, report->url);
	if (!instant_known(report->published))
		report->published = work->published;
}

static bool task_report(struct desk *desk, struct reading_task *task, struct job *job)
{
	struct bytes frame = {task->answer, task->answer_length};
	struct reading_answer answer;
	struct error error = {0};

	task->malformed = !reading_answer_of(job->arena, frame, &answer, &error) ||
			  (text_empty(answer.error) && !answer.report);
	/* A dead reader's document: back on the loop it is put back or given up. */
	if (task->malformed)
		return true;
	if (!text_empty(answer.error)) {
		task->ending = ENDING_GIVE_UP;
		task->reason = text_copy(task->arena, text_cut(answer.error, LIMIT_TITLE));
		return desk_give_up_work(desk, task->work.id, task->reason, &job->error);
	}
	report_complete(task, job->arena, answer.report);
	return desk_finish_work(desk, job->arena, task->work.id, answer.report, job->now,
				&task->receipt, &job->error);
}

static void task_run(struct desk *desk, struct job *job)
{
	struct reading_task *task = (struct reading_task *)job;
	bool done;

	if (task->ending == ENDING_REPORT)
		done = task_report(desk, task, job);
	else if (task->ending == ENDING_PUT_BACK)
		done = desk_put_back_work(desk, task->work.id, task->why, task->not_before,
					  task->reason, &job->error);
	else
		done = desk_give_up_work(desk, task->work.id, task->reason, &job->error);
	job->failed = !done;
}

/* --- back on the loop --- */

static void task_end(struct reading_task *task, enum ending ending, const char *reason);
static void task_died(struct reading_task *task, const char *given_up, const char *reason);

static void task_log(const struct reading_task *task)
{
	const struct log *log = &task->articles->daemon->log;
	const struct text url = text_empty(task->work.url) ? task->work.key : task->work.url;

	if (task->ending == ENDING_GIVE_UP)
		log_line(log, LOG_INFO, "article %.*s: given up: %.*s", TEXT_ARGS(url),
			 TEXT_ARGS(task->reason));
	else if (task->ending == ENDING_PUT_BACK)
		log_line(log, task->why == PUT_BACK_UNASKED ? LOG_DEBUG : LOG_INFO,
			 "article %.*s: %.*s, once more later", TEXT_ARGS(url),
			 TEXT_ARGS(task->reason));
	else
		log_line(log, LOG_DEBUG, "article %.*s: read, %s", TEXT_ARGS(url),
			 verdict_names[task->receipt.verdict]);
}

/* A report that the desk cannot take because it is too big, or that is wrong, is never taken. */
static bool failure_passes(const struct job *job)
{
	return job->error.kind != ERROR_DATA && job->error.kind != ERROR_INTERNAL;
}

static void task_done(struct job *job)
{
	struct reading_task *task = (struct reading_task *)job;
	struct articles *articles = task->articles;
	struct daemon *daemon = articles->daemon;

	if (task->malformed && !daemon->stopping) {
		readers_distrust(daemon->readers, task->reader);
		task->malformed = false;
		free(task->answer);
		task->answer = NULL;
		task_died(task, "readers' answers over it could not be believed",
			  "a reader's answer over it could not be believed");
		return;
	}
	if (job->failed && !daemon->stopping) {
		/* Once a second it is tried again; a disk that is full needs no lines about it. */
		if (!task->told || !failure_passes(job))
			log_line(&daemon->log, LOG_WARNING, "article %.*s: %s", TEXT_ARGS(task->work.url),
				 job->error.message);
		task->told = true;
		if (failure_passes(job)) {
			daemon_postpone(daemon, job);
			return;
		}
		if (task->ending == ENDING_REPORT) {
			free(task->answer);
			task->answer = NULL;
			task_end(task, ENDING_GIVE_UP, job->error.message);
			return;
		}
	} else if (!job->failed) {
		task_log(task);
	}
	task_free(task);
	articles_pump(articles);
}

static void task_submit(struct reading_task *task)
{
	task->job = (struct job){
		.run = task_run, .done = task_done, .bytes = task->answer_length,
	};
	daemon_submit(task->articles->daemon, &task->job);
}

static void task_end(struct reading_task *task, enum ending ending, const char *reason)
{
	task->ending = ending;
	task->reason = text_copy(task->arena, text_of(reason));
	task->answer_length = ending == ENDING_REPORT ? task->answer_length : 0;
	task_submit(task);
}

static void task_put_back(struct reading_task *task, enum put_back why, int64_t wait_ms,
			  const char *reason)
{
	task->why = why;
	task->not_before = clock_steady(&task->articles->daemon->clock);
	task->not_before.ms += wait_ms;
	task_end(task, ENDING_PUT_BACK, reason);
}

/* Once more with another reader, as long as not too many have ended so. */
static void task_died(struct reading_task *task, const char *given_up, const char *reason)
{
	suspects_note(&task->articles->suspects, task->work.feed_id, clock_counter_ms());
	if (task->work.attempts >= LIMIT_READER_ATTEMPTS)
		task_end(task, ENDING_GIVE_UP, given_up);
	else
		task_put_back(task, PUT_BACK_DIED, 1000 * task->work.attempts, reason);
}

/* Again after a minute, then four times as long each time. */
static void task_again(struct reading_task *task, int64_t least_ms, const char *reason)
{
	int64_t wait = DEFER_FIRST_MS;

	if (task->work.returns + 1 >= FETCHES_MOST) {
		task_end(task, ENDING_GIVE_UP, reason);
		return;
	}
	for (int64_t i = 0; i < task->work.returns && wait < DEFER_MOST_MS; i++)
		wait *= 4;
	task_put_back(task, PUT_BACK_UNREAD, wait > least_ms ? wait : least_ms, reason);
}

static void task_answered(void *context, struct reader_result *result)
{
	struct reading_task *task = context;

	if (result->stopped) {
		task_free(task);
		return;
	}
	task->reader = result->reader;
	if (result->answered) {
		task->answer = result->answer;
		task->answer_length = result->answer_length;
		result->answer = NULL;
		task_end(task, ENDING_REPORT, "");
	} else {
		task_died(task, "readers died over it", result->error.message);
	}
}

static void task_read(struct reading_task *task, enum reading what, unsigned char *body,
		      size_t length, struct text url, struct text content_type)
{
	struct document document = {
		.request = {.what = what,
			    .url = url,
			    .content_type = content_type,
			    .title = task->work.title,
			    .language = task->work.settings.language,
			    .published = task->work.published},
		.body = body,
		.body_length = length,
		.done = task_answered,
		.context = task,
	};

	readers_submit(task->articles->daemon->readers, &document);
}

/* The feed's own words stand for the page. False where it has none. */
static bool task_read_content(struct reading_task *task)
{
	struct text content = text_empty(task->work.content_html) ? task->work.summary
								    : task->work.content_html;

	if (text_empty(content) && text_empty(task->work.title))
		return false;
	unsigned char *body = malloc(content.length + 1);
	if (!body)
		memory_end();
	if (content.length)
		memcpy(body, content.data, content.length);
	task_read(task, READING_CONTENT, body, content.length, task->work.url,
		  TEXT("text/html; charset=utf-8"));
	return true;
}

static void task_refused(struct reading_task *task, const struct fetch_result *result)
{
	char sentence[64];
	int64_t status = result->status;

	snprintf(sentence, sizeof(sentence), "HTTP status %d", (int)status);
	if (status == 404 || status == 410)
		task_end(task, ENDING_GIVE_UP, sentence);
	else if (status >= 400 && status < 500 && status != 408 && status != 425 && status != 429) {
		/* Behind a wall for good: what the feed says of it is better than nothing. */
		if (!task_read_content(task))
			task_end(task, ENDING_GIVE_UP, sentence);
	} else {
		task_again(task, result->retry_after_s > 0 ? result->retry_after_s * 1000 : 0, sentence);
	}
}

static void task_fetched(void *context, struct fetch_result *result)
{
	struct reading_task *task = context;

	if (result->stopped) {
		task_free(task);
		return;
	}
	if (result->held) {
		task_put_back(task, PUT_BACK_UNASKED, result->retry_after_s * 1000, result->error.message);
		return;
	}
	if (!result->answered) {
		int64_t least = result->retry_after_s > 0 ? result->retry_after_s * 1000 : 0;
		if (result->error.kind == ERROR_PERMISSION || result->error.kind == ERROR_DATA)
			task_end(task, ENDING_GIVE_UP, result->error.message);
		else
			task_again(task, least, result->error.message);
		return;
	}
	if (result->status != 200) {
		task_refused(task, result);
		return;
	}
	if (!result->body_length) {
		task_end(task, ENDING_GIVE_UP, "the page is empty");
		return;
	}
	task->final_url = text_copy(task->arena, result->final_url);
	unsigned char *body = result->body;
	result->body = NULL;
	task_read(task, READING_PAGE, body, result->body_length, task->final_url, result->content_type);
}

static void task_fetch(struct reading_task *task)
{
	struct daemon *daemon = task->articles->daemon;
	struct fetch_request request = {
		.url = task->work.url,
		.own_url = task->work.feed_url,
		.settings = &task->work.settings,
		.credentials = &task->credentials,
		.accept = ACCEPT_PAGE,
		.limit = (size_t)daemon->config->page_limit,
		.done = task_fetched,
		.context = task,
	};

	fetcher_start(daemon->fetcher, &request);
}

static struct work work_copy(struct arena *arena, const struct work *work)
{
	struct work copy = *work;

	copy.feed_url = text_copy(arena, work->feed_url);
	copy.feed_title = text_copy(arena, work->feed_title);
	copy.key = text_copy(arena, work->key);
	copy.url = text_copy(arena, work->url);
	copy.title = text_copy(arena, work->title);
	copy.content_html = text_copy(arena, work->content_html);
	copy.summary = text_copy(arena, work->summary);
	copy.settings = feed_settings_copy(arena, &work->settings);
	return copy;
}

/* --- hosts that have enough to do --- */

static bool host_is_full(const struct articles *articles, struct text host)
{
	return fetcher_count_at(articles->daemon->fetcher, host) >= ARTICLES_OF_HOST;
}

static void busy_add(struct articles *articles, int64_t feed, struct text host)
{
	for (size_t i = 0; i < articles->busy_count; i++)
		if (articles->busy[i].feed == feed)
			return;
	if (articles->busy_count == BUSY_MOST || host.length >= sizeof(articles->busy[0].host))
		return;
	struct busy *busy = &articles->busy[articles->busy_count++];
	busy->feed = feed;
	snprintf(busy->host, sizeof(busy->host), "%.*s", TEXT_ARGS(host));
}

/* Forgets the hosts that have room again; the feeds of the others, and those that killed readers. */
static const int64_t *busy_feeds(struct articles *articles, struct arena *arena, size_t *count)
{
	int64_t *feeds = arena_array(arena, BUSY_MOST + SUSPECTS_MOST, sizeof(*feeds));
	size_t kept = 0;

	for (size_t i = 0; i < articles->busy_count; i++) {
		if (!host_is_full(articles, text_of(articles->busy[i].host)))
			continue;
		articles->busy[kept] = articles->busy[i];
		feeds[kept++] = articles->busy[i].feed;
	}
	*count = articles->busy_count = kept;
	if (articles->suspects.active)
		*count += suspects_feeds(&articles->suspects, clock_counter_ms(), feeds + kept);
	return feeds;
}

static void task_fetch_or_wait(struct reading_task *task)
{
	struct articles *articles = task->articles;
	struct text host = url_host(task->arena, task->work.url);

	if (!host_is_full(articles, host)) {
		task_fetch(task);
		return;
	}
	busy_add(articles, task->work.feed_id, host);
	task_put_back(task, PUT_BACK_UNASKED, HOST_WAIT_MS, "its host has enough to do");
}

/* A page that tells more than the feed, in a language that can be read. */
static bool has_page(const struct work *work)
{
	const struct feed_settings *settings = &work->settings;

	return url_is_web(work->url) && !settings->full_text && !settings->feed_only &&
	       language_is_read(settings->language);
}

/* A suspect's document takes the place of the suspects; false while it is taken. */
static bool task_may_begin(struct reading_task *task)
{
	struct suspects *suspects = &task->articles->suspects;

	if (!suspects_have(suspects, task->work.feed_id, clock_counter_ms()))
		return true;
	if (suspects->active)
		return false;
	suspects->active++;
	return task->suspect = true;
}

static void task_begin(struct articles *articles, const struct work *work, const struct credentials *credentials)
{
	struct reading_task *task = memory_zeroed(1, sizeof(*task));

	task->articles = articles;
	task->arena = arena_new(LIMIT_FEED * 2 + MIB(1));
	task->work = work_copy(task->arena, work);
	struct text login = config_login(articles->daemon->config, work->feed_url);
	struct credentials all = credentials_with_login(credentials, login);
	task->credentials = credentials_copy(task->arena, &all);
	articles->active++;
	if (!task_may_begin(task))
		task_put_back(task, PUT_BACK_UNASKED, SUSPECT_WAIT_MS, "its feed has killed readers, one at a time");
	else if (has_page(work) && credentials->error.kind != ERROR_NONE)
		task_again(task, 0, credentials->error.message);
	else if (has_page(work))
		task_fetch_or_wait(task);
	else if (!task_read_content(task))
		task_end(task, ENDING_GIVE_UP, "it has neither an address nor a text");
}

/* --- taking --- */

struct taking {
	struct job job;
	struct articles *articles;
	struct arena *arena;
	struct wanted_work wanted; /* now: on the steady clock */
	struct work *work;
	struct credentials *credentials; /* of the feeds of each */
	size_t count;
};

static void take_run(struct desk *desk, struct job *job)
{
	struct taking *taking = (struct taking *)job;

	job->failed = !desk_take_work(desk, job->arena, &taking->wanted, &taking->work,
				      &taking->count, &job->error);
	if (job->failed)
		return;
	taking->credentials = arena_array(job->arena, taking->count, sizeof(*taking->credentials));
	for (size_t i = 0; i < taking->count; i++)
		taking->credentials[i] =
			credentials_read(job->arena, feed_access_of(&taking->work[i].settings)->credentials);
}

static void take_done(struct job *job)
{
	struct taking *taking = (struct taking *)job;
	struct articles *articles = taking->articles;
	bool more = articles->again || taking->count == taking->wanted.most;

	articles->taking = articles->again = false;
	if (job->failed && !articles->untaken)
		log_error(&articles->daemon->log, "articles", &job->error);
	articles->untaken = job->failed;
	for (size_t i = 0; !job->failed && !articles->daemon->stopping && i < taking->count; i++)
		task_begin(articles, &taking->work[i], &taking->credentials[i]);
	if (more && !job->failed)
		articles_pump(articles);
	arena_free(taking->arena);
	free(taking);
}

void articles_pump(struct articles *articles)
{
	struct daemon *daemon = articles->daemon;

	articles->again = articles->again || articles->taking;
	if (articles->taking || articles->active >= ARTICLES_MOST || daemon->stopping)
		return;
	articles->starved = !daemon_has_room(daemon, PAGE_GUESS);
	if (articles->starved)
		return;
	struct taking *taking = memory_zeroed(1, sizeof(*taking));
	size_t most = ARTICLES_MOST - articles->active;
	taking->job.run = take_run;
	taking->job.done = take_done;
	taking->articles = articles;
	taking->arena = arena_new(KIB(64));
	taking->wanted.most = most < TAKE_MOST ? most : TAKE_MOST;
	taking->wanted.now = clock_steady(&daemon->clock);
	taking->wanted.busy_feeds =
		busy_feeds(articles, taking->arena, &taking->wanted.busy_count);
	articles->taking = true;
	daemon_submit(daemon, &taking->job);
}

void articles_tick(struct articles *articles, bool second)
{
	/* Entries that were put back for later come due by time alone. */
	if (!articles->taking && (second || articles->starved))
		articles_pump(articles);
}

struct articles *articles_new(struct daemon *daemon)
{
	struct articles *articles = memory_zeroed(1, sizeof(*articles));

	articles->daemon = daemon;
	return articles;
}

void articles_free(struct articles *articles)
{
	free(articles);
}
