"""Network and names are down when the daemon starts; it is told to reload at any moment, with bad configurations too; its log is rotated."""
import ctypes
import fcntl
import gzip
import os
import shutil
import signal
import socket
import struct
import sys
import time

from harness import Faults, Herald, Newswire, Station, check, finish, wait_until

LIBRARY = sys.argv[1]
CLONE_NEWNET = 0x40000000


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        fcntl.ioctl(link, 0x8914, struct.pack("16sh22x", b"lo", 1 | 64))  # SIOCSIFFLAGS: up, running


def blocks_reload(station):
    status = open(f"/proc/{station.process.pid}/status").read()
    if not status.startswith("Name:\tsitrepd\n"):
        return False
    return int(status.split("SigBlk:")[1].split()[0], 16) & 1


def failing(station):
    return wait_until(lambda: (station.status() or {}).get("feeds", {}).get("failing", 0) == 1, 15)


def end(wire, station, title):
    wire.check_once(station, title, step_by_step=False)
    check(station.stop() == 0, f"{title}: the daemon stops cleanly")


# Names first: the network of this process is changed below for good.
with Station() as station:
    wire = Herald()
    station.configure([("Herald", wire.url.replace("127.0.0.1", "herald.wire"))])
    faults = Faults(station, LIBRARY)
    faults.names_down = 1
    wire.publish()
    station.start()
    check(failing(station), "without a name server the daemon starts, and says that the feed fails")
    time.sleep(2)
    check(station.status() is not None and len(station.messages().splitlines()) < 30, "and goes on, in few words")
    faults.names_down = 0
    check(wire.is_handled(station, 60), "when there is one the article comes without help")
    check(station.status()["feeds"]["failing"] == 0, "and the feed is well")
    end(wire, station, "names down")
    wire.close()

# To be told to reload, at any moment of a start and of the work.
with Station() as station:
    wire = Herald()
    station.configure([("Herald", wire.url)])
    wire.publish()
    heard = 0
    for after in (0, 0.001, 0.003, 0.006, 0.01, 0.02, 0.04):
        station.start(wait=False)
        # Its first line is what makes it hear; before that it is the loader's.
        heard += bool(wait_until(lambda: blocks_reload(station), 1, 0.0005))
        time.sleep(after)
        for _ in range(3):
            station.process.send_signal(signal.SIGHUP)
        check(wait_until(lambda: station.status() is not None, 10) and station.process.poll() is None, f"SIGHUP {after * 1000:.0f} ms behind the start: it goes on")
        station.kill()
    check(heard, f"before it can reload it puts off what tells it to: seen in {heard} of 7 starts")
    station.start()
    for _ in range(100):
        station.process.send_signal(signal.SIGHUP)
        time.sleep(0.01)
    wire.publish()
    check(wire.is_handled(station), "a hundred of them in a second: the articles are handled")

    # A bad one, and a good one again.
    good = (station.folder / "sitrepd.conf").read_text()
    for bad, word in (("readers = many\n", "readers"), ("feed {\n", "sitrepd.conf"), ("state-directory = /elsewhere\n", "sitrepd.conf"), ("\0\xff" * 4000, "sitrepd.conf")):
        told = len(station.messages())
        (station.folder / "sitrepd.conf").write_text(good + bad, encoding="latin-1")
        station.process.send_signal(signal.SIGHUP)
        check(wait_until(lambda: word in station.messages()[told:] and "stays as it was" in station.messages()[told:], 5),
              f"a bad configuration {bad[:20]!r}: {station.messages()[told:].strip().splitlines()[:1]}")
        check(station.status()["feeds"]["total"] == 1, "the old one stays")
    (station.folder / "sitrepd.conf").unlink()
    station.process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    check(station.status()["feeds"]["total"] == 1, "where there is none the old one stays")
    (station.folder / "sitrepd.conf").write_text(good)
    check(station.ask("reload").returncode == 0, "a good one is taken")
    wire.publish()
    check(wire.is_handled(station), "and the next article is handled")

    # As logrotate does with delaycompress, create and a reload behind it, while articles come.
    lines = []
    for turn in range(8):
        wire.publish()
        station.ask("feeds", "poll")
        time.sleep(0.05 * turn)
        rotated, older = station.folder / "alerts.jsonl.1", station.folder / "alerts.jsonl.2.gz"
        if rotated.exists():
            older.write_bytes(gzip.compress(rotated.read_bytes()))
            lines.append(gzip.decompress(older.read_bytes()))
            rotated.unlink()
        if station.log.exists():
            os.rename(station.log, rotated)
            if turn % 2:
                station.log.touch(0o640)
        if turn == 4:
            station.kill()
            station.start()
        else:
            station.process.send_signal(signal.SIGHUP)
            time.sleep(0.2)
    wait_until(lambda: (lambda s: s and s["articles"]["handled"] >= wire.told and s["alerts"]["pending"] == 0)(station.status()), 20)
    station.stop()
    lines.append((station.folder / "alerts.jsonl.1").read_bytes())
    station.log.write_bytes(b"".join(lines) + station.log.read_bytes())
    end(wire, station, "rotated eight times")
    wire.close()

# No network: not even loopback is up in a network of our own.
if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
    print("No network of one's own may be made here: the start without a network is left out.")
    finish()
with Station([("Herald", "http://127.0.0.1:18080/herald/feed")]) as station:
    station.start()
    check(failing(station), "without a network the daemon starts, and says that the feed fails")
    time.sleep(2)
    check(station.status() is not None and len(station.messages().splitlines()) < 30, "and goes on, in few words")
    loopback_up()
    wire = Herald(port=18080)
    wire.publish()
    check(wire.is_handled(station, 60), "when there is one the article comes without help")
    end(wire, station, "no network")
finish()
