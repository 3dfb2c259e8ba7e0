"""Pages that take a reader over: whatever it tries or answers then, it is a dead reader, and the rest is read as ever."""
import pathlib
import shlex
import sys
import time

from harness import READER, Newswire, Station, check, finish, wait_until

HERE = pathlib.Path(__file__).resolve().parent
EXPLOIT = sys.argv[1]
LIES = ("garbage", "utf8", "deep", "indices", "endless", "kind")
ATTEMPTS = ("create", "socket-unix", "fork", "execve", "tgkill", "stderr")
GOOD = 6


def script(station, text):
    """A reader of our own; the daemon passes no environment on, so that it is set in a script."""
    path = station.folder / "reader"
    path.write_text("#!/bin/sh\n" + text + '"$@"\n')
    path.chmod(0o755)
    station.reader = path


def newswire(kind, names):
    wire = Newswire()
    wire.add_outlet("good", "Good News", "rss")
    wire.add_outlet("bad", "Bad News", "rss")
    for n in range(GOOD):
        wire.add_article("good", f"good-{n}", f"Car bombing in Kassala kills {n + 3}",
                         f"At least {n + 3} people were killed when a car bomb exploded at a market in Kassala, police said. Number {n}.")
    for name in names:
        wire.add_article("bad", name, f"Nothing about {name}", f"{kind}:{name}. Nine people were killed when a bus left the road near Quito.")
    return wire


def run(kind, names, reader, ending):
    wire = newswire(kind, names)
    station = Station(readers="4")
    script(station, reader)
    station.configure([(key, wire.feed_url(key)) for key in ("good", "bad")])
    with station:
        station.start()
        pid = station.process.pid

        def given_up():
            return sum("given up" in line and ending in line for line in station.messages().splitlines())

        wait_until(lambda: given_up() >= len(names) and (station.status() or {}).get("articles", {}).get("handled", 0) >= GOOD + len(names), 60, 0.2)
        for name in names:
            told = [line for line in station.messages().splitlines() if f"/{name}" in line and "given up" in line]
            check(told and ending in told[0], f"{kind} {name}: {told[0][-70:] if told else 'not given up'}")
            check(len(wire.hits(f"/bad/{name}")) == 3, f"  by the third reader ({len(wire.hits(f'/bad/{name}'))} fetches)")
        articles = station.status()["articles"]
        check((articles["read"], articles["unreadable"]) == (GOOD, len(names)), "every good article is read, and none of the others")
        check(station.status()["readers"]["deaths"] >= len(names), "they were dead readers")
        check(station.process.poll() is None and station.process.pid == pid, "the daemon lives")
        check("forged" not in station.messages() and "Lie" not in str(station.alerts()), "nothing of theirs is in the log")
        check(len(station.alerts()) >= 1, "alerts were written")
        check(station.status() is not None, "status answers")
        check(station.stop() == 0, "the daemon stops cleanly")


def waits_for_nobody(reader):
    """Sixty pages that hold a reader until it is killed, each three times, and then a page of somebody else."""
    wire = newswire("LIE", [f"hang-{n}" for n in range(60)])
    wire.add_outlet("late", "Late News", "rss")
    station = Station(readers="2")
    script(station, reader)
    station.configure([(key, wire.feed_url(key)) for key in ("bad", "late")])
    with station:
        station.start()
        check(wait_until(lambda: (station.status() or {}).get("readers", {}).get("deaths", 0) >= 6, 30), "readers hang, and are killed")
        wire.add_article("late", "late", "Twelve hurt near Quito", "Twelve people were injured when a bus left the road near Quito, police said.")
        begin = time.monotonic()
        read = wait_until(lambda: (station.status() or {}).get("articles", {}).get("read", 0) >= 1, 60)
        check(read, f"an article of another feed is read, after {time.monotonic() - begin:.1f} s")
        check(station.stop() == 0, "the daemon stops cleanly")


LIAR = f"SITREP_READER={shlex.quote(str(READER))} exec {shlex.quote(sys.executable)} {shlex.quote(str(HERE / 'liar.py'))} "
run("LIE", LIES, LIAR, "could not be believed")
waits_for_nobody(LIAR)
if EXPLOIT:
    run("EXPLOIT", ATTEMPTS, f"LD_PRELOAD={shlex.quote(EXPLOIT)} exec {shlex.quote(str(READER))} ", "readers died over it")
    check(not pathlib.Path("/tmp/sitrep-exploit").exists(), "and no file was made")
else:
    print("under sanitizers no library can be loaded before them: the attempts are made on the plain build")
finish()
