/*
 * Loaded before the C library by tests of hard days: allocations, writes and names fail, and clocks step, as the numbers
 * in a file say that the test and the process map (harness.Faults). Only files of the log and the database are
 * touched; readers are started with an environment of their own, and know nothing of it.
 */
/* Each name stands for itself here: open and open64 are two. */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CALLERS_MOST 24

/* Each fails from its `at`-th call on, so many times; counted by `seen`, what failed by `failed`. At 0: none. */
struct turn {
	int64_t seen, at, most, failed;
};

/* In the order of harness.Faults.NAMES. */
struct faults {
	struct turn alloc, write;
	int64_t alloc_thread; /* 0: any; 1: the loop's; 2: all others */
	int64_t alloc_trace;  /* tell on stderr who got nothing */
	int64_t write_number; /* errno */
	int64_t write_where;  /* 1: the log; 2: the database */
	int64_t write_half;   /* half of the first one's bytes go through */
	int64_t wall_ms, boot_ms;
	int64_t names_down;
};

static struct faults none, *faults = &none;

/* glibc's own, for whoever stands before malloc(3). */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("SITREP_FAULTS");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(*faults), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	void *warm[1];

	/* What it loads for itself it loads now. */
	backtrace(warm, 1);
	if (mapped != MAP_FAILED)
		faults = mapped;
	if (fd >= 0)
		close(fd);
}

static bool fails(struct turn *turn)
{
	int64_t number = __atomic_add_fetch(&turn->seen, 1, __ATOMIC_RELAXED);
	int64_t at = __atomic_load_n(&turn->at, __ATOMIC_ACQUIRE);

	if (!at || number < at || number >= at + turn->most)
		return false;
	__atomic_add_fetch(&turn->failed, 1, __ATOMIC_RELAXED);
	return true;
}

/* --- memory --- */

static bool is_meant(void)
{
	return !faults->alloc_thread || (faults->alloc_thread == 1) == (gettid() == getpid());
}

static void trace(void)
{
	void *callers[CALLERS_MOST];

	if (faults->alloc_trace)
		backtrace_symbols_fd(callers, backtrace(callers, CALLERS_MOST), STDERR_FILENO);
}

/* libconfuse 3.3 does not look at what strdup(3) gives it: what it asks for is granted. */
static bool is_for_libconfuse(void)
{
	void *callers[CALLERS_MOST];
	int count = backtrace(callers, CALLERS_MOST);
	Dl_info info;

	for (int i = 0; i < count; i++)
		if (dladdr(callers[i], &info) && info.dli_fname && strstr(info.dli_fname, "libconfuse"))
			return true;
	return false;
}

static bool is_refused(void)
{
	static _Thread_local bool busy; /* backtrace(3) may allocate */

	if (busy || !is_meant() || !fails(&faults->alloc))
		return false;
	busy = true;
	bool granted = is_for_libconfuse();
	if (!granted)
		trace();
	busy = false;
	if (granted)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return is_refused() ? NULL : __libc_realloc(memory, size);
}

/* --- writing --- */

static bool is_ours(const char *path)
{
	return (faults->write_where & 1 && strstr(path, "/alerts.jsonl")) ||
	       (faults->write_where & 2 && strstr(path, "/sitrep.db"));
}

static bool write_fails(int fd)
{
	char link[64], path[512];

	if (!faults->write.at || fd <= STDERR_FILENO)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof(path) - 1);
	if (length <= 0)
		return false;
	path[length] = '\0';
	if (!is_ours(path) || !fails(&faults->write))
		return false;
	errno = (int)faults->write_number;
	return true;
}

static size_t half(size_t length)
{
	return faults->write_half && faults->write.seen == faults->write.at ? length / 2 : 0;
}

ssize_t write(int fd, const void *data, size_t length)
{
	if (!write_fails(fd))
		return syscall(SYS_write, fd, data, length);
	return half(length) ? syscall(SYS_write, fd, data, half(length)) : -1;
}

static ssize_t put(int fd, const void *data, size_t length, off_t at)
{
	if (!write_fails(fd))
		return syscall(SYS_pwrite64, fd, data, length, at);
	return half(length) ? syscall(SYS_pwrite64, fd, data, half(length), at) : -1;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at)
{
	return put(fd, data, length, at);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t at)
{
	return put(fd, data, length, at);
}

int ftruncate(int fd, off_t length)
{
	return write_fails(fd) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate64(int fd, off_t length)
{
	return write_fails(fd) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
}

int fsync(int fd)
{
	return write_fails(fd) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return write_fails(fd) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

/* A file system that is to be read only takes no new writers; a full one no new files. */
static int open_file(const char *path, int flags, mode_t mode)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY &&
	              (faults->write_number == EROFS || (flags & O_CREAT && access(path, F_OK)));

	if (faults->write.at && writes && is_ours(path) && fails(&faults->write)) {
		errno = (int)faults->write_number;
		return -1;
	}
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list more;

	va_start(more, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
	va_end(more);
	return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list more;

	va_start(more, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
	va_end(more);
	return open_file(path, flags, mode);
}

/* --- clocks --- */

int clock_gettime(clockid_t id, struct timespec *now)
{
	int done = (int)syscall(SYS_clock_gettime, id, now);
	bool wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
	int64_t ms = wall ? faults->wall_ms : id == CLOCK_BOOTTIME ? faults->boot_ms : 0;

	now->tv_sec += ms / 1000;
	now->tv_nsec += ms % 1000 * 1000000;
	if (now->tv_nsec >= 1000000000 || now->tv_nsec < 0) {
		now->tv_sec += now->tv_nsec < 0 ? -1 : 1;
		now->tv_nsec += now->tv_nsec < 0 ? 1000000000 : -1000000000;
	}
	return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec exact;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &exact);
	*now = (struct timeval){exact.tv_sec, exact.tv_nsec / 1000};
	return 0;
}

time_t time(time_t *seconds)
{
	struct timespec exact;

	clock_gettime(CLOCK_REALTIME, &exact);
	if (seconds)
		*seconds = exact.tv_sec;
	return exact.tv_sec;
}

/* --- names --- */

/* Names that end in ".wire" are this machine's, as long as there is a name server. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
	int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
	size_t length = name ? strlen(name) : 0;
	bool wire = length > 5 && !strcmp(name + length - 5, ".wire");

	memcpy(&next, &symbol, sizeof(symbol));
	if (wire && faults->names_down)
		return EAI_AGAIN;
	return next(wire ? "127.0.0.1" : name, service, hints, found);
}
