"""Running what is measured: the build, programs with their CPU and wall, the real daemon."""
import importlib
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"


class Missing(Exception):
    """A row cannot be measured here; its words say why."""


class Bench:
    """What a row needs to know: where the programs are, how long it may take, and a folder that goes away."""

    def __init__(self, build, quick, full):
        self.build, self.quick, self.full = build, quick, full
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sitrep-bench-"))
        self.notes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def rounds(self, most):
        return max(1, most // 5) if self.quick else most

    def program(self, path):
        program = self.build / path
        if not program.exists():
            raise Missing(f"{path} is not in {self.build.name}, so this is not measured.")
        return program

    def data(self, path):
        if not (DATA / path).exists():
            raise Missing(f"../shared/data/{path} is not beside this checkout, so this is not measured.")
        return DATA / path

    def figures(self, program, *arguments, **options):
        """The "key value" lines of a program of bench/."""
        done = subprocess.run([self.program("bench/" + program), *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                              check=True, **options)
        return {key: float(value) for key, value in (line.split() for line in done.stdout.splitlines())}


def run(command, stdin=subprocess.DEVNULL):
    """Runs a command to its end, its output thrown away: seconds of wall, seconds of CPU."""
    begun = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdin=stdin, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Missing(f"{pathlib.Path(command[0]).name} {command[1]} ended with {process.returncode}, so this is not measured.")
    return wall, usage.ru_utime + usage.ru_stime


def best(values):
    return min(values)


def median(values):
    return statistics.median(values)


def start_once(command):
    """Seconds of wall from starting a command to its end, without Python's own long way of doing it."""
    begun = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status = os.waitpid(pid, 0)
    if status:
        raise Missing(f"{command[0]} failed, so this is not measured.")
    return time.perf_counter() - begun


def start_seconds(commands, times):
    """The median of each command's starts; they take turns, so that they meet the same machine."""
    commands = [list(map(str, command)) for command in commands]
    walls = [[start_once(command) for command in commands] for _ in range(times)]
    return [median(column) for column in zip(*walls)]


def station(bench, feeds=(), **settings):
    """A daemon of the end-to-end tests (tests/e2e/harness.py) with the programs of this build."""
    os.environ["SITREP_BUILD_ROOT"] = str(bench.build)
    sys.path.insert(0, str(ROOT / "tests/e2e"))
    for program in ("daemon/sitrepd", "reader/sitrepd-reader", "client/sitrep"):
        bench.program(program)
    return importlib.import_module("harness").Station(feeds, **settings)


def ask(station, **request):
    """One question over the control socket, without a client's process: the item of its answer, or None."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(station.socket))
        except OSError:
            return None
        connection.sendall(json.dumps(request).encode() + b"\n")
        lines = connection.makefile("rb").readlines()
    answers = [json.loads(line) for line in lines]
    return next((answer["item"] for answer in answers if "item" in answer), None)


def family_cpu(station):
    """Seconds of CPU that the daemon and its readers have had, all threads; those of readers that have ended too."""
    fields = pathlib.Path(f"/proc/{station.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    nanoseconds = sum(map(int, fields[13:15])) * 1e9 / os.sysconf("SC_CLK_TCK")
    for pid in station.family():
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
            nanoseconds += int(task.read_text().split()[0])
    return nanoseconds / 1e9
