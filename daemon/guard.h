/*
 * The address guard: to which addresses the daemon may connect. It looks at the address that a name
 * was resolved to, so neither a name in the local network nor DNS rebinding gets around it.
 *
 * Public unicast addresses only, ports 80 and 443 only; but the operator's own URL may name another
 * port, which then holds for that host, and what lies in allow-networks is exempt from both. A
 * redirect or an item's link never widens it.
 */
#ifndef DAEMON_GUARD_H
#define DAEMON_GUARD_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/text.h"

/* An address as 16 bytes (IPv4 as ::ffff:a.b.c.d) and the length of its prefix in them. */
struct network {
	struct in6_addr address;
	unsigned prefix;
};

struct guard {
	const struct network *allowed;
	size_t allowed_count;
};

/* "10.0.0.0/8", "::1/128", or a single address. A host part that is not zero is a mistake. */
bool network_parse(struct text text, struct network *network, struct error *error);

/* A socket address of either family as 16 bytes and a port; false for other families. */
bool address_of(const struct sockaddr *sockaddr, struct in6_addr *address, uint16_t *port);
/* A numeric address, as libcurl tells it. */
bool address_parse(const char *string, struct in6_addr *address);

/* True for public unicast addresses: what a server of the world can have. */
bool address_public(const struct in6_addr *address);

/*
 * May it be connected to? `own_port` is the port that the operator's URL names for this host; 0:
 * none. False fills the sentence.
 */
bool guard_check(const struct guard *guard, const struct in6_addr *address, uint16_t port,
		 uint16_t own_port, struct error *error);

#endif
