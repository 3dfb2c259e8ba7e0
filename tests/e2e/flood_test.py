"""Floods: a feed that brings far more than its ceiling, a restart in its middle, the same told by another feed, its archive once more."""
import datetime
import json
import time

from harness import Newswire, Station, check, finish, wait_until

TOWNS = ["Beirut", "Omdurman", "Kharkiv", "Nairobi", "Lagos", "Lima", "Manila", "Dhaka", "Kabul", "Karachi", "Bogota", "Quito",
         "Tripoli", "Mogadishu", "Aleppo", "Mosul", "Caracas", "Jakarta", "Bangkok", "Hanoi", "Kyiv", "Belgrade", "Tbilisi",
         "Yerevan", "Baku", "Tashkent", "Maputo", "Lusaka", "Accra", "Dakar"]
CEILING = 5
NOW = datetime.datetime.now(datetime.timezone.utc)


def text(town, killed):
    return (f"At least {killed} people were killed in a bombing in {town} on {NOW:%A}, police said.\n\n"
            f"The blast tore through a market in the centre of {town} in the morning, a police spokesman said.")


def fill(wire, outlet, prefix, published=NOW):
    for n, town in enumerate(TOWNS):
        wire.add_article(outlet, f"{prefix}{n}", f"Bombing in {town} kills {n + 20}", text(town, n + 20), published)


def handled(station, count):
    return wait_until(lambda: ((station.status() or {}).get("articles") or {}).get("handled", 0) >= count, 40)


wire = Newswire()
wire.add_outlet("flood", "Flood")
wire.add_outlet("other", "Other")
wire.add_outlet("old", "Old")
fill(wire, "flood", "a")
fill(wire, "old", "o", NOW - datetime.timedelta(days=40))
feeds = [("Flood", wire.feed_url("flood"))]
with Station(feeds, alert_ceiling="5") as station:
    begun = time.monotonic()
    station.start()
    check(wait_until(lambda: len(station.alerts()) >= CEILING, 20), "a flood begins")
    station.kill()
    station.start()
    check(handled(station, len(TOWNS)), f"{len(TOWNS)} articles are handled over a kill -9")
    check(len(station.alerts()) == CEILING, f"{len(station.alerts())} alerts are told, as the ceiling says")
    incidents = [json.loads(line) for line in station.ask("incidents", "--held", "--json").stdout.splitlines()]
    check(len(incidents) == len(TOWNS) - CEILING, f"{len(incidents)} incidents are held, and none is lost")

    # Another feed is below its ceiling: what it says of the same is told.
    held = incidents[0]
    town = held["place"]["name"]
    wire.add_article("other", "b", f"Bombing in {town} kills {held['killed']}",
                     f"A bombing killed {held['killed']} people in {town} on {NOW:%A}, hospital officials said.\n\nRelatives waited outside.")
    station.configure(feeds + [("Other", wire.feed_url("other")), ("Old", wire.feed_url("old"))])
    check(station.ask("reload").returncode == 0, "a second feed and one of old articles are added")
    count = 2 * len(TOWNS) + 1
    check(handled(station, count), "they are handled")
    told = station.alerts()[CEILING:]
    check([(a["kind"], a["killed"], a["source"]) for a in told if a["kind"] != "ceiling_reached"] ==
          [("incident_new", held["killed"], "Other")], f"what was held is told by the other feed, once; what is forty days old is not: {told}")

    # Its archive, under new addresses.
    fill(wire, "flood", "again", NOW + datetime.timedelta(seconds=1))
    check(handled(station, count + len(TOWNS)), "the feed publishes everything once more")

    def notices():
        return [a for a in station.alerts() if a["kind"] == "ceiling_reached"]

    check(wait_until(notices, 75 - (time.monotonic() - begun)), "within a minute an alert says that there was a flood")
    notice = notices()[0]
    check((notice["ceiling"], notice["held"], notice["name"]) == (CEILING, len(TOWNS) - CEILING, "Flood"), f"how much was held: {notice['headline']}")
    why = station.ask("why", wire.base + "/flood/a0").stdout + station.ask("why", f"{wire.base}/flood/a{len(TOWNS) - 1}").stdout
    check("ceiling" in why, "and why tells of it")
    time.sleep(1)
    check(len(notices()) == 1 and len(station.alerts()) == CEILING + 2, f"once, and nothing twice: {len(station.alerts())} lines")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
