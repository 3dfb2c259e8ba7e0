#include "base/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

struct writer writer_new(struct arena *arena, size_t limit)
{
	return (struct writer){.arena = arena, .limit = limit};
}

static bool make_room(struct writer *writer, size_t more)
{
	if (more > writer->limit - writer->length) {
		writer->full = true;
		return false;
	}
	if (more <= writer->room - writer->length)
		return true;
	size_t room = writer->room ? writer->room : 256;
	while (room - writer->length < more)
		room *= 2;
	char *data = arena_take(writer->arena, room);
	if (writer->length)
		memcpy(data, writer->data, writer->length);
	writer->data = data;
	writer->room = room;
	return true;
}

void writer_put(struct writer *writer, struct text text)
{
	if (!text.length || !make_room(writer, text.length))
		return;
	memcpy(writer->data + writer->length, text.data, text.length);
	writer->length += text.length;
}

void writer_put_char(struct writer *writer, char c)
{
	if (!make_room(writer, 1))
		return;
	writer->data[writer->length++] = c;
}

void writer_put_codepoint(struct writer *writer, int32_t codepoint)
{
	unsigned char encoded[4];
	utf8proc_ssize_t size = utf8proc_codepoint_valid(codepoint)
					? utf8proc_encode_char(codepoint, encoded)
					: utf8proc_encode_char(0xfffd, encoded);

	writer_put(writer, (struct text){(char *)encoded, (size_t)size});
}

void writer_format(struct writer *writer, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	/* vsnprintf writes a closing zero byte, for which room is made and which is not counted. */
	if (length > 0 && make_room(writer, (size_t)length + 1)) {
		vsnprintf(writer->data + writer->length, (size_t)length + 1, format, again);
		writer->length += (size_t)length;
	}
	va_end(again);
}

struct text writer_text(const struct writer *writer)
{
	return (struct text){writer->data ? writer->data : "", writer->length};
}
