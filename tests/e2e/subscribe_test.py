"""Subscribing: a site's page leads to its feed, what is no feed is told, OPML goes in and out without loss."""
import datetime
import email.utils
import json
import re

from harness import Newswire, Station, check, finish, wait_until

wire = Newswire()
wire.add_outlet("good", "Good News", "rss")
wire.add_outlet("more", "More News", "atom")
for outlet in ("good", "more"):
    for i in range(3):
        wire.add_article(outlet, f"{outlet}{i}", f"Talks number {i} begin", "Talks began in Geneva on Monday, officials said.")
base = wire.feed_url("good").rsplit("/good/", 1)[0]
LINK = '<link rel="alternate" type="application/{0}+xml" title="{1}" href="{2}">'


def page(*links):
    return ("<!doctype html><html><head><title>Site</title>" + "".join(links) + "</head><body><p>Welcome</p></body></html>").encode()


def serve(path, body):
    wire.route(path, lambda handler: wire.send(handler, 200, body, "text/html"))


serve("/one", page(LINK.format("rss", "All", "/good/feed")))
serve("/two", page(LINK.format("rss", "All", "/good/feed"), LINK.format("atom", "World", "/more/feed")))
serve("/none", page())

CUT = """<?xml version="1.0"?><rss version="2.0"><channel><title>Cut News</title>
<item><title>Talks begin</title><link>http://127.0.0.1:9/talks</link><guid>http://127.0.0.1:9/talks</guid></item>
<item><title>Talks en"""
wire.route("/cut", lambda handler: wire.send(handler, 200, CUT.encode(), "application/rss+xml"))

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>mine</title></head><body>
<outline text="Middle East"><outline text="Beirut &amp; south"><outline type="rss" text="A &lt;1&gt;" xmlUrl="http://127.0.0.1:9/a"/></outline>
<outline type="rss" text="B" xmlUrl="http://127.0.0.1:9/b" category="/wire/fast,late"/></outline>
<outline type="rss" xmlUrl="http://127.0.0.1:9/c?x=1&amp;y=2"/>
<outline text="Sudan, Chad"><outline type="rss" xmlUrl="http://127.0.0.1:9/d"/></outline></body></opml>"""

with Station() as station:
    station.start()
    answer = station.ask("feeds", "add", base + "/one")
    check(answer.returncode == 0 and wire.feed_url("good") in answer.stdout and "Good News" in answer.stdout and "3 entries" in answer.stdout,
          "a site's page leads to its feed, which is tried first: " + (answer.stdout + answer.stderr).strip())
    answer = station.ask("feeds", "add", base + "/two")
    check(answer.returncode == 65 and wire.feed_url("more") in answer.stderr and "World" in answer.stderr, "of several feeds all are told and none is added")
    answer = station.ask("feeds", "add", base + "/none")
    check(answer.returncode == 65 and "no feed" in answer.stderr and "--untested" in answer.stderr, "a page without a feed is told: " + answer.stderr.strip())
    answer = station.ask("feeds", "add", base + "/nowhere")
    check(answer.returncode != 0 and "404" in answer.stderr, "so is a page that is not there")
    answer = station.ask("feeds", "add", "http://127.0.0.1:9/nobody")
    check(answer.stderr.startswith("sitrep feeds: http://127.0.0.1:9/nobody: ") and "--untested" in answer.stderr,
          "and a server that does not answer, by its address: " + answer.stderr.strip())
    answer = station.ask("feeds", "add", "ftp://example.org/feed")
    check(answer.returncode == 65 and "--untested" not in answer.stderr, "what is no address has no way around it: " + answer.stderr.strip())
    answer = station.ask("feeds", "add", "example.org")
    check(answer.returncode == 65 and "write https://" in answer.stderr, "a bare name is told what it lacks: " + answer.stderr.strip())
    answer = station.ask("feeds", "add", base + "/good/feed", "intervall=5m")
    check(answer.returncode == 78 and "--untested" not in answer.stderr, "nor is there one around a wrong key: " + answer.stderr.strip())
    for action in ("add", "show", "remove"):
        answer = station.ask("feeds", action, "http://example.org/" + 9000 * "a")
        check(answer.returncode == 65 and "too long" in answer.stderr, f"{action}: no address is cut: {answer.stderr.strip()}")
        answer = station.ask("feeds", action, b"http://example.org/\xff")
        check(answer.returncode == 65 and "UTF-8" in answer.stderr, f"{action}: nor is one taken that is no text")
    answer = station.ask("feeds", "add", wire.feed_url("good"))
    check(answer.returncode == 75 and "there already" in answer.stderr, "a feed is added once")
    answer = station.ask("feeds", "add", "--json", wire.feed_url("more"))
    check(answer.returncode == 0 and json.loads(answer.stdout)["title"] == "More News", "the answer is JSON where it is asked for")
    answer = station.ask("feeds", "add", base + "/cut")
    check(answer.returncode == 0 and "Cut News" in answer.stdout and "it is cut off" in answer.stdout,
          "what ails a feed is told when it is added: " + answer.stdout.strip())
    check(station.ask("feeds", "remove", base + "/cut").returncode == 0, "so that it can be removed again")
    check(len(station.ask("feeds", "list", "--json").stdout.splitlines()) == 2, "and that is all that was added")

    file = station.folder / "feeds.opml"
    file.write_text(OPML)
    answer = station.ask("feeds", "import", file)
    check("feeds added: 4;" in answer.stdout, "OPML is imported without asking its servers")
    feeds = {feed["url"]: feed for feed in map(json.loads, station.ask("feeds", "list", "--json").stdout.splitlines())}
    check(feeds["http://127.0.0.1:9/a"]["tags"] == "Middle East,Beirut & south" and feeds["http://127.0.0.1:9/a"]["title"] == "A <1>", "folders are tags")
    check(feeds["http://127.0.0.1:9/b"]["tags"] == "Middle East,wire,fast,late", "and so are categories")
    check(feeds["http://127.0.0.1:9/d"]["tags"] == "Sudan,Chad", "a folder with a comma in its name is two")
    check("http://127.0.0.1:9/c?x=1&y=2" in feeds, "a feed without a title or folder is one too")
    out = station.ask("feeds", "export").stdout
    file.write_text("<opml><body>" + "".join(f'<outline xmlUrl="http://127.0.0.1:9/{n}"/>' for n in range(100001)) + "</body></opml>")
    answer = station.ask("feeds", "import", file)
    check(answer.returncode == 65 and "100000" in answer.stderr and station.ask("feeds", "export").stdout == out,
          "a list that is too long is told, and nothing of it is taken: " + answer.stderr.strip())

with Station() as station:
    station.start()
    file = station.folder / "feeds.opml"
    file.write_text(out)
    station.ask("feeds", "import", file)
    again = {feed["url"]: feed for feed in map(json.loads, station.ask("feeds", "list", "--json").stdout.splitlines())}
    check(set(again) == set(feeds), "what was exported is imported elsewhere")
    check(all(again[url].get("tags") == feeds[url].get("tags") for url in feeds), "with all its tags")
    check(station.ask("feeds", "export").stdout.count("<outline") == out.count("<outline") and re.search(r'<outline text="Middle East">', out),
          "and exported again it is the same")


# --- an archive is read behind the news ---
def told(days, place, dead):
    date = email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days))
    return (f"<item><title>{dead} killed in bombing in {place}</title><guid>http://127.0.0.1:9/{place}</guid><pubDate>{date}</pubDate>"
            f"<description>At least {dead} people were killed when a car bomb exploded at a market in {place}, police said.</description></item>")


ARCHIVE = "".join(told(days, place, dead) for days, place, dead in ((60, "Kassala", 12), (50, "Mosul", 13), (0.1, "Peshawar", 14), (40, "Jalalabad", 15)))
wire.route("/archive", lambda handler: wire.send(handler, 200, f'<rss version="2.0"><channel><title>Archive</title>{ARCHIVE}</channel></rss>'.encode(),
                                                 "application/rss+xml"))
with Station(readers=1) as station:
    station.start()
    check(station.ask("feeds", "add", base + "/archive", "full-text=yes").returncode == 0, "a feed with an archive is added")
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) == 4, 20), "all of it is read")
    check([alert.get("killed") for alert in station.alerts()] == [14], f"the archive is read behind the news, and tells nothing: {[a['headline'] for a in station.alerts()]}")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
