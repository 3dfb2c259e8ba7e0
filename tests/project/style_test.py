"""Lengths and habits: no file over 700 lines, no line over 120 columns, no unfinished words."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
FOLDERS = ["base", "model", "lexicon", "parsers", "extraction", "tracking", "storage", "desk", "wire", "reader", "daemon", "client"]
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")

problems, seen = [], 0
for folder in FOLDERS + ["bench", "tests"]:
    for path in sorted((ROOT / folder).glob("**/*.[ch]")):
        seen += 1
        name = path.relative_to(ROOT)
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > 700 and folder != "tests":
            problems.append(f"{name}: {len(lines)} lines; is there a second idea in it?")
        for number, line in enumerate(lines, 1):
            if len(line.expandtabs(8)) > 120 and folder != "tests":
                problems.append(f"{name}:{number}: {len(line.expandtabs(8))} columns")
            if UNFINISHED.search(line):
                problems.append(f"{name}:{number}: sounds unfinished: {line.strip()}")
if seen < 50:
    problems.append(f"only {seen} files found under {ROOT}")
print("\n".join(problems) or f"{seen} files")
sys.exit(1 if problems else 0)
