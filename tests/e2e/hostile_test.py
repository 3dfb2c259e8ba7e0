"""Feeds that hang, swell, swarm and lead astray: the others are polled on time, status answers, memory stays small."""
import gzip
import os
import signal
import threading
import time
import zlib

from harness import Newswire, Station, check, finish, wait_until

wire = Newswire()
wire.add_outlet("good", "Good News", "rss")
wire.add_article("good", "first", "Twelve hurt in bus accident near Quito",
                 "Twelve people were injured when a bus left the road near Quito on Monday, police said.")
release = threading.Event()


def hang(handler):
    release.wait(60)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "application/rss+xml")
    handler.end_headers()
    for _ in range(600):
        if release.wait(0.1):
            return
        handler.wfile.write(b"<!-- -->")
        handler.wfile.flush()


def gzip_bomb(handler):
    """1 GiB of spaces in about 1 MB."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    handler.send_response(200)
    handler.send_header("Content-Type", "application/rss+xml")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Connection", "close")
    handler.end_headers()
    chunk = b" " * (1 << 20)
    for _ in range(1024):
        handler.wfile.write(squeeze.compress(chunk))
    handler.wfile.write(squeeze.flush())


ATTRIBUTES = ("<rss version='2.0'><channel><item " + " ".join(f"a{i}='1'" for i in range(100000))
              + "><title>x</title></item></channel></rss>").encode()
DEEP = b"<rss><channel><item>" + b"<a>" * 200000


def links(handler):
    """As many headers of the shortest kind as fit: each of them is kept behind the ones before."""
    body = b"<rss version='2.0'><channel><title>Links</title></channel></rss>"
    handler.send_response(200)
    for _ in range(6000):
        handler.send_header("Link", "a")
    handler.send_header("Content-Type", "application/rss+xml")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def serve(body):
    return lambda handler: Newswire.send(handler, 200, body, "application/rss+xml")


def redirect(where):
    def answer(handler):
        handler.send_response(302)
        handler.send_header("Location", where)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
    return answer


routes = {
    "/hang": hang, "/drip": drip, "/bomb": gzip_bomb, "/attributes": serve(ATTRIBUTES), "/deep": serve(DEEP),
    "/metadata": redirect("http://169.254.169.254/latest/meta-data/"), "/file": redirect("file:///etc/passwd"),
    "/loop": redirect("/loop"), "/noise": serve(os.urandom(300000)), "/empty": serve(b""),
    "/links": links,
}
for path, function in routes.items():
    wire.route(path, function)
# The metadata address must be refused although everything on loopback is allowed.
# Another name for the same server: two that hang hold up the host they are on, and no other.
good = wire.feed_url("good").replace("127.0.0.1", "localhost")
feeds = [("good", good)] + [(path.strip("/"), wire.base + path) for path in routes]

with Station(feeds, fetch_timeout="20s") as station:
    station.start()
    slowest, most, end = 0.0, 0, time.monotonic() + 12
    killed = False
    while time.monotonic() < end:
        begin = time.monotonic()
        status = station.status()
        slowest = max(slowest, time.monotonic() - begin)
        most = max(most, station.memory())
        if not killed and status and status["polls"]["total"] > 3:
            readers = [pid for pid in station.family() if pid != station.process.pid]
            for pid in readers:
                os.kill(pid, signal.SIGKILL)
            killed = bool(readers)
        time.sleep(0.02)
    check(killed, "the readers were killed once")
    hits = wire.hits("/good/feed")
    gaps = [b - a for a, b in zip(hits, hits[1:])]
    # What one of the others could hold it up by is the 20 s of fetch-timeout.
    check(len(hits) >= 4, f"the good feed was polled {len(hits)} times in 12 s at an interval of 1 s")
    check(bool(gaps) and max(gaps) < 8, f"the longest time between two polls of it is {max(gaps or [99]):.2f} s")
    # The client is a process of its own; starting it is in the figure, and so is whatever else the machine does.
    check(slowest < 5, f"the slowest answer of status took {slowest * 1000:.0f} ms")
    check(most < 200e6, f"all processes together took {most / 1e6:.0f} MB at most")
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= 1, 10), "the good article is handled")

    import json
    listed = {row["url"]: row for row in map(json.loads, station.ask("feeds", "list", "--json").stdout.splitlines())} \
        if not station.ask("feeds", "list", "--json").stdout.lstrip().startswith("[") else \
        {row["url"]: row for row in json.loads(station.ask("feeds", "list", "--json").stdout)}
    for path, word in (("/bomb", "MiB"), ("/attributes", "attribute"), ("/metadata", "169.254.169.254"), ("/file", "")):
        row = listed.get(wire.base + path, {})
        check(row.get("failures", 0) >= 1 and row.get("error") and word in row["error"], f"{path}: {row.get('error')}")
    check(not listed[wire.base + "/file"]["error"].count("root:"), "nothing of the file is told")
    check(listed[good].get("failures", 0) == 0, "the good feed is well")
    check(listed[wire.base + "/links"].get("failures", 0) == 0, "thousands of links in a header are no harm")
    release.set()
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
