/*
 * File descriptors when there are few. The last ones belong to whoever must not wait: the log, the database, the
 * readers, then clients. What is fetched takes none of them, so that it is only the news that waits.
 */
#ifndef DAEMON_DESCRIPTORS_H
#define DAEMON_DESCRIPTORS_H

#include <stdbool.h>

/* Below the limit as it is now (prlimit(1) may change it at any time). */
#define DESCRIPTORS_FOR_CLIENTS 24 /* and all that comes before them */
#define DESCRIPTORS_FOR_DESK 8     /* log, database, readers */

/* True where a descriptor of this number is one of the last so many. */
bool descriptors_reserved(int fd, int last);

/* True where the next descriptor would be one of the last so many, or there is none. */
bool descriptors_short(int last);

#endif
