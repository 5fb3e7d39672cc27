"""Stands before every route: who calls, from where, how much, and what leaves with the reply."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plainspoken.access import ANONYMOUS, Directory, Principal
from plainspoken.doors.http.failures import failure, told
from plainspoken.doors.http.metrics import Metrics
from plainspoken.doors.http.room import Room
from plainspoken.doors.http.sessions import COOKIE, Sessions
from plainspoken.settings import is_loopback, principal_for_key

LOG = logging.getLogger("plainspoken.http")
LARGEST_BODY = 1_000_000  # bytes; the longest question with a long history is a tenth of it
PAGE_API = "/gradio_api/"
PAGE_NEEDS = ("queue/", "heartbeat/", "startup-events", "cancel", "reset")  # no uploads, files, proxies, calls
HEARTBEAT = "/gradio_api/heartbeat/"
LISTEN_S = 0.5  # how soon an open page notices that the server stops
SIGNING = ("/login", "/logout")
OPEN = ("/healthz", "/readyz", "/metrics", "/slack/events")
ASKING = ("/api/ask", "/api/search", "/v1/chat/completions")  # bound by the processor; the page has its own queue
UNKNOWN_NAME = "this server does not know the name it was called by; add it to server.hosts (PLAINSPOKEN_SERVER__HOSTS)"
API_CSP = "default-src 'none'; frame-ancestors 'none'"
# Gradio fills templates and runs its own inline scripts; nothing may come from, or go to, another host.
PAGE_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)


class TooLargeError(HTTPException):
    """More came than is read."""

    def __init__(self) -> None:
        super().__init__(413)


@dataclass(frozen=True, slots=True)
class Entrance:
    """How the server lets people in.

    Attributes:
        directory: Returns who is who, read anew for each call.
        allow_anonymous: Whether a caller without a key is served.
        hosts: Names by which it may be called without a key; empty means any.
        room: How many questions are answered at once.
    """

    directory: Callable[[], Directory] = Directory
    allow_anonymous: bool = True
    hosts: frozenset[str] = frozenset({"localhost"})
    room: Room = field(default_factory=Room)


class Guard:
    """Authenticates, refuses foreign hosts and oversized bodies, and adds the headers of every reply.

    Args:
        app: What stands behind.
        entrance: How people are let in.
        sessions: Who has signed in on the page.
        metrics: Counts what passes.
    """

    def __init__(self, app: ASGIApp, *, entrance: Entrance, sessions: Sessions, metrics: Metrics) -> None:
        self._app = app
        self._entrance = entrance
        self._sessions = sessions
        self._metrics = metrics
        self.stopping: Callable[[], bool] = lambda: False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, reply = time.perf_counter(), _Reply(send, is_api(scope["path"]))
        try:
            received = self._until_stopped(receive) if HEARTBEAT in scope["path"] else _limited(receive)
            await self._pass(scope, received, reply)
        except asyncio.CancelledError:
            LOG.warning("stopped while replying")  # the server's patience is over
        except Exception as error:  # noqa: BLE001  the last door: whatever it is, the caller gets our words
            if not reply.started:
                await told(error)(scope, receive, reply.send)
            elif reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:  # else it was told, and logged, already
                LOG.warning("%s while replying", type(error).__name__)  # its words may be a document's
        finally:
            self._metrics.passed(scope, reply.status, time.perf_counter() - started)

    def _until_stopped(self, receive: Receive) -> Receive:
        """Return ``receive`` for a page's open line, which would keep the server from stopping."""

        async def received() -> Message:
            message = asyncio.ensure_future(receive())
            try:
                while not message.done() and not self.stopping():
                    await asyncio.wait({message}, timeout=LISTEN_S)
                return message.result() if message.done() else {"type": "http.disconnect"}
            finally:
                message.cancel()

        return received

    async def _pass(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        headers = Headers(scope=scope)
        path = scope["path"]
        if int(headers.get("content-length") or 0) > LARGEST_BODY:
            raise TooLargeError
        if path in OPEN:
            await self._app(scope, receive, reply.send)
            return
        if path.startswith(PAGE_API) and not path.removeprefix(PAGE_API).startswith(PAGE_NEEDS):
            await failure(404, "there is no such thing")(scope, receive, reply.send)
            return
        key = _key(headers)
        if key is None and not self._is_own_host(headers):
            await failure(403, UNKNOWN_NAME)(scope, receive, reply.send)
            return
        principal = self._principal(scope, key)
        if principal is None and path not in SIGNING:
            refusal = failure(401, "a valid key is needed", {"WWW-Authenticate": "Bearer"})
            may_sign_in = key is None and scope["method"] == "GET" and not is_api(path)
            await (self._sessions.to_login() if may_sign_in else refusal)(scope, receive, reply.send)
            return
        scope.setdefault("state", {})["principal"] = principal
        async with self._entrance.room.place() if path in ASKING else nullcontext():
            await self._app(scope, receive, reply.send)

    def _principal(self, scope: Scope, key: str | None) -> Principal | None:
        """Return who calls; None when nobody may be served under what was shown."""
        directory = self._entrance.directory()
        if key is not None:
            return principal_for_key(directory, key)
        if not is_api(scope["path"]):
            token = Request(scope).cookies.get(COOKIE)
            signed_in = self._sessions.principal(token, directory) if token else None
            if signed_in is not None:
                return signed_in
        return directory.named(ANONYMOUS) if self._entrance.allow_anonymous else None

    def _is_own_host(self, headers: Headers) -> bool:
        """Return whether the caller means this server: else another site's page may be speaking (DNS rebinding)."""
        if not self._entrance.hosts:
            return True
        host = _hostname(f"//{headers.get('host', '')}")
        origin = headers.get("origin")
        named = [host] if origin is None else [host, _hostname(origin)]
        return all(
            name in self._entrance.hosts or ("localhost" in self._entrance.hosts and is_loopback(name))
            for name in named
        )


def is_api(path: str) -> bool:
    """Return whether ``path`` is one of the APIs', not the page's."""
    return path in ("/api", "/v1") or path.startswith(("/api/", "/v1/"))


class _Reply:
    """Sends a reply with our headers, and remembers how far it came."""

    def __init__(self, send: Send, is_api_path: bool) -> None:
        self._send = send
        self._is_api = is_api_path
        self.status = 500
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"  # without any, a browser hides the origin of our own forms
            headers["X-Frame-Options"] = "DENY"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Content-Security-Policy"] = API_CSP if self._is_api else PAGE_CSP
            if self._is_api:
                headers["Cache-Control"] = "no-store"
        await self._send(message)


def _key(headers: Headers) -> str | None:
    """Return the key that was shown; None without one, and a malformed one as the empty key, which is nobody's."""
    shown = headers.getlist("authorization")
    if not shown:
        return None
    scheme, _, key = shown[0].partition(" ")
    return key.strip() if len(shown) == 1 and scheme.lower() == "bearer" and " " not in key.strip() else ""


def _hostname(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _limited(receive: Receive) -> Receive:
    """Return ``receive``, which stops a body that grows beyond what its length said."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise TooLargeError
        return message

    return limited
