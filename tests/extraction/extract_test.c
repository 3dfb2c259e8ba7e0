#include "extraction/extract.h"
#include "lexicon/compile.h"

#include "tests/arena.h"
#include "tests/test.h"

static struct report *read(const char *title, const char *text)
{
	struct article *article = arena_alloc(arena, sizeof(*article));

	article->title = text_of(title);
	article->text = text_of(text);
	instant_parse(TEXT("2026-03-11T15:00:00Z"), &article->published);
	return extract_report(arena, lexicon_builtin(), article);
}

static const struct fact *casualty(const struct report *report, enum effect effect)
{
	for (size_t i = 0; i < report->facts_count; i++)
		if (report->facts[i].type == FACT_CASUALTY && report->facts[i].effect == effect)
			return &report->facts[i];
	return NULL;
}

TEST(a_toll_has_count_source_day_and_place)
{
	const struct report *report =
		read("", "Lebanese officials said an Israeli barrage killed at least 48 people near Beirut on Monday.");
	const struct fact *fact = casualty(report, EFFECT_KILLED);
	CHECK(fact != NULL);
	CHECK_INT(fact->count->low, 48);
	CHECK(fact->count->high == INTEGER_NONE);
	CHECK_TEXT(fact->source, "Lebanese officials");
	CHECK_TEXT(fact->place->name, "Beirut");
	CHECK_TEXT(fact->place->country, "LB");
	CHECK_TEXT(day_format(arena, fact->time->start), "2026-03-09");
}

TEST(evidence_points_into_the_text_or_the_title)
{
	const struct report *report = read("Blast kills four", "It rained.\n\nSix people were injured.");
	const struct fact *killed = casualty(report, EFFECT_KILLED), *injured = casualty(report, EFFECT_INJURED);
	CHECK(killed && injured);
	CHECK_TEXT(killed->evidence->in, "title");
	CHECK_INT(killed->evidence->start, 0);
	CHECK_INT(injured->evidence->start, 12);
	CHECK_TEXT(injured->evidence->text, "Six people were injured.");
}

TEST(parts_are_not_added_and_lists_are)
{
	const struct fact *fact = casualty(read("", "A woman, two soldiers and a guard were killed."), EFFECT_KILLED);
	CHECK(fact && fact->count->low == 4);
	fact = casualty(read("", "The attack killed 41 people, including 14 children."), EFFECT_KILLED);
	CHECK(fact && fact->count->low == 41);
}

TEST(what_is_feared_is_possible)
{
	const struct fact *fact = casualty(read("", "Thirty people could die if the dam breaks."), EFFECT_KILLED);
	CHECK(!fact || fact->modality == MODALITY_POSSIBLE);
}

TEST(ages_money_and_distances_are_no_counts)
{
	const struct fact *fact =
		casualty(read("", "A 12-year-old boy was killed 35 km north of the town, police said."), EFFECT_KILLED);
	CHECK(fact && fact->count->low == 1 && fact->count->high == 1);
}

TEST(a_truce_goes_through_its_states)
{
	static const struct {
		const char *text;
		enum fact_status status;
	} cases[] = {
		{"Qatar has proposed a truce.", STATUS_PROPOSED},
		{"Both sides agreed to a ceasefire on Friday.", STATUS_AGREED},
		{"The ceasefire came into effect at dawn.", STATUS_IN_FORCE},
		{"The army accused the rebels of violating the ceasefire.", STATUS_VIOLATED},
		{"The truce collapsed on Tuesday.", STATUS_COLLAPSED},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct report *report = read("", cases[i].text);
		CHECK(report->facts_count > 0);
		CHECK_INT(report->facts[0].type, FACT_CEASEFIRE);
		CHECK_INT(report->facts[0].status, cases[i].status);
	}
}

TEST(the_same_figure_in_title_and_text_is_one_fact)
{
	const struct report *report = read("Blast kills 12 people", "A blast killed 12 people on Monday.");
	size_t killed = 0;
	for (size_t i = 0; i < report->facts_count; i++)
		killed += report->facts[i].effect == EFFECT_KILLED;
	CHECK_INT(killed, 1);
	CHECK_INT(report->incidents_count, 1);
	CHECK_INT(report->incidents[0].effects[EFFECT_KILLED]->low, 12);
}

TEST(no_text_and_strange_text_give_an_empty_answer)
{
	const struct report *report = read("", "");
	CHECK_INT(report->facts_count, 0);
	CHECK_INT(report->words, 0);
	report = read("", "\xef\xbf\xbd\xef\xbf\xbd ((((( \xe2\x80\x94\xe2\x80\x94 ,,,, 99999999999999999999 %%%");
	CHECK_INT(report->facts_count, 0);
	report = read("", "Nach Angaben der Beh\xc3\xb6rden wurden bei dem Angriff auf die Stadt zw\xc3\xb6lf "
			  "Menschen get\xc3\xb6tet und viele weitere verletzt.");
	CHECK_TEXT(report->language, "und");
	CHECK_INT(report->facts_count, 0);
}

TEST(the_sketch_of_a_text_is_sorted_and_counts_its_shingles)
{
	const struct report *report = read("", "one two three four five six seven");
	CHECK_INT(report->words, 7);
	CHECK_INT(report->shingles, 4);
	CHECK_INT(report->sketch_count, 4);
	for (size_t i = 1; i < report->sketch_count; i++)
		CHECK(report->sketch[i - 1] < report->sketch[i]);
	CHECK_INT(report->paragraphs_count, 1);
}

TEST(the_dateline_gives_place_day_and_agency)
{
	const struct report *report =
		read("", "BEIRUT, March 9 (Reuters) - Twelve people were killed, officials said.");
	const struct fact *fact = casualty(report, EFFECT_KILLED);
	CHECK(fact && fact->place);
	CHECK_TEXT(fact->place->name, "Beirut");
	CHECK_TEXT(report->agency, "Reuters");
	CHECK(report->text_date != NULL);
	CHECK_TEXT(day_format(arena, report->text_date->start), "2026-03-09");
}

static struct text where_killed(const char *text)
{
	const struct fact *fact = casualty(read("", text), EFFECT_KILLED);

	CHECK(fact && fact->place);
	return fact->place->within;
}

TEST(of_places_in_a_row_the_second_holds_the_first_only_where_the_tables_agree)
{
	CHECK_TEXT(where_killed("Blasts in Izium, Sumy left two people dead."), "UA/Sumy");
	CHECK_TEXT(where_killed("Blasts in Benghazi, Misrata left five people dead."), "LY/Misrata");
	CHECK_TEXT(where_killed("A blast in Kupiansk, Kharkiv left five people dead."), "UA/Kharkiv/Kupiansk");
	CHECK_TEXT(where_killed("A shooting in Springfield, Ohio left two people dead."), "US/Ohio/Springfield");
	CHECK_TEXT(where_killed("A shooting in Springfield, Missouri left two people dead."), "US/Missouri/Springfield");
}

TEST(a_city_is_around_its_quarters)
{
	const struct report *report = read("Blast in Karachi", "A bomb killed six people in Abbas Town on Monday.");
	CHECK_INT(report->incidents_count, 1);
	const struct place *place = casualty(report, EFFECT_KILLED)->place;
	CHECK_TEXT(place->within, "PK/Sindh/Abbas Town");
	CHECK_TEXT(place->region, "Karachi");
}

TEST(a_county_with_the_name_of_a_state_is_not_in_it)
{
	CHECK_TEXT(where_killed("A crash in Washington County, Oregon, killed two people."), "US/Oregon/Washington County");
	CHECK_TEXT(where_killed("Gunmen killed nine people in the Oregon District in Dayton, Ohio."), "US/Ohio/Dayton");
	CHECK_TEXT(where_killed("A fire killed three people in Washington state."), "US/Washington");
}

TEST(a_region_is_around_what_lies_in_its_provinces)
{
	const struct report *report = read("Earthquake jolts Mindanao",
		"An earthquake struck Davao Oriental on Wednesday. At least six people died, officials said.");
	CHECK_INT(report->incidents_count, 1);
	CHECK(report->incidents[0].effects[EFFECT_KILLED] != NULL);
	const struct fact *fact = casualty(report, EFFECT_KILLED);
	CHECK_TEXT(fact->place->region, "Mindanao");
	CHECK_INT(read("Strike on market in El Fasher", "A drone strike in Darfur killed 14 people on Monday.")
		          ->incidents_count, 1);
	CHECK_INT(read("", "A strike in El Fasher killed six people on Monday. A strike in Kordofan killed 14 on Monday.")
		          ->incidents_count, 2);
}

TEST(a_country_that_is_struck_is_where_it_happens)
{
	CHECK_TEXT(where_killed("A cyclone battered Madagascar, leaving 30 people dead."), "MG");
	CHECK_TEXT(where_killed("Air strikes pounded Yemen on Monday, killing four people."), "YE");
	CHECK_TEXT(where_killed("The earthquake that shook Turkey killed 40 people."), "TR");
	CHECK_TEXT(where_killed("A landslide buried homes in Kathmandu, killing nine people."), "NP/Bagmati/Kathmandu");
}

TEST(what_goes_on_about_the_past_is_not_of_now)
{
	const struct report *report = read("", "A quake struck Lebak on Tuesday. At least 12 people died.\n\n"
		"In August 1976 a magnitude 8 earthquake sent waves ashore. Some 8,000 people died.");
	CHECK_INT(report->incidents_count, 1);
	CHECK_INT(report->incidents[0].effects[EFFECT_KILLED]->low, 12);
	report = read("", "In August 1976 an earthquake shook Lebak. At least 12 people have died in the latest one.");
	CHECK(casualty(report, EFFECT_KILLED)->time == NULL ||
	      day_known(casualty(report, EFFECT_KILLED)->time->start));
	CHECK(casualty(report, EFFECT_KILLED)->scope == SCOPE_INCIDENT);
}

TEST(a_number_that_is_a_name_counts_nothing)
{
	const struct report *report = read("", "A category 5 hurricane killed three people in Haiti on Tuesday.");
	CHECK(report->facts[0].type == FACT_DISASTER && !report->facts[0].count);
	report = read("", "Air India Flight AI171 crashed in Ahmedabad, killing 241 people.");
	CHECK(report->facts[0].type == FACT_WRECK);
	CHECK_INT(report->incidents[0].effects[EFFECT_KILLED]->low, 241);
}

TEST(the_events_of_title_and_lead_are_one_though_they_name_two_places)
{
	const struct report *report = read("Strong quake jolts Kathmandu",
		"An earthquake struck Sindhupalchok in Nepal on Tuesday, killing 14 people.");
	CHECK_INT(report->incidents_count, 1);
	CHECK_TEXT(report->incidents[0].place->name, "Sindhupalchok");
}

static const struct fact *first_of(const char *text, enum fact_type type)
{
	const struct report *report = read("", text);

	for (size_t i = 0; i < report->facts_count; i++)
		if (report->facts[i].type == type)
			return &report->facts[i];
	fail_msg("nothing of the kind in: %s", text);
	return NULL;
}

static void check_day(const char *text, const char *wanted)
{
	const struct fact *fact = casualty(read("", text), EFFECT_KILLED);

	CHECK(fact && fact->time);
	CHECK_TEXT(day_format(arena, fact->time->start), wanted);
}

TEST(a_figure_of_the_dead_told_before_is_a_part)
{
	const struct report *report = read("", "The floods killed 51 people in Texas on Monday. Sheriff Larry Leitha said 43 "
		"of the dead were recovered in Kerr County.");
	CHECK_INT(report->facts_count, 3);
	CHECK(report->facts[2].part);
	CHECK_INT(casualty(read("", "One of the wounded died in hospital."), EFFECT_KILLED)->part, false);
}

TEST(where_somebody_goes_is_not_where_it_happens)
{
	CHECK_TEXT(where_killed("A train to Lahore derailed near Multan, killing nine people."), "PK/Punjab/Multan");
	CHECK_TEXT(where_killed("Nine people died on Monday when a bus on its way to Cusco plunged into a river in Ayacucho."),
	           "PE/Ayacucho");
}

TEST(a_place_with_a_colon_is_a_dateline)
{
	const struct report *report = read("", "SRINAGAR: At least 46 people were killed in a cloudburst in Kishtwar.");
	CHECK_TEXT(casualty(report, EFFECT_KILLED)->place->name, "Kishtwar");
	report = read("", "New Delhi, March 9: At least 46 people were killed in a cloudburst.");
	CHECK_TEXT(casualty(report, EFFECT_KILLED)->place->name, "New Delhi");
	CHECK_TEXT(day_format(arena, report->text_date->start), "2026-03-09");
}

TEST(who_speaks_of_other_countries_is_not_where_it_happens)
{
	const char *abroad = "India and Pakistan have stopped the air strikes, U.S. President Donald Trump said.";
	CHECK(first_of(abroad, FACT_STRIKE)->place == NULL);
	CHECK_TEXT(first_of("Clashes were reported near Kobani.", FACT_CLASH)->source, "");
}

TEST(a_day_may_be_written_in_figures)
{
	check_day("02/28/2026: Gunmen stormed a village near Kano. At least 10 people were killed.", "2026-02-28");
	check_day("On 05/01/2026, gunmen killed 10 people in Kano.", "2026-01-05");
	check_day("05/06/2025: Bombers killed 10 people in Kano.", "2025-06-05");
	check_day("2026-02-03: Gunmen killed 10 people in Kano.", "2026-02-03");
	check_day("3.2.2026 Gunmen killed 10 people in Kano.", "2026-02-03");
	CHECK(casualty(read("", "Ten people died in a 24/7/365 shelter."), EFFECT_KILLED)->time == NULL);
}

TEST(a_disaster_or_wreck_has_the_name_of_its_word_or_vehicle)
{
	const char *told[][2] = {
		{"A quake struck Lebak on Tuesday, killing nine people.", "earthquake"},
		{"A four-storey building collapsed in Mumbai, killing nine people.", "collapse"},
		{"Mudslides killed nine people in Kerala.", "landslide"},
		{"Nine people died when a bus plunged into a ravine in Peru.", "vehicle"},
		{"A ferry capsized off Mombasa, leaving nine people dead.", "ship"},
		{"The train derailed near Lyon, killing nine people.", "train"},
		{"Nine people died in a plane crash in Alaska.", "aircraft"},
	};
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		const struct report *report = read("", told[i][0]);
		CHECK_INT(report->incidents_count, 1);
		CHECK_TEXT(report->incidents[0].event, told[i][1]);
	}
}

TEST(a_day_is_of_what_it_stands_with)
{
	const char *since = "It was the fourth strike since a ceasefire took effect in November 2024.";
	CHECK_TEXT(day_format(arena, first_of(since, FACT_CEASEFIRE)->time->start), "2024-11-01");
	CHECK_TEXT(day_format(arena, casualty(read("", "A second bomb on Tuesday killed four people."), EFFECT_KILLED)
	                                     ->time->start), "2026-03-10");
	const char *ahead = "The army and the rebels have agreed to a 72-hour truce starting Thursday, mediators said.";
	CHECK_TEXT(day_format(arena, first_of(ahead, FACT_CEASEFIRE)->time->start), "2026-03-12");
	const char *held = "The rebels freed 28 police officers they had been holding since last week.";
	CHECK(first_of(held, FACT_RELEASE)->scope == SCOPE_INCIDENT);
	CHECK(first_of("Gunmen have abducted 28 police officers since May.", FACT_ABDUCTION)->scope == SCOPE_CUMULATIVE);
}

TEST(one_speaker_may_have_two_verbs_and_a_name_of_several_words)
{
	const char *but = "The governor of Kano confirmed the raid but put the number of dead at nine.";
	CHECK_TEXT(casualty(read("", but), EFFECT_KILLED)->source, "governor of Kano");
	const char *and = "Mayor Ann Cole visited the scene and said four people had died.";
	CHECK_TEXT(casualty(read("", and), EFFECT_KILLED)->source, "Mayor Ann Cole");
	const char *office = "At least six people died, the Office of Civil Defense reported.";
	CHECK_TEXT(casualty(read("", office), EFFECT_KILLED)->source, "Office of Civil Defense");
}

static size_t known(enum lexicon_value value, const char *const *names, size_t count)
{
	const char *const *list = lexicon_values(value);
	size_t found = 0, length = 0;

	for (; list[length]; length++)
		for (size_t i = 0; i < count; i++)
			found += names[i] && !strcmp(names[i], list[length]);
	return found == length ? length : 0;
}

TEST(what_a_rule_may_yield_is_what_a_fact_may_be)
{
	CHECK_INT(known(VALUE_TYPE, fact_type_names, FACT_TYPES), FACT_TYPES - 1);
	CHECK_INT(known(VALUE_EFFECT, effect_names, EFFECTS), EFFECTS - 1);
	CHECK_INT(known(VALUE_STATUS, fact_status_names, STATUS_RESUMED + 1), STATUS_RESUMED);
}

TEST(a_statement_has_its_speaker_with_role_and_the_words_in_quotes)
{
	const struct report *report =
		read("", "Turkish foreign minister Hakan Fidan condemned \"a crime that must not go unpunished\".");
	const struct fact *fact = &report->facts[0];
	CHECK_INT(report->facts_count, 1);
	CHECK_INT(fact->type, FACT_STATEMENT);
	CHECK_TEXT(fact->source, "Hakan Fidan");
	CHECK_TEXT(fact->role, "Turkish foreign minister");
	CHECK_TEXT(fact->said, "a crime that must not go unpunished");
	CHECK_TEXT(fact->plover, "ACCUSE/disapprove");
}

TEST(a_paragraph_of_sport_is_left_out_and_what_stands_beside_it_is_read)
{
	const struct report *report =
		read("", "The striker's attack was blunted by the goalkeeper in the second half.\n\n"
			 "A car bomb killed nine soldiers in Mosul.");
	CHECK(casualty(report, EFFECT_KILLED) != NULL);
	for (size_t i = 0; i < report->facts_count; i++)
		CHECK(report->facts[i].type != FACT_ATTACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_toll_has_count_source_day_and_place),
		RUN(evidence_points_into_the_text_or_the_title),
		RUN(parts_are_not_added_and_lists_are),
		RUN(what_is_feared_is_possible),
		RUN(ages_money_and_distances_are_no_counts),
		RUN(a_truce_goes_through_its_states),
		RUN(the_same_figure_in_title_and_text_is_one_fact),
		RUN(no_text_and_strange_text_give_an_empty_answer),
		RUN(the_sketch_of_a_text_is_sorted_and_counts_its_shingles),
		RUN(the_dateline_gives_place_day_and_agency),
		RUN(of_places_in_a_row_the_second_holds_the_first_only_where_the_tables_agree),
		RUN(a_city_is_around_its_quarters),
		RUN(a_county_with_the_name_of_a_state_is_not_in_it),
		RUN(a_region_is_around_what_lies_in_its_provinces),
		RUN(a_country_that_is_struck_is_where_it_happens),
		RUN(what_goes_on_about_the_past_is_not_of_now),
		RUN(a_number_that_is_a_name_counts_nothing),
		RUN(the_events_of_title_and_lead_are_one_though_they_name_two_places),
		RUN(a_figure_of_the_dead_told_before_is_a_part),
		RUN(where_somebody_goes_is_not_where_it_happens),
		RUN(a_place_with_a_colon_is_a_dateline),
		RUN(who_speaks_of_other_countries_is_not_where_it_happens),
		RUN(a_day_may_be_written_in_figures),
		RUN(a_disaster_or_wreck_has_the_name_of_its_word_or_vehicle),
		RUN(a_day_is_of_what_it_stands_with),
		RUN(one_speaker_may_have_two_verbs_and_a_name_of_several_words),
		RUN(what_a_rule_may_yield_is_what_a_fact_may_be),
		RUN(a_statement_has_its_speaker_with_role_and_the_words_in_quotes),
		RUN(a_paragraph_of_sport_is_left_out_and_what_stands_beside_it_is_read),
	};
	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
