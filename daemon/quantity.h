/* Durations and sizes as people write them: 500ms 5s 10m 12h 7d, 64KiB 8MiB. */
#ifndef DAEMON_QUANTITY_H
#define DAEMON_QUANTITY_H

#include "base/text.h"

/* A whole number with ms, s, m, h or d; a bare number is seconds. False for anything else. */
bool duration_parse(struct text text, int64_t *ms);

/* A whole number with B, KiB, MiB or GiB; a bare number is bytes. */
bool size_parse(struct text text, int64_t *bytes);

/* A share: "20%", "2.5%" or "0.2". */
bool share_parse(struct text text, double *share);

/* "500 ms", "90 s", "15 min", "12 h", "3 d": for log lines and sentences. */
#define DURATION_ROOM 32
const char *duration_format(int64_t ms, char room[DURATION_ROOM]);

/* "300 bytes", "64 KiB", "8 MiB". */
#define SIZE_ROOM 32
const char *size_format(int64_t bytes, char room[SIZE_ROOM]);

#endif
