#include "base/memory.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say(const char *words)
{
	if (write(STDERR_FILENO, words, strlen(words)) < 0)
		return; /* nobody to tell */
}

_Noreturn void memory_end(void)
{
	/* The journal takes it for what it is: critical. */
	if (getenv("JOURNAL_STREAM"))
		say("<2>");
	say(program_invocation_short_name);
	say(": there is no memory left; it ends here, and goes on from what is stored when it is started anew\n");
	_exit(MEMORY_EXIT);
}

void *memory_alloc(size_t size)
{
	void *memory = malloc(size ? size : 1);

	if (!memory)
		memory_end();
	return memory;
}

void *memory_zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		memory_end();
	return memory;
}

void *memory_resize(void *memory, size_t size)
{
	void *moved = realloc(memory, size ? size : 1);

	if (!moved)
		memory_end();
	return moved;
}

char *memory_string(const char *string)
{
	char *copy = strdup(string);

	if (!copy)
		memory_end();
	return copy;
}

void memory_guard_json(void)
{
	json_set_alloc_funcs(memory_alloc, free);
}
