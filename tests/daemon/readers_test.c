/* The pool of readers against a reader that lies, hangs and dies (fake_reader.c): each of it is a dead reader. */
#include "daemon/readers.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "daemon/clock.h"
#include "tests/test.h"

static const char *program;

struct bench {
	struct event_base *base;
	struct log log;
	struct config config;
	struct readers *readers;
	size_t results, answered;
	struct reader_result last;
	uint64_t readers_seen;
	uint64_t last_reader;
	int64_t until_ms;
};

static void document_done(void *context, struct reader_result *result)
{
	struct bench *bench = context;

	bench->results++;
	bench->answered += result->answered;
	bench->readers_seen += result->reader != bench->last_reader;
	bench->last_reader = result->reader;
	bench->last = *result;
	event_base_loopbreak(bench->base);
}

static struct bench *bench_new(const char *says)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->base = event_base_new();
	bench->log = (struct log){.level = -1, .fd = STDERR_FILENO};
	bench->config = (struct config){.reader = program, .readers = 1, .lexicon = says};
	bench->readers = readers_new(bench->base, &bench->log);
	readers_configure(bench->readers, &bench->config);
	return bench;
}

static void bench_free(struct bench *bench)
{
	readers_free(bench->readers);
	event_base_free(bench->base);
	free(bench);
}

static void bench_submit(struct bench *bench, const char *text, size_t length, const char *url)
{
	struct document document = {
		.request = {.what = READING_FEED, .url = text_of(url), .published = INSTANT_NONE},
		.body = calloc(1, length + 1),
		.body_length = length,
		.done = document_done,
		.context = bench,
	};

	memcpy(document.body, text, strlen(text));
	readers_submit(bench->readers, &document);
}

/* Runs the loop until the condition holds; for half a minute at the most. */
#define RUN_UNTIL(bench, condition)                                                                \
	do {                                                                                       \
		(bench)->until_ms = clock_counter_ms() + 30000;                                    \
		while (!(condition) && clock_counter_ms() < (bench)->until_ms)                     \
			event_base_loopexit((bench)->base, &(struct timeval){0, 5000}),            \
				event_base_dispatch((bench)->base);                                \
		CHECK(condition);                                                                  \
	} while (0)

/* One document is asked, and another one behind it: what came of the first. */
static struct reader_result ask(struct bench *bench, const char *lie, size_t length, const char *url)
{
	size_t before = bench->results;
	uint64_t deaths = readers_deaths(bench->readers);

	bench_submit(bench, lie, length, url);
	RUN_UNTIL(bench, bench->results > before);
	struct reader_result result = bench->last;
	RUN_UNTIL(bench, readers_deaths(bench->readers) > deaths);
	bench_submit(bench, "plain", 5, "http://a.example/");
	RUN_UNTIL(bench, bench->results > before + 1);
	CHECK(bench->last.answered);
	CHECK(bench->last.reader != result.reader);
	return result;
}

TEST(whatever_is_no_answer_is_a_death_and_the_next_document_is_read)
{
	static const char *const lies[] = {"huge", "long", "half", "twice", "exit", "abort"};
	struct bench *bench = bench_new(FRAME_READY);

	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		struct reader_result result = ask(bench, lies[i], strlen(lies[i]), "http://a.example/");
		if (result.answered || result.slow || !result.error.message[0])
			fail_msg("%s is taken for an answer", lies[i]);
	}
	bench_free(bench);
}

/* The part that is as long as an answer may be is one, though not to be believed; what follows is not kept. */
TEST(a_stream_without_end_is_a_death)
{
	struct bench *bench = bench_new(FRAME_READY);

	ask(bench, "flood", 5, "http://a.example/");
	bench_free(bench);
}

TEST(an_answer_before_the_question_is_none)
{
	struct bench *bench = bench_new(FRAME_READY);

	CHECK(!ask(bench, "plain", MIB(4), "http://a.example/early").answered);
	bench_free(bench);
}

TEST(an_answer_to_no_question_is_a_death)
{
	struct bench *bench = bench_new(FRAME_READY);

	CHECK(ask(bench, "unasked", 7, "http://a.example/").answered);
	bench_free(bench);
}

TEST(a_document_has_two_seconds)
{
	static const char *const lies[] = {"hang", "drip"};
	struct bench *bench = bench_new(FRAME_READY);

	for (size_t i = 0; i < 2; i++) {
		int64_t before = clock_counter_ms();
		struct reader_result result = ask(bench, lies[i], 4, "http://a.example/");
		CHECK(!result.answered && result.slow);
		CHECK(clock_counter_ms() - before >= LIMIT_READER_MS);
	}
	bench_free(bench);
}

TEST(a_thousand_documents_are_a_readers_life)
{
	struct bench *bench = bench_new(FRAME_READY);

	for (size_t i = 0; i < LIMIT_READER_DOCUMENTS + 1; i++) {
		bench_submit(bench, "plain", 5, "http://a.example/");
		RUN_UNTIL(bench, bench->results > i);
		CHECK_INT(bench->readers_seen, i < LIMIT_READER_DOCUMENTS ? 1 : 2);
	}
	CHECK_INT(bench->answered, LIMIT_READER_DOCUMENTS + 1);
	CHECK_INT(readers_deaths(bench->readers), 0);
	bench_free(bench);
}

TEST(a_reader_gets_nothing_until_its_sandbox_stands)
{
	struct bench *bench = bench_new("something else");

	bench_submit(bench, "plain", 5, "http://a.example/");
	RUN_UNTIL(bench, readers_deaths(bench->readers) >= 2);
	CHECK_INT(bench->results, 0);
	CHECK(strcmp(readers_state(bench->readers), "ok") != 0);
	bench->config.lexicon = FRAME_READY_BARE;
	RUN_UNTIL(bench, bench->results == 1);
	CHECK(bench->answered == 1);
	assert_string_equal(readers_state(bench->readers), "without Landlock");
	bench_free(bench);
}

TEST(a_reader_that_takes_its_time_gets_nothing_meanwhile)
{
	struct bench *bench = bench_new("slowly");

	event_base_loopexit(bench->base, &(struct timeval){0, 200000});
	event_base_dispatch(bench->base);
	bench_submit(bench, "plain", 5, "http://a.example/");
	RUN_UNTIL(bench, bench->results == 1);
	CHECK(bench->last.answered);
	CHECK_INT(readers_deaths(bench->readers), 0);
	bench_free(bench);
}

/* Were each start to wait twice as long as the one before, these would take a quarter of a minute. */
TEST(a_row_of_deaths_keeps_nobody_waiting)
{
	struct bench *bench = bench_new(FRAME_READY);
	int64_t before = clock_counter_ms();

	for (size_t i = 0; i < 8; i++)
		bench_submit(bench, "exit", 4, "http://a.example/");
	bench_submit(bench, "plain", 5, "http://a.example/");
	RUN_UNTIL(bench, bench->results == 9);
	CHECK(bench->last.answered);
	CHECK(clock_counter_ms() - before < 8000);
	bench_free(bench);
}

TEST(a_reader_that_is_not_believed_is_killed_and_its_document_read_by_another)
{
	struct bench *bench = bench_new(FRAME_READY);

	bench_submit(bench, "plain", 5, "http://a.example/");
	RUN_UNTIL(bench, bench->results == 1);
	uint64_t liar = bench->last.reader;
	bench_submit(bench, "plain", 5, "http://a.example/");
	readers_distrust(bench->readers, liar);
	RUN_UNTIL(bench, bench->results == 2);
	CHECK(bench->last.answered && bench->last.reader != liar);
	CHECK_INT(readers_deaths(bench->readers), 1);
	bench_free(bench);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		RUN(whatever_is_no_answer_is_a_death_and_the_next_document_is_read),
		RUN(a_stream_without_end_is_a_death),
		RUN(an_answer_before_the_question_is_none),
		RUN(an_answer_to_no_question_is_a_death),
		RUN(a_document_has_two_seconds),
		RUN(a_thousand_documents_are_a_readers_life),
		RUN(a_reader_gets_nothing_until_its_sandbox_stands),
		RUN(a_reader_that_takes_its_time_gets_nothing_meanwhile),
		RUN(a_row_of_deaths_keeps_nobody_waiting),
		RUN(a_reader_that_is_not_believed_is_killed_and_its_document_read_by_another),
	};

	program = count > 1 ? arguments[1] : "";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
