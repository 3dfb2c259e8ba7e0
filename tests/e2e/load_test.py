"""Long and loaded: 2,000 feeds, a tenth of them hostile, articles flowing. Alerts complete, memory flat, status and alerts in time.

    load_test.py SECONDS [FEEDS [ARTICLES_A_SECOND]]     SITREP_LOAD_FIRM=1: the times are held against their goals
"""
import asyncio
import collections
import datetime
import gzip
import json
import os
import random
import socket
import subprocess
import sys
import time

from harness import SITREP, SOURCE, Station, check, finish

sys.path.insert(0, str(SOURCE / "bench"))
from articles import Words  # noqa: E402  (found by the path above)

SECONDS, FEEDS, RATE = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000, float(sys.argv[3]) if len(sys.argv) > 3 else 20
FIRM = os.environ.get("SITREP_LOAD_FIRM") == "1"
HOSTILE = FEEDS // 10
INTERVAL = 60 if SECONDS > 120 else 15
# What is kept in memory (pages of the database, samples of texts) is full behind so many articles, three days of news: a long run
# begins behind them, a short one is not asked about memory.
BEFORE, BEFORE_RATE = (8000, 120) if SECONDS >= 300 else (0, 0)
chance = random.Random(3)
words, vocabulary = Words(chance), {}
now = datetime.datetime.now(datetime.timezone.utc)


def story(place, toll):
    lead = f"At least {toll} people were killed when a car bomb exploded at a market in {place} on {now:%A}, police said."
    own = vocabulary.setdefault(place, [words.word() for _ in range(12)])
    return f"Death toll of car bombing in {place} at {toll}", [lead] + [" ".join(words.sentence(own) for _ in range(3)) for _ in range(4)]


def towns(most):
    """Towns that are read as themselves, one of each country: what happens there is taken for nothing that happened elsewhere."""
    found, countries = collections.Counter(), {}
    for part in ("asia", "africa", "mideast", "america-latin", "europe"):
        for line in (SOURCE / "lexicon" / "en" / f"places-{part}.tsv").read_text().splitlines():
            row = line.split("\t")
            if len(row) > 5 and row[1] == "city" and row[0].isascii() and row[0].isalpha() and len(row[0]) > 4 and row[5] >= "6":
                found[row[0]] += 1
                countries[row[0]] = row[2]
    names = [name for name, count in found.items() if count == 1]
    chance.shuffle(names)
    lines = "".join(json.dumps({"id": name, "title": story(name, 3)[0], "text": story(name, 3)[1][0],
                                "published": now.strftime("%Y-%m-%dT%H:%M:%SZ")}) + "\n" for name in names)
    run = subprocess.run([SITREP, "extract", "--jsonl", "-"], input=lines, capture_output=True, text=True)
    good, taken = [], set()
    for line in run.stdout.splitlines():
        read = json.loads(line)
        incidents = read.get("incidents") or []
        if len(incidents) == 1 and (incidents[0].get("place") or {}).get("name") == read["id"]:
            if countries[read["id"]] not in taken:
                good.append(read["id"])
            taken.add(countries[read["id"]])
    return good[:most]


# --- the servers, all behind one port; each feed has an address of its own ---

ITEM = "<item><title>{0}</title><link>{1}</link><guid>{1}</guid><pubDate>{2}</pubDate><description>{3}</description></item>"
BOMB = gzip.compress(b" " * (32 << 20))
ATTRIBUTES = ("<rss version='2.0'><channel><item " + " ".join(f"a{i}='1'" for i in range(50000)) + "/></channel></rss>").encode()
DEEP = b"<rss><channel><item>" + b"<a>" * 100000
MANY = "<rss version='2.0'><channel><title>Many</title>" + "".join(ITEM.format(f"Page {n}", f"/none/{n}", "Mon, 01 Jan 2024 00:00:00 GMT", "-")
                                                                  for n in range(60)) + "</channel></rss>"
ENTITIES = (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]><rss version='2.0'><channel><title>&j;</title></channel></rss>")


class Servers:
    def __init__(self):
        self.feeds = [collections.deque(maxlen=8) for _ in range(FEEDS)]
        self.pages, self.served = {}, collections.Counter()

    def address(self, n):
        return f"127.{10 + n // 62500}.{n // 250 % 250}.{n % 250 + 1}"

    def url(self, n, path="/feed"):
        return f"http://{self.address(n)}:{self.port}/{n}{path}"

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "0.0.0.0", 0, backlog=1024, family=socket.AF_INET)
        self.port = self.server.sockets[0].getsockname()[1]

    def publish(self, n, number, title, paragraphs):
        url = self.url(n, f"/{number}")
        self.feeds[n].appendleft((title, url, paragraphs[0]))
        self.pages[f"/{n}/{number}"] = (title, paragraphs)

    def feed(self, n):
        date = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        items = "".join(ITEM.format(title, url, date, lead[:60]) for title, url, lead in self.feeds[n])
        return f"<rss version='2.0'><channel><title>Outlet {n}</title><link>{self.url(n, '/')}</link>{items}</channel></rss>".encode()

    def page(self, path):
        title, paragraphs = self.pages.pop(path)
        return (f"<!DOCTYPE html><html><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>"
                + "".join(f"<p>{p}</p>" for p in paragraphs) + "</article><footer>All rights reserved.</footer></body></html>").encode()

    async def serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            n = int(path.split("/")[1])
            if n >= FEEDS - HOSTILE and path.endswith("/feed"):
                await asyncio.wait_for(self.hostile(n, writer), 40)
            elif path.endswith("/feed"):
                self.served["feed"] += 1
                await self.answer(writer, self.feed(n), "application/rss+xml")
            elif path in self.pages:
                await self.answer(writer, self.page(path), "text/html")
            else:
                await self.answer(writer, b"not here", "text/plain", "404 Not Found")
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def answer(writer, body, kind, status="200 OK", more=""):
        writer.write(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n".encode() + body)
        await writer.drain()

    async def hostile(self, n, writer):
        self.served["hostile"] += 1
        kind, rss = n % 14, "application/rss+xml"
        if kind == 0:
            await asyncio.sleep(30)
        elif kind == 1:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>")
            for _ in range(60):
                writer.write(b"<!-- drip -->")
                await writer.drain()
                await asyncio.sleep(0.5)
        elif kind == 2:
            await self.answer(writer, BOMB, rss, more="Content-Encoding: gzip\r\n")
        elif kind == 3:
            await self.answer(writer, ATTRIBUTES, rss)
        elif kind == 4:
            await self.answer(writer, DEEP, rss)
        elif kind == 5:
            await self.answer(writer, b"", rss, "302 Found", f"Location: {self.url(n)}\r\n")
        elif kind == 6:
            await self.answer(writer, b"", rss, "302 Found", "Location: http://169.254.169.254/latest/meta-data/\r\n")
        elif kind == 7:
            await self.answer(writer, random.randbytes(200000), rss)
        elif kind == 8:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                await writer.drain()
        elif kind == 9:
            await self.answer(writer, b"<rss/>", rss, more="".join(f"X-Header-{i}: {'y' * 200}\r\n" for i in range(600)))
        elif kind == 10:
            await self.answer(writer, b"broken", "text/plain", "500 Internal Server Error")
        elif kind == 11:
            writer.transport.abort()
        elif kind == 12:
            await self.answer(writer, MANY.replace("/none/", f"/{n}/none/{random.randrange(10**9)}/").encode(), rss)
        else:
            await self.answer(writer, ENTITIES, rss)


# --- what is measured ---

def quantile(values, part):
    values = sorted(values)
    return values[min(int(len(values) * part), len(values) - 1)] if values else float("nan")


class Load:
    def __init__(self, station, servers, places):
        self.station, self.servers, self.places = station, servers, places
        self.tolls = {place: 10 + 7 * n for n, place in enumerate(places)}
        self.told = {place: [] for place in places}
        self.waiting, self.times = {}, []
        self.seen, self.strange, self.statuses, self.memory = collections.Counter(), [], [], []
        self.published, self.unanswered, self.over, self.last = 0, 0, False, {}

    async def make_due(self, url):
        reader, writer = await asyncio.open_unix_connection(str(self.station.socket))
        writer.write(json.dumps({"command": "feeds.poll", "url": url}).encode() + b"\n")
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        if b'"end"' not in answer:
            print(answer.decode())

    async def publish_one(self, place):
        n = self.published % (FEEDS - HOSTILE)
        self.published += 1
        # A round figure may only be the known one, rounded.
        self.tolls[place] += 2 if self.tolls[place] % 5 == 4 else 1
        self.told[place].append(self.tolls[place])
        title, paragraphs = story(place, self.tolls[place])
        self.servers.publish(n, self.published, title, paragraphs)
        self.waiting[place], self.last[place] = time.monotonic(), self.servers.url(n, f"/{self.published}")
        await self.make_due(self.servers.url(n))

    async def publish(self, rate, most, seconds):
        """A place's next toll comes when the one before was told: then each is an alert."""
        begin, tasks, at, before = time.monotonic(), set(), 0, self.published
        while self.published < before + most and time.monotonic() < begin + seconds:
            for _ in range(len(self.places)):
                at = (at + 1) % len(self.places)
                if self.places[at] not in self.waiting:
                    break
            if self.places[at] in self.waiting:
                await asyncio.sleep(0.05)
                continue
            task = asyncio.create_task(self.publish_one(self.places[at]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            await asyncio.sleep(max(0, begin + (self.published - before + 1) / rate - time.monotonic()))
        await asyncio.gather(*tasks)

    def take(self, line):
        alert = json.loads(line)
        place = (alert.get("place") or {}).get("name")
        toll = alert.get("killed") if alert["kind"] == "incident_new" else alert.get("to")
        if alert["kind"] not in ("incident_new", "toll_raised") or toll != self.tolls.get(place):
            self.strange.append((alert["kind"], place, toll, self.tolls.get(place)))
            return
        self.seen[place, toll] += 1
        if place in self.waiting:
            self.times.append(time.monotonic() - self.waiting.pop(place))

    async def follow(self):
        rest = b""
        while not self.station.log.exists():
            await asyncio.sleep(0.05)
        with open(self.station.log, "rb") as log:
            while not self.over:
                rest += log.read()
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    self.take(line)
                await asyncio.sleep(0.005)

    def ask_status(self):
        begin = time.monotonic()
        run = subprocess.run([SITREP, "status", "--socket", self.station.socket], capture_output=True, timeout=20)
        return time.monotonic() - begin if run.returncode == 0 else None

    async def ask(self):
        loop = asyncio.get_running_loop()
        while not self.over:
            took = await loop.run_in_executor(None, self.ask_status)
            if took is None:
                self.unanswered += 1
            else:
                self.statuses.append(took)
            await asyncio.sleep(0.2)

    async def weigh(self):
        loop = asyncio.get_running_loop()
        while not self.over:
            self.memory.append(await loop.run_in_executor(None, self.station.memory))
            await asyncio.sleep(1)


async def until(question, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if await asyncio.get_running_loop().run_in_executor(None, question):
            return True
        await asyncio.sleep(0.2)
    return False


def cpu(station):
    total = 0
    for pid in station.family():
        try:
            fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return total / os.sysconf("SC_CLK_TCK")


async def run():
    servers = Servers()
    await servers.start()
    places = towns(300)
    check(len(places) >= 60, f"{len(places)} towns to tell of")
    settings = {"poll_interval": f"{INTERVAL}s", "poll_floor": "1s", "poll_slowest": f"{INTERVAL}s", "start_spread": "10s", "fetch_timeout": "10s"}
    with Station([(f"outlet {n}", servers.url(n)) for n in range(FEEDS)], **settings) as station:
        await asyncio.get_running_loop().run_in_executor(None, station.start)
        polled = await until(lambda: ((station.status() or {}).get("polls") or {}).get("total", 0) >= FEEDS - HOSTILE, 90)
        check(polled, f"{FEEDS} feeds were polled once, {HOSTILE} of them hostile")
        load = Load(station, servers, places)
        tasks = [asyncio.create_task(load.follow())]
        await load.publish(BEFORE_RATE, BEFORE, 300)
        await until(lambda: not load.waiting, 30)
        load.times, before = [], load.published
        tasks += [asyncio.create_task(load.ask()), asyncio.create_task(load.weigh())]
        begin_cpu, begin = cpu(station), time.monotonic()
        await load.publish(RATE, 10**9, SECONDS)
        used = (cpu(station) - begin_cpu) / (time.monotonic() - begin)
        # One whose feed was being polled when it came out waits for the next poll.
        await until(lambda: not load.waiting, 3 * INTERVAL)
        load.over = True
        await asyncio.gather(*tasks)
        status = station.status()
        machine = os.getloadavg()
        wanted = sum(map(len, load.told.values()))
        told = sum(1 for place in places for toll in load.told[place] if load.seen[place, toll] == 1)
        check(told == wanted and not load.waiting, f"{wanted} articles, {told} alerts of them, each once; still waited for: {dict(list(load.waiting.items())[:5])}")
        for place in list(load.waiting)[:3]:
            print(station.ask("why", load.last[place]).stdout)
        check(not load.strange, f"nothing else is told: {load.strange[:5]}")
        check(load.published - before >= 0.8 * RATE * SECONDS or not FIRM, f"{(load.published - before) / SECONDS:.1f} articles a second")
        check(not load.unanswered, f"status answered {len(load.statuses)} times")
        quarter, tenth = len(load.memory) // 4, max(len(load.memory) // 8, 1)
        early, late = quantile(load.memory[quarter:quarter + tenth], 0.5), quantile(load.memory[-tenth:], 0.5)
        growth = 100 * (late / early - 1)
        answer, alert = quantile(load.statuses, 0.99), quantile(load.times, 0.99)
        check(growth <= 2 or SECONDS < 300, f"memory {early / 1e6:.1f} MB behind the first quarter, {late / 1e6:.1f} MB at the end: {growth:+.1f} %")
        check(answer < 0.1 or not FIRM, f"sitrep status: median {quantile(load.statuses, 0.5) * 1000:.0f} ms, p99 {answer * 1000:.0f} ms")
        check(alert < 1.5 or not FIRM, f"from an item in a due feed to its line: median {quantile(load.times, 0.5) * 1000:.0f} ms, p99 {alert * 1000:.0f} ms")
        # The interval is what an item waits for at the most, be the machine ever so busy; that status answers at all is looked at above.
        check(alert < 3 * INTERVAL, "and no item is left to the polls behind its own")
        check(status["alerts"]["pending"] == 0 and status["database"]["state"] == "ok" and status["log"]["state"] == "ok", "status is well at the end")
        print(f"memory, ten times: {[round(quantile(load.memory[i * len(load.memory) // 10:(i + 1) * len(load.memory) // 10], 0.5) / 1e6, 1) for i in range(10)]} MB")
        print(f"readers: {status['readers']}, articles {status['articles']}, loop held for {status['loop']['longest_ms']} ms at most")
        print(f"figures: {SECONDS / 60:.1f} min: {FEEDS} feeds, {HOSTILE} hostile, {(load.published - before) / SECONDS:.1f} articles a second; {told} of {wanted} alerts; "
              f"memory {growth:+.1f} % behind the first quarter ({late / 1e6:.0f} MB); status p99 {answer * 1000:.0f} ms; item to line p99 "
              f"{alert * 1000:.0f} ms; {used * 100:.0f} % of a core; load of the machine {machine[0]:.1f}, {machine[1]:.1f}")
        check(station.stop() == 0, "the daemon stops cleanly")

asyncio.run(run())
finish()
