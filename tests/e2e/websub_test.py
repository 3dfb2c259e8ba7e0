"""WebSub: a scripted hub on loopback is asked, confirms, pushes, lies and forgets; days of leases by clocks that leap (leap.c)."""
import hashlib
import hmac
import http.client
import http.server
import json
import pathlib
import re
import socket
import struct
import sys
import threading
import time
import urllib.parse
import urllib.request

from harness import SITREPD, Station, check, finish, wait_until
from scripted import Server, document

PRELOAD = sys.argv[1]
MINUTE, HOUR, DAY = 60, 3600, 86400
PAGE = """<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>At least {toll} people were killed
when a car bomb exploded at a market in Kassala today, police said. This is report number {toll} of the desk in Kassala.</p>
<p>Ambulances took the wounded to hospitals. Report {toll} was written by our correspondent near the square.</p></article></body></html>"""
publisher = Server()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Hub(http.server.ThreadingHTTPServer):
    """Takes subscriptions and tells what it was asked; whether it confirms them is the test's to say."""
    daemon_threads = True

    def __init__(self):
        self.asked, self.status, self.redirect = [], 202, None
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status = hub.status
                if hub.redirect and self.path == "/hub":
                    self.send_response(hub.redirect)
                    self.send_header("Location", "/moved")
                    self.end_headers()
                    return
                hub.asked.append({key: values[0] for key, values in form.items()} | {"path": self.path, "agent": self.headers["User-Agent"]})
                self.send_response(status)
                self.end_headers()

            def do_GET(self):
                if self.path.startswith("http://"):  # as a proxy
                    with urllib.request.urlopen(self.path) as answer:
                        body = answer.read()
                        self.send_response(200)
                        self.send_header("Link", answer.headers["Link"])
                        self.send_header("Content-Length", str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
                    return
                hub.asked.append({"path": self.path, "method": "GET"})
                self.send_response(405)
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hub"

    def wait(self, count, mode="subscribe", seconds=10):
        """The request of that number, from 1 on."""
        of_mode = lambda: [a for a in self.asked if a.get("hub.mode") == mode]
        wait_until(lambda: len(of_mode()) >= count, seconds)
        return of_mode()[count - 1] if len(of_mode()) >= count else None


class Clock:
    """What the daemon's clocks are ahead of ours by, as if the machine had slept (leap.c)."""

    def __init__(self, path):
        self.path, self.slept = pathlib.Path(path), 0
        self.sleep(0)

    def sleep(self, seconds):
        self.slept += seconds
        with open(self.path, "r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("=qq", int(self.slept * 1000), 0))


class Callback:
    """What a hub, or a stranger, does at the daemon's callback."""

    def __init__(self, port):
        self.port = port

    def request(self, method, url, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, urllib.parse.urlsplit(url).path + ("?" + urllib.parse.urlsplit(url).query if "?" in url else ""),
                               body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def verify(self, asked, lease=864000, **other):
        query = {"hub.mode": asked["hub.mode"], "hub.topic": asked["hub.topic"], "hub.challenge": "c h&allenge", "hub.lease_seconds": lease}
        query.update({"hub." + key: value for key, value in other.items()})
        return self.request("GET", asked["hub.callback"] + "?" + urllib.parse.urlencode(query))

    def push(self, asked, body, digest="sha256", secret=None, **headers):
        mac = hmac.new((secret or asked["hub.secret"]).encode(), body, digest).hexdigest()
        return self.request("POST", asked["hub.callback"], body, {"Content-Type": "application/rss+xml", "X-Hub-Signature": f"{digest}={mac}",
                                                                  **{k.replace("_", "-"): v for k, v in headers.items()}})


def article(number):
    publisher.script[f"/a/{number}"] = lambda n, h: (200, {"Content-Type": "text/html"}, PAGE.format(
        title=f"Death toll of car bombing in Kassala at {number}", toll=number).encode())
    return (f"<item><title>Death toll of car bombing in Kassala at {number}</title><guid>{publisher.url(f'/a/{number}')}</guid>"
            f"<link>{publisher.url(f'/a/{number}')}</link></item>")


def feed(*numbers, channel=""):
    return document("Herald", *[article(number) for number in numbers], channel=channel)


def station_of(paths, port, extra=""):
    station = Station([(path[1:], publisher.url(path)) for path in paths], poll_interval="15m", poll_floor="1m", poll_slowest="1h", poll_ceiling="12h")
    station.environment = {"LD_PRELOAD": PRELOAD, "SITREP_LEAP": str(station.folder / "leap")}
    configure(station, paths, port, extra)
    return station, Clock(station.folder / "leap")


def configure(station, paths, port, extra="", on=True):
    station.configure([(path[1:], publisher.url(path)) for path in paths])
    file = station.folder / "sitrepd.conf"
    if on:
        file.write_text(file.read_text() + f'websub {{\n callback = "http://hooks.example.org/hook"\n listen = "127.0.0.1:{port}"\n{extra}}}\n')


def shown(station, path):
    answer = station.ask("feeds", "show", "--json", publisher.url(path))
    return json.loads(answer.stdout) if answer.returncode == 0 else {}


def websub(station, path):
    return shown(station, path).get("websub", {})


def tolls(station):
    return [alert.get("killed") if alert["kind"] == "incident_new" else alert.get("to") for alert in station.alerts()]


hub, second_hub = Hub(), Hub()
port = free_port()
callback = Callback(port)
links = lambda path, one: f'<{one.url()}>; rel="hub", <{publisher.url(path)}>; rel="self"'
now_pushed_from = {"hub": hub}
in_document = (f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{hub.url()}"/>'
               f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{publisher.url("/document")}"/>')
on_poll = {"/feed": [1]}
publisher.script.update({
    "/feed": lambda n, h: (200, {"Link": links("/feed", now_pushed_from["hub"])}, feed(*on_poll["/feed"])),
    "/document": lambda n, h: (200, {}, feed(90, channel=in_document)),
    "/json": lambda n, h: (200, {"Content-Type": "application/feed+json"}, json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "J", "feed_url": publisher.url("/json"),
        "hubs": [{"type": "WebSub", "url": hub.url()}], "items": []}).encode()),
    "/plain": lambda n, h: (200, {}, document("Plain", "one")),
    "/inside": lambda n, h: (200, {"Link": '<http://10.0.0.1/hub>; rel=hub'}, document("Inside", "one")),
})

# --- discovery, verification, delivery ---
station, clock = station_of(["/feed", "/plain"], port)
with station:
    station.start()
    asked = hub.wait(1)
    check(asked and asked["hub.topic"] == publisher.url("/feed"), "the hub of a Link header is asked for the feed's self")
    check(re.fullmatch(r"http://hooks\.example\.org/hook/[0-9a-f]{32}", asked["hub.callback"]) and re.fullmatch("[0-9a-f]{64}", asked["hub.secret"])
          and asked["hub.lease_seconds"] == "864000", "with a callback that nobody guesses, a secret and ten days")
    check(wait_until(lambda: tolls(station) == [1], 20), "what a poll brings is told")
    check("websub" not in shown(station, "/plain"), "a feed without a hub is left alone")

    check(callback.verify(asked, topic=publisher.url("/other"))[0] == 404, "another topic is not confirmed")
    check(callback.verify(asked, mode="unsubscribe")[0] == 404, "nor the end of what was just asked for")
    check(callback.request("GET", asked["hub.callback"][:-1] + "g?hub.mode=subscribe")[0] == 404, "nobody answers at another address")
    check(callback.verify(asked) == (200, "c h&allenge"), "what was asked for is confirmed with the challenge")
    check(wait_until(lambda: websub(station, "/feed").get("state") == "live", 10), "then it is live")
    polls = len(publisher.requests("/feed"))
    check(callback.push(asked, feed(1, 2))[0] == 200, "a push is taken")
    check(wait_until(lambda: tolls(station) == [1, 2], 20), "and is an alert")
    check(callback.push(asked, feed(1, 2, 3), "sha512", Link=links("/feed", hub))[0] == 200 and
          callback.push(asked, feed(2, 3, 4), "sha1")[0] == 200 and callback.push(asked, feed(5), "sha384")[0] == 200, "whatever digest the hub has")
    check(wait_until(lambda: tolls(station)[-1:] == [5] and shown(station, "/feed")["entries"] == 5, 20), "each of them")
    check(len(publisher.requests("/feed")) == polls, "without a poll")

    # --- what is not the hub's ---
    check(callback.push(asked, feed(66), secret="guessed")[0] == 200, "a wrong signature is answered as a good one")
    check(callback.request("POST", asked["hub.callback"], feed(66))[0] == 200, "and none at all")
    check(callback.push(asked, feed(66), Link=links("/other", hub))[0] == 200, "and what is about another feed")
    check(wait_until(lambda: websub(station, "/feed").get("bad_signatures") == 3, 10), "they are counted")
    time.sleep(0.5)
    check(66 not in tolls(station) and shown(station, "/feed")["entries"] == 5, "and ignored")
    words = station.ask("feeds", "show", publisher.url("/feed")).stdout
    check("live since" in words and "3 without its signature" in words and "lease until" in words, "feeds show tells of the hub")
    listed = [json.loads(line) for line in station.ask("feeds", "--json").stdout.splitlines()]
    check([one.get("websub", {}).get("hub") for one in listed] == [hub.url(), None], "and feeds --json too")
    check(asked["hub.secret"] not in json.dumps(shown(station, "/feed")) and asked["hub.callback"][-32:] not in json.dumps(shown(station, "/feed")),
          "but not its secrets")

    # --- hostile requests ---
    check(callback.push(asked, b"x" * (9 << 20))[0] == 413, "a body of 9 MiB is refused")
    check(callback.request("POST", asked["hub.callback"][:-4] + "0000", b"x" * 100000)[0] == 404, "a body for nobody too")
    check(callback.request("PUT", asked["hub.callback"], b"")[0] == 405, "there is GET and POST")
    check(callback.request("GET", "/" + "x" * 20000)[0] == 431, "a long head is refused")
    for head, status in ((b"GET / HTTP/3.0\r\n\r\n", 505), (b"nonsense\r\n\r\n", 400), (b"GET / HTTP/1.1\r\nA : b\r\n\r\n", 400),
                         (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400)):
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(head)
            check(one.recv(100).startswith(b"HTTP/1.1 %d" % status), f"{head[:24]!r}: {status}")
    path = urllib.parse.urlsplit(asked["hub.callback"]).path
    body = feed(6)
    mac = hmac.new(asked["hub.secret"].encode(), body, "sha256").hexdigest()
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nX-Hub-Signature: sha256={mac}\r\n\r\n".encode())
        check(one.recv(100).startswith(b"HTTP/1.1 100"), "a client that waits is told to go on")
        for i in range(0, len(body), 100):
            piece = body[i:i + 100]
            one.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        one.sendall(b"0\r\n\r\n")
        check(one.recv(100).startswith(b"HTTP/1.1 200"), "a body may come in pieces")
    check(wait_until(lambda: tolls(station)[-1:] == [6], 20), "and is read")
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for one in slow:
        one.sendall(b"POST " + path.encode() + b" HTTP/1.1\r\nContent-Length: 1000\r\n" + (b"\r\nhalf" if one is slow[0] else b"X-Slow: "))
    check(callback.push(asked, feed(7))[0] == 200, "twenty clients that say nothing more hold up nobody")
    check(wait_until(lambda: tolls(station)[-1:] == [7], 20), "and no news")
    slow[1].settimeout(20)
    check(slow[1].recv(100) == b"", "they are hung up on")
    for one in slow:
        one.close()

    # --- polls are a safety net, until they find something ---
    on_poll["/feed"] = [1, 2, 3, 4, 5, 6, 7]
    polls = len(publisher.requests("/feed"))
    clock.sleep(2 * HOUR)
    check(wait_until(lambda: shown(station, "/feed").get("why") == "pushed by its hub", 10), "after the next poll there is a reason to wait")
    polls = len(publisher.requests("/feed"))
    check("pushed by its hub" in station.ask("feeds", "show", publisher.url("/feed")).stdout or
          "hub brings" in station.ask("feeds", "show", publisher.url("/feed")).stdout, "feeds show says so")
    clock.sleep(4 * HOUR)
    time.sleep(1.5)
    check(len(publisher.requests("/feed")) == polls, "four hours later it is not polled")
    on_poll["/feed"].append(8)
    clock.sleep(3 * HOUR)
    check(wait_until(lambda: tolls(station)[-1:] == [8], 20), "what the hub does not bring, the next poll finds")
    check(wait_until(lambda: websub(station, "/feed").get("missed") == 1, 10), "and it is counted")
    polls = len(publisher.requests("/feed"))
    clock.sleep(HOUR + 10 * MINUTE)
    check(wait_until(lambda: len(publisher.requests("/feed")) > polls, 10), "then it is polled as if there were no hub")
    for number in (9, 10, 11):
        on_poll["/feed"].append(number)
        check(callback.push(asked, feed(number))[0] == 200, f"push {number} comes")
    check(wait_until(lambda: tolls(station)[-1:] == [11], 20), "and is told")
    clock.sleep(2 * HOUR)
    check(wait_until(lambda: shown(station, "/feed").get("why") == "pushed by its hub", 10), "after three pushes the hub is believed again")

    # --- a restart, a lease, a renewal ---
    station.kill()
    station.start()
    check(callback.push(asked, feed(12))[0] == 200, "kill -9: the subscription is there afterwards")
    on_poll["/feed"].append(12)
    check(wait_until(lambda: tolls(station)[-1:] == [12], 20), "and what is pushed is told")
    check(tolls(station) == sorted(set(tolls(station))), "nothing twice")
    before = len(hub.asked)
    clock.sleep(7 * DAY)
    time.sleep(1.5)
    check(len(hub.asked) == before, "after seven of ten days nothing is to be done")
    clock.sleep(DAY + 14 * HOUR)
    renewal = hub.wait(2)
    check(renewal and renewal["hub.callback"] == asked["hub.callback"] and renewal["hub.secret"] == asked["hub.secret"], "after nine it is renewed")
    check(callback.push(asked, feed(13))[0] == 200, "meanwhile it goes on")
    station.kill()
    station.start()
    check(callback.verify(renewal, lease=7200)[0] == 200, "kill -9 before the confirmation: it is confirmed")
    clock.sleep(HOUR + 45 * MINUTE)
    check(hub.wait(3), "a lease of two hours is renewed before they are over")
    hub.status = 500
    clock.sleep(HOUR)
    check(wait_until(lambda: websub(station, "/feed").get("state") == "wanted", 10), "without a confirmation it ends")
    polls = len(publisher.requests("/feed"))
    clock.sleep(16 * MINUTE)
    check(wait_until(lambda: len(publisher.requests("/feed")) > polls, 10) and
          wait_until(lambda: shown(station, "/feed").get("why") != "pushed by its hub", 10), "and polls are what they were")
    times = len(hub.asked)
    for _ in range(6):
        clock.sleep(2 * HOUR)
        time.sleep(1.2)
    check(times < len(hub.asked) <= times + 7 and "500" in websub(station, "/feed").get("error", ""), "a hub that fails is asked again, not often")
    hub.status, hub.redirect = 202, 307
    clock.sleep(2 * DAY)
    wait_until(lambda: hub.asked[-1]["path"] == "/moved", 10)
    check(hub.asked[-1]["path"] == "/moved" and hub.asked[-1]["hub.topic"] == asked["hub.topic"], "a redirect of the hub's is followed with the whole request")
    hub.redirect = None
    check(callback.verify(hub.asked[-1])[0] == 200 and wait_until(lambda: websub(station, "/feed").get("state") == "live", 10), "and it is live again")

    # --- refusal, another hub, removal ---
    now_pushed_from["hub"] = second_hub
    station.ask("feeds", "poll", publisher.url("/feed"))
    other = second_hub.wait(1)
    check(other and other["hub.secret"] != asked["hub.secret"] and other["hub.callback"] != asked["hub.callback"], "another hub is asked, with other secrets")
    left = hub.wait(1, "unsubscribe")
    check(left and left["hub.callback"] == asked["hub.callback"], "and the one before is told")
    check(callback.verify(left)[0] == 200 and callback.verify(left)[0] == 404, "its end is confirmed once")
    denied = callback.request("GET", other["hub.callback"] + "?" + urllib.parse.urlencode(
        {"hub.mode": "denied", "hub.topic": other["hub.topic"], "hub.reason": "no\x1b[31m more"}))
    check(denied[0] == 200 and wait_until(lambda: websub(station, "/feed").get("state") == "denied", 10), "a hub may refuse")
    check("no" in websub(station, "/feed")["error"] and "\x1b" not in websub(station, "/feed")["error"], "its reason is told, cleaned")
    clock.sleep(DAY + HOUR)
    other = second_hub.wait(2)
    check(other and callback.verify(other)[0] == 200, "after a day it is asked again")
    wait_until(lambda: websub(station, "/feed").get("state") == "live", 10)
    configure(station, ["/plain", "/document", "/json", "/inside"], port)
    check(station.ask("reload").returncode == 0, "the feed is taken out of the configuration, and two come")
    left = second_hub.wait(1, "unsubscribe")
    check(left and callback.verify(left)[0] == 200, "the hub of a feed that is gone is told")
    topics = lambda: {a.get("hub.topic") for a in hub.asked}
    check(wait_until(lambda: {publisher.url("/document"), publisher.url("/json")} <= topics(), 10), "hubs named in a document's links and in JSON are found")
    check(wait_until(lambda: "not public" in websub(station, "/inside").get("error", ""), 10), "a hub inside is not asked: the guard holds for hubs too")
    check(station.stop() == 0, "the daemon stops cleanly")
    configure(station, ["/document"], port, on=False)
    station.start()
    check("websub" not in shown(station, "/document"), "without a callback nothing is subscribed")
    with socket.socket() as one:
        check(one.connect_ex(("127.0.0.1", port)) != 0, "and nobody listens")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- of several hubs the first that pushes ---
one, two, three = Hub(), Hub(), Hub()
one.status = 500
publisher.script["/several"] = lambda n, h: (200, {"Link": ", ".join(f'<{h.url()}>; rel="hub"' for h in (one, two, three))}, document("Several", "one"))
station, clock = station_of(["/several"], port)
with station:
    station.start()
    check(one.wait(1) and wait_until(lambda: websub(station, "/several").get("failures") == 1, 10) and not two.asked, "of several hubs the first is asked")
    station.ask("feeds", "poll")
    asked = two.wait(1)
    check(asked and asked["hub.callback"] != one.asked[0]["hub.callback"], "where it fails the second, with a secret of its own")
    check(callback.verify(asked, mode="denied", reason="full")[0] == 200, "which may refuse")
    station.ask("feeds", "poll")
    asked = three.wait(1)
    check(asked and callback.verify(asked)[0] == 200 and wait_until(lambda: websub(station, "/several").get("state") == "live", 10), "then the third is asked, and is live")
    before = len(one.asked) + len(two.asked)
    station.ask("feeds", "poll")
    wait_until(lambda: len(publisher.requests("/several")) >= 4, 10)
    check(websub(station, "/several").get("hub") == three.url() and len(one.asked) + len(two.asked) == before, "and stays the one, though it is named last")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- a hub is asked as its feed is ---
now_pushed_from["hub"], proxy = Hub(), Hub()
on_poll["/feed"] = [1]
station, clock = station_of(["/plain"], port)
with station:
    station.start()
    answer = station.ask("feeds", "add", publisher.url("/feed"), f"proxy=http://127.0.0.1:{proxy.server_address[1]}", "contact=mailto:desk@example.org", "interval=5m")
    check(answer.returncode == 0, "a feed with a proxy and a contact of its own: " + answer.stderr)
    asked = proxy.wait(1)
    check(asked and asked["path"] == now_pushed_from["hub"].url() and not now_pushed_from["hub"].asked, f"its hub is asked through its proxy: {asked}")
    check(asked and asked["agent"].endswith("(+mailto:desk@example.org)"), "and told its contact")
    check(callback.verify(asked)[0] == 200 and wait_until(lambda: websub(station, "/feed").get("state") == "live", 10), "and is believed as any")
    polls = len(publisher.requests("/feed"))
    clock.sleep(6 * MINUTE)
    check(wait_until(lambda: len(publisher.requests("/feed")) > polls, 10) and shown(station, "/feed").get("why") == "interval", "its own interval stands above its hub")
    check(station.ask("feeds", "remove", publisher.url("/feed")).returncode == 0 and
          now_pushed_from["hub"].wait(1, "unsubscribe"), "of a feed that has gone nothing is known any more but its hub")
    check(station.stop() == 0, "the daemon stops cleanly")

# --- kill -9 at each step: what is answered with 200 is there, what is not is pushed once more ---
now_pushed_from["hub"] = Hub()
on_poll["/feed"] = [1]
for step in ("subscription.put", "push.commit") if b"SITREP_FAULT" in SITREPD.read_bytes() else ():
    station, clock = station_of(["/feed"], port)
    with station:
        hub = now_pushed_from["hub"] = Hub()
        plain = dict(station.environment)
        if step == "subscription.put":
            station.environment["SITREP_FAULT"] = step
            station.start(wait=False)
            check(wait_until(lambda: station.process.poll() is not None, 20), f"{step}: the daemon dies")
            station.environment = plain
            station.start()
            station.ask("feeds", "poll")
        else:
            station.start()
        asked = hub.wait(1)
        check(asked and callback.verify(asked)[0] == 200 and wait_until(lambda: websub(station, "/feed").get("state") == "live", 10), f"{step}: it is subscribed")
        wait_until(lambda: tolls(station) == [1], 20)
        if step == "push.commit":
            station.kill()
            station.environment = plain | {"SITREP_FAULT": step}
            station.start()
            try:
                status = callback.push(asked, feed(2))[0]
            except (OSError, http.client.HTTPException):
                status = 0
            check(status == 0 and wait_until(lambda: station.process.poll() is not None, 20), f"{step}: the daemon dies before it has answered")
            station.environment = plain
            station.start()
        check(callback.push(asked, feed(2))[0] == 200 and wait_until(lambda: tolls(station) == [1, 2], 20), f"{step}: what is pushed is told once")
        check(station.stop() == 0, f"{step}: the daemon stops cleanly")
finish()
