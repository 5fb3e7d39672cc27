"""What leaves this process unasked: nothing.

Libraries of this field call home at import or at first use. Every switch that
stops one stands here, and is thrown before any of them is imported. What is meant for
this machine takes no way around: a proxy that the environment names would read it.
"""

import os
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

SWITCHES = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else a price list is fetched at import
    "LITELLM_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "RAGAS_DO_NOT_TRACK": "true",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "OPENVINO_TELEMETRY_OPT_OUT": "1",
}
ALWAYS = {"LITELLM_MODE": "PRODUCTION"}  # else LiteLLM reads a file .env at import, which may name another server
HERE = ("localhost", "127.0.0.1", "::1")
NO_PROXY = ("no_proxy", "NO_PROXY")  # a library reads the one or the other
EVERYTHING = "*"


def stay_home() -> None:
    """Throw every switch; a value that the user has set already stands, but where it would move what is sent."""
    for name, value in SWITCHES.items():
        os.environ.setdefault(name, value)
    os.environ.update(ALWAYS)
    _bypass(HERE)


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine and nothing else."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def go_straight(address: str) -> None:
    """Let no proxy stand before a server on this machine; before any other one it stays."""
    host = urlsplit(address).hostname or ""
    if is_loopback(host):
        _bypass([host])


def _bypass(hosts: Sequence[str]) -> None:
    """Name hosts in the environment as those before which no proxy stands."""
    known = {name: os.environ.get(name, "") for name in NO_PROXY}
    for name in NO_PROXY:
        named = [each.strip() for each in (known[name] or "".join(known.values())).split(",") if each.strip()]
        if EVERYTHING not in named:
            os.environ[name] = ",".join(dict.fromkeys([*named, *hosts]))
