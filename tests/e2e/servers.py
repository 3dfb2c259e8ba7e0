"""A server that answers as it is told, byte by byte, and keeps what it was asked."""
import socket
import threading
import time


class Server:
    """`script` has a function for each path: of the connection, of what was asked, and of how often it was."""

    def __init__(self, address="127.0.0.1", port=0):
        self.script, self.asked, self.connections = {}, {}, 0
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((address, port))
        self.listener.listen(128)
        self.address, self.port = address, self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def host(self):
        return f"[{self.address}]" if ":" in self.address else self.address

    def url(self, path, user=""):
        port = "" if self.port == 80 else f":{self.port}"
        return f"http://{user}{self.host}{port}{path}"

    def requests(self, path):
        return self.asked.get(path, [])

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            with connection:
                self.answer(connection)
        except OSError:
            pass

    def answer(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
        with self.lock:
            asked = self.asked.setdefault(path, [])
            asked.append({"at": time.monotonic(), **headers})
        function = self.script.get(path, lambda c, h, n: c.sendall(response(b"no", status="404 Not Found")))
        function(connection, headers, len(asked))
        # What is still on its way must not be lost to a reset.
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        while connection.recv(65536):
            pass


def response(body, status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers and "Transfer_Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def says(body, status="200 OK", **headers):
    """The same answer whatever is asked."""
    return lambda connection, asked, n: connection.sendall(response(body, status, **headers))


def leads(where, status="302 Found", **headers):
    return says(b"", status, Location=where, **headers)


def document(title, *items, link="http://192.0.2.1/"):
    """An RSS feed; items are names, or names with their links."""
    rows = [item if isinstance(item, tuple) else (item, None) for item in items]
    return (f"<rss version='2.0'><channel><title>{title}</title><link>{link}</link>" + "".join(
        f"<item><title>{name}</title><guid>{title} {name}</guid>" + (f"<link>{to}</link>" if to else "")
        + f"<description>Nothing happened in {name}.</description></item>" for name, to in rows) + "</channel></rss>").encode()
