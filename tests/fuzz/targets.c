/*
 * One libFuzzer target for each function that takes a document from outside; TARGET names it when this
 * file is compiled. Build with:
 *
 *   CC=clang meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false
 *   ninja -C build-fuzz && build-fuzz/tests/fuzz/fuzz_feed -max_len=65536 CORPUS
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/pack.h"
#include "extraction/explain.h"
#include "extraction/extract.h"
#include "parsers/date.h"
#include "parsers/feed.h"
#include "parsers/page.h"
#include "tracking/knowledge.h"
#include "wire/control.h"
#include "wire/frame.h"

static void full(void *context)
{
	longjmp(*(jmp_buf *)context, 1);
}

static void fuzz_feed(struct arena *arena, struct bytes bytes)
{
	struct origin origin = {TEXT("http://example.org/a/b"), TEXT_NONE};
	struct error error;
	struct feed *feed = feed_parse(arena, bytes, &origin, &error);

	if (feed)
		json_decref(json_of_shape(&feed_shape, feed));
}

static void fuzz_page(struct arena *arena, struct bytes bytes)
{
	struct origin origin = {TEXT("http://example.org/a/b"), TEXT_NONE};
	struct error error;

	page_parse(arena, bytes, &origin, &error);
	page_fragment_text(arena, text_repair(arena, bytes));
}

static void fuzz_date(struct arena *arena, struct bytes bytes)
{
	struct date date;

	if (date_read(text_repair(arena, bytes), &date))
		date_format(arena, &date);
}

static void fuzz_extract(struct arena *arena, struct bytes bytes)
{
	struct article *article = arena_alloc(arena, sizeof(*article));

	json_blank(&article_shape, article);
	article->text = text_clean(arena, text_repair(arena, bytes), true);
	extract_report(arena, lexicon_builtin(), article);
	extract_explain(arena, lexicon_builtin(), article);
}

static void fuzz_answer(struct arena *arena, struct bytes bytes)
{
	struct reading_answer answer;
	struct error error;

	reading_answer_of(arena, bytes, &answer, &error);
}

static void fuzz_request(struct arena *arena, struct bytes bytes)
{
	struct control_request request;
	struct correction correction;
	struct error error;

	if (control_request_of(arena, bytes, &request, &error))
		control_correction_of(arena, &request, &correction);
}

/* What is taken comes back as it went, packed once more. */
static bool unpack(struct arena *arena, const struct json_shape *shape, struct bytes bytes)
{
	void *object = arena_alloc(arena, shape->size);
	struct error error;

	if (!unpack_shape(arena, shape, bytes, object, &error))
		return false;
	struct bytes again = pack_shape(arena, shape, object);
	if (!unpack_shape(arena, shape, again, object, &error))
		abort();
	return true;
}

/* A whole record, and with each of its bytes damaged. */
static void unpack_damaged(struct arena *arena, const struct json_shape *shape, const json_t *json)
{
	void *object = arena_alloc(arena, shape->size);
	struct error error;

	if (!json_to_shape(arena, shape, json, object, &error))
		return;
	struct bytes packed = pack_shape(arena, shape, object);
	unsigned char *copy = arena_alloc(arena, packed.length);
	for (size_t i = 0; i < packed.length; i++) {
		memcpy(copy, packed.data, packed.length);
		copy[i] ^= (unsigned char)(1 + i * 37 % 255);
		unpack(arena, shape, (struct bytes){copy, packed.length});
	}
	if (!unpack(arena, shape, packed))
		abort();
}

/* Records as a damaged database may hold them; of a text of JSON, that record packed. */
static void fuzz_record(struct arena *arena, struct bytes bytes)
{
	static const struct json_shape *const shapes[] = {&tracked_shape, &known_story_shape, &fate_shape};
	struct error error;
	uint64_t *hashes;
	size_t count;
	json_t *json = json_read(bytes, &error);

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		unpack(arena, shapes[i], bytes);
		if (json)
			unpack_damaged(arena, shapes[i], json);
	}
	json_decref(json);
	unpack_hashes(arena, bytes, 1000, &hashes, &count);
}

static void (*const targets[])(struct arena *, struct bytes) = {
	fuzz_feed, fuzz_page, fuzz_date, fuzz_extract, fuzz_answer, fuzz_request, fuzz_record,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static jmp_buf jump;
	struct arena *arena = arena_new(MIB(64));

	arena_on_full(arena, full, &jump);
	if (!setjmp(jump))
		targets[TARGET](arena, (struct bytes){data, size});
	arena_free(arena);
	return 0;
}
