"""The service's unit is as closed as docs/ promises, by systemd's own measure, offline: its exposure, and what is left open.

Then each line of the unit that closes something is taken out, and the measure has to see it: so none can go unnoticed.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

UNIT = pathlib.Path(sys.argv[2]) / "systemd" / "sitrepd.service"
LIMIT = 1.3
# What stays open, and why.
OPEN = {
    "SystemCallFilter=~@resources": "setrlimit is what the reader closes itself in with",
    "RootDirectory=/RootImage=": "certificates, the resolver's files and the libraries are the system's",
    "RestrictAddressFamilies=~AF_NETLINK": "the resolver asks the kernel for its addresses",
    "RestrictAddressFamilies=~AF_UNIX": "the control socket, and systemd's own",
    "RestrictAddressFamilies=~AF_(INET|INET6)": "feeds",
    "PrivateNetwork=": "feeds",
    "DeviceAllow=": "ProtectClock allows the clock to be read",
    "IPAddressDeny=": "feeds are anywhere but in the networks that are denied",
}
# What closes something that systemd does not measure: it has to be there, to the end or (where paths follow) as it begins.
UNMEASURED = [
    "IPAddressDeny=link-local multicast 10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16 fc00::/7 localhost\n",
    "IPAddressAllow=127.0.0.53 127.0.0.1\n",
    "AmbientCapabilities=\n",
    "SecureBits=noroot-locked\n",
    "DevicePolicy=closed\n",
    "PrivateMounts=yes\n",
    "KeyringMode=private\n",
    "NoExecPaths=/\n",
    "ExecPaths=",
    "SystemCallErrorNumber=EPERM\n",
]
BEGIN, END = "# What it may reach.", "[Install]"


def open_checks(path):
    """The checks of systemd that the unit does not pass."""
    run = subprocess.run(["systemd-analyze", "security", "--offline=true", "--json=short", path], capture_output=True, text=True)
    return {row["name"] for row in json.loads(run.stdout) if row["set"] is False}


def exposure(path):
    run = subprocess.run(["systemd-analyze", "security", "--offline=true", path], capture_output=True, text=True)
    match = re.search(r"exposure level[^:]*: ([\d.]+)", run.stdout)
    if not match:
        sys.exit("no exposure level in the answer of systemd-analyze: " + run.stdout[-2000:] + run.stderr)
    return float(match.group(1))


def is_missed(line, text, folder):
    """Whether the measure sees that this line has gone."""
    path = folder / UNIT.name
    path.write_text(text.replace(line + "\n", "", 1))
    return open_checks(path) != set(OPEN)


if not shutil.which("systemd-analyze"):
    print("systemd-analyze is not on this machine: the exposure of the unit is not measured")
    sys.exit(77)
wrong, text, measured = [], UNIT.read_text(), exposure(UNIT)
if measured > LIMIT:
    wrong.append(f"exposure {measured}, at most {LIMIT}")
for name in sorted(open_checks(UNIT) ^ set(OPEN)):
    wrong.append(f"{name} is {'closed, and its reason stands here' if name in OPEN else 'open'}")
lines = [line for line in text[text.index(BEGIN):text.index(END)].splitlines() if "=" in line and not line.startswith("#")]
wrong += [f"{line.strip()} is gone" for line in UNMEASURED if "\n" + line not in text]
with tempfile.TemporaryDirectory() as folder:
    missed = {line for line in lines if is_missed(line, text, pathlib.Path(folder))}
wrong += [f"{line} may go without anybody seeing it" for line in lines if line not in missed and not (line + "\n").startswith(tuple(UNMEASURED))]
print(f"exposure {measured}, at most {LIMIT}; {len(missed)} of {len(lines)} lines are missed when they go")
print("\n".join(wrong))
sys.exit(bool(wrong))
