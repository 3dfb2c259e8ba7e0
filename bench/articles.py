"""Articles as a wire would bring them, made of a seed: incidents with rising tolls, copies and rewrites among much else."""
import json
import random
import time

TOWNS = ["Omdurman", "El Fasher", "Nyala", "Port Sudan", "Beirut", "Tyre", "Sidon", "Baalbek", "Aleppo", "Homs", "Idlib", "Hama",
         "Kharkiv", "Odesa", "Kherson", "Zaporizhzhia", "Peshawar", "Quetta", "Karachi", "Lahore", "Kabul", "Kandahar", "Herat",
         "Mogadishu", "Goma", "Bukavu", "Bunia", "Maiduguri", "Kano", "Kaduna", "Sanaa", "Aden", "Hodeidah", "Taiz", "Gaza City",
         "Rafah", "Khan Younis", "Baghdad", "Mosul", "Kirkuk", "Manila", "Davao", "Kathmandu", "Pokhara", "Sylhet", "Dhaka",
         "Bamako", "Gao", "Timbuktu", "Ouagadougou", "Niamey", "Mekelle", "Addis Ababa", "Juba", "Bogota", "Cali", "Quito", "Lima"]
EVENTS = [("drone strike", "were killed in a drone strike"), ("car bomb", "were killed when a car bomb went off"),
          ("air strike", "were killed in an air strike"), ("shelling", "were killed by shelling"),
          ("earthquake", "died in an earthquake"), ("landslide", "died in a landslide"), ("ferry", "died when a ferry sank"),
          ("shooting", "were shot dead by gunmen"), ("floods", "died in floods"), ("fire", "died in a fire")]
SOURCES = ["the health ministry", "police", "officials", "the governor's office", "a hospital doctor", "the army", "rescuers"]
PLACES = ["market", "school", "bus station", "hospital", "village", "camp", "port", "mosque", "district", "factory"]
OUTLETS = [f"Outlet {n}" for n in range(40)]
SMALL = ("the of and to in a that it was for on with as by at from is were had said has not but they which their this have"
         " are its been who after would about more one when there into also than other some over last").split()
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SYLLABLES = "ba ko ri ten mal so ver din pa lu gre sto mi ran tel ho fa cu ned bor sal pin tra we lo mun".split()
START = 1767225600  # 2026-01-01
APART = 240  # seconds between two articles: 360 a day, as twenty busy feeds have
LIVES = 60  # articles during which an incident is written about


class Words:
    """A vocabulary with the frequencies of a language: half small words, the rest rarer and rarer."""

    def __init__(self, chance):
        self.chance = chance
        self.rare = [self.word() for _ in range(8000)]

    def word(self):
        return "".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.randint(2, 4)))

    def one(self):
        if self.chance.random() < 0.5:
            return self.chance.choice(SMALL)
        return self.rare[int(len(self.rare) * self.chance.random() ** 3)]

    def sentence(self, own):
        words = [self.chance.choice(own) if self.chance.random() < 0.12 else self.one() for _ in range(self.chance.randint(9, 26))]
        return " ".join(words).capitalize() + "."


class Incident:
    def __init__(self, chance, words, born):
        self.born, self.town = born, chance.choice(TOWNS)
        self.name, self.verb = chance.choice(EVENTS)
        self.place, self.toll = chance.choice(PLACES), chance.randint(2, 40)
        self.own = [words.word() for _ in range(12)]
        self.texts = []


def second(n):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + n * APART))


def report_of(chance, words, incident, n):
    """A text of its own about an incident, some 2.5 kB long."""
    if chance.random() < 0.4:
        incident.toll += chance.randint(1, 6)
    day = DAYS[((START + n * APART) // 86400 + 3) % 7]
    source = chance.choice(SOURCES)
    title = f"{incident.toll} killed in {incident.name} in {incident.town}"
    lead = (f"At least {incident.toll} people {incident.verb} at a {incident.place} in {incident.town} on {day}, {source} said."
            f" {chance.randint(3, 60)} others were injured.")
    paragraphs = [" ".join(words.sentence(incident.own) for _ in range(chance.randint(2, 4))) for _ in range(chance.randint(4, 8))]
    return title, "\n\n".join([lead, *paragraphs])


def copy_of(chance, outlet, incident):
    """Another outlet's reproduction: its own last line, or shorter."""
    title, text = chance.choice(incident.texts)
    paragraphs = text.split("\n\n")
    if chance.random() < 0.5 and len(paragraphs) > 3:
        paragraphs.pop()
    return title, "\n\n".join([*paragraphs, f"This report was first seen in {outlet}."])


def other_news(chance, words):
    own = [words.word() for _ in range(12)]
    paragraphs = [" ".join(words.sentence(own) for _ in range(chance.randint(2, 4))) for _ in range(chance.randint(5, 9))]
    return words.sentence(own)[:80], "\n\n".join(paragraphs)


def make(count, seed=1):
    """Yields `count` articles as lines of JSON: 40 % other news, 35 % reports of incidents, 25 % copies."""
    chance = random.Random(seed)
    words, living = Words(chance), []
    for n in range(count):
        living = [incident for incident in living if n - incident.born < LIVES]
        outlet, kind = chance.choice(OUTLETS), chance.random()
        if not living or kind < 0.07:
            living.append(Incident(chance, words, n))
        incident = living[-1] if kind < 0.07 else chance.choice(living)
        if kind >= 0.6:
            title, text = other_news(chance, words)
        elif kind >= 0.35 and incident.texts:
            title, text = copy_of(chance, outlet, incident)
        else:
            title, text = report_of(chance, words, incident, n)
            incident.texts.append((title, text))
        yield json.dumps({"id": f"a{n}", "source": outlet, "published": second(n), "title": title, "text": text,
                          "url": f"https://{outlet.replace(' ', '-').lower()}.example/{n}"}) + "\n"
