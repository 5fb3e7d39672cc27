"""What ``doctor`` tries: is everything there that an answer needs?"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from plainspoken import weights
from plainspoken.access import Principal
from plainspoken.errors import PlainspokenError, UnavailableError
from plainspoken.settings import Settings, read_access
from plainspoken.wiring import Engines

PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Attributes:
        name: What.
        is_ok: Whether it works.
        told: What was found, for a person.
    """

    name: str
    is_ok: bool
    told: str

    def as_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"name": self.name, "ok": self.is_ok, "told": self.told}


def checks(settings: Settings, engines: Engines) -> list[Check]:
    """Try everything, one after another; a failure does not stop the rest."""
    return [
        _tried("access", lambda: f"{len(read_access(settings.access.file).principals)} principals"),
        _tried(
            "ledger", lambda: f"{len(engines.ledger.editions(Principal(), current_only=True))} documents for everyone"
        ),
        _tried("index", lambda: f"{engines.count_index()} passages"),
        _tried("access of corpora", lambda: _defaults(engines)),
        *[_tried(f"weights {name}", partial(_weight, name)) for name in weights.WEIGHTS],
        _tried("embedding", lambda: _embedding(engines)),
        _tried("privacy", lambda: _privacy(settings, engines)),
        _tried("model", lambda: _model(settings)),
    ]


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, is_ok=True, told=look())
    except PlainspokenError as error:
        return Check(name, is_ok=False, told=str(error))
    except Exception as error:  # noqa: BLE001  a door: whatever it is, the other checks go on
        return Check(name, is_ok=False, told=f"failed ({type(error).__name__})")


def _defaults(engines: Engines) -> str:
    if remarks := engines.remarks:
        raise UnavailableError("; ".join(remarks))
    return "as when their documents were ingested"


def _weight(name: str) -> str:
    return str(weights.checked(name))


def _embedding(engines: Engines) -> str:
    engines.embed(["a word"])
    engines.embed_query("a word")
    return f"{engines.embedder.name} on {engines.embedder.backend}"


def _privacy(settings: Settings, engines: Engines) -> str:
    engines.find(["a word"])
    return "private fields are found" if settings.privacy.enabled else "switched off: nothing is replaced"


def _model(settings: Settings) -> str:
    llm = settings.llm
    if not llm.model:
        return "none set: answers are extractive"
    if not llm.api_base:
        return f"{llm.model}: not tried, its provider is LiteLLM's default"
    parts = urlsplit(llm.api_base)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=PATIENCE_S):
            return f"{llm.model}: something listens at {parts.hostname}:{port}"
    except OSError as error:
        why = error.strerror or "no answer"
        raise UnavailableError(f"{llm.model}: nothing listens at {parts.hostname}:{port} ({why})") from error
