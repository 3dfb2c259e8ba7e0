"""Runs as root inside the booted container: the package as an operator meets it."""
import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, "/test/newswire")
from newswire import Newswire  # noqa: E402  (copied here by script/test-systemd)

result = open("/test/result", "w", buffering=1)
LOG, CONFIGURATION = pathlib.Path("/var/log/sitrep/alerts.jsonl"), pathlib.Path("/etc/sitrep/sitrepd.conf")
UNIT = "sitrepd.service"


def run(*command, user=None):
    if user:
        command = ("runuser", "-u", user, "--", *command)
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def check(condition, sentence):
    result.write(("ok      " if condition else "FAILED  ") + sentence + "\n")
    return condition


def until(question, seconds=20):
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.2)
    return answer


def status():
    answer = run("sitrep", "status", "--json")
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def alerts():
    return [json.loads(line) for line in LOG.read_text().splitlines()] if LOG.exists() else []


def property_of(name):
    return run("systemctl", "show", "-P", name, UNIT).stdout.strip()


def killed(slug, place, number):
    wire.add_article("one", slug, f"At least {number} killed in drone strike in {place}",
                     f"At least {number} people were killed when a drone strike hit a market in {place} on Monday, the health ministry said.")


def journal():
    lines = run("journalctl", "-u", UNIT, "-o", "json", "--no-pager").stdout.splitlines()
    return [json.loads(line) for line in lines]


wire = Newswire()
wire.add_outlet("one", "One", "rss")
asked = []
SETTINGS = """poll-interval = 1s
poll-floor = 1s
poll-slowest = 1s
start-spread = 0s
host-spacing = 0s
gather = 0s
sandbox = "best-effort"
allow-networks = { "127.0.0.0/8" }
"""


def starts():
    check(CONFIGURATION.exists() and run("sitrepd", "-n").returncode == 0, "a starter configuration is there and has no mistakes")
    check(oct(CONFIGURATION.stat().st_mode)[-3:] == "640", "it is for root and the daemon only")
    CONFIGURATION.write_text(SETTINGS + f'feed "One" {{ url = "{wire.feed_url("one")}" }}\n')
    killed("first", "Beirut", 12)
    check(run("systemctl", "restart", UNIT).returncode == 0 and property_of("ActiveState") == "active", "the service starts and says that it is ready")
    check(until(lambda: len(alerts()) >= 1), "an alert of a newswire arrives")
    check(oct(LOG.stat().st_mode)[-3:] == "640", "the log is for its owner and group")


def who_may_ask():
    run("useradd", "-m", "-G", "sitrep", "member")
    run("useradd", "-m", "stranger")
    check(run("sitrep", "status", user="member").returncode == 0, "a member of the group may ask")
    answer = run("sitrep", "status", user="stranger")
    check(answer.returncode == 77 and "group" in answer.stderr, "a stranger is told why not: " + answer.stderr.strip())
    check(run("sitrep", "feeds", "add", "--untested", "http://127.0.0.1:9/", user="member").returncode == 77, "a member may change nothing")


def reloads():
    good = CONFIGURATION.read_text()
    CONFIGURATION.write_text(good + 'nonsense = 3\n')
    answer = run("sitrep", "reload")
    check(answer.returncode != 0 and "nonsense" in answer.stderr, "a bad configuration is refused with its line: " + answer.stderr.strip())
    check(property_of("ActiveState") == "active" and (status() or {}).get("feeds", {}).get("total") == 1, "and the old one stays")
    CONFIGURATION.write_text(good + 'feed "Two" { url = "http://127.0.0.1:9/two" }\n')
    check(run("systemctl", "reload", UNIT).returncode == 0 and until(lambda: (status() or {}).get("feeds", {}).get("total") == 2), "a good one is taken over")
    CONFIGURATION.write_text(good)
    run("systemctl", "reload", UNIT)


def private(handler):
    asked.append(handler.headers.get("Authorization"))
    body = b"<rss version='2.0'><channel><title>Private</title></channel></rss>"
    wire.send(handler, 200 if asked[-1] else 401, body, "application/rss+xml")


def feed_shown(path):
    answer = run("sitrep", "feeds", "show", "--json", wire.base + path)
    return json.loads(answer.stdout) if answer.returncode == 0 else {}


def keeps_secrets():
    for path in ("/passed", "/own", "/root"):
        wire.route(path, private)
    folder, good = pathlib.Path("/etc/sitrep/credentials"), CONFIGURATION.read_text()
    check(oct(folder.stat().st_mode)[-3:] == "750" and folder.group() == "sitrep", "there is a folder for credentials, for the daemon only")
    for name in ("passed", "own", "root"):
        (folder / name).write_text(f"desk:TopSecret-{name}\n")
        (folder / name).chmod(0o600)
    run("chown", "sitrep", str(folder / "own"))
    drop = pathlib.Path("/etc/systemd/system/sitrepd.service.d")
    drop.mkdir(exist_ok=True)
    (drop / "credentials.conf").write_text("[Service]\nLoadCredential=passed:/etc/sitrep/credentials/passed\n")
    CONFIGURATION.write_text(good + "".join(f'feed "{n}" {{ url = "{wire.base}/{n}" credentials = "{n}" }}\n' for n in ("passed", "own", "root")))
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", UNIT)
    check(until(lambda: feed_shown("/passed").get("last_success")), f"credentials that systemd passes are shown: {feed_shown('/passed').get('error', 'well')}")
    check(until(lambda: feed_shown("/own").get("last_success")), f"so are those in a file of the daemon's user: {feed_shown('/own').get('error', 'well')}")
    until(lambda: feed_shown("/root").get("error"))
    check("may not read it" in feed_shown("/root").get("error", ""), f"root's own it cannot read, and says so: {feed_shown('/root').get('error')}")
    check(len(set(asked)) == 2 and None not in asked, "none of them is asked without")
    everything = run("journalctl", "-u", UNIT, "--no-pager").stdout + run("ps", "axeww").stdout + run("sitrep", "feeds", "list", "--json").stdout
    everything += pathlib.Path("/var/lib/sitrep/sitrep.db").read_bytes().decode("latin-1") + pathlib.Path("/var/lib/sitrep/sitrep.db-wal").read_bytes().decode("latin-1")
    check("TopSecret" not in everything and "VG9wU2VjcmV0" not in everything, "and they stand nowhere")
    modes = {path: path.stat().st_mode & 0o777 for top in ("/var/lib/sitrep", "/var/log/sitrep", "/run/sitrep") for path in [pathlib.Path(top), *pathlib.Path(top).iterdir()]}
    wide = [f"{path} {mode:o}" for path, mode in modes.items() if mode & (0o027 if path.is_dir() or path.is_file() else 0o007)]
    check(len(modes) > 6 and not wide, f"what it has made others neither read nor change {wide}")
    (drop / "credentials.conf").unlink()
    CONFIGURATION.write_text(good)
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", UNIT)


def survives():
    before, pid = len(alerts()), property_of("MainPID")
    os.kill(int(pid), 9)
    killed("second", "Tripoli", 14)
    check(until(lambda: property_of("ActiveState") == "active" and property_of("MainPID") not in ("0", pid)), "killed, it is started again")
    check(until(lambda: len(alerts()) > before), "what came meanwhile is told")
    check([a["seq"] for a in alerts()] == list(range(1, len(alerts()) + 1)), "the log has no hole and nothing twice")
    pid = property_of("MainPID")
    drop = pathlib.Path("/etc/systemd/system/sitrepd.service.d")
    drop.mkdir(exist_ok=True)
    (drop / "watchdog.conf").write_text("[Service]\nWatchdogSec=4s\n")
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", UNIT)
    pid = property_of("MainPID")
    time.sleep(8)
    check(pid not in ("", "0") and property_of("MainPID") == pid, "the watchdog is fed while it lives")
    os.kill(int(pid), 19)
    check(until(lambda: property_of("MainPID") not in ("0", pid), 40), "stopped dead, the watchdog has it started again")
    (drop / "watchdog.conf").unlink()
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", UNIT)


def rotates():
    before = len(alerts())
    check(run("logrotate", "-f", "/etc/logrotate.d/sitrep").returncode == 0 and LOG.stat().st_size == 0, "the log is rotated")
    killed("third", "Sidon", 16)
    check(until(lambda: len(alerts()) >= 1) and alerts()[0]["seq"] == before + 1, "and goes on where it was")


def speaks():
    entries = journal()
    levels = {int(entry["PRIORITY"]) for entry in entries if entry.get("_COMM") == "sitrepd"}
    check({4, 6} <= levels <= {3, 4, 5, 6}, f"the journal has priorities of its own: {sorted(levels)}")
    check(any("nonsense" in str(e.get("MESSAGE")) and int(e["PRIORITY"]) <= 4 for e in entries), "a mistake is a warning or more")
    answer = run("systemd-analyze", "security", UNIT, "--no-pager").stdout
    exposure = re.findall(r"Overall exposure level.*?: ([\d.]+)", answer)
    check(exposure and float(exposure[0]) <= 1.3, f"its exposure is {exposure}")


def goes():
    before = (status() or {}).get("alerts", {}).get("total")
    run("sitrep", "feeds", "add", "--untested", "http://127.0.0.1:9/own")
    check(run("apt-get", "install", "-y", "-qq", "/test/later.deb").returncode == 0, "it is upgraded")
    check(until(lambda: status()), "and runs")
    now = status() or {}
    check(now.get("alerts", {}).get("total") == before and now.get("feeds", {}).get("total") == 2, "with its feeds and its ledger")
    check(run("apt-get", "purge", "-y", "-qq", "sitrep").returncode == 0, "it is purged")
    left = [p for p in ("/etc/sitrep", "/var/lib/sitrep", "/var/log/sitrep", "/usr/libexec/sitrep", "/usr/bin/sitrep", "/lib/systemd/system/sitrepd.service")
            if pathlib.Path(p).exists()]
    check(not left, f"and nothing stays {left}")


for part in (starts, who_may_ask, reloads, keeps_secrets, survives, rotates, speaks, goes):
    try:
        part()
    except Exception as error:  # whatever it is, it belongs into the result: nobody sees this process otherwise
        check(False, f"{part.__name__}: {error!r}")
result.write(run("journalctl", "-u", UNIT, "-n", "40", "--no-pager").stdout if "FAILED" in open("/test/result").read() else "")
result.write("finished\n")
