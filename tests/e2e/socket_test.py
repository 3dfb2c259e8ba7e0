"""The control socket: who may do what, how much a client may say, how long it may be silent, how many there may be."""
import json
import os
import socket
import time

from harness import Newswire, Station, check, finish, wait_until

wire = Newswire()
wire.add_outlet("good", "Good News", "rss")


def client(path):
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(8)
    link.connect(str(path))
    return link


def rest(link):
    """What comes until the daemon hangs up, or None where it does not."""
    data = b""
    try:
        while piece := link.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    except TimeoutError:
        return None
    return data


def as_nobody(path, request):
    """The answer to a request of another user."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            link = client(path)
            link.sendall(json.dumps(request).encode() + b"\n")
            os.write(write, rest(link) or b"")
        except OSError as problem:
            os.write(write, type(problem).__name__.encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    return os.read(read, 1 << 20).decode()


with Station([("good", wire.feed_url("good"))]) as station:
    station.start()
    check(station.socket.stat().st_mode & 0o777 == 0o660, f"the socket's mode is {station.socket.stat().st_mode & 0o777:o}")

    link = client(station.socket)
    link.sendall(b'{"command":"' + b"x" * 5000)
    check(b"4096 bytes" in (rest(link) or b""), "a line over 4 KiB is refused with a sentence")
    link = client(station.socket)
    link.sendall(b"nonsense\n")
    check(b'"error"' in (rest(link) or b""), "what is no request is a sentence")

    begin = time.monotonic()
    silent = client(station.socket)
    check(rest(silent) == b"" and time.monotonic() - begin > 4, f"a silent client is let go after {time.monotonic() - begin:.1f} s")

    many = [client(station.socket) for _ in range(64)]
    time.sleep(0.3)
    beyond = client(station.socket)
    begin = time.monotonic()
    check(rest(beyond) == b"" and time.monotonic() - begin < 4, "the 65th client is let go before it could be silent for too long")
    for link in many:
        link.close()
    check(wait_until(lambda: station.status() is not None, 5), "when they are gone others are answered")

    if os.getuid() == 0:
        check(as_nobody(station.socket, {"command": "status"}) == "PermissionError", "others cannot even ask")
        # As a member of the group: the group of the socket is its, who may read and not change.
        station.folder.chmod(0o755)
        os.chown(station.socket, 0, 65534)
        check('"version"' in as_nobody(station.socket, {"command": "status"}), "a member of the group may ask")
        check('"end"' in as_nobody(station.socket, {"command": "audit"}), "and see who has changed what")
        for command in ("reload", "feeds.add", "feeds.remove", "feeds.pause", "feeds.resume", "feeds.poll",
                        "merge", "split", "mute", "unmute", "retract"):
            answer = as_nobody(station.socket, {"command": command, "url": "http://x.example/", "id": "a", "other": "b"})
            check('"exit":77' in answer, f"and not {command}: {answer.strip()}")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
