#include "wire/frame.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "tests/test.h"
#include "wire/control.h"

static struct arena *arena;
static struct error error;

static bool answer(const char *json)
{
	struct reading_answer answer;

	return reading_answer_of(arena, (struct bytes){(const unsigned char *)json, strlen(json)}, &answer, &error);
}

TEST(a_length_goes_there_and_back_and_has_a_limit)
{
	unsigned char head[FRAME_HEAD];
	size_t length;

	frame_head(head, 0x00012345);
	CHECK(frame_length(head, &length, &error));
	CHECK_INT(length, 0x00012345);
	frame_head(head, LIMIT_FRAME + 1);
	CHECK(!frame_length(head, &length, &error));
}

TEST(an_answer_is_checked_as_a_strangers)
{
	CHECK(answer("{\"error\":\"no\"}"));
	CHECK(answer("{\"feed\":{\"title\":\"t\",\"items\":[{\"id\":\"1\"}],\"_sitrep\":{}}}"));
	CHECK(!answer("{}"));
	CHECK(!answer("{\"error\":\"no\",\"feed\":{}}"));
	CHECK(!answer("{\"feed\":{\"items\":[{\"url\":\"no id\"}],\"_sitrep\":{}}}"));
	CHECK(!answer("{\"feed\":{\"items\":[{\"id\":\"1\"}]}}"));
	CHECK(!answer("{\"report\":{}}"));
	CHECK(!answer("{\"report\":{\"article\":{\"text\":\"t\"},\"incidents\":[{\"type\":\"strike\",\"facts\":[0]}]}}"));
	CHECK(!answer("{\"error\":\"a\\u0007b\"}"));
	CHECK(!answer("nonsense"));
}

static bool request(const char *line, struct control_request *into)
{
	return control_request_of(arena, (struct bytes){(const unsigned char *)line, strlen(line)}, into, &error);
}

TEST(an_answer_that_would_swell_is_refused_before_it_is_read)
{
	const size_t length = (size_t)4 << 20;
	char *json = malloc(length + 64);

	/* Wrong for its shape as well, but that is seen only when it has swollen. */
	size_t used = (size_t)sprintf(json, "{\"error\":\"no\",\"x\":[");
	while (used < length)
		used += (size_t)sprintf(json + used, "[],");
	sprintf(json + used, "[]]}");
	CHECK(!answer(json));
	CHECK(strstr(error.message, "values") != NULL);
	free(json);
	CHECK(answer("{\"error\":\"[[,,\\\",{{:\"}"));
}

TEST(a_request_names_a_command_with_what_it_needs)
{
	struct control_request read;

	CHECK(request("{\"command\":\"alerts\",\"limit\":3,\"follow\":true}", &read));
	CHECK_INT(read.limit, 3);
	CHECK(read.follow);
	CHECK(!request("{\"command\":\"fly\"}", &read));
	CHECK(!request("{\"command\":\"feeds.add\"}", &read));
	CHECK(!request("{\"command\":\"show\"}", &read));
	CHECK(!request("[]", &read));
	CHECK(control_changes(TEXT("feeds.add")) && control_changes(TEXT("reload")));
	CHECK(!control_changes(TEXT("status")) && !control_changes(TEXT("feeds.list")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_length_goes_there_and_back_and_has_a_limit),
		RUN(an_answer_is_checked_as_a_strangers),
		RUN(an_answer_that_would_swell_is_refused_before_it_is_read),
		RUN(a_request_names_a_command_with_what_it_needs),
	};

	arena = arena_new((size_t)8 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
