/* What is new of one incident within the time of gathering goes out as one alert, over restarts too. */

#include "tests/desk/asked.h"
#include "tests/strike.h"
#include "tests/folder.h"
#include "tests/test.h"

#define GATHER_MS 60000
#define TOLD_MOST 16

static struct arena *arena;
static struct desk *desk;
static struct error error;
static struct instant noon;
static struct place lebanon;
static char folder[FOLDER_LENGTH], database[96], log_path[96];
static struct alert told[TOLD_MOST];
static size_t count;

static void published(void *context, const struct alert *alert, struct text line)
{
	(void)context;
	(void)line;
	CHECK(count < TOLD_MOST);
	told[count] = *alert;
	told[count].id = text_copy(arena, alert->id);
	told[count].replaces = text_copy(arena, alert->replaces);
	told[count].incident = text_copy(arena, alert->incident);
	told[count].headline = text_copy(arena, alert->headline);
	told[count++].article = text_copy(arena, alert->article);
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
	if (!folder_begin(folder, "gather"))
		return -1;
	snprintf(database, sizeof(database), "%s/db", folder);
	snprintf(log_path, sizeof(log_path), "%s/alerts.jsonl", folder);
	count = 0;
	desk_begin();
	return 0;
}

static int end(void **state)
{
	(void)state;
	desk_close(desk);
	arena_free(arena);
	return folder_end(folder);
}

static struct instant second(int64_t n)
{
	return (struct instant){noon.ms + n * 1000};
}

/* One report of a strike that killed so many, by another outlet each time. */
static void strike(int64_t killed, int64_t seconds)
{
	struct report *report =
		strike_report(arena, &lebanon, noon, killed, text_format(arena, "article-%d", (int)killed));
	struct receipt receipt;

	report->source = report->feed = text_format(arena, "Outlet %d", (int)killed);
	report->published = second(seconds);
	CHECK(desk_receive(desk, arena, report, second(seconds), &receipt, &error));
}

static void publish(int64_t seconds)
{
	CHECK(desk_publish(desk, second(seconds), &error));
}

TEST(an_incident_opens_with_what_a_minute_has_brought)
{
	strike(12, 0);
	strike(14, 10);
	strike(17, 50);
	publish(59);
	CHECK_INT(count, 0);
	publish(60);
	CHECK_INT(count, 1);
	CHECK_INT(told[0].kind, ALERT_INCIDENT_NEW);
	CHECK_INT(told[0].killed, 17);
	CHECK_TEXT(told[0].article, "article-17");
	CHECK_TEXT(told[0].headline, "Strikes in Lebanon: 17 killed");
	publish(200);
	CHECK_INT(count, 1);
}

TEST(rises_of_a_minute_are_one_from_what_was_told)
{
	strike(12, 0);
	publish(60);
	strike(14, 100);
	strike(20, 130);
	desk_close(desk);
	desk_begin();
	strike(25, 150);
	publish(160);
	CHECK_INT(count, 2);
	CHECK_INT(told[1].from, 12);
	CHECK_INT(told[1].to, 25);
	CHECK(text_equal(told[1].replaces, told[0].id));
	strike(30, 170);
	publish(230);
	CHECK_INT(count, 3);
	CHECK_INT(told[2].from, 25);
	CHECK(text_equal(told[2].replaces, told[1].id));
}

TEST(what_replaces_an_alert_names_one_that_is_in_the_log)
{
	strike(12, 0);
	strike(14, 10);
	publish(60);
	strike(20, 100);
	publish(160);
	CHECK_INT(count, 2);
	CHECK(text_equal(told[1].replaces, told[0].id));
	CHECK_INT(told[1].from, 14);
}

static json_t *shown(struct text id)
{
	const struct query show = {.kind = QUERY_SHOW, .id = id};
	json_t *items = asked(desk, arena, show, noon, &error);

	CHECK_INT(json_array_size(items), 1);
	json_t *one = json_incref(json_array_get(items, 0));
	json_decref(items);
	return one;
}

TEST(an_alert_is_found_by_the_id_it_was_folded_under)
{
	strike(12, 0);
	publish(60);
	strike(14, 100);
	json_t *incident = shown(told[0].incident);
	json_t *series = json_array_get(json_object_get(incident, "series"), 0);
	struct text waits = json_get_text(arena, series, "alert");
	json_decref(incident);
	strike(20, 110);
	publish(160);
	CHECK(!text_equal(waits, told[1].id));
	json_t *alert = shown(waits);
	CHECK_INT(json_integer_value(json_object_get(alert, "to")), 20);
	json_decref(alert);
}

TEST(a_thousand_articles_about_one_event_are_few_alerts)
{
	for (int64_t killed = 1; killed <= 201; killed++)
		strike(killed, 0);
	publish(60);
	CHECK_INT(count, 1);
	CHECK_INT(told[0].killed, 201);
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(an_incident_opens_with_what_a_minute_has_brought),
		FRESH(rises_of_a_minute_are_one_from_what_was_told),
		FRESH(what_replaces_an_alert_names_one_that_is_in_the_log),
		FRESH(an_alert_is_found_by_the_id_it_was_folded_under),
		FRESH(a_thousand_articles_about_one_event_are_few_alerts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
