/*
 * sitrepd-reader: reads hostile documents for sitrepd. Started by it with a stream socket as
 * descriptor 3; a frame that says it is ready, then one answer to each request, until the stream
 * ends.
 *
 *   sitrepd-reader [--best-effort] [--lexicon DIR]
 *   sitrepd-reader [--check DIR] [--places NAME...]
 *                                       says the mistakes in an operator's lexicon, and which of the
 *                                       places of watches nobody knows, and ends
 *
 * Before the first byte of a document it opens what it needs and enters its sandbox. A document
 * that passes the arena's ceiling ends the process, which sitrepd takes for what it is: a document
 * that could not be read.
 */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/sandbox.h"
#include "extraction/explain_example.h"
#include "parsers/charset.h"
#include "reader/folder.h"
#include "reader/read.h"

#define STREAM 3

/* What has come and was not asked for yet: of most documents all of it comes at once. */
struct input {
	unsigned char *data; /* INPUT_ROOM bytes */
	size_t begin, end;
};

#define INPUT_ROOM KIB(64)
/* Free memory that is kept for the next document: what an ordinary one needs. A hostile one left 17 MB. */
#define FREE_MOST MIB(4)

/* At least one byte; 0 where the stream has ended. */
static size_t receive(unsigned char *data, size_t room)
{
	for (;;) {
		ssize_t got = read(STREAM, data, room);
		if (got >= 0)
			return (size_t)got;
		if (errno != EINTR)
			exit(EXIT_FAILURE);
	}
}

/* False at the end of the stream; what ends in the middle of a frame ends the process. */
static bool take(struct input *input, unsigned char *data, size_t length, bool may_end)
{
	for (size_t have = 0; have < length;) {
		size_t part = input->end - input->begin, rest = length - have;
		if (!part && rest >= INPUT_ROOM) {
			part = receive(data + have, rest);
		} else if (!part) {
			input->begin = 0;
			part = input->end = receive(input->data, INPUT_ROOM);
		}
		if (!part && !have && may_end)
			return false;
		if (!part)
			exit(EXIT_FAILURE);
		if (input->begin < input->end) {
			part = part < rest ? part : rest;
			memcpy(data + have, input->data + input->begin, part);
			input->begin += part;
		}
		have += part;
	}
	return true;
}

static void give(struct iovec *parts, int count)
{
	while (count) {
		ssize_t put = writev(STREAM, parts, count);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			exit(EXIT_FAILURE);
		while (count && (size_t)put >= parts->iov_len) {
			put -= (ssize_t)parts->iov_len;
			parts++;
			count--;
		}
		if (count) {
			parts->iov_base = (char *)parts->iov_base + put;
			parts->iov_len -= (size_t)put;
		}
	}
}

static bool take_frame(struct arena *arena, struct input *input, struct bytes *frame, bool may_end)
{
	unsigned char head[FRAME_HEAD];
	struct error error;
	size_t length;

	if (!take(input, head, sizeof(head), may_end))
		return false;
	if (!frame_length(head, &length, &error))
		exit(EXIT_FAILURE);
	unsigned char *data = arena_alloc(arena, length + 1);
	take(input, data, length, false);
	*frame = (struct bytes){data, length};
	return true;
}

static void give_frame(struct text text)
{
	unsigned char head[FRAME_HEAD];
	struct iovec parts[] = {{head, sizeof(head)}, {(void *)(uintptr_t)text.data, text.length}};

	frame_head(head, text.length);
	give(parts, text.length ? 2 : 1);
}

static void give_answer(struct arena *arena, const struct reading_answer *answer)
{
	struct writer writer = writer_new(arena, LIMIT_FRAME);

	json_write_shape(&writer, &reading_answer_shape, answer);
	if (writer.full) {
		struct text error = TEXT("what was read in it is too long for an answer");
		writer = writer_new(arena, LIMIT_FRAME);
		json_write_shape(&writer, &reading_answer_shape, &(struct reading_answer){.error = error});
	}
	give_frame(writer_text(&writer));
}

static bool answer_one(struct arena *arena, struct input *input, const struct lexicon *lexicon)
{
	struct bytes head, document;
	struct reading_request request;
	struct error error;

	if (!take_frame(arena, input, &head, true))
		return false;
	take_frame(arena, input, &document, false);
	/* The request is sitrepd's own: one that cannot be understood is no document's fault. */
	if (!json_read_shape(arena, &reading_request_shape, head, &request, &error))
		exit(EXIT_FAILURE);
	struct reading_answer answer = read_document(arena, lexicon, &request, document);
	give_answer(arena, &answer);
	return true;
}

struct options {
	bool best_effort;
	bool check;
	const char *lexicon;
	char **places; /* of the operator's watches: checked, to the end of the arguments */
	int places_count;
};

static bool read_options(int count, char **arguments, struct options *options)
{
	for (int i = 1; i < count; i++) {
		if (!strcmp(arguments[i], "--best-effort"))
			options->best_effort = true;
		else if (!strcmp(arguments[i], "--lexicon") && i + 1 < count)
			options->lexicon = arguments[++i];
		else if (!strcmp(arguments[i], "--check") && i + 1 < count)
			options->check = (options->lexicon = arguments[++i]);
		else if (!strcmp(arguments[i], "--places")) {
			options->check = true;
			options->places = arguments + i + 1;
			options->places_count = count - i - 1;
			break;
		} else
			return false;
	}
	return true;
}

static void print_mistake(struct arena *arena, struct text line)
{
	struct text clean = text_clean(arena, line, false);

	fprintf(stderr, "%.*s\n", TEXT_ARGS(clean));
}

/* An operator's folder that is not there is no mistake: there is nothing of his own. */
static const struct lexicon *open_lexicon(struct arena *arena, const struct options *options,
					  struct lexicon_examples *examples,
					  struct lexicon_mistakes *mistakes)
{
	struct error error = {0};

	if (!options->lexicon)
		return lexicon_builtin();
	const struct lexicon *lexicon =
		folder_lexicon(arena, options->lexicon, examples, mistakes, &error);
	for (size_t i = 0; options->check && i < mistakes->count; i++)
		print_mistake(arena, mistakes->list[i]);
	/* Each of many readers starts with them: once in full is for whoever asks. */
	if (!options->check && mistakes->count)
		fprintf(stderr,
			"sitrepd-reader: %s: %zu mistakes, what they stand in is left out; "
			"\"sitrepd -n\" lists them\n",
			options->lexicon, mistakes->count);
	if (!lexicon && error.kind != ERROR_INPUT) {
		fprintf(stderr, "sitrepd-reader: %s\n", error.message);
		mistakes->count++;
	}
	return lexicon ? lexicon : lexicon_builtin();
}

static const char UNKNOWN_PLACE[] = "sitrepd: the watches' place \"%.60s\" is not known by that name; "
				    "\"sitrep extract\" shows the names of places";

/* No mistake that a start fails by: an article may name a place that no table knows. */
static void check_places(struct arena *arena, const struct lexicon *lexicon, const struct options *options)
{
	for (int i = 0; i < options->places_count; i++)
		if (!lexicon_names(lexicon, text_of(options->places[i])))
			print_mistake(arena, text_format(arena, UNKNOWN_PLACE, options->places[i]));
}

static int check_lexicon(struct arena *arena, const struct options *options)
{
	struct lexicon_mistakes mistakes = {0};
	struct lexicon_examples examples = {0};
	const struct lexicon *lexicon = open_lexicon(arena, options, &examples, &mistakes);
	size_t wrong = mistakes.count;

	for (size_t i = 0; i < examples.count; i++) {
		struct text sentence = explain_example(arena, lexicon, &examples.list[i]);
		wrong += sentence.length != 0;
		if (sentence.length)
			print_mistake(arena, sentence);
	}
	check_places(arena, lexicon, options);
	return wrong ? error_exit_status(ERROR_CONFIG) : 0;
}

/* What one large document took goes back to the system: the next one may come in a week. */
static void give_back_memory(void)
{
	if (mallinfo2().fordblks > FREE_MOST)
		malloc_trim(0);
}

int main(int count, char **arguments)
{
	struct sandbox sandbox = {
	        .address_space = LIMIT_READER_ADDRESS_SPACE,
	        .cpu_seconds = LIMIT_READER_CPU_S,
	        .no_files = true,
	        /* They are the daemon's own: whoever has taken over a reader could write its log. */
	        .silent = true,
	};
	struct options options = {0};
	struct lexicon_mistakes mistakes = {0};
	struct error error;
	struct stat stream;
	bool understood = read_options(count, arguments, &options);
	memory_guard_json();
	struct arena *words = arena_new(LIMIT_LEXICON_ARENA);

	if (understood && options.check)
		return check_lexicon(words, &options);
	if (!understood || fstat(STREAM, &stream) || !S_ISSOCK(stream.st_mode)) {
		fprintf(stderr, "sitrepd-reader: started by sitrepd, never by hand\n");
		return 64;
	}
	sandbox.best_effort = options.best_effort;
	const struct lexicon *lexicon = open_lexicon(words, &options, NULL, &mistakes);
	sandbox.address_space += arena_used(words);
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	if (!charset_open_all(&error) || !sandbox_enter(&sandbox, &error)) {
		fprintf(stderr, "sitrepd-reader: %s\n", error.message);
		return error_exit_status(error.kind);
	}
	struct input input = {.data = arena_alloc(words, INPUT_ROOM)};
	give_frame(text_of(sandbox.landlocked ? FRAME_READY : FRAME_READY_BARE));
	while (answer_one(arena, &input, lexicon)) {
		arena_reset(arena);
		give_back_memory();
	}
	arena_free(arena);
	arena_free(words);
	return 0;
}
