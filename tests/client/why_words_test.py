"""Whatever `sitrep why` gives as a code has a sentence in the client and a place in the manual page."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
model, client = (ROOT / "model/fate.c").read_text(), (ROOT / "client/why.c").read_text()
page = (ROOT / "docs/sitrep.1.scd").read_text().split("# WHY\n", 1)[1].split("\n# ", 1)[0]
words = set(re.findall(r"[a-z_]+", page))
problems, seen = [], 0
for table in ("quiet_names", "outcome_names", "match_reason_names"):
    for name in re.findall(r'"([a-z_]+)"', re.search(table + r"\[\w+\] = \{(.*?)\};", model, re.S).group(1)):
        seen += 1
        if name != "told" and f'{{"{name}", ' not in client:
            problems.append(f"{table}: {name} has no sentence in client/why.c")
        if name not in words:
            problems.append(f"{table}: {name} is not in sitrep(1), WHY")
if seen < 30:
    problems.append(f"only {seen} codes found: the test looks in the wrong place")
print("\n".join(problems) or f"{seen} codes, each with a sentence")
sys.exit(1 if problems else 0)
