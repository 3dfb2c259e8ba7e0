#include "daemon/history.h"

#include <stdlib.h>
#include <string.h>

static void forget_move(struct feed_record *feed)
{
	feed->moved_adopted = false;
	feed->moved = TEXT_NONE;
	feed->moved_since = INSTANT_NONE;
	feed->moved_times = 0;
}

void history_moved(struct feed_record *feed, struct text moved, struct instant now)
{
	/* At its new address a feed that is asked there has not moved. */
	if (feed->moved_adopted && (text_empty(moved) || text_equal(moved, feed->moved)))
		return;
	if (text_empty(moved)) {
		forget_move(feed);
		return;
	}
	if (!text_equal(moved, feed->moved)) {
		feed->moved = moved;
		feed->moved_times = 0;
		feed->moved_since = now;
		feed->moved_adopted = false;
	}
	feed->moved_times++;
	feed->moved_adopted = feed->moved_times >= MOVED_TIMES && now.ms - feed->moved_since.ms >= MOVED_MS;
}

void history_failed(struct feed_record *feed)
{
	if (!feed->moved_adopted || feed->failures >= MOVED_FAILURES)
		forget_move(feed);
}

struct text history_address(const struct feed_record *feed)
{
	return feed->moved_adopted ? feed->moved : feed->url;
}

static int newest_first(const void *left, const void *right)
{
	const struct instant *a = left, *b = right;

	return (a->ms < b->ms) - (a->ms > b->ms);
}

int64_t history_gap_ms(struct arena *arena, const struct entry *entries, size_t count, struct instant now)
{
	struct instant *dates = arena_array(arena, count, sizeof(*dates));
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		if (instant_known(entries[i].date_published) && entries[i].date_published.ms <= now.ms)
			dates[known++] = entries[i].date_published;
	if (known < 3)
		return 0;
	qsort(dates, known, sizeof(*dates), newest_first);
	size_t used = known < GAP_ENTRIES ? known : GAP_ENTRIES;
	int64_t gap = (now.ms - dates[used - 1].ms) / (int64_t)used;
	return gap > 0 ? gap : 1;
}

void history_answer(struct arena *arena, struct feed_record *feed, const struct answer_record *answer)
{
	size_t kept = feed->answers_count < ANSWERS_KEPT ? feed->answers_count : ANSWERS_KEPT - 1;
	struct answer_record *answers = arena_array(arena, kept + 1, sizeof(*answers));

	if (kept)
		memcpy(answers, feed->answers + feed->answers_count - kept, kept * sizeof(*answers));
	answers[kept] = *answer;
	feed->answers = answers;
	feed->answers_count = kept + 1;
}
