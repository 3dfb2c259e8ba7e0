"""A disk that is full, at each write of log and database, or that is to be read only: nothing is lost, nothing comes twice."""
import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

from harness import Faults, Herald, Station, check, finish, wait_until

LIBRARY, APART = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
# A mount of our own, seen by nobody else: the test begins itself anew where it may have one.
if "SITREP_OWN_MOUNTS" not in os.environ:
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0:
        os.environ["SITREP_OWN_MOUNTS"] = "yes"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    os.environ["SITREP_OWN_MOUNTS"] = ""
MOUNTS = bool(os.environ["SITREP_OWN_MOUNTS"])


def apart(station):
    """The log gets a folder of its own."""
    (station.folder / "log").mkdir()
    station.log = station.folder / "log" / "alerts.jsonl"


def is_whole(station):
    database = sqlite3.connect(f"file:{station.database}?mode=ro", uri=True)
    try:
        return database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    finally:
        database.close()


def says(station, key, word, seconds=10):
    return wait_until(lambda: word in ((station.status() or {}).get(key) or {}).get("state", ""), seconds)


def mounted(folder, *options):
    subprocess.run(["mount", *options, "tmpfs", str(folder)], check=True)


def fill(folder):
    """Not a byte is left."""
    with open(folder / "ballast", "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def full_disk(where):
    wire = Herald()
    station = Station()
    apart(station)
    folder = station.log.parent if where == "log" else station.database.parent
    mounted(folder, "-t", "tmpfs", "-o", "size=12m")
    try:
        with station:
            station.configure([("Herald", wire.url)])
            wire.publish()
            station.start()
            check(wire.is_handled(station), f"{where} on a small disk: an article is handled")
            fill(folder)
            # The last page of the log may have room for another line or two.
            for _ in range(6):
                wire.publish()
                station.ask("feeds", "poll")
                if says(station, where, "space left", 3):
                    break
            check(says(station, where, "space left"), f"{where} full: status says so: {station.status()[where]['state']}")
            check(station.log.read_bytes().endswith(b"\n"), f"{where} full: no part of a line stands in the log")
            station.kill()
            if where == "log":
                station.start()
                check(says(station, "log", "space left"), "log full: a daemon that starts then waits too")
            else:
                station.start(wait=False)
                wait_until(lambda: station.process.poll() is not None, 5)
                check(station.process.poll() in (None, 74), f"database full: one that starts then goes on or says so: {station.messages().splitlines()[-1]}")
            (folder / "ballast").unlink()
            if station.process.poll() is not None:
                station.start()
            wire.publish()
            check(wire.is_handled(station, 40), f"{where}: with room all is handled")
            wire.check_once(station, f"{where} full", step_by_step=False)
            check(station.stop() == 0 and is_whole(station), f"{where}: the daemon stops cleanly, its database is whole")
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True)
        shutil.rmtree(station.folder, ignore_errors=True)
    wire.close()


def read_only(where):
    """Files that are open keep a real remount from being made, so a forced one is what the library plays; a start is real."""
    number = Faults.LOG if where == "log" else Faults.DATABASE
    wire = Herald()
    station = Station()
    apart(station)
    folder = station.log.parent if where == "log" else station.database.parent
    with station:
        station.configure([("Herald", wire.url)])
        faults = Faults(station, LIBRARY)
        wire.publish()
        station.start()
        check(wire.is_handled(station), "an article is handled")
        faults.writes_fail(errno.EROFS, number)
        wire.publish()
        station.ask("feeds", "poll")
        check(says(station, where, "ead-only" if where == "log" else "database "),
              f"{where} read only: status says so: {station.status()[where]['state']}")
        check(len(station.alerts()) == 1, f"{where} read only: nothing is told that is not safe")
        faults.writes_work()
        check(wire.is_handled(station, 40), f"{where} writable again: all is handled")
        check(station.status()["database"]["state"] == station.status()["log"]["state"] == "ok", "and status is well")
        station.stop()
        if MOUNTS:
            subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
            subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
            station.start(wait=False)
            if where == "log":
                wire.publish()
                check(says(station, "log", "ead-only"), f"a start with a log that is read only: alerts wait: {(station.status() or {}).get('log')}")
                subprocess.run(["umount", str(folder)], check=True)
                check(wire.is_handled(station, 40), "and come when it can be written")
            else:
                wait_until(lambda: station.process.poll() is not None, 10)
                check(station.process.poll() in (73, 74, 77), f"a start on a database that is read only: exit {station.process.poll()}: "
                      f"{station.messages().splitlines()[-1]}")
                subprocess.run(["umount", str(folder)], check=True)
                station.start()
        wire.check_once(station, f"{where} read only")
        check(station.stop() == 0, "the daemon stops cleanly")
    wire.close()


def few_words():
    """Articles whose pages come when the disk is full already are tried again and again, and told of once each."""
    wire, count, seconds = Herald(), 10, 8

    def slow(handler):
        time.sleep(1.5)
        with wire.lock:
            article = next(a for a in wire.articles if handler.path == f"/{a.outlet}/{a.slug}")
        wire.send(handler, 200, article.page(wire).encode(), "text/html; charset=utf-8")

    with Station([("Herald", wire.url)]) as station:
        faults = Faults(station, LIBRARY)
        for n in range(count):
            wire.publish()
            wire.route(f"/herald/article-{n + 1}", slow)
        station.start()
        check(wait_until(lambda: ((station.status() or {}).get("articles") or {}).get("seen") == count, 10), f"{count} articles are under way")
        faults.writes_fail(errno.ENOSPC, Faults.DATABASE)
        check(says(station, "database", "space left"), "the disk is full before they are read")
        before = len(station.messages().splitlines())
        time.sleep(seconds)
        lines = station.messages().splitlines()[before:]
        check(len(lines) <= 2 * count, f"{len(lines)} lines tell of it in {seconds} s: {lines[-1:]}")
        faults.writes_work()
        check(wire.is_handled(station, 40), "with room all is handled")
        wire.check_once(station, "few words", step_by_step=False)
    wire.close()


def each_write():
    """One write after another fails, once, in whole or in half; at 0 apart all of them."""
    wire = Herald()
    with Station([("Herald", wire.url)], alert_ceiling="0") as station:
        faults = Faults(station, LIBRARY)
        wire.publish()
        station.start()
        check(wire.is_handled(station), "an article is handled")
        hit = rounds = 0
        for after in range(random.randrange(APART), 60, APART):
            half = bool(random.getrandbits(1))
            faults.writes_fail(errno.ENOSPC, after=after, most=2 if half else 1, half=half)
            wire.publish()
            station.ask("feeds", "poll")
            if not wire.is_handled(station, 30):
                check(False, f"write {after}, half {half}: the article is handled: {station.status()}")
                break
            hit, rounds = hit + bool(faults.write_failed), rounds + 1
        faults.writes_work()
        check(hit > rounds / 2, f"of {rounds} writes in turn {hit} failed under way")
        wire.check_once(station, "a write that fails")
        check(station.log.read_bytes().endswith(b"\n"), "the log ends with a whole line")

        # What is written at the end, and at the beginning.
        faults.writes_fail(errno.ENOSPC)
        check(station.stop() == 0, "a full disk at the end: the daemon stops")
        for after in range(0, 40, 4 * APART):
            faults.writes_fail(errno.ENOSPC, after=after)
            station.start(wait=False)
            wait_until(lambda: station.process.poll() is not None or station.status(), 10)
            ended = station.process.poll()
            check(ended in (None, 73, 74), f"a disk that is full from write {after} of a start on: {ended or 'it goes on'}")
            faults.writes_work()
            if ended is None:
                station.kill()
        station.start()
        wire.publish()
        check(wire.is_handled(station), "with room the next article is handled")
        wire.check_once(station, "over all that")
        check(station.stop() == 0 and is_whole(station), "the daemon stops cleanly, its database is whole")
    wire.close()


few_words()
each_write()
read_only("log")
read_only("database")
if MOUNTS:
    full_disk("log")
    full_disk("database")
else:
    print("No file systems may be mounted here: the small disk and the start on one that is read only are left out.")
finish()
