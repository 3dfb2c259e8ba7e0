"""kill -9 of daemon and readers, at random moments and at every named step, over log rotation and torn lines: each alert once, seq without holes."""
import json
import os
import random
import signal
import sqlite3
import sys
import time

from harness import SITREPD, Newswire, Station, check, finish, wait_until

ROUNDS = int(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
PLACES = ["Kassala", "Mosul", "Herat", "Maiduguri", "Idlib", "Kharkiv", "Quetta", "Goma", "Bamako", "Sanaa", "Kandahar", "Peshawar",
          "Mogadishu", "Aleppo", "Kherson", "Nyala"]
# Named steps of an article's way; only builds with fault points die at them.
STEPS = ["poll.commit", "work.taken", "receive.ledger", "receive.commit", "publish.torn", "publish.line", "publish.flush", "publish.mark"]
if b"SITREP_FAULT" not in SITREPD.read_bytes():
    STEPS = []
print(f"{ROUNDS} rounds, seed {SEED}, {len(STEPS)} named steps")
chance = random.Random(SEED)
wire = Newswire()
for key, dialect in (("alpha", "rss"), ("beta", "atom")):
    wire.add_outlet(key, key.title() + " News", dialect)
tolls = {}
told = 0
counts = {name: 0 for name in ("daemon", "readers", "both", "steps", "rotated", "torn")}
died_at = dict.fromkeys(STEPS, 0)
older = []


def publish():
    """One more article: a new bombing somewhere, or a higher toll of one that is known."""
    global told
    place = chance.choice(PLACES)
    tolls[place] = tolls.get(place, 0) + chance.randrange(1, 5)
    told += 1
    rising = tolls[place]
    outlet = chance.choice(["alpha", "beta"])
    wire.add_article(outlet, f"article-{told}", f"Death toll of car bombing in {place} at {rising}",
                     f"At least {rising} people were killed when a car bomb exploded at a market in {place} today, police said. "
                     f"This is report number {told} of the desk in {place}.\n\n"
                     f"Ambulances took the wounded to hospitals. Report {told} was written by our correspondent near the square.")


def rotated(station):
    return station.folder / "alerts.jsonl.1"


def rotate(station):
    """As logrotate does it with delaycompress; what was compressed before is kept by us."""
    if not station.log.exists():
        return
    if rotated(station).exists():
        older.append(rotated(station).read_bytes())
    os.rename(station.log, rotated(station))
    counts["rotated"] += 1


def tear(station):
    """What a power cut may leave behind the last whole line."""
    if station.log.exists():
        with open(station.log, "ab") as log:
            log.write(chance.choice([b'{"schema":1,"seq":', b"{", b"\0" * 40, b'{"schema":1,"seq":9,"id":"x","kind":"incident_new","headline":"Tor']))
        counts["torn"] += 1


def kill_readers(station):
    for pid in station.family():
        if pid != station.process.pid:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def one_round(station):
    publish()
    victim = chance.choices(["daemon", "readers", "both"], (5, 1, 2))[0]
    end = time.monotonic() + chance.uniform(0.0, 1.2)
    wait_until(lambda: station.process.poll() is not None, end - time.monotonic(), 0.01)
    if station.process.poll() is None and victim != "daemon":
        kill_readers(station)
    counts[victim] += 1
    if victim == "readers" and station.process.poll() is None:
        return
    step = station.environment.pop("SITREP_FAULT", None)
    if step and station.process.poll() == -signal.SIGKILL:
        counts["steps"] += 1
        died_at[step] += 1
    station.kill()
    # Once between two openings of the log, as a day or a week is between two rotations.
    if one_round.opened and chance.random() < 0.2:
        rotate(station)
        one_round.opened = False
    elif chance.random() < 0.2:
        tear(station)
    if STEPS and chance.random() < 0.5:
        station.environment["SITREP_FAULT"] = chance.choice(STEPS)
    station.start(wait=False)
    if chance.random() < 0.7 and wait_until(lambda: station.status() or station.process.poll() is not None, 10):
        one_round.opened = one_round.opened or (station.status() or {}).get("log", {}).get("state") == "ok"
        if one_round.opened and chance.random() < 0.1 and station.process.poll() is None:
            rotate(station)
            station.process.send_signal(signal.SIGHUP)
            one_round.opened = False


one_round.opened = False


def whole_log(station):
    parts = older + [path.read_bytes() for path in (rotated(station), station.log) if path.exists()]
    return [json.loads(line) for line in b"".join(parts).split(b"\n") if line]


def is_handled(station):
    status = station.status()
    return status and status["articles"]["handled"] >= told and status["alerts"]["pending"] == 0


# Two feeds bring here what forty would: without a ceiling.
with Station([(key, wire.feed_url(key)) for key in ("alpha", "beta")], alert_ceiling="0") as station:
    begun = time.monotonic()
    publish()
    station.start()
    for number in range(ROUNDS):
        one_round(station)
        if number % 50 == 49:
            print(f"round {number + 1}, {time.monotonic() - begun:.0f} s: {counts}", flush=True)
            # The feeds hold forty: none may drop out before it was seen.
            station.environment.pop("SITREP_FAULT", None)
            station.kill()
            station.start()
            if not wait_until(lambda: is_handled(station), 60, 0.2):
                check(False, f"round {number}: all is handled in between: {station.status()}")
                break
    station.kill()
    station.environment.pop("SITREP_FAULT", None)
    station.start()
    if not wait_until(lambda: is_handled(station), 60, 0.2):
        print(station.status())
    status = station.status()
    check(status and status["articles"]["handled"] == told, f"all {told} articles are handled")
    check(status and status["alerts"]["pending"] == 0, "no alert is pending")
    station.kill()
    station.start()
    station.stop()

    check(station.log.read_bytes().endswith(b"\n") or not station.log.stat().st_size, "the log ends with a whole line")
    alerts = whole_log(station)
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
    if STEPS and ROUNDS >= 100:
        check(all(died_at.values()), f"the daemon has died at every step: {died_at}")
    print(f"figures: {ROUNDS} rounds: kill -9 of the daemon {counts['daemon']}, of readers {counts['readers']}, of both {counts['both']}, of these at a "
          f"named step {counts['steps']}; {counts['rotated']} rotations, {counts['torn']} torn lines; {told} articles, {len(alerts)} alerts, each once")
finish()
