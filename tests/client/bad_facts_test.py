"""
What no desk would believe: a toll of 10^12, the dead of a war beside those of a day, texts that contradict
themselves, events and publications of 1970 and 2090. None of it floods the log, and none of it costs a later rise.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[2])
failed = 0


def article(number, title, text, published=None, source="Alpha News"):
    return {"id": f"a{number}", "source": source, "published": published or f"2026-11-24T{8 + number:02}:00:00Z",
            "url": f"https://alpha.example/{number}", "title": title, "text": text}


def blast(number, dead, published=None):
    return article(number, f"Bomb in Quetta kills {dead}",
                   f"At least {dead} people were killed when a bomb exploded in Quetta, Pakistan, on Tuesday, police said. "
                   f"It was report number {number} of the day.", published, source=f"Outlet {number}")


def told(articles):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("".join(json.dumps(a) + "\n" for a in articles))
        file.flush()
        done = subprocess.run([BUILD / "client/sitrep", "replay", file.name], capture_output=True, text=True, check=True)
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    return [(a["article"], a["kind"], a.get("killed") if a["kind"] == "incident_new" else a.get("to")) for a in alerts]


def same(name, got, wanted):
    global failed
    if got != wanted:
        failed += 1
        print(f"FAILED  {name}:\n  got    {got}\n  wanted {wanted}")
    else:
        print(f"ok      {name}")


def check(name, articles, wanted):
    same(name, told(articles), wanted)


new, raised = ("a0", "incident_new", 9), ("a2", "toll_raised", 14)

check("a toll of 10^12 is none, and the next rise is told",
      [blast(0, 9), article(1, "Bomb in Quetta kills 1,000,000,000,000",
                            "A bomb in Quetta, Pakistan, killed 1,000,000,000,000 people on Tuesday, police said."), blast(2, 14)],
      [new, raised])
check("a toll of 10^12 opens nothing with that number",
      [article(0, "Bomb in Quetta", "A bomb in Quetta, Pakistan, killed 1,000,000,000,000 people on Tuesday, police said."), blast(2, 14)],
      [("a0", "incident_new", None), raised])
check("the dead of a war are not those of a day",
      [blast(0, 9), article(1, "Bomb in Quetta: 80,000 dead", "Some 80,000 people were killed in a bomb blast in Quetta, Pakistan, on "
                            "Tuesday, a caller told the radio."), blast(2, 14)],
      [new, raised])
contradiction = told([article(0, "Bomb in Quetta kills 9", "At least 12 people were killed when a bomb exploded in Quetta, Pakistan, on "
                              "Tuesday, police said. The governor said that 7 people were killed. A hospital counted 11 dead and 4 dead.")])
same("a text that contradicts itself is told once", [kind for _, kind, _ in contradiction], ["incident_new"])
check("what is dated to 1970 or 2090 has not happened",
      [article(0, "Bomb in Quetta", "A bomb in Quetta, Pakistan, killed 9 people on November 3, 1970, police said."),
       article(1, "Bomb in Multan", "A bomb in Multan, Pakistan, killed 9 people on November 3, 2090, police said.")], [])
check("a publication of 2090 costs no later rise",
      [blast(0, 9), blast(1, 11, "2090-01-01T00:00:00Z"), blast(2, 14)],
      [new, ("a1", "toll_raised", 11), raised])
check("a publication of 1970 is late, and costs no later rise",
      [blast(0, 9), blast(1, 11, "1970-01-02T00:00:00Z"), blast(2, 14)], [new, raised])
check("a feed that publishes its archive again is silent",
      [blast(0, 9)] + [blast(n, 20 + n, f"2025-{n:02}-03T00:00:00Z") for n in range(1, 12)] + [blast(12, 14)],
      [new, ("a12", "toll_raised", 14)])
sys.exit(failed > 0)
