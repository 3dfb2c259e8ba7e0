/*
 * Settings as the operator wrote them: every key of the configuration files with its strings and the
 * line on which it stands. libconfuse reads; what the strings mean is config.c's business.
 *
 * libconfuse stops at the first mistake, lets a repeated key win silently and puts the environment in
 * place of "${NAME}". So the text is looked through before: comments go, `$` is made literal, repeats
 * and open strings are found. A line that libconfuse refuses is blanked and the rest read again, so
 * that every mistake is told in one go.
 */
#ifndef DAEMON_SETTINGS_H
#define DAEMON_SETTINGS_H

#include "base/error.h"
#include "base/text.h"

/* Mistakes as "file:line: sentence", in the order in which they were found. */
struct mistakes {
	struct arena *arena;
	struct text *lines;
	size_t count;
	size_t room;
};

/* `line` 0: of the whole file. Beyond a hundred nothing is added. */
void mistakes_add(struct mistakes *mistakes, const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

enum section { SECTION_TOP, SECTION_FEED, SECTION_WATCH, SECTION_WEBSUB };

struct setting {
	const char *key;
	const char *file;
	int line;
	struct text *values;  /* one of a plain key, any number of a list */
	size_t values_count;
};

/* One feed or watch section, or the top of a file. */
struct setting_group {
	enum section section;
	struct text title;
	const char *file;
	int line;
	struct setting *settings;
	size_t settings_count;
	size_t settings_room;
};

struct settings {
	struct arena *arena;
	struct setting_group *groups;
	size_t groups_count;
	size_t groups_room;
};

/* The file's groups are added; false only where it cannot be opened. What is wrong in it is in `mistakes`. */
bool settings_read(struct settings *settings, const char *file, struct mistakes *mistakes,
		   struct error *error);

/* The setting of this key in the group; NULL where it is not given. */
const struct setting *setting_of(const struct setting_group *group, const char *key);

/* True of a value with characters that cannot stand on a line, or turn it around. */
bool setting_has_control(struct text text);

#endif
