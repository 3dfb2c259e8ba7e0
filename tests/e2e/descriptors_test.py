"""No descriptors are left: what is fetched waits, socket, log and database go on; with none at all nothing spins, and nothing is lost."""
import os
import resource
import socket
import sys
import time

from harness import Herald, Station, check, finish, wait_until

wire = Herald()


def descriptors(station):
    return sorted(int(name) for name in os.listdir(f"/proc/{station.process.pid}/fd"))


def limit(station, number):
    resource.prlimit(station.process.pid, resource.RLIMIT_NOFILE, (number, 4096))


def free_above(station, spare):
    """A limit under which so many numbers are free."""
    used, number = set(descriptors(station)), 0
    while spare or number in used:
        spare -= number not in used
        number += 1
    limit(station, number)


def cpu(station):
    fields = open(f"/proc/{station.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def callback_answers(port):
    """The first line of what it says to a stranger."""
    with socket.create_connection(("127.0.0.1", port), 10) as visitor:
        visitor.sendall(b"GET /hook/none HTTP/1.1\r\n\r\n")
        return visitor.recv(100).split(b"\r\n")[0]


with Station([("Herald", wire.url)]) as station:
    port = free_port()
    file = station.folder / "sitrepd.conf"
    file.write_text(file.read_text() + f'websub {{\n callback = "http://hooks.example.org/hook"\n listen = "127.0.0.1:{port}"\n}}\n')
    wire.publish()
    station.start()
    check(wire.is_handled(station), "an article is handled")

    # Some are left: those that are not for fetching.
    free_above(station, 16)
    time.sleep(0.5)
    hits = len(wire.hits("/herald/feed"))
    wire.publish()
    time.sleep(3)
    check(len(wire.hits("/herald/feed")) <= hits + 1, "few descriptors: nothing is fetched")
    status = station.status()
    check(status is not None and status["feeds"]["failing"] == 0, "status answers, and no feed is blamed")
    check("descriptors" in station.messages(), "the log says why")
    os.rename(station.log, station.folder / "alerts.jsonl.1")
    check(station.ask("reload").returncode == 0 and wait_until(station.log.exists, 5), "the log can be rotated, the configuration read")
    check(station.status()["log"]["state"] == "ok", f"and written: {station.status()['log']['state']}")
    limit(station, 1024)
    check(wire.is_handled(station), "with more of them what came meanwhile is handled")

    # None is left.
    first = station.folder / "alerts.jsonl.1"
    free_above(station, 0)
    wire.publish()
    begin, slept = cpu(station), time.monotonic()
    # The kernel takes it; the daemon cannot.
    hub = socket.create_connection(("127.0.0.1", port), 10)
    try:
        station.ask("status")
    except Exception:
        pass
    os.kill(station.process.pid, 1)
    time.sleep(2)
    used = (cpu(station) - begin) / (time.monotonic() - slept)
    check(used < 0.5, f"none at all: the daemon waits, at {100 * used:.0f} % of a core")
    check(len(station.messages().splitlines()) < 60, f"and says so in {len(station.messages().splitlines())} lines")
    limit(station, 1024)
    check(wait_until(lambda: station.status() is not None, 10), "with more of them status answers again")
    hub.close()
    check(callback_answers(port) == b"HTTP/1.1 404 Not Found", "and so does the callback")
    wire.publish()
    check(wire.is_handled(station, 30), "and what came meanwhile is handled")
    check(station.status()["log"]["state"] == "ok" and station.status()["database"]["state"] == "ok", "log and database are well")
    check(station.stop() == 0, "the daemon stops cleanly")
    station.log.write_bytes(first.read_bytes() + station.log.read_bytes())
    wire.check_once(station, "over all that", step_by_step=False)

# A limit that is too low for all connections at once, from the start on.
with Station([("Herald", wire.url)] + [(f"other {n}", f"http://127.0.0.{n}:9/feed") for n in range(2, 202)]) as station:
    previous = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (48, previous[1]))
    try:
        station.start(wait=False)
        resource.prlimit(station.process.pid, resource.RLIMIT_NOFILE, (48, 48))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, previous)
    check(wire.is_handled(station), "with 48 descriptors and 200 feeds an article is handled")
    check(max(descriptors(station)) < 40, f"the highest descriptor is {max(descriptors(station))}")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
