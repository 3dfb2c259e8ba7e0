/* Web addresses: resolution (RFC 3986 section 5) and the form by which two addresses are the same page. */
#ifndef BASE_URL_H
#define BASE_URL_H

#include "base/text.h"

/*
 * `reference` made absolute against `base`, as a copy in the arena, in the form of url_plain(); empty where
 * either cannot be understood.
 */
struct text url_resolve(struct arena *arena, struct text base, struct text reference);

/*
 * The address as it may be shown and asked: without the user and password before its host, which are a
 * secret or pretend to be a host, and with a host in other letters than ASCII as the name that is looked up
 * (IDNA 2008, UTS #46: "xn--pple-43d.com"), which looks like no other. Uncopied where there is nothing to do.
 */
struct text url_plain(struct arena *arena, struct text url);

/*
 * What stands before the host, "user:password" with its percent escapes resolved; empty where there is
 * none. A secret.
 */
struct text url_login(struct arena *arena, struct text url);

/* True for http and https with a host. */
bool url_is_web(struct text url);

/* The host in lower case and as url_plain() has it, without user, port and brackets; empty where there is none. */
struct text url_host(struct arena *arena, struct text url);

/*
 * The form by which addresses are compared: scheme and "www." gone, host in lower case, no fragment,
 * no default port, tracking parameters (utm_*, fbclid and the like) removed, no trailing slash.
 * Not an address to fetch.
 */
struct text url_identity(struct arena *arena, struct text url);

#endif
