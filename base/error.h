/*
 * What went wrong: a kind, which decides the exit status and the log priority, and one sentence
 * which its reader can act on.
 *
 * A function that can fail returns false or NULL and fills the error once, where the cause is known.
 * On success the error is untouched.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,       /* the command line cannot be understood */
	ERROR_DATA,        /* the input is there and cannot be read, or passes a limit */
	ERROR_INPUT,       /* the input is not there */
	ERROR_UNAVAILABLE, /* no daemon answers */
	ERROR_INTERNAL,    /* our own mistake */
	ERROR_SYSTEM,      /* the operating system refused something it should not */
	ERROR_CREATE,      /* a file cannot be created */
	ERROR_IO,          /* reading or writing failed */
	ERROR_BUSY,        /* somebody else has it; later it may work */
	ERROR_PERMISSION,  /* not allowed */
	ERROR_CONFIG,      /* the configuration, or a database of a newer version */
};

struct error {
	enum error_kind kind;
	char message[240]; /* one sentence, no newline, no full stop */
};

/* Fills the error and returns false, so that a caller can `return error_set(...)`. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The exit status of sysexits.h for a kind: ERROR_DATA is 65, and so on. */
int error_exit_status(enum error_kind kind);

/* The priority of syslog(3) at which an error of this kind is logged. */
int error_log_priority(enum error_kind kind);

#endif
