"""Watches: small rises wait until they add up, a reload takes new ones, a mistake leaves the old ones, the client filters by them."""
import json

from harness import Newswire, Station, check, finish, wait_until

wire = Newswire()
wire.add_outlet("herald", "Levant Herald")
wire.add_outlet("gazette", "Gulf Gazette")
feeds = [("Levant Herald", wire.feed_url("herald")), ("Gulf Gazette", wire.feed_url("gazette"))]
published = 0


def publish(station, outlet, place, killed):
    """One more article, until it is handled; returns the alerts that it brought."""
    global published
    published += 1
    before = len(station.alerts())
    wire.add_article(outlet, f"a{published}", f"{place} strike: death toll at {killed}",
                     f"The death toll from an air strike on {place} stands at {killed}, the health ministry said.\n\n"
                     f"Rescue crews were at work for hour number {published}.")
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("handled", 0) >= published, 15),
          f"{outlet}: {killed} dead in {place} is handled")
    return station.alerts()[before:]


with Station(feeds) as station:
    station.watches = [("Lebanon", 'place = { "LB", "IL" } minimum-rise = 5 severity = critical')]
    station.configure(feeds)
    station.start()
    opening = publish(station, "herald", "Beirut", 12)
    check(len(opening) == 1 and opening[0]["kind"] == "incident_new", "an incident is told")
    check(opening[0]["watch"] == ["Lebanon"] and opening[0]["severity"] == "critical", "with its watch and the watch's severity")
    check(publish(station, "herald", "Beirut", 14) == [], "2 more are not worth an alert")
    check(publish(station, "gazette", "Beirut", 16) == [], "4 more neither")
    raised = publish(station, "herald", "Beirut", 17)
    check([(a["kind"], a["from"], a["to"]) for a in raised] == [("toll_raised", 12, 17)], f"5 more are: {raised}")
    check(len(publish(station, "herald", "Omdurman", 3)) == 1, "what no watch covers is told by the defaults")
    elsewhere = publish(station, "herald", "Omdurman", 4)
    check(len(elsewhere) == 1 and "watch" not in elsewhere[0], "each of the dead")

    station.watches = [("Lebanon", "minimum-rise = few")]
    station.configure(feeds)
    answer = station.ask("reload")
    check(answer.returncode == 78 and "sitrepd.conf:" in answer.stderr and "minimum-rise" in answer.stderr, f"a mistake is told: {answer.stderr}")
    check(publish(station, "herald", "Beirut", 18) == [], "and the old watches hold")

    station.watches = [("Two", 'place = { "LB" } minimum-sources = 2'), ("Afar", 'place = { "SD" } kind = { "status_changed" }')]
    station.settings["unwatched"] = "silent"
    station.configure(feeds)
    check(station.ask("reload").returncode == 0, "new watches are taken without a restart")
    check(publish(station, "herald", "Omdurman", 9) == [], "what no watch covers is silent now")
    second = publish(station, "gazette", "Beirut", 18)
    check([(a["from"], a["to"], a.get("watch")) for a in second] == [(17, 18, ["Two"])], f"a second source brings the alert: {second}")

    def asked(*options):
        answer = station.ask("alerts", "--json", *options)
        return [json.loads(line)["seq"] for line in answer.stdout.splitlines()]

    check(asked("--watch", "two") == [second[0]["seq"]], "the client filters by watch")
    check("Lebanon" in station.ask("show", raised[0]["id"]).stdout, "show names the watch")
    check(asked("--severity", "critical") == [opening[0]["seq"], raised[0]["seq"]], "and by severity")
    check(station.ask("alerts", "--severity", "loud").returncode == 64, "a severity that is none is told")
    unknown = station.ask("alerts", "--watch", "Nope")
    check(unknown.returncode == 66 and 'no watch is called "Nope"' in unknown.stderr, f"a watch that there is not is told: {unknown.stderr}")
    check(len(asked("--watch", "lebanon")) > 0, "what a watch of old has wanted is still shown")
    for command in ("alerts", "incidents"):
        unknown = station.ask(command, "--place", "Xyzzy", "--json")
        check(unknown.returncode == 66 and 'no place is known by the name "Xyzzy"' in unknown.stderr, f"so is a place that nobody knows: {unknown.stderr}")
        known = station.ask(command, "--place", "Iceland")
        check(known.returncode == 0 and known.stdout == f"no {command}\n", "one where nothing has happened is no mistake")
    station.settings["unwatched"] = "told"
    # A backslash is two in the configuration, and two in the line.
    station.watches = [(f"{n:04} " + 2 * "\\" * 500, "minimum-rise = 1") for n in range(1000)]
    station.configure(feeds)
    check(station.ask("reload").returncode == 0, "a thousand watches with long names are taken")
    wide = publish(station, "herald", "Omdurman", 12)
    check(len(wide) == 1 and len(wide[0]["watch"]) == 1000, "an alert that all of them want is told, and the daemon goes on")
    check(asked("--watch", "0007 " + "\\" * 500)[-1:] == [wide[0]["seq"]], "and the client gets it")
    station.watches = [("Two", 'place = { "LB" } minimum-sources = 2')]
    station.configure(feeds)
    check(station.ask("reload").returncode == 0, "they can be taken away again")
    check(station.stop() == 0, "the daemon stops cleanly")
    log = station.ask("alerts", "--json", "--log", str(station.log), "--watch", "Two")
    check(len(log.stdout.splitlines()) == 1, "without a daemon the log is filtered the same")
finish()
