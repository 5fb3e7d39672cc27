"""The process that holds the shard, and lets others of this machine use it over a socket in its folder."""

import contextlib
import fcntl
import hmac
import json
import os
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plainspoken.errors import ClosedError, PlainspokenError
from plainspoken.store import wire
from plainspoken.store.points import Match, Store
from plainspoken.store.shard import Shard
from plainspoken.store.wire import Message

LOCK, DOOR, SHARD, SOCKET = "lock", "door.json", "shard", "socket"
LONGEST_ADDRESS = 100  # bytes; the system takes 104 or 108
VISITORS = 64  # connections at once
HELLO_S = 5.0  # to say who you are
LARGEST_HELLO = 4_096  # bytes
OK = Message({"ok": True})


def take(folder: Path) -> int | None:
    """Return a descriptor that holds ``folder`` until closed or this process dies; None if another has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


class Holder(Shard):
    """A shard that is shared: every call of another process is answered by a thread here."""

    def __init__(self, folder: Path, lock: int) -> None:
        """Open the shard in ``folder`` and start to serve it; ``lock`` comes from ``take``."""
        self._lock = lock
        super().__init__(folder / SHARD)
        self._door = folder / DOOR
        self._token = secrets.token_hex(32)
        self._visitors = threading.Semaphore(VISITORS)
        self._lines: set[socket.socket] = set()
        self._own_folder, self._listener = _listen(folder / SOCKET)
        self._address = Path(self._listener.getsockname())
        _write_private(self._door, {"address": str(self._address), "token": self._token, "pid": os.getpid()})
        threading.Thread(target=self._welcome, name="plainspoken-index", daemon=True).start()

    def close(self) -> None:
        """Answer what is being asked, then let go: another process may take over."""
        if self._lock < 0:
            return
        self._door.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        super().close()
        for line in tuple(self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RD)
        self._address.unlink(missing_ok=True)
        if self._own_folder:
            shutil.rmtree(self._own_folder, ignore_errors=True)
        os.close(self._lock)
        self._lock = -1

    def _welcome(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:  # closed
                return
            if self._visitors.acquire(blocking=False):
                threading.Thread(target=self._attend, args=(line,), name="plainspoken-visitor", daemon=True).start()
            else:
                line.close()

    def _attend(self, line: socket.socket) -> None:
        self._lines.add(line)
        try:
            with line:
                self._greet(line)
                while True:
                    wire.send(line, _answered(self, wire.receive(line)))
        except (OSError, ClosedError):
            return  # the visitor went, or we close: it sees the line end, and opens the index itself
        finally:
            self._lines.discard(line)
            self._visitors.release()

    def _greet(self, line: socket.socket) -> None:
        """Let in whoever could read the door file; others are hung up on."""
        line.settimeout(HELLO_S)
        hello = wire.receive(line, largest=LARGEST_HELLO).head
        token = hello.get("token")
        if hello.get("version") != wire.VERSION or not isinstance(token, str):
            raise wire.GoneError("a visitor speaks another version")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise wire.GoneError("a visitor has not read the door file")
        wire.send(line, OK)
        line.settimeout(None)


def _answered(store: Store, asked: Message) -> Message:
    try:
        return _answer(store, asked)
    except ClosedError:
        raise
    except PlainspokenError as error:
        return Message({"error": type(error).__name__, "message": str(error)})
    except (KeyError, TypeError, ValueError):
        return Message({"error": "UsageError", "message": "the index was asked something malformed"})


def _answer(store: Store, asked: Message) -> Message:
    """Do what a visitor asks."""
    said = asked.head
    match said["call"]:
        case "upsert":
            store.upsert(wire.to_points(asked))
        case "delete":
            store.delete(said["editions"])
        case "clear":
            store.clear()
        case "compact":
            store.compact()
        case "flush":
            store.flush()
        case "size":
            return Message({"size": store.size()})
        case "editions":
            return Message({"editions": sorted(store.editions())})
        case call:
            return _found(store, call, asked)
    return OK


def _found(store: Store, call: str, asked: Message) -> Message:
    said: Mapping[str, Any] = asked.head
    scope = wire.to_scope(said["scope"])
    if call == "counts":
        counts = store.counts(scope, said["terms"])
        return Message({"total": counts.total, "terms": list(counts.terms.items())})
    if call == "dense":
        return _matches(store.dense(wire.to_vector(asked.body), scope, said["limit"]))
    if call == "sparse":
        return _matches(store.sparse(dict(said["weights"]), scope, said["limit"]))
    raise ValueError(call)


def _matches(found: list[Match]) -> Message:
    return Message({"matches": [[match.id, match.score] for match in found]})


def _listen(place: Path) -> tuple[str | None, socket.socket]:
    """Return a listening socket at ``place``, or in a private folder where that name is too long or takes none."""
    if len(os.fsencode(place)) <= LONGEST_ADDRESS:
        with contextlib.suppress(OSError):  # some mounted folders take no sockets
            return None, _listen_at(place)
    own = tempfile.mkdtemp(prefix="plainspoken-")
    return own, _listen_at(Path(own) / SOCKET)


def _listen_at(place: Path) -> socket.socket:
    place.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(place))
        place.chmod(0o600)
        listener.listen(VISITORS)
    except OSError:
        listener.close()
        raise
    return listener


def _write_private(path: Path, content: Mapping[str, object]) -> None:
    """Write a file that only this user can read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    fresh.replace(path)
