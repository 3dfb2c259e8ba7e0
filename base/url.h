/* Web addresses: resolution (RFC 3986 section 5) and the form by which two addresses are the same page. */
#ifndef BASE_URL_H
#define BASE_URL_H

#include "base/text.h"

/* `reference` made absolute against `base`, as a copy in the arena; empty where either cannot be understood. */
struct text url_resolve(struct arena *arena, struct text base, struct text reference);

/* True for http and https with a host. */
bool url_is_web(struct text url);

/* The host in lower case, without user, port and brackets; empty where there is none. */
struct text url_host(struct arena *arena, struct text url);

/*
 * The form by which addresses are compared: scheme and "www." gone, host in lower case, no fragment,
 * no default port, tracking parameters (utm_*, fbclid and the like) removed, no trailing slash.
 * Not an address to fetch.
 */
struct text url_identity(struct arena *arena, struct text url);

#endif
