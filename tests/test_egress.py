"""Nothing leaves: every look-up and connection of the real program goes to this machine."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from plainspoken import telemetry
from tests.fakes import model_server

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


CALLING = """
import sys
from plainspoken.llm import Provider, complete
from tests.fakes import asked
told = complete(asked("How many lamps?", []), model="openai/stub", deadline_s=100, seed=7, temperature=0,
                provider=Provider(sys.argv[1], "none"))
print("".join(told))
"""


def test_what_a_model_on_this_machine_is_asked_goes_through_no_proxy():
    with model_server(["Two lamps."]) as model, model_server(["Who asks?"]) as proxy:
        ways = {name: proxy.url.removesuffix("/v1") for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")}
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(
            [sys.executable, "-c", CALLING, model.url],
            capture_output=True,
            text=True,
            env=environment | ways,
            timeout=120,
            check=True,
        )

    assert done.stdout == "Two lamps.\n"
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("named", "address", "bypassed", "left"),
    [
        pytest.param({}, "http://127.0.0.9:8000/v1", "127.0.0.9", "llm.example", id="loopback"),
        pytest.param({}, "http://llm.example/v1", "localhost", "llm.example", id="another-machine"),
        pytest.param({"NO_PROXY": "db.example"}, "http://[::1]/v1", "db.example", "llm.example", id="beside-others"),
        pytest.param({"no_proxy": "*"}, "http://127.0.0.9/v1", "llm.example", None, id="no-proxy-for-anything"),
    ],
)
def test_a_proxy_stands_before_other_machines_only(named, address, bypassed, left, monkeypatch):
    for name in telemetry.NO_PROXY:
        monkeypatch.setenv(name, named.get(name, ""))

    telemetry.stay_home()
    telemetry.go_straight(address)

    assert urllib.request.proxy_bypass(bypassed)
    assert left is None or not urllib.request.proxy_bypass(left)
