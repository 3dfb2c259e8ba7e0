"""A reader that a document has taken over and that answers as it likes: started by sitrepd in the place of its own.

Documents that name no lie go to a real reader behind it (SITREP_READER in the script that starts this)."""
import os
import pathlib
import re
import socket
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "reader"))
from harness import Reader  # noqa: E402  (found by the path above)

stream = socket.socket(fileno=3)
real = Reader(os.environ["SITREP_READER"], *sys.argv[1:])
FACT = b'{"type":"casualty","effect":"killed","count":{"low":9,"high":9}}'
ARTICLE = b'{"article":{"title":"Lie","text":"Nine were killed."}'
LIES = {
    b"garbage": os.urandom(5000),
    b"utf8": b'{"report":' + ARTICLE[:-3] + b'\xff\xfe"}}}',
    b"deep": b'{"report":' + b'{"article":' * 100000 + b"1" + b"}" * 100001,
    b"indices": b'{"report":' + ARTICLE + b',"facts":[' + FACT + b'],"incidents":[{"type":"strike","facts":[0,7]}]}}',
    b"endless": b'{"report":{"article":{"title":"Lie","text":"' + b"x" * (2 << 20) + b'"}}}',
    b"kind": b'{"feed":{"title":"t","items":[{"id":"1"}],"_sitrep":{}}}',
}


def take():
    head = stream.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        sys.exit(0)
    return stream.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)


def give(frame):
    stream.sendall(struct.pack(">I", len(frame)) + frame)


give(real.ready)
while True:
    request, document = take(), take()
    lie = re.search(rb"LIE:(\w+)", document)
    # A feed names the lies of all its entries and is no lie itself.
    if lie and b"<rss" not in document[:200]:
        if lie.group(1) == b"hang":
            time.sleep(60)
        give(LIES[lie.group(1)])
        continue
    for frame in (request, document):
        real.socket.sendall(struct.pack(">I", len(frame)) + frame)
    give(real.frame())
