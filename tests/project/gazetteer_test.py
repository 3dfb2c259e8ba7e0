#!/usr/bin/env python3
"""The tables of places agree with one another: codes, kinds, weights, parents, no row twice."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ROOT / "lexicon/en"
KINDS = {"region", "water", "mountain", "province", "state", "island", "district", "city", "town", "camp", "quarter", "site"}


def rows(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield f"{path.relative_to(ROOT)}:{number}", line.split("\t")


def check(places, countries):
    names, seen = {}, set()
    for _, row in places:
        for code in row[2].split(","):
            names.setdefault(code, set()).add(row[0])
    for where, row in places:
        name, kind, codes, parent, _, weight = row
        if kind not in KINDS:
            yield f"{where}: no kind of place: {kind}"
        if weight not in set("123456789"):
            yield f"{where}: no weight: {weight}"
        for code in filter(None, codes.split(",")):
            if code not in countries:
                yield f"{where}: no country: {code}"
            elif parent and parent not in names[code] | countries[code]:
                yield f"{where}: nothing of {code} is called {parent}"
        if (name, kind, codes, parent) in seen:
            yield f"{where}: a second row: {name}"
        seen.add((name, kind, codes, parent))


def main():
    countries = {}
    for _, row in rows(TABLES / "countries.tsv"):
        countries.setdefault(row[0], set()).add(row[1])
    places = [row for path in sorted(TABLES.glob("places*.tsv")) for row in rows(path)]
    wrong = [f"{where}: six columns are wanted" for where, row in places if len(row) != 6]
    wrong += check(places, countries) if not wrong else []
    print(*wrong, sep="\n")
    print(f"{len(places)} places, {len(wrong)} mistakes")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
