"""Days of schedule in seconds: the daemon's clocks leap (leap.c), and a scripted server is looked at for when it was asked again."""
import email.utils
import json
import pathlib
import struct
import sys
import time

from harness import Station, check, finish, wait_until
from scripted import Server, document, item

PRELOAD = sys.argv[1]
MINUTE, HOUR, DAY = 60, 3600, 86400
LIKE_DEFAULT = {"poll_interval": "15m", "poll_floor": "1m", "poll_slowest": "1h", "poll_ceiling": "12h"}


class Clock:
    """What the daemon's clocks are ahead of ours by, in seconds: slept with the machine, and set by somebody."""

    def __init__(self, path):
        self.path, self.slept, self.set = pathlib.Path(path), 0, 0
        self.write()

    def write(self):
        """In place: the daemon has it mapped."""
        with open(self.path, "r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("=qq", int(self.slept * 1000), int(self.set * 1000)))

    def sleep(self, seconds):
        self.slept += seconds
        self.write()

    def step(self, seconds):
        self.set += seconds
        self.write()

    def now(self):
        return time.time() + self.slept + self.set


def http_date(seconds):
    return email.utils.formatdate(seconds, usegmt=True)


def station_of(feeds, **settings):
    station = Station([(url.split("/", 2)[2], url) for url in feeds], **{**LIKE_DEFAULT, **settings})
    station.environment = {"LD_PRELOAD": PRELOAD, "SITREP_LEAP": str(station.folder / "leap")}
    return station, Clock(station.folder / "leap")


def shown(station, url):
    answer = station.ask("feeds", "show", "--json", url)
    return json.loads(answer.stdout) if answer.returncode == 0 else {}


def moment(text):
    """Seconds of "2026-03-09T10:26:01Z" or with a fraction."""
    import datetime
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def wait_of(feed):
    """From the last poll to the next, as the daemon has it."""
    return moment(feed["next_poll"]) - moment(feed["last_poll"])


def polled(station, server, path, count, seconds=8):
    """Asked so often, and what came of it is kept: then nothing is on its way."""
    wait_until(lambda: len(server.requests(path)) >= count, seconds)
    wait_until(lambda: len(shown(station, server.url(path)).get("answers", [])) >= count, seconds)
    return len(server.requests(path)) == count


# --- when the next poll is: one feed for each thing that is said about it, all asked at once ---

server = Server()
EXPECTED = {  # path: (what is answered, seconds until it is asked again, the reason that is told)
    "/plain": (lambda n, h: (200, {}, document("Plain", "one")), 15 * MINUTE, "poll-interval"),
    "/max-age": (lambda n, h: (200, {"Cache-Control": "max-age=7200"}, document("Age", "one")), 2 * HOUR, "max-age"),
    "/expires": (lambda n, h: (200, {"Expires": http_date(clock.now() + 3 * HOUR), "Date": http_date(clock.now())},
                               document("Expires", "one")), 3 * HOUR, "max-age"),
    "/ttl": (lambda n, h: (200, {"Cache-Control": "max-age=60"}, document("Ttl", "one", channel="<ttl>120</ttl>")), 2 * HOUR, "ttl"),
    "/sy": (lambda n, h: (200, {}, document("Sy", "one", channel='<updatePeriod xmlns="http://purl.org/rss/1.0/modules/syndication/">daily'
                                            '</updatePeriod><updateFrequency xmlns="http://purl.org/rss/1.0/modules/syndication/">4'
                                            "</updateFrequency>")), 6 * HOUR, "sy:updatePeriod"),
    "/endless": (lambda n, h: (200, {"Cache-Control": "max-age=99999999"}, document("Endless", "one")), 12 * HOUR, "max-age"),
    "/hasty": (lambda n, h: (200, {}, document("Hasty", *[item(f"h{k}", http_date(clock.now() - 10 * k)) for k in range(1, 9)])),
               MINUTE, "posting rate"),
    "/busy": (lambda n, h: (200, {}, document("Busy", *[item(f"b{k}", http_date(clock.now() - 20 * MINUTE * k)) for k in range(1, 9)])),
              10 * MINUTE, "posting rate"),
    "/seldom": (lambda n, h: (200, {}, document("Seldom", *[item(f"s{k}", http_date(clock.now() - 30 * HOUR * k)) for k in range(1, 9)])),
                HOUR, "posting rate"),
}
server.script = {path: row[0] for path, row in EXPECTED.items()}
station, clock = station_of([server.url(path) for path in EXPECTED])
with station:
    station.start()
    for path in EXPECTED:
        polled(station, server, path, 1)
    for path, (_, seconds, why) in EXPECTED.items():
        feed = shown(station, server.url(path))
        check(feed.get("why") == why and seconds * .99 <= wait_of(feed) <= seconds * 1.05 + 1,
              f"{path} is asked again after {wait_of(feed) / 60:.1f} min ({feed.get('why')})")
    clock.sleep(14 * MINUTE)
    check(polled(station, server, "/hasty", 2) and polled(station, server, "/busy", 2), "14 minutes later those that post often are asked")
    check(not any(len(server.requests(path)) > 1 for path in EXPECTED if path not in ("/hasty", "/busy")), "and no other")
    clock.sleep(3 * MINUTE)
    check(polled(station, server, "/plain", 2), "17 minutes later the one that says nothing")

    # Clocks that are set move no schedule, a machine that sleeps does: time has passed.
    before = {path: len(server.requests(path)) for path in EXPECTED}
    clock.step(2 * DAY)
    time.sleep(1)
    check({path: len(server.requests(path)) for path in EXPECTED} == before, "a wall clock that is set ahead brings no burst")
    clock.step(-4 * DAY)
    time.sleep(1)
    check({path: len(server.requests(path)) for path in EXPECTED} == before, "nor one that is set back")
    clock.step(2 * DAY)
    clock.sleep(2 * HOUR)
    check(wait_until(lambda: all(len(server.requests(path)) > before[path] for path in ("/plain", "/ttl", "/max-age", "/seldom")), 8),
          "after two hours of suspend what is due is asked")
    time.sleep(1)
    check(max(len(server.requests(path)) - before[path] for path in EXPECTED) == 1, "once, however often it was missed")
    check(len(server.requests("/expires")) == before["/expires"] == 1, "and what has longer to wait waits")

    # Next polls are in the database: a daemon that comes back after an hour asks for what has come due.
    station.stop()
    before = {path: len(server.requests(path)) for path in EXPECTED}
    clock.sleep(HOUR)
    station.start()
    check(wait_until(lambda: len(server.requests("/plain")) > before["/plain"], 8), "stopped for an hour: what came due is asked at the start")
    time.sleep(1)
    check(len(server.requests("/ttl")) == before["/ttl"] and len(server.requests("/endless")) == 1, "and nothing else")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- hours and days that a feed skips ---

server = Server()
station, clock = station_of([server.url("/hours"), server.url("/days")])
civil = time.gmtime(clock.now() + 15 * MINUTE)
hour, days = civil.tm_hour, ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
hours = "".join(f"<hour>{(hour + k) % 24}</hour>" for k in range(-1, 3))
now_and_next = "".join(f"<day>{days[(civil.tm_wday + k) % 7]}</day>" for k in (-1, 0, 1))
server.script = {"/hours": lambda n, h: (200, {}, document("Hours", "one", channel=f"<skipHours>{hours}</skipHours>")),
                 "/days": lambda n, h: (200, {}, document("Days", "one", channel=f"<skipDays>{now_and_next}</skipDays>"))}
with station:
    station.start()
    polled(station, server, "/hours", 1)
    polled(station, server, "/days", 1)
    at = time.gmtime(moment(shown(station, server.url("/hours"))["next_poll"]))
    check(at.tm_hour == (hour + 3) % 24, f"hours that a feed skips are skipped: it is asked at {at.tm_hour}:{at.tm_min:02}")
    at = time.gmtime(moment(shown(station, server.url("/days"))["next_poll"]))
    check(at.tm_wday == (civil.tm_wday + 2) % 7 and at.tm_hour == 0, f"so are days: it is asked on a {days[at.tm_wday]}")
    clock.sleep(30 * MINUTE)
    time.sleep(1)
    check(len(server.requests("/hours")) == len(server.requests("/days")) == 1, "neither is asked within half an hour")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- redirects, over days ---

server = Server()
broken = {"until": 1e18}
server.script = {
    "/moved": lambda n, h: (301, {"Location": "/new"}, b""),
    "/mixed": lambda n, h: (301, {"Location": "/loan"}, b""),
    "/loan": lambda n, h: (302, {"Location": "/new"}, b""),
    "/lost": lambda n, h: (308, {"Location": "/maintenance"}, b""),
    "/maintenance": lambda n, h: (200, {"Content-Type": "text/html"}, b"<html><title>Back soon</title><p>We are down.</html>"),
    "/new": lambda n, h: (200, {"ETag": '"new"'}, document("New", "one", "two")) if '"new"' not in h.values() else (304, {}, b""),
}
moving = ["/moved", "/mixed", "/loan", "/lost"]
station, clock = station_of([server.url(path) for path in moving], poll_interval="6h")
with station:
    station.start()
    for n in range(1, 15):
        wait_until(lambda: all(len(server.requests(path)) >= n for path in moving[1:2]), 5)
        wait_until(lambda: len(shown(station, server.url("/mixed")).get("answers", [])) >= n, 5)
        if n == 6:
            moved = shown(station, server.url("/moved"))
            check(moved["moved_times"] >= 3 and "moved_adopted" not in moved, f"seen {moved['moved_times']} times in a day and a half: not believed yet")
        clock.sleep(6.5 * HOUR)
    moved = shown(station, server.url("/moved"))
    check(moved.get("moved_adopted") and moved["url"] == server.url("/moved"), "a permanent redirect is believed after days, and the feed keeps its name")
    check(len(server.requests("/moved")) < len(server.requests("/mixed")), "then its old address is asked no more")
    check(moved["entries"] == 2, f"no entry is new because of that: {moved['entries']}")
    check("fetched at " + server.url("/new") in station.ask("feeds", "show", server.url("/moved")).stdout.replace("\n              ", " "), "feeds show says so")
    for path in ("/mixed", "/loan"):
        check("moved" not in shown(station, server.url(path)), f"{path}: a chain with a temporary hop is never believed")
    lost = shown(station, server.url("/lost"))
    check("moved_adopted" not in lost and "no feed" in lost.get("error", ""), f"nor is one that leads to no feed: {lost.get('error')}")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- failures ---

server = Server()
server.script = {
    "/404": lambda n, h: (404, {}, b"no"),
    "/500": lambda n, h: (500, {}, b"oh") if n < 7 else (200, {}, document("Again", "one")),
    "/410": lambda n, h: (410, {}, b"gone"),
    "/garbage": lambda n, h: (200, {"ETag": '"broken"'}, b"<html><title>no feed</title></html>"),
}
nowhere = "http://feeds.nowhere.example/rss"
station, clock = station_of([*map(server.url, server.script), nowhere])
with station:
    station.start()
    waits = {}
    for n in range(1, 8):
        polled(station, server, "/404", n)
        polled(station, server, "/500", n)
        for path in ("/404", "/500"):
            waits.setdefault(path, []).append(wait_of(shown(station, server.url(path))))
        clock.sleep(max(waits["/404"][-1], waits["/500"][-1]) + 1)
    check(all(1.4 < b / a < 2.8 for a, b in zip(waits["/404"], waits["/404"][1:])), "failures back off: " + ", ".join(f"{w / 60:.0f} min" for w in waits["/404"]))
    check(waits["/404"][:5] != waits["/500"][:5], "feeds that fail together do not come back together")
    check(14 * MINUTE < waits["/500"][-1] < 16 * MINUTE and shown(station, server.url("/500"))["state"] == "ok", "one that is well again recovers by itself")
    missing, dead = shown(station, server.url("/404")), shown(station, nowhere)
    check(missing["state"] == "failing" and "404" in missing["error"], f"a failure has its reason: {missing['error']}")
    check(dead["state"] == "failing" and dead["failures"] >= 2 and dead["error"], f"a name that nobody knows too: {dead['error']}")
    check(all("if-none-match" not in r for r in server.requests("/garbage")) and len(server.requests("/garbage")) > 2,
          "no validator is kept of what was not read")
    clock.sleep(30 * DAY)
    check(polled(station, server, "/404", 9) or len(server.requests("/404")) > 7, "after a month a failing feed is still asked")
    check(len(server.requests("/410")) == 1 and shown(station, server.url("/410"))["state"] == "gone", "and one that is gone is not")
    station.ask("feeds", "poll", server.url("/410"))
    check(wait_until(lambda: len(server.requests("/410")) == 2, 5), "unless somebody asks for it")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- silence that is asked for, for a whole domain ---

server = Server()
port = server.server_address[1]
names = {"a": f"http://a.wire.co.uk:{port}/a", "b": f"http://b.news.wire.co.uk:{port}/b", "c": f"http://c.other.co.uk:{port}/c"}
server.script = {
    "/a": lambda n, h: (429, {"Retry-After": "7200"}, b"slow down") if n == 1 else (200, {}, document("A", "one")),
    "/b": lambda n, h: (200, {}, document("B", "one")),
    "/c": lambda n, h: (503, {"Retry-After": http_date(clock.now() + 5 * HOUR)}, b"down") if n == 1 else (429, {"Retry-After": "0"}, b"now"),
}
station, clock = station_of([names["a"]])
with station:
    station.start()
    wait_until(lambda: shown(station, names["a"]).get("status") == 429, 5)
    station.ask("feeds", "add", "--untested", names["b"])
    station.ask("feeds", "add", "--untested", names["c"])
    wait_until(lambda: shown(station, names["c"]).get("status") == 503, 5)
    time.sleep(1)
    a, c = shown(station, names["a"]), shown(station, names["c"])
    check(a["why"] == c["why"] == "Retry-After" and 2 * HOUR - 1 <= wait_of(a) <= 2.1 * HOUR + 1, f"429 with seconds: {wait_of(a) / 60:.0f} min")
    check(5 * HOUR - 5 <= wait_of(c) <= 5.25 * HOUR + 5, f"503 with a date: {wait_of(c) / 60:.0f} min")
    check(not server.requests("/b"), "what the domain has asked for holds for its other host, and not for another domain")
    clock.sleep(2.2 * HOUR)
    check(wait_until(lambda: server.requests("/b") and len(server.requests("/a")) == 2, 8), "when it is over both are asked")
    clock.sleep(3.5 * HOUR)
    check(wait_until(lambda: len(server.requests("/c")) >= 2, 8), "and the other one at its own time")
    wait_until(lambda: shown(station, names["c"]).get("status") == 429, 5)
    c = shown(station, names["c"])
    check(c["why"] == "Retry-After" and MINUTE - 1 <= wait_of(c) <= 2 * MINUTE, f"Retry-After: 0 means at once, which is the floor: {wait_of(c):.0f} s")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- many at once: spread at the start, few to a host, connections kept, who we are, where we may go ---

server, other = Server(), Server("127.0.0.2")
for one in (server, other):
    one.script = {f"/{n}": lambda n, h: (time.sleep(.15), (200, {"ETag": f'"{n}"'}, document("Many", "one")))[1] for n in range(12)}
station, clock = station_of([one.url(f"/{n}") for n in range(12) for one in (server, other)], start_spread="30m",
                            contact='"https://example.org/contact"')
with station:
    station.start()
    time.sleep(1)
    first = [moment(shown(station, server.url(f"/{n}"))["next_poll"]) - clock.now() for n in range(12)]
    check(max(first) - min(first) > 8 * MINUTE and max(first) <= 30 * MINUTE + 5, f"first polls are spread: from {min(first) / 60:.0f} to {max(first) / 60:.0f} min")
    clock.sleep(HOUR)  # all are due
    check(wait_until(lambda: all(server.requests(f"/{n}") and other.requests(f"/{n}") for n in range(12)), 15), "an hour later all were asked")
    check(server.most_running == other.most_running == 2, f"with two requests at once to a host: {server.most_running}, {other.most_running}")
    check(len(server.connections) <= 4, f"over connections that are kept: {len(server.connections)} for {sum(map(len, server.asked.values()))} requests")
    agents = {request.get("user-agent") for asked in server.asked.values() for request in asked}
    check(len(agents) == 1 and next(iter(agents)).startswith("sitrep/") and "(+https://example.org/contact)" in next(iter(agents)), f"who asks is told: {agents}")
    check(station.stop() == 0, "the daemon stops cleanly")

server.script["/slow"] = lambda n, h: (time.sleep(4), (200, {}, document("Slow", "one")))[1]
station, clock = station_of([server.url("/slow")], fetch_timeout="1s")
with station:
    station.start()
    check(wait_until(lambda: shown(station, server.url("/slow")).get("error"), 8), "an answer that takes too long is not waited for: " + shown(station, server.url("/slow")).get("error", ""))
    check(station.stop() == 0, "the daemon stops cleanly")

inside = f"http://intranet.wire.co.uk:{server.server_address[1]}/inside"
station, clock = station_of([inside], allow_networks="{}")
with station:
    station.start()
    check(wait_until(lambda: shown(station, inside).get("error"), 8), "a name of the private network is refused by what it resolves to: " + shown(station, inside).get("error", ""))
    check(not server.requests("/inside"), "before anything is asked")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
