#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "storage/fault.h"
#include "tracking/flow.h"
#include "tracking/fold.h"
#include "tracking/track.h"

/* Lines between two flushes. */
#define PUBLISH_MOST 64
/* A log that cannot be written is tried again so often. */
#define LOG_AGAIN_MS 1000

static bool look_at_due(struct desk *desk, struct error *error)
{
	return store_next_due(desk->store, &desk->due, error) &&
	       store_next_notice(desk->store, &desk->notice_due, error);
}

/* What the log has and the database has not is marked; then both agree on the last seq. */
static bool open_log(struct desk *desk, struct error *error)
{
	struct arena *arena = arena_new(MIB(128));
	struct written *lines;
	size_t count;
	int64_t last = 0;
	bool opened = store_last_seq(desk->store, &desk->seq, error) &&
	              alert_log_open(&desk->log, arena, desk->seq, &lines, &count, &last, error) &&
	              /* Whoever wrote them may have died before they were safe. */
	              (!count || (alert_log_flush(&desk->log, error) &&
	                          store_mark_written(desk->store, lines, count, error)));

	if (last > desk->seq)
		desk->seq = last;
	arena_free(arena);
	return opened && look_at_due(desk, error);
}

static bool ready_log(struct desk *desk, struct instant now, struct error *error)
{
	if (desk->log_open || !desk->settings.alert_log)
		return true;
	desk->log_open = open_log(desk, error);
	desk->log_error = desk->log_open ? (struct error){0} : *error;
	/* Where the time is not known it is tried again at once, when it is. */
	desk->retry = desk->log_open       ? INSTANT_NONE
	              : instant_known(now) ? (struct instant){now.ms + LOG_AGAIN_MS}
	                                   : (struct instant){0};
	return desk->log_open;
}

void desk_set_policy(struct desk *desk, const struct policy *policy)
{
	struct arena *arena = arena_new(MIB(64));

	desk->policy = policy_copy(arena, policy);
	arena_free(desk->policy_arena);
	desk->policy_arena = arena;
	if (desk->store)
		store_set_oldest_news(desk->store, desk->policy.oldest_ms);
}

void desk_guard_memory(void)
{
	store_guard_memory();
}

struct desk *desk_open(const struct desk_settings *settings, struct error *error)
{
	struct desk *desk = memory_zeroed(1, sizeof(*desk));
	struct error log_error;

	desk->settings = *settings;
	desk_set_policy(desk, settings->policy ? settings->policy : &policy_default);
	desk->retry = INSTANT_NONE;
	pthread_mutex_init(&desk->check_lock, NULL);
	desk->log.fd = -1;
	if (settings->alert_log)
		desk->log = alert_log_new(settings->alert_log);
	desk->store = store_open(settings->database, error);
	if (!desk->store || !store_last_seq(desk->store, &desk->seq, error) ||
	    !look_at_due(desk, error)) {
		desk_close(desk);
		return NULL;
	}
	store_set_oldest_news(desk->store, desk->policy.oldest_ms);
	if (settings->keeping)
		desk_set_keeping(desk, settings->keeping);
	/* A log that cannot be opened now is no reason to stop: what is new waits in the outbox. */
	ready_log(desk, INSTANT_NONE, &log_error);
	desk->check_state = store_unclean(desk->store) ? TEXT("to be checked") : TEXT("ok");
	return desk;
}

void desk_close(struct desk *desk)
{
	if (!desk)
		return;
	store_close(desk->store);
	alert_log_close(&desk->log);
	free(desk->log.path);
	arena_free(desk->policy_arena);
	pthread_mutex_destroy(&desk->check_lock);
	free(desk);
}

void desk_abandon(struct desk *desk)
{
	store_abandon(desk->store);
}

/* --- pruning --- */

/* Between two steps the desk works; a thousand articles go in ten seconds. */
#define PRUNE_SOON_MS 40
#define PRUNE_LATER_MS 60000

void desk_set_keeping(struct desk *desk, const struct keeping *keeping)
{
	store_set_keeping(desk->store, keeping);
}

bool desk_prune(struct desk *desk, struct instant now, int64_t *wait_ms, struct error *error)
{
	bool more = false, done = store_prune(desk->store, now, &more, error);

	*wait_ms = more ? PRUNE_SOON_MS : PRUNE_LATER_MS;
	return done;
}

/* --- a report --- */

struct deciding {
	struct arena *arena;
	const struct report *report;
	const struct policy *policy;
	struct instant now;
	struct changes *changes; /* what was decided */
};

static struct changes *decide(void *context, struct picture *picture)
{
	struct deciding *deciding = context;

	picture->policy = deciding->policy;
	deciding->changes = track(deciding->arena, deciding->report, picture, deciding->now);
	return deciding->changes;
}

static struct alert *fold_into(void *context, const struct alert *waiting, const struct alert *alert)
{
	struct deciding *deciding = context;
	const struct changes *changes = deciding->changes;

	for (size_t i = 0; i < changes->tracked_count; i++)
		if (text_equal(changes->tracked[i]->id, alert->incident))
			return fold(deciding->arena, waiting, alert, changes->tracked[i]);
	return NULL;
}

static bool receive(struct desk *desk, struct arena *arena, int64_t work_id,
                    const struct report *report, struct instant now, struct receipt *receipt,
                    struct error *error)
{
	struct report mended = *report;
	struct instant due = {now.ms + desk->settings.gather_ms}, newest;
	struct changes *changes;

	/* A clock that is behind the news is wrong, and would make old news of it: then theirs is the present. */
	if (!store_newest(desk->store, &newest, error))
		return false;
	if (instant_known(newest) && newest.ms > now.ms)
		now = newest;
	/* A date from the future, or none, is the present. */
	if (!instant_known(mended.published) || mended.published.ms > now.ms)
		mended.published = now;
	struct deciding deciding = {arena, &mended, &desk->policy, now, NULL};
	/* While the log cannot be read what waits may be in it. */
	bool gathers = desk->settings.gather_ms > 0 && (desk->log_open || !desk->settings.alert_log);
	struct receiving receiving = {
	        .report = &mended,
	        .now = now,
	        .due = due,
	        .work = work_id,
	        .decide = decide,
	        .fold = gathers ? fold_into : NULL,
	        .context = &deciding,
	};
	if (!store_receive(desk->store, arena, &receiving, &changes, error))
		return false;
	if (changes->alerts_count && (!instant_known(desk->due) || receiving.due.ms < desk->due.ms))
		desk->due = receiving.due;
	if (changes->flow && instant_known(changes->flow->due) &&
	    (!instant_known(desk->notice_due) || changes->flow->due.ms < desk->notice_due.ms))
		desk->notice_due = changes->flow->due;
	*receipt = (struct receipt){
	        .verdict = changes->verdict,
	        .of = changes->of,
	        .story = text_format(arena, "%016llx", (unsigned long long)changes->article.story),
	        .fate = changes->fate,
	};
	return true;
}

bool desk_receive(struct desk *desk, struct arena *arena, const struct report *report,
                  struct instant now, struct receipt *receipt, struct error *error)
{
	return receive(desk, arena, 0, report, now, receipt, error);
}

bool desk_finish_work(struct desk *desk, struct arena *arena, int64_t work_id,
                      const struct report *report, struct instant now, struct receipt *receipt,
                      struct error *error)
{
	return receive(desk, arena, work_id, report, now, receipt, error);
}

/* --- publishing --- */

/* Nothing that is put into the outbox now is due later than this. */
static struct instant latest_due(const struct desk *desk, struct instant now)
{
	return (struct instant){now.ms + desk->settings.gather_ms};
}

struct batch {
	struct alert *alerts;
	size_t count;
	struct text *lines;
	struct written *written;
};

static bool write_line(struct desk *desk, struct arena *arena, struct instant now,
                       struct batch *batch, size_t i, struct error *error)
{
	struct alert *alert = &batch->alerts[i];
	json_t *json;

	alert->seq = desk->seq + 1;
	alert->logged = now;
	json = alert_json(alert);
	char *line = json_line(json);
	json_decref(json);
	batch->lines[i] = text_format(arena, "%s\n", line);
	free(line);
	batch->written[i] = (struct written){alert->id, alert->seq, now};
	if (FAULT_WANTED("publish.torn"))
		alert_log_append(&desk->log,
		                 text_slice(batch->lines[i], 0, batch->lines[i].length / 2), error);
	FAULT_POINT("publish.torn");
	if (desk->settings.alert_log && !alert_log_append(&desk->log, batch->lines[i], error))
		return false;
	FAULT_POINT("publish.line");
	desk->seq++;
	return true;
}

static void tell(struct desk *desk, const struct batch *batch)
{
	for (size_t i = 0; i < batch->count && desk->settings.published; i++)
		desk->settings.published(
		        desk->settings.context, &batch->alerts[i],
		        text_slice(batch->lines[i], 0, batch->lines[i].length - 1));
}

/* One batch; `more` when there may be another. */
static bool publish_batch(struct desk *desk, struct arena *arena, struct instant now, bool *more,
                          struct error *error)
{
	struct batch batch;
	int64_t seq = desk->seq;
	off_t length = desk->log.length;
	size_t written = 0;

	if (!store_pending(desk->store, arena, now, latest_due(desk, now), PUBLISH_MOST,
	                   &batch.alerts, &batch.count, error))
		return false;
	batch.lines = arena_array(arena, batch.count, sizeof(*batch.lines));
	batch.written = arena_array(arena, batch.count, sizeof(*batch.written));
	*more = batch.count == PUBLISH_MOST;
	bool fine = true;
	while (fine && written < batch.count) {
		fine = write_line(desk, arena, now, &batch, written, error);
		written += fine;
	}
	/* What is in the log is in the log, also where the next line did not fit. */
	bool flushed = !written || !desk->settings.alert_log ||
	               (desk->log.fd >= 0 && alert_log_flush(&desk->log, error));
	fine = fine && flushed;
	FAULT_POINT("publish.flush");
	struct error mark_error;
	/*
	 * After a flush that failed another one may find nothing to do, and what was to be flushed is
	 * lost: so the lines are written anew. Where they cannot be taken back either, the next opening
	 * finds and marks them.
	 */
	if (!flushed && alert_log_take_back(&desk->log, length, &mark_error))
		desk->seq = seq;
	if (written && flushed &&
	    !store_mark_written(desk->store, batch.written, written, &mark_error)) {
		*error = mark_error;
		fine = false;
	}
	batch.count = flushed ? written : 0;
	tell(desk, &batch);
	return fine;
}

struct noticing {
	struct arena *arena;
	const struct policy *policy;
};

static struct alert *notice(void *context, struct flow *flow)
{
	struct noticing *noticing = context;

	return flow_notice(noticing->arena, flow, noticing->policy);
}

/* That a feed has passed its ceiling goes into the outbox when it is time for it. */
static bool put_notices(struct desk *desk, struct instant now, struct error *error)
{
	struct arena *arena = arena_new(LIMIT_DESK_ARENA);
	struct noticing noticing = {arena, &desk->policy};
	bool told = true, fine = true;

	while (fine && told)
		fine = store_notify(desk->store, arena, now, notice, &noticing, &told, error);
	arena_free(arena);
	return fine && look_at_due(desk, error);
}

bool desk_publish(struct desk *desk, struct instant now, struct error *error)
{
	struct arena *arena;
	bool more = true, fine = true;

	if (instant_known(desk->notice_due) && desk->notice_due.ms <= now.ms &&
	    !put_notices(desk, now, error))
		return false;
	if (!ready_log(desk, now, error))
		return false;
	if (!instant_known(desk->due) ||
	    (desk->due.ms > now.ms && desk->due.ms <= latest_due(desk, now).ms))
		return true;
	arena = arena_new(LIMIT_DESK_ARENA);
	while (fine && more) {
		fine = publish_batch(desk, arena, now, &more, error);
		arena_reset(arena);
	}
	arena_free(arena);
	if (!fine) {
		desk->log_open = !desk->settings.alert_log;
		desk->log_error = *error;
		desk->retry = (struct instant){now.ms + LOG_AGAIN_MS};
		return false;
	}
	return look_at_due(desk, error);
}

struct instant desk_publish_due(const struct desk *desk, struct instant now)
{
	struct instant due = instant_known(desk->retry) ? desk->retry : desk->due;
	int64_t latest = instant_known(desk->retry) ? now.ms + LOG_AGAIN_MS : latest_due(desk, now).ms;

	if (instant_known(due) && due.ms > latest)
		return now;
	/* While the log cannot be written it would only wait there. */
	bool notice = instant_known(desk->notice_due) && !instant_known(desk->retry);
	return notice && (!instant_known(due) || desk->notice_due.ms < due.ms) ? desk->notice_due : due;
}

bool desk_reopen_log(struct desk *desk, struct error *error)
{
	alert_log_close(&desk->log);
	desk->log_open = false;
	return ready_log(desk, INSTANT_NONE, error);
}
