/* Reports made by hand against pictures made by hand: what tracking decides, without language or store. */
#include "tracking/track.h"

#include "tracking/likeness.h"
#include "tracking/match.h"
#include "tests/strike.h"
#include "tests/test.h"

static struct arena *arena;
static struct instant noon;
static struct place lebanon;

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	instant_parse(TEXT("2024-09-23T12:00:00Z"), &noon);
	lebanon = (struct place){TEXT("Lebanon"), TEXT("LB"), TEXT_NONE, TEXT("LB")};
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct count *exactly(int64_t number)
{
	struct count *count = arena_alloc(arena, sizeof(*count));

	*count = (struct count){number, number, TEXT("n"), false};
	return count;
}

/* A strike in Lebanon that killed so many. */
static struct report *strike(const char *id, int64_t killed, int64_t marks)
{
	struct report *report = strike_report(arena, &lebanon, noon, killed, text_of(id));

	report->source = TEXT("Outlet");
	report->published = noon;
	report->marks = marks;
	report->facts[0].source = TEXT("health ministry");
	return report;
}

/* What is known after the changes: only the records, which is all that these tests need. */
static struct picture after(const struct changes *changes)
{
	struct picture picture = {.tracked = arena_array(arena, 4, sizeof(struct tracked))};

	for (size_t i = 0; i < changes->tracked_count; i++)
		picture.tracked[picture.tracked_count++] = *changes->tracked[i];
	return picture;
}

static struct changes *next(const char *id, int64_t killed, int64_t marks, struct changes *before)
{
	struct picture picture = before ? after(before) : (struct picture){0};
	struct changes *changes = track(arena, strike(id, killed, marks), &picture, noon);

	/* What did not change is still known. */
	if (before && !changes->tracked_count) {
		changes->tracked = before->tracked;
		changes->tracked_count = before->tracked_count;
	}
	return changes;
}

TEST(an_incident_opens_once_and_its_toll_rises)
{
	struct changes *first = next("a", 492, 0, NULL), *second = next("b", 558, 0, first);

	CHECK_INT(first->alerts_count, 1);
	CHECK_INT(first->alerts[0].kind, ALERT_INCIDENT_NEW);
	CHECK_INT(first->alerts[0].killed, 492);
	CHECK_INT(second->alerts_count, 1);
	CHECK_INT(second->alerts[0].kind, ALERT_TOLL_RAISED);
	CHECK_INT(second->alerts[0].from, 492);
	CHECK_INT(second->alerts[0].to, 558);
	CHECK_TEXT(second->alerts[0].headline, "Death toll of strikes in Lebanon rises from 492 to 558");
	CHECK(text_equal(second->alerts[0].incident, first->alerts[0].incident));
	CHECK(text_equal(second->alerts[0].replaces, first->alerts[0].id));
}

TEST(the_same_figure_an_older_one_and_a_round_one_are_silent)
{
	struct changes *first = next("a", 558, 0, NULL);

	CHECK_INT(next("b", 558, 0, first)->alerts_count, 0);
	CHECK_INT(next("c", 492, 0, first)->alerts_count, 0);
	CHECK_INT(next("d", 560, 0, first)->alerts_count, 0);
	CHECK_INT(next("e", 571, 0, first)->alerts_count, 1);
}

TEST(a_correction_lowers_a_figure)
{
	struct changes *first = next("a", 120, 0, NULL);
	struct picture picture = after(first);
	struct report *report = strike("b", 112, MARK_CORRECTION);

	report->published.ms += 3600000;
	struct changes *second = track(arena, report, &picture, report->published);
	CHECK_INT(second->alerts_count, 1);
	CHECK_INT(second->alerts[0].kind, ALERT_TOLL_REVISED_DOWN);
	CHECK_INT(second->alerts[0].to, 112);
}

/* One more fact of the dead in the report's incident, from another source, further down. */
static void add_dead(struct report *report, int64_t killed, const char *source, int64_t sentence)
{
	size_t count = report->facts_count;
	struct fact *facts = arena_array(arena, count + 1, sizeof(*facts));
	int64_t *indices = arena_array(arena, count + 1, sizeof(*indices));

	for (size_t i = 0; i < count; i++)
		facts[i] = report->facts[i];
	for (size_t i = 0; i <= count; i++)
		indices[i] = (int64_t)i;
	facts[count] = facts[0];
	facts[count].count = exactly(killed);
	facts[count].source = text_of(source);
	facts[count].sentence = sentence;
	report->facts = facts;
	report->facts_count = count + 1;
	report->incidents[0].facts = indices;
	report->incidents[0].facts_count = count + 1;
}

TEST(a_rival_s_figure_is_told_once_and_never_raises)
{
	struct changes *first = next("a", 7, 0, NULL);
	struct picture picture = after(first);
	struct report *report = strike("b", 180, 0);

	report->facts[0].source = TEXT("general staff");
	add_dead(report, 7, "health ministry", 4);
	struct changes *second = track(arena, report, &picture, noon);
	CHECK_INT(second->alerts_count, 1);
	CHECK_INT(second->alerts[0].kind, ALERT_TOLL_DISPUTED);
	CHECK_INT(second->alerts[0].from, 7);
	CHECK_INT(second->alerts[0].to, 180);
	CHECK_INT(next("c", 180, 0, second)->alerts_count, 0);
	CHECK_INT(next("d", 9, 0, second)->alerts[0].kind, ALERT_TOLL_RAISED);
}

TEST(a_larger_figure_further_down_is_background)
{
	struct report *report = strike("a", 9, 0);
	struct picture none = {0};

	add_dead(report, 70, "", 15);
	report->incidents[0].effects[EFFECT_KILLED] = exactly(70);
	CHECK_INT(track(arena, report, &none, noon)->alerts[0].killed, 9);
}

TEST(captives_are_freed_in_batches)
{
	struct report *report = strike("a", 1, 0);
	struct picture none = {0};

	report->facts[0].type = FACT_RELEASE;
	report->facts[0].effect = EFFECT_NONE;
	report->facts[0].count = exactly(28);
	report->incidents_count = 0;
	struct changes *first = track(arena, report, &none, noon);
	CHECK_INT(first->alerts_count, 1);
	CHECK_INT(first->alerts[0].kind, ALERT_HOSTAGES_RELEASED);
	CHECK_INT(first->alerts[0].to, 28);
	struct picture picture = after(first);
	report->article_id = TEXT("b");
	CHECK_INT(track(arena, report, &picture, noon)->alerts_count, 0);
	report->facts[0].count = exactly(109);
	report->article_id = TEXT("c");
	CHECK_INT(track(arena, report, &picture, noon)->alerts[0].to, 109);
}

TEST(an_old_text_is_silent)
{
	CHECK_INT(next("a", 500, MARK_ARCHIVE, NULL)->alerts_count, 0);
	CHECK_INT(next("b", 500, MARK_ANNIVERSARY, NULL)->alerts_count, 0);
	CHECK_INT(next("c", 500, MARK_OPINION, NULL)->alerts_count, 0);
}

TEST(words_for_many_set_no_figure)
{
	struct report *report = strike("a", 24, 0);
	struct picture picture = {0};

	report->incidents[0].effects[EFFECT_KILLED]->vague = true;
	struct changes *first = track(arena, report, &picture, noon);
	CHECK_INT(first->alerts[0].killed, INTEGER_NONE);
	struct changes *second = next("b", 31, 0, first);
	CHECK_INT(second->alerts_count, 1);
	CHECK_INT(second->alerts[0].from, INTEGER_NONE);
	CHECK_INT(second->alerts[0].to, 31);
}

TEST(ids_come_from_content)
{
	CHECK(text_equal(next("a", 492, 0, NULL)->alerts[0].id, next("a", 492, 0, NULL)->alerts[0].id));
	CHECK(!text_equal(next("a", 492, 0, NULL)->alerts[0].id, next("b", 492, 0, NULL)->alerts[0].id));
}

static struct changes *truce(enum fact_status status, struct changes *before)
{
	struct report *report = strike("truce", 1, 0);
	struct picture picture = before ? after(before) : (struct picture){0};

	report->article_id = text_of(fact_status_names[status]);
	report->text_hash = hash_text(report->article_id, 0);
	report->incidents_count = 0;
	report->facts[0].type = FACT_CEASEFIRE;
	report->facts[0].effect = EFFECT_NONE;
	report->facts[0].count = NULL;
	report->facts[0].status = status;
	return track(arena, report, &picture, noon);
}

TEST(a_truce_is_told_by_its_transitions)
{
	struct changes *proposed = truce(STATUS_PROPOSED, NULL), *agreed = truce(STATUS_AGREED, proposed);
	struct changes *broken = truce(STATUS_VIOLATED, agreed);

	CHECK_TEXT(proposed->alerts[0].to_status, "proposed");
	CHECK_TEXT(agreed->alerts[0].from_status, "proposed");
	CHECK_TEXT(agreed->alerts[0].to_status, "agreed");
	CHECK_INT(truce(STATUS_PROPOSED, agreed)->alerts_count, 0);
	CHECK_TEXT(broken->alerts[0].to_status, "violated");
	CHECK_INT(truce(STATUS_VIOLATED, broken)->alerts_count, 0);
	CHECK_INT(truce(STATUS_VIOLATED, broken)->fate->matters[0].outcome, OUTCOME_STATE);
	CHECK_INT(truce(STATUS_ACCEPTED, NULL)->fate->matters[0].outcome, OUTCOME_ACCEPTED);
	CHECK_TEXT(truce(STATUS_ACCEPTED, NULL)->fate->matters[0].word, "accepted");
}

/* A report of one fact that is no incident. */
static struct report *deed(const char *id, enum fact_type type, enum modality modality)
{
	struct report *report = strike(id, 1, 0);

	report->incidents_count = 0;
	report->facts[0].type = type;
	report->facts[0].effect = EFFECT_NONE;
	report->facts[0].count = NULL;
	report->facts[0].modality = modality;
	return report;
}

static struct changes *take(const struct report *report, const struct changes *before)
{
	struct picture picture = before ? after(before) : (struct picture){0};

	return track(arena, report, &picture, noon);
}

TEST(troops_are_told_once_and_again_when_there_are_many_more)
{
	struct report *report = deed("a", FACT_DEPLOYMENT, MODALITY_ACTUAL);
	report->facts[0].count = exactly(1000);
	struct changes *first = take(report, NULL);
	report = deed("b", FACT_DEPLOYMENT, MODALITY_ACTUAL);
	report->facts[0].count = exactly(1100);
	struct changes *second = take(report, first);
	report = deed("c", FACT_DEPLOYMENT, MODALITY_PLANNED);
	report->facts[0].count = exactly(1500);
	struct changes *third = take(report, second);

	CHECK_INT(first->alerts[0].kind, ALERT_DEPLOYMENT);
	CHECK_INT(first->alerts[0].to, 1000);
	CHECK_INT(second->alerts_count, 0);
	CHECK_INT(third->alerts_count, 1);
	CHECK_INT(third->alerts[0].from, 1000);
	CHECK_INT(third->alerts[0].to, 1500);
	CHECK(text_equal(third->alerts[0].replaces, first->alerts[0].id));
}

TEST(an_order_to_leave_is_told_once_for_an_area)
{
	struct changes *first = take(deed("a", FACT_EVACUATION, MODALITY_PLANNED), NULL);

	CHECK_INT(first->alerts_count, 1);
	CHECK_INT(first->alerts[0].kind, ALERT_EVACUATION_ORDERED);
	CHECK_INT(take(deed("b", FACT_EVACUATION, MODALITY_ACTUAL), first)->alerts_count, 0);
	CHECK_INT(take(deed("c", FACT_EVACUATION, MODALITY_POSSIBLE), NULL)->alerts_count, 0);
}

static struct report *death(const char *id, const char *name, bool leader, enum modality modality)
{
	struct report *report = deed(id, FACT_CASUALTY, modality);
	struct person_name *person = arena_alloc(arena, sizeof(*person));

	*person = (struct person_name){text_of(name), TEXT("commander"), leader};
	report->facts[0].effect = EFFECT_KILLED;
	report->facts[0].names = person;
	report->facts[0].names_count = 1;
	return report;
}

TEST(a_leader_s_death_is_told_once_and_so_is_its_denial)
{
	struct changes *told = take(death("a", "Abou Yahya al-Macini", true, MODALITY_ACTUAL), NULL);
	struct changes *denied = take(death("c", "Al-Macini", false, MODALITY_DENIED), told);

	CHECK_INT(told->alerts[0].kind, ALERT_LEADER_KILLED);
	CHECK_TEXT(told->alerts[0].name, "Abou Yahya al-Macini");
	CHECK_INT(take(death("b", "al-Macini", true, MODALITY_ACTUAL), told)->alerts_count, 0);
	CHECK_INT(denied->alerts_count, 1);
	CHECK_INT(denied->alerts[0].kind, ALERT_LEADER_KILLED_DENIED);
	CHECK(text_equal(denied->alerts[0].replaces, told->alerts[0].id));
	CHECK_INT(take(death("d", "al-Macini", false, MODALITY_DENIED), denied)->alerts_count, 0);
	CHECK_INT(take(death("e", "Nobody", true, MODALITY_DENIED), NULL)->alerts_count, 0);
	CHECK_INT(take(death("f", "A Baker", false, MODALITY_ACTUAL), NULL)->alerts_count, 0);
}

/* What a ministry says, in which no word need stand for dying. */
static struct report *statement(const char *id, const char *said)
{
	struct report *report = deed(id, FACT_STATEMENT, MODALITY_ACTUAL);

	report->facts[0].said = text_of(said);
	return report;
}

/* "Troops kill leader of group. Nasser Daud and three of his men ..." */
static struct report *nameless_death(const char *victim)
{
	struct report *report = death("a", "Nasser Daud", false, MODALITY_ACTUAL);
	struct fact *facts = arena_array(arena, 2, sizeof(*facts));

	facts[0] = facts[1] = report->facts[0];
	facts[0].names = NULL;
	facts[0].names_count = 0;
	facts[0].sentence = -1;
	facts[0].victims = text_of(victim);
	facts[0].count = exactly(1);
	facts[1].sentence = 2;
	facts[1].count = exactly(4);
	report->facts = facts;
	report->facts_count = 2;
	return report;
}

TEST(a_leader_may_be_named_in_the_next_sentences)
{
	struct changes *leader = take(nameless_death("leader"), NULL);

	CHECK_INT(leader->alerts_count, 1);
	CHECK_INT(leader->alerts[0].kind, ALERT_LEADER_KILLED);
	CHECK_TEXT(leader->alerts[0].name, "Nasser Daud");
	CHECK_INT(take(nameless_death("farmer"), NULL)->alerts_count, 0);
}

TEST(an_order_that_is_only_mentioned_is_none)
{
	struct report *report = deed("a", FACT_EVACUATION, MODALITY_ACTUAL);

	report->facts[0].confidence = .5;
	CHECK_INT(take(report, NULL)->alerts_count, 0);
	report->facts[0].confidence = .9;
	CHECK_INT(take(report, NULL)->alerts_count, 1);
}

TEST(troops_further_down_are_told_if_they_are_many)
{
	struct report *report = deed("a", FACT_DEPLOYMENT, MODALITY_ACTUAL);

	report->facts[0].sentence = 5;
	report->facts[0].count = exactly(40);
	CHECK_INT(take(report, NULL)->alerts_count, 0);
	report->facts[0].count = exactly(1100);
	CHECK_INT(take(report, NULL)->alerts_count, 1);
}

TEST(the_news_of_a_leader_s_death_is_rebuffed)
{
	struct changes *told = take(death("a", "Srey Duk", true, MODALITY_ACTUAL), NULL);
	struct changes *denied = take(statement("b", "has dismissed the reports about General Duk as invented"), told);

	CHECK_INT(denied->alerts_count, 1);
	CHECK_INT(denied->alerts[0].kind, ALERT_LEADER_KILLED_DENIED);
	CHECK_TEXT(denied->alerts[0].name, "Srey Duk");
	CHECK_INT(take(statement("c", "denied the killing of Mr Brown"), told)->alerts_count, 0);
	CHECK_INT(take(statement("d", "rejected the plan for which Duk had stood"), told)->alerts_count, 0);
	CHECK_INT(take(statement("e", "condemned the killing of Duk"), told)->alerts_count, 0);
}

/* An attack that killed so many of these, and so many of those, as extraction adds them up; 0: none of those. */
static struct report *attack(const char *id, int64_t killed, const char *victims, int64_t beside, const char *others)
{
	struct report *report = strike(id, killed + beside, 0);
	struct fact *facts = arena_array(arena, 2, sizeof(*facts));
	struct incident *incident = &report->incidents[0];

	facts[0] = facts[1] = report->facts[0];
	facts[0].count = exactly(killed);
	facts[0].victims = text_of(victims);
	facts[1].count = exactly(beside);
	facts[1].victims = text_of(others);
	report->facts = facts;
	report->facts_count = incident->facts_count = beside ? 2 : 1;
	incident->type = FACT_ATTACK;
	incident->facts = arena_array(arena, 2, sizeof(int64_t));
	incident->facts[1] = 1;
	return report;
}

TEST(the_dead_of_those_who_attacked_are_no_rise)
{
	struct changes *first = take(attack("a", 20, "villagers", 0, ""), NULL);
	struct changes *both = take(attack("b", 33, "militants", 26, "civilians"), first);
	struct changes *rebels = take(attack("d", 12, "armed rebels", 0, ""), NULL);

	CHECK_INT(both->alerts_count, 1);
	CHECK_INT(both->alerts[0].from, 20);
	CHECK_INT(both->alerts[0].to, 26);
	CHECK_INT(take(attack("c", 33, "Islamist gunmen", 0, ""), first)->alerts_count, 0);
	/* In a clash each side's dead are the clash's. */
	struct report *clash = attack("f", 33, "militants", 26, "civilians");
	clash->incidents[0].type = FACT_CLASH;
	CHECK_INT(take(clash, NULL)->alerts[0].killed, 59);
	/* Where they were the ones attacked, their toll rises as any other. */
	CHECK_INT(rebels->alerts[0].killed, 12);
	CHECK_INT(take(attack("e", 15, "rebels", 0, ""), rebels)->alerts[0].to, 15);
}

TEST(a_claim_of_responsibility_belongs_to_its_incident)
{
	struct changes *strike_told = next("a", 12, 0, NULL);
	struct report *report = deed("b", FACT_RESPONSIBILITY, MODALITY_ACTUAL);
	struct actor *group = arena_alloc(arena, sizeof(*group));
	group->name = TEXT("The Group");
	report->facts[0].actor = group;
	report->facts[0].actor_count = 1;
	struct picture picture = after(strike_told);
	struct report *again = deed("c", FACT_RESPONSIBILITY, MODALITY_ACTUAL);
	again->facts[0].actor = group;
	again->facts[0].actor_count = 1;
	for (size_t i = 0; i < picture.tracked_count; i++)
		picture.tracked[i].story = hash_text(TEXT("b"), 1) | 1;
	struct changes *claimed = track(arena, report, &picture, noon);

	CHECK_INT(claimed->alerts_count, 1);
	CHECK_INT(claimed->alerts[0].kind, ALERT_RESPONSIBILITY_CLAIMED);
	CHECK_TEXT(claimed->alerts[0].name, "The Group");
	CHECK(text_equal(claimed->alerts[0].incident, strike_told->alerts[0].incident));
	picture = after(claimed);
	for (size_t i = 0; i < picture.tracked_count; i++)
		picture.tracked[i].story = hash_text(TEXT("c"), 1) | 1;
	CHECK_INT(track(arena, again, &picture, noon)->alerts_count, 0);
}

/* A disaster in Lebanon of that name and day. */
static struct report *disaster(const char *id, const char *event, int64_t killed)
{
	struct report *report = strike(id, killed, 0);

	report->incidents->type = FACT_DISASTER;
	report->incidents->event = text_of(event);
	return report;
}

TEST(disasters_that_are_no_kin_are_two_incidents)
{
	struct picture none = {0};
	struct changes *fire = track(arena, disaster("a", "fire", 5), &none, noon);
	struct picture picture = after(fire);

	CHECK_TEXT(fire->alerts[0].headline, "Fire in Lebanon: 5 killed");
	struct changes *slide = track(arena, disaster("b", "landslide", 8), &picture, noon);
	CHECK_INT(slide->alerts[0].kind, ALERT_INCIDENT_NEW);
	CHECK_TEXT(slide->alerts[0].headline, "Landslide in Lebanon: 8 killed");
	const char *kin[] = {"explosion", "collapse", "fire", ""};
	for (size_t i = 0; i < 4; i++) {
		picture = after(track(arena, disaster("a", "fire", 5), &none, noon));
		struct changes *more = track(arena, disaster("c", kin[i], 8), &picture, noon);
		CHECK_INT(more->alerts_count, 1);
		CHECK_TEXT(more->alerts[0].headline, "Death toll of fire in Lebanon rises from 5 to 8");
	}
}

TEST(places_lie_within_one_another)
{
	struct place tyre = {TEXT("Tyre"), TEXT("LB"), TEXT("South"), TEXT("LB/South/Tyre")};
	struct place sidon = {TEXT("Sidon"), TEXT("LB"), TEXT("South"), TEXT("LB/South/Sidon")};
	struct place kassala = {TEXT("Kassala"), {0}, {0}, {0}};

	CHECK_INT(place_relation(&tyre, &lebanon), PLACE_WITHIN);
	CHECK_INT(place_relation(&lebanon, &tyre), PLACE_AROUND);
	CHECK_INT(place_relation(&tyre, &sidon), PLACE_APART);
	CHECK_INT(place_relation(&kassala, &tyre), PLACE_APART);
	CHECK_INT(place_relation(&kassala, &lebanon), PLACE_UNKNOWN);
	CHECK_INT(place_relation(NULL, &tyre), PLACE_UNKNOWN);
}

TEST(containment_is_that_of_the_smaller_side)
{
	uint64_t few[] = {1, 3, 5, 7}, many[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	struct known_article a = {.sketch = few, .sketch_count = 4}, b = {.sketch = many, .sketch_count = 10};

	assert_true(likeness_containment(&a, &b) > .99);
	b.sketch = many + 4;
	b.sketch_count = 4;
	assert_true(likeness_containment(&a, &b) > .49 && likeness_containment(&a, &b) < .51);
}

/* The outcome that the article's fate has for an effect; OUTCOME_NONE where it says nothing of it. */
static enum outcome outcome_of(const struct changes *changes, enum effect effect)
{
	for (size_t i = 0; i < changes->fate->matters_count; i++)
		if (changes->fate->matters[i].effect == effect)
			return changes->fate->matters[i].outcome;
	return OUTCOME_NONE;
}

TEST(each_figure_says_what_became_of_it)
{
	struct changes *first = next("a", 492, 0, NULL);

	CHECK_INT(outcome_of(first, EFFECT_KILLED), OUTCOME_TOLD);
	CHECK(text_equal(first->fate->matters[0].alert, first->alerts[0].id));
	CHECK_INT(outcome_of(next("b", 492, 0, first), EFFECT_KILLED), OUTCOME_KNOWN);
	CHECK_INT(outcome_of(next("c", 400, 0, first), EFFECT_KILLED), OUTCOME_LOWER);
	CHECK_INT(outcome_of(next("d", 496, 0, first), EFFECT_KILLED), OUTCOME_TOLD);
	CHECK_INT(outcome_of(next("e", 500, 0, next("g", 498, 0, first)), EFFECT_KILLED), OUTCOME_ROUNDED);
	CHECK_INT(next("f", 600, MARK_ANNIVERSARY, first)->fate->quiet, QUIET_ANNIVERSARY);
}

TEST(each_record_says_why_it_is_the_one)
{
	struct changes *first = next("a", 492, 0, NULL), *second = next("b", 558, 0, first);

	CHECK_INT(first->fate->records_count, 1);
	CHECK(first->fate->records[0].begun);
	CHECK_INT(second->fate->records_count, 1);
	CHECK(!second->fate->records[0].begun);
	CHECK(text_equal(second->fate->records[0].id, first->fate->records[0].id));
	int64_t reasons = second->fate->records[0].reasons;
	CHECK(reasons & MATCH_PLACE_SAME && reasons & MATCH_DAY_SAME && reasons & MATCH_TYPE);
	CHECK(!(reasons & MATCH_FIGURE));
	CHECK_INT(second->fate->matters[0].of, 0);
	CHECK_INT(second->fate->facts_count, 1);
	CHECK_INT(second->fate->facts[0].low, 558);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(an_incident_opens_once_and_its_toll_rises),
		RUN(each_figure_says_what_became_of_it),
		RUN(each_record_says_why_it_is_the_one),
		RUN(the_same_figure_an_older_one_and_a_round_one_are_silent),
		RUN(a_correction_lowers_a_figure),
		RUN(an_old_text_is_silent),
		RUN(a_rival_s_figure_is_told_once_and_never_raises),
		RUN(a_larger_figure_further_down_is_background),
		RUN(captives_are_freed_in_batches),
		RUN(words_for_many_set_no_figure),
		RUN(ids_come_from_content),
		RUN(a_truce_is_told_by_its_transitions),
		RUN(troops_are_told_once_and_again_when_there_are_many_more),
		RUN(an_order_to_leave_is_told_once_for_an_area),
		RUN(a_leader_s_death_is_told_once_and_so_is_its_denial),
		RUN(a_leader_may_be_named_in_the_next_sentences),
		RUN(an_order_that_is_only_mentioned_is_none),
		RUN(troops_further_down_are_told_if_they_are_many),
		RUN(the_news_of_a_leader_s_death_is_rebuffed),
		RUN(the_dead_of_those_who_attacked_are_no_rise),
		RUN(a_claim_of_responsibility_belongs_to_its_incident),
		RUN(disasters_that_are_no_kin_are_two_incidents),
		RUN(places_lie_within_one_another),
		RUN(containment_is_that_of_the_smaller_side),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
