"""A database that is locked, damaged, of a newer version or another program's: a sentence, the right status, and it is never overwritten."""
import hashlib
import random
import sqlite3
import subprocess

from harness import SITREPD, Herald, Station, check, finish, wait_until

wire = Herald()


def start_of(station):
    """What a start comes to that is to end by itself."""
    return subprocess.run([SITREPD, "-c", station.folder / "sitrepd.conf"], capture_output=True, text=True, timeout=30)


def digest(station):
    return hashlib.sha256(station.database.read_bytes()).hexdigest()


def refuses(station, title, status, word):
    before = digest(station)
    run = start_of(station)
    lines = [line for line in run.stderr.splitlines() if line]
    check(run.returncode == status and len(lines) == 1 and word in lines[0], f"{title}: exit {run.returncode}: {run.stderr.strip()}")
    check(digest(station) == before, f"{title}: not a byte of it has changed")


with Station([("Herald", wire.url)]) as station:
    wire.publish()
    station.start()
    check(wire.is_handled(station), "an article is handled")

    # Another process holds the database.
    other = sqlite3.connect(station.database, isolation_level=None, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    wire.publish()
    slowest, states = station.watch_status(6)
    # It is held beyond the last of them: whoever waited for it would not have answered.
    check(None not in states, f"locked: status answers from memory (in {slowest * 1000:.0f} ms at most)")
    check(any(state and ("lock" in state or "answered" in state) for state in states), f"locked: it says so: {states}")
    check(station.status()["queues"]["desk"] <= 300, f"locked: {station.status()['queues']['desk']} jobs wait")
    # Nor can it be opened.
    station.kill()
    run = start_of(station)
    check(run.returncode == 75 and "locked" in run.stderr, f"locked at a start: exit {run.returncode}: {run.stderr.strip()}")
    other.execute("ROLLBACK")
    other.close()
    station.start()
    check(wire.is_handled(station), "when it is free what came meanwhile is handled")
    wire.check_once(station, "locked")

    # Two at once.
    run = start_of(station)
    check(run.returncode == 75 and "another daemon" in run.stderr, f"a second daemon: exit {run.returncode}: {run.stderr.strip()}")
    check(station.status() is not None, "the first goes on")
    check(station.stop() == 0, "and stops cleanly")

    # Of a newer version, of another program.
    for title, pragma, status, word in (("of a newer version", "user_version", 78, "newer"), ("of another program", "application_id", 65, "another program")):
        database = sqlite3.connect(station.database)
        before = database.execute(f"PRAGMA {pragma}").fetchone()[0]
        database.execute(f"PRAGMA {pragma} = {before + 1}")
        database.commit()
        database.close()
        refuses(station, title, status, word)
        database = sqlite3.connect(station.database)
        database.execute(f"PRAGMA {pragma} = {before}")
        database.commit()
        database.close()

    # Copies that a newer version made before it changed the schema go when that version has run well, and not before.
    copy = station.database.with_name("sitrep.db.version-3")
    torn = station.database.with_name("sitrep.db.version-2.partial")
    for path in (copy, torn):
        path.write_bytes(b"a copy")
    station.start()
    check(not copy.exists() and not torn.exists(), "a copy of an older version goes with the first good start behind a good end")
    copy.write_bytes(b"a copy")
    station.kill()
    station.start()
    check(copy.exists(), "behind a crash it stays")
    station.stop()

    # Damaged where a start sees it, and where only the work does.
    whole = station.database.read_bytes()
    station.database.write_bytes(whole[:100] + bytes(4096 - 100) + whole[4096:])
    refuses(station, "its first page is damaged", 65, "damaged")
    station.database.write_bytes(whole[:4096])
    refuses(station, "it ends behind its first page", 65, "damaged")
    chance = random.Random(7)
    station.database.write_bytes(whole[:4096] + chance.randbytes(len(whole) - 4096))
    run = start_of(station)
    check(run.returncode == 65 and "damaged" in run.stderr, f"all other pages are damaged: exit {run.returncode}: {run.stderr.strip()}")

    # Left behind by a crash, with one page that nothing reads at a start: the check finds it.
    station.database.write_bytes(whole)
    station.start()
    wire.publish()
    check(wire.is_handled(station), "a good copy put in its place goes on")
    station.kill()
    database = sqlite3.connect(station.database)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'story'").fetchone()[0]
    database.execute("BEGIN")
    database.execute("INSERT INTO counter VALUES ('a page for the log', 1)")
    database.commit()
    pages = bytearray(station.database.read_bytes())
    pages[(root - 1) * 4096 + 8:root * 4096] = chance.randbytes(4088)
    station.database.write_bytes(pages)
    # As killed: its log must be there.
    copy_of_log = station.database.with_name("sitrep.db-wal").read_bytes()
    database.close()
    station.database.write_bytes(pages)
    station.database.with_name("sitrep.db-wal").write_bytes(copy_of_log)
    station.start(wait=False)
    ended = wait_until(lambda: station.process.poll() is not None, 20) and station.process.poll()
    check(ended == 65 and "damaged" in station.messages().splitlines()[-1], f"a damaged page behind a crash: exit {ended}: {station.messages().splitlines()[-1]}")
    check(bytes(station.database.read_bytes()) == bytes(pages), "nothing was written over it")
    station.start(wait=False)
    ended = wait_until(lambda: station.process.poll() is not None, 20) and station.process.poll()
    check(ended == 65, f"and so it is at the next start: exit {ended}")
finish()
