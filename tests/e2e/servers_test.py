"""What hostile servers try with the fetcher, on loopback: each of it ends in a sentence, and nothing is sent where it must not be."""
import gzip
import json
import sys
import time
import zlib

from harness import Station, check, finish, wait_until
from servers import Server, document, leads, response, says

PRELOAD = sys.argv[1]
KIB, LIMIT = 1024, 256 * 1024
server, elsewhere, ftp, proxy = Server(), Server("127.0.0.2"), Server(), Server()
busy = Server("127.0.0.3")
feed = document("Fine", "one", "two")
blank = document("Blank") + b" " * (64 << 20)


def endless(connection, asked, n):
    connection.sendall(response(b"", Transfer_Encoding="chunked"))
    while True:
        connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def drip(connection, asked, n):
    connection.sendall(response(b"", Content_Length=100000))
    while True:
        connection.sendall(b" ")
        time.sleep(0.2)


def headers(size):
    lines = b"".join(b"X-%d: %s\r\n" % (i, b"x" * KIB) for i in range(size // KIB))
    return lambda connection, asked, n: connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + lines + b"\r\n" + feed)


def truncated(connection, asked, n):
    # Half of a gzip stream, and nothing of the transfer is missing: libcurl finds nothing wrong with it.
    body = gzip.compress(document("Cut", *(f"{'place ' * 9}{i}" for i in range(200))))
    connection.sendall(response(body[:len(body) // 2] if n == 1 else body, Content_Encoding="gzip", ETag='"cut"'))


at_once = {"now": 0, "most": 0}


def slowly(connection, asked, n):
    with busy.lock:
        at_once["now"] += 1
        at_once["most"] = max(at_once["most"], at_once["now"])
    time.sleep(0.4)
    with busy.lock:
        at_once["now"] -= 1
    connection.sendall(response(feed))


def raw(data):
    return lambda connection, asked, n: connection.sendall(data)


SCHEMES = {"ftp": f"ftp://127.0.0.1:{ftp.port}/x", "file": "file:///etc/passwd", "gopher": f"gopher://127.0.0.1:{ftp.port}/x",
           "dict": f"dict://127.0.0.1:{ftp.port}/x", "telnet": f"telnet://127.0.0.1:{ftp.port}/", "smb": f"smb://127.0.0.1:{ftp.port}/a/b"}
# What is no whole document, though libcurl is content with each of them.
STATUSES = ("101 Switching Protocols", "201 Created", "202 Accepted", "203 Other", "204 No Content", "206 Partial Content", "226 IM Used",
            "300 Choices", "304 Not Modified", "305 Use Proxy")
INSIDE = {"private": "http://10.0.0.1/", "metadata": "http://169.254.169.254/latest/", "wrapped": "http://[::ffff:10.0.0.1]/",
          "six": f"http://[::1]:{server.port}/fine", "hexadecimal": "http://0xa000001/", "decimal": "http://167772161/", "short": "http://10.1/",
          "local": "http://[fe80::1]/", "unique": "http://[fd00::1]/", "translated": "http://[64:ff9b::a00:1]/",
          "named": "http://feeds.inside/"}
server.script = {
    "/fine": says(feed),
    "/five": leads("/four"), "/four": leads("/three"), "/three": leads("/two"), "/two": leads("/one"), "/one": leads("/fine"),
    "/sixth": leads("/five"), "/loop": leads("/loop"),
    "/auth": leads(elsewhere.url("/target")), "/auth-port": leads(ftp.url("/target")),
    "/auth-items": says(document("Items", ("page", server.url("/page")), ("named", server.url("/named-page", "u:p@")))),
    "/nine": raw(feed), "/cookie": leads("/cookie-target", Set_Cookie="a=b; Path=/"),
    "/cookie-target": says(feed, Set_Cookie="c=d; Path=/"), "/referer": leads("/referer-target"), "/referer-target": says(feed),
    "/chunks": endless, "/declared": says(feed, Content_Length=LIMIT + 1), "/drip": drip,
    "/gzip-bomb": says(gzip.compress(blank), Content_Encoding="gzip"), "/deflate-bomb": says(zlib.compress(blank), Content_Encoding="deflate"),
    "/twice-bomb": says(gzip.compress(gzip.compress(blank)), Content_Encoding="gzip, gzip"),
    "/gzip": says(gzip.compress(feed), Content_Encoding="gzip"), "/truncated": truncated,
    "/headers-60": headers(60 * KIB), "/headers-70": headers(70 * KIB),
    "/etag-fine": says(feed, ETag='"' + "x" * 1022 + '"'), "/etag-long": says(feed, ETag='"' + "x" * 1023 + '"'),
    "/etag-space": says(feed, ETag='"a b"'), "/etag-latin": says(feed, ETag='"\xe9"'),
    "/later": says(b"", "503 Later", Retry_After="99999999999999999999"), "/much-later": says(b"", "429 Later", Retry_After="31536000"),
    **{f"/{name}": leads(where) for name, where in {**SCHEMES, **INSIDE}.items()},
    **{f"/status-{status[:3]}": says(b"" if status[:3] in ("204", "304") else feed, status) for status in STATUSES},
}
elsewhere.script = {"/target": says(feed), "/later": server.script["/later"]}
ftp.script = {"/target": says(feed)}
busy.script = {f"/{n}": slowly for n in range(6)}
PLAIN = [path for path in server.script if path.strip("/") not in
         ("auth", "auth-port", "auth-items", "four", "three", "two", "one", "cookie-target", "referer-target", "later", "much-later")]


def shown(station, url):
    answer = station.ask("feeds", "show", "--json", url)
    return json.loads(answer.stdout) if answer.returncode == 0 else {}


def listed(station):
    return {row["url"]: row for row in map(json.loads, station.ask("feeds", "list", "--json").stdout.splitlines())}


feeds = [(path, server.url(path)) for path in PLAIN]
feeds += [(path, server.url(path, "user:secret@")) for path in ("/auth", "/auth-port", "/auth-items")]
feeds += [(f"busy {n}", busy.url(f"/{n}")) for n in range(6)] + [("by its name", "http://feeds.inside/")]
station = Station(feeds, fetch_timeout="2s", feed_limit="256KiB")
home = station.folder / "home"
home.mkdir()
(home / ".netrc").write_text("machine 127.0.0.1 login netrc password netrc\ndefault login netrc password netrc\n")
(home / ".netrc").chmod(0o600)
outside = {key: proxy.url("/") for key in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy")}
station.environment = {"HOME": str(home), "LD_PRELOAD": PRELOAD, **outside}

with station:
    station.start()
    check(wait_until(lambda: all(row.get("last_poll") for row in listed(station).values()), 40, 0.5), "every feed has been asked")
    rows = listed(station)
    found = {path: rows.get(server.url(path), {}) for path in PLAIN}

    def fails(path, word):
        row = found[path]
        check(row.get("failures", 0) >= 1 and not row.get("entries") and word in (row.get("error") or ""), f"{path}: {row.get('error')}")

    check(found["/fine"].get("entries") == 2 and not found["/fine"].get("failures"), "a feed that is well is read")
    for name in SCHEMES:
        fails(f"/{name}", "not supported")
    check(ftp.connections <= len(server.requests("/auth-port")), f"nobody connects to where they lead ({ftp.connections})")
    check(found["/five"].get("entries") == 2, "five redirects are followed")
    fails("/sixth", "redirects")
    fails("/loop", "redirects")

    everything = [row for asked in server.asked.values() for row in asked]
    first = server.requests("/auth")[0]
    check(first.get("authorization", "").startswith("Basic "), "the operator's name and password are sent where they belong")
    check(all("authorization" not in row for row in elsewhere.requests("/target")), "to no other host")
    check(elsewhere.requests("/target") and ftp.requests("/target"), "  which was asked")
    check(all("authorization" not in row for row in ftp.requests("/target")), "to no other port")
    check(wait_until(lambda: server.requests("/page") and server.requests("/named-page"), 15), "pages of such a feed are asked for")
    authorized = {path for path, asked in server.asked.items() if any("authorization" in row for row in asked)}
    own = {"/auth", "/auth-port", "/auth-items", "/page", "/named-page"}
    check(authorized <= own, f"to no other feed of the host: {authorized - own}")
    told = {row["authorization"] for asked in server.asked.values() for row in asked if "authorization" in row}
    check(told == {first["authorization"]}, "an item's link cannot bring a name and a password of its own")
    check(not any("cookie" in row for row in everything), "no cookie is kept, from one redirect or poll to the next")
    check(wait_until(lambda: len(server.requests("/cookie-target")) > 1, 10), "  though it was asked again")
    check(not any("referer" in row for row in everything), "nobody is told where one comes from")
    check({row.get("accept-encoding") for row in everything} == {"gzip, deflate"}, "what can be unpacked is named, and no more")
    check(proxy.connections == 0, "the environment's proxy is not asked")

    fails("/nine", "HTTP/0.9")
    for path in ("/chunks", "/declared", "/gzip-bomb", "/deflate-bomb", "/twice-bomb"):
        fails(path, "256 KiB")
    fails("/drip", "timed out")
    check(found["/gzip"].get("entries") == 2, "what is packed is unpacked")
    fails("/headers-70", "headers")
    check(found["/headers-60"].get("entries") == 2, "headers up to the limit are taken")
    for status in STATUSES:
        path = f"/status-{status[:3]}"
        row = found[path]
        check(row.get("failures", 0) >= 1 and not row.get("entries"), f"{path}: {row.get('error')}")
    for name in INSIDE:
        fails(f"/{name}", "not public")
    row = shown(station, "http://feeds.inside/")
    check(row.get("failures", 0) >= 1 and "10.0.0.1 is not public" in row.get("error", ""), f"a name is what it resolves to: {row.get('error')}")

    check(wait_until(lambda: shown(station, server.url("/truncated")).get("entries", 0) >= 200, 20), "half of a gzip stream is asked for again")
    check("if-none-match" not in server.requests("/truncated")[1], "and its ETag is not believed")
    for path in ("/etag-fine", "/etag-long", "/etag-space", "/etag-latin"):
        wait_until(lambda: len(server.requests(path)) > 1, 10)
    check("if-none-match" in server.requests("/etag-fine")[1], "an ETag of 1 KiB comes back")
    for path in ("/etag-long", "/etag-space", "/etag-latin"):
        check("if-none-match" not in server.requests(path)[1], f"{path}: dropped")
    check(at_once["most"] == 2, f"{at_once['most']} requests to one host at once")

    # Last, since they silence their host.
    begun = time.time()
    for path in ("/later", "/much-later"):
        station.ask("feeds", "add", "--untested", server.url(path) if path == "/much-later" else elsewhere.url(path))
    for url in (elsewhere.url("/later"), server.url("/much-later")):
        row = wait_until(lambda: (lambda r: r if r.get("answers") else None)(shown(station, url)), 10) or {}
        until = row.get("next_poll", "")
        day = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(begun + 86400 + 7200))
        check(until and until < day, f"Retry-After is believed up to a day: {until}")
    check(station.stop() == 0, "the daemon stops cleanly")

proxy.script = {server.url("/fine"): says(document("Through", "one"))}
with Station([("through", server.url("/fine"))], proxy=f'"{proxy.url("")}"') as station:
    station.start()
    check(wait_until(lambda: proxy.connections and shown(station, server.url("/fine")).get("entries") == 1, 10), "the operator's proxy is asked")
finish()
