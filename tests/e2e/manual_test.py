"""What the manual pages give as examples works as it stands there: every key and section, every command line."""
import os
import re
import subprocess

from harness import READER, SITREP, SITREPD, SOURCE, Newswire, Station, check, finish, wait_until

# Beside the programs at hand: what an example calls that a test machine need not have, and where its daemon is.
SHIMS = {
    "sitrep": """#!/bin/sh
case "$*" in *--database*) exec "$SITREP" "$@" ;; esac
case "$1" in status|alerts|incidents|show|why|feeds|reload|merge|split|mute|unmute|retract|audit) exec "$SITREP" "$@" --socket "$SOCKET" ;; *) exec "$SITREP" "$@" ;; esac
""",
    "sudo": "#!/bin/sh\nexec \"$@\"\n",
    "curl": "#!/bin/sh\nexec cat feed.xml\n",
    "jq": """#!/usr/bin/env python3
import json, sys
decoder, text = json.JSONDecoder(), sys.stdin.read().strip()
while text:
    value, end = decoder.raw_decode(text)
    text = text[end:].strip()
    key = sys.argv[-1].removeprefix(".")
    print(value.get(key, "") if isinstance(value, dict) and key in ("id", "url", "other", "incident") else "")
""",
}
STORY = "At least 12 people were killed when a drone strike hit a market in Beirut on Monday, the Lebanese health ministry said."


def examples(page):
    """The indented lines under EXAMPLES, as they are typed."""
    text = (SOURCE / "docs" / page).read_text().split("# EXAMPLES\n", 1)[1].split("\n# ", 1)[0]
    return [line.strip().removesuffix("++") for line in text.splitlines() if line.startswith("\t")]


def configuration():
    """sitrepd.conf(5) as one file: its keys as they stand there, then its sections."""
    page = (SOURCE / "docs/sitrepd.conf.5.scd").read_text()
    top, rest = page.split("# FEEDS")
    feeds, watches = rest.split("# WATCHES")
    watches, pushes = watches.split("# PUSHES")
    keys, of_feed, of_watch, of_websub = (re.findall(r"\*([a-z-]+)\* = (\{[^}]*\}|\"[^\"]*\"|[\w.%]+)", part) for part in (top, feeds, watches, pushes))
    sections = re.findall(r"^\t((?:feed|watch) \".*?^\t\})", page, re.M | re.S)
    sections.append('feed "Every key" {\nurl = "https://example.org/every"\n' + "\n".join(f"{key} = {value}" for key, value in of_feed) + "\n}")
    sections.append('watch "Every key" {\n' + "\n".join(f"{key} = {value}" for key, value in of_watch) + "\n}")
    sections.append("websub {\n" + re.search(r"callback = \".*\"", pushes)[0] + "\n" + "\n".join(f"{key} = {value}" for key, value in of_websub) + "\n}")
    check(len(keys) > 15 and len(of_feed) == 10 and len(of_watch) > 10 and len(of_websub) == 3 and len(sections) == 5,
          f"{len(keys)} keys, {len(of_feed)} of a feed, {len(of_watch)} of a watch, {len(of_websub)} of websub in sitrepd.conf(5)")
    lines = [f"{key} = {value}" for key, value in keys] + [section.replace("++\n", "\n") for section in sections]
    return "\n".join(lines).replace("\\*", "*").replace("/usr/libexec/sitrep/sitrepd-reader", str(READER)) \
        .replace("/etc/sitrep/example-ca.pem", str(READER)) + "\n"


def prepare(folder, wire):
    shims = folder / "bin"
    shims.mkdir()
    for name, text in SHIMS.items():
        (shims / name).write_text(text)
        (shims / name).chmod(0o755)
    (folder / "feed.xml").write_text(wire.feed_rss("one", "One", wire.articles)[0])
    (folder / "page.html").write_text(wire.articles[0].page(wire))
    (folder / "article.txt").write_text(STORY)
    (folder / "articles.jsonl").write_text('{"id":"a","published":"2024-09-24T10:00:00Z","title":"Strike","text":"%s"}\n' % STORY)
    return shims


wire = Newswire()
wire.add_outlet("one", "One", "rss")
wire.add_article("one", "strike", "At least 12 killed in drone strike in Beirut", "\n\n".join([STORY] * 3))
wire.add_article("one", "wreck", "Nine drown as boat sinks off Tunis", "Nine people drowned when a boat sank off Tunis on Monday, the coast guard said.")
with Station([("One", wire.feed_url("one"))]) as station:
    page = station.folder / "page.conf"
    page.write_text(configuration())
    # The starter configuration means the reader that is installed with it.
    starter = station.folder / "starter.conf"
    starter.write_text(f'reader = "{READER}"\n' + (SOURCE / "systemd/sitrepd.conf").read_text())
    for file in (page, starter):
        run = subprocess.run([SITREPD, "-n", "-c", file], capture_output=True, text=True)
        check(run.returncode == 0, f"{file.name} has no mistakes: {run.stderr.strip()!r}")
    shims = prepare(station.folder, wire)
    environment = dict(os.environ, PATH=f"{shims}:{os.environ['PATH']}", SITREP=str(SITREP), SOCKET=str(station.socket))
    with open(station.folder / "sitrepd.conf", "a") as conf:
        conf.write('watch "Lebanon" {\n minimum-people = 1\n}\n')  # of everything, so that nothing is silent
    station.start()
    check(wait_until(lambda: len(station.alerts()) > 1, 20), "alerts to ask about")
    lines = examples("sitrep.1.scd")
    check(len(lines) > 10, f"{len(lines)} examples in sitrep(1)")
    # The last: a database is asked while no daemon has it.
    for line in sorted(lines, key=lambda text: "--database" in text):
        if "--database" in line:
            station.stop()
        typed = line.replace("/var/lib/sitrep/sitrep.db", str(station.database))
        run = subprocess.run(typed, shell=True, cwd=station.folder, env=environment, capture_output=True, text=True, timeout=20)
        check(run.returncode == 0 and not run.stderr, f"{line}: exit {run.returncode} {run.stderr.strip()}")
finish()
