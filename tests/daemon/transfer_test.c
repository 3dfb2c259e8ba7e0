/*
 * What libcurl is told, option by option: the linker puts our curl_easy_setopt() and curl_multi_setopt() before
 * libcurl's. That the options do what they promise is tests/e2e/servers_test.py's to show; time-outs of
 * ten seconds and limits of a hundred connections are not waited for.
 */
#include "daemon/transfer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/test.h"

struct told {
	int option;
	long number;
	char text[64];
	const void *pointer;
};

static struct told told[256];
static size_t told_count;

CURLcode __real_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLMcode __real_curl_multi_setopt(CURLM *multi, CURLMoption option, ...);
CURLMcode __wrap_curl_multi_setopt(CURLM *multi, CURLMoption option, ...);

static struct told *told_add(int option)
{
	struct told *added = &told[told_count++];

	assert_true(told_count < sizeof(told) / sizeof(*told));
	*added = (struct told){.option = option};
	return added;
}

static bool is_text(CURLoption option)
{
	return option == CURLOPT_PROTOCOLS_STR || option == CURLOPT_REDIR_PROTOCOLS_STR || option == CURLOPT_PROXY ||
	       option == CURLOPT_NOPROXY || option == CURLOPT_ACCEPT_ENCODING || option == CURLOPT_URL;
}

CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
	struct told *added = told_add((int)option);
	va_list arguments;
	CURLcode code;

	va_start(arguments, option);
	if (option < CURLOPTTYPE_OBJECTPOINT) {
		added->number = va_arg(arguments, long);
		code = __real_curl_easy_setopt(easy, option, added->number);
	} else if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB) {
		added->number = (long)va_arg(arguments, curl_off_t);
		code = __real_curl_easy_setopt(easy, option, (curl_off_t)added->number);
	} else {
		added->pointer = va_arg(arguments, void *);
		if (is_text(option))
			snprintf(added->text, sizeof(added->text), "%s", (const char *)added->pointer);
		code = __real_curl_easy_setopt(easy, option, added->pointer);
	}
	va_end(arguments);
	return code;
}

CURLMcode __wrap_curl_multi_setopt(CURLM *multi, CURLMoption option, ...)
{
	struct told *added = told_add((int)option);
	va_list arguments;
	CURLMcode code;

	va_start(arguments, option);
	if ((int)option < CURLOPTTYPE_OBJECTPOINT) {
		added->number = va_arg(arguments, long);
		code = __real_curl_multi_setopt(multi, option, added->number);
	} else {
		added->pointer = va_arg(arguments, void *);
		code = __real_curl_multi_setopt(multi, option, added->pointer);
	}
	va_end(arguments);
	return code;
}

/* The last word counts, as it does to libcurl. */
static const struct told *told_of(int option)
{
	for (size_t i = told_count; i > 0; i--)
		if (told[i - 1].option == option)
			return &told[i - 1];
	fail_msg("option %d is not told", option);
	return NULL;
}

static void check_number(int option, long number)
{
	if (told_of(option)->number != number)
		fail_msg("option %d is %ld, not %ld", option, told_of(option)->number, number);
}

/* A transfer as a fetch makes it. */
struct bench {
	struct config config;
	struct guard guard;
	struct transfer transfer;
	size_t bodies;
};

static void prepare(struct bench *bench, struct fetch_request request)
{
	*bench = (struct bench){.config = {.proxy = "", .fetch_timeout_ms = 30000}};
	bench->transfer = (struct transfer){
		.config = &bench->config, .guard = &bench->guard, .agent = "sitrep/test", .bodies = &bench->bodies,
	};
	request.accept = "*/*";
	told_count = 0;
	transfer_begin(&bench->transfer, arena_new(MIB(1)), &request);
	CHECK(transfer_prepare(&bench->transfer));
}

TEST(every_transfer_has_every_limit)
{
	static const struct {
		int option;
		long number;
	} numbers[] = {
		{CURLOPT_FOLLOWLOCATION, 1}, {CURLOPT_MAXREDIRS, 5}, {CURLOPT_AUTOREFERER, 0},
		{CURLOPT_NETRC, CURL_NETRC_IGNORED}, {CURLOPT_UNRESTRICTED_AUTH, 0}, {CURLOPT_HTTP09_ALLOWED, 0},
		{CURLOPT_NOSIGNAL, 1}, {CURLOPT_CONNECTTIMEOUT_MS, 10000}, {CURLOPT_TIMEOUT_MS, 30000},
		{CURLOPT_LOW_SPEED_LIMIT, 100}, {CURLOPT_LOW_SPEED_TIME, 10}, {CURLOPT_DNS_CACHE_TIMEOUT, 60},
		{CURLOPT_MAXFILESIZE_LARGE, 12345}, {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	};
	static const struct {
		int option;
		const char *text;
	} texts[] = {
		{CURLOPT_PROTOCOLS_STR, "http,https"}, {CURLOPT_REDIR_PROTOCOLS_STR, "http,https"},
		{CURLOPT_PROXY, ""}, {CURLOPT_NOPROXY, ""}, {CURLOPT_ACCEPT_ENCODING, "gzip, deflate"},
	};
	struct bench bench;

	prepare(&bench, (struct fetch_request){
				.url = TEXT("http://a.example/x"), .own_url = TEXT("http://a.example/"), .limit = 12345});
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		check_number(numbers[i].option, numbers[i].number);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_string_equal(told_of(texts[i].option)->text, texts[i].text);
	CHECK(told_of(CURLOPT_OPENSOCKETFUNCTION)->pointer && told_of(CURLOPT_PREREQFUNCTION)->pointer);
	CHECK(told_of(CURLOPT_WRITEFUNCTION)->pointer && told_of(CURLOPT_HEADERFUNCTION)->pointer);
	transfer_end(&bench.transfer);
}

TEST(nothing_turns_on_cookies_files_or_blind_trust)
{
	static const int never[] = {
		CURLOPT_COOKIEFILE, CURLOPT_COOKIEJAR, CURLOPT_COOKIE, CURLOPT_COOKIELIST, CURLOPT_NETRC_FILE,
		CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST, CURLOPT_CAINFO, CURLOPT_UNIX_SOCKET_PATH,
		CURLOPT_RESOLVE, CURLOPT_CONNECT_TO,
	};
	struct bench bench;

	prepare(&bench, (struct fetch_request){
				.url = TEXT("https://a.example/"), .own_url = TEXT("https://a.example/"), .limit = 1});
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		for (size_t k = 0; k < told_count; k++)
			if (told[k].option == never[i])
				fail_msg("option %d is told", never[i]);
	transfer_end(&bench.transfer);
}

TEST(no_address_has_a_name_and_a_password)
{
	struct bench bench;

	prepare(&bench, (struct fetch_request){.url = TEXT("http://u:p@a.example/"), .limit = 1,
					       .own_url = TEXT("http://u:p@a.example/")});
	check_number(CURLOPT_DISALLOW_USERNAME_IN_URL, 1);
	transfer_end(&bench.transfer);
}

static bool has_line(const struct curl_slist *list, const char *line)
{
	for (; list; list = list->next)
		if (!strcmp(list->data, line))
			return true;
	return false;
}

static bool is_told(int option)
{
	for (size_t i = 0; i < told_count; i++)
		if (told[i].option == option)
			return true;
	return false;
}

/* A feed with everything of its own, asked for this address. */
static void prepare_own(struct bench *bench, const char *url, const char *own_url)
{
	static struct text headers[] = {{"X-A: 1", 6}, {"Accept: x/y", 11}}, secrets[] = {{"X-Key: 2", 8}};
	static struct feed_access access = {.headers = headers, .headers_count = 2, .tls_ca = {"/dev/null", 9},
					    .tls_unverified = true};
	static const struct feed_settings settings = {.language = {"fr", 2}, .access = &access};
	static const struct credentials credentials = {.login = {"a:b", 3}, .headers = secrets, .headers_count = 1};

	prepare(bench, (struct fetch_request){.url = text_of(url), .own_url = text_of(own_url), .limit = 1,
					      .settings = &settings, .credentials = &credentials});
}

TEST(what_is_for_a_feeds_own_place_goes_there_alone)
{
	static const struct {
		const char *url, *own_url;
		bool own;
	} pairs[] = {
		{"https://a.example/x", "https://a.example/feed", true},
		{"https://A.example:443/x", "https://a.example/feed", true},
		{"https://a.example/x", "http://a.example/feed", true}, /* turned to https */
		{"http://a.example/x", "https://a.example/feed", false},
		{"https://a.example:8443/x", "https://a.example/feed", false},
		{"https://a.example/x", "http://a.example:8080/feed", false},
		{"https://b.example/x", "https://a.example/feed", false},
		{"https://a.example.b.example/x", "https://a.example/feed", false},
	};
	struct bench bench;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		prepare_own(&bench, pairs[i].url, pairs[i].own_url);
		const struct curl_slist *own = bench.transfer.own_headers, *told_first = told_of(CURLOPT_HTTPHEADER)->pointer;
		CHECK(told_first == bench.transfer.headers);
		CHECK(!has_line(told_first, "X-A: 1") && !has_line(told_first, "X-Key: 2"));
		CHECK(has_line(told_first, "Accept-Language: fr, *;q=0.5"));
		CHECK((own != NULL) == pairs[i].own && is_told(CURLOPT_SSL_VERIFYPEER) == pairs[i].own);
		CHECK(is_told(CURLOPT_CAINFO) == pairs[i].own);
		CHECK(has_line(own, "X-A: 1") == pairs[i].own && has_line(own, "X-Key: 2") == pairs[i].own);
		CHECK(has_line(own, "Authorization: Basic YTpi") == pairs[i].own);
		CHECK(has_line(own, "Accept: x/y") == pairs[i].own && !has_line(own, "Accept: */*"));
		transfer_end(&bench.transfer);
	}
}

TEST(a_time_out_below_ten_seconds_holds_for_connecting_too)
{
	struct bench bench = {0};
	struct fetch_request request = {.url = TEXT("http://a.example/"), .accept = "*/*", .limit = 1};

	bench.config = (struct config){.proxy = "", .fetch_timeout_ms = 2000};
	bench.transfer = (struct transfer){
		.config = &bench.config, .guard = &bench.guard, .agent = "sitrep/test", .bodies = &bench.bodies,
	};
	transfer_begin(&bench.transfer, arena_new(MIB(1)), &request);
	CHECK(transfer_prepare(&bench.transfer));
	check_number(CURLOPT_CONNECTTIMEOUT_MS, 2000);
	check_number(CURLOPT_TIMEOUT_MS, 2000);
	transfer_end(&bench.transfer);
}

TEST(all_transfers_together_have_limits)
{
	struct event_base *base = event_base_new();
	struct log log = {.level = -1, .fd = STDERR_FILENO};
	struct error error;

	told_count = 0;
	struct fetcher *fetcher = fetcher_new(base, &log, &error);
	CHECK(fetcher);
	check_number(CURLMOPT_MAX_TOTAL_CONNECTIONS, 128);
	check_number(CURLMOPT_MAX_HOST_CONNECTIONS, 2);
	check_number(CURLMOPT_MAXCONNECTS, 64);
	fetcher_free(fetcher);
	event_base_free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(every_transfer_has_every_limit),
		RUN(nothing_turns_on_cookies_files_or_blind_trust),
		RUN(no_address_has_a_name_and_a_password),
		RUN(what_is_for_a_feeds_own_place_goes_there_alone),
		RUN(a_time_out_below_ten_seconds_holds_for_connecting_too),
		RUN(all_transfers_together_have_limits),
	};
	/* As many descriptors as the service has: with fewer there are fewer connections. */
	struct rlimit descriptors;
	if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0 && descriptors.rlim_max >= 4096) {
		descriptors.rlim_cur = 4096;
		setrlimit(RLIMIT_NOFILE, &descriptors);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
