"""How servers are treated: a scripted server answers as real ones do, and what is asked of it afterwards is looked at."""
import json
import time

from harness import Station, check, finish, wait_until
from scripted import Server, document

server = Server()
ODD = 'W/"a \'odd\' one"'.replace(" ", "-")


def validated(n, headers):
    if n == 3:
        return 200, {}, document("Validated", "one", "two", "three")  # and no validator any more
    if headers.get("if-none-match") == ODD:
        return 304, {}, b""
    return 200, {"ETag": ODD, "Last-Modified": "Yesterday, at noon"}, document("Validated", "one", "two")


def delta(n, headers):
    if n == 1:
        return 200, {"ETag": '"1"'}, document("Delta", "one")
    if "feed" in headers.get("a-im", ""):
        return 226, {"ETag": f'"{n}"', "IM": "feed"}, document("Delta", f"new-{n}")
    return 200, {"ETag": '"whole"'}, document("Delta", "whole")


def renewed(n, headers):
    """A 304 that brings another validator, which stands from then on."""
    if headers.get("if-none-match") in ('"1"', '"2"'):
        return 304, {"ETag": '"2"'}, b""
    return 200, {"ETag": '"1"'}, document("Renewed", "one")


WHOLE = document("Cut", "one", "two")
server.script = {
    "/validated": validated,
    "/renewed": renewed,
    "/cut": lambda n, h: (200, {"ETag": '"cut"'}, WHOLE[:WHOLE.index(b"<guid>two")] if n < 3 else WHOLE),
    "/flawed": lambda n, h: (200, {}, document("Flawed", "one").replace(b"in one.", b"in one & two.</b>")),
    "/delta": delta,
    "/moved": lambda n, h: (301, {"Location": "/target"}, b""),
    "/loaned": lambda n, h: (302, {"Location": "/target"}, b""),
    "/target": lambda n, h: (200, {}, document("Target", "one")),
    "/forbidden": lambda n, h: (403, {}, b"robots are not welcome"),
    "/gone": lambda n, h: (410, {}, b"gone"),
    "/busy": lambda n, h: (503, {"Retry-After": "3600"}, b"later"),
    "/same": lambda n, h: (200, {}, document("Same", "one")),
    "/ttl": lambda n, h: (200, {}, document("Ttl", "one", channel="<ttl>90</ttl>")),
}
NAMES = [path[1:] for path in server.script if path != "/target"]


def shown(station, name):
    answer = station.ask("feeds", "show", "--json", server.url("/" + name))
    return json.loads(answer.stdout) if answer.returncode == 0 else {}


# Of two hosts, so that the silence that /busy asks for does not hold for all.
other = Server("127.0.0.2")
other.script = {"/busy": server.script["/busy"], "/neighbour": server.script["/same"]}

with Station([(name, server.url("/" + name)) for name in NAMES if name != "busy"] + [("busy", other.url("/busy"))]) as station:
    station.start()
    check(wait_until(lambda: shown(station, "cut").get("cut_off"), 5), "a document without its end is told: " + str(shown(station, "cut").get("defects")))
    words = {line.split()[-1]: line[:8].strip() for line in station.ask("feeds").stdout.splitlines()}
    check(words.get(server.url("/cut")) == "cut off" and words.get(server.url("/flawed")) in ("flawed", "new"), f"feeds has a word for it: {words.get(server.url('/cut'))}")
    check(wait_until(lambda: "cut_off" not in shown(station, "cut"), 8), "it is well when it comes whole")
    check("if-none-match" not in server.requests("/cut")[1], "which is asked for without a validator")
    check(wait_until(lambda: len(server.requests("/validated")) >= 5 and len(server.requests("/delta")) >= 4, 20), "feeds are polled again and again")
    second, fourth = server.requests("/validated")[1], server.requests("/validated")[3]
    check(second.get("if-none-match") == ODD, "an ETag comes back as it was, whatever is in it")
    check(second.get("if-modified-since") == "Yesterday, at noon", "Last-Modified comes back as it was, though it is no date")
    check("if-none-match" not in fourth and "if-modified-since" not in fourth, "validators that an answer does not have any more are forgotten")
    answers = shown(station, "validated").get("answers", [])
    check([a["status"] for a in answers[:3]] == [200, 304, 200], "the last answers are remembered")
    check([a.get("new") for a in answers[:3]] == [2, 0, 1], "and how many entries were new in each")

    check("a-im" not in server.requests("/delta")[0] and server.requests("/delta")[1].get("a-im") == "feed", "A-IM is sent with a validator, and only then")
    check(wait_until(lambda: shown(station, "delta").get("entries", 0) >= 3, 10), "a 226 adds its entries to those that are known")
    check(server.requests("/delta")[2].get("if-none-match") == '"2"', "and brings a validator")

    wait_until(lambda: len(server.requests("/renewed")) >= 4, 5)
    check([r.get("if-none-match") for r in server.requests("/renewed")[:4]] == [None, '"1"', '"2"', '"2"'], "a 304 brings new validators")

    moved, loaned = shown(station, "moved"), shown(station, "loaned")
    check(moved.get("moved") == server.url("/target") and moved.get("moved_times", 0) >= 2, "a permanent redirect is counted")
    check(not moved.get("moved_adopted") and len(server.requests("/moved")) >= 3, "and not believed on the first day")
    check("moved" not in loaned and loaned.get("title"), "a temporary one is followed and forgotten")
    words = station.ask("feeds", "show", server.url("/moved")).stdout
    check("permanent redirect" in words and "/target" in words, "feeds show tells where it leads")

    forbidden = shown(station, "forbidden")
    check(forbidden.get("why") == "forbidden (403)" and len(server.requests("/forbidden")) == 1, "after a 403 a server is left alone")
    check(shown(station, "gone").get("state") == "gone" and len(server.requests("/gone")) == 1, "a 410 ends it")
    check(shown(station, "ttl").get("why") == "ttl" and len(server.requests("/ttl")) == 1, "a ttl of 90 minutes is kept")
    check("90 min (ttl)" in station.ask("feeds", "show", server.url("/ttl")).stdout, "feeds show tells so")
    check(shown(station, "same").get("entries") == 1, "the same bytes are read once")
    flawed = shown(station, "flawed")
    check(flawed.get("state") == "ok" and flawed.get("defects") and flawed.get("entries") == 1, f"what ails a document is told: {flawed.get('defects')}")
    check(" ".join(station.ask("feeds", "show", server.url("/flawed")).stdout.split()).count(flawed.get("defects", ["?"])[0]) == 1, "by feeds show too")

    busy = json.loads(station.ask("feeds", "show", "--json", other.url("/busy")).stdout)
    check(busy.get("why") == "Retry-After" and len(other.requests("/busy")) == 1, "Retry-After of a 503 is kept")
    station.ask("feeds", "add", "--untested", other.url("/neighbour"))
    time.sleep(2)
    check(not other.requests("/neighbour"), "and holds for its neighbours on the same host")

    before = {name: len(server.requests("/" + name)) for name in ("forbidden", "gone", "ttl")}
    station.kill()
    station.start()
    time.sleep(2)
    check({name: len(server.requests("/" + name)) for name in before} == before, "after a restart what was to wait still waits")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
