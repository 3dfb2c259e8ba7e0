#include "daemon/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* The length of the well-formed UTF-8 sequence at `s`, 0 where there is none or it should not be shown. */
static size_t sequence_shown(const char *s)
{
	size_t most = strnlen(s, 4);

	for (size_t length = 2; length <= most; length++) {
		struct bytes bytes = {(const unsigned char *)s, length};
		struct text text;
		if (!text_check(bytes, &text))
			continue;
		size_t position = 0;
		int32_t point = text_codepoint(text, &position);
		bool hidden = point < 0xa0 || (point >= 0x200b && point <= 0x200f) ||
			      (point >= 0x2028 && point <= 0x202e) ||
			      (point >= 0x2060 && point <= 0x2069) || point == 0xfeff;
		return hidden ? 0 : position;
	}
	return 0;
}

void log_escape(const char *from, char *to, size_t room)
{
	size_t used = 0;

	while (*from && used + 5 < room) {
		unsigned char c = (unsigned char)*from;
		size_t length = c < 0x80 ? (c >= 0x20 && c != 0x7f) : sequence_shown(from);
		if (length) {
			memcpy(to + used, from, length);
			used += length;
			from += length;
		} else {
			used += (size_t)snprintf(to + used, room - used, "\\x%02x", c);
			from++;
		}
	}
	to[used] = '\0';
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
	log_escape(raw, line + head, LOG_LINE);
	strcat(line, "\n");
	write_all(log->fd, line, strlen(line));
}

void log_error(const struct log *log, const char *subject, const struct error *error)
{
	log_line(log, error_log_priority(error->kind), "%s: %s", subject, error->message);
}
