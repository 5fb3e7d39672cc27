"""The embedded index as a process sees it: held here, or asked of the process that holds it."""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from plainspoken.errors import ClosedError, LockedError
from plainspoken.passages import Scope
from plainspoken.store.attached import HELLO_S, Attached
from plainspoken.store.holder import Holder, take
from plainspoken.store.points import Counts, Match, Point, Vector
from plainspoken.store.wire import GoneError

PAUSE_S = 0.05  # between two looks whether the holder has gone or begun to serve
ATTEMPTS = 5  # at one call, each with a new holder

T = TypeVar("T")


class Shared:
    """The index in ``folder``. Whoever comes first holds it; when the holder goes, an attached process takes over.

    Every call may be repeated after a holder died in the middle of it: an upsert or a
    delete done twice is done once.
    """

    def __init__(self, folder: Path, *, wait_s: float) -> None:
        """Hold the index or attach to its holder.

        Raises:
            LockedError: Another process holds it and does not share it within ``wait_s``.
        """
        self._folder, self._wait_s = folder, wait_s
        self._guard = threading.Lock()
        self._closed = False
        self._store: Holder | Attached = self._open()

    @property
    def holds(self) -> bool:
        """Whether this process is the holder."""
        return isinstance(self._store, Holder)

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points."""
        self._do(lambda store: store.upsert(points))

    def delete(self, editions: Sequence[str]) -> None:
        """Remove every point of these editions."""
        self._do(lambda store: store.delete(editions))

    def clear(self) -> None:
        """Remove everything."""
        self._do(lambda store: store.clear())

    def compact(self) -> None:
        """Leave no byte on disk of what was replaced or removed."""
        self._do(lambda store: store.compact())

    def flush(self) -> None:
        """Sync to disk."""
        self._do(lambda store: store.flush())

    def counts(self, scope: Scope, terms: Sequence[int]) -> Counts:
        """Return exact document frequencies within ``scope``."""
        return self._do(lambda store: store.counts(scope, terms))

    def dense(self, vector: Vector, scope: Scope, limit: int) -> list[Match]:
        """Return the nearest passages."""
        return self._do(lambda store: store.dense(vector, scope, limit))

    def sparse(self, weights: Mapping[int, float], scope: Scope, limit: int) -> list[Match]:
        """Return the passages that share the heaviest terms."""
        return self._do(lambda store: store.sparse(weights, scope, limit))

    def editions(self) -> frozenset[str]:
        """Return the ids of all editions that have points."""
        return self._do(lambda store: store.editions())

    def size(self) -> int:
        """Return the number of points."""
        return self._do(lambda store: store.size())

    def close(self) -> None:
        """Let go; an attached process may take over."""
        self._closed = True
        with self._guard:
            self._store.close()

    def _do(self, call: "Callable[[Holder | Attached], T]") -> T:
        for _ in range(ATTEMPTS):
            store = self._store
            try:
                return call(store)
            except (GoneError, ClosedError):  # closed: by another thread that is opening it anew, or could not
                self._replace(store)
        raise LockedError(f"the index in {str(self._folder)!r} changed hands {ATTEMPTS} times; nothing was answered")

    def _replace(self, lost: Holder | Attached) -> None:
        """Open again, unless another thread has done so; where that fails, the next call tries once more."""
        with self._guard:
            self._look()
            if self._store is lost:
                lost.close()
                self._store = self._open()

    def _open(self) -> Holder | Attached:
        deadline = time.monotonic() + self._wait_s
        while True:
            self._look()
            try:
                return self._hold_or_attach(deadline)
            except (GoneError, LockedError) as error:  # LockedError: its last holder is dying
                if time.monotonic() > deadline:
                    held = f"another process holds the index in {str(self._folder)!r}"
                    raise LockedError(f"{held} and does not share it; nothing was asked of it") from error
            time.sleep(PAUSE_S)

    def _look(self) -> None:
        if self._closed:
            raise ClosedError("the index was closed; nothing was asked of it")

    def _hold_or_attach(self, deadline: float) -> Holder | Attached:
        lock = take(self._folder)
        if lock is None:
            left = max(PAUSE_S, deadline - time.monotonic())
            return Attached(self._folder, hello_s=min(HELLO_S, left))
        try:
            return Holder(self._folder, lock)
        except BaseException:  # whatever stopped us, the index must not stay locked
            os.close(lock)
            raise
