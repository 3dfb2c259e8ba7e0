#include "daemon/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

bool descriptors_reserved(int fd, int last)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return false;
	return (rlim_t)fd + (rlim_t)last >= limit.rlim_cur;
}

bool descriptors_short(int last)
{
	/* The lowest that is free, as the next one will be. */
	int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

	if (fd < 0)
		return true;
	close(fd);
	return descriptors_reserved(fd, last);
}
