"""A name server that is dead, a disk that stalls, a disk that is full: the loop waits for none of them, and nothing is lost."""
import os
import resource
import signal
import sys
import time

from harness import Newswire, Station, check, finish, wait_until

PRELOAD = sys.argv[1]
NAME_S = 8  # that slow.c takes over a name
wire = Newswire()
wire.add_outlet("good", "Good News", "rss")
told = 0


def publish(killed, place):
    global told
    told += 1
    wire.add_article("good", f"article-{told}", f"Car bombing in {place} kills {killed}",
                     f"At least {killed} people were killed when a car bomb exploded at a market in {place} today, police said. "
                     f"This is report number {told} from {place}.")


def handled(station, count, seconds=15):
    return wait_until(lambda: ((station.status() or {}).get("articles") or {}).get("handled", 0) >= count, seconds)


good = wire.feed_url("good")
with Station([("good", good)] + [(f"slow {n}", f"http://n{n}.slow/feed") for n in range(3)], fetch_timeout="2s") as station:
    flag = station.folder / "slow-disk"
    station.environment = {"LD_PRELOAD": PRELOAD, "SITREP_SLOW_DISK": str(flag)}
    publish(3, "Kassala")
    station.start()
    slowest, states = station.watch_status(NAME_S + 1)
    check(None not in states and slowest < NAME_S, f"names that are resolved for {NAME_S} s: the slowest status took {slowest * 1000:.0f} ms")
    check(len(wire.hits("/good/feed")) >= 6, f"the good feed was polled {len(wire.hits('/good/feed'))} times meanwhile")
    check(handled(station, 1), "its article is handled")
    check(station.status()["loop"]["longest_ms"] < NAME_S * 1000, f"the loop was held for {station.status()['loop']['longest_ms']} ms at most")

    flag.touch()
    publish(5, "Mosul")
    slowest, states = station.watch_status(5)
    # It stalls beyond the last of them: whoever waited for it would not have answered.
    check(None not in states, f"a disk that stalls: status answers (in {slowest * 1000:.0f} ms at most)")
    check(any(state and "answered" in state for state in states), f"status says so: {states}")
    flag.unlink()
    check(handled(station, 2), "what came meanwhile is handled when it is over")
    check(station.status()["database"]["state"] == "ok", "and status says that too")
    check(station.stop() == 0, "the daemon stops cleanly")

with Station([("good", good)]) as station:
    # A file that may not grow fails as a full disk does, if nobody dies of the signal.
    station.start(ignore=signal.SIGXFSZ)
    check(handled(station, 2), "two articles are handled")
    before = len(station.alerts())
    resource.prlimit(station.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    publish(7, "Herat")
    time.sleep(5)
    status = station.status()
    check(status is not None, "a full disk: status answers")
    check(status and status["database"]["state"] != "ok", f"it says what is wrong: {status and status['database']['state']}")
    check(len(station.alerts()) == before, "no line is written")
    resource.prlimit(station.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    check(handled(station, 3, 40), "what came meanwhile is handled when there is room")
    alerts = station.alerts()
    check(sum(a.get("killed") == 7 for a in alerts) == 1, "its alert is there once")
    check([a["seq"] for a in alerts] == list(range(1, len(alerts) + 1)), "seq has no holes")
    os.rename(station.log, station.folder / "alerts.jsonl.1")
    station.log.mkdir()
    check(station.ask("reload").returncode == 0, "reload, with a folder where the log should be")
    publish(9, "Quetta")
    check(wait_until(lambda: (station.status() or {}).get("alerts", {}).get("pending", 0) == 1, 10), "the alert waits")
    check("directory" in station.status()["log"]["state"], f"status says why: {station.status()['log']['state']}")
    check("alerts wait" in station.messages(), "the daemon's log says so too")
    station.log.rmdir()
    check(handled(station, 4), "and is written when the log can be")
    check(station.alerts()[-1]["seq"] == len(alerts) + 1, "with the next seq, by what the rotated log says")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
