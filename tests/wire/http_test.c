#include "tests/test.h"

#include "base/limits.h"
#include "tests/arena.h"
#include "wire/http.h"

static int head_of(const char *string, struct http_head *head)
{
	return http_head_read(arena, (struct bytes){(const unsigned char *)string, strlen(string)}, head);
}

TEST(a_head_is_as_long_as_its_empty_line)
{
	static const char whole[] = "GET / HTTP/1.1\r\n\r\nbody";

	for (size_t i = 0; i < 18; i++)
		CHECK_INT(http_head_length((struct bytes){(const unsigned char *)whole, i}), 0);
	CHECK_INT(http_head_length((struct bytes){(const unsigned char *)whole, sizeof(whole) - 1}), 18);
}

TEST(a_request_is_read_with_its_fields)
{
	struct http_head head;

	CHECK_INT(head_of("POST /hook/abc?x=1&y HTTP/1.1\r\nHost: e.org\r\nLink: <a>; rel=hub\r\nContent-Length: 12\r\n"
			  "LINK:<b>;rel=self\r\nExpect: 100-continue\r\n\r\n", &head), 0);
	CHECK_TEXT(head.method, "POST");
	CHECK_TEXT(head.path, "/hook/abc");
	CHECK_TEXT(head.query, "x=1&y");
	CHECK_INT(head.length, 12);
	CHECK(head.waits && !head.chunked);
	CHECK_TEXT(http_field_of(&head, TEXT("host")), "e.org");
	CHECK_TEXT(http_field_of(&head, TEXT("none")), "");
	CHECK_TEXT(http_fields_of(arena, &head, TEXT("link")), "<a>; rel=hub, <b>;rel=self");
	CHECK_INT(head_of("GET /? HTTP/1.0\r\nTransfer-Encoding: Chunked\r\n\r\n", &head), 0);
	CHECK(head.chunked);
}

TEST(what_two_programs_could_read_in_two_ways_is_refused)
{
	static const struct {
		const char *head;
		int status;
	} cases[] = {
		{"GET / HTTP/1.1\r\nA : b\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n: b\r\n\r\n", 400},
		{"GET  / HTTP/1.1\r\n\r\n", 400},
		{"GET http://e.org/ HTTP/1.1\r\n\r\n", 400},
		{"GET /\r\n\r\n", 400},
		{"\r\n\r\n", 400},
		{"G T / HTTP/1.1\r\n\r\n", 400},
		{"GET / HTTP/2\r\n\r\n", 505},
		{"GET / HTTP/1.1\r\nA: \xff\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
		{"POST / HTTP/1.1\r\nExpect: miracles\r\n\r\n", 417},
	};
	struct http_head head;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = head_of(cases[i].head, &head);
		if (status != cases[i].status)
			print_error("%s is %d\n", cases[i].head, status);
		CHECK_INT(status, cases[i].status);
	}
	char many[64 * 8 + 100] = "GET / HTTP/1.1\r\n";
	for (int i = 0; i < HTTP_FIELDS_MOST + 1; i++)
		strcat(many, "A: b\r\n");
	CHECK_INT(head_of(strcat(many, "\r\n"), &head), 431);
	CHECK_INT(http_head_read(arena, (struct bytes){(const unsigned char *)"GET /\0 HTTP/1.1\r\n\r\n", 20}, &head), 400);
}

TEST(a_parameter_is_decoded)
{
	struct text value, query = TEXT("hub.mode=subscribe&hub.topic=http%3A%2F%2Fe.org%2F%3Fa%3D1%26b&e=&plain&bad=%ff&odd=%4&plus=a+b"
					"&hub%2Emode=second");

	CHECK(http_parameter(arena, query, TEXT("hub.mode"), &value));
	CHECK_TEXT(value, "subscribe");
	CHECK(http_parameter(arena, query, TEXT("hub.topic"), &value));
	CHECK_TEXT(value, "http://e.org/?a=1&b");
	CHECK(http_parameter(arena, query, TEXT("e"), &value));
	CHECK_TEXT(value, "");
	CHECK(http_parameter(arena, query, TEXT("plain"), &value));
	CHECK_TEXT(value, "");
	CHECK(!http_parameter(arena, query, TEXT("bad"), &value));
	CHECK(!http_parameter(arena, query, TEXT("topic"), &value));
	CHECK(http_parameter(arena, query, TEXT("odd"), &value));
	CHECK_TEXT(value, "%4");
	CHECK(http_parameter(arena, query, TEXT("plus"), &value));
	CHECK_TEXT(value, "a b");
	CHECK(!http_parameter(arena, TEXT_NONE, TEXT("hub.mode"), &value));
}

TEST(a_form_reads_as_it_was_put)
{
	struct text form = http_form_put(arena, TEXT_NONE, "a", TEXT("x y&z=\xc3\xa9+%/~")), value;

	form = http_form_put(arena, form, "b", TEXT("2"));
	CHECK_TEXT(form, "a=x%20y%26z%3D%C3%A9%2B%25%2F~&b=2");
	CHECK(http_parameter(arena, form, TEXT("a"), &value));
	CHECK_TEXT(value, "x y&z=\xc3\xa9+%/~");
}

/* The body of what comes in pieces of `step` bytes; false where it is bad or has no end. */
static bool unchunk(const char *string, size_t step, char *room)
{
	struct http_chunks chunks = {0};
	size_t have = 0, at = 0, length = strlen(string), written = 0;

	while (chunks.state != CHUNK_DONE && chunks.state != CHUNK_BAD) {
		struct bytes bytes = {(const unsigned char *)string + at, have - at}, data = {NULL, 0};
		size_t taken = http_chunks_read(&chunks, bytes, &data);
		if (data.length)
			memcpy(room + written, data.data, data.length);
		written += data.length;
		at += taken;
		if (!taken && chunks.state != CHUNK_BAD) {
			if (have == length)
				return false;
			have = have + step < length ? have + step : length;
		}
	}
	room[written] = '\0';
	return chunks.state == CHUNK_DONE;
}

TEST(pieces_make_the_body_however_they_arrive)
{
	char room[100];

	for (size_t step = 1; step < 60; step++) {
		CHECK(unchunk("5\r\nhello\r\n0006;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n", step, room));
		assert_string_equal(room, "hello world");
		CHECK(unchunk("0\r\n\r\n", step, room));
		CHECK(!unchunk("5\r\nhello0\r\n\r\n", step, room));
		CHECK(!unchunk("5\nhello\r\n0\r\n\r\n", step, room));
		CHECK(!unchunk("\r\n\r\n", step, room));
		CHECK(!unchunk("-5\r\nhello", step, room));
		CHECK(!unchunk("fffffffff\r\nhello", step, room));
		CHECK(!unchunk("5 6\r\nhello\r\n0\r\n\r\n", step, room));
		CHECK(!unchunk("5\rx\r\nhello\r\n0\r\n\r\n", step, room));
		CHECK(!unchunk("5;\rx\r\nhello\r\n0\r\n\r\n", step, room));
		CHECK(unchunk("5 \t;x\r\nhello\r\n0 \r\n\r\n", step, room));
		CHECK(!unchunk("5\r\nhel", step, room));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_head_is_as_long_as_its_empty_line),
		RUN(a_request_is_read_with_its_fields),
		RUN(what_two_programs_could_read_in_two_ways_is_refused),
		RUN(a_parameter_is_decoded),
		RUN(a_form_reads_as_it_was_put),
		RUN(pieces_make_the_body_however_they_arrive),
	};

	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
