"""sitrep why: what became of each article, from the first look at it in a feed to the alert or the reason for silence."""
import json
import os

from harness import Newswire, Station, check, finish, wait_until

STRIKE = ("At least 12 people were killed when a drone strike hit a market in Beirut on Monday, the Lebanese health ministry said.\n\n"
          "Thirty others were injured in the strike, the ministry said, and rescuers searched the stalls until the evening.\n\n"
          "Witnesses in the neighbourhood told of two explosions within a minute, and of a fire that spread to the roofs of the houses "
          "around the square before the fire brigade could reach it through the crowded streets of the old town.")
RISES = ("The death toll of the drone strike on a market in Beirut on Monday has risen to 15, the Lebanese health ministry said on "
         "Tuesday.\n\nThree people died of their wounds in hospital during the night, it said.")
KNOWN = ("Mourners gathered in Beirut on Tuesday for the burial of the victims of Monday's drone strike on a market, which killed 15 "
         "people.\n\nShops in the quarter stayed closed, and the schools are to open again on Thursday, the governor said.")

wire = Newswire()
for key, name, dialect in (("one", "One Daily", "rss"), ("two", "Two Times", "atom"), ("three", "Three Post", "json")):
    wire.add_outlet(key, name, dialect)
wire.add_article("one", "strike", "At least 12 killed in drone strike in Beirut", STRIKE)

with Station([(key, wire.feed_url(key)) for key in ("one", "two", "three")]) as station:
    run = station.ask("why", "https://example.org/1")
    check(run.returncode == 69 and "no daemon" in run.stderr, f"without a daemon it says so: {run.stderr.strip()}")
    station.start()

    def handled(count):
        return wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= count, 20)

    def why(url):
        run = station.ask("why", url, "--json")
        print(station.ask("why", url).stdout)
        return run, json.loads(run.stdout) if run.stdout else {}

    check(handled(1), "the first article is handled")
    first_alert = station.alerts()[0]
    run, first = why(first_alert["url"])
    check(run.returncode == 0 and first["state"] == "read" and first["verdict"] == "new", "the first article is read, and new")
    check(first["title"] == wire.articles[0].title and first["source"] == "one", "its title and outlet")
    check(any(f.get("effect") == "killed" and f.get("low") == 12 for f in first["facts"]), "its facts")
    told = [m for r in first["records"] for m in r["matters"] if m["outcome"] == "told"]
    check([m["alert"] for m in told] == [first_alert["id"]] and told[0]["headline"] == first_alert["headline"], "its alert")
    check(first["records"][0]["begun"], "it began the incident")

    wire.add_article("two", "copy", "At least 12 killed in drone strike in Beirut", STRIKE)
    check(handled(2), "a copy is handled")
    wire.add_article("two", "rises", "Death toll of Beirut market strike rises to 15", RISES)
    check(handled(3), "an article with more dead is handled")
    wire.add_article("three", "burial", "Beirut buries victims of market strike", KNOWN)
    check(handled(4), "an article with the known figure is handled")
    links = {a.slug: f"{wire.base}/{a.outlet}/{a.slug}" for a in wire.articles}
    run, copy = why(links["copy"])
    check(copy["verdict"] in ("duplicate", "near_duplicate") and copy["quiet"] == "copy", "the copy is one")
    check(copy["of"]["url"] == links["strike"] and copy["of"]["source"] == "one", "of the first article")
    run, first = why(links["strike"])
    check([c["url"] for c in first["copies"]] == [links["copy"]], "which has it among its copies")
    run, rises = why(links["rises"])
    records = rises["records"]
    check(len(records) == 1 and records[0]["id"] == first["records"][0]["id"] and "place_same" in records[0]["matched"],
          f"the next came to the same incident: {records}")
    check([(m["outcome"], m.get("value")) for m in records[0]["matters"] if m.get("effect") == "killed"] == [("told", 15)], "15 were told")
    run, known = why(links["burial"])
    check([(m["outcome"], m.get("value")) for r in known["records"] for m in r["matters"] if m.get("effect") == "killed"]
          == [("known", 15)], "15 once more are known")
    check("silent: the ledger has it already" in station.ask("why", links["burial"]).stdout, "and a sentence says so")

    run, unknown = why(links["strike"] + "-and-more")
    check(run.returncode == 66 and unknown["state"] == "unknown", "an article that no feed has is unknown")
    run = station.ask("why", links["strike"] + "-and-more")
    check("never seen" in run.stderr and "one/strike" in run.stderr, f"the nearest is named: {run.stderr.strip()}")
    wire.route("/three/gone", lambda handler: wire.send(handler, 404, b"gone", "text/plain"))
    wire.add_article("three", "gone", "Gone before it was read", KNOWN)
    gone = f"{wire.base}/three/gone"
    check(wait_until(lambda: json.loads(station.ask("why", gone, "--json").stdout)["state"] == "given_up", 20), "a page that is gone is given up")
    run, answer = why(gone)
    check("404" in answer["reason"] and answer["feed"] == wire.feed_url("three"), "with the reason and the feed")
    check(station.ask("why").returncode == 64, "without an article it asks which")

    # show: the alert and the incident explain themselves.
    raised = next(a for a in station.alerts() if a["kind"] == "toll_raised")
    shown = json.loads(station.ask("show", raised["id"], "--json").stdout)
    check(shown["evidence"] == raised["evidence"] and shown["title"] == "Death toll of Beirut market strike rises to 15", "show ALERT has its evidence")
    check("place_same" in shown["matched"] and shown["replaced"]["id"] == first_alert["id"], "why it is this incident's, and what it replaces")
    check([c["value"] for c in shown["series"]["claims"]] == [12, 15, 15], "the claims over time")
    shown = json.loads(station.ask("show", first_alert["id"], "--json").stdout)
    check(shown["begun"] and [c["url"] for c in shown["copies"]] == [links["copy"]], "show ALERT has the copies of its article")
    check([a["id"] for a in shown["replaced_by"]] == [raised["id"]], "and what has replaced it")
    shown = json.loads(station.ask("show", raised["incident"], "--json").stdout)
    check([a["url"] for a in shown["articles"]] == [links["burial"], links["rises"], links["strike"]], "show INCIDENT has its articles")
    check([a["id"] for a in shown["alerts"]] == [raised["id"], first_alert["id"]], "and its alerts")
    for language in ("C.UTF-8", "C"):
        os.environ["LC_ALL"] = language
        text = station.ask("show", raised["incident"]).stdout
        print(text)
        check(("\u2524" in text) == (language == "C.UTF-8") and "15 " in text, f"a chart in {language}")
        check(max(len(line) for line in text.splitlines() if line[11:12] in "\u2524\u2502\u2514+|") <= 80, "of at most 80 columns")
    del os.environ["LC_ALL"]
    check("\u001b" not in text, "no colours into a pipe")

    def listed(*options):
        run = station.ask("incidents", "--json", *options)
        return [json.loads(line)["id"] for line in run.stdout.splitlines()] if run.returncode == 0 else run.returncode
    check(raised["incident"] in listed() and raised["incident"] in listed("--place", "LB", "--kind", "strike", "--since", "1h"), "incidents by place, kind and time")
    check(raised["incident"] not in listed("--place", "FR") and raised["incident"] not in listed("--kind", "ceasefire"), "and not others'")
    check(listed("--kind", "nonsense") == 64 and listed("--since", "nonsense") == 64, "what is no kind and no time is said")
    check(raised["incident"] in listed("--all", "--limit", "5"), "all of them")
    station.stop()
    run = station.ask("why", links["burial"], "--database", station.database)
    check(run.returncode == 0 and "ledger" in run.stdout, "the database alone tells it too")
finish()
