"""All language is in lexicon/: no string literal of extraction/ and tracking/ is an English word, unless it is a key of the interface."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
# Words of docs/: JSON keys, type names, states. Read from the model, where they are defined.
KEYS = set()
for path in (ROOT / "model").glob("*.c"):
    for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")):
        KEYS.update(re.findall(r"[a-z]+", literal.lower()))
# Keys of the records that tracking defines, and of the lexicon's own templates.
for line in (ROOT / "tracking" / "knowledge.c").read_text(encoding="utf-8").splitlines():
    if re.search(r"MEMBER|SHAPE\(|\.key =|\[TRACKED_", line):
        KEYS.update(w for literal in re.findall(r'"([^"]*)"', line) for w in re.findall(r"[a-z]+", literal))
for name in ("headlines.tsv", "kin.tsv"):
    for line in (ROOT / "lexicon" / "en" / name).read_text(encoding="utf-8").splitlines():
        if "\t" in line:
            key, template = line.split("\t", 1)
            KEYS.update(re.findall(r"[a-z]+", key))
            KEYS.update(re.findall(r"\{([a-z]+)\}", template))
WORD = re.compile(r"[A-Za-z]{3,}")
# Names by which the C asks the lexicon for a class, a rule's field or a template are identifiers, not language:
# upper case, or with '_', '.', '-' or ':' in them.
IDENTIFIER = re.compile(r"[A-Z0-9_]+|[a-z0-9]+(?:[_.:/-][a-z0-9]+)+[_.:/-]?|[a-z]+[:.=]")


def literals(source):
    """String literals with their line, comments and #include lines left out."""
    source = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), source, flags=re.S)
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith("#") or "static_assert" in line:
            continue
        for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
            yield number, literal


problems, seen = [], 0
for folder in ("extraction", "tracking"):
    for path in sorted((ROOT / folder).glob("*.[ch]")):
        # The debug view speaks to people about the machine, in the program's own words.
        if path.name.startswith("explain"):
            continue
        for number, literal in literals(path.read_text(encoding="utf-8")):
            seen += 1
            if IDENTIFIER.fullmatch(literal):
                continue
            text = re.sub(r"%[-+ 0#]*[\d.*]*(?:hh|h|ll|l|z|j)?[a-zA-Z]", " ", literal)
            text = re.sub(r"\\[nrtx0]\w*", " ", text)
            for word in WORD.findall(text):
                if word.lower() not in KEYS and not IDENTIFIER.fullmatch(word):
                    problems.append(f"{path.relative_to(ROOT)}:{number}: \"{word}\" in \"{literal}\" belongs into lexicon/")
if not seen:
    problems.append("no string literal found at all: the test looks in the wrong place")
print("\n".join(problems) or f"{seen} literals, none of them language")
sys.exit(1 if problems else 0)
