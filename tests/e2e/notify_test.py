"""What systemd is told: ready, reloading and ready again, alive only while loop and desk both answer, stopping."""
import os
import signal
import socket
import sys
import time

from harness import Station, check, finish

PRELOAD = sys.argv[1]

with Station() as station:
    path = station.folder / "notify"
    ours = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.bind(str(path))
    flag = station.folder / "slow-disk"
    station.environment = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "60000000", "LD_PRELOAD": PRELOAD, "SITREP_SLOW_DISK": str(flag)}

    def told(seconds):
        """All that is said in so many seconds."""
        lines, end = [], time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ours.settimeout(left)
            try:
                lines += ours.recv(4096).decode().splitlines()
            except TimeoutError:
                break
        return lines

    station.start()
    lines = told(2)
    check("READY=1" in lines, "it is ready")
    check(lines.count("WATCHDOG=1") >= 2, f"it is alive {lines.count('WATCHDOG=1')} times in 2 s")
    station.process.send_signal(signal.SIGHUP)
    lines = told(1)
    check("RELOADING=1" in lines and any(line.startswith("MONOTONIC_USEC=") for line in lines) and
          lines.index("RELOADING=1") < lines.index("READY=1"), "it reloads and is ready again")

    # The desk hangs in a flush: the loop goes on, and must not say that all is well.
    flag.touch()
    station.ask("feeds", "add", "--untested", "http://127.0.0.1:9/feed")
    told(1)
    check("WATCHDOG=1" not in told(3), "it says nothing while the desk is stuck")
    check(station.status() is not None, "though it answers")
    flag.unlink()
    told(1)
    check("WATCHDOG=1" in told(2), "it is alive again when the desk is")
    os.kill(station.process.pid, signal.SIGSTOP)
    told(0.3)
    check("WATCHDOG=1" not in told(2), "it says nothing while the loop is stuck")
    os.kill(station.process.pid, signal.SIGCONT)
    station.process.terminate()
    check("STOPPING=1" in told(2), "it says that it stops")
    check(station.stop() == 0, "the daemon stops cleanly")
finish()
