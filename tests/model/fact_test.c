#include "tests/test.h"

#include <stdlib.h>

#include "model/fact.h"
#include "model/report.h"

TEST(the_fact_of_the_contract_comes_back_as_it_went)
{
	const char *whole =
		"{\"type\":\"casualty\",\"effect\":\"killed\",\"count\":{\"low\":560,\"high\":null,"
		"\"text\":\"at least 560\"},\"scope\":\"incident\",\"victims\":\"people\",\"part\":false,"
		"\"actor\":[{\"name\":\"Israel\",\"country\":\"IL\"}],\"target\":[{\"name\":\"Hezbollah\"}],"
		"\"place\":{\"name\":\"Lebanon\",\"country\":\"LB\"},"
		"\"time\":{\"start\":\"2024-09-23\",\"end\":\"2024-09-23\"},\"modality\":\"actual\","
		"\"source\":\"Lebanese officials\",\"plover\":\"ASSAULT/aerial\","
		"\"rule\":\"casualty.active\",\"evidence\":{\"text\":\"Lebanese officials said ...\","
		"\"start\":3021,\"end\":3110}}";
	struct arena *arena = arena_new(1 << 20);
	struct error error = {0};
	struct fact fact;
	json_t *json = json_read((struct bytes){(const unsigned char *)whole, strlen(whole)}, &error);

	CHECK(json_to_shape(arena, &fact_shape, json, &fact, &error));
	json_decref(json);
	CHECK_INT(fact.count->low, 560);
	CHECK(fact.count->high == INTEGER_NONE);
	json = json_of_shape(&fact_shape, &fact);
	char *line = json_line(json);
	assert_string_equal(line, whole);
	free(line);
	json_decref(json);
	arena_free(arena);
}

TEST(a_place_holds_what_its_path_or_its_region_goes_through)
{
	struct place country = {TEXT("Sudan"), TEXT("SD"), {0}, TEXT("SD"), {0}};
	struct place region = {TEXT("Darfur"), TEXT("SD"), {0}, TEXT("SD/Darfur"), {0}};
	struct place town = {TEXT("El Fasher"), TEXT("SD"), TEXT("North Darfur"),
	                     TEXT("SD/North Darfur/El Fasher"), TEXT("Darfur")};
	struct place other = {TEXT("North"), TEXT("SD"), {0}, TEXT("SD/North"), {0}};

	assert_true(place_holds(&country, &town) && place_holds(&region, &town) && place_holds(&town, &town));
	assert_false(place_holds(&town, &region) || place_holds(&other, &town));
	assert_true(place_is(&town, TEXT("darfur")) && place_is(&town, TEXT("North Darfur")));
	assert_false(place_is(&town, TEXT("Kordofan")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_fact_of_the_contract_comes_back_as_it_went),
		RUN(a_place_holds_what_its_path_or_its_region_goes_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
