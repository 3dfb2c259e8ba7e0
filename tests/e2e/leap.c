/*
 * Loaded before the C library by schedule_test.py, so that days of schedule pass in seconds of test. The
 * file that SITREP_LEAP names holds two numbers of eight bytes, in milliseconds: how long the machine has
 * slept (what counts on through a suspend and the wall clock are ahead, the rest stood still), and by how
 * much the wall clock was set besides. Names in ".wire.co.uk" and ".other.co.uk" are 127.0.0.1; every other
 * name is unknown.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *leap; /* slept, set */

/* The function behind ours. ISO C knows no cast from dlsym()'s pointer to one. */
static void find(void *function, const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, sizeof(symbol));
}

static int (*real_clock)(clockid_t id, struct timespec *now);

__attribute__((constructor)) static void leap_open(void)
{
	const char *path = getenv("SITREP_LEAP");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	find(&real_clock, "clock_gettime");
	if (fd < 0)
		return;
	void *map = mmap(NULL, 2 * sizeof(*leap), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map != MAP_FAILED)
		leap = map;
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	if (!real_clock)
		find(&real_clock, "clock_gettime");
	int result = real_clock(id, now);
	if (result || !leap || (id != CLOCK_BOOTTIME && id != CLOCK_REALTIME))
		return result;
	int64_t ms = leap[0] + (id == CLOCK_REALTIME ? leap[1] : 0);
	now->tv_sec += ms / 1000;
	now->tv_nsec += ms % 1000 * 1000000;
	if (now->tv_nsec >= 1000000000) {
		now->tv_sec++;
		now->tv_nsec -= 1000000000;
	} else if (now->tv_nsec < 0) {
		now->tv_sec--;
		now->tv_nsec += 1000000000;
	}
	return 0;
}

static int ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), most = strlen(end);

	return length > most && !strcmp(name + length - most, end);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
	int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	find(&next, "getaddrinfo");
	if (!name || strspn(name, "0123456789.:") == strlen(name))
		return next(name, service, hints, found);
	if (ends_with(name, ".wire.co.uk") || ends_with(name, ".other.co.uk"))
		return next("127.0.0.1", service, hints, found);
	return EAI_NONAME;
}
