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

/* `head`, `count` times `each`, `tail`. */
static bool long_answer(const char *head, const char *each, size_t count, const char *tail)
{
	char *json = malloc(strlen(head) + count * strlen(each) + strlen(tail) + 1), *at = stpcpy(json, head);

	for (size_t i = 0; i < count; i++)
		at = stpcpy(at, each);
	strcpy(at, tail);
	bool taken = answer(json);
	free(json);
	return taken;
}

#define ARTICLE "{\"report\":{\"article\":{\"text\":\"t\"}"
#define FACT "{\"type\":\"casualty\",\"effect\":\"killed\",\"count\":{\"low\":9,\"high\":9}}"

TEST(an_answer_has_as_many_parts_as_a_document_can_have)
{
	CHECK(long_answer(ARTICLE ",\"facts\":[" FACT, "," FACT, LIMIT_FACTS - 1, "]}}"));
	CHECK(!long_answer(ARTICLE ",\"facts\":[" FACT, "," FACT, LIMIT_FACTS, "]}}"));
	CHECK(!long_answer("{\"feed\":{\"_sitrep\":{},\"items\":[{\"id\":\"1\"}", ",{\"id\":\"1\"}", LIMIT_ENTRIES, "]}}"));
	CHECK(long_answer("{\"report\":{\"article\":{\"text\":\"", "x", LIMIT_ARTICLE_TEXT, "\"}}}"));
	CHECK(!long_answer("{\"report\":{\"article\":{\"text\":\"", "x", LIMIT_ARTICLE_TEXT + 1, "\"}}}"));
	CHECK(!long_answer("{\"feed\":{\"_sitrep\":{},\"items\":[{\"id\":\"1\",\"url\":\"http://a/", "x", LIMIT_URL, "\"}]}}"));
	CHECK(!long_answer("{\"report\":", "{\"article\":", 100000, ""));
	CHECK(!long_answer("{\"error\":", "[", 100000, ""));
}

TEST(an_answer_is_utf8_and_whole)
{
	CHECK(!answer("{\"error\":\"\xff\xfe\"}"));
	CHECK(!answer("{\"error\":\"\xed\xa0\x80\"}"));
	CHECK(!answer("{\"error\":\"\\ud800\"}"));
	CHECK(!answer("{\"error\":\"\\u0000\"}"));
	CHECK(!answer(""));
	CHECK(!answer("{\"error\":\"x\"} {\"error\":\"y\"}"));
	CHECK(!answer("{\"error\":\"x\"") && !answer("[]") && !answer("null"));
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
		RUN(an_answer_has_as_many_parts_as_a_document_can_have),
		RUN(an_answer_is_utf8_and_whole),
		RUN(an_answer_that_would_swell_is_refused_before_it_is_read),
		RUN(a_request_names_a_command_with_what_it_needs),
	};

	arena = arena_new((size_t)8 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
