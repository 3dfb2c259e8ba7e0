/* A person corrects the machine: what follows for records and alerts, and that later reports keep to it. */
#include "tracking/correction.h"

#include "tests/strike.h"
#include "tests/test.h"
#include "tracking/track.h"

static struct arena *arena;
static struct instant noon;
static struct place tyre, sidon;
static struct corrected corrected;

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	instant_parse(TEXT("2024-09-23T12:00:00Z"), &noon);
	tyre = (struct place){TEXT("Tyre"), TEXT("LB"), TEXT("South"), TEXT("LB/South/Tyre")};
	sidon = (struct place){TEXT("Sidon"), TEXT("LB"), TEXT("South"), TEXT("LB/South/Sidon")};
	corrected = (struct corrected){0};
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct ledger_claim claim(int64_t value, const char *article)
{
	return (struct ledger_claim){.value = value, .source = TEXT("ministry"), .outlet = text_of(article),
				     .article = text_of(article), .published = {noon.ms + value * 1000}};
}

/* An incident whose dead were told as the last of the claims has them. */
static struct told_record record(const char *id, struct place *place, const struct ledger_claim *claims, size_t count)
{
	struct tracked *tracked = arena_alloc(arena, sizeof(*tracked));
	struct alert *alert = arena_alloc(arena, sizeof(*alert));
	struct timespan *day = arena_alloc(arena, sizeof(*day));

	json_blank(&tracked_shape, tracked);
	day->start = day->end = day_of_instant(noon);
	tracked->id = text_of(id);
	tracked->kind = TRACKED_INCIDENT;
	tracked->type = FACT_STRIKE;
	tracked->place = place;
	tracked->time = day;
	tracked->opened = true;
	tracked->first = tracked->last = tracked->published = noon;
	struct series *series = tracked_series(arena, tracked, EFFECT_KILLED);
	series->claims = arena_array(arena, count + 1, sizeof(*series->claims));
	memcpy(series->claims, claims, count * sizeof(*claims));
	series->claims_count = count;
	series->value = series->told = series->seen = claims[count - 1].value;
	series->as_of = claims[count - 1].published;
	tracked->outlets = arena_array(arena, count, sizeof(*tracked->outlets));
	for (size_t i = 0; i < count; i++)
		tracked->outlets[tracked->outlets_count++] = claims[i].outlet;
	alert_blank(alert);
	alert->id = text_format(arena, "alert-of-%s", id);
	alert->kind = count > 1 ? ALERT_TOLL_RAISED : ALERT_INCIDENT_NEW;
	alert->effect = count > 1 ? TEXT("killed") : TEXT_NONE;
	alert->from = count > 1 ? claims[0].value : INTEGER_NONE;
	alert->to = count > 1 ? claims[count - 1].value : INTEGER_NONE;
	alert->killed = claims[count - 1].value;
	alert->seq = 7;
	alert->incident = tracked->id;
	alert->article = claims[count - 1].article;
	alert->severity = SEVERITY_HIGH;
	tracked->first_alert = series->alert = alert->id;
	return (struct told_record){tracked, alert, 1};
}

static struct told_record one(const char *id, struct place *place, int64_t killed, const char *article)
{
	struct ledger_claim only = claim(killed, article);

	return record(id, place, &only, 1);
}

static void pending(struct told_record *record)
{
	struct alert *alert = arena_alloc(arena, sizeof(*alert));

	*alert = record->alerts[0];
	alert->seq = INTEGER_NONE;
	record->alerts = alert;
}

static int64_t killed(const struct tracked *tracked)
{
	return tracked->series[0].value;
}

TEST(a_merge_takes_the_higher_figure_and_cancels_what_was_told_of_the_other)
{
	struct told_record into = one("tyre", &tyre, 12, "a"), from = one("sidon", &sidon, 15, "b");

	corrected.correction.reason = TEXT("one strike");
	correct_merge(arena, &corrected, &into, &from);
	CHECK_INT(killed(into.tracked), 15);
	CHECK_INT(into.tracked->series[0].claims_count, 2);
	CHECK_INT(into.tracked->outlets_count, 2);
	CHECK_TEXT(into.tracked->places[0].name, "Sidon");
	CHECK_TEXT(from.tracked->merged_into, "tyre");
	CHECK_INT(corrected.alerts_count, 1);
	CHECK_INT(corrected.alerts[0].kind, ALERT_INCIDENT_MERGED);
	CHECK_TEXT(corrected.alerts[0].replaces, "alert-of-sidon");
	CHECK_TEXT(corrected.alerts[0].other, "sidon");
	CHECK_TEXT(corrected.alerts[0].note, "one strike");
	CHECK_INT(corrected.alerts[0].killed, 15);
	CHECK_INT(corrected.alerts[0].severity, SEVERITY_HIGH);
	CHECK(text_equal(corrected.correction.told, corrected.alerts[0].id));
	CHECK_INT(into.tracked->series[0].told, 15);
	CHECK_INT(corrected.tracked_count, 2);
}

TEST(a_higher_figure_that_was_corrected_does_not_come_back_by_a_merge)
{
	struct ledger_claim fell[] = {claim(31, "a"), claim(27, "b")};
	struct told_record into = record("tyre", &tyre, fell, 2), from = one("sidon", &sidon, 31, "c");

	into.tracked->series[0].seen = 31;
	correct_merge(arena, &corrected, &into, &from);
	CHECK_INT(killed(into.tracked), 27);
}

TEST(what_has_not_gone_out_is_withdrawn_and_told_only_where_it_is_news)
{
	struct told_record into = one("tyre", &tyre, 12, "a"), from = one("sidon", &sidon, 12, "b");

	pending(&from);
	correct_merge(arena, &corrected, &into, &from);
	CHECK_INT(corrected.alerts_count, 0);
	CHECK_INT(corrected.withdrawn_count, 1);
	CHECK_TEXT(corrected.withdrawn[0], "alert-of-sidon");
	corrected = (struct corrected){0};
	struct told_record more = one("beirut", &sidon, 20, "c");
	pending(&more);
	correct_merge(arena, &corrected, &into, &more);
	CHECK_INT(corrected.alerts_count, 1);
	CHECK_TEXT(corrected.alerts[0].replaces, "alert-of-tyre");
	CHECK_INT(corrected.alerts[0].killed, 20);
}

/* A report of a strike in Sidon. */
static struct changes *report_sidon(const struct tracked *tracked, size_t count, int64_t dead)
{
	struct report *report = strike_report(arena, &sidon, noon, dead, TEXT("later"));
	struct picture picture = {.tracked = arena_array(arena, count, sizeof(*picture.tracked)), .tracked_count = count};

	memcpy(picture.tracked, tracked, count * sizeof(*tracked));
	report->source = TEXT("Later");
	report->published = (struct instant){noon.ms + 3600000};
	return track(arena, report, &picture, report->published);
}

TEST(what_matches_a_merged_incident_comes_to_the_one_that_it_is)
{
	struct told_record into = one("tyre", &tyre, 12, "a"), from = one("sidon", &sidon, 15, "b");

	correct_merge(arena, &corrected, &into, &from);
	struct tracked both[] = {*from.tracked, *into.tracked};
	struct changes *changes = report_sidon(both, 2, 18);
	CHECK_INT(changes->alerts_count, 1);
	CHECK_TEXT(changes->alerts[0].incident, "tyre");
	CHECK_INT(changes->alerts[0].from, 15);
	CHECK_INT(changes->alerts[0].to, 18);
	CHECK(text_equal(changes->alerts[0].replaces, corrected.alerts[0].id));
	CHECK_INT(changes->tracked_count, 1);
	CHECK_TEXT(changes->tracked[0]->id, "tyre");
	CHECK_TEXT(changes->fate->records[0].id, "tyre");
}

TEST(a_split_undoes_a_merge_and_says_so)
{
	struct told_record into = one("tyre", &tyre, 12, "a"), from = one("sidon", &sidon, 15, "b");

	correct_merge(arena, &corrected, &into, &from);
	struct alert merged = corrected.alerts[0];
	merged.seq = 8;
	into.alerts = &merged;
	corrected = (struct corrected){0};
	correct_part(arena, &corrected, &into, &from, noon);
	CHECK_INT(killed(into.tracked), 12);
	CHECK_INT(into.tracked->series[0].claims_count, 1);
	CHECK_INT(into.tracked->outlets_count, 1);
	CHECK_INT(killed(from.tracked), 15);
	CHECK(text_empty(from.tracked->merged_into));
	CHECK_INT(corrected.alerts_count, 2);
	CHECK_INT(corrected.alerts[0].kind, ALERT_INCIDENT_SPLIT);
	CHECK(text_equal(corrected.alerts[0].replaces, merged.id));
	CHECK_INT(corrected.alerts[0].killed, 12);
	CHECK_INT(corrected.alerts[1].kind, ALERT_INCIDENT_NEW);
	CHECK_TEXT(corrected.alerts[1].incident, "sidon");
	CHECK(text_equal(corrected.alerts[1].replaces, corrected.alerts[0].id));
}

/* The next of a row that is the same each time. */
static uint64_t chance(uint64_t *seed, uint64_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (*seed >> 33) % below;
}

static struct told_record some_record(const char *id, struct place *place, uint64_t *seed)
{
	struct ledger_claim claims[6];
	size_t count = 1 + chance(seed, 6);

	for (size_t i = 0; i < count; i++)
		claims[i] = claim(1 + (int64_t)chance(seed, 9),
				  text_string(arena, text_format(arena, "%s-%d", id, (int)chance(seed, 4))));
	struct told_record record_of = record(id, place, claims, count);
	for (size_t i = 0; i < count; i++)
		if (claims[i].value > record_of.tracked->series[0].seen)
			record_of.tracked->series[0].seen = claims[i].value;
	return record_of;
}

TEST(a_merge_that_is_undone_leaves_the_figures_as_they_were)
{
	uint64_t seed = 42;

	for (int round = 0; round < 300; round++) {
		struct told_record into = some_record("tyre", &tyre, &seed), from = some_record("sidon", &sidon, &seed);
		struct series was = into.tracked->series[0], other = from.tracked->series[0];
		int64_t sum = 0, sum_after = 0;
		for (size_t i = 0; i < was.claims_count; i++)
			sum += was.claims[i].value;
		corrected = (struct corrected){0};
		correct_merge(arena, &corrected, &into, &from);
		CHECK_INT(into.tracked->series[0].claims_count, was.claims_count + other.claims_count);
		corrected = (struct corrected){0};
		correct_part(arena, &corrected, &into, &from, noon);
		const struct series *is = &into.tracked->series[0];
		for (size_t i = 0; i < is->claims_count; i++)
			sum_after += is->claims[i].value;
		CHECK_INT(is->value, was.value);
		CHECK_INT(is->claims_count, was.claims_count);
		CHECK_INT(sum_after, sum);
		CHECK_INT(from.tracked->series[0].value, other.value);
		CHECK_INT(from.tracked->series[0].claims_count, other.claims_count);
	}
}

TEST(articles_that_are_split_off_take_their_figures_along)
{
	struct ledger_claim claims[] = {claim(12, "a"), claim(40, "b")};
	struct told_record whole = record("tyre", &tyre, claims, 2);
	struct text article = TEXT("b");
	struct fate_record place = {.id = TEXT("tyre"), .place = &sidon};
	struct fate fate = {.article = article, .records = &place, .records_count = 1, .published = noon};
	size_t all;

	corrected.correction.kind = CORRECTION_SPLIT;
	corrected.correction.incident = TEXT("tyre");
	corrected.correction.articles = &article;
	corrected.correction.articles_count = 1;
	corrected.correction.at = noon;
	CHECK_INT(correct_claims(whole.tracked, &corrected.correction, &all), 1);
	CHECK_INT(all, 2);
	correct_split(arena, &corrected, &whole, &fate, noon);
	CHECK_INT(killed(whole.tracked), 12);
	struct tracked *part = corrected.tracked[1];
	CHECK_INT(killed(part), 40);
	CHECK_TEXT(part->place->name, "Sidon");
	CHECK_INT(part->outlets_count, 1);
	CHECK(text_equal(part->id, corrected.correction.other));
	CHECK_INT(corrected.alerts_count, 2);
	CHECK_INT(corrected.alerts[0].kind, ALERT_INCIDENT_SPLIT);
	CHECK_INT(corrected.alerts[0].killed, 12);
	CHECK_TEXT(corrected.alerts[0].replaces, "alert-of-tyre");
	CHECK_INT(corrected.alerts[1].killed, 40);
	CHECK_TEXT(corrected.alerts[1].article, "b");
}

TEST(a_muted_incident_keeps_its_ledger_and_tells_what_has_changed_when_it_may)
{
	struct told_record record = one("sidon", &sidon, 12, "a");

	corrected.correction.kind = CORRECTION_MUTE;
	correct_mute(arena, &corrected, &record);
	CHECK(record.tracked->muted);
	CHECK_INT(corrected.alerts_count, 0);
	struct changes *silent = report_sidon(record.tracked, 1, 18);
	CHECK_INT(silent->alerts_count, 0);
	CHECK_INT(killed(silent->tracked[0]), 18);
	CHECK_INT(silent->fate->matters[0].outcome, OUTCOME_MUTED);
	record.tracked = silent->tracked[0];
	corrected = (struct corrected){.correction.kind = CORRECTION_UNMUTE};
	correct_mute(arena, &corrected, &record);
	struct changes *told = report_sidon(record.tracked, 1, 18);
	CHECK_INT(told->alerts_count, 1);
	CHECK_INT(told->alerts[0].from, 12);
	CHECK_INT(told->alerts[0].to, 18);
	CHECK_TEXT(told->alerts[0].replaces, "alert-of-sidon");
}

TEST(an_opening_that_was_withdrawn_by_a_mute_is_told_afterwards)
{
	struct told_record record = one("sidon", &sidon, 12, "a");

	pending(&record);
	corrected.correction.kind = CORRECTION_MUTE;
	correct_mute(arena, &corrected, &record);
	CHECK_INT(corrected.withdrawn_count, 1);
	corrected = (struct corrected){.correction.kind = CORRECTION_UNMUTE};
	correct_mute(arena, &corrected, &record);
	struct changes *told = report_sidon(record.tracked, 1, 18);
	CHECK_INT(told->alerts_count, 1);
	CHECK_INT(told->alerts[0].kind, ALERT_INCIDENT_NEW);
	CHECK_INT(told->alerts[0].killed, 18);
}

TEST(a_retracted_figure_leaves_the_ledger)
{
	struct ledger_claim claims[] = {claim(12, "a"), claim(40, "b")};
	struct told_record whole = record("tyre", &tyre, claims, 2);

	correct_retract(arena, &corrected, &whole, &whole.alerts[0]);
	CHECK_INT(killed(whole.tracked), 12);
	CHECK(!whole.tracked->muted);
	CHECK_INT(corrected.alerts_count, 1);
	CHECK_INT(corrected.alerts[0].kind, ALERT_RETRACTED);
	CHECK_TEXT(corrected.alerts[0].replaces, "alert-of-tyre");
	CHECK_INT(corrected.alerts[0].killed, 12);
	CHECK(text_equal(whole.tracked->series[0].alert, corrected.alerts[0].id));
	CHECK_INT(whole.tracked->series[0].told, 12);
}

TEST(a_retracted_figure_is_not_believed_of_a_later_version_of_its_article)
{
	struct ledger_claim claims[] = {claim(12, "a"), claim(40, "later")};
	struct told_record whole = record("haifa", &sidon, claims, 2);

	correct_retract(arena, &corrected, &whole, &whole.alerts[0]);
	struct changes *again = report_sidon(whole.tracked, 1, 40);
	CHECK_INT(again->alerts_count, 0);
	CHECK_INT(again->fate->matters[0].outcome, OUTCOME_RETRACTED);
	CHECK_INT(killed(again->tracked[0]), 12);
	CHECK_INT(report_sidon(whole.tracked, 1, 41)->alerts_count, 1);
}

TEST(a_retracted_opening_that_nobody_else_tells_of_is_muted)
{
	struct told_record record = one("sidon", &sidon, 12, "a");

	correct_retract(arena, &corrected, &record, &record.alerts[0]);
	CHECK(record.tracked->muted);
	CHECK_INT(report_sidon(record.tracked, 1, 12)->alerts_count, 0);
}

TEST(a_retraction_of_what_has_not_gone_out_is_silent)
{
	struct told_record record = one("sidon", &sidon, 12, "a");

	pending(&record);
	correct_retract(arena, &corrected, &record, &record.alerts[0]);
	CHECK_INT(corrected.alerts_count, 0);
	CHECK_INT(corrected.withdrawn_count, 1);
	CHECK(text_empty(corrected.correction.told));
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_merge_takes_the_higher_figure_and_cancels_what_was_told_of_the_other),
		FRESH(a_higher_figure_that_was_corrected_does_not_come_back_by_a_merge),
		FRESH(what_has_not_gone_out_is_withdrawn_and_told_only_where_it_is_news),
		FRESH(what_matches_a_merged_incident_comes_to_the_one_that_it_is),
		FRESH(a_split_undoes_a_merge_and_says_so),
		FRESH(a_merge_that_is_undone_leaves_the_figures_as_they_were),
		FRESH(articles_that_are_split_off_take_their_figures_along),
		FRESH(a_muted_incident_keeps_its_ledger_and_tells_what_has_changed_when_it_may),
		FRESH(an_opening_that_was_withdrawn_by_a_mute_is_told_afterwards),
		FRESH(a_retracted_figure_leaves_the_ledger),
		FRESH(a_retracted_figure_is_not_believed_of_a_later_version_of_its_article),
		FRESH(a_retracted_opening_that_nobody_else_tells_of_is_muted),
		FRESH(a_retraction_of_what_has_not_gone_out_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
