"""The index as held by another process of this machine."""

import json
import socket
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plainspoken.errors import ClosedError, LockedError, PlainspokenError, UnavailableError, UsageError
from plainspoken.passages import Scope
from plainspoken.store import wire
from plainspoken.store.holder import DOOR
from plainspoken.store.points import Counts, Match, Point, Vector
from plainspoken.store.wire import GoneError, Message

HELLO_S = 2.0  # within which a living holder greets
ANSWER_S = 60.0  # a batch of points takes well under a second
BATCH = 1_000  # points per message
ERRORS: Mapping[str, type[PlainspokenError]] = {"UsageError": UsageError, "LockedError": LockedError}


class Attached:
    """Asks the holder; every call may raise ``GoneError``, and then another process must hold the index."""

    def __init__(self, folder: Path, *, hello_s: float) -> None:
        """Find the holder through its door file and introduce this process.

        Raises:
            GoneError: There is no holder, or it does not let us in within ``hello_s``.
        """
        try:
            door = json.loads((folder / DOOR).read_text(encoding="utf-8"))
            self._address, self._token, self._pid = str(door["address"]), str(door["token"]), door["pid"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GoneError("no process serves the index") from error
        self._idle: list[socket.socket] = []
        self._guard = threading.Lock()
        self._closed = False
        self._keep(self._connect(hello_s))

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points, a batch at a time."""
        for start in range(0, len(points), BATCH):
            self._ask(wire.from_points(points[start : start + BATCH]))

    def delete(self, editions: Sequence[str]) -> None:
        """Remove every point of these editions."""
        self._ask(Message({"call": "delete", "editions": list(editions)}))

    def clear(self) -> None:
        """Remove everything."""
        self._ask(Message({"call": "clear"}))

    def compact(self) -> None:
        """Let the holder write what is left anew."""
        self._ask(Message({"call": "compact"}))

    def flush(self) -> None:
        """Let the holder sync to disk."""
        self._ask(Message({"call": "flush"}))

    def counts(self, scope: Scope, terms: Sequence[int]) -> Counts:
        """Return exact document frequencies."""
        said = self._ask(Message({"call": "counts", "scope": wire.from_scope(scope), "terms": list(terms)}))
        return Counts(total=said["total"], terms=dict(said["terms"]))

    def dense(self, vector: Vector, scope: Scope, limit: int) -> list[Match]:
        """Return the nearest passages."""
        head = {"call": "dense", "scope": wire.from_scope(scope), "limit": limit}
        return _matches(self._ask(Message(head, wire.from_vector(vector))))

    def sparse(self, weights: Mapping[int, float], scope: Scope, limit: int) -> list[Match]:
        """Return the passages that share the heaviest terms."""
        head = {"call": "sparse", "scope": wire.from_scope(scope), "limit": limit, "weights": list(weights.items())}
        return _matches(self._ask(Message(head)))

    def editions(self) -> frozenset[str]:
        """Return the ids of all editions that have points."""
        return frozenset(self._ask(Message({"call": "editions"}))["editions"])

    def size(self) -> int:
        """Return the number of points."""
        return int(self._ask(Message({"call": "size"}))["size"])

    def close(self) -> None:
        """Hang up."""
        with self._guard:
            self._closed = True
            lines, self._idle = self._idle, []
        for line in lines:
            line.close()

    def _ask(self, message: Message) -> Mapping[str, Any]:
        with self._guard:
            if self._closed:
                raise ClosedError("the index was closed; nothing was asked of it")
            line = self._idle.pop() if self._idle else None
        line = line or self._connect(HELLO_S)
        try:
            wire.send(line, message)
            reply = wire.receive(line).head
        except TimeoutError as error:
            line.close()
            held = f"process {self._pid} holds the index and gave no answer within {ANSWER_S:.0f} s"
            raise LockedError(f"{held}; it is not known whether it did what was asked") from error
        except OSError as error:
            line.close()
            raise GoneError("the process that held the index is gone") from error
        self._keep(line)
        if "error" in reply:
            raise ERRORS.get(reply["error"], UnavailableError)(reply["message"])
        return reply

    def _connect(self, wait_s: float) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(wait_s)
        try:
            line.connect(self._address)
            wire.send(line, Message({"token": self._token, "version": wire.VERSION}))
            wire.receive(line)
        except OSError as error:
            line.close()
            raise GoneError("the process that held the index does not answer") from error
        line.settimeout(ANSWER_S)
        return line

    def _keep(self, line: socket.socket) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(line)
                return
        line.close()


def _matches(said: Mapping[str, Any]) -> list[Match]:
    return [Match(point_id, score) for point_id, score in said["matches"]]
