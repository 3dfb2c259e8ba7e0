"""One host with many feeds, a long answer, or one reader that cannot start, takes nothing from the others; a deadly document is given up."""
import contextlib
import json
import os
import socket
import sqlite3
import threading
import time

from harness import READER, Herald, Newswire, Station, check, finish, wait_until

wire, other = Newswire(), Newswire()
release = threading.Event()
wire.add_outlet("good", "Good News", "rss")
wire.add_article("good", "first", "Twelve hurt in bus accident near Quito",
                 "Twelve people were injured when a bus left the road near Quito on Monday, police said.")
# Two names of one machine, for the daemon two hosts.
good, hanging = wire.feed_url("good"), other.base.replace("127.0.0.1", "localhost")


def handled(station, count, seconds=15):
    return wait_until(lambda: ((station.status() or {}).get("articles") or {}).get("handled", 0) >= count, seconds)


# A host that hangs, with more feeds than may be under way at once, all due before the good one.
for n in range(400):
    other.route(f"/hang{n}", lambda handler: release.wait(60))
feeds = [(f"hanging {n}", f"{hanging}/hang{n}") for n in range(400)] + [("good", good)]
with Station(feeds, fetch_timeout="20s") as station:
    station.start()
    time.sleep(8)
    hits = wire.hits("/good/feed")
    check(len(hits) >= 4, f"the good feed was polled {len(hits)} times in 8 s beside 400 that hang")
    check(handled(station, 1), "its article is handled")
    release.set()
    check(station.stop() == 0, "the daemon stops cleanly")

# The same with articles: more than may be under way at once lie on a host that hangs.
release.clear()
items = "".join(f"<item><title>Page {n} hangs</title><link>{hanging}/hang{n}</link><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>"
                for n in range(200))
body = f"<rss version='2.0'><channel><title>Many</title>{items}</channel></rss>".encode()
other.route("/many", lambda handler: Newswire.send(handler, 200, body, "application/rss+xml"))
with Station([("many", hanging + "/many")], fetch_timeout="20s") as station:
    station.start()
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("seen", 0) >= 200, 10), "200 articles wait for a host that hangs")
    station.configure([("many", hanging + "/many"), ("good", good)])
    check(station.ask("reload").returncode == 0, "a good feed is added")
    check(handled(station, 1, 8), "its article is handled while they wait")
    release.set()
    check(station.stop() == 0, "the daemon stops cleanly")

# A reader that cannot start takes no document with it.
with Station([("good", good)]) as station:
    flag = station.folder / "reader"
    flag.write_text("#!/bin/sh\nexit 71\n")
    flag.chmod(0o755)
    (station.folder / "sitrepd.conf").write_text((station.folder / "sitrepd.conf").read_text().replace(str(READER), str(flag)))
    station.start()
    check(wait_until(lambda: (station.status() or {}).get("readers", {}).get("deaths", 0) >= 4, 15), "the readers die as they start")
    status = station.status()
    check(status["readers"]["running"] == 0 and "ready" in status["readers"]["state"], f"status says so: {status['readers']}")
    rows = json.loads("[" + ",".join(station.ask("feeds", "list", "--json").stdout.strip().splitlines()) + "]")
    rows = rows[0] if rows and isinstance(rows[0], list) else rows
    check(rows[0].get("failures", 0) == 0, f"the feed is not to blame: {rows[0].get('error')}")
    flag.unlink()
    os.symlink(READER, flag)
    check(handled(station, 1, 20), "when they start again the article is handled")
    check(station.status()["readers"]["state"] == "ok", "and status is well")
    check(station.stop() == 0, "the daemon stops cleanly")

# A reader that dies over one article: given up after the third time, and everything else goes on.
with Station([("good", good)]) as station:
    wire.add_article("good", "deadly", "A deadly page", "This page kills its reader.")
    wrapper = station.folder / "reader.py"
    wrapper.write_text(f"""#!/usr/bin/python3 -IS
import os, socket, struct, sys
ours = socket.socket(fileno=os.dup(3))
left, right = socket.socketpair()
if os.fork() == 0:
    os.dup2(right.fileno(), 3)
    os.set_inheritable(3, True)
    os.execv({str(READER)!r}, ["sitrepd-reader"])
right.close()
def frame(stream):
    head = stream.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        os._exit(0)
    return head + stream.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)
ours.sendall(frame(left))
while True:
    request, document = frame(ours), frame(ours)
    if b"kills its reader" in document and b'"page"' in request:
        os._exit(1)
    left.sendall(request + document)
    ours.sendall(frame(left))
""")
    wrapper.chmod(0o755)
    (station.folder / "sitrepd.conf").write_text((station.folder / "sitrepd.conf").read_text().replace(f'"{READER}"', f'"{wrapper}"'))
    station.start()
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("unreadable", 0) == 1, 30), "the deadly article is given up")
    status = station.status()
    check(status["readers"]["deaths"] == 3, f"after {status['readers']['deaths']} deaths")
    check(status["articles"]["read"] >= 1, "the other one is read")
    check("given up" in station.messages(), "the log says so")
    check(station.stop() == 0, "the daemon stops cleanly")
# Many feeds are listed in pieces: others are answered meanwhile, and who does not read takes no memory.
LISTED = 30000
with Station(poll_interval="24h") as station:
    station.start()
    station.ask("feeds", "add", "--untested", "http://127.0.0.1:9/0")
    station.stop()
    with contextlib.closing(sqlite3.connect(station.database)) as writing:
        columns = ", ".join(name for _, name, *_ in writing.execute("PRAGMA table_info(feed)") if name not in ("id", "url", "next_poll"))
        writing.execute(f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {LISTED - 1})"
                        f" INSERT INTO feed (url, next_poll, {columns}) SELECT 'http://127.0.0.1:9/' || i, 32503680000000, {columns} FROM n, feed")
        writing.execute("UPDATE feed SET next_poll = unixepoch() * 1000 + 86400000")
        writing.commit()
    station.start()
    time.sleep(1)
    rest, listed, slowest = station.memory(), [], 0.0
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(str(station.socket))
        deaf.sendall(b'{"command":"feeds.list"}\n')
        asking = threading.Thread(target=lambda: listed.append(station.ask("feeds", "--json").stdout.count("\n")))
        asking.start()
        states, answers = set(), 0
        while asking.is_alive():
            begun = time.monotonic()
            status = station.status()
            slowest = max(slowest, time.monotonic() - begun)
            states.add(status["database"]["state"] if status else "none")
            answers += 1
        grown = station.memory() - rest
    check(listed == [LISTED], f"all feeds are listed: {listed}")
    # Whoever waited for the client that does not read would wait for half a minute.
    check(slowest < 10 and states == {"ok"}, f"status is answered {answers} times meanwhile, in {slowest * 1000:.0f} ms at most: {states}")
    check(grown < 12e6, f"a client that does not read and one that does take {grown / 1e6:.1f} MB")
    check(station.stop() == 0, "the daemon stops cleanly")
# So are many alerts, which are never forgotten.
TOLD = 2000
wire = Herald()
with Station([("Herald", wire.url)]) as station:
    wire.publish()
    station.start()
    check(wire.is_handled(station), "an alert is told")
    station.stop()
    with contextlib.closing(sqlite3.connect(station.database)) as writing:
        columns = "incident, kind, effect, country, due, state, logged, document"
        writing.execute(f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {TOLD})"
                        f" INSERT INTO outbox (id, seq, {columns}) SELECT 'copy ' || i, i, {columns} FROM n, outbox WHERE seq = 1")
        writing.commit()
    station.start()
    for arguments, first in ((), 1), (("--limit", "120"), TOLD - 119), (("--kind", "incident_new"), 1), (("--place", "LB"), TOLD + 1):
        listed = [json.loads(line)["seq"] for line in station.ask("alerts", "--json", *arguments).stdout.splitlines()]
        check(listed == list(range(first, TOLD + 1)), f"alerts {' '.join(arguments)}: {len(listed)} of {TOLD}, in their order")
    # Who asks on and on has half of the desk at the most.
    over = threading.Event()

    def ask_on():
        while not over.is_set():
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
                asking.connect(str(station.socket))
                asking.sendall(b'{"command":"alerts","place":"LB"}\n')
                while asking.recv(65536):
                    pass

    askers = [threading.Thread(target=ask_on) for _ in range(50)]
    for asker in askers:
        asker.start()
    time.sleep(2)
    hits = len(wire.hits("/herald/feed"))
    check(wait_until(lambda: len(wire.hits("/herald/feed")) >= hits + 3, 20), "fifty clients that ask on and on do not stop the polls")
    over.set()
    for asker in askers:
        asker.join()
    station.stop()
    listed = station.ask("alerts", "--json", "--database", station.database).stdout.count("\n")
    check(listed == TOLD, f"and of the database itself: {listed}")
finish()
