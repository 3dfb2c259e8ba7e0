"""The daemon dies at each step of an article and of a ruling: every alert and every ruling is there once. Needs a build with fault points."""
import json
import sys

from harness import SITREPD, Newswire, Station, check, finish, skip, wait_until

if b"SITREP_FAULT" not in SITREPD.read_bytes():
    skip("this build has no fault points (-Dfault_points=true)")

STEPS = sys.argv[1:] or ["work.taken", "receive.ledger", "receive.commit", "publish.torn", "publish.line", "publish.flush", "publish.mark"]
RULINGS = ["correct.records", "correct.commit", "publish.torn", "publish.line", "publish.flush", "publish.mark"]


def article(wire, place, killed):
    number = len(wire.articles) + 1
    wire.add_article("herald", f"a{number}", f"{place} air strike kills {killed}",
                     f"An air strike on {place} killed {killed} people, the health ministry said.\n\nThis is report number {number}.")


def handled(station, count):
    return wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= count, 20)


def dies(station):
    """It has a fault point before it, and comes to it."""
    try:
        station.process.wait(20)
    except Exception:
        return False
    return station.process.returncode == -9


def restart(station, fault=None):
    station.environment = {"SITREP_FAULT": fault} if fault else {}
    station.start(wait=not fault)


def once(station, name):
    alerts = station.alerts()
    check([a["seq"] for a in alerts] == list(range(1, len(alerts) + 1)) and len({a["id"] for a in alerts}) == len(alerts),
          f"{name}: {len(alerts)} alerts, each once")
    return alerts


for step in STEPS:
    wire = Newswire()
    wire.add_outlet("herald", "Levant Herald")
    with Station([("Levant Herald", wire.feed_url("herald"))]) as station:
        article(wire, "Tyre", 12)
        restart(station, step)
        check(dies(station), f"{step}: the daemon dies")
        restart(station)
        check(handled(station, 1), f"{step}: the article is handled")
        check([a["kind"] for a in once(station, step)] == ["incident_new"], f"{step}: it is told")
    wire.close()

for step in RULINGS:
    wire = Newswire()
    wire.add_outlet("herald", "Levant Herald")
    with Station([("Levant Herald", wire.feed_url("herald"))]) as station:
        article(wire, "Tyre", 12)
        article(wire, "Kharkiv", 15)
        station.start()
        check(handled(station, 2), f"ruling, {step}: two articles are handled")
        a, b = (alert["incident"] for alert in station.alerts())
        station.kill()
        restart(station, step)
        wait_until(lambda: station.socket.exists(), 10)
        run = wait_until(lambda: (lambda r: r if r.returncode != 69 or "middle" in r.stderr else None)(station.ask("merge", a, b)), 10)
        check(dies(station), f"ruling, {step}: the daemon dies ({run.stderr.strip() if run else 'unasked'})")
        restart(station)
        done = json.loads(station.ask("show", b, "--json").stdout).get("merged_into") == a
        check(done != step.startswith("correct."), f"ruling, {step}: {'it is made' if done else 'nothing of it is there'}")
        if not done:
            check(station.ask("audit", "--json").stdout == "", f"ruling, {step}: nothing of it in the audit either")
            check(station.ask("merge", a, b).returncode == 0, f"ruling, {step}: it is made once more")
        wait_until(lambda: len(station.alerts()) == 3, 10)
        check([x["kind"] for x in once(station, step)] == ["incident_new", "incident_new", "incident_merged"], f"ruling, {step}: it is told once")
        check(len(station.ask("audit", "--json").stdout.splitlines()) == 1, f"ruling, {step}: and in the audit once")
    wire.close()
finish()
