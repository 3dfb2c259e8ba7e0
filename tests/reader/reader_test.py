"""The reader as the daemon starts it: frames on descriptor 3, a sandbox around it, an end when its stream ends."""
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys

READER = pathlib.Path(sys.argv[1])


class Reader:
    def __init__(self, *options):
        self.socket, other = socket.socketpair()
        self.socket.settimeout(10)
        self.process = subprocess.Popen([READER, *options], preexec_fn=lambda: os.dup2(other.fileno(), 3), close_fds=False,
                                        stderr=subprocess.PIPE)
        other.close()
        self.ready = self.frame()

    def frame(self):
        head = self.socket.recv(4, socket.MSG_WAITALL)
        return self.socket.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL) if len(head) == 4 else None

    def ask(self, document, **request):
        for frame in (json.dumps(request).encode(), document):
            self.socket.sendall(struct.pack(">I", len(frame)) + frame)
        answer = self.frame()
        return json.loads(answer) if answer is not None else None

    def end(self):
        self.socket.close()
        return self.process.wait(10)


def check(condition, sentence):
    print(("ok      " if condition else "FAILED  ") + sentence)
    global failed
    failed = failed or not condition


failed = False
reader = Reader()
check(reader.ready in (b"ready", b"ready without Landlock"), f"it says when it is ready: {reader.ready}")
limits = {line[:25].strip(): line[25:].split() for line in pathlib.Path(f"/proc/{reader.process.pid}/limits").read_text().splitlines()}
# The sanitizers need addresses without end, and a file for what they find.
sanitized = limits["Max address space"][1] == "unlimited"
check(sanitized or limits["Max file size"][1] == "0", "it can write to no file")
for name, most in (("Max cpu time", 600), ("Max core file size", 0), ("Max processes", 0)):
    check(limits[name][1] == str(most), f"{name}: {limits[name][1]}")
feed = reader.ask(b"<rss><channel><title>T</title><item><title>I</title></item></channel></rss>", what="feed", url="http://x.example/")
check(feed["feed"]["items"][0]["title"] == "I", "a feed is read")
page = "<h1>Strike kills 12 in Lebanon</h1><p>At least 12 people were killed in a strike on Beirut, officials said.</p>"
report = reader.ask(page.encode(), what="page", url="http://x.example/1", published="2026-03-09T10:00:00Z")["report"]
check(any(f.get("effect") == "killed" and f["count"]["low"] == 12 for f in report["facts"]), "a page is read and its facts found")
check("error" in reader.ask(b"no feed", what="feed", url=""), "what cannot be read is a sentence")
check(reader.ask(b"<p>words</p>", what="content", title="T")["report"]["article"]["title"] == "T", "an entry's content is an article")
lines = pathlib.Path(f"/proc/{reader.process.pid}/status").read_text().splitlines()
status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
check(status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", "it has no new privileges and a system call filter")
check(reader.end() == 0, "it ends when its stream ends")

reader = Reader()
reader.socket.sendall(b"\xff\xff\xff\xff")
check(reader.process.wait(10) != 0, "a frame beyond the limit ends it before anything is allocated")
words = pathlib.Path(__file__).parent.parent / "data/lexicon"
page = b"<p>Four villagers were packed off to their graves by a drone in Ulthar on Monday, officials said.</p>"
reader = Reader("--lexicon", words / "good")
facts = reader.ask(page, what="content", title="T")["report"]["facts"]
check(any(f["rule"] == "local.graves" for f in facts), "it reads with the operator's rules")
check(reader.end() == 0 and not reader.process.stderr.read(), "and has nothing to say of them")
reader = Reader("--lexicon", words / "bad")
check(reader.ask(page, what="content", title="T") and reader.end() == 0, "with mistakes in them it reads on")
check(b"5 mistakes" in reader.process.stderr.read(), "and says how many")
by_hand = subprocess.run([READER], stdin=subprocess.DEVNULL, capture_output=True)
check(by_hand.returncode == 64 and b"never by hand" in by_hand.stderr, "by hand it says what it is")
sys.exit(1 if failed else 0)
