/* Header lines that an operator adds to the requests of a feed: "Name: value". */
#ifndef DAEMON_HEADERS_H
#define DAEMON_HEADERS_H

#include "base/error.h"
#include "base/text.h"

/*
 * True of a line that may be sent as it is. Refused with a sentence that does not quote its value: what is no
 * header of printable ASCII (no CR, no LF), what belongs to the connection (RFC 9110 7.6.1) or to this
 * program, and what is a secret (Authorization, Cookie) where `secret` does not say that one is expected.
 */
bool header_check(struct text line, bool secret, struct error *error);

/* The name of a line that is a header. */
struct text header_name(struct text line);

#endif
