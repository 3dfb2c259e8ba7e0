#!/usr/bin/env python3
"""The project's own gold cases, tests/data/extract/cases/*.jsonl: every case is wholly right, or stands in
known-misses.txt there; a case that stands there and is right fails too, so that the list only shrinks.

    cases_test.py ROOT BUILD             the test
    cases_test.py ROOT BUILD --show      what is wrong in each known miss
    cases_test.py ROOT BUILD --shrink    takes those that are right by now out of known-misses.txt

A case is wholly right where every fact that is not optional is found, with count, scope, modality and status;
nothing else is found of the types it scores; and nothing that it forbids. cases.py says what a gold fact may carry.
A new case is written by the conventions of counting, without a look at what the program answers, and never changed
to suit it.
"""
import pathlib
import sys

from cases import answers, complaints, read_cases


def report(case, wrong):
    print(f"{case['id']} ({case['note']}): {case['title'] or ''} {case['text'][:240]}")
    for line in wrong:
        print(f"    {line}")


def main():
    root, build, *options = sys.argv[1:]
    folder = pathlib.Path(root) / "tests/data/extract/cases"
    listing = folder / "known-misses.txt"
    known = listing.read_text().split() if listing.exists() else []
    cases = read_cases(folder)
    found = answers(pathlib.Path(build) / "client/sitrep", cases)
    wrong = {case["id"]: complaints(case, found[case["id"]]) for case in cases}
    right = [name for name in known if not wrong.get(name)]
    fallen = [case for case in cases if wrong[case["id"]] and case["id"] not in known]
    if "--shrink" in options:
        listing.write_text("".join(f"{name}\n" for name in sorted(set(known) - set(right))))
        right = []
    for case in cases if "--show" in options else fallen:
        if wrong[case["id"]]:
            report(case, wrong[case["id"]])
    for name in right:
        print(f"{name} is right (or gone) by now")
    if right:
        print(f"take them out of known-misses.txt: {sys.argv[0]} {root} {build} --shrink")
    print(f"{len(cases)} cases, {sum(not w for w in wrong.values())} wholly right, {len(known)} known misses, {len(fallen)} fallen")
    sys.exit(bool(fallen or right))


main()
