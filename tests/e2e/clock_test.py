"""The wall clock is stepped both ways, and the machine sleeps: schedules go by what has passed, stamps by the clock, nothing is lost."""
import datetime
import os
import signal
import sys
import time

from harness import Faults, Herald, Station, check, finish, wait_until

LIBRARY = sys.argv[1]
DAY = 86400000
wire = Herald()


def year(alert):
    return int(alert["logged"][:4])


def polls_in(seconds):
    """How often the feed is asked within that time."""
    before = len(wire.hits("/herald/feed"))
    time.sleep(seconds)
    return len(wire.hits("/herald/feed")) - before


with Station([("Herald", wire.url)], gather="1s") as station:
    faults = Faults(station, LIBRARY)
    wire.publish()
    station.start()
    check(wire.is_handled(station), "an article is handled")
    now = datetime.datetime.now(datetime.timezone.utc).year
    for title, days in (("a year ahead", 366), ("back", 0), ("to twenty years ago", -7305), ("to a century ahead", 36525), ("an hour back from there", 36524), ("right", 0)):
        faults.wall_ms = days * DAY
        polls = polls_in(3)
        check(1 <= polls <= 5, f"the clock goes {title}: the feed is asked {polls} times in 3 s")
        wire.publish()
        check(wire.is_handled(station, 15), f"{title}: the next article is handled")
        alert = station.alerts()[-1]
        stamp = now + round(days / 365.25)
        check(abs(year(alert) - stamp) <= 1, f"{title}: its alert is stamped {alert['logged']}")
    status = station.status()
    check(status["alerts"]["pending"] == 0 and status["feeds"]["failing"] == 0, "no alert waits, no feed fails")
    wire.check_once(station, "over all steps")

    # A clock that is wrong while the daemon starts, and right when it starts again.
    station.kill()
    faults.wall_ms = 3650 * DAY
    wire.publish()
    station.start()
    check(wire.is_handled(station), "a start ten years ahead: the next article is handled")
    station.kill()
    faults.wall_ms = 0
    wire.publish()
    station.start()
    check(wire.is_handled(station), "a start in the present behind it: the next one too")
    polls = polls_in(3)
    check(1 <= polls <= 5, f"and the feed is asked {polls} times in 3 s")

    # The machine sleeps for a night: only the clock that counts sleep goes on.
    faults.boot_ms += DAY // 3
    faults.wall_ms += DAY // 3
    polls = polls_in(3)
    check(1 <= polls <= 5, f"a night's sleep: the feed is asked {polls} times in 3 s, not once for each time that was missed")
    wire.publish()
    check(wire.is_handled(station), "and the next article is handled")
    check(station.status()["loop"]["longest_ms"] < 5000, "sleep is not taken for a loop that was held")
    faults.wall_ms = 0

    # Stopped in the middle of its work, with and without its readers.
    for whole in (False, True):
        wire.publish()
        station.ask("feeds", "poll")
        time.sleep(0.02)
        stopped = station.family() if whole else [station.process.pid]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(3)
        for pid in stopped:
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                pass
        check(wire.is_handled(station, 30), f"stopped for 3 s{', readers too' if whole else ''}: the article is handled")
    status = station.status()
    check(status["articles"]["unreadable"] == 0, "no article was given up")
    wire.check_once(station, "over sleep and stops")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
