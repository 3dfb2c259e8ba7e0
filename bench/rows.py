"""The rows of the table: each measures the product and what stands beside it in one run, and yields its lines."""
import contextlib
import gzip
import json
import math
import random
import sqlite3
import subprocess
import sys
import time

import articles
from runs import DATA, ROOT, Missing, ask, best, family_cpu, median, run, start_seconds, station

# The daemon's own (daemon/fetch.c), so that curl's multi interface beside it is as wide.
CONNECTIONS = 128
CONNECTIONS_PER_HOST = 2
POLLED = 500
DELAY_MS = 200
ENTRIES = 20
TRUE = "/bin/true"
LINE_MOST_S = 3  # bench/extract.c


def row(what, reached, beside, ratio, goal):
    return [what, reached, beside, ratio if isinstance(ratio, str) else f"{ratio:.2f}", goal]


def rate(figures, key):
    return figures["bytes"] / figures[key] / 1e6


# --- feeds ---

def feeds(bench):
    """Feeds to structs and to JSON, beside libxml2's tree of the same bytes; CPU, best of 10 runs."""
    folder = bench.data("feeds/files/real")
    files = sorted(path for path in folder.iterdir() if path.suffix != ".json")
    got = bench.figures("bench_feeds", bench.rounds(10), *files)
    tree = f"libxml2's tree, {rate(got, 'bare_s'):.0f} MB/s"
    yield row(f"feeds: {got['read']:.0f} of {len(files)} files to structs", f"{rate(got, 'structs_s'):.0f} MB/s", tree,
              got["structs_s"] / got["bare_s"], "1.6")
    yield row("feeds: and printed as JSON", f"{rate(got, 'printed_s'):.0f} MB/s", tree, got["printed_s"] / got["bare_s"], "2.2")
    for name, peer in (("libmrss", mrss_rate), ("python3-feedparser", feedparser_rate)):
        speed, read = peer(bench, files)
        if speed is None:
            bench.notes.append(f"{name} is not installed, so feeds are not read by it (script/bench --peers installs it).")
        else:
            yield row("feeds: to structs", f"{rate(got, 'structs_s'):.0f} MB/s", f"{name}, {speed:.3g} MB/s ({read:.0f} of them read)",
                      speed / rate(got, "structs_s"), "-")


def mrss_rate(bench, files):
    if not (bench.build / "bench/bench_mrss").exists():
        return None, 0
    got = bench.figures("bench_mrss", bench.rounds(5), *files)
    return rate(got, "structs_s"), got["read"]


# In a process of its own, since a row's CPU is measured and not that of this program.
FEEDPARSER = """
import sys, time
try:
    import feedparser
except ImportError:
    sys.exit(77)
documents = [open(path, "rb").read() for path in sys.argv[1:]]
begun = time.process_time()
read = sum(bool(feedparser.parse(document).version) for document in documents)
print(sum(map(len, documents)) / (time.process_time() - begun) / 1e6, read)
"""


def feedparser_rate(bench, files):
    # Debian's package is seen by Debian's own interpreter.
    done = subprocess.run(["/usr/bin/python3", "-c", FEEDPARSER, *files], capture_output=True, text=True)
    return map(float, done.stdout.split()) if done.returncode == 0 else (None, 0)


# --- pages ---

def pages(bench):
    """Pages to articles, beside libxml2's tree of the same pages; CPU, best of 3 runs; and the memory it takes."""
    files = []
    for path in sorted(bench.data("articles").glob("*/*.html.gz")):
        page = bench.folder / f"{path.parent.name}-{path.name[:-3]}"
        page.write_bytes(gzip.decompress(path.read_bytes()))
        files.append(page)
    got = bench.figures("bench_pages", bench.rounds(3), *files)
    page_ms = 1000 / len(files)
    yield row(f"pages: {len(files)} pages to articles", f"{got['articles_s'] * page_ms:.2f} ms a page",
              f"libxml2's tree, {got['bare_s'] * page_ms:.2f} ms", got["articles_s"] / got["bare_s"], "2.0")
    yield row(f"pages: arena (median {got['arena_median_ratio']:.1f}, worst {got['arena_most_ratio']:.1f} times the page)",
              f"{got['arena_bytes'] / len(files) / 1e3:.0f} kB a page", f"its bytes, {got['bytes'] / len(files) / 1e3:.0f} kB",
              got["arena_bytes"] / got["bytes"], "8")


# --- extract ---

TEXTS = ["extract/wikinews/docs.jsonl", "extract/muc4/docs.jsonl", "neardup/stream.jsonl", "stories/stream.jsonl"]


def extract(bench):
    """Article text to facts, beside decoding and hashing its words; best of 5 runs, start-up as the median of 21."""
    yield from extract_text(bench)
    yield from extract_lines(bench)
    yield from extract_start(bench)
    yield from extract_long_line(bench)


def extract_text(bench):
    try:
        files = [bench.data(path) for path in TEXTS]
    except Missing as missing:
        bench.notes.append(f"extract: {missing}")
        return
    got = bench.figures("bench_extract", "text", bench.rounds(5), *files)
    yield row(f"extract: text of {got['articles']:.0f} articles, in process", f"{rate(got, 'extract_s'):.1f} MB/s",
              f"words decoded and hashed, {rate(got, 'bare_s'):.0f} MB/s", got["extract_s"] / got["bare_s"], "20 MB/s")
    yield row("extract: arena of an average article", f"{got['arena_bytes'] / got['articles'] / 1e6:.2f} MB",
              f"its text, {got['bytes'] / got['articles'] / 1e3:.1f} kB", got["arena_bytes"] / got["bytes"], "4 MB")


def paragraphs_of_all():
    for path in TEXTS:
        for line in open(DATA / path, encoding="utf-8"):
            yield from json.loads(line)["text"].split("\n\n")


def lines_of_5_kb(bench, count):
    """Articles of 5 kB put together of real paragraphs, or made where there are none."""
    paragraphs = list(paragraphs_of_all()) if DATA.exists() else \
        [p for line in articles.make(1000) for p in json.loads(line)["text"].split("\n\n")]
    random.Random(5).shuffle(paragraphs)
    file = bench.folder / "articles-5kb.jsonl"
    with open(file, "w", encoding="utf-8") as out:
        at = 0
        for n in range(count):
            text = ""
            while len(text) < 5000:
                text += paragraphs[at % len(paragraphs)] + "\n\n"
                at += 1
            out.write(json.dumps({"id": str(n), "published": "2026-03-09T10:00:00Z", "title": "", "text": text[:5000]}) + "\n")
    return file


def extract_lines(bench):
    count = 500 if bench.quick else 3000
    file = lines_of_5_kb(bench, count)
    ours, bares = [], []
    for _ in range(bench.rounds(5)):  # CPU, since the goal is one of a core
        ours.append(run([bench.program("client/sitrep"), "extract", "--jsonl", file])[1])
        bares.append(run([bench.program("bench/bench_extract"), "copy", file])[1])
    yield row("extract: `sitrep extract --jsonl`, 5 kB each", f"{count / best(ours):.0f} articles/s",
              f"jansson in and out, {count / best(bares):.0f}/s", best(ours) / best(bares), "4000/s")


def extract_start(bench):
    start = bench.figures("bench_extract", "start", 21)["start_s"]
    process, = start_seconds([[TRUE]], 51)
    yield row("extract: the lexicon is ready", f"{start * 1000:.2f} ms", f"a process starts and ends, {process * 1000:.2f} ms",
              start / process, "20 ms")


def extract_long_line(bench):
    got = bench.figures("bench_extract", "line", bench.rounds(5))
    kinds = sorted({key.split(".")[0] for key in got})
    slowest = max(kinds, key=lambda kind: (got[kind + ".long_s"], got[kind + ".short_s"]))
    worst = max(kinds, key=lambda kind: min(got[kind + ".long_s"], LINE_MOST_S) / got[kind + ".short_s"])
    over = [kind for kind in kinds if math.isinf(got[kind + ".long_s"])]
    biggest = max(kinds, key=lambda kind: got[kind + ".long_arena_bytes"])
    bench.notes.append(f"Of the {len(kinds)} kinds of bad lines of 1 MB {len(over)} take over {LINE_MOST_S} s ({', '.join(over) or 'none'});"
                       f" the largest arena is {got[biggest + '.long_arena_bytes'] / 1e6:.0f} MB ({biggest})."
                       f" A reader has 2 s and 101 MB.")
    for what, kind in {"slowest": slowest, "steepest": worst}.items():
        brief, whole = got[kind + ".short_s"], got[kind + ".long_s"]
        ratio = "-" if math.isinf(brief) else f"over {LINE_MOST_S / brief:.0f}" if math.isinf(whole) else whole / brief
        yield row(f"extract: one line of 1 MB, the {what} of {len(kinds)} kinds ({kind})", seconds(whole),
                  f"100 kB of it, {seconds(brief)}", ratio, "10 (linear)")


def seconds(value):
    return f"over {LINE_MOST_S} s" if math.isinf(value) else f"{value * 1000:.3g} ms"


# --- poll ---

def feed_document():
    """The same entries in every feed, as an agency's are: their pages are looked for once, and polling is what is measured."""
    items = "".join(f"<item><title>Story number {n}</title><link>http://127.2.0.1:9/{n}</link>"
                    f"<guid>http://127.2.0.1:9/{n}</guid><pubDate>Mon, 09 Mar 2026 10:{n:02}:00 GMT</pubDate>"
                    f"<description>{'What the story says in short. ' * 20}</description></item>" for n in range(ENTRIES))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def address(n):
    return f"127.1.{n // 250}.{n % 250 + 1}"


class Server:
    """bench_server while it runs; `treatment` says behind it how it was treated."""

    def __init__(self, bench, delay_ms, window_ms=1000):
        (bench.folder / "feed.xml").write_text(feed_document())
        self.process = subprocess.Popen([bench.program("bench/bench_server"), str(POLLED), str(delay_ms), bench.folder / "feed.xml", str(window_ms)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port, self.treatment = int(self.process.stdout.readline() or 0), {}

    def __enter__(self):
        if not self.port:
            raise Missing("the server of feeds does not start, so this is not measured.")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.treatment = {key: float(value) for key, value in (line.split() for line in self.process.stdout)}
        self.process.wait(10)


def poll(bench):
    """500 feeds on 500 addresses behind 200 ms: a first round and one of 304s, beside curl's multi interface; best of 3 runs."""
    ours, bare, starts = [], [], []
    with Server(bench, DELAY_MS) as server:
        for _ in range(bench.rounds(3)):
            bare.append(bench.figures("bench_poller", server.port, POLLED, CONNECTIONS))
            ours.append(poll_twice(bench, server.port))
            starts.append((start_cpu(bench), bench.figures("bench_poller", server.port, 1, CONNECTIONS)["first_cpu_s"]))
    bench.notes.append(f"Polled with host-spacing and gather 0, at most {CONNECTIONS} connections and 2 to an address, each feed on an address of"
                       f" its own; the first round begins with the daemon's start, and ends when the last poll is committed.")
    start, bare_start = map(best, zip(*starts))
    polls = [best(run_["first_cpu_s"] for run_ in runs_) - begun for runs_, begun in ((ours, start), (bare, bare_start))]
    bench.notes.append(f"Of the CPU of the first round {start * 1000:.0f} ms are the start of the daemon with two readers, and {bare_start * 1000:.0f} ms"
                       f" that of curl's with one feed: without them it is {polls[0] * 1000:.0f} ms for {polls[1] * 1000:.0f} ms, {polls[0] / polls[1]:.2f} times.")
    for name, words in (("first", "first round"), ("second", "round of 304s")):
        for what, unit, factor, goal in (("wall", "s", 1, "1.3"), ("cpu", "ms", 1000, "4")):
            key = f"{name}_{what}_s"
            reached, beside = best(run_[key] for run_ in ours), best(run_[key] for run_ in bare)
            yield row(f"poll: {POLLED} feeds, {words}, {what if what == 'wall' else 'CPU'}", f"{reached * factor:.3g} {unit}",
                      f"curl multi, {CONNECTIONS} wide, {beside * factor:.3g} {unit}", reached / beside, goal)


def wait_for_polls(daemon, count):
    end = time.monotonic() + 60
    # No round can be faster, and a question costs the daemon CPU.
    time.sleep(math.ceil(POLLED / CONNECTIONS) * DELAY_MS / 1000)
    while time.monotonic() < end:
        status = ask(daemon, command="status")
        if status and status["polls"]["total"] >= count:
            if status["polls"]["failed"]:
                raise Missing(f"poll: {status['polls']['failed']} polls failed, so this is not measured.")
            return
        time.sleep(0.02)
    raise Missing("poll: the daemon is not done after a minute, so this is not measured.")


def start_cpu(bench):
    with station(bench, poll_interval="1h") as daemon:
        daemon.start()
        time.sleep(0.5)  # the readers are ready a moment later
        return family_cpu(daemon)


def poll_twice(bench, port):
    names = [(f"feed {n}", f"http://{address(n)}:{port}/feed") for n in range(POLLED)]
    with station(bench, names, poll_interval="1h") as daemon:
        got, begun = {}, time.monotonic()
        daemon.start(wait=False)
        wait_for_polls(daemon, POLLED)
        got["first_wall_s"], got["first_cpu_s"] = time.monotonic() - begun, family_cpu(daemon)
        time.sleep(0.5)  # what the entries of the first round still cause is not the second one's
        before, begun = family_cpu(daemon), time.monotonic()
        ask(daemon, command="feeds.poll")
        wait_for_polls(daemon, 2 * POLLED)
        got["second_wall_s"], got["second_cpu_s"] = time.monotonic() - begun, family_cpu(daemon) - before
    return got


# --- due ---

DUE = 10000
DUE_ROUND_S = 600


def due(bench):
    """10,000 feeds due within a minute (--full: within ten), on 500 addresses: how late, memory, CPU of a round of ten minutes, bursts."""
    spread = DUE_ROUND_S if bench.full else 10 if bench.quick else 60
    count = 1000 if bench.quick else DUE
    # As its default, 1 s, in ten minutes: a host is as busy.
    spacing_ms = 1000 * spread // DUE_ROUND_S
    # Ten requests' time: the machine may keep one or two of them back.
    with Server(bench, 10, 10 * spacing_ms) as server:
        names = [(f"feed {n}", f"http://{address(n % POLLED)}:{server.port}/feed?{n}") for n in range(count)]
        with station(bench, names, poll_interval="12h", start_spread=f"{spread}s", host_spacing=f"{spacing_ms}ms") as daemon:
            got = watch_round(daemon, spread, count)
    treatment = server.treatment
    yield row(f"due: {count} feeds within {spread} s, the latest", f"{got['late_s']:.2f} s late", f"{count / spread:.0f} polls a second", "-", "2 s")
    yield row("due: memory of all processes", f"{got['memory'] / 1e6:.0f} MB", "-", "-", "96 MB")
    yield row(f"due: CPU of a round in {DUE_ROUND_S} s", f"{100 * got['cpu_s'] / DUE_ROUND_S:.2f} % of a core",
              f"a poll, {1000 * got['cpu_s'] / count:.2f} ms", "-", "15 %")
    yield row("due: connections at once, all and to one address", f"{treatment['connections']:.0f} and {treatment['per_address']:.0f}", "-", "-",
              f"{CONNECTIONS} and {CONNECTIONS_PER_HOST}")
    yield row(f"due: requests to one address within {10 * spacing_ms / 1000:.3g} s, the most", f"{treatment['per_window']:.0f}",
              f"host-spacing of {spacing_ms} ms lets 10 pass", treatment["per_window"] / 10, "1")


def oldest_due(database):
    """Since when the feed that is due longest has been: one under way is still due, until its commit."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reading:
        return reading.execute("SELECT min(next_poll) FROM feed WHERE state < 2").fetchone()[0]


def watch_round(daemon, spread, count):
    daemon.start()
    got, end = {"late_s": 0, "memory": 0}, time.monotonic() + spread + 60
    while time.monotonic() < end:
        since = oldest_due(daemon.database)
        if since is not None:
            got["late_s"] = max(got["late_s"], time.time() - since / 1000)
        got["memory"] = max(got["memory"], daemon.memory())
        status = ask(daemon, command="status")
        if status and status["polls"]["total"] >= count:
            got["cpu_s"] = family_cpu(daemon)
            return got
        time.sleep(0.25)
    raise Missing("due: the round is not over a minute after its time, so this is not measured.")


# --- many ---

def many(bench):
    """100,000 feeds subscribed: from start to ready, until all of them are listed; memory."""
    count = 10000 if bench.quick else 100000
    with station(bench, poll_interval="24h") as daemon:
        bare = start_seconds_of(daemon)
        ask(daemon, command="feeds.add", url=f"http://{address(0)}:9/feed/0")
        daemon.stop()
        subscribe(daemon.database, count)
        ready = start_seconds_of(daemon)
        rest, begun = daemon.memory(), time.monotonic()
        listed = daemon.ask("feeds", "--json").stdout.count("\n")
        listed_s, most = time.monotonic() - begun, daemon.memory()
        if listed < count:
            raise Missing(f"many: {listed} feeds are listed, so this is not measured.")
    yield row(f"many: {count} feeds subscribed, from start to ready", f"{ready:.2f} s", f"without feeds, {bare:.2f} s", ready / bare, "3 s")
    yield row("many: memory of all processes", f"{rest / 1e6:.0f} MB", f"after `sitrep feeds` ({listed_s:.1f} s), {most / 1e6:.0f} MB",
              rest / most, "300 MB")


def start_seconds_of(daemon):
    """Until it answers; of the readers too, which are ready a moment later."""
    begun = time.monotonic()
    daemon.start(wait=False)
    while not ask(daemon, command="status"):
        if time.monotonic() > begun + 60:
            raise Missing("many: the daemon is not ready after a minute, so this is not measured.")
        time.sleep(0.01)
    seconds = time.monotonic() - begun
    time.sleep(1)
    return seconds


def subscribe(database, count):
    """So many feeds like the one that is there, as clients would have added them one by one: none is due within a day."""
    with contextlib.closing(sqlite3.connect(database)) as writing:
        columns = [name for _, name, *_ in writing.execute("PRAGMA table_info(feed)") if name not in ("id", "url", "next_poll", "document")]
        document, = writing.execute("SELECT document FROM feed").fetchone()
        due = int(time.time() * 1000) + 86400000
        writing.execute("UPDATE feed SET next_poll = ?", (due,))
        urls = (f"http://{address(n % POLLED)}:9/feed/{n}" for n in range(1, count))
        writing.executemany(f"INSERT INTO feed (url, next_poll, document, {', '.join(columns)})"
                            f" SELECT ?1, {due}, ?2, {', '.join(columns)} FROM feed WHERE id = 1",
                            ((url, document.replace(f"http://{address(0)}:9/feed/0", url)) for url in urls))
        writing.commit()


# --- desk ---

def desk(bench):
    """Articles through `sitrep replay`, and a report received by a desk over a real database; medians of 1,000 reports."""
    yield from desk_replay(bench, 100000 if bench.full else 1000 if bench.quick else 10000)
    yield from desk_receive(bench, 1000 if bench.quick else 10000)
    if bench.full:
        yield from desk_history(bench, 1000000)


def made(bench, count):
    file = bench.folder / f"articles-{count}.jsonl"
    if not file.exists():
        with open(file, "w", encoding="utf-8") as out:
            out.writelines(articles.make(count))
    return file


def desk_replay(bench, count):
    file = made(bench, count)
    wall, _ = run([bench.program("client/sitrep"), "replay", file])
    extracting, _ = run([bench.program("client/sitrep"), "extract", "--jsonl", file])
    yield row(f"desk: `sitrep replay` of {count} articles", f"{count / wall:.0f} articles/s",
              f"extraction alone, {count / extracting:.0f}/s", wall / extracting, "1000/s")


def desk_receive(bench, count):
    with open(made(bench, count), "rb") as lines:
        got = bench.figures("bench_desk", bench.folder / "bench.db", stdin=lines)
    shares = ", ".join(f"{100 * got[v] / count:.0f} % {v}" for v in ("new", "update", "near_duplicate", "duplicate"))
    bench.notes.append(f"Of the reports that the desk received {shares.replace('_', ' ')}; the mean CPU of one is"
                       f" {got['mean_cpu_s'] * 1000:.2f} ms, its median wall at the end {got['last_wall_s'] * 1000:.2f} ms"
                       f" (a bare commit {got['bare_wall_s'] * 1000:.2f} ms).")
    yield row(f"desk: CPU of a report among {count}", f"{got['last_cpu_s'] * 1000:.2f} ms",
              f"SQLite commits a row as big, {got['bare_cpu_s'] * 1000:.2f} ms", got["last_cpu_s"] / got["bare_cpu_s"], "3 ms")
    window = got["window"]
    grown = math.log(count - window / 2) / math.log(window / 2)
    yield row(f"desk: the same from the first {window:.0f} to the last", f"{got['last_cpu_s'] * 1000:.2f} ms",
              f"among the first, {got['first_cpu_s'] * 1000:.2f} ms", got["last_cpu_s"] / got["first_cpu_s"], f"{grown:.2f} (log)")
    yield row(f"desk: pruned of {count} articles in {got['prune_steps']:.0f} steps, the longest",
              f"{got['prune_longest_s'] * 1000:.1f} ms", f"the longest of 500 bare commits, {got['bare_longest_s'] * 1000:.1f} ms",
              got["prune_longest_s"] / got["bare_longest_s"], "50 ms")
    text = made(bench, count).stat().st_size / count
    yield row("desk: database, an article", f"{got['article_bytes'] / 1e3:.2f} kB", f"its line of JSON, {text / 1e3:.2f} kB",
              got["article_bytes"] / text, "3 kB")


def desk_history(bench, count):
    """A database as a year makes it (bench/wire.c), and a report received by it: CPU among so many, its size, its opening."""
    places = sorted((ROOT / "lexicon/en").glob("places-*.tsv"))
    got = bench.figures("bench_history", bench.folder / "history.db", count, *places)
    cpu, before = got[f"cpu_s_{count}"], got["cpu_s_10000"]
    yield row(f"desk: CPU of a report among {count} and {got['incidents']:.0f} incidents", f"{cpu * 1000:.2f} ms",
              f"among 10000, {before * 1000:.2f} ms", cpu / before, "3 ms; 2")
    yield row(f"desk: database of {count} articles, an article", f"{got['article_bytes'] / 1e3:.2f} kB",
              f"its words, {got['text_bytes'] / 1e3:.2f} kB", got["article_bytes"] / got["text_bytes"], "3 kB")
    opening, killed = (got[state + "open_s"] + got[state + "open_first_s"] for state in ("", "unclean_"))
    yield row(f"desk: {count} articles opened, to the first report received", f"{opening:.2f} s", f"after a kill, {killed:.2f} s",
              opening / killed, "2 s")
    bench.notes.append(f"Among {count} articles a report takes {got[f'mean_cpu_s_{count}'] * 1000:.2f} ms of CPU in the mean and"
                       f" {got[f'wall_s_{count}'] * 1000:.2f} ms of wall in the median, {got[f'most_wall_s_{count}'] * 1000:.0f} ms at most;"
                       f" the database was made in {sum(got[key] for key in got if key.startswith('fill_s')) / 60:.0f} minutes.")


# --- client ---

def client(bench):
    """`sitrep status` of a running daemon, beside a process that does nothing; median of 200 starts."""
    times = 10 if bench.quick else 200
    with station(bench, poll_interval="1h") as daemon:
        daemon.start()
        before, begun = family_cpu(daemon), time.monotonic()
        time.sleep(1)
        idle = (family_cpu(daemon) - before) / (time.monotonic() - begun)
        status, process = start_seconds([[bench.program("client/sitrep"), "status", "--socket", daemon.socket], [TRUE]], times)
    bench.notes.append(f"A daemon without feeds that nobody asks takes {idle * 1000:.1f} ms of CPU a second.")
    yield row("client: `sitrep status`", f"{status * 1000:.2f} ms", f"`true`, {process * 1000:.2f} ms", status / process, "-")


ROWS = [feeds, pages, extract, poll, due, many, desk, client]
