"""Each test and file that docs/polling.md and docs/security.md name for a behaviour or a threat is there, by the words that name it."""
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


def tests_of_meson():
    """The names by which `meson test` knows them, those of lists among them."""
    names = set()
    for path in (ROOT / "tests").glob("**/meson.build"):
        text = path.read_text()
        names |= set(re.findall(r"\btest\('([^']+)'", text)) | set(re.findall(r"^  '(\w+)': \[", text, re.M))
        for listed in re.findall(r"foreach \w+ : \[([^\]]*)\]", text):
            names |= set(re.findall(r"'(\w+)'", listed))
    return names


def missing_measures(text):
    """Of the tables "threat | measure | where | test": files of the third column, tests of the last."""
    known = tests_of_meson()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or len(cells) < 3 or cells[0] in ("threat", "day", "target", "---"):
            continue
        for path in re.findall(r"\b(?:base|model|parsers|storage|wire|desk|reader|daemon|client|systemd)/[\w.]+", " ".join(cells[2:])):
            if not (ROOT / path).exists():
                yield path
        for name in re.findall(r"`([a-z_0-9]+)`", cells[3]) if len(cells) == 4 else []:
            if name not in known:
                yield f"test {name}"


text, security = [(ROOT / "docs" / name).read_text() for name in ("polling.md", "security.md")]
wrong = [f"docs/polling.md: not there: {one}" for one in (*missing_tests(text), *missing_code(text))]
wrong += [f"docs/security.md: not there: {one}" for one in missing_measures(security)]
print("\n".join(wrong))
sys.exit(bool(wrong))
