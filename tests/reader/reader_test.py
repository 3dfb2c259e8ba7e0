"""The reader as the daemon starts it: frames on descriptor 3, a sandbox around it, an end when its stream ends."""
import functools
import pathlib
import re
import subprocess
import sys

import harness

READER = pathlib.Path(sys.argv[1])
Reader = functools.partial(harness.Reader, READER)
DATA = pathlib.Path(__file__).parent.parent / "data"


def check(condition, sentence):
    print(("ok      " if condition else "FAILED  ") + sentence)
    global failed
    failed = failed or not condition


failed = False
reader = Reader()
check(reader.ready in (b"ready", b"ready without Landlock"), f"it says when it is ready: {reader.ready}")
limits = {line[:25].strip(): line[25:].split() for line in pathlib.Path(f"/proc/{reader.process.pid}/limits").read_text().splitlines()}
# The sanitizers need addresses without end, and a file for what they find.
sanitized = limits["Max address space"][1] == "unlimited"
check(sanitized or limits["Max file size"][1] == "0", "it can write to no file")
for name, most in (("Max cpu time", 600), ("Max core file size", 0), ("Max processes", 0)):
    check(limits[name][1] == str(most), f"{name}: {limits[name][1]}")
feed = reader.ask(b"<rss><channel><title>T</title><item><title>I</title></item></channel></rss>", what="feed", url="http://x.example/")
check(feed["feed"]["items"][0]["title"] == "I", "a feed is read")
page = "<h1>Strike kills 12 in Lebanon</h1><p>At least 12 people were killed in a strike on Beirut, officials said.</p>"
report = reader.ask(page.encode(), what="page", url="http://x.example/1", published="2026-03-09T10:00:00Z")["report"]
check(any(f.get("effect") == "killed" and f["count"]["low"] == 12 for f in report["facts"]), "a page is read and its facts found")
check("error" in reader.ask(b"no feed", what="feed", url=""), "what cannot be read is a sentence")
check(reader.ask(b"<p>words</p>", what="content", title="T")["report"]["article"]["title"] == "T", "an entry's content is an article")
for language, facts in (("", True), ("en", True), ("EN-gb", True), ("fr", False), ("eng", False)):
    report = reader.ask(page.encode(), what="page", url="http://x.example/1", **({"language": language} if language else {}))["report"]
    check(bool(report.get("facts")) == bool(report.get("incidents")) == facts, f"whose operator says that it is {language or 'nothing'}: facts are {'' if facts else 'not '}read")
check(report["language"] == "eng" and report["shingles"] and report["text_hash"], "what tells a copy is kept of each")
lines = pathlib.Path(f"/proc/{reader.process.pid}/status").read_text().splitlines()
status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
check(status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", "it has no new privileges and a system call filter")
check(reader.end() == 0, "it ends when its stream ends")

# glibc opens its converters when they are first used, which a sandbox refuses: every encoding inside it.
encodings = re.findall(r'^\t(?:\[\w+\] = )?\{"([\w-]+)",\s*"[\w-]+",', (pathlib.Path(sys.argv[2]) / "parsers/charset.c").read_text(), re.M)
check(len(encodings) > 35, f"{len(encodings)} encodings are known")
PYTHON = {"windows-874": "cp874", "ibm866": "cp866", "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "big5": "big5hkscs",
          "euc-kr": "cp949", "shift_jis": "cp932"}
ALPHABETS = ("\u0416\u0443\u0440\u043d\u0430\u043b", "\u65e5\u672c\u8a9e", "\u4e2d\u6587\u65b0\u805e", "\ud55c\uad6d\uc5b4", "\u0395\u03b9\u03b4\u03ae\u03c3\u03b5\u03b9\u03c2", "\u0623\u062e\u0628\u0627\u0631", "\u05d7\u05d3\u05e9\u05d5\u05ea",
             "\u0e02\u0e48\u0e32\u0e27", "caf\u00e9 na\u00efve", "\u0159e\u010d \u017elu\u0165", "\u0146\u0137\u0113\u0161", "\u0121\u0127", "\u1e41")
reader = Reader()
for name in encodings:
    codec = PYTHON.get(name, name)
    word = next((w for w in ALPHABETS if w.encode(codec, "ignore").decode(codec) == w), "plain")
    page = f"<html><head><title>{word} {name}</title></head><body><p>{word} and more of it, {name}.</p></body></html>".encode(codec)
    answer = reader.ask(page, what="page", url="http://x.example/", content_type=f"text/html; charset={name}")
    title = ((answer or {}).get("report") or {}).get("article", {}).get("title", "")
    check(title == f"{word} {name}", f"{name} inside the sandbox: {title}")
check(reader.end() == 0, "one reader has read them all")

reader = Reader()
for page in sorted((DATA / "pages").glob("*.html")):
    head, _, wanted = page.with_suffix(".txt").read_text().partition("\n\n")
    kind = re.search(r"^content-type: (.*)", head, re.M)
    answer = reader.ask(page.read_bytes(), what="page", url="https://x.example/" + page.stem, content_type=kind.group(1) if kind else "")
    text = ((answer or {}).get("report") or {}).get("article", {}).get("text", "")
    check(text == wanted.strip(), f"{page.stem} inside the sandbox")
check(reader.end() == 0, "one reader has read them all")

def kilobytes(process):
    return int(re.search(r"^VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text(), re.M).group(1))


reader = Reader()
small = b"<rss><channel><title>T</title><item><title>I</title></item></channel></rss>"
reader.ask(small, what="feed", url="http://x.example/")
before = kilobytes(reader.process)
for large in (b"<rss version='2.0'><channel><item " + b" ".join(b"a%d='1'" % i for i in range(50000)) + b"/></channel></rss>",
              b"<rss><channel>" + b"<item><title>I</title></item>" * 50000 + b"</channel></rss>", b"<rss><channel><item>" + b"<a>" * 100000):
    reader.ask(large, what="feed", url="http://x.example/")
    reader.ask(small, what="feed", url="http://x.example/")
    after = kilobytes(reader.process)
    check(sanitized or after < before + 6144, f"what a large document took is given back: {before} kB before, {after} behind it")
check(reader.end() == 0, "one reader has read them all")

reader = Reader()
reader.socket.sendall(b"\xff\xff\xff\xff")
check(reader.process.wait(10) != 0, "a frame beyond the limit ends it before anything is allocated")
words = DATA / "lexicon"
page = b"<p>Four villagers were packed off to their graves by a drone in Ulthar on Monday, officials said.</p>"
reader = Reader("--lexicon", words / "good")
facts = reader.ask(page, what="content", title="T")["report"]["facts"]
check(any(f["rule"] == "local.graves" for f in facts), "it reads with the operator's rules")
check(reader.end() == 0 and not reader.process.stderr.read(), "and has nothing to say of them")
reader = Reader("--lexicon", words / "bad")
check(reader.ask(page, what="content", title="T") and reader.end() == 0, "with mistakes in them it reads on")
check(b"5 mistakes" in reader.process.stderr.read(), "and says how many")
by_hand = subprocess.run([READER], stdin=subprocess.DEVNULL, capture_output=True)
check(by_hand.returncode == 64 and b"never by hand" in by_hand.stderr, "by hand it says what it is")
sys.exit(1 if failed else 0)
