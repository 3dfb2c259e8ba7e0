/* Text that grows at its end, in an arena, with a ceiling given at birth. */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include "base/text.h"

struct writer {
	struct arena *arena;
	char *data;
	size_t length;
	size_t room;
	size_t limit;   /* bytes; what does not fit is left out and `full` says so */
	bool full;
};

struct writer writer_new(struct arena *arena, size_t limit);
void writer_put(struct writer *writer, struct text text);
void writer_put_char(struct writer *writer, char c);
void writer_put_codepoint(struct writer *writer, int32_t codepoint);
void writer_format(struct writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* What was written; stays valid when more is written only until then. */
struct text writer_text(const struct writer *writer);

#endif
