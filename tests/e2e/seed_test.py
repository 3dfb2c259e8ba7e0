"""An article becomes alerts through the daemon's own processes; a raised toll is told once, a copy not at all."""
import datetime
import json

from harness import SHARED, Newswire, Station, check, finish, skip, wait_until

SEED = SHARED / "data/extract/seed/article.txt"
if not SEED.exists():
    skip("the seed article is not beside this checkout (../shared): its way through the daemon is not tested")

published = datetime.datetime.fromisoformat(json.loads((SHARED / "data/extract/seed/case.jsonl").read_text().splitlines()[0])
                                            ["published"].replace("Z", "+00:00"))
text = SEED.read_text()
wire = Newswire()
wire.add_outlet("first", "First Outlet", "rss")
wire.add_outlet("second", "Second Outlet", "atom")
wire.add_outlet("third", "Third Outlet", "json")
wire.add_article("first", "ceasefire-talks", "US in talks for temporary ceasefire between Israel and Hezbollah", text, published)

with Station([(key, wire.feed_url(key)) for key in ("first", "second", "third")]) as station:
    station.start()

    def handled(count):
        return wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= count, 20)

    check(handled(1), "the first article is handled")
    alerts = station.alerts()
    tolls = [a for a in alerts if a.get("type") in ("strike", "attack", "bombing", "clash") and a["kind"] == "incident_new"
             and a.get("killed", 0) >= 560 and a.get("place", {}).get("country") == "LB"]
    check(len(tolls) == 1, "one new incident with at least 560 killed in Lebanon")
    if tolls:
        check(tolls[0].get("event_time", {}).get("start") == "2024-09-23", "it happened on 2024-09-23")
        check("Lebanese officials" in tolls[0].get("attributed_to", ""), "Lebanese officials say so")
    check(any(a["kind"] == "status_changed" and a["effect"] == "ceasefire" and a["to"] == "proposed" for a in alerts),
          "a ceasefire is proposed")
    print(json.dumps(alerts, indent=1, ensure_ascii=False))

    before = len(station.alerts())
    wire.add_article("second", "the-same", "US in talks for temporary ceasefire between Israel and Hezbollah", text,
                     published + datetime.timedelta(minutes=20))
    check(handled(2), "the copy at a second outlet is handled")
    check(len(station.alerts()) == before, "it adds nothing")

    wire.add_article("third", "toll-rises", "Death toll of Israeli strikes in Lebanon rises to 620",
                     "Israeli strikes on Lebanon on Monday killed at least 620 people, Lebanese officials said on Thursday.\n\n"
                     "The officials said that rescuers had found more bodies under collapsed houses in the south of Lebanon, and that "
                     "hospitals in the Bekaa Valley had sent in their lists only now.\n\n"
                     "Schools in Beirut have been opened to families who fled the villages along the border.",
                     published + datetime.timedelta(hours=12))
    check(handled(3), "the article with 620 is handled")
    raised = [a for a in station.alerts()[before:] if a["kind"] == "toll_raised" and a.get("effect") == "killed"]
    check([(a["from"], a["to"]) for a in raised] == [(560, 620)], "the toll rises once, from 560 to 620")
    check(all(a["incident"] == t["incident"] for a in raised for t in tolls), "it is the same incident")
    check([a["seq"] for a in station.alerts()] == list(range(1, len(station.alerts()) + 1)), "seq has no holes")
    print(json.dumps(station.alerts()[before:], indent=1, ensure_ascii=False))
    shown = station.ask("show", tolls[0]["incident"]) if tolls else None
    check(shown and shown.returncode == 0 and "620" in shown.stdout, "sitrep show tells the incident's figures")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
