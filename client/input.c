#include "client/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sandbox.h"
#include "parsers/charset.h"

bool input_open(struct input *input, const char *path, struct error *error)
{
	struct stat status;

	*input = (struct input){.path = path, .descriptor = STDIN_FILENO};
	if (strcmp(path, "-") != 0)
		input->descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (input->descriptor < 0)
		return error_set(error, errno == EACCES ? ERROR_PERMISSION : ERROR_INPUT,
		                 "%.180s: %s", path, strerror(errno));
	if (fstat(input->descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
		input_close(input);
		return error_set(error, ERROR_INPUT, "%.180s: it is a folder", path);
	}
	return true;
}

void input_close(struct input *input)
{
	free(input->buffer);
	if (input->descriptor > STDIN_FILENO)
		close(input->descriptor);
	*input = (struct input){.descriptor = -1};
}

/* Room behind what is there: that of lines given out, or a larger buffer. */
static bool make_room(struct input *input, struct error *error)
{
	if (input->end < input->room)
		return true;
	if (input->begin > input->room / 2) {
		input->end -= input->begin;
		memmove(input->buffer, input->buffer + input->begin, input->end);
		input->begin = 0;
		return true;
	}
	size_t room = input->room ? input->room * 2 : KIB(64);
	unsigned char *buffer = realloc(input->buffer, room);
	if (!buffer)
		return error_set(error, ERROR_SYSTEM, "%.150s: no memory for it", input->path);
	input->buffer = buffer;
	input->room = room;
	return true;
}

/* What there is by now, not all that fits: a stream's lines are wanted as they come. */
static bool read_more(struct input *input, bool *ended, struct error *error)
{
	if (!make_room(input, error))
		return false;
	ssize_t got = read(input->descriptor, input->buffer + input->end, input->room - input->end);
	if (got < 0)
		return error_set(error, ERROR_IO, "%.180s: reading: %s", input->path, strerror(errno));
	input->end += (size_t)got;
	*ended = !got;
	return true;
}

bool input_all(struct input *input, size_t limit, struct bytes *bytes, struct error *error)
{
	for (bool ended = false; !ended;) {
		if (!read_more(input, &ended, error))
			return false;
		if (input->end > limit)
			return error_set(error, ERROR_DATA, "%.150s: it is longer than %zu bytes",
			                 input->path, limit);
	}
	*bytes = (struct bytes){input->buffer, input->end};
	input->buffer = NULL;
	return true;
}

/* Where the line that begins here ends; NULL: not in what there is. The first bytes have been looked at. */
static const unsigned char *line_end(const struct input *input, size_t seen)
{
	size_t there = input->end - input->begin;

	return there > seen ? memchr(input->buffer + input->begin + seen, '\n', there - seen) : NULL;
}

/* What stands before `end`, or all that there is. */
static struct bytes take_line(struct input *input, const unsigned char *end)
{
	const unsigned char *begin = input->buffer + input->begin;
	size_t length = end ? (size_t)(end - begin) : input->end - input->begin;

	input->begin += length + (end != NULL);
	return (struct bytes){begin, length};
}

enum input_line input_line(struct input *input, size_t limit, struct bytes *line,
                           struct error *error)
{
	bool too_long = false, ended = false;
	const unsigned char *end;
	size_t seen = 0;

	while (!(end = line_end(input, seen)) && !ended) {
		seen = input->end - input->begin;
		if (seen > limit) {
			too_long = true;
			input->begin = input->end = seen = 0;
		}
		if (!read_more(input, &ended, error))
			return INPUT_FAILED;
	}
	*line = take_line(input, end);
	if (!end && !line->length && !too_long)
		return INPUT_END;
	return too_long || line->length > limit ? INPUT_TOO_LONG : INPUT_LINE;
}

bool input_sandbox(size_t memory, struct error *error)
{
	struct sandbox sandbox = {
	        .address_space = memory ? memory : LIMIT_READER_ADDRESS_SPACE,
	        .best_effort = true,
	};

	return charset_open_all(error) && sandbox_enter(&sandbox, error);
}
