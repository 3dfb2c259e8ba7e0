#include "tests/test.h"

#include <string.h>

#include "daemon/signature.h"

#define BODY(string) ((struct bytes){(const unsigned char *)(string), strlen(string)})

/* RFC 2202 and RFC 4231, test case 2. */
TEST(the_digests_of_the_rfcs_hold)
{
	const struct bytes body = BODY("what do ya want for nothing?");
	const struct text secret = TEXT("Jefe");

	CHECK(signature_holds(TEXT("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), secret, body));
	CHECK(signature_holds(TEXT("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"), secret, body));
	CHECK(signature_holds(TEXT("SHA256=5BDCC146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"), secret, body));
	CHECK(signature_holds(TEXT("sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
				   "8e2240ca5e69e2c78b3239ecfab21649"), secret, body));
	CHECK(signature_holds(TEXT("sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
				   "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"), secret, body));
}

TEST(nothing_else_holds)
{
	const struct bytes body = BODY("what do ya want for nothing?");

	CHECK(!signature_holds(TEXT("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c78"), TEXT("Jefe"), body));
	CHECK(!signature_holds(TEXT("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), TEXT("Jeff"), body));
	CHECK(!signature_holds(TEXT("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), TEXT("Jefe"), BODY("what")));
	CHECK(!signature_holds(TEXT("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c"), TEXT("Jefe"), body));
	CHECK(!signature_holds(TEXT_NONE, TEXT("Jefe"), body));
	CHECK(!signature_holds(TEXT("sha1="), TEXT("Jefe"), (struct bytes){NULL, 0}));
}

TEST(random_digits_are_digits_and_differ)
{
	char one[33], other[33];

	random_digits(one, 16);
	random_digits(other, 16);
	CHECK_INT(strlen(one), 32);
	CHECK_INT(strspn(one, "0123456789abcdef"), 32);
	CHECK(strcmp(one, other) != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_digests_of_the_rfcs_hold),
		RUN(nothing_else_holds),
		RUN(random_digits_are_digits_and_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
