/*
 * What the benchmarks share: clocks, documents in memory, and figures as lines of "key value",
 * which bench/runs.py reads.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "base/text.h"

/* Seconds. CPU is that of the whole process. */
double cpu_now(void);
double wall_now(void);

/* Ends the process with a sentence where something cannot be measured. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

void say(const char *key, double value);

/* A whole file in memory that lives as long as the process. */
struct bytes file_read(const char *path);
/* All of these files. */
struct bytes *files_read(char **paths, size_t count);
size_t files_size(const struct bytes *files, size_t count);

/* How often to repeat, from the command line. */
size_t rounds_of(const char *argument);

/* The least of a measurement that is taken again and again: noise has added least to it. */
struct best {
	double seconds;
	double begun;
};
void best_begin(struct best *best);
void best_end(struct best *best);

/* The middle of some values, which are sorted by it; 0 of none. */
double median(double *values, size_t count);

#endif
