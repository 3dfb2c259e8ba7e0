"""The address guard among public addresses: in a network of its own, where they are this machine's and nobody else is."""
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys

from harness import Station, check, finish, skip, wait_until

IFF_UP, SIOCSIFFLAGS, SIOCSIFADDR = 0x1, 0x8914, 0x8916
ONE, OTHER, INSIDE, SIX = "93.184.216.34", "93.184.216.35", "10.0.0.1", "2a00:1450:4001::1"

if "--inside" not in sys.argv:
    command = ["unshare", "--net"] + ([] if os.geteuid() == 0 else ["--map-root-user"]) + [sys.executable, __file__, "--inside"]
    try:
        sys.exit(subprocess.run(command, timeout=200).returncode)
    except FileNotFoundError:
        skip("unshare(1) is not there: no network of its own can be made")

try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        if [name for _, name in socket.if_nameindex()] != ["lo"]:
            skip("this machine does not allow a network of its own")
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
        for n, address in enumerate((ONE, OTHER, INSIDE), 1):
            fcntl.ioctl(control, SIOCSIFADDR, struct.pack("16sHH4s8x", b"lo:%d" % n, socket.AF_INET, 0, socket.inet_aton(address)))
except PermissionError as error:
    skip(f"this machine does not allow a network of its own: {error}")
try:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFADDR, socket.inet_pton(socket.AF_INET6, SIX) + struct.pack("Ii", 128, socket.if_nametoindex("lo")))
except OSError as error:
    print(f"without IPv6, which this machine does not have: {error}")
    SIX = None

from servers import Server, document, leads, says  # noqa: E402  (its sockets are this network's)

one, one_8080, other, other_8080, one_22 = Server(ONE, 80), Server(ONE, 8080), Server(OTHER, 80), Server(OTHER, 8080), Server(ONE, 22)
inside, inside_8080 = Server(INSIDE, 80), Server(INSIDE, 8080)
servers = [one, one_8080, other, other_8080, one_22, inside, inside_8080]
if SIX:
    servers.append(Server(SIX, 80))
for server in servers:
    server.script = {"/feed": says(document(f"Feed of {server.url('/')}", "one")), "/page": says(b"<html><body><p>A page about nothing at all.</p></body></html>")}
one.script["/to-8080"] = leads(one_8080.url("/feed"))
one.script["/to-22"] = leads(one_22.url("/feed"))
one.script["/to-inside"] = leads(inside.url("/feed"))
one_8080.script["/to-other-8080"] = leads(other_8080.url("/feed"))
one_8080.script["/to-other"] = leads(other.url("/feed"))
one_8080.script["/to-own"] = leads(one_8080.url("/feed"))
PAGES = [(str(n), server.url("/page")) for n, server in enumerate((one, one_8080, other, other_8080, one_22, inside, inside_8080))]
one_8080.script["/items"] = says(document("Items", *PAGES))

fine = [one.url("/feed"), one_8080.url("/feed"), one_8080.url("/to-other"), one_8080.url("/to-own"), one_8080.url("/items")]
fine += [servers[-1].url("/feed")] if SIX else []
PORT, ADDRESS = "only 80, 443", "not public"
refused = {one.url("/to-8080"): PORT, one.url("/to-22"): PORT, one.url("/to-inside"): ADDRESS, one_8080.url("/to-other-8080"): PORT,
           inside.url("/feed"): ADDRESS, f"http://[::ffff:{INSIDE}]/feed": ADDRESS, "http://127.0.0.1/feed": ADDRESS}


def listed(station):
    return {row["url"]: row for row in map(json.loads, station.ask("feeds", "list", "--json").stdout.splitlines())}


with Station([(url, url) for url in [*fine, *refused]], allow_networks='{ "192.168.7.0/24" }') as station:
    station.start()
    check(wait_until(lambda: all(row.get("last_poll") for row in listed(station).values()), 20, 0.5), "every feed has been asked")
    rows = listed(station)
    for url in fine:
        check(rows[url].get("entries", 0) > 0 and not rows[url].get("failures"), f"{url}: read")
    for url, word in refused.items():
        check(rows[url].get("failures", 0) > 0 and word in rows[url].get("error", ""), f"{url}: {rows[url].get('error')}")
    check(wait_until(lambda: one.requests("/page") and one_8080.requests("/page") and other.requests("/page"), 20),
          "pages are fetched at 80, and at the port of the operator's own url")
    check(wait_until(lambda: (station.status() or {}).get("articles", {}).get("unreadable", 0) >= 4, 20), "those elsewhere are given up")
    for server, name in ((other_8080, "another host's port 8080"), (one_22, "port 22"), (inside, "the inside"), (inside_8080, "its port 8080")):
        check(server.connections == 0, f"nobody connects to {name}")

    station.settings["allow-networks"] = f'{{ "{INSIDE}/32" }}'
    station.configure([(url, url) for url in [*fine, *refused]])
    check(station.ask("reload").returncode == 0, "allow-networks is widened")
    station.ask("feeds", "poll", inside.url("/feed"))
    check(wait_until(lambda: not listed(station)[inside.url("/feed")].get("failures"), 10), "then a feed inside is read")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
