"""Nothing that comes from outside changes a terminal, a log or an answer: characters that cannot be seen are escaped,
hosts are shown as the names that are looked up, and no address shows a user or a password."""
import json
import os
import re
import subprocess
import socket
import tempfile
import threading

from harness import Newswire, SITREP, Station, check, finish, wait_until

# Controls C0 and C1, bidi overrides and isolates, line and paragraph separators, the byte order mark.
RAW = "\u007f\u0085\u009b31m\u202e\u2066\u2028\u2029\ufeff"
ESCAPES = "".join(f"&#x{ord(c):x};" for c in RAW + "\u001b[2J\u0007")
NASTY = "\x1b[2J\x07\x9b31m" + RAW
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u2028-\u202e\u2066-\u2069\ufeff]")
HOMOGLYPH = "https://bbc.com@\u0430pple.com"
ASCII = "https://xn--pple-43d.com"


def shown(answer):
    return (answer.stdout + answer.stderr) if isinstance(answer.stdout, str) else \
        (answer.stdout + answer.stderr).decode(errors="surrogateescape")


def look(name, answer, empty=False):
    text = shown(answer)
    found = HIDDEN.search(text)
    check((empty or text) and not found, f"{name}: {text[max(0, found.start() - 40):found.end() + 20]!r}" if found else
          f"{name} shows nothing that cannot be seen ({answer.returncode})")
    return text


FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Hostile {RAW}{ESCAPES} News</title><link>{HOMOGLYPH}/{RAW}</link><language>en{RAW}</language>
<item><title>Five killed {RAW}in {ESCAPES}Beirut</title><guid isPermaLink="false">one{RAW}{ESCAPES}</guid>
<link>{{base}}/page?{RAW}</link><author>{RAW}someone{ESCAPES}</author><dc:creator>{RAW}</dc:creator>
<pubDate>{{date}}{RAW}</pubDate><category>{ESCAPES}c{RAW}</category><description>Five people were killed{ESCAPES} in Beirut.</description></item>
<item><title>Nine killed in Quito{ESCAPES}</title><guid>{HOMOGLYPH}/{RAW}x</guid><link>{HOMOGLYPH}/y{RAW}</link>
<description>Nine people were killed when a bus left the road near Quito on Monday, police said.</description></item>
</channel></rss>"""
PAGE = f"""<!doctype html><html lang="en{RAW}"><head><title>Five {RAW} killed{ESCAPES} in Beirut</title>
<meta name="author" content="A{RAW}{ESCAPES}"><meta property="og:site_name" content="S{RAW}{ESCAPES}">
<link rel="canonical" href="{HOMOGLYPH}/{RAW}"></head><body><article><h1>Five {ESCAPES} killed in Beirut</h1>
<p>At least five people were killed{ESCAPES} in a strike in{RAW} Beirut on Monday, the Lebanese {RAW}health ministry said.</p>
<p>The strike hit a building in the south of the city in the afternoon, and rescue workers were still looking for people
below it in the evening, officials of the civil defence said.{RAW}</p></article></body></html>"""

# Offline: every command on hostile documents, and on a file of a hostile name.
with tempfile.TemporaryDirectory() as folder:
    def file(name, text):
        with open(os.path.join(folder, name), "w") as to:
            to.write(text)
        return os.path.join(folder, name)

    def offline(*arguments):
        return subprocess.run([SITREP, *arguments], capture_output=True, timeout=20)

    feed, page = file("feed", FEED.replace("{base}", HOMOGLYPH).replace("{date}", "Tue, 24 Sep 2024 10:00:00 GMT")), file("page", PAGE)
    text = file("text", re.sub("<[^>]*>", "", PAGE))
    line = {"id": "a" + NASTY, "published": "2024-09-24T10:00:00Z", "title": "Five killed in Beirut" + NASTY, "source": "S" + NASTY,
            "text": f"Five people were killed{NASTY} in a strike in Beirut on Monday, the Lebanese health ministry said.", "url": HOMOGLYPH + "/" + NASTY}
    lines = file("lines", json.dumps(line) + "\n" + json.dumps(line, ensure_ascii=False) + "\nnonsense" + NASTY + "\n")
    for arguments in (["feed", feed], ["feed", "--url", HOMOGLYPH + NASTY, feed], ["article", page], ["article", "--explain", page], ["extract", page],
                      ["extract", "--explain", page], ["extract", text], ["extract", "--title", "x" + NASTY.replace("\x00", ""), "--explain", text],
                      ["extract", "--jsonl", lines], ["replay", lines], ["replay", "--explain", lines], ["feed", lines], ["extract", feed],
                      ["feed", file("n\x1b[2J\u202e", NASTY)], ["feed", os.path.join(folder, "none" + NASTY)], ["feeds", "import", feed],
                      ["lexicon", os.path.join(folder, "none" + NASTY)], ["alerts", "--log", lines, "--socket", os.path.join(folder, "none")],
                      ["why", HOMOGLYPH + NASTY, "--socket", os.path.join(folder, "none" + NASTY)]):
        name = " ".join(os.path.basename(a) if a.startswith(folder) else a for a in arguments).encode("unicode_escape").decode()[:60]
        look(name, offline(*arguments))
    parsed = json.loads(offline("feed", feed).stdout)
    check(parsed["home_page_url"].startswith(ASCII + "/") and parsed["items"][1]["url"].startswith(ASCII + "/"), "a host is shown as the name that is looked up")
    check("bbc.com@" not in json.dumps([parsed["home_page_url"]] + [i["url"] for i in parsed["items"]]), "and no user stands before it")
    check(json.loads(offline("article", page).stdout)["canonical_url"].startswith(ASCII), "so it is in a page's own address")
    alert = json.loads(offline("replay", lines).stdout.splitlines()[0])
    check(alert["url"].startswith(ASCII + "/"), "and in an alert's: " + alert["url"][:40])

# A daemon that somebody else has written: what it answers changes the terminal as little.
TEXTS = ["state", "title", "url", "error", "tags", "etag", "last_modified", "moved", "why", "language", "headline", "severity", "attributed_to", "source",
         "id", "incident", "kind", "effect", "type", "evidence", "note", "article", "feed", "asked", "nearest", "reason", "verdict", "of", "story", "user",
         "login", "other", "alert", "now", "quiet", "told", "name", "version", "path", "next_poll", "last_success", "logged", "from", "to"]
THING = {key: f"{key} {NASTY}" for key in TEXTS}
THING.update(place={"name": NASTY, "country": NASTY}, access={"credentials": NASTY, "headers": [NASTY], "proxy": NASTY, "contact": NASTY, "tls_ca": NASTY},
             defects=[NASTY], answers=[{"error": NASTY}], event_time={"start": NASTY}, watch=[NASTY], actor=[{"name": NASTY}], last=NASTY, at=NASTY)
THING.update(log={"path": NASTY, "state": NASTY}, database={"path": NASTY, "state": NASTY}, readers={"state": NASTY}, links=[dict(THING), {"url": NASTY, "title": NASTY}],
             alerts=[dict(THING)], articles=[dict(THING)], series=[dict(THING)], claims=[dict(THING)], facts=[dict(THING)], versions=[dict(THING)])


def foreign(path, lines):
    """Answers each client with these lines."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def serve():
        while True:
            link, _ = listener.accept()
            link.recv(65536)
            link.sendall(("\n".join(lines) + "\n").encode())
            link.close()
    threading.Thread(target=serve, daemon=True).start()


with tempfile.TemporaryDirectory() as folder:
    foreign(folder + "/item", [json.dumps({"item": THING}, ensure_ascii=False), '{"end":true}'])
    foreign(folder + "/error", [json.dumps({"error": "it " + NASTY, "exit": 65}, ensure_ascii=False)])
    for arguments in (["status"], ["feeds"], ["feeds", "show", "http://x/"], ["feeds", "export"], ["feeds", "add", "http://x/"], ["alerts"], ["incidents"],
                      ["show", "x"], ["why", "x"], ["audit"], ["mute", "x"], ["merge", "x", "y"]):
        for kind in ("item", "error"):
            for way in ([], ["--json"]):
                answer = subprocess.run([SITREP, *arguments, *way, "--socket", f"{folder}/{kind}"], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
                look(f"{' '.join(arguments + way)} of a foreign daemon, {kind}", answer)

# Live: the daemon, its log, the alert log, and every command's answer for people and for programs.
wire = Newswire()
import email.utils
BODY = FEED.replace("{base}", wire.base).replace("{date}", email.utils.formatdate())
wire.route("/feed", lambda handler: wire.send(handler, 200, BODY.encode(), "application/rss+xml; charset=utf-8" ))
wire.route("/page", lambda handler: wire.send(handler, 200, PAGE.encode(), "text/html; charset=utf-8"))
wire.route("/broken", lambda handler: wire.send(handler, 200, f"<{RAW}x{ESCAPES}>{NASTY}".encode(), "text/" + "x"))
wire.route("/site", lambda handler: wire.send(handler, 200, (f'<html><link rel="alternate" type="application/rss+xml" title="{RAW}{ESCAPES}" href="{HOMOGLYPH}/{RAW}">'
                                                             f'<link rel="alternate" type="application/rss+xml" title="b" href="/feed{RAW}"></html>').encode(), "text/html"))


def moved(handler):
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 302 No\x1b[2J\r\nConnection: close\r\nLocation: http://bbc.com@\xd0\xb0pple.com:1/\x9b\xe2\x80\xae\r\nETag: \x1b[2J\r\nContent-Length: 0\r\n\r\n")


wire.route("/moved", moved)
with Station([("Hostile", wire.base + "/feed")] + [(n, f"{wire.base}/{n}") for n in ("broken", "site", "moved")]) as station:
    station.start()
    check(wait_until(lambda: station.alerts(), 15), "the hostile feed's article leads to an alert")
    alerts = station.log.read_text(errors="surrogateescape") if station.log.exists() else ""
    check(alerts and not HIDDEN.search(alerts), "the alert log has nothing that cannot be seen")
    alert = (station.alerts() or [{}])[0]
    known = [alert.get("id", ""), alert.get("incident", "")]
    asked = [["status"], ["feeds"], ["feeds", "export"], ["alerts"], ["incidents"], ["audit"]]
    asked += [["show", one] for one in known] + [["feeds", "show", f"{wire.base}/{n}"] for n in ("feed", "broken", "site", "moved")]
    asked += [["why", alert.get("article", "x")], ["why", HOMOGLYPH + "/y"], ["why", "x" + NASTY], ["show", "x" + NASTY], ["feeds", "show", "http://x/" + NASTY],
              ["feeds", "add", wire.base + "/site"], ["feeds", "add", wire.base + "/broken"], ["feeds", "add", "http://x/" + NASTY],
              ["feeds", "pause", "http://x/" + NASTY], ["alerts", "--place", NASTY], ["mute", known[1], "--reason", "r" + NASTY], ["audit"], ["show", known[1]]]
    for arguments in asked:
        for way in ([], ["--json"]):
            name = " ".join(arguments + way).encode("unicode_escape").decode()[:60]
            look(name, station.ask(*arguments, *way), empty=arguments[0] in ("alerts", "audit", "incidents"))
    messages = station.messages()
    check(messages and not HIDDEN.search(messages), "the daemon's messages have nothing that cannot be seen")
    everything = alerts + messages + "".join(shown(station.ask(*a)) for a in asked)
    check("bbc.com@" not in everything, "nowhere does an address pretend to be another one's")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
