"""What the end-to-end tests share: the real daemon in a folder of its own, its client, and a newswire on loopback."""
import json
import mmap
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get("SITREP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ["SITREP_BUILD_ROOT"])
sys.path.insert(0, str(SOURCE / "script" / "newswire"))

from newswire import Newswire  # noqa: E402  (found by the path above)

SITREPD, READER, SITREP = BUILD / "daemon/sitrepd", BUILD / "reader/sitrepd-reader", BUILD / "client/sitrep"
SHARED = SOURCE.parent / "shared"
SKIP = 77

__all__ = ["Faults", "Herald", "Newswire", "Station", "SHARED", "BUILD", "SOURCE", "SITREP", "SITREPD", "READER", "SKIP", "check", "wait_until", "finish", "skip"]


def skip(sentence):
    print(sentence)
    sys.exit(SKIP)


failures = []


def check(condition, sentence):
    """Says what was looked at; a failure is remembered and the test goes on to show the rest."""
    print(("ok      " if condition else "FAILED  ") + sentence, flush=True)
    if not condition:
        failures.append(sentence)
    return condition


def finish():
    sys.exit(f"{len(failures)} failed" if failures else 0)


def wait_until(question, seconds, step=0.05):
    """The first true answer, or the last one when the time is over."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(step)


class Herald(Newswire):
    """One outlet that tells of one bombing, whose toll rises with each article: each is an alert, which is there once or is not."""

    def __init__(self, place="Kassala", **where):
        super().__init__(**where)
        self.add_outlet("herald", "Herald", "rss")
        self.place, self.told, self.url = place, 0, self.feed_url("herald")

    def publish(self):
        self.told += 1
        self.add_article("herald", f"article-{self.told}", f"Death toll of car bombing in {self.place} at {self.told}",
                         f"At least {self.told} people were killed when a car bomb exploded at a market in {self.place} today, police said. "
                         f"This is report number {self.told} of the desk in {self.place}.\n\n"
                         f"Ambulances took the wounded to hospitals. Report {self.told} was written by our correspondent near the square.")

    @staticmethod
    def toll(alert):
        return alert.get("killed") if alert["kind"] == "incident_new" else alert.get("to")

    def is_handled(self, station, seconds=20):
        """The last that was published is in the log, and all that was published is read."""
        def is_over():
            alerts, status = station.alerts(), station.status()
            return status and status["articles"]["handled"] >= self.told and alerts and self.toll(alerts[-1]) == self.told
        return wait_until(is_over, seconds)

    def check_once(self, station, sentence, step_by_step=True):
        """Each toll once, in order, with seq from 1 on; where articles came together a later one may have left out earlier ones."""
        alerts = station.alerts()
        tolls = [self.toll(alert) for alert in alerts]
        whole = [a["seq"] for a in alerts] == list(range(1, len(alerts) + 1)) and len({a["id"] for a in alerts}) == len(alerts)
        complete = tolls == list(range(1, self.told + 1)) if step_by_step else tolls == sorted(set(tolls)) and tolls[-1:] == [self.told]
        return check(whole and complete, f"{sentence}: {len(alerts)} alerts of {self.told} articles, each once" + ("" if complete else f": {tolls}"))


class Faults:
    """What fails in a daemon that was started with faults.so: numbers that both have mapped (tests/e2e/faults.c says what they mean)."""

    NAMES = ["alloc_seen", "alloc_at", "alloc_most", "alloc_failed", "write_seen", "write_at", "write_most", "write_failed",
             "alloc_thread", "alloc_trace", "write_number", "write_where", "write_half", "wall_ms", "boot_ms", "names_down"]
    LOG, DATABASE, BOTH = 1, 2, 3
    ALWAYS = 1 << 60

    def __init__(self, station, library):
        path = station.folder / "faults"
        path.write_bytes(b"\0" * 4096)
        with open(path, "r+b") as file:
            object.__setattr__(self, "map", mmap.mmap(file.fileno(), 4096))
        station.environment.update(LD_PRELOAD=str(library), SITREP_FAULTS=str(path))

    def __getattr__(self, name):
        return struct.unpack_from("q", self.map, 8 * self.NAMES.index(name))[0]

    def __setattr__(self, name, value):
        struct.pack_into("q", self.map, 8 * self.NAMES.index(name), value)

    def writes_fail(self, number, where=BOTH, after=0, most=ALWAYS, half=False):
        """From the write behind `after` others on, so many fail with this errno. fsync, ftruncate and opening are writes too."""
        self.write_at, self.write_number, self.write_where, self.write_half = 0, number, where, int(half)
        self.write_seen, self.write_failed, self.write_most = 0, 0, most
        self.write_at = after + 1

    def writes_work(self):
        self.write_at = 0

    def allocations_fail(self, after, most=1, thread=0):
        self.alloc_at, self.alloc_thread, self.alloc_seen, self.alloc_failed, self.alloc_most = 0, thread, 0, 0, most
        self.alloc_at = after + 1

    def allocations_work(self):
        self.alloc_at = 0


class Station:
    """A daemon with its folder: configuration, database, log and socket."""

    SETTINGS = {
        "poll-interval": "1s", "poll-floor": "1s", "poll-slowest": "1s", "start-spread": "0s", "host-spacing": "0s", "gather": "0s",
        "readers": "2", "allow-networks": '{ "127.0.0.0/8" }',
    }

    def __init__(self, feeds=(), **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sitrep-test-"))
        self.socket, self.log = self.folder / "control", self.folder / "alerts.jsonl"
        self.database = self.folder / "state" / "sitrep.db"
        (self.folder / "state").mkdir()
        self.settings = dict(self.SETTINGS, **{k.replace("_", "-"): v for k, v in settings.items()})
        self.process, self.stderr, self.environment, self.watches = None, None, {}, []
        self.reader = READER
        self.configure(feeds)

    def configure(self, feeds):
        paths = {"state-directory": self.folder / "state", "alert-log": self.log, "control-socket": self.socket, "reader": self.reader}
        lines = [f'{key} = "{value}"' for key, value in paths.items()]
        lines += [f"{key} = {value}" for key, value in self.settings.items()]
        lines += [f'feed "{name}" {{ url = "{url}" }}' for name, url in feeds]
        lines += [f'watch "{name}" {{ {keys} }}' for name, keys in self.watches]
        (self.folder / "sitrepd.conf").write_text("\n".join(lines) + "\n")

    def start(self, wait=True, ignore=None):
        """`ignore`: a signal that the daemon inherits as ignored."""
        self.stderr = open(self.folder / "stderr", "ab")
        environment = {k: v for k, v in os.environ.items() if not k.endswith("_DIRECTORY") and k != "NOTIFY_SOCKET"}
        environment.update(self.environment)
        before = (lambda: signal.signal(ignore, signal.SIG_IGN)) if ignore else None
        self.process = subprocess.Popen([SITREPD, "-c", self.folder / "sitrepd.conf"], stderr=self.stderr,
                                        stdout=self.stderr, env=environment, preexec_fn=before, restore_signals=not ignore)
        if wait and not wait_until(lambda: self.ask("status", "--json").returncode == 0 or self.process.poll() is not None, 10):
            raise RuntimeError("the daemon does not answer:\n" + self.messages())
        if wait and self.process.poll() is not None:
            raise RuntimeError("the daemon has ended:\n" + self.messages())
        return self

    def ask(self, *arguments):
        return subprocess.run([SITREP, *arguments, "--socket", self.socket], capture_output=True, text=True, timeout=20)

    def status(self):
        answer = self.ask("status", "--json")
        return json.loads(answer.stdout) if answer.returncode == 0 else None

    def watch_status(self, seconds):
        """Asked again and again for so long: seconds that the slowest answer took, and what was said of the database; None: no answer."""
        slowest, end, states = 0.0, time.monotonic() + seconds, set()
        while time.monotonic() < end:
            begin = time.monotonic()
            status = self.status()
            slowest = max(slowest, time.monotonic() - begin)
            states.add(status["database"]["state"] if status else None)
            time.sleep(0.05)
        return slowest, states

    def alerts(self):
        """The lines of the log, parsed; a torn last line is left out, as a reader of the log must."""
        if not self.log.exists():
            return []
        lines = self.log.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines if line]

    def messages(self):
        file = self.folder / "stderr"
        return file.read_text(errors="replace") if file.exists() else ""

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                return self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
                return None
        return self.process.returncode if self.process else None

    def family(self):
        """The daemon and its readers, as process ids."""
        found = [self.process.pid]
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid:
                found.append(int(entry.parent.name))
        return found

    def memory(self):
        """Bytes of memory of all processes together: their own pages (PSS), so that shared ones count once."""
        total = 0
        for pid in self.family():
            try:
                for line in open(f"/proc/{pid}/smaps_rollup"):
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
            except OSError:
                continue
        return total

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind or failures:
            print("---- the daemon's messages\n" + self.messages()[-6000:])
        shutil.rmtree(self.folder, ignore_errors=True)
