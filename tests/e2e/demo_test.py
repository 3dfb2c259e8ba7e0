"""script/demo as a newcomer runs it, on the build at hand: its alerts are the story's, and it leaves nothing behind."""
import os
import subprocess
import time

from harness import BUILD, SOURCE, check, finish

environment = dict(os.environ, SITREP_BUILD=str(BUILD), SITREP_DEMO_BUILT="1", NO_COLOR="1")
begin = time.monotonic()
run = subprocess.run([SOURCE / "script/demo"], capture_output=True, text=True, env=environment, timeout=120)
print(run.stdout, run.stderr)
check(run.returncode == 0, f"exit {run.returncode} after {time.monotonic() - begin:.0f} s")
for words in ("12", "37", "Ceasefire", "sitrep show", "sitrep status"):
    check(words in run.stdout, f"it shows {words!r}")
left = subprocess.run(["pgrep", "-af", "sitrepd|newswire.py"], capture_output=True, text=True).stdout
check("sitrep-demo" not in left, f"nothing is left running: {left!r}")
finish()
