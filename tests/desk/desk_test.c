/* The desk by itself: what becomes of alerts when the log or the clock is not as it should be. */
#include "tests/desk/asked.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/strike.h"
#include "tests/folder.h"
#include "tests/test.h"

#define GATHER_MS 60000
#define DAY_MS 86400000

static struct arena *arena;
static struct desk *desk;
static struct error error;
static struct instant noon;
static struct place lebanon;
static char folder[FOLDER_LENGTH], database[96], logs[96], log_path[128];
static size_t told;

static void published(void *context, const struct alert *alert, struct text line)
{
	(void)context;
	(void)alert;
	(void)line;
	told++;
}

static void desk_begin(void)
{
	const struct desk_settings settings = {
		.database = database, .alert_log = log_path, .gather_ms = GATHER_MS, .published = published,
	};

	desk = desk_open(&settings, &error);
	CHECK(desk);
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)256 << 20);
	instant_parse(TEXT("2024-09-23T12:00:00Z"), &noon);
	lebanon = (struct place){TEXT("Lebanon"), TEXT("LB"), TEXT_NONE, TEXT("LB")};
	if (!folder_begin(folder, "desk"))
		return -1;
	snprintf(database, sizeof(database), "%s/db", folder);
	snprintf(logs, sizeof(logs), "%s/logs", folder);
	snprintf(log_path, sizeof(log_path), "%s/alerts.jsonl", logs);
	told = 0;
	desk = NULL;
	return 0;
}

static int end(void **state)
{
	(void)state;
	desk_close(desk);
	arena_free(arena);
	return folder_end(folder);
}

/* One report of a strike that killed so many. */
static void strike(int64_t killed)
{
	struct report *report =
		strike_report(arena, &lebanon, noon, killed, text_format(arena, "article-%d", (int)killed));
	struct receipt receipt;

	report->source = TEXT("Outlet");
	report->published = noon;
	CHECK(desk_receive(desk, arena, report, noon, &receipt, &error));
}

static size_t lines_in_log(void)
{
	FILE *file = fopen(log_path, "r");
	size_t lines = 0;
	int c;

	while (file && (c = getc(file)) != EOF)
		lines += c == '\n';
	if (file)
		fclose(file);
	return lines;
}

static struct instant later(int64_t ms)
{
	return (struct instant){noon.ms + ms};
}

TEST(a_log_that_cannot_be_opened_is_tried_again_without_an_alert)
{
	struct desk_figures figures;

	desk_begin();
	CHECK(instant_known(desk_publish_due(desk, noon)));
	CHECK(!desk_publish(desk, noon, &error));
	CHECK(desk_publish_due(desk, noon).ms > noon.ms);
	CHECK(desk_figures(desk, arena, noon, &figures, &error));
	CHECK(text_find(figures.log_state, TEXT("alerts.jsonl"), 0) != TEXT_NOT_FOUND);
	CHECK(mkdir(logs, 0700) == 0);
	CHECK(desk_publish(desk, later(1000), &error));
	CHECK(desk_figures(desk, arena, noon, &figures, &error));
	CHECK_TEXT(figures.log_state, "ok");
}

TEST(alerts_wait_for_a_log_and_none_is_lost)
{
	desk_begin();
	strike(12);
	CHECK(!desk_publish(desk, later(GATHER_MS), &error));
	CHECK_INT(told, 0);
	CHECK(mkdir(logs, 0700) == 0);
	CHECK(desk_publish(desk, later(GATHER_MS + 1000), &error));
	CHECK_INT(told, 1);
	CHECK_INT(lines_in_log(), 1);
	CHECK(desk_publish(desk, later(GATHER_MS + 2000), &error));
	CHECK_INT(lines_in_log(), 1);
}

TEST(a_clock_that_is_set_back_holds_no_alert_up)
{
	CHECK(mkdir(logs, 0700) == 0);
	desk_begin();
	strike(12);
	CHECK(desk_publish(desk, noon, &error));
	CHECK_INT(told, 0);
	CHECK_INT(desk_publish_due(desk, later(-DAY_MS)).ms, later(-DAY_MS).ms);
	CHECK(desk_publish(desk, later(-DAY_MS), &error));
	CHECK_INT(told, 1);
}

TEST(what_is_due_when_the_desk_opens_goes_out)
{
	CHECK(mkdir(logs, 0700) == 0);
	desk_begin();
	strike(12);
	desk_close(desk);
	desk_begin();
	CHECK(desk_publish(desk, later(GATHER_MS), &error));
	CHECK_INT(told, 1);
	CHECK_INT(lines_in_log(), 1);
}

/* So many rulings on the one incident that is there. */
static void rule(int times)
{
	const struct query all = {.kind = QUERY_INCIDENTS, .incidents.all = true};
	json_t *list = asked(desk, arena, all, noon, &error);
	struct correction wanted;

	json_blank(&correction_shape, &wanted);
	wanted.incident = json_get_text(arena, json_array_get(list, 0), "id");
	json_decref(list);
	for (int i = 0; i < times; i++) {
		wanted.kind = i % 2 ? CORRECTION_UNMUTE : CORRECTION_MUTE;
		json_t *ruling = desk_correct(desk, arena, &wanted, noon, &error);
		CHECK(ruling);
		json_decref(ruling);
	}
}

static void check_rulings(int64_t limit, size_t wanted)
{
	const struct query rulings = {.kind = QUERY_AUDIT, .limit = limit};
	json_t *list = asked(desk, arena, rulings, noon, &error);

	CHECK_INT(json_array_size(list), wanted);
	json_decref(list);
}

TEST(a_list_has_a_hundred_unless_more_are_asked_for_and_never_falls_back_to_that)
{
	CHECK(mkdir(logs, 0700) == 0);
	desk_begin();
	strike(12);
	rule(104);
	check_rulings(0, 100);
	check_rulings(7, 7);
	check_rulings(103, 103);
	check_rulings(1000000, 104);
}

static void run_sql(const char *sql)
{
	sqlite3 *db;

	CHECK_INT(sqlite3_open_v2(database, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static bool answers_why(void)
{
	const struct query why = {.kind = QUERY_WHY, .id = TEXT("article-12")};
	json_t *answer = asked(desk, arena, why, noon, &error);

	json_decref(answer);
	return answer != NULL;
}

TEST(what_cannot_be_looked_up_is_not_left_out_of_an_answer)
{
	CHECK(mkdir(logs, 0700) == 0);
	desk_begin();
	strike(12);
	CHECK(desk_publish(desk, later(GATHER_MS), &error));
	CHECK(answers_why());
	run_sql("ALTER TABLE correction RENAME TO elsewhere");
	CHECK(!answers_why());
	CHECK(error.kind != ERROR_INPUT);
	run_sql("ALTER TABLE elsewhere RENAME TO correction");
	/* What is only not there is left out. */
	run_sql("DELETE FROM tracked");
	CHECK(answers_why());
	run_sql("ALTER TABLE outbox RENAME TO elsewhere");
	CHECK(!answers_why());
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_log_that_cannot_be_opened_is_tried_again_without_an_alert),
		FRESH(alerts_wait_for_a_log_and_none_is_lost),
		FRESH(a_clock_that_is_set_back_holds_no_alert_up),
		FRESH(what_is_due_when_the_desk_opens_goes_out),
		FRESH(what_cannot_be_looked_up_is_not_left_out_of_an_answer),
		FRESH(a_list_has_a_hundred_unless_more_are_asked_for_and_never_falls_back_to_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
