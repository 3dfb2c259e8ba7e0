#include "tests/test.h"

#include "daemon/quantity.h"

static int64_t duration(const char *string)
{
	int64_t ms = -1;

	return duration_parse(text_of(string), &ms) ? ms : -1;
}

static int64_t size(const char *string)
{
	int64_t bytes = -1;

	return size_parse(text_of(string), &bytes) ? bytes : -1;
}

TEST(durations_have_units_and_a_bare_number_is_seconds)
{
	CHECK_INT(duration("500ms"), 500);
	CHECK_INT(duration("5s"), 5000);
	CHECK_INT(duration("10m"), 600000);
	CHECK_INT(duration("12h"), 43200000);
	CHECK_INT(duration("7d"), 604800000);
	CHECK_INT(duration("90"), 90000);
	CHECK_INT(duration("0s"), 0);
	CHECK_INT(duration("10 m"), 600000);
}

TEST(what_is_no_duration_is_refused)
{
	static const char *const wrong[] = {"", "s", "-5s", "5 parsecs", "5S", "1.5h", "5m5", "1h30m",
					    "99999999999999999999s", "9223372036854775807d"};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK_INT(duration(wrong[i]), -1);
}

TEST(sizes_have_binary_units_and_a_bare_number_is_bytes)
{
	CHECK_INT(size("64KiB"), 65536);
	CHECK_INT(size("8MiB"), 8388608);
	CHECK_INT(size("1GiB"), 1073741824);
	CHECK_INT(size("300"), 300);
	CHECK_INT(size("300B"), 300);
	CHECK_INT(size("8MB"), -1);
	CHECK_INT(size("8mib"), -1);
	CHECK_INT(size("9999999999GiB"), -1);
}

TEST(durations_and_sizes_are_shown_with_the_largest_fitting_unit)
{
	char room[DURATION_ROOM];

	assert_string_equal(duration_format(500, room), "500 ms");
	assert_string_equal(duration_format(1000, room), "1 s");
	assert_string_equal(duration_format(90000, room), "90 s");
	assert_string_equal(duration_format(900000, room), "15 min");
	assert_string_equal(duration_format(86400000, room), "1 d");
	assert_string_equal(size_format(8 << 20, room), "8 MiB");
	assert_string_equal(size_format(65536, room), "64 KiB");
	assert_string_equal(size_format(300, room), "300 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(durations_have_units_and_a_bare_number_is_seconds),
		RUN(what_is_no_duration_is_refused),
		RUN(sizes_have_binary_units_and_a_bare_number_is_bytes),
		RUN(durations_and_sizes_are_shown_with_the_largest_fitting_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
