"""A daemon with nothing to do does nothing: it must not go round for ever asking itself what is due."""
import os
import time

from harness import Newswire, Station, check, finish, wait_until

wire = Newswire()
wire.add_outlet("good", "Good News", "rss")
wire.add_article("good", "first", "Twelve hurt in bus accident near Quito",
                 "Twelve people were injured when a bus left the road near Quito on Monday, police said.")


def seconds_of_cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


with Station([("good", wire.feed_url("good"))]) as station:
    station.start()
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= 1, 10), "the article is handled")
    before = seconds_of_cpu(station.process.pid)
    time.sleep(3)
    used = seconds_of_cpu(station.process.pid) - before
    check(used < 0.45, f"it computes {used / 3:.0%} of the time, polling one feed a second")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
