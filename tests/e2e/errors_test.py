"""What goes wrong for people is one clear sentence and the right exit status."""
import atexit
import os
import pathlib
import shutil
import subprocess
import tempfile

from harness import SITREP, SITREPD, Station, check, finish

folder = pathlib.Path(tempfile.mkdtemp(prefix="sitrep-test-"))
atexit.register(shutil.rmtree, folder)


def says(title, status, words, *command, user=None, **more):
    kind = {"preexec_fn": (lambda: (os.setgroups([]), os.setgid(65534), os.setuid(65534)))} if user else {}
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=20, **kind, **more)
    lines = [line for line in run.stderr.splitlines() if line]
    fine = run.returncode == status and len(lines) == 1 and all(word in lines[0] for word in words)
    check(fine, f"{title}: exit {run.returncode} (wanted {status}): {run.stderr.strip()!r}")


nowhere = folder / "nowhere"
for command in (["status"], ["feeds", "list"], ["show", "x"], ["reload"], ["incidents"]):
    says("no daemon: " + " ".join(command), 69, ["sitrepd"], SITREP, *command, "--socket", nowhere)
for command in ("feed", "article", "extract", "replay"):
    says(f"{command}: no such file", 66, [str(nowhere)], SITREP, command, nowhere)
    says(f"{command}: a folder", 66, [str(folder)], SITREP, command, folder)
if os.getuid() == 0:
    # A copy, since the checkout itself may lie where another user has no way in, as /root.
    folder.chmod(0o755)
    public = folder / "sitrep"
    shutil.copy(SITREP, public)
    secret = folder / "secret"
    secret.write_text("x")
    secret.chmod(0o600)
    says("a file that may not be read", 77, [str(secret)], public, "feed", secret, user=True)
    daemon = folder / "sitrepd"
    shutil.copy(SITREPD, daemon)
    says("a configuration that may not be read", 77, [str(secret)], daemon, "-n", "-c", secret, user=True)
broken = folder / "broken.jsonl"
broken.write_text('{"id":"a","title":"x","text":"y","published":"2024-01-01T00:00:00Z"}\n{"id":\n')
for command in (["extract", "--jsonl"], ["replay"]):
    with open("/dev/full", "w") as full:
        run = subprocess.run([str(SITREP), *command, str(broken)], stdout=full, stderr=subprocess.PIPE, text=True)
    check(run.returncode == 74, f"{' '.join(command)} into a full disk: exit {run.returncode}")
    run = subprocess.run([str(SITREP), *command, str(broken)], capture_output=True, text=True)
    check(run.returncode == 65 and '"error"' in run.stdout, f"{' '.join(command)} with a broken line: exit {run.returncode}, {run.stdout.strip()!r}")
picture = folder / "picture.html"
picture.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(2000))
says("a picture as a feed", 65, [], SITREP, "feed", picture)
says("a picture as a page", 65, [], SITREP, "article", picture)
picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
says("a picture as an article", 65, ["text"], SITREP, "extract", picture)
says("a command that is none", 64, ["fly"], SITREP, "fly")
says("a kind of alert that is none", 64, ["fly"], SITREP, "alerts", "--kind", "fly")
says("an action on feeds that is none", 64, ["fly"], SITREP, "feeds", "fly")
says("a list of something", 64, ["something"], SITREP, "feeds", "list", "something")
export = subprocess.run([str(SITREP), "feeds", "export", "--socket", str(nowhere)], capture_output=True, text=True)
check(export.returncode == 69 and not export.stdout, f"no half of an OPML document without a daemon: {export.stdout!r}")
log = folder / "log.jsonl"
log.write_text('{"schema":1,"seq":1,"id":"a","logged":"2024-01-01T00:00:00Z","kind":"toll_raised","headline":"It rises"}\n')
run = subprocess.run([str(SITREP), "alerts", "--log", str(log), "--socket", str(nowhere)], capture_output=True, text=True)
check(run.returncode == 0 and "It rises" in run.stdout and str(log) in run.stderr,
      f"without a daemon the log is shown and named: {run.stderr.strip()!r}")
run = subprocess.run([str(SITREP), "alerts", "--log", str(nowhere), "--socket", str(folder / "none")], capture_output=True, text=True)
check(run.returncode == 69 and str(nowhere) in run.stderr and "no daemon" in run.stderr,
      f"where neither answers both are told: {run.stderr.strip()!r}")
says("no configuration", 78, [str(nowhere)], SITREPD, "-c", nowhere)

wrong = folder / "wrong.conf"
wrong.write_text('poll-interval = 5 parsecs\nreaders = 99\nfeed "a" { url = "ftp://x/" }\nnonsense = 3\n')
run = subprocess.run([str(SITREPD), "-n", "-c", str(wrong)], capture_output=True, text=True)
lines = run.stderr.splitlines()
check(run.returncode == 78, f"a wrong configuration: exit {run.returncode}")
for number in (1, 2, 3, 4):
    check(any(line.startswith(f"{wrong}:{number}: ") for line in lines), f"line {number} is named: {lines}")

wrong.write_text('contact =\nreaders = two\nfeed { url = "http://a.example/" }\n')
run = subprocess.run([str(SITREPD), "-n", "-c", str(wrong)], capture_output=True, text=True)
check([line.split(": ")[0] for line in run.stderr.splitlines()] == [f"{wrong}:1", f"{wrong}:3", f"{wrong}:2"]
      and "no value" in run.stderr, f"a missing value is told on its own line: {run.stderr!r}")
says("a folder as configuration", 78, ["folder"], SITREPD, "-n", "-c", folder)

with Station() as station:
    station.start()
    says("a second daemon on one database", 75, [str(station.database.parent)], SITREPD, "-c", station.folder / "sitrepd.conf")
    for command in ("alerts", "incidents"):
        answer = station.ask(command)
        check(answer.returncode == 0 and answer.stdout == f"no {command}\n", f"nothing yet: {answer.stdout!r}")
        answer = station.ask(command, "--json")
        check(answer.returncode == 0 and not answer.stdout, f"nothing yet, as JSON: {answer.stdout!r}")
    station.ask("feeds", "add", "--untested", "http://127.0.0.1:9/a/rather/long/address/of/a/feed/that/does/not/fit/into/eighty/columns.xml")
    narrow = subprocess.run([str(SITREP), "feeds", "--socket", str(station.socket)], capture_output=True, text=True,
                            env=dict(os.environ, COLUMNS="80"))
    check(narrow.stdout and all(len(line) <= 80 for line in narrow.stdout.splitlines()), f"it fits in 80 columns: {narrow.stdout!r}")
    check("columns.xml" in station.ask("feeds").stdout, "into a pipe the address stays whole")
    if os.getuid() == 0:
        station.folder.chmod(0o755)
        says("a stranger", 77, ["group sitrep"], public, "status", "--socket", station.socket, user=True)
        station.socket.chmod(0o666)
        says("a reader who changes something", 77, ["root"], public, "feeds", "poll", "--socket", station.socket, user=True)
        station.socket.chmod(0o660)
    answer = station.ask("show", "no-such-id")
    check(answer.returncode == 66, f"an id that nothing has: exit {answer.returncode}: {answer.stderr.strip()!r}")
    answer = station.ask("feeds", "add", "not a url")
    check(answer.returncode == 65 and answer.stderr.count("\n") == 1, f"an address that is none: exit {answer.returncode}: {answer.stderr.strip()!r}")
    check(station.ask("reload").returncode == 0, "reload with a good configuration")
    (station.folder / "sitrepd.conf").write_text((station.folder / "sitrepd.conf").read_text() + "oops = \n")
    answer = station.ask("reload")
    check(answer.returncode == 78 and str(station.folder / "sitrepd.conf") in answer.stderr, f"reload with a bad one: {answer.stderr.strip()!r}")
    check(station.status() is not None, "the daemon goes on")
    check(station.stop() == 0, "the daemon stops cleanly")

garbage = Station()
with garbage:
    garbage.database.write_bytes(b"this is not a database, and it must not be overwritten" * 100)
    run = subprocess.run([str(SITREPD), "-c", str(garbage.folder / "sitrepd.conf")], capture_output=True, text=True, timeout=20)
    check(run.returncode == 65, f"a file that is no database: exit {run.returncode}: {run.stderr.strip()!r}")
    check(garbage.database.read_bytes().startswith(b"this is not"), "it is left as it was")
finish()
