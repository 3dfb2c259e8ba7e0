"""script/demo as a newcomer runs it, on the build at hand: its alerts are the story's, and it leaves nothing behind."""
import os
import pathlib
import subprocess
import tempfile
import time

from harness import BUILD, SOURCE, check, finish

folder = pathlib.Path(tempfile.mkdtemp(prefix="sitrep-test-"))
environment = dict(os.environ, SITREP_BUILD=str(BUILD), SITREP_DEMO_BUILT="1", NO_COLOR="1", TMPDIR=str(folder))
begin = time.monotonic()
run = subprocess.run([SOURCE / "script/demo"], capture_output=True, text=True, env=environment, timeout=120)
print(run.stdout, run.stderr)
check(run.returncode == 0, f"exit {run.returncode} after {time.monotonic() - begin:.0f} s")
promised = (SOURCE / "README.md").read_text().split("    toll_raised   ", 1)[1].split("\n", 1)[0]
alerts = [line[16:] for line in run.stdout.split("$ sitrep alerts -f\n", 1)[1].split("\n\n", 1)[0].splitlines()]
check(len(alerts) == 5, f"five alerts, of six articles: {alerts}")
for alert, words in zip(alerts, ("12 killed, 30 injured", "rises from 12 to 37", "5 killed, 9 injured", "proposed", "agreed")):
    check(words in alert, f"{alert!r} tells {words!r}")
check(promised in alerts, f"one of them is the README's: {promised!r}")
for words in ("$ sitrep status\nsitrepd ", "$ sitrep show ", "killed 37"):
    check(words in run.stdout, f"it shows {words!r}")
left = []
for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
    try:
        words = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        continue
    if str(folder) in words:
        left.append(words)
check(not left, f"nothing is left running: {left}")
check(not list(folder.iterdir()), "its folder is gone")
folder.rmdir()
finish()
