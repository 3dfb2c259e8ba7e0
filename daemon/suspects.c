#include "daemon/suspects.h"

static struct suspect *find(struct suspects *suspects, int64_t feed)
{
	for (size_t i = 0; i < SUSPECTS_MOST; i++)
		if (suspects->list[i].feed == feed && suspects->list[i].until_ms)
			return &suspects->list[i];
	return NULL;
}

void suspects_note(struct suspects *suspects, int64_t feed, int64_t now_ms)
{
	struct suspect *suspect = find(suspects, feed);

	if (!suspect)
		suspect = &suspects->list[suspects->next++ % SUSPECTS_MOST];
	*suspect = (struct suspect){feed, now_ms + SUSPECT_MS};
}

bool suspects_have(const struct suspects *suspects, int64_t feed, int64_t now_ms)
{
	for (size_t i = 0; i < SUSPECTS_MOST; i++)
		if (suspects->list[i].feed == feed && suspects->list[i].until_ms > now_ms)
			return true;
	return false;
}

size_t suspects_feeds(const struct suspects *suspects, int64_t now_ms, int64_t *feeds)
{
	size_t count = 0;

	for (size_t i = 0; i < SUSPECTS_MOST; i++)
		if (suspects->list[i].until_ms > now_ms)
			feeds[count++] = suspects->list[i].feed;
	return count;
}
