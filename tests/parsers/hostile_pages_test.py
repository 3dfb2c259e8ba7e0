"""Pages that would hold or fill a reader: each is its text or a sentence with exit 65, in time and memory; and --explain holds to its form."""
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])
SITREP = str(BUILD / "client/sitrep")
OPTIONS = {option["name"]: option["value"] for option in json.loads((BUILD / "meson-info/intro-buildoptions.json").read_text())}
SANITIZED = OPTIONS["b_sanitize"] != "none"
SECONDS, MEBIBYTES = 2, 128
PROSE = "The river rose by two metres in the night, the mayor said, and the lower town was cleared before dawn. "
LIMIT = 4 << 20

# name: page, and what must be in the answer (None: a sentence and exit 65)
PAGES = {
    "a NUL in a sentence": (f"<html><body><p>{PROSE}\0{PROSE}</p><p>Behind it.</p></body></html>", "Behind it."),
    "100,000 deep": (f"<html><body><p>{PROSE}</p>" + "<div>" * 100000 + "x", "The river rose"),
    "100,000 attributes": ("<html><body><p " + " ".join(f"a{i}=1" for i in range(100000)) + f">{PROSE}</p>", "The river rose"),
    "attributes in every tag": ("<html><body>" + ("<p " + " ".join(f"a{i}" for i in range(60)) + ">x</p>") * 18000, ""),
    "a comment that never closes": (f"<html><body><p>{PROSE}</p><!-- <p>" + PROSE * 10000, "The river rose"),
    "one line of 4 MiB": ("<html><body><p>" + PROSE * 40000, "The river rose"),
    "one word of 4 MiB": ("<html><body><p>" + "x" * LIMIT, "xxx"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400, None),
    "nothing": (b"", None),
    "a redirect": ('<html><head><meta http-equiv=refresh content="0;url=https://example.org/x"><title>Moved</title></head><body></body></html>', None),
    "end tags without a start": ("<html><body>" + "<b>" * 1900 + "</i>" * 800000, None),
    "end tags without a start, far down": ("<html><body>" + "<b>" * 140000 + "</i>" * 880000, None),
    "a million paragraphs": ("<html><body>" + "<p>x" * 1000000, ""),
    "a line in 150,000 pieces": ("<html><body><p>" + "<span class=share>x</span> " * 150000, ""),
    "a line in 250,000 hidden pieces": ("<html><body><p>" + "<i hidden>x</i> " * 250000, ""),
    "150,000 dates": ("<html><body><h1>x</h1>" + "<span class=date>1</span> " * 150000, ""),
    "a graph of 90,000 articles": ('<html><body><script type="application/ld+json">{"@graph":[' + ",".join(
        '{"@type":"Article","author":{"@id":"%d"}}' % i for i in range(90000)) + f"]}}</script><p>{PROSE}", "The river rose"),
    "brackets without end": ('<html><body><script type="application/ld+json">' + "[" * 2000000, None),
    "30,000 ends": ("<html><body>" + f"<h2>Related</h2><p>{PROSE}</p>" * 30000, "The river rose"),
}


def answer(page, *options):
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        file.write((page if isinstance(page, bytes) else page.encode())[:LIMIT])
        file.flush()
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run([SITREP, "article", *options, file.name], capture_output=True, timeout=60)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run, end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime, end.ru_maxrss / 1024


failed = False
for name, (page, wanted) in PAGES.items():
    run, seconds, peak = answer(page)
    problems = []
    if run.returncode not in (0, 65):
        problems.append(f"exit {run.returncode}")
    if run.returncode == 65 and len(run.stderr.splitlines()) != 1:
        problems.append(f"not one sentence: {run.stderr[:200]!r}")
    if wanted is None and run.returncode != 65:
        problems.append(f"no error: {run.stdout[:100]!r}")
    if wanted and wanted not in run.stdout.decode():
        problems.append(f"{wanted!r} is missing: {run.stdout[:100]!r} {run.stderr[-100:]!r}")
    if not SANITIZED and seconds > SECONDS:
        problems.append(f"{seconds:.2f} s of CPU")
    # The peak is that of the largest child so far; once is enough to say so.
    if not SANITIZED and peak > MEBIBYTES:
        problems.append(f"{peak:.0f} MiB")
    if problems:
        failed = True
        print(f"{name}: {'; '.join(problems)}")

run, _, _ = answer(f"<html><body><h1>Flood</h1><div class=entry-content><p>{PROSE}</p><p>Photo: Lin Tao</p><p>{PROSE * 2}</p></div><nav>Home</nav></body></html>",
                   "--explain")
text = run.stdout.decode()
for pattern in (r"^prose: \d+ bytes$", r"^best 1: score \d+.*entry-content.*\(.*x[\d.]+.*\)$", r"^\+ \[.*\] The river", r"^- \[a credit: .*\] Photo",
                r"^  \[away: .*nav\] Home"):
    if not re.search(pattern, text, re.M):
        failed = True
        print(f"--explain: {pattern} is not in:\n{text}")
sys.exit(failed)
