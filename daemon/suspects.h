/*
 * Feeds whose documents have killed readers lately, or held them until their time was over. All of them
 * together have one document under way: readers are few, and each death and each hang takes one from
 * everybody else.
 */
#ifndef DAEMON_SUSPECTS_H
#define DAEMON_SUSPECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More of them at once than that: the ones noted first are forgotten, and noted again by their next death. */
#define SUSPECTS_MOST 256
#define SUSPECT_MS (10 * 60000)

struct suspects {
	struct suspect {
		int64_t feed;
		int64_t until_ms;
	} list[SUSPECTS_MOST];
	size_t next;
	size_t active; /* documents of theirs that are under way, as the caller counts them */
};

/* A reader has died over a document of the feed. */
void suspects_note(struct suspects *suspects, int64_t feed, int64_t now_ms);
bool suspects_have(const struct suspects *suspects, int64_t feed, int64_t now_ms);
/* Those of now; `feeds` has room for SUSPECTS_MOST. */
size_t suspects_feeds(const struct suspects *suspects, int64_t now_ms, int64_t *feeds);

#endif
