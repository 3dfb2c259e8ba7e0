/*
 * The alert log: one JSON object per line, appended, flushed to the disk. What is in it counts:
 * after a crash its last line (or that of its newest rotated file) says up to where alerts are
 * written, and a last line that was torn is cut off.
 */
#ifndef DESK_LOG_H
#define DESK_LOG_H

#include "base/error.h"
#include "storage/store.h"

struct alert_log {
	char *path;
	int fd;       /* -1: closed */
	off_t length; /* up to which whole lines stand */
};

struct alert_log alert_log_new(const char *path);
void alert_log_close(struct alert_log *log);

/*
 * Opens it and looks at its end: the lines whose seq is above `after`, in order, live in the arena.
 * `last`: the highest seq that was found; 0: none.
 */
bool alert_log_open(struct alert_log *log, struct arena *arena, int64_t after,
                    struct written **lines, size_t *count, int64_t *last, struct error *error);

/* Appends a line with its newline; what was written of it is taken back where it does not fit. */
bool alert_log_append(struct alert_log *log, struct text line, struct error *error);
/* Takes back what was appended behind `length`; where that fails the log is closed. */
bool alert_log_take_back(struct alert_log *log, off_t length, struct error *error);
/* Only behind this is a line safe. */
bool alert_log_flush(struct alert_log *log, struct error *error);

#endif
