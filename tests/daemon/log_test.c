#include "tests/test.h"

#include <fcntl.h>
#include <unistd.h>

#include "daemon/log.h"

static char line[4096];
static int ends[2];

/* What was written since the last time. */
static const char *written(void)
{
	ssize_t length = read(ends[0], line, sizeof(line) - 1);

	line[length > 0 ? length : 0] = '\0';
	return line;
}

TEST(what_comes_from_outside_is_one_line_and_changes_no_terminal)
{
	const struct log log = {.level = LOG_INFO, .fd = ends[1]};

	log_line(&log, LOG_INFO, "feed %s: 503", "http://e.org/\033[2J\n<3>forged\xc2\x9b\xe2\x80\xae\xff");
	assert_string_equal(written(), "feed http://e.org/\\x1b[2J\\x0a<3>forged\\xc2\\x9b\\xe2\\x80\\xae\\xff: 503\n");
}

TEST(under_systemd_a_line_begins_with_its_priority)
{
	const struct log log = {.level = LOG_INFO, .fd = ends[1], .priority = true};

	log_line(&log, LOG_WARNING, "disk: full");
	assert_string_equal(written(), "<4>disk: full\n");
	log_line(&log, LOG_DEBUG, "nobody asked");
	assert_string_equal(written(), "");
}

TEST(a_line_has_an_end)
{
	const struct log log = {.level = LOG_INFO, .fd = ends[1]};
	static char endless[10000];

	memset(endless, '\n', sizeof(endless) - 1);
	log_line(&log, LOG_INFO, "%s", endless);
	size_t length = strlen(written());
	CHECK(length > 100 && length < 2100 && line[length - 1] == '\n' && strchr(line, '\n') == line + length - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(what_comes_from_outside_is_one_line_and_changes_no_terminal),
		RUN(under_systemd_a_line_begins_with_its_priority),
		RUN(a_line_has_an_end),
	};

	if (pipe2(ends, O_NONBLOCK))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
