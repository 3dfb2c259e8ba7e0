"""script/bench lives: its cheapest row runs on this build and fills a line of the table. What it measured is not looked at."""
import pathlib
import subprocess
import sys

ROOT, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])

problems = []
script = [sys.executable, ROOT / "script/bench"]
table = subprocess.run([*script, "--quick", "--build", BUILD, "client"], capture_output=True, text=True)
lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.stdout.splitlines() if line.startswith("|")]
if table.returncode or len(lines) != 3:
    problems.append(f"the row does not run ({table.returncode}):\n{table.stdout}{table.stderr}")
elif lines[0] != ["what", "reached", "beside it", "ratio", "goal"] or not all(lines[2]) or len(lines[2]) != 5:
    problems.append(f"this is no line of the table: {lines[2]}")
told = subprocess.run([*script, "--help"], capture_output=True, text=True).stdout
for name in ("feeds", "pages", "extract", "poll", "due", "many", "desk", "client"):
    if f"\n  {name} " not in told:
        problems.append(f"--help does not tell of {name}")
if subprocess.run([*script, "nothing"], capture_output=True).returncode != 2:
    problems.append("an unknown row is not refused")
print("\n".join(problems) or table.stdout)
sys.exit(1 if problems else 0)
