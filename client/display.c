#include "client/display.h"

#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

/* As ls and ps do it: COLUMNS, then the terminal; output into a file or a pipe stays whole. */
static int columns_now(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	int64_t number;

	if (columns && text_number(text_of(columns), &number) && number >= 40 && number <= 10000)
		return (int)number;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		return size.ws_col;
	return 0;
}

struct display display_new(void)
{
	struct display display = {.columns = columns_now()};
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
	struct timespec now;

	/* Only what characters are; numbers stay as programs read them. */
	setlocale(LC_CTYPE, "");
	display.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	display.colour = isatty(STDOUT_FILENO) && !(none && *none) &&
	                 !(terminal && !strcmp(terminal, "dumb"));
	clock_gettime(CLOCK_REALTIME, &now);
	display.now.ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	return display;
}

void display_tone(const struct display *display, enum tone tone)
{
	static const char *const codes[] = {"\033[0m",  "\033[2m",  "\033[32m",
	                                    "\033[33m", "\033[31m", "\033[1m"};

	if (display->colour)
		fputs(codes[tone], stdout);
}

const char *display_string(const json_t *value, char *room, size_t length)
{
	const char *string = json_string_value(value);
	struct arena *arena = arena_new(MIB(1));

	*room = '\0';
	if (string) {
		struct text text = text_clean(arena, text_cut(text_of(string), length * 2), false);
		text = text_cut(text, length - 1);
		memcpy(room, text.data ? text.data : "", text.length);
		room[text.length] = '\0';
	}
	arena_free(arena);
	return room;
}

const char *display_text(const json_t *object, const char *key, char *room, size_t length)
{
	return display_string(json_object_get(object, key), room, length);
}

const char *display_span(int64_t ms, char *room, size_t length)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (ms >= units[i].ms || i == 3) {
			snprintf(room, length, "%" PRId64 " %s", ms / units[i].ms, units[i].name);
			break;
		}
	}
	return room;
}

const char *display_time(const struct display *display, const json_t *value, char *room,
                         size_t length)
{
	struct instant instant;
	const char *string = json_string_value(value);
	char distance[40];

	if (!string || !instant_parse(text_of(string), &instant)) {
		snprintf(room, length, "never");
		return room;
	}
	int64_t apart = instant.ms - display->now.ms;
	if (apart >= 1000)
		snprintf(room, length, "in %s", display_span(apart, distance, sizeof(distance)));
	else if (apart > -1000)
		snprintf(room, length, "now");
	else
		snprintf(room, length, "%s ago", display_span(-apart, distance, sizeof(distance)));
	return room;
}

const char *display_clock(const json_t *value, char *room, size_t length)
{
	const char *string = json_string_value(value);
	struct instant instant;
	struct tm local;

	if (!string || !instant_parse(text_of(string), &instant)) {
		snprintf(room, length, "never");
		return room;
	}
	time_t seconds = (time_t)(instant.ms / 1000);
	localtime_r(&seconds, &local);
	strftime(room, length, "%b %e %H:%M:%S", &local);
	return room;
}

void display_column(const char *text, int width)
{
	struct text rest = text_of(text);
	size_t at = 0, cut = 0;
	int cells = 0, cut_cells = 0;

	while (at < rest.length) {
		size_t next = at;
		int wide = text_cells(text_codepoint(rest, &next));
		if (cells + wide > width)
			break;
		cells += wide;
		at = next;
		if (cells <= width - 1) {
			cut = at;
			cut_cells = cells;
		}
	}
	if (at < rest.length) {
		printf("%.*s\xe2\x80\xa6", (int)cut, text);
		cells = cut_cells + 1;
	} else {
		fputs(text, stdout);
	}
	for (; cells < width; cells++)
		putchar(' ');
}

static int cells_of(struct text text)
{
	int cells = 0;

	for (size_t at = 0; at < text.length;)
		cells += text_cells(text_codepoint(text, &at));
	return cells;
}

void display_rest(const struct display *display, const char *text, int column)
{
	int room = display->columns - column;

	if (display->columns && room > 0 && cells_of(text_of(text)) > room)
		display_column(text, room);
	else
		fputs(text, stdout);
}

/* Where the last `room` cells begin. */
static const char *tail_of(const char *text, int room)
{
	struct text rest = text_of(text);
	int left = cells_of(rest);
	size_t at = 0;

	while (at < rest.length && left > room)
		left -= text_cells(text_codepoint(rest, &at));
	return text + at;
}

void display_address(const struct display *display, const char *url, int column)
{
	int room = display->columns - column;
	const char *host = strstr(url, "://");

	if (display->columns && room > 0 && cells_of(text_of(url)) > room && host)
		url = host + 3;
	if (!display->columns || room < 8 || cells_of(text_of(url)) <= room) {
		display_rest(display, url, column);
		return;
	}
	display_column(url, room - room / 2);
	fputs(tail_of(url, room / 2), stdout);
}

int display_words(const struct display *display, const char *text, int indent, int column)
{
	struct text rest = text_of(text);

	for (size_t at = 0, end; at < rest.length; at = end) {
		for (end = at + 1; end < rest.length && rest.data[end] != ' ';)
			end++;
		/* A word and the space before it; at the start of a line without it. */
		struct text word = text_slice(rest, at, end);
		int cells = cells_of(word);
		if (display->columns && column + cells > display->columns && word.data[0] == ' ') {
			printf("\n%*s", indent, "");
			column = indent;
			word = text_slice(word, 1, word.length);
			cells--;
		}
		fwrite(word.data, 1, word.length, stdout);
		column += cells;
	}
	return column;
}

void display_json(const json_t *json)
{
	char *line = json_line(json);

	puts(line);
	free(line);
	fflush(stdout);
}

void display_sparkline(const struct display *display, const int64_t *values, size_t count)
{
	int64_t least = INT64_MAX, most = INT64_MIN;

	if (count < 2)
		return;
	for (size_t i = 0; i < count; i++) {
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	for (size_t i = 0; i < count; i++) {
		/* In doubles: the difference of two figures of any size fits. */
		double part = most > least ? ((double)values[i] - (double)least) / ((double)most - (double)least) : 0.5;
		int height = (int)(part * 7);
		if (display->utf8)
			printf("\xe2\x96%c", 0x81 + height);
		else
			putchar("_.,:-=+#"[height]);
	}
}
