#include "tests/test.h"

#include "daemon/guard.h"

static bool public(const char *string)
{
	struct in6_addr address;

	assert_true(address_parse(string, &address));
	return address_public(&address);
}

/* The first and the last address of every range are refused, its neighbours where they are public are not. */
TEST(every_range_is_refused_from_its_first_to_its_last_address)
{
	static const char *const refused[] = {
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
		"127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
		"172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255",
		"192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255", "198.18.0.0",
		"198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255",
		"224.0.0.0", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::2", "fe80::1", "fc00::1", "fdff::1", "ff02::1", "64:ff9b::7f00:1",
		"1fff:ffff::1", "4000::", "2002::1", "2002:7f00:1::", "2001::", "2001:0:53aa::1",
		"2001:1ff:ffff::1", "2001:db8::", "2001:db8:ffff:ffff::1",
		"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::127.0.0.1",
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (public(refused[i]))
			fail_msg("%s is taken for public", refused[i]);
}

TEST(the_neighbours_of_the_ranges_are_public)
{
	static const char *const allowed[] = {
		"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
		"126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
		"172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255",
		"192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
		"198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
		"8.8.8.8", "::ffff:8.8.8.8", "2000::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::",
		"2003::1", "2a00:1450::1", "3fff:ffff::1",
	};

	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (!public(allowed[i]))
			fail_msg("%s is refused", allowed[i]);
}

static struct network network(const char *string)
{
	struct network result;
	struct error error;

	assert_true(network_parse(text_of(string), &result, &error));
	return result;
}

static bool allows(const char *networks, const char *address, uint16_t port, uint16_t own_port)
{
	struct network list[1];
	struct guard guard = {list, 0};
	struct in6_addr parsed;
	struct error error = {0};

	if (networks)
		list[guard.allowed_count++] = network(networks);
	assert_true(address_parse(address, &parsed));
	bool allowed = guard_check(&guard, &parsed, port, own_port, &error);
	CHECK(allowed || strlen(error.message) > 10);
	return allowed;
}

TEST(allowed_networks_are_exempt_and_nothing_beside_them)
{
	CHECK(allows("127.0.0.0/8", "127.0.0.1", 8080, 0));
	CHECK(allows("127.0.0.0/8", "::ffff:127.9.9.9", 80, 0));
	CHECK(!allows("127.0.0.0/8", "::1", 80, 0));
	CHECK(!allows("127.0.0.0/8", "10.0.0.1", 80, 0));
	CHECK(!allows("127.0.0.0/8", "169.254.169.254", 80, 80));
	CHECK(allows("::1/128", "::1", 80, 0));
	CHECK(allows("10.1.2.3", "10.1.2.3", 9, 0));
	CHECK(!allows("10.1.2.3", "10.1.2.4", 9, 0));
	CHECK(allows("10.128.0.0/9", "10.200.0.1", 80, 0));
	CHECK(!allows("10.128.0.0/9", "10.127.255.255", 80, 0));
}

TEST(other_ports_only_where_the_operators_url_names_them)
{
	CHECK(allows(NULL, "8.8.8.8", 80, 0));
	CHECK(allows(NULL, "8.8.8.8", 443, 0));
	CHECK(!allows(NULL, "8.8.8.8", 22, 0));
	CHECK(!allows(NULL, "8.8.8.8", 8080, 0));
	CHECK(allows(NULL, "8.8.8.8", 8080, 8080));
	CHECK(!allows(NULL, "8.8.8.8", 8081, 8080));
	CHECK(!allows(NULL, "10.0.0.1", 8080, 8080));
}

TEST(networks_are_written_as_people_write_them_or_refused)
{
	static const char *const wrong[] = {"", "localhost", "127.0.0.0/33", "::1/129", "127.0.0.1/8",
					    "127.0.0.0/", "127.0.0.0/x", "127.0.0/8", "::/0/0",
					    "1.2.3.4:80"};
	struct network result;
	struct error error;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (network_parse(text_of(wrong[i]), &result, &error))
			fail_msg("%s is taken for a network", wrong[i]);
	CHECK_INT(network("127.0.0.0/8").prefix, 104);
	CHECK_INT(network("fd00::/8").prefix, 8);
	CHECK_INT(network("0.0.0.0/0").prefix, 96);
}

TEST(socket_addresses_are_unwrapped)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(81)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(82)};
	struct sockaddr other = {.sa_family = AF_UNIX};
	struct in6_addr address;
	uint16_t port;

	in.sin_addr.s_addr = htonl(0x7f000001);
	CHECK(address_of((struct sockaddr *)&in, &address, &port));
	CHECK_INT(port, 81);
	CHECK(!address_public(&address));
	in6.sin6_addr.s6_addr[0] = 0x2a;
	CHECK(address_of((struct sockaddr *)&in6, &address, &port));
	CHECK_INT(port, 82);
	CHECK(address_public(&address));
	CHECK(!address_of(&other, &address, &port));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(every_range_is_refused_from_its_first_to_its_last_address),
		RUN(the_neighbours_of_the_ranges_are_public),
		RUN(allowed_networks_are_exempt_and_nothing_beside_them),
		RUN(other_ports_only_where_the_operators_url_names_them),
		RUN(networks_are_written_as_people_write_them_or_refused),
		RUN(socket_addresses_are_unwrapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
