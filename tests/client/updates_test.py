"""
Updates and copies of texts on many topics: what has a new figure or a new state in its lead is an update, whatever
else it repeats word for word; what has another head, foot, dash or dateline is a copy.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[2])

# Title, text, and what an update of it replaces: (old, new) pairs, each an update of its own.
TOPICS = {
    "earthquake": (
        "Quake in eastern Turkey kills 12",
        "A strong earthquake shook the province of Elazig in eastern Turkey before dawn on Tuesday and killed at least 12 "
        "people, the disaster agency said. Another 87 were injured.\n\n"
        "The tremor was felt as far as Aleppo. People ran into the snow in their nightclothes, and a minaret fell across "
        "the main street of Sivrice.\n\n"
        "\"I counted my children twice before I believed it,\" said Emine Kaya, who had spent the night in a car. Schools "
        "are closed until Monday, and the railway line to Malatya is being inspected.",
        [("12", "19"), ("87 were injured", "140 were injured")]),
    "truce": (
        "Ethiopia, Tigray leaders agree on truce",
        "The government of Ethiopia and the leaders of Tigray agreed on Tuesday on a truce of two weeks, the African Union "
        "announced in Nairobi after four days of meetings behind closed doors.\n\n"
        "Lorries with flour and medicine are to reach Mekelle by way of Afar, where two hundred of them have been waiting "
        "since the end of last month.\n\n"
        "The mediator, a former president, thanked the cooks of the hotel. \"They fed both sides out of one pot,\" he said, "
        "and added that nobody had complained about the salt.",
        [("agreed on Tuesday on a truce", "broke on Tuesday a truce"), ("agreed on Tuesday on a truce", "extended on Tuesday a truce")]),
    "hostages": (
        "Gunmen free 11 of 40 pupils in Niger State",
        "Gunmen on Tuesday released 11 of the 40 pupils who were abducted from a school in Papiri in Nigeria's Niger State, "
        "a spokesman for the governor said.\n\n"
        "They were brought to Minna in two buses with drawn curtains. Mothers who had walked there from Kontagora sang in "
        "front of the gate of the hospital until they were let in.\n\n"
        "The spokesman would not say what had been paid. A bishop who took part in the talks asked people not to "
        "photograph the children, and bought them sandals.",
        [("11", "18"), ("released 11 of the 40 pupils", "released all 40 pupils")]),
    "ferry": (
        "Ferry capsizes off Sulawesi, 9 drowned",
        "A ferry with more than 100 people on board capsized in a storm off Sulawesi in Indonesia late on Monday, and nine "
        "of them drowned, the search and rescue agency said on Tuesday. Thirty-four were missing.\n\n"
        "The wooden vessel was on its way from Kendari to an island that is known for its cloves. Waves of three metres "
        "had been forecast, and the harbour master had hoisted a flag.\n\n"
        "Fishermen took in those whom they could see by their torches. \"The sea was full of plastic shoes,\" one of them "
        "told a radio station.",
        [("nine of them drowned", "17 of them drowned"), ("Thirty-four were missing", "Twenty-six were missing, and 17 bodies had been found")]),
    "protest": (
        "Two killed as police fire on protesters in Antananarivo",
        "Police fired on protesters in Antananarivo, the capital of Madagascar, on Tuesday and killed two of them, the "
        "hospital said. Thirty others were wounded.\n\n"
        "The marches against cuts of water and power are in their third week. A tram depot burned in the afternoon, and "
        "the smoke could be seen from the palace on the hill.\n\n"
        "\"We asked for water and they brought hoses,\" said a student who held an empty can over her head. A curfew begins "
        "at seven in the evening.",
        [("killed two of them", "killed five of them"), ("Thirty others", "Seventy others")]),
    "displacement": (
        "Fighting near Goma drives 8,000 from home",
        "Fighting between the army and rebels near Goma in the Democratic Republic of Congo has displaced 8,000 people "
        "since Sunday, the United Nations said on Tuesday.\n\n"
        "They are camping on the lava fields west of the town, where no well can be dug. Mattresses were carried on "
        "bicycles, and goats on shoulders.\n\n"
        "A nurse who had fled with the refrigerator of her clinic said that the vaccines in it were still cold. The road "
        "to Sake is cut, and boats to Bukavu take only those who can pay.",
        [("8,000", "21,000"), ("displaced 8,000 people", "killed 14 people and displaced 8,000 people")]),
    "wildfire": (
        "Fire near Coimbra kills one, 600 evacuated",
        "A forest fire near Coimbra in central Portugal killed a shepherd on Tuesday, and 600 people were evacuated from "
        "nine villages, civil protection said.\n\n"
        "The flames came over the ridge within minutes. Nuns of a convent rang the bells until the rope caught fire, a "
        "mayor told reporters, who had soot on his tie.\n\n"
        "Eucalyptus burns like paper, said an officer of the fire brigade who has asked for years that it be cut down. "
        "Four aircraft came from Spain.",
        [("600", "2,400"), ("killed a shepherd", "killed four people, among them a shepherd,")]),
}

COPIES = {
    "an agency's head": lambda title, text: (title, "By our foreign staff and agencies\n\n" + text),
    "a foot": lambda title, text: (title, text + "\n\nRead more: ten things to do this weekend\n\nSign up for our newsletter."),
    "another title": lambda title, text: ("World news: " + title.lower(), text),
    "its first paragraphs": lambda title, text: (title, "\n\n".join(text.split("\n\n")[:2]) + "\n\nContinue reading on our site."),
    "other dashes and quotes": lambda title, text: (title, text.replace('"', "\u201c").replace(" - ", " \u2014 ")),
    "a dateline": lambda title, text: (title, "LONDON, Nov 24 (Agency) - " + text),
}


def cases():
    """Name, the first text, the second, and the verdict on it."""
    for topic, (title, text, changes) in TOPICS.items():
        for name, edit in COPIES.items():
            yield f"{topic}: {name}", (title, text), edit(title, text), "near_duplicate"
        for old, new in changes:
            assert old in text or old in title, (topic, old)
            yield f"{topic}: {new}", (title, text), (title.replace(old, new), text.replace(old, new)), "update"
            yield (f"{topic}: {new}, with a foot", (title, text),
                   COPIES["a foot"](title.replace(old, new), text.replace(old, new)), "update")


def verdict_of(first, second):
    articles = [{"id": f"a{i}", "source": f"Outlet {i}", "published": f"2026-11-24T1{i}:00:00Z", "url": f"https://o{i}.example/x",
                 "title": title, "text": text} for i, (title, text) in enumerate((first, second))]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("".join(json.dumps(a) + "\n" for a in articles))
        file.flush()
        done = subprocess.run([BUILD / "client/sitrep", "replay", "--explain", file.name], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[1])["verdict"]


wrong = {"update": 0, "near_duplicate": 0}
total = dict(wrong)
for name, first, second, wanted in cases():
    total[wanted] += 1
    verdict = verdict_of(first, second)
    if verdict != wanted and not (wanted == "near_duplicate" and verdict == "duplicate"):
        wrong[wanted] += 1
        print(f"{name}: {verdict}, not {wanted}")
print(f"updates swallowed {wrong['update']} of {total['update']}, copies called updates {wrong['near_duplicate']} of {total['near_duplicate']}")
sys.exit(any(wrong.values()))
