#include "base/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if SANITIZED
/* The search for leaks at the end opens files and attaches to its parent, which nothing here may. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

static bool limit(int resource, rlim_t value, struct error *error)
{
	struct rlimit limits = {value, value}, now;

	/* Never up: a limit that is lower already stays. */
	if (getrlimit((__rlimit_resource_t)resource, &now) == 0 && now.rlim_max < value)
		limits.rlim_cur = limits.rlim_max = now.rlim_max;
	if (setrlimit((__rlimit_resource_t)resource, &limits))
		return error_set(error, ERROR_SYSTEM, "sandbox: a resource limit cannot be set: %s",
		                 strerror(errno));
	return true;
}

static bool set_limits(const struct sandbox *sandbox, struct error *error)
{
	/* The sanitizers reserve terabytes of addresses for their shadow. */
	if (sandbox->address_space && !SANITIZED &&
	    !limit(RLIMIT_AS, sandbox->address_space, error))
		return false;
	if (sandbox->cpu_seconds && !limit(RLIMIT_CPU, sandbox->cpu_seconds, error))
		return false;
	/* Commands write their answer to whatever stdout is; the sanitizers their findings to stderr. */
	if (sandbox->no_files && !SANITIZED && !limit(RLIMIT_FSIZE, 0, error))
		return false;
	return limit(RLIMIT_CORE, 0, error) && limit(RLIMIT_NPROC, 0, error);
}

/* Landlock (landlock(7)) with a ruleset that handles every right and allows none. */
static bool enter_landlock(struct sandbox *sandbox, struct error *error)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr rules = {
	        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
	                             LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
	                             LANDLOCK_ACCESS_FS_REMOVE_DIR |
	                             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
	                             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	                             LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
	                             LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
	};

	if (abi < 1) {
		if (sandbox->best_effort)
			return true;
		return error_set(error, ERROR_SYSTEM,
		                 "sandbox: this kernel has no Landlock (%s); sandbox = "
		                 "\"best-effort\" goes without",
		                 strerror(errno));
	}
#ifdef LANDLOCK_ACCESS_FS_REFER
	if (abi >= 2)
		rules.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
#endif
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
	if (abi >= 3)
		rules.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
#endif
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	if (ruleset < 0)
		return error_set(error, ERROR_SYSTEM, "sandbox: Landlock: %s", strerror(errno));
	long entered = syscall(SYS_landlock_restrict_self, ruleset, 0);
	int number = errno;
	close(ruleset);
	if (entered)
		return error_set(error, ERROR_SYSTEM, "sandbox: Landlock: %s", strerror(number));
	sandbox->landlocked = true;
	return true;
}

struct call {
	int number;
	uint32_t action;
};

/*
 * What computing, allocating and talking over open descriptors takes. All else kills the process. The
 * calls of limited_calls() are further down: they are allowed with some arguments only.
 */
static const struct call calls[] = {
        {SCMP_SYS(read), SCMP_ACT_ALLOW},
        {SCMP_SYS(readv), SCMP_ACT_ALLOW},
        {SCMP_SYS(write), SCMP_ACT_ALLOW},
        {SCMP_SYS(writev), SCMP_ACT_ALLOW},
        {SCMP_SYS(recvfrom), SCMP_ACT_ALLOW},
        {SCMP_SYS(sendto), SCMP_ACT_ALLOW},
        {SCMP_SYS(close), SCMP_ACT_ALLOW},
        {SCMP_SYS(lseek), SCMP_ACT_ALLOW},
        {SCMP_SYS(fstat), SCMP_ACT_ALLOW},
        {SCMP_SYS(brk), SCMP_ACT_ALLOW},
        {SCMP_SYS(munmap), SCMP_ACT_ALLOW},
        {SCMP_SYS(mremap), SCMP_ACT_ALLOW},
        {SCMP_SYS(madvise), SCMP_ACT_ALLOW},
        {SCMP_SYS(futex), SCMP_ACT_ALLOW},
        {SCMP_SYS(exit), SCMP_ACT_ALLOW},
        {SCMP_SYS(exit_group), SCMP_ACT_ALLOW},
        {SCMP_SYS(rt_sigreturn), SCMP_ACT_ALLOW},
        {SCMP_SYS(rt_sigprocmask), SCMP_ACT_ALLOW},
        {SCMP_SYS(rt_sigaction), SCMP_ACT_ALLOW},
        {SCMP_SYS(sigaltstack), SCMP_ACT_ALLOW},
        {SCMP_SYS(getpid), SCMP_ACT_ALLOW},
        {SCMP_SYS(gettid), SCMP_ACT_ALLOW},
        {SCMP_SYS(clock_gettime), SCMP_ACT_ALLOW},
        {SCMP_SYS(getrandom), SCMP_ACT_ALLOW},
        {SCMP_SYS(restart_syscall), SCMP_ACT_ALLOW},
        /* glibc's qsort() asks how much memory there is before it sorts a large array. */
        {SCMP_SYS(sysinfo), SCMP_ACT_ALLOW},
        /* Libraries ask for files on their way to an error of their own (iconv, locales): a plain
           no. */
        {SCMP_SYS(open), SCMP_ACT_ERRNO(EACCES)},
        {SCMP_SYS(openat), SCMP_ACT_ERRNO(EACCES)},
        /* Landlock hides no file's existence, size and times. glibc's fstat() is this call too. */
        {SCMP_SYS(newfstatat), SCMP_ACT_ERRNO(EACCES)},
        {SCMP_SYS(stat), SCMP_ACT_ERRNO(EACCES)},
        {SCMP_SYS(access), SCMP_ACT_ERRNO(EACCES)},
        {SCMP_SYS(readlink), SCMP_ACT_ERRNO(EACCES)},
        {SCMP_SYS(ioctl), SCMP_ACT_ERRNO(ENOTTY)},
};

/* What the sanitizers need to report, and LeakSanitizer to look; sanitized builds only. */
static const int sanitizer_calls[] = {
        SCMP_SYS(clone),
        SCMP_SYS(wait4),
        SCMP_SYS(ptrace),
        SCMP_SYS(prctl),
        SCMP_SYS(getppid),
        SCMP_SYS(sched_yield),
        SCMP_SYS(pipe),
        SCMP_SYS(prlimit64),
        SCMP_SYS(getdents64),
        SCMP_SYS(dup),
        SCMP_SYS(getuid),
        SCMP_SYS(kill),
        SCMP_SYS(sched_getaffinity),
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(set_robust_list),
        SCMP_SYS(rseq),
};

/* Memory that is never code, and signals to nobody else: abort() sends one to its own process. */
static int limited_calls(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp data = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
	int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, data);

	if (!failed)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, data);
	if (!failed)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, own);
	return failed;
}

static bool enter_seccomp(struct error *error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed = filter ? 0 : -ENOMEM;

	for (size_t i = 0; !failed && i < sizeof(calls) / sizeof(*calls); i++)
		failed = seccomp_rule_add(filter, calls[i].action, calls[i].number, 0);
	for (size_t i = 0;
	     SANITIZED && !failed && i < sizeof(sanitizer_calls) / sizeof(*sanitizer_calls); i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, sanitizer_calls[i], 0);
	if (!failed)
		failed = limited_calls(filter);
	if (!failed)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	if (failed)
		return error_set(error, ERROR_SYSTEM, "sandbox: seccomp: %s", strerror(-failed));
	return true;
}

bool sandbox_enter(struct sandbox *sandbox, struct error *error)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_set(error, ERROR_SYSTEM, "sandbox: no new privileges: %s",
		                 strerror(errno));
	/* Nobody attaches to it, and it leaves no core. */
	prctl(PR_SET_DUMPABLE, SANITIZED, 0, 0, 0);
	if (!set_limits(sandbox, error) || !enter_landlock(sandbox, error) || !enter_seccomp(error))
		return false;
	/* The sanitizers tell their findings there. */
	if (sandbox->silent && !SANITIZED) {
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
	}
	return true;
}
