"""One feed's own settings: what its server needs it gets, and nobody else does, wherever redirects and links lead."""
import base64
import http.client
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time

from harness import SITREP, SITREPD, Station, check, finish, wait_until

FEED = """<rss version="2.0"><channel><title>{0}</title><link>{1}/</link><item><title>Talks begin in {0}</title><guid>{0}</guid>
<link>{1}</link><description>Talks began in Geneva on Monday, officials said.</description></item></channel></rss>"""
PAGE = "<html><body><article><h1>Talks</h1><p>" + "Talks began in Geneva on Monday, officials said of them. " * 8 + "</p></article></body></html>"
BASIC = "Basic " + base64.b64encode(b"reader:Top:Secret1").decode()
IN_URL = "Basic " + base64.b64encode(b"other:Se@cret2").decode()
SECRETS = ["Top:Secret1", "Secret1", "Se@cret2", "cret2", "Se%40cret2", "KeySecret3", "ProxySecret4", BASIC[6:], IN_URL[6:], "TypedSecret5"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        answer = self.server.script.get(self.path.split("?")[0], lambda headers: (404, {}, "no"))
        status, headers, body = answer({k.lower(): v for k, v in self.headers.items()})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address="127.0.0.1", handler=Handler, context=None):
        self.script, self.asked = {}, []
        super().__init__((address, 0), handler)
        self.scheme = "https" if context else "http"
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"{self.scheme}://{self.server_address[0]}:{self.server_address[1]}{path}"

    def requests(self, path):
        return [headers for asked, headers in self.asked if asked == path]

    def handle_error(self, request, client_address):
        pass


class Proxy(Handler):
    """Forwards what it is asked for, and remembers it."""

    def do_GET(self):
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        host, path = re.match(r"http://([^/]*)(.*)", self.path).groups()
        link = http.client.HTTPConnection(host, timeout=5)
        link.request("GET", path, headers={k: v for k, v in self.headers.items() if k.lower() not in ("host", "proxy-connection", "proxy-authorization")})
        answer = link.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type", "text/plain"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server, other, proxy, own_proxy = Server(), Server("127.0.0.2"), Server(handler=Proxy), Server(handler=Proxy)


def feed(name, page=None):
    return 200, {"Content-Type": "application/rss+xml"}, FEED.format(name, page or server.url("/page/" + name))


def needs(header, value, name, page=None):
    return lambda headers: feed(name, page) if headers.get(header) == value else (401, {"WWW-Authenticate": 'Basic realm="x"'}, "no")


def page(headers):
    return 200, {"Content-Type": "text/html"}, PAGE


def to(url):
    return lambda headers: (302, {"Location": url}, "")


server.script = {
    "/basic": needs("authorization", BASIC, "basic"), "/inurl": needs("authorization", IN_URL, "inurl", other.url("/page/inurl")),
    "/key": needs("x-key", "KeySecret3", "key", other.url("/page/key")), "/header": needs("x-plain", "plain value", "header"),
    "/away": to(other.url("/taken")), "/home": to("/basic"), "/lead": to(other.url("/back")),
    "/language": lambda h: feed("language"), "/quiet": lambda h: feed("quiet"), "/contact": lambda h: feed("contact"), "/direct": lambda h: feed("direct"),
    "/proxied": lambda h: feed("proxied"), "/exposed": lambda h: feed("exposed"), "/missing": lambda h: feed("missing"), "/typed": needs("authorization", BASIC, "typed"),
    "/set": lambda h: feed("set"), "/site": lambda h: (200, {"Content-Type": "text/html"},
                                                       f'<html><link rel="alternate" type="application/rss+xml" href="{other.url("/taken")}"></html>'),
}
server.script.update({"/page/" + name: page for name in ("basic", "header", "language", "quiet", "contact", "direct", "proxied", "set", "typed")})
other.script = {"/taken": lambda h: feed("taken", other.url("/page/taken")), "/back": to(server.url("/basic")),
                "/page/taken": page, "/page/inurl": page, "/page/key": page}


def section(name, **keys):
    lines = [f'url = "{keys.pop("url", server.url("/" + name))}"']
    lines += [f"{key.replace('_', '-')} = {value}" for key, value in keys.items()]
    return f'feed "{name}" {{\n' + "\n".join(lines) + "\n}\n"


class Own(Station):
    sections = ""

    def configure(self, feeds):
        super().configure(feeds)
        with open(self.folder / "sitrepd.conf", "a") as to:
            to.write(self.sections)
        (self.folder / "sitrepd.conf").chmod(0o640)


def shown(station, name, where=server):
    answer = station.ask("feeds", "show", "--json", where.url("/" + name))
    return json.loads(answer.stdout) if answer.returncode == 0 else {}


def credential(folder, name, text, mode=0o600):
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return path


with Own(proxy=f'"{proxy.url("").replace("//", "//user:ProxySecret4@")}"') as station:
    secrets = station.folder / "credentials"
    secrets.mkdir(mode=0o700)
    credential(secrets, "basic", "# whose it is\nreader:Top:Secret1\n", 0o400)
    key = credential(station.folder, "key", "X-Key: KeySecret3\n")
    exposed = credential(station.folder, "exposed", "reader:Top:Secret1\n", 0o644)
    station.environment = {"CREDENTIALS_DIRECTORY": str(secrets)}
    none = {"proxy": '"none"'}
    station.sections = "".join([
        section("basic", credentials='"basic"', **none), section("away", credentials='"basic"', headers='{ "X-Plain: plain value" }', **none),
        section("home", credentials='"basic"', **none), section("lead", credentials='"basic"', headers='{ "X-Plain: plain value" }', **none),
        section("inurl", url=server.url("/inurl").replace("//", "//other:Se%40cret2@"), **none),
        section("key", credentials=f'"{key}"', **none), section("header", headers='{ "X-Plain: plain value", "Accept: text/x-own" }', **none),
        section("language", language='"fr-CA"', **none), section("quiet", follow_links="no", **none),
        section("contact", contact='"mailto:one@example.org"', **none), section("direct", **none), section("proxied"),
        section("exposed", credentials=f'"{exposed}"', **none), section("missing", credentials='"nowhere"', **none),
        section("ownproxy", url=server.url("/proxied?own"), proxy=f'"{own_proxy.url("")}"')])
    station.settings["contact"] = '"mailto:all@example.org"'
    station.configure([])
    station.start()
    check(wait_until(lambda: all(shown(station, n).get("last_success") for n in ("basic", "home", "inurl", "key", "header", "proxied")), 15),
          "feeds with credentials by name, in the address, as a key and by a header are read")

    check(server.requests("/basic")[0].get("authorization") == BASIC, "a user and password are shown at once")
    check(wait_until(lambda: other.requests("/taken") and other.requests("/page/taken"), 10), "a redirect to another host is followed")
    stray = [name for _, headers in other.asked for name in headers if name in ("authorization", "x-plain", "x-key", "cookie")]
    check(not stray, f"and is shown neither credentials nor headers: {stray}")
    check(any(h.get("x-plain") == "plain value" for h in server.requests("/away")), "which its own host had got")
    check(server.requests("/lead")[0].get("x-plain") and shown(station, "lead").get("last_success"), "led back to its own place, a feed has them again")
    check(wait_until(lambda: server.requests("/page/basic"), 10) and server.requests("/page/basic")[0].get("authorization") == BASIC,
          "pages of the same place get them")
    check(wait_until(lambda: other.requests("/page/inurl") and other.requests("/page/key"), 10), "pages of other places are read without")
    check(server.requests("/header")[0].get("accept") == "text/x-own", "a header of the operator's takes the place of ours")
    check(all("ProxySecret4" not in json.dumps(h) for _, h in server.asked + other.asked), "the proxy's password goes to the proxy")

    check(server.requests("/language")[0].get("accept-language") == "fr-CA, *;q=0.5" and not server.requests("/direct")[0].get("accept-language"),
          "the language is asked for, of one feed")
    wait_until(lambda: server.requests("/page/direct"), 10)
    check(server.requests("/page/direct") and not server.requests("/page/language"), "pages in a language without a lexicon are not fetched")
    check(not server.requests("/page/quiet"), "nor those of a feed whose links are not followed")
    check(server.requests("/contact")[0]["user-agent"].endswith("(+mailto:one@example.org)")
          and server.requests("/direct")[0]["user-agent"].endswith("(+mailto:all@example.org)"), "a feed may have a contact of its own")

    direct = [path for path, _ in proxy.asked]
    check(direct and all("/proxied" in path for path in direct), "all but those that say none go through the proxy of all")
    check(any(h.get("proxy-authorization", "").startswith("Basic") for _, h in proxy.asked), "which gets its password")
    check([path for path, _ in own_proxy.asked][:1] == [server.url("/proxied?own")] and
          not any("?own" in path for path in direct), "and one has a proxy of its own")
    check("mode 0644" in shown(station, "exposed").get("error", "") and not server.requests("/exposed"), "credentials that others may read are not used: "
          + shown(station, "exposed").get("error", ""))
    check("nowhere" in shown(station, "missing").get("error", "") and not server.requests("/missing"), "nor is a feed asked without those it needs: "
          + shown(station, "missing").get("error", ""))
    exposed.chmod(0o600)
    station.ask("feeds", "poll", server.url("/exposed"))
    check(wait_until(lambda: server.requests("/exposed"), 10), "a file that was mended holds at the next poll")

    # By command.
    def words(*arguments):
        return station.ask("feeds", *arguments)

    answer = words("add", server.url("/typed").replace("//", "//me:TypedSecret5@"))
    check(answer.returncode == 65 and "credentials" in answer.stderr, "a password is not taken from a command line: " + answer.stderr.strip())
    answer = words("add", server.url("/typed"))
    check(answer.returncode == 65 and "401" in answer.stderr, "without credentials it is not found")
    answer = words("add", server.url("/typed"), "credentials=basic", "proxy=none", "interval=1h", "title=Typed", "tags=a,b")
    check(answer.returncode == 0 and "Typed" in json.dumps(shown(station, "typed")), "with them it is: " + answer.stdout.strip() + answer.stderr.strip())
    check(wait_until(lambda: shown(station, "typed").get("last_success"), 10), "and is polled with them")
    row = shown(station, "typed")
    check(row.get("access") == {"credentials": "basic", "proxy": "none"} and row.get("interval_ms") == 3600000 and row.get("tags") == "a,b", f"they are kept by name: {row.get('access')}")
    check(words("set", server.url("/typed"), "headers=X-A: one", "headers=X-B: two", "language=en", "tls-verify=no", "follow-links=no").returncode == 0, "more is set")
    row = shown(station, "typed")
    check(row["access"].get("headers") == ["X-A", "X-B"] and row["access"]["credentials"] == "basic", "the values of headers are not shown, and the rest stays")
    text = words("show", server.url("/typed")).stdout
    check(all(word in text for word in ("credentials", "X-B", "follow links", "tls-verify", "1 h" if "1 h" in text else "60 min")) and "two" not in text, "feeds show tells it to people")
    check("certificate is not looked at" in words("list").stdout, "and feeds list says whose certificate is not looked at")
    check(wait_until(lambda: any(h.get("x-b") == "two" for h in server.requests("/typed")), 10), "it is polled at once with what was set")
    check(words("set", server.url("/typed"), "headers=", "interval=", "credentials=", "tls-verify=yes").returncode == 0
          and shown(station, "typed").get("access") == {"proxy": "none"} and not shown(station, "typed").get("interval_ms"), "an empty value is the default again")
    for wrong, why in (("interval=soon", "interval"), ("nonsense=1", "no key"), ("headers=Host: x", "operator's"), ("headers=Connection: x", "operator's"),
                       ("headers=Authorization: Basic x", "secret"), ("headers=X-A", "Name: value"), ("headers=X-A: ü", "ASCII"), ("credentials=/etc/shadow", "path"),
                       ("credentials=../x", "path"), ("proxy=ftp://x", "proxy"), ("proxy=http://u:TypedSecret5@x", "proxy"), ("language=french!", "language"), ("tls-ca=/none", "tls-ca"),
                       ("follow-links=maybe", "follow-links"), ("nothing", "KEY=VALUE"), ("headers=X-A: a\r\nX-B: b", "value")):
        answer = words("set", server.url("/typed"), wrong, "title=Changed")
        check(answer.returncode in (64, 65, 78) and why in answer.stderr and "TypedSecret5" not in answer.stderr, f"{wrong!r} is refused: {answer.stderr.strip()}")
    check(shown(station, "typed").get("title") == "Typed", "and then nothing is set")
    answer = words("set", server.url("/basic"), "interval=5m")
    check(answer.returncode == 77 and "configuration" in answer.stderr, "the configuration's feeds are set there")
    answer = words("add", server.url("/site"), "credentials=basic", "proxy=none")
    check(answer.returncode == 65 and "another host" in answer.stderr, "a page does not lead credentials to another host")
    check(not [h for _, h in other.asked if "authorization" in h], "and they have not gone there")
    file = station.folder / "in.opml"
    file.write_text(f'<opml><body><outline xmlUrl="http://me:TypedSecret5@127.0.0.1:9/opml"/></body></opml>')
    answer = words("import", file)
    check(answer.returncode == 0 and "1 had a user or password" in answer.stderr, "of OPML the addresses are taken without: " + answer.stderr.strip())

    # Nothing of it is shown anywhere.
    outputs = {"messages": station.messages(), "log": station.log.read_text() if station.log.exists() else ""}
    for pid in station.family():
        for part in ("cmdline", "environ", "limits"):
            outputs[f"{part} of {pid}"] = open(f"/proc/{pid}/{part}", errors="replace").read()
    for arguments in (["status"], ["feeds"], ["feeds", "export"], ["alerts"], ["incidents"], ["audit"], *[["feeds", "show", server.url("/" + n)] for n in ("basic", "inurl", "key", "typed", "exposed")],
                      ["feeds", "show", server.url("/inurl").replace("//", "//other:Se%40cret2@")], ["why", server.url("/page/basic")], ["why", other.url("/page/inurl")],
                      ["feeds", "remove", server.url("/inurl").replace("//", "//other:Se%40cret2@")]):
        for way in ([], ["--json"]):
            answer = station.ask(*arguments, *way)
            outputs[" ".join(arguments + way)] = answer.stdout + answer.stderr
    outputs["database"] = station.database.read_bytes().decode("latin-1") + (station.database.parent / "sitrep.db-wal").read_bytes().decode("latin-1")
    for name, text in outputs.items():
        found = [secret for secret in SECRETS if secret in text]
        check(text is not None and not found, f"{name[:60]} shows no secret {found if found else ''}")
    # A client that waits for its answer, of a daemon that never gives one.
    deaf = socket.socket(socket.AF_UNIX)
    deaf.bind(str(station.folder / "deaf"))
    deaf.listen()
    waiting = subprocess.Popen([SITREP, "feeds", "show", server.url("/x").replace("//", "//me:TypedSecret5@"), "--socket", station.folder / "deaf"], stdout=subprocess.DEVNULL)
    held = deaf.accept()
    words = open(f"/proc/{waiting.pid}/cmdline").read()
    check("127.0.0.1" in words and "TypedSecret5" not in words, "nor does the list of processes, of a client that was given one")
    waiting.kill()
    waiting.wait()
    held[0].close()
    limits = open(f"/proc/{station.process.pid}/limits").read()
    check(re.search(r"Max core file size\s+0\s+0", limits), "and the daemon leaves no core")

    # Files.
    modes = {p: p.stat().st_mode & 0o777 for p in [*station.database.parent.iterdir(), station.log] if p.exists()}
    check(modes and all(mode & 0o027 == 0 for mode in modes.values()), "what the daemon makes others neither read nor change: "
          + ", ".join(f"{p.name} {m:o}" for p, m in modes.items()))
    check(not any(mode & 0o111 for mode in modes.values()), "and nobody executes")
    check("others may read the file" not in station.messages(), "while others may not read the configuration nothing is said of it")
    (station.folder / "sitrepd.conf").chmod(0o644)
    check(station.ask("reload").returncode == 0 and wait_until(lambda: "others may read the file" in station.messages(), 5), "when they may, a warning is")
    station.sections += section("new", url="http://u:TypedSecret5@127.0.0.1:9/x", interval="never", proxy='"http://u:TypedSecret5@x"', headers='{ "Cookie: TypedSecret5" }')
    station.sections += 'tls-verify = no\nfeed "bad" { url = "htp//u:TypedSecret5@h/" }\n'
    station.configure([])
    answer = subprocess.run([SITREPD, "-n", "-c", station.folder / "sitrepd.conf"], capture_output=True, text=True)
    check(answer.returncode == 78 and answer.stderr.count("\n") == 5 and "for all feeds" in answer.stderr and "TypedSecret5" not in answer.stderr + answer.stdout,
          "mistakes beside secrets are told without them: " + answer.stderr.strip().replace(str(station.folder), ""))
    check(station.stop() == 0, "the daemon stops cleanly")

# Certificates.
if not shutil.which("openssl"):
    print("certificates are not looked at here: there is no openssl")
    finish()
with Own() as station:
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", station.folder / "key.pem", "-out", station.folder / "cert.pem", "-days", "2",
                           "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,IP:127.0.0.2"], capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(station.folder / "cert.pem", station.folder / "key.pem")
    secure, astray = Server(context=context), Server("127.0.0.2", context=context)
    names = ("plain", "ca", "unverified", "leading")
    secure.script = {"/" + n: (lambda headers, n=n: feed(n, secure.url("/page/" + n))) for n in names}
    secure.script["/leading"] = to(astray.url("/there"))
    astray.script = {"/there": lambda h: feed("there")}
    station.sections = "".join([section("plain", url=secure.url("/plain")), section("ca", url=secure.url("/ca"), tls_ca=f'"{station.folder}/cert.pem"'),
                                section("unverified", url=secure.url("/unverified"), tls_verify="no"), section("leading", url=secure.url("/leading"), tls_verify="no")])
    station.configure([])
    station.start()
    check(wait_until(lambda: shown(station, "ca", secure).get("last_success") and shown(station, "unverified", secure).get("last_success"), 10),
          "a feed's own authority is believed, and its server where it says so")
    check(wait_until(lambda: shown(station, "plain", secure).get("error"), 10) and not secure.requests("/plain"), "which is nobody else's: " + shown(station, "plain", secure).get("error", ""))
    check(wait_until(lambda: shown(station, "leading", secure).get("error"), 10) and not astray.asked, "nor another server's: " + shown(station, "leading", secure).get("error", ""))
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
