"""kill -9 of the daemon at random moments while the newswire evolves: every alert exactly once, seq without holes."""
import random
import sqlite3
import sys
import time

from harness import Newswire, Station, check, finish, wait_until

ROUNDS = int(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
PLACES = ["Kassala", "Mosul", "Herat", "Maiduguri", "Idlib", "Kharkiv", "Quetta", "Goma"]
print(f"{ROUNDS} rounds, seed {SEED}")
chance = random.Random(SEED)

wire = Newswire()
for key, dialect in (("alpha", "rss"), ("beta", "atom")):
    wire.add_outlet(key, key.title() + " News", dialect)
tolls = {}
told = 0


def publish():
    """One more article: a new bombing somewhere, or a higher toll of one that is known."""
    global told
    place = chance.choice(PLACES)
    tolls[place] = tolls.get(place, 0) + chance.randrange(1, 9)
    told += 1
    rising = tolls[place]
    outlet = chance.choice(["alpha", "beta"])
    wire.add_article(outlet, f"article-{told}", f"Death toll of car bombing in {place} at {rising}",
                     f"At least {rising} people were killed when a car bomb exploded at a market in {place} today, police said. "
                     f"This is report number {told} of the desk in {place}.\n\n"
                     f"Ambulances took the wounded to hospitals. Report {told} was written by our correspondent near the square.")
    return place


with Station([(key, wire.feed_url(key)) for key in ("alpha", "beta")]) as station:
    publish()
    station.start()
    for number in range(ROUNDS):
        publish()
        time.sleep(chance.uniform(0.0, 1.2))
        station.kill()
        station.start(wait=chance.random() < 0.7)
    if not wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= told, 60, 0.2):
        print(station.status())
    status = station.status()
    check(status and status["articles"]["handled"] == told, f"all {told} articles are handled")
    check(status and status["alerts"]["pending"] == 0, "no alert is pending")
    station.kill()
    station.start()
    station.stop()

    alerts = station.alerts()
    check(station.log.read_bytes().endswith(b"\n"), "the log ends with a whole line")
    check([a["seq"] for a in alerts] == list(range(1, len(alerts) + 1)), f"seq of {len(alerts)} alerts has no holes")
    check(len({a["id"] for a in alerts}) == len(alerts), "no id comes twice")
    figures = {}
    for alert in alerts:
        to = alert.get("killed") if alert["kind"] == "incident_new" else alert.get("to")
        figures.setdefault(alert["place"]["name"], []).append((alert["kind"], alert.get("from"), to))
    for place, wanted in sorted(tolls.items()):
        chain = figures.get(place, [])
        values = [to for _, _, to in chain]
        check(bool(chain) and chain[0][0] == "incident_new" and [k for k, _, _ in chain[1:]] == ["toll_raised"] * (len(chain) - 1),
              f"{place}: one new incident, then rises: {values}")
        check(all(after[1] == before[2] for before, after in zip(chain, chain[1:])), f"{place}: each rise starts where the last one ended")
        check(bool(values) and values[-1] == wanted, f"{place}: the last figure is {wanted}")
    database = sqlite3.connect(f"file:{station.database}?mode=ro", uri=True)
    check(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database is whole")
    database.close()
finish()
