"""The process with network and database does not link the code that parses hostile text, and the other way round."""
import pathlib
import subprocess
import sys

BUILD = pathlib.Path(sys.argv[2])
RULES = [
    ("daemon/sitrepd", ["libcurl", "libevent", "libsqlite3"], ["libxml2", "libuchardet"]),
    ("reader/sitrepd-reader", ["libxml2"], ["libcurl", "libsqlite3", "libevent", "libconfuse"]),
    ("client/sitrep", ["libxml2"], ["libcurl", "libevent", "libconfuse"]),
]
# Parsers linked in statically would show by these symbols even without the library.
FOREIGN = {"daemon/sitrepd": ["feed_parse", "page_parse", "extract_report"]}

problems = []
for program, wanted, forbidden in RULES:
    dynamic = subprocess.run(["readelf", "-d", BUILD / program], capture_output=True, text=True, check=True).stdout
    needed = [line.split("[")[1].rstrip("]") for line in dynamic.splitlines() if "(NEEDED)" in line]
    for library in wanted:
        if not any(name.startswith(library) for name in needed):
            problems.append(f"{program} does not link {library}: is this the right file?")
    for library in forbidden:
        if any(name.startswith(library) for name in needed):
            problems.append(f"{program} links {library}")
    symbols = subprocess.run(["nm", BUILD / program], capture_output=True, text=True, check=True).stdout
    for symbol in FOREIGN.get(program, []):
        if f" T {symbol}\n" in symbols:
            problems.append(f"{program} holds {symbol}()")
print("\n".join(problems) or "each program links what it may")
sys.exit(1 if problems else 0)
