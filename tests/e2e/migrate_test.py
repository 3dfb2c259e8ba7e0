"""The daemon dies in the middle of bringing an older database up: it goes on from there, with the copy beside it. Needs a build with fault points."""
import re
import shutil
import sqlite3
import sys

from harness import SITREPD, SOURCE, Herald, Station, check, finish, skip, wait_until

if b"SITREP_FAULT" not in SITREPD.read_bytes():
    skip("this build has no fault points (-Dfault_points=true)")

VERSION = int(re.search(r"#define STORE_VERSION (\d+)", (SOURCE / "storage/sqlite.h").read_text()).group(1))
wire = Herald()


def version(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute("PRAGMA user_version").fetchone()[0]
    finally:
        database.close()


def dies(station, fault):
    station.environment = {"SITREP_FAULT": fault}
    station.start(wait=False)
    died = wait_until(lambda: station.process.poll() is not None, 20) and station.process.returncode == -9
    station.environment = {}
    return died


def older(folder):
    """A database of each version, as a daemon leaves it that dies behind that step; with a feed in it and what was told of it."""
    made = {}
    for number in range(1, VERSION) if "all" in sys.argv else (1, VERSION - 1):
        with Station([("Herald", wire.url)]) as station:
            if not check(dies(station, f"migrate.step.{number}"), f"a new database: it dies behind step {number}"):
                continue
            made[number] = folder / f"version-{number}.db"
            database = sqlite3.connect(station.database)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("INSERT INTO counter VALUES ('entries', 41), ('read', 41)")
            database.execute("INSERT INTO feed (url, document, state, configured, next_poll) VALUES (?, '{}', 0, 0, 0)", ("http://127.0.0.1:9/kept",)) \
                if "configured" in [row[1] for row in database.execute("PRAGMA table_info(feed)")] else None
            database.commit()
            database.close()
            shutil.copy(station.database, made[number])
            check(version(made[number]) == number, f"it is of version {number}")
    return made


with Station() as keeper:
    wire.publish()
    for number, path in older(keeper.folder).items():
        for fault in [f"migrate.copy.{number}"] + [f"migrate.{at}.{step}" for step in range(number + 1, VERSION + 1) for at in ("change", "step")]:
            with Station([("Herald", wire.url)]) as station:
                shutil.copy(path, station.database)
                title = f"from version {number}, {fault}"
                check(dies(station, fault), f"{title}: it dies")
                copy = station.database.with_name(f"sitrep.db.version-{number}")
                at = version(station.database)
                check(at >= number and copy.exists() != fault.startswith("migrate.copy"), f"{title}: the database is of version {at}, the copy is there")
                station.start()
                check(version(station.database) == VERSION and version(copy) == number, f"{title}: it goes on to version {VERSION}, the copy is whole")
                check(wire.is_handled(station) and station.status()["articles"]["seen"] == 42, f"{title}: an article is handled, the old ones are counted")
                check(station.stop() == 0 and copy.exists(), f"{title}: the daemon stops cleanly, the copy is still there")
                if fault == f"migrate.step.{VERSION}":
                    station.start()
                    check(not list(station.database.parent.glob("*.version-*")), f"{title}: the next good start removes the copies")
                    station.stop()
finish()
