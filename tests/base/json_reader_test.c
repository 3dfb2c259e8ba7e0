#include "tests/test.h"

#include <stdlib.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "tests/base/thing.h"

static struct arena *arena;
static struct error error;

static const char *const documents[] = {
	"{}",
	" { \"name\" : \"A name\" , \"number\" : -12 } \n",
	"{\"name\":\"lines\\nand \\\"quotes\\\" \\\\ \\/ caf\\u00e9 \\ud83d\\ude00 \xc3\xa9\",\"colour\":\"green\",\"plain\":true}",
	"{\"leaf\":{\"low\":null,\"sure\":0.5},\"leaves\":[{\"low\":1},{\"low\":-9223372036854775808,\"sure\":1e-3},{}],\"marked\":false}",
	"{\"words\":[\"a\",\"\",\"b\\nc\"],\"hashes\":[\"00000000000000ff\",\"ABCDEFabcdef0123\"],\"numbers\":[1,-2,9223372036854775807]}",
	"{\"hash\":\"0123456789abcdef\",\"day\":\"2026-03-09\",\"instant\":\"2026-03-09T10:26:01Z\",\"other\":[1.5,{\"x\":[[],{}]},null,\"\\t\"]}",
	"{\"said\":\"bell \\u0007, tab\\t, \\ufeff and caf\xc3\xa9\"}",
	"{\"said\":null,\"number\":1}",
	"{\"number\":1,\"said\":{\"a\":[\"b\",2]}}",
	"{\"leaf\":{\"sure\":3},\"number\":0,\"unknown\":{\"name\":5,\"deep\":[true,false,-0.0e+5]}}",
};

/* What json_read() and json_to_shape() make of it, or NULL. */
static struct thing *by_tree(struct bytes bytes)
{
	struct thing *thing = arena_alloc(arena, sizeof(*thing));
	json_t *json = json_read(bytes, &error);
	bool read = json && json_to_shape(arena, &thing_shape, json, thing, &error);

	json_decref(json);
	return read ? thing : NULL;
}

static struct thing *by_reader(struct bytes bytes)
{
	struct thing *thing = arena_alloc(arena, sizeof(*thing));

	return json_read_shape(arena, &thing_shape, bytes, thing, &error) ? thing : NULL;
}

static struct thing *by_view(struct bytes bytes)
{
	struct thing *thing = arena_alloc(arena, sizeof(*thing));

	return json_view_shape(arena, &thing_shape, bytes, thing, &error) ? thing : NULL;
}

static struct text printed(const struct thing *thing)
{
	struct writer writer = writer_new(arena, MIB(1));

	json_write_shape(&writer, &thing_shape, thing);
	return writer_text(&writer);
}

/* All refuse it, or all make the same of it. */
static bool agree(struct bytes bytes)
{
	const struct thing *tree = by_tree(bytes), *view = by_view(bytes), *reader = by_reader(bytes);
	bool same = !tree == !reader && !tree == !view;
	same = same && (!tree || (text_equal(printed(tree), printed(reader)) && text_equal(printed(tree), printed(view))));

	if (!same)
		fprintf(stderr, "they disagree, the tree %s: %.*s\n", tree ? "takes it" : "refuses it", (int)bytes.length,
			(const char *)bytes.data);
	return same;
}

static struct bytes bytes_of(const char *string)
{
	return (struct bytes){(const unsigned char *)string, strlen(string)};
}

TEST(a_document_is_read_as_by_way_of_a_tree)
{
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		CHECK(by_tree(bytes_of(documents[i])) != NULL);
		CHECK(agree(bytes_of(documents[i])));
	}
}

TEST(a_damaged_document_is_refused_where_the_tree_refuses_it)
{
	static const char others[] = "{}[]\",:\\u0e-+.tfn/ x\n\t\x01\x7f\x80\xc3\xff";
	unsigned char damaged[512];

	for (size_t d = 0; d < sizeof(documents) / sizeof(*documents); d++) {
		size_t length = strlen(documents[d]);
		for (size_t i = 0; i < length; i++) {
			memcpy(damaged, documents[d], length);
			/* Not a zero byte, which jansson passes over behind a number. */
			for (size_t k = 0; k + 1 < sizeof(others); k++) {
				damaged[i] = (unsigned char)others[k];
				CHECK(agree((struct bytes){damaged, length}));
			}
			/* One character less, and cut off there. */
			memmove(damaged + i, documents[d] + i + 1, length - i - 1);
			CHECK(agree((struct bytes){damaged, length - 1}));
			CHECK(agree((struct bytes){damaged, i}));
			arena_reset(arena);
		}
	}
}

TEST(what_is_wrong_is_refused_in_a_sentence)
{
	static const char *const wrong[][2] = {
		{"", "not a JSON object"},
		{"[]", "not a JSON object"},
		{"{\"name\":5}", "\"name\""},
		{"{\"leaf\":{\"low\":\"x\"}}", "\"low\""},
		{"{\"leaves\":[{},{},{},{},{},{}]}", "\"leaves\""},
		{"{\"number\":1.5}", "\"number\""},
		{"{\"number\":9223372036854775808}", "\"number\""},
		{"{\"name\":\"a\\u0000b\"}", "escape"},
		{"{\"name\":\"a\\ud800b\"}", "escape"},
		{"{\"name\":\"a\\u001bb\"}", "\"name\""},
		{"{\"name\":\"a\",\"name\":\"b\"}", "twice"},
		{"{\"name\":\"a\"} x", "behind"},
		{"{\"name\" \"a\"}", "colon"},
		{"{\"name\":\"a\" \"number\":1}", "comma"},
		{"{\"name\":\"a\xff\"}", "UTF-8"},
		{"{\"x\":1e400, \"leaf\":{\"sure\":1e999}}", "\"sure\""},
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		CHECK(!by_reader(bytes_of(wrong[i][0])));
		CHECK(strstr(error.message, wrong[i][1]) != NULL);
	}
}

TEST(where_a_string_is_bad_is_said)
{
	CHECK(!by_reader(bytes_of("{\"name\":\"a\tb\"}")));
	CHECK(strstr(error.message, "control character in a string (byte 11)") != NULL);
	CHECK(!by_reader(bytes_of("{\"name\":\"a\\x\"}")));
	CHECK(strstr(error.message, "escape that there is not (byte 11)") != NULL);
	CHECK(!by_reader(bytes_of("{\"name\":\"a")));
	CHECK(strstr(error.message, "does not end (byte 10)") != NULL);
	CHECK(!by_reader(bytes_of("{\"name\":\"a\xff\"}")));
	CHECK(strstr(error.message, "not UTF-8 (byte 10)") != NULL);
}

TEST(depth_and_number_of_values_have_limits)
{
	const size_t length = 3 * LIMIT_JSON_VALUES;
	char *json = malloc(length + 64);

	size_t used = (size_t)sprintf(json, "{\"x\":");
	memset(json + used, '[', 3000);
	memset(json + used + 3000, ']', 3000);
	strcpy(json + used + 6000, "}");
	CHECK(!by_reader(bytes_of(json)));
	CHECK(strstr(error.message, "deep") != NULL);
	used = (size_t)sprintf(json, "{\"x\":[");
	while (used < length)
		used += (size_t)sprintf(json + used, "1,");
	strcpy(json + used, "1]}");
	CHECK(!by_reader(bytes_of(json)));
	CHECK(strstr(error.message, "values") != NULL);
	free(json);
}

TEST(nothing_points_into_the_bytes)
{
	char bytes[] = "{\"name\":\"plain\",\"words\":[\"w\"]}";
	struct thing *thing = by_reader(bytes_of(bytes));

	memset(bytes, 'x', sizeof(bytes) - 1);
	CHECK_TEXT(thing->name, "plain");
	CHECK_TEXT(thing->words[0], "w");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_document_is_read_as_by_way_of_a_tree),
		RUN(a_damaged_document_is_refused_where_the_tree_refuses_it),
		RUN(what_is_wrong_is_refused_in_a_sentence),
		RUN(where_a_string_is_bad_is_said),
		RUN(depth_and_number_of_values_have_limits),
		RUN(nothing_points_into_the_bytes),
	};

	arena = arena_new(MIB(64));
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
