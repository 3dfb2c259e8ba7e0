"""A server whose answers are written beforehand, as real ones give them, for tests of how servers are treated."""
import http.server
import threading
import time

__all__ = ["Server", "document", "item"]

DOCUMENT = """<rss version="2.0"><channel><title>{title}</title><link>http://example.org/</link>{channel}{items}</channel></rss>"""
ITEM = "<item><title>{0}</title><guid>{0}</guid><description>Nothing happened in {0}.</description>{1}</item>"


def item(name, date=None):
    return ITEM.format(name, f"<pubDate>{date}</pubDate>" if date else "")


def document(title, *items, channel=""):
    """An RSS feed of items, each a name or what item() makes."""
    items = "".join(one if one.startswith("<") else item(one) for one in items)
    return DOCUMENT.format(title=title, channel=channel, items=items).encode()


class Server(http.server.ThreadingHTTPServer):
    """Each path has a function of how often it was asked and of the request's headers; what it was asked is kept."""
    daemon_threads = True

    def __init__(self, address="127.0.0.1"):
        self.script, self.asked, self.connections = {}, {}, set()
        self.lock, self.running, self.most_running = threading.Lock(), 0, 0
        super().__init__((address, 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://{self.server_address[0]}:{self.server_address[1]}{path}"

    def requests(self, path):
        return self.asked.get(path, [])

    def handle_error(self, *_):
        """A client that has hung up is no error."""

    def run(self, by):
        with self.lock:
            self.running += by
            self.most_running = max(self.most_running, self.running)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.connections.add(self.client_address)
        self.server.run(1)
        try:
            self.answer()
        finally:
            self.server.run(-1)

    def answer(self):
        asked = self.server.asked.setdefault(self.path, [])
        asked.append({"at": time.monotonic(), **{k.lower(): v for k, v in self.headers.items()}})
        answer = self.server.script.get(self.path, lambda n, headers: (404, {}, b"no"))
        status, headers, body = answer(len(asked), asked[-1])
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, *_):
        pass
