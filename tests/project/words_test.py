#!/usr/bin/env python3
"""Every line of the word lists says something that no other line says: a word stands once in a class."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def words(path):
    """Where a word stands, and the (class, kind, word) that its line says."""
    classes, kind = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            *classes, kind = re.split(r"[ ,]+", line.strip("[] "))
        elif line and not line.startswith("#"):
            word = " ".join(line.split())
            yield f"{path.relative_to(ROOT)}:{number}", word, [(name, kind, word) for name in classes]


def main():
    lines = [line for path in sorted((ROOT / "lexicon/en").glob("*.words")) for line in words(path)]
    said = collections.Counter(saying for _, _, sayings in lines for saying in sayings)
    wrong = [f"{where}: said already: {word}" for where, word, sayings in lines if all(said[saying] > 1 for saying in sayings)]
    print(*wrong, sep="\n")
    print(f"{len(lines)} words, {len(wrong)} said twice")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
