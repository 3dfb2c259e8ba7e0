#include "wire/http.h"

#include <string.h>

/* A line between pieces, and all lines of them together. */
#define CHUNK_LINE 256
#define CHUNK_LINES 65536

size_t http_head_length(struct bytes bytes)
{
	const unsigned char *end = memmem(bytes.data, bytes.length, "\r\n\r\n", 4);

	return end ? (size_t)(end - bytes.data) + 4 : 0;
}

static bool is_token(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] <= ' ' || text.data[i] >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", text.data[i]))
			return false;
	return text.length > 0;
}

static bool has_control(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (((unsigned char)text.data[i] < 0x20 && text.data[i] != '\t') || text.data[i] == 0x7f)
			return true;
	return false;
}

static bool next_line(struct text *rest, struct text *line)
{
	size_t end = text_find(*rest, TEXT("\r\n"), 0);

	if (end == TEXT_NOT_FOUND)
		return false;
	*line = text_slice(*rest, 0, end);
	*rest = text_slice(*rest, end + 2, rest->length);
	return true;
}

/* "GET /hook/x?y=z HTTP/1.1". */
static int read_request(struct text line, struct http_head *head)
{
	struct text target = TEXT_NONE;

	if (!text_next(&line, ' ', &head->method) || !text_next(&line, ' ', &target) ||
	    !is_token(head->method) || text_empty(target) || target.data[0] != '/')
		return 400;
	if (!text_equal(line, TEXT("HTTP/1.1")) && !text_equal(line, TEXT("HTTP/1.0")))
		return text_starts(line, TEXT("HTTP/")) ? 505 : 400;
	size_t mark = text_find(target, TEXT("?"), 0);
	head->path = text_slice(target, 0, mark == TEXT_NOT_FOUND ? target.length : mark);
	head->query = mark == TEXT_NOT_FOUND ? TEXT_NONE : text_slice(target, mark + 1, target.length);
	return 0;
}

static int read_field(struct http_head *head, struct text line)
{
	struct text name;

	if (head->fields_count == HTTP_FIELDS_MOST)
		return 431;
	size_t colon = text_find(line, TEXT(":"), 0);
	if (colon == TEXT_NOT_FOUND)
		return 400;
	name = text_slice(line, 0, colon);
	struct text value = text_trim(text_slice(line, colon + 1, line.length));
	if (!is_token(name) || has_control(value))
		return 400;
	head->fields[head->fields_count++] = (struct http_field){name, value};
	return 0;
}

/* How its body is delimited. */
static int read_framing(struct http_head *head)
{
	bool counted = false;

	for (size_t i = 0; i < head->fields_count; i++) {
		struct text name = head->fields[i].name, value = head->fields[i].value;
		if (text_equal_nocase(name, TEXT("content-length"))) {
			if (counted || !text_number(value, &head->length))
				return 400;
			counted = true;
		} else if (text_equal_nocase(name, TEXT("transfer-encoding"))) {
			if (head->chunked || !text_equal_nocase(value, TEXT("chunked")))
				return 501;
			head->chunked = true;
		} else if (text_equal_nocase(name, TEXT("expect"))) {
			if (!text_equal_nocase(value, TEXT("100-continue")))
				return 417;
			head->waits = true;
		}
	}
	return counted && head->chunked ? 400 : 0;
}

int http_head_read(struct arena *arena, struct bytes bytes, struct http_head *head)
{
	struct text text, line;

	*head = (struct http_head){.fields = arena_array(arena, HTTP_FIELDS_MOST, sizeof(*head->fields))};
	if (!text_check(bytes, &text) || memchr(bytes.data, 0, bytes.length))
		return 400;
	text = text_copy(arena, text);
	if (!next_line(&text, &line))
		return 400;
	int status = read_request(line, head);
	while (!status && next_line(&text, &line) && !text_empty(line))
		status = read_field(head, line);
	return status ? status : read_framing(head);
}

struct text http_field_of(const struct http_head *head, struct text name)
{
	for (size_t i = 0; i < head->fields_count; i++)
		if (text_equal_nocase(head->fields[i].name, name))
			return head->fields[i].value;
	return TEXT_NONE;
}

struct text http_fields_of(struct arena *arena, const struct http_head *head, struct text name)
{
	struct text all = TEXT_NONE;

	for (size_t i = 0; i < head->fields_count; i++) {
		if (!text_equal_nocase(head->fields[i].name, name))
			continue;
		struct text value = head->fields[i].value;
		all = text_empty(all) ? value
				      : text_format(arena, "%.*s, %.*s", TEXT_ARGS(all), TEXT_ARGS(value));
	}
	return all;
}

/* --- queries and forms --- */

static bool decode(struct arena *arena, struct text text, struct text *decoded)
{
	unsigned char *to = arena_alloc(arena, text.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		int high = c == '%' && i + 2 < text.length ? text_hex(text.data[i + 1]) : -1;
		int low = high >= 0 ? text_hex(text.data[i + 2]) : -1;
		to[length++] = low >= 0 ? (unsigned char)(high << 4 | low) : c == '+' ? ' ' : (unsigned char)c;
		i += low >= 0 ? 2 : 0;
	}
	return text_check((struct bytes){to, length}, decoded);
}

bool http_parameter(struct arena *arena, struct text query, struct text name, struct text *value)
{
	struct text part, key;

	while (text_next(&query, '&', &part)) {
		size_t equals = text_find(part, TEXT("="), 0);
		size_t end = equals == TEXT_NOT_FOUND ? part.length : equals;
		if (!decode(arena, text_slice(part, 0, end), &key) || !text_equal(key, name))
			continue;
		return decode(arena, text_slice(part, end < part.length ? end + 1 : end, part.length), value);
	}
	return false;
}

struct text http_form_put(struct arena *arena, struct text form, const char *name, struct text value)
{
	static const char digits[] = "0123456789ABCDEF";
	char *to = arena_alloc(arena, 3 * value.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < value.length; i++) {
		unsigned char c = (unsigned char)value.data[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			     (c && strchr("-._~", c));
		if (plain) {
			to[length++] = (char)c;
			continue;
		}
		to[length++] = '%';
		to[length++] = digits[c >> 4];
		to[length++] = digits[c & 15];
	}
	return text_format(arena, "%.*s%s%s=%.*s", TEXT_ARGS(form), text_empty(form) ? "" : "&", name,
			   (int)length, to);
}

/* --- a body in pieces --- */

/* The line up to LF; 0: it has not come. Too long a one is bad. */
static size_t line_length(struct http_chunks *chunks, struct bytes bytes)
{
	const unsigned char *end = memchr(bytes.data, '\n', bytes.length < CHUNK_LINE ? bytes.length : CHUNK_LINE);

	if (!end) {
		if (bytes.length >= CHUNK_LINE)
			chunks->state = CHUNK_BAD;
		return 0;
	}
	size_t length = (size_t)(end - bytes.data) + 1;
	chunks->extra += length;
	if (length < 2 || end[-1] != '\r' || memchr(bytes.data, '\r', length - 2) || chunks->extra > CHUNK_LINES)
		chunks->state = CHUNK_BAD;
	return length;
}

/* "1a3f", and what a ; may add, which nobody uses. The line has its CR and LF. */
static void take_size(struct http_chunks *chunks, struct bytes line)
{
	size_t size = 0, i = 0;

	for (; i < 8 && text_hex((char)line.data[i]) >= 0; i++)
		size = size << 4 | (size_t)text_hex((char)line.data[i]);
	bool sized = i > 0;
	while (line.data[i] == ' ' || line.data[i] == '\t')
		i++;
	if (!sized || (line.data[i] != ';' && i + 2 != line.length)) {
		chunks->state = CHUNK_BAD;
		return;
	}
	chunks->left = size;
	chunks->state = size ? CHUNK_DATA : CHUNK_TRAILER;
}

size_t http_chunks_read(struct http_chunks *chunks, struct bytes bytes, struct bytes *data)
{
	*data = (struct bytes){bytes.data, 0};
	if (!bytes.length || chunks->state == CHUNK_DONE || chunks->state == CHUNK_BAD)
		return 0;
	if (chunks->state == CHUNK_DATA) {
		size_t taken = bytes.length < chunks->left ? bytes.length : chunks->left;
		data->length = taken;
		chunks->left -= taken;
		if (!chunks->left)
			chunks->state = CHUNK_END;
		return taken;
	}
	size_t length = line_length(chunks, bytes);
	if (!length || chunks->state == CHUNK_BAD)
		return length;
	if (chunks->state == CHUNK_SIZE)
		take_size(chunks, (struct bytes){bytes.data, length});
	else if (chunks->state == CHUNK_END)
		chunks->state = length == 2 ? CHUNK_SIZE : CHUNK_BAD;
	else if (length == 2)
		chunks->state = CHUNK_DONE;
	return length;
}
