"""What is too old goes beside the work: articles of last year and what became of them; their alerts stay, and nothing is told again."""
import datetime
import sqlite3
import time

from harness import Newswire, Station, check, finish, wait_until

TOWNS = ["Beirut", "Omdurman", "Kharkiv", "Nairobi", "Lagos", "Lima", "Manila", "Dhaka", "Kabul", "Karachi", "Bogota", "Quito"]
OLD = 4
NOW = datetime.datetime.now(datetime.timezone.utc)
YEAR_MS = 400 * 86400000

wire = Newswire()
wire.add_outlet("one", "One")
for n, town in enumerate(TOWNS):
    wire.add_article("one", f"a{n}", f"Bombing in {town} kills {n + 20}",
                     f"At least {n + 20} people were killed in a bombing in {town} on {NOW:%A}, police said.\n\nIt hit a market in {town}.",
                     NOW + datetime.timedelta(seconds=n - 60))


def rows(station, table):
    db = sqlite3.connect(station.database)
    try:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        db.close()


with Station([("One", wire.feed_url("one"))]) as station:
    station.start()
    check(wait_until(lambda: ((station.status() or {}).get("articles") or {}).get("handled", 0) >= len(TOWNS), 30), "a dozen articles are read")
    alerts = station.alerts()
    check(len(alerts) == len(TOWNS), f"{len(alerts)} incidents are told")
    check(station.stop() == 0, "the daemon stops")

    # A year passes for the first of them.
    db = sqlite3.connect(station.database)
    db.execute("UPDATE article SET published = published - ? WHERE n <= ?", (YEAR_MS, OLD))
    db.execute("UPDATE entry SET rank = rank - ?, seen = seen - ? WHERE id <= ?", (YEAR_MS, YEAR_MS, OLD))
    db.commit()
    db.close()
    begun = time.monotonic()
    station.start()
    check(wait_until(lambda: rows(station, "article") == len(TOWNS) - OLD, 25), f"{OLD} articles are gone after {time.monotonic() - begun:.0f} s")
    check(wait_until(lambda: rows(station, "fate") == len(TOWNS) - OLD, 5), "and what became of them")
    station.kill()
    station.start()
    check(station.status()["database"]["state"] in ("ok", "being checked", "to be checked"), "a kill -9 behind it harms nothing")
    hits = len(wire.hits("/one/feed"))
    check(wait_until(lambda: len(wire.hits("/one/feed")) >= hits + 3, 15), "the feed that has them still is polled again")
    check(len(station.alerts()) == len(alerts), "and nothing is told again")
    shown = station.ask("show", alerts[0]["id"])
    check(shown.returncode == 0 and "Bombing" in shown.stdout, f"the alert is shown with its evidence: {shown.stderr}")
    check(station.status()["loop"]["longest_ms"] < 1000, "the loop was never held")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
