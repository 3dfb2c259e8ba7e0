#include "desk/log.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"

/* One batch of lines may be unmarked after a crash: far less than this end of the file holds. */
#define TAIL MIB(8)

struct alert_log alert_log_new(const char *path)
{
	struct alert_log log = {.path = memory_string(path), .fd = -1};

	return log;
}

void alert_log_close(struct alert_log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

static bool failed(const struct alert_log *log, const char *doing, struct error *error)
{
	enum error_kind kind = errno == EACCES || errno == EPERM || errno == EROFS
	                               ? ERROR_PERMISSION
	                       : errno == ENOENT ? ERROR_CREATE
	                                         : ERROR_IO;

	return error_set(error, kind, "alert log %.140s: %s: %s", log->path, doing,
	                 strerror(errno));
}

/* The last bytes of a file, from the beginning of a line on. */
static bool read_tail(const struct alert_log *log, int fd, struct arena *arena, off_t *start,
                      struct text *tail, struct error *error)
{
	struct stat status;

	if (fstat(fd, &status))
		return failed(log, "looking", error);
	size_t length = status.st_size > (off_t)TAIL ? TAIL : (size_t)status.st_size;
	*start = status.st_size - (off_t)length;
	unsigned char *data = arena_alloc(arena, length + 1);
	for (size_t have = 0; have < length;) {
		ssize_t got = pread(fd, data + have, length - have, *start + (off_t)have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(log, "reading", error);
		if (got == 0)
			length = have;
		have += (size_t)got;
	}
	*tail = (struct text){(char *)data, length};
	return true;
}

static bool read_line(struct arena *arena, struct text line, struct written *written)
{
	struct error ignored;
	struct alert alert;
	json_t *json =
	        json_read((struct bytes){(const unsigned char *)line.data, line.length}, &ignored);
	bool read =
	        json && alert_of_json(arena, json, &alert, &ignored) && alert.seq != INTEGER_NONE;

	json_decref(json);
	if (read)
		*written = (struct written){alert.id, alert.seq, alert.logged};
	return read;
}

struct found {
	struct written *lines;
	size_t count, room;
	int64_t after, last;
};

/* Whole lines only. What an operator has put between ours is left alone. */
static void read_lines(struct arena *arena, struct text tail, struct found *found)
{
	struct text rest = tail, line;
	struct written written;

	while (rest.length && memchr(rest.data, '\n', rest.length) &&
	       text_next(&rest, '\n', &line)) {
		if (text_empty(line) || !read_line(arena, line, &written))
			continue;
		if (written.seq > found->last)
			found->last = written.seq;
		if (written.seq <= found->after)
			continue;
		found->lines = arena_grow(arena, found->lines, found->count, &found->room,
		                          sizeof(*found->lines));
		found->lines[found->count++] = written;
	}
}

/* Up to where whole lines stand; what was torn behind it is cut off. */
static bool cut_torn(const struct alert_log *log, int fd, off_t start, struct text *tail,
                     struct error *error)
{
	size_t whole = tail->length;

	while (whole && tail->data[whole - 1] != '\n')
		whole--;
	if (whole < tail->length && ftruncate(fd, start + (off_t)whole))
		return failed(log, "cutting a torn line", error);
	tail->length = whole;
	return true;
}

/* What somebody has locked away is left alone; what cannot be read just now may be read soon. */
static bool locked_away(int number)
{
	return number == EACCES || number == EPERM || number == ENOENT || number == ELOOP;
}

/*
 * The newest of PATH.1, PATH-20260309 and the like that is not compressed. False where it could not be looked at: what
 * was written and not marked may stand there, and would be written twice.
 */
static bool read_rotated(const struct alert_log *log, struct arena *arena, struct found *found,
                         struct error *error)
{
	char pattern[4096];
	struct stat status, newest = {0};
	const char *path = NULL;
	glob_t files;

	snprintf(pattern, sizeof(pattern), "%s[.-]*[0-9]", log->path);
	errno = 0;
	int globbed = glob(pattern, GLOB_NOSORT | GLOB_ERR, NULL, &files);
	if (globbed == GLOB_NOSPACE)
		memory_end();
	if (globbed)
		return globbed == GLOB_NOMATCH || locked_away(errno) || failed(log, "looking for older ones", error);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		if (stat(files.gl_pathv[i], &status) == 0 && S_ISREG(status.st_mode) &&
		    (!path || status.st_mtime > newest.st_mtime)) {
			path = files.gl_pathv[i];
			newest = status;
		}
	}
	int fd = path ? open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
	if (path && fd < 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool fine = !path || fd >= 0 || locked_away(errno) || failed(log, "opening the one before", error);
	struct error ignored;
	struct text tail;
	off_t start;
	if (fd >= 0 && (fine = read_tail(log, fd, arena, &start, &tail, error))) {
		/* Rotated before it could be cut: whoever joins the two files would lose a line to it. */
		(void)cut_torn(log, fd, start, &tail, &ignored);
		read_lines(arena, tail, found);
	}
	if (fd >= 0)
		close(fd);
	globfree(&files);
	return fine;
}

/* A new file is the group's to read whatever the umask, and its name is as safe as its lines. */
static int create(const char *path)
{
	char folder[PATH_MAX];
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);

	if (fd < 0)
		return -1;
	snprintf(folder, sizeof(folder), "%s", path);
	int folder_fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot flush a folder; then the name is as safe as it gets. */
	bool safe = folder_fd >= 0 && (fsync(folder_fd) == 0 || errno == EINVAL);
	int number = errno;
	if (folder_fd >= 0)
		close(folder_fd);
	if (safe && fchmod(fd, 0640) == 0)
		return fd;
	number = safe ? errno : number;
	close(fd);
	errno = number;
	return -1;
}

static int open_or_create(const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 && errno == ENOENT ? create(path) : fd;
}

bool alert_log_open(struct alert_log *log, struct arena *arena, int64_t after,
                    struct written **lines, size_t *count, int64_t *last, struct error *error)
{
	struct found found = {.after = after};
	struct text tail;
	off_t start;

	alert_log_close(log);
	log->fd = open_or_create(log->path);
	if (log->fd < 0)
		return failed(log, "opening", error);
	if (!read_tail(log, log->fd, arena, &start, &tail, error) ||
	    !cut_torn(log, log->fd, start, &tail, error) || !read_rotated(log, arena, &found, error)) {
		alert_log_close(log);
		return false;
	}
	log->length = start + (off_t)tail.length;
	read_lines(arena, tail, &found);
	*lines = found.lines;
	*count = found.count;
	*last = found.last;
	return true;
}

bool alert_log_append(struct alert_log *log, struct text line, struct error *error)
{
	size_t have = 0;

	while (have < line.length) {
		ssize_t put = write(log->fd, line.data + have, line.length - have);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			failed(log, "writing", error);
			/* Where even this fails, the next start finds the torn line and cuts it. */
			if (ftruncate(log->fd, log->length))
				alert_log_close(log);
			return false;
		}
		have += (size_t)put;
	}
	log->length += (off_t)line.length;
	return true;
}

bool alert_log_take_back(struct alert_log *log, off_t length, struct error *error)
{
	if (log->fd < 0)
		return false;
	if (ftruncate(log->fd, length)) {
		failed(log, "taking lines back", error);
		alert_log_close(log);
		return false;
	}
	log->length = length;
	return true;
}

bool alert_log_flush(struct alert_log *log, struct error *error)
{
	/* What is no file, as /dev/stdout, has nothing to flush. */
	if (fdatasync(log->fd) && errno != EINVAL)
		return failed(log, "flushing", error);
	return true;
}
