#!/usr/bin/env python3
"""Every line of the word lists says something that no other line says, and in a class that something asks for."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What is of them hides the words in it, or lends its forms to other lists: nothing need ask for them.
ASKED_BY_NOBODY = {"IDIOM", "IRREGULAR"}
# What an event is called, for headlines.tsv: all of them are asked for by their beginning.
CALLED = "CALLED_"
# Classes of the grammar whose names are also those of a fact's type: EVENT_BOMBING.
NAMED_BY_PREFIX = "EVENT_"


def words(path):
    """Where a word stands, and the (class, kind, word) that its line says."""
    classes, kind = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            *classes, kind = re.split(r"[ ,]+", line.strip("[] "))
        elif line and not line.startswith("#"):
            word = " ".join(line.split())
            yield f"{path.relative_to(ROOT)}:{number}", word, [(name, kind, word) for name in classes]


def asked_for():
    """The classes that a rule or a table names, or the C of the grammar."""
    named = set()
    for path in [*(ROOT / "lexicon/en").glob("*.rules"), *(ROOT / "lexicon/en").glob("*.tsv")]:
        named |= set(re.findall(r"[A-Z][A-Z_0-9]+", path.read_text(encoding="utf-8")))
    for path in [p for folder in ("extraction", "tracking", "lexicon", "reader") for p in (ROOT / folder).glob("*.[ch]")]:
        named |= set(re.findall(r"\bCLASS_([A-Z_0-9]+)\b", path.read_text(encoding="utf-8")))
    return named


def known_to_c():
    """Those that lexicon/classes.h lists."""
    return set(re.findall(r"\bX\(([A-Z_0-9]+)\)", (ROOT / "lexicon/classes.h").read_text(encoding="utf-8")))


def main():
    lines = [line for path in sorted((ROOT / "lexicon/en").glob("*.words")) for line in words(path)]
    said = collections.Counter(saying for _, _, sayings in lines for saying in sayings)
    wrong = [f"{where}: said already: {word}" for where, word, sayings in lines if all(said[saying] > 1 for saying in sayings)]
    asked, classes = asked_for(), {name for _, _, sayings in lines for name, _, _ in sayings}
    idle = {f"lexicon/en: class {name}: no rule asks for it" for name in classes - asked - ASKED_BY_NOBODY
            if not name.startswith(CALLED)}
    idle |= {f"lexicon/classes.h: {name}: nothing asks for it" for name in known_to_c() - asked if not name.startswith(NAMED_BY_PREFIX)}
    print(*wrong, *sorted(idle), sep="\n")
    print(f"{len(lines)} words in {len(classes)} classes, {len(wrong)} said twice, {len(idle)} classes for nobody")
    return bool(wrong or idle or len(asked) < 100)


if __name__ == "__main__":
    sys.exit(main())
