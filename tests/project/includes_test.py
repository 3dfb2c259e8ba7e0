"""Reads every #include against the table of docs/design.md: which folder may include which, and who sees which library."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])

MAY_INCLUDE = {
    "base": [],
    "model": ["base"],
    "lexicon": ["base"],
    "parsers": ["base", "model"],
    "extraction": ["base", "model", "lexicon"],
    "tracking": ["base", "model", "lexicon"],
    "storage": ["base", "model", "tracking"],
    "wire": ["base", "model"],
    "desk": ["base", "model", "tracking", "storage"],
    "reader": ["base", "model", "lexicon", "parsers", "extraction", "wire"],
    "daemon": ["base", "model", "desk", "wire"],
    "client": ["base", "model", "lexicon", "parsers", "extraction", "tracking", "storage", "desk", "wire", "reader"],
}
LIBRARIES = {
    r"jansson\.h": ["base"],
    r"utf8proc\.h": ["base"],
    r"xxhash\.h": ["base"],
    r"seccomp\.h": ["base"],
    r"linux/(landlock|seccomp|filter)\.h": ["base"],
    r"uriparser/": ["base"],
    r"libxml/": ["parsers"],
    r"iconv\.h": ["parsers"],
    r"uchardet/?.*\.h": ["parsers"],
    r"sqlite3\.h": ["storage"],
    r"event2?/.*|event\.h": ["daemon"],
    r"curl/": ["daemon"],
    r"confuse\.h": ["daemon"],
    r"libpsl\.h": ["daemon"],
    r"nettle/": ["daemon"],
    r"idn2\.h": ["base"],
}
PURE = ["base", "model", "lexicon", "parsers", "extraction", "tracking"]
# base/sandbox.c builds the walls and so must name them; the lexicon's compiler runs at build time.
IMPURE_HEADERS = re.compile(r"(stdio_ext|time|sys/time|fcntl|sys/stat|sys/socket|pthread|syslog)\.h")
EXEMPT = {"base/sandbox.c", "base/error.c", "lexicon/compiler_main.c"}

problems, seen = [], 0
for folder, allowed in MAY_INCLUDE.items():
    for path in sorted((ROOT / folder).glob("**/*.[ch]")):
        name = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
            if not match:
                continue
            seen += 1
            quoted, header = match.group(1) == '"', match.group(2)
            if quoted:
                other = header.split("/")[0] if "/" in header else None
                if other in MAY_INCLUDE and other != folder and other not in allowed:
                    problems.append(f"{name}:{number}: {folder}/ must not include {header}")
                continue
            for pattern, owners in LIBRARIES.items():
                if re.match(pattern, header) and folder not in owners:
                    problems.append(f"{name}:{number}: only {', '.join(owners)} may include <{header}>")
            if folder in PURE and name not in EXEMPT and IMPURE_HEADERS.fullmatch(header):
                problems.append(f"{name}:{number}: {folder}/ is pure and must not include <{header}>")

if seen < 100:
    problems.append(f"only {seen} includes found under {ROOT}: the test looks in the wrong place")
print("\n".join(problems) or f"{seen} includes, all as the table says")
sys.exit(1 if problems else 0)
