/*
 * A made-up wire: a year of 2,740 articles a day as reports, made of a seed. Of each the title and the
 * first sentences are written and read by extraction, so that its facts are real; its further words are
 * numbers with the frequencies of a language, since nothing behind extraction sees words.
 *
 * Four in ten are other news, the others report incidents that live for some days and whose tolls rise,
 * or are copies of what was sent in the last days, shortened, with a line of another outlet.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include "model/report.h"

struct wire;

/* `places`: files of the lexicon, of which the towns are taken. Ends the process where it cannot. */
struct wire *wire_new(char **places, size_t count);
void wire_free(struct wire *wire);

/* The next one, in the arena, with the time at which it comes in. */
struct report *wire_next(struct wire *wire, struct arena *arena, struct instant *now);

#endif
