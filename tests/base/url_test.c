#include "tests/test.h"

#include "base/url.h"

static struct arena *arena;

TEST(references_resolve_as_rfc_3986_says)
{
	struct text base = TEXT("http://e.org/a/b?c");

	CHECK_TEXT(url_resolve(arena, base, TEXT("../d")), "http://e.org/d");
	CHECK_TEXT(url_resolve(arena, base, TEXT("//f.org/x")), "http://f.org/x");
	CHECK_TEXT(url_resolve(arena, base, TEXT("?q")), "http://e.org/a/b?q");
	CHECK_TEXT(url_resolve(arena, base, TEXT("https://g.org/h i")), "https://g.org/h%20i");
	CHECK_TEXT(url_resolve(arena, TEXT(""), TEXT("x")), "");
}

TEST(a_web_address_has_a_scheme_and_a_host)
{
	CHECK(url_is_web(TEXT("HTTPS://e.org")));
	CHECK(!url_is_web(TEXT("file:///etc/passwd")));
	CHECK(!url_is_web(TEXT("http:///x")));
	CHECK(!url_is_web(TEXT("javascript:alert(1)")));
}

TEST(the_host_is_found_behind_user_and_before_port)
{
	CHECK_TEXT(url_host(arena, TEXT("http://u:p@E.org:80/x")), "e.org");
	CHECK_TEXT(url_host(arena, TEXT("http://[::1]:80/x")), "::1");
	CHECK_TEXT(url_host(arena, TEXT("http://good.org#@evil.org/")), "good.org");
}

TEST(one_page_has_one_identity)
{
	struct text wanted = url_identity(arena, TEXT("http://e.org/a?id=1"));

	CHECK_TEXT(wanted, "e.org/a?id=1");
	CHECK(text_equal(url_identity(arena, TEXT("https://www.e.org/a/?utm_source=x&id=1#top")), wanted));
	CHECK(text_equal(url_identity(arena, TEXT("https://E.org:443/a?id=1&fbclid=9")), wanted));
	CHECK(!text_equal(url_identity(arena, TEXT("https://e.org:8080/a?id=1")), wanted));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(references_resolve_as_rfc_3986_says),
		RUN(a_web_address_has_a_scheme_and_a_host),
		RUN(the_host_is_found_behind_user_and_before_port),
		RUN(one_page_has_one_identity),
	};
	arena = arena_new(1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
