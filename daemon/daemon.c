#include "daemon/daemon.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "base/memory.h"
#include "daemon/articles.h"
#include "daemon/control.h"
#include "daemon/descriptors.h"
#include "daemon/figures.h"
#include "daemon/poll.h"
#include "daemon/schedule.h"
#include "daemon/websub.h"

#define TICK_MS 100
/* Jobs that failed for a reason that may pass are tried again so often. */
#define AGAIN_TICKS 10
#define FETCHES_MOST 512
#define DESCRIPTORS_MOST 65536

/* --- jobs --- */

static void keep(struct daemon *daemon, struct job *job)
{
	job->next = NULL;
	if (daemon->postponed_last)
		daemon->postponed_last->next = job;
	else
		daemon->postponed = job;
	daemon->postponed_last = job;
}

static void fail(struct job *job)
{
	job->arena = NULL;
	job->failed = true;
	error_set(&job->error, ERROR_BUSY, "the daemon is stopping");
	job->done(job);
}

void daemon_submit(struct daemon *daemon, struct job *job)
{
	job->failed = false;
	if (!daemon->desk)
		fail(job);
	else if (!desk_thread_submit(daemon->desk, job))
		keep(daemon, job);
}

void daemon_postpone(struct daemon *daemon, struct job *job)
{
	job->failed = true;
	keep(daemon, job);
}

/* Gives what waits to the desk again; what failed only every AGAIN_TICKS. */
static void retry(struct daemon *daemon, bool failed_too)
{
	struct job *job = daemon->postponed, *next;

	daemon->postponed = daemon->postponed_last = NULL;
	for (; job; job = next) {
		next = job->next;
		if (job->failed && !failed_too)
			keep(daemon, job);
		else
			daemon_submit(daemon, job);
	}
}

bool daemon_has_room(const struct daemon *daemon, size_t bytes)
{
	return !daemon->postponed && !daemon->short_of_descriptors &&
	       desk_thread_has_room(daemon->desk, bytes) &&
	       readers_have_room(daemon->readers, bytes) &&
	       fetcher_count(daemon->fetcher) < FETCHES_MOST;
}

/* Where the desk is full readers begin nothing, where they are full nothing is fetched. */
static void press_back(struct daemon *daemon)
{
	bool desk = !daemon->postponed && desk_thread_has_room(daemon->desk, 0);

	readers_hold(daemon->readers, !desk);
	fetcher_hold(daemon->fetcher, !desk || daemon->short_of_descriptors ||
	                                      !readers_have_room(daemon->readers, 0));
}

static void note_descriptors(struct daemon *daemon)
{
	bool few = descriptors_short(DESCRIPTORS_FOR_CLIENTS);

	if (few != daemon->short_of_descriptors)
		log_line(&daemon->log, few ? LOG_ERR : LOG_INFO, "descriptors: %s",
		         few ? "nearly all are in use; nothing is fetched until some are free"
		             : "there are enough again");
	daemon->short_of_descriptors = few;
}

/* A tick that comes late tells how long the loop was held, by whatever callback it was. */
static void note_loop(struct daemon *daemon)
{
	int64_t now = clock_awake_us(), late = now - daemon->ticked_us - TICK_MS * 1000;

	if (daemon->ticked_us && late > daemon->loop_longest_us)
		daemon->loop_longest_us = late;
	daemon->ticked_us = now;
}

/* --- what happens on the loop --- */

static void desk_rings(evutil_socket_t fd, short what, void *context)
{
	struct daemon *daemon = context;

	(void)fd;
	(void)what;
	/* Nothing is claimed here: a claim that finds nothing rings too, and would go round for ever. */
	desk_thread_collect(daemon->desk);
	retry(daemon, false);
	press_back(daemon);
}

static void ticks(evutil_socket_t fd, short what, void *context)
{
	struct daemon *daemon = context;

	(void)fd;
	(void)what;
	note_loop(daemon);
	daemon->ticks++;
	note_descriptors(daemon);
	retry(daemon, daemon->ticks % AGAIN_TICKS == 0);
	press_back(daemon);
	control_tick(daemon->control);
	if (daemon->ticks % AGAIN_TICKS == 0) {
		figures_tick(daemon->figures);
		websub_tick(daemon->websub);
	}
	polls_pump(daemon->polls);
	articles_tick(daemon->articles, daemon->ticks % AGAIN_TICKS == 0);
	notify_alive(&daemon->notify, desk_thread_heartbeat(daemon->desk));
}

static void published(void *context, const struct alert *alert, struct text line)
{
	struct daemon *daemon = context;

	log_line(&daemon->log, LOG_DEBUG, "alert %lld: %.*s", (long long)alert->seq,
	         TEXT_ARGS(alert->headline));
	if (daemon->control)
		control_published(daemon->control, alert, line);
}

static void stops(evutil_socket_t number, short what, void *context)
{
	struct daemon *daemon = context;

	(void)what;
	log_line(&daemon->log, LOG_INFO, "%s: stopping", strsignal((int)number));
	daemon->stopping = true;
	event_base_loopbreak(daemon->base);
}

void daemon_end(struct daemon *daemon, const struct error *error)
{
	if (daemon->stopping)
		return;
	daemon->fatal = *error;
	daemon->stopping = true;
	event_base_loopbreak(daemon->base);
}

/* --- configuration --- */

struct configuring {
	struct job job;
	struct daemon *daemon;
	struct arena *arena;
	struct feed_record *feeds;
	size_t count;
	struct policy policy;
	struct keeping keeping;
	bool reopen_log;
	bool told; /* that it failed */
};

static void configure_run(struct desk *desk, struct job *job)
{
	struct configuring *configuring = (struct configuring *)job;

	struct error log_error;

	/* Where the log cannot be opened alerts wait, and the figures say why. */
	if (configuring->reopen_log)
		(void)desk_reopen_log(desk, &log_error);
	configuring->reopen_log = false;
	desk_set_policy(desk, &configuring->policy);
	desk_set_keeping(desk, &configuring->keeping);
	job->failed = !desk_configure_feeds(desk, configuring->feeds, configuring->count, job->now,
	                                    &job->error);
}

static void configure_done(struct job *job)
{
	struct configuring *configuring = (struct configuring *)job;
	struct daemon *daemon = configuring->daemon;

	if (job->failed) {
		/* Once a second it is tried again; a disk that is full needs no lines about it. */
		if (!configuring->told)
			log_error(&daemon->log, "feeds of the configuration", &job->error);
		configuring->told = true;
		if (!daemon->stopping && job->error.kind != ERROR_DATA) {
			daemon_postpone(daemon, job);
			return;
		}
	} else {
		log_line(&daemon->log, LOG_INFO, "configuration %s: %zu feeds, %zu watches",
		         daemon->config->file, configuring->count, configuring->policy.watches_count);
	}
	arena_free(configuring->arena);
	free(configuring);
	if (!daemon->stopping)
		websub_reconcile(daemon->websub);
	polls_pump(daemon->polls);
}

static void configure_feeds(struct daemon *daemon, bool reopen_log)
{
	const struct config *config = daemon->config;
	struct configuring *configuring = memory_zeroed(1, sizeof(*configuring));
	struct instant now = clock_steady(&daemon->clock);

	configuring->job = (struct job){.run = configure_run, .done = configure_done};
	configuring->daemon = daemon;
	configuring->reopen_log = reopen_log;
	configuring->arena = arena_new(MIB(512));
	configuring->keeping = config->keeping;
	configuring->policy = policy_copy(configuring->arena, &config->policy);
	configuring->feeds =
	        arena_array(configuring->arena, config->feeds_count, sizeof(*configuring->feeds));
	configuring->count = config->feeds_count;
	for (size_t i = 0; i < config->feeds_count; i++) {
		const struct feed_config *feed = &config->feeds[i];
		configuring->feeds[i] = (struct feed_record){
		        .url = text_copy(configuring->arena, feed->url),
		        .title = text_copy(configuring->arena, feed->name),
		        .tags = text_copy(configuring->arena, feed->tags),
		        .settings = feed_settings_copy(configuring->arena, &feed->settings),
		        .next_poll = schedule_first(feed->url, config->start_spread_ms, now),
		};
	}
	daemon_submit(daemon, &configuring->job);
}

static void warn_exposed(const struct daemon *daemon)
{
	if (daemon->config->logins_exposed)
		log_line(&daemon->log, LOG_WARNING,
			 "configuration %s: there are passwords in addresses of it, and others may read the file; "
			 "chmod 640", daemon->config->file);
}

/* libcurl wants another thing of a socket three times for each fetch: what changes in one turn is told at once. */
static struct event_base *base_new(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config && !event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST))
		base = event_base_new_with_config(config);
	if (config)
		event_config_free(config);
	return base;
}

bool daemon_reload(struct daemon *daemon, struct error *error)
{
	struct arena *arena = arena_new(MIB(1));
	struct mistakes mistakes = {.arena = arena};
	const char *key;

	notify_reloading(&daemon->notify);
	struct config *config = config_read(daemon->config->file, &mistakes, error);
	for (size_t i = 0; i < mistakes.count; i++)
		log_line(&daemon->log, LOG_ERR, "%.*s", TEXT_ARGS(mistakes.lines[i]));
	arena_free(arena);
	if (config && !config_same_places(daemon->config, config, &key)) {
		error_set(error, ERROR_CONFIG, "%.120s: \"%s\" has changed, which needs a restart",
		          config->file, key);
		config_free(config);
		config = NULL;
	}
	if (config) {
		struct config *old = daemon->config;
		daemon->config = config;
		warn_exposed(daemon);
		fetcher_configure(daemon->fetcher, config);
		readers_configure(daemon->readers, config);
		websub_configure(daemon->websub);
		configure_feeds(daemon, true);
		config_free(old);
	} else {
		log_line(&daemon->log, LOG_ERR, "reload: %s; the configuration stays as it was",
		         error->message);
	}
	notify_say(&daemon->notify, "READY=1");
	return config != NULL;
}

static void reloads(evutil_socket_t number, short what, void *context)
{
	struct error error;

	(void)number;
	(void)what;
	/* What went wrong is in the log. */
	(void)daemon_reload(context, &error);
}

/* --- the check after an unclean stop --- */

struct checking {
	pthread_t thread;
	bool running;
	atomic_bool stop;
	struct job job;
	struct daemon *daemon;
	struct desk *desk;
};

static bool check_stops(void *context)
{
	struct checking *checking = context;

	return atomic_load(&checking->stop);
}

static void *check_main(void *context)
{
	struct checking *checking = context;
	struct error error;

	if (!desk_check(checking->desk, check_stops, checking, &error))
		log_error(&checking->daemon->log, "check", &error);
	return NULL;
}

static void check_run(struct desk *desk, struct job *job)
{
	struct checking *checking =
	        (struct checking *)(void *)((char *)job - offsetof(struct checking, job));

	checking->desk = desk_check_wanted(desk) ? desk : NULL;
}

static void check_done(struct job *job)
{
	struct checking *checking =
	        (struct checking *)(void *)((char *)job - offsetof(struct checking, job));

	if (job->failed || !checking->desk || checking->daemon->stopping)
		return;
	log_line(&checking->daemon->log, LOG_INFO,
	         "database: it was not closed the last time, and is being checked");
	checking->running = pthread_create(&checking->thread, NULL, check_main, checking) == 0;
}

static void check_end(struct checking *checking)
{
	atomic_store(&checking->stop, true);
	if (checking->running)
		pthread_join(checking->thread, NULL);
	checking->running = false;
}

/* --- beginning and end --- */

static void raise_descriptors(const struct log *log)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MOST ? limit.rlim_max : DESCRIPTORS_MOST;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		log_line(log, LOG_WARNING, "descriptors: the limit cannot be raised");
}

/* What it holds of credentials is written nowhere. */
static void forbid_core(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
}

static bool open_desk(struct daemon *daemon, struct error *error)
{
	const struct config *config = daemon->config;
	struct desk_thread_settings settings = {
	        .desk = {.database = config->database,
	                 .alert_log = config->alert_log,
	                 .policy = &config->policy,
	                 .keeping = &config->keeping,
	                 .gather_ms = config->gather_ms,
	                 .published = published,
	                 .context = daemon},
	};

	daemon->desk = desk_thread_start(&settings, error);
	return daemon->desk != NULL;
}

static struct event *signal_event(struct daemon *daemon, int number, event_callback_fn callback)
{
	struct event *event = evsignal_new(daemon->base, number, callback, daemon);

	if (!event || event_add(event, NULL))
		memory_end();
	return event;
}

static void add_events(struct daemon *daemon)
{
	static const struct timeval tick = {0, TICK_MS * 1000};
	sigset_t reload;

	daemon->desk_ready = event_new(daemon->base, desk_thread_fd(daemon->desk),
	                               EV_READ | EV_PERSIST, desk_rings, daemon);
	daemon->tick = event_new(daemon->base, -1, EV_PERSIST, ticks, daemon);
	if (!daemon->desk_ready || !daemon->tick || event_add(daemon->desk_ready, NULL) ||
	    event_add(daemon->tick, &tick))
		memory_end();
	daemon->stop_signals[0] = signal_event(daemon, SIGTERM, stops);
	daemon->stop_signals[1] = signal_event(daemon, SIGINT, stops);
	daemon->reload_signal = signal_event(daemon, SIGHUP, reloads);
	/* One that came while there was nobody to hear it is heard now. */
	sigemptyset(&reload);
	sigaddset(&reload, SIGHUP);
	pthread_sigmask(SIG_UNBLOCK, &reload, NULL);
}

static bool begin(struct daemon *daemon, struct error *error)
{
	signal(SIGPIPE, SIG_IGN);
	raise_descriptors(&daemon->log);
	forbid_core();
	warn_exposed(daemon);
	daemon->clock = clock_new();
	daemon->started_ms = clock_counter_ms();
	daemon->base = base_new();
	if (!daemon->base)
		return error_set(error, ERROR_SYSTEM, "no event loop");
	if (!open_desk(daemon, error))
		return false;
	daemon->fetcher = fetcher_new(daemon->base, &daemon->log, error);
	if (!daemon->fetcher)
		return false;
	fetcher_configure(daemon->fetcher, daemon->config);
	daemon->readers = readers_new(daemon->base, &daemon->log);
	readers_configure(daemon->readers, daemon->config);
	daemon->polls = polls_new(daemon);
	daemon->articles = articles_new(daemon);
	daemon->figures = figures_new(daemon);
	figures_tick(daemon->figures);
	daemon->websub = websub_new(daemon, error);
	if (!daemon->websub)
		return false;
	daemon->control = control_new(daemon, error);
	if (!daemon->control)
		return false;
	add_events(daemon);
	return true;
}

static void free_event(struct event *event)
{
	if (event)
		event_free(event);
}

static void finish(struct daemon *daemon)
{
	daemon->stopping = true;
	if (daemon->control)
		control_stop(daemon->control);
	if (daemon->fetcher)
		fetcher_free(daemon->fetcher);
	if (daemon->readers)
		readers_free(daemon->readers);
	if (daemon->polls)
		polls_stop(daemon->polls);
	if (daemon->websub)
		websub_stop(daemon->websub);
	free_event(daemon->desk_ready);
	free_event(daemon->tick);
	free_event(daemon->stop_signals[0]);
	free_event(daemon->stop_signals[1]);
	free_event(daemon->reload_signal);
	desk_thread_stop(daemon->desk);
	daemon->desk = NULL;
	for (struct job *job = daemon->postponed, *next; job; job = next) {
		next = job->next;
		fail(job);
	}
	control_free(daemon->control);
	if (daemon->polls)
		polls_free(daemon->polls);
	if (daemon->articles)
		articles_free(daemon->articles);
	figures_free(daemon->figures);
	websub_free(daemon->websub);
	if (daemon->base)
		event_base_free(daemon->base);
	notify_close(&daemon->notify);
	config_free(daemon->config);
}

bool daemon_run(struct config *config, struct log log, struct error *error)
{
	struct daemon daemon = {.log = log, .config = config, .notify = notify_new()};
	struct checking checking = {.job = {.run = check_run, .done = check_done},
	                            .daemon = &daemon};
	bool fine = begin(&daemon, error);

	if (fine) {
		websub_load(daemon.websub);
		configure_feeds(&daemon, false);
		daemon_submit(&daemon, &checking.job);
		notify_say(&daemon.notify, "READY=1\nSTATUS=%zu feeds in the configuration",
		           config->feeds_count);
		log_line(&log, LOG_INFO, "ready");
		event_base_dispatch(daemon.base);
		notify_say(&daemon.notify, "STOPPING=1");
	}
	check_end(&checking);
	finish(&daemon);
	if (daemon.fatal.kind != ERROR_NONE) {
		*error = daemon.fatal;
		return false;
	}
	if (fine)
		log_line(&log, LOG_INFO, "stopped");
	return fine;
}
