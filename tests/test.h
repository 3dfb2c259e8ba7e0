/* The few words our unit tests are written in, over cmocka. A test is named by a sentence. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define RUN(name) cmocka_unit_test(name)
#define CHECK(condition) assert_true(condition)
#define CHECK_INT(actual, expected) assert_int_equal((actual), (expected))
#define CHECK_TEXT(actual, expected)                                                               \
	do {                                                                                       \
		struct text check_actual = (actual);                                               \
		char check_copy[4096];                                                             \
		size_t check_length = check_actual.length < sizeof(check_copy) - 1                  \
					      ? check_actual.length                                \
					      : sizeof(check_copy) - 1;                            \
		if (check_length)                                                                  \
			memcpy(check_copy, check_actual.data, check_length);                       \
		check_copy[check_length] = '\0';                                                   \
		assert_string_equal(check_copy, (expected));                                       \
	} while (0)

#endif
