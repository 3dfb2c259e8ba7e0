#include "daemon/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "build_config.h"
#include "daemon/headers.h"

#define FILE_MOST KIB(16)
#define HEADERS_MOST 16

bool credentials_name_check(struct text name)
{
	if (text_starts(name, TEXT("/")))
		return text_is_clean(name, false);
	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && c != '_' && c != '-' && (c != '.' || i == 0))
			return false;
	}
	return name.length > 0 && name.length <= 100;
}

/* --- what stands in it --- */

/* A login has no space behind its first colon; a header has. */
static bool is_header(struct text line)
{
	size_t colon = text_find(line, TEXT(":"), 0);

	return colon != TEXT_NOT_FOUND && colon + 1 < line.length && line.data[colon + 1] == ' ';
}

static bool take_line(struct arena *arena, struct credentials *credentials, struct text line, struct error *error)
{
	if (is_header(line)) {
		if (credentials->headers_count == HEADERS_MOST)
			return error_set(error, ERROR_DATA, "there are more than %d headers", HEADERS_MOST);
		credentials->headers[credentials->headers_count++] = text_copy(arena, line);
		return header_check(line, true, error);
	}
	if (text_find(line, TEXT(":"), 0) == TEXT_NOT_FOUND || !text_is_clean(line, false))
		return error_set(error, ERROR_DATA, "it is neither user:password nor a header");
	if (!text_empty(credentials->login))
		return error_set(error, ERROR_DATA, "it has a second user");
	credentials->login = text_copy(arena, line);
	return true;
}

struct credentials credentials_of(struct arena *arena, struct text name, struct text text)
{
	struct credentials credentials = {.headers = arena_array(arena, HEADERS_MOST, sizeof(struct text))};
	struct error error;
	struct text line;

	for (int number = 1; text_next(&text, '\n', &line); number++) {
		if (line.length && line.data[line.length - 1] == '\r')
			line.length--;
		if (text_empty(line) || line.data[0] == '#' || take_line(arena, &credentials, line, &error))
			continue;
		credentials = (struct credentials){0};
		error_set(&credentials.error, ERROR_CONFIG, "credentials %.*s, line %d: %.100s",
			  TEXT_ARGS(text_cut(name, 80)), number, error.message);
		return credentials;
	}
	if (text_empty(credentials.login) && !credentials.headers_count)
		error_set(&credentials.error, ERROR_CONFIG, "credentials %.*s: there is nothing in the file",
			  TEXT_ARGS(text_cut(name, 100)));
	return credentials;
}

struct credentials credentials_copy(struct arena *arena, const struct credentials *credentials)
{
	struct credentials copy = *credentials;

	copy.login = text_copy(arena, credentials->login);
	copy.headers = arena_array(arena, credentials->headers_count, sizeof(*copy.headers));
	for (size_t i = 0; i < credentials->headers_count; i++)
		copy.headers[i] = text_copy(arena, credentials->headers[i]);
	return copy;
}

struct credentials credentials_with_login(const struct credentials *credentials, struct text login)
{
	struct credentials with = *credentials;

	if (text_empty(with.login))
		with.login = login;
	return with;
}

struct text credentials_basic(struct arena *arena, struct text login)
{
	/* A user without a password has an empty one. */
	bool whole = text_find(login, TEXT(":"), 0) != TEXT_NOT_FOUND;
	struct text pair = text_format(arena, "%.*s%s", TEXT_ARGS(login), whole ? "" : ":");
	struct text encoded = {NULL, BASE64_ENCODE_RAW_LENGTH(pair.length)};
	char *room = arena_alloc(arena, encoded.length);

	base64_encode_raw(room, pair.length, (const uint8_t *)pair.data);
	encoded.data = room;
	return text_format(arena, "Authorization: Basic %.*s", TEXT_ARGS(encoded));
}

/* --- where it stands --- */

static int open_in(struct arena *arena, const char *folder, struct text name, const char **path)
{
	*path = text_string(arena, text_format(arena, "%s/%.*s", folder, TEXT_ARGS(name)));
	return open(*path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/* Its descriptor; `passed`: systemd has passed it, whose access lists look like the group's rights. */
static int open_named(struct arena *arena, struct text name, const char **path, bool *passed)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	int fd = -1;

	*passed = false;
	if (text_starts(name, TEXT("/"))) {
		*path = text_string(arena, name);
		return open(*path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	}
	if (folder && *folder)
		fd = open_in(arena, folder, name, path);
	*passed = fd >= 0;
	return fd >= 0 ? fd : open_in(arena, SITREP_SYSCONFDIR "/credentials", name, path);
}

static bool file_check(int fd, const char *path, bool passed, struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) || !S_ISREG(status.st_mode) || (size_t)status.st_size > FILE_MOST)
		return error_set(error, ERROR_CONFIG, "credentials %.140s: no regular file of at most %zu KiB", path,
				 FILE_MOST >> 10);
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return error_set(error, ERROR_PERMISSION,
				 "credentials %.120s: the file is neither root's nor the daemon's user's", path);
	if (status.st_mode & (passed ? 07 : 077))
		return error_set(error, ERROR_PERMISSION,
				 "credentials %.120s: others may read or change the file (mode %04o); chmod 600", path,
				 (unsigned)status.st_mode & 07777);
	return true;
}

static bool file_read(struct arena *arena, int fd, const char *path, struct text *text, struct error *error)
{
	unsigned char *data = arena_alloc(arena, FILE_MOST);
	size_t length = 0;
	ssize_t got = 1;

	while (length < FILE_MOST && (got = read(fd, data + length, FILE_MOST - length)) > 0)
		length += (size_t)got;
	if (got < 0)
		return error_set(error, ERROR_CONFIG, "credentials %.140s: %s", path, strerror(errno));
	return text_check((struct bytes){data, length}, text) ||
	       error_set(error, ERROR_CONFIG, "credentials %.140s: the file is no text in UTF-8", path);
}

struct credentials credentials_read(struct arena *arena, struct text name)
{
	struct credentials none = {0};
	struct text text;
	const char *path;
	bool passed;

	if (text_empty(name))
		return none;
	int fd = open_named(arena, name, &path, &passed);
	if (fd < 0) {
		error_set(&none.error, ERROR_CONFIG, "credentials %.*s: %.100s: %s",
			  TEXT_ARGS(text_cut(name, 50)), path,
			  errno == EACCES ? "the daemon's user may not read it; chown, or LoadCredential="
					  : strerror(errno));
		return none;
	}
	bool good = file_check(fd, path, passed, &none.error) && file_read(arena, fd, path, &text, &none.error);
	close(fd);
	return good ? credentials_of(arena, name, text) : none;
}
