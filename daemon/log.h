/*
 * The daemon's log: one line per event on stderr, the subject first, what happens next last.
 *
 * Under systemd (JOURNAL_STREAM is set) each line carries its priority as "<4>", which the journal
 * takes off again. What comes from outside may stand in a line as it is: control characters, bidi
 * overrides and bytes that are no UTF-8 are escaped here, not by the caller.
 */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <stdbool.h>
#include <syslog.h>

#include "base/error.h"
#include "base/text.h"

struct log {
	int level;     /* the least urgent priority that is written: LOG_INFO, or LOG_DEBUG with -v */
	bool priority; /* "<N>" before each line */
	int fd;
};

struct log log_new(bool verbose);

/* priority is LOG_ERR (someone must act), LOG_WARNING (we carry on), LOG_INFO (a state changed), LOG_DEBUG. */
void log_line(const struct log *log, int priority, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The sentence of an error at the priority of its kind, behind "subject: ". */
void log_error(const struct log *log, const char *subject, const struct error *error);

#endif
