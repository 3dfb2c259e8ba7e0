"""Whole pages in the markup habits of real outlets, with the text that a reader of each would want.

tests/data/pages holds pairs: NAME.html, and NAME.txt with "key: value" lines, a blank line, and the
paragraphs. "content-type" is the header that the page came with; the other keys are of the answer.
"""
import json
import pathlib
import subprocess
import sys

ROOT, BUILD = map(pathlib.Path, sys.argv[1:3])
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
SITREP = str(BUILD / "client/sitrep")


def expected(path):
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), text.strip()


def answer(page, content_type):
    options = ["--content-type", content_type] if content_type else []
    run = subprocess.run([SITREP, "article", *options, str(page)], capture_output=True, timeout=20)
    return json.loads(run.stdout) if run.returncode == 0 else {"text": "", "error": run.stderr.decode()}


def differences(got, keys, text):
    for key, value in keys.items():
        have = got.get(key)
        have = str(have).lower() if isinstance(have, bool) else have
        if have != value:
            yield f"{key}: {have!r}, not {value!r}"
    want, have = text.split("\n\n"), got["text"].split("\n\n")
    yield from (f"missing: {line}" for line in want if line not in have)
    yield from (f"unwanted: {line}" for line in have if line not in want)
    if got["text"] != text and sorted(want) == sorted(have):
        yield "the paragraphs are in another order"


failed, pages = 0, sorted((ROOT / "tests/data/pages").glob("*.html"))
for page in pages:
    if ONLY not in page.name:
        continue
    keys, text = expected(page.with_suffix(".txt"))
    got = answer(page, keys.pop("content-type", None))
    found = list(differences(got, keys, text))
    if found:
        failed += 1
        print(f"{page.name}: {got.get('error', '')}")
        print("".join(f"    {line[:200]}\n" for line in found), end="")
print(f"{len(pages)} pages, {failed} failed")
sys.exit(1 if failed or len(pages) < 40 else 0)
