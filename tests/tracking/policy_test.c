/* What is worth an alert: one development against the watches of an operator. */
#include "tracking/policy.h"

#include "tests/arena.h"
#include "tests/test.h"

#define WORDS(literal) {literal, sizeof(literal) - 1}

static struct place beirut = {WORDS("Beirut"), WORDS("LB"), WORDS("Beirut"), WORDS("LB/Beirut")};
static struct text lebanon[] = {WORDS("LB")}, israel[] = {WORDS("IL")};

/* A toll of the dead in Beirut that rises, one outlet saying so. */
static struct development rise(int64_t from, int64_t to)
{
	return (struct development){
		.kind = ALERT_TOLL_RAISED, .effect = EFFECT_KILLED, .type = FACT_STRIKE, .place = &beirut,
		.from = from, .to = to, .figures = {to}, .figures_count = 1, .sources = 1,
		.people = to, .confidence = .9, .severity = SEVERITY_MEDIUM,
	};
}

static struct watch watch(const char *name, struct text *places, size_t count)
{
	struct watch watch;

	watch_blank(&watch);
	watch.name = text_of(name);
	watch.places = places;
	watch.places_count = count;
	return watch;
}

static struct ruling judge(struct watch *watches, size_t count, struct development development)
{
	const struct policy policy = {.watches = watches, .watches_count = count, .ceiling = 60};

	return policy_judge(arena, &policy, &development);
}

static enum outcome outcome(struct watch *one, struct development development)
{
	return judge(one, one ? 1 : 0, development).outcome;
}

TEST(without_a_watch_each_of_the_dead_is_told_and_a_fifth_more_of_the_others)
{
	struct development injured = rise(100, 119), first = rise(INTEGER_NONE, 30);

	CHECK_INT(outcome(NULL, rise(12, 13)), OUTCOME_TOLD);
	injured.effect = first.effect = EFFECT_INJURED;
	CHECK_INT(outcome(NULL, injured), OUTCOME_RISE);
	injured.figures[0] = injured.to = 120;
	CHECK_INT(outcome(NULL, injured), OUTCOME_TOLD);
	CHECK_INT(outcome(NULL, first), OUTCOME_FIRST);
	first.effect = EFFECT_DISPLACED;
	first.kind = ALERT_DISPLACEMENT_RAISED;
	CHECK_INT(outcome(NULL, first), OUTCOME_TOLD);
}

TEST(a_total_is_told_from_a_twentieth_more_on)
{
	struct development total = rise(1000, 1049);

	total.total = true;
	CHECK_INT(outcome(NULL, total), OUTCOME_RISE);
	total.figures[0] = total.to = 1050;
	CHECK_INT(outcome(NULL, total), OUTCOME_TOLD);
}

TEST(a_watch_wants_a_rise_of_its_size_and_says_what_it_is)
{
	struct watch five = watch("Lebanon", lebanon, 1);

	five.minimum_rise = 5;
	five.severity = SEVERITY_HIGH;
	struct ruling small = judge(&five, 1, rise(12, 16)), told = judge(&five, 1, rise(12, 17));
	CHECK_INT(small.outcome, OUTCOME_RISE);
	CHECK_TEXT(small.watches[0], "Lebanon");
	CHECK_INT(told.outcome, OUTCOME_TOLD);
	CHECK_INT(told.severity, SEVERITY_HIGH);
	CHECK_INT(told.watches_count, 1);
	CHECK_TEXT(told.watches[0], "Lebanon");
	five.minimum_growth = .5;
	CHECK_INT(outcome(&five, rise(12, 17)), OUTCOME_RISE);
	CHECK_INT(outcome(&five, rise(10, 15)), OUTCOME_TOLD);
}

TEST(a_correction_is_told_whatever_its_size)
{
	struct watch five = watch("Lebanon", lebanon, 1);
	struct development down = rise(12, 11);

	five.minimum_rise = 5;
	down.kind = ALERT_TOLL_REVISED_DOWN;
	down.figures_count = 0;
	CHECK_INT(outcome(&five, down), OUTCOME_TOLD);
}

TEST(what_lies_elsewhere_goes_by_the_defaults_or_is_silent)
{
	struct watch elsewhere = watch("Israel", israel, 1);
	struct policy policy = {.watches = &elsewhere, .watches_count = 1};
	struct development development = rise(12, 13);

	elsewhere.minimum_rise = 5;
	CHECK_INT(policy_judge(arena, &policy, &development).outcome, OUTCOME_TOLD);
	CHECK_INT(policy_judge(arena, &policy, &development).watches_count, 0);
	policy.unwatched_silent = true;
	CHECK_INT(policy_judge(arena, &policy, &development).outcome, OUTCOME_UNWATCHED);
}

TEST(of_several_watches_the_most_permissive_and_the_gravest_win)
{
	struct watch both[] = {watch("Levant", lebanon, 1), watch("All", NULL, 0), watch("Big", NULL, 0)};

	both[0].minimum_rise = 5;
	both[0].severity = SEVERITY_CRITICAL;
	both[1].severity = SEVERITY_HIGH;
	both[2].minimum_people = 1000;
	struct ruling small = judge(both, 3, rise(12, 13)), large = judge(both, 3, rise(12, 30));
	CHECK_INT(small.outcome, OUTCOME_TOLD);
	CHECK_INT(small.severity, SEVERITY_HIGH);
	CHECK_INT(small.watches_count, 1);
	CHECK_TEXT(small.watches[0], "All");
	CHECK_INT(large.severity, SEVERITY_CRITICAL);
	CHECK_INT(large.watches_count, 2);
}

TEST(kinds_effects_and_types_narrow_what_a_watch_covers)
{
	struct watch narrow = watch("Truces", NULL, 0);
	struct policy policy = {.watches = &narrow, .watches_count = 1, .unwatched_silent = true};
	struct development toll = rise(1, 2), truce = {.kind = ALERT_STATUS_CHANGED, .type = FACT_CEASEFIRE,
	                                               .from = INTEGER_NONE, .to = INTEGER_NONE};

	narrow.kinds = UINT32_C(1) << ALERT_STATUS_CHANGED;
	narrow.effects = UINT32_C(1) << EFFECT_INJURED;
	CHECK_INT(policy_judge(arena, &policy, &toll).outcome, OUTCOME_UNWATCHED);
	CHECK_INT(policy_judge(arena, &policy, &truce).outcome, OUTCOME_TOLD);
	narrow.types = UINT32_C(1) << FACT_TALKS;
	CHECK_INT(policy_judge(arena, &policy, &truce).outcome, OUTCOME_UNWATCHED);
}

TEST(a_truce_is_where_its_parties_are)
{
	struct actor parties[] = {{WORDS("Hezbollah"), WORDS("LB")}, {WORDS("Israel"), WORDS("IL")}};
	struct watch there = watch("Israel", israel, 1);
	struct policy policy = {.watches = &there, .watches_count = 1, .unwatched_silent = true};
	struct development truce = {.kind = ALERT_STATUS_CHANGED, .type = FACT_CEASEFIRE, .from = INTEGER_NONE,
	                            .to = INTEGER_NONE, .actor = parties, .actor_count = 2};

	CHECK_INT(policy_judge(arena, &policy, &truce).outcome, OUTCOME_TOLD);
}

TEST(confidence_people_and_severity_have_their_least)
{
	struct watch sure = watch("Sure", NULL, 0);

	sure.minimum_confidence = .95;
	CHECK_INT(outcome(&sure, rise(12, 30)), OUTCOME_UNSURE);
	struct development unknown = rise(12, 30);
	unknown.confidence = 0;
	CHECK_INT(outcome(&sure, unknown), OUTCOME_TOLD);
	sure.minimum_confidence = 0;
	sure.minimum_severity = SEVERITY_HIGH;
	CHECK_INT(outcome(&sure, rise(12, 30)), OUTCOME_MILD);
	sure.minimum_severity = SEVERITY_NONE;
	sure.minimum_people = 31;
	CHECK_INT(outcome(&sure, rise(12, 30)), OUTCOME_FEW);
	CHECK_INT(outcome(&sure, rise(12, 31)), OUTCOME_TOLD);
}

TEST(two_sources_are_believed_in_what_both_say_at_least)
{
	struct watch two = watch("Two", NULL, 0);
	struct development development = rise(12, 30);

	two.minimum_sources = 2;
	CHECK_INT(outcome(&two, development), OUTCOME_UNCONFIRMED);
	development.figures_count = 2;
	development.figures[1] = 12;
	CHECK_INT(outcome(&two, development), OUTCOME_UNCONFIRMED);
	development.figures[1] = 14;
	struct ruling ruling = judge(&two, 1, development);
	CHECK_INT(ruling.outcome, OUTCOME_TOLD);
	CHECK_INT(ruling.to, 14);
	development.figures_count = 0;
	development.sources = 1;
	development.kind = ALERT_INCIDENT_NEW;
	CHECK_INT(outcome(&two, development), OUTCOME_UNCONFIRMED);
	development.sources = 2;
	CHECK_INT(outcome(&two, development), OUTCOME_TOLD);
}

TEST(a_feed_has_so_many_alerts_in_an_hour)
{
	struct development development = rise(12, 30);

	development.feed_alerts = 59;
	CHECK_INT(outcome(NULL, development), OUTCOME_TOLD);
	development.feed_alerts = 60;
	CHECK_INT(outcome(NULL, development), OUTCOME_CEILING);
}

TEST(severity_goes_by_the_people_harmed)
{
	CHECK_INT(policy_severity(ALERT_INCIDENT_NEW, policy_weight(EFFECT_KILLED, 4)), SEVERITY_LOW);
	CHECK_INT(policy_severity(ALERT_INCIDENT_NEW, policy_weight(EFFECT_INJURED, 30)), SEVERITY_MEDIUM);
	CHECK_INT(policy_severity(ALERT_TOLL_RAISED, policy_weight(EFFECT_KILLED, 20)), SEVERITY_HIGH);
	CHECK_INT(policy_severity(ALERT_TOLL_RAISED, policy_weight(EFFECT_KILLED, INT64_C(1000000000000))),
	          SEVERITY_CRITICAL);
	CHECK_INT(policy_severity(ALERT_DISPLACEMENT_RAISED, policy_weight(EFFECT_DISPLACED, 10000)),
	          SEVERITY_HIGH);
	CHECK_INT(policy_severity(ALERT_STATUS_CHANGED, 0), SEVERITY_HIGH);
}

#define FRESH(name) cmocka_unit_test_setup_teardown(name, arena_begin, arena_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(without_a_watch_each_of_the_dead_is_told_and_a_fifth_more_of_the_others),
		FRESH(a_total_is_told_from_a_twentieth_more_on),
		FRESH(a_watch_wants_a_rise_of_its_size_and_says_what_it_is),
		FRESH(a_correction_is_told_whatever_its_size),
		FRESH(what_lies_elsewhere_goes_by_the_defaults_or_is_silent),
		FRESH(of_several_watches_the_most_permissive_and_the_gravest_win),
		FRESH(kinds_effects_and_types_narrow_what_a_watch_covers),
		FRESH(a_truce_is_where_its_parties_are),
		FRESH(confidence_people_and_severity_have_their_least),
		FRESH(two_sources_are_believed_in_what_both_say_at_least),
		FRESH(a_feed_has_so_many_alerts_in_an_hour),
		FRESH(severity_goes_by_the_people_harmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
