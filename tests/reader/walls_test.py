"""A reader that a document has taken over gets nowhere: what it tries is refused, or the end of it."""
import pathlib
import platform
import signal
import sys

from harness import Reader

PROGRAM, EXPLOIT = map(pathlib.Path, sys.argv[1:])
CAME_THROUGH, REFUSED = 42, 43
PROSE = b"The river rose by two metres in the night, the mayor said, and the lower town was cleared before dawn. "

# What is refused with an error, because libraries try it too; all else is the end.
REFUSALS = {"open", "openat", "create", "folder", "newfstatat", "ioctl", "stdout", "stderr", "too-much"}
ENDS = {
    "openat2", "statx", "readlink", "unlink", "mkdir", "symlink", "chmod", "memfd", "execve", "io_uring", "socket-inet", "socket-unix",
    "socketpair", "connect", "accept", "sendmsg", "recvmsg", "fork", "vfork", "thread", "ptrace", "read-memory", "kill", "tkill", "tgkill",
    "sigqueue", "pidfd", "unshare", "setuid", "prctl", "rlimit", "bpf", "keyctl", "mmap-exec", "mprotect-exec",
}
# The same calls by other numbers: those of 32 bits, those of x32.
TABLES = {"int80", "x32"} if platform.machine() == "x86_64" else set()
FILES = ("open", "openat", "create", "folder", "mkdir", "symlink", "execve", "unlink")
failed = False


def check(condition, sentence):
    global failed
    print(("ok      " if condition else "FAILED  ") + sentence)
    failed = failed or not condition


def attempt(what, without=""):
    """How a reader ends that is told to try: a status, or a signal below zero."""
    reader = Reader(PROGRAM, "--best-effort", LD_PRELOAD=str(EXPLOIT), WALLS=without)
    answer = reader.ask(b"<html><body><p>EXPLOIT:%s</p><p>%s</p>" % (what.encode(), PROSE * 3), what="page", url="http://x.example/")
    told = reader.process.stdout.read() + reader.process.stderr.read()
    if answer is not None or b"forged" in told:
        return CAME_THROUGH
    return reader.end()


reader = Reader(PROGRAM, "--best-effort", LD_PRELOAD=str(EXPLOIT))
landlock = reader.ready == b"ready"
report = reader.ask(b"<html><body><h1>Flood</h1><p>%s</p>" % (PROSE * 3), what="page", url="http://x.example/")["report"]
check(PROSE.decode().strip() in report["article"]["text"] and reader.end() == 0, "a page that tries nothing is read")

for what in sorted(REFUSALS):
    check(attempt(what) == REFUSED, f"{what}: refused")
for what in sorted(ENDS | TABLES):
    status = attempt(what)
    check(status == -signal.SIGSYS, f"{what}: the end ({status})")

# Each wall by itself: with the other one taken away, files are out of reach all the same.
for what in FILES[:4]:
    check(attempt(what, "landlock") in (REFUSED, -signal.SIGSYS), f"{what}: with the filter alone")
if landlock:
    for what in FILES:
        check(attempt(what, "filter") == REFUSED, f"{what}: with Landlock alone")
    check(attempt("open", "filter landlock") == CAME_THROUGH, "with neither of them it would come through")
else:
    print("this kernel has no Landlock: it was not tried alone")
sys.exit(1 if failed else 0)
