"""sitrep extract --explain: sentences with groups, scopes, rules and incidents, in 80 columns, whatever the article holds."""
import json
import os
import pathlib
import pty
import re
import subprocess
import sys

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])
SITREP = str(BUILD / "client/sitrep")
TEXT = ("Lebanese officials said an Israeli barrage killed at least 560 people on Monday, prompting thousands to flee southern Lebanon.\n\n"
        "The weather was fine.\n\nMore than 70 migrants are feared dead after a dinghy sank off Zuwara.\n")
HOSTILE = "A bomb\x1b]0;owned\x07 killed\x1b two men \x9bin Beirut\u202e on Monday, officials said." + " and the word" * 1000 + "\n"
failed = False


def explain(text, *options, **environment):
    return subprocess.run([SITREP, "extract", "--explain", "--published", "2024-09-24", *options, "-"], input=text.encode(),
                          capture_output=True, timeout=20, env={**os.environ, **environment}).stdout.decode()


def on_terminal(text, **environment):
    """What is written to a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([SITREP, "extract", "--explain", "-"], stdin=subprocess.PIPE, stdout=follower,
                               env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment})
    os.close(follower)
    process.stdin.write(text.encode())
    process.stdin.close()
    seen = b""
    try:
        while part := os.read(leader, 4096):
            seen += part
    except OSError:
        pass
    process.wait(20)
    return seen.decode()


def check(condition, sentence):
    print(("ok      " if condition else "FAILED  ") + sentence)
    global failed
    failed = failed or not condition


view = explain(TEXT, "--title", "Strikes kill 560")
plain = " ".join(view.split())
for words in ("[PERSON Lebanese officials LB]", "killed:", "[PERSON at least 560 people n=560..]", "[TIME on Monday 2024-09-23]",
              'said by "Lebanese officials"; actual; one event', "casualty killed 560..", "rule casualty.killed.active, confidence 0.",
              "source Lebanese officials", ", possible", "incident "):
    check(words in plain, f"it has {words!r}")
check(re.search(r"^title +Strikes kill 560$", view, re.M) and re.search(r"^2 +The weather was fine\.$", view, re.M), "the title and a sentence without a rule")
facts = json.loads(subprocess.run([SITREP, "extract", "--published", "2024-09-24", "--title", "Strikes kill 560", "-"], input=TEXT,
                                  capture_output=True, text=True).stdout)["facts"]
numbered = re.findall(r"^=> (\d+) +(\w+)", view, re.M)
check([(str(i), f["type"]) for i, f in enumerate(facts)] == numbered, f"the facts have their numbers: {numbered}")
check(all(len(line) <= 80 for line in view.splitlines()), "80 columns")

hostile = explain(HOSTILE)
check("killed 2" in hostile and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", hostile), "control characters stay away")
check(all(len(line) <= 80 for line in hostile.splitlines()), "a long sentence is broken")
check("\x1b[" in on_terminal(TEXT), "colour on a terminal")
check("\x1b" not in on_terminal(TEXT, NO_COLOR="1") and "\x1b" not in view, "none where NO_COLOR is set, none in a pipe")
sys.exit(failed)
