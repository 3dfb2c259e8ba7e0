#include "daemon/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/visible.h"

/* A line longer than this tells nobody more; an URL of 8 KiB is cut. */
#define LOG_LINE 2048

struct log log_new(bool verbose)
{
	return (struct log){
		.level = verbose ? LOG_DEBUG : LOG_INFO,
		.priority = getenv("JOURNAL_STREAM") != NULL,
		.fd = STDERR_FILENO,
	};
}

static void write_all(int fd, const char *data, size_t length)
{
	while (length) {
		ssize_t done = write(fd, data, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return; /* stderr is gone: there is nobody to tell */
		data += done;
		length -= (size_t)done;
	}
}

void log_line(const struct log *log, int priority, const char *format, ...)
{
	char raw[LOG_LINE], line[LOG_LINE + 16];
	va_list arguments;
	int head = 0;

	if (priority > log->level)
		return;
	va_start(arguments, format);
	vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	if (log->priority)
		head = snprintf(line, sizeof(line), "<%d>", priority);
	visible_string(raw, line + head, LOG_LINE);
	strcat(line, "\n");
	write_all(log->fd, line, strlen(line));
}

void log_error(const struct log *log, const char *subject, const struct error *error)
{
	log_line(log, error_log_priority(error->kind), "%s: %s", subject, error->message);
}
