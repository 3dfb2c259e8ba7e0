/* The alert log by itself: torn lines, rotated files, what is found at its end. */
#include "desk/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/folder.h"
#include "tests/test.h"

static struct arena *arena;
static char folder[FOLDER_LENGTH], path[96];

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	if (!folder_begin(folder, "log"))
		return -1;
	snprintf(path, sizeof(path), "%s/alerts.jsonl", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return folder_end(folder);
}

static void put(const char *name, const char *content)
{
	char whole[160];

	snprintf(whole, sizeof(whole), "%s%s", path, name);
	FILE *file = fopen(whole, "a");
	CHECK(file && fputs(content, file) >= 0 && fclose(file) == 0);
}

#define LINE(seq, id) "{\"schema\":1,\"seq\":" #seq ",\"id\":\"" id "\",\"logged\":\"2026-03-09T10:26:01Z\",\"kind\":\"deployment\"}\n"

static struct written *lines;
static size_t count;
static int64_t last;

static void open_after(int64_t after)
{
	struct alert_log log = alert_log_new(path);
	struct error error;

	CHECK(alert_log_open(&log, arena, after, &lines, &count, &last, &error));
	alert_log_close(&log);
	free(log.path);
}

TEST(a_new_log_is_empty)
{
	open_after(0);
	CHECK_INT(count, 0);
	CHECK_INT(last, 0);
}

TEST(what_the_database_does_not_know_is_found)
{
	put("", LINE(1, "a") LINE(2, "b") "# a remark of the operator\n" LINE(3, "c"));
	open_after(1);
	CHECK_INT(count, 2);
	CHECK_TEXT(lines[0].id, "b");
	CHECK_INT(last, 3);
}

TEST(a_torn_line_is_cut)
{
	struct stat status;

	put("", LINE(1, "a") "{\"schema\":1,\"seq\":2,\"id");
	open_after(0);
	CHECK_INT(last, 1);
	CHECK(stat(path, &status) == 0);
	CHECK_INT(status.st_size, (long)strlen(LINE(1, "a")));
}

TEST(a_torn_line_is_cut_also_where_the_log_was_rotated_behind_it)
{
	struct stat status;
	char rotated[128];

	put(".1", LINE(1, "a") "{\"schema\":1,\"seq\":2,\"id");
	open_after(0);
	CHECK_INT(last, 1);
	snprintf(rotated, sizeof(rotated), "%s.1", path);
	CHECK(stat(rotated, &status) == 0);
	CHECK_INT(status.st_size, (long)strlen(LINE(1, "a")));
}

TEST(a_new_log_is_the_groups_to_read_whatever_the_umask)
{
	struct stat status;
	mode_t mask = umask(0077);

	open_after(0);
	umask(mask);
	CHECK(stat(path, &status) == 0);
	CHECK_INT(status.st_mode & 0777, 0640);
}

TEST(an_empty_log_looks_at_the_one_before_it)
{
	put(".1", LINE(7, "x") LINE(8, "y"));
	open_after(7);
	CHECK_INT(last, 8);
	CHECK_INT(count, 1);
}

TEST(a_line_is_appended_whole)
{
	struct alert_log log = alert_log_new(path);
	struct error error;
	char found[16] = "";

	CHECK(alert_log_open(&log, arena, 0, &lines, &count, &last, &error));
	CHECK(alert_log_append(&log, TEXT("one\n"), &error) && alert_log_append(&log, TEXT("two\n"), &error));
	CHECK(alert_log_flush(&log, &error));
	alert_log_close(&log);
	free(log.path);
	int file = open(path, O_RDONLY);
	CHECK(read(file, found, sizeof(found) - 1) == 8);
	close(file);
	assert_string_equal(found, "one\ntwo\n");
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_new_log_is_empty),
		FRESH(what_the_database_does_not_know_is_found),
		FRESH(a_torn_line_is_cut),
		FRESH(a_torn_line_is_cut_also_where_the_log_was_rotated_behind_it),
		FRESH(a_new_log_is_the_groups_to_read_whatever_the_umask),
		FRESH(an_empty_log_looks_at_the_one_before_it),
		FRESH(a_line_is_appended_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
