#include "client/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/sandbox.h"
#include "parsers/charset.h"

bool input_open(struct input *input, const char *path, struct error *error)
{
	struct stat status;

	*input = (struct input){.path = path};
	input->file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	if (!input->file)
		return error_set(error, errno == EACCES ? ERROR_PERMISSION : ERROR_INPUT,
		                 "%.180s: %s", path, strerror(errno));
	if (fstat(fileno(input->file), &status) == 0 && S_ISDIR(status.st_mode)) {
		input_close(input);
		return error_set(error, ERROR_INPUT, "%.180s: it is a folder", path);
	}
	return true;
}

void input_close(struct input *input)
{
	free(input->line);
	if (input->file && input->file != stdin)
		fclose(input->file);
	*input = (struct input){0};
}

static bool failed(const struct input *input, struct error *error)
{
	return error_set(error, ERROR_IO, "%.180s: reading: %s", input->path, strerror(errno));
}

bool input_all(struct input *input, size_t limit, struct bytes *bytes, struct error *error)
{
	size_t room = KIB(64), length = 0;
	unsigned char *data = malloc(room);

	while (data) {
		length += fread(data + length, 1, room - length, input->file);
		if (length < room)
			break;
		if (length > limit) {
			free(data);
			return error_set(error, ERROR_DATA, "%.150s: it is longer than %zu bytes",
			                 input->path, limit);
		}
		room *= 2;
		unsigned char *more = realloc(data, room);
		if (!more)
			free(data);
		data = more;
	}
	if (!data)
		return error_set(error, ERROR_SYSTEM, "%.150s: no memory for it", input->path);
	if (ferror(input->file)) {
		free(data);
		return failed(input, error);
	}
	if (length > limit) {
		free(data);
		return error_set(error, ERROR_DATA, "%.150s: it is longer than %zu bytes",
		                 input->path, limit);
	}
	*bytes = (struct bytes){data, length};
	return true;
}

/* False where memory is gone. */
static bool put(struct input *input, size_t at, char c)
{
	if (at == input->room) {
		size_t room = input->room ? input->room * 2 : KIB(16);
		char *line = realloc(input->line, room);
		if (!line)
			return false;
		input->line = line;
		input->room = room;
	}
	input->line[at] = c;
	return true;
}

enum input_line input_line(struct input *input, size_t limit, struct bytes *line,
                           struct error *error)
{
	size_t length = 0;
	bool too_long = false;
	int c;

	while ((c = getc_unlocked(input->file)) != EOF && c != '\n') {
		too_long |= length >= limit;
		if (too_long)
			continue;
		if (!put(input, length++, (char)c)) {
			error_set(error, ERROR_SYSTEM, "%.150s: no memory for a line", input->path);
			return INPUT_FAILED;
		}
	}
	if (ferror(input->file)) {
		failed(input, error);
		return INPUT_FAILED;
	}
	if (c == EOF && !length && !too_long)
		return INPUT_END;
	*line = (struct bytes){(unsigned char *)input->line, length};
	return too_long ? INPUT_TOO_LONG : INPUT_LINE;
}

bool input_sandbox(size_t memory, struct error *error)
{
	struct sandbox sandbox = {
	        .address_space = memory ? memory : LIMIT_READER_ADDRESS_SPACE,
	        .best_effort = true,
	};

	return charset_open_all(error) && sandbox_enter(&sandbox, error);
}
