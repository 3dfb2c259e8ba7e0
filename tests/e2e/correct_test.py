"""A person corrects the machine: merge, split, mute, retract; each once in the log, for good across kill -9, with an audit."""
import json
import os

from harness import Newswire, Station, check, finish, wait_until

wire = Newswire()
outlets = ("herald", "gazette", "post")
for outlet in outlets:
    wire.add_outlet(outlet, outlet.title())
feeds = [(outlet.title(), wire.feed_url(outlet)) for outlet in outlets]
published = 0


def url(number):
    article = wire.articles[number - 1]
    return f"{wire.base}/{article.outlet}/{article.slug}"


def publish(station, outlet, place, killed):
    """One more article, until it is handled; returns the alerts that it brought."""
    global published
    published += 1
    before = len(station.alerts())
    wire.add_article(outlet, f"a{published}", f"{place} air strike kills {killed}",
                     f"An air strike on {place} killed {killed} people, the health ministry said.\n\n"
                     f"Rescue crews were at work for hour number {published} in the rubble of the houses.")
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= published, 15),
          f"{outlet}: {killed} dead in {place} is handled")
    return station.alerts()[before:]


def rule(station, *words):
    """A ruling that is taken; returns it and the alerts that it brought."""
    before = len(station.alerts())
    run = station.ask(*words, "--json")
    check(run.returncode == 0, f"{' '.join(words)}: {run.stderr.strip()}")
    ruling = json.loads(run.stdout) if run.returncode == 0 else {}
    if ruling.get("told"):
        wait_until(lambda: any(a["id"] == ruling["told"] for a in station.alerts()), 5)
    return ruling, station.alerts()[before:]


def refused(station, status, *words):
    run = station.ask(*words)
    check(run.returncode == status and run.stderr.count("\n") == 1, f"{' '.join(words)[:90]}: {run.returncode} {run.stderr.strip()}")


def shown(station, what):
    return json.loads(station.ask("show", what, "--json").stdout)


with Station(feeds) as station:
    refused(station, 69, "merge", "a", "b")
    station.start()
    (tyre,) = publish(station, "herald", "Tyre", 12)
    (haifa,) = publish(station, "gazette", "Haifa", 15)
    check(tyre["incident"] != haifa["incident"], "two incidents")
    a, b = tyre["incident"], haifa["incident"]

    # What makes no sense is a sentence and changes nothing.
    refused(station, 66, "merge", a, "nonsense")
    refused(station, 66, "mute", "nonsense")
    refused(station, 66, "retract", "nonsense")
    refused(station, 66, "audit", "nonsense")
    check(station.ask("audit", a).returncode == 0, "of what nothing was ruled the audit is empty")
    refused(station, 65, "merge", a, a)
    refused(station, 65, "merge", a, haifa["id"])
    refused(station, 65, "retract", a)
    refused(station, 65, "mute", tyre["id"])
    refused(station, 65, "unmute", a)
    refused(station, 64, "merge", a)
    refused(station, 64, "split", a)
    refused(station, 64, "mute")
    refused(station, 66, "split", a, "https://example.org/never")
    refused(station, 65, "split", a, url(1))
    refused(station, 65, "split", a, url(2))
    check(station.ask("audit", "--json").stdout == "" and len(station.alerts()) == 2, "nothing was changed")

    # Merge: one line that cancels, also when the daemon dies at once; later news of either comes to one.
    ruling, told = rule(station, "merge", a, b, "--reason", "one strike,\u001b[31m two towns")
    check([(t["kind"], t["incident"], t["other"], t["killed"], t["replaces"]) for t in told]
          == [("incident_merged", a, b, 15, haifa["id"])], f"an alert cancels that of the other: {told}")
    check(told[0]["note"] == "one strike,[31m two towns", "with the reason, which moves no terminal")
    refused(station, 65, "merge", a, b)
    refused(station, 65, "merge", b, a)
    refused(station, 65, "mute", b)
    station.kill()
    station.start()
    check(len(station.alerts()) == 3, "once, also after a kill")
    check(shown(station, b)["merged_into"] == a and shown(station, a)["merged"] == [b], "and for good")
    listed = station.ask("incidents", "--json").stdout
    check(b not in [json.loads(line)["id"] for line in listed.splitlines()], "what is merged is not listed")
    check([x["url"] for x in shown(station, a)["articles"]] == [url(1), url(2)], "the articles of both are its own")
    (raised,) = publish(station, "post", "Haifa", 18)
    check((raised["incident"], raised["from"], raised["to"], raised["replaces"]) == (a, 15, 18, told[0]["id"]), f"what matches it comes to the other: {raised}")
    text = station.ask("show", a).stdout
    check("one strike,[31m two towns" in text and "\u001b" not in text and b in text, "show tells who has merged it and why")

    # Split: undone; then articles of their own.
    ruling, told = rule(station, "split", b)
    check([(t["kind"], t["incident"]) for t in told] == [("incident_split", a), ("incident_new", b)], f"a split undoes it: {told}")
    check(told[0]["replaces"] == raised["id"] and told[1]["replaces"] == told[0]["id"], "and says what it replaces")
    check(told[0]["killed"] == 18 and told[1]["killed"] == 15, "what came after the merge stays where it came")
    refused(station, 64, "split", b)
    ruling, told = rule(station, "split", a, url(3), "--reason", "a strike of its own")
    c = ruling["other"]
    check([(t["kind"], t["incident"], t["killed"]) for t in told] == [("incident_split", a, 12), ("incident_new", c, 18)], f"an article is split off: {told}")
    check(told[1]["url"] == url(3) and told[1]["place"]["name"] == "Haifa", "where it says that it was")
    check([x["url"] for x in shown(station, c)["articles"]] == [url(3)], "and is the new incident's")
    check(url(3) not in [x["url"] for x in shown(station, a)["articles"]], "no more the old one's")

    check(json.loads(station.ask("why", url(3), "--json").stdout)["records"][0]["moved_to"] == c, "why knows where it is now")

    # Mute: silence, and what has changed in the meantime when it ends.
    rule(station, "mute", a, "--reason", "drill")
    refused(station, 65, "mute", a)
    check(publish(station, "herald", "Tyre", 14) == [], "a muted incident is silent")
    why = json.loads(station.ask("why", url(4), "--json").stdout)
    check([m["outcome"] for m in why["records"][0]["matters"]] == ["muted"], "why says so")
    station.kill()
    station.start()
    check(publish(station, "gazette", "Tyre", 16) == [], "also after a kill")
    rule(station, "unmute", a)
    (raised,) = publish(station, "post", "Tyre", 17)
    check((raised["from"], raised["to"]) == (12, 17), f"unmuted it tells the whole rise: {raised}")

    # Retract: a figure, then an opening.
    ruling, told = rule(station, "retract", raised["id"], "--reason", "misread")
    check([(t["kind"], t["replaces"], t["killed"]) for t in told] == [("retracted", raised["id"], 16)], f"a retraction cancels: {told}")
    check("muted" not in ruling, "of a rise it mutes nothing")
    refused(station, 65, "retract", raised["id"])
    refused(station, 65, "retract", told[0]["id"])
    check(shown(station, raised["id"])["replaced_by"][0]["kind"] == "retracted", "show ALERT says that it is retracted")
    explained = station.ask("why", raised["url"]).stdout
    check("told, and retracted since" in explained and "1 alert, taken back" in explained, f"and so does why: {explained}")
    (false,) = publish(station, "herald", "Omdurman", 9)
    ruling, told = rule(station, "retract", false["id"])
    check(ruling.get("muted") and shown(station, false["incident"])["muted"], "of an opening that nobody else told it mutes the incident, and says so")
    check(publish(station, "gazette", "Omdurman", 9) == [], "a retracted incident is not told again")

    # Pending alerts are withdrawn, and nobody is told anything.
    station.settings["gather"] = "30s"
    station.configure(feeds)
    station.stop()
    station.start()
    before = len(station.alerts())
    wire.add_article("herald", "waits", "Kharkiv air strike kills 7", "An air strike on Kharkiv killed 7 people, the mayor said.")
    address = f"{wire.base}/herald/waits"
    check(wait_until(lambda: (station.status() or {})["alerts"]["pending"] == 1, 15), "an alert waits to be gathered")
    waiting = json.loads(station.ask("why", address, "--json").stdout)["records"][0]["matters"][0]["alert"]
    check("to be told" in station.ask("why", address).stdout, "why says that it waits")
    ruling, told = rule(station, "retract", waiting)
    check(ruling["withdrawn"] == 1 and "told" not in ruling, "retracted before it went out it is withdrawn in silence")
    check(shown(station, waiting).get("withdrawn") and "never: it was withdrawn" in station.ask("show", waiting).stdout, "show says so")
    check("withdrawn before it went out" in station.ask("why", address).stdout, "and why")
    refused(station, 65, "retract", waiting)
    check((station.status() or {})["alerts"]["pending"] == 0 and len(station.alerts()) == before, "nothing is left to be told")

    # A ruling waits for nothing, and what was waiting before it goes out before it.
    wire.add_article("gazette", "later", "Quito air strike kills 8", "An air strike on Quito killed 8 people, the mayor said.")
    check(wait_until(lambda: (station.status() or {})["alerts"]["pending"] == 1, 15), "another one waits")
    later = json.loads(station.ask("why", f"{wire.base}/gazette/later", "--json").stdout)["records"][0]["id"]
    before = len(station.alerts())
    rule(station, "merge", later, a)
    check(wait_until(lambda: [(x["kind"], x["incident"]) for x in station.alerts()[before:]]
                     == [("incident_new", later), ("incident_merged", later)], 5), "it goes out at once, behind what waited")

    # What was withdrawn by a mute is told after all when the mute ends, under the id that it had.
    wire.add_article("post", "manila", "Manila air strike kills 6", "An air strike on Manila killed 6 people, the mayor said.")
    check(wait_until(lambda: (station.status() or {})["alerts"]["pending"] == 1, 15), "an opening waits")
    manila = json.loads(station.ask("why", f"{wire.base}/post/manila", "--json").stdout)["records"][0]["id"]
    ruling, told = rule(station, "mute", manila)
    check(ruling["withdrawn"] == 1 and (station.status() or {})["alerts"]["pending"] == 0, "muted it is withdrawn")
    rule(station, "unmute", manila)
    wire.add_article("post", "manila2", "Manila air strike toll rises to 11", "The death toll from an air strike on Manila rose to 11, the mayor said.")
    check(wait_until(lambda: (station.status() or {})["alerts"]["pending"] == 1, 15), "it waits again")
    before = len(station.alerts())
    station.settings["gather"] = "0s"
    station.configure(feeds)
    station.stop()
    station.start()
    check(wait_until(lambda: len(station.alerts()) > before, 40), "and goes out")
    check([(x["kind"], x["incident"], x["killed"]) for x in station.alerts()[before:]] == [("incident_new", manila, 11)], f"{station.alerts()[before:]}")

    audit = [json.loads(line) for line in station.ask("audit", "--json").stdout.splitlines()]
    check([x["kind"] for x in audit] == ["unmute", "mute", "merge", "retract", "retract", "retract", "unmute", "mute", "split", "split", "merge"], "the audit has all of it")
    check(all(x["uid"] == os.getuid() and x["user"] and x["at"] for x in audit) and audit[-1]["reason"].startswith("one strike"), "with who, when and why")
    check([x["n"] for x in audit] == list(range(11, 0, -1)), "in order, without what was refused")
    check(len(station.ask("audit", b, "--json").stdout.splitlines()) == 2, "of one incident")
    print(station.ask("audit").stdout)
    seqs = [x["seq"] for x in station.alerts()]
    check(seqs == list(range(1, len(seqs) + 1)) and len({x["id"] for x in station.alerts()}) == len(seqs), "seq has no holes, no alert is there twice")
    station.stop()
    check(station.ask("audit", "--database", station.database).stdout.count("\n") == 11, "the database alone tells it")
    check(station.ask("mute", a, "--database", station.database).returncode == 64, "which nobody changes behind a daemon's back")
finish()
