/* The target of sitrepd's configuration: a file as an operator, or whoever can write it, has left it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mistakes mistakes = {.arena = arena_new((size_t)16 << 20)};
	struct error error = {0};
	char path[64];

	/* What it could include is this machine's. */
	int fd = size && memmem(data, size, "include", 7) ? -1 : memfd_create("sitrepd.conf", MFD_CLOEXEC);
	if (fd >= 0 && write(fd, data, size) == (ssize_t)size) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		struct config *config = config_read(path, &mistakes, &error);
		/* One or the other: a configuration, or what is wrong with it. */
		if (!config && !error.message[0])
			abort();
		config_free(config);
	}
	if (fd >= 0)
		close(fd);
	arena_free(mistakes.arena);
	return 0;
}
