#include "tests/test.h"

#include "wire/websub.h"

#define HUB TEXT("hub")
#define SELF TEXT("self")

TEST(a_link_is_found_by_its_relation)
{
	struct text header = TEXT("<https://e.org/>; rel=home , <https://hub.e.org/?a=1,2>; rel=\"hub\",<https://e.org/f>;REL=self");

	CHECK_TEXT(websub_link(header, HUB), "https://hub.e.org/?a=1,2");
	CHECK_TEXT(websub_link(header, SELF), "https://e.org/f");
	CHECK_TEXT(websub_link(header, TEXT("next")), "");
	CHECK_TEXT(websub_link(TEXT("<a>; title=\"x, <b>; rel=hub\"; rel=\"next hub\""), HUB), "a");
	CHECK_TEXT(websub_link(TEXT("<a>; title=\"a \\\" b\"; rel = hub"), HUB), "a");
	CHECK_TEXT(websub_link(TEXT("</hub> ; rel='hub', <b>; rel=hub"), HUB), "b");
	CHECK_TEXT(websub_link(TEXT("<a>; rel=next; rel=hub, <b>; rel=hub"), HUB), "b");
	CHECK_TEXT(websub_link(TEXT("<a>; rel=hub; anchor=\"/other\", <b>; rel=hub"), HUB), "b");
}

TEST(all_links_of_a_relation_are_found)
{
	struct text hubs[2], header = TEXT("<a>; rel=hub, <b>; rel=next, <c>; rel=\"self hub\", <d>; rel=hub");

	CHECK_INT(websub_links(header, HUB, hubs, 2), 2);
	CHECK_TEXT(hubs[0], "a");
	CHECK_TEXT(hubs[1], "c");
	CHECK_INT(websub_links(TEXT("<a>; rel=next"), HUB, hubs, 2), 0);
}

TEST(what_is_no_link_is_passed_over)
{
	CHECK_TEXT(websub_link(TEXT(""), HUB), "");
	CHECK_TEXT(websub_link(TEXT("<a"), HUB), "");
	CHECK_TEXT(websub_link(TEXT("<a>"), HUB), "");
	CHECK_TEXT(websub_link(TEXT("<a>; rel"), HUB), "");
	CHECK_TEXT(websub_link(TEXT("<a>; rel="), HUB), "");
	CHECK_TEXT(websub_link(TEXT("<a>; rel=\"hub"), HUB), "a");
	CHECK_TEXT(websub_link(TEXT("nonsense; rel=hub, <b>; rel=hub"), HUB), "b");
	CHECK_TEXT(websub_link(TEXT("<a> x; rel=hub"), HUB), "a");
	CHECK_TEXT(websub_link(TEXT(",,;;<b>;;rel=hub"), HUB), "");
	CHECK_TEXT(websub_link(TEXT(",,<b>;;rel=hub"), HUB), "b");
}

TEST(a_signature_has_a_method_and_as_many_digits_as_it_needs)
{
	unsigned char bytes[DIGEST_BYTES_MOST];
	enum websub_digest digest;

	CHECK(websub_signature_read(TEXT("sha1=000102030405060708090a0b0c0d0e0F10111213"), &digest, bytes));
	CHECK_INT(digest, DIGEST_SHA1);
	CHECK_INT(bytes[15], 15);
	CHECK(!websub_signature_read(TEXT("sha1=000102030405060708090a0b0c0d0e0f1011121"), &digest, bytes));
	CHECK(!websub_signature_read(TEXT("sha1=000102030405060708090a0b0c0d0e0f1011121g"), &digest, bytes));
	CHECK(!websub_signature_read(TEXT("sha256=000102030405060708090a0b0c0d0e0f10111213"), &digest, bytes));
	CHECK(!websub_signature_read(TEXT("md5=00010203040506070809"), &digest, bytes));
	CHECK(!websub_signature_read(TEXT("sha1"), &digest, bytes));
	CHECK(!websub_signature_read(TEXT(""), &digest, bytes));
	CHECK(!websub_signature_read(TEXT("="), &digest, bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_link_is_found_by_its_relation),
		RUN(all_links_of_a_relation_are_found),
		RUN(what_is_no_link_is_passed_over),
		RUN(a_signature_has_a_method_and_as_many_digits_as_it_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
