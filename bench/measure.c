#include "bench/measure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static double clock_seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double cpu_now(void)
{
	return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double wall_now(void)
{
	return clock_seconds(CLOCK_MONOTONIC);
}

void give_up(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(1);
}

void say(const char *key, double value)
{
	printf("%s %.9g\n", key, value);
	fflush(stdout);
}

struct bytes file_read(const char *path)
{
	FILE *file = fopen(path, "re");
	struct stat status;

	if (!file || fstat(fileno(file), &status))
		give_up("%s: %s", path, strerror(errno));
	size_t length = (size_t)status.st_size;
	unsigned char *data = malloc(length + 1);
	if (!data || fread(data, 1, length, file) != length)
		give_up("%s: it cannot be read", path);
	data[length] = '\0';
	fclose(file);
	return (struct bytes){data, length};
}

struct bytes *files_read(char **paths, size_t count)
{
	struct bytes *files = calloc(count + 1, sizeof(*files));

	if (!files)
		give_up("no memory");
	for (size_t i = 0; i < count; i++)
		files[i] = file_read(paths[i]);
	return files;
}

size_t files_size(const struct bytes *files, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += files[i].length;
	return size;
}

size_t rounds_of(const char *argument)
{
	int rounds = atoi(argument);

	if (rounds < 1)
		give_up("\"%s\" is no number of rounds", argument);
	return (size_t)rounds;
}

void best_begin(struct best *best)
{
	best->begun = cpu_now();
}

void best_end(struct best *best)
{
	double seconds = cpu_now() - best->begun;

	if (best->seconds == 0 || seconds < best->seconds)
		best->seconds = seconds;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double median(double *values, size_t count)
{
	if (!count)
		return 0;
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}
