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
for words in ("12", "37", "Ceasefire", "sitrep show", "sitrep status"):
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
