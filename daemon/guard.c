#include "daemon/guard.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define V4(a, b, c, d, bits) {{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}}}, 96 + (bits)}
#define V6(a, b, c, d, bits) {{{{a, b, c, d}}}, (bits)}

/* IANA's special-purpose registries (RFC 6890 and what came later), as far as they are not for everyone. */
static const struct network refused[] = {
	V4(0, 0, 0, 0, 8),        /* this network */
	V4(10, 0, 0, 0, 8),       /* RFC 1918 */
	V4(100, 64, 0, 0, 10),    /* carriers' NAT, RFC 6598 */
	V4(127, 0, 0, 0, 8),      /* loopback */
	V4(169, 254, 0, 0, 16),   /* link-local; clouds serve their metadata there */
	V4(172, 16, 0, 0, 12),    /* RFC 1918 */
	V4(192, 0, 0, 0, 24),     /* protocol assignments */
	V4(192, 0, 2, 0, 24),     /* documentation */
	V4(192, 88, 99, 0, 24),   /* 6to4 relays */
	V4(192, 168, 0, 0, 16),   /* RFC 1918 */
	V4(198, 18, 0, 0, 15),    /* benchmarks */
	V4(198, 51, 100, 0, 24),  /* documentation */
	V4(203, 0, 113, 0, 24),   /* documentation */
	V4(224, 0, 0, 0, 3),      /* multicast, reserved, broadcast */
	V6(0x20, 0x02, 0, 0, 16), /* 6to4: hides an IPv4 address */
	V6(0x20, 0x01, 0, 0, 23), /* protocol assignments, Teredo among them */
	V6(0x20, 0x01, 0x0d, 0xb8, 32), /* documentation */
};
static const struct network global_unicast = V6(0x20, 0, 0, 0, 3);
static const struct network mapped = V4(0, 0, 0, 0, 0);

static bool network_contains(const struct network *network, const struct in6_addr *address)
{
	unsigned whole = network->prefix / 8, rest = network->prefix % 8;

	if (memcmp(network->address.s6_addr, address->s6_addr, whole))
		return false;
	if (!rest)
		return true;
	unsigned mask = 0xff00u >> rest & 0xff;
	return ((network->address.s6_addr[whole] ^ address->s6_addr[whole]) & mask) == 0;
}

bool address_parse(const char *string, struct in6_addr *address)
{
	struct in_addr old;

	if (inet_pton(AF_INET, string, &old) == 1) {
		*address = mapped.address;
		memcpy(address->s6_addr + 12, &old, 4);
		return true;
	}
	return inet_pton(AF_INET6, string, address) == 1;
}

static bool host_part_zero(const struct network *network)
{
	for (unsigned bit = network->prefix; bit < 128; bit++)
		if (network->address.s6_addr[bit / 8] & (0x80 >> bit % 8))
			return false;
	return true;
}

bool network_parse(struct text text, struct network *network, struct error *error)
{
	struct text rest = text, address = TEXT_NONE;
	struct network read = {.prefix = 128};
	char string[64];
	int64_t bits;

	text_next(&rest, '/', &address);
	if (address.length >= sizeof(string))
		return error_set(error, ERROR_CONFIG, "\"%.*s\" is no network", TEXT_ARGS(text));
	snprintf(string, sizeof(string), "%.*s", TEXT_ARGS(address));
	if (!address_parse(string, &read.address))
		return error_set(error, ERROR_CONFIG,
				 "\"%.*s\" is no network; write it as 127.0.0.0/8 or ::1/128",
				 TEXT_ARGS(text));
	if (address.length < text.length) {
		bool old = strchr(string, ':') == NULL;
		if (!text_number(rest, &bits) || bits > (old ? 32 : 128))
			return error_set(error, ERROR_CONFIG, "\"%.*s\" has no prefix of 0 to %d",
					 TEXT_ARGS(text), old ? 32 : 128);
		read.prefix = (unsigned)bits + (old ? 96 : 0);
	}
	if (!host_part_zero(&read))
		return error_set(error, ERROR_CONFIG,
				 "\"%.*s\" has bits set behind its prefix: is it the one that is meant?",
				 TEXT_ARGS(text));
	*network = read;
	return true;
}

bool address_of(const struct sockaddr *sockaddr, struct in6_addr *address, uint16_t *port)
{
	if (sockaddr->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, sockaddr, sizeof(in));
		*address = mapped.address;
		memcpy(address->s6_addr + 12, &in.sin_addr, 4);
		*port = ntohs(in.sin_port);
		return true;
	}
	if (sockaddr->sa_family == AF_INET6) {
		struct sockaddr_in6 in;
		memcpy(&in, sockaddr, sizeof(in));
		*address = in.sin6_addr;
		*port = ntohs(in.sin6_port);
		return true;
	}
	return false;
}

bool address_public(const struct in6_addr *address)
{
	if (!network_contains(&mapped, address) && !network_contains(&global_unicast, address))
		return false;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (network_contains(&refused[i], address))
			return false;
	return true;
}

static const char *address_string(const struct in6_addr *address, char room[INET6_ADDRSTRLEN])
{
	bool old = network_contains(&mapped, address);

	if (!inet_ntop(old ? AF_INET : AF_INET6, old ? address->s6_addr + 12 : address->s6_addr, room,
		       INET6_ADDRSTRLEN))
		room[0] = '\0';
	return room;
}

bool guard_check(const struct guard *guard, const struct in6_addr *address, uint16_t port,
		 uint16_t own_port, struct error *error)
{
	char shown[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < guard->allowed_count; i++)
		if (network_contains(&guard->allowed[i], address))
			return true;
	if (!address_public(address))
		return error_set(error, ERROR_PERMISSION,
				 "the address %s is not public: only allow-networks opens it",
				 address_string(address, shown));
	if (port != 80 && port != 443 && (!own_port || port != own_port))
		return error_set(error, ERROR_PERMISSION,
				 "port %u of %s is refused: only 80, 443 and what a feed's own url names",
				 port, address_string(address, shown));
	return true;
}
