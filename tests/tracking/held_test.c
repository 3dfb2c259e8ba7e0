/* What the policy keeps in silence is not lost: it is told when it has become worth it, and once. */
#include "tracking/track.h"

#include "tests/strike.h"
#include "tests/test.h"

static struct arena *arena;
static struct instant noon;
static struct place lebanon;
static struct watch watch;
static struct policy policy;
static struct changes *known; /* what the reports before have left */

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	instant_parse(TEXT("2024-09-23T12:00:00Z"), &noon);
	lebanon = (struct place){TEXT("Lebanon"), TEXT("LB"), TEXT_NONE, TEXT("LB")};
	watch_blank(&watch);
	watch.name = TEXT("All");
	policy = (struct policy){.watches = &watch, .watches_count = 1};
	known = NULL;
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* A report of a fact, as of so many minutes after noon. */
static struct report *report_of(struct fact *fact, const char *outlet, int64_t minutes)
{
	struct report *report = arena_alloc(arena, sizeof(*report));

	json_blank(&report_shape, report);
	report->article_id = text_format(arena, "%s-%d", outlet, (int)minutes);
	report->source = text_of(outlet);
	report->published = (struct instant){noon.ms + minutes * 60000};
	report->words = 50;
	report->text_hash = hash_text(report->article_id, 0);
	report->facts = fact;
	report->facts_count = 1;
	return report;
}

static struct fact *fact_of(enum fact_type type, int64_t number)
{
	struct fact *fact = arena_alloc(arena, sizeof(*fact));

	json_blank(&fact_shape, fact);
	fact->type = type;
	fact->place = &lebanon;
	fact->modality = MODALITY_ACTUAL;
	fact->confidence = .8;
	if (number != INTEGER_NONE) {
		fact->count = arena_alloc(arena, sizeof(*fact->count));
		*fact->count = (struct count){number, number, TEXT("n"), false};
	}
	return fact;
}

static struct report *strike(const char *outlet, int64_t minutes, int64_t killed)
{
	struct report *report =
		strike_report(arena, &lebanon, noon, killed, text_format(arena, "%s-%d", outlet, (int)minutes));

	report->source = text_of(outlet);
	report->published = (struct instant){noon.ms + minutes * 60000};
	report->facts[0].confidence = .8;
	return report;
}

/* The report is received; what it left is known to the next one. */
static struct changes *receive_of(const struct report *report, int64_t feed_alerts)
{
	int64_t minute = report->published.ms / 60000;
	struct flow flow = {.minutes = &minute, .alerts = &feed_alerts, .minutes_count = 1, .alerts_count = 1,
	                    .passed = INSTANT_NONE, .due = INSTANT_NONE};
	struct picture picture = {.policy = &policy, .flow = &flow};

	picture.tracked = arena_array(arena, 4, sizeof(*picture.tracked));
	for (size_t i = 0; known && i < known->tracked_count; i++)
		picture.tracked[picture.tracked_count++] = *known->tracked[i];
	struct changes *changes = track(arena, report, &picture, report->published);
	if (changes->tracked_count)
		known = changes;
	return changes;
}

static struct changes *receive(const struct report *report)
{
	return receive_of(report, 0);
}

/* The one alert of a report. */
static const struct alert *told(const struct report *report)
{
	struct changes *changes = receive(report);

	CHECK_INT(changes->alerts_count, 1);
	return &changes->alerts[0];
}

static enum outcome silent(const struct report *report)
{
	struct changes *changes = receive(report);

	CHECK_INT(changes->alerts_count, 0);
	CHECK(changes->fate->matters_count > 0);
	return changes->fate->matters[changes->fate->matters_count - 1].outcome;
}

TEST(small_rises_add_up_from_what_was_told)
{
	watch.minimum_rise = 5;
	CHECK_INT(told(strike("A", 0, 12))->killed, 12);
	CHECK_INT(silent(strike("A", 10, 14)), OUTCOME_RISE);
	CHECK_TEXT(known->fate->matters[0].watch, "All");
	CHECK_INT(silent(strike("B", 20, 16)), OUTCOME_RISE);
	CHECK(tracked_holds(known->tracked[0]));
	const struct alert *alert = told(strike("A", 30, 17));
	CHECK_INT(alert->from, 12);
	CHECK_INT(alert->to, 17);
	CHECK_TEXT(alert->watches[0], "All");
	CHECK(!tracked_holds(known->tracked[0]));
	CHECK_INT(receive(strike("B", 40, 17))->alerts_count, 0);
}

TEST(an_incident_is_told_when_it_has_become_large_enough_with_all_its_figures)
{
	watch.minimum_people = 10;
	CHECK_INT(silent(strike("A", 0, 3)), OUTCOME_FEW);
	CHECK_INT(silent(strike("A", 10, 9)), OUTCOME_FEW);
	const struct alert *alert = told(strike("A", 20, 11));
	CHECK_INT(alert->kind, ALERT_INCIDENT_NEW);
	CHECK_INT(alert->killed, 11);
	CHECK_INT(told(strike("A", 30, 12))->from, 11);
}

TEST(a_second_source_brings_the_alert_and_an_agency_s_clients_are_one)
{
	struct report *client = strike("B", 10, 12);

	watch.minimum_sources = 2;
	struct report *first = strike("A", 0, 12);
	first->agency = client->agency = TEXT("Reuters");
	CHECK_INT(silent(first), OUTCOME_UNCONFIRMED);
	CHECK_INT(silent(client), OUTCOME_UNCONFIRMED);
	const struct alert *alert = told(strike("C", 20, 12));
	CHECK_INT(alert->kind, ALERT_INCIDENT_NEW);
	CHECK_INT(alert->killed, 12);
	CHECK_INT(silent(strike("C", 30, 20)), OUTCOME_UNCONFIRMED);
	CHECK_INT(silent(strike("C", 35, 21)), OUTCOME_UNCONFIRMED);
	alert = told(strike("D", 40, 18));
	CHECK_INT(alert->from, 12);
	CHECK_INT(alert->to, 18);
	CHECK_INT(told(strike("A", 50, 21))->to, 21);
}

TEST(a_surer_text_brings_the_alert)
{
	struct report *unsure = strike("A", 0, 12);

	unsure->facts[0].confidence = .4;
	watch.minimum_confidence = .7;
	CHECK_INT(silent(unsure), OUTCOME_UNSURE);
	CHECK_INT(told(strike("B", 10, 12))->killed, 12);
}

TEST(what_a_ceiling_held_is_told_by_the_next_feed)
{
	policy.ceiling = 5;
	CHECK_INT(receive_of(strike("Flood", 0, 12), 5)->alerts_count, 0);
	CHECK_INT(receive_of(strike("Flood", 1, 13), 5)->alerts_count, 0);
	const struct alert *alert = told(strike("B", 10, 13));
	CHECK_INT(alert->kind, ALERT_INCIDENT_NEW);
	CHECK_INT(alert->killed, 13);
	CHECK_INT(receive_of(strike("Flood", 11, 15), 5)->alerts_count, 0);
	/* A late text with less in it says no more than it says. */
	alert = told(strike("C", 12, 14));
	CHECK_INT(alert->from, 13);
	CHECK_INT(alert->to, 14);
	CHECK_INT(told(strike("B", 13, 15))->from, 14);
	CHECK_INT(receive(strike("D", 14, 15))->alerts_count, 0);
}

TEST(a_correction_that_was_held_is_told_later)
{
	struct report *corrected = strike("A", 10, 8);

	policy.ceiling = 5;
	corrected->marks = MARK_CORRECTION;
	CHECK_INT(told(strike("A", 0, 12))->killed, 12);
	CHECK_INT(receive_of(corrected, 5)->alerts_count, 0);
	const struct alert *alert = told(strike("B", 20, 8));
	CHECK_INT(alert->kind, ALERT_TOLL_REVISED_DOWN);
	CHECK_INT(alert->from, 12);
	CHECK_INT(alert->to, 8);
}

static struct report *truce(const char *outlet, int64_t minutes, enum fact_status status)
{
	struct fact *fact = fact_of(FACT_CEASEFIRE, INTEGER_NONE);

	fact->status = status;
	return report_of(fact, outlet, minutes);
}

TEST(a_state_is_told_from_the_last_that_was_told)
{
	policy.ceiling = 5;
	CHECK_TEXT(told(truce("A", 0, STATUS_PROPOSED))->to_status, "proposed");
	CHECK_INT(receive_of(truce("A", 10, STATUS_AGREED), 5)->alerts_count, 0);
	const struct alert *alert = told(truce("B", 20, STATUS_AGREED));
	CHECK_TEXT(alert->from_status, "proposed");
	CHECK_TEXT(alert->to_status, "agreed");
	CHECK_INT(receive(truce("C", 30, STATUS_AGREED))->alerts_count, 0);
}

TEST(deeds_that_were_held_are_told_once)
{
	struct fact *order = fact_of(FACT_EVACUATION, INTEGER_NONE), *troops = fact_of(FACT_DEPLOYMENT, 500);

	policy.ceiling = 5;
	order->modality = MODALITY_PLANNED;
	CHECK_INT(receive_of(report_of(order, "A", 0), 5)->alerts_count, 0);
	CHECK_INT(told(report_of(order, "B", 1))->kind, ALERT_EVACUATION_ORDERED);
	CHECK_INT(receive(report_of(order, "C", 2))->alerts_count, 0);
	CHECK_INT(receive_of(report_of(troops, "A", 3), 5)->alerts_count, 0);
	CHECK_INT(told(report_of(troops, "B", 4))->to, 500);
	CHECK_INT(receive(report_of(troops, "C", 5))->alerts_count, 0);
}

TEST(batches_of_the_freed_that_were_too_small_are_told_together)
{
	watch.minimum_rise = 5;
	CHECK_INT(silent(report_of(fact_of(FACT_RELEASE, 3), "A", 0)), OUTCOME_RISE);
	CHECK_INT(told(report_of(fact_of(FACT_RELEASE, 4), "A", 10))->to, 7);
}

TEST(what_was_published_long_before_the_newest_tells_nothing)
{
	struct picture picture = {.policy = &policy, .newest = {noon.ms + INT64_C(8) * 86400000}};
	const struct report *report = strike("A", 0, 12);

	policy.oldest_ms = INT64_C(7) * 86400000;
	const struct changes *late = track(arena, report, &picture, picture.newest);
	CHECK_INT(late->alerts_count, 0);
	CHECK_INT(late->fate->quiet, QUIET_LATE);
	policy.oldest_ms = 0;
	CHECK_INT(track(arena, report, &picture, picture.newest)->alerts_count, 1);
}

TEST(what_is_dated_to_another_century_opens_nothing)
{
	struct report *report = strike("A", 0, 12);

	report->incidents[0].time->start.number += 23000;
	report->incidents[0].time->end.number += 23000;
	CHECK_INT(silent(report), OUTCOME_PAST);
	report->incidents[0].time->start.number = report->incidents[0].time->end.number = 0;
	CHECK_INT(silent(report), OUTCOME_PAST);
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(small_rises_add_up_from_what_was_told),
		FRESH(an_incident_is_told_when_it_has_become_large_enough_with_all_its_figures),
		FRESH(a_second_source_brings_the_alert_and_an_agency_s_clients_are_one),
		FRESH(a_surer_text_brings_the_alert),
		FRESH(what_a_ceiling_held_is_told_by_the_next_feed),
		FRESH(a_correction_that_was_held_is_told_later),
		FRESH(a_state_is_told_from_the_last_that_was_told),
		FRESH(deeds_that_were_held_are_told_once),
		FRESH(what_was_published_long_before_the_newest_tells_nothing),
		FRESH(what_is_dated_to_another_century_opens_nothing),
		FRESH(batches_of_the_freed_that_were_too_small_are_told_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
