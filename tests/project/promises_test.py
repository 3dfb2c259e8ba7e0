"""Each test that docs/polling.md names for a behaviour is there, under the words by which it is named."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])


def missing_tests(text):
    """"name: *words*, *words*" parts of the last column whose words are not in tests/e2e/name_test.py."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 3 or not re.search(r"\*", cells[2]) or cells[0] == "behaviour":
            continue
        for part in cells[2].split(";"):
            names, _, words = part.partition(":")
            for words in re.findall(r"\*([^*]+)\*", words):
                path = ROOT / "tests/e2e" / f"{names.strip()}_test.py"
                # A path of the scripted server stands for itself, whatever is said of it.
                looked_for = words.split()[0] if words.startswith("/") else words
                if not path.exists() or looked_for not in path.read_text():
                    yield f"{path.name}: {words}"


def missing_code(text):
    for path in set(re.findall(r"`((?:daemon|storage|tests)/[^`*]+)`", text)):
        if not (ROOT / path).exists():
            yield path


text = (ROOT / "docs/polling.md").read_text()
wrong = [*missing_tests(text), *missing_code(text)]
print("\n".join(f"docs/polling.md: not there: {one}" for one in wrong))
sys.exit(bool(wrong))
