/*
 * One libFuzzer target for each function that takes bytes from outside; TARGET names it when this file
 * is compiled. script/fuzz builds and runs them. A target looks for more than crashes where there is a
 * promise about what comes out: it ends in abort() where the promise is broken.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/pack.h"
#include "extraction/explain.h"
#include "extraction/extract.h"
#include "lexicon/compile.h"
#include "lexicon/lookup.h"
#include "parsers/charset.h"
#include "parsers/date.h"
#include "parsers/day_find.h"
#include "parsers/discover.h"
#include "parsers/feed.h"
#include "parsers/page.h"
#include "reader/read.h"
#include "tracking/knowledge.h"
#include "wire/control.h"
#include "wire/frame.h"
#include "wire/http.h"
#include "wire/websub.h"

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
	struct feed_link *links = arena_array(arena, FEED_LINKS_MOST, sizeof(*links));
	feed_discover_in(arena, bytes, &origin, links);
}

static void fuzz_page(struct arena *arena, struct bytes bytes)
{
	struct origin origin = {TEXT("http://example.org/a/b"), TEXT_NONE};
	struct error error;

	page_parse(arena, bytes, &origin, &error);
	page_fragment_text(arena, text_repair(arena, bytes));
}

/* The bytes up to the first line end, which is taken off; all of them where there is none. */
static struct text first_line(struct arena *arena, struct bytes *bytes)
{
	const unsigned char *end = bytes->length ? memchr(bytes->data, '\n', bytes->length) : NULL;
	size_t length = end ? (size_t)(end - bytes->data) : bytes->length;
	struct text line = text_clean(arena, text_repair(arena, (struct bytes){bytes->data, length}), false);

	length += end != NULL;
	*bytes = (struct bytes){bytes->data + length, bytes->length - length};
	return line;
}

static bool is_decoded(struct text text)
{
	struct text unused;

	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
			return false;
	}
	return text_check((struct bytes){(const unsigned char *)text.data, text.length}, &unused);
}

/* A Content-Type on the first line, then the document: what comes out is text, whatever went in. */
static void fuzz_charset(struct arena *arena, struct bytes bytes)
{
	struct origin origin = {TEXT("http://example.org/a/b"), first_line(arena, &bytes)};

	for (enum markup markup = MARKUP_XML; markup <= MARKUP_JSON; markup++) {
		struct text text, charset;
		struct error error;
		if (charset_decode(arena, bytes, &origin, markup, &text, &charset, &error) && !is_decoded(text))
			abort();
	}
}

static void fuzz_date(struct arena *arena, struct bytes bytes)
{
	struct text text = text_repair(arena, bytes);
	struct date date;

	if (date_read(text, &date))
		date_format(arena, &date);
	day_in_line(arena, text, true);
	day_in_url(text);
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

	if (!reading_answer_of(arena, bytes, &answer, &error))
		return;
	/* What is believed once is believed again. */
	struct writer writer = writer_new(arena, LIMIT_FRAME);
	json_write_shape(&writer, &reading_answer_shape, &answer);
	struct text text = writer_text(&writer);
	struct bytes again = {(const unsigned char *)text.data, text.length};
	if (!writer.full && !reading_answer_of(arena, again, &answer, &error))
		abort();
}

/* The stream of a reader: what is asked of it, and documents between. */
static void fuzz_frame(struct arena *arena, struct bytes bytes)
{
	struct reading_request request;
	struct error error;
	size_t length;

	while (bytes.length >= FRAME_HEAD && frame_length(bytes.data, &length, &error)) {
		size_t rest = bytes.length - FRAME_HEAD;
		struct bytes frame = {bytes.data + FRAME_HEAD, length < rest ? length : rest};
		json_read_shape(arena, &reading_request_shape, frame, &request, &error);
		fuzz_answer(arena, frame);
		bytes = (struct bytes){frame.data + frame.length, rest - frame.length};
	}
}

/*
 * A reader from request to answer: the first byte says what is asked, the first line of which addresses
 * and type. The daemon believes every answer that it makes, or a page could have readers killed.
 */
static void fuzz_read(struct arena *arena, struct bytes bytes)
{
	struct reading_request request = {.what = READING_FEED, .published = INSTANT_NONE};
	struct error error;

	if (bytes.length) {
		request.what = READING_FEED + bytes.data[0] % 3;
		bytes = (struct bytes){bytes.data + 1, bytes.length - 1};
	}
	request.url = TEXT("http://example.org/a/b");
	request.content_type = text_cut(first_line(arena, &bytes), LIMIT_NAME);
	request.title = text_cut(request.content_type, LIMIT_TITLE);
	struct reading_answer answer = read_document(arena, lexicon_builtin(), &request, bytes);
	struct writer writer = writer_new(arena, LIMIT_FRAME);
	json_write_shape(&writer, &reading_answer_shape, &answer);
	struct text text = writer_text(&writer);
	struct bytes frame = {(const unsigned char *)text.data, text.length};
	if (!writer.full && !reading_answer_of(arena, frame, &answer, &error)) {
		fprintf(stderr, "%s\n", error.message);
		abort();
	}
}

/* --- an operator's words and rules --- */

/* Some of each class that the rules below and those of a fuzzer may name. */
static const char words_always[] =
	"[KILL verb]\nkill\n[DIE verb]\ndie\n[PERSON noun]\nvillager\nman / men\n[CARDINAL word]\nfour = 4\n"
	"[BE word]\nwas\nwere\n[DEFINITE word]\nthe\n[BY word]\nby\n[AND word]\nand\n[ADVERB word]\nthen\n"
	"[EVENT_STRIKE noun]\nair strike\n[PLACE_PREP word]\nin\n[SAY verb]\nsay\n";
static const char rules_always[] = "define VICTIM = PERSON | NAME | NUM\n";

static void compile(struct arena *arena, const char *name, struct bytes bytes)
{
	struct lexicon_source sources[] = {
		{TEXT("always.words"), text_of(words_always)},
		{TEXT("always.rules"), text_of(rules_always)},
		{text_of(name), text_repair(arena, bytes)},
	};
	struct lexicon_examples examples = {0};
	struct lexicon_mistakes mistakes = {0};
	struct article article;
	struct error error = {0};
	struct bytes table;

	if (!lexicon_compile(arena, sources, 3, &table, &examples, &mistakes, &error))
		return;
	const struct lexicon *lexicon = lexicon_open(arena, table, &error);
	/* What the compiler makes can be opened and used. */
	if (!lexicon)
		abort();
	json_blank(&article_shape, &article);
	article.text = TEXT("Four villagers were then killed by an air strike in Ulthar, the men said. Two died.");
	extract_report(arena, lexicon, &article);
}

static void fuzz_words(struct arena *arena, struct bytes bytes)
{
	compile(arena, "fuzz.words", bytes);
}

static void fuzz_table(struct arena *arena, struct bytes bytes)
{
	static const char *const names[] = {"places.tsv", "countries.tsv", "bodies.tsv", "persons.tsv",
					    "weapons.tsv", "headlines.tsv"};

	if (bytes.length)
		compile(arena, names[bytes.data[0] % (sizeof(names) / sizeof(*names))],
			(struct bytes){bytes.data + 1, bytes.length - 1});
}

static void fuzz_rules(struct arena *arena, struct bytes bytes)
{
	compile(arena, "fuzz.rules", bytes);
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

/* What a stranger sends to the callback: its head, its fields and its body in pieces. */
static void fuzz_hook(struct arena *arena, struct bytes bytes)
{
	static const char *const names[] = {"hub.mode", "hub.topic", "hub.challenge", "hub.reason"};
	size_t length = http_head_length(bytes);
	unsigned char digits[DIGEST_BYTES_MOST];
	enum websub_digest digest;
	struct http_chunks chunks = {0};
	struct http_head head;
	struct text value;

	if (!length || http_head_read(arena, (struct bytes){bytes.data, length}, &head))
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (http_parameter(arena, head.query, text_of(names[i]), &value)) {
			struct text form = http_form_put(arena, TEXT_NONE, names[i], value), again;
			if (!http_parameter(arena, form, text_of(names[i]), &again) || !text_equal(value, again))
				abort();
		}
	websub_link(http_fields_of(arena, &head, TEXT("link")), TEXT("self"));
	websub_signature_read(http_field_of(&head, TEXT("x-hub-signature")), &digest, digits);
	while (length < bytes.length) {
		struct bytes rest = {bytes.data + length, bytes.length - length}, data;
		size_t taken = http_chunks_read(&chunks, rest, &data);
		if (taken > rest.length || data.length > taken)
			abort();
		if (!taken)
			break;
		length += taken;
	}
}

static void (*const targets[])(struct arena *, struct bytes) = {
	fuzz_feed, fuzz_page, fuzz_date, fuzz_extract, fuzz_answer, fuzz_request, fuzz_record,
	fuzz_charset, fuzz_frame, fuzz_read, fuzz_words, fuzz_table, fuzz_rules, fuzz_hook,
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
