"""A reader as the daemon starts it: frames on descriptor 3."""
import json
import os
import socket
import struct
import subprocess


class Reader:
    def __init__(self, program, *options, **environment):
        self.socket, other = socket.socketpair()
        self.socket.settimeout(20)
        self.process = subprocess.Popen([program, *options], preexec_fn=lambda: os.dup2(other.fileno(), 3), close_fds=False,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, **environment))
        other.close()
        self.ready = self.frame()

    def frame(self):
        try:
            head = self.socket.recv(4, socket.MSG_WAITALL)
            return self.socket.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL) if len(head) == 4 else None
        except ConnectionResetError:
            return None

    def ask(self, document, **request):
        for frame in (json.dumps(request).encode(), document):
            self.socket.sendall(struct.pack(">I", len(frame)) + frame)
        answer = self.frame()
        return json.loads(answer) if answer is not None else None

    def end(self):
        self.socket.close()
        return self.process.wait(20)
