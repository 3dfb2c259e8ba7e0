"""An operator's words, rules and places: used by extract and replay, and checked with a sentence for each mistake."""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])
SITREP, READER = BUILD / "client/sitrep", BUILD / "reader/sitrepd-reader"
GOOD, BAD = ROOT / "tests/data/lexicon/good", ROOT / "tests/data/lexicon/bad"
SENTENCE = "Four villagers were packed off to their graves by a vacuum bomb in Olthar on Monday.\n"
failed = False


def run(*command, text=None):
    return subprocess.run([str(part) for part in command], input=text, capture_output=True, text=True, timeout=20)


def check(condition, sentence):
    print(("ok      " if condition else "FAILED  ") + sentence)
    global failed
    failed = failed or not condition


answer = run(SITREP, "lexicon", GOOD)
check(answer.returncode == 0 and "2 examples hold" in answer.stdout and not answer.stderr, f"a good folder: {answer.stdout.strip()}")

answer = run(SITREP, "lexicon", BAD)
lines = answer.stderr.splitlines()
check(answer.returncode == 78, f"a folder with mistakes: exit {answer.returncode}")
for start in ("b.words:3: ", "b.words:5: ", "places.tsv:1: ", "a.rules:2: ", "a.rules:8: bad.example does not read", "a.rules:9: bad.example must not read", "a.rules:11: "):
    check(sum(line.startswith(f"{BAD}/{start}") for line in lines) == 1, f"{start.strip()} is told: {[l for l in lines if start in l]}")
check(len(lines) == 7, f"and nothing else: {lines}")

answer = run(READER, "--check", BAD)
check(answer.returncode == 78 and answer.stderr.splitlines() == lines, "a reader says the same")
answer = run(READER, "--check", BAD / "nowhere")
check(answer.returncode == 0 and not answer.stderr, "a folder that is not there is nothing of one's own")
answer = run(SITREP, "extract", "--lexicon", BAD / "nowhere", "-", text=SENTENCE)
check(answer.returncode == 66 and "nowhere" in answer.stderr, f"but where it was asked for, a mistake: {answer.stderr.strip()}")

found = json.loads(run(SITREP, "extract", "--published", "2026-03-11", "--lexicon", GOOD, "-", text=SENTENCE).stdout)["facts"]
killed = [f for f in found if f.get("effect") == "killed"]
check(len(killed) == 1 and killed[0]["rule"] == "local.graves" and killed[0]["count"]["low"] == 4, f"its rule reads: {killed}")
check(killed and killed[0]["place"]["name"] == "Ulthar", "its place is known by its other name")
found = json.loads(run(SITREP, "extract", "-", text=SENTENCE).stdout)["facts"]
check(not any(f.get("effect") == "killed" for f in found), "without the folder nothing of it is known")

answer = run(SITREP, "extract", "--lexicon", BAD, "-", text="Lightning zapped four villagers. Two men were killed.\n")
found = [f["rule"] for f in json.loads(answer.stdout)["facts"]]
check("good.zapped" in found and "casualty.killed.passive" in found, f"what is right in a folder with mistakes is used: {found}")
check(len(answer.stderr.splitlines()) == 5, "and the mistakes are said")

article = {"id": "1", "published": "2026-03-09T10:00:00Z", "source": "x", "url": "http://x.example/1", "title": SENTENCE.strip(), "text": SENTENCE}
answer = run(SITREP, "replay", "--lexicon", GOOD, "-", text=json.dumps(article) + "\n")
check('"Ulthar"' in answer.stdout, f"replay reads with it: {answer.stdout[:200]}{answer.stderr}")

with tempfile.TemporaryDirectory() as folder:
    config = pathlib.Path(folder) / "sitrepd.conf"
    for lexicon, status in ((GOOD, 0), (BAD, 78), (BAD / "nowhere", 0)):
        config.write_text(f'state-directory = "{folder}"\nreader = "{READER}"\nlexicon = "{lexicon}"\n')
        answer = run(BUILD / "daemon/sitrepd", "-n", "-c", config)
        check(answer.returncode == status and answer.stderr.splitlines() == (lines if lexicon == BAD else []),
              f"sitrepd -n with {lexicon.name}: exit {answer.returncode}")
    names = '"LB", "Gaza", "Khartoum", "Ulthar", "Lebbanon", "QQ"'
    config.write_text(f'state-directory = "{folder}"\nreader = "{READER}"\nlexicon = "{GOOD}"\nwatch "w" {{ place = {{ {names} }} }}\n')
    answer = run(BUILD / "daemon/sitrepd", "-n", "-c", config)
    check(answer.returncode == 0 and [line.split('"')[1] for line in answer.stderr.splitlines()] == ["Lebbanon", "QQ"],
          f"and names a watch's places that are not known: {answer.stderr.strip()}")
sys.exit(failed)
