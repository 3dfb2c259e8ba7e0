"""Facts against the gold facts of a case: which are right, which are missing, which nobody wanted.

A gold fact is a fact of the contract, with "optional" (neither wanted nor wrong), "repeat" (said more than once), "split"
(ways to say it in parts), and the second right answers low_any, type_any, scope_any, modality_any, status_any;
place_any, source_any, actor_any and target_any are for the scorer of the examinations alone, as are place, time and parties.
"""
import itertools
import json
import subprocess
import sys
import tempfile

EVENT_OF = {"displaced": "displacement", "abducted": "abduction", "detained": "detention", "released": "release"}
EFFECT_OF = {event: effect for effect, event in EVENT_OF.items()}
KEYS = {"id", "note", "published", "title", "text", "scored", "facts", "forbid"}


def kind(fact):
    """Type and effect; a casualty that is taken, held, freed or driven out is the event of that name."""
    if fact.get("effect") in EVENT_OF:
        return EVENT_OF[fact["effect"]], fact["effect"]
    return fact["type"], fact.get("effect") or EFFECT_OF.get(fact["type"])


def count(fact):
    bounds = fact.get("count") or {}
    return bounds.get("low"), bounds.get("high")


def kinds(gold):
    yield kind(gold)
    for other in gold.get("type_any", []):
        name, _, effect = other.partition("/")
        yield kind({"type": name, "effect": effect or None})


def counts_meet(fact, gold):
    found, wanted = count(fact), count(gold)
    if wanted == (None, None) or found == wanted:
        return True
    if kind(gold)[1] is None and wanted == (1, 1) and found == (None, None):
        return True
    if found[0] is None or found[0] not in gold.get("low_any", []):
        return False
    return wanted[1] is not None and found[1] in (wanted[1], found[0]) or wanted[1] is None and found[1] != found[0]


def meets(fact, gold):
    return kind(fact) in kinds(gold) and counts_meet(fact, gold)


def agrees(fact, gold):
    """Scope, modality and status, where a fact meets the gold already."""
    def same(key, default):
        return fact.get(key, default) in [gold.get(key, default), *gold.get(key + "_any", [])]
    return same("scope", "incident") and same("modality", "actual") and ("status" not in gold or same("status", None))


def is_forbidden(fact, entry):
    low, high = count(fact)
    date = (fact.get("time") or {}).get("start") or (fact.get("time") or {}).get("end") or ""
    tests = {
        "type": lambda v: v in (fact["type"], kind(fact)[0]),
        "effect": lambda v: kind(fact)[1] == v,
        "low": lambda v: v in (low, high),
        "min": lambda v: max(low or 0, high or 0) >= v or (low, high) == (None, None),
        "scope": lambda v: fact.get("scope", "incident") == v,
        "modality": lambda v: fact.get("modality", "actual") == v,
        "status": lambda v: fact.get("status") == v,
        "time_year": lambda v: date.startswith(str(v)),
        "since": lambda v: not date or date >= v,
        "contains": lambda v: v.lower() in fact["evidence"]["text"].lower(),
    }
    return all(tests[key](value) for key, value in entry.items())


def assign(facts, golds):
    """Which gold each fact stands for, each at most once: as many required ones as can be, then as many that agree."""
    worth = [[(10000 if not g.get("optional") else 1) + 100 * agrees(f, g) if meets(f, g) else 0 for g in golds] for f in facts]
    best = {0: (0, ())}
    for row in worth:
        following = {mask: (total, pairs + (None,)) for mask, (total, pairs) in best.items()}
        for (mask, (total, pairs)), (g, value) in itertools.product(best.items(), enumerate(row)):
            if value and not mask >> g & 1:
                candidate = (total + value, pairs + (g,))
                if candidate[0] > following.get(mask | 1 << g, (-1,))[0]:
                    following[mask | 1 << g] = candidate
        best = following
    return list(max(best.values(), key=lambda entry: entry[0])[1])


def find_split(facts, used, golds, gold):
    """The facts that say in parts what the gold says in one; None."""
    for way in gold.get("split", []):
        parts = []
        for low, high in way:
            part = {**gold, "count": {"low": low, "high": high}, "low_any": []}
            free = [i for i, f in enumerate(facts) if i not in parts and meets(f, part) and
                    (used[i] is None or golds[used[i]].get("optional"))]
            if not free:
                break
            parts.append(max(free, key=lambda i: agrees(facts[i], part)))
        else:
            return parts
    return None


def once(facts):
    """A casualty that repeats an event of its kind and count (abduction 87, casualty/abducted 87) is one with it."""
    events = {(kind(f), count(f)) for f in facts if f["type"] in EFFECT_OF}
    return [f for f in facts if not (f["type"] == "casualty" and f.get("effect") in EVENT_OF and (kind(f), count(f)) in events)]


def show(fact):
    words = [*filter(None, kind(fact)), "%s..%s" % count(fact), fact.get("scope", "incident"), fact.get("modality", "actual"), fact.get("status", "")]
    return " ".join(words).rstrip() + (f"   by {fact['rule']}" if "rule" in fact else "")


def judge(case, answer):
    """Each fact of the answer with its verdict (right, half, beside, invented, forbidden), and the gold facts missed.
    Beside is what is neither wanted nor wrong: optional, or said once more."""
    facts = [f for f in once(answer) if kind(f)[0] in case["scored"]]
    bad = [f for f in facts if any(is_forbidden(f, entry) for entry in case["forbid"])]
    facts = [f for f in facts if f not in bad]
    golds, missed = case["facts"], []
    verdicts, used = ["invented"] * len(facts), assign(facts, golds)
    for g, gold in enumerate(golds):
        hits = [i for i, u in enumerate(used) if u == g] or find_split(facts, used, golds, gold) or []
        agreed = all(agrees(facts[i], gold) for i in hits)
        for i in hits:
            used[i] = g
            verdicts[i] = "beside" if gold.get("optional") else "right" if agreed else "half"
        if not hits and not gold.get("optional"):
            missed.append(gold)
    for i, fact in enumerate(facts):
        if used[i] is None and any(g.get("repeat") and meets(fact, g) for g in golds):
            verdicts[i] = "beside"
    wanted = [golds[g] if g is not None else None for g in used]
    return list(zip(facts, verdicts, wanted)) + [(f, "forbidden", None) for f in bad], missed


def complaints(case, answer):
    """What is wrong in the answer to a case, a line each."""
    judged, missed = judge(case, answer)
    wrong = [f"missed     {show(gold)}" for gold in missed]
    for fact, verdict, gold in judged:
        if verdict == "half":
            wrong.append(f"half right {show(fact)}; wanted {show(gold)}")
        elif verdict in ("invented", "forbidden"):
            wrong.append(f"{verdict:<10} {show(fact)}")
    return wrong


def read_cases(folder):
    cases = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            case = json.loads(line)
            if set(case) != KEYS or not case["id"].startswith(path.stem):
                sys.exit(f"{path}:{number}: a case has the keys {sorted(KEYS)}, and an id that begins with the file's name")
            cases.append(case)
    if len({case["id"] for case in cases}) != len(cases):
        sys.exit(f"{folder}: an id is given twice")
    return cases


def answers(sitrep, cases):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for case in cases:
            file.write(json.dumps({key: case[key] for key in ("id", "published", "title", "text")}) + "\n")
        file.flush()
        run = subprocess.run([sitrep, "extract", "--jsonl", file.name], capture_output=True, text=True, check=True)
    return {answer["id"]: answer["facts"] for answer in map(json.loads, run.stdout.splitlines())}
