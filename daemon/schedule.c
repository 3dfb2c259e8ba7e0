#include "daemon/schedule.h"

#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/limits.h"

#define HOUR_MS 3600000
/* A feed that skips every hour of every day would never be asked again: after a week of steps it is. */
#define SKIP_HOURS_MOST (7 * 24)
/* The first wait after a 403. */
#define FORBIDDEN_MS HOUR_MS
/* A feed that is gone is not asked again unless someone asks for it. */
#define GONE_MS ((int64_t)365 * 24 * HOUR_MS)

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* What the feed itself says, in milliseconds; 0: nothing. */
static int64_t feed_says_ms(const struct feed_schedule *says, const char **why)
{
	int64_t ttl = 0, update = 0;

	if (says && says->ttl_minutes != INTEGER_NONE && says->ttl_minutes > 0)
		ttl = clamp(says->ttl_minutes, 0, 60 * 24 * 30) * 60000;
	if (says && says->update_period_s != INTEGER_NONE && says->update_period_s > 0)
		update = clamp(says->update_period_s, 0, 86400 * 30) * 1000;
	if (ttl || update)
		*why = ttl >= update ? "ttl" : "sy:updatePeriod";
	return larger(ttl, update);
}

/* Half the time between entries: one is told half of that after it came, on average (Nyquist's rate). */
static int64_t rate_ms(const struct schedule_limits *limits, int64_t gap_ms, const char **why)
{
	if (gap_ms <= 0)
		return limits->interval_ms;
	*why = "posting rate";
	return clamp(gap_ms / 2, limits->floor_ms, larger(limits->slowest_ms, limits->interval_ms));
}

static int64_t interval_ms(const struct schedule_limits *limits,
			   const struct schedule_history *history, const char **why)
{
	if (history->own_interval_ms > 0) {
		*why = "interval";
		return clamp(history->own_interval_ms, limits->floor_ms, INT64_MAX);
	}
	*why = "poll-interval";
	int64_t interval = feed_says_ms(history->says, why);
	if (!interval)
		interval = rate_ms(limits, history->gap_ms, why);
	int64_t fresh = clamp(history->fresh_s, 0, LIMIT_RETRY_AFTER_S) * 1000;
	if (fresh > interval) {
		interval = fresh;
		*why = "max-age";
	}
	interval = clamp(interval, limits->floor_ms, limits->ceiling_ms);
	int64_t pushed = clamp(limits->pushed_ms, 0, limits->ceiling_ms);
	/* While it fails it backs off as others do, from where they begin. */
	if (history->pushed && !history->failures && pushed > interval) {
		interval = pushed;
		*why = "pushed by its hub";
	}
	return interval;
}

static int64_t backoff_ms(const struct schedule_limits *limits, int64_t interval, int64_t failures)
{
	int64_t wait = larger(limits->floor_ms, interval / 8);
	int64_t most = larger(limits->ceiling_ms, interval);

	for (int64_t i = 1; i < failures && wait < most; i++)
		wait *= 2;
	return clamp(wait, limits->floor_ms, most);
}

static int64_t jitter_ms(struct text url, uint64_t seed, int64_t range)
{
	return range > 0 ? (int64_t)(hash_text(url, seed) % (uint64_t)range) : 0;
}

static bool skipped(const struct feed_schedule *says, struct instant instant)
{
	struct civil civil = instant_civil(instant);
	int weekday = day_weekday(day_of_instant(instant));

	return (says->skip_hours >> civil.hour & 1) || (says->skip_days >> weekday & 1);
}

static struct instant behind_skips(const struct feed_schedule *says, struct instant next)
{
	struct instant moved = next;

	if (!says || (says->skip_hours <= 0 && says->skip_days <= 0))
		return next;
	for (int i = 0; i < SKIP_HOURS_MOST; i++) {
		if (!skipped(says, moved))
			return moved;
		/* The first moment of the next hour, and our own place in it. */
		moved.ms += HOUR_MS - moved.ms % HOUR_MS + next.ms % 60000;
	}
	return next;
}

struct schedule_decision schedule_next(const struct schedule_limits *limits,
				       const struct schedule_history *history, struct instant now)
{
	struct schedule_decision decision = {.next = now};
	int64_t wait = interval_ms(limits, history, &decision.why);

	if (history->gone) {
		decision.why = "gone";
		decision.next.ms += GONE_MS;
		return decision;
	}
	if (history->failures > 0) {
		if (history->status == 403)
			wait = larger(wait, 8 * (int64_t)FORBIDDEN_MS);
		wait = backoff_ms(limits, wait, history->failures);
		wait += jitter_ms(history->url, (uint64_t)history->failures, wait / 4);
		decision.why = history->status == 403 ? "forbidden (403)" : "backing off";
	} else {
		wait += jitter_ms(history->url, (uint64_t)(now.ms / larger(wait, 1)), wait / 20);
	}
	if (history->retry_after_s >= 0) {
		int64_t asked = clamp(history->retry_after_s, 0, LIMIT_RETRY_AFTER_S) * 1000;
		wait = larger(asked, limits->floor_ms) +
		       jitter_ms(history->url, (uint64_t)history->failures, asked / 20);
		decision.why = "Retry-After";
	}
	decision.next.ms += wait;
	if (history->failures == 0)
		decision.next = behind_skips(history->says, decision.next);
	return decision;
}

struct instant schedule_first(struct text url, int64_t spread_ms, struct instant now)
{
	return (struct instant){now.ms + jitter_ms(url, 0, spread_ms)};
}

int64_t schedule_max_age(struct text cache_control)
{
	struct text part;
	int64_t age = SCHEDULE_UNKNOWN, seconds;

	while (text_next(&cache_control, ',', &part)) {
		part = text_trim(part);
		if (text_equal_nocase(part, TEXT("no-cache")) ||
		    text_equal_nocase(part, TEXT("no-store")))
			return SCHEDULE_UNKNOWN;
		if (part.length > 8 && text_equal_nocase(text_slice(part, 0, 8), TEXT("max-age=")) &&
		    text_number(text_slice(part, 8, part.length), &seconds))
			age = clamp(seconds, 0, LIMIT_RETRY_AFTER_S);
	}
	return age;
}

bool schedule_http_date(struct text value, struct instant *instant)
{
	/* The three forms that RFC 9110 5.6.7 wants to be understood; all are GMT. */
	static const char *const forms[] = {
		"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y",
	};
	char string[64];

	if (value.length >= sizeof(string) || text_empty(value))
		return false;
	memcpy(string, value.data, value.length);
	string[value.length] = '\0';
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct tm tm = {0};
		const char *end = strptime(string, forms[i], &tm);
		if (!end || *end)
			continue;
		struct civil civil = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
				      tm.tm_min, tm.tm_sec, 0, 0};
		return instant_of_civil(&civil, instant);
	}
	return false;
}

int64_t schedule_retry_after(struct text value, struct instant now)
{
	struct instant then;
	int64_t seconds;

	value = text_trim(value);
	if (text_number(value, &seconds))
		return clamp(seconds, 0, LIMIT_RETRY_AFTER_S);
	if (schedule_http_date(value, &then))
		return clamp((then.ms - now.ms + 999) / 1000, 0, LIMIT_RETRY_AFTER_S);
	return SCHEDULE_UNKNOWN;
}
