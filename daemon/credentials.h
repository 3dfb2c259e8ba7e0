/*
 * Credentials: what a feed's server is shown, from a file that nobody else can read. They are read for each
 * poll, so that a changed file holds at once, on the desk's thread, and are kept nowhere.
 *
 * A file has lines: "user:password" (Basic), or a header "Name: value" with a space behind its colon, such as
 * "Authorization: Bearer ..."; empty lines and lines that begin with # are left out.
 */
#ifndef DAEMON_CREDENTIALS_H
#define DAEMON_CREDENTIALS_H

#include "base/error.h"
#include "base/text.h"

struct credentials {
	struct text login;      /* "user:password"; empty: none */
	struct text *headers;   /* "Name: value" */
	size_t headers_count;
	struct error error;     /* why they cannot be had */
};

/* True of a name (letters, digits, ".", "_", "-") or a path from the root. */
bool credentials_name_check(struct text name);

/*
 * Those of this name: $CREDENTIALS_DIRECTORY/NAME, as systemd's LoadCredential= puts it there, else NAME in the
 * folder "credentials" beside the configuration; or a path. A file that others may read, or that is neither
 * root's nor the daemon's user's, is not used. An empty name has none. What is wrong is in `error`, which never
 * quotes them.
 */
struct credentials credentials_read(struct arena *arena, struct text name);

/* As above, of text that is there. */
struct credentials credentials_of(struct arena *arena, struct text name, struct text text);

/* "Authorization: Basic ...", of a login (RFC 7617). */
struct text credentials_basic(struct arena *arena, struct text login);

/* With the login of a URL, where they have none of their own. */
struct credentials credentials_with_login(const struct credentials *credentials, struct text login);

struct credentials credentials_copy(struct arena *arena, const struct credentials *credentials);

#endif
