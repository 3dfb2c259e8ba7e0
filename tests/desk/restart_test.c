/*
 * A stream of late, disordered and repeated reports about a few incidents: the same alerts come of it whether the
 * desk goes on or is closed and opened between any two of them, and none says anything twice or backwards.
 */
#include "desk/desk.h"

#include "tests/strike.h"
#include "tests/folder.h"
#include "tests/test.h"

#define REPORTS 90
#define TOLD_MOST 256
#define PLACES 4

static struct arena *arena;
static struct error error;
static struct instant noon;
static struct place places[PLACES];
static char folder[FOLDER_LENGTH], path[96];

struct telling {
	struct desk *desk;
	struct text lines[TOLD_MOST]; /* without `logged` */
	struct alert alerts[TOLD_MOST];
	size_t count;
};

static void published(void *context, const struct alert *alert, struct text line)
{
	struct telling *telling = context;
	struct alert *told = &telling->alerts[telling->count];

	(void)line;
	CHECK(telling->count < TOLD_MOST);
	telling->lines[telling->count] = text_format(
	        arena, "%.*s %d %.*s %lld %lld %lld", TEXT_ARGS(alert->id), (int)alert->kind,
	        TEXT_ARGS(alert->incident), (long long)alert->from, (long long)alert->to, (long long)alert->killed);
	*told = *alert;
	told->id = text_copy(arena, alert->id);
	told->incident = text_copy(arena, alert->incident);
	telling->count++;
}

static int begin(void **state)
{
	static const char *const names[PLACES] = {"Lebanon", "Sudan", "Kenya", "Peru"};
	static const char *const codes[PLACES] = {"LB", "SD", "KE", "PE"};

	(void)state;
	arena = arena_new((size_t)512 << 20);
	instant_parse(TEXT("2024-09-23T12:00:00Z"), &noon);
	for (size_t i = 0; i < PLACES; i++)
		places[i] = (struct place){text_of(names[i]), text_of(codes[i]), TEXT_NONE, text_of(codes[i])};
	if (!folder_begin(folder, "restart"))
		return -1;
	snprintf(path, sizeof(path), "%s/db", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return folder_end(folder);
}

static uint64_t next(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

/* The nth report of a stream: a toll in one of the places that mostly rises, up to four hours late, or a repetition. */
static struct report *report_of(uint64_t *random, int n)
{
	struct place *place = &places[next(random) % PLACES];
	int64_t killed = 5 + n / 2 + (int64_t)(next(random) % 5);
	int again = next(random) % 5 == 0 && n > 3 ? n - 3 : n;
	struct report *report =
		strike_report(arena, place, noon, killed, text_format(arena, "article-%d", again));

	report->source = report->feed = text_format(arena, "Outlet %d", (int)(next(random) % 6));
	report->published.ms = noon.ms + n * INT64_C(120000) - (int64_t)(next(random) % 14400000);
	return report;
}

static void open_desk(struct telling *telling, const char *database, const struct policy *policy)
{
	const struct desk_settings settings = {
		.database = database, .policy = policy, .published = published, .context = telling};

	telling->desk = desk_open(&settings, &error);
	CHECK(telling->desk);
}

/* The stream through a desk that is closed and opened behind every report; with NULL it goes on in memory. */
static void run(struct telling *telling, uint64_t random, const char *database, const struct policy *policy)
{
	struct receipt receipt;

	*telling = (struct telling){0};
	open_desk(telling, database ? database : ":memory:", policy);
	for (int n = 0; n < REPORTS; n++) {
		struct instant now = {noon.ms + n * INT64_C(120000)};
		int64_t wait;
		CHECK(desk_receive(telling->desk, arena, report_of(&random, n), now, &receipt, &error));
		if (database) {
			desk_close(telling->desk);
			open_desk(telling, database, policy);
			CHECK(desk_prune(telling->desk, now, &wait, &error));
		}
		CHECK(desk_publish(telling->desk, now, &error));
	}
	CHECK(desk_publish(telling->desk, (struct instant){noon.ms + INT64_C(86400000)}, &error));
	desk_close(telling->desk);
}

/* Of each incident every alert goes on from the one before. */
static void check_order(const struct telling *telling)
{
	for (size_t i = 0; i < telling->count; i++) {
		const struct alert *alert = &telling->alerts[i], *before = NULL;
		for (size_t k = 0; k < i; k++) {
			CHECK(!text_equal(telling->alerts[k].id, alert->id));
			if (text_equal(telling->alerts[k].incident, alert->incident))
				before = &telling->alerts[k];
		}
		if (alert->kind != ALERT_TOLL_RAISED)
			continue;
		CHECK(before);
		CHECK(alert->to > alert->from);
		CHECK_INT(alert->from, before->kind == ALERT_INCIDENT_NEW ? before->killed : before->to);
	}
}

static void check_same(uint64_t random, const struct policy *policy)
{
	struct telling *whole = arena_alloc(arena, sizeof(*whole)), *broken = arena_alloc(arena, sizeof(*broken));

	run(whole, random, NULL, policy);
	run(broken, random, path, policy);
	CHECK(whole->count > PLACES);
	CHECK_INT(whole->count, broken->count);
	for (size_t i = 0; i < whole->count; i++)
		CHECK_TEXT(broken->lines[i], text_string(arena, whole->lines[i]));
	check_order(whole);
}

TEST(a_restart_anywhere_changes_nothing)
{
	check_same(88172645463325252u, NULL);
}

TEST(nor_what_watches_and_a_ceiling_hold)
{
	struct watch watch;
	const struct policy policy = {.watches = &watch, .watches_count = 1, .ceiling = 2};

	watch_blank(&watch);
	watch.name = TEXT("All");
	watch.minimum_rise = 3;
	watch.minimum_sources = 2;
	check_same(36243606036243606u, &policy);
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_restart_anywhere_changes_nothing),
		FRESH(nor_what_watches_and_a_ceiling_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
