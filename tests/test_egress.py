"""Nothing leaves: every look-up and connection of the real program goes to this machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import ipaddress, json, os, signal, sys, threading, urllib.request
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}
strangers = []

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
        host = host.decode() if isinstance(host, bytes) else host
        if host not in LOCAL:
            strangers.append([event, str(host)])
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if host not in LOCAL and not ipaddress.ip_address(host).is_loopback:
            strangers.append([event, str(host)])

sys.addaudithook(watch)
"""
ASKING = """
from plainspoken import cli
folder = sys.argv[1]
codes = [cli.main(["ingest", folder, "--json"]), cli.main(["ask", "Who owns the Brook model?", "--json"]),
         cli.main(["search", "recall", "--json"])]
print(json.dumps({"codes": codes, "strangers": strangers}), file=sys.stderr)
"""
SERVING = """
from plainspoken.doors.launch import launch
from plainspoken.settings import load
from plainspoken.wiring import Engines
settings = load(None, {})
codes = []

def look(url):
    for path in ("/", "/healthz", "/v1/models"):
        with urllib.request.urlopen(url.rstrip("/") + path, timeout=30) as reply:
            codes.append(reply.status)
    os.kill(os.getpid(), signal.SIGINT)

try:
    launch(Engines(settings), settings, host="127.0.0.1", port=0,
           started=lambda url: threading.Thread(target=look, args=(url,)).start())
except KeyboardInterrupt:
    pass
print(json.dumps({"codes": codes, "strangers": strangers}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("work", "codes"),
    [pytest.param(ASKING, [0, 0, 0], id="ingest-ask-search"), pytest.param(SERVING, [200, 200, 200], id="serve")],
)
def test_no_host_but_this_machine_is_looked_up_or_called(work, codes, documents: Path, tmp_path: Path):
    environment = {"PLAINSPOKEN_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", WATCHED + work, str(documents)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )

    told = json.loads(done.stderr.strip().splitlines()[-1])
    assert told == {"codes": codes, "strangers": []}


def test_the_watch_sees_a_stranger():
    calling = """
import socket
try:
    socket.getaddrinfo("plainspoken.example", 80)
except OSError:
    pass
print(json.dumps(strangers), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", WATCHED + calling], capture_output=True, text=True, check=True)

    assert json.loads(done.stderr) == [["socket.getaddrinfo", "plainspoken.example"]]
