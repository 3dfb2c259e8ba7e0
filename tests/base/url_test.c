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
	CHECK_TEXT(url_resolve(arena, base, TEXT("http://g.org:8080/x")), "http://g.org:8080/x");
	CHECK_TEXT(url_resolve(arena, base, TEXT("http://g.org:8x/y")), "");
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
	CHECK_TEXT(url_host(arena, TEXT("http://u@\xd0\xb0pple.com:80/x")), "xn--pple-43d.com");
	CHECK_TEXT(url_identity(arena, TEXT("http://u@\xd0\xb0pple.com/x")), "xn--pple-43d.com/x");
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

TEST(an_address_shows_who_is_asked)
{
	CHECK_TEXT(url_plain(arena, TEXT("https://user:secret@e.org:8443/a@b?c@d")), "https://e.org:8443/a@b?c@d");
	CHECK_TEXT(url_plain(arena, TEXT("https://bbc.com@evil.example/")), "https://evil.example/");
	CHECK_TEXT(url_plain(arena, TEXT("https://a@b@e.org")), "https://e.org");
	/* Cyrillic "a", raw and percent-encoded. */
	CHECK_TEXT(url_plain(arena, TEXT("https://\xd0\xb0pple.com/x")), "https://xn--pple-43d.com/x");
	CHECK_TEXT(url_plain(arena, TEXT("https://u:p@%D0%B0pple.com:81/x")), "https://xn--pple-43d.com:81/x");
	CHECK_TEXT(url_plain(arena, TEXT("http://B\xc3\x9c" "CHER.example")), "http://xn--bcher-kva.example");
	CHECK_TEXT(url_plain(arena, TEXT("http://e.org/\xc3\xbc")), "http://e.org/\xc3\xbc");
	CHECK_TEXT(url_plain(arena, TEXT("mailto:a@e.org?x=http://u@h")), "mailto:a@e.org?x=http://u@h");
	/* A letter that is a "/" when it is mapped makes no name. */
	CHECK_TEXT(url_plain(arena, TEXT("http://e.org\xef\xbc\x8f.good.org/")), "http://e.org\xef\xbc\x8f.good.org/");
	CHECK_TEXT(url_plain(arena, TEXT("http://[::1]:80/x")), "http://[::1]:80/x");
}

TEST(a_link_of_a_document_is_in_that_form)
{
	struct text base = TEXT("http://user:secret@e.org/a/b");

	CHECK_TEXT(url_resolve(arena, base, TEXT("../d")), "http://e.org/d");
	CHECK_TEXT(url_resolve(arena, base, TEXT("https://bbc.com@evil.example/x")), "https://evil.example/x");
	CHECK_TEXT(url_resolve(arena, base, TEXT("//\xd0\xb0pple.com/x")), "http://xn--pple-43d.com/x");
	CHECK_TEXT(url_resolve(arena, base, TEXT("https://\xd0\xb0pple.com")), "https://xn--pple-43d.com");
}

TEST(a_login_is_taken_apart)
{
	CHECK_TEXT(url_login(arena, TEXT("https://user:se%40cret@e.org/")), "user:se@cret");
	CHECK_TEXT(url_login(arena, TEXT("https://e.org/@x")), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(references_resolve_as_rfc_3986_says),
		RUN(a_web_address_has_a_scheme_and_a_host),
		RUN(the_host_is_found_behind_user_and_before_port),
		RUN(one_page_has_one_identity),
		RUN(an_address_shows_who_is_asked),
		RUN(a_link_of_a_document_is_in_that_form),
		RUN(a_login_is_taken_apart),
	};
	arena = arena_new(1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
