"""Over TLS a server that speaks HTTP/2 is spoken to in it, and many requests share few connections."""
import json
import shutil
import socket
import ssl
import struct
import subprocess
import threading

from harness import Station, check, finish, skip, wait_until
from scripted import document

if not shutil.which("openssl"):
    skip("there is no openssl to make a certificate with")

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6  # RFC 9113 section 6
ACK, END_STREAM, END_HEADERS = 1, 1, 4
TYPE = b"application/rss+xml"
# RFC 7541: ":status 200" by its index, and content-type (31) with a value of its own.
ANSWER = b"\x88\x0f\x10" + bytes([len(TYPE)]) + TYPE


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


class Server:
    """Just as much of HTTP/2 as answers every request with the same feed."""

    def __init__(self, folder):
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"],
                       check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.set_alpn_protocols(["h2", "http/1.1"])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.spoken, self.streams = [], []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            with self.context.wrap_socket(client, server_side=True) as stream:
                self.spoken.append(stream.selected_alpn_protocol())
                self.speak(stream.makefile("rwb"))
        except OSError:
            pass

    def speak(self, stream):
        if stream.read(len(PREFACE)) != PREFACE:
            return
        stream.write(frame(SETTINGS, 0, 0))
        stream.flush()
        while head := stream.read(9):
            length, kind, flags, number = int.from_bytes(head[:3], "big"), head[3], head[4], int.from_bytes(head[5:], "big")
            payload = stream.read(length)
            if kind in (SETTINGS, PING) and not flags & ACK:
                stream.write(frame(kind, ACK, 0, payload if kind == PING else b""))
            if kind == HEADERS:
                self.streams.append(number)
                stream.write(frame(HEADERS, END_HEADERS, number, ANSWER) + frame(DATA, END_STREAM, number, document("Two", "one")))
            stream.flush()


class Trusting(Station):
    """Its feeds' certificate is looked at by nobody."""

    def configure(self, feeds):
        super().configure([])
        with open(self.folder / "sitrepd.conf", "a") as to:
            to.writelines(f'feed "{name}" {{\nurl = "{url}"\ntls-verify = no\n}}\n' for name, url in feeds)


with Trusting() as station:
    server = Server(station.folder)
    urls = [f"https://127.0.0.1:{server.port}/{n}" for n in range(6)]
    station.configure([(f"feed {n}", url) for n, url in enumerate(urls)])
    station.start()
    check(wait_until(lambda: len(server.streams) >= 18, 15), f"six feeds are polled three times: {len(server.streams)} requests")
    check(set(server.spoken) == {"h2"}, f"in HTTP/2: {server.spoken}")
    check(len(server.spoken) <= 2, f"over {len(server.spoken)} connections")
    feeds = [json.loads(line) for line in station.ask("feeds", "--json").stdout.splitlines()]
    check(len(feeds) == 6 and all(feed["status"] == 200 and feed["entries"] for feed in feeds), "and all of them are read")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
