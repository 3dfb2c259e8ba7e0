/* The FILE of an offline command: opened before the sandbox closes, read and parsed inside it. */
#ifndef CLIENT_INPUT_H
#define CLIENT_INPUT_H

#include "base/error.h"
#include "base/text.h"

struct input {
	const char *path;
	int descriptor;
	unsigned char *buffer;   /* what has been read, of `room` bytes */
	size_t begin, end, room; /* from `begin` on it has not been given out */
};

/* "-" is standard input. INPUT, PERMISSION or IO with a sentence. */
bool input_open(struct input *input, const char *path, struct error *error);
void input_close(struct input *input);

/* All of it, at most `limit` bytes, in memory of malloc(3). */
bool input_all(struct input *input, size_t limit, struct bytes *bytes, struct error *error);

enum input_line { INPUT_LINE, INPUT_TOO_LONG, INPUT_END, INPUT_FAILED };
/* The next line without its end, valid until the next call; one over `limit` is skipped whole. */
enum input_line input_line(struct input *input, size_t limit, struct bytes *line,
                           struct error *error);

/*
 * Opens what parsing needs and enters the reader's sandbox. `memory`: the address space, 0 for the
 * reader's own. Where the kernel has no Landlock the rest of the walls must do.
 */
bool input_sandbox(size_t memory, struct error *error);

#endif
