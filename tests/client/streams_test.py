"""
Random streams of reports on several events at once, told by several outlets, with late copies and old figures
between: no rise is lost, none is told twice, and each stays with its event. The seeds are fixed.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[2])
SEEDS = range(24)
STEPS = 40
DAY = "2026-11-24"

# Two cities of one country have near-identical texts; what tells them apart is the place alone.
EVENTS = [
    ("bombing", "Kharkiv", "Ukraine"), ("bombing", "Odesa", "Ukraine"), ("bombing", "Dnipro", "Ukraine"),
    ("quake", "Jajarkot", "Nepal"), ("ferry", "Mwanza", "Tanzania"), ("fire", "Dhaka", "Bangladesh"),
]
OUTLETS = ["Alpha News", "Beta Wire", "Gamma Post", "Delta Times"]

TITLES = {
    "bombing": ["Car bomb in {place} kills {n}", "Death toll of bombing in {place} rises to {n}", "{n} dead in {place} market blast"],
    "quake": ["Earthquake in {place} kills {n}", "{place} earthquake death toll climbs to {n}", "{n} killed in {country} quake"],
    "ferry": ["Ferry sinks off {place}, {n} drowned", "{place} ferry toll rises to {n}", "{n} dead as ferry capsizes off {place}"],
    "fire": ["Factory fire in {place} kills {n}", "Death toll in {place} fire climbs to {n}", "{n} dead in {place} factory fire"],
}
LEADS = {
    "bombing": ["At least {n} people were killed when a car bomb exploded at a market in {place}, {country}, on Tuesday, police said.",
                "The death toll from a car bombing at a market in {place} rose to {n} on Tuesday, {country}'s emergency service said."],
    "quake": ["At least {n} people have been killed in an earthquake that struck {place} in {country} on Tuesday, officials said.",
              "The death toll from Tuesday's earthquake in {place}, {country}, has climbed to {n}, the disaster agency said."],
    "ferry": ["At least {n} people drowned when a ferry sank off {place} in {country} on Tuesday, the coastguard said.",
              "The number of people killed when a ferry sank off {place}, {country}, on Tuesday has risen to {n}, the governor said."],
    "fire": ["A fire at a garment factory in {place}, {country}, killed at least {n} people on Tuesday, the fire service said.",
             "The death toll from Tuesday's fire at a factory in {place}, {country}, has reached {n}, police said."],
}
COLOUR = [
    "Ambulances took the wounded to three hospitals.", "Relatives waited behind a rope with photographs in their hands.",
    "A minister is to visit on Wednesday.", "\"I heard it from the other side of the river,\" said a teacher.",
    "Schools will stay closed until Thursday.", "The road from the airport was blocked for hours.",
    "Blood donors stood in a long line.", "An inquiry has been ordered, a spokesman said.",
]


def text_of(rng, kind, place, country, n):
    lead = rng.choice(LEADS[kind]).format(n=n, place=place, country=country)
    return lead + "\n\n" + "\n\n".join(rng.sample(COLOUR, rng.randrange(2, 5)))


def stream_of(seed):
    """Articles, and for each the (event, figure) that must be told of it, or None."""
    rng, tolls, articles, wanted = random.Random(seed), {}, [], {}
    for step in range(STEPS):
        event = rng.randrange(len(EVENTS))
        kind, place, country = EVENTS[event]
        minute, figure, source = step * 9, tolls.get(event, 0), rng.choice(OUTLETS)
        late = figure and rng.random() < 0.3
        if late:
            figure = rng.choice([n for e, n in wanted.values() if e == event])
        else:
            figure = tolls[event] = figure + rng.randrange(2, 12)
        article = {
            "id": f"a{step}", "source": source, "published": f"{DAY}T{8 + minute // 60:02}:{minute % 60:02}:00Z",
            "url": f"https://{source.split()[0].lower()}.example/{step}",
            "title": rng.choice(TITLES[kind]).format(n=figure, place=place, country=country),
            "text": text_of(rng, kind, place, country, figure),
        }
        if late and rng.random() < 0.5:
            told = rng.choice([a for a in articles if wanted.get(a["id"], (None,))[0] == event])
            article["title"], article["text"] = told["title"], told["text"] + "\n\nRead more on our site."
        articles.append(article)
        if not late:
            wanted[article["id"]] = (event, figure)
    return articles, wanted


def alerts_of(articles):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("".join(json.dumps(a) + "\n" for a in articles))
        file.flush()
        done = subprocess.run([BUILD / "client/sitrep", "replay", file.name], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def figure_of(alert):
    return alert.get("killed") if alert["kind"] == "incident_new" else alert.get("to")


def mistakes_of(seed):
    articles, wanted = stream_of(seed)
    told, ids, last = {}, {}, {}
    for alert in alerts_of(articles):
        if alert["kind"] != "incident_new" and alert.get("effect") != "killed":
            yield f"{alert['article']}: told {alert['kind']} {alert.get('effect')}, which no text says"
            continue
        article, figure = alert["article"], figure_of(alert)
        if article in told:
            yield f"{article}: told twice"
        told[article] = figure
        if article not in wanted:
            yield f"{article}: an old figure, {figure}, was told"
            continue
        event = wanted[article][0]
        if ids.setdefault(event, alert["incident"]) != alert["incident"]:
            yield f"{article}: {EVENTS[event][1]} is told under another id"
        if alert["kind"] != "incident_new" and alert.get("from") != last.get(event):
            yield f"{article}: from {alert.get('from')}, and {last.get(event)} was told last"
        last[event] = figure
    for article, (event, figure) in wanted.items():
        if told.get(article) != figure:
            yield f"{article}: {EVENTS[event][1]} {figure} was told as {told.get(article)}"


# Bombs of one day, told in the same words, the toll of each above that of the one before: the town alone is named.
ABROAD = ["Singapore", "Djougou", "Kuantan", "Ostrava", "Macau", "Kourou", "Basel"]


def bombs_abroad():
    articles = [{"id": place, "source": f"The {place} Paper", "published": f"{DAY}T10:{n:02}:00Z", "url": f"https://o{n}.example/x",
                 "title": f"Death toll of car bombing in {place} at {788 + 14 * n}",
                 "text": LEADS["bombing"][0].replace(", {country}", "").format(n=788 + 14 * n, place=place) + "\n\n" + "\n\n".join(COLOUR[:4])}
                for n, place in enumerate(ABROAD)]
    told = [(alert["kind"], alert["article"], alert["place"]["name"]) for alert in alerts_of(articles)]
    wanted = [("incident_new", place, place) for place in ABROAD]
    return [f"bombs abroad: {one}" for one in told if one not in wanted] + [f"bombs abroad: {one} is missing" for one in wanted if one not in told]


failed = 0
for mistake in bombs_abroad():
    failed += 1
    print(mistake)
for seed in SEEDS:
    for mistake in mistakes_of(seed):
        failed += 1
        print(f"seed {seed}: {mistake}")
print(f"{len(SEEDS)} streams, {failed} mistakes")
sys.exit(failed > 0)
