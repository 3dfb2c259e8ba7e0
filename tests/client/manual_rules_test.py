"""sitrep-facts(5) names every key and value of a fact. Every example of sitrep-rules(5) is a file of an operator's folder that has no mistake, and whose own examples hold."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])
SITREP = BUILD / "client/sitrep"
page = (ROOT / "docs/sitrep-rules.5.scd").read_text(encoding="utf-8")
files = re.findall(r"_([\w-]+\.(?:words|rules|tsv))_:\n\n```\n(.*?)```", page, re.S)
blocks = page.count("\n```\n") // 2
failed = len(files) != blocks - 1  # the first block is commands
print(f"{len(files)} files in {blocks} blocks")
with tempfile.TemporaryDirectory() as folder:
    for name, text in files:
        (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
    check = subprocess.run([SITREP, "lexicon", folder], capture_output=True, text=True)
    print(check.stdout + check.stderr, end="")
    failed |= check.returncode != 0
    text = "Two beedi rollers were martyred by a sticky bomb of the Free Papua Front in Olthar on Monday, officials said."
    answer = subprocess.run([SITREP, "extract", "--lexicon", folder, "--published", "2026-03-11", "-"], input=text, capture_output=True, text=True)
    killed = [f for f in json.loads(answer.stdout)["facts"] if f.get("effect") == "killed"]
    print(killed)
    failed |= len(killed) != 1 or killed[0]["count"]["low"] != 2 or killed[0]["place"]["name"] != "Ulthar"
for sentence in ("no word is of a class PRESON; is it PERSON?", "a pattern needs an anchor in <>", "is captured, and no yield asks for it"):
    failed |= sentence not in page

page = (ROOT / "docs/sitrep-facts.5.scd").read_text(encoding="utf-8")
model = (ROOT / "model/fact.c").read_text(encoding="utf-8")
keys = re.findall(r'MEMBER\w*\((?:[A-Z]+, )?struct (?:fact|incident), [^"]*"(\w+)"', model)
names = re.findall(r'\] = "([\w-]+)"', model)
missing = [key for key in keys if f"_{key}_" not in page] + [name for name in names if not re.search(rf"\b{name}\b", page)]
print(f"{len(keys)} keys and {len(names)} names of facts, not in sitrep-facts(5): {missing}")
failed |= bool(missing) or len(keys) < 30 or len(names) < 45
article, wanted = re.findall(r"```\n(.*?)```", page.split("# EXAMPLE")[1], re.S)
answer = subprocess.run([SITREP, "extract", "--published", "2024-09-24", "-"], input=article, capture_output=True, text=True)
wanted = json.loads(wanted)
found = [fact for fact in json.loads(answer.stdout)["facts"] if all(fact.get(key) == value for key, value in wanted.items())]
print(found or answer.stdout)
failed |= len(found) != 1
sys.exit(failed)
