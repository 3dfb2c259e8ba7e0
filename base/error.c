#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>
#include <syslog.h>

static const struct {
	int exit_status;
	int log_priority;
} kinds[] = {
	[ERROR_NONE] = {EX_OK, LOG_DEBUG},
	[ERROR_USAGE] = {EX_USAGE, LOG_ERR},
	[ERROR_DATA] = {EX_DATAERR, LOG_WARNING},
	[ERROR_INPUT] = {EX_NOINPUT, LOG_WARNING},
	[ERROR_UNAVAILABLE] = {EX_UNAVAILABLE, LOG_WARNING},
	[ERROR_INTERNAL] = {EX_SOFTWARE, LOG_ERR},
	[ERROR_SYSTEM] = {EX_OSERR, LOG_ERR},
	[ERROR_CREATE] = {EX_CANTCREAT, LOG_ERR},
	[ERROR_IO] = {EX_IOERR, LOG_ERR},
	[ERROR_BUSY] = {EX_TEMPFAIL, LOG_ERR},
	[ERROR_PERMISSION] = {EX_NOPERM, LOG_ERR},
	[ERROR_CONFIG] = {EX_CONFIG, LOG_ERR},
};

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	va_list arguments;

	error->kind = kind;
	va_start(arguments, format);
	vsnprintf(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	return false;
}

int error_exit_status(enum error_kind kind)
{
	return kinds[kind].exit_status;
}

int error_log_priority(enum error_kind kind)
{
	return kinds[kind].log_priority;
}
