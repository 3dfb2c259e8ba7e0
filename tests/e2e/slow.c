/*
 * Loaded before the C library by stall_test.py and others: while the file that SITREP_SLOW_DISK names exists,
 * a flush takes as long as it does; names that end in ".slow" are resolved as a dead name server does it,
 * names that end in ".inside" to 10.0.0.1, as whoever owns a name can have it.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The function behind ours. ISO C knows no cast from dlsym()'s pointer to one. */
static void find(void *function, const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, sizeof(symbol));
}

static void wait_for_disk(void)
{
	const char *path = getenv("SITREP_SLOW_DISK");

	while (path && access(path, F_OK) == 0)
		usleep(20000);
}

int fdatasync(int fd)
{
	int (*next)(int);

	find(&next, "fdatasync");
	wait_for_disk();
	return next(fd);
}

int fsync(int fd)
{
	int (*next)(int);

	find(&next, "fsync");
	wait_for_disk();
	return next(fd);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
		struct addrinfo **found)
{
	int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	size_t length = name ? strlen(name) : 0;

	find(&next, "getaddrinfo");
	if (length > 5 && !strcmp(name + length - 5, ".slow")) {
		sleep(8);
		return EAI_AGAIN;
	}
	if (length > 7 && !strcmp(name + length - 7, ".inside"))
		name = "10.0.0.1";
	return next(name, service, hints, found);
}
