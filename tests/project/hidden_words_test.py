#!/usr/bin/env python3
"""In a text the longest phrase wins: an adverb put before a verb of harm must not hide the verb.

"Seriously wounded" among the conditions of people, and nowhere among the verbs, and "the blast seriously
wounded five" tells of nobody.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HARM = {"KILL", "DIE", "INJURE"}


def entries(path):
    """(where, classes, kind, forms as written) of each line."""
    classes, kind = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            *classes, kind = re.split(r"[ ,]+", line.strip("[] "))
        elif line and not line.startswith("#"):
            forms = [form.strip() for form in line.split(" = ")[0].split("/")]
            yield f"{path.relative_to(ROOT)}:{number}", set(classes), kind, forms


def inflected(forms):
    """A regular verb's past, where the line gives no more than its base."""
    base = forms[0]
    return forms if len(forms) > 1 else [base, base + "d" if base.endswith("e") else base + "ed"]


def main():
    lines = [entry for path in sorted((ROOT / "lexicon/en").glob("*.words")) for entry in entries(path)]
    verbs = {form for _, classes, kind, forms in lines if kind == "verb" and classes & HARM for form in inflected(forms)}
    wrong = []
    for where, classes, kind, forms in lines:
        for form in forms if kind == "word" and not any(c == "IDIOM" or c.startswith("MARK_") for c in classes) else []:
            first, _, rest = form.partition(" ")
            if first.endswith("ly") and rest in verbs and form not in verbs:
                wrong.append(f'{where}: "{form}" hides the verb "{rest}"')
    print(*wrong, sep="\n")
    print(f"{len(lines)} lines, {len(wrong)} hide a verb of harm")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
