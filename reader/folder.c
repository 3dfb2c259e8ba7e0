#include "reader/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

struct folder {
	struct arena *arena;
	struct lexicon_source sources[LIMIT_LEXICON_FILES];
	size_t count;
	size_t bytes;
};

static int is_ours(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && entry->d_name[length - 1] != '~';
}

/* What cannot be read is an empty text with one mistake: the compiler says the file's name with it. */
static bool read_file(struct folder *folder, int at, const char *name, struct text *text, struct error *error)
{
	int fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode)) {
		const char *why = fd < 0 ? strerror(errno) : "it is no file";
		if (fd >= 0)
			close(fd);
		return error_set(error, ERROR_CONFIG, "%s", why);
	}
	size_t length = 0, size = (size_t)status.st_size;
	if (folder->bytes + size > LIMIT_LEXICON) {
		close(fd);
		return error_set(error, ERROR_CONFIG, "more than %zu MB in one folder", LIMIT_LEXICON >> 20);
	}
	folder->bytes += size;
	unsigned char *data = arena_alloc(folder->arena, size);
	for (ssize_t got = 1; length < size && got > 0; length += got > 0 ? (size_t)got : 0)
		got = read(fd, data + length, size - length);
	close(fd);
	if (!text_check((struct bytes){data, length}, text))
		return error_set(error, ERROR_CONFIG, "it is not UTF-8");
	return true;
}

static void add_mistake(struct arena *arena, struct lexicon_mistakes *mistakes, struct text line)
{
	if (mistakes->count == LEXICON_MISTAKES_MOST)
		return;
	mistakes->list = arena_grow(arena, mistakes->list, mistakes->count, &mistakes->room,
				    sizeof(*mistakes->list));
	mistakes->list[mistakes->count++] = line;
}

static void add_file(struct folder *folder, int at, const char *path, const char *name,
		     struct lexicon_mistakes *mistakes)
{
	struct error error;
	struct text text, whole = text_format(folder->arena, "%s/%s", path, name);

	if (folder->count == LIMIT_LEXICON_FILES)
		error_set(&error, ERROR_CONFIG, "more than %d files in one folder", LIMIT_LEXICON_FILES);
	else if (read_file(folder, at, name, &text, &error)) {
		folder->sources[folder->count++] = (struct lexicon_source){whole, text};
		return;
	}
	add_mistake(folder->arena, mistakes,
		    text_format(folder->arena, "%.*s:0: %s", TEXT_ARGS(whole), error.message));
}

const struct lexicon *folder_lexicon(struct arena *arena, const char *path,
				     struct lexicon_examples *examples,
				     struct lexicon_mistakes *mistakes, struct error *error)
{
	int at = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **entries;
	int count = at < 0 ? -1 : scandirat(at, ".", &entries, is_ours, alphasort);

	if (count < 0) {
		error_set(error, errno == EACCES ? ERROR_PERMISSION : ERROR_INPUT, "%.150s: %s", path,
			  strerror(errno));
		if (at >= 0)
			close(at);
		return NULL;
	}
	struct folder *folder = arena_alloc(arena, sizeof(*folder));
	folder->arena = arena;
	for (int i = 0; i < count; i++) {
		add_file(folder, at, path, entries[i]->d_name, mistakes);
		free(entries[i]);
	}
	free(entries);
	close(at);
	return lexicon_extend(arena, folder->sources, folder->count, examples, mistakes);
}
